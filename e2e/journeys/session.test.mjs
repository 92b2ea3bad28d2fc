// The session's window as a representative works in it: its layout, control apart from viewing, full screen, several monitors, search beside it, and a screen that rests.

import assert from "node:assert/strict";
import { after, before } from "node:test";

import { assertAccessible, looksLike, picture, pixels } from "../harness/browser.mjs";
import { Console } from "../harness/console.mjs";
import { journey } from "../harness/journey.mjs";
import { Keyboard } from "../harness/keyboard.mjs";
import { until } from "../harness/processes.mjs";
import { Stage } from "../harness/stage.mjs";

let stage;

before(async () => {
  stage = await Stage.build();
});
after(() => stage?.strike());

async function inSession(body, options) {
  const person = await stage.browser.person(stage.appliance, options);
  const console = await Console.open(person, stage.appliance.admin);
  await console.jumpTo("Workshop PC");
  await console.canvas.waitFor();
  await console.button("Stop control").waitFor();
  // Control may be there before the first picture, and until then the canvas is as small as the browser makes an empty one.
  await until("the picture fills its place", async () => (await box(console.canvas)).width > 600);
  await body(console, person);
  await console.close("end");
  await until("the session is over", async () => (await stage.appliance.api("GET", "/status")).counts.sessions === 0);
  await person.assertWell();
  await person.leave();
}

const box = (locator) => locator.boundingBox();

journey("tool, its buttons, the session's buttons and the chat stand where they belong (SES-11)", async () => {
  await inSession(async ({ page, canvas }) => {
    const bar = page.getByRole("toolbar", { name: "Tools" });
    const choice = bar.getByRole("button", { name: "Screen Sharing" });
    const stop = page.getByRole("button", { name: "Stop sharing", exact: true });
    const close = page.getByRole("button", { name: "Close the session", exact: true });
    const [all, chosen, tools, session] = await Promise.all([bar, choice, stop, close].map(box));
    assert.ok(chosen.x - all.x < 40, "the tool's drop-down begins the bar");
    assert.ok(tools.x >= chosen.x + chosen.width, "its buttons stand right of it");
    assert.ok(all.x + all.width - (session.x + session.width) < 40, "the session's buttons end the bar");
    assert.ok(session.x > tools.x);
    await choice.click();
    for (const name of ["Screen Sharing", "Command Shell"]) await page.getByRole("menuitem", { name }).waitFor();
    await page.keyboard.press("Escape");

    const chat = page.getByRole("log", { name: "Messages" });
    const [said, screen] = await Promise.all([box(chat), box(canvas)]);
    assert.ok(said.x >= screen.x + screen.width, "the chat stands at the side");
    await page.getByRole("button", { name: "Float over the tool", exact: true }).click();
    await until("the picture takes the chat's room", async () => (await box(canvas)).width > screen.width);
    await page.getByRole("button", { name: "Pin beside the tool", exact: true }).click();
    await until("the chat stands beside it again", async () => (await box(canvas)).width <= screen.width + 1);
    await page
      .getByRole("toolbar", { name: "Tools" })
      .getByRole("button", { name: "Hide the chat", exact: true })
      .click();
    await chat.waitFor({ state: "hidden" });
    await until("the picture takes the chat's room", async () => (await box(canvas)).width > screen.width);
    await page.getByRole("button", { name: "Show the chat", exact: true }).click();
    await chat.waitFor();
  });
});

journey("control stops and starts apart from viewing, and view only is told (SCR-2, SCR-5)", async () => {
  await inSession(async (console) => {
    const { page } = console;
    const status = page.getByRole("region", { name: "Status of the session" });
    await status.getByText("You control").waitFor();
    await console.button("Stop control").click();
    await console.button("Control keyboard and mouse").waitFor();
    await status.getByText("Nobody controls").waitFor();
    const cad = console.button("Send Ctrl-Alt-Del");
    assert.equal(await cad.getAttribute("aria-disabled"), "true");
    const before = stage.display.pointer();
    const area = await box(console.canvas);
    await page.mouse.click(area.x + area.width / 3, area.y + area.height / 3);
    // The picture goes on.
    stage.display.colour("#703090");
    await until("the picture goes on", async () =>
      looksLike((await pixels(console.canvas, [[0.005, 0.005]]))[0], "#703090"),
    );
    assert.deepEqual(stage.display.pointer(), before, "without control nothing moves");
    await console.takeControl();
    await page.mouse.move(area.x + area.width / 4, area.y + area.height / 4);
    await until("with control the pointer moves", () => Math.abs(stage.display.pointer().x - 320) <= 2);
    assert.notEqual(await cad.getAttribute("aria-disabled"), "true");
  });
});

journey("full screen takes the system's keys along, and a bar leads back (SCR-12)", async () => {
  await inSession(async (console, person) => {
    const { page } = console;
    // A headless browser has no system whose keys it could keep; what the page asks of it is what can be seen.
    await page.evaluate(() => {
      globalThis.__locked = 0;
      navigator.keyboard.lock = async () => {
        globalThis.__locked += 1;
      };
      navigator.keyboard.unlock = () => {
        globalThis.__locked -= 1;
      };
    });
    const terminal = await stage.display.terminal();
    await console.button("Full screen").click();
    await until("the tool fills the screen", () => page.evaluate(() => document.fullscreenElement !== null));
    await until("the system's keys are asked for", () => page.evaluate(() => globalThis.__locked === 1));
    const keyboard = await Keyboard.of(page);
    await keyboard.type("in full screen\n");
    await until("keys go to the machine", () => terminal.lines().includes("in full screen"));
    const back = page.getByRole("button", { name: "Leave full screen", exact: true });
    await page.mouse.move((await page.evaluate(() => innerWidth)) / 2, 2);
    await back.waitFor();
    await page.getByRole("button", { name: "Send Ctrl-Alt-Del", exact: true }).last().waitFor();
    await picture(page, "full-screen");
    await back.click();
    await until("the window is back", () => page.evaluate(() => document.fullscreenElement === null));
    await until("the system's keys are let go", () => page.evaluate(() => globalThis.__locked === 0));
    assert.deepEqual(person.problems, []);
    await terminal.program.stop();
  });
});

journey("one of several monitors is chosen, and the list follows plugging (SCR-9)", async () => {
  await inSession(async (console) => {
    const { page } = console;
    const { display } = stage;
    const ratio = async () => {
      const { width, height } = await box(console.canvas);
      return width / height;
    };
    const chooser = console.button("Monitor");
    assert.equal(await chooser.count(), 0, "one monitor needs no choice");
    display.run("xrandr", ["--setmonitor", "left", "640/200x800/200+0+0", "screen"]);
    display.run("xrandr", ["--setmonitor", "right", "640/200x800/200+640+0", "none"]);
    await chooser.click();
    await page.getByRole("menuitem", { name: /left.*640.*primary/ }).waitFor();
    await page.getByRole("menuitem", { name: /right.*640/ }).click();
    await until("only the right one is shown", async () => Math.abs((await ratio()) - 640 / 800) < 0.02);
    const area = await box(console.canvas);
    await page.mouse.move(area.x + area.width / 2, area.y + area.height / 2);
    await until("the pointer is on the right one", () => Math.abs(display.pointer().x - 960) <= 2);
    await chooser.click();
    await page.getByRole("menuitem", { name: "All monitors" }).click();
    await until("both are shown", async () => Math.abs((await ratio()) - 1280 / 800) < 0.02);
    display.run("xrandr", ["--delmonitor", "right"]);
    display.run("xrandr", ["--delmonitor", "left"]);
    await chooser.waitFor({ state: "detached" });
  });
});

journey("a search beside an open session starts nothing by itself and disturbs nothing (JMP-5)", async () => {
  await inSession(async (console) => {
    const { page } = console;
    await console.startShell();
    await console.typeInShell("echo before-$((40+2))\n");
    await console.shellShows("before-42");
    const found = page.getByRole("option", { name: /Workshop PC/ });
    const search = page.locator("input[role=combobox]:focus");
    await page
      .getByRole("banner")
      .getByRole("button", { name: /Search/ })
      .click();
    // A person types when the field is there.
    await search.waitFor();
    await page.keyboard.type("workshop");
    await found.first().waitFor();
    await assertAccessible(page, "the search beside a session");
    await page.keyboard.press("Escape");
    await console.focusShell();
    await console.typeInShell("echo after-$((40+3))\n");
    const text = await console.shellShows("after-43");
    assert.ok(text.includes("before-42"));
    assert.equal((await stage.appliance.api("GET", "/status")).counts.sessions, 1);
    // Chosen, it leads to the session with that machine: one's own is opened, not doubled.
    await page
      .getByRole("banner")
      .getByRole("button", { name: /Search/ })
      .click();
    // A person types when the field is there.
    await search.waitFor();
    await page.keyboard.type("workshop");
    await found.first().waitFor();
    await page.keyboard.press("Enter");
    await page.getByRole("toolbar", { name: "Tools" }).waitFor();
    assert.equal((await stage.appliance.api("GET", "/status")).counts.sessions, 1);
  });
});

journey("a screen that rests sends nothing but signs of life (SCR-34)", async () => {
  await inSession(async (console) => {
    await until("the picture is final", () => console.page.getByText("lossless").first().isVisible());
    // Everything between the machine, the appliance and the browser passes here. A sign of life is a few bytes in a TLS record.
    const signs = async (count) => {
      const sizes = [];
      stage.appliance.network.seen = (bytes) => sizes.push(bytes);
      await until(`${count} signs of life`, () => sizes.length >= count, { within: 60000 });
      stage.appliance.network.seen = () => {};
      return sizes;
    };
    // What the picture's last strokes still send may come first.
    await until("only signs of life", async () => (await signs(4)).every((size) => size < 256), { within: 60000 });
    const resting = await signs(8);
    assert.ok(
      resting.every((size) => size < 256),
      `${resting}`,
    );
    stage.display.colour("#101820");
    await until("what changes is sent", async () =>
      looksLike((await pixels(console.canvas, [[0.5, 0.005]]))[0], "#101820"),
    );
  });
});
