// What surrounds the remote screen: its keyboard, fingers, scale, windows of single monitors, and the pointer that a program has.

import assert from "node:assert/strict";
import { readFileSync } from "node:fs";
import { join } from "node:path";
import { after, before } from "node:test";

import { picture } from "../harness/browser.mjs";
import { Console } from "../harness/console.mjs";
import { journey } from "../harness/journey.mjs";
import { Keyboard } from "../harness/keyboard.mjs";
import { looks } from "../harness/looks.mjs";
import { until } from "../harness/processes.mjs";
import { Stage } from "../harness/stage.mjs";

let stage;
let terminal;
let person;
let console_;
let page;

before(async () => {
  stage = await Stage.build();
  terminal = await stage.display.terminal();
  person = await stage.browser.person(stage.appliance, { width: 1280, height: 860, phone: { hasTouch: true } });
  console_ = await Console.open(person, stage.appliance.admin);
  ({ page } = console_);
  await console_.jumpTo("Workshop PC");
  await console_.startScreen();
  await console_.takeControl();
  await until("the click that took control is at the machine", () => stage.display.pointer().x < 40);
  await terminal.focus();
});
after(() => stage?.strike());

const focusTerminal = () => terminal.focus();
const box = (locator) => locator.boundingBox();
const choose = async (button, item) => {
  await console_.button(button).click();
  await page.getByRole("menuitem", { name: item }).click();
};
/** A pixel of the machine's screen at or after this one that a mouse can point at, which knows whole pixels of the page only; and where. */
const seen = async (pixel, canvas = console_.canvas, size = [1280, 800]) => {
  const { x, y, width, height } = await until("the picture has room", async () => {
    const shown = await box(canvas);
    return shown && shown.width > 100 && shown;
  });
  const along = (wanted, from, length, pixels) => {
    const scale = length / pixels;
    for (let at = wanted; at < pixels; at += 1) {
      const place = Math.ceil(from + at * scale - 1e-6);
      if (place < from + (at + 1) * scale - 1e-6) return [at, place];
    }
    throw new Error("the picture is too small");
  };
  const [atX, placeX] = along(pixel[0], x, width, size[0]);
  const [atY, placeY] = along(pixel[1], y, height, size[1]);
  return { at: [atX, atY], place: [placeX, placeY] };
};
const pointerAt = (x, y) =>
  until(`the pointer at ${x}, ${y}`, () => {
    const at = stage.display.pointer();
    return at.x === x && at.y === y;
  });
const nextLine = async (act) => {
  const lines = terminal.lines().length;
  await act();
  await until("a line arrives", () => terminal.lines().length > lines);
  return terminal.lines().at(-1);
};

journey("keys of the virtual keyboard, latched modifiers and combinations reach the machine (SCR-8)", async () => {
  await choose("Keyboard and pointer", "Virtual keyboard");
  const panel = page.getByRole("region", { name: "Virtual keyboard" });
  const key = (name) => panel.getByRole("button", { name, exact: true });
  await panel.waitFor();
  await looks(page, "virtual-keyboard");
  await key("Letters").click();
  const line = await nextLine(async () => {
    await key("Shift").click();
    await key("Shift, for the next key").waitFor();
    await key("Q").click();
    await key("Shift").waitFor();
    for (const name of ["W", "1"]) await key(name).click();
    // Twice: it holds until it is pressed again, with the keys of a real keyboard too.
    await key("Shift").dblclick();
    await key("Shift, held down").waitFor();
    await key("E").click();
    await page.keyboard.press("r");
    await key("Shift, held down").click();
    await key("X").click();
    await key("Enter").click();
  });
  assert.equal(line, "Qw1ERx");
  // Control and U forget the line; the combination is a key of its own.
  const again = await nextLine(async () => {
    await key("A").click();
    await key("Ctrl").click();
    await key("U").click();
    await key("B").click();
    await key("Special keys").click();
    await key("Enter").click();
  });
  assert.equal(again, "b");
  await key("Let it float").click();
  const before = await box(panel);
  const grip = key("Move the virtual keyboard");
  await grip.focus();
  for (let at = 0; at < 4; at += 1) await page.keyboard.press("ArrowUp");
  await until("it was moved", async () => (await box(panel)).y < before.y - 40);
  await key("Combinations").click();
  await picture(page, "virtual-keyboard-floats");
  await key("Close the virtual keyboard").click();
  await panel.waitFor({ state: "detached" });
});

journey("buttons that have no room stand in a menu, and come back (SCR-8)", async () => {
  const size = page.viewportSize();
  const more = console_.button("More");
  assert.equal(await more.isVisible(), false, "there is room for all");
  await page.setViewportSize({ width: 200, height: size.height });
  await more.click();
  const rest = page.getByRole("group", { name: "More" });
  await rest.getByRole("button", { name: "Save a screenshot" }).waitFor();
  await picture(page, "more-buttons");
  await page.keyboard.press("Escape");
  await rest.waitFor({ state: "hidden" });
  await page.setViewportSize(size);
  await more.waitFor({ state: "hidden" });
});

journey("a place on the picture is the same place on the machine, at every scale (SCR-10)", async () => {
  for (const [scale, at] of [
    ["Fit to the window", [640, 401]],
    ["50 %", [333, 222]],
    ["Actual size", [700, 500]],
    ["150 %", [641, 403]],
  ]) {
    await choose("Size of the picture", new RegExp(`^${scale}`));
    await page.keyboard.press("Escape");
    const exact = await seen(at);
    await page.mouse.move(...exact.place);
    await pointerAt(...exact.at);
  }
  await picture(page, "zoomed");
  // The edge scrolls to what is not seen.
  const area = await box(page.locator("[data-towline=screen]"));
  await page.mouse.move(area.x + area.width - 30, area.y + area.height - 30);
  // Beside the bars that scroll it as well.
  await page.mouse.move(area.x + area.width - 12, area.y + area.height - 12);
  await until("it was scrolled to its end", async () => {
    const { x, y, width, height } = await box(console_.canvas);
    return x + width <= area.x + area.width + 1 && y + height <= area.y + area.height + 1;
  });
  await choose("Size of the picture", /^Fit to the window/);
});

journey("fingers click, scroll, press long and pinch (SCR-8)", async () => {
  const cdp = await page.context().newCDPSession(page);
  const touch = (type, ...points) =>
    cdp.send("Input.dispatchTouchEvent", { type, touchPoints: points.map(([x, y], id) => ({ x, y, id })) });
  const xev = stage.display.start("xev", ["-geometry", "400x300+760+300", "-event", "button"]);
  stage.display.programs.push(xev);
  const heard = () => readFileSync(join(stage.display.folder, "xev.log"), "utf8");
  const pressed = (button) => [...heard().matchAll(new RegExp(`ButtonPress[^]*?button ${button},`, "g"))].length;
  await until("its window is there", () => {
    try {
      return stage.display.run("xdotool", ["search", "--onlyvisible", "--name", "Event Tester"]).trim();
    } catch {
      return false;
    }
  });
  const {
    at,
    place: [x, y],
  } = await seen([900, 480]);
  await touch("touchStart", [x, y]);
  await touch("touchEnd");
  await pointerAt(...at);
  await until("a click", () => pressed(1) === 1);
  await touch("touchStart", [x, y]);
  await until("a long press", () => pressed(3) === 1);
  await touch("touchEnd");
  await touch("touchStart", [x, y], [x + 60, y]);
  await touch("touchEnd");
  await until("two fingers", () => pressed(3) === 2);
  await touch("touchStart", [x, y], [x + 60, y]);
  for (let by = 10; by <= 100; by += 10) await touch("touchMove", [x, y - by], [x + 60, y - by]);
  await touch("touchEnd");
  await until("the wheel turns", () => pressed(5) >= 1);
  assert.equal(pressed(1), 1, "nothing else was clicked");
  const before = await box(console_.canvas);
  await touch("touchStart", [x - 40, y], [x + 40, y]);
  for (let by = 10; by <= 80; by += 10) await touch("touchMove", [x - 40 - by, y], [x + 40 + by, y]);
  await touch("touchEnd");
  await until("the picture grew", async () => (await box(console_.canvas)).width > before.width * 1.5);
  await choose("Size of the picture", /^Fit to the window/);
  // As a trackpad: the finger moves the pointer from where it stands.
  await choose("Keyboard and pointer", "Moves the pointer, as a trackpad");
  await touch("touchStart", [x - 200, y - 100]);
  for (let by = 5; by <= 50; by += 5) await touch("touchMove", [x - 200 - by, y - 100]);
  await touch("touchEnd");
  await until("the pointer went left", () => {
    const now = stage.display.pointer();
    return now.x < at[0] - 20 && now.x > at[0] - 200 && Math.abs(now.y - at[1]) < 8;
  });
  await choose("Keyboard and pointer", "Touches where it is");
});

journey("keys go by character or by place, and a program gets the pointer's moves (SCR-15, SCR-16)", async () => {
  await focusTerminal();
  stage.display.layout("de");
  const keyboard = await Keyboard.of(page);
  await choose("Keyboard and pointer", /^By place/);
  assert.equal(await nextLine(() => keyboard.type("zy-\n")), "yzß");
  await choose("Keyboard and pointer", /^By character/);
  assert.equal(await nextLine(() => keyboard.type("zy-\n")), "zy-");
  await console_.button("Keyboard and pointer").click();
  await page.getByText("The machine's layout: de.").waitFor();
  await picture(page, "keyboard-menu");
  await page.getByRole("menuitem", { name: /^Automatically/ }).click();
  stage.display.layout("us");
  const {
    at,
    place: [x, y],
  } = await seen([500, 300]);
  await page.mouse.move(x, y);
  await pointerAt(...at);
  await choose("Keyboard and pointer", /^Give the pointer to the program/);
  await page.getByText("The program has your pointer.").waitFor();
  const from = stage.display.pointer();
  // A driven mouse has no moves of its own in a browser that nobody sees: they are told as the browser tells them.
  await console_.canvas.evaluate((canvas) => {
    for (const movementX of [20.5, 20.5, 19]) {
      canvas.dispatchEvent(
        new PointerEvent("pointermove", { movementX, movementY: 5, bubbles: true, isPrimary: true }),
      );
    }
  });
  // How far a move goes, the machine's own acceleration says.
  await until("it moved from where it stood", () => {
    const now = stage.display.pointer();
    return now.x > from.x + 20 && now.y > from.y;
  });
  await page.evaluate(() => document.exitPointerLock());
  await page.getByText("The program has your pointer.").waitFor({ state: "detached" });
});

journey("a monitor has a window of its own, and it goes with the session (SCR-9)", async () => {
  const { display } = stage;
  display.run("xrandr", ["--setmonitor", "left", "640/200x800/200+0+0", "screen"]);
  display.run("xrandr", ["--setmonitor", "right", "640/200x800/200+640+0", "none"]);
  const [popup] = await Promise.all([
    person.context.waitForEvent("page"),
    choose("Monitor", "In a window of its own: right"),
  ]);
  const canvas = popup.locator("canvas").first();
  await canvas.waitFor();
  await until("one monitor is in it", async () => {
    const { width, height } = await box(canvas);
    return Math.abs(width / height - 640 / 800) < 0.02;
  });
  await picture(popup, "monitor-window");
  // Both windows reach the machine, each at its own place.
  const inWindow = await seen([100, 200], canvas, [640, 800]);
  await popup.mouse.move(...inWindow.place);
  await pointerAt(inWindow.at[0] + 640, inWindow.at[1]);
  const corner = await seen([600, 780], canvas, [640, 800]);
  await popup.mouse.click(...corner.place);
  await pointerAt(corner.at[0] + 640, corner.at[1]);
  await focusTerminal();
  assert.equal(await nextLine(() => popup.keyboard.type("from the window\n")), "from the window");
  await page.bringToFront();
  const inPage = await seen([100, 200]);
  await page.mouse.move(...inPage.place);
  await pointerAt(...inPage.at);
  // Control is the person's, not the page's.
  await console_.button("Stop control").click();
  await popup.getByText("View only").waitFor();
  await console_.takeControl();
  // A browser that opens nothing says so.
  await page.evaluate(() => {
    globalThis.open = () => null;
  });
  await choose("Monitor", "In a window of its own: left");
  await page.getByText("Allow pop-up windows for this address").waitFor();
  await Promise.all([popup.waitForEvent("close"), console_.button("Stop sharing").click()]);
  display.run("xrandr", ["--delmonitor", "right"]);
  display.run("xrandr", ["--delmonitor", "left"]);
  await person.assertWell();
});

journey(
  "the first picture waits for nothing that the page has to draw: it covers what started it (SCR-31)",
  async () => {
    const { display } = stage;
    const held = [];
    let holds = false;
    // What the page is told of its sessions; the picture comes by a link of its own.
    await page.routeWebSocket(/./, (socket) => {
      const give = (message) => socket.send(message);
      socket.connectToServer().onMessage((message) => (holds ? void held.push(() => give(message)) : give(message)));
    });
    await page.reload();
    const start = console_.button("Start Screen Sharing");
    await start.waitFor();
    await page.locator("[data-remote]").waitFor({ state: "attached" });
    assert.equal(await console_.canvas.isVisible(), false);
    holds = true;
    await start.click();
    await console_.canvas.waitFor();
    assert.equal(await page.locator("[data-live]").count(), 1);
    assert.equal(await console_.button("Stop sharing").isVisible(), false);
    await picture(page, "first-picture");
    const shown = await console_.canvas.evaluate((canvas) => [canvas.width, canvas.height]);
    assert.ok(shown[0] > 300 && shown[1] > 200, `${shown}`);
    holds = false;
    for (const give of held.splice(0)) give();
    await console_.button("Stop sharing").waitFor();
    assert.equal(await page.locator("[data-live]").count(), 0);
    await console_.takeControl();
    await terminal.focus();
    await page.mouse.move(...(await seen([300, 300])).place);
    await until("the pointer reaches the machine", () => display.pointer().x === 300);
    await console_.button("Stop sharing").click();
    await start.waitFor();
    assert.equal(await console_.canvas.count(), 0);
    await person.assertWell();
  },
);
