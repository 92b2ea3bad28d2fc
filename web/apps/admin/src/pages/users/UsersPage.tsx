// Users & Security > Users: everybody who can sign in.

import { Group, Text } from "@mantine/core";
import { IconPlus, IconSearchOff, IconUsers } from "@tabler/icons-react";
import { useQuery } from "@tanstack/react-query";
import { getRouteApi, Outlet, useNavigate } from "@tanstack/react-router";
import type { User } from "@towline/api";
import { type Column, DataTable, EmptyState, RelativeTime, SearchField, StatusBadge, StatusDot } from "@towline/ui";
import { LIST_LIMIT, usersQuery } from "../../queries";
import type { UserListSearch } from "../../router";
import { useMe } from "../../session";
import { ButtonLink } from "../../shell/links";
import { NameLink } from "../../shell/NameLink";
import { Outdated } from "../../shell/Outdated";
import { Page } from "../../shell/Page";
import { useFrameTexts, useUserTexts } from "../../words";

const route = getRouteApi("/users");

export function UsersPage() {
  const me = useMe();
  const { page: texts, columns: titles } = useUserTexts();
  const { sections, list: listTexts } = useFrameTexts();
  const wish = route.useSearch();
  const navigate = useNavigate();
  const query = { search: wish.search ?? "", page: wish.page ?? 1 };
  const list = useQuery(usersQuery(query));
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
      render: (user) => (
        <div>
          <Group gap={8} wrap="nowrap">
            <NameLink to="/users/$id" params={{ id: user.id }} search={wish} draft={`user:${user.id}`}>
              {user.display_name}
            </NameLink>
            {user.id === me.id ? <StatusBadge>{texts.you}</StatusBadge> : null}
          </Group>
          <Text size="xs" c="dimmed">
            {user.username}
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
      width: "180px",
      hideBelow: 480,
      render: (user) => <RelativeTime at={user.last_login_ms} />,
    },
  ];
  return (
    <Page title={sections.users} lead={texts.lead} action={add}>
      <Outdated query={list} />
      <SearchField
        label={texts.searchLabel}
        value={query.search}
        onSearch={(search) => change({ search })}
        width={280}
      />
      <DataTable
        label={sections.users}
        columns={columns}
        rows={list.data?.users}
        rowKey={(user) => user.id}
        rowName={(user) => user.display_name}
        error={list.error}
        onRetry={() => void list.refetch()}
        stale={list.isPlaceholderData}
        paging={{
          page: query.page,
          limit: LIST_LIMIT,
          total: list.data?.total ?? 0,
          onPage: (page) => change({ page }),
        }}
        onOpen={(user) => void navigate({ to: "/users/$id", params: { id: user.id }, search: wish })}
        empty={
          query.search ? (
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
      {list.data?.total === 1 && query.search === "" ? (
        <EmptyState icon={<IconUsers size={20} />} title={texts.emptyTitle} text={texts.emptyText} actions={add} />
      ) : null}
      <Outlet />
    </Page>
  );
}

/** Whether somebody can sign in. */
export function UserState({ user }: { user: User }) {
  const { page: texts } = useUserTexts();
  if (user.disabled)
    return (
      <StatusDot tone="quiet" hollow>
        {texts.disabled}
      </StatusDot>
    );
  if ((user.expires_ms ?? Number.POSITIVE_INFINITY) <= Date.now())
    return (
      <StatusDot tone="quiet" hollow>
        {texts.over}
      </StatusDot>
    );
  if (isLocked(user)) return <StatusDot tone="waiting">{texts.locked}</StatusDot>;
  return <StatusDot tone="online">{texts.active}</StatusDot>;
}

export const isLocked = (user: User, now = Date.now()): boolean => (user.locked_until_ms ?? 0) > now;
