// What is known of the conversation: entries in their order, own messages that are on their way, the state. Knows no page and no network.

import type { Down, Entry, State, Up } from "./messages";

/** An own message that is not in the log yet. */
export interface Draft {
  readonly nonce: string;
  readonly text: string;
  /** The appliance refused it. */
  refused: boolean;
}

/** Bytes of a message at most; the appliance takes no more. */
export const MESSAGE_BYTES = 4096;

export const tooLong = (text: string): boolean => new TextEncoder().encode(text).length > MESSAGE_BYTES;

export class Talk {
  readonly entries: Entry[] = [];
  drafts: Draft[] = [];
  state: State | undefined;
  /** The customer wants it to end; said again until it has. */
  ending = false;
  /** The end was asked for in this page. */
  endedHere = false;
  #request = 0;
  readonly #asked = new Map<number, string>();
  readonly #send: (message: Up) => boolean;

  constructor(send: (message: Up) => boolean) {
    this.#send = send;
  }

  /** Sequence of the newest entry. */
  get have(): number {
    return this.entries.at(-1)?.sequence ?? 0;
  }

  /** Somebody has taken the session. */
  get helped(): boolean {
    return this.entries.some((entry) => entry.kind === "accepted");
  }

  say(text: string, nonce: string): void {
    const draft = { nonce, text, refused: false };
    this.drafts.push(draft);
    this.#offer(draft);
  }

  end(): void {
    this.ending = true;
    this.endedHere = true;
    this.#request += 1;
    this.#send({ t: "end", request: this.#request });
  }

  /** The link is there (again): what was not answered is said once more. The nonce keeps it from being doubled. */
  again(): void {
    this.#asked.clear();
    for (const draft of this.drafts) if (!draft.refused) this.#offer(draft);
    if (this.ending) this.end();
  }

  /** New entries that this message brought, in order. */
  take(message: Down): readonly Entry[] {
    if (message.t === "state") {
      this.state = message;
      if (message.phase === "ended") this.ending = false;
    }
    if (message.t === "reply") this.#answered(message.request, message.problem);
    if (message.t !== "events") return [];
    const fresh = message.events.filter((entry) => entry.sequence > this.have && this.#keep(entry));
    return fresh;
  }

  #keep(entry: Entry): boolean {
    if (entry.sequence <= this.have) return false;
    this.entries.push(entry);
    if (entry.who === "you") this.drafts = this.drafts.filter((draft) => draft.nonce !== entry.nonce);
    return true;
  }

  #offer(draft: Draft): void {
    this.#request += 1;
    this.#asked.set(this.#request, draft.nonce);
    this.#send({ t: "say", request: this.#request, text: draft.text, nonce: draft.nonce });
  }

  #answered(request: number, problem: string): void {
    const nonce = this.#asked.get(request);
    this.#asked.delete(request);
    const draft = this.drafts.find((each) => each.nonce === nonce);
    if (draft && problem) draft.refused = true;
  }
}
