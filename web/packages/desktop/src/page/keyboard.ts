//! Listens to the keyboard while the remote screen has it: a hidden text field takes the focus, so that dead keys and input methods work as they do anywhere. Control, Alt and Shift together give
//! the keyboard back, so nobody is trapped.

import { comboEvents } from "./combos";
import { type KeyEvent, type KeySource, Keys, type Platform, type Translated } from "./keys";

export interface KeyboardEvents {
  send(event: KeyEvent): void;
  /** The endpoint shall let go of everything. */
  release(): void;
  /** The keyboard belongs to the remote machine, or does no more. */
  has(on: boolean): void;
  /** The chord was pressed: put the focus somewhere else. */
  leave(): void;
  /** What is pasted goes to the remote clipboard first. `undefined`: it does not, and the keys are keys. */
  readonly pastes?: ((data: DataTransfer) => Promise<boolean>) | undefined;
}

/** What stands in the field while a device's own keyboard is used: some tell a backspace only where there is something to delete. */
const SOMETHING = "\u200b\u200b";

export class Keyboard {
  readonly field: HTMLTextAreaElement;
  #device = false;
  /** The last key was told by its place: the text that it makes here is not typed as well. */
  #placed = false;
  readonly #keys = new Keys(platform());
  readonly #events: KeyboardEvents;
  readonly #platform = platform();
  /** Keys that wait for a paste: they come after it, or what they paste would be something else. */
  #held: KeyEvent[] | undefined;
  /** The key that pasted, until the browser has said what. */
  #pasting = "";

  constructor(document: Document, label: string, events: KeyboardEvents) {
    this.#events = events;
    const field = document.createElement("textarea");
    this.field = field;
    field.setAttribute("aria-label", label);
    field.setAttribute("autocomplete", "off");
    field.setAttribute("autocapitalize", "off");
    field.setAttribute("autocorrect", "off");
    field.spellcheck = false;
    field.disabled = true;
    // Seen by nobody, but where input methods open their list.
    Object.assign(field.style, {
      position: "absolute",
      width: "1px",
      height: "1em",
      left: "0",
      top: "0",
      opacity: "0",
      border: "0",
      padding: "0",
      resize: "none",
      overflow: "hidden",
      pointerEvents: "none",
      whiteSpace: "pre",
    });
    field.addEventListener("keydown", (event) => {
      this.#placed = this.#keys.byPlace && event.code !== "";
      this.#down(event);
    });
    field.addEventListener("keyup", (event) => {
      const translated = this.#keys.up(source(event));
      // The browser had nothing to paste: the keys are keys.
      if (event.code === this.#pasting) this.#pasted(true);
      this.#take(event, translated);
    });
    field.addEventListener("paste", (event) => this.#paste(event));
    field.addEventListener("compositionend", (event) => this.#text(event.data));
    field.addEventListener("beforeinput", (event) => this.#beforeInput(event));
    field.addEventListener("input", (event) => {
      if (!(event as InputEvent).isComposing) this.#empty();
    });
    field.addEventListener("focus", () => events.has(true));
    field.addEventListener("blur", () => {
      this.releaseAll();
      this.#device = false;
      this.#dress();
      events.has(false);
    });
    this.#dress();
  }

  /** Whether this person may type at all. */
  allow(on: boolean): void {
    if (!on) this.field.blur();
    this.field.disabled = !on;
  }

  /** Where an input method shall open its list: CSS pixels from the picture's corner. */
  place(left: number, top: number): void {
    this.field.style.left = `${Math.max(0, left)}px`;
    this.field.style.top = `${Math.max(0, top)}px`;
  }

  focus(): void {
    if (!this.field.disabled) this.field.focus({ preventScroll: true });
  }

  /** Keys are told by their places (SCR-15). */
  byPlace(on: boolean): void {
    this.#keys.byPlace = on;
  }

  /** Whether the keyboard of a phone or tablet is up for the remote machine. */
  get device(): boolean {
    return this.#device;
  }

  /** Calls up the keyboard that a touch screen has of its own, or sends it away. Must be called by what a person did. */
  callDevice(on: boolean): void {
    if (this.field.disabled) return;
    this.#device = on;
    this.#dress();
    // One that has the focus already shows no keyboard for another mode.
    if (this.#has) this.field.blur();
    this.#device = on;
    this.#dress();
    this.focus();
  }

  get #has(): boolean {
    return this.field.ownerDocument.activeElement === this.field;
  }

  #dress(): void {
    // Whoever taps on the picture does not want half of it covered by keys.
    this.field.inputMode = this.#device || !touches(this.field.ownerDocument) ? "text" : "none";
    this.#empty();
  }

  #empty(): void {
    this.field.value = this.#device ? SOMETHING : "";
    if (this.#device) this.field.setSelectionRange(SOMETHING.length, SOMETHING.length);
  }

  releaseAll(): void {
    this.#held = undefined;
    this.#pasting = "";
    this.#keys.releaseAll();
    this.#events.release();
  }

  #down(event: KeyboardEvent): void {
    const translated = this.#keys.down(source(event));
    if (!this.#events.pastes || this.#held || !pasteKey(event, this.#platform)) {
      this.#take(event, translated);
      return;
    }
    // The browser goes on with it, and says by an event what is pasted.
    event.stopPropagation();
    this.#pasting = event.code;
    this.#held = [...(this.#platform === "mac" ? macPaste() : translated.send)];
  }

  #paste(event: ClipboardEvent): void {
    event.preventDefault();
    const pastes = this.#events.pastes;
    if (!pastes || !event.clipboardData) return;
    this.#pasting = "";
    // Chosen from a menu: there is no key for it.
    this.#held ??= comboEvents("ctrl+v") ?? [];
    const held = this.#held;
    pastes(event.clipboardData).then(
      (done) => this.#held === held && this.#pasted(done),
      () => this.#held === held && this.#pasted(false),
    );
  }

  /** What was pasted is there, or is not: then the keys that would paste something else are left out. */
  #pasted(done: boolean): void {
    const held = this.#held ?? [];
    this.#held = undefined;
    this.#pasting = "";
    const without = done ? -1 : held.findIndex((key) => key.down && /^(KeyV|Insert)$/.test(key.code));
    for (const [index, key] of held.entries()) if (index !== without) this.#events.send(key);
  }

  #sendAll(keys: readonly KeyEvent[]): void {
    for (const key of keys) this.#send(key);
  }

  #send(key: KeyEvent): void {
    if (this.#held) this.#held.push(key);
    else this.#events.send(key);
  }

  #take(event: KeyboardEvent, translated: Translated): void {
    if (!translated.pass) {
      event.preventDefault();
      event.stopPropagation();
    }
    this.#sendAll(translated.send);
    if (translated.leave) this.#events.leave();
  }

  /** Text that came with no composition: a phone's keyboard, an emoji picker. Pasting is a key combination of the remote machine, so what the browser would paste is not typed. */
  #beforeInput(event: InputEvent): void {
    if (event.isComposing || event.inputType === "insertCompositionText") return;
    event.preventDefault();
    if (event.inputType === "insertText" && event.data) this.#text(event.data);
    else if (event.inputType === "insertLineBreak") this.#text("\n");
    else if (event.inputType === "deleteContentBackward") this.#sendAll(this.#keys.tap("Backspace"));
    else if (event.inputType === "deleteContentForward") this.#sendAll(this.#keys.tap("Delete"));
  }

  #text(text: string): void {
    if (!this.#placed) this.#sendAll(this.#keys.text(text));
    this.#empty();
  }
}

/** The first way to point on this device is a finger. */
function touches(document: Document): boolean {
  return document.defaultView?.matchMedia?.("(pointer: coarse)").matches ?? false;
}

/** The keys that paste in a browser here. */
function pasteKey(event: KeyboardEvent, platform: Platform): boolean {
  if (event.altKey || event.repeat) return false;
  if (platform === "mac") return event.metaKey && !event.ctrlKey && event.key.toLowerCase() === "v";
  if (event.ctrlKey && !event.metaKey && event.key.toLowerCase() === "v") return true;
  return event.shiftKey && !event.ctrlKey && event.key === "Insert";
}

/** Command is no modifier of the remote machine's paste. */
function macPaste(): KeyEvent[] {
  const up = (code: string): KeyEvent => ({ kind: "key", down: false, code, key: "Meta", modifiers: 0, repeat: false });
  return [up("MetaLeft"), up("MetaRight"), ...(comboEvents("ctrl+v") ?? [])];
}

function source(event: KeyboardEvent): KeySource {
  return event;
}

function platform(): Platform {
  const said = navigator.platform;
  if (/^(Mac|iP)/.test(said)) return "mac";
  return said.startsWith("Win") ? "windows" : "other";
}
