//! Fingers on the picture, performed: directly where they are, or as on a trackpad that moves the pointer (SCR-8). Pinching zooms the view here and tells the endpoint nothing.

import type { InputEventData } from "../messages";
import { pixelAt, type Size } from "./geometry";
import { Gestures, type TouchMode } from "./gestures";

export interface TouchEvents {
  send(event: InputEventData): void;
  /** A finger touched the picture there: an input method's list goes there. */
  pressed(x: number, y: number): void;
  /** The pointer stands there, and nothing else shows it. */
  pointsAt(x: number, y: number): void;
  zoom(factor: number, clientX: number, clientY: number): void;
  pan(byX: number, byY: number): void;
}

/** Units of the wheel for a CSS pixel that two fingers go: 40 pixels are a notch. */
const UNITS_PER_PX = 3;
/** A second tap so near and so soon is a double click in one place, though fingers are broad. */
const DOUBLE_PX = 28;
const DOUBLE_MS = 400;
/** Trackpad: fast fingers go further. */
const FAST_PX = 12;
const LEFT = 1;
const RIGHT = 4;

export class Touch {
  readonly #shown: HTMLElement;
  readonly #picture: () => Size;
  readonly #events: TouchEvents;
  readonly #gestures: Gestures;
  #allowed = false;
  #at: { x: number; y: number } | undefined;
  #buttons = 0;
  #tapped = { x: 0, y: 0, at: Number.NEGATIVE_INFINITY, pixel: { x: 0, y: 0 } };
  #rest = { x: 0, y: 0 };

  constructor(target: HTMLElement, shown: HTMLElement, picture: () => Size, events: TouchEvents) {
    this.#shown = shown;
    this.#picture = picture;
    this.#events = events;
    this.#gestures = new Gestures({
      began: () => {
        const at = this.#at;
        if (this.#allowed && at) events.pressed(at.x, at.y);
      },
      tap: (x, y) => this.#click(LEFT, this.#place(x, y, true)),
      secondary: (x, y) => this.#click(RIGHT, this.#place(x, y, false)),
      dragBegins: (x, y) => this.#point(this.#place(x, y, false), LEFT),
      dragged: (x, y, byX, byY) => {
        // Whoever may only look moves what they look at.
        if (!this.#allowed) events.pan(byX, byY);
        else this.#point(this.#trackpad ? this.#gone(byX, byY) : this.#pixel(x, y), LEFT);
      },
      dragEnds: () => this.#point(this.#at, 0),
      moved: (byX, byY) => this.#point(this.#gone(byX, byY), 0),
      scrolled: (x, y, byX, byY) => this.#scroll(x, y, byX, byY),
      pinched: (factor, x, y, byX, byY) => {
        events.zoom(factor, x, y);
        events.pan(byX, byY);
      },
      held: () => navigator.vibrate?.(15),
    });
    const isTouch = (event: PointerEvent) => event.pointerType === "touch";
    target.addEventListener("pointerdown", (event) => {
      if (!isTouch(event)) return;
      event.preventDefault();
      if (!this.#trackpad) this.#at = this.#pixel(event.clientX, event.clientY);
      this.#gestures.down(event.pointerId, event.clientX, event.clientY, event.timeStamp);
      target.setPointerCapture?.(event.pointerId);
    });
    target.addEventListener("pointermove", (event) => {
      if (isTouch(event)) this.#gestures.move(event.pointerId, event.clientX, event.clientY);
    });
    target.addEventListener("pointerup", (event) => {
      if (isTouch(event)) this.#gestures.up(event.pointerId, event.timeStamp);
    });
    target.addEventListener("pointercancel", (event) => {
      if (isTouch(event)) this.#gestures.cancel();
    });
  }

  get mode(): TouchMode {
    return this.#gestures.mode;
  }

  set mode(mode: TouchMode) {
    this.#gestures.cancel();
    this.#gestures.mode = mode;
  }

  allow(on: boolean): void {
    if (!on) this.#gestures.cancel();
    this.#allowed = on;
    this.#buttons = 0;
  }

  /** Somebody or something moved the pointer there. */
  stands(x: number, y: number): void {
    if (this.#buttons === 0) this.#at = { x, y };
  }

  forget(): void {
    this.#buttons = 0;
    this.#gestures.cancel();
  }

  get #trackpad(): boolean {
    return this.#gestures.mode === "trackpad";
  }

  #pixel(x: number, y: number): { x: number; y: number } {
    return pixelAt(x, y, this.#shown.getBoundingClientRect(), this.#picture());
  }

  /** The pixel that a gesture is meant for. */
  #place(x: number, y: number, isTap: boolean): { x: number; y: number } {
    if (this.#trackpad) return this.#pointer();
    const pixel = this.#pixel(x, y);
    const before = this.#tapped;
    const now = performance.now();
    const again = isTap && now - before.at < DOUBLE_MS && Math.hypot(x - before.x, y - before.y) < DOUBLE_PX;
    const meant = again ? before.pixel : pixel;
    if (isTap) this.#tapped = { x, y, at: now, pixel: meant };
    return meant;
  }

  /** Where the trackpad's pointer stands; in the middle as long as nobody knows. */
  #pointer(): { x: number; y: number } {
    const { width, height } = this.#picture();
    return this.#at ?? { x: width >> 1, y: height >> 1 };
  }

  #gone(byX: number, byY: number): { x: number; y: number } {
    const { width, height } = this.#picture();
    const shown = this.#shown.getBoundingClientRect();
    const speed = Math.hypot(byX, byY) > FAST_PX ? 2 : 1.2;
    const scale = (width / Math.max(1, shown.width)) * speed;
    const at = this.#pointer();
    const [x, y] = [at.x + this.#rest.x + byX * scale, at.y + this.#rest.y + byY * scale];
    const inside = (to: number, size: number) => Math.min(size - 1, Math.max(0, to));
    const pixel = { x: Math.floor(inside(x, width)), y: Math.floor(inside(y, height)) };
    this.#rest = { x: inside(x, width) - pixel.x, y: inside(y, height) - pixel.y };
    return pixel;
  }

  #point(at: { x: number; y: number } | undefined, buttons: number): void {
    if (!this.#allowed || !at || this.#picture().width === 0) return;
    this.#at = at;
    this.#buttons = buttons;
    this.#events.send({ kind: "pointer", ...at, buttons });
    if (this.#trackpad) this.#events.pointsAt(at.x, at.y);
  }

  #click(button: number, at: { x: number; y: number }): void {
    this.#point(at, 0);
    this.#point(at, button);
    this.#point(at, 0);
  }

  #scroll(x: number, y: number, byX: number, byY: number): void {
    if (!this.#allowed) {
      this.#events.pan(byX, byY);
      return;
    }
    const at = this.#trackpad ? this.#pointer() : this.#pixel(x, y);
    // The content follows the fingers, as everywhere on glass.
    const units = { deltaX: -Math.round(byX * UNITS_PER_PX), deltaY: -Math.round(byY * UNITS_PER_PX) };
    if (units.deltaX !== 0 || units.deltaY !== 0) this.#events.send({ kind: "wheel", ...at, ...units });
  }
}
