// How this person likes shells (SHL-9): for all shells of all sessions, remembered by the browser.

import type { ThemeName } from "@towline/terminal";
import { remember, remembered } from "@towline/ui";
import { useSyncExternalStore } from "react";

/** The terminal's themes, and the one that goes with the console's own. */
export type ShellTheme = ThemeName | "console";

export interface ShellLook {
  readonly fontSize: number;
  readonly theme: ShellTheme;
  readonly copyOnSelect: boolean;
  /** Letters are shown before a slow link has echoed them. */
  readonly guessing: boolean;
  readonly screenReader: boolean;
}

export const SMALLEST = 9;
export const LARGEST = 28;
export const SHELL_THEMES: readonly ShellTheme[] = ["console", "dark", "light", "midnight", "paper", "contrast"];
const isSize = (value: unknown): value is number => typeof value === "number" && value >= SMALLEST && value <= LARGEST;
const isTheme = (value: unknown): value is ShellTheme => SHELL_THEMES.some((each) => each === value);
const isBoolean = (value: unknown): value is boolean => typeof value === "boolean";

let look: ShellLook | undefined;
const takers = new Set<() => void>();

export function shellLook(): ShellLook {
  look ??= {
    fontSize: remembered("shellFontSize", isSize, 13),
    theme: remembered("shellTheme", isTheme, "console"),
    copyOnSelect: remembered("shellCopyOnSelect", isBoolean, false),
    guessing: remembered("shellGuessing", isBoolean, true),
    screenReader: remembered("shellScreenReader", isBoolean, false),
  };
  return look;
}

export function changeShellLook(change: Partial<ShellLook>): void {
  const wished = { ...shellLook(), ...change };
  const next = { ...wished, fontSize: Math.max(SMALLEST, Math.min(LARGEST, wished.fontSize)) };
  look = next;
  remember("shellFontSize", next.fontSize);
  remember("shellTheme", next.theme);
  remember("shellCopyOnSelect", next.copyOnSelect);
  remember("shellGuessing", next.guessing);
  remember("shellScreenReader", next.screenReader);
  for (const taker of [...takers]) taker();
}

const subscribe = (taker: () => void) => {
  takers.add(taker);
  return () => void takers.delete(taker);
};

export const useShellLook = () => useSyncExternalStore(subscribe, shellLook);
