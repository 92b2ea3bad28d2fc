// Full screen of the tool's area, with the system's keys going to the remote machine where the browser can do that (SCR-12).

import { notify } from "@towline/ui";
import { type RefObject, useEffect, useState } from "react";
import { words } from "../words/en";

interface KeyboardLock {
  keyboard?: { lock?: () => Promise<void>; unlock?: () => void };
}

export interface FullScreen {
  readonly on: boolean;
  readonly enter: () => void;
  readonly leave: () => void;
}

export function useFullScreen(area: RefObject<HTMLElement | null>, entered: () => void): FullScreen {
  const [on, setOn] = useState(false);
  useEffect(() => {
    const changed = () => {
      const full = document.fullscreenElement !== null && document.fullscreenElement === area.current;
      setOn(full);
      if (!full) (navigator as KeyboardLock).keyboard?.unlock?.();
    };
    document.addEventListener("fullscreenchange", changed);
    return () => document.removeEventListener("fullscreenchange", changed);
  }, [area]);
  const enter = async () => {
    try {
      await area.current?.requestFullscreen({ navigationUI: "hide" });
      await (navigator as KeyboardLock).keyboard?.lock?.().catch(() => undefined);
      entered();
    } catch {
      notify.failed(words().session.fullScreenFailed);
    }
  };
  return { on, enter: () => void enter(), leave: () => void document.exitFullscreen().catch(() => undefined) };
}
