//! Listens to the keyboard while the remote screen has it: a hidden text field takes the focus, so that dead keys and input methods work as they do anywhere. Control, Alt and Shift together give
//! the keyboard back, so nobody is trapped.

import { type KeyEvent, type KeySource, Keys, type Platform, type Translated } from "./keys";

export interface KeyboardEvents {
  send(event: KeyEvent): void;
  /** The endpoint shall let go of everything. */
  release(): void;
  /** The keyboard belongs to the remote machine, or does no more. */
  has(on: boolean): void;
  /** The chord was pressed: put the focus somewhere else. */
  leave(): void;
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
      this.#take(event, this.#keys.down(source(event)));
    });
    field.addEventListener("keyup", (event) => this.#take(event, this.#keys.up(source(event))));
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
    this.#keys.releaseAll();
    this.#events.release();
  }

  #take(event: KeyboardEvent, translated: Translated): void {
    if (!translated.pass) {
      event.preventDefault();
      event.stopPropagation();
    }
    for (const key of translated.send) this.#events.send(key);
    if (translated.leave) this.#events.leave();
  }

  /** Text that came with no composition: a phone's keyboard, an emoji picker. Pasting is a key combination of the remote machine, so what the browser would paste is not typed. */
  #beforeInput(event: InputEvent): void {
    if (event.isComposing || event.inputType === "insertCompositionText") return;
    event.preventDefault();
    if (event.inputType === "insertText" && event.data) this.#text(event.data);
    else if (event.inputType === "insertLineBreak") this.#text("\n");
    else if (event.inputType === "deleteContentBackward") this.#send(this.#keys.tap("Backspace"));
    else if (event.inputType === "deleteContentForward") this.#send(this.#keys.tap("Delete"));
  }

  #text(text: string): void {
    if (!this.#placed) this.#send(this.#keys.text(text));
    this.#empty();
  }

  #send(keys: readonly KeyEvent[]): void {
    for (const key of keys) this.#events.send(key);
  }
}

/** The first way to point on this device is a finger. */
function touches(document: Document): boolean {
  return document.defaultView?.matchMedia?.("(pointer: coarse)").matches ?? false;
}

function source(event: KeyboardEvent): KeySource {
  return event;
}

function platform(): Platform {
  const said = navigator.platform;
  if (/^(Mac|iP)/.test(said)) return "mac";
  return said.startsWith("Win") ? "windows" : "other";
}
