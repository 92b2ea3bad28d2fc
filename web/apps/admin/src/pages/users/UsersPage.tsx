// Users & Security > Users: everybody who can sign in.

import { Button, Group, Select, Text } from "@mantine/core";
import { IconDownload, IconPlus, IconSearchOff, IconUsers } from "@tabler/icons-react";
import { useMutation, useQuery } from "@tanstack/react-query";
import { getRouteApi, Outlet, useNavigate } from "@tanstack/react-router";
import { api, type User } from "@towline/api";
import {
  type Column,
  DataTable,
  EmptyState,
  notify,
  RelativeTime,
  SearchField,
  StatusBadge,
  StatusDot,
} from "@towline/ui";
import { saveTable } from "../../form/csv";
import { LIST_LIMIT, type UserSearch, usersQuery } from "../../queries";
import type { UserListSearch } from "../../router";
import { useMe } from "../../session";
import { ButtonLink } from "../../shell/links";
import { NameLink } from "../../shell/NameLink";
import { Outdated } from "../../shell/Outdated";
import { Page } from "../../shell/Page";
import { useFrameTexts, userTexts, useUserTexts } from "../../words";
import styles from "./users.module.css";

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
  const saving = useMutation({
    mutationFn: () => saveUsers(query),
    onError: (reason) => notify.refused(reason),
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
      sortable: true,
      width: "180px",
      hideBelow: 480,
      render: (user) => <RelativeTime at={user.last_login_ms} />,
    },
  ];
  return (
    <Page title={sections.users} lead={texts.lead} action={add}>
      <Outdated query={list} />
      <div className={styles.filters}>
        <SearchField
          label={texts.searchLabel}
          value={query.search}
          onSearch={(search) => change({ search })}
          width={280}
        />
        <Select
          aria-label={titles.state}
          placeholder={texts.anyState}
          clearable
          data={[
            { value: "active", label: texts.active },
            { value: "closed", label: texts.closed },
            { value: "locked", label: texts.locked },
          ]}
          value={wish.state ?? null}
          onChange={(state) => change({ state: (state ?? undefined) as UserListSearch["state"] })}
          w={170}
        />
        <Select
          aria-label={titles.role}
          placeholder={texts.anyRole}
          clearable
          data={[
            { value: "administrators", label: texts.administrators },
            { value: "others", label: texts.representatives },
          ]}
          value={wish.role ?? null}
          onChange={(role) => change({ role: (role ?? undefined) as UserListSearch["role"] })}
          w={190}
        />
        <Button
          variant="default"
          leftSection={<IconDownload size={16} stroke={1.8} />}
          loading={saving.isPending}
          disabled={!list.data?.total}
          onClick={() => saving.mutate()}
        >
          {texts.save}
        </Button>
      </div>
      <DataTable
        label={sections.users}
        columns={columns}
        rows={list.data?.users}
        rowKey={(user) => user.id}
        rowName={(user) => user.display_name}
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
          total: list.data?.total ?? 0,
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

/** All pages of the list as it is filtered, as a file of a table. */
async function saveUsers(query: UserSearch): Promise<void> {
  const { page: texts, columns: titles } = userTexts();
  const rows: User[] = [];
  for (let page = 1; ; page += 1) {
    const { users, total } = await api.users({ ...query, page, limit: 200 });
    rows.push(...users);
    if (users.length === 0 || rows.length >= total) break;
  }
  const time = (at: number | null | undefined) => (at ? new Date(at).toISOString() : "");
  saveTable(
    texts.fileName,
    [titles.username, titles.name, titles.email, titles.role, titles.state, titles.lastLogin],
    rows.map((user) => [
      user.username,
      user.display_name,
      user.email ?? "",
      user.administrator ? texts.administrator : texts.representative,
      texts[stateOf(user)],
      time(user.last_login_ms),
    ]),
  );
}
