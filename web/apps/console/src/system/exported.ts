// Rows as a file for other programs: CSV for tables, JSON for scripts. Made here, of what is shown, in its order.

import { csvOf } from "@towline/ui";
import type { SystemRow } from "@towline/wire";
import type { Fact, SystemColumn } from "./columns";

interface Exported {
  readonly facts: readonly Fact[];
  readonly rows: readonly SystemRow[];
  readonly columns: readonly SystemColumn[];
  readonly factNames: readonly [string, string];
}

export function asCsv({ facts, rows, columns, factNames }: Exported): string {
  const known = facts.length > 0 ? csvOf([factNames, ...facts.map((fact) => [fact.name, fact.value])]) : "";
  const table =
    columns.length > 0 && (rows.length > 0 || facts.length === 0)
      ? csvOf([columns.map((each) => each.title), ...rows.map((row) => columns.map((each) => each.value(row)))])
      : "";
  // A spreadsheet reads UTF-8 only when it is told.
  return `\ufeff${known}${known && table ? "\r\n" : ""}${table}`;
}

export function asJson({ facts, rows, columns }: Exported): string {
  const named = rows.map((row) => Object.fromEntries(columns.map((each) => [each.key, each.value(row)])));
  const known = facts.map((fact) => ({ name: fact.name, value: fact.value }));
  return `${JSON.stringify(facts.length > 0 ? { facts: known, rows: named } : named, null, 2)}\n`;
}
