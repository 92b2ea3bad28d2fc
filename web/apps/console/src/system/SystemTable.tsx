// A table that holds thousands of rows: only those in sight are drawn. One row is chosen; arrow keys, Page Up and Down, Home and End move the choice, Escape gives it up.
//
// It knows neither the machine nor the link: rows come in their order, wishes go back.

import { IconChevronDown, IconChevronUp } from "@tabler/icons-react";
import type { SystemRow } from "@towline/wire";
import { type KeyboardEvent, useEffect, useId, useLayoutEffect, useRef, useState } from "react";
import { rowKey, type Sort, type SystemColumn } from "./columns";
import classes from "./system.module.css";
import { widthsOf, windowOf } from "./windowing";
import { useSystemWords } from "./words";

const ROW = 32;
const HEAD = 34;

interface SystemTableProps {
  label: string;
  columns: readonly SystemColumn[];
  rows: readonly SystemRow[];
  sort: Sort | undefined;
  onSort: (sort: Sort) => void;
  /** Index of the chosen row. */
  chosen: number | undefined;
  onChoose: (index: number | undefined) => void;
  /** Enter or Delete on the chosen row. */
  onAct?: () => void;
}

export function SystemTable({ label, columns, rows, sort, onSort, chosen, onChoose, onAct }: SystemTableProps) {
  const id = useId();
  const box = useRef<HTMLDivElement>(null);
  const [view, setView] = useState({ top: 0, height: 600, width: 1200 });
  const shown = columns.filter((each) => !each.detailOnly && (each.hideBelow ?? 0) <= view.width);

  useLayoutEffect(() => {
    const element = box.current;
    if (!element) return;
    const measure = () => setView({ top: element.scrollTop, height: element.clientHeight, width: element.clientWidth });
    measure();
    const watching = new ResizeObserver(measure);
    watching.observe(element);
    return () => watching.disconnect();
  }, []);

  // The chosen row is in sight, wherever it went.
  useEffect(() => {
    const element = box.current;
    if (chosen === undefined || !element) return;
    const top = chosen * ROW;
    if (top < element.scrollTop) element.scrollTop = top;
    else if (top + ROW > element.scrollTop + element.clientHeight - HEAD)
      element.scrollTop = top + ROW - element.clientHeight + HEAD;
  }, [chosen]);

  const walk = (event: KeyboardEvent<HTMLDivElement>) => {
    if (event.target !== event.currentTarget || rows.length === 0) return;
    const at = chosen ?? -1;
    const page = Math.max(1, Math.floor((view.height - HEAD) / ROW) - 1);
    const to = {
      ArrowDown: at + 1,
      ArrowUp: at < 0 ? 0 : at - 1,
      PageDown: at + page,
      PageUp: at - page,
      Home: 0,
      End: rows.length - 1,
    }[event.key];
    if (to !== undefined) onChoose(Math.max(0, Math.min(rows.length - 1, to)));
    else if (event.key === "Escape" && chosen !== undefined) onChoose(undefined);
    else if ((event.key === "Enter" || event.key === "Delete") && chosen !== undefined && onAct) onAct();
    else return;
    event.preventDefault();
    event.stopPropagation();
  };

  const { from, to } = windowOf(view.top, view.height, rows.length, ROW);
  const widths = widthsOf(
    shown.map((each) => each.width),
    view.width,
  );
  return (
    <div
      ref={box}
      className={classes.table}
      onScroll={(event) => {
        const { scrollTop, clientHeight, clientWidth } = event.currentTarget;
        setView({ top: scrollTop, height: clientHeight, width: clientWidth });
      }}
    >
      <table
        // biome-ignore lint/a11y/noNoninteractiveElementToInteractiveRole: a table whose rows are chosen with the keyboard is a grid
        role="grid"
        aria-label={label}
        aria-rowcount={rows.length + 1}
        aria-activedescendant={chosen !== undefined && chosen >= from && chosen < to ? `${id}-${chosen}` : undefined}
        tabIndex={0}
        onKeyDown={walk}
      >
        <colgroup>
          {shown.map((column, index) => (
            <col key={column.key} style={{ width: widths[index] }} />
          ))}
        </colgroup>
        <thead>
          <tr aria-rowindex={1}>
            {shown.map((column) => (
              <HeadCell key={column.key} column={column} sort={sort} onSort={onSort} />
            ))}
          </tr>
        </thead>
        <tbody>
          {from > 0 ? <Gap rows={from} /> : null}
          {rows.slice(from, to).map((row, offset) => {
            const index = from + offset;
            return (
              <tr
                key={rowKey(row) || index}
                id={`${id}-${index}`}
                aria-rowindex={index + 2}
                aria-selected={index === chosen}
                onClick={() => onChoose(index === chosen ? undefined : index)}
              >
                {shown.map((column) => (
                  <td key={column.key} data-align={column.align} data-tone={column.tone?.(row)}>
                    {column.text(row)}
                  </td>
                ))}
              </tr>
            );
          })}
          {to < rows.length ? <Gap rows={rows.length - to} /> : null}
        </tbody>
      </table>
    </div>
  );
}

/** The room of rows that are not drawn. */
function Gap({ rows }: { rows: number }) {
  // biome-ignore lint/a11y/noAriaHiddenOnFocusable: nothing in it can be focused
  return <tr aria-hidden="true" className={classes.gap} style={{ height: rows * ROW }} />;
}

function HeadCell({ column, sort, onSort }: Pick<SystemTableProps, "sort" | "onSort"> & { column: SystemColumn }) {
  const words = useSystemWords();
  const sorted = sort?.key === column.key ? sort.order : undefined;
  const Arrow = sorted === "desc" ? IconChevronDown : IconChevronUp;
  return (
    <th
      scope="col"
      data-align={column.align}
      aria-sort={sorted ? (sorted === "asc" ? "ascending" : "descending") : undefined}
    >
      <button
        type="button"
        title={words.sortBy(column.title)}
        data-sorted={sorted}
        onClick={() => onSort({ key: column.key, order: sorted === "asc" ? "desc" : "asc" })}
      >
        {column.title}
        <Arrow className={classes.arrow} size={14} aria-hidden="true" />
      </button>
    </th>
  );
}
