// How a picture of the screen of an iPhone or iPad is taken and sent (SUP-26): no browser there can show the screen itself. The appliance wrote the card; here it comes and goes.

import type { Entry } from "./messages";

const part = <Kind extends HTMLElement>(id: string): Kind => document.getElementById(id) as Kind;

/** What the device runs. Tablets call themselves computers; a Mac has no glass to put several fingers on. */
export const systemOf = (told: string, fingers: number): string => (told === "macOS" && fingers > 1 ? "iOS" : told);

export class Picture {
  readonly #parts = {
    card: part("picture"),
    title: part("picture_title"),
    choose: part("picture_choose"),
    not: part("picture_not"),
    file: part<HTMLInputElement>("picture_file"),
  };
  /** Who asked for one; nobody, once it was sent or put off. */
  #asked = "";
  #allowed = false;

  constructor(take: (files: FileList | null) => void) {
    const { choose, not, file } = this.#parts;
    choose.addEventListener("click", () => file.click());
    file.addEventListener("change", () => {
      take(file.files);
      // The same picture can be chosen again.
      file.value = "";
    });
    not.addEventListener("click", () => {
      this.#asked = "";
      this.#show();
    });
  }

  /** What has come of it, by the log: also when the page is loaded anew. */
  heard(fresh: readonly Entry[]): void {
    for (const { kind, who, name } of fresh) {
      if (kind === "instructions_sent") this.#asked = name;
      else if (kind === "file_sent" && who === "you") this.#asked = "";
    }
    this.#show();
  }

  /** Whether files can be sent now. */
  allow(yes: boolean): void {
    this.#allowed = yes;
    this.#show();
  }

  #show(): void {
    const { card, title } = this.#parts;
    const hidden = !this.#allowed || this.#asked === "";
    const text = hidden ? "" : (title.dataset.asked ?? "").replace("{name}", () => this.#asked);
    if (card.hidden !== hidden) card.hidden = hidden;
    // Said again only when it is another sentence: a screen reader reads each change.
    if (title.textContent !== text) title.textContent = text;
  }
}
