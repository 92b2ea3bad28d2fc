//! What was dropped, pasted or chosen as a list of files with their paths. Directories are walked by the page: only it may.

import type { Chosen } from "../messages";

export interface Given {
  readonly files: Chosen[];
  /** Directories with nothing in them. */
  readonly directories: (readonly string[])[];
}

/** More than this is no drop but an accident. */
const MOST_FILES = 200_000;

/** From a field for files or for a folder. */
export function chosenFiles(list: FileList | readonly File[]): Given {
  const files = [...list].slice(0, MOST_FILES).map((file) => {
    const relative = (file as File & { webkitRelativePath?: string }).webkitRelativePath;
    return { path: relative ? relative.split("/") : [file.name], file };
  });
  return { files, directories: [] };
}

export const holdsFiles = (data: DataTransfer | null): boolean => data?.types.includes("Files") ?? false;

/** Must be called while the event is handled; what is in directories is read afterwards. */
export function droppedFiles(data: DataTransfer): Promise<Given> {
  const entries = [...data.items]
    .filter((item) => item.kind === "file")
    .map((item) => item.webkitGetAsEntry?.() ?? null);
  if (entries.every((entry) => entry === null)) return Promise.resolve(chosenFiles(data.files));
  return walked(entries.filter((entry) => entry !== null));
}

async function walked(entries: FileSystemEntry[]): Promise<Given> {
  const given: Given = { files: [], directories: [] };
  const waiting = entries.map((entry) => ({ entry, path: [entry.name] as readonly string[] }));
  for (let next = waiting.pop(); next && given.files.length < MOST_FILES; next = waiting.pop()) {
    const { entry, path } = next;
    if (entry.isFile) {
      const file = await fileOf(entry as FileSystemFileEntry);
      if (file) given.files.push({ path, file });
      continue;
    }
    const inside = await childrenOf(entry as FileSystemDirectoryEntry);
    if (inside.length === 0) given.directories.push(path);
    for (const child of inside.reverse()) waiting.push({ entry: child, path: [...path, child.name] });
  }
  return given;
}

const fileOf = (entry: FileSystemFileEntry): Promise<File | undefined> =>
  new Promise((resolve) =>
    entry.file(resolve, () => {
      resolve(undefined);
    }),
  );

async function childrenOf(entry: FileSystemDirectoryEntry): Promise<FileSystemEntry[]> {
  const reader = entry.createReader();
  const all: FileSystemEntry[] = [];
  for (;;) {
    // It gives a hundred at a time, and none at its end.
    const some = await new Promise<FileSystemEntry[]>((resolve) => reader.readEntries(resolve, () => resolve([])));
    if (some.length === 0) return all;
    all.push(...some);
  }
}
