// Files of the customer (SUP-20): chosen, pasted, dropped or photographed, then sent one by one beside the chat, each with its progress, each can be cancelled.
//
// What has arrived is shown by its entry in the log, not here.

import type { Words } from "./page";

const part = <Kind extends HTMLElement>(id: string): Kind => document.getElementById(id) as Kind;
/** A picture from the clipboard has no name. */
const PASTED = "picture.png";

/** Sends one file. `told` is called with the share that is sent; gives the way to break it off. */
export type Send = (
  file: File,
  told: (share: number) => void,
  done: (status: number, code: string) => void,
) => () => void;

/** By the page's own request: only this kind tells how far it is. */
export const sendFile: Send = (file, told, done) => {
  const call = new XMLHttpRequest();
  const query = new URLSearchParams({ name: file.name || PASTED, nonce: crypto.randomUUID() });
  call.open("POST", `/support/files?${query}`);
  call.setRequestHeader("Content-Type", "application/octet-stream");
  call.upload.onprogress = (event) => told(event.total > 0 ? event.loaded / event.total : 0);
  call.onload = () => done(call.status, /"code":"([a-z_]+)"/.exec(call.responseText)?.[1] ?? "");
  call.onerror = () => done(0, "");
  call.send(file);
  return () => call.abort();
};

export class Files {
  readonly #words: Words;
  readonly #send: Send;
  readonly #mib: number;
  readonly #parts = {
    form: part<HTMLFormElement>("say"),
    text: part<HTMLTextAreaElement>("message"),
    attach: part("attach"),
    choose: part("choose"),
    camera: part("camera"),
    file: part<HTMLInputElement>("file"),
    photo: part<HTMLInputElement>("photo"),
    uploads: part("uploads"),
    conversation: part("conversation"),
  };
  #allowed = false;
  readonly #running = new Set<() => void>();

  constructor(words: Words, mib: number, send: Send) {
    [this.#words, this.#mib, this.#send] = [words, mib, send];
    const { choose, camera, file, photo, text, form, conversation } = this.#parts;
    for (const [button, input] of [
      [choose, file],
      [camera, photo],
    ] as const) {
      button.addEventListener("click", () => input.click());
      input.addEventListener("change", () => {
        this.take(input.files);
        // The same file can be chosen again.
        input.value = "";
      });
    }
    text.addEventListener("paste", (event) => {
      const files = event.clipboardData?.files;
      if (!this.#allowed || !files?.length) return;
      event.preventDefault();
      this.take(files);
    });
    for (const place of [form, conversation]) {
      place.addEventListener("dragover", (event) => {
        if (!event.dataTransfer?.types.includes("Files")) return;
        // Also where it is not allowed: the page must not be left for the file.
        event.preventDefault();
        form.toggleAttribute("data-over", this.#allowed);
      });
      place.addEventListener("dragleave", () => form.removeAttribute("data-over"));
      place.addEventListener("drop", (event) => {
        event.preventDefault();
        form.removeAttribute("data-over");
        this.take(event.dataTransfer?.files);
      });
    }
  }

  /** Whether files can be sent now. */
  allow(yes: boolean): void {
    this.#allowed = yes && this.#mib > 0;
    this.#parts.attach.hidden = !this.#allowed;
    if (!this.#allowed) for (const stop of [...this.#running]) stop();
  }

  take(files: FileList | null | undefined): void {
    if (this.#allowed) for (const file of files ?? []) this.#begin(file);
  }

  #begin(file: File): void {
    const line = document.createElement("li");
    const name = document.createElement("bdi");
    name.textContent = file.name || PASTED;
    const progress = document.createElement("progress");
    progress.max = 1;
    progress.setAttribute("aria-label", name.textContent);
    const cancel = document.createElement("button");
    cancel.type = "button";
    cancel.className = "quiet-button";
    cancel.textContent = this.#words.cancel ?? "";
    const gone = () => {
      line.remove();
      this.#parts.uploads.hidden = this.#parts.uploads.children.length === 0;
    };
    const fail = (key: string) => {
      const why = document.createElement("span");
      why.className = "error";
      why.setAttribute("role", "alert");
      why.textContent = (this.#words[key] ?? "").replace("{mib}", () => String(this.#mib));
      progress.replaceWith(why);
    };
    line.append(name, progress, cancel);
    this.#parts.uploads.append(line);
    this.#parts.uploads.hidden = false;
    if (file.size > this.#mib * 1024 * 1024) {
      cancel.addEventListener("click", gone);
      fail("file_large");
      return;
    }
    const abort = this.#send(
      file,
      (share) => {
        progress.value = share;
      },
      (status, code) => {
        this.#running.delete(stop);
        if (status === 201) return gone();
        fail(code === "file_too_large" ? "file_large" : code === "session_full" ? "file_full" : "file_failed");
      },
    );
    const stop = () => {
      this.#running.delete(stop);
      abort();
      gone();
    };
    this.#running.add(stop);
    cancel.addEventListener("click", stop);
  }
}
