//! Listens to pointer and wheel over the picture and says where they are in its own pixels. Moves go with the screen's rhythm, buttons and wheel at once.

import type { InputEventData } from "../messages";
import { pixelAt, type Size } from "./geometry";

export interface PointerEvents {
  send(event: InputEventData): void;
  /** The pointer is told by its moves now: `grab.ts` does that. */
  grabbed(): boolean;
  /** Somebody pressed on the picture, there. */
  pressed(x: number, y: number): void;
}

/** One notch of a wheel that tells lines: three of them. */
const UNITS_PER_LINE = 40;
const UNITS_PER_PAGE = 1_200;
const MOST_UNITS = 12_000;

export class Pointer {
  readonly #shown: HTMLElement;
  readonly #picture: () => Size;
  readonly #events: PointerEvents;
  #allowed = false;
  #last = { x: -1, y: -1, buttons: 0 };

  constructor(target: HTMLElement, shown: HTMLElement, picture: () => Size, events: PointerEvents) {
    this.#shown = shown;
    this.#picture = picture;
    this.#events = events;
    target.style.touchAction = "none";
    target.addEventListener("pointermove", (event) => this.#moved(event));
    target.addEventListener("pointerdown", (event) => {
      event.preventDefault();
      if (!this.#allowed || event.pointerType === "touch") return;
      if (events.grabbed()) {
        events.pressed(this.#last.x, this.#last.y);
        return;
      }
      target.setPointerCapture?.(event.pointerId);
      this.#moved(event);
      events.pressed(this.#last.x, this.#last.y);
    });
    target.addEventListener("pointerup", (event) => this.#moved(event));
    target.addEventListener("pointercancel", (event) => {
      if (event.pointerType !== "touch") this.#let();
    });
    target.addEventListener("lostpointercapture", (event) => {
      if (event.buttons === 0 && event.pointerType !== "touch") this.#let();
    });
    target.addEventListener("contextmenu", (event) => event.preventDefault());
    target.addEventListener("auxclick", (event) => event.preventDefault());
    // The browser's own use of Ctrl and wheel would zoom the page under the pointer.
    target.addEventListener("wheel", (event) => this.#wheel(event), { passive: false });
  }

  allow(on: boolean): void {
    this.#allowed = on;
    this.#last = { x: -1, y: -1, buttons: 0 };
  }

  /** Buttons are let go by a release message; this only forgets them. */
  forget(): void {
    this.#last = { ...this.#last, buttons: 0 };
  }

  #moved(event: PointerEvent): void {
    // Fingers are `touch.ts`'s.
    if (!this.#allowed || !event.isPrimary || event.pointerType === "touch" || this.#events.grabbed()) return;
    const picture = this.#picture();
    if (picture.width === 0) return;
    const at = pixelAt(event.clientX, event.clientY, this.#shown.getBoundingClientRect(), picture);
    const buttons = wireButtons(event.buttons);
    if (at.x === this.#last.x && at.y === this.#last.y && buttons === this.#last.buttons) return;
    this.#last = { ...at, buttons };
    this.#events.send({ kind: "pointer", ...this.#last });
  }

  #let(): void {
    if (!this.#allowed || this.#last.buttons === 0) return;
    this.#last = { ...this.#last, buttons: 0 };
    this.#events.send({ kind: "pointer", ...this.#last });
  }

  #wheel(event: WheelEvent): void {
    if (!this.#allowed) return;
    event.preventDefault();
    const picture = this.#picture();
    if (picture.width === 0) return;
    const units = wheelUnits(event);
    if (units.deltaX === 0 && units.deltaY === 0) return;
    if (this.#events.grabbed()) {
      this.#events.send({ kind: "wheel", x: 0, y: 0, ...units, here: true });
      return;
    }
    const at = pixelAt(event.clientX, event.clientY, this.#shown.getBoundingClientRect(), picture);
    this.#events.send({ kind: "wheel", ...at, ...units });
  }
}

/** The browser counts left, right, middle; the wire left, middle, right. */
export function wireButtons(buttons: number): number {
  return (buttons & 1) | ((buttons & 4) >> 1) | ((buttons & 2) << 1) | (buttons & 0b11000);
}

interface WheelSource {
  readonly deltaX: number;
  readonly deltaY: number;
  readonly deltaMode: number;
  readonly wheelDeltaX?: number;
  readonly wheelDeltaY?: number;
}

/** In 1/120 of a notch, positive down and right. Browsers that tell `wheelDelta` tell it in these units, whatever pixels they make of it. */
export function wheelUnits(event: WheelSource): { deltaX: number; deltaY: number } {
  const units = (delta: number, told: number | undefined): number => {
    const raw =
      event.deltaMode === 1
        ? delta * UNITS_PER_LINE
        : event.deltaMode === 2
          ? delta * UNITS_PER_PAGE
          : told !== undefined && told !== 0
            ? -told
            : delta;
    return Math.trunc(Math.min(MOST_UNITS, Math.max(-MOST_UNITS, raw))) || 0;
  };
  return { deltaX: units(event.deltaX, event.wheelDeltaX), deltaY: units(event.deltaY, event.wheelDeltaY) };
}
