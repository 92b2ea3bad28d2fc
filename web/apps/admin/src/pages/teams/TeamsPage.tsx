// Configuration > Support Teams: who works together, and who stands above whom.

import { IconPlus, IconUsersGroup } from "@tabler/icons-react";
import { useQuery, useQueryClient } from "@tanstack/react-query";
import { Outlet, useNavigate } from "@tanstack/react-router";
import { api, type Team } from "@towline/api";
import { EmptyState, number } from "@towline/ui";
import { type ListColumn, WholeList } from "../../list/WholeList";
import { teamsQuery } from "../../queries";
import { ButtonLink } from "../../shell/links";
import { NameLink } from "../../shell/NameLink";
import { Page } from "../../shell/Page";
import { useFrameTexts, useTeamTexts } from "../../words";

const leads = (team: Team): string =>
  team.members
    .filter((member) => member.rank !== "member")
    .map((member) => member.name)
    .join(", ");

export function TeamsPage() {
  const texts = useTeamTexts();
  const { sections } = useFrameTexts();
  const navigate = useNavigate();
  const client = useQueryClient();
  const teams = useQuery(teamsQuery);
  const add = (
    <ButtonLink to="/teams/new" leftSection={<IconPlus size={16} stroke={1.8} />}>
      {texts.page.add}
    </ButtonLink>
  );
  const columns: ListColumn<Team>[] = [
    {
      key: "name",
      title: texts.columns.name,
      width: "28%",
      by: (team) => team.name,
      text: (team) => team.name,
      render: (team) => (
        <NameLink to="/teams/$id" params={{ id: team.id }} search draft={`team:${team.id}`}>
          {team.name}
        </NameLink>
      ),
    },
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
    <Page title={sections.teams} lead={texts.page.lead} action={add}>
      <WholeList
        label={sections.teams}
        searchLabel={texts.page.searchLabel}
        columns={columns}
        rows={teams.data}
        query={teams}
        rowKey={(team) => team.id}
        rowName={(team) => team.name}
        words={(team) => [team.name, team.comments, ...team.members.map((member) => member.name)]}
        natural="name"
        fileName="support-teams.csv"
        deeds={[
          {
            key: "remove",
            label: texts.remove.title,
            danger: true,
            title: texts.remove.askMany,
            will: texts.remove.willMany,
            submit: texts.remove.title,
            act: (team) => api.removeTeam(team),
            done: texts.remove.doneMany,
          },
        ]}
        onChanged={() => void client.invalidateQueries({ queryKey: teamsQuery.queryKey })}
        onOpen={(team) => void navigate({ to: "/teams/$id", params: { id: team.id }, search: true })}
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
