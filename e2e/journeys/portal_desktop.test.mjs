// A desktop of Wayland that asks whoever sits there (SCR-20): GNOME's compositor and PipeWire are real, the portal and its person are the test's. What is asked, refused, allowed, shown, driven, taken back.

import assert from "node:assert/strict";
import { after, before } from "node:test";

import { looksLike, pixels } from "../harness/browser.mjs";
import { Console } from "../harness/console.mjs";
import { journey } from "../harness/journey.mjs";
import { Keyboard } from "../harness/keyboard.mjs";
import { looks } from "../harness/looks.mjs";
import { Mutter } from "../harness/mutter.mjs";
import { until } from "../harness/processes.mjs";
import { Stage } from "../harness/stage.mjs";

/** Of a German keyboard, which the machine does not have: the key's place, Shift, AltGr. */
const GERMAN = {
  ...Object.fromEntries([..."weirnhoma"].map((letter) => [letter, [`Key${letter.toUpperCase()}`]])),
  Z: ["KeyY", true],
  B: ["KeyB", true],
  "/": ["Digit7", true],
  "@": ["KeyQ", false, true],
  ",": ["Comma"],
  " ": ["Space"],
};

let stage;
let console_;
let terminal;

before(async () => {
  stage = await Stage.build({ desktop: () => Mutter.start() });
  const { users } = await stage.appliance.api("GET", "/users?search=admin");
  const admin = users.find((user) => user.username === "admin");
  await stage.appliance.api("PATCH", `/users/${admin.id}`, { settings: { "session.customer_restriction": "allow" } });
  const person = await stage.browser.person(stage.appliance);
  console_ = await Console.open(person, stage.appliance.admin);
  terminal = await stage.display.terminal();
});
after(() => stage?.strike());

const shows = (place, hex) =>
  until(`the picture shows ${hex}`, async () => {
    const [colour] = await pixels(console_.canvas, [place]);
    return looksLike(colour, hex);
  });

const heading = (name) => console_.page.getByRole("heading", { name }).first().waitFor();

journey("the person there is asked, may say no, and may be asked again (SCR-20, SCR-1)", async () => {
  const { page } = console_;
  const desktop = stage.display;
  await console_.jumpTo("Workshop PC");
  await console_.startScreen();
  await desktop.hears("asked");
  await heading("GNOME asks the person there");
  await looks(page, "portal-asks");
  desktop.says("no");
  await heading("The person there said no");
  await looks(page, "portal-refused");
  await console_.button("Ask again").click();
  await desktop.hears("asked");
  await heading("GNOME asks the person there");
  desktop.says("nonsense");
  await page.getByText("The portal of GNOME did not answer as it should").first().waitFor();
  await console_.button("Ask again").click();
  await desktop.hears("asked");
  desktop.says("yes");
  await desktop.hears("opened");
  await shows([0.5, 0.5], "#111111");
});

journey("the picture is driven, and the bar says how it is got (SCR-20, SCR-2, SCR-15, SCR-16, SCR-19)", async () => {
  const { page } = console_;
  await console_.takeControl();
  // This machine has no keyboard before a key of ours is pressed.
  await page.keyboard.press("Shift");
  await terminal.focused();
  const keyboard = await Keyboard.of(page, { layout: GERMAN });
  await keyboard.type("Zwei Baeren, a/n @home");
  await until("what was typed arrives", () => terminal.typed().includes("Zwei Baeren, a/n @home"));
  const box = await console_.canvas.boundingBox();
  const clicks = () => terminal.typed().split("[<0;").slice(1);
  const before = clicks().length;
  await console_.canvas.click({ position: { x: box.width / 2, y: box.height / 2 } });
  // The left button, pressed and let go in the same column and row.
  await until("the click arrives", () => clicks().length === before + 2);
  const [down, up] = clicks().slice(-2);
  assert.match(down, /^\d+;\d+M/);
  assert.equal(up, down.replace(/M.*$/s, "m"));
  assert.ok(Number.parseInt(down, 10) > 20, down);
  await page.mouse.wheel(0, 100);
  await until("the wheel arrives", () => terminal.typed().includes("[<65;"));
  const figures = page.getByRole("button", { name: /Wayland \(desktop portal\)/ });
  await figures.click();
  await page
    .getByRole("dialog")
    .filter({ hasText: "Round trip" })
    .getByText("Wayland (desktop portal), GNOME")
    .waitFor();
  await looks(page, "portal-shown");
  await page.keyboard.press("Escape");
  for (const [name, why] of [
    ["Privacy", "Not possible on Wayland"],
    ["Share the clipboard", "the desktop's portal lets no program have the clipboard"],
  ]) {
    const button = console_.button(name);
    assert.equal(await button.getAttribute("aria-disabled"), "true", name);
    await button.hover();
    await page.getByText(why).first().waitFor();
  }
});

journey("what the person stops is over, and begins again when they agree again (SCR-20)", async () => {
  const { page } = console_;
  const desktop = stage.display;
  desktop.says("stop");
  await heading("The person there stopped the sharing");
  await looks(page, "portal-withdrawn");
  await console_.button("Ask again").click();
  await desktop.hears("asked");
  // They may look, and no more.
  desktop.says("look");
  await shows([0.5, 0.5], "#111111");
  await page.getByText("The person there allows looking only").first().waitFor();
  await page.getByRole("button", { name: "Close the session" }).click();
  await page
    .getByRole("dialog")
    .getByRole("button", { name: /^End session/ })
    .click();
  // Nobody looks any more: the desktop's session ends with the helper.
  await desktop.hears("left");
});
