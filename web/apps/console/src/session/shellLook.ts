// How this person likes shells: size of the text and screen reader mode, for all shells of all sessions, remembered by the browser.

import { remember, remembered } from "@towline/ui";
import { useSyncExternalStore } from "react";

export interface ShellLook {
  readonly fontSize: number;
  readonly screenReader: boolean;
}

export const SMALLEST = 9;
export const LARGEST = 28;
const isSize = (value: unknown): value is number => typeof value === "number" && value >= SMALLEST && value <= LARGEST;
const isBoolean = (value: unknown): value is boolean => typeof value === "boolean";

let look: ShellLook | undefined;
const takers = new Set<() => void>();

export function shellLook(): ShellLook {
  look ??= {
    fontSize: remembered("shellFontSize", isSize, 13),
    screenReader: remembered("shellScreenReader", isBoolean, false),
  };
  return look;
}

export function changeShellLook(change: Partial<ShellLook>): void {
  const next = { ...shellLook(), ...change };
  next.fontSize = Math.max(SMALLEST, Math.min(LARGEST, next.fontSize));
  look = next;
  remember("shellFontSize", next.fontSize);
  remember("shellScreenReader", next.screenReader);
  for (const taker of [...takers]) taker();
}

const subscribe = (taker: () => void) => {
  takers.add(taker);
  return () => void takers.delete(taker);
};

export const useShellLook = () => useSyncExternalStore(subscribe, shellLook);
