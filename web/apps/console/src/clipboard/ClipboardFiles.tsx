// Files in the clipboard's panel (SCR-7): which ones are on the machine's clipboard, with the way to have them; and the way there, with how far it is.

import { Button, Progress } from "@mantine/core";
import { chosenFiles } from "@towline/files/dropped";
import { useEffect, useRef } from "react";
import { useWords } from "../words/en";
import { sizeInWords } from "../words/sizes";
import classes from "./clipboard.module.css";
import { type Named, named, type Work } from "./useExchange";

/** So many names are read; the rest is a number. */
const NAMES = 6;

export function FilesFrom({ files, work }: { files: readonly Uint8Array[]; work: Work }) {
  const words = useWords().clipboard;
  const all = named(files);
  const shown = all.slice(0, NAMES);
  return (
    <div className={classes.copied}>
      <strong>{words.filesThere(all.length)}</strong>
      <ul className={classes.names}>
        {shown.map(({ path, name }: Named) => (
          <li key={path}>
            <bdi>{name}</bdi>
          </li>
        ))}
        {all.length > NAMES ? <li>{words.filesMore(all.length - NAMES)}</li> : null}
      </ul>
      <Button
        size="compact-sm"
        {...greyed(work.noGet)}
        onClick={() => {
          if (work.noGet) return;
          if (work.asksGet) work.ask();
          else void work.get(all.map(({ path }) => path));
        }}
      >
        {work.asksGet ? words.filesGetAsk : words.filesGet}
      </Button>
      {work.noGet ? <p>{work.noGet}</p> : null}
    </div>
  );
}

export function FilesTo({ work }: { work: Work }) {
  const words = useWords().clipboard;
  const field = useRef<HTMLInputElement>(null);
  const { sending, noPut } = work;
  const { exchange } = work;
  useEffect(() => exchange.look(), [exchange]);
  const button = useRef<HTMLButtonElement>(null);
  const goes = sending !== undefined;
  const went = useRef(goes);
  // The button that was pressed is another one now, and keeps no keyboard.
  useEffect(() => {
    if (goes !== went.current && document.activeElement === document.body) button.current?.focus();
    went.current = goes;
  }, [goes]);
  if (sending) {
    const { step, count, doneBytes, totalBytes } = sending;
    const said = {
      starting: words.filesStarting,
      sending: `${words.filesSending(count)}: ${sizeInWords(doneBytes)} / ${sizeInWords(totalBytes)}`,
      placing: words.filesPlacing,
      there: `${words.filesPutDone(count)}. ${words.filesPutDoneText}`,
    }[step];
    return (
      <div className={classes.copied}>
        <p role="status">{said}</p>
        {step === "there" ? null : (
          <Progress
            size="sm"
            value={totalBytes > 0 ? Math.min(100, (100 * doneBytes) / totalBytes) : 100}
            aria-label={words.filesOnWay}
          />
        )}
        <Button ref={button} size="compact-sm" variant="default" onClick={() => exchange.cancel()}>
          {words.filesCancel}
        </Button>
      </div>
    );
  }
  return (
    <>
      <input
        ref={field}
        type="file"
        multiple
        hidden
        onChange={(event) => {
          const given = chosenFiles(event.currentTarget.files ?? []);
          event.currentTarget.value = "";
          work.put(given);
        }}
      />
      <Button
        ref={button}
        size="compact-sm"
        variant="default"
        {...greyed(noPut)}
        onClick={() => {
          if (work.mayPut()) field.current?.click();
        }}
      >
        {work.asksPut ? words.filesPutAsk : words.filesPut}
      </Button>
      <p>{noPut ?? words.filesPutHint}</p>
    </>
  );
}

/** It stays to be found by the keyboard, with its reason beside it. */
const greyed = (reason: string | undefined) =>
  reason ? { "aria-disabled": true, "data-disabled": true, title: reason } : {};
