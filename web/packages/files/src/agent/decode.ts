//! What comes on a files channel, taken apart and bounded (docs/wire.md, "Files"). Pure and total: what is not of this form is `undefined`.

import { fromBinary } from "@bufbuild/protobuf";
import {
  type CopyTold,
  CopyToldSchema,
  type FileEntry,
  FileKind,
  type FilesDown,
  FilesDownSchema,
} from "@towline/wire/files";
import { decodeName } from "../names";
import { FILE_PIECE } from "./pace";

export type Kind = "file" | "directory" | "link" | "other";

/** An entry of a directory as the page knows it. */
export interface Entry {
  readonly name: string;
  readonly kind: Kind;
  readonly bytes: number;
  readonly modifiedMs: number;
  readonly mode: number;
  readonly owner: string;
  readonly group: string;
  /** Of a link; "": nothing that is there. */
  readonly leadsTo: Kind | "";
  readonly hidden: boolean;
}

/** What is said about a request: by the agent, or of a copy by the appliance (FIL-12). */
export type DownBody = FilesDown["body"] | { readonly case: "copy"; readonly value: CopyTold };
export type Down =
  | { readonly kind: "answer"; readonly request: number; readonly body: DownBody }
  | { readonly kind: "data"; readonly request: number; readonly offset: number; readonly bytes: Uint8Array };

const DATA_HEAD = 1 + 4 + 8;
const MOST_PATH = 4_096;
const MOST_NAME = 255;
const MOST_TEXT = 1_024;

export function readDown(payload: Uint8Array): Down | undefined {
  const kind = payload[0];
  if (kind === 0x31) return readAnswer(payload.subarray(1));
  if (kind !== 0x32 || payload.length <= DATA_HEAD || payload.length > DATA_HEAD + FILE_PIECE) return undefined;
  const view = new DataView(payload.buffer, payload.byteOffset, payload.byteLength);
  const offset = view.getBigUint64(5, true);
  if (offset > BigInt(Number.MAX_SAFE_INTEGER)) return undefined;
  return {
    kind: "data",
    request: view.getUint32(1, true),
    offset: Number(offset),
    bytes: payload.subarray(DATA_HEAD),
  };
}

function readAnswer(bytes: Uint8Array): Down | undefined {
  let down: FilesDown;
  try {
    down = fromBinary(FilesDownSchema, bytes);
  } catch {
    return undefined;
  }
  if (!isBounded(down.body)) return undefined;
  return { kind: "answer", request: down.request, body: down.body };
}

const MOST_REMARKS = 64;

/** What the appliance says of a copy (FIL-12). */
export function readTold(bytes: Uint8Array): CopyTold | undefined {
  try {
    const told = fromBinary(CopyToldSchema, bytes);
    return (told.stands?.remarks.length ?? 0) <= MOST_REMARKS ? told : undefined;
  } catch {
    return undefined;
  }
}

const isName = (name: Uint8Array): boolean =>
  name.length > 0 && name.length <= MOST_NAME && !name.includes(0x2f) && !name.includes(0);
const isPath = (path: Uint8Array): boolean => path.length <= MOST_PATH && !path.includes(0);

function isBounded(body: DownBody): boolean {
  switch (body.case) {
    case "places": {
      const { places, readable, writable } = body.value;
      return (
        places.length <= 1_024 &&
        readable.length <= 1_024 &&
        writable.length <= 1_024 &&
        [...places.map((place) => place.path), ...readable, ...writable].every(isPath)
      );
    }
    case "page":
      return isPath(body.value.path) && body.value.entries.every((entry) => isName(entry.name));
    case "details":
      return isPath(body.value.path) && isPath(body.value.target);
    case "staged":
      return isPath(body.value.path);
    case "progress":
    case "scanning":
      return isPath(body.value.path);
    case "begins":
      return isPath(body.value.path) && body.value.stamp.length <= 256;
    case "over":
      return body.value.name.length <= MOST_NAME && isPath(body.value.failedPath);
    default:
      return true;
  }
}

export const textOf = (text: string): string => text.slice(0, MOST_TEXT);

/** Sizes beyond what a number holds exactly are beyond every disk. */
export const numberOf = (value: bigint): number => {
  const most = BigInt(Number.MAX_SAFE_INTEGER);
  return Number(value > most ? most : value < -most ? -most : value);
};

export function kindOf(kind: FileKind): Kind | "" {
  switch (kind) {
    case FileKind.FILE:
      return "file";
    case FileKind.DIRECTORY:
      return "directory";
    case FileKind.LINK:
      return "link";
    case FileKind.OTHER:
      return "other";
    default:
      return "";
  }
}

export function entryOf(entry: FileEntry): Entry {
  return {
    name: decodeName(entry.name.subarray(0, MOST_NAME)),
    kind: kindOf(entry.kind) || "other",
    bytes: numberOf(entry.bytes),
    modifiedMs: numberOf(entry.modifiedMs),
    mode: entry.mode & 0o7777,
    owner: textOf(entry.owner),
    group: textOf(entry.group),
    leadsTo: kindOf(entry.leadsTo),
    hidden: entry.hidden,
  };
}

/** The components of an entry's path below what was fetched; `undefined`: no agent says that. */
export function componentsOf(path: Uint8Array): string[] | undefined {
  if (path.length === 0) return [];
  const parts = decodeName(path).split("/");
  return parts.every((part) => part !== "" && part !== "." && part !== "..") ? parts : undefined;
}
