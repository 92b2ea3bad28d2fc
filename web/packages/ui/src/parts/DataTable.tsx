// A list that the appliance sorts and pages: one look, one keyboard, and its loading, empty and failed states in one place.
//
// It keeps no data and asks nobody: rows, order and page come from the caller and go back as wishes. Rows are replaced in place by their key, so live
// changes never move what is under the pointer. Arrow keys walk the rows, Enter opens one, Left and Right fold its details.

import { IconChevronDown, IconChevronUp, IconMinus, IconPlus } from "@tabler/icons-react";
import { Fragment, type KeyboardEvent, type ReactNode, useRef, useState } from "react";
import { useUiTexts } from "../messages/en";
import { ErrorState } from "./ErrorState";
import { IconButton } from "./IconButton";
import { Pages, type Paging } from "./Pages";
import classes from "./table.module.css";

export interface Column<Row> {
  key: string;
  title: string;
  render: (row: Row) => ReactNode;
  sortable?: boolean;
  /** CSS width: "30%", "140px". */
  width?: string;
  align?: "start" | "end";
  /** Left out when the list has less room than this, in px. */
  hideBelow?: 480 | 640 | 800;
}

export interface Sorting {
  key: string;
  order: "asc" | "desc";
}

/** Which rows are chosen, to do something with several of them. */
export interface RowChoice {
  chosen: ReadonlySet<string>;
  onChange: (chosen: ReadonlySet<string>) => void;
}

export interface DataTableProps<Row> {
  /** What the list is, for screen readers. */
  label: string;
  columns: readonly Column<Row>[];
  /** Absent while they are loaded for the first time. */
  rows: readonly Row[] | undefined;
  rowKey: (row: Row) => string;
  /** Its name, for buttons that belong to a row. */
  rowName: (row: Row) => string;
  error?: unknown;
  onRetry?: () => void;
  /** Shown instead of rows when there are none. */
  empty: ReactNode;
  sorting?: Sorting;
  onSort?: (sorting: Sorting) => void;
  paging?: Paging;
  onOpen?: (row: Row) => void;
  /** Buttons at the row's end. */
  actions?: (row: Row) => ReactNode;
  /** What folds out below a row. */
  details?: (row: Row) => ReactNode;
  expanded?: ReadonlySet<string>;
  onExpand?: (key: string, open: boolean) => void;
  /** A box before each row; with Shift, all from the last one that was clicked. Space on a row does the same. */
  choice?: RowChoice | undefined;
  /** Rows of before are shown while new ones are on the way. */
  stale?: boolean;
}

export function DataTable<Row>(props: DataTableProps<Row>) {
  const {
    label,
    columns,
    rows,
    rowKey,
    rowName,
    error,
    onRetry,
    empty,
    sorting,
    onSort,
    paging,
    onOpen,
    actions,
    details,
    choice,
  } = props;
  const texts = useUiTexts().table;
  const body = useRef<HTMLTableSectionElement>(null);
  const [ownExpanded, setOwnExpanded] = useState<ReadonlySet<string>>(new Set());
  const [current, setCurrent] = useState<string>();
  const expanded = props.expanded ?? ownExpanded;
  const expand = (key: string, open: boolean) => {
    if (props.onExpand) return props.onExpand(key, open);
    const next = new Set(expanded);
    if (open) next.add(key);
    else next.delete(key);
    setOwnExpanded(next);
  };
  const width = columns.length + (details ? 1 : 0) + (actions ? 1 : 0) + (choice ? 1 : 0);
  const last = useRef<string | undefined>(undefined);
  const choose = (row: Row, on: boolean, range: boolean) => {
    if (!choice || !rows) return;
    const keys = rows.map(rowKey);
    const [to, from] = [keys.indexOf(rowKey(row)), last.current === undefined ? -1 : keys.indexOf(last.current)];
    const part = range && from >= 0 ? keys.slice(Math.min(from, to), Math.max(from, to) + 1) : [rowKey(row)];
    last.current = rowKey(row);
    const next = new Set(choice.chosen);
    for (const key of part) {
      if (on) next.add(key);
      else next.delete(key);
    }
    choice.onChange(next);
  };

  const walk = (event: KeyboardEvent<HTMLTableRowElement>, row: Row) => {
    if (event.target !== event.currentTarget) return;
    const lines = [...(body.current?.querySelectorAll<HTMLTableRowElement>("tr[data-row]") ?? [])];
    const at = lines.indexOf(event.currentTarget);
    const to = { ArrowDown: at + 1, ArrowUp: at - 1, Home: 0, End: lines.length - 1 }[event.key];
    const key = rowKey(row);
    if (to !== undefined) lines[to]?.focus();
    else if (event.key === " " && choice) choose(row, !choice.chosen.has(key), event.shiftKey);
    else if (event.key === "ArrowRight" && details) expand(key, true);
    else if (event.key === "ArrowLeft" && details) expand(key, false);
    else if (event.key === "Enter" && onOpen) onOpen(row);
    else if (event.key === "Enter" && details) expand(key, !expanded.has(key));
    else return;
    event.preventDefault();
  };

  if (error && !rows) return <ErrorState error={error} onRetry={onRetry} />;
  if (rows && rows.length === 0) return <>{empty}</>;
  const tabStop = rows?.some((row) => rowKey(row) === current) ? current : rows?.[0] && rowKey(rows[0]);

  return (
    <div className={classes.frame}>
      <div className={classes.scroll}>
        <table
          className={classes.table}
          aria-label={label}
          aria-busy={!rows || props.stale || undefined}
          data-stale={props.stale || undefined}
        >
          <thead>
            <tr>
              {choice ? (
                <td className={classes.choose}>
                  {rows ? <ChooseAll choice={choice} keys={rows.map(rowKey)} /> : null}
                </td>
              ) : null}
              {details ? <td className={classes.fold} /> : null}
              {columns.map((column) => (
                <HeadCell key={column.key} column={column} sorting={sorting} onSort={onSort} />
              ))}
              {actions ? <td className={classes.actions} /> : null}
            </tr>
          </thead>
          <tbody ref={body}>
            {!rows && <Loading width={width} />}
            {rows?.map((row) => {
              const key = rowKey(row);
              const open = expanded.has(key);
              return (
                <Fragment key={key}>
                  <tr
                    data-row
                    data-opens={onOpen || details ? true : undefined}
                    data-chosen={choice?.chosen.has(key) || undefined}
                    tabIndex={key === tabStop ? 0 : -1}
                    aria-label={rowName(row)}
                    onFocus={() => setCurrent(key)}
                    onKeyDown={(event) => walk(event, row)}
                    onClick={(event) => {
                      if (onOpen && !(event.target as Element).closest("button,a,input,label")) onOpen(row);
                    }}
                    onDoubleClick={(event) => {
                      if (!onOpen && details && !(event.target as Element).closest("button,a,input"))
                        expand(key, !open);
                    }}
                  >
                    {choice ? (
                      <td className={classes.choose}>
                        <label>
                          <input
                            type="checkbox"
                            aria-label={texts.choose(rowName(row))}
                            checked={choice.chosen.has(key)}
                            onChange={(event) =>
                              choose(row, event.currentTarget.checked, (event.nativeEvent as MouseEvent).shiftKey)
                            }
                          />
                        </label>
                      </td>
                    ) : null}
                    {details ? (
                      <td className={classes.fold}>
                        <IconButton
                          size={24}
                          label={open ? texts.hideDetails(rowName(row)) : texts.details(rowName(row))}
                          icon={open ? <IconMinus size={16} /> : <IconPlus size={16} />}
                          aria-expanded={open}
                          onClick={() => expand(key, !open)}
                        />
                      </td>
                    ) : null}
                    {columns.map((column) => (
                      <td key={column.key} data-align={column.align} data-hide={column.hideBelow}>
                        {column.render(row)}
                      </td>
                    ))}
                    {actions ? <td className={classes.actions}>{actions(row)}</td> : null}
                  </tr>
                  {details && open ? (
                    <tr className={classes.detailsRow}>
                      <td colSpan={width}>{details(row)}</td>
                    </tr>
                  ) : null}
                </Fragment>
              );
            })}
          </tbody>
        </table>
      </div>
      {paging && rows ? <Pages {...paging} /> : null}
    </div>
  );
}

/** Chooses all rows of the page, or none of them. */
function ChooseAll({ choice, keys }: { choice: RowChoice; keys: readonly string[] }) {
  const texts = useUiTexts().table;
  const some = keys.some((key) => choice.chosen.has(key));
  const all = some && keys.every((key) => choice.chosen.has(key));
  return (
    <label>
      <input
        type="checkbox"
        aria-label={texts.chooseAll}
        checked={all}
        ref={(box) => {
          if (box) box.indeterminate = some && !all;
        }}
        onChange={() => {
          const next = new Set(choice.chosen);
          for (const key of keys) {
            if (all) next.delete(key);
            else next.add(key);
          }
          choice.onChange(next);
        }}
      />
    </label>
  );
}

interface HeadCellProps<Row> {
  column: Column<Row>;
  sorting: Sorting | undefined;
  onSort: ((sorting: Sorting) => void) | undefined;
}

function HeadCell<Row>({ column, sorting, onSort }: HeadCellProps<Row>) {
  const texts = useUiTexts().table;
  const sorted = sorting?.key === column.key ? sorting.order : undefined;
  const Arrow = sorted === "desc" ? IconChevronDown : IconChevronUp;
  return (
    <th
      scope="col"
      style={{ width: column.width }}
      data-align={column.align}
      data-hide={column.hideBelow}
      aria-sort={sorted ? (sorted === "asc" ? "ascending" : "descending") : undefined}
    >
      {column.sortable && onSort ? (
        <button
          type="button"
          className={classes.sort}
          title={texts.sortBy(column.title)}
          data-sorted={sorted || undefined}
          onClick={() => onSort({ key: column.key, order: sorted === "asc" ? "desc" : "asc" })}
        >
          {column.title}
          <Arrow size={14} aria-hidden="true" />
        </button>
      ) : (
        column.title
      )}
    </th>
  );
}

function Loading({ width }: { width: number }) {
  const texts = useUiTexts().table;
  return (
    <>
      {[62, 48, 70, 54, 40].map((part, line) => (
        <tr key={part} className={classes.loading}>
          <td colSpan={width}>
            {line === 0 ? <span className={classes.hidden}>{texts.loading}</span> : null}
            <span className={classes.bar} style={{ width: `${part}%` }} />
          </td>
        </tr>
      ))}
    </>
  );
}
