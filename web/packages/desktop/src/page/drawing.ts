//! Drawing on the picture (SCR-14): while it is on, pointer and keyboard draw instead of controlling the machine. What is drawn shows at once here, and comes back with the picture.

import type { DrawEvent, DrawTool } from "../messages";
import { Echo } from "./echo";
import { pixelAt, type Size } from "./geometry";
import { DRAW_COLOURS, DRAW_WIDTHS } from "./palette";

/** What the pointer does; the last two leave nothing. */
export type DrawingTool = DrawTool | "pointer" | "eraser";

/** A highlighter is so many times as wide. */
const HIGHLIGHTS = 4;
/** Each participant begins with a colour of their own. */
const FIRST_COLOURS = [0, 4, 3, 5, 1, 2];
const MOST_POINTS = 128;
const POINT_EVERY_MS = 60;
const TOOL_KEYS: Readonly<Record<string, DrawingTool>> = {
  p: "pen",
  h: "highlighter",
  a: "arrow",
  r: "rectangle",
  o: "ellipse",
  l: "pointer",
  e: "eraser",
};

export interface DrawingState {
  /** The pointer draws now. */
  readonly on: boolean;
  readonly tool: DrawingTool;
  /** Place in `DRAW_COLOURS`. */
  readonly colour: number;
  /** Place in `DRAW_WIDTHS`. */
  readonly width: number;
  /** Something was drawn since everything of one's own was cleared. */
  readonly drew: boolean;
}

export interface DrawingParts {
  readonly picture: HTMLElement;
  readonly canvas: HTMLElement;
  readonly size: () => Size;
  readonly label: string;
  /** How long it takes until what is sent is back in the picture. */
  readonly backMs: () => number;
  send(event: DrawEvent): void;
}

interface Line {
  readonly number: number;
  readonly tool: DrawTool;
  readonly width: number;
  waiting: number[];
}

export class Drawing {
  readonly #o: DrawingParts;
  readonly element: HTMLElement;
  readonly #echo: Echo;
  readonly #window: Window;
  readonly #takers = new Set<(state: DrawingState) => void>();
  #state: DrawingState = { on: false, tool: "pen", colour: 0, width: 1, drew: false };
  #allowed = false;
  /** Begins as soon as it may. */
  #wanted = false;
  #chosen = false;
  #strokes = 0;
  #pointer: number | undefined;
  #line: Line | undefined;
  #last = { x: -1, y: -1 };
  #pointed = 0;
  #frame: number | undefined;

  constructor(o: DrawingParts) {
    this.#o = o;
    const { ownerDocument } = o.picture;
    this.#window = ownerDocument.defaultView ?? window;
    this.element = ownerDocument.createElement("div");
    this.#echo = new Echo(this.element, o.size, o.backMs);
    const { element } = this;
    element.dataset.towline = "drawing";
    element.hidden = true;
    element.tabIndex = -1;
    element.setAttribute("role", "application");
    element.setAttribute("aria-label", o.label);
    Object.assign(element.style, {
      position: "absolute",
      inset: "0",
      zIndex: "2",
      outline: "none",
      touchAction: "none",
    });
    const own = (event: Event): void => event.stopPropagation();
    for (const kind of ["wheel", "auxclick", "pointerleave"]) element.addEventListener(kind, own);
    element.addEventListener("contextmenu", (event) => {
      own(event);
      event.preventDefault();
    });
    element.addEventListener("pointerdown", (event) => this.#down(event));
    element.addEventListener("pointermove", (event) => this.#moved(event));
    for (const kind of ["pointerup", "pointercancel"] as const)
      element.addEventListener(kind, (event) => this.#up(event));
    element.addEventListener("keydown", (event) => {
      event.stopPropagation();
      if (this.key(event)) event.preventDefault();
    });
    element.addEventListener("keyup", own);
  }

  get state(): DrawingState {
    return this.#state;
  }

  /** Whether a participant may draw now. Who may not any more stops. */
  allow(on: boolean, participant: number): void {
    if (!this.#chosen && !this.#allowed && on)
      this.#change({ colour: FIRST_COLOURS[Math.max(0, participant - 1) % FIRST_COLOURS.length] ?? 0 });
    const began = on && !this.#allowed;
    this.#allowed = on;
    if (began && this.#wanted) this.start();
    if (on) return;
    this.#change({ drew: false });
    if (this.#state.on) this.stop();
    this.#echo.clear();
  }

  /** Tells the state now and at every change. */
  readonly onState = (take: (state: DrawingState) => void): (() => void) => {
    this.#takers.add(take);
    take(this.#state);
    return () => void this.#takers.delete(take);
  };

  /** The pointer draws from now on, or as soon as it may. */
  start(): void {
    this.#wanted = true;
    if (!this.#allowed) return;
    this.element.hidden = false;
    this.#change({ on: true });
    this.#look();
    this.element.focus({ preventScroll: true });
  }

  /** It controls again. What was drawn stays. */
  stop(): void {
    this.#wanted = false;
    if (!this.#state.on) return;
    this.#end();
    this.element.hidden = true;
    this.#change({ on: false });
  }

  choose(choice: Partial<Pick<DrawingState, "tool" | "colour" | "width">>): void {
    if (choice.colour !== undefined) this.#chosen = true;
    this.#end();
    this.#change(choice);
    this.#look();
  }

  undo(): void {
    this.#end();
    this.#echo.clear();
    this.#o.send({ kind: "undo" });
  }

  /** Takes one's own drawings away, or everybody's. */
  clear(all: boolean): void {
    this.#end();
    this.#echo.clear();
    this.#o.send({ kind: "clear", all });
    this.#change({ drew: false });
  }

  /** What keys do while it is on; for the strip of tools as well. `false`: nothing. */
  key(event: Pick<KeyboardEvent, "key" | "ctrlKey" | "metaKey" | "altKey">): boolean {
    if (event.altKey) return false;
    const key = event.key.toLowerCase();
    if (event.ctrlKey || event.metaKey) {
      if (key !== "z") return false;
      this.undo();
      return true;
    }
    const tool = TOOL_KEYS[key];
    if (tool) this.choose({ tool });
    else if (key === "escape") this.stop();
    else if (key === "delete") this.clear(false);
    else return false;
    return true;
  }

  dispose(): void {
    this.stop();
    this.#takers.clear();
    this.#echo.clear();
  }

  #down(event: PointerEvent): void {
    event.stopPropagation();
    event.preventDefault();
    if (event.button !== 0 || this.#pointer !== undefined) return;
    this.element.focus({ preventScroll: true });
    this.element.setPointerCapture?.(event.pointerId);
    this.#pointer = event.pointerId;
    this.#last = { x: -1, y: -1 };
    const { tool, width } = this.#state;
    if (tool !== "pointer" && tool !== "eraser") {
      this.#strokes += 1;
      const wide = (DRAW_WIDTHS[width] ?? 6) * (tool === "highlighter" ? HIGHLIGHTS : 1);
      this.#line = { number: this.#strokes, tool, width: wide, waiting: [] };
      this.#echo.begin(tool, DRAW_COLOURS[this.#state.colour] ?? "", wide);
      this.#change({ drew: true });
    }
    this.#at(event);
    this.#flush();
  }

  #moved(event: PointerEvent): void {
    event.stopPropagation();
    if (event.pointerId !== this.#pointer) return;
    // A browser tells of a move once a frame, with all places in between.
    const steps = event.getCoalescedEvents?.() ?? [];
    for (const step of steps.length > 0 ? steps : [event]) this.#at(step);
    this.#frame ??= this.#window.requestAnimationFrame(() => {
      this.#frame = undefined;
      this.#flush();
    });
  }

  #up(event: PointerEvent): void {
    event.stopPropagation();
    if (event.pointerId !== this.#pointer) return;
    if (event.type === "pointerup") this.#at(event);
    this.#end();
  }

  #at(event: MouseEvent): void {
    const { x, y } = pixelAt(event.clientX, event.clientY, this.#o.canvas.getBoundingClientRect(), this.#o.size());
    if (x === this.#last.x && y === this.#last.y) return;
    this.#last = { x, y };
    const line = this.#line;
    if (line) {
      line.waiting.push(x, y);
      this.#echo.add(x, y);
    } else if (this.#state.tool === "eraser") {
      this.#echo.clear();
      this.#o.send({ kind: "erase", x, y });
    } else if (performance.now() - this.#pointed >= POINT_EVERY_MS) {
      this.#pointed = performance.now();
      this.#o.send({ kind: "point", x, y, colour: this.#state.colour });
    }
  }

  /** Sends what was drawn since. */
  #flush(): void {
    const line = this.#line;
    if (!line) return;
    while (line.waiting.length > 0) {
      const points = line.waiting.splice(0, MOST_POINTS * 2);
      const { number, tool, width } = line;
      this.#o.send({ kind: "stroke", stroke: number, tool, colour: this.#state.colour, width, points });
    }
  }

  /** The stroke is over. */
  #end(): void {
    if (this.#frame !== undefined) this.#window.cancelAnimationFrame(this.#frame);
    this.#frame = undefined;
    this.#flush();
    if (this.#line) this.#echo.end();
    this.#line = undefined;
    this.#pointer = undefined;
  }

  #look(): void {
    this.element.style.cursor = this.#state.tool === "eraser" ? "cell" : "crosshair";
  }

  #change(change: Partial<DrawingState>): void {
    const before = this.#state;
    this.#state = { ...before, ...change };
    const keys = Object.keys(change) as (keyof DrawingState)[];
    if (keys.every((key) => before[key] === this.#state[key])) return;
    for (const take of [...this.#takers]) take(this.#state);
  }
}
