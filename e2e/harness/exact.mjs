// The picture in the browser beside the X server's own, pixel by pixel, and something on the screen that makes the comparison worth it.

import { createHash } from "node:crypto";
import { writeFileSync } from "node:fs";
import { join } from "node:path";

/** The corner where the X server's picture has the pointer. */
const CORNER = 4;

/** A hash of all colours that stand on a display, each as `show` makes it. */
export function standing(display, show = (colour) => colour) {
  const picture = display.picture();
  const { width, height } = picture;
  const rows = Buffer.alloc(width * height * 3);
  const known = new Map();
  for (let y = 0; y < height; y += 1) {
    for (let x = 0; x < width; x += 1) {
      const colour = picture.bytes.readUIntLE(y * picture.line + x * 4, 3);
      let shown = known.get(colour);
      if (!shown) {
        shown = show([colour >> 16, (colour >> 8) & 0xff, colour & 0xff]);
        known.set(colour, shown);
      }
      if (x < width - CORNER || y < height - CORNER) rows.set(shown, (y * width + x) * 3);
    }
  }
  return createHash("sha256").update(rows).digest("hex");
}

/** The same of what the canvas shows; `gray`: whether nothing on it has a colour. */
export function shown(canvas) {
  return canvas.evaluate(async (element, corner) => {
    const { width, height } = element;
    const copy = new OffscreenCanvas(width, height).getContext("2d");
    copy.drawImage(element, 0, 0);
    const { data } = copy.getImageData(0, 0, width, height);
    const rows = new Uint8Array(width * height * 3);
    let gray = true;
    for (let from = 0, to = 0; from < data.length; from += 4, to += 3) {
      const [x, y] = [(from / 4) % width, Math.floor(from / 4 / width)];
      if (x < width - corner || y < height - corner) rows.set(data.subarray(from, from + 3), to);
      gray &&= Math.abs(data[from] - data[from + 1]) < 2 && Math.abs(data[from + 1] - data[from + 2]) < 2;
    }
    const hash = new Uint8Array(await crypto.subtle.digest("SHA-256", rows));
    return { hash: Array.from(hash, (byte) => byte.toString(16).padStart(2, "0")).join(""), gray };
  }, CORNER);
}

/** Text, and thousands of tiny cells in colours that run into each other, in two windows. */
export function paint(display) {
  const script = join(display.folder, "painting.sh");
  const colours = `awk 'BEGIN { for (y = 0; y < 40; y++) { for (x = 0; x < 100; x++) printf "\\033[48;2;%d;%d;%dm ", x * 2 + 30, y * 5 + 20, 240 - x - y * 2; printf "\\033[0m\\r\\n" } }'`;
  writeFileSync(script, `${colours}\nprintf 'What is the quick brown fox to the lazy dog?'\nexec sleep 600\n`);
  const open = (title, size, place) =>
    display.programs.push(
      display.start("xterm", [
        ...["-title", title, "-geometry", `100x44${place}`, "-fa", "DejaVu Sans Mono", "-fs", size],
        ...["-e", "sh", script],
      ]),
    );
  open("small", "3", "+20+20");
  open("large", "6", "+250+150");
}
