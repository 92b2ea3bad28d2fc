// Colour optimisation and the figures of the picture: every mode shows what it promises, pixel by pixel against the X server; the bar tells it, a monitor does not change it, and a reload keeps it.

import assert from "node:assert/strict";
import { createHash } from "node:crypto";
import { writeFileSync } from "node:fs";
import { join } from "node:path";
import { after, before } from "node:test";

import { picture } from "../harness/browser.mjs";
import { Console } from "../harness/console.mjs";
import { Film } from "../harness/film.mjs";
import { journey } from "../harness/journey.mjs";
import { looks } from "../harness/looks.mjs";
import { until } from "../harness/processes.mjs";
import { Stage } from "../harness/stage.mjs";

const WIDTH = 800;
const HEIGHT = 600;
/** The corner where the X server's picture has the pointer. */
const CORNER = 4;
let stage;

before(async () => {
  // Small enough to be shown at its own size beside the chat.
  stage = await Stage.build({ width: WIDTH, height: HEIGHT });
  stage.display.cornerPointer();
});
after(() => stage?.strike());

/** What a colour looks like in a mode (docs/wire.md, "Screen frames"). */
const shows = {
  "Full Color": (colour) => colour,
  "More Colors": ([red, green, blue]) => {
    const channel = (value, most, up, down) => {
      const level = Math.floor((value * most + 127) / 255);
      return ((level << up) | (level >> down)) & 0xff;
    };
    return [channel(red, 31, 3, 2), channel(green, 63, 2, 4), channel(blue, 31, 3, 2)];
  },
  "Few Colors": (colour) => colour.map((value) => Math.floor((value * 5 + 127) / 255) * 51),
};

/** A hash of all colours that stand on the X server, as a mode shows them. */
function wanted(mode) {
  const picture = stage.display.picture();
  const rows = Buffer.alloc(WIDTH * HEIGHT * 3);
  const known = new Map();
  for (let y = 0; y < HEIGHT; y += 1) {
    for (let x = 0; x < WIDTH; x += 1) {
      const colour = picture.bytes.readUIntLE(y * picture.line + x * 4, 3);
      let shown = known.get(colour);
      if (!shown) {
        shown = shows[mode]([colour >> 16, (colour >> 8) & 0xff, colour & 0xff]);
        known.set(colour, shown);
      }
      if (x < WIDTH - CORNER || y < HEIGHT - CORNER) rows.set(shown, (y * WIDTH + x) * 3);
    }
  }
  return createHash("sha256").update(rows).digest("hex");
}

/** The same of what the canvas shows; `gray`: whether nothing on it has a colour. */
function shown(canvas) {
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

/** Text, and thousands of tiny cells in colours that run into each other. */
function paintings() {
  const script = join(stage.display.folder, "painting.sh");
  const colours = `awk 'BEGIN { for (y = 0; y < 40; y++) { for (x = 0; x < 100; x++) printf "\\033[48;2;%d;%d;%dm ", x * 2 + 30, y * 5 + 20, 240 - x - y * 2; printf "\\033[0m\\r\\n" } }'`;
  writeFileSync(script, `${colours}\nprintf 'What is the quick brown fox to the lazy dog?'\nexec sleep 600\n`);
  const paint = (title, size, place) =>
    stage.display.programs.push(
      stage.display.start("xterm", [
        ...["-title", title, "-geometry", `100x44${place}`, "-fa", "DejaVu Sans Mono", "-fs", size],
        ...["-e", "sh", script],
      ]),
    );
  paint("small", "3", "+20+20");
  paint("large", "6", "+250+150");
}

journey("every mode shows what it promises, and the bar tells which it is (SCR-11, SCR-19)", async () => {
  const person = await stage.browser.person(stage.appliance);
  const console = await Console.open(person, stage.appliance.admin);
  const { page, canvas } = console;
  paintings();
  await console.jumpTo("Workshop PC");
  await canvas.waitFor();
  await console.button("Stop control").waitFor();
  const status = page.getByRole("region", { name: "Status of the session" });
  const figures = status.getByTitle("Show figures of the connection");
  const menu = page.getByRole("button", { name: /^Colour optimisation: / });
  const choose = async (mode) => {
    await menu.click();
    await page.getByRole("menuitemradio", { name: new RegExp(`^${mode}`) }).click();
    await figures.getByText(mode).waitFor();
    await console.button(`Colour optimisation: ${mode}`).waitFor();
  };
  const becomes = (mode) =>
    until(`the canvas is the X server's picture in ${mode}`, async () => {
      const { hash } = await shown(canvas);
      return hash === wanted(mode);
    });

  await figures.getByText("Automatic").waitFor();
  await becomes("Full Color");
  await menu.click();
  await page.getByRole("menuitemradio", { name: /^Few Colors/ }).waitFor();
  await looks(page, "modes-menu");
  await page.keyboard.press("Escape");

  await choose("Few Colors");
  await becomes("Few Colors");
  stage.display.colour("#703190");
  await becomes("Few Colors");
  // A monitor that is chosen leaves the colours as they are.
  stage.display.run("xrandr", ["--setmonitor", "left", "400/200x600/200+0+0", "screen"]);
  stage.display.run("xrandr", ["--setmonitor", "right", "400/200x600/200+400+0", "none"]);
  await console.button("Monitor").click();
  await page.getByRole("menuitem", { name: /^right/ }).click();
  await until("only the right one is shown", async () => (await canvas.evaluate(({ width }) => width)) === 400);
  await figures.getByText("Few Colors").waitFor();
  await console.button("Monitor").click();
  await page.getByRole("menuitem", { name: "All monitors" }).click();
  await becomes("Few Colors");

  await choose("Black and White");
  await until("nothing has a colour", async () => (await shown(canvas)).gray);
  await choose("More Colors");
  await becomes("More Colors");
  // The tab comes back as it was left.
  await page.reload();
  await figures.getByText("More Colors").waitFor();
  await becomes("More Colors");
  await choose("Video Optimized");
  stage.display.colour("#204060");
  await choose("Full Color");
  await becomes("Full Color");

  await figures.click();
  const box = page.getByRole("dialog").filter({ hasText: "Round trip" });
  for (const text of ["Full Color: 16.8 million colours", "X11", "bears the best"]) await box.getByText(text).waitFor();
  await box.getByText(/^zstd/).waitFor();
  await box.getByText("Nothing holds the picture up.").waitFor();
  await looks(page, "modes-figures");
  await page.keyboard.press("Escape");
  await box.waitFor({ state: "hidden" });
  assert.equal(await figures.getAttribute("aria-expanded"), "false");

  // What keeps moving is a video, also for whoever comes while it plays; at rest every pixel is there again.
  await choose("Automatic");
  const film = await Film.start(stage.display, { x: 32, y: 20, width: 320, height: 204 });
  const plays = async () => {
    await figures.click();
    await box.getByText(/VP8/).waitFor();
    await page.keyboard.press("Escape");
    await box.waitFor({ state: "hidden" });
  };
  await plays();
  await picture(page, "modes-film");
  await page.reload();
  await canvas.waitFor();
  await plays();
  film.pause();
  await becomes("Full Color");
  film.stop();
  await console.close("end");
  await person.assertWell();
  await person.leave();
});
