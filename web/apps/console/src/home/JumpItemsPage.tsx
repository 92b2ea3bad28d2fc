// Jump Items (JMP-1): the list of a place, sorted, searched and paged by the appliance, with live statuses and folding details.

import { Button } from "@mantine/core";
import { IconRefresh, IconSearchOff, IconServer2 } from "@tabler/icons-react";
import { useNavigate, useParams, useSearch } from "@tanstack/react-router";
import type { ItemSort, JumpItem } from "@towline/api";
import { type Column, DataTable, EmptyState, PageHeader, RelativeTime, SearchField } from "@towline/ui";
import { useState } from "react";
import { useMe } from "../entry/me";
import type { ListSearch } from "../routes";
import { useWords } from "../words/en";
import { Frequent } from "./Frequent";
import classes from "./home.module.css";
import { ItemDetails } from "./ItemDetails";
import { standingOf, useStatuses, useWatchedItems } from "./itemStatus";
import { JumpButton } from "./JumpButton";
import { PER_PAGE, useJumpItems, useLocations, useRefresh } from "./queries";
import { StatusOf } from "./StatusOf";

const none: readonly JumpItem[] = [];

export function JumpItemsPage() {
  const words = useWords().home;
  const { location } = useParams({ from: "/home/jump-items/$location" });
  const search = useSearch({ from: "/home/jump-items/$location" });
  const navigate = useNavigate();
  const refresh = useRefresh();
  const [refreshing, setRefreshing] = useState(false);
  const [expanded, setExpanded] = useState<ReadonlySet<string>>(new Set());
  const sort = search.sort ?? "name";
  const order = search.order ?? "asc";
  const page = search.page ?? 1;
  const items = useJumpItems({ location, search: search.search ?? "", sort, order, page, limit: PER_PAGE });
  const statuses = useStatuses();
  const rows = items.data?.items;
  const shown = (rows ?? none).map((row) => row.id);
  useWatchedItems(
    shown,
    shown.filter((id) => expanded.has(id)),
  );
  const go = (change: ListSearch) => {
    const next = { ...search, ...change };
    for (const key of Object.keys(next) as (keyof ListSearch)[]) if (!next[key] || next[key] === 1) delete next[key];
    void navigate({ to: "/jump-items/$location", params: { location }, search: next, replace: "search" in change });
  };
  const place = usePlaceName(location);

  const columns: Column<JumpItem>[] = [
    {
      key: "name",
      title: words.name,
      sortable: true,
      width: "30%",
      render: (item) => (
        <span className={classes.itemName}>
          <strong>{item.name}</strong>
          {item.tag ? <span className={classes.tag}>{item.tag}</span> : null}
        </span>
      ),
    },
    { key: "method", title: words.method, sortable: true, hideBelow: 800, render: () => words.jumpClient },
    {
      key: "group",
      title: words.group,
      sortable: true,
      hideBelow: 640,
      render: (item) => (item.location.kind === "personal" ? words.personal : item.location.name),
    },
    {
      key: "status",
      title: words.status,
      sortable: true,
      render: (item) => <StatusOf itemId={item.id} standing={standingOf(item, statuses.get(item.id))} />,
    },
    {
      key: "last_accessed",
      title: words.lastAccessed,
      sortable: true,
      hideBelow: 800,
      render: (item) => <RelativeTime at={item.last_accessed_ms} />,
    },
  ];

  return (
    <>
      <PageHeader
        title={words.titleOf(place)}
        actions={
          <>
            <SearchField
              key={location}
              value={search.search ?? ""}
              label={words.filter}
              placeholder={words.filter}
              onSearch={(text) => go({ search: text, page: 1 })}
            />
            <Button
              variant="default"
              leftSection={<IconRefresh size={16} />}
              loading={refreshing}
              onClick={() => {
                setRefreshing(true);
                void refresh().finally(() => setRefreshing(false));
              }}
            >
              {words.refresh}
            </Button>
          </>
        }
      />
      {search.search ? null : <Frequent />}
      <DataTable
        label={words.titleOf(place)}
        columns={columns}
        rows={rows}
        rowKey={(item) => item.id}
        rowName={(item) => item.name}
        error={items.error}
        onRetry={() => void items.refetch()}
        stale={items.isPlaceholderData}
        sorting={{ key: sort, order }}
        onSort={(sorting) => go({ sort: sorting.key as ItemSort, order: sorting.order, page: 1 })}
        paging={{ page, limit: PER_PAGE, total: items.data?.total ?? 0, onPage: (next) => go({ page: next }) }}
        expanded={expanded}
        onExpand={(id, open) =>
          setExpanded((before) => new Set(open ? [...before, id] : [...before].filter((each) => each !== id)))
        }
        details={(item) => <ItemDetails item={item} status={statuses.get(item.id)} />}
        actions={(item) => <JumpButton item={item} standing={standingOf(item, statuses.get(item.id))} />}
        empty={<NothingHere location={location} search={search.search} onClear={() => go({ search: "", page: 1 })} />}
      />
    </>
  );
}

function usePlaceName(location: string): string {
  const words = useWords().home;
  const groups = useLocations().data?.groups;
  if (location === "all") return words.all;
  if (location === "personal") return words.personal;
  return groups?.find((group) => group.id === location)?.name ?? words.jumpItems;
}

function NothingHere({
  location,
  search,
  onClear,
}: {
  location: string;
  search: string | undefined;
  onClear: () => void;
}) {
  const words = useWords();
  const me = useMe();
  if (search) {
    return (
      <EmptyState
        icon={<IconSearchOff size={20} />}
        title={words.palette.nothing(search)}
        actions={
          <Button variant="default" onClick={onClear}>
            {words.home.clearSearch}
          </Button>
        }
      />
    );
  }
  const text =
    location === "personal"
      ? words.home.emptyPersonal
      : location !== "all"
        ? words.home.emptyGroup
        : me.areas.includes("admin.installers")
          ? words.home.emptyAllAdmin
          : words.home.emptyAll;
  return (
    <EmptyState
      icon={<IconServer2 size={20} />}
      title={words.home.emptyTitle}
      text={text}
      actions={
        me.areas.includes("admin.installers") ? (
          <Button component="a" href="/login/" target="_blank" rel="noopener">
            {words.home.deploy}
          </Button>
        ) : null
      }
    />
  );
}
