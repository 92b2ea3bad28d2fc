//! JPEG to RGBA: by ImageDecoder where the browser has it, else by createImageBitmap and a canvas. Size and number of scans are read from the file before a decoder sees it.
//!
//! SECURITY: the files come from endpoints. A file that claims another size than its rectangles need, or that would keep a decoder busy for minutes, is refused.

import type { Room } from "./room";

export interface Pixels {
  readonly width: number;
  readonly height: number;
  readonly rgba: Uint8Array | Uint8ClampedArray;
  /** They are on the picture: their memory is wanted for the next. */
  readonly done?: () => void;
}

/** Undefined: it does not decode. */
export type DecodePhoto = (jpeg: Uint8Array, allowedArea: number) => Promise<Pixels | undefined>;

/** An atlas may be this much larger than twice the picture, for its unused corner and rounding. */
export const ATLAS_SLACK = 1024 * 128;
const MOST_SCANS = 64;
const DECODE_MS = 5_000;

/** Width and height of a JPEG by its frame header; nothing if it has none, or has more scans than an honest file. */
export function jpegSize(bytes: Uint8Array): { width: number; height: number } | undefined {
  if (bytes[0] !== 0xff || bytes[1] !== 0xd8) return undefined;
  let size: { width: number; height: number } | undefined;
  let scans = 0;
  let at = 2;
  while (at + 3 < bytes.length) {
    if (bytes[at] !== 0xff) {
      // Entropy-coded data: on to the next marker.
      at = bytes.indexOf(0xff, at);
      if (at < 0) break;
      continue;
    }
    const marker = bytes[at + 1] as number;
    if (marker === 0x00 || marker === 0xff || (marker >= 0xd0 && marker <= 0xd8)) {
      at += marker === 0xff ? 1 : 2;
      continue;
    }
    if (marker === 0xd9) break;
    const length = ((bytes[at + 2] as number) << 8) | (bytes[at + 3] as number);
    if (length < 2) return undefined;
    const isFrame = marker >= 0xc0 && marker <= 0xcf && marker !== 0xc4 && marker !== 0xc8 && marker !== 0xcc;
    if (isFrame) {
      if (size || length < 8 || at + 9 > bytes.length) return undefined;
      size = {
        height: ((bytes[at + 5] as number) << 8) | (bytes[at + 6] as number),
        width: ((bytes[at + 7] as number) << 8) | (bytes[at + 8] as number),
      };
    }
    if (marker === 0xda) {
      scans += 1;
      if (scans > MOST_SCANS) return undefined;
    }
    at += 2 + length;
  }
  return size && size.width > 0 && size.height > 0 && scans > 0 ? size : undefined;
}

/** The fastest way that this browser has. */
export function photoDecoder(room: Room): DecodePhoto {
  const decode = typeof ImageDecoder === "function" ? (jpeg: Uint8Array) => byImageDecoder(jpeg, room) : byBitmap;
  return async (jpeg, allowedArea) => {
    const size = jpegSize(jpeg);
    if (!size || size.width * size.height > allowedArea) return undefined;
    let timer: ReturnType<typeof setTimeout> | undefined;
    const late = new Promise<undefined>((resolve) => {
      timer = setTimeout(() => resolve(undefined), DECODE_MS);
    });
    try {
      const pixels = await Promise.race([decode(jpeg), late]);
      return pixels && pixels.width === size.width && pixels.height === size.height ? pixels : undefined;
    } catch {
      return undefined;
    } finally {
      clearTimeout(timer);
    }
  };
}

async function byImageDecoder(jpeg: Uint8Array, room: Room): Promise<Pixels> {
  const decoder = new ImageDecoder({ data: jpeg as Uint8Array<ArrayBuffer>, type: "image/jpeg" });
  try {
    const { image } = await decoder.decode();
    try {
      const width = image.codedWidth;
      const height = image.codedHeight;
      const memory = room.take(width * height * 4);
      const rgba = new Uint8Array(memory, 0, width * height * 4);
      await image.copyTo(rgba, { format: "RGBX", rect: { x: 0, y: 0, width, height } } as VideoFrameCopyToOptions);
      return { width, height, rgba, done: () => room.give(memory) };
    } finally {
      image.close();
    }
  } finally {
    decoder.close();
  }
}

async function byBitmap(jpeg: Uint8Array): Promise<Pixels> {
  const bitmap = await createImageBitmap(new Blob([jpeg as Uint8Array<ArrayBuffer>], { type: "image/jpeg" }));
  try {
    const { width, height } = bitmap;
    const canvas = new OffscreenCanvas(width, height);
    const context = canvas.getContext("2d", { willReadFrequently: true });
    if (!context) throw new Error("no canvas to decode on");
    context.drawImage(bitmap, 0, 0);
    return { width, height, rgba: context.getImageData(0, 0, width, height).data };
  } finally {
    bitmap.close();
  }
}
