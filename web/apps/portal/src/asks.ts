// The questions of a session with the full client (SES-5), which its window asks as well: whichever is answered first counts. Without an answer it is no.

import type { Asking, State } from "./messages";
import type { Words } from "./page";

/** What is asked, by permission. What this page has no words for it does not ask: the window does. */
const QUESTIONS: Readonly<Record<string, string>> = {
  screen_view: "ask_view",
  screen_control: "ask_control",
  shell: "ask_shell",
  elevation: "ask_elevation",
  system_view: "ask_system",
  system_act: "ask_system_act",
  pin: "ask_pin",
  button: "ask_button",
  clipboard_to_endpoint: "ask_clipboard_to",
  clipboard_from_endpoint: "ask_clipboard_from",
  power: "ask_power",
  special_actions: "ask_special",
  privacy: "ask_privacy",
  annotate: "ask_annotate",
  hear_sound: "ask_sound",
  run_scripts: "ask_scripts",
  shell_programs: "ask_shell_programs",
  file_download: "ask_files_from",
  file_upload: "ask_files_to",
};

interface Card {
  readonly element: HTMLElement;
  readonly left: HTMLElement;
  readonly until: number;
}

export class Asks {
  readonly #words: Words;
  readonly #answer: (prompt: number, yes: boolean) => void;
  readonly #place = document.getElementById("asks") as HTMLElement;
  readonly #cards = new Map<number, Card>();
  readonly #title = document.title;
  #clock: ReturnType<typeof setInterval> | undefined;

  constructor(words: Words, answer: (prompt: number, yes: boolean) => void) {
    this.#words = words;
    this.#answer = answer;
  }

  tell(state: State | undefined, linked: boolean): void {
    const open = linked && state?.way === "client" && state.phase !== "ended" ? state.asks : [];
    const asked = open.filter((one) => one.permission in QUESTIONS);
    for (const [id, card] of this.#cards) {
      if (asked.some((one) => one.id === id)) continue;
      card.element.remove();
      this.#cards.delete(id);
    }
    for (const one of asked) if (!this.#cards.has(one.id)) this.#add(one);
    if (this.#cards.size > 0) {
      this.#clock ??= setInterval(() => this.#tick(), 1_000);
      return;
    }
    clearInterval(this.#clock);
    this.#clock = undefined;
  }

  #say(key: string, name: string, by: string): string {
    return (this.#words[key] ?? "").replace(`{${name}}`, () => by);
  }

  #add(asking: Asking): void {
    const element = document.createElement("section");
    element.className = "client offer";
    element.dataset.asked = "";
    const title = document.createElement("h2");
    title.id = `ask_${asking.id}`;
    title.textContent = this.#say(QUESTIONS[asking.permission] ?? "", "name", asking.name);
    element.setAttribute("aria-labelledby", title.id);
    const holds = document.createElement("p");
    holds.textContent = this.#words[asking.forSession ? "for_session" : "for_once"] ?? "";
    const left = document.createElement("p");
    left.className = "quiet";
    // Read once with the question; not every second.
    left.setAttribute("aria-live", "off");
    const actions = document.createElement("div");
    actions.className = "actions";
    const button = (words: string, yes: boolean) => {
      const made = document.createElement("button");
      made.type = "button";
      made.textContent = words;
      if (!yes) made.className = "quiet-button";
      made.addEventListener("click", () => {
        for (const each of actions.querySelectorAll("button")) each.disabled = true;
        this.#answer(asking.id, yes);
      });
      return made;
    };
    actions.append(button(this.#words.allow ?? "", true), button(this.#words.refuse ?? "", false));
    element.append(title, holds, left, actions);
    this.#cards.set(asking.id, { element, left, until: Date.now() + asking.leftMs });
    this.#tick();
    this.#place.append(element);
    if (document.hidden) document.title = `${title.textContent} · ${this.#title}`;
  }

  #tick(): void {
    for (const { left, until } of this.#cards.values()) {
      const seconds = Math.max(0, Math.ceil((until - Date.now()) / 1_000));
      left.textContent = this.#say("otherwise_no", "seconds", String(seconds));
    }
  }
}
