// Jump > Jump Clients: the machines that this person may see, searched, sorted and paged by the appliance.

import { Group, Select, Text } from "@mantine/core";
import { IconDeviceDesktop, IconPlus, IconSearchOff } from "@tabler/icons-react";
import { useQuery } from "@tanstack/react-query";
import { getRouteApi, Outlet, useNavigate } from "@tanstack/react-router";
import type { ItemSort, JumpItem } from "@towline/api";
import { type Column, DataTable, EmptyState, RelativeTime, SearchField, type Sorting } from "@towline/ui";
import { clientsQuery, LIST_LIMIT, locationsQuery } from "../../queries";
import type { ClientListSearch } from "../../router";
import { useMe } from "../../session";
import { ButtonLink } from "../../shell/links";
import { NameLink } from "../../shell/NameLink";
import { Outdated } from "../../shell/Outdated";
import { Page } from "../../shell/Page";
import { useClientTexts, useFrameTexts } from "../../words";
import { placeName } from "../place";
import { Availability } from "./Availability";

const route = getRouteApi("/jump/clients");

export function ClientsPage() {
  const { page: texts, columns: titles } = useClientTexts();
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
  } as const;
  const list = useQuery(clientsQuery(query));
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
  const narrowed = query.search !== "" || query.location !== "all";
  return (
    <Page title={sections.clients} lead={installs ? texts.lead : texts.personalOnly} action={install}>
      <Outdated query={list} />
      <Group gap="xs">
        <SearchField
          label={texts.searchLabel}
          value={query.search}
          onSearch={(search) => change({ search })}
          width={280}
        />
        <ListChoice value={query.location} onChange={(listId) => change({ list: listId })} />
      </Group>
      <DataTable
        label={sections.clients}
        columns={columns}
        rows={list.data?.items}
        rowKey={(item) => item.id}
        rowName={(item) => item.name}
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
          total: list.data?.total ?? 0,
          onPage: (page) => change({ page }),
        }}
        onOpen={(item) => void navigate({ to: "/jump/clients/$id", params: { id: item.id }, search: wish })}
        empty={narrowed ? <NothingFound search={query.search} /> : <NoneYet action={install} />}
      />
      <Outlet />
    </Page>
  );
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
