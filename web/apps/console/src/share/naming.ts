// What those are called whom an invitation is for.

import type { RepresentativeThere } from "@towline/api";
import { type Invitation, QueueKind } from "@towline/wire";
import { useWords } from "../words/en";
import { isTransfer } from "./invitations";

/** "Grace Hopper", "Linux team", "Printing (Linux team)" where help is asked for, or the general queue. */
export function useWhom(): (invitation: Invitation) => string {
  const words = useWords().share;
  return ({ to, issue }) => {
    const name = to?.kind === QueueKind.GENERAL ? words.general : (to?.name ?? "");
    return issue ? words.helpOf(issue, name) : name;
  };
}

/** "Olga invites you to a session", or what else is asked. */
export function useAskedTitle(): (invitation: Invitation) => string {
  const words = useWords().share;
  return (invitation) => {
    if (isTransfer(invitation)) return words.inviteTake(invitation.byName);
    if (invitation.issue) return words.inviteHelp(invitation.byName, invitation.issue);
    return words.inviteJoin(invitation.byName);
  };
}

/** "Busy · Linux, Windows": who is available needs no word of it. */
export function useRepText(): (readiness: RepresentativeThere["readiness"], teams: readonly string[]) => string {
  const words = useWords().ready;
  return (readiness, teams) =>
    [readiness === "available" ? "" : words[readiness], teams.join(", ")].filter(Boolean).join(" · ");
}
