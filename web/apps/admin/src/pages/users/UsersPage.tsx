// Users & Security > Users: everybody who can sign in.

import { Group, Text } from "@mantine/core";
import { IconPlus, IconSearchOff, IconUsers } from "@tabler/icons-react";
import { useQuery } from "@tanstack/react-query";
import { getRouteApi, Outlet, useNavigate } from "@tanstack/react-router";
import { api, type User } from "@towline/api";
import { type Column, DataTable, EmptyState, RelativeTime, StatusBadge, StatusDot } from "@towline/ui";
import { useState } from "react";
import { ChosenBar } from "../../list/ChosenBar";
import { type ListFile, ListHead, momentIn } from "../../list/ListHead";
import { useChosen } from "../../list/useChosen";
import { collect, READ } from "../../list/work";
import { LIST_LIMIT, type UserSearch, usersQuery } from "../../queries";
import type { UserListSearch } from "../../router";
import { useMe } from "../../session";
import { ButtonLink } from "../../shell/links";
import { NameLink } from "../../shell/NameLink";
import { Outdated } from "../../shell/Outdated";
import { Page } from "../../shell/Page";
import { useFrameTexts, userTexts, useUserTexts } from "../../words";
import { UserDeedDialog, useUserDeeds } from "./UserDeeds";

const route = getRouteApi("/users");

export function UsersPage() {
  const me = useMe();
  const { page: texts, columns: titles } = useUserTexts();
  const { sections, list: listTexts } = useFrameTexts();
  const wish = route.useSearch();
  const navigate = useNavigate();
  const query: UserSearch = {
    search: wish.search ?? "",
    page: wish.page ?? 1,
    sort: wish.sort ?? "username",
    order: wish.order ?? "asc",
    ...(wish.state ? { state: wish.state } : {}),
    ...(wish.role ? { administrator: wish.role === "administrators" } : {}),
  };
  const filtered = query.search !== "" || wish.state !== undefined || wish.role !== undefined;
  const list = useQuery(usersQuery(query));
  const total = list.data?.total ?? 0;
  const deeds = useUserDeeds();
  const [deed, setDeed] = useState<string | null>(null);
  const chosen = useChosen({
    rows: list.data?.users,
    keyOf,
    nameOf,
    total,
    found: JSON.stringify([query.search, query.state, query.administrator]),
  });
  const change = (part: UserListSearch) =>
    void navigate({ to: "/users", search: { ...wish, page: 1, ...part }, replace: true });
  const add = (
    <ButtonLink to="/users/new" leftSection={<IconPlus size={16} stroke={1.8} />}>
      {texts.add}
    </ButtonLink>
  );
  const columns: Column<User>[] = [
    {
      key: "name",
      title: titles.name,
      sortable: true,
      render: (user) => (
        <div>
          <Group gap={8} wrap="nowrap">
            <NameLink to="/users/$id" params={{ id: user.id }} search={wish} draft={`user:${user.id}`}>
              {user.display_name}
            </NameLink>
            {user.id === me.id ? <StatusBadge>{texts.you}</StatusBadge> : null}
          </Group>
          <Text size="xs" c="dimmed">
            {user.provider ? `${user.username} · ${user.provider}` : user.username}
          </Text>
        </div>
      ),
    },
    { key: "email", title: titles.email, width: "24%", hideBelow: 800, render: (user) => user.email ?? "" },
    {
      key: "role",
      title: titles.role,
      width: "140px",
      hideBelow: 640,
      render: (user) => (user.administrator ? texts.administrator : texts.representative),
    },
    { key: "state", title: titles.state, width: "120px", render: (user) => <UserState user={user} /> },
    {
      key: "lastLogin",
      title: titles.lastLogin,
      sortable: true,
      width: "180px",
      hideBelow: 480,
      render: (user) => <RelativeTime at={user.last_login_ms} />,
    },
  ];
  return (
    <Page title={sections.users} lead={texts.lead} action={add}>
      <Outdated query={list} />
      <ListHead
        searchLabel={texts.searchLabel}
        search={query.search}
        onSearch={(search) => change({ search })}
        filters={[
          {
            label: titles.state,
            any: texts.anyState,
            options: (["active", "closed", "locked"] as const).map((value) => ({ value, label: texts[value] })),
            value: wish.state,
            onChange: (state) => change({ state: state as UserListSearch["state"] }),
          },
          {
            label: titles.role,
            any: texts.anyRole,
            options: [
              { value: "administrators", label: texts.administrators },
              { value: "others", label: texts.representatives },
            ],
            value: wish.role,
            onChange: (role) => change({ role: role as UserListSearch["role"] }),
          },
        ]}
        file={fileOf(query)}
        total={total}
      />
      <DataTable
        label={sections.users}
        columns={columns}
        rows={list.data?.users}
        rowKey={keyOf}
        rowName={nameOf}
        choice={chosen.choice}
        error={list.error}
        onRetry={() => void list.refetch()}
        stale={list.isPlaceholderData}
        sorting={{ key: query.sort === "last_login" ? "lastLogin" : query.sort, order: query.order }}
        onSort={({ key, order }) =>
          change({
            sort: key === "lastLogin" ? "last_login" : key === "name" ? "name" : undefined,
            order: order === "desc" ? "desc" : undefined,
          })
        }
        paging={{
          page: query.page,
          limit: LIST_LIMIT,
          total,
          onPage: (page) => change({ page }),
        }}
        onOpen={(user) => void navigate({ to: "/users/$id", params: { id: user.id }, search: wish })}
        empty={
          filtered ? (
            <EmptyState
              announce
              icon={<IconSearchOff size={20} />}
              title={listTexts.nothingFound(query.search)}
              text={listTexts.nothingFoundHint}
              actions={
                <ButtonLink to="/users" variant="default">
                  {listTexts.showAll}
                </ButtonLink>
              }
            />
          ) : (
            <EmptyState icon={<IconUsers size={20} />} title={texts.emptyTitle} text={texts.emptyText} actions={add} />
          )
        }
      />
      <ChosenBar chosen={chosen} total={total} deeds={deeds} onDeed={setDeed} />
      {deed ? (
        <UserDeedDialog
          deed={deed}
          find={async (working) => {
            if (!chosen.everything) return chosen.names;
            const { rows } = await collect(readUsers(query), keyOf, working);
            return new Map(rows.map((user) => [user.id, user.display_name]));
          }}
          onLeft={chosen.set}
          onClose={() => setDeed(null)}
        />
      ) : null}
      {list.data?.total === 1 && !filtered ? (
        <EmptyState icon={<IconUsers size={20} />} title={texts.emptyTitle} text={texts.emptyText} actions={add} />
      ) : null}
      <Outlet />
    </Page>
  );
}

/** Whether somebody can sign in. */
export function UserState({ user }: { user: User }) {
  const { page: texts } = useUserTexts();
  const state = stateOf(user);
  const closed = state === "disabled" || state === "over";
  return (
    <StatusDot tone={closed ? "quiet" : state === "locked" ? "waiting" : "online"} hollow={closed}>
      {texts[state]}
    </StatusDot>
  );
}

export function stateOf(user: User, now = Date.now()): "disabled" | "over" | "locked" | "active" {
  if (user.disabled) return "disabled";
  if ((user.expires_ms ?? Number.POSITIVE_INFINITY) <= now) return "over";
  return isLocked(user, now) ? "locked" : "active";
}

export const isLocked = (user: User, now = Date.now()): boolean => (user.locked_until_ms ?? 0) > now;

const keyOf = (user: User) => user.id;
const nameOf = (user: User) => user.display_name;

const readUsers = (query: UserSearch) => async (page: number, signal: AbortSignal) => {
  const { users, total } = await api.users({ ...query, page, limit: READ }, signal);
  return { rows: users, total };
};

/** What the page says, of all that the search finds. */
function fileOf(query: UserSearch): ListFile<User> {
  const { page: texts, columns: titles } = userTexts();
  return {
    name: texts.fileName,
    columns: [
      [titles.username, (user) => user.username],
      [titles.name, (user) => user.display_name],
      [titles.email, (user) => user.email ?? ""],
      [titles.role, (user) => (user.administrator ? texts.administrator : texts.representative)],
      [titles.state, (user) => texts[stateOf(user)]],
      [titles.lastLogin, (user) => momentIn(user.last_login_ms)],
    ],
    read: (working) => collect(readUsers(query), keyOf, working),
  };
}
