// Colour optimisation and the figures of the picture: every mode shows what it promises, pixel by pixel against the X server; the bar tells it, a monitor does not change it, and a reload keeps it.

import assert from "node:assert/strict";
import { after, before } from "node:test";

import { picture } from "../harness/browser.mjs";
import { Console } from "../harness/console.mjs";
import { paint, shown, standing } from "../harness/exact.mjs";
import { Film } from "../harness/film.mjs";
import { journey } from "../harness/journey.mjs";
import { looks } from "../harness/looks.mjs";
import { until } from "../harness/processes.mjs";
import { Stage } from "../harness/stage.mjs";

const WIDTH = 800;
const HEIGHT = 600;
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
const wanted = (mode) => standing(stage.display, shows[mode]);

journey("every mode shows what it promises, and the bar tells which it is (SCR-11, SCR-19)", async () => {
  const person = await stage.browser.person(stage.appliance);
  const console = await Console.open(person, stage.appliance.admin);
  const { page, canvas } = console;
  paint(stage.display);
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
