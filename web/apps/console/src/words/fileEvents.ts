// English texts of what was done to files (FIL-10), as the log tells it.

import { number, plural } from "@towline/ui";
import type { FileTold } from "@towline/wire";
import { sizeInWords } from "./sizes";

/** Why something could not be done, by its code. */
const reasons: Readonly<Record<string, string>> = {
  not_found: "it was not there any more",
  not_permitted: "the machine's system does not let this account do it",
  outside: "the rules of this site do not allow that place",
  exists: "something of that name was there already",
  not_a_directory: "it is not a folder",
  is_a_directory: "it is a folder",
  special: "it is neither a file nor a folder",
  not_empty: "the folder was not empty",
  no_space: "the disk of the machine is full",
  read_only: "the volume can only be read",
  bad_name: "the machine does not take this name",
  too_long: "the path is too long for the machine",
  other_volume: "it cannot be moved to another volume",
  changed: "it changed meanwhile",
  corrupt: "what arrived was not what was sent, and was thrown away",
  busy: "something else on the machine has it open",
  vanished: "it was gone before it could be read",
  limit: "too much was asked at once",
  cancelled: "it was cancelled",
  lost: "the connection was lost",
  no_tool: "File Transfer was stopped",
  ended: "the session ended",
  infected: "the scan found something in it",
  scan_failed: "it could not be scanned",
  no_scanner: "the machine has nothing to scan it with",
};

const why = (code: string) => reasons[code] ?? (code === "failed" ? "the machine could not do it" : code);

/** Of the path "/srv/a": "a". */
export const nameOf = (path: string) => path.split("/").findLast((part) => part !== "") ?? path;

/** Of the path "/srv/a": "/srv". */
export const folderOf = (path: string) => path.slice(0, Math.max(1, path.replace(/\/+$/, "").lastIndexOf("/")));

/** The folder that they are all in, and whether all are right in it. */
function whereAll(paths: readonly string[]): { folder: string; right: boolean } {
  const folders = [...new Set(paths.map(folderOf))];
  let common = (folders[0] ?? "/").split("/");
  for (const folder of folders.slice(1)) {
    const parts = folder.split("/");
    const differs = common.findIndex((part, at) => part !== parts[at]);
    if (differs >= 0) common = common.slice(0, differs);
  }
  return { folder: common.join("/") || "/", right: folders.length < 2 };
}

const count = (n: number) => plural(n, { one: "1 file", other: `${number(n)} files` });
const things = (n: number) => plural(n, { one: "1 item", other: `${number(n)} items` });
const bytesOf = (files: readonly FileTold[]) => files.reduce((sum, file) => sum + Number(file.bytes), 0);
const holds = (file: FileTold) => (Number(file.entries) > 1 ? ` with ${things(Number(file.entries) - 1)} in it` : "");
/** "report.pdf (1.2 MB)", "12 files (34 MB)". */
const sized = (files: readonly FileTold[]) => {
  const [only, another] = files;
  const what = only && !another ? nameOf(only.path) : count(files.length);
  return `${what} (${sizeInWords(bytesOf(files))})`;
};
const at = (files: readonly FileTold[], near: string, below: string) => {
  const { folder, right } = whereAll(files.map((file) => file.path));
  return `${right ? near : below} ${folder}`;
};
const alone = (files: readonly FileTold[]) => (files.length === 1 ? files[0] : undefined);
const because = (files: readonly FileTold[]) => {
  const codes = new Set(files.map((file) => file.code));
  const [only] = codes;
  const finding = alone(files)?.finding;
  return codes.size === 1 && only ? `: ${why(only)}${finding ? ` (${finding})` : ""}` : "";
};
/** What went through the scan before it was handed over. */
const clean = (files: readonly FileTold[]) =>
  files.length > 0 && files.every((file) => file.scanned) ? " Scanned: nothing was found." : "";
const named = (files: readonly FileTold[]) => {
  const only = alone(files);
  return only ? nameOf(only.path) : things(files.length);
};
const failed = (verb: string) => (files: readonly FileTold[]) =>
  `${named(files)} could not be ${verb} ${at(files, "in", "below")}${because(files)}.`;

type Told = (files: readonly FileTold[], who: string) => string;

const sentences: Readonly<Record<string, Told>> = {
  files_uploaded: (files, who) => `${who} uploaded ${sized(files)} ${at(files, "to", "below")}.${clean(files)}`,
  files_downloaded: (files, who) =>
    `${who} downloaded ${sized(files)} ${at(files, "from", "from below")}.${clean(files)}`,
  files_viewed: (files, who) =>
    `${who} looked at the beginning of ${named(files)} ${at(files, "in", "below")}.${clean(files)}`,
  files_removed: (files, who) => {
    const only = alone(files);
    return `${who} deleted ${named(files)}${only ? holds(only) : ""} ${at(files, "from", "from below")} for good.`;
  },
  files_moved: (files, who) => {
    const only = alone(files);
    if (!only) return `${who} moved or renamed ${things(files.length)} ${at(files, "in", "below")}.`;
    if (folderOf(only.path) === folderOf(only.to))
      return `${who} renamed ${nameOf(only.path)} to ${nameOf(only.to)} in ${folderOf(only.path)}.`;
    return `${who} moved ${nameOf(only.path)} from ${folderOf(only.path)} to ${only.to}.`;
  },
  files_directory_made: (files, who) => {
    const only = alone(files);
    const what = only ? `the folder ${nameOf(only.path)}` : `${number(files.length)} folders`;
    return `${who} made ${what} ${at(files, "in", "below")}.`;
  },
  files_mode_set: (files, who) => {
    const only = alone(files);
    return `${who} changed the permissions of ${named(files)}${only ? holds(only) : ""} ${at(files, "in", "below")}.`;
  },
  files_not_uploaded: (files) => `${named(files)} could not be uploaded ${at(files, "to", "below")}${because(files)}.`,
  files_not_downloaded: (files) =>
    `${named(files)} could not be downloaded ${at(files, "from", "from below")}${because(files)}.`,
  files_not_viewed: failed("looked at"),
  files_not_removed: failed("deleted"),
  files_not_moved: failed("moved or renamed"),
  files_directory_not_made: failed("made"),
  files_mode_not_set: (files) =>
    `The permissions of ${named(files)} ${at(files, "in", "below")} could not be changed${because(files)}.`,
};

export const fileEvents = {
  tool: "File Transfer",
  download: "looking at and fetching files",
  upload: "sending files and changing what is there",
  onlyLooking: "You may look at files and fetch them.",
  onlySending: "You may send files and change what is there.",
  askCustomer: "Ask for the rest",
  /** Empty: no event about files. */
  sentence: (kind: string, files: readonly FileTold[], who: string) =>
    sentences[kind]?.(files, who || "Somebody") ?? "",
  /** To another machine, or from there (FIL-12). */
  copying: (here: boolean, endpoint: string, directory: string, who: string) =>
    `${who || "Somebody"} began to copy files ${here ? `from ${endpoint} into` : `to ${endpoint}, into`} ${directory}.`,
  why,
  scanned: "scanned, nothing found",
  details: "Details",
  account: (account: string) => `Done as ${account}`,
  movedTo: (path: string) => `now ${path}`,
  entries: (n: number) => things(n),
  sha256: "SHA-256",
  copySha256: (shown: string, name: string) => `SHA-256 ${shown}: copy that of ${name}`,
  copied: "Copied",
} as const;
