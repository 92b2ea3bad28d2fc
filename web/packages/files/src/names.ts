//! Names and paths of an endpoint as strings of the page, without losing a byte, and what they look like to a person and on the technician's own disk.
//!
//! A byte that is no UTF-8 becomes a lone low surrogate (U+DC80 to U+DCFF), which no valid UTF-8 gives: so strings are compared, joined and kept as any others, and turn back into the same bytes.

const strict = new TextDecoder("utf-8", { fatal: true, ignoreBOM: true });
const encoder = new TextEncoder();
/** With `u`, only those that are no half of a pair. */
const LONE = /[\udc80-\udcff]/u;
const LONES = /[\udc80-\udcff]/gu;

export function decodeName(bytes: Uint8Array): string {
  try {
    return strict.decode(bytes);
  } catch {
    return decodeBroken(bytes);
  }
}

function decodeBroken(bytes: Uint8Array): string {
  let out = "";
  let at = 0;
  while (at < bytes.length) {
    const lead = bytes[at] ?? 0;
    const length = lead < 0x80 ? 1 : lead >= 0xf0 ? 4 : lead >= 0xe0 ? 3 : 2;
    const letter = lead < 0x80 ? String.fromCharCode(lead) : letterOf(bytes.subarray(at, at + length));
    out += letter ?? String.fromCharCode(0xdc00 + lead);
    at += letter === undefined ? 1 : length;
  }
  return out;
}

function letterOf(bytes: Uint8Array): string | undefined {
  try {
    return strict.decode(bytes);
  } catch {
    return undefined;
  }
}

export function encodeName(name: string): Uint8Array<ArrayBuffer> {
  if (!LONE.test(name)) return encoder.encode(name);
  const parts: number[] = [];
  for (const letter of name) {
    const code = letter.codePointAt(0) ?? 0;
    if (code >= 0xdc80 && code <= 0xdcff) parts.push(code - 0xdc00);
    else parts.push(...encoder.encode(letter));
  }
  return Uint8Array.from(parts);
}

/** Controls of the terminal, of lines, and of the direction of writing: they are never let at a page. */
const UNSEEN = /[\p{Cc}\p{Zl}\p{Zp}\u00ad\u061c\u200b-\u200f\u202a-\u202e\u2060-\u2069\ufeff]/gu;

/** How a person sees it: what is no text, and what would not be seen, is written out. */
export function shownName(name: string): string {
  return name
    .replace(LONES, (letter) => `\\x${(letter.charCodeAt(0) - 0xdc00).toString(16).toUpperCase().padStart(2, "0")}`)
    .replace(UNSEEN, (letter) => {
      const code = letter.charCodeAt(0);
      if (code < 0x20) return String.fromCharCode(0x2400 + code);
      return code === 0x7f ? "\u2421" : `\\u${code.toString(16).toUpperCase().padStart(4, "0")}`;
    });
}

const RESERVED = /^(con|prn|aux|nul|com[0-9¹²³]|lpt[0-9¹²³]|conin\$|conout\$)$/iu;
const MOST_LETTERS = 200;

/** SECURITY: one component of a path on the technician's disk, whatever an endpoint called it: no separator, no parent, no device, nothing unseen. */
export function safeName(name: string): string {
  const plain = name
    .replace(LONES, (letter) => `_x${(letter.charCodeAt(0) - 0xdc00).toString(16).toUpperCase()}`)
    .replace(UNSEEN, "_")
    .replace(/[/\\:*?"<>|]/gu, "_")
    .replace(/[. ]+$/u, (end) => "_".repeat(end.length))
    .replace(/^ +/u, (start) => "_".repeat(start.length));
  const dot = plain.indexOf(".");
  const stem = dot < 0 ? plain : plain.slice(0, dot);
  const named = RESERVED.test(stem.trim()) ? `_${plain}` : plain;
  return shortened(named === "" ? "_" : named);
}

/** Its ending stays, for it says what opens it. */
function shortened(name: string): string {
  const letters = [...name];
  if (letters.length <= MOST_LETTERS && encoder.encode(name).length <= 240) return name;
  const dot = name.lastIndexOf(".");
  const ending = dot > 0 && name.length - dot <= 16 ? name.slice(dot) : "";
  let kept = letters.slice(0, MOST_LETTERS - ending.length);
  while (encoder.encode(kept.join("") + ending).length > 240) kept = kept.slice(0, -1);
  return kept.join("") + ending;
}

/** The same name, told from those that are there: "report (2).pdf". Case does not tell them apart everywhere. */
export function unlike(name: string, taken: ReadonlySet<string>): string {
  if (!taken.has(name.toLowerCase())) return name;
  const dot = name.lastIndexOf(".");
  const [stem, ending] = dot > 0 ? [name.slice(0, dot), name.slice(dot)] : [name, ""];
  for (let number = 2; ; number += 1) {
    const other = `${stem} (${number})${ending}`;
    if (!taken.has(other.toLowerCase())) return other;
  }
}

export const separatorOf = (path: string): string => (/^(?:[A-Za-z]:|\\\\)/u.test(path) ? "\\" : "/");

const isRoot = (path: string): boolean => path === "/" || /^[A-Za-z]:\\?$/u.test(path);

export function joined(directory: string, name: string): string {
  const separator = separatorOf(directory);
  return directory.endsWith(separator) ? directory + name : directory + separator + name;
}

/** `undefined`: it is at the top. */
export function parentOf(path: string): string | undefined {
  if (isRoot(path)) return undefined;
  const separator = separatorOf(path);
  const at = path.lastIndexOf(separator);
  if (at < 0) return undefined;
  const parent = path.slice(0, at);
  return parent === "" ? separator : /^[A-Za-z]:$/u.test(parent) ? `${parent}\\` : parent;
}

export function nameOf(path: string): string {
  return isRoot(path) ? path : path.slice(path.lastIndexOf(separatorOf(path)) + 1);
}

/** The way down to a path, from the top: each with its name. */
export function crumbsOf(path: string): { name: string; path: string }[] {
  const crumbs: { name: string; path: string }[] = [];
  for (let at: string | undefined = path; at !== undefined && crumbs.length < 2_048; at = parentOf(at)) {
    crumbs.unshift({ name: nameOf(at), path: at });
  }
  return crumbs;
}

/** Why nothing may be called so; `undefined`: it may. */
export function wrongName(name: string): "empty" | "separator" | "dots" | "long" | undefined {
  if (name.trim() === "") return "empty";
  if (name === "." || name === "..") return "dots";
  if (/[/\0]/u.test(name)) return "separator";
  return encodeName(name).length > 255 ? "long" : undefined;
}

/** Bytes as a string of Latin-1, for what is opaque. */
export const opaque = (bytes: Uint8Array): string => String.fromCharCode(...bytes);
export const bytesOf = (text: string): Uint8Array<ArrayBuffer> =>
  Uint8Array.from(text, (letter) => letter.charCodeAt(0));
