// What is being moved, at the foot of the tool: a head that folds, and a line for each transfer with what can be done to it (FIL-3).

import { Progress, Switch } from "@mantine/core";
import {
  IconArrowDown,
  IconArrowRight,
  IconArrowUp,
  IconChevronDown,
  IconChevronUp,
  IconDeviceFloppy,
  IconEraser,
  IconInfoCircle,
  IconPlayerPause,
  IconPlayerPlay,
  IconRefresh,
  IconX,
} from "@tabler/icons-react";
import type { Handing, SessionFiles, TransferView } from "@towline/files";
import { nameOf } from "@towline/files/names";
import { IconButton } from "@towline/ui";
import { useState, useSyncExternalStore } from "react";
import { useFilesWords } from "../words/files";
import { sizeInWords } from "../words/sizes";
import classes from "./files.module.css";
import { faultText, leftText } from "./looks";
import { TransferDetails } from "./TransferDetails";

const UNDER_WAY = ["waiting", "running", "paused", "asking"];
const isUnderWay = ({ state }: TransferView): boolean => UNDER_WAY.includes(state);

interface TransferPanelProps {
  files: SessionFiles;
  open: boolean;
  onOpen: (open: boolean) => void;
}

export function TransferPanel({ files, open, onOpen }: TransferPanelProps) {
  const words = useFilesWords().transfers;
  const state = useSyncExternalStore(files.subscribe, files.state);
  const { handing, transfers } = state;
  const running = transfers.filter(isUnderWay);
  const over = transfers.length - running.length;
  const percent = percentOf(running);
  return (
    <section className={classes.transfers} aria-label={words.title}>
      <div className={classes.transfersHead}>
        <button type="button" aria-expanded={open} onClick={() => onOpen(!open)} title={open ? words.hide : words.show}>
          {open ? <IconChevronDown size={16} /> : <IconChevronUp size={16} />}
          <strong>{words.title}</strong>
          <span className={classes.quiet} role="status">
            {[
              handing.length > 0 ? words.handing : "",
              running.length > 0 ? words.running(running.length, percent) : "",
              over > 0 ? words.over(over) : "",
            ]
              .filter(Boolean)
              .join(" · ") || words.none}
          </span>
        </button>
        {running.length > 0 ? (
          <Progress
            className={classes.headBar}
            value={percent ?? 0}
            size="sm"
            transitionDuration={0}
            aria-label={words.title}
          />
        ) : (
          <span className={classes.space} />
        )}
        <Switch
          size="xs"
          label={words.automatic}
          title={words.automaticText}
          checked={state.automatic}
          onChange={(event) => files.setAutomatic(event.currentTarget.checked)}
        />
        <IconButton
          label={words.clear}
          size={28}
          icon={<IconEraser size={16} />}
          disabled={over === 0}
          onClick={() => files.clearDone()}
        />
      </div>
      {open && transfers.length + handing.length > 0 ? (
        <ul className={classes.transferList}>
          {handing.map((each) => (
            <HandingLine key={each.id} handing={each} onStop={() => files.stopHanding(each.id)} />
          ))}
          {[...transfers].reverse().map((transfer) => (
            <Line key={transfer.id} files={files} transfer={transfer} />
          ))}
        </ul>
      ) : null}
    </section>
  );
}

/** Files that become an upload once the browser has looked all of them up. */
function HandingLine({ handing, onStop }: { handing: Handing; onStop: () => void }) {
  const words = useFilesWords().transfers;
  const { name, done, total } = handing;
  return (
    <li aria-label={`${words.upload}: ${name}`}>
      <div className={classes.transferLine}>
        <span className={classes.way} title={words.upload}>
          <Way kind="upload" />
        </span>
        <div className={classes.transferText}>
          <span className={classes.transferName}>
            <bdi>{name}</bdi>
          </span>
          <span className={classes.transferSaid}>{words.handed(done, total)}</span>
        </div>
        <Progress
          className={classes.bar}
          value={(100 * done) / total}
          size="sm"
          transitionDuration={0}
          aria-label={words.progress(name)}
        />
        <span className={classes.acts}>
          <IconButton label={words.cancel(name)} size={28} icon={<IconX size={16} />} onClick={onStop} />
        </span>
      </div>
    </li>
  );
}

function percentOf(transfers: readonly TransferView[]): number | undefined {
  const all = transfers.reduce((sum, { totalBytes }) => sum + (totalBytes ?? 0), 0);
  if (all === 0) return undefined;
  const done = transfers.reduce((sum, { doneBytes, totalBytes }) => sum + Math.min(doneBytes, totalBytes ?? 0), 0);
  return Math.floor((100 * done) / all);
}

function Line({ files, transfer }: { files: SessionFiles; transfer: TransferView }) {
  const words = useFilesWords();
  const [detailed, setDetailed] = useState(false);
  const { name, state, totalBytes, doneBytes } = transfer;
  const percent = totalBytes ? Math.min(100, (100 * doneBytes) / totalBytes) : state === "done" ? 100 : 0;
  const kind = words.transfers[transfer.kind];
  return (
    <li data-state={state} aria-label={`${kind}: ${name}`}>
      <div className={classes.transferLine}>
        <span className={classes.way} title={kind}>
          <Way kind={transfer.kind} />
        </span>
        <div className={classes.transferText}>
          <span className={classes.transferName}>
            <bdi>{name}</bdi>
          </span>
          <span className={classes.transferSaid} data-state={state}>
            {said(transfer, words)}
          </span>
        </div>
        {isUnderWay(transfer) ? (
          <Progress
            className={classes.bar}
            value={percent}
            size="sm"
            transitionDuration={0}
            aria-label={words.transfers.progress(name)}
            {...(state === "paused" ? { color: "gray" } : {})}
          />
        ) : null}
        <Acts files={files} transfer={transfer} />
        <IconButton
          label={words.transfers.details(name)}
          size={28}
          icon={<IconInfoCircle size={16} />}
          pressed={detailed}
          onClick={() => setDetailed(!detailed)}
        />
      </div>
      {detailed ? <TransferDetails transfer={transfer} /> : null}
    </li>
  );
}

function Way({ kind }: { kind: TransferView["kind"] }) {
  if (kind === "copy") return <IconArrowRight size={16} />;
  return kind === "upload" ? <IconArrowUp size={16} /> : <IconArrowDown size={16} />;
}

function said(transfer: TransferView, all: ReturnType<typeof useFilesWords>): string {
  const { state, fault, doneBytes, totalBytes, doneFiles, totalFiles, rate, remarkCount } = transfer;
  const words = all.transfers;
  if (state === "failed") return `${all.state.failed}: ${fault ? faultText(fault, all.fault) : ""}`;
  const [first] = transfer.remarks;
  const remarks =
    remarkCount === 1 && first
      ? // Of several files it is said which one is meant.
        (first.path && nameOf(first.path) !== transfer.name ? `${nameOf(first.path)}: ` : "") +
        remarkText(first.code, first.detail, all)
      : remarkCount > 0
        ? words.remarks(remarkCount)
        : "";
  const many = (totalFiles ?? 0) > 1;
  const filesDone = many && totalFiles !== undefined ? words.filesOf(doneFiles, totalFiles) : "";
  if (!isUnderWay(transfer)) {
    const what = state === "done" ? (many ? words.filesDone(doneFiles) : sizeInWords(doneBytes)) : "";
    return [all.state[state], what, remarks].filter(Boolean).join(" · ");
  }
  const bytes =
    totalBytes === undefined ? sizeInWords(doneBytes) : words.of(sizeInWords(doneBytes), sizeInWords(totalBytes));
  // Nothing moves meanwhile, and nobody knows for how long.
  const moves = state === "running" && !transfer.scanning;
  return [
    transfer.scanning ? all.state.scanning : state === "running" ? "" : all.state[state],
    bytes,
    filesDone,
    moves && rate > 0 ? words.rate(sizeInWords(rate)) : "",
    moves && totalBytes !== undefined ? leftText(totalBytes - doneBytes, rate, words) : "",
    remarks,
  ]
    .filter(Boolean)
    .join(" · ");
}

export function remarkText(code: string, detail: string, all: ReturnType<typeof useFilesWords>): string {
  const own = (all.remark as Readonly<Record<string, string>>)[code];
  if (own !== undefined) return code === "renamed" ? `${own} ${detail}` : own;
  return faultText({ code, detail }, all.fault);
}

function Acts({ files, transfer }: { files: SessionFiles; transfer: TransferView }) {
  const words = useFilesWords().transfers;
  const { id, name, state } = transfer;
  const act = (what: Parameters<SessionFiles["act"]>[1]) => () => files.act(id, what);
  const size = 28;
  return (
    <span className={classes.acts}>
      {state === "running" || state === "asking" ? (
        <IconButton label={words.pause(name)} size={size} icon={<IconPlayerPause size={16} />} onClick={act("pause")} />
      ) : null}
      {state === "paused" ? (
        <IconButton
          label={words.resume(name)}
          size={size}
          icon={<IconPlayerPlay size={16} />}
          onClick={act("resume")}
        />
      ) : null}
      {state === "waiting" ? (
        <IconButton label={words.start(name)} size={size} icon={<IconPlayerPlay size={16} />} onClick={act("start")} />
      ) : null}
      {state === "failed" || state === "cancelled" ? (
        <IconButton label={words.retry(name)} size={size} icon={<IconRefresh size={16} />} onClick={act("retry")} />
      ) : null}
      {transfer.saved ? (
        <IconButton label={words.save(name)} size={size} icon={<IconDeviceFloppy size={16} />} onClick={act("save")} />
      ) : null}
      {isUnderWay(transfer) ? (
        <IconButton label={words.cancel(name)} size={size} icon={<IconX size={16} />} onClick={act("cancel")} />
      ) : (
        <IconButton label={words.remove(name)} size={size} icon={<IconEraser size={16} />} onClick={act("clear")} />
      )}
    </span>
  );
}
