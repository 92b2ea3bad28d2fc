// What those are called whom an invitation is for.

import type { RepresentativeThere } from "@towline/api";
import { type Invitation, QueueKind } from "@towline/wire";
import { useWords } from "../words/en";

/** "Grace Hopper", "Linux team", or the general queue. */
export function useWhom(): (invitation: Invitation) => string {
  const words = useWords().share;
  return ({ to }) => (to?.kind === QueueKind.GENERAL ? words.general : (to?.name ?? ""));
}

/** "Busy · Linux, Windows": who is available needs no word of it. */
export function useRepText(): (readiness: RepresentativeThere["readiness"], teams: readonly string[]) => string {
  const words = useWords().ready;
  return (readiness, teams) =>
    [readiness === "available" ? "" : words[readiness], teams.join(", ")].filter(Boolean).join(" · ");
}
