// What is done with the files of a session, and why not: one place for the bar, the menu and the keyboard.

import type { Entry, Exists, FilesLook, Given } from "@towline/files";
import { joined, type SessionFiles, shownName } from "@towline/files";
import { notify, remember, remembered } from "@towline/ui";
import { Permission, SessionPhase, type SessionState } from "@towline/wire";
import { useState } from "react";
import { mayUse } from "../session/actions";
import { useFilesWords } from "../words/files";
import { isFetched, tellRefusal, wantedKind } from "./looks";
import { useCopyTargets } from "./targets";
import type { Selection } from "./useSelection";

const CHOICES: readonly Exists[] = ["ask", "overwrite", "skip", "keepBoth"];
const isExists = (value: unknown): value is Exists => CHOICES.some((each) => each === value);
const isFlag = (value: unknown): value is boolean => typeof value === "boolean";

export type Dialog =
  | { readonly kind: "remove"; readonly entries: readonly Entry[] }
  | { readonly kind: "details"; readonly entry: Entry }
  | { readonly kind: "look"; readonly entry: Entry }
  | { readonly kind: "copy"; readonly entries: readonly Entry[] }
  | { readonly kind: "folder" };

/** A folder of the technician's disk can be chosen by the page. */
const picker = (): (() => Promise<FileSystemDirectoryHandle>) | undefined => {
  const scope = globalThis as { showDirectoryPicker?: (o: { mode: string }) => Promise<FileSystemDirectoryHandle> };
  const pick = scope.showDirectoryPicker;
  return pick ? () => pick.call(scope, { mode: "readwrite" }) : undefined;
};

export function useWork(session: SessionState, files: SessionFiles, state: FilesLook, selection: Selection) {
  const words = useFilesWords().files;
  const [dialog, setDialog] = useState<Dialog>();
  const [renaming, setRenaming] = useState<string>();
  const [exists, setExists] = useState(() => remembered("files.exists", isExists as never, "ask" as string) as Exists);
  const [keepTimes, setKeepTimes] = useState(() => remembered("files.times", isFlag as never, true as boolean));
  const { listed } = state;
  const path = listed?.path ?? "";
  const away =
    session.phase === SessionPhase.CONNECTING || session.phase === SessionPhase.ENDPOINT_LOST
      ? words.away
      : state.phase === "open"
        ? undefined
        : words.connecting;
  const mayUpload = mayUse(session, Permission.FILE_UPLOAD);
  const mayDownload = mayUse(session, Permission.FILE_DOWNLOAD);
  // Everything else can be done there still.
  const noScanner = state.places?.noScanner ? words.noScanner : undefined;
  const noChange = mayUpload ? undefined : words.mayNotUpload;
  const noUpload = noChange ?? noScanner;
  const targets = useCopyTargets(session.sessionId);
  const noDownload = mayDownload ? noScanner : words.mayNotDownload;
  const { size } = selection.chosen;
  const selected = (): Entry[] => selection.entries();
  const at = (entry: Entry): string => joined(path, entry.name);

  /** Why a thing cannot be done now. */
  const reasons = {
    upload: noUpload ?? (listed && !listed.writable ? words.readOnly : undefined),
    make: away ?? noChange ?? (listed && !listed.writable ? words.readOnly : undefined),
    download: noDownload ?? (size === 0 ? words.nothingSelected : undefined),
    copy:
      noDownload ??
      (targets.others === 0 ? words.noOtherSession : targets.open.length === 0 ? words.noTarget : undefined) ??
      (size === 0 ? words.nothingSelected : undefined),
    rename: away ?? noChange ?? (size === 0 ? words.nothingSelected : size > 1 ? words.oneOnly : undefined),
    remove: away ?? noChange ?? (size === 0 ? words.nothingSelected : undefined),
    details: away ?? (size === 0 ? words.nothingSelected : size > 1 ? words.oneOnly : undefined),
  };

  const download = async (folder: boolean) => {
    if (reasons.download) return;
    const items = selected().filter(isFetched);
    if (items.length === 0) {
      notify.told(words.notFetched);
      return;
    }
    const wanted = items.map((entry) => ({ path: at(entry), kind: wantedKind(entry), bytes: entry.bytes }));
    try {
      const pick = folder ? picker() : undefined;
      files.download({ items: wanted, ...(pick ? { folder: await pick() } : {}) });
    } catch (why) {
      // The person closed the picker.
      if (!(why instanceof DOMException && why.name === "AbortError")) tellRefusal(why);
    }
  };

  return {
    reasons,
    away,
    noUpload,
    noDownload,
    /** Why nothing is changed or read there, whatever is scanned. */
    noChange,
    noFetch: mayDownload ? undefined : words.mayNotDownload,
    dialog,
    setDialog,
    renaming,
    exists,
    keepTimes,
    hasPicker: picker() !== undefined,
    setExists: (value: Exists) => {
      remember("files.exists", value);
      setExists(value);
    },
    setKeepTimes: (on: boolean) => {
      remember("files.times", on);
      setKeepTimes(on);
    },
    at,
    open: (entry: Entry) => {
      if (wantedKind(entry) === "directory") files.open(at(entry));
      else if (!noDownload && isFetched(entry)) setDialog({ kind: "look", entry });
      else setDialog({ kind: "details", entry });
    },
    upload: (given: Given, directory = path) => {
      if (given.files.length === 0 && given.directories.length === 0) return;
      if (noUpload) {
        notify.told(noUpload);
        return;
      }
      files.upload({ directory, files: given.files, directories: given.directories, exists, keepTimes });
    },
    download,
    copy: () => {
      if (reasons.copy) return;
      const entries = selected().filter(isFetched);
      if (entries.length === 0) notify.told(words.notFetched);
      else setDialog({ kind: "copy", entries });
    },
    beginRename: () => {
      const [entry] = selected();
      if (!reasons.rename && entry) setRenaming(entry.name);
    },
    rename: (entry: Entry, name: string | undefined) => {
      setRenaming(undefined);
      if (name === undefined || name === entry.name) return;
      files.ask({ kind: "rename", from: at(entry), to: joined(path, name) }).answer.then(() => {
        selection.only(name);
        files.refresh();
      }, tellRefusal);
    },
    remove: () => {
      if (!reasons.remove) setDialog({ kind: "remove", entries: selected() });
    },
    details: () => {
      const [entry] = selected();
      if (!reasons.details && entry) setDialog({ kind: "details", entry });
    },
    newFolder: () => {
      if (!reasons.make) setDialog({ kind: "folder" });
    },
    makeFolder: async (name: string) => {
      await files.ask({ kind: "makeDirectory", path: joined(path, name) }).answer;
      selection.only(name);
      files.refresh();
    },
    copyPath: () => {
      const paths = size === 0 ? [path] : selected().map(at);
      void navigator.clipboard?.writeText(paths.map(shownName).join("\n")).then(
        () => notify.told(words.copied),
        () => undefined,
      );
    },
  };
}

export type Work = ReturnType<typeof useWork>;
