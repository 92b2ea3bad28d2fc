//! From what a browser says of a keyboard to what the endpoint is told (SCR-15): physical place, meaning, modifiers; AltGr on every platform, dead keys and input methods as text, nothing held
//! that is not held. Pure: events in, events out; `keyboard.ts` listens.

import type { InputEventData } from "../messages";

export type KeyEvent = Extract<InputEventData, { kind: "key" }>;
export type Platform = "mac" | "windows" | "other";

/** What is read of a KeyboardEvent. */
export interface KeySource {
  readonly code: string;
  readonly key: string;
  readonly keyCode: number;
  readonly repeat: boolean;
  readonly isComposing: boolean;
  readonly timeStamp: number;
  getModifierState(name: string): boolean;
}

export interface Translated {
  readonly send: readonly KeyEvent[];
  /** The browser shall go on with it: it becomes text. */
  readonly pass?: boolean;
  /** The chord that takes the keyboard back from the remote machine was pressed. */
  readonly leave?: boolean;
}

const SHIFT = 1;
const CONTROL = 2;
const ALT = 4;
const ALT_GRAPH = 16;
const MODIFIER_BITS: readonly (readonly [string, number])[] = [
  ["Shift", SHIFT],
  ["Control", CONTROL],
  ["Alt", ALT],
  ["Meta", 8],
  ["AltGraph", ALT_GRAPH],
  ["CapsLock", 32],
  ["NumLock", 64],
];
const CHORD = SHIFT | CONTROL | ALT;
const CHORD_KEY = /^(Control|Alt|Shift)(Left|Right)$/;
/** Windows says "Control" and "AltGraph" in one breath for the one key AltGr. */
const ONE_BREATH_MS = 50;
const NOTHING: Translated = { send: [] };
const PASS: Translated = { send: [], pass: true };

export class Keys {
  /** Keys are told by their places: what this machine's layout, its dead keys and its input methods make of them is no matter (SCR-15). */
  byPlace = false;
  readonly #platform: Platform;
  /** Code of each key that the endpoint holds down, with the key that it was pressed as. */
  readonly #held = new Map<string, string>();
  #chord = false;
  #controlAt = Number.NEGATIVE_INFINITY;
  #falseControl = false;
  /** Mac: Option is pressed, and it is not known yet whether to type with or as a modifier. */
  #option: string | undefined;

  constructor(platform: Platform) {
    this.#platform = platform;
  }

  get holding(): boolean {
    return this.#held.size > 0 || this.#option !== undefined;
  }

  down(event: KeySource): Translated {
    const placed = this.byPlace && event.code !== "";
    if (!placed && composes(event)) {
      this.#chord = false;
      return PASS;
    }
    if (event.code === "" && (event.key === "Unidentified" || event.key === "")) return PASS;
    const modifiers = this.#modifiers(event);
    const isChordKey = CHORD_KEY.test(event.code);
    this.#chord = isChordKey && (this.#pressed(event, modifiers) & CHORD) === CHORD;
    if (this.#platform === "mac") {
      if (!placed && (event.code === "AltLeft" || event.code === "AltRight")) return this.#optionDown(event);
      if (event.code === "CapsLock") return { send: this.#tapped(event, modifiers) };
    }
    const before: KeyEvent[] = [];
    if (this.#platform === "windows" && event.code === "ControlLeft" && !event.repeat) {
      this.#controlAt = event.timeStamp;
    }
    if (event.key === "AltGraph" && this.#platform === "windows") before.push(...this.#takeBackControl(event));
    if (this.#falseControl && event.code === "ControlLeft") return NOTHING;
    const used = placed ? { before: [], modifiers } : this.#useOption(event, modifiers);
    before.push(...used.before);
    const code = event.code || "";
    const down = key(true, code, event.key, used.modifiers, event.repeat);
    if (code === "" || (this.#platform === "mac" && (modifiers & 8) !== 0 && !/^Meta/.test(code))) {
      // A Mac never tells that a key was let go while Command is held; keys without a place are text.
      return { send: [...before, down, key(false, code, event.key, used.modifiers, false)] };
    }
    this.#held.set(code, event.key);
    return { send: [...before, down] };
  }

  up(event: KeySource): Translated {
    const leave = this.#chord && CHORD_KEY.test(event.code);
    if (leave) return { send: this.releaseAll(), leave: true };
    const modifiers = this.#modifiers(event);
    if (this.#falseControl && event.code === "ControlLeft") {
      this.#falseControl = false;
      return NOTHING;
    }
    if (this.#option === event.code) {
      // Pressed and let go alone: it was meant as a key.
      this.#option = undefined;
      return { send: this.#tapped(event, modifiers) };
    }
    if (event.code === "PrintScreen" && !this.#held.has(event.code)) return { send: this.#tapped(event, modifiers) };
    const pressedAs = this.#held.get(event.code);
    if (pressedAs === undefined) return NOTHING;
    this.#held.delete(event.code);
    return { send: [key(false, event.code, pressedAs, modifiers, false)] };
  }

  /** Text that no key stands for: an input method, a dead key's letter, an emoji picker. */
  text(text: string): KeyEvent[] {
    const events: KeyEvent[] = [];
    for (const letter of text) {
      const isBreak = letter === "\n" || letter === "\r";
      const code = isBreak ? "Enter" : letter === "\t" ? "Tab" : "";
      const name = code || letter;
      events.push(key(true, code, name, 0, false), key(false, code, name, 0, false));
    }
    return events;
  }

  /** A key that is told without one: a phone's backspace. */
  tap(code: string): KeyEvent[] {
    return [key(true, code, code, 0, false), key(false, code, code, 0, false)];
  }

  /** Lets go of everything that the endpoint believes to be held. */
  releaseAll(): KeyEvent[] {
    const events = [...this.#held].map(([code, name]) => key(false, code, name, 0, false));
    this.#held.clear();
    this.#option = undefined;
    this.#falseControl = false;
    this.#chord = false;
    return events;
  }

  #modifiers(event: KeySource): number {
    let bits = 0;
    for (const [name, bit] of MODIFIER_BITS) if (event.getModifierState(name)) bits |= bit;
    // AltGr is reported as Control and Alt too by some systems; it is neither.
    return (bits & ALT_GRAPH) !== 0 ? bits & ~(CONTROL | ALT) : bits;
  }

  /** Modifiers with the key of this very event. */
  #pressed(event: KeySource, modifiers: number): number {
    if (event.key === "Shift") return modifiers | SHIFT;
    if (event.key === "Control") return modifiers | CONTROL;
    return event.key === "Alt" ? modifiers | ALT : modifiers;
  }

  #takeBackControl(event: KeySource): KeyEvent[] {
    if (event.timeStamp - this.#controlAt > ONE_BREATH_MS || !this.#held.has("ControlLeft")) return [];
    this.#held.delete("ControlLeft");
    this.#falseControl = true;
    return [key(false, "ControlLeft", "Control", 0, false)];
  }

  #optionDown(event: KeySource): Translated {
    if (!event.repeat) this.#option = event.code;
    return NOTHING;
  }

  /** Option with a letter of its own types that letter, as AltGr does elsewhere; with anything else it is Alt. */
  #useOption(event: KeySource, modifiers: number): { before: KeyEvent[]; modifiers: number } {
    if (this.#platform !== "mac" || (modifiers & ALT) === 0) return { before: [], modifiers };
    const types = [...event.key].length === 1 && (modifiers & (CONTROL | 8)) === 0;
    if (types && !this.#held.has("AltLeft") && !this.#held.has("AltRight")) {
      return { before: [], modifiers: (modifiers & ~ALT) | ALT_GRAPH };
    }
    const option = this.#option;
    if (option === undefined) return { before: [], modifiers };
    this.#option = undefined;
    this.#held.set(option, "Alt");
    return { before: [key(true, option, "Alt", modifiers, false)], modifiers };
  }

  #tapped(event: KeySource, modifiers: number): KeyEvent[] {
    return [key(true, event.code, event.key, modifiers, false), key(false, event.code, event.key, modifiers, false)];
  }
}

/** It becomes text by and by. */
function composes(event: KeySource): boolean {
  return event.isComposing || event.keyCode === 229 || event.key === "Process" || event.key === "Dead";
}

function key(down: boolean, code: string, name: string, modifiers: number, repeat: boolean): KeyEvent {
  return { kind: "key", down, code: code.slice(0, 32), key: name.slice(0, 32), modifiers, repeat };
}
