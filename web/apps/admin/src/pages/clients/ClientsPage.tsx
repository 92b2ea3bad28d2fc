// Jump > Jump Clients: the machines that this person may see, searched, sorted and paged by the appliance.

import { Select, Text } from "@mantine/core";
import { IconDeviceDesktop, IconPlus, IconSearchOff } from "@tabler/icons-react";
import { useQuery } from "@tanstack/react-query";
import { getRouteApi, Outlet, useNavigate } from "@tanstack/react-router";
import { api, type ItemSort, type JumpItem } from "@towline/api";
import { type Column, DataTable, EmptyState, RelativeTime, type Sorting } from "@towline/ui";
import { useState } from "react";
import { ChosenBar } from "../../list/ChosenBar";
import { type ListFile, ListHead, momentIn } from "../../list/ListHead";
import { useChosen } from "../../list/useChosen";
import { collect, READ } from "../../list/work";
import { type ClientSearch, clientsQuery, LIST_LIMIT, locationsQuery } from "../../queries";
import type { ClientListSearch } from "../../router";
import { useMe } from "../../session";
import { ButtonLink } from "../../shell/links";
import { NameLink } from "../../shell/NameLink";
import { Outdated } from "../../shell/Outdated";
import { Page } from "../../shell/Page";
import { clientTexts, useClientTexts, useFrameTexts } from "../../words";
import { placeName } from "../place";
import { Availability } from "./Availability";
import { ClientDeedDialog, useClientDeeds } from "./ClientDeeds";

const route = getRouteApi("/jump/clients");

export function ClientsPage() {
  const { page: texts, columns: titles, availability } = useClientTexts();
  const { sections } = useFrameTexts();
  const me = useMe();
  const wish = route.useSearch();
  const navigate = useNavigate();
  const query = {
    location: wish.list ?? "all",
    search: wish.search ?? "",
    sort: wish.sort ?? "name",
    order: wish.order ?? "asc",
    page: wish.page ?? 1,
    ...(wish.status ? { status: wish.status } : {}),
  } as const;
  const list = useQuery(clientsQuery(query));
  const total = list.data?.total ?? 0;
  const deeds = useClientDeeds();
  const [deed, setDeed] = useState<string | null>(null);
  const chosen = useChosen({
    rows: list.data?.items,
    keyOf,
    nameOf,
    total,
    found: JSON.stringify([query.location, query.search, wish.status]),
  });
  const change = (part: ClientListSearch) =>
    void navigate({ to: "/jump/clients", search: { ...wish, page: 1, ...part }, replace: true });

  const columns: Column<JumpItem>[] = [
    {
      key: "name",
      title: titles.name,
      sortable: true,
      render: (item) => (
        <div>
          <NameLink to="/jump/clients/$id" params={{ id: item.id }} search={wish} draft={`client:${item.id}`}>
            {item.name}
          </NameLink>
          {item.host_name && item.host_name !== item.name ? (
            <Text size="xs" c="dimmed">
              {item.host_name}
            </Text>
          ) : null}
        </div>
      ),
    },
    {
      key: "group",
      title: titles.group,
      sortable: true,
      width: "18%",
      hideBelow: 640,
      render: (item) => placeName(item.location),
    },
    { key: "tag", title: titles.tag, width: "14%", hideBelow: 800, render: (item) => item.tag },
    {
      key: "status",
      title: titles.state,
      sortable: true,
      width: "150px",
      render: (item) => <Availability item={item} />,
    },
    {
      key: "last_accessed",
      title: titles.lastAccessed,
      sortable: true,
      width: "180px",
      hideBelow: 480,
      render: (item) => <RelativeTime at={item.last_accessed_ms} />,
    },
  ];

  const installs = me.areas.includes("admin.installers");
  const install = installs ? (
    <ButtonLink to="/jump/installers/new" leftSection={<IconPlus size={16} stroke={1.8} />}>
      {texts.install}
    </ButtonLink>
  ) : null;
  const narrowed = query.search !== "" || query.location !== "all" || wish.status !== undefined;
  return (
    <Page title={sections.clients} lead={installs ? texts.lead : texts.personalOnly} action={install}>
      <Outdated query={list} />
      <ListHead
        searchLabel={texts.searchLabel}
        search={query.search}
        onSearch={(search) => change({ search })}
        filters={[
          {
            label: titles.state,
            any: texts.anyStatus,
            options: (["online", "offline", "uninstalled"] as const).map((value) => ({
              value,
              label: availability[value],
            })),
            value: wish.status,
            onChange: (status) => change({ status: status as ClientListSearch["status"] }),
          },
        ]}
        file={fileOf(query)}
        total={total}
      >
        <ListChoice value={query.location} onChange={(listId) => change({ list: listId })} />
      </ListHead>
      <DataTable
        label={sections.clients}
        columns={columns}
        rows={list.data?.items}
        rowKey={keyOf}
        rowName={nameOf}
        choice={chosen.choice}
        error={list.error}
        onRetry={() => void list.refetch()}
        stale={list.isPlaceholderData}
        sorting={{ key: query.sort, order: query.order }}
        onSort={(sorting: Sorting) =>
          change({
            sort: sorting.key as ItemSort,
            ...(sorting.order === "desc" ? { order: "desc" } : { order: undefined }),
          })
        }
        paging={{
          page: query.page,
          limit: LIST_LIMIT,
          total,
          onPage: (page) => change({ page }),
        }}
        onOpen={(item) => void navigate({ to: "/jump/clients/$id", params: { id: item.id }, search: wish })}
        empty={narrowed ? <NothingFound search={query.search} /> : <NoneYet action={install} />}
      />
      <ChosenBar chosen={chosen} total={total} deeds={deeds} onDeed={setDeed} />
      {deed ? (
        <ClientDeedDialog
          deed={deed}
          find={async (working) => {
            if (!chosen.everything) return chosen.names;
            const { rows } = await collect(readItems(query), keyOf, working);
            return new Map(rows.map((item) => [item.id, item.name]));
          }}
          onLeft={chosen.set}
          onClose={() => setDeed(null)}
        />
      ) : null}
      <Outlet />
    </Page>
  );
}

const keyOf = (item: JumpItem) => item.id;
const nameOf = (item: JumpItem) => item.name;

const readItems = (query: ClientSearch) => async (page: number, signal: AbortSignal) => {
  const { items, total } = await api.jumpItems({ ...query, page, limit: READ }, signal);
  return { rows: items, total };
};

/** What the page says, of all that the search finds. */
function fileOf(query: ClientSearch): ListFile<JumpItem> {
  const { columns: titles, file, availability } = clientTexts();
  return {
    name: file.name,
    columns: [
      [titles.name, (item) => item.name],
      [file.hostName, (item) => item.host_name],
      [titles.group, (item) => placeName(item.location)],
      [titles.tag, (item) => item.tag],
      [titles.state, (item) => availability[item.availability]],
      [file.inUse, (item) => item.in_use_by.join(", ")],
      [titles.lastAccessed, (item) => momentIn(item.last_accessed_ms)],
    ],
    read: (working) => collect(readItems(query), keyOf, working),
  };
}

function NothingFound({ search }: { search: string }) {
  const { page: texts } = useClientTexts();
  const { list } = useFrameTexts();
  return (
    <EmptyState
      announce
      icon={<IconSearchOff size={20} />}
      title={search ? list.nothingFound(search) : texts.emptyHere}
      text={search ? list.nothingFoundHint : undefined}
      actions={
        <ButtonLink to="/jump/clients" variant="default">
          {list.showAll}
        </ButtonLink>
      }
    />
  );
}

function NoneYet({ action }: { action: React.ReactNode }) {
  const { page: texts } = useClientTexts();
  return (
    <EmptyState
      icon={<IconDeviceDesktop size={20} />}
      title={texts.emptyTitle}
      text={texts.emptyText}
      actions={action}
    />
  );
}

/** Which list: all, the own personal one, or a group's, each with its count. */
function ListChoice({ value, onChange }: { value: string; onChange: (list: string) => void }) {
  const { page: texts } = useClientTexts();
  const { data } = useQuery(locationsQuery);
  const counted = (name: string, count: number) => `${name} (${count})`;
  const options = [
    { value: "all", label: data ? counted(texts.all, data.all) : texts.all },
    { value: "personal", label: data ? counted(texts.personal, data.personal) : texts.personal },
    ...(data?.groups ?? []).map((group) => ({ value: group.id, label: counted(group.name, group.count) })),
  ];
  return (
    <Select
      aria-label={texts.locationLabel}
      data={options}
      value={value}
      onChange={(next) => onChange(next ?? "all")}
      allowDeselect={false}
      w={220}
    />
  );
}
