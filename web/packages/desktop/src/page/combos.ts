//! Combinations that a browser or its system keeps for itself, by name: "ctrl+alt+del", "alt+tab", "meta+l" (SCR-5, SCR-6). Pure.

import type { KeyEvent } from "./keys";

const NAMED: Readonly<Record<string, readonly [code: string, key: string]>> = {
  ctrl: ["ControlLeft", "Control"],
  control: ["ControlLeft", "Control"],
  alt: ["AltLeft", "Alt"],
  altgr: ["AltRight", "AltGraph"],
  shift: ["ShiftLeft", "Shift"],
  meta: ["MetaLeft", "Meta"],
  win: ["MetaLeft", "Meta"],
  super: ["MetaLeft", "Meta"],
  del: ["Delete", "Delete"],
  delete: ["Delete", "Delete"],
  ins: ["Insert", "Insert"],
  esc: ["Escape", "Escape"],
  escape: ["Escape", "Escape"],
  tab: ["Tab", "Tab"],
  enter: ["Enter", "Enter"],
  space: ["Space", " "],
  backspace: ["Backspace", "Backspace"],
  home: ["Home", "Home"],
  end: ["End", "End"],
  pageup: ["PageUp", "PageUp"],
  pagedown: ["PageDown", "PageDown"],
  up: ["ArrowUp", "ArrowUp"],
  down: ["ArrowDown", "ArrowDown"],
  left: ["ArrowLeft", "ArrowLeft"],
  right: ["ArrowRight", "ArrowRight"],
  printscreen: ["PrintScreen", "PrintScreen"],
  pause: ["Pause", "Pause"],
  menu: ["ContextMenu", "ContextMenu"],
};
const BITS: Readonly<Record<string, number>> = { Shift: 1, Control: 2, Alt: 4, Meta: 8, AltGraph: 16 };

/** The events of a combination, all down in order and up again; nothing for a name that is none. */
export function comboEvents(combo: string): KeyEvent[] | undefined {
  const keys: (readonly [string, string])[] = [];
  for (const name of combo.toLowerCase().split("+")) {
    const found = NAMED[name] ?? plain(name);
    if (!found) return undefined;
    keys.push(found);
  }
  let modifiers = 0;
  const downs = keys.map(([code, name]) => {
    modifiers |= BITS[name] ?? 0;
    return event(true, code, name, modifiers);
  });
  const ups = keys.toReversed().map(([code, name]) => {
    modifiers &= ~(BITS[name] ?? 0);
    return event(false, code, name, modifiers);
  });
  return [...downs, ...ups];
}

function plain(name: string): readonly [string, string] | undefined {
  if (/^f([1-9]|1\d|2[0-4])$/.test(name)) return [name.toUpperCase(), name.toUpperCase()];
  if (/^[a-z]$/.test(name)) return [`Key${name.toUpperCase()}`, name];
  return /^\d$/.test(name) ? [`Digit${name}`, name] : undefined;
}

function event(down: boolean, code: string, key: string, modifiers: number): KeyEvent {
  return { kind: "key", down, code, key, modifiers, repeat: false };
}
