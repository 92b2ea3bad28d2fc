// The whole way of a first day: set-up, sign-in, installer, Jump, a controlled desktop, a shell beside it, a chat, the end.

import assert from "node:assert/strict";
import { after, before } from "node:test";

import { Agent } from "../harness/agent.mjs";
import { Appliance } from "../harness/appliance.mjs";
import { assertAccessible, Browser, looksLike, picture, pixels } from "../harness/browser.mjs";
import { Console, signIn } from "../harness/console.mjs";
import { Display } from "../harness/display.mjs";
import { journey } from "../harness/journey.mjs";
import { Keyboard } from "../harness/keyboard.mjs";
import { until } from "../harness/processes.mjs";

let appliance;
let browser;
let display;

before(async () => {
  appliance = await Appliance.start();
  browser = await Browser.start();
  display = await Display.start({ width: 1280, height: 800 });
});
after(async () => {
  await browser?.stop();
  await display?.stop();
  await appliance?.stop();
});

journey("the first administrator comes by the printed link, which is gone afterwards (ACC-12)", async () => {
  const person = await browser.person(appliance);
  const link = new URL(await appliance.setUpLink);
  const page = await person.page(link.pathname);
  await assertAccessible(page, "set-up");
  await picture(page, "set-up");
  await page.getByLabel("Your name").or(page.getByLabel("Display name")).first().fill("Ada Admin");
  await page.getByLabel("User name").fill(appliance.admin.username);
  await page.getByLabel("Password", { exact: true }).fill(appliance.admin.password);
  await page.locator("input[name=password_again]").fill(appliance.admin.password);
  await page.getByRole("button").last().click();
  await page.waitForURL(/\/login/);
  assert.equal((await appliance.fetch("GET", link.pathname)).status, 404);
  assert.equal((await appliance.fetch("GET", "/setup/anything")).status, 404);
  await person.assertWell();
  await person.leave();
});

journey(
  "an administrator switches the console on and makes an installer, whose one line makes a machine appear (ACC-2, JMP-10)",
  async () => {
    const person = await browser.person(appliance);
    const page = await person.page("/login");
    await signIn(page, appliance.admin);
    await page.getByRole("link", { name: "Security", exact: true }).click();
    await page.getByRole("switch", { name: "Allow web console to connect" }).click({ force: true });
    const save = page.getByRole("button", { name: /^Save/ });
    if (await save.isVisible()) await save.click();
    await until("the switch is stored", async () => {
      const answer = await appliance.fetch("GET", "/api/v1/settings/console");
      return JSON.parse(answer.text).enabled === true;
    });

    await page.getByRole("link", { name: "Installers", exact: true }).click();
    await page.getByRole("link", { name: "Make an installer" }).first().click();
    await page.getByText("My personal list").click();
    await page.getByRole("button", { name: "Continue" }).click();
    await page.getByLabel("Name", { exact: true }).fill("Workshop PC");
    await page.getByRole("button", { name: "Continue" }).click();
    await page.getByRole("button", { name: "Make the installer" }).click();
    await page.getByText("The installer is ready").waitFor();
    await assertAccessible(page, "the installer's command");
    await page.getByRole("button", { name: "Copy the command" }).click();
    const command = await page.evaluate(() => navigator.clipboard.readText());
    assert.match(command, /\/i\//);

    await Agent.install({ command }, display);
    appliance.api = await appliance.signIn(appliance.admin);
    const [item] = await appliance.online(1);
    assert.equal(item.name, "Workshop PC");
    await person.assertWell();
    await person.leave();
  },
);

journey(
  "a representative jumps, sees the desktop, types on it, has a shell beside it, chats, and ends (JMP-3, SCR-1, SHL-1, SES-30)",
  async () => {
    const terminal = await display.terminal();
    const person = await browser.person(appliance);
    const console = await Console.open(person, appliance.admin);
    await console.button("Jump to Workshop PC").waitFor();
    await assertAccessible(console.page, "Jump Items");
    await picture(console.page, "jump-items");

    await console.jumpTo("Workshop PC");
    await assertAccessible(console.page, "a session before its first tool");
    await console.startScreen();
    const corners = [
      [0.005, 0.005],
      [0.995, 0.005],
      [0.005, 0.995],
      [0.995, 0.995],
    ];
    const everywhere = (hex) => async () => {
      const colours = await pixels(console.canvas, corners);
      return colours.every((colour) => looksLike(colour, hex));
    };
    await until("the desktop's colour is on the canvas", everywhere("#204060"));
    assert.ok(Math.abs((await shape(console)) - 1280 / 800) < 0.01);
    display.colour("#a03010");
    await until("its new colour as well", everywhere("#a03010"));

    await console.takeControl();
    const keyboard = await Keyboard.of(console.page);
    await clickRemote(console, 200, 200);
    await until("the click is at the machine", () => Math.abs(display.pointer().x - 200) < 3);
    await terminal.focus();
    await keyboard.type("Hello, World! {curly} ~/path #1 @home\n");
    await until("the line arrives in the terminal", () => terminal.lines().length === 1);
    assert.deepEqual(terminal.lines(), ["Hello, World! {curly} ~/path #1 @home"]);

    await clickRemote(console, 640, 400);
    await until("the pointer is there", () => {
      const { x, y } = display.pointer();
      return Math.abs(x - 640) <= 1 && Math.abs(y - 400) <= 1;
    });

    display.resize(1024, 768);
    await until("the picture has the new shape", async () => Math.abs((await shape(console)) - 1024 / 768) < 0.01);

    await console.startShell();
    await console.typeInShell("echo shell-$((40+2))-works\n");
    await console.shellShows("shell-42-works");
    await console.say("Printer again. <b>Not bold</b> & not a tag");
    await console.chatShows("<b>Not bold</b>");
    await assertAccessible(console.page, "a session with a shell");
    await picture(console.page, "shell");

    await console.tool("Screen Sharing");
    await until("the picture is still there", async () =>
      looksLike((await pixels(console.canvas, [[0.005, 0.005]]))[0], "#a03010"),
    );
    await assertAccessible(console.page, "a session with a screen");
    await picture(console.page, "session");

    await console.close("end");
    await until("the session is over", async () => (await appliance.api("GET", "/me")).sessions.length === 0);
    await until("no shell is left on the endpoint", () =>
      appliance.api("GET", "/status").then((s) => s.counts.sessions === 0),
    );
    await person.assertWell();
    await person.leave();
  },
);

/** Width of the picture by its height. */
async function shape(console) {
  const box = await console.canvas.boundingBox();
  return box.width / box.height;
}

/** Clicks at a place of the remote desktop, whatever the scale. */
async function clickRemote(console, x, y, { width, height } = { width: 1280, height: 800 }) {
  const box = await console.canvas.boundingBox();
  await console.page.mouse.click(box.x + ((x + 0.5) * box.width) / width, box.y + ((y + 0.5) * box.height) / height);
}
