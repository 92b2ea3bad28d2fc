// What a shell showed, as plain text in the page, so that the browser finds words in it. Of a long one the beginning.

import { useQuery } from "@tanstack/react-query";
import { api, type ReportShell } from "@towline/api";
import { ErrorState } from "@towline/ui";
import { useMemo } from "react";
import { useWords } from "../words/en";
import { sizeInWords } from "../words/sizes";
import { blocksOf } from "./blocks";
import classes from "./report.module.css";

/** Bytes that are shown at most. */
const MOST = 2_000_000;

interface TranscriptProps {
  place: string;
  /** The session's id. */
  report: string;
  shell: ReportShell;
}

export function Transcript({ place, report, shell }: TranscriptProps) {
  const words = useWords().reports;
  const read = useQuery({
    queryKey: ["report", report, "transcript", shell.id],
    queryFn: ({ signal }) => api.shellTranscript(report, shell.id, MOST, signal),
    // Megabytes are not kept once they are closed.
    gcTime: 0,
  });
  const blocks = useMemo(() => blocksOf(read.data?.text ?? ""), [read.data?.text]);
  return (
    <div id={place}>
      {read.data === undefined ? (
        read.error ? (
          <ErrorState error={read.error} onRetry={() => void read.refetch()} />
        ) : (
          <p className={classes.shellFacts} role="status">
            {words.readingTranscript}
          </p>
        )
      ) : read.data.text === "" ? (
        <p className={classes.shellFacts}>{words.emptyTranscript}</p>
      ) : (
        <>
          {read.data.whole ? null : <p className={classes.missing}>{words.transcriptCut(sizeInWords(MOST))}</p>}
          <section
            className={classes.transcript}
            aria-label={words.transcriptOf(shell.name)}
            // biome-ignore lint/a11y/noNoninteractiveTabindex: a scrolling area must be reachable by keyboard
            tabIndex={0}
          >
            {blocks.map((block, index) => (
              // biome-ignore lint/suspicious/noArrayIndexKey: the blocks of a text never move
              <pre key={index}>{`${block}\n`}</pre>
            ))}
          </section>
        </>
      )}
    </div>
  );
}
