//! What was just drawn, until it comes back with the picture (SCR-14): the same lines in the same place, so that nobody sees when one takes over from the other.

import type { DrawTool } from "../messages";
import type { Size } from "./geometry";

interface Stroke {
  readonly tool: DrawTool;
  readonly colour: string;
  readonly width: number;
  readonly points: [number, number][];
}

export class Echo {
  readonly #home: HTMLElement;
  readonly #size: () => Size;
  readonly #backMs: () => number;
  readonly #strokes: Stroke[] = [];
  readonly #timers = new Set<ReturnType<typeof setTimeout>>();
  #canvas: HTMLCanvasElement | undefined;
  #open: Stroke | undefined;

  constructor(home: HTMLElement, size: () => Size, backMs: () => number) {
    this.#home = home;
    this.#size = size;
    this.#backMs = backMs;
  }

  begin(tool: DrawTool, colour: string, width: number): void {
    this.#open = { tool, colour, width, points: [] };
    this.#strokes.push(this.#open);
  }

  add(x: number, y: number): void {
    this.#open?.points.push([x, y]);
    this.#paint();
  }

  /** The newest stroke is whole: it goes as soon as it must be back. */
  end(): void {
    const stroke = this.#open;
    this.#open = undefined;
    if (!stroke) return;
    const timer = setTimeout(() => {
      this.#timers.delete(timer);
      const at = this.#strokes.indexOf(stroke);
      if (at >= 0) this.#strokes.splice(at, 1);
      this.#paint();
    }, this.#backMs());
    this.#timers.add(timer);
  }

  clear(): void {
    for (const timer of this.#timers) clearTimeout(timer);
    this.#timers.clear();
    this.#strokes.length = 0;
    this.#open = undefined;
    this.#paint();
  }

  #paint(): void {
    if (this.#strokes.length === 0) {
      this.#canvas?.remove();
      this.#canvas = undefined;
      return;
    }
    const { width, height } = this.#size();
    const canvas = this.#canvas ?? this.#make();
    if (canvas.width !== width || canvas.height !== height) Object.assign(canvas, { width, height });
    const context = canvas.getContext("2d");
    if (!context) return;
    context.clearRect(0, 0, width, height);
    for (const stroke of this.#strokes) paint(context, stroke);
  }

  #make(): HTMLCanvasElement {
    const canvas = this.#home.ownerDocument.createElement("canvas");
    canvas.setAttribute("aria-hidden", "true");
    Object.assign(canvas.style, {
      ...{ position: "absolute", inset: "0", width: "100%", height: "100%", pointerEvents: "none" },
    });
    this.#home.append(canvas);
    this.#canvas = canvas;
    return canvas;
  }
}

function paint(context: CanvasRenderingContext2D, { tool, colour, width, points }: Stroke): void {
  const [first] = points;
  const last = points.at(-1);
  if (!first || !last) return;
  context.save();
  // A pixel's place is its middle.
  context.translate(0.5, 0.5);
  context.strokeStyle = colour;
  context.lineWidth = width;
  context.lineCap = "round";
  context.lineJoin = "round";
  context.globalAlpha = tool === "highlighter" ? 0.5 : 1;
  context.beginPath();
  const [x, y] = [first[0], first[1]];
  const [dx, dy] = [last[0] - x, last[1] - y];
  switch (tool) {
    case "pen":
    case "highlighter":
      context.moveTo(x, y);
      for (const [px, py] of points) context.lineTo(px, py);
      break;
    case "rectangle":
      context.rect(x, y, dx, dy);
      break;
    case "ellipse":
      context.ellipse(x + dx / 2, y + dy / 2, Math.abs(dx / 2), Math.abs(dy / 2), 0, 0, 2 * Math.PI);
      break;
    case "arrow": {
      const length = Math.max(1, Math.hypot(dx, dy));
      const head = Math.min(Math.max(width * 3.5, 14), Math.max(length, 14));
      const wing = (turn: number): [number, number] => [
        last[0] + (head * (dx * Math.cos(turn) - dy * Math.sin(turn))) / length,
        last[1] + (head * (dx * Math.sin(turn) + dy * Math.cos(turn))) / length,
      ];
      context.moveTo(x, y);
      context.lineTo(...last);
      context.moveTo(...wing(2.6));
      context.lineTo(...last);
      context.lineTo(...wing(-2.6));
      break;
    }
  }
  context.stroke();
  context.restore();
}
