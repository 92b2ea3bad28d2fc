// Full screen of the tool's area, with the system's keys going to the remote machine where the browser can do that (SCR-12).
//
// It is the whole page that fills the screen, and the tool's area that fills the page: menus, notices and questions are seen as ever.

import { notify } from "@towline/ui";
import { useEffect, useState } from "react";
import { words } from "../words/en";

interface KeyboardLock {
  keyboard?: { lock?: () => Promise<void>; unlock?: () => void };
}

export interface FullScreen {
  readonly on: boolean;
  /** The browser keeps the system's keys to itself. */
  readonly keysStay: boolean;
  readonly enter: () => void;
  readonly leave: () => void;
}

export function useFullScreen(entered: () => void): FullScreen {
  const [on, setOn] = useState(false);
  const [keysStay, setKeysStay] = useState(false);
  useEffect(() => {
    const changed = () => {
      const full = document.fullscreenElement !== null;
      setOn(full);
      if (!full) (navigator as KeyboardLock).keyboard?.unlock?.();
    };
    document.addEventListener("fullscreenchange", changed);
    return () => {
      document.removeEventListener("fullscreenchange", changed);
      // The session that filled the screen is not on the page any more.
      if (document.fullscreenElement) void document.exitFullscreen().catch(() => undefined);
    };
  }, []);
  const enter = async () => {
    try {
      await document.documentElement.requestFullscreen({ navigationUI: "hide" });
      setKeysStay(!(await lockKeys()));
      entered();
    } catch {
      notify.failed(words().session.fullScreenFailed);
    }
  };
  return {
    on,
    keysStay,
    enter: () => void enter(),
    leave: () => void document.exitFullscreen().catch(() => undefined),
  };
}

async function lockKeys(): Promise<boolean> {
  const { keyboard } = navigator as KeyboardLock;
  if (!keyboard?.lock) return false;
  try {
    await keyboard.lock();
    return true;
  } catch {
    return false;
  }
}
