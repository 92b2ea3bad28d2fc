// Rows as a file for other programs: CSV for tables, JSON for scripts. Made here, of what is shown, in its order.

import type { SystemRow } from "@towline/wire";
import type { Fact, SystemColumn } from "./columns";

interface Exported {
  readonly facts: readonly Fact[];
  readonly rows: readonly SystemRow[];
  readonly columns: readonly SystemColumn[];
  readonly factNames: readonly [string, string];
}

/** SECURITY: the machine chooses these texts. One that a spreadsheet would compute begins with an apostrophe, so that it stays a text. */
export function cell(value: string | number | boolean): string {
  if (typeof value !== "string") return String(value);
  const safe = /^[=+\-@\t\r]/.test(value) ? `'${value}` : value;
  return /[",\r\n]/.test(safe) ? `"${safe.replaceAll('"', '""')}"` : safe;
}

const lines = (table: readonly (readonly (string | number | boolean)[])[]) =>
  table.map((line) => `${line.map(cell).join(",")}\r\n`).join("");

export function asCsv({ facts, rows, columns, factNames }: Exported): string {
  const known = facts.length > 0 ? lines([factNames, ...facts.map((fact) => [fact.name, fact.value])]) : "";
  const table =
    columns.length > 0 && (rows.length > 0 || facts.length === 0)
      ? lines([columns.map((each) => each.title), ...rows.map((row) => columns.map((each) => each.value(row)))])
      : "";
  // A spreadsheet reads UTF-8 only when it is told.
  return `\ufeff${known}${known && table ? "\r\n" : ""}${table}`;
}

export function asJson({ facts, rows, columns }: Exported): string {
  const named = rows.map((row) => Object.fromEntries(columns.map((each) => [each.key, each.value(row)])));
  const known = facts.map((fact) => ({ name: fact.name, value: fact.value }));
  return `${JSON.stringify(facts.length > 0 ? { facts: known, rows: named } : named, null, 2)}\n`;
}
