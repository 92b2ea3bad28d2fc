//! The pointer for programs that grab it (SCR-16): the browser locks its own, and what the hand does is told as moves from where the remote one stands. Esc gives it back, as the browser does.

import type { InputEventData } from "../messages";
import { wireButtons } from "./pointer";

/** The endpoint takes no more at a time. */
const MOST_PX = 4_096;

export class Grab {
  readonly #target: HTMLElement;
  readonly #send: (event: InputEventData) => void;
  readonly #changed: () => void;
  readonly #onLock = (): void => this.#lockChanged();
  readonly #listening: Document;
  #on = false;
  #rest = { x: 0, y: 0 };
  #buttons = 0;

  constructor(target: HTMLElement, send: (event: InputEventData) => void, changed: () => void) {
    this.#target = target;
    this.#send = send;
    this.#changed = changed;
    this.#listening = target.ownerDocument;
    this.#listening.addEventListener("pointerlockchange", this.#onLock);
    target.addEventListener("pointermove", (event) => this.#moved(event));
    for (const kind of ["pointerdown", "pointerup"] as const) {
      target.addEventListener(kind, (event) => this.#moved(event));
    }
  }

  get on(): boolean {
    return this.#on;
  }

  /** Whether this browser has it. */
  get possible(): boolean {
    return typeof this.#target.requestPointerLock === "function";
  }

  /** Takes the pointer. It fails where the browser wants a click before. */
  async take(): Promise<void> {
    try {
      // The hand's own moves, without what this machine makes of fast ones: the endpoint does that itself.
      await this.#target.requestPointerLock({ unadjustedMovement: true });
    } catch (why) {
      if (!(why instanceof DOMException) || why.name !== "NotSupportedError") throw why;
      await this.#target.requestPointerLock();
    }
  }

  give(): void {
    if (this.#on) this.#listening.exitPointerLock();
  }

  dispose(): void {
    this.give();
    this.#listening.removeEventListener("pointerlockchange", this.#onLock);
  }

  #lockChanged(): void {
    const on = this.#listening.pointerLockElement === this.#target;
    if (on === this.#on) return;
    this.#on = on;
    this.#rest = { x: 0, y: 0 };
    if (!on && this.#buttons !== 0) {
      this.#buttons = 0;
      this.#tell(0, 0);
    }
    this.#changed();
  }

  #moved(event: PointerEvent): void {
    if (!this.#on || event.pointerType === "touch") return;
    const buttons = wireButtons(event.buttons);
    // Fractions are kept: a slow hand must get there too.
    const [x, y] = [this.#rest.x + event.movementX, this.#rest.y + event.movementY];
    const [deltaX, deltaY] = [whole(x), whole(y)];
    this.#rest = { x: x - Math.trunc(x), y: y - Math.trunc(y) };
    if (deltaX === 0 && deltaY === 0 && buttons === this.#buttons) return;
    this.#buttons = buttons;
    this.#tell(deltaX, deltaY);
  }

  #tell(deltaX: number, deltaY: number): void {
    this.#send({ kind: "pointer", x: 0, y: 0, buttons: this.#buttons, relative: true, deltaX, deltaY });
  }
}

function whole(delta: number): number {
  return Math.min(MOST_PX, Math.max(-MOST_PX, Math.trunc(delta))) || 0;
}
