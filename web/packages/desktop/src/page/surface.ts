//! The canvas that a person sees. In actual size the picture is painted on it as it is; scaled, a hidden canvas holds the picture and what changed is drawn down from there: small changes at once
//! in the best quality, large ones quickly first and in the best quality as soon as they rest (SCR-10). It knows no link and no input.

import type { Rect } from "../stream/body";
import { type Layout, layout, type ScaleMode, type Size, type View } from "./geometry";

/** Up to so many pixels the best filter costs less than anybody notices. */
const QUICK_ABOVE_PX = 200_000;
const REST_MS = 150;
/** How far the filter looks around a pixel, in pixels of the target. */
const FILTER_REACH = 2;

export class Surface {
  readonly canvas: HTMLCanvasElement;
  readonly #context: CanvasRenderingContext2D;
  #source: { canvas: HTMLCanvasElement; context: CanvasRenderingContext2D } | undefined;
  #picture: Size = { width: 0, height: 0 };
  #view: View = { widthPx: 0, heightPx: 0, ratio: 1 };
  #mode: ScaleMode = "fit";
  #layout: Layout = { widthPx: 0, heightPx: 0, leftPx: 0, topPx: 0 };
  #coarse: Rect | undefined;
  #restTimer: ReturnType<typeof setTimeout> | undefined;

  constructor(document: Document) {
    this.canvas = document.createElement("canvas");
    this.canvas.width = 1;
    this.canvas.height = 1;
    this.canvas.style.display = "block";
    this.#context = context(this.canvas);
  }

  get picture(): Size {
    return this.#picture;
  }

  get layout(): Layout {
    return this.#layout;
  }

  arrange(view: View, mode: ScaleMode): void {
    this.#view = view;
    this.#mode = mode;
    this.#place(this.#picture);
  }

  /** Paints rectangles of the picture, whose pixels stand one after the other. */
  paint(picture: Size, rects: readonly Rect[], pixels: ArrayBuffer): void {
    if (picture.width !== this.#picture.width || picture.height !== this.#picture.height) this.#resize(picture);
    const target = this.#source?.context ?? this.#context;
    let at = 0;
    for (const { x, y, w, h } of rects) {
      target.putImageData(new ImageData(new Uint8ClampedArray(pixels, at, w * h * 4), w, h), x, y);
      at += w * h * 4;
    }
    if (this.#source) for (const rect of rects) this.#draw(rect, rect.w * rect.h > QUICK_ABOVE_PX);
  }

  /** The picture as it is at the endpoint, at its own size. */
  copy(): HTMLCanvasElement {
    const { width, height } = this.#picture;
    const copy = this.canvas.ownerDocument.createElement("canvas");
    copy.width = Math.max(1, width);
    copy.height = Math.max(1, height);
    context(copy).drawImage(this.#source?.canvas ?? this.canvas, 0, 0);
    return copy;
  }

  dispose(): void {
    clearTimeout(this.#restTimer);
  }

  /** Another picture: what the canvases hold is not kept. */
  #resize(picture: Size): void {
    this.#picture = picture;
    this.#coarse = undefined;
    this.#source = undefined;
    this.canvas.width = 0;
    this.#place(picture);
  }

  #place(picture: Size): void {
    if (picture.width === 0 || this.#view.widthPx === 0) return;
    const placed = layout(this.#view, picture, this.#mode);
    this.#layout = placed;
    const factor = placed.widthPx / picture.width;
    const direct = Number.isInteger(factor) && placed.heightPx === picture.height * factor;
    this.#hold(picture, direct ? picture : { width: placed.widthPx, height: placed.heightPx }, direct);
    const { style } = this.canvas;
    style.width = `${placed.widthPx / this.#view.ratio}px`;
    style.height = `${placed.heightPx / this.#view.ratio}px`;
    style.imageRendering = direct && factor > 1 ? "pixelated" : "auto";
  }

  /** Gives the canvas a size and puts the picture on it again. */
  #hold(picture: Size, size: Size, direct: boolean): void {
    if (this.canvas.width === size.width && this.canvas.height === size.height && direct === !this.#source) return;
    const held = this.#source?.canvas ?? (this.canvas.width === picture.width ? this.copy() : undefined);
    this.canvas.width = size.width;
    this.canvas.height = size.height;
    if (direct) {
      this.#source = undefined;
      if (held) this.#context.drawImage(held, 0, 0);
      return;
    }
    if (held && this.#source?.canvas !== held) this.#source = { canvas: held, context: context(held) };
    if (!this.#source) {
      const canvas = this.canvas.ownerDocument.createElement("canvas");
      canvas.width = picture.width;
      canvas.height = picture.height;
      this.#source = { canvas, context: context(canvas) };
    }
    this.#draw({ x: 0, y: 0, w: picture.width, h: picture.height }, false);
  }

  /** Draws a rectangle of the picture down to the canvas, edges and neighbours included. */
  #draw(rect: Rect, quick: boolean): void {
    const source = this.#source;
    if (!source) return;
    const scaleX = this.canvas.width / this.#picture.width;
    const scaleY = this.canvas.height / this.#picture.height;
    const left = Math.max(0, Math.floor(rect.x * scaleX) - FILTER_REACH);
    const top = Math.max(0, Math.floor(rect.y * scaleY) - FILTER_REACH);
    const right = Math.min(this.canvas.width, Math.ceil((rect.x + rect.w) * scaleX) + FILTER_REACH);
    const bottom = Math.min(this.canvas.height, Math.ceil((rect.y + rect.h) * scaleY) + FILTER_REACH);
    const target = this.#context;
    target.imageSmoothingEnabled = true;
    target.imageSmoothingQuality = quick ? "low" : "high";
    target.drawImage(
      source.canvas,
      left / scaleX,
      top / scaleY,
      (right - left) / scaleX,
      (bottom - top) / scaleY,
      left,
      top,
      right - left,
      bottom - top,
    );
    if (quick) this.#sharpenLater(rect);
  }

  #sharpenLater(rect: Rect): void {
    const before = this.#coarse;
    if (before) {
      const x = Math.min(before.x, rect.x);
      const y = Math.min(before.y, rect.y);
      const w = Math.max(before.x + before.w, rect.x + rect.w) - x;
      const h = Math.max(before.y + before.h, rect.y + rect.h) - y;
      this.#coarse = { x, y, w, h };
    } else {
      this.#coarse = rect;
    }
    clearTimeout(this.#restTimer);
    this.#restTimer = setTimeout(() => {
      const coarse = this.#coarse;
      this.#coarse = undefined;
      if (coarse) this.#draw(coarse, false);
    }, REST_MS);
  }
}

function context(canvas: HTMLCanvasElement): CanvasRenderingContext2D {
  const got = canvas.getContext("2d", { alpha: false });
  if (!got) throw new Error("this browser has no 2d canvas");
  return got;
}
