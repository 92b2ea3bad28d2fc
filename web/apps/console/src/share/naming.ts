// What those are called whom an invitation is for.

import { type Invitation, QueueKind } from "@towline/wire";
import { useWords } from "../words/en";

/** "Grace Hopper", "Linux team", or the general queue. */
export function useWhom(): (invitation: Invitation) => string {
  const words = useWords().share;
  return ({ to }) => (to?.kind === QueueKind.GENERAL ? words.general : (to?.name ?? ""));
}
