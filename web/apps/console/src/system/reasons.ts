// Why something was not done to the machine, in words: the system's own where it said something, else those of the code.

import type { SessionEvent } from "@towline/wire";
import type { useSystemWords } from "./words";

export const whyNot = (
  event: Pick<SessionEvent, "outcome" | "detail">,
  words: Pick<ReturnType<typeof useSystemWords>, "reason">,
): string => event.detail || words.reason[event.outcome] || event.outcome;
