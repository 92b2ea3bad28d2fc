//! The remote screen of one session as an element of a page: picture, pointer, keyboard, states. Framework-free; the app attaches it somewhere and shows what it says of itself.

import type { ProblemDetails, ScreenMode } from "@towline/wire";
import type {
  DesktopStats,
  FromStream,
  InputEventData,
  MonitorInfo,
  ScreenInfo,
  ScreenLook,
  StreamPhase,
  ToStream,
} from "./messages";
import { browserClipboard, PageClipboard } from "./page/clipboard";
import { RemoteCursor } from "./page/cursor";
import { Drawing } from "./page/drawing";
import { pixelAt, type ScaleMode } from "./page/geometry";
import { Hands, type HandsState } from "./page/hands";
import { OtherPointers, type Pointed } from "./page/others";
import { openPort, type StreamPort } from "./page/port";
import { PageSound } from "./page/sound";
import { Stage } from "./page/stage";
import { View } from "./page/view";

export type DesktopPhase = "connecting" | "live" | "reconnecting" | "paused" | "unavailable" | "closed";

export interface DesktopState {
  readonly phase: DesktopPhase;
  /** Why it is closed or unavailable, or what stands in the way of coming back. */
  readonly problem?: ProblemDetails;
  readonly width: number;
  readonly height: number;
  readonly monitors: readonly MonitorInfo[];
  /** The monitor that is shown; 0: all. */
  readonly monitor: number;
  readonly path: string;
  readonly keyboardLayout: string;
  /** How the endpoint makes the picture; absent while it has not said so. */
  readonly look?: ScreenLook;
  /** The keyboard goes to the remote machine now. */
  readonly hasKeyboard: boolean;
  /** This person holds keyboard and mouse (SCR-2). */
  readonly control: boolean;
  readonly hands: HandsState;
  readonly scale: ScaleMode;
  /** How large the picture is shown, in its actual size. */
  readonly factor: number;
  readonly stats: DesktopStats;
}

export interface DesktopOptions {
  readonly sessionId: string;
  /** Random number of this tab. */
  readonly viewer: bigint;
  readonly ticket: () => Promise<string>;
  /** "/link/console". */
  readonly url: string;
  /** What a screen reader calls the place that takes the keyboard. */
  readonly keyboardLabel?: string;
  /** And the place that is drawn on. */
  readonly drawingLabel?: string;
  /** The page that it stands on; absent: this one. */
  readonly document?: Document;
  /** One monitor in a stream of its own, beside the session's (SCR-9). */
  readonly ownMonitor?: number;
  /** What this tab chose before (SCR-11); absent: the session's stays as it is. */
  readonly mode?: ScreenMode;
}

const KEYBOARD_LABEL = "Remote screen. Press Control, Alt and Shift together to leave it.";
const DRAWING_LABEL = "Drawing on the remote screen. Press Escape to leave it.";
/** What was drawn is back with the picture by then, on a link without delay. */
const BACK_MS = 500;
const NO_STATS: DesktopStats = { rttMs: 0, fps: 0, bytesPerSecond: 0, encoding: "lossless", codec: "" };
/** A tab that comes back so soon was never away. */
const LINGER_MS = 1_000;

export class RemoteDesktop {
  readonly #o: DesktopOptions;
  readonly #port: StreamPort;
  readonly #stage: Stage;
  /** Keyboard, pointer, fingers. */
  readonly hands: Hands;
  /** Scale and part of the picture. */
  readonly view: View;
  readonly #document: Document;
  readonly #window: Window;
  readonly #cursor: RemoteCursor;
  readonly #others: OtherPointers;
  /** The two clipboards (SCR-7). */
  readonly clipboard: PageClipboard;
  /** Drawing on the picture (SCR-14). */
  readonly drawing: Drawing;
  /** What the endpoint plays (SCR-18). */
  readonly sound: PageSound;
  readonly #pointing = new Set<(at: { x: number; y: number } | undefined) => void>();
  readonly #takers = new Set<(state: DesktopState) => void>();
  readonly #onVisibility = (): void => this.#look();
  #streamPhase: StreamPhase = "connecting";
  #problem: ProblemDetails | undefined;
  #screen: ScreenInfo | undefined;
  #stats = NO_STATS;
  #monitor = 0;
  #control = false;
  /** A picture of the present link is on the canvas. */
  #live = false;
  #looking = true;
  /** Not on a page yet: its link is opened ahead, so that the first picture does not wait for it. */
  #waiting = true;
  /** While only the sound goes on, pictures are not acknowledged, and so none are made. */
  #unsaid: Extract<ToStream, { type: "painted" }>[] = [];
  #lingerTimer: ReturnType<typeof setTimeout> | undefined;
  #hasKeyboard = false;
  #disposed = false;

  constructor(o: DesktopOptions) {
    this.#o = o;
    this.#document = o.document ?? document;
    this.#window = this.#document.defaultView ?? window;
    this.#monitor = o.ownMonitor ?? 0;
    this.#stage = new Stage(this.#document, () => {
      this.#others.again();
      this.#look();
      this.#tell();
    });
    const { picture, surface } = this.#stage;
    this.view = new View(this.#stage, () => this.#scaled());
    this.#cursor = new RemoteCursor(picture);
    const clipboard = new PageClipboard((message) => this.#port.post(message), browserClipboard);
    this.clipboard = clipboard;
    this.sound = new PageSound(
      (message) => this.#port.post(message),
      () => this.#look(),
    );
    this.hands = new Hands(this.#stage, this.view, this.#cursor, o.keyboardLabel ?? KEYBOARD_LABEL, {
      get pastes() {
        return clipboard.gives ? (data: DataTransfer) => clipboard.paste(data) : undefined;
      },
      send: (event) => this.#input(event),
      release: () => this.#input({ kind: "release" }),
      keyboard: (on) => this.#keyboardIs(on),
      changed: () => this.#tell(),
    });
    this.#others = new OtherPointers(
      this.#document,
      (x, y) => this.#stage.cssPoint(x, y),
      () => surface.picture,
    );
    this.drawing = new Drawing({
      picture,
      canvas: surface.canvas,
      size: () => surface.picture,
      label: o.drawingLabel ?? DRAWING_LABEL,
      backMs: () => BACK_MS + 2 * this.#stats.rttMs,
      send: (event) => this.#port.post({ type: "draw", event }),
    });
    picture.append(this.#cursor.mark, this.#others.element, this.hands.field, this.drawing.element);
    picture.addEventListener("pointermove", ({ clientX, clientY }) => {
      if (this.#pointing.size === 0 || surface.picture.width === 0) return;
      this.#points(pixelAt(clientX, clientY, surface.canvas.getBoundingClientRect(), surface.picture));
    });
    picture.addEventListener("pointerleave", () => this.#points(undefined));
    this.#port = openPort((message) => this.#take(message));
    const { url, sessionId, viewer, mode } = o;
    const own = o.ownMonitor ? ({ own: true } as const) : {};
    const chosen = mode === undefined ? {} : { mode };
    this.#port.post({ type: "start", url, sessionId, viewer, monitor: this.#monitor, ...own, ...chosen });
    this.#document.addEventListener("visibilitychange", this.#onVisibility);
    this.#window.addEventListener("blur", this.#onWindowBlur);
    this.#window.addEventListener("focus", this.#onWindowFocus);
    this.#look();
  }

  get state(): DesktopState {
    const { width, height } = this.#stage.surface.picture;
    const { monitors = [], path = "", keyboardLayout = "", look } = this.#screen ?? {};
    const problem = this.#shownProblem();
    return {
      phase: this.#phase(),
      ...(problem ? { problem } : {}),
      width,
      height,
      monitors,
      monitor: this.#monitor,
      path,
      keyboardLayout,
      ...(look ? { look } : {}),
      hasKeyboard: this.#hasKeyboard,
      control: this.#control,
      hands: this.hands.state,
      scale: this.view.mode,
      factor: this.#stage.factor,
      stats: this.#stats,
    };
  }

  /** Tells the state now and at every change. */
  onState(take: (state: DesktopState) => void): () => void {
    this.#takers.add(take);
    take(this.state);
    return () => this.#takers.delete(take);
  }

  /** Tells where this person's pointer is on the picture, in its pixels, whether they have control or not; `undefined`: not on it any more. */
  onPointing(take: (at: { x: number; y: number } | undefined) => void): () => void {
    this.#pointing.add(take);
    return () => this.#pointing.delete(take);
  }

  /** Shows where somebody else points; `undefined`: nowhere any more. */
  pointed(participant: number, at: Pointed | undefined): void {
    this.#others.set(participant, at);
  }

  /** Nobody else points any more. */
  nobodyPoints(): void {
    this.#others.clear();
  }

  attach(element: HTMLElement): void {
    this.#waiting = false;
    element.append(this.#stage.host);
    this.#stage.measure();
    this.#look();
  }

  /** Goes to a place that is not seen before a picture is in it: then, and never without one, it has `data-live`. */
  showAhead(element: HTMLElement): void {
    this.attach(element);
    const seen = this.onState(({ phase }) => {
      const here = this.#stage.host.parentElement === element;
      element.toggleAttribute("data-live", here && phase === "live");
      // The page has a place of its own for it now, or there will be none.
      if (!here) seen();
    });
  }

  /** Takes the picture off the page; its link is closed until it is attached again. */
  detach(): void {
    this.releaseAll();
    this.#stage.host.remove();
    this.#look();
  }

  /** Whether this person holds keyboard and mouse (SCR-2). */
  setControl(on: boolean): void {
    if (on === this.#control) return;
    if (!on) this.releaseAll();
    this.#control = on;
    this.hands.allow(on);
    this.view.allow(on);
    this.#cursor.own(on);
    this.#tell();
  }

  setScale(mode: ScaleMode): void {
    this.view.mode = mode;
  }

  setMonitor(id: number): void {
    this.#monitor = id;
    this.#port.post({ type: "monitor", monitor: id });
    this.#changed();
  }

  /** The session's colours (SCR-11). The appliance takes them of who controls, or owns; what is in use, the state tells. */
  setMode(mode: ScreenMode): void {
    this.#port.post({ type: "mode", mode });
  }

  /** Sends a combination that the browser would keep, such as "ctrl+alt+del". `false`: no such keys, or no control. */
  sendKeys(combo: string): boolean {
    return this.hands.combo(combo);
  }

  focus(): void {
    this.hands.focus();
  }

  /** Lets go of every key and button. */
  releaseAll(): void {
    this.hands.releaseAll();
  }

  /** After an end that trying again may mend. */
  retry(): void {
    this.#problem = undefined;
    this.#port.post({ type: "retry" });
  }

  /** Has the person at the machine asked once more by their desktop (SCR-20). */
  ask(): void {
    this.#port.post({ type: "ask" });
  }

  /** The remote picture at its own size, as PNG. */
  screenshot(): Promise<Blob> {
    const copy = this.#stage.surface.copy();
    return new Promise((resolve, reject) => {
      copy.toBlob(
        (blob) => (blob ? resolve(blob) : reject(new Error("the picture could not be written"))),
        "image/png",
      );
    });
  }

  dispose(): void {
    if (this.#disposed) return;
    this.releaseAll();
    this.#disposed = true;
    clearTimeout(this.#lingerTimer);
    this.#document.removeEventListener("visibilitychange", this.#onVisibility);
    this.#window.removeEventListener("blur", this.#onWindowBlur);
    this.#window.removeEventListener("focus", this.#onWindowFocus);
    this.hands.dispose();
    this.view.dispose();
    this.clipboard.allow(false, false);
    this.drawing.dispose();
    this.sound.stop();
    this.#takers.clear();
    this.#pointing.clear();
    this.#others.clear();
    this.#stage.dispose();
    this.#port.post({ type: "pause" });
    this.#port.close();
  }

  readonly #onWindowBlur = (): void => {
    if (this.#hasKeyboard || this.#control) this.releaseAll();
  };

  readonly #onWindowFocus = (): void => void this.clipboard.focused();

  #take(message: FromStream): void {
    if (this.#disposed) return;
    switch (message.type) {
      case "clipOffer":
      case "clipPulled":
      case "clipPut":
        this.clipboard.take(message);
        return;
      case "wantTicket":
        this.#ticket(message.id);
        return;
      case "phase":
        this.#streamPhase = message.phase;
        this.#problem = message.problem;
        if (message.phase !== "open") this.#live = false;
        this.#changed();
        return;
      case "paint":
        this.#paint(message);
        return;
      case "screen":
        this.#screen = message.screen;
        this.#changed();
        return;
      case "cursor":
        this.#cursor.shape(message.shape);
        return;
      case "cursorAt": {
        const at = this.#stage.cssPoint(message.x, message.y);
        this.#cursor.at(at.left, at.top);
        this.hands.pointerStands(message.x, message.y);
        return;
      }
      case "sound":
        this.sound.take(message);
        return;
      case "stats":
        this.#stats = message.stats;
        this.#tell();
        return;
    }
  }

  #paint(message: Extract<FromStream, { type: "paint" }>): void {
    const startedAt = performance.now();
    const { surface } = this.#stage;
    const { width, height } = surface.picture;
    surface.paint(message, message.rects, message.pixels);
    const tookMs = performance.now() - startedAt;
    const painted = { type: "painted", paint: message.paint, tookMs, pixels: message.pixels } as const;
    if (this.#looking) this.#port.post(painted, [message.pixels]);
    else this.#unsaid.push(painted);
    const isNew = width !== message.width || height !== message.height;
    if (isNew) {
      this.#stage.place();
      this.#others.again();
    }
    // Paint messages of the link before may still come while the new one opens; they show the same picture.
    const goesLive = !this.#live && this.#streamPhase === "open";
    if (goesLive) this.#live = true;
    if (isNew || goesLive) this.#changed();
  }

  #points(at: { x: number; y: number } | undefined): void {
    for (const take of this.#pointing) take(at);
  }

  #ticket(id: number): void {
    this.#o.ticket().then(
      (ticket) => this.#port.post({ type: "ticket", id, ticket }),
      (why: unknown) => {
        const { code, status, title } = (typeof why === "object" && why !== null ? why : {}) as Record<string, unknown>;
        this.#port.post({
          type: "noTicket",
          id,
          why: {
            ...(typeof code === "string" ? { code } : {}),
            ...(typeof status === "number" ? { status } : {}),
            ...(typeof title === "string" ? { title } : {}),
          },
        });
      },
    );
  }

  #input(event: InputEventData): void {
    if (!this.#control || this.#disposed) return;
    this.#port.post({ type: "input", event });
  }

  #scaled(): void {
    this.#others.again();
    this.#tell();
  }

  #keyboardIs(on: boolean): void {
    this.#hasKeyboard = on;
    // For the app's focus ring.
    this.#stage.host.toggleAttribute("data-keyboard", on);
    this.#changed();
  }

  /** Opens or closes the link as somebody looks or nobody does. */
  #look(): void {
    if (this.#disposed) return;
    const seen = this.#document.visibilityState !== "hidden" && (this.#waiting || this.#stage.shown);
    clearTimeout(this.#lingerTimer);
    if (seen) {
      if (this.#looking) return;
      this.#looking = true;
      this.#port.post({ type: "resume" });
      for (const painted of this.#unsaid.splice(0)) this.#port.post(painted, [painted.pixels]);
      return;
    }
    this.releaseAll();
    this.#lingerTimer = setTimeout(() => {
      this.#looking = false;
      // People listen while they are elsewhere: then the link stays, and the picture stands.
      if (!this.sound.on) this.#port.post({ type: "pause" });
    }, LINGER_MS);
  }

  #phase(): DesktopPhase {
    if (this.#streamPhase === "ended") return "closed";
    if (this.#streamPhase === "paused") return "paused";
    if (this.#streamPhase === "open" && this.#screen?.available === false) return "unavailable";
    if (this.#live) return "live";
    return this.#stage.surface.picture.width > 0 ? "reconnecting" : "connecting";
  }

  #shownProblem(): ProblemDetails | undefined {
    if (this.#phase() !== "unavailable" || !this.#screen) return this.#problem;
    const { reasonCode, reason } = this.#screen;
    return { code: reasonCode, title: reason, detail: "", retryAfterMs: 0 };
  }

  #changed(): void {
    const phase = this.#phase();
    this.#stage.dim(phase === "live" ? "not" : phase === "reconnecting" ? "soon" : "now");
    this.#tell();
  }

  #tell(): void {
    const { state } = this;
    for (const take of [...this.#takers]) take(state);
  }
}
