// The name is there already: what is there and what comes, side by side, and four ways out (FIL-4).

import { Button, Checkbox, Modal } from "@mantine/core";
import { type Choice, type Conflict, type SessionFiles, shownName } from "@towline/files";
import { useState } from "react";
import { useFilesWords } from "../words/files";
import { sizeInWords } from "../words/sizes";
import classes from "./files.module.css";
import { timeText } from "./looks";

export function ConflictDialog({ files, conflict }: { files: SessionFiles; conflict: Conflict }) {
  const all = useFilesWords();
  const words = all.conflict;
  const [rest, setRest] = useState(false);
  const { ours, theirs } = conflict;
  const choose = (choice: Choice) => files.choose(conflict.question, choice, rest);
  const isFile = theirs.kind === "file";
  return (
    <Modal opened onClose={() => choose("skip")} title={words.title} size="lg" withCloseButton={false}>
      <p className={classes.dialogText}>
        <bdi>{words.text(shownName(conflict.path))}</bdi>
      </p>
      <dl className={classes.sides}>
        <div>
          <dt>{words.there}</dt>
          {isFile ? (
            <Side {...theirs} newer={theirs.modifiedMs > ours.modifiedMs} larger={theirs.bytes > ours.bytes} />
          ) : (
            <dd>{words.folderThere}</dd>
          )}
        </div>
        <div>
          <dt>{words.here}</dt>
          <Side
            {...ours}
            newer={isFile && ours.modifiedMs > theirs.modifiedMs}
            larger={isFile && ours.bytes > theirs.bytes}
          />
        </div>
      </dl>
      {conflict.more > 0 ? (
        <Checkbox
          label={words.all(conflict.more)}
          checked={rest}
          onChange={(event) => setRest(event.currentTarget.checked)}
        />
      ) : null}
      <div className={classes.choices}>
        <Button variant="subtle" color="red" onClick={() => choose("stop")}>
          {words.stop}
        </Button>
        <span className={classes.space} />
        <Button variant="default" onClick={() => choose("skip")} data-autofocus>
          {all.files.skip}
        </Button>
        <Button variant="default" onClick={() => choose("keepBoth")}>
          {all.files.keepBoth}
        </Button>
        <Button disabled={!isFile} onClick={() => choose("overwrite")}>
          {all.files.overwrite}
        </Button>
      </div>
    </Modal>
  );
}

interface SideProps {
  bytes: number;
  modifiedMs: number;
  newer: boolean;
  larger: boolean;
}

function Side({ bytes, modifiedMs, newer, larger }: SideProps) {
  const words = useFilesWords().conflict;
  return (
    <>
      <dd>
        {sizeInWords(bytes)}
        {larger ? <em> {words.larger}</em> : null}
      </dd>
      <dd>
        {timeText(modifiedMs)}
        {newer ? <em> {words.newer}</em> : null}
      </dd>
    </>
  );
}
