//! Heads of data payloads towards the viewer (docs/wire.md, "Streams"). Pure and total: anything that is no payload is `undefined`. Bodies are not looked into.

export const SCREEN_FLAGS = { first: 1, last: 2, key: 4, all: 8, refine: 16 } as const;
/** Kind of a packet of sound, the one data payload that needs no credit. */
export const SOUND = 0x0a;
export const REPLAY_FLAGS = { first: 1, last: 2, reset: 4 } as const;

export type Payload =
  | { readonly kind: "frame"; readonly flags: number; readonly frame: bigint; readonly body: Uint8Array }
  | { readonly kind: "cursorShape"; readonly body: Uint8Array }
  | { readonly kind: "cursorPosition"; readonly x: number; readonly y: number }
  | { readonly kind: "inputAck"; readonly viewer: bigint; readonly sequence: bigint }
  | { readonly kind: "screenStatus"; readonly body: Uint8Array }
  | { readonly kind: "clipboardOffer"; readonly body: Uint8Array }
  | {
      readonly kind: "clipboardPiece";
      readonly viewer: bigint;
      readonly number: number;
      readonly total: number;
      readonly offset: number;
      readonly body: Uint8Array;
    }
  | { readonly kind: "clipboardAnswer"; readonly viewer: bigint; readonly body: Uint8Array }
  /** `at`: samples since the capture began, 48,000 in a second. */
  | { readonly kind: "sound"; readonly sequence: number; readonly at: number; readonly body: Uint8Array }
  | { readonly kind: "shellOutput"; readonly offset: bigint; readonly body: Uint8Array }
  | {
      readonly kind: "shellReplay";
      readonly nonce: number;
      readonly flags: number;
      readonly offset: bigint;
      readonly body: Uint8Array;
    }
  | { readonly kind: "systemPage"; readonly last: boolean; readonly body: Uint8Array };

const HEAD_BYTES: Readonly<Record<number, number>> = {
  1: 1 + 1 + 8,
  2: 1,
  3: 1 + 2 + 2,
  4: 1 + 8 + 8,
  5: 1,
  6: 1,
  7: 1 + 8 + 2 + 4 + 4 + 4,
  8: 1 + 8,
  10: 1 + 4 + 8,
  16: 1 + 8,
  17: 1 + 4 + 1 + 8,
  32: 1 + 1,
};

export function readPayload(bytes: Uint8Array): Payload | undefined {
  const kind = bytes[0];
  const head = kind === undefined ? undefined : HEAD_BYTES[kind];
  if (head === undefined || bytes.length < head) return undefined;
  const view = new DataView(bytes.buffer, bytes.byteOffset, bytes.byteLength);
  const body = bytes.subarray(head);
  switch (kind) {
    case 0x01:
      return { kind: "frame", flags: view.getUint8(1), frame: view.getBigUint64(2, true), body };
    case 0x02:
      return { kind: "cursorShape", body };
    case 0x03:
      return { kind: "cursorPosition", x: view.getUint16(1, true), y: view.getUint16(3, true) };
    case 0x04:
      return { kind: "inputAck", viewer: view.getBigUint64(1, true), sequence: view.getBigUint64(9, true) };
    case 0x05:
      return { kind: "screenStatus", body };
    case 0x06:
      return { kind: "clipboardOffer", body };
    case 0x07:
      return {
        kind: "clipboardPiece",
        viewer: view.getBigUint64(1, true),
        number: view.getUint32(11, true),
        total: view.getUint32(15, true),
        offset: view.getUint32(19, true),
        body,
      };
    case 0x08:
      return { kind: "clipboardAnswer", viewer: view.getBigUint64(1, true), body };
    case 0x0a:
      return { kind: "sound", sequence: view.getUint32(1, true), at: Number(view.getBigUint64(5, true)), body };
    case 0x10:
      return { kind: "shellOutput", offset: view.getBigUint64(1, true), body };
    case 0x20:
      return { kind: "systemPage", last: (view.getUint8(1) & 1) !== 0, body };
    default:
      return {
        kind: "shellReplay",
        nonce: view.getUint32(1, true),
        flags: view.getUint8(5),
        offset: view.getBigUint64(6, true),
        body,
      };
  }
}
