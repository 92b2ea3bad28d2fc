// The shells of a session: who opened each, as whom, and what was recorded of it, to be downloaded or read in place (SHL-6).
//
// SECURITY: names and output are an endpoint's. They are shown as text; the appliance takes every control character out of a transcript (SHL-8).

import { Button } from "@mantine/core";
import { IconDownload, IconEye, IconEyeOff, IconScript, IconShield, IconTerminal2 } from "@tabler/icons-react";
import { type Report, type ReportShell, shellAddress } from "@towline/api";
import { StatusBadge } from "@towline/ui";
import { useId, useState } from "react";
import { useLength } from "../summary/lengths";
import { FreePart } from "../summary/Part";
import { useWords } from "../words/en";
import { sizeInWords } from "../words/sizes";
import classes from "./report.module.css";
import { Transcript } from "./Transcript";
import { moment } from "./times";

export function Shells({ report }: { report: Report }) {
  const words = useWords().reports;
  if (report.opened_shells.length === 0) return null;
  return (
    <FreePart title={words.shellsTitle} about={words.shellsText}>
      <ul className={classes.shells}>
        {report.opened_shells.map((shell) => (
          <li key={shell.id}>
            <Shell report={report} shell={shell} />
          </li>
        ))}
      </ul>
    </FreePart>
  );
}

function Shell({ report, shell }: { report: Report; shell: ReportShell }) {
  const words = useWords().reports;
  const length = useLength();
  const place = useId();
  const [open, setOpen] = useState(false);
  const { name } = shell;
  // One that was open at the session's end went with it.
  const ended = shell.ended_ms ?? report.ended_ms;
  // Whether there is one is said to who may have it.
  const recorded = !report.recordings
    ? words.mayNotRecordings
    : !shell.recorded
      ? words.notRecorded
      : shell.bytes === undefined || shell.bytes === null
        ? report.running
          ? words.recordingRuns
          : words.recordedWhole
        : shell.bytes > 0
          ? words.recordingSize(sizeInWords(shell.bytes))
          : words.nothingShown;
  const facts = [
    shell.opened_by
      ? words.openedBy(shell.opened_by, moment(shell.opened_ms))
      : words.openedAlone(moment(shell.opened_ms)),
    ended ? words.openFor(length(ended - shell.opened_ms)) : words.stillOpen,
    shell.script ? words.script : "",
    shell.account ? words.asAccount(shell.account) : "",
    shell.program ? words.programOf(shell.program) : "",
  ];
  return (
    <section className={classes.shell} aria-label={name}>
      <div className={classes.shellHead}>
        {shell.script ? <IconScript size={16} aria-hidden="true" /> : <IconTerminal2 size={16} aria-hidden="true" />}
        <h3>
          <bdi>{name}</bdi>
        </h3>
        {shell.elevated ? (
          <StatusBadge tone="waiting" icon={<IconShield size={12} aria-hidden="true" />}>
            {words.administrative}
          </StatusBadge>
        ) : null}
      </div>
      <p className={classes.shellFacts}>{facts.filter(Boolean).join(" · ")}</p>
      <p className={classes.shellFacts}>{recorded}</p>
      {shell.missing ? <p className={classes.missing}>{words.somethingMissing}</p> : null}
      {shell.recorded ? (
        <>
          <div className={classes.shellButtons}>
            <Button
              component="a"
              href={shellAddress(report.id, shell.id, "recording")}
              download
              size="compact-md"
              variant="default"
              leftSection={<IconDownload size={16} />}
              aria-label={words.downloadRecordingOf(name)}
            >
              {words.downloadRecording}
            </Button>
            <Button
              component="a"
              href={shellAddress(report.id, shell.id, "transcript")}
              download
              size="compact-md"
              variant="default"
              leftSection={<IconDownload size={16} />}
              aria-label={words.downloadTranscriptOf(name)}
            >
              {words.downloadTranscript}
            </Button>
            <Button
              size="compact-md"
              variant="default"
              leftSection={open ? <IconEyeOff size={16} /> : <IconEye size={16} />}
              aria-expanded={open}
              aria-controls={open ? place : undefined}
              aria-label={open ? words.hideTranscriptOf(name) : words.showTranscriptOf(name)}
              onClick={() => setOpen(!open)}
            >
              {open ? words.hideTranscript : words.showTranscript}
            </Button>
          </div>
          {open ? <Transcript place={place} report={report.id} shell={shell} /> : null}
        </>
      ) : null}
    </section>
  );
}
