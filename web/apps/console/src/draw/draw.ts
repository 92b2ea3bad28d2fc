// Why the remote screen cannot be drawn on now (SCR-14). Pure.

import { Permission, type SessionState } from "@towline/wire";
import { mayBegin } from "../session/actions";
import { isDescribed } from "../session/desktops";
import type { useWords } from "../words/en";

type Words = ReturnType<typeof useWords>["draw"];

export function whyNotDraw(state: SessionState, hasPicture: boolean, words: Words): string | undefined {
  if (!mayBegin(state, Permission.ANNOTATE)) return words.notPermitted;
  if (state.paused) return words.paused;
  if (!state.screen?.available || !hasPicture) return words.noPicture;
  if (!state.screen.draw) return isDescribed(state.screen) ? words.old : words.noPicture;
  return state.screen.draw.reason ? words.cannot(state.screen.draw.reason) : undefined;
}
