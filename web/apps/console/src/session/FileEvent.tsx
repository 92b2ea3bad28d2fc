// One event about files: its sentence, and below it each file with its path, size and hash once somebody wants to see them (FIL-10).

import { UnstyledButton } from "@mantine/core";
import { IconCheck, IconCopy } from "@tabler/icons-react";
import type { FileTold, SessionEvent } from "@towline/wire";
import { useState } from "react";
import { useCopy } from "../keys/useCopy";
import { useWords } from "../words/en";
import { nameOf } from "../words/fileEvents";
import { sizeInWords } from "../words/sizes";
import classes from "./fileEvent.module.css";

/** Kinds whose files have a size worth telling. */
const SIZED = ["files_uploaded", "files_downloaded"];
/** What a scan did not let through: also its size is worth telling. */
const FOUND = ["infected", "scan_failed"];

export function FileEvent({ event, sentence }: { event: SessionEvent; sentence: string }) {
  const words = useWords().fileEvents;
  // What nobody looks at is not built: an event may have 64 files, and a log hundreds of events.
  const [open, setOpen] = useState(false);
  return (
    <details className={classes.event} onToggle={(toggled) => setOpen(toggled.currentTarget.open)}>
      <summary>{sentence}</summary>
      {open ? (
        <>
          {event.account ? <p className={classes.account}>{words.account(event.account)}</p> : null}
          <ul className={classes.files}>
            {event.files.map((file, index) => (
              // biome-ignore lint/suspicious/noArrayIndexKey: what is told does not change, and one path may be in it twice
              <File key={index} file={file} sized={SIZED.includes(event.kind)} />
            ))}
          </ul>
        </>
      ) : null}
    </details>
  );
}

function File({ file, sized }: { file: FileTold; sized: boolean }) {
  const words = useWords().fileEvents;
  const { copied, run } = useCopy();
  const shown = `${file.sha256.slice(0, 12)}…`;
  const facts = [
    file.to ? words.movedTo(file.to) : "",
    sized || FOUND.includes(file.code) ? sizeInWords(Number(file.bytes)) : "",
    Number(file.entries) > 1 ? words.entries(Number(file.entries)) : "",
    file.code ? words.why(file.code) : "",
    file.finding,
    file.scanned ? words.scanned : "",
  ];
  return (
    <li>
      <bdi className={classes.path}>{file.path}</bdi>
      <span className={classes.facts}>{facts.filter(Boolean).join(" · ")}</span>
      {file.sha256 ? (
        <UnstyledButton
          className={classes.sum}
          title={file.sha256}
          aria-label={words.copySha256(shown, nameOf(file.path))}
          onClick={() => void run(file.sha256, file.sha256)}
        >
          {words.sha256} <code>{shown}</code>
          {copied ? <IconCheck size={12} aria-hidden="true" /> : <IconCopy size={12} aria-hidden="true" />}
        </UnstyledButton>
      ) : null}
      {copied ? <span role="status">{words.copied}</span> : null}
    </li>
  );
}
