// What stands on a display that nobody sits at, read from the file that Xvfb keeps its picture in (`-fbdir`, in the format of xwd).

import { mkdirSync, readFileSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { crc32, deflateSync } from "node:zlib";

import { repository } from "./processes.mjs";

/** The picture of now. */
export class Framebuffer {
  constructor(folder) {
    const file = readFileSync(join(folder, "Xvfb_screen0"));
    const field = (at) => file.readUInt32BE(at * 4);
    this.width = field(4);
    this.height = field(5);
    this.line = field(12);
    this.bytes = file.subarray(field(0) + field(19) * 12);
  }

  /** A colour, as `#rrggbb`. */
  at(x, y) {
    const place = y * this.line + x * 4;
    const [blue, green, red] = this.bytes.subarray(place, place + 3);
    return `#${[red, green, blue].map((part) => part.toString(16).padStart(2, "0")).join("")}`;
  }

  /** A part of it, for people to look at. */
  keep(name, { x, y, width, height }) {
    const folder = process.env.TOWLINE_IMAGES ?? join(repository, "e2e/out");
    mkdirSync(folder, { recursive: true });
    const rows = Buffer.alloc(height * (1 + width * 3));
    for (let row = 0; row < height; row++) {
      for (let column = 0; column < width; column++) {
        const from = (y + row) * this.line + (x + column) * 4;
        const to = row * (1 + width * 3) + 1 + column * 3;
        for (let part = 0; part < 3; part++) rows[to + part] = this.bytes[from + 2 - part];
      }
    }
    const head = Buffer.alloc(13);
    head.writeUInt32BE(width, 0);
    head.writeUInt32BE(height, 4);
    head.set([8, 2, 0, 0, 0], 8);
    const chunk = (kind, data) => {
      const body = Buffer.concat([Buffer.from(kind), data]);
      const [length, sum] = [Buffer.alloc(4), Buffer.alloc(4)];
      length.writeUInt32BE(data.length);
      sum.writeUInt32BE(crc32(body));
      return Buffer.concat([length, body, sum]);
    };
    const begin = Buffer.from([0x89, 0x50, 0x4e, 0x47, 0x0d, 0x0a, 0x1a, 0x0a]);
    const parts = [begin, chunk("IHDR", head), chunk("IDAT", deflateSync(rows)), chunk("IEND", Buffer.alloc(0))];
    writeFileSync(join(folder, `${name}.png`), Buffer.concat(parts));
  }
}
