// What may be done with files of the clipboards, and why not: one place for the panel, the keys and what is dropped (SCR-7).

import type { Given } from "@towline/files";
import { droppedFiles, holdsFiles } from "@towline/files/dropped";
import { decodeName, nameOf, shownName } from "@towline/files/names";
import { notify } from "@towline/ui";
import { Permission, type SessionState, Tool } from "@towline/wire";
import { type RefObject, useEffect, useRef, useSyncExternalStore } from "react";
import { mayBegin, mayUse, mustAsk, selfOf, useSessionActions } from "../session/actions";
import type { ScreenView } from "../session/useDesktop";
import { useWorkspace } from "../session/workspaces";
import { useWords } from "../words/en";
import { refusalOf } from "./exchange";

export function useExchange(state: SessionState) {
  const words = useWords().clipboard;
  const actions = useSessionActions(state);
  const [{ exchange }] = useWorkspace(state.sessionId);
  const { sending, failed } = useSyncExternalStore(exchange.subscribe, exchange.state);
  const shares = selfOf(state)?.clipboard ?? false;
  const controls = selfOf(state)?.controls ?? false;
  const start = async () => (await actions.startFiles()) !== undefined;
  const noPut = !shares
    ? words.filesShareFirst
    : !mayUse(state, Permission.CLIPBOARD_TO_ENDPOINT)
      ? words.toNot
      : !controls
        ? words.toControl
        : !mayBegin(state, Permission.FILE_UPLOAD)
          ? words.filesNoUpload
          : exchange.outside
            ? words.filesOutside
            : exchange.unscanned
              ? words.filesNoScanner
              : undefined;
  const asksPut = mustAsk(state, Permission.FILE_UPLOAD) && !mayUse(state, Permission.FILE_UPLOAD);
  const asksGet = mustAsk(state, Permission.FILE_DOWNLOAD) && !mayUse(state, Permission.FILE_DOWNLOAD);
  /** The customer is asked for the right that is missing; while the tool does not run its start asks for none where another right is there. */
  const ask = async () => {
    const ran = state.runningTools.includes(Tool.FILES);
    if ((await start()) && !ran) await start();
  };
  /** Whether files may go to the machine now; if not, why is told, or the customer is asked. */
  const mayPut = (): boolean => {
    if (noPut) notify.told(words.filesPutFailed, noPut);
    else if (asksPut) void ask();
    return !noPut && !asksPut;
  };
  return {
    exchange,
    sending,
    failed,
    noPut,
    asksPut,
    noGet: !mayBegin(state, Permission.FILE_DOWNLOAD)
      ? words.filesNoDownload
      : exchange.unscanned
        ? words.filesNoScanner
        : undefined,
    asksGet,
    mayPut,
    ask: () => void ask(),
    put: (given: Given) => void exchange.put(state, given, start),
    paste: async (data: DataTransfer): Promise<boolean> => {
      if (!mayPut()) return false;
      return exchange.pasted(state, data, start);
    },
    get: async (paths: readonly string[]): Promise<void> => {
      try {
        const count = await exchange.fetch(state, paths, start);
        if (count === undefined) return;
        if (count === 0) notify.told(words.filesNone);
        else notify.done(words.filesGetting(count), words.filesGettingText);
      } catch (why) {
        notify.failed(words.filesGetFailed, words.filesGetFault(refusalOf(why) ?? ""));
      }
    },
  };
}

export type Work = ReturnType<typeof useExchange>;

/** Files that are pasted into the picture, or dropped on it, go to the machine's clipboard. */
export function useFilePaste(work: Work, screen: ScreenView, host: RefObject<HTMLElement | null>): void {
  const { desktop, state } = screen;
  const latest = useRef(work);
  latest.current = work;
  useEffect(() => {
    if (!desktop) return;
    const take = (data: DataTransfer) => latest.current.paste(data);
    desktop.clipboard.takesFiles = take;
    return () => {
      if (desktop.clipboard.takesFiles === take) desktop.clipboard.takesFiles = undefined;
    };
  }, [desktop]);
  useEffect(() => {
    const element = host.current;
    const over = (event: DragEvent) => {
      // A browser would open the file in place of the page.
      if (holdsFiles(event.dataTransfer)) event.preventDefault();
    };
    const drop = (event: DragEvent) => {
      const { dataTransfer: data } = event;
      if (!data || !holdsFiles(data)) return;
      event.preventDefault();
      const { mayPut, put } = latest.current;
      if (mayPut()) void droppedFiles(data).then(put);
    };
    element?.addEventListener("dragover", over);
    element?.addEventListener("drop", drop);
    return () => {
      element?.removeEventListener("dragover", over);
      element?.removeEventListener("drop", drop);
    };
  }, [host]);
  const { exchange } = work;
  const phase = state?.phase;
  // biome-ignore lint/correctness/useExhaustiveDependencies: the phase is what may have been waited for
  useEffect(() => exchange.nudge(), [exchange, phase]);
}

/** What became of what was sent is told once, wherever it was begun. */
export function useSendingTold({ sending, failed }: Work): void {
  const words = useWords().clipboard;
  const told = useRef<unknown>(failed);
  useEffect(() => {
    if (failed && failed !== told.current && failed.code !== "cancelled")
      notify.failed(words.filesPutFailed, words.filesFault(failed.code));
    told.current = failed;
  }, [failed, words]);
  const step = useRef(sending?.step);
  useEffect(() => {
    if (sending?.step === "there" && step.current !== undefined && step.current !== "there")
      notify.done(words.filesPutDone(sending.count), words.filesPutDoneText);
    step.current = sending?.step;
  }, [sending, words]);
}

export interface Named {
  readonly path: string;
  readonly name: string;
}

/** Paths of the machine as a person reads them. */
export const named = (files: readonly Uint8Array[]): Named[] =>
  files.map((bytes) => {
    const path = decodeName(bytes);
    return { path, name: shownName(nameOf(path)) };
  });
