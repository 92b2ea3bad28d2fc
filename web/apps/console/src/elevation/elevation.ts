// What the console knows of a session's administrative rights (SUP-41, SUP-42), as functions of its state.

import { ElevationWay, Permission, SessionPhase, type SessionState } from "@towline/wire";
import { mayBegin } from "../session/actions";
import type { useWords } from "../words/en";

type Words = ReturnType<typeof useWords>["elevation"];

/** The session works with administrative rights. */
export const isElevated = (state: SessionState) => state.elevation?.elevated ?? false;

/** Somebody tries to get them now. */
export const isTrying = (state: SessionState) =>
  (state.elevation?.trying ?? ElevationWay.UNSPECIFIED) !== ElevationWay.UNSPECIFIED;

/** Why they cannot be asked for now; `undefined`: they can. */
export function whyNotElevate(state: SessionState, words: Words): string | undefined {
  if (isElevated(state)) return words.has(state.elevation?.account ?? "");
  if (state.phase !== SessionPhase.ACTIVE) return words.notReachable;
  // With a browser only it offers the full client (SUP-40), which everybody in the session may.
  if (!state.agent) return undefined;
  if (!mayBegin(state, Permission.ELEVATION)) return words.notPermitted;
  if (state.paused) return words.paused;
  if (isTrying(state)) return words.trying;
  if (!state.elevation?.byCustomer && !state.elevation?.byAccount) return words.noWay;
  return undefined;
}

/** Why something that needs administrative rights cannot be done; `undefined`: it can (SUP-42). */
export function needsElevation(state: SessionState, words: Words): string | undefined {
  if (isElevated(state)) return undefined;
  return mayBegin(state, Permission.ELEVATION) ? words.needed : words.neededNotPermitted;
}
