//! All hands of one person on one picture: keyboard, pointer, fingers, the keyboard on the screen. It says what they do in the endpoint's terms and knows no link.

import type { InputEventData, KeyMode } from "../messages";
import { comboEvents } from "./combos";
import type { RemoteCursor } from "./cursor";
import type { TouchMode } from "./gestures";
import { Grab } from "./grab";
import { Keyboard } from "./keyboard";
import type { KeyEvent } from "./keys";
import { isModifier, type Latch, Latches, type Modifier } from "./latches";
import { Pointer } from "./pointer";
import type { Stage } from "./stage";
import { Touch } from "./touch";
import type { View } from "./view";

export interface HandsEvents {
  send(event: InputEventData): void;
  /** The endpoint shall let go of everything. */
  release(): void;
  /** The keyboard belongs to the remote machine, or does no more. */
  keyboard(on: boolean): void;
  /** Something of the state changed. */
  changed(): void;
  /** What is pasted goes to the remote clipboard first. `undefined`: it does not, and the keys are keys. */
  readonly pastes?: ((data: DataTransfer) => Promise<boolean>) | undefined;
}

export interface HandsState {
  /** Modifiers of the keyboard on the screen that are down. */
  readonly modifiers: Readonly<Partial<Record<Modifier, Latch>>>;
  readonly keyMode: KeyMode;
  readonly touchMode: TouchMode;
  /** The pointer is told by its moves (SCR-16). */
  readonly grabbed: boolean;
  readonly mayGrab: boolean;
  /** The device's own keyboard is up. */
  readonly deviceKeyboard: boolean;
}

export class Hands {
  readonly #events: HandsEvents;
  readonly #keyboard: Keyboard;
  readonly #pointer: Pointer;
  readonly #touch: Touch;
  readonly #grab: Grab;
  readonly #latches = new Latches();
  #keyMode: KeyMode = "automatic";
  #control = false;
  #buttons = 0;

  constructor(stage: Stage, view: View, cursor: RemoteCursor, label: string, events: HandsEvents) {
    this.#events = events;
    const { picture, surface, host } = stage;
    const document = host.ownerDocument;
    this.#keyboard = new Keyboard(document, label, {
      get pastes() {
        return events.pastes;
      },
      send: (event) => this.#key(event),
      release: () => this.#release(),
      has: (on) => events.keyboard(on),
      leave: () => host.focus({ preventScroll: true }),
    });
    const size = () => surface.picture;
    const pointed = (event: InputEventData) => {
      cursor.hide();
      this.#point(event);
    };
    const placed = (x: number, y: number) => {
      const at = stage.cssPoint(x, y);
      this.#keyboard.place(at.left, at.top);
    };
    this.#grab = new Grab(picture, (event) => this.#point(event), events.changed);
    this.#pointer = new Pointer(picture, surface.canvas, size, {
      send: pointed,
      grabbed: () => this.#grab.on,
      pressed: (x, y) => {
        placed(x, y);
        this.#keyboard.focus();
      },
    });
    this.#touch = new Touch(picture, surface.canvas, size, {
      send: pointed,
      pressed: (x, y) => {
        placed(x, y);
        // A device's keyboard that is up stays up; otherwise keys of a real one are taken, and none on the glass is called.
        this.#keyboard.focus();
      },
      pointsAt: (x, y) => {
        const at = stage.cssPoint(x, y);
        cursor.at(at.left, at.top);
        view.reveal(at.left, at.top);
      },
      zoom: (factor, x, y) => view.zoom(factor, x, y),
      pan: (x, y) => view.pan(x, y),
    });
  }

  /** The hidden field that takes the keyboard. */
  get field(): HTMLElement {
    return this.#keyboard.field;
  }

  get state(): HandsState {
    return {
      modifiers: this.#latches.shown,
      keyMode: this.#keyMode,
      touchMode: this.#touch.mode,
      grabbed: this.#grab.on,
      mayGrab: this.#grab.possible,
      deviceKeyboard: this.#keyboard.device,
    };
  }

  /** Whether this person may do anything at all (SCR-2). */
  allow(on: boolean): void {
    if (!on) this.#grab.give();
    this.#control = on;
    this.#keyboard.allow(on);
    this.#pointer.allow(on);
    this.#touch.allow(on);
  }

  focus(): void {
    this.#keyboard.focus();
  }

  /** Lets go of every key and button. */
  releaseAll(): void {
    this.#keyboard.releaseAll();
    this.#pointer.forget();
    this.#touch.forget();
  }

  /** Something moved the endpoint's pointer there. */
  pointerStands(x: number, y: number): void {
    this.#touch.stands(x, y);
  }

  /** A modifier of the keyboard on the screen: for the next key, until it is pressed again, off (SCR-8). */
  press(modifier: Modifier): void {
    if (!this.#control) return;
    for (const event of this.#latches.press(modifier)) this.#events.send(event);
    this.#events.changed();
  }

  /** A key of the keyboard on the screen, with the modifiers that are down. */
  stroke(code: string, key: string): void {
    if (!this.#control) return;
    const event = (down: boolean): KeyEvent => ({ kind: "key", down, code, key, modifiers: 0, repeat: false });
    this.#key(event(true));
    this.#key(event(false));
  }

  /** A combination by name, such as "ctrl+alt+del". `false`: no such keys, or no control. */
  combo(name: string): boolean {
    const events = this.#control ? comboEvents(name) : undefined;
    for (const event of events ?? []) this.#events.send(event);
    return events !== undefined;
  }

  setKeyMode(mode: KeyMode): void {
    if (mode === this.#keyMode) return;
    this.releaseAll();
    this.#keyMode = mode;
    this.#keyboard.byPlace(mode === "place");
    this.#events.changed();
  }

  setTouchMode(mode: TouchMode): void {
    this.#touch.mode = mode;
    this.#events.changed();
  }

  /** Calls up, or sends away, the keyboard that a touch screen has of its own. */
  callDeviceKeyboard(on: boolean): void {
    if (!this.#control) return;
    this.#keyboard.callDevice(on);
    this.#events.changed();
  }

  /** Takes the pointer for programs that grab it. `false`: the browser did not give it. */
  async grab(): Promise<boolean> {
    if (!this.#control || !this.#grab.possible) return false;
    try {
      await this.#grab.take();
      this.#keyboard.focus();
      return true;
    } catch {
      return false;
    }
  }

  giveBack(): void {
    this.#grab.give();
  }

  dispose(): void {
    this.#grab.dispose();
  }

  #key(event: KeyEvent): void {
    if (!this.#control) return;
    const dressed = this.#latches.dress(event);
    const mode = dressed.mode ?? this.#keyMode;
    this.#events.send(mode === "automatic" ? dressed : { ...dressed, mode });
    if (!event.down && !isModifier(event.key)) this.#unlatch();
  }

  #point(event: InputEventData): void {
    if (!this.#control) return;
    this.#events.send(event);
    const buttons = event.kind === "pointer" ? event.buttons : this.#buttons;
    const clicked = this.#buttons !== 0 && buttons === 0;
    this.#buttons = buttons;
    if (clicked || event.kind === "wheel") this.#unlatch();
  }

  #unlatch(): void {
    const let_go = this.#latches.used();
    for (const event of let_go) this.#events.send(event);
    if (let_go.length > 0) this.#events.changed();
  }

  #release(): void {
    this.#buttons = 0;
    const held = this.#latches.forget();
    if (this.#control) this.#events.release();
    if (held) this.#events.changed();
  }
}
