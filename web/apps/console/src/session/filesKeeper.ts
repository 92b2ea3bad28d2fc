// The files of a session as this tab has them: opened when they are first looked at, kept while another tool is, closed with the tool. The code comes by a lazy chunk.

import type { SessionFiles } from "@towline/files";
import { Permission, SessionPhase, type SessionState, Tool } from "@towline/wire";
import { LINK_ADDRESS, type Live } from "../live/live";
import { saveFile } from "./saveFile";

export class FilesKeeper {
  readonly #live: Live;
  readonly #sessionId: string;
  #files: SessionFiles | undefined;
  #loading: Promise<SessionFiles | undefined> | undefined;
  #there = true;

  readonly #copied: (sessionId: string, directory: string) => void;

  /** `copied`: something is new at another session's endpoint. */
  constructor(live: Live, sessionId: string, copied: (sessionId: string, directory: string) => void) {
    this.#live = live;
    this.#sessionId = sessionId;
    this.#copied = copied;
  }

  /** Something is being moved, or waits to be. */
  get busy(): boolean {
    return this.#files?.busy ?? false;
  }

  /** As far as they were opened. */
  get opened(): SessionFiles | undefined {
    return this.#files;
  }

  open(state: SessionState): Promise<SessionFiles | undefined> {
    if (this.#loading) return this.#loading;
    const loading = import("@towline/files").then(({ SessionFiles }) => {
      if (this.#loading !== loading) return undefined;
      const files = new SessionFiles({
        sessionId: this.#sessionId,
        viewer: this.#live.viewer,
        url: LINK_ADDRESS,
        endpoint: state.itemId || this.#sessionId,
        ticket: this.#live.newTicket,
        save: saveFile,
        copied: this.#copied,
      });
      this.#files = files;
      if (!this.#there) files.there(false);
      globalThis.addEventListener("beforeunload", this.#ask);
      return files;
    });
    this.#loading = loading;
    loading.catch(() => {
      if (this.#loading === loading) this.#loading = undefined;
    });
    return loading;
  }

  follow(state: SessionState): void {
    const may = (permission: Permission) => state.permissions.includes(permission);
    const runs = state.runningTools.includes(Tool.FILES);
    if (!runs || !(may(Permission.FILE_DOWNLOAD) || may(Permission.FILE_UPLOAD))) {
      this.close(false);
      return;
    }
    const there = state.phase !== SessionPhase.CONNECTING && state.phase !== SessionPhase.ENDPOINT_LOST;
    if (there === this.#there) return;
    this.#there = there;
    this.#files?.there(there);
  }

  /** `over`: the session is; what it left in this browser is removed. */
  close(over: boolean): void {
    this.#loading = undefined;
    const files = this.#files;
    this.#files = undefined;
    globalThis.removeEventListener?.("beforeunload", this.#ask);
    files?.close(over);
  }

  /** The browser asks before a page is left that still moves something. */
  readonly #ask = (event: BeforeUnloadEvent): void => {
    if (this.busy) event.preventDefault();
  };
}
