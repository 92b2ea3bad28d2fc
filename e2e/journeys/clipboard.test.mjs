// The clipboards of a representative and of a machine as one (SCR-7): nothing before it is switched on; then text, HTML and pictures both ways, as rights, browser and the switch allow.

import assert from "node:assert/strict";
import { writeFileSync } from "node:fs";
import { join } from "node:path";
import { after, before } from "node:test";

import { copyAt, heldBy, pasteAt } from "../harness/clipboard.mjs";
import { Console } from "../harness/console.mjs";
import { journey } from "../harness/journey.mjs";
import { looks } from "../harness/looks.mjs";
import { until } from "../harness/processes.mjs";
import { Stage } from "../harness/stage.mjs";

let stage;
let terminal;
let olga;
let person;
let console_;

before(async () => {
  stage = await Stage.build();
  const { appliance, display } = stage;
  olga = await appliance.addUser("olga", "Olga");
  await appliance.api("PATCH", `/jump-groups/${appliance.group.id}`, { members: [{ user_id: olga.id }] });
  // A terminal that pastes as other programs do.
  const resources = join(display.folder, "resources");
  writeFileSync(resources, "XTerm*VT100.translations: #override Ctrl<Key>v: insert-selection(CLIPBOARD)\n");
  display.run("xrdb", ["-merge", resources]);
  terminal = await display.terminal();
  person = await stage.browser.person(appliance);
  console_ = await Console.open(person, olga);
  await console_.jumpTo("Workshop PC");
  await console_.startScreen();
  await console_.takeControl();
});
after(() => stage?.strike());

/** What is on the representative's clipboard. */
const here = async (type) => {
  const is = await heldBy(console_.page, type);
  return is && type === "image/png" ? `${is.width}x${is.height}` : is;
};
const copyHere = (items) =>
  console_.page.evaluate(async (items) => {
    const blobs = {};
    for (const [type, content] of Object.entries(items)) blobs[type] = new Blob([content], { type });
    await navigator.clipboard.write([new ClipboardItem(blobs)]);
  }, items);
/** A picture that no compression makes small, as PNG. */
const picture = (width, height) =>
  console_.page.evaluate(
    async ([width, height]) => {
      const canvas = new OffscreenCanvas(width, height);
      const context = canvas.getContext("2d");
      const pixels = context.createImageData(width, height);
      for (let at = 0; at < pixels.data.length; at += 4) {
        for (let of = 0; of < 3; of += 1) pixels.data[at + of] = (at * (of + 7) * 2654435761) >>> 24;
        pixels.data[at + 3] = 255;
      }
      context.putImageData(pixels, 0, 0);
      const bytes = new Uint8Array(await (await canvas.convertToBlob({ type: "image/png" })).arrayBuffer());
      return Array.from(bytes);
    },
    [width, height],
  );
const paste = () => console_.page.keyboard.press("Control+v");
const arrives = (type, what) => until(`${type} is here`, async () => (await here(type)) === what);
const isThere = (what, target) =>
  until("it is on the machine's clipboard", () => pasteAt(stage.display, target)?.equals(Buffer.from(what)));

journey("nothing crosses before the clipboard is switched on, and not what was there before (SCR-7)", async () => {
  // With the end of the line: a terminal asks for what it pastes, and goes on with its keys meanwhile.
  copyAt(stage.display, "of before\n");
  await copyHere({ "text/plain": "mine" });
  await console_.canvas.click({ position: { x: 300, y: 200 } });
  await console_.page.keyboard.type("echo ");
  await paste();
  // The machine's own clipboard is what its own keys paste.
  await until("the line arrives", () => terminal.lines().includes("echo of before"));
  await console_.button("Share the clipboard").click();
  await console_.button("Clipboard, shared").waitFor();
  await console_.chatShows("You shared the clipboard.");
  assert.equal(await here("text/plain"), "mine");
  assert.equal(pasteAt(stage.display)?.toString(), "of before\n");
});

journey(
  "text, HTML and pictures that are copied at the machine are on the representative's clipboard (SCR-7)",
  async () => {
    copyAt(stage.display, "Grüße, 漢字 😀");
    await arrives("text/plain", "Grüße, 漢字 😀");
    // Longer than goes in one piece, anywhere on the way.
    const long = "Zeile mit Ümläuten\n".repeat(8_000);
    copyAt(stage.display, long);
    await arrives("text/plain", long);
    copyAt(stage.display, "<b>fett</b><script>alert(2)</script>", "text/html");
    const html = await until(
      "HTML is here",
      async () => ((await here("text/html")) ?? "").includes("fett") && here("text/html"),
    );
    assert.doesNotMatch(html, /<script/, "the browser has cleaned it");
    copyAt(stage.display, Buffer.from(await picture(400, 300)), "image/png");
    await arrives("image/png", "400x300");
    // More than crosses is told.
    copyAt(stage.display, "x".repeat((1 << 20) + 1));
    await console_.page.getByText("too large for the clipboard").first().waitFor();
  },
);

journey("what is pasted into the picture goes to the machine first, then the keys (SCR-7)", async () => {
  const { page } = console_;
  await copyHere({ "text/plain": "Zwölf Boxkämpfer, 漢字\n" });
  await console_.canvas.click({ position: { x: 300, y: 200 } });
  await page.keyboard.type("echo ");
  await paste();
  await until("the line arrives", () => terminal.lines().includes("echo Zwölf Boxkämpfer, 漢字"));
  await copyHere({ "text/plain": "fett", "text/html": "<b>fett</b>" });
  await paste();
  const html = await until("HTML is there", () => pasteAt(stage.display, "text/html")?.toString());
  assert.match(html, /<b[^>]*>fett<\/b>/);
  const bytes = Buffer.from(await picture(320, 240));
  await page.evaluate(async (bytes) => {
    const blob = new Blob([new Uint8Array(bytes)], { type: "image/png" });
    await navigator.clipboard.write([new ClipboardItem({ "image/png": blob })]);
  }, Array.from(bytes));
  await paste();
  const png = await until("the picture is there", () => pasteAt(stage.display, "image/png"));
  assert.equal(png.subarray(1, 4).toString(), "PNG");
  assert.deepEqual([png.readUInt32BE(16), png.readUInt32BE(20)], [320, 240]);
});

journey("where the browser wants a click there is a button, and a field to paste into (SCR-7)", async () => {
  const { page } = console_;
  // As browsers do that let nothing onto the clipboard without one.
  await page.evaluate(() => {
    const { clipboard } = navigator;
    const write = clipboard.write.bind(clipboard);
    globalThis.__clicked = false;
    addEventListener(
      "click",
      () => {
        globalThis.__clicked = true;
      },
      true,
    );
    clipboard.write = (items) =>
      globalThis.__clicked ? write(items) : Promise.reject(new DOMException("no", "NotAllowedError"));
  });
  copyAt(stage.display, "Only after a click\nwith a second line");
  await page.getByText("Copied at the machine").waitFor();
  await looks(page, "clipboard");
  await page.getByRole("button", { name: "Copy to my clipboard", exact: true }).click();
  await arrives("text/plain", "Only after a click\nwith a second line");
  await console_.button("Clipboard, shared").click();
  const field = page.getByRole("textbox", { name: "Paste into the machine's clipboard" });
  await copyHere({ "text/plain": "by the field" });
  await field.click();
  await paste();
  await isThere("by the field");
  await field.fill("typed");
  await page.getByRole("button", { name: "Send text", exact: true }).click();
  await isThere("typed");
  await page.keyboard.press("Escape");
});

journey(
  "a right that is taken away stops its direction at once, and what was put there goes with the switch (SCR-7)",
  async () => {
    const { page } = console_;
    const right = (settings) => stage.appliance.api("PATCH", `/users/${olga.id}`, { settings });
    await right({ "session.clipboard_from_endpoint": "deny" });
    await console_.chatShows("Permissions changed");
    copyAt(stage.display, "not for Olga");
    await console_.button("Clipboard, shared").click();
    await page.getByText("You may not have what is copied there.").waitFor();
    await page.keyboard.press("Escape");
    await copyHere({ "text/plain": "a technician's secret" });
    await console_.canvas.click({ position: { x: 300, y: 200 } });
    await paste();
    await isThere("a technician's secret");
    assert.equal(await here("text/plain"), "a technician's secret");
    await console_.button("Clipboard, shared").click();
    await page.getByRole("button", { name: "Stop sharing the clipboard", exact: true }).click();
    await console_.chatShows("You stopped sharing the clipboard.");
    await until("it is gone from the machine", () => pasteAt(stage.display) === undefined);
    await right({ "session.clipboard_from_endpoint": "deny", "session.clipboard_to_endpoint": "deny" });
    await until(
      "the button says why",
      async () => (await console_.button("Share the clipboard").getAttribute("aria-disabled")) === "true",
    );
    await person.assertWell();
  },
);
