// Sessions before this one, with the same machine or with customers of the same name (SES-40): when, who, how long, why it ended, and what was written down.

import { Button } from "@mantine/core";
import { useInfiniteQuery } from "@tanstack/react-query";
import { api, type EarlierSession } from "@towline/api";
import { type Column, DataTable, exactTime, RelativeTime } from "@towline/ui";
import type { SessionState } from "@towline/wire";
import { TextLink } from "../frame/links";
import { endedBecause } from "../session/sentences";
import classes from "../session/summary.module.css";
import { useWords } from "../words/en";
import { useLength } from "./lengths";
import { FreePart } from "./Part";

const PAGE = 10;

export function EarlierSessions({ state }: { state: SessionState }) {
  const { session, summary: words } = useWords();
  const length = useLength();
  const found = useInfiniteQuery({
    queryKey: ["earlier-sessions", state.sessionId],
    queryFn: ({ pageParam, signal }) =>
      api.earlierSessions(state.sessionId, { limit: PAGE, ...(pageParam ? { before: pageParam } : {}) }, signal),
    initialPageParam: "",
    getNextPageParam: (page) => page.next,
    staleTime: 60_000,
  });
  const rows = found.data?.pages.flatMap((page) => page.sessions);
  const byName = found.data?.pages[0]?.by_name ?? state.customer !== undefined;
  const columns: readonly Column<EarlierSession>[] = [
    {
      key: "started",
      title: words.started,
      render: (row) => <span title={exactTime(row.started_ms)}>{<RelativeTime at={row.started_ms} />}</span>,
      width: "180px",
    },
    { key: "length", title: words.length, render: (row) => length(row.ended_ms - row.started_ms), width: "120px" },
    {
      key: "reps",
      title: words.reps,
      render: (row) => row.representatives.join(", ") || words.nobody,
    },
    {
      key: "reason",
      title: words.reason,
      render: (row) => endedBecause(row.ended_reason, session) || words.unknownReason,
      hideBelow: 480,
    },
  ];
  return (
    <FreePart title={words.earlier} about={byName ? words.earlierCustomer : words.earlierMachine}>
      <div className={classes.earlier}>
        <DataTable
          label={words.earlier}
          columns={columns}
          rows={rows}
          rowKey={(row) => row.id}
          rowName={(row) => exactTime(row.started_ms)}
          error={found.error ?? undefined}
          onRetry={() => void found.refetch()}
          empty={<p className={classes.none}>{words.noEarlier}</p>}
          details={(row) => <EarlierDetails row={row} />}
        />
        {found.hasNextPage ? (
          <Button
            mt={8}
            variant="default"
            loading={found.isFetchingNextPage}
            onClick={() => void found.fetchNextPage()}
          >
            {words.earlierMore}
          </Button>
        ) : null}
      </div>
    </FreePart>
  );
}

function EarlierDetails({ row }: { row: EarlierSession }) {
  const { session, summary: words, reports } = useWords();
  return (
    <>
      <p className={classes.none}>
        {exactTime(row.started_ms)} – {exactTime(row.ended_ms)}.{" "}
        {endedBecause(row.ended_reason, session) || words.unknownReason}
      </p>
      {row.notes.length === 0 ? <p className={classes.none}>{words.noNotes}</p> : null}
      <ul className={classes.notes}>
        {row.notes.map((note) => (
          <li key={`${note.at_ms}${note.by}`}>
            <p className={classes.noteBy}>
              {words.noteBy(note.by)}
              <RelativeTime at={note.at_ms} />
            </p>
            <p className={classes.noteText}>{note.text}</p>
          </li>
        ))}
      </ul>
      {row.report ? (
        <TextLink to="/reports/$reportId" params={{ reportId: row.id }}>
          {reports.open}
        </TextLink>
      ) : null}
    </>
  );
}
