// Properties of one entry: what the system knows of it, its permissions to change, its hash when asked for.

import { Button, Checkbox, Loader, Modal, TextInput } from "@mantine/core";
import { type Details, type Entry, type SessionFiles, shownName, type Tally } from "@towline/files";
import { CopyField, EmptyState, ErrorState, notify } from "@towline/ui";
import { type FormEvent, type ReactNode, useEffect, useState } from "react";
import { useFilesWords } from "../words/files";
import { sizeInWords } from "../words/sizes";
import classes from "./files.module.css";
import { faultOf, faultText, fromOctal, modeText, octal, tellRefusal, timeText, typeOf } from "./looks";

interface DetailsDialogProps {
  files: SessionFiles;
  entry: Entry;
  path: string;
  freeBytes: number;
  noUpload: string | undefined;
  noDownload: string | undefined;
  onClose: () => void;
}

export function DetailsDialog(props: DetailsDialogProps) {
  const { files, entry, path, onClose } = props;
  const all = useFilesWords();
  const [details, setDetails] = useState<Details>();
  const [failed, setFailed] = useState<string>();
  const [read, setRead] = useState(0);
  // biome-ignore lint/correctness/useExhaustiveDependencies: read anew when something was changed
  useEffect(() => {
    const reading = files.ask({ kind: "describe", path, digest: false });
    reading.answer.then(setDetails, (why: unknown) => setFailed(faultText(faultOf(why), all.fault)));
    return () => reading.stop();
  }, [read]);
  return (
    <Modal
      opened
      onClose={onClose}
      size="lg"
      title={<bdi>{all.details.title(shownName(entry.name))}</bdi>}
      closeButtonProps={{ "aria-label": all.files.close }}
    >
      {failed ? (
        <ErrorState title={all.files.refused} detail={failed} />
      ) : details ? (
        <Shown {...props} details={details} onChanged={() => setRead(read + 1)} />
      ) : (
        <EmptyState announce icon={<Loader size={20} />} title={all.details.loading} />
      )}
    </Modal>
  );
}

type ShownProps = DetailsDialogProps & { details: Details; onChanged: () => void };

function Shown(props: ShownProps) {
  const { details, freeBytes, files, path } = props;
  const all = useFilesWords();
  const words = all.details;
  const { entry } = details;
  const owner = [entry.owner, entry.group].filter(Boolean).map(shownName).join(" : ");
  const may = [details.mayRead ? words.mayRead : "", details.mayWrite ? words.mayWrite : ""].filter(Boolean).join(", ");
  const facts: [string, ReactNode][] = [
    [words.path, <bdi key="path">{shownName(details.path || path)}</bdi>],
    ...(details.target
      ? [[words.target, <bdi key="target">{shownName(details.target)}</bdi>] as [string, ReactNode]]
      : []),
    [words.kind, typeOf(entry, all.files)],
    ...(entry.kind === "file"
      ? [
          [words.size, `${sizeInWords(entry.bytes)} (${words.bytes(entry.bytes)})`] as [string, ReactNode],
          [words.onDisk, sizeInWords(details.allocatedBytes)] as [string, ReactNode],
        ]
      : []),
    ...(entry.kind === "directory"
      ? [[words.holds, <Holds key="holds" files={files} path={path} />] as [string, ReactNode]]
      : []),
    [words.modified, timeText(entry.modifiedMs)],
    [words.accessed, timeText(details.accessedMs)],
    [words.changed, timeText(details.changedMs)],
    [words.created, timeText(details.createdMs)],
    [words.owner, owner ? <bdi key="owner">{owner}</bdi> : ""],
    [words.access, may || words.mayNothing],
    [words.links, details.links > 1 ? String(details.links) : ""],
    [words.free, freeBytes > 0 ? sizeInWords(freeBytes) : ""],
  ];
  return (
    <>
      <dl className={classes.facts}>
        {facts
          .filter(([, value]) => value !== "")
          .map(([name, value]) => (
            <div key={name}>
              <dt>{name}</dt>
              <dd>{value}</dd>
            </div>
          ))}
      </dl>
      {entry.kind === "link" ? null : <Mode key={entry.mode} {...props} />}
      {entry.kind === "file" ? <Digest {...props} /> : null}
    </>
  );
}

function Holds({ files, path }: { files: SessionFiles; path: string }) {
  const all = useFilesWords();
  const [held, setHeld] = useState<Tally>();
  const [busy, setBusy] = useState(false);
  const measure = async () => {
    setBusy(true);
    try {
      const { total } = await files.ask({ kind: "measure", paths: [path] }, setHeld).answer;
      setHeld(total);
    } catch (why) {
      tellRefusal(why);
    }
    setBusy(false);
  };
  return held ? (
    <span role="status">{all.removing.holds(held.files, Math.max(0, held.directories), sizeInWords(held.bytes))}</span>
  ) : (
    <Button variant="default" size="compact-sm" loading={busy} onClick={() => void measure()}>
      {all.details.measure}
    </Button>
  );
}

function Mode({ details, files, path, noUpload, onChanged }: ShownProps) {
  const words = useFilesWords().details;
  const { entry } = details;
  const [typed, setTyped] = useState(octal(entry.mode));
  const [recursive, setRecursive] = useState(false);
  const [busy, setBusy] = useState(false);
  const mode = fromOctal(typed);
  const submit = async (event: FormEvent) => {
    event.preventDefault();
    if (mode === undefined) return;
    setBusy(true);
    try {
      const { failed } = await files.ask({ kind: "setMode", path, mode, recursive }).answer;
      notify.told(failed > 0 ? words.modeFailed(failed) : words.modeDone);
      onChanged();
      files.refresh();
    } catch (why) {
      tellRefusal(why);
    }
    setBusy(false);
  };
  return (
    <form className={classes.mode} onSubmit={(event) => void submit(event)} noValidate>
      <TextInput
        label={words.octal}
        value={typed}
        maxLength={4}
        w={140}
        disabled={noUpload !== undefined}
        error={mode === undefined ? words.octalWrong : undefined}
        onChange={(event) => setTyped(event.currentTarget.value)}
      />
      <span className={classes.mono}>{mode === undefined ? "" : modeText(mode)}</span>
      {entry.kind === "directory" ? (
        <Checkbox
          label={words.recursive}
          checked={recursive}
          disabled={noUpload !== undefined}
          onChange={(event) => setRecursive(event.currentTarget.checked)}
        />
      ) : null}
      <Button
        type="submit"
        variant="default"
        loading={busy}
        title={noUpload}
        disabled={noUpload !== undefined || mode === undefined || (mode === entry.mode && !recursive)}
      >
        {words.setMode}
      </Button>
    </form>
  );
}

function Digest({ files, path, noDownload }: ShownProps) {
  const words = useFilesWords().details;
  const [digest, setDigest] = useState<string>();
  const [busy, setBusy] = useState(false);
  const compute = async () => {
    setBusy(true);
    try {
      setDigest((await files.ask({ kind: "describe", path, digest: true }).answer).sha256);
    } catch (why) {
      tellRefusal(why);
    }
    setBusy(false);
  };
  return digest ? (
    <CopyField label={words.digest} value={digest} />
  ) : (
    <div className={classes.digest}>
      <span>{words.digest}</span>
      <Button
        variant="default"
        size="compact-sm"
        loading={busy}
        disabled={noDownload !== undefined}
        title={noDownload}
        onClick={() => void compute()}
      >
        {words.makeDigest}
      </Button>
    </div>
  );
}
