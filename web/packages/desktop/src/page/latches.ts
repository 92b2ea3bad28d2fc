//! Modifiers of the keyboard on the screen: pressed once they stay for the next key or click, pressed twice until they are pressed again (SCR-8). They are really down on the endpoint, so that they
//! work with whatever comes next: a key of either keyboard, a click, the wheel. Pure.

import type { KeyEvent } from "./keys";

export type Modifier = "Shift" | "Control" | "Alt" | "Meta" | "AltGraph";
/** Off, for the next key, until it is pressed again. */
export type Latch = "off" | "latched" | "locked";

const KEYS: Readonly<Record<Modifier, readonly [code: string, bit: number]>> = {
  Shift: ["ShiftLeft", 1],
  Control: ["ControlLeft", 2],
  Alt: ["AltLeft", 4],
  Meta: ["MetaLeft", 8],
  AltGraph: ["AltRight", 16],
};
const NEXT: Readonly<Record<Latch, Latch>> = { off: "latched", latched: "locked", locked: "off" };

export const isModifier = (key: string): boolean => key in KEYS;

export class Latches {
  readonly #on = new Map<Modifier, Latch>();

  get bits(): number {
    let bits = 0;
    for (const modifier of this.#on.keys()) bits |= KEYS[modifier][1];
    return bits;
  }

  /** Those that are not off. */
  get shown(): Readonly<Partial<Record<Modifier, Latch>>> {
    return Object.fromEntries(this.#on);
  }

  /** A modifier was pressed: off, latched, locked, off. */
  press(modifier: Modifier): KeyEvent[] {
    const before = this.#on.get(modifier) ?? "off";
    const after = NEXT[before];
    if (after === "off") this.#on.delete(modifier);
    else this.#on.set(modifier, after);
    if (before === "off") return [this.#event(true, modifier)];
    return after === "off" ? [this.#event(false, modifier)] : [];
  }

  /** The key or click that latched modifiers waited for was performed: these are let go. */
  used(): KeyEvent[] {
    const latched = [...this.#on].filter(([, latch]) => latch === "latched").map(([modifier]) => modifier);
    return latched.map((modifier) => {
      this.#on.delete(modifier);
      return this.#event(false, modifier);
    });
  }

  /** A key as it is with the latched modifiers. What Shift makes of a letter is known; of anything else the endpoint knows it, by the key's place. */
  dress(event: KeyEvent): KeyEvent {
    const bits = this.bits;
    if (bits === 0) return event;
    const dressed = { ...event, modifiers: event.modifiers | bits };
    if ((bits & 1) === 0 || [...event.key].length !== 1) return dressed;
    const upper = event.key.toUpperCase();
    if (upper !== event.key) return { ...dressed, key: upper };
    return event.code === "" ? dressed : { ...dressed, mode: "place" };
  }

  /** The endpoint has let go of everything. `true`: something was held. */
  forget(): boolean {
    const held = this.#on.size > 0;
    this.#on.clear();
    return held;
  }

  #event(down: boolean, modifier: Modifier): KeyEvent {
    const [code, bit] = KEYS[modifier];
    const modifiers = down ? this.bits | bit : this.bits;
    return { kind: "key", down, code, key: modifier, modifiers, repeat: false };
  }
}
