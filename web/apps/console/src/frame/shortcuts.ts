// The console's keyboard shortcuts. None is taken while the remote machine has the keyboard: a key that goes into a field
// inside a `data-remote` element is never looked at.

import { useEffect, useRef } from "react";

export interface ShortcutActions {
  palette: () => void;
  help: () => void;
  next: () => void;
  previous: () => void;
  chat: () => void;
  waiting: () => void;
}

const isTyping = (target: Element) => target.closest("input,textarea,select,[contenteditable]") !== null;

/** Which action a key means; `undefined` for none. */
export function shortcutOf(
  event: Pick<KeyboardEvent, "key" | "ctrlKey" | "metaKey" | "altKey" | "shiftKey">,
  typing: boolean,
): keyof ShortcutActions | undefined {
  const key = event.key.toLowerCase();
  const command = event.ctrlKey || event.metaKey;
  if (command && !event.altKey && !event.shiftKey && key === "k") return "palette";
  if (event.altKey && event.shiftKey && !command) {
    if (key === "arrowright") return "next";
    if (key === "arrowleft") return "previous";
    if (key === "c") return "chat";
    if (key === "n") return "waiting";
  }
  if (event.key === "?" && !command && !event.altKey && !typing) return "help";
  return undefined;
}

export function useShortcuts(actions: ShortcutActions): void {
  const newest = useRef(actions);
  newest.current = actions;
  useEffect(() => {
    const pressed = (event: KeyboardEvent) => {
      const target = event.target instanceof Element ? event.target : document.body;
      const typing = isTyping(target);
      if (event.defaultPrevented || event.isComposing || (typing && target.closest("[data-remote]"))) return;
      const action = shortcutOf(event, typing);
      if (!action) return;
      event.preventDefault();
      newest.current[action]();
    };
    addEventListener("keydown", pressed);
    return () => removeEventListener("keydown", pressed);
  }, []);
}
