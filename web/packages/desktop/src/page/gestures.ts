//! What fingers mean (SCR-8): tap, long press, drag, two-finger tap and scroll, pinch. Pure but for one timer: points in CSS pixels in, meanings out; `touch.ts` listens and performs.

export type TouchMode = "direct" | "trackpad";

export interface GestureEvents {
  /** A finger touched the glass. */
  began(): void;
  tap(x: number, y: number): void;
  /** What the right button does. */
  secondary(x: number, y: number): void;
  dragBegins(x: number, y: number): void;
  /** Where the finger is, and how far it went since it was told last. */
  dragged(x: number, y: number, byX: number, byY: number): void;
  dragEnds(): void;
  /** Trackpad: the pointer goes so far. */
  moved(byX: number, byY: number): void;
  /** Two fingers went so far together. */
  scrolled(x: number, y: number, byX: number, byY: number): void;
  /** Two fingers: apart or together by this factor around a place, and how far that place went. */
  pinched(factor: number, x: number, y: number, byX: number, byY: number): void;
  /** A long press is armed: something may be felt. */
  held(): void;
}

const LONG_PRESS_MS = 500;
/** A two-finger tap is not longer. */
const TAP_MS = 300;
const SLOP_PX = 9;
/** Fingers that go so far apart or together mean to pinch; both so far the same way to scroll. */
const PINCH_PX = 24;
const SCROLL_PX = 12;

interface Point {
  readonly x: number;
  readonly y: number;
}

type Doing = "nothing" | "one" | "held" | "drag" | "move" | "two" | "scroll" | "pinch" | "done";

export class Gestures {
  mode: TouchMode = "direct";
  readonly #events: GestureEvents;
  readonly #fingers = new Map<number, Point>();
  #doing: Doing = "nothing";
  #from: Point = { x: 0, y: 0 };
  #last: Point = { x: 0, y: 0 };
  #span = 0;
  #fromSpan = 0;
  #since = 0;
  #timer: ReturnType<typeof setTimeout> | undefined;

  constructor(events: GestureEvents) {
    this.#events = events;
  }

  down(id: number, x: number, y: number, now: number): void {
    this.#fingers.set(id, { x, y });
    if (this.#fingers.size === 1) {
      this.#doing = "one";
      this.#from = { x, y };
      this.#last = { x, y };
      this.#since = now;
      this.#events.began();
      this.#timer = setTimeout(() => this.#long(), LONG_PRESS_MS);
      return;
    }
    clearTimeout(this.#timer);
    if (this.#doing === "drag") this.#events.dragEnds();
    // A second finger that comes while the first only rests, or has moved little; a third ends it.
    const begins = this.#fingers.size === 2 && (this.#doing === "one" || this.#doing === "move");
    this.#doing = begins ? "two" : "done";
    if (!begins) return;
    this.#from = this.#middle();
    this.#last = this.#from;
    this.#fromSpan = this.#distance();
    this.#span = this.#fromSpan;
  }

  move(id: number, x: number, y: number): void {
    if (!this.#fingers.has(id)) return;
    this.#fingers.set(id, { x, y });
    if (this.#fingers.size === 1) this.#one({ x, y });
    else if (this.#fingers.size === 2) this.#two();
  }

  up(id: number, now: number): void {
    const at = this.#fingers.get(id);
    if (!at) return;
    this.#fingers.delete(id);
    clearTimeout(this.#timer);
    const doing = this.#doing;
    if (doing === "two" && now - this.#since <= TAP_MS) this.#events.secondary(this.#from.x, this.#from.y);
    if (doing === "one") this.#events.tap(this.#from.x, this.#from.y);
    if (doing === "held") this.#events.secondary(this.#from.x, this.#from.y);
    if (doing === "drag") this.#events.dragEnds();
    this.#doing = this.#fingers.size === 0 ? "nothing" : "done";
  }

  /** The browser took the fingers away, or this person may do nothing any more. */
  cancel(): void {
    clearTimeout(this.#timer);
    if (this.#doing === "drag") this.#events.dragEnds();
    this.#fingers.clear();
    this.#doing = "nothing";
  }

  #long(): void {
    if (this.#doing !== "one") return;
    this.#events.held();
    if (this.mode === "trackpad") {
      // Let go it is the right button; moved it drags.
      this.#doing = "held";
      return;
    }
    this.#doing = "done";
    this.#events.secondary(this.#from.x, this.#from.y);
  }

  #one(at: Point): void {
    const far = Math.hypot(at.x - this.#from.x, at.y - this.#from.y) > SLOP_PX;
    if (far && (this.#doing === "one" || this.#doing === "held")) {
      clearTimeout(this.#timer);
      const drags = this.#doing === "held" || this.mode === "direct";
      this.#doing = drags ? "drag" : "move";
      if (drags) this.#events.dragBegins(this.#from.x, this.#from.y);
    }
    const [byX, byY] = [at.x - this.#last.x, at.y - this.#last.y];
    if (this.#doing === "drag") this.#events.dragged(at.x, at.y, byX, byY);
    else if (this.#doing === "move") this.#events.moved(byX, byY);
    else return;
    this.#last = at;
  }

  #two(): void {
    const middle = this.#middle();
    const span = this.#distance();
    if (this.#doing === "two") {
      if (Math.abs(span - this.#fromSpan) > PINCH_PX) this.#doing = "pinch";
      else if (Math.hypot(middle.x - this.#from.x, middle.y - this.#from.y) > SCROLL_PX) this.#doing = "scroll";
      else return;
    }
    const [byX, byY] = [middle.x - this.#last.x, middle.y - this.#last.y];
    if (this.#doing === "scroll") this.#events.scrolled(this.#from.x, this.#from.y, byX, byY);
    else if (this.#doing === "pinch")
      this.#events.pinched(span / Math.max(1, this.#span), middle.x, middle.y, byX, byY);
    this.#last = middle;
    this.#span = span;
  }

  #middle(): Point {
    const [a, b] = [...this.#fingers.values()];
    return a && b ? { x: (a.x + b.x) / 2, y: (a.y + b.y) / 2 } : this.#last;
  }

  #distance(): number {
    const [a, b] = [...this.#fingers.values()];
    return a && b ? Math.hypot(a.x - b.x, a.y - b.y) : 0;
  }
}
