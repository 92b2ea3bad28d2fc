// A film on an X server: a window whose soft shapes move thirty times a second, painted by a small X client of our own, as no player is small enough to be installed for this. A picture of at most
// 65,000 pixels is painted at once, as players do it; a larger one in strips.

import { readFileSync } from "node:fs";
import { connect } from "node:net";

/** Core requests: CreateWindow, MapWindow, CreateGC, PutImage. */
const CREATE_WINDOW = 1;
const MAP_WINDOW = 8;
const CREATE_GC = 55;
const PUT_IMAGE = 72;
const FRAME_MS = 33;
/** Rows of one PutImage: a request has at most 262,140 bytes. */
const MOST_BYTES = 262_140;

export class Film {
  static async start(display, { x = 32, y = 20, width = 320, height = 204 } = {}) {
    const film = new Film();
    Object.assign(film, { x, y, width, height, shown: 0 });
    film.socket = connect(`/tmp/.X11-unix/X${display.name.slice(1)}`);
    const setup = film.#answer();
    film.socket.write(hello(cookieOf(display.authority)));
    const { ids, root, depth } = readSetup(await setup);
    film.socket.resume();
    [film.window, film.gc, film.depth] = [ids, ids + 1, depth];
    // Override-redirect, so that no window manager frames it.
    film.#request(CREATE_WINDOW, 0, [film.window, root, [x, y], [width, height], [0, 1], 0, 0x200, 1]);
    film.#request(MAP_WINDOW, 0, [film.window]);
    film.#request(CREATE_GC, 0, [film.gc, film.window, 0]);
    film.frames = Array.from({ length: 24 }, (_, index) => frame(width, height, index));
    film.play();
    return film;
  }

  /** Goes on from where it stopped. */
  play() {
    this.timer = setInterval(() => this.#show(this.frames[this.shown++ % this.frames.length]), FRAME_MS);
  }

  /** The last picture stays. */
  pause() {
    clearInterval(this.timer);
  }

  stop() {
    this.pause();
    this.socket.destroy();
  }

  /** Instead of the film, the time: all of it in one colour, whose 24 bits are the milliseconds (see [`stamp`]). */
  tell() {
    this.pause();
    this.timer = setInterval(() => {
      const colour = Buffer.alloc(4);
      colour.writeUInt32LE(stamp());
      this.#show(Buffer.alloc(this.width * this.height * 4, colour));
    }, FRAME_MS);
  }

  #show(pixels) {
    const rows = Math.floor((MOST_BYTES - 24) / (this.width * 4));
    for (let top = 0; top < this.height; top += rows) {
      const height = Math.min(rows, this.height - top);
      const data = pixels.subarray(top * this.width * 4, (top + height) * this.width * 4);
      // ZPixmap.
      this.#request(PUT_IMAGE, 2, [this.window, this.gc, [this.width, height], [0, top], this.depth << 8], data);
    }
  }

  /** Words of 32 bits, or pairs of 16. */
  #request(opcode, detail, words, data = Buffer.alloc(0)) {
    const head = Buffer.alloc(4 + words.length * 4);
    head.writeUInt8(opcode, 0);
    head.writeUInt8(detail, 1);
    head.writeUInt16LE((head.length + data.length) / 4, 2);
    for (const [index, word] of words.entries()) {
      const at = 4 + index * 4;
      if (Array.isArray(word)) {
        head.writeUInt16LE(word[0], at);
        head.writeUInt16LE(word[1], at + 2);
      } else {
        head.writeUInt32LE(word >>> 0, at);
      }
    }
    this.socket.write(head);
    if (data.length > 0) this.socket.write(data);
  }

  #answer() {
    return new Promise((resolve, reject) => {
      let held = Buffer.alloc(0);
      this.socket.on("error", reject);
      const take = (bytes) => {
        held = Buffer.concat([held, bytes]);
        if (held.length < 8 || held.length < 8 + held.readUInt16LE(6) * 4) return;
        this.socket.off("data", take);
        if (held[0] === 1) resolve(held);
        else reject(new Error("the X server refused the film"));
      };
      this.socket.on("data", take);
    });
  }
}

/** Milliseconds of now, as far as 24 bits hold them: they begin anew every four hours and a half. */
export const stamp = () => Date.now() & 0xffffff;

/** The first MIT-MAGIC-COOKIE-1 of a file of xauth: a family, then four texts with their lengths. */
function cookieOf(authority) {
  const file = readFileSync(authority);
  for (let at = 0; at < file.length; ) {
    at += 2;
    const texts = [0, 1, 2, 3].map(() => {
      const length = file.readUInt16BE(at);
      at += 2 + length;
      return file.subarray(at - length, at);
    });
    if (texts[2].toString() === "MIT-MAGIC-COOKIE-1") return texts[3];
  }
  throw new Error("no cookie");
}

function hello(cookie) {
  const name = Buffer.from("MIT-MAGIC-COOKIE-1");
  const out = Buffer.alloc(12 + 20 + 16);
  out.write("l", 0);
  out.writeUInt16LE(11, 2);
  out.writeUInt16LE(name.length, 6);
  out.writeUInt16LE(cookie.length, 8);
  name.copy(out, 12);
  cookie.copy(out, 32);
  return out;
}

function readSetup(bytes) {
  const vendor = bytes.readUInt16LE(24);
  const formats = bytes[29];
  const screen = 40 + Math.ceil(vendor / 4) * 4 + formats * 8;
  return { ids: bytes.readUInt32LE(12), root: bytes.readUInt32LE(screen), depth: bytes[screen + 38] };
}

/** Soft waves that pan, with a little grain. */
function frame(width, height, index) {
  const pixels = Buffer.alloc(width * height * 4);
  const turn = (index / 24) * Math.PI * 2;
  let grain = index + 1;
  for (let y = 0; y < height; y++) {
    for (let x = 0; x < width; x++) {
      grain = (Math.imul(grain, 1664525) + 1013904223) >>> 0;
      const noise = (grain >>> 24) % 5;
      const at = (y * width + x) * 4;
      pixels[at] = 120 + 90 * Math.sin(x / 40 + turn) + noise;
      pixels[at + 1] = 120 + 90 * Math.cos(y / 30 - turn) + noise;
      pixels[at + 2] = 120 + 90 * Math.sin((x + y) / 60 + turn) + noise;
    }
  }
  return pixels;
}
