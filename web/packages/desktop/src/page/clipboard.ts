//! The clipboards of this person and of the endpoint as one (SCR-7), as far as the session and the browser allow. What was copied there is written here while the page has the focus; what is
//! pasted into the picture is sent there before the keys are. What the browser wants a click for waits for one.
//!
//! SECURITY: HTML of an endpoint goes to the browser's clipboard, which cleans it, and nowhere else.

import type { ClipContent, ClipFault, ClipKind, FromStream, ToStream } from "../messages";

/** What the endpoint copied and this browser does not let us have without a click. */
export interface Copied {
  readonly kinds: readonly ClipKind[];
  /** The beginning of the text, for whoever is to know it again. */
  readonly preview: string;
}

export interface ClipboardState {
  /** Something is on the endpoint's clipboard that could be copied here. */
  readonly offered: boolean;
  /** Paths of the files that are on the endpoint's clipboard, in its system's own bytes. */
  readonly files?: readonly Uint8Array[];
  readonly waiting?: Copied;
  /** What did not cross last, and which way. */
  readonly failed?: { readonly fault: ClipFault; readonly way: "here" | "there" };
}

/** What of the browser is used; tests bring their own. */
export interface BrowserClipboard {
  write(content: ClipContent): Promise<void>;
  /** What is on this person's clipboard; nothing where the browser asks first, or says no. */
  read(): Promise<ClipContent | undefined>;
  focused(): boolean;
}

const PREVIEW = 120;
const MOST_PNG = 16 << 20;

export class PageClipboard {
  readonly #post: (message: ToStream) => void;
  readonly #browser: BrowserClipboard;
  readonly #takers = new Set<(state: ClipboardState) => void>();
  #receives = false;
  #gives = false;
  #offer: { readonly offer: bigint; readonly kinds: readonly ClipKind[] } | undefined;
  /** The picture's link may know of the switch before the session's does. */
  #early: Extract<FromStream, { type: "clipOffer" }> | undefined;
  /** News of the endpoint that waits for the focus. */
  #news = false;
  #content: ClipContent | undefined;
  #failed: ClipboardState["failed"];
  /** As it is on both clipboards, as far as is known: not sent again. */
  #same: string | undefined;
  #put = 0;
  readonly #puts = new Map<number, (fault: ClipFault | undefined) => void>();
  #files: readonly Uint8Array[] | undefined;
  /** Takes files that are pasted; called while the browser's event is handled. Whether they are on the endpoint's clipboard already, so that the keys may paste them there. */
  takesFiles: ((data: DataTransfer) => Promise<boolean>) | undefined;
  #pulled: ((content: ClipContent | undefined) => void) | undefined;

  constructor(post: (message: ToStream) => void, browser: BrowserClipboard) {
    this.#post = post;
    this.#browser = browser;
  }

  get state(): ClipboardState {
    const { text, html, png } = this.#content ?? {};
    const kinds: ClipKind[] = [];
    if (text !== undefined) kinds.push("text");
    if (html !== undefined) kinds.push("html");
    if (png !== undefined) kinds.push("png");
    const preview = (text ?? "").slice(0, PREVIEW);
    return {
      offered: this.#offer?.kinds.some((kind) => kind !== "files") ?? false,
      ...(this.#files ? { files: this.#files } : {}),
      ...(this.#content ? { waiting: { kinds, preview } } : {}),
      ...(this.#failed ? { failed: this.#failed } : {}),
    };
  }

  onState(take: (state: ClipboardState) => void): () => void {
    this.#takers.add(take);
    take(this.state);
    return () => this.#takers.delete(take);
  }

  /** Which ways are open. What was on the way one that is not is forgotten. */
  allow(receives: boolean, gives: boolean): void {
    if (receives === this.#receives && gives === this.#gives) return;
    this.#receives = receives;
    this.#gives = gives;
    if (!receives) {
      this.#offer = undefined;
      this.#news = false;
      this.#content = undefined;
      this.#files = undefined;
      this.#settlePull(undefined);
    }
    if (!gives) {
      for (const settle of this.#puts.values()) settle("not_permitted");
      this.#puts.clear();
    }
    if (!receives && !gives) {
      this.#failed = undefined;
      this.#same = undefined;
    }
    const early = this.#early;
    this.#early = undefined;
    if (receives && early) this.#offered({ ...early, already: true });
    this.#tell();
  }

  get gives(): boolean {
    return this.#gives;
  }

  take(message: Extract<FromStream, { type: "clipOffer" | "clipPulled" | "clipPut" }>): void {
    if (message.type === "clipPut") {
      this.#puts.get(message.put)?.(message.fault);
      this.#puts.delete(message.put);
      return;
    }
    if (!this.#receives) {
      if (message.type === "clipOffer") this.#early = message;
      return;
    }
    if (message.type === "clipOffer") {
      this.#offered(message);
      return;
    }
    if (message.offer !== this.#offer?.offer) {
      this.#settlePull(undefined);
      return;
    }
    // What is newer comes with an offer of its own.
    if (message.fault && message.fault !== "changed") this.#failed = { fault: message.fault, way: "here" };
    const { content } = message;
    if (content.files) this.#files = pathsOf(content.files);
    const some = content.text !== undefined || content.html !== undefined || content.png !== undefined;
    if (this.#pulled) this.#settlePull(some ? content : undefined);
    else if (some) void this.#writeHere(content);
    this.#tell();
  }

  /** The window has the focus again: what waited for it comes, and what was copied elsewhere goes, where the browser lets us read it. */
  async focused(): Promise<void> {
    if (this.#news) {
      this.#pull();
      return;
    }
    if (this.#content) {
      await this.#writeHere(this.#content);
      return;
    }
    if (!this.#gives) return;
    const content = await this.#browser.read();
    if (content && this.#gives) await this.#give(content, false);
  }

  /** Sends what is pasted. `false`: it is not there. */
  async paste(data: DataTransfer): Promise<boolean> {
    if (this.takesFiles && this.#gives && areFiles(data)) return this.takesFiles(data);
    return this.#give(await contentOf(data), true);
  }

  /** Sends a text that was typed or pasted into a field. */
  sendText(text: string): Promise<boolean> {
    return this.#give({ text }, true);
  }

  /** Puts the files of a batch on the endpoint's clipboard. */
  putFiles(batch: number): Promise<ClipFault | undefined> {
    if (!this.#gives) return Promise.resolve("not_permitted");
    const put = ++this.#put;
    this.#same = undefined;
    return new Promise((resolve) => {
      this.#puts.set(put, resolve);
      this.#post({ type: "clipFiles", put, batch });
    });
  }

  /** At a click: what is on the endpoint's clipboard is written here. */
  async copyHere(): Promise<boolean> {
    const content = this.#content ?? (await this.#fetch());
    return content ? this.#writeHere(content) : false;
  }

  /** Shown and read. */
  dismiss(): void {
    this.#content = undefined;
    this.#failed = undefined;
    this.#tell();
  }

  #offered({ offer, kinds, already }: Extract<FromStream, { type: "clipOffer" }>): void {
    this.#offer = kinds.length > 0 ? { offer, kinds } : undefined;
    this.#content = undefined;
    this.#files = undefined;
    this.#settlePull(undefined);
    // What was there before is fetched by hand: it must not take the place of what this person has just copied.
    this.#news = kinds.some((kind) => kind !== "files") && !already;
    if (this.#offer) this.#same = undefined;
    // That nothing is there any more takes no word away that was not told yet.
    if (!already && kinds.length > 0) this.#failed = undefined;
    if (this.#news && this.#browser.focused()) this.#pull();
    // Which files they are takes no place of anything here.
    else if (kinds.includes("files")) this.#post({ type: "clipPull", offer, kinds: ["files"] });
    this.#tell();
  }

  #pull(): void {
    this.#news = false;
    if (this.#offer) this.#post({ type: "clipPull", ...this.#offer });
  }

  #fetch(): Promise<ClipContent | undefined> {
    this.#settlePull(undefined);
    if (!this.#offer) return Promise.resolve(undefined);
    this.#pull();
    return new Promise((resolve) => {
      this.#pulled = resolve;
    });
  }

  #settlePull(content: ClipContent | undefined): void {
    this.#pulled?.(content);
    this.#pulled = undefined;
  }

  async #writeHere(content: ClipContent): Promise<boolean> {
    let written = false;
    try {
      await this.#browser.write(content);
      written = true;
    } catch {
      // The browser wants a click, or the focus.
    }
    if (!this.#receives) return written;
    this.#content = written ? undefined : content;
    if (written) {
      this.#same = fingerprint(content);
      // A browser writes pictures anew; what it has now is what was there.
      if (content.png) void this.#browser.read().then((read) => read && this.#remember(read));
    }
    this.#tell();
    return written;
  }

  #remember(content: ClipContent): void {
    this.#same = fingerprint(content);
  }

  async #give(content: ClipContent | undefined, asked: boolean): Promise<boolean> {
    if (!content || !this.#gives) return true;
    // Without news of the endpoint nobody knows what it has by now.
    if (this.#receives && fingerprint(content) === this.#same) return true;
    const put = ++this.#put;
    const fault = await new Promise<ClipFault | undefined>((resolve) => {
      this.#puts.set(put, resolve);
      this.#post({ type: "clipPut", put, content });
    });
    if (!fault) this.#remember(content);
    if (asked || fault === undefined) this.#failed = fault ? { fault, way: "there" } : undefined;
    this.#tell();
    return fault === undefined;
  }

  #tell(): void {
    const { state } = this;
    for (const take of [...this.#takers]) take(state);
  }
}

/** NUL ends each. */
function pathsOf(bytes: Uint8Array): readonly Uint8Array[] | undefined {
  const paths: Uint8Array[] = [];
  for (let from = 0, at = bytes.indexOf(0); at >= 0; from = at + 1, at = bytes.indexOf(0, from)) {
    if (at > from) paths.push(bytes.subarray(from, at));
  }
  return paths.length > 0 ? paths : undefined;
}

/** A picture that a program copied comes as a file as well, which browsers call "image.png". */
export function areFiles(data: DataTransfer): boolean {
  const { files } = data;
  if (files.length === 0) return false;
  const [first] = files;
  return files.length > 1 || !/^image\.(png|jpe?g|gif|bmp|webp|tiff?)$/u.test(first?.name ?? "");
}

function fingerprint({ text, html, png }: ClipContent): string {
  // HTML is written by everybody in their own way, and never comes without its text.
  return text !== undefined
    ? `text ${text.replaceAll("\r\n", "\n")}`
    : png
      ? `png ${png.length}`
      : `html ${html ?? ""}`;
}

/** What a paste brings: text, HTML and a picture. */
export async function contentOf(data: DataTransfer): Promise<ClipContent | undefined> {
  const text = data.types.includes("text/plain") ? data.getData("text/plain") : "";
  const html = data.types.includes("text/html") ? data.getData("text/html") : "";
  const file = [...data.files].find(({ type }) => type === "image/png");
  const png = file && file.size <= MOST_PNG ? new Uint8Array(await file.arrayBuffer()) : undefined;
  if (text === "" && html === "" && !png) return undefined;
  return { ...(text === "" ? {} : { text }), ...(html === "" ? {} : { html }), ...(png ? { png } : {}) };
}

/** The clipboard of this browser. */
export const browserClipboard: BrowserClipboard = {
  async write({ text, html, png }) {
    if (typeof ClipboardItem === "undefined") {
      await navigator.clipboard.writeText(text ?? "");
      return;
    }
    const blob = (content: BlobPart, type: string) => new Blob([content], { type });
    const items = {
      ...(text === undefined ? {} : { "text/plain": blob(text, "text/plain") }),
      ...(html === undefined ? {} : { "text/html": blob(html, "text/html") }),
    };
    try {
      await navigator.clipboard.write([
        new ClipboardItem(png === undefined ? items : { ...items, "image/png": blob(png, "image/png") }),
      ]);
    } catch (why) {
      // A picture that is none to the browser; its text may be had all the same.
      if (png === undefined || Object.keys(items).length === 0 || !(why instanceof DOMException)) throw why;
      if (why.name === "NotAllowedError") throw why;
      await navigator.clipboard.write([new ClipboardItem(items)]);
    }
  },
  async read() {
    try {
      const name = "clipboard-read" as PermissionName;
      if ((await navigator.permissions.query({ name })).state !== "granted") return undefined;
      const [item] = await navigator.clipboard.read();
      const of = async (type: string) => (item?.types.includes(type) ? await item.getType(type) : undefined);
      const [text, html, png] = [await of("text/plain"), await of("text/html"), await of("image/png")];
      if (!text && !html && !png) return undefined;
      return {
        ...(text ? { text: await text.text() } : {}),
        ...(html ? { html: await html.text() } : {}),
        ...(png && png.size <= MOST_PNG ? { png: new Uint8Array(await png.arrayBuffer()) } : {}),
      };
    } catch {
      // No such permission in this browser, or no focus.
      return undefined;
    }
  },
  focused: () => document.hasFocus(),
};
