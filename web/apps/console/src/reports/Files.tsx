// The files of a session: those of its chat, and those that went to the endpoint or came from it, with what proves which they were.
//
// Names and paths are hostile: text, whatever direction they are written in.

import { Button, UnstyledButton } from "@mantine/core";
import { IconCheck, IconCopy } from "@tabler/icons-react";
import { type Report, reportFileAddress } from "@towline/api";
import { useMemo } from "react";
import { useCopy } from "../keys/useCopy";
import { FreePart } from "../summary/Part";
import { useWords } from "../words/en";
import { nameOf } from "../words/fileEvents";
import { sizeInWords } from "../words/sizes";
import { sendersOf, transfersOf } from "./events";
import type { useReportLog } from "./queries";
import classes from "./report.module.css";
import { moment } from "./times";

export function Files({ report, log }: { report: Report; log: ReturnType<typeof useReportLog> }) {
  const words = useWords().reports;
  const { data, hasNextPage, isFetchingNextPage, fetchNextPage } = log;
  const events = useMemo(() => data?.pages.flatMap((page) => page.events) ?? [], [data]);
  const transfers = useMemo(() => transfersOf(events), [events]);
  const senders = useMemo(() => sendersOf(events), [events]);
  const none = report.sent_files.length === 0 && transfers.length === 0;
  if (none && !hasNextPage) return null;
  return (
    <FreePart title={words.filesTitle}>
      {none ? null : (
        <table className={classes.plain}>
          <thead>
            <tr>
              <th scope="col">{words.file}</th>
              <th scope="col">{words.how}</th>
              <th scope="col">{words.size}</th>
              <th scope="col">{words.sum}</th>
            </tr>
          </thead>
          <tbody>
            {report.sent_files.map((file) => (
              <tr key={file.id}>
                <th scope="row">
                  <a href={reportFileAddress(report.id, file.id)} download={file.name}>
                    <bdi>{file.name}</bdi>
                  </a>
                </th>
                <td>
                  {words.sentInChat}
                  <span className={classes.quiet}>
                    {[senders.get(file.id), moment(file.sent_ms)].filter(Boolean).join(", ")}
                  </span>
                </td>
                <td>{sizeInWords(file.bytes)}</td>
                <td>{file.sha256 ? <Sum sum={file.sha256} name={file.name} /> : "–"}</td>
              </tr>
            ))}
            {transfers.map((file) => (
              <tr key={file.key}>
                <th scope="row">
                  <bdi className={classes.path}>{file.path}</bdi>
                </th>
                <td>
                  {file.up ? words.uploaded : words.downloaded}
                  <span className={classes.quiet}>
                    {file.by}, {moment(file.at)}
                  </span>
                </td>
                <td>{sizeInWords(file.bytes)}</td>
                <td>{file.sha256 ? <Sum sum={file.sha256} name={nameOf(file.path)} /> : "–"}</td>
              </tr>
            ))}
          </tbody>
        </table>
      )}
      {hasNextPage ? (
        <p className={classes.soFar}>
          {words.filesSoFar(events.length)}
          <Button size="compact-sm" variant="subtle" loading={isFetchingNextPage} onClick={() => void fetchNextPage()}>
            {words.readRest}
          </Button>
        </p>
      ) : null}
    </FreePart>
  );
}

/** A hash: short on the screen, whole on paper and in the clipboard. */
function Sum({ sum, name }: { sum: string; name: string }) {
  const words = useWords().fileEvents;
  const { copied, run } = useCopy();
  const shown = `${sum.slice(0, 12)}…`;
  return (
    <>
      <UnstyledButton
        className={classes.sum}
        title={sum}
        aria-label={words.copySha256(shown, name)}
        onClick={() => void run(sum, sum)}
      >
        <code>{shown}</code>
        {copied ? <IconCheck size={12} aria-hidden="true" /> : <IconCopy size={12} aria-hidden="true" />}
      </UnstyledButton>
      <code className={classes.paperOnly}>{sum}</code>
      {copied ? (
        <span className={classes.copied} role="status">
          {words.copied}
        </span>
      ) : null}
    </>
  );
}
