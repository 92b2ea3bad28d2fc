// Asks before files are gone for good, says what is in them, and shows how far it is.

import { Button, Loader, Modal } from "@mantine/core";
import { type Entry, type Outcome, type SessionFiles, shownName, type Tally, type Wish } from "@towline/files";
import { notify } from "@towline/ui";
import { useEffect, useRef, useState } from "react";
import frame from "../frame/frame.module.css";
import { useFilesWords } from "../words/files";
import { sizeInWords } from "../words/sizes";
import classes from "./files.module.css";
import { tellRefusal } from "./looks";

interface RemoveDialogProps {
  files: SessionFiles;
  entries: readonly Entry[];
  pathOf: (entry: Entry) => string;
  onClose: () => void;
}

export function RemoveDialog({ files, entries, pathOf, onClose }: RemoveDialogProps) {
  const all = useFilesWords();
  const words = all.removing;
  const [held, setHeld] = useState<Tally>();
  const [done, setDone] = useState<Tally>();
  const running = useRef<Wish<Outcome>>(undefined);
  const [first] = entries;
  const deep = entries.some((entry) => entry.kind === "directory");
  // biome-ignore lint/correctness/useExhaustiveDependencies: counted once, for what was chosen when it was asked
  useEffect(() => {
    if (!deep) return;
    const counting = files.ask({ kind: "measure", paths: entries.map(pathOf) }, setHeld);
    counting.answer.then(
      (outcome) => setHeld(outcome.total),
      () => undefined,
    );
    return () => counting.stop();
  }, []);
  const remove = async () => {
    setDone({ files: 0, directories: 0, bytes: 0, path: "" });
    running.current = files.ask({ kind: "remove", paths: entries.map(pathOf) }, setDone);
    try {
      const { failed, failedPath, failedCode } = await running.current.answer;
      if (failed > 0) {
        notify.told(words.failed(failed, shownName(failedPath)), all.fault[failedCode] ?? "");
      }
    } catch (why) {
      tellRefusal(why);
    }
    files.refresh();
    onClose();
  };
  const title = entries.length === 1 && first ? words.title(shownName(first.name)) : words.titleMany(entries.length);
  return (
    <Modal
      opened
      onClose={() => (done ? undefined : onClose())}
      title={<bdi>{title}</bdi>}
      closeButtonProps={{ "aria-label": all.files.close }}
    >
      <p className={classes.dialogText}>{words.text}</p>
      {deep && !done ? (
        <p className={classes.quiet} role="status">
          {held ? words.holds(held.files, held.directories, sizeInWords(held.bytes)) : words.counting}
        </p>
      ) : null}
      {done ? (
        <p className={classes.working} role="status">
          <Loader size={16} /> {words.running(done.files + done.directories)}
        </p>
      ) : null}
      <div className={frame.dialogFoot}>
        <Button
          variant="default"
          data-autofocus
          onClick={() => {
            if (done) running.current?.stop();
            else onClose();
          }}
        >
          {done ? words.stop : all.files.cancel}
        </Button>
        <Button color="red" loading={done !== undefined} onClick={() => void remove()}>
          {words.confirm}
        </Button>
      </div>
    </Modal>
  );
}
