// What can be withheld from whoever sits at the machine, and why something cannot (SCR-3). Pure.

import { Permission, type SessionState } from "@towline/wire";
import { mayBegin, selfOf } from "../session/actions";
import { isDescribed } from "../session/desktops";
import type { useWords } from "../words/en";

type Words = ReturnType<typeof useWords>["privacy"];

/** Why nothing at all can be withheld now. */
export function whyNotPrivacy(state: SessionState, words: Words): string | undefined {
  if (!mayBegin(state, Permission.PRIVACY)) return words.notPermitted;
  if (state.paused) return words.paused;
  if (!state.screen?.available) return words.noPicture;
  if (!state.screen.privacy) return isDescribed(state.screen) ? words.old : words.noPicture;
  // What control would not change is said first.
  if (state.screen.privacy.input) return words.cannot(state.screen.privacy.input);
  return selfOf(state)?.controls ? undefined : words.controlFirst;
}

/** Why the screen cannot be made dark, where mouse and keyboard can be withheld. */
export function whyNotBlank(state: SessionState, words: Words): string | undefined {
  const why = whyNotPrivacy(state, words);
  if (why !== undefined) return why;
  const code = state.screen?.privacy?.blank;
  return code ? words.cannot(code) : undefined;
}
