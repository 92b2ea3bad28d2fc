// Something that is shown: captured here, encoded here, sent over a link of its own while a rep looks. What the customer says holds at once and here: nothing waits for the appliance.

import type { Link, LinkEvents } from "../link";
import type { Down, Shown } from "../messages";
import { bestCoder, type Coded, type Coder } from "./coder";
import { type Frames, framesOf } from "./frames";
import { Pace } from "./pace";
import { ALL, KEY, readCredit, Sender } from "./wire";

/** Ends of the link that are for good: the session is over or has another source, or another tab shows something. */
const FINAL = new Set(["ended", "superseded"]);

/** What the browser says that was chosen. */
export function shownBy(stream: MediaStream): Shown {
  const surface = stream.getVideoTracks()[0]?.getSettings().displaySurface;
  return surface === "window" ? "window" : surface === "browser" ? "tab" : "screen";
}

export class Sharing {
  readonly stream: MediaStream;
  readonly shown: Shown;
  readonly #link: Link;
  readonly #sender: Sender;
  readonly #frames: Frames;
  readonly #pace = new Pace();
  #coder: Coder | undefined;
  #change: () => void = () => {};
  #key = true;
  #busy = false;
  /** Grows with every cover and stop: what was being encoded then is let fall. */
  #age = 0;
  /** The appliance ended it. */
  #ended = false;
  #timer: ReturnType<typeof setTimeout> | undefined;
  paused = false;
  linked = false;
  over = false;
  failed = false;

  constructor(stream: MediaStream, shown: Shown, link: (events: LinkEvents) => Link) {
    const [track] = stream.getVideoTracks();
    if (!track) throw new Error("nothing to show");
    this.stream = stream;
    this.shown = shown;
    // For the browser's own scaling and the camera's exposure: sharp before smooth.
    track.contentHint = shown === "camera" ? "motion" : "detail";
    // The browser's own bar.
    track.addEventListener("ended", () => this.stop());
    this.#frames = framesOf(track, stream, () => this.#pump());
    this.#link = link({
      have: () => 0,
      system: "",
      share: () => ({ share: shown, paused: this.paused }),
      up: () => this.#linkIs(true),
      down: () => this.#linkIs(false),
      heard: (message) => this.#heard(message),
      raw: (data) => {
        const credit = readCredit(data);
        if (!credit) return;
        this.#sender.grant(credit.channel, credit.bytes);
        this.#pump();
      },
      final: (reason) => {
        this.#ended = FINAL.has(reason);
        return this.#ended;
      },
      over: () => {
        // Refused: nobody is there who could see it, or there is no such session any more.
        this.failed = !this.#ended;
        this.#end();
      },
    });
    this.#sender = new Sender((frame) => this.#link.sendFrame(frame));
  }

  onChange(change: () => void): void {
    this.#change = change;
  }

  start(): void {
    this.#link.start();
  }

  /** Covers it, or shows it again. */
  pause(on: boolean): void {
    if (this.over || on === this.paused) return;
    this.paused = on;
    this.#age += 1;
    if (on) this.#sender.open(0);
    this.#key = true;
    this.#link.send({ t: "pause", on });
    this.#change();
  }

  /** For good. */
  stop(): void {
    if (this.over) return;
    this.#link.send({ t: "stop" });
    this.#end();
  }

  #end(): void {
    if (this.over) return;
    this.over = true;
    this.linked = false;
    this.#age += 1;
    clearTimeout(this.#timer);
    for (const track of this.stream.getTracks()) track.stop();
    this.#frames.close();
    this.#coder?.close();
    this.#link.stop();
    this.#change();
  }

  #linkIs(on: boolean): void {
    this.linked = on;
    this.#sender.open(0);
    this.#change();
  }

  #heard(message: Down): void {
    switch (message.t) {
      case "show":
        if (this.paused) return;
        if (message.channel !== this.#sender.channel) {
          this.#sender.open(message.channel);
          this.#pace.anew();
        }
        this.#key = true;
        break;
      case "hide":
        this.#sender.open(0);
        break;
      case "painted": {
        const rate = this.#pace.painted(message.frame, performance.now());
        if (rate !== undefined) this.#coder?.rate(rate);
        break;
      }
      default:
        return;
    }
    this.#pump();
  }

  /** Makes the next frame if somebody looks, has room for it, and there is something new. */
  #pump(): void {
    if (this.over || this.paused || this.#busy || this.#sender.channel === 0 || this.#sender.full) return;
    const wait = this.#pace.wait(performance.now(), this.#key);
    if (wait === undefined) return;
    if (wait > 0) {
      clearTimeout(this.#timer);
      this.#timer = setTimeout(() => this.#pump(), wait);
      return;
    }
    const still = this.#frames.take(!this.#key);
    if (!still) return;
    const key = this.#key;
    const age = this.#age;
    const channel = this.#sender.channel;
    this.#key = false;
    this.#busy = true;
    void (async () => {
      try {
        this.#coder ??= await bestCoder(still);
        const coded = await this.#coder.encode(still, key);
        if (coded && age === this.#age && channel === this.#sender.channel) this.#send(coded);
        // What follows would refer to a frame that nobody got.
        else if (coded || key) this.#key = true;
      } catch {
        this.failed = true;
        if (age === this.#age) this.stop();
      } finally {
        still.close();
        this.#busy = false;
      }
      this.#pump();
    })();
  }

  #send(coded: Coded): void {
    this.#sender.frame(this.#pace.next(performance.now()), coded.key ? KEY | ALL : 0, coded.body);
  }
}
