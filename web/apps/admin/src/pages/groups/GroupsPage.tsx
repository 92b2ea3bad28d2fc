// Jump > Jump Groups: the shared lists of machines.

import { Button } from "@mantine/core";
import { IconFolders, IconPlus, IconSearchOff } from "@tabler/icons-react";
import { useQuery } from "@tanstack/react-query";
import { Outlet, useNavigate } from "@tanstack/react-router";
import type { JumpGroup } from "@towline/api";
import { type Column, DataTable, EmptyState, language, number, SearchField } from "@towline/ui";
import { useState } from "react";
import { groupsQuery, locationsQuery } from "../../queries";
import { ButtonLink } from "../../shell/links";
import { NameLink } from "../../shell/NameLink";
import { Page } from "../../shell/Page";
import { useFrameTexts, useGroupTexts } from "../../words";

export function GroupsPage() {
  const { page: texts, columns: titles } = useGroupTexts();
  const { sections, list: listTexts } = useFrameTexts();
  const navigate = useNavigate();
  const groups = useQuery(groupsQuery);
  const { data: counts } = useQuery(locationsQuery);
  const [search, setSearch] = useState("");
  const wanted = search.toLocaleLowerCase(language());
  const rows = groups.data
    ?.filter((group) => `${group.name}\n${group.comments}`.toLocaleLowerCase(language()).includes(wanted))
    .sort((a, b) => a.name.localeCompare(b.name, language()));
  const add = (
    <ButtonLink to="/jump/groups/new" leftSection={<IconPlus size={16} stroke={1.8} />}>
      {texts.add}
    </ButtonLink>
  );
  const columns: Column<JumpGroup>[] = [
    {
      key: "name",
      title: titles.name,
      width: "32%",
      render: (group) => (
        <NameLink to="/jump/groups/$id" params={{ id: group.id }} draft={`group:${group.id}`}>
          {group.name}
        </NameLink>
      ),
    },
    {
      key: "members",
      title: titles.members,
      width: "110px",
      align: "end",
      render: (group) => number(group.members.length),
    },
    {
      key: "machines",
      title: titles.machines,
      width: "110px",
      align: "end",
      render: (group) => number(counts?.groups.find((each) => each.id === group.id)?.count ?? group.count ?? 0),
    },
    { key: "comments", title: titles.comments, hideBelow: 640, render: (group) => group.comments },
  ];
  return (
    <Page title={sections.groups} lead={texts.lead} action={add}>
      {groups.data && groups.data.length > 0 ? (
        <SearchField label={texts.searchLabel} value={search} onSearch={setSearch} width={280} />
      ) : null}
      <DataTable
        label={sections.groups}
        columns={columns}
        rows={rows}
        rowKey={(group) => group.id}
        rowName={(group) => group.name}
        error={groups.error}
        onRetry={() => void groups.refetch()}
        onOpen={(group) => void navigate({ to: "/jump/groups/$id", params: { id: group.id } })}
        empty={
          search ? (
            <EmptyState
              announce
              icon={<IconSearchOff size={20} />}
              title={listTexts.nothingFound(search)}
              text={listTexts.nothingFoundHint}
              actions={
                <Button variant="default" onClick={() => setSearch("")}>
                  {listTexts.showAll}
                </Button>
              }
            />
          ) : (
            <EmptyState
              icon={<IconFolders size={20} />}
              title={texts.emptyTitle}
              text={texts.emptyText}
              actions={add}
            />
          )
        }
      />
      <Outlet />
    </Page>
  );
}
