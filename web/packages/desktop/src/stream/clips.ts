//! Contents of clipboards on their way (SCR-7): fetched and sent piece by piece, each piece answered by its number. A content is handed over whole or not at all. Pieces are small and few while
//! the line is slow, so that neither a picture nor a key waits long behind one. Pure: the caller brings the moment and the link.

import { create, fromBinary } from "@bufbuild/protobuf";
import {
  ClipboardAnswerSchema,
  ClipboardAskSchema,
  ClipboardFilesSchema,
  ClipboardKind,
  ClipboardOfferSchema,
  ClipboardOutcome,
  ClipboardPartSchema,
  ClipboardSetSchema,
  type ScreenUp,
} from "@towline/wire";
import type { ClipContent, ClipFault, ClipKind, FromStream } from "../messages";

const SMALLEST = 8 * 1024;
const LARGEST = 48 * 1024;
/** The appliance takes eight; some are left to what is asked for meanwhile. */
const MOST_OPEN = 3;
const FAST_MS = 100;
const SLOW_MS = 300;
/** What a content has at most. */
const LIMITS: Readonly<Record<ClipKind, number>> = { text: 1 << 20, html: 1 << 20, png: 16 << 20, files: 1 << 20 };
const KINDS: Readonly<Record<ClipKind, ClipboardKind>> = {
  text: ClipboardKind.TEXT,
  html: ClipboardKind.HTML,
  png: ClipboardKind.PNG,
  files: ClipboardKind.FILES,
};
const FAULTS: Readonly<Record<number, ClipFault>> = {
  [ClipboardOutcome.CHANGED]: "changed",
  [ClipboardOutcome.TOO_LARGE]: "too_large",
  [ClipboardOutcome.NO_ANSWER]: "no_answer",
  [ClipboardOutcome.NOT_PERMITTED]: "not_permitted",
  [ClipboardOutcome.LOST]: "lost",
};

type Body = ScreenUp["body"];

/** Something that is said and answered once. */
interface Said {
  readonly body: (number: number) => Body;
  readonly done: (outcome: Outcome) => void;
}

interface Outcome {
  readonly fault?: ClipFault;
  readonly piece?: { readonly total: number; readonly offset: number; readonly body: Uint8Array };
}

interface Pull {
  readonly offer: bigint;
  readonly kinds: readonly ClipKind[];
  readonly whole: Map<ClipKind, Uint8Array<ArrayBuffer>>;
  fault?: ClipFault;
}

export interface ClipEvents {
  post(message: FromStream, transfer?: ArrayBuffer[]): void;
  /** Sends it; `false`: there is no link. */
  send(body: Body): boolean;
  now(): number;
}

export class Clips {
  readonly #events: ClipEvents;
  #number = 0;
  #content = 0;
  #open = new Map<number, { said: Said; at: number }>();
  #waiting: Said[] = [];
  #pull: Pull | undefined;
  #size = LARGEST / 2;

  constructor(events: ClipEvents) {
    this.#events = events;
  }

  /** The body of an offer. `false`: it is none. */
  offered(bytes: Uint8Array): boolean {
    try {
      const { offer, kinds, already } = fromBinary(ClipboardOfferSchema, bytes);
      const known = (Object.keys(KINDS) as ClipKind[]).filter((kind) => kinds.includes(KINDS[kind]));
      this.#events.post({ type: "clipOffer", offer, kinds: known, already });
      return true;
    } catch {
      return false;
    }
  }

  piece(number: number, total: number, offset: number, body: Uint8Array): void {
    this.#answered(number, { piece: { total, offset, body } });
  }

  /** The body of an answer. `false`: it is none. */
  answer(bytes: Uint8Array): boolean {
    try {
      const { number, outcome } = fromBinary(ClipboardAnswerSchema, bytes);
      this.#answered(number, outcome === ClipboardOutcome.DONE ? {} : { fault: FAULTS[outcome] ?? "refused" });
      return true;
    } catch {
      return false;
    }
  }

  pull(offer: bigint, kinds: readonly ClipKind[]): void {
    const pull: Pull = { offer, kinds, whole: new Map() };
    this.#pull = pull;
    this.#next(pull);
  }

  put(put: number, content: ClipContent): void {
    const fault = this.#send(content, (fault) =>
      this.#events.post({ type: "clipPut", put, ...(fault ? { fault } : {}) }),
    );
    if (fault) this.#events.post({ type: "clipPut", put, fault });
  }

  putFiles(put: number, batch: number): void {
    this.#say({
      body: (number) => ({ case: "clipboardFiles", value: create(ClipboardFilesSchema, { number, batch }) }),
      done: ({ fault }) => this.#events.post({ type: "clipPut", put, ...(fault ? { fault } : {}) }),
    });
  }

  /** The link, or what was behind it, is gone: nothing that was said is answered any more. */
  lost(): void {
    const all = [...this.#open.values()].map(({ said }) => said).concat(this.#waiting);
    this.#open = new Map();
    this.#waiting = [];
    for (const said of all) said.done({ fault: "lost" });
  }

  /** The next kind of a pull, or its end. */
  #next(pull: Pull): void {
    const kind = pull.kinds.find((each) => !pull.whole.has(each));
    if (kind && !pull.fault) {
      this.#fetch(pull, kind);
      return;
    }
    this.#pull = undefined;
    const texts = new TextDecoder();
    const [text, html, png, files] = (["text", "html", "png", "files"] as const).map((each) => pull.whole.get(each));
    const content = {
      ...(text ? { text: texts.decode(text) } : {}),
      ...(html ? { html: texts.decode(html) } : {}),
      ...(png ? { png } : {}),
      ...(files ? { files } : {}),
    };
    const { offer, fault } = pull;
    this.#events.post({ type: "clipPulled", offer, content, ...(fault ? { fault } : {}) }, png ? [png.buffer] : []);
  }

  #fetch(pull: Pull, kind: ClipKind): void {
    let whole: Uint8Array<ArrayBuffer> | undefined;
    let have = 0;
    let asked = 0;
    const ask = (offset: number): void => {
      const most = this.#size;
      asked = offset + most;
      this.#say({
        body: (number) => ({
          case: "clipboardAsk",
          value: create(ClipboardAskSchema, { number, offer: pull.offer, kind: KINDS[kind], offset, most }),
        }),
        done: ({ fault, piece }) => {
          if (this.#pull !== pull || pull.fault) return;
          if (fault || !piece) return this.#fail(pull, fault ?? "refused");
          if (piece.total > LIMITS[kind]) return this.#fail(pull, "too_large");
          whole ??= new Uint8Array(piece.total);
          const length = Math.min(most, whole.length - offset);
          // SECURITY: an endpoint that sends something else than was asked for sends nothing.
          if (piece.total !== whole.length || piece.offset !== offset || piece.body.length !== length)
            return this.#fail(pull, "refused");
          whole.set(piece.body, offset);
          have += piece.body.length;
          if (have >= whole.length) {
            pull.whole.set(kind, whole);
            this.#next(pull);
            return;
          }
          for (let open = this.#open.size + this.#waiting.length; open < MOST_OPEN && asked < whole.length; open += 1)
            ask(asked);
        },
      });
    };
    ask(0);
  }

  #fail(pull: Pull, fault: ClipFault): void {
    pull.fault = fault;
    this.#next(pull);
  }

  /** Sends a content in its parts, and then the word to put it there. A fault: nothing was sent. */
  #send(content: ClipContent, done: (fault?: ClipFault) => void): ClipFault | undefined {
    const texts = new TextEncoder();
    const parts: [ClipKind, Uint8Array][] = [];
    if (content.text !== undefined) parts.push(["text", texts.encode(content.text)]);
    if (content.html !== undefined) parts.push(["html", texts.encode(content.html)]);
    if (content.png !== undefined) parts.push(["png", content.png]);
    if (parts.length === 0) return "refused";
    if (parts.some(([kind, bytes]) => bytes.length > LIMITS[kind])) return "too_large";
    this.#content += 1;
    const number = this.#content;
    this.#part(parts, 0, number, done);
    return undefined;
  }

  /** One part after the other: each has to follow the one before it. */
  #part(parts: readonly [ClipKind, Uint8Array][], offset: number, content: number, done: (fault?: ClipFault) => void) {
    const [first, ...rest] = parts;
    if (!first) {
      this.#say({
        body: (number) => ({ case: "clipboardSet", value: create(ClipboardSetSchema, { number, content }) }),
        done: ({ fault }) => done(fault),
      });
      return;
    }
    const [kind, bytes] = first;
    const data = bytes.subarray(offset, offset + this.#size);
    const end = offset + data.length;
    this.#say({
      body: (number) => {
        const value = { number, content, kind: KINDS[kind], total: bytes.length, offset, data };
        return { case: "clipboardPart", value: create(ClipboardPartSchema, value) };
      },
      done: ({ fault }) => {
        if (fault) done(fault);
        else if (content !== this.#content) done("changed");
        else if (end < bytes.length) this.#part(parts, end, content, done);
        else this.#part(rest, 0, content, done);
      },
    });
  }

  #say(said: Said): void {
    this.#waiting.push(said);
    this.#flush();
  }

  #flush(): void {
    while (this.#open.size < MOST_OPEN) {
      const said = this.#waiting.shift();
      if (!said) return;
      this.#number += 1;
      const number = this.#number;
      this.#open.set(number, { said, at: this.#events.now() });
      if (!this.#events.send(said.body(number))) this.#answered(number, { fault: "lost" });
    }
  }

  #answered(number: number, outcome: Outcome): void {
    const open = this.#open.get(number);
    if (!open) return;
    this.#open.delete(number);
    const took = this.#events.now() - open.at;
    if (took < FAST_MS) this.#size = Math.min(LARGEST, this.#size * 2);
    else if (took > SLOW_MS) this.#size = Math.max(SMALLEST, this.#size / 2);
    open.said.done(outcome);
    this.#flush();
  }
}
