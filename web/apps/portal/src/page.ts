// The page: shows the conversation and takes what the customer does. The appliance wrote its parts and its words; here they are filled in.
//
// SECURITY: everything that anybody typed is put in as text, never as markup.

import { happened } from "./happened";
import type { Entry, SentFile } from "./messages";
import { type Talk, tooLong } from "./talk";
import { linkTo, sizeOf, webAddress, withLinks } from "./text";

/** The words of the page, in the customer's language. */
export type Words = Readonly<Record<string, string>>;

export interface PageEvents {
  readonly say: (text: string) => void;
  readonly end: () => void;
  /** Something is being written. */
  readonly types: () => void;
}

/** For how long somebody counts as writing after they were heard of. */
const TYPING_MS = 5_000;

type Mood = "connecting" | "lost" | "over" | "on";

const part = <Kind extends HTMLElement>(id: string): Kind => document.getElementById(id) as Kind;

export class Page {
  readonly #words: Words;
  readonly #title: string;
  readonly #parts = {
    root: part("session"),
    state: part("state"),
    next: part("next"),
    who: part("who"),
    helper: part("helper"),
    chatOnly: part("chat_only"),
    runs: part("runs"),
    client: part("client"),
    asked: part("client_title"),
    conversation: part("conversation"),
    log: part<HTMLOListElement>("log"),
    typing: part("typing"),
    form: part<HTMLFormElement>("say"),
    text: part<HTMLTextAreaElement>("message"),
    wrong: part("wrong"),
    end: part<HTMLButtonElement>("end"),
    ask: part<HTMLDialogElement>("ask"),
    yes: part<HTMLButtonElement>("yes"),
    no: part<HTMLButtonElement>("no"),
    home: part("home"),
  };
  readonly #times: Intl.DateTimeFormat;
  readonly #names: Intl.ListFormat;
  #queue = "";
  #accepted = "";
  /** Who asked for the program to be run. */
  #asked = "";
  #drafts: HTMLElement[] = [];
  /** What reps said, by the entry's sequence: a translation may follow. */
  readonly #bodies = new Map<number, HTMLElement>();
  /** The newest entry is in sight. */
  #atEnd = true;
  #quiet: ReturnType<typeof setTimeout> | undefined;

  constructor(words: Words, events: PageEvents) {
    const language = document.documentElement.lang;
    this.#words = words;
    this.#title = document.title;
    // In the page's language, and as the reader's country writes it.
    const local = navigator.languages.find((each) => each.split("-")[0] === language) ?? language;
    this.#times = new Intl.DateTimeFormat(local, { hour: "numeric", minute: "2-digit" });
    this.#names = new Intl.ListFormat(language, { type: "conjunction" });
    this.#listen(events);
  }

  #listen({ say, end, types }: PageEvents): void {
    const { form, text, wrong, ask, yes, no } = this.#parts;
    const send = () => {
      const said = text.value.trim();
      const long = tooLong(said);
      wrong.textContent = long ? (this.#words.too_long ?? "") : "";
      wrong.hidden = !long;
      text.toggleAttribute("aria-invalid", long);
      if (said === "" || long) return;
      say(said);
      text.value = "";
      text.focus();
    };
    text.addEventListener("input", () => {
      if (text.value.trim() !== "") types();
    });
    form.addEventListener("submit", (event) => {
      event.preventDefault();
      send();
    });
    text.addEventListener("keydown", (event) => {
      // While a Japanese or Chinese word is being composed, Enter chooses it.
      if (event.key !== "Enter" || event.shiftKey || event.isComposing) return;
      event.preventDefault();
      send();
    });
    const { conversation } = this.#parts;
    conversation.addEventListener("scroll", () => {
      this.#atEnd = conversation.scrollHeight - conversation.scrollTop - conversation.clientHeight < 80;
    });
    // A picture takes its place only when it has come: who was at the end stays there.
    conversation.addEventListener("load", () => this.#toEnd(), true);
    this.#parts.end.addEventListener("click", () => ask.showModal());
    no.addEventListener("click", () => ask.close());
    yes.addEventListener("click", () => {
      ask.close();
      end();
    });
    document.addEventListener("visibilitychange", () => {
      if (!document.hidden) document.title = this.#title;
    });
  }

  /** What goes on, in one sentence, and what to do. */
  tell(talk: Talk, mood: Mood): void {
    const { root, state, next, who, helper, form, end, home, chatOnly, runs, client, asked } = this.#parts;
    const runsHere = talk.state?.way === "client";
    const [sentence, advice] = this.#sentences(talk, mood);
    const over = mood === "over" || talk.state?.phase === "ended";
    root.dataset.state = over ? "over" : mood === "on" ? (talk.state?.phase ?? "connecting") : mood;
    // Said again only when it is another sentence: a screen reader reads each change.
    if (state.textContent !== sentence) state.textContent = sentence;
    if (next.textContent !== advice) next.textContent = advice;
    next.hidden = advice === "";
    who.textContent = this.#names.format(talk.state?.reps ?? []);
    chatOnly.hidden = runsHere || talk.state?.shares === true;
    runs.hidden = !runsHere;
    client.hidden = over || runsHere || this.#asked === "";
    asked.textContent = (asked.dataset.asked ?? "").replace("{name}", () => this.#asked);
    helper.hidden = over || (talk.state?.reps.length ?? 0) === 0;
    form.hidden = over;
    end.hidden = over;
    home.hidden = !over;
    // Whom nobody helped is asked nothing. Not every site asks.
    const survey = document.getElementById("survey");
    if (survey && talk.state?.phase === "ended" && talk.helped) survey.hidden = false;
    if (over && this.#parts.ask.open) this.#parts.ask.close();
  }

  #sentences(talk: Talk, mood: Mood): readonly [string, string] {
    const say = (key: string, name?: string): string => {
      const text = this.#words[key] ?? "";
      return name === undefined ? text : text.replace("{name}", () => name);
    };
    if (talk.state?.phase === "ended") {
      const alone = talk.state.endedReason === "nobody_there";
      return [say(talk.endedHere ? "ended_by_you" : alone ? "nobody_there" : "ended"), say("ended_next")];
    }
    if (mood === "over") return [say("refused"), say("refused_next")];
    if (mood === "lost") return [say("lost"), say("lost_next")];
    if (mood === "connecting" || !talk.state) return [say("connecting"), ""];
    const { phase, reps, waitsFor } = talk.state;
    switch (phase) {
      case "waiting": {
        const name = waitsFor || this.#queue;
        return [name ? say("waiting", name) : say("waiting_anybody"), say("waiting_next")];
      }
      case "active":
        return reps.length > 0 ? [say("active", this.#names.format(reps)), ""] : [say("on_hold"), say("on_hold_next")];
      case "on_hold":
        return [say("on_hold"), say("on_hold_next")];
      default:
        return [say("connecting"), ""];
    }
  }

  /** Somebody is writing; nobody, when nothing more is heard of it. */
  typing(name: string): void {
    clearTimeout(this.#quiet);
    const { typing } = this.#parts;
    const text = name === "" ? "" : (this.#words.typing ?? "").replace("{name}", () => name);
    if (typing.textContent !== text) typing.textContent = text;
    if (name !== "") this.#quiet = setTimeout(() => this.typing(""), TYPING_MS);
  }

  /** New entries below the others, then what is still on its way. */
  show(talk: Talk, fresh: readonly Entry[]): void {
    const { log, conversation } = this.#parts;
    for (const line of this.#drafts) line.remove();
    for (const entry of fresh) {
      if (entry.kind === "translated") {
        this.#translate(entry);
        continue;
      }
      const line = this.#line(entry);
      if (line) log.append(line);
      const said = ["chat", "file_sent", "url_pushed"].includes(entry.kind) && entry.who === "rep";
      if (said || entry.kind === "ended") this.typing("");
      if (said && document.hidden) {
        document.title = `${this.#words.unread ?? ""} · ${this.#title}`;
      }
    }
    this.#drafts = talk.drafts.map((draft) => {
      const line = this.#said("you", this.#words.you ?? "", draft.text, undefined);
      line.dataset.draft = draft.refused ? "refused" : "sending";
      const beside = document.createElement("span");
      beside.className = "beside";
      beside.textContent = this.#words[draft.refused ? "not_sent" : "sending"] ?? "";
      line.append(beside);
      log.append(line);
      return line;
    });
    conversation.hidden = log.children.length === 0;
    this.#toEnd();
  }

  #toEnd(): void {
    const { conversation } = this.#parts;
    if (this.#atEnd) conversation.scrollTop = conversation.scrollHeight;
  }

  #line(entry: Entry): HTMLElement | undefined {
    if (entry.kind === "chat") {
      const name = entry.who === "you" ? (this.#words.you ?? "") : entry.name;
      const line = this.#said(entry.who, name, entry.text, entry.at_ms);
      const body = line.querySelector<HTMLElement>(".text");
      if (body && entry.who === "rep") this.#bodies.set(entry.sequence, body);
      return line;
    }
    if (entry.kind === "file_sent" && entry.file) {
      const name = entry.who === "you" ? (this.#words.you ?? "") : entry.name;
      const line = this.#said(entry.who, name, "", entry.at_ms);
      line.append(...fileNodes(entry.file, entry.text));
      return line;
    }
    if (entry.kind === "url_pushed") return this.#pushed(entry);
    const text = this.#event(entry);
    if (text === "") return undefined;
    const line = document.createElement("li");
    line.dataset.who = "system";
    line.append(`${text} `, this.#time(entry.at_ms));
    return line;
  }

  /** In plain words; what means nothing to a customer is left out. */
  #event(entry: Entry): string {
    const { kind, name, text } = entry;
    const say = (key: string, who: string): string => (this.#words[key] ?? "").replace("{name}", () => who);
    switch (kind) {
      case "queued":
        this.#queue = text;
        // The first time it is what the page says anyway.
        if (this.#parts.log.children.length === 0) return "";
        return text ? say("queued", text) : (this.#words.waiting_anybody ?? "");
      case "nobody_there":
        return text || (this.#words.nobody_there ?? "");
      case "accepted":
        this.#accepted = name;
        return say("accepted", name);
      case "participant_joined":
        // Whoever took the session out of the queue was told of already.
        return name === this.#accepted ? "" : say("joined", name);
      case "participant_left":
        this.#accepted = "";
        return say("left", name);
      case "instructions_sent":
        return say("pictured", name);
      case "client_offered":
        this.#asked = name;
        return "";
      case "ended":
        return this.#words.ended ?? "";
      default:
        return happened(entry, this.#words);
    }
  }

  #time(at: number): HTMLElement {
    const time = document.createElement("time");
    time.dateTime = new Date(at).toISOString();
    time.textContent = this.#times.format(at);
    return time;
  }

  /** What a rep said is read in one's own language; as it was written stands below. */
  #translate({ translates, text }: Entry): void {
    const body = this.#bodies.get(translates ?? 0);
    if (!body || text === "") return;
    const made = document.createElement("div");
    made.append(...withLinks(text));
    // Another translation of the same message, into another language.
    if (body.firstElementChild?.nodeName === "DIV") {
      body.firstElementChild.replaceWith(made);
      return;
    }
    const original = document.createElement("div");
    original.className = "original";
    const label = document.createElement("span");
    label.textContent = `${this.#words.original ?? ""}: `;
    original.append(label, ...body.childNodes);
    body.append(made, original);
    this.#toEnd();
  }

  #said(who: string, name: string, text: string, at: number | undefined): HTMLElement {
    const line = document.createElement("li");
    line.dataset.who = who;
    const head = document.createElement("span");
    head.className = "by";
    const by = document.createElement("bdi");
    by.textContent = name;
    head.append(by);
    if (at !== undefined) head.append(" ", this.#time(at));
    const body = document.createElement("span");
    body.className = "text";
    body.append(...withLinks(text));
    line.append(head, ...(text === "" ? [] : [body]));
    return line;
  }

  /** A page to be opened, by the customer's own click and with its whole address in sight (SES-32). */
  #pushed(entry: Entry): HTMLElement | undefined {
    const url = webAddress(entry.text);
    if (!url) return undefined;
    const asked = (this.#words.asks_open ?? "").replace("{name}", () => entry.name);
    const line = this.#said("rep", entry.name, asked, entry.at_ms);
    const address = document.createElement("span");
    address.className = "address";
    address.dir = "ltr";
    address.textContent = url.href;
    const open = linkTo(url.href, this.#words.open ?? "");
    open.removeAttribute("dir");
    open.className = "button";
    line.append(address, open);
    return line;
  }
}

function fileNodes(file: SentFile, name: string): HTMLElement[] {
  const href = `/support/files/${file.id}`;
  const size = document.createElement("span");
  size.className = "size";
  size.textContent = ` ${sizeOf(file.bytes, document.documentElement.lang)}`;
  const link = document.createElement("a");
  link.href = href;
  const shown = document.createElement("bdi");
  shown.textContent = name;
  if (!file.picture) {
    link.download = name;
    link.append(shown);
    return [link, size];
  }
  link.target = "_blank";
  link.rel = "noopener noreferrer";
  const picture = document.createElement("img");
  picture.src = href;
  picture.alt = name;
  picture.loading = "lazy";
  link.append(picture);
  return [link, shown, size];
}
