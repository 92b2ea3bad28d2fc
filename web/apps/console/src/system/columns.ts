// What the table of each category shows: one description per column, used by the table, the details, the filter and the export alike.
//
// Every text of a row comes from the machine, and is only ever text.

import { number, written } from "@towline/ui";
import { SystemCategory, type SystemFact, type SystemRow } from "@towline/wire";
import { sizeInWords } from "../words/sizes";
import type { useSystemWords } from "./words";

export type Words = ReturnType<typeof useSystemWords>;

export interface SystemColumn {
  readonly key: string;
  readonly title: string;
  /** In px; or at least so many, and of the rest this share. */
  readonly width: number | readonly [least: number, share: number];
  readonly align?: "end";
  /** Left out where the table has less room than this, in px. */
  readonly hideBelow?: 480 | 640 | 800;
  /** What it is sorted by, and what programs read in an export. */
  readonly value: (row: SystemRow) => string | number | boolean;
  /** What people read. */
  readonly text: (row: SystemRow) => string;
  readonly tone?: (row: SystemRow) => "bad" | "good" | "quiet" | undefined;
  /** Only among the details. */
  readonly detailOnly?: boolean;
}

/** In the order of the list at the left. */
export const CATEGORIES: readonly SystemCategory[] = [
  SystemCategory.HARDWARE,
  SystemCategory.OS,
  SystemCategory.NETWORK,
  SystemCategory.DISKS,
  SystemCategory.PROCESSES,
  SystemCategory.SERVICES,
  SystemCategory.PROGRAMS,
  SystemCategory.USERS,
  SystemCategory.EVENTS,
];

type Case = NonNullable<SystemRow["row"]["case"]>;
type Of<C extends Case> = Extract<SystemRow["row"], { case: C }>["value"];

/** The row's own message, if it is one of this kind. */
const of = <C extends Case>(row: SystemRow, kind: C): Of<C> | undefined =>
  (row.row.case === kind ? row.row.value : undefined) as Of<C> | undefined;

const size = (bytes: number) => (bytes > 0 ? sizeInWords(bytes) : "");
const moment = (ms: number) => (ms > 0 ? written(ms, { dateStyle: "short", timeStyle: "medium" }) : "");
const day = (ms: number) => (ms > 0 ? written(ms, { dateStyle: "medium" }) : "");

/** Columns of one kind of rows. */
function kind<C extends Case>(wanted: C, words: Words) {
  type Row = Of<C>;
  type Extra = Partial<Pick<SystemColumn, "align" | "hideBelow" | "detailOnly">> & {
    tone?: (row: Row) => "bad" | "good" | "quiet" | undefined;
  };
  const column = (
    key: keyof Words["column"],
    width: SystemColumn["width"],
    value: (row: Row) => string | number | boolean,
    text: (row: Row) => string,
    extra: Extra = {},
  ): SystemColumn => {
    const { tone, ...rest } = extra;
    return {
      key,
      title: words.column[key],
      width,
      value: (row) => {
        const found = of(row, wanted);
        return found === undefined ? "" : value(found);
      },
      text: (row) => {
        const found = of(row, wanted);
        return found === undefined ? "" : text(found);
      },
      ...(tone
        ? {
            tone: (row: SystemRow) => {
              const found = of(row, wanted);
              return found === undefined ? undefined : tone(found);
            },
          }
        : {}),
      ...rest,
    };
  };
  const plain = (
    key: keyof Words["column"],
    width: SystemColumn["width"],
    text: (row: Row) => string,
    extra: Extra = {},
  ) => column(key, width, text, text, extra);
  return { column, plain };
}

function processes(words: Words): SystemColumn[] {
  const { column, plain } = kind("process", words);
  return [
    plain("name", [140, 2], (row) => row.name),
    column(
      "pid",
      84,
      (row) => row.pid,
      (row) => String(row.pid),
      { align: "end" },
    ),
    plain("user", [80, 1], (row) => row.user, { hideBelow: 640 }),
    column(
      "cpu",
      84,
      (row) => row.cpuPermille,
      (row) => words.percent(row.cpuPermille / 10),
      { align: "end" },
    ),
    column(
      "memory",
      100,
      (row) => Number(row.memoryBytes),
      (row) => size(Number(row.memoryBytes)),
      {
        align: "end",
      },
    ),
    plain("state", 100, (row) => words.processState[row.state] ?? row.state, {
      hideBelow: 800,
      tone: (row) => (row.state === "zombie" ? "bad" : row.state === "running" ? "good" : "quiet"),
    }),
    plain("command", [160, 4], (row) => row.commandLine, { hideBelow: 640 }),
    column(
      "started",
      0,
      (row) => Number(row.startedMs),
      (row) => moment(Number(row.startedMs)),
      { detailOnly: true },
    ),
    column(
      "threads",
      0,
      (row) => row.threads,
      (row) => number(row.threads),
      { detailOnly: true },
    ),
    column(
      "parent",
      0,
      (row) => row.parent,
      (row) => String(row.parent),
      { detailOnly: true },
    ),
  ];
}

function services(words: Words): SystemColumn[] {
  const { column, plain } = kind("service", words);
  return [
    plain("name", [160, 2], (row) => row.name),
    column(
      "state",
      100,
      (row) => row.state,
      (row) => words.service[row.state] ?? row.state,
      {
        tone: (row) => (row.state === "failed" ? "bad" : row.state === "active" ? "good" : "quiet"),
      },
    ),
    plain("detail", 100, (row) => row.detail, { hideBelow: 800 }),
    plain("starts", 110, (row) => row.starts, { hideBelow: 480 }),
    column(
      "pid",
      84,
      (row) => row.pid,
      (row) => (row.pid ? String(row.pid) : ""),
      {
        align: "end",
        hideBelow: 800,
      },
    ),
    plain("description", [160, 3], (row) => row.description, { hideBelow: 640 }),
  ];
}

function programs(words: Words): SystemColumn[] {
  const { column, plain } = kind("program", words);
  return [
    plain("name", [160, 2], (row) => row.name),
    plain("version", [120, 1.5], (row) => row.version),
    plain("architecture", 100, (row) => row.architecture, { hideBelow: 800 }),
    column(
      "size",
      100,
      (row) => Number(row.sizeBytes),
      (row) => size(Number(row.sizeBytes)),
      {
        align: "end",
        hideBelow: 480,
      },
    ),
    column(
      "installed",
      120,
      (row) => Number(row.installedMs),
      (row) => day(Number(row.installedMs)),
      {
        hideBelow: 640,
      },
    ),
    plain("description", [160, 3], (row) => row.description, { hideBelow: 640 }),
  ];
}

function users(words: Words): SystemColumn[] {
  const { column, plain } = kind("account", words);
  return [
    plain("name", [120, 1], (row) => row.name),
    plain("fullName", [140, 1.5], (row) => row.fullName, { hideBelow: 640 }),
    plain("kind", 90, (row) => (row.system ? words.program : words.person), {
      hideBelow: 480,
      tone: (row) => (row.system ? "quiet" : undefined),
    }),
    column(
      "uid",
      84,
      (row) => row.uid,
      (row) => String(row.uid),
      { align: "end", hideBelow: 480 },
    ),
    plain("signedIn", [120, 1.5], (row) => row.signedIn.join(", ")),
    plain("home", [120, 1.5], (row) => row.home, { hideBelow: 800 }),
    plain("shell", [120, 1], (row) => row.shell, { hideBelow: 800 }),
  ];
}

function events(words: Words): SystemColumn[] {
  const { column, plain } = kind("logEntry", words);
  const bad = ["emergency", "alert", "critical", "error"];
  return [
    column(
      "time",
      160,
      (row) => Number(row.atMs),
      (row) => moment(Number(row.atMs)),
    ),
    plain("level", 90, (row) => words.level[row.level] ?? row.level, {
      hideBelow: 480,
      tone: (row) => (bad.includes(row.level) ? "bad" : undefined),
    }),
    plain("source", [100, 1], (row) => row.source, { hideBelow: 640 }),
    column(
      "pid",
      84,
      (row) => row.pid,
      (row) => (row.pid ? String(row.pid) : ""),
      {
        align: "end",
        hideBelow: 800,
      },
    ),
    plain("text", [160, 6], (row) => row.text),
  ];
}

function disks(words: Words): SystemColumn[] {
  const { column, plain } = kind("disk", words);
  const used = (row: Of<"disk">) => {
    const total = Number(row.totalBytes);
    return total > 0 ? Math.round(((total - Number(row.freeBytes)) / total) * 100) : 0;
  };
  return [
    plain("mount", [140, 2], (row) => row.mountPoint),
    plain("device", [120, 2], (row) => row.device, { hideBelow: 640 }),
    plain("fileSystem", 100, (row) => row.fileSystem, { hideBelow: 480 }),
    column(
      "size",
      100,
      (row) => Number(row.totalBytes),
      (row) => size(Number(row.totalBytes)),
      { align: "end" },
    ),
    column(
      "free",
      100,
      (row) => Number(row.freeBytes),
      (row) => size(Number(row.freeBytes)),
      { align: "end" },
    ),
    column("used", 84, used, (row) => (row.remote ? words.remote : words.percent(used(row))), {
      align: "end",
      tone: (row) => (!row.remote && !row.readOnly && used(row) >= 90 ? "bad" : undefined),
    }),
    column(
      "writable",
      90,
      (row) => !row.readOnly,
      (row) => (row.readOnly ? words.no : words.yes),
      {
        hideBelow: 800,
      },
    ),
  ];
}

function network(words: Words): SystemColumn[] {
  const { column, plain } = kind("interface", words);
  return [
    plain("name", [80, 1], (row) => row.name),
    plain("state", 90, (row) => row.state, { tone: (row) => (row.state === "up" ? "good" : "quiet") }),
    plain("addresses", [180, 4], (row) => row.addresses.join(", ")),
    plain("mac", 150, (row) => row.mac, { hideBelow: 640 }),
    column(
      "received",
      100,
      (row) => Number(row.receivedBytes),
      (row) => size(Number(row.receivedBytes)),
      {
        align: "end",
        hideBelow: 480,
      },
    ),
    column(
      "sent",
      100,
      (row) => Number(row.sentBytes),
      (row) => size(Number(row.sentBytes)),
      {
        align: "end",
        hideBelow: 480,
      },
    ),
    column(
      "mtu",
      80,
      (row) => Number(row.mtu),
      (row) => number(Number(row.mtu)),
      {
        align: "end",
        hideBelow: 800,
      },
    ),
  ];
}

/** Empty where there are only facts. */
export function columnsOf(category: SystemCategory, words: Words): readonly SystemColumn[] {
  switch (category) {
    case SystemCategory.NETWORK:
      return network(words);
    case SystemCategory.DISKS:
      return disks(words);
    case SystemCategory.PROCESSES:
      return processes(words);
    case SystemCategory.SERVICES:
      return services(words);
    case SystemCategory.PROGRAMS:
      return programs(words);
    case SystemCategory.USERS:
      return users(words);
    case SystemCategory.EVENTS:
      return events(words);
    default:
      return [];
  }
}

export interface Fact {
  readonly key: string;
  readonly name: string;
  readonly value: string | number;
  readonly text: string;
}

function readable(fact: SystemFact, words: Words): { value: string | number; text: string } {
  const { value } = fact;
  switch (value.case) {
    case "bytes":
      return { value: Number(value.value), text: sizeInWords(Number(value.value)) };
    case "count":
      return { value: Number(value.value), text: number(Number(value.value)) };
    case "megahertz":
      return { value: Number(value.value), text: words.megahertz(Number(value.value)) };
    case "momentMs":
      return { value: new Date(Number(value.value)).toISOString(), text: moment(Number(value.value)) };
    default:
      return { value: value.value ?? "", text: value.value ?? "" };
  }
}

/** The names and values among rows, and the other rows. */
export function sorted(rows: readonly SystemRow[], words: Words): { facts: Fact[]; others: SystemRow[] } {
  const facts: Fact[] = [];
  const others: SystemRow[] = [];
  for (const [index, row] of rows.entries()) {
    const fact = of(row, "fact");
    if (!fact) {
      others.push(row);
      continue;
    }
    const name = words.fact[fact.key] ?? fact.key;
    facts.push({ key: `${index}`, name: fact.of ? `${name} (${fact.of})` : name, ...readable(fact, words) });
  }
  return { facts, others };
}

/** Which row it is, whatever else of it changes. */
export function rowKey(row: SystemRow): string {
  switch (row.row.case) {
    case "process":
      return `${row.row.value.pid}/${row.row.value.started}`;
    case "service":
    case "interface":
    case "account":
      return row.row.value.name;
    case "program":
      return `${row.row.value.name}/${row.row.value.architecture}`;
    case "disk":
      return row.row.value.mountPoint;
    default:
      return "";
  }
}

/** Rows that have this text in one of their columns. */
export function filtered(rows: readonly SystemRow[], columns: readonly SystemColumn[], filter: string): SystemRow[] {
  const wanted = filter.trim().toLocaleLowerCase();
  if (wanted === "") return [...rows];
  return rows.filter((row) => columns.some((column) => column.text(row).toLocaleLowerCase().includes(wanted)));
}

export interface Sort {
  readonly key: string;
  readonly order: "asc" | "desc";
}

/** As sorted by a column; equal ones stay as they came. */
export function inOrder(rows: readonly SystemRow[], columns: readonly SystemColumn[], sort: Sort | undefined) {
  const column = sort && columns.find((each) => each.key === sort.key);
  if (!column) return rows;
  const sign = sort.order === "asc" ? 1 : -1;
  const keyed = rows.map((row) => ({ row, value: column.value(row) }));
  keyed.sort((a, b) =>
    typeof a.value === "string" && typeof b.value === "string"
      ? sign * collator.compare(a.value, b.value)
      : sign * (Number(a.value) - Number(b.value)),
  );
  return keyed.map((each) => each.row);
}

const collator = new Intl.Collator(undefined, { numeric: true, sensitivity: "base" });
