// The clipboard's button in Screen Sharing (SCR-7): a click shares it; another one opens what is said of it, with the ways that a browser leaves that does nothing by itself.

import { Button, Popover, Textarea } from "@mantine/core";
import { IconClipboard, IconClipboardCheck, IconClipboardList, IconClipboardText } from "@tabler/icons-react";
import type { ClipboardState, RemoteDesktop } from "@towline/desktop";
import { IconButton, notify } from "@towline/ui";
import { Permission, type SessionState } from "@towline/wire";
import { useEffect, useRef, useState } from "react";
import { mayBegin, mayUse, selfOf, useSessionActions } from "../session/actions";
import type { ScreenView } from "../session/useDesktop";
import { useWords } from "../words/en";
import { FilesFrom, FilesTo } from "./ClipboardFiles";
import classes from "./clipboard.module.css";
import { named, useExchange, useSendingTold, type Work } from "./useExchange";

const OFFER = "clipboard-files";
const NOTHING: ClipboardState = { offered: false };

export function ClipboardTool({ state, screen }: { state: SessionState; screen: ScreenView }) {
  const words = useWords().clipboard;
  const actions = useSessionActions(state);
  const [opened, setOpened] = useState(false);
  const { desktop } = screen;
  const shown = useClipboard(desktop);
  const on = selfOf(state)?.clipboard ?? false;
  const may = mayBegin(state, Permission.CLIPBOARD_FROM_ENDPOINT) || mayBegin(state, Permission.CLIPBOARD_TO_ENDPOINT);
  const waits = shown.waiting !== undefined;
  // What the browser refused is not to be missed; and what is off has nothing to say.
  useEffect(() => setOpened(on && waits), [on, waits]);
  useFailures(shown);
  const work = useExchange(state);
  useSendingTold(work);
  const count = (on ? shown.files?.length : undefined) ?? 0;
  useFilesOffer(on ? shown.files : undefined, work);
  if (!on || state.screen?.clipboardAbsent) {
    return (
      <IconButton
        label={words.on}
        icon={<IconClipboard size={20} />}
        pressed={false}
        reason={may ? (state.screen?.clipboardAbsent ? words.noWayText : undefined) : words.notPermittedText}
        onClick={() => {
          void actions.setClipboard(true);
          desktop?.focus();
        }}
      />
    );
  }
  return (
    <Popover
      opened={opened}
      onChange={setOpened}
      position="bottom-start"
      width={340}
      shadow="none"
      withinPortal={false}
      trapFocus
      returnFocus
    >
      <Popover.Target>
        <IconButton
          label={waits ? words.openWaiting : count > 0 ? words.openFiles(count) : words.open}
          icon={
            waits ? (
              <IconClipboardText size={20} />
            ) : count > 0 ? (
              <IconClipboardList size={20} />
            ) : (
              <IconClipboardCheck size={20} />
            )
          }
          pressed
          onClick={() => setOpened(!opened)}
        />
      </Popover.Target>
      <Popover.Dropdown aria-label={words.title} className={classes.panel ?? ""}>
        {desktop ? (
          <Panel state={state} desktop={desktop} shown={shown} work={work} onClose={() => setOpened(false)} />
        ) : null}
        <Button
          variant="default"
          size="compact-sm"
          onClick={() => {
            setOpened(false);
            void actions.setClipboard(false);
          }}
        >
          {words.off}
        </Button>
      </Popover.Dropdown>
    </Popover>
  );
}

interface PanelProps {
  state: SessionState;
  desktop: RemoteDesktop;
  shown: ClipboardState;
  work: Work;
  onClose: () => void;
}

function Panel({ state, desktop, shown, work, onClose }: PanelProps) {
  const words = useWords().clipboard;
  const from = mayUse(state, Permission.CLIPBOARD_FROM_ENDPOINT);
  const to = mayUse(state, Permission.CLIPBOARD_TO_ENDPOINT);
  const controls = selfOf(state)?.controls ?? false;
  const copy = async () => {
    if (await desktop.clipboard.copyHere()) onClose();
    else if (!desktop.clipboard.state.failed) notify.failed(words.copyFailed, words.copyFailedText);
  };
  return (
    <>
      <section className={classes.part}>
        <h2>{words.from}</h2>
        {shown.waiting ? (
          <div className={classes.copied} role="status">
            <strong>{words.copied}</strong>
            <p className={classes.preview}>
              {shown.waiting.preview || (shown.waiting.kinds.includes("png") ? words.picture : words.formatted)}
            </p>
            <p>{words.copiedText}</p>
          </div>
        ) : (
          <p>{from ? words.fromText : words.fromNot}</p>
        )}
        {from && shown.files ? <FilesFrom files={shown.files} work={work} /> : null}
        {from ? (
          <Button
            size="compact-sm"
            variant={shown.waiting ? "filled" : "default"}
            disabled={!shown.waiting && !shown.offered}
            data-autofocus={shown.waiting ? true : undefined}
            onClick={() => void copy()}
          >
            {shown.waiting ? words.copy : words.copyOffered}
          </Button>
        ) : null}
      </section>
      <section className={classes.part}>
        <h2>{words.to}</h2>
        <p>{!to ? words.toNot : controls ? words.toText : words.toControl}</p>
        {to && controls ? <PasteField desktop={desktop} /> : null}
        {to && controls ? <FilesTo work={work} /> : null}
      </section>
    </>
  );
}

/** Takes what the browser gives to no page by itself: what is pasted here goes to the machine, and text may be typed. */
function PasteField({ desktop }: { desktop: RemoteDesktop }) {
  const words = useWords().clipboard;
  const [text, setText] = useState("");
  const [sent, setSent] = useState(false);
  const field = useRef<HTMLTextAreaElement>(null);
  const give = async (sending: Promise<boolean>) => {
    setSent(false);
    if (!(await sending)) return;
    setText("");
    setSent(true);
    // The button that sent it is off now, and keeps no keyboard.
    field.current?.focus();
  };
  return (
    <>
      <Textarea
        ref={field}
        label={words.paste}
        description={words.pasteHint}
        value={text}
        rows={2}
        onChange={(event) => {
          setText(event.currentTarget.value);
          setSent(false);
        }}
        onPaste={(event) => {
          event.preventDefault();
          void give(desktop.clipboard.paste(event.clipboardData));
        }}
      />
      <div className={classes.sendLine}>
        <Button
          size="compact-sm"
          variant="default"
          disabled={text === ""}
          onClick={() => void give(desktop.clipboard.sendText(text))}
        >
          {words.send}
        </Button>
        <span role="status">{sent ? words.sent : ""}</span>
      </div>
    </>
  );
}

function useClipboard(desktop: RemoteDesktop | undefined): ClipboardState {
  const [shown, setShown] = useState(NOTHING);
  useEffect(() => {
    setShown(NOTHING);
    return desktop?.clipboard.onState(setShown);
  }, [desktop]);
  return shown;
}

/** Files that were copied at the machine are offered, once. */
function useFilesOffer(files: ClipboardState["files"], work: Work) {
  const words = useWords().clipboard;
  const { get, ask, asksGet, noGet } = work;
  const act = useRef({ get, ask });
  act.current = { get, ask };
  useEffect(() => {
    if (!files || noGet) return;
    const all = named(files);
    notify.offer({
      id: OFFER,
      title: words.filesThere(all.length),
      message: all
        .slice(0, 3)
        .map(({ name }) => name)
        .join(", "),
      action: asksGet ? words.filesGetAsk : words.filesGet,
      actionName: words.filesGetNamed(all.length),
      onAction: () => {
        if (asksGet) act.current.ask();
        else void act.current.get(all.map(({ path }) => path));
      },
    });
    return () => notify.takeBack(OFFER);
  }, [files, noGet, asksGet, words]);
}

/** What did not cross is told once. */
function useFailures({ failed }: ClipboardState) {
  const words = useWords().clipboard;
  const told = useRef<ClipboardState["failed"]>(undefined);
  useEffect(() => {
    if (failed && failed !== told.current)
      notify.failed(failed.way === "here" ? words.failedHere : words.failedThere, words.fault(failed.fault));
    told.current = failed;
  }, [failed, words]);
}
