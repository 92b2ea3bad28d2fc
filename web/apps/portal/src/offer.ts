// Sharing the screen or a camera, as far as it is on the page before it begins: the offer, the question of a rep, and the bar that stands there all the while something is shown. What
// captures, encodes and sends is a second script that is loaded when it is needed.

import { Link, type Surroundings } from "./link";
import type { Shown, State } from "./messages";
import type { Words } from "./page";
import type { Sharing } from "./share/sharing";

export interface OfferEvents {
  readonly surroundings: Surroundings;
  /** To a question: no, or, while something is shown already, yes. */
  readonly answer: (prompt: number, yes: boolean) => void;
}

const part = <Kind extends HTMLElement>(id: string): Kind => document.getElementById(id) as Kind;

/** No larger than a rep's screen; text on a larger one is read all the same. */
const MOST = { width: { max: 2560 }, height: { max: 1600 }, frameRate: { ideal: 30, max: 30 } };

const capture = {
  screen: () =>
    navigator.mediaDevices.getDisplayMedia({
      video: MOST,
      audio: false,
      // Newer than the types: this very page is offered last, and the browser's own bar lets one change what is shown.
      ...({ selfBrowserSurface: "exclude", surfaceSwitching: "include" } as object),
    }),
  camera: () => navigator.mediaDevices.getUserMedia({ video: { facingMode: "environment", ...MOST }, audio: false }),
};

export class Offer {
  readonly #words: Words;
  readonly #events: OfferEvents;
  readonly #names: Intl.ListFormat;
  readonly #parts = {
    offer: part("share"),
    title: part("share_title"),
    screen: part<HTMLButtonElement>("share_screen"),
    camera: part<HTMLButtonElement>("share_camera"),
    allow: part<HTMLButtonElement>("share_allow"),
    not: part<HTMLButtonElement>("share_not"),
    cannot: part("share_cannot"),
    wrong: part("share_wrong"),
    bar: part("sharing"),
    what: part("sharing_what"),
    whom: part("sharing_whom"),
    preview: part<HTMLVideoElement>("sharing_preview"),
    pause: part<HTMLButtonElement>("sharing_pause"),
    stop: part<HTMLButtonElement>("sharing_stop"),
  };
  readonly #can: Readonly<Record<"screen" | "camera", boolean>>;
  #state: State | undefined;
  #over = false;
  #choosing = false;
  #sharing: Sharing | undefined;

  constructor(words: Words, events: OfferEvents) {
    this.#words = words;
    this.#events = events;
    this.#names = new Intl.ListFormat(document.documentElement.lang, { type: "conjunction" });
    const { screen, camera, allow, not, pause, stop } = this.#parts;
    const media: Partial<MediaDevices> = navigator.mediaDevices ?? {};
    // A camera is for what lies before a phone; a computer's own looks at its user, which nobody asked for.
    const phone = matchMedia("(pointer: coarse)").matches;
    this.#can = { screen: media.getDisplayMedia !== undefined, camera: phone && media.getUserMedia !== undefined };
    screen.addEventListener("click", () => void this.#begin("screen"));
    camera.addEventListener("click", () => void this.#begin("camera"));
    allow.addEventListener("click", () => this.#answer(true));
    not.addEventListener("click", () => this.#answer(false));
    pause.addEventListener("click", () => {
      const sharing = this.#sharing;
      sharing?.pause(!sharing.paused);
      this.#show();
    });
    stop.addEventListener("click", () => this.#sharing?.stop());
    addEventListener("pagehide", () => this.#sharing?.stop());
    this.#show();
  }

  /** The session is another one now, or this page's part in it is over. */
  tell(state: State | undefined, over: boolean): void {
    this.#state = state;
    this.#over = over || state?.phase === "ended";
    // The full client has the screen, or nobody has it.
    if (this.#over || state?.way === "client") this.#sharing?.stop();
    this.#show();
  }

  #answer(yes: boolean): void {
    for (const asking of this.#state?.asks ?? []) this.#events.answer(asking.id, yes);
  }

  async #begin(kind: "screen" | "camera"): Promise<void> {
    if (this.#choosing || this.#sharing) return;
    this.#choosing = true;
    this.#wrong("");
    this.#show();
    // The browser asks at once, while it still counts as the person's click; the script comes meanwhile.
    const script = import("./share/sharing");
    let stream: MediaStream | undefined;
    try {
      stream = await capture[kind]();
      const { Sharing, shownBy } = await script;
      const shown = kind === "camera" ? "camera" : shownBy(stream);
      this.#share(new Sharing(stream, shown, (events) => new Link(this.#events.surroundings, events)), shown);
    } catch (why) {
      for (const track of stream?.getTracks() ?? []) track.stop();
      // Whoever closes the browser's question has changed their mind, which is nothing wrong.
      const changed = kind === "screen" && why instanceof DOMException && why.name === "NotAllowedError";
      if (!changed) this.#wrong(this.#words.failed ?? "");
      script.catch(() => {});
    }
    this.#choosing = false;
    this.#show();
  }

  #share(sharing: Sharing, shown: Shown): void {
    this.#sharing = sharing;
    const { preview, bar } = this.#parts;
    preview.hidden = shown !== "camera";
    preview.srcObject = shown === "camera" ? sharing.stream : null;
    if (shown === "camera") void preview.play().catch(() => {});
    bar.dataset.shown = shown;
    sharing.onChange(() => {
      if (sharing.over) {
        if (this.#sharing === sharing) this.#sharing = undefined;
        preview.srcObject = null;
        if (sharing.failed) this.#wrong(this.#words.failed ?? "");
      }
      this.#show();
    });
    sharing.start();
  }

  #wrong(text: string): void {
    const { wrong } = this.#parts;
    wrong.textContent = text;
    wrong.hidden = text === "";
  }

  #say(key: string, name = ""): string {
    return (this.#words[key] ?? "").replace("{name}", () => name);
  }

  #show(): void {
    const { offer, title, screen, camera, allow, not, cannot, bar, what, whom, pause } = this.#parts;
    const state = this.#state;
    const sharing = this.#sharing;
    const asks = state?.asks ?? [];
    const asked = asks.length > 0;
    const names = this.#names.format(asks.map((one) => one.name));
    const open = !this.#over && state !== undefined && state.way !== "client";
    const possible = this.#can.screen || this.#can.camera;
    // While something is shown the offer is there for a question only.
    const offered = sharing ? asked : state?.mayShare === true && !state.shares && (possible || asked);
    offer.hidden = !(open && offered);
    offer.toggleAttribute("data-asked", asked);
    put(title, asked ? this.#say(sharing ? "also_asked" : "asked", names) : this.#say("title"));
    screen.disabled = this.#choosing;
    camera.disabled = this.#choosing;
    screen.hidden = !this.#can.screen || sharing !== undefined;
    camera.hidden = !this.#can.camera || sharing !== undefined;
    cannot.hidden = possible;
    allow.hidden = !sharing;
    not.hidden = !asked;
    bar.hidden = !sharing;
    if (!sharing) return;
    bar.toggleAttribute("data-paused", sharing.paused);
    put(what, this.#say(sharing.paused ? "paused" : `sharing_${sharing.shown}`));
    put(whom, this.#whom(sharing, state?.watching ?? []));
    put(pause, this.#say(sharing.paused ? "resume" : "pause"));
  }

  #whom(sharing: Sharing, watching: readonly string[]): string {
    if (sharing.paused) return "";
    if (!sharing.linked) return this.#say("away");
    return watching.length > 0 ? this.#say("seen_by", this.#names.format(watching)) : this.#say("seen_by_nobody");
  }
}

/** Said again only when it is another sentence: a screen reader reads each change. */
function put(where: HTMLElement, text: string): void {
  if (where.textContent !== text) where.textContent = text;
}
