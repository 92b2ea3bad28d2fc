// Configuration > Support Teams: who works together, and who stands above whom.

import { IconUsersGroup } from "@tabler/icons-react";
import { api, type Team } from "@towline/api";
import { number } from "@towline/ui";
import { ThingsPage } from "../../list/ThingsPage";
import type { ListColumn } from "../../list/WholeList";
import { teamsQuery } from "../../queries";
import { useFrameTexts, useTeamTexts } from "../../words";

const leads = (team: Team): string =>
  team.members
    .filter((member) => member.rank !== "member")
    .map((member) => member.name)
    .join(", ");

export function TeamsPage() {
  const texts = useTeamTexts();
  const { sections } = useFrameTexts();
  const columns: ListColumn<Team>[] = [
    {
      key: "members",
      title: texts.columns.members,
      width: "110px",
      align: "end",
      by: (team) => team.members.length,
      text: (team) => String(team.members.length),
      render: (team) => number(team.members.length),
    },
    { key: "leads", title: texts.columns.leads, text: leads, render: leads },
    {
      key: "comments",
      title: texts.columns.comments,
      hideBelow: 800,
      text: (team) => team.comments,
      render: (team) => team.comments,
    },
  ];
  return (
    <ThingsPage
      title={sections.teams}
      texts={texts}
      icon={<IconUsersGroup size={20} />}
      at="/teams"
      all={teamsQuery}
      draft="team"
      columns={columns}
      words={(team) => [team.comments, ...team.members.map((member) => member.name)]}
      fileName="support-teams.csv"
      remove={api.removeTeam}
    />
  );
}
