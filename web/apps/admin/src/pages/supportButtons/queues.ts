// Queues of Support Buttons: what they are called, and choosing one for an installer. No component here.

import type { Issue, QueueTarget, SupportButtonInstallerInput, Team } from "@towline/api";
import { buttonInstallerTexts, supportButtonTexts } from "../../words";

export function queueName(queue: QueueTarget): string {
  const texts = supportButtonTexts().queue;
  if (queue.kind === "general") return texts.general;
  return queue.kind === "team" ? queue.name : texts.personalOf(queue.name);
}

export const GENERAL = "general";
const PERSONAL = "personal";
const TEAM = "team:";
const ISSUE = "issue:";

/** What can be chosen, in groups. An issue leads to its team's queue. */
export function queueChoices(teams: readonly Pick<Team, "id" | "name">[], issues: readonly Issue[]) {
  const texts = buttonInstallerTexts().create;
  const ofTeams = teams.map((team) => ({ value: TEAM + team.id, label: team.name }));
  const ofIssues = issues.map((issue) => ({
    value: ISSUE + issue.id,
    label: texts.issueTo(issue.name, issue.team?.name ?? texts.general),
  }));
  return [
    { value: GENERAL, label: texts.general },
    { value: PERSONAL, label: texts.personal },
    ...(ofTeams.length > 0 ? [{ group: texts.teams, items: ofTeams }] : []),
    ...(ofIssues.length > 0 ? [{ group: texts.issues, items: ofIssues }] : []),
  ];
}

/** What is sent of a choice; `own` is who chooses. */
export function queueBody(
  chosen: string,
  issues: readonly Issue[],
  own: string,
): Pick<SupportButtonInstallerInput, "queue" | "queue_id" | "issue_id"> {
  if (chosen === PERSONAL) return { queue: "personal", queue_id: own, issue_id: null };
  if (chosen.startsWith(TEAM)) return { queue: "team", queue_id: chosen.slice(TEAM.length), issue_id: null };
  if (chosen.startsWith(ISSUE)) {
    const issue_id = chosen.slice(ISSUE.length);
    const team = issues.find((issue) => issue.id === issue_id)?.team?.id;
    return team ? { queue: "team", queue_id: team, issue_id } : { queue: "general", queue_id: "", issue_id };
  }
  return { queue: "general", queue_id: "", issue_id: null };
}
