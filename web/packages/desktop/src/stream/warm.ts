//! A picture for nobody. A browser compiles a function when it is called and makes it quick when it was called often, and starts a decoder with its first file: all of that would come before the
//! first picture (SCR-31). So a small one goes the whole way while the link is being opened.

import { SCREEN_FLAGS } from "@towline/wire";
import type { DecodePhoto } from "./photo";
import { ScreenStream } from "./stream";
import type { Zstd } from "./zstd";

/** Pixels on a side: enough for loops to become quick. */
export const SIDE = 256;
const PHOTO_SIDE = 16;
/** A grey square. */
const PHOTO = [
  "/9j/4AAQSkZJRgABAQAAAQABAAD/2wBDAA0JCgsKCA0LCgsODg0PEyAVExISEyccHhcgLikxMC4pLSwzOko+MzZGNywtQFdBRkxOUlNSMj5a",
  "YVpQYEpRUk//2wBDAQ4ODhMREyYVFSZPNS01T09PT09PT09PT09PT09PT09PT09PT09PT09PT09PT09PT09PT09PT09PT09PT09PT0//wAAR",
  "CAAQABADASIAAhEBAxEB/8QAFQABAQAAAAAAAAAAAAAAAAAAAAX/xAAUEAEAAAAAAAAAAAAAAAAAAAAA/8QAFAEBAAAAAAAAAAAAAAAAAAAA",
  "A//EABQRAQAAAAAAAAAAAAAAAAAAAAD/2gAMAwEAAhEDEQA/AIABhP/Z",
].join("");

/** Resolves when it was shown, or could not be. */
export function warm(zstd: Zstd, decodePhoto: DecodePhoto): Promise<boolean> {
  return new Promise((resolve) => {
    const stream = new ScreenStream(
      {
        post: (message) => resolve(message.type === "paint"),
        painted: () => {},
        malformed: () => resolve(false),
        unsupported: () => resolve(false),
        anew: () => {},
        now: () => performance.now(),
      },
      zstd,
      decodePhoto,
      async () => undefined,
    );
    stream.connected();
    stream.part(SCREEN_FLAGS.first | SCREEN_FLAGS.last | SCREEN_FLAGS.key, 1n, body());
  });
}

/** As docs/wire.md has a frame: one box of zeros, and a photograph in its corner. */
function body(): Uint8Array {
  const raw = SIDE * SIDE * 3;
  const half = raw / 2;
  // A zstd frame of two blocks, each one byte that is repeated.
  const packed = [0x28, 0xb5, 0x2f, 0xfd, 0xa0, ...u32(raw), ...u24((half << 3) | 2), 0, ...u24((half << 3) | 3), 0];
  const photo = Uint8Array.from(atob(PHOTO), (letter) => letter.charCodeAt(0));
  return Uint8Array.from([
    ...[...u16(SIDE), ...u16(SIDE), ...u32(0), ...u32(0), 0],
    ...[...u16(0), ...u16(1), ...u16(0), ...u16(0), ...u16(SIDE), ...u16(SIDE)],
    ...[...u32(raw), ...u32(packed.length), ...packed],
    ...[...u16(1), ...u32(photo.length), ...u16(1), ...u16(0), ...u16(0), ...u16(PHOTO_SIDE), ...u16(PHOTO_SIDE)],
    ...[...u16(0), ...u16(0), ...photo],
  ]);
}

const u16 = (value: number): number[] => [value & 255, value >> 8];
const u24 = (value: number): number[] => [...u16(value & 0xffff), value >> 16];
const u32 = (value: number): number[] => [...u16(value & 0xffff), ...u16(value >>> 16)];
