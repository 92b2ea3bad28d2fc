// Jump > Jump Groups: the shared lists of machines.

import { IconFolders, IconPlus } from "@tabler/icons-react";
import { useQuery, useQueryClient } from "@tanstack/react-query";
import { Outlet, useNavigate } from "@tanstack/react-router";
import { api, type JumpGroup } from "@towline/api";
import { EmptyState, number } from "@towline/ui";
import { type ListColumn, WholeList } from "../../list/WholeList";
import { groupsQuery, locationsQuery } from "../../queries";
import { ButtonLink } from "../../shell/links";
import { NameLink } from "../../shell/NameLink";
import { Page } from "../../shell/Page";
import { useFrameTexts, useGroupTexts } from "../../words";

export function GroupsPage() {
  const { page: texts, columns: titles, remove } = useGroupTexts();
  const { sections } = useFrameTexts();
  const navigate = useNavigate();
  const client = useQueryClient();
  const groups = useQuery(groupsQuery);
  const { data: counts } = useQuery(locationsQuery);
  const machines = (group: JumpGroup) => counts?.groups.find((each) => each.id === group.id)?.count ?? group.count ?? 0;
  const add = (
    <ButtonLink to="/jump/groups/new" leftSection={<IconPlus size={16} stroke={1.8} />}>
      {texts.add}
    </ButtonLink>
  );
  const columns: ListColumn<JumpGroup>[] = [
    {
      key: "name",
      title: titles.name,
      width: "32%",
      by: (group) => group.name,
      text: (group) => group.name,
      render: (group) => (
        <NameLink to="/jump/groups/$id" params={{ id: group.id }} search draft={`group:${group.id}`}>
          {group.name}
        </NameLink>
      ),
    },
    {
      key: "members",
      title: titles.members,
      width: "110px",
      align: "end",
      by: (group) => group.members.length,
      text: (group) => String(group.members.length),
      render: (group) => number(group.members.length),
    },
    {
      key: "machines",
      title: titles.machines,
      width: "110px",
      align: "end",
      by: machines,
      text: (group) => String(machines(group)),
      render: (group) => number(machines(group)),
    },
    {
      key: "comments",
      title: titles.comments,
      hideBelow: 640,
      text: (group) => group.comments,
      render: (group) => group.comments,
    },
  ];
  return (
    <Page title={sections.groups} lead={texts.lead} action={add}>
      <WholeList
        label={sections.groups}
        searchLabel={texts.searchLabel}
        columns={columns}
        rows={groups.data}
        query={groups}
        rowKey={(group) => group.id}
        rowName={(group) => group.name}
        words={(group) => [group.name, group.comments, ...group.members.map((member) => member.name)]}
        natural="name"
        fileName="jump-groups.csv"
        deeds={[
          {
            key: "remove",
            label: remove.title,
            danger: true,
            title: remove.askMany,
            will: remove.willMany,
            submit: remove.title,
            act: (group) => api.removeJumpGroup(group),
            done: remove.doneMany,
          },
        ]}
        onChanged={() => {
          void client.invalidateQueries({ queryKey: groupsQuery.queryKey });
          void client.invalidateQueries({ queryKey: locationsQuery.queryKey });
        }}
        onOpen={(group) => void navigate({ to: "/jump/groups/$id", params: { id: group.id }, search: true })}
        empty={
          <EmptyState icon={<IconFolders size={20} />} title={texts.emptyTitle} text={texts.emptyText} actions={add} />
        }
      />
      <Outlet />
    </Page>
  );
}
