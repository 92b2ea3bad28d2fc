// How entries of a directory are said: type, permissions, times, and why something was refused.

import { type Entry, endingOf, type Fault, FilesRefusal, isDirectory } from "@towline/files";
import { notify, written } from "@towline/ui";
import { filesWords, type useFilesWords } from "../words/files";

type Words = ReturnType<typeof useFilesWords>;

export function typeOf(entry: Entry, words: Words["files"]): string {
  if (entry.kind === "directory") return words.typeFolder;
  if (entry.kind === "link") return entry.leadsTo === "" ? words.typeBroken : words.typeLink;
  if (entry.kind === "other") return words.typeOther;
  const ending = endingOf(entry.name);
  return /^[a-z0-9]{1,8}$/u.test(ending) ? words.typeOf(ending) : words.typeFile;
}

/** As `ls` writes it: "rwxr-x---", with the three bits above where they are set. */
export function modeText(mode: number): string {
  const triple = (shift: number, special: number, letter: string): string => {
    const bits = mode >> shift;
    const executes = (bits & 1) !== 0;
    const last = (mode & special) !== 0 ? (executes ? letter : letter.toUpperCase()) : executes ? "x" : "-";
    return `${bits & 4 ? "r" : "-"}${bits & 2 ? "w" : "-"}${last}`;
  };
  return triple(6, 0o4000, "s") + triple(3, 0o2000, "s") + triple(0, 0o1000, "t");
}

export const octal = (mode: number): string => mode.toString(8).padStart(3, "0");

/** `undefined`: no mode. */
export const fromOctal = (text: string): number | undefined =>
  /^[0-7]{3,4}$/u.test(text) ? Number.parseInt(text, 8) : undefined;

export const timeText = (ms: number): string =>
  ms === 0 ? "" : written(ms, { dateStyle: "medium", timeStyle: "short" });

/** What may be fetched. */
export const isFetched = (entry: Entry): boolean =>
  entry.kind === "file" || entry.kind === "directory" || entry.leadsTo === "file" || entry.leadsTo === "directory";

export const wantedKind = (entry: Entry): "file" | "directory" => (isDirectory(entry) ? "directory" : "file");

/** Of these the machine's own words are worth reading: they are text, and nothing else. */
const TOLD = ["failed", "infected", "scan_failed"];

/** A refusal in a sentence; the machine's own words behind ours. */
export function faultText(fault: Fault, words: Words["fault"]): string {
  const [, at = "", code = fault.code] = /^(target_)?(.*)$/u.exec(fault.code) ?? [];
  const known = words[code] ?? words.failed ?? code;
  const said = fault.detail && TOLD.includes(code) ? `${known} ${fault.detail}` : known;
  // Of a copy: it is the other machine.
  return at ? `${words.target} ${said}` : said;
}

export const faultOf = (why: unknown): Fault =>
  why instanceof FilesRefusal ? why.fault : { code: "internal", detail: "" };

/** What did not work is told, but for what the person cancelled. */
export function tellRefusal(why: unknown): void {
  const fault = faultOf(why);
  if (fault.code === "cancelled") return;
  const words = filesWords();
  notify.told(words.files.refused, faultText(fault, words.fault));
}

/** Time that is left, roughly. */
export function leftText(bytes: number, rate: number, words: Words["transfers"]): string {
  if (rate <= 0) return "";
  const seconds = Math.ceil(bytes / rate);
  const time =
    seconds < 90
      ? words.seconds(seconds)
      : seconds < 90 * 60
        ? words.minutes(Math.round(seconds / 60))
        : words.hours(Math.round(seconds / 3600));
  return words.left(time);
}
