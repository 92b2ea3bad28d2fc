// The list of a directory: only the rows in sight are drawn, so that it scrolls with 100,000 of them (FIL-9). It knows neither the link nor what is done with a row.

import {
  IconChevronDown,
  IconChevronUp,
  IconFile,
  IconFileUnknown,
  IconFolder,
  IconFolderSymlink,
  IconLink,
  IconLinkOff,
} from "@tabler/icons-react";
import { type Entry, isDirectory, isHidden, type Listed, type ListView, type SortKey, shownName } from "@towline/files";
import { type KeyboardEvent, type MouseEvent, useEffect, useId, useLayoutEffect, useRef, useState } from "react";
import { widthsOf, windowOf } from "../system/windowing";
import { useFilesWords } from "../words/files";
import { sizeInWords } from "../words/sizes";
import classes from "./files.module.css";
import { modeText, timeText, typeOf } from "./looks";
import { RenameField } from "./RenameField";
import type { Selection } from "./useSelection";

const ROW = 32;
const HEAD = 34;
const TYPED_MS = 800;

interface Column {
  readonly key: SortKey;
  readonly title: "name" | "size" | "type" | "modified" | "mode" | "owner";
  readonly width: number | readonly [number, number];
  readonly hideBelow: number;
  readonly end?: boolean;
}
const COLUMNS: readonly Column[] = [
  { key: "name", title: "name", width: [180, 4], hideBelow: 0 },
  { key: "bytes", title: "size", width: 96, hideBelow: 0, end: true },
  { key: "type", title: "type", width: [88, 1], hideBelow: 760 },
  { key: "modified", title: "modified", width: 176, hideBelow: 520 },
  { key: "mode", title: "mode", width: 112, hideBelow: 640 },
  { key: "owner", title: "owner", width: [120, 1], hideBelow: 900 },
];

export interface FileGridProps {
  label: string;
  listed: Listed;
  view: ListView;
  selection: Selection;
  renaming: string | undefined;
  /** A directory that something is dragged over. */
  target: string | undefined;
  onSort: (sort: SortKey, descending: boolean) => void;
  onOpen: (entry: Entry) => void;
  onMenu: (at: { x: number; y: number }) => void;
  onRename: (entry: Entry, name: string | undefined) => void;
  /** A key that means something to do with what is chosen; `true`: it did. */
  onKey: (event: KeyboardEvent) => boolean;
}

export function FileGrid(props: FileGridProps) {
  const { label, listed, view, selection, renaming, onOpen, onMenu, onKey } = props;
  const id = useId();
  const box = useRef<HTMLDivElement>(null);
  const table = useRef<HTMLTableElement>(null);
  const typed = useRef({ text: "", at: 0 });
  const [sight, setSight] = useState({ top: 0, height: 600, width: 1000 });
  const { order, entries } = listed;
  const count = order.length;
  const columns = COLUMNS.filter((column) => column.hideBelow <= sight.width);

  useLayoutEffect(() => {
    const element = box.current;
    if (!element) return;
    const measure = () =>
      setSight({ top: element.scrollTop, height: element.clientHeight, width: element.clientWidth });
    measure();
    const watching = new ResizeObserver(measure);
    watching.observe(element);
    return () => watching.disconnect();
  }, []);

  // The row that has the keyboard is in sight, wherever it went.
  useEffect(() => {
    const element = box.current;
    if (selection.at < 0 || !element) return;
    const top = selection.at * ROW;
    if (top < element.scrollTop) element.scrollTop = top;
    else if (top + ROW > element.scrollTop + element.clientHeight - HEAD)
      element.scrollTop = top + ROW - element.clientHeight + HEAD;
  }, [selection.at]);

  // Another directory begins at its top.
  // biome-ignore lint/correctness/useExhaustiveDependencies: only where one is counts
  useEffect(() => {
    if (box.current && selection.at < 0) box.current.scrollTop = 0;
    typed.current = { text: "", at: 0 };
  }, [listed.path]);

  // The keyboard comes back from the field of a new name.
  const wasRenaming = useRef(renaming);
  useEffect(() => {
    if (wasRenaming.current !== undefined && renaming === undefined) table.current?.focus();
    wasRenaming.current = renaming;
  }, [renaming]);

  const entryAt = (index: number): Entry | undefined => entries[order[index] ?? -1];
  const find = (letter: string): boolean => {
    const now = Date.now();
    const again = now - typed.current.at < TYPED_MS;
    const text = (again ? typed.current.text : "") + letter.toLowerCase();
    typed.current = { text, at: now };
    // One letter once more goes on to the next that begins with it.
    const from = Math.max(0, selection.at) + (again && text.length > 1 ? 0 : 1);
    for (let step = 0; step < count; step += 1) {
      const index = (from + step) % count;
      if (
        !shownName(entryAt(index)?.name ?? "")
          .toLowerCase()
          .startsWith(text)
      )
        continue;
      selection.move(index, { shift: false, keep: false });
      return true;
    }
    return true;
  };

  const press = (event: KeyboardEvent<HTMLTableElement>) => {
    if (event.target !== event.currentTarget) return;
    const { at } = selection;
    const control = event.ctrlKey || event.metaKey;
    const page = Math.max(1, Math.floor((sight.height - HEAD) / ROW) - 1);
    const to = {
      ArrowDown: at + 1,
      ArrowUp: at < 0 ? 0 : at - 1,
      PageDown: at + page,
      PageUp: at - page,
      Home: 0,
      End: count - 1,
    }[event.key];
    const handled = ((): boolean => {
      if (event.altKey) return onKey(event);
      if (to !== undefined && count > 0) {
        selection.move(Math.max(0, Math.min(count - 1, to)), { shift: event.shiftKey, keep: control });
        return true;
      }
      if (control && event.key.toLowerCase() === "a") {
        selection.all();
        return true;
      }
      if (event.key === "Escape" && selection.chosen.size > 0) {
        selection.none();
        return true;
      }
      const searching = typed.current.text !== "" && Date.now() - typed.current.at < TYPED_MS;
      if (event.key === " " && at >= 0 && !searching) {
        selection.toggle(at);
        return true;
      }
      if (event.key === "Enter" && !control && at >= 0) {
        const entry = entryAt(at);
        if (entry) onOpen(entry);
        return true;
      }
      if (event.key === "ContextMenu" || (event.shiftKey && event.key === "F10")) {
        onMenu(placeOf(at));
        return true;
      }
      if (onKey(event)) return true;
      return event.key.length === 1 && !control && count > 0 && find(event.key);
    })();
    if (!handled) return;
    event.preventDefault();
    event.stopPropagation();
  };

  const placeOf = (index: number): { x: number; y: number } => {
    const frame = box.current?.getBoundingClientRect();
    const below = HEAD + (Math.max(0, index) + 1) * ROW - (box.current?.scrollTop ?? 0);
    return { x: (frame?.left ?? 0) + 40, y: (frame?.top ?? 0) + below };
  };

  const menu = (event: MouseEvent, index: number | undefined) => {
    event.preventDefault();
    if (index === undefined) selection.none();
    else if (!selection.chosen.has(entryAt(index)?.name ?? ""))
      selection.click(index, { shift: false, control: false });
    onMenu({ x: event.clientX, y: event.clientY });
  };

  const { from, to } = windowOf(sight.top, sight.height, count, ROW);
  const widths = widthsOf(
    columns.map((column) => column.width),
    sight.width,
  );
  return (
    // biome-ignore lint/a11y/noStaticElementInteractions: the empty part of the list answers to the pointer only; the menu's entries are all in the bar
    <div
      ref={box}
      className={classes.grid}
      onScroll={(event) => {
        const { scrollTop, clientHeight, clientWidth } = event.currentTarget;
        setSight({ top: scrollTop, height: clientHeight, width: clientWidth });
      }}
      onContextMenu={(event) => {
        if (!event.defaultPrevented) menu(event, undefined);
      }}
    >
      <table
        ref={table}
        // biome-ignore lint/a11y/noNoninteractiveElementToInteractiveRole: a table whose rows are chosen with the keyboard is a grid
        role="grid"
        aria-label={label}
        aria-multiselectable="true"
        aria-rowcount={count + 1}
        aria-activedescendant={selection.at >= from && selection.at < to ? `${id}-${selection.at}` : undefined}
        tabIndex={0}
        data-files-list
        onKeyDown={press}
      >
        <colgroup>
          {columns.map((column, index) => (
            <col key={column.key} style={{ width: widths[index] }} />
          ))}
        </colgroup>
        <thead>
          <tr aria-rowindex={1}>
            {columns.map((column) => (
              <HeadCell key={column.key} column={column} view={view} onSort={props.onSort} />
            ))}
          </tr>
        </thead>
        <tbody>
          {from > 0 ? <Gap rows={from} /> : null}
          {Array.from({ length: to - from }, (_, offset) => {
            const index = from + offset;
            const entry = entryAt(index);
            if (!entry) return null;
            return (
              <tr
                key={entry.name}
                id={`${id}-${index}`}
                aria-rowindex={index + 2}
                aria-selected={selection.chosen.has(entry.name)}
                data-cursor={index === selection.at || undefined}
                data-hidden={isHidden(entry) || undefined}
                data-directory={isDirectory(entry) ? entry.name : undefined}
                data-target={props.target === entry.name || undefined}
                onClick={(event) => {
                  selection.click(index, { shift: event.shiftKey, control: event.ctrlKey || event.metaKey });
                  if (renaming === undefined) table.current?.focus();
                }}
                onDoubleClick={() => onOpen(entry)}
                onContextMenu={(event) => menu(event, index)}
              >
                {columns.map((column) => (
                  <td key={column.key} data-end={column.end || undefined}>
                    {column.key === "name" ? (
                      <NameCell {...props} entry={entry} />
                    ) : (
                      <Cell column={column.key} entry={entry} />
                    )}
                  </td>
                ))}
              </tr>
            );
          })}
          {to < count ? <Gap rows={count - to} /> : null}
        </tbody>
      </table>
    </div>
  );
}

function NameCell({ entry, renaming, onRename }: FileGridProps & { entry: Entry }) {
  if (renaming === entry.name) return <RenameField entry={entry} onDone={(name) => onRename(entry, name)} />;
  return (
    <span className={classes.name}>
      <EntryIcon entry={entry} />
      <bdi>{shownName(entry.name)}</bdi>
    </span>
  );
}

function Cell({ column, entry }: { column: SortKey; entry: Entry }) {
  const words = useFilesWords().files;
  switch (column) {
    case "bytes":
      return entry.kind === "file" || entry.leadsTo === "file" ? sizeInWords(entry.bytes) : null;
    case "type":
      return typeOf(entry, words);
    case "modified":
      return timeText(entry.modifiedMs);
    case "mode":
      return <span className={classes.mono}>{modeText(entry.mode)}</span>;
    default:
      return <bdi>{[entry.owner, entry.group].filter(Boolean).map(shownName).join(" : ")}</bdi>;
  }
}

export function EntryIcon({ entry, size = 18 }: { entry: Entry; size?: number }) {
  const known = { size, className: classes.icon, "aria-hidden": true } as const;
  if (entry.kind === "directory") return <IconFolder {...known} data-kind="directory" />;
  if (entry.kind === "link") {
    if (entry.leadsTo === "directory") return <IconFolderSymlink {...known} data-kind="directory" />;
    return entry.leadsTo === "" ? <IconLinkOff {...known} /> : <IconLink {...known} />;
  }
  return entry.kind === "file" ? <IconFile {...known} /> : <IconFileUnknown {...known} />;
}

/** The room of rows that are not drawn. */
function Gap({ rows }: { rows: number }) {
  // biome-ignore lint/a11y/noAriaHiddenOnFocusable: nothing in it can be focused
  return <tr aria-hidden="true" className={classes.gap} style={{ height: rows * ROW }} />;
}

function HeadCell({ column, view, onSort }: Pick<FileGridProps, "view" | "onSort"> & { column: Column }) {
  const words = useFilesWords().files;
  const title = words[column.title];
  const sorted = view.sort === column.key;
  const Arrow = sorted && view.descending ? IconChevronDown : IconChevronUp;
  return (
    <th
      scope="col"
      data-end={column.end || undefined}
      aria-sort={sorted ? (view.descending ? "descending" : "ascending") : undefined}
    >
      <button
        type="button"
        title={words.sortBy(title)}
        data-sorted={sorted || undefined}
        onClick={() => onSort(column.key, sorted ? !view.descending : false)}
      >
        {title}
        <Arrow className={classes.arrow} size={14} aria-hidden="true" />
      </button>
    </th>
  );
}
