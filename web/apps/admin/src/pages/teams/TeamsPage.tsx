// Configuration > Support Teams: who works together, and who stands above whom.

import { IconPlus, IconUsersGroup } from "@tabler/icons-react";
import { useQuery } from "@tanstack/react-query";
import { Outlet, useNavigate } from "@tanstack/react-router";
import type { Team } from "@towline/api";
import { type Column, DataTable, EmptyState, number } from "@towline/ui";
import { teamsQuery } from "../../queries";
import { ButtonLink } from "../../shell/links";
import { NameLink } from "../../shell/NameLink";
import { Page } from "../../shell/Page";
import { useFrameTexts, useTeamTexts } from "../../words";

export function TeamsPage() {
  const texts = useTeamTexts();
  const { sections } = useFrameTexts();
  const navigate = useNavigate();
  const teams = useQuery(teamsQuery);
  const add = (
    <ButtonLink to="/teams/new" leftSection={<IconPlus size={16} stroke={1.8} />}>
      {texts.page.add}
    </ButtonLink>
  );
  const columns: Column<Team>[] = [
    {
      key: "name",
      title: texts.columns.name,
      width: "28%",
      render: (team) => (
        <NameLink to="/teams/$id" params={{ id: team.id }} draft={`team:${team.id}`}>
          {team.name}
        </NameLink>
      ),
    },
    {
      key: "members",
      title: texts.columns.members,
      width: "96px",
      align: "end",
      render: (team) => number(team.members.length),
    },
    {
      key: "leads",
      title: texts.columns.leads,
      render: (team) =>
        team.members
          .filter((member) => member.rank !== "member")
          .map((member) => member.name)
          .join(", "),
    },
    { key: "comments", title: texts.columns.comments, hideBelow: 800, render: (team) => team.comments },
  ];
  return (
    <Page title={sections.teams} lead={texts.page.lead} action={add}>
      <DataTable
        label={sections.teams}
        columns={columns}
        rows={teams.data}
        rowKey={(team) => team.id}
        rowName={(team) => team.name}
        error={teams.error}
        onRetry={() => void teams.refetch()}
        onOpen={(team) => void navigate({ to: "/teams/$id", params: { id: team.id } })}
        empty={
          <EmptyState
            icon={<IconUsersGroup size={20} />}
            title={texts.page.emptyTitle}
            text={texts.page.emptyText}
            actions={add}
          />
        }
      />
      <Outlet />
    </Page>
  );
}
