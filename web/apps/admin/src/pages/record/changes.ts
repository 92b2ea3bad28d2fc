// A change as lines of a table: one for each field that is different, with what it was and what it is.

import { exactTime } from "@towline/ui";
import { recordTexts, settingTexts } from "../../words";

export interface ChangedField {
  readonly path: string;
  readonly label: string;
  readonly before: string;
  readonly after: string;
}

type Json = unknown;
const isObject = (value: Json): value is Record<string, Json> =>
  typeof value === "object" && value !== null && !Array.isArray(value);

/** What people call a part of a thing. A name that nobody gave (a person, a group) shows itself. */
export function labelOf(key: string): string {
  const { fields } = recordTexts();
  return fields[key] ?? settingTexts().labels[key] ?? key;
}

/** One value, in words. Times are told by their names. */
export function sayValue(key: string, value: Json): string {
  const { values } = recordTexts();
  if (value === null || value === undefined || value === "") return values.nothing;
  if (value === true) return values.yes;
  if (value === false) return values.no;
  if (value === "default") return values.default;
  if (typeof value === "number") return key.endsWith("_ms") ? exactTime(value) : String(value);
  if (typeof value === "string") return settingTexts().values[value as never] ?? value;
  if (Array.isArray(value)) return value.length ? value.map((each) => sayValue(key, each)).join(", ") : values.nothing;
  return Object.entries(value)
    .map(([name, each]) => `${labelOf(name)}: ${sayValue(name, each)}`)
    .join(", ");
}

/** Both sides of a change, field by field. Fields that were and are empty are left out of what was added or removed. */
export function changedFields(before: Json, after: Json): ChangedField[] {
  const lines: ChangedField[] = [];
  const walk = (path: readonly string[], old: Json, now: Json): void => {
    const deeper = (isObject(old) || isObject(now)) && path.length < 2;
    if (deeper && (isObject(old) || old === null || old === undefined) && (isObject(now) || !now)) {
      const [left, right] = [isObject(old) ? old : {}, isObject(now) ? now : {}];
      for (const key of new Set([...Object.keys(left), ...Object.keys(right)])) {
        walk([...path, key], left[key], right[key]);
      }
      return;
    }
    const key = path.at(-1) ?? "";
    const line = { before: sayValue(key, old), after: sayValue(key, now) };
    if (line.before === line.after) return;
    lines.push({ path: path.join("\n"), label: path.map(labelOf).join(" · "), ...line });
  };
  walk([], before, after);
  return lines;
}
