// The file browser (FIL-1): places at the left, the list in the middle, transfers at the foot. What is dropped or pasted is uploaded.

import { Button, Drawer, Loader } from "@mantine/core";
import { IconFilter, IconFolderOff, IconFolderOpen } from "@tabler/icons-react";
import {
  droppedFiles,
  type FilesLook,
  holdsFiles,
  nameOf,
  parentOf,
  type SessionFiles,
  shownName,
} from "@towline/files";
import { EmptyState, ErrorState } from "@towline/ui";
import { Permission, SessionPhase, type SessionState } from "@towline/wire";
import { type DragEvent, type KeyboardEvent, useEffect, useRef, useState, useSyncExternalStore } from "react";
import { mayUse } from "../session/actions";
import { useFilesWords } from "../words/files";
import { sizeInWords } from "../words/sizes";
import { ConflictDialog } from "./ConflictDialog";
import { CopyDialog } from "./CopyDialog";
import { DetailsDialog } from "./DetailsDialog";
import { FileGrid } from "./FileGrid";
import { FileMenu } from "./FileMenu";
import { FilesBar } from "./FilesBar";
import { FolderDialog } from "./FolderDialog";
import classes from "./files.module.css";
import { LookDialog } from "./LookDialog";
import { faultText } from "./looks";
import { PlacesList } from "./PlacesList";
import { RemoveDialog } from "./RemoveDialog";
import { TransferPanel } from "./TransferPanel";
import { type Selection, useSelection } from "./useSelection";
import { useWork, type Work } from "./useWork";

export function FilesBrowser({ state: session, files }: { state: SessionState; files: SessionFiles }) {
  const words = useFilesWords().files;
  const state = useSyncExternalStore(files.subscribe, files.look);
  const selection = useSelection(state.listed);
  const work = useWork(session, files, state, selection);
  const [placesShown, setPlacesShown] = useState(false);
  const [menu, setMenu] = useState<{ x: number; y: number }>();
  const [panel, setPanel] = useState(false);
  const root = useRef<HTMLDivElement>(null);
  const there = session.phase !== SessionPhase.CONNECTING && session.phase !== SessionPhase.ENDPOINT_LOST;
  const { listed, places } = state;

  // The first look: where this page was before it was loaded anew, or where the account is at home. What is open stays.
  useEffect(() => {
    if (!there || places) return;
    files.findPlaces().then(
      (found) => {
        const first = found.places.find(({ kind }) => kind === "home") ?? found.places[0];
        const within = found.readable[0] ?? found.writable[0] ?? first?.path ?? "/";
        const begin = found.readable.length > 0 ? within : (first?.path ?? within);
        if (!files.state().listed) files.open(found.before ?? begin);
      },
      // Without them there is still the top.
      () => {
        if (files.state().phase === "open" && !files.state().listed) files.open("/");
      },
    );
  }, [files, places, there]);

  // What may be written there is told with the list: it is another with other rights.
  const rights = [Permission.FILE_DOWNLOAD, Permission.FILE_UPLOAD].map((right) => mayUse(session, right)).join();
  const listedWith = useRef(rights);
  useEffect(() => {
    if (listedWith.current === rights) return;
    listedWith.current = rights;
    files.reload();
  }, [files, rights]);

  // A transfer that begins shows itself.
  const count = useSyncExternalStore(
    files.subscribe,
    () => files.state().transfers.length + files.state().handing.length,
  );
  const known = useRef(count);
  useEffect(() => {
    if (count > known.current) setPanel(true);
    known.current = count;
  }, [count]);

  useEffect(() => {
    const paste = (event: ClipboardEvent) => {
      const data = event.clipboardData;
      const typing = event.target instanceof Element && event.target.closest("input,textarea,[contenteditable]");
      if (!data || typing || !holdsFiles(data) || !root.current) return;
      event.preventDefault();
      void droppedFiles(data).then((given) => work.upload(given));
    };
    addEventListener("paste", paste);
    return () => removeEventListener("paste", paste);
  });

  const go = (path: string) => {
    setPlacesShown(false);
    files.open(path);
  };
  const press = (event: KeyboardEvent): boolean => {
    const control = event.ctrlKey || event.metaKey;
    const up = event.key === "Backspace" || (event.altKey && event.key === "ArrowUp");
    if (up && listed) {
      const parent = parentOf(listed.path);
      if (parent !== undefined) {
        // One finds oneself where one came from.
        selection.startAt(parent, nameOf(listed.path));
        files.open(parent);
      }
      return true;
    }
    if (event.key === "F2") work.beginRename();
    else if (event.key === "Delete") work.remove();
    else if (event.key === "F5") files.reload();
    else if (event.altKey && event.key === "Enter") work.details();
    else if (control && event.key.toLowerCase() === "l")
      root.current?.querySelector<HTMLElement>("[data-edit-path]")?.click();
    else return false;
    return true;
  };
  const list = places ? <PlacesList places={places.places} path={listed?.path ?? ""} onOpen={go} /> : null;
  const [only] = selection.chosen.size === 1 ? selection.entries() : [];

  return (
    <div className={classes.files} ref={root}>
      <div className={classes.side}>{list}</div>
      <Drawer
        opened={placesShown}
        onClose={() => setPlacesShown(false)}
        title={words.places}
        size={280}
        closeButtonProps={{ "aria-label": words.close }}
      >
        {list}
      </Drawer>
      <section className={classes.content} aria-label={words.region}>
        <FilesBar files={files} state={state} work={work} onPlaces={() => setPlacesShown(true)} />
        <Rules state={state} />
        <Dropping state={state} work={work}>
          {(target) => (
            <Body
              files={files}
              state={state}
              work={work}
              selection={selection}
              target={target}
              onMenu={setMenu}
              onKey={press}
            />
          )}
        </Dropping>
        <Foot state={state} selection={selection} />
        <TransferPanel files={files} open={panel} onOpen={setPanel} />
      </section>
      {menu ? (
        <FileMenu
          at={menu}
          entry={only}
          work={work}
          onRefresh={() => files.reload()}
          onClose={() => {
            setMenu(undefined);
            root.current?.querySelector<HTMLElement>("[data-files-list]")?.focus();
          }}
        />
      ) : null}
      <Dialogs sessionId={session.sessionId} files={files} state={state} work={work} />
    </div>
  );
}

interface DialogsProps {
  sessionId: string;
  files: SessionFiles;
  state: FilesLook;
  work: Work;
}

function Dialogs({ sessionId, files, state, work }: DialogsProps) {
  const { dialog } = work;
  const close = () => work.setDialog(undefined);
  const { conflict } = state;
  return (
    <>
      {conflict ? <ConflictDialog key={conflict.question} files={files} conflict={conflict} /> : null}
      {dialog?.kind === "remove" ? (
        <RemoveDialog files={files} entries={dialog.entries} pathOf={work.at} onClose={close} />
      ) : null}
      {dialog?.kind === "copy" ? (
        <CopyDialog
          sessionId={sessionId}
          entries={dialog.entries}
          pathOf={work.at}
          onCopy={(order) => files.copy(order)}
          onClose={close}
        />
      ) : null}
      {dialog?.kind === "folder" ? <FolderDialog onMake={work.makeFolder} onClose={close} /> : null}
      {dialog?.kind === "look" ? (
        <LookDialog files={files} entry={dialog.entry} path={work.at(dialog.entry)} onClose={close} />
      ) : null}
      {dialog?.kind === "details" ? (
        <DetailsDialog
          files={files}
          entry={dialog.entry}
          path={work.at(dialog.entry)}
          freeBytes={state.listed?.freeBytes ?? 0}
          noUpload={work.noChange}
          noDownload={work.noFetch}
          onClose={close}
        />
      ) : null}
    </>
  );
}

/** What the rules of the site leave. */
function Rules({ state }: { state: FilesLook }) {
  const words = useFilesWords().files;
  const { readable = [], writable = [] } = state.places ?? {};
  if (readable.length === 0 && writable.length === 0) return null;
  const where = (paths: readonly string[]) => paths.map(shownName).join(", ");
  return (
    <p className={classes.rules}>
      {readable.length > 0 ? <span>{words.mayRead(where(readable))} </span> : null}
      {writable.length > 0 ? <span>{words.mayWrite(where(writable))}</span> : null}
    </p>
  );
}

interface BodyProps {
  files: SessionFiles;
  state: FilesLook;
  work: Work;
  selection: Selection;
  target: string | undefined;
  onMenu: (at: { x: number; y: number }) => void;
  onKey: (event: KeyboardEvent) => boolean;
}

function Body({ files, state, work, selection, target, onMenu, onKey }: BodyProps) {
  const all = useFilesWords();
  const words = all.files;
  const { listed, phase, problem, view, places } = state;
  if (phase === "ended")
    return <ErrorState title={words.endedTitle} detail={all.fault[problem?.code ?? ""] ?? problem?.title ?? ""} />;
  if (!listed) {
    const why = problem && phase !== "open" ? (all.fault[problem.code] ?? problem.title) : undefined;
    return <EmptyState announce icon={<Loader size={20} />} title={words.connecting} text={why} />;
  }
  if (listed.fault) {
    const [first] = places?.places ?? [];
    return (
      <EmptyState
        announce
        tone="danger"
        icon={<IconFolderOff size={20} />}
        title={words.cannotOpen}
        text={faultText(listed.fault, all.fault)}
        actions={
          <>
            <Button variant="default" onClick={() => files.refresh()}>
              {words.retry}
            </Button>
            {first && first.path !== listed.path ? (
              <Button variant="default" onClick={() => files.open(first.path)}>
                {words.goHome}
              </Button>
            ) : null}
          </>
        }
      />
    );
  }
  const nothing = listed.done && listed.order.length === 0;
  return (
    <>
      <FileGrid
        label={`${words.region}: ${shownName(nameOf(listed.path))}`}
        listed={listed}
        view={view}
        selection={selection}
        renaming={work.renaming}
        target={target}
        onSort={(sort, descending) => files.setView({ sort, descending })}
        onOpen={work.open}
        onMenu={onMenu}
        onRename={work.rename}
        onKey={onKey}
      />
      {nothing ? (
        <div className={classes.over}>
          {view.filter ? (
            <EmptyState
              announce
              icon={<IconFilter size={20} />}
              title={words.noMatch}
              actions={
                <Button variant="default" onClick={() => files.setView({ filter: "" })}>
                  {words.clearFilter}
                </Button>
              }
            />
          ) : (
            <EmptyState
              announce
              icon={<IconFolderOpen size={20} />}
              title={words.empty}
              text={listed.hidden > 0 ? words.emptyHidden : work.reasons.upload ? undefined : words.emptyUpload}
            />
          )}
        </div>
      ) : null}
    </>
  );
}

interface DroppingProps {
  state: FilesLook;
  work: Work;
  /** The directory in the list that something is held over. */
  children: (target: string | undefined) => React.ReactNode;
}

/** Files that are dragged here from the technician's desktop. */
function Dropping({ state, work, children }: DroppingProps) {
  const words = useFilesWords().files;
  const [over, setOver] = useState<{ target: string | undefined }>();
  const path = state.listed?.path ?? "";
  const targetOf = (event: DragEvent): string | undefined =>
    event.target instanceof Element
      ? event.target.closest<HTMLElement>("[data-directory]")?.dataset.directory
      : undefined;
  const drag = (event: DragEvent) => {
    if (!holdsFiles(event.dataTransfer)) return;
    event.preventDefault();
    event.dataTransfer.dropEffect = work.noUpload ? "none" : "copy";
    const target = targetOf(event);
    if (!over || over.target !== target) setOver({ target });
  };
  const drop = (event: DragEvent) => {
    setOver(undefined);
    if (!holdsFiles(event.dataTransfer)) return;
    event.preventDefault();
    const target = targetOf(event);
    const entry = state.listed?.entries.find(({ name }) => name === target);
    void droppedFiles(event.dataTransfer).then((given) => work.upload(given, entry ? work.at(entry) : path));
  };
  return (
    // biome-ignore lint/a11y/noStaticElementInteractions: whoever does not drag has the button
    <div
      className={classes.body}
      data-over={(over && !over.target) || undefined}
      onDragEnter={drag}
      onDragOver={drag}
      onDragLeave={(event) => {
        const to = event.relatedTarget;
        if (!(to instanceof Node && event.currentTarget.contains(to))) setOver(undefined);
      }}
      onDrop={drop}
    >
      {children(over?.target)}
      {over ? (
        <p className={classes.drop} aria-hidden="true">
          {work.noUpload ?? words.dropHere(shownName(over.target ?? nameOf(path)))}
        </p>
      ) : null}
    </div>
  );
}

function Foot({ state, selection }: { state: FilesLook; selection: Selection }) {
  const words = useFilesWords().files;
  const { listed, places, view } = state;
  const shown = listed?.order.length ?? 0;
  const all = listed?.entries.length ?? 0;
  const chosen = selection.chosen.size > 0 ? selection.entries() : [];
  const bytes = chosen.reduce((sum, entry) => sum + (entry.kind === "file" ? entry.bytes : 0), 0);
  const filtered = view.filter !== "" && listed ? words.countOf(shown, all - listed.hidden) : words.count(shown);
  return (
    <div className={classes.foot}>
      <span role="status">
        {listed && !listed.done ? words.listing : filtered}
        {listed?.done && listed.hidden > 0 ? ` · ${words.hiddenCount(listed.hidden)}` : null}
      </span>
      {chosen.length > 0 ? <span>{words.selected(chosen.length, bytes > 0 ? sizeInWords(bytes) : "")}</span> : null}
      <span className={classes.space} />
      {listed && listed.freeBytes > 0 ? <span>{words.freeHere(sizeInWords(listed.freeBytes))}</span> : null}
      {places?.account ? (
        <span>
          <bdi>{(places.elevated ? words.actsElevated : words.actsAs)(shownName(places.account))}</bdi>
        </span>
      ) : null}
    </div>
  );
}
