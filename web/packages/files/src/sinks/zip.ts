//! ZIP64 without compression, as a stream: one local header for each entry with what is known only later behind its bytes (a data descriptor), and a directory at the end. Everything that is written depends only on
//! what came before, so that it goes on after any break.

import { crc32 } from "./crc";

/** An entry that is whole. Plain data: it is also what is kept across a reload. */
export interface ZipEntry {
  readonly path: string;
  readonly directory: boolean;
  readonly at: number;
  readonly bytes: number;
  readonly crc: number;
  readonly modifiedMs: number;
  readonly mode: number;
}

const FLAGS = 0x0808; // sizes and CRC behind the bytes; names are UTF-8
const VERSION = 45;
const MADE_BY_UNIX = (3 << 8) | VERSION;
const BIG = 0xffff_ffff;
const encoder = new TextEncoder();

class Writer {
  readonly bytes: Uint8Array<ArrayBuffer>;
  readonly #view: DataView;
  #at = 0;

  constructor(size: number) {
    this.bytes = new Uint8Array(size);
    this.#view = new DataView(this.bytes.buffer);
  }

  u16(...values: number[]): this {
    for (const value of values) {
      this.#view.setUint16(this.#at, value, true);
      this.#at += 2;
    }
    return this;
  }

  u32(...values: number[]): this {
    for (const value of values) {
      this.#view.setUint32(this.#at, value >>> 0, true);
      this.#at += 4;
    }
    return this;
  }

  u64(...values: number[]): this {
    for (const value of values) {
      this.#view.setBigUint64(this.#at, BigInt(value), true);
      this.#at += 8;
    }
    return this;
  }

  u8(value: number): this {
    this.#view.setUint8(this.#at, value);
    this.#at += 1;
    return this;
  }

  raw(bytes: Uint8Array): this {
    this.bytes.set(bytes, this.#at);
    this.#at += bytes.length;
    return this;
  }
}

/** Of an entry whose bytes follow; its length is what to add to the place of the header. */
export function localHeader(entry: Pick<ZipEntry, "path" | "directory" | "modifiedMs">): Uint8Array<ArrayBuffer> {
  const name = nameOf(entry);
  const [time, date] = dosTime(entry.modifiedMs);
  const out = new Writer(30 + name.length + 20 + 9).u32(0x04034b50).u16(VERSION, FLAGS, 0, time, date);
  out
    .u32(0, BIG, BIG)
    .u16(name.length, 20 + 9)
    .raw(name);
  // The extra field for 64 bits says that the descriptor has 64 bits too.
  out.u16(0x0001, 16).u64(0, 0);
  return unixTime(out, entry.modifiedMs).bytes;
}

export function descriptor(crc: number, bytes: number): Uint8Array<ArrayBuffer> {
  return new Writer(24).u32(0x08074b50, crc).u64(bytes, bytes).bytes;
}

/** Pieces of the directory and its end, for a file in which they begin at `start`. */
export function* directoryOf(entries: readonly ZipEntry[], start: number): Generator<Uint8Array<ArrayBuffer>> {
  let size = 0;
  for (const entry of entries) {
    const name = nameOf(entry);
    const [time, date] = dosTime(entry.modifiedMs);
    const extra = 28 + 9;
    const out = new Writer(46 + name.length + extra).u32(0x02014b50).u16(MADE_BY_UNIX, VERSION, FLAGS, 0, time, date);
    out.u32(entry.crc, BIG, BIG).u16(name.length, extra, 0, 0, 0);
    const type = entry.directory ? 0o040000 : 0o100000;
    const mode = entry.mode & 0o777 || (entry.directory ? 0o755 : 0o644);
    out.u32((((type | mode) << 16) | (entry.directory ? 0x10 : 0)) >>> 0, BIG).raw(name);
    out.u16(0x0001, 24).u64(entry.bytes, entry.bytes, entry.at);
    unixTime(out, entry.modifiedMs);
    size += out.bytes.length;
    yield out.bytes;
  }
  const end = new Writer(56 + 20 + 22);
  end.u32(0x06064b50).u64(44).u16(MADE_BY_UNIX, VERSION).u32(0, 0);
  end.u64(entries.length, entries.length, size, start);
  end
    .u32(0x07064b50, 0)
    .u64(start + size)
    .u32(1);
  const few = Math.min(entries.length, 0xffff);
  end.u32(0x06054b50).u16(0, 0, few, few).u32(Math.min(size, BIG), Math.min(start, BIG)).u16(0);
  yield end.bytes;
}

const nameOf = (entry: Pick<ZipEntry, "path" | "directory">): Uint8Array =>
  encoder.encode(entry.directory ? `${entry.path}/` : entry.path);

/** The time of a Unix system, where it is one that fits. */
function unixTime(out: Writer, modifiedMs: number): Writer {
  const seconds = Math.max(-0x8000_0000, Math.min(0x7fff_ffff, Math.floor(modifiedMs / 1000)));
  return out.u16(0x5455, 5).u8(1).u32(seconds);
}

/** Years 1980 to 2107, by two seconds, in the reader's zone. */
function dosTime(modifiedMs: number): [time: number, date: number] {
  const at = new Date(Number.isFinite(modifiedMs) ? modifiedMs : 0);
  const year = at.getFullYear();
  if (!(year >= 1980)) return [0, 0x21];
  if (year > 2107) return [0xbf7d, 0xff9f];
  return [
    (at.getHours() << 11) | (at.getMinutes() << 5) | (at.getSeconds() >> 1),
    ((year - 1980) << 9) | ((at.getMonth() + 1) << 5) | at.getDate(),
  ];
}

export { crc32 };
