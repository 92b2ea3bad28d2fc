//! The remote pointer's picture: as the browser's own pointer over the picture, so that it follows the hand at once (SCR-16), and as a mark of its own where somebody else moves it.

import type { CursorPicture } from "../messages";

/** Browsers refuse larger pointers. */
const MOST_CSS_SIDE = 128;

export class RemoteCursor {
  readonly mark: HTMLCanvasElement;
  readonly #over: HTMLElement;
  #shape: CursorPicture | undefined;
  #known = false;
  #own = false;

  constructor(over: HTMLElement) {
    this.#over = over;
    this.mark = over.ownerDocument.createElement("canvas");
    this.mark.setAttribute("aria-hidden", "true");
    Object.assign(this.mark.style, {
      position: "absolute",
      pointerEvents: "none",
      display: "none",
      left: "0",
      top: "0",
    });
    this.#dress();
  }

  /** Whether this person's pointer moves the remote one. */
  own(on: boolean): void {
    this.#own = on;
    this.#dress();
  }

  shape(shape: CursorPicture | undefined): void {
    this.#shape = shape;
    this.#known = true;
    this.mark.width = shape?.width ?? 1;
    this.mark.height = shape?.height ?? 1;
    if (shape) draw(this.mark, shape);
    this.#dress();
  }

  /** Somebody else moved it there: CSS pixels from the picture's corner. */
  at(left: number, top: number): void {
    const { hotX, hotY } = this.#shape ?? { hotX: 0, hotY: 0 };
    this.mark.style.transform = `translate(${Math.round(left - hotX)}px, ${Math.round(top - hotY)}px)`;
    this.mark.style.display = this.#shape ? "block" : "none";
  }

  /** This person's own hand has it again. */
  hide(): void {
    if (this.mark.style.display !== "none") this.mark.style.display = "none";
  }

  #dress(): void {
    this.#over.style.cursor = this.#own && this.#known ? cssCursor(this.#shape, this.#over.ownerDocument) : "default";
  }
}

function cssCursor(shape: CursorPicture | undefined, document: Document): string {
  if (!shape) return "none";
  const shrink = Math.min(1, MOST_CSS_SIDE / Math.max(shape.width, shape.height));
  const canvas = document.createElement("canvas");
  canvas.width = shape.width;
  canvas.height = shape.height;
  draw(canvas, shape);
  let picture = canvas;
  if (shrink < 1) {
    picture = document.createElement("canvas");
    picture.width = Math.max(1, Math.floor(shape.width * shrink));
    picture.height = Math.max(1, Math.floor(shape.height * shrink));
    picture.getContext("2d")?.drawImage(canvas, 0, 0, picture.width, picture.height);
  }
  const hotX = Math.floor(shape.hotX * shrink);
  const hotY = Math.floor(shape.hotY * shrink);
  return `url(${picture.toDataURL("image/png")}) ${hotX} ${hotY}, default`;
}

function draw(canvas: HTMLCanvasElement, { width, height, rgba }: CursorPicture): void {
  canvas.getContext("2d")?.putImageData(new ImageData(new Uint8ClampedArray(rgba), width, height), 0, 0);
}
