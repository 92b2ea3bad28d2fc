// The whole log of a session: what happened and what was said, in one stream with times, as the session itself showed it. It is read in pages as one scrolls; a filter or a search goes on reading until there is something to see.

import { Loader, SegmentedControl } from "@mantine/core";
import { type Report, reportFileAddress } from "@towline/api";
import { ErrorState, SearchField } from "@towline/ui";
import type { SessionEvent } from "@towline/wire";
import { useCallback, useDeferredValue, useEffect, useMemo, useRef, useState } from "react";
import { LogLine } from "../session/LogLine";
import { sentenceOf } from "../session/sentences";
import { FreePart } from "../summary/Part";
import { AttachmentsContext } from "../talk/attachments";
import { translationsOf, withoutTranslations } from "../talk/translation";
import { useWords } from "../words/en";
import { has, isOf, SHOWN, type Shown } from "./events";
import type { useReportLog } from "./queries";
import classes from "./report.module.css";

const nobody: readonly number[] = [];

export function Log({ report, log }: { report: Report; log: ReturnType<typeof useReportLog> }) {
  const all = useWords();
  const words = all.reports;
  const [shown, setShown] = useState<Shown>("all");
  const [typed, setTyped] = useState("");
  const sought = useDeferredValue(typed);
  const { data, error, hasNextPage, isFetching, fetchNextPage, refetch } = log;
  const events = useMemo(() => data?.pages.flatMap((page) => page.events) ?? [], [data]);
  const translations = useMemo(() => translationsOf(events), [events]);
  const lines = useMemo(
    () =>
      withoutTranslations(events).filter(
        (event) =>
          isOf(shown, event) &&
          has(event, sought, all, translations.get(event.sequence)) &&
          sentenceOf(event, all, nobody) !== "",
      ),
    [events, translations, shown, sought, all],
  );
  const fileOf = useCallback((id: string) => reportFileAddress(report.id, id), [report.id]);
  const end = useRef<HTMLDivElement>(null);
  const inSight = useInSight(end);
  useEffect(() => {
    if (inSight && hasNextPage && !isFetching && !error) void fetchNextPage();
  }, [inSight, hasNextPage, isFetching, error, fetchNextPage]);
  const whole = !hasNextPage && data !== undefined;
  return (
    <FreePart title={words.log}>
      <div className={classes.logBar}>
        <SegmentedControl
          aria-label={words.show}
          size="xs"
          data={SHOWN.map((value) => ({ value, label: all.reportKinds[value] }))}
          value={shown}
          onChange={(value) => setShown(SHOWN.find((each) => each === value) ?? "all")}
        />
        <SearchField
          label={words.findInLog}
          placeholder={words.findInLog}
          value={typed}
          onSearch={setTyped}
          width={220}
        />
        <span className={classes.matches} role="status">
          {data ? words.logMatches(lines.length, whole) : ""}
        </span>
      </div>
      <div className={classes.log}>
        <AttachmentsContext value={fileOf}>
          {lines.map((event, index) => (
            <Line
              key={event.sequence.toString()}
              event={event}
              before={lines[index - 1]}
              translations={translations}
              attended={Boolean(report.customer)}
            />
          ))}
        </AttachmentsContext>
        {whole && lines.length === 0 ? (
          <p className={classes.none}>{sought ? words.logNoMatch(sought) : words.logEmpty}</p>
        ) : null}
        {error ? <ErrorState error={error} onRetry={() => void (data ? fetchNextPage() : refetch())} /> : null}
      </div>
      <div ref={end} className={classes.end}>
        {whole || error ? null : <Loader size="xs" aria-label={words.logReading} />}
      </div>
      {hasNextPage ? <p className={classes.paperOnly}>{words.logNotWhole}</p> : null}
    </FreePart>
  );
}

interface LineProps {
  event: SessionEvent;
  before: SessionEvent | undefined;
  translations: ReturnType<typeof translationsOf>;
  attended: boolean;
}

function Line({ event, before, translations, attended }: LineProps) {
  return (
    <div className={classes.line}>
      <LogLine
        exact
        event={event}
        before={before}
        selves={nobody}
        translation={translations.get(event.sequence)}
        attended={attended}
      />
    </div>
  );
}

/** Whether a place of the page can be seen. */
function useInSight(place: { readonly current: Element | null }): boolean {
  const [seen, setSeen] = useState(false);
  useEffect(() => {
    if (!place.current) return;
    const watcher = new IntersectionObserver((entries) => setSeen(entries.at(-1)?.isIntersecting ?? false));
    watcher.observe(place.current);
    return () => watcher.disconnect();
  }, [place]);
  return seen;
}
