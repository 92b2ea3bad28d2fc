// Reports (REC-1): every session that one may read about, newest first. The filters are the address.

import { Button } from "@mantine/core";
import {
  IconDeviceDesktop,
  IconFile,
  IconFileSearch,
  IconPlayerRecord,
  IconSearchOff,
  IconTerminal2,
  IconUser,
} from "@tabler/icons-react";
import { useNavigate, useSearch } from "@tanstack/react-router";
import type { ReportRow } from "@towline/api";
import {
  type Column,
  DataTable,
  EmptyState,
  exactTime,
  number,
  PageHeader,
  RelativeTime,
  StatusDot,
} from "@towline/ui";
import { type ReactNode, useEffect } from "react";
import { TextLink } from "../frame/links";
import { useLength } from "../summary/lengths";
import { useWords } from "../words/en";
import { Filters } from "./Filters";
import { useEndedBecause, useNameOf, useWay } from "./naming";
import { useReports } from "./queries";
import classes from "./reports.module.css";
import { askedFor, isBackwards, keepSearch } from "./search";

export function ReportsPage() {
  const { reports: words } = useWords();
  const wish = useSearch({ from: "/home/reports" });
  const navigate = useNavigate();
  const backwards = isBackwards(wish);
  const list = useReports(askedFor(wish), !backwards);
  const rows = backwards ? [] : list.data?.pages.flatMap((page) => page.reports);
  const columns = useColumns();
  const nameOf = useNameOf();
  useEffect(() => keepSearch(wish), [wish]);
  return (
    <>
      <PageHeader title={words.pageTitle} text={words.lead} />
      <Filters wish={wish} />
      <DataTable
        label={words.pageTitle}
        columns={columns}
        rows={rows}
        rowKey={(row) => row.id}
        rowName={(row) => `${nameOf(row)}, ${exactTime(row.started_ms)}`}
        error={list.error ?? undefined}
        onRetry={() => void list.refetch()}
        stale={list.isPlaceholderData}
        onOpen={(row) => void navigate({ to: "/reports/$reportId", params: { reportId: row.id } })}
        empty={<Nothing filtered={Object.keys(wish).length > 0} backwards={backwards} />}
      />
      {list.hasNextPage && !backwards ? (
        <Button
          variant="default"
          className={classes.older ?? ""}
          loading={list.isFetchingNextPage}
          onClick={() => void list.fetchNextPage()}
        >
          {words.older}
        </Button>
      ) : null}
    </>
  );
}

function useColumns(): Column<ReportRow>[] {
  const { reports: words } = useWords();
  const nameOf = useNameOf();
  const way = useWay();
  const length = useLength();
  const because = useEndedBecause();
  return [
    {
      key: "with",
      title: words.with,
      render: (row) => (
        <span className={classes.with}>
          {row.method === "jump_client" ? (
            <IconDeviceDesktop size={16} aria-hidden="true" />
          ) : (
            <IconUser size={16} aria-hidden="true" />
          )}
          <span className={classes.withWords}>
            <TextLink
              to="/reports/$reportId"
              params={{ reportId: row.id }}
              underline="hover"
              className={classes.name ?? ""}
            >
              <bdi>{nameOf(row)}</bdi>
            </TextLink>
            {row.running ? <StatusDot tone="online">{words.running}</StatusDot> : null}
          </span>
        </span>
      ),
    },
    { key: "when", title: words.when, width: "136px", render: (row) => <RelativeTime at={row.started_ms} /> },
    { key: "way", title: words.method, hideBelow: 800, render: way },
    { key: "reps", title: words.reps, hideBelow: 640, render: (row) => row.representatives.join(", ") || words.nobody },
    {
      key: "length",
      title: words.length,
      width: "120px",
      hideBelow: 640,
      render: (row) => (row.ended_ms ? length(row.ended_ms - row.started_ms) : "–"),
    },
    {
      key: "ended",
      title: words.ended,
      hideBelow: 800,
      render: (row) => (row.running ? "–" : because(row.ended_reason)),
    },
    { key: "holds", title: words.holds, width: "124px", render: (row) => <Holds row={row} /> },
  ];
}

/** What there is to read besides the log. */
function Holds({ row }: { row: ReportRow }) {
  const words = useWords().reports;
  return (
    <span className={classes.holds}>
      <Hold icon={<IconTerminal2 size={16} />} count={row.shells} title={words.shells(row.shells)} />
      <Hold icon={<IconFile size={16} />} count={row.files} title={words.files(row.files)} />
      {row.recorded ? (
        <Hold icon={<IconPlayerRecord size={16} />} count={undefined} title={words.recorded} recorded />
      ) : null}
    </span>
  );
}

interface HoldProps {
  icon: ReactNode;
  count: number | undefined;
  title: string;
  recorded?: boolean;
}

function Hold({ icon, count, title, recorded }: HoldProps) {
  if (count === 0) return null;
  return (
    <span className={classes.hold} data-recorded={recorded} title={title} role="img" aria-label={title}>
      {icon}
      {count === undefined ? null : number(count)}
    </span>
  );
}

function Nothing({ filtered, backwards }: { filtered: boolean; backwards: boolean }) {
  const words = useWords().reports;
  const navigate = useNavigate();
  if (!filtered) {
    return <EmptyState announce icon={<IconFileSearch size={20} />} title={words.emptyTitle} text={words.emptyText} />;
  }
  return (
    <EmptyState
      announce
      icon={<IconSearchOff size={20} />}
      title={backwards ? words.datesTitle : words.noMatchTitle}
      text={backwards ? words.datesText : words.noMatchText}
      actions={
        <Button variant="default" onClick={() => void navigate({ to: "/reports", search: {}, replace: true })}>
          {words.clear}
        </Button>
      }
    />
  );
}
