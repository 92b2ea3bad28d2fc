// A desktop of Wayland (SCR-20): seen, driven and told apart, on a real compositor; and one that withholds itself, said so. What pixels, outputs, keys and the clipboard do in detail is in the tests of
// `platform-linux`.

import assert from "node:assert/strict";
import { after, before } from "node:test";

import { looksLike, pixels } from "../harness/browser.mjs";
import { Console } from "../harness/console.mjs";
import { journey } from "../harness/journey.mjs";
import { Keyboard } from "../harness/keyboard.mjs";
import { looks } from "../harness/looks.mjs";
import { until } from "../harness/processes.mjs";
import { Stage } from "../harness/stage.mjs";
import { Sway } from "../harness/sway.mjs";

/** Of a German keyboard, which the machine does not have: the key's place, Shift, AltGr. */
const GERMAN = {
  ...Object.fromEntries([..."weirnhom"].map((letter) => [letter, [`Key${letter.toUpperCase()}`]])),
  Z: ["KeyY", true],
  B: ["KeyB", true],
  ä: ["Quote"],
  "@": ["KeyQ", false, true],
  ",": ["Comma"],
  " ": ["Space"],
};

let stage;
let person;
let console_;

before(async () => {
  stage = await Stage.build({ desktop: () => Sway.start() });
  // What is not permitted would be the first reason that is said.
  const { users } = await stage.appliance.api("GET", "/users?search=admin");
  const admin = users.find((user) => user.username === "admin");
  await stage.appliance.api("PATCH", `/users/${admin.id}`, { settings: { "session.customer_restriction": "allow" } });
  person = await stage.browser.person(stage.appliance);
  console_ = await Console.open(person, stage.appliance.admin);
  await console_.jumpTo("Workshop PC");
  await console_.startScreen();
  await console_.takeControl();
});
after(() => stage?.strike());

const shows = (place, hex) =>
  until(`the picture shows ${hex}`, async () => {
    const [colour] = await pixels(console_.canvas, [place]);
    return looksLike(colour, hex);
  });

journey("the picture is there, typing and clicks arrive, and the bar says how it is got (SCR-20, SCR-19)", async () => {
  const { page } = console_;
  await shows([0.5, 0.5], "#204060");
  const terminal = await stage.display.terminal();
  await shows([0.9, 0.9], "#111111");
  const keyboard = await Keyboard.of(page, { layout: GERMAN });
  await keyboard.type("Zwei Bären, @home");
  await until("what was typed arrives", () => terminal.typed().startsWith("Zwei Bären, @home"));
  const box = await console_.canvas.boundingBox();
  await console_.canvas.click({ position: { x: box.width / 2, y: box.height / 2 } });
  // The left button, pressed and let go in the same column and row.
  const clicks = () => terminal.typed().split("[<0;").slice(1);
  await until("the click arrives", () => clicks().length === 2);
  const [down, up] = clicks();
  assert.match(down, /^\d+;\d+M/);
  assert.equal(up, down.replace(/M.*$/s, "m"));
  assert.ok(Number.parseInt(down, 10) > 20, down);
  const figures = page.getByRole("button", { name: /Wayland \(wlroots\)/ });
  await figures.click();
  await page.getByRole("dialog").filter({ hasText: "Round trip" }).getByText("Wayland (wlroots), sway").waitFor();
  await looks(page, "wayland-figures");
  await page.keyboard.press("Escape");
  const privacy = console_.button("Privacy");
  assert.equal(await privacy.getAttribute("aria-disabled"), "true");
  await privacy.hover();
  await page.getByText("Not possible on Wayland").first().waitFor();
});

journey(
  "another output is there by itself, and a desktop that withholds itself says which right (SCR-20)",
  async () => {
    const { page } = console_;
    stage.display.order("create_output");
    // Beside the terminal is now what a compositor shows where there is nothing.
    await shows([0.9, 0.5], "#404040");
    await stage.display.end();
    await stage.display.give("gnome-shell");
    await page
      .getByText(/This desktop \(Wayland, GNOME\) does not let itself be captured by Towline/)
      .first()
      .waitFor();
    await looks(page, "wayland-withheld");
  },
);
