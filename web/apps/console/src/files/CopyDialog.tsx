// Where things are copied to: which of the other sessions, which folder there, and what is done about names that are there (FIL-12).

import { create } from "@bufbuild/protobuf";
import { Button, Checkbox, Loader, Modal, NativeSelect, Radio } from "@mantine/core";
import { IconArrowUp, IconFolder } from "@tabler/icons-react";
import {
  type CopyOrder,
  type Entry,
  isDirectory,
  joined,
  nameOf,
  parentOf,
  type SessionFiles,
  shownName,
} from "@towline/files";
import { IconButton, remember, remembered } from "@towline/ui";
import { type SessionState, StartToolSchema, Tool } from "@towline/wire";
import { useEffect, useState, useSyncExternalStore } from "react";
import frame from "../frame/frame.module.css";
import { useAsk } from "../session/actions";
import { useWorkspaces } from "../session/workspaces";
import { useFilesWords } from "../words/files";
import { Crumbs } from "./Crumbs";
import classes from "./copy.module.css";
import { faultText, wantedKind } from "./looks";
import { targetStands, useCopyTargets } from "./targets";

type Exists = CopyOrder["exists"];
const isExists = (value: unknown): value is Exists => ["overwrite", "skip", "keepBoth"].includes(String(value));
const isFlag = (value: unknown): value is boolean => typeof value === "boolean";
const isText = (value: unknown): value is string => typeof value === "string";

interface CopyDialogProps {
  sessionId: string;
  entries: readonly Entry[];
  pathOf: (entry: Entry) => string;
  onCopy: (order: CopyOrder) => void;
  onClose: () => void;
}

export function CopyDialog({ sessionId, entries, pathOf, onCopy, onClose }: CopyDialogProps) {
  const all = useFilesWords();
  const words = all.copying;
  const { open } = useCopyTargets(sessionId);
  const [wanted, setWanted] = useState(() => remembered("files.copySession", isText as never, "" as string));
  const [exists, setExists] = useState(() =>
    remembered("files.copyExists", isExists as never, "keepBoth" as string),
  ) as [Exists, (value: Exists) => void];
  const [keepTimes, setKeepTimes] = useState(() => remembered("files.copyTimes", isFlag as never, true as boolean));
  const [keepMode, setKeepMode] = useState(() => remembered("files.copyMode", isFlag as never, true as boolean));
  const [directory, setDirectory] = useState<string>();
  const target = open.find((state) => state.sessionId === wanted) ?? open[0];
  const [first] = entries;
  const title = entries.length === 1 && first ? words.title(shownName(first.name)) : words.titleMany(entries.length);
  const copy = () => {
    if (!target || directory === undefined) return;
    remember("files.copySession", target.sessionId);
    remember("files.copyExists", exists);
    remember("files.copyTimes", keepTimes);
    remember("files.copyMode", keepMode);
    const items = entries.map((entry) => ({ path: pathOf(entry), kind: wantedKind(entry), bytes: entry.bytes }));
    const endpoint = shownName(target.itemName);
    onCopy({ items, session: target.sessionId, endpoint, directory, exists, keepTimes, keepMode });
    onClose();
  };
  return (
    <Modal
      opened
      onClose={onClose}
      title={<bdi>{title}</bdi>}
      size="lg"
      closeButtonProps={{ "aria-label": all.files.close }}
    >
      <p className={classes.text}>{words.text}</p>
      {target ? (
        <NativeSelect
          label={words.session}
          value={target.sessionId}
          data-autofocus
          data={open.map((state) => ({ value: state.sessionId, label: shownName(state.itemName) }))}
          onChange={(event) => {
            setDirectory(undefined);
            setWanted(event.currentTarget.value);
          }}
        />
      ) : (
        <p role="alert">{all.files.noTarget}</p>
      )}
      {target ? <Target key={target.sessionId} state={target} onDirectory={setDirectory} /> : null}
      <Radio.Group
        className={classes.choice}
        label={words.exists}
        value={exists}
        onChange={(value) => isExists(value) && setExists(value)}
      >
        <div className={classes.row}>
          <Radio value="keepBoth" label={all.files.keepBoth} />
          <Radio value="overwrite" label={all.files.overwrite} />
          <Radio value="skip" label={all.files.skip} />
        </div>
      </Radio.Group>
      <div className={classes.row}>
        <Checkbox
          label={words.keepTimes}
          checked={keepTimes}
          onChange={(event) => setKeepTimes(event.currentTarget.checked)}
        />
        <Checkbox
          label={words.keepMode}
          checked={keepMode}
          onChange={(event) => setKeepMode(event.currentTarget.checked)}
        />
      </div>
      <div className={frame.dialogFoot}>
        <Button variant="default" onClick={onClose}>
          {all.files.cancel}
        </Button>
        <Button disabled={directory === undefined} onClick={copy}>
          {words.copy}
        </Button>
      </div>
    </Modal>
  );
}

interface TargetProps {
  state: SessionState;
  /** Where it would go; `undefined`: nowhere now. */
  onDirectory: (directory: string | undefined) => void;
}

function Target({ state, onDirectory }: TargetProps) {
  const words = useFilesWords().copying;
  const ask = useAsk();
  const workspaces = useWorkspaces();
  const [files, setFiles] = useState<SessionFiles>();
  const stands = targetStands(state);
  const { sessionId } = state;
  // biome-ignore lint/correctness/useExhaustiveDependencies: it is opened once for each start of the tool; the state of that moment will do
  useEffect(() => {
    if (stands !== "ready") {
      setFiles(undefined);
      onDirectory(undefined);
      return;
    }
    let away = false;
    workspaces
      .of(sessionId)
      .files.open(state)
      .then(
        (opened) => {
          if (!away) setFiles(opened);
        },
        () => undefined,
      );
    return () => {
      away = true;
    };
  }, [sessionId, stands]);
  const name = shownName(state.itemName);
  if (stands === "away") return <p className={classes.note}>{words.awayThere}</p>;
  if (stands === "toStart") {
    return (
      <div className={classes.note}>
        <p>{words.notStarted(name)}</p>
        <Button
          variant="default"
          onClick={() =>
            void ask({ case: "startTool", value: create(StartToolSchema, { sessionId, tool: Tool.FILES }) })
          }
        >
          {words.start}
        </Button>
      </div>
    );
  }
  if (!files) return <Waiting />;
  return <Folders files={files} onDirectory={onDirectory} />;
}

function Waiting() {
  const words = useFilesWords().copying;
  return (
    <p className={classes.note} role="status">
      <Loader size={16} /> {words.loading}
    </p>
  );
}

/** The folders of the other machine, where that session's own browser stands. */
function Folders({ files, onDirectory }: { files: SessionFiles; onDirectory: TargetProps["onDirectory"] }) {
  const all = useFilesWords();
  const words = all.copying;
  const { listed, places, phase, problem } = useSyncExternalStore(files.subscribe, files.look);
  useEffect(() => {
    if (listed || phase !== "open") return;
    let away = false;
    files.findPlaces().then(
      (found) => {
        const home = found.places.find(({ kind }) => kind === "home") ?? found.places[0];
        if (!away && !files.state().listed) files.open(found.writable[0] ?? home?.path ?? "/");
      },
      () => {
        if (!away && !files.state().listed) files.open("/");
      },
    );
    return () => {
      away = true;
    };
  }, [files, listed, phase]);
  const may = listed?.done && !listed.fault && listed.writable ? listed.path : undefined;
  useEffect(() => onDirectory(may), [may, onDirectory]);
  if (phase === "ended") return <p className={classes.note}>{all.fault[problem?.code ?? ""] ?? problem?.title}</p>;
  if (!listed) return <Waiting />;
  const parent = parentOf(listed.path);
  const folders = [...listed.order]
    .map((index) => listed.entries[index])
    .filter((entry) => entry !== undefined)
    .filter(isDirectory);
  const home = places?.places.find(({ kind }) => kind === "home");
  return (
    <section className={classes.target} aria-label={words.directory}>
      <div className={classes.where}>
        <IconButton
          label={all.files.up}
          size={28}
          icon={<IconArrowUp size={16} />}
          reason={parent === undefined ? all.files.atTop : undefined}
          onClick={() => parent !== undefined && files.open(parent)}
        />
        <Crumbs path={listed.path} label={words.whereThere} onOpen={(path) => files.open(path)} />
      </div>
      {listed.fault ? (
        <div className={classes.note} role="status">
          <p>{faultText(listed.fault, all.fault)}</p>
          <Button variant="default" size="compact-md" onClick={() => files.open(home?.path ?? "/")}>
            {all.files.goHome}
          </Button>
        </div>
      ) : (
        <ul className={classes.folders} aria-label={words.folders(shownName(nameOf(listed.path) || listed.path))}>
          {folders.map((entry) => (
            <li key={entry.name}>
              <button type="button" onClick={() => files.open(joined(listed.path, entry.name))}>
                <IconFolder size={16} aria-hidden="true" />
                <bdi>{shownName(entry.name)}</bdi>
              </button>
            </li>
          ))}
          {folders.length === 0 && listed.done ? <li className={classes.quiet}>{words.noFolders}</li> : null}
        </ul>
      )}
      {listed.done && !listed.fault && !listed.writable ? (
        <p className={classes.quiet} role="status">
          {all.files.readOnly}
        </p>
      ) : null}
    </section>
  );
}
