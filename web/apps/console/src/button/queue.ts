// Where the sessions of a Support Button wait: the own queue, one of a team, or where an issue leads. One choice in the dialog, several fields on the wire.

import type { SupportButtonChoices } from "@towline/api";
import { type DeployButton, QueueKind } from "@towline/wire";
import type { button } from "../words/button";

export const PERSONAL = "personal";
const TEAM = "team:";
const ISSUE = "issue:";

type Words = Pick<typeof button, "personal" | "teams" | "issues" | "issueTo" | "issueToAll">;

/** What can be chosen, in groups. */
export function queueChoices(choices: SupportButtonChoices, words: Words) {
  const teams = choices.teams.map((team) => ({ value: TEAM + team.id, label: team.name }));
  const issues = choices.issues.map((issue) => ({
    value: ISSUE + issue.id,
    label: issue.team_name ? words.issueTo(issue.name, issue.team_name) : words.issueToAll(issue.name),
  }));
  return [
    { value: PERSONAL, label: words.personal },
    ...(teams.length > 0 ? [{ group: words.teams, items: teams }] : []),
    ...(issues.length > 0 ? [{ group: words.issues, items: issues }] : []),
  ];
}

/** A choice as the wire says it. Of an issue the appliance knows the queue. */
export function queueOf(
  chosen: string,
  choices: SupportButtonChoices,
  own: string,
): Pick<DeployButton, "queue" | "queueId" | "issueId"> {
  if (chosen.startsWith(TEAM)) return { queue: QueueKind.TEAM, queueId: chosen.slice(TEAM.length), issueId: "" };
  if (chosen.startsWith(ISSUE)) {
    const issueId = chosen.slice(ISSUE.length);
    const team = choices.issues.find((issue) => issue.id === issueId)?.team_name;
    return { queue: team ? QueueKind.TEAM : QueueKind.GENERAL, queueId: "", issueId };
  }
  return { queue: QueueKind.PERSONAL, queueId: own, issueId: "" };
}
