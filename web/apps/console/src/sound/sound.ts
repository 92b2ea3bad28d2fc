// Whether the machine can be heard, and why not (SCR-18). Pure.

import { Permission, type SessionState } from "@towline/wire";
import { mayBegin } from "../session/actions";
import { isDescribed } from "../session/desktops";
import type { useWords } from "../words/en";

type Words = ReturnType<typeof useWords>["sound"];

/** Why nothing can be heard now. */
export function whyNoSound(
  state: SessionState,
  painted: boolean,
  supported: boolean,
  words: Words,
): string | undefined {
  if (!mayBegin(state, Permission.HEAR_SOUND)) return words.notPermitted;
  if (!supported) return words.noDecoder;
  if (state.paused) return words.paused;
  if (!state.screen?.available || !painted) return words.noPicture;
  if (!state.screen.sound) return isDescribed(state.screen) ? words.old : words.noPicture;
  return state.screen.sound.absent ? words.absent(state.screen.sound.absent) : undefined;
}

/** Below this nobody hears anything. */
const QUIET = 0.003;
/** Decibels below full that the meter shows. */
const RANGE = 50;

export const isHeard = (level: number): boolean => level > QUIET;

/** How far the meter goes, in percent: ears hear decibels. */
export function meter(level: number): number {
  if (!isHeard(level)) return 0;
  return Math.round(Math.min(100, Math.max(2, (1 + (20 * Math.log10(level)) / RANGE) * 100)));
}
