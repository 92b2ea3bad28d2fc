//! How the picture is looked at: its scale, and which part of it is seen where it is larger than its room (SCR-10). Scrolled by the browser's own bars, by the edges under the pointer, by dragging
//! with Space or where nothing else is dragged, by fingers, and by the arrow keys while the picture itself has the focus.

import type { ScaleMode } from "./geometry";
import type { Stage } from "./stage";

/** Smaller nobody reads, larger nobody needs. In the picture's actual size. */
export const LEAST_ZOOM = 0.25;
export const MOST_ZOOM = 4;
export const ZOOM_STEPS = [0.5, 0.75, 1, 1.25, 1.5, 2] as const;
/** So near to what fits is what fits. */
const SNAP = 1.03;
/** The edge that scrolls, and how fast at its very end. */
const EDGE_PX = 28;
const EDGE_SPEED_PX = 18;

export class View {
  readonly #stage: Stage;
  readonly #changed: () => void;
  /** Whether a drag means something to the endpoint. */
  #controls = false;
  #space = false;
  #drag: { id: number; x: number; y: number } | undefined;
  #edge: { x: number; y: number } | undefined;
  #frame: number | undefined;

  constructor(stage: Stage, changed: () => void) {
    this.#stage = stage;
    this.#changed = changed;
    const { host, picture } = stage;
    host.addEventListener("keydown", (event) => this.#key(event, true));
    host.addEventListener("keyup", (event) => this.#key(event, false));
    host.addEventListener("blur", () => this.#hold(false));
    // Before the endpoint's own listeners, which are on the picture.
    host.addEventListener("pointerdown", (event) => this.#down(event), { capture: true });
    host.addEventListener("pointermove", (event) => this.#move(event), { capture: true });
    for (const end of ["pointerup", "pointercancel"] as const)
      host.addEventListener(end, (event) => this.#up(event), { capture: true });
    picture.addEventListener("pointerleave", () => this.#stopEdge());
  }

  allow(controls: boolean): void {
    this.#controls = controls;
  }

  get mode(): ScaleMode {
    return this.#stage.mode;
  }

  set mode(mode: ScaleMode) {
    this.#stage.setMode(typeof mode === "number" ? clamp(mode) : mode);
    this.#changed();
  }

  /** The next larger or smaller step. */
  step(by: 1 | -1): void {
    const now = this.#stage.factor;
    const next =
      by > 0 ? ZOOM_STEPS.find((each) => each > now * 1.01) : ZOOM_STEPS.findLast((each) => each < now * 0.99);
    if (next !== undefined) this.zoomAround(next);
  }

  /** Pinched around a point of the page. */
  zoom(by: number, clientX: number, clientY: number): void {
    const wanted = this.#stage.factor * by;
    this.zoomAround(by < 1 && wanted <= this.#stage.fitting * SNAP ? "fit" : wanted, clientX, clientY);
  }

  /** Another scale, under which what is at this point of the page stays there; without one, the middle. */
  zoomAround(mode: ScaleMode, clientX?: number, clientY?: number): void {
    const { host, surface } = this.#stage;
    const room = host.getBoundingClientRect();
    const [x, y] = [clientX ?? room.left + room.width / 2, clientY ?? room.top + room.height / 2];
    const before = surface.canvas.getBoundingClientRect();
    const along = (at: number, from: number, size: number) => (at - from) / Math.max(1, size);
    const [partX, partY] = [along(x, before.left, before.width), along(y, before.top, before.height)];
    this.mode = mode;
    const after = surface.canvas.getBoundingClientRect();
    host.scrollLeft += after.left + partX * after.width - x;
    host.scrollTop += after.top + partY * after.height - y;
  }

  pan(byX: number, byY: number): void {
    this.#stage.host.scrollLeft -= byX;
    this.#stage.host.scrollTop -= byY;
  }

  /** Brings a place of the picture into view: CSS pixels from its corner. */
  reveal(left: number, top: number): void {
    const { host, picture } = this.#stage;
    const [x, y] = [picture.offsetLeft + left, picture.offsetTop + top];
    const near = (at: number, from: number, room: number) =>
      at < from + EDGE_PX ? at - EDGE_PX : at > from + room - EDGE_PX ? at - room + EDGE_PX : from;
    host.scrollLeft = near(x, host.scrollLeft, host.clientWidth);
    host.scrollTop = near(y, host.scrollTop, host.clientHeight);
  }

  dispose(): void {
    this.#stopEdge();
  }

  #key(event: KeyboardEvent, down: boolean): void {
    // Only while the picture itself has the focus: otherwise the keys are the endpoint's.
    if (event.target !== this.#stage.host || event.code !== "Space") return;
    event.preventDefault();
    this.#hold(down);
  }

  #hold(on: boolean): void {
    this.#space = on;
    this.#stage.host.style.cursor = on ? "grab" : "";
  }

  #down(event: PointerEvent): void {
    const drags = this.#space || (!this.#controls && event.pointerType !== "touch");
    if (!drags || event.button !== 0 || !this.#stage.scrolls || !this.#stage.picture.contains(event.target as Node))
      return;
    event.preventDefault();
    event.stopPropagation();
    this.#drag = { id: event.pointerId, x: event.clientX, y: event.clientY };
    this.#stage.host.setPointerCapture?.(event.pointerId);
  }

  #move(event: PointerEvent): void {
    if (this.#drag?.id === event.pointerId) {
      event.stopPropagation();
      this.pan(event.clientX - this.#drag.x, event.clientY - this.#drag.y);
      this.#drag = { id: event.pointerId, x: event.clientX, y: event.clientY };
      return;
    }
    if (!this.#stage.scrolls || event.pointerType === "touch") return;
    const room = this.#stage.host.getBoundingClientRect();
    const push = (at: number, from: number, to: number) =>
      at < from + EDGE_PX ? (at - from - EDGE_PX) / EDGE_PX : at > to - EDGE_PX ? (at - to + EDGE_PX) / EDGE_PX : 0;
    const x = push(event.clientX, room.left, room.right);
    const y = push(event.clientY, room.top, room.bottom);
    if (x === 0 && y === 0) {
      this.#stopEdge();
      return;
    }
    this.#edge = { x, y };
    this.#frame ??= requestAnimationFrame(() => this.#creep());
  }

  #up(event: PointerEvent): void {
    if (this.#drag?.id !== event.pointerId) return;
    this.#drag = undefined;
    event.stopPropagation();
  }

  #creep(): void {
    this.#frame = undefined;
    const edge = this.#edge;
    if (!edge) return;
    const { host } = this.#stage;
    const before = [host.scrollLeft, host.scrollTop];
    const speed = (push: number) => Math.max(-1, Math.min(1, push)) * EDGE_SPEED_PX;
    this.pan(-speed(edge.x), -speed(edge.y));
    // At the end of the picture there is nothing to wait for.
    if (host.scrollLeft === before[0] && host.scrollTop === before[1]) return;
    this.#frame = requestAnimationFrame(() => this.#creep());
  }

  #stopEdge(): void {
    this.#edge = undefined;
    if (this.#frame !== undefined) cancelAnimationFrame(this.#frame);
    this.#frame = undefined;
  }
}

function clamp(zoom: number): number {
  return Math.min(MOST_ZOOM, Math.max(LEAST_ZOOM, Number.isFinite(zoom) ? zoom : 1));
}
