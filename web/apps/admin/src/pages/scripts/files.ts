// What a file that goes along with a canned script may be: its name and its size. The appliance checks again.

import type { ScriptFile } from "@towline/api";

export const FILES = 8;
export const FILE_BYTES = 16 * 1024 * 1024;
export const FILES_BYTES = 32 * 1024 * 1024;

/** A harmless name near the one that it has: spaces and the like become `_`. */
export const fileName = (name: string): string =>
  name
    .replace(/[^A-Za-z0-9._-]/g, "_")
    .replace(/^[.-]+/, "")
    .slice(-64)
    .replace(/^[.-]+/, "") || "file";

/** Why it cannot be given, as a word; nothing: it can. */
export function oddFile(
  files: readonly ScriptFile[],
  name: string,
  bytes: number,
): "tooLarge" | "tooMany" | "tooMuch" | undefined {
  const others = files.filter((one) => one.name !== name);
  if (bytes > FILE_BYTES) return "tooLarge";
  if (others.length >= FILES) return "tooMany";
  return others.reduce((all, one) => all + one.bytes, bytes) > FILES_BYTES ? "tooMuch" : undefined;
}
