// The full customer client: a chat in a browser that becomes a session with screen, keyboard and shell, which the customer sees, stops and ends, and of which nothing is left.

import assert from "node:assert/strict";
import { chmodSync, existsSync, mkdirSync, readFileSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { after, before } from "node:test";

import { Appliance } from "../harness/appliance.mjs";
import { assertAccessible, Browser, looksLike, picture, pixels } from "../harness/browser.mjs";
import { Client } from "../harness/client.mjs";
import { Display } from "../harness/display.mjs";
import { journey } from "../harness/journey.mjs";
import { looks } from "../harness/looks.mjs";
import { temporaryFolder, until } from "../harness/processes.mjs";
import { Reader } from "../harness/reader.mjs";
import { attend } from "../harness/support.mjs";

let appliance;
let browser;
let display;
let olga;
let petra;

before(async () => {
  appliance = await Appliance.start();
  await appliance.setUp();
  browser = await Browser.start();
  display = await Display.start();
  olga = await appliance.addUser("olga", "Olga Rep");
  petra = await appliance.addUser("petra", "Petra Asks");
  await appliance.api("PATCH", `/users/${petra.id}`, {
    settings: {
      "session.screen_control": "ask_once",
      "session.shell": "ask_each",
      "session.file_upload": "ask_once",
      "prompting.seconds": 600,
    },
  });
});
after(async () => {
  await browser?.stop();
  await display?.stop();
  await appliance?.stop();
});

/** Places in the client's window. */
const PAUSE = [200, 131];
const END = [60, -32];
const YES = [200, 340];
const CLOSE = [200, -38];
/** Where a message is written. */
const WRITE = [100, -73];
/** Of a question; the line above it is one or two high. */
const ALLOW = [100, 272];
const REFUSE = [300, 282];

/** A rep in a session with a customer's page. */
const chatting = (name, rep = olga) => attend(appliance, browser, rep, name);

/** The rep asks, the customer downloads and starts. */
async function withClient(console, customer, env) {
  await console.button("Run full customer client").click();
  await console.page.getByText("has been asked to run the full customer client.").first().waitFor();
  await customer.page.getByRole("heading", { name: /asks you to run a small program/ }).waitFor();
  return Client.download(customer.page, display, env);
}

/** The rep sees the customer's desktop: its colour in a corner. */
const seen = (console) =>
  until("the customer's desktop is seen", async () => {
    const [corner] = await pixels(console.canvas, [[0.02, 0.98]]);
    return looksLike(corner, "#204060");
  });

const log = (console) => console.page.getByRole("log", { name: "Messages" });

journey(
  "a chat goes on in the full client: screen, keyboard, shell, pause, and at the end nothing is left (SUP-21, SUP-22, SUP-23, SUP-40)",
  async () => {
    const { console, customer, leave } = await chatting("Carla");
    await console.page.getByText("With a browser you can chat, and look at what the customer shows.").waitFor();
    await customer.say("My printer is gone");
    await console.button("Run full customer client").waitFor();
    await assertAccessible(console.page, "the offer of the full client");
    await picture(console.page, "client-offer-rep");
    const client = await withClient(console, customer);
    await assertAccessible(customer.page, "the customer's page with the download");
    await picture(customer.page, "client-offer-customer");
    assert.equal(client.name, "towline-support");
    client.start();

    // The session goes on in it, with its chat; the tools are there.
    await customer.page.getByText("The program runs.").waitFor();
    await log(console).getByText("Carla is here with the customer client.").waitFor();
    await client.window();
    await customer.page.close();
    await console.startScreen();
    await seen(console);
    await picture(console.page, "client-screen");
    const terminal = await display.terminal();
    await console.takeControl();
    await until("the click that took control is at the machine", () => display.pointer().x < 40);
    await terminal.focus();
    await console.page.keyboard.type("typed by Olga\n");
    await until("it arrived", () => terminal.lines().includes("typed by Olga"));
    await console.say("Do you see my window?");

    // The customer stops everything, and allows it again.
    await client.click(...PAUSE);
    await console.page.getByText("Carla has paused all access.").first().waitFor();
    await picture(console.page, "client-paused-rep");
    await assertAccessible(console.page, "a session that is paused");
    await client.click(...PAUSE);
    await log(console).getByText("Carla allows access again.").waitFor();
    await seen(console);

    // Ended by the rep: the client says so, and has removed itself.
    await console.close("end");
    assert.deepEqual(await leftOver(client), []);
    await terminal.program.stop();
    await leave();
  },
);

/** What is left of a client that nobody touches any more, beyond what was there before. */
async function leftOver(client) {
  await until("its file has removed itself", () => !client.tree().includes("Downloads/towline-support"));
  await client.click(...CLOSE);
  const before = new Set(client.files);
  return (await client.isGone()).filter((file) => !before.has(file));
}

journey(
  "the customer ends it in the window, and what the download carried is worth nothing any more (SUP-21, SUP-22)",
  async () => {
    const { console, customer, leave } = await chatting("Carla");
    const client = await withClient(console, customer);
    const copy = client.copy();
    client.start();
    await customer.page.getByText("The program runs.").waitFor();
    // Somebody else who got hold of the file.
    const second = copy.start();
    await until("the copy is refused", () => !copy.tree().includes("Downloads/towline-support-2"));
    await second.kill?.();
    await log(console).getByText("Carla is here with the customer client.").waitFor();
    await client.click(...END);
    await client.click(...YES);
    await console.page.getByText("The session has ended").first().waitFor();
    await customer.isTold("The session has ended.");
    client.kill();
    copy.kill();
    await leave();
  },
);

journey(
  "an appliance that is killed and a client that is killed are a pause, not an end (SES-2, SUP-23, SUP-24)",
  async () => {
    const { console, customer, leave } = await chatting("Carla");
    const client = await withClient(console, customer);
    client.start();
    await customer.page.getByText("The program runs.").waitFor();
    await console.startScreen();
    await seen(console);
    await appliance.kill();
    await appliance.launch();
    await seen(console);
    await console.page.getByRole("region", { name: "Status of the session" }).getByText("You control").waitFor();
    assert.ok(client.tree().includes("Downloads/towline-support"));
    // Killed as a whole, it leaves nothing, and the chat goes on in the page, where it can be downloaded anew.
    client.kill();
    await console.page.getByText("Carla is not reachable").first().waitFor();
    await customer.say("It is gone");
    await log(console).getByText("It is gone").waitFor();
    await console.close("end");
    await customer.isTold("The session has ended.");
    await leave();
  },
);

journey(
  "the customer is asked in the window: a yes begins it, a no is final, and both are in the log (SES-5, SUP-22)",
  async () => {
    const { console, customer, leave } = await chatting("Carla", petra);
    const client = await withClient(console, customer);
    client.start();
    await customer.page.getByText("The program runs.").waitFor();
    await console.startScreen();
    await seen(console);
    await console.button("Control keyboard and mouse").click();
    await console.page.getByText("Carla is asked whether you may use: keyboard and mouse.").waitFor();
    await picture(console.page, "client-prompt-control");
    await assertAccessible(console.page, "a session with a question");
    assert.equal(await console.button("Stop control").count(), 0);
    await client.click(...ALLOW);
    await console.button("Stop control").waitFor();
    await log(console).getByText("Carla said yes: keyboard and mouse.").waitFor();

    await console.tool("Command Shell");
    await console.page.getByText("The customer is asked first.").waitFor();
    await console.button("Start Command Shell").click();
    await console.page.getByText("Carla is asked whether you may use: Command Shell.").waitFor();
    await picture(console.page, "client-prompt-shell");
    // The answer is the customer's: the representative's mouse stays out of the way of theirs.
    await client.click(...REFUSE);
    await log(console).getByText("Carla said no: Command Shell.").waitFor();
    await console.button("Start Command Shell").click();
    await console.page.getByText("The customer said no.").waitFor();

    // Of a tool with two rights the other one is asked for where it is missing.
    await console.tool("File Transfer");
    await console.button("Start File Transfer").click();
    const rest = console.page.getByRole("button", { name: "Ask for the rest" });
    await rest.waitFor();
    await console.page.getByText("You may look at files and fetch them.").waitFor();
    await console.page.getByText(/^\d+ items?/).waitFor();
    await looks(console.page, "files-ask");
    await rest.click();
    await console.page
      .getByText("Carla is asked whether you may use: sending files and changing what is there.")
      .waitFor();
    await rest.waitFor({ state: "detached" });
    await customer.page.getByRole("button", { name: "Allow", exact: true }).click();
    await log(console).getByText("Carla said yes: sending files and changing what is there.").waitFor();
    await console.button("New folder").click();
    await console.page.getByRole("textbox", { name: "Name" }).waitFor();
    assert.equal(await rest.count(), 0);
    await console.page.keyboard.press("Escape");
    await console.close("end");
    assert.deepEqual(await leftOver(client), []);
    await leave();
  },
);

/** A browser that only writes down what it is to open. */
function fakeBrowser() {
  const folder = temporaryFolder("browser");
  const opened = join(folder, "opened");
  writeFileSync(join(folder, "xdg-open"), `#!/bin/sh\nprintf '%s\\n' "$@" >> '${opened}'\n`);
  chmodSync(join(folder, "xdg-open"), 0o755);
  const lines = () => (existsSync(opened) ? readFileSync(opened, "utf8").split("\n").slice(0, -1) : []);
  return { lines, env: { PATH: `${folder}:${process.env.PATH}` } };
}

journey(
  "the window says who takes the session, what they look at and that they write, and opens a page and saves a file by the customer's own click (SUP-22, SES-30, SES-31, SES-32)",
  async () => {
    const { console, customer, leave } = await chatting("Carla");
    const [reader, browserOfCarla] = [await Reader.start(display), fakeBrowser()];
    const client = await withClient(console, customer, { ...reader.env, ...browserOfCarla.env });
    client.start();
    await customer.page.getByText("Keep this page for files").waitFor();
    await reader.finds(/^([01]\d|2[0-3]):[0-5]\d · Olga Rep will help you$/);
    await reader.finds("Nobody sees your screen right now");

    // Not the screen, and yet something of this computer.
    await console.tool("System Info");
    await console.button("Start System Info").click();
    await reader.finds("Olga Rep looks at this computer's programs, processes and settings right now");
    await reader.finds(/^\d\d:\d\d · Olga Rep looks at this computer's programs, processes and settings$/);
    await reader.misses("Nobody sees your screen right now");

    // Both write.
    const field = console.page.getByRole("textbox", { name: "Type your message" });
    await until("the customer sees that Olga writes", async () => {
      await field.fill("");
      await field.pressSequentially("One moment");
      return (await reader.all()).some(({ name }) => name === "Olga Rep is writing.");
    });
    await picture(console.page, "client-typing-rep");
    await field.press("Enter");
    await reader.finds(/^Olga Rep · \d\d:\d\d$/);
    await reader.misses("Olga Rep is writing.");
    await client.click(...WRITE);
    display.run("xdotool", ["type", "thank you"]);
    await console.page.getByText("Carla is writing…").waitFor();
    display.run("xdotool", ["key", "Return"]);
    await log(console).getByText("thank you").waitFor();

    // A page: named whole, and opened by nobody but the customer.
    const address = "https://example.com/help?of=printers&where=$(id);%60x%60#(y)";
    await console.button("Push a web page").click();
    const dialog = console.page.getByRole("dialog", { name: "Ask Carla to open a web page" });
    await dialog.getByLabel("Address").fill(address);
    await dialog.getByRole("button", { name: "Ask", exact: true }).click();
    await reader.finds(address);
    const click = async (name) => {
      const place = await reader.place(await reader.finds(name));
      display.run("xdotool", ["mousemove", ...place.map(String), "click", "1"]);
    };
    await reader.finds(`Open the page: ${address}`);
    assert.deepEqual(browserOfCarla.lines(), []);
    await click(`Open the page: ${address}`);
    await until("the customer's browser is opened", () => browserOfCarla.lines().length > 0);
    assert.deepEqual(browserOfCarla.lines(), [address]);

    // A file of several pieces: hers when she wants it, beside what she has.
    const [sent, downloads] = [Buffer.alloc(2 * 16 * 15 * 1024, "driver"), join(client.home, "Downloads")];
    writeFileSync(join(downloads, "driver.bin"), "hers");
    await console.page
      .locator("input[data-attach]")
      .setInputFiles({ name: "driver.bin", mimeType: "application/octet-stream", buffer: sent });
    await click("Save: driver.bin");
    await reader.finds(/\nSaved: .*\/Downloads\/driver \(1\)\.bin$/);
    assert.deepEqual(readFileSync(join(downloads, "driver (1).bin")), sent);
    assert.equal(readFileSync(join(downloads, "driver.bin"), "utf8"), "hers");

    await console.close("end");
    assert.deepEqual(await leftOver(client), ["Downloads/driver (1).bin", "Downloads/driver.bin"]);
    await reader.stop();
    await leave();
  },
);

journey(
  "what the window asks can be answered on the page beside it, and each grant and tool is a line there (SES-5, SES-30, SUP-22)",
  async () => {
    const { console, customer, leave } = await chatting("Carla", petra);
    const client = await withClient(console, customer);
    client.start();
    await customer.page.getByText("The program runs.").waitFor();
    await console.startScreen();
    await seen(console);
    await customer.hears(/^Petra Asks sees the screen\./);
    const question = (text) => customer.page.getByRole("region", { name: `Petra Asks asks to use ${text}` });

    await console.button("Control keyboard and mouse").click();
    const control = question("your mouse and keyboard");
    await control.getByText("A yes holds until the session ends.").waitFor();
    await control.getByText(/^Without an answer within \d+ seconds: no$/).waitFor();
    await assertAccessible(customer.page, "the customer's page with a question");
    await looks(customer.page, "client-asks");
    // Answered with the keyboard.
    await control.getByRole("button", { name: "Allow", exact: true }).press("Enter");
    await console.button("Stop control").waitFor();
    await log(console).getByText("Carla said yes: keyboard and mouse.").waitFor();
    await control.waitFor({ state: "detached" });
    await customer.hears(/^Petra Asks has taken mouse and keyboard\./);

    await console.tool("Command Shell");
    await console.button("Start Command Shell").click();
    const shell = question("a command window on this computer");
    await shell.getByText("A yes holds for this time.").waitFor();
    // A page that is loaded anew asks the same.
    await customer.page.reload();
    await shell.getByRole("button", { name: "Do not allow" }).click();
    await log(console).getByText("Carla said no: Command Shell.").waitFor();
    await shell.waitFor({ state: "detached" });
    await looks(customer.page, "client-lines");
    await console.close("end");
    assert.deepEqual(await leftOver(client), []);
    await leave();
  },
);

journey(
  "the customer sends a file from the window: chosen with the keyboard or the mouse, refused when it is too large, and there after a kill (SES-30, SUP-20, SUP-22)",
  async () => {
    const { console, customer, leave } = await chatting("Carla");
    const reader = await Reader.start(display);
    const client = await withClient(console, customer, reader.env);
    const [picture1, large] = ["Screenshot of the error.txt", "backup.bin"];
    const documents = join(client.home, "Documents");
    mkdirSync(documents);
    const text = `a report\n${"with many lines\n".repeat(40_000)}`;
    writeFileSync(join(documents, picture1), text);
    writeFileSync(join(documents, ".hidden.txt"), "not shown");
    writeFileSync(join(documents, large), Buffer.alloc(11 * 1024 * 1024));
    client.start();
    await customer.page.getByText("The program runs.").waitFor();
    const click = async (name) => {
      const place = await reader.place(await reader.finds(name));
      display.run("xdotool", ["mousemove", ...place.map(String), "click", "1"]);
    };
    const keys = (...pressed) => display.run("xdotool", pressed);

    // Into a folder by its name, and the file by a part of its own: nothing but the keyboard after the first click.
    await click("Send a file");
    await reader.finds("Documents/");
    keys("type", "documents");
    await reader.misses(/^Downloads\/$/);
    keys("key", "Return");
    await reader.finds(/^Screenshot of the error\.txt, \d+ kB$/);
    await reader.misses(/hidden/);
    await client.keep("client-choose");
    keys("type", "error");
    await reader.misses(/^backup\.bin/);
    keys("key", "Return");
    const sent = log(console).getByRole("link", { name: /Screenshot of the error\.txt/ });
    await sent.waitFor();
    const [download] = await Promise.all([console.page.waitForEvent("download"), sent.click()]);
    assert.equal(readFileSync(await download.path(), "utf8"), text);
    await customer.hears(/Screenshot of the error\.txt/);
    await reader.finds(`A file: ${picture1}`);

    // By the mouse: a click chooses, another one sends. One that is too large is not sent, and says so.
    await click("Send a file");
    await click("Documents/");
    await click(/^backup\.bin, 11\.5 MB$/);
    await client.keep("client-choose-mouse");
    await click("Send");
    await reader.finds("A file: backup.bin\nThis file is too large. The limit is 10 MB.");
    await client.keep("client-file-large");

    // The appliance is killed while one is on its way: it comes once.
    writeFileSync(join(documents, "after all.bin"), Buffer.alloc(9 * 1024 * 1024, "towline"));
    await click("Send a file");
    await click("Documents/");
    await click(/^after all\.bin, 9\.4 MB$/);
    const gone = appliance.kill();
    await click("Send");
    await gone;
    await reader.finds(/^A file: after all\.bin\nSending… 0 %$/);
    await appliance.launch();
    await log(console)
      .getByRole("link", { name: /after all\.bin/ })
      .waitFor();
    assert.equal(
      await log(console)
        .getByRole("link", { name: /after all\.bin/ })
        .count(),
      1,
    );
    await console.close("end");
    const theirs = [picture1, large, ".hidden.txt", "after all.bin"].map((name) => `Documents/${name}`);
    assert.deepEqual(
      (await leftOver(client)).filter((name) => !["Documents", ...theirs].includes(name)),
      [],
    );
    await reader.stop();
    await leave();
  },
);
