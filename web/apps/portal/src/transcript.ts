// What was said, by e-mail, once the session is over (SES-32). The form is on the page only where the site offers it.

import type { Words } from "./page";

const part = <Kind extends HTMLElement>(id: string): Kind => document.getElementById(id) as Kind;

/** Asks for it: the status of the answer, 0 for none. */
export type Mail = (to: string) => Promise<number>;

export const mailTo: Mail = (to) =>
  fetch("/support/transcript", { method: "POST", body: new URLSearchParams({ to }), redirect: "error" }).then(
    (answer) => answer.status,
    () => 0,
  );

export class Transcript {
  readonly #form = document.getElementById("transcript");

  constructor(words: Words, mail: Mail) {
    const form = this.#form;
    if (!form) return;
    const parts = { to: part<HTMLInputElement>("to"), mail: part<HTMLButtonElement>("mail"), mailed: part("mailed") };
    form.addEventListener("submit", async (event) => {
      event.preventDefault();
      const { to, mail: button, mailed } = parts;
      const say = (key: string, wrong: boolean) => {
        mailed.textContent = words[key] ?? "";
        mailed.className = wrong ? "mailed error" : "mailed";
        to.toggleAttribute("aria-invalid", wrong && key === "mail_odd");
      };
      if (!/^\S+@\S+$/.test(to.value.trim())) return say("mail_odd", true);
      button.disabled = true;
      const status = await mail(to.value.trim());
      button.disabled = false;
      if (status === 204) say("mail_done", false);
      else say(status === 422 ? "mail_odd" : status === 429 ? "mail_often" : "mail_failed", true);
    });
  }

  offer(over: boolean): void {
    if (this.#form) this.#form.hidden = !over;
  }
}
