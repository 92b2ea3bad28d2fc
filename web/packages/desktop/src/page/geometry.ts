//! Where the picture stands in its view, in whole device pixels, and which of its pixels is under the pointer. Arithmetic only.

/** A number: so many times the actual size. */
export type ScaleMode = "fit" | "actual" | number;

/** The room that there is: device pixels, and how many of them make a CSS pixel. */
export interface View {
  readonly widthPx: number;
  readonly heightPx: number;
  readonly ratio: number;
}

export interface Size {
  readonly width: number;
  readonly height: number;
}

/** In device pixels. */
export interface Layout {
  readonly widthPx: number;
  readonly heightPx: number;
  readonly leftPx: number;
  readonly topPx: number;
}

/** Device pixels for one pixel of the picture in actual size: whole, so that every pixel is as sharp as the next. */
export function actualFactor(ratio: number): number {
  return Math.max(1, Math.floor(ratio + 0.01));
}

/** Device pixels for one pixel of the picture where all of it fits. */
export function fittingFactor(view: View, picture: Size): number {
  return Math.min(actualFactor(view.ratio), view.widthPx / picture.width, view.heightPx / picture.height);
}

/** Fit never enlarges beyond actual size: a small picture is not made blurred. */
export function layout(view: View, picture: Size, mode: ScaleMode): Layout {
  const actual = actualFactor(view.ratio);
  const scale = mode === "fit" ? fittingFactor(view, picture) : mode === "actual" ? actual : actual * mode;
  const widthPx = Math.max(1, Math.round(picture.width * scale));
  const heightPx = Math.max(1, Math.round(picture.height * scale));
  return {
    widthPx,
    heightPx,
    leftPx: Math.max(0, Math.floor((view.widthPx - widthPx) / 2)),
    topPx: Math.max(0, Math.floor((view.heightPx - heightPx) / 2)),
  };
}

/** The pixel of the picture under a point of the page. Points outside are taken to the edge, so that a drag may leave the picture. */
export function pixelAt(
  clientX: number,
  clientY: number,
  shown: { left: number; top: number; width: number; height: number },
  picture: Size,
): { x: number; y: number } {
  const along = (at: number, from: number, length: number, pixels: number): number =>
    Math.min(pixels - 1, Math.max(0, Math.floor(((at - from) * pixels) / Math.max(1e-6, length))));
  return {
    x: along(clientX, shown.left, shown.width, picture.width),
    y: along(clientY, shown.top, shown.height, picture.height),
  };
}
