// Why a script that runs with administrative rights cannot be run now.

import { Permission, type SessionState } from "@towline/wire";
import { mayUse } from "../session/actions";
import type { useWords } from "../words/en";

export function whyNotSystem(state: SessionState, words: ReturnType<typeof useWords>["scripts"]): string | undefined {
  if (!mayUse(state, Permission.ELEVATION)) return words.systemNotPermitted;
  return state.elevation?.elevated ? undefined : words.systemNotElevated;
}
