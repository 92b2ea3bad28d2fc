// The report of one session (REC-1): what is known of it as a whole, who was in it, what was asked, its shells and files, and below everything its whole log.
//
// Everything in it is text from elsewhere. It is made to be printed as well: people put reports into tickets.

import { Button } from "@mantine/core";
import { IconArrowLeft, IconFileOff, IconPrinter, IconRefresh } from "@tabler/icons-react";
import { useQueryClient } from "@tanstack/react-query";
import { useParams } from "@tanstack/react-router";
import { ApiError, type Report } from "@towline/api";
import { EmptyState, ErrorState, exactTime, PageHeader, StatusBadge, useTimeZone } from "@towline/ui";
import { useEffect, useState } from "react";
import { ButtonLink, TextLink } from "../frame/links";
import { useWords } from "../words/en";
import { Asked } from "./Asked";
import { Facts } from "./Facts";
import { Files } from "./Files";
import { Log } from "./Log";
import { useNameOf, useWay } from "./naming";
import { People } from "./People";
import { useReport, useReportLog } from "./queries";
import classes from "./report.module.css";
import { Shells } from "./Shells";
import { lastSearch } from "./search";
import { Written } from "./Written";

export function ReportPage() {
  const { reportId } = useParams({ from: "/reports/$reportId" });
  return <Reading key={reportId} id={reportId} />;
}

function Reading({ id }: { id: string }) {
  const words = useWords().reports;
  const report = useReport(id);
  useTimeZone();
  if (report.data) return <Whole report={report.data} />;
  if (report.error instanceof ApiError && report.error.status === 404) {
    return (
      <div className={classes.page}>
        <EmptyState
          announce
          page
          icon={<IconFileOff size={20} />}
          title={words.goneTitle}
          text={words.goneText}
          actions={
            <ButtonLink to="/reports" search={lastSearch()} variant="default">
              {words.back}
            </ButtonLink>
          }
        />
      </div>
    );
  }
  return (
    <div className={classes.page} aria-busy={report.isPending || undefined}>
      <h1 className={classes.hidden}>{words.loading}</h1>
      {report.error ? <ErrorState error={report.error} onRetry={() => void report.refetch()} /> : null}
    </div>
  );
}

function Whole({ report }: { report: Report }) {
  const words = useWords().reports;
  const name = useNameOf()(report);
  const way = useWay()(report);
  const queries = useQueryClient();
  const log = useReportLog(report.id);
  const [refreshing, setRefreshing] = useState(false);
  useEffect(() => {
    document.title = `${name} · ${words.title} · Towline`;
    return () => {
      document.title = "Towline console";
    };
  }, [name, words]);
  const print = usePrint(log);
  const refresh = async () => {
    setRefreshing(true);
    await queries.invalidateQueries({ queryKey: ["report", report.id] });
    setRefreshing(false);
  };
  return (
    <article className={classes.page} aria-label={words.openOf(name)}>
      <TextLink to="/reports" search={lastSearch()} underline="hover" className={classes.back ?? ""}>
        <IconArrowLeft size={14} aria-hidden="true" />
        {words.back}
      </TextLink>
      <PageHeader
        title={
          <span className={classes.title}>
            <bdi>{name}</bdi>
            {report.running ? <StatusBadge tone="online">{words.running}</StatusBadge> : null}
          </span>
        }
        text={words.about(way, exactTime(report.started_ms))}
        actions={
          <span className={classes.screenOnly}>
            {report.running ? (
              <Button
                variant="default"
                leftSection={<IconRefresh size={16} />}
                loading={refreshing}
                onClick={() => void refresh()}
              >
                {words.refresh}
              </Button>
            ) : null}
            <Button
              variant="default"
              leftSection={<IconPrinter size={16} />}
              loading={print.reading}
              onClick={print.run}
            >
              {words.print}
            </Button>
          </span>
        }
      />
      {report.running ? <p className={classes.note}>{words.runningNote}</p> : null}
      <Facts report={report} />
      <Written report={report} />
      <People report={report} />
      <Asked report={report} />
      <Shells report={report} />
      <Files report={report} log={log} />
      <Log report={report} log={log} />
      <p role="status" className={classes.hidden}>
        {print.reading ? words.printing : ""}
      </p>
    </article>
  );
}

/** Prints once the whole log was read: what is not on the page is not on paper. */
function usePrint(log: ReturnType<typeof useReportLog>) {
  const [wanted, setWanted] = useState(false);
  const { hasNextPage, isFetchingNextPage, isPending, isError, fetchNextPage } = log;
  useEffect(() => {
    if (!wanted || isPending || isFetchingNextPage) return;
    if (hasNextPage && !isError) {
      void fetchNextPage();
      return;
    }
    setWanted(false);
    // The page is drawn first.
    requestAnimationFrame(() => window.print());
  }, [wanted, hasNextPage, isFetchingNextPage, isPending, isError, fetchNextPage]);
  return { reading: wanted, run: () => setWanted(true) };
}
