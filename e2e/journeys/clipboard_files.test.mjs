// Files on the clipboards (SCR-7): those that somebody copied at the machine are offered and fetched as any others; those of the representative are sent and then pasted there, as rights, switch and rules allow.

import assert from "node:assert/strict";
import { existsSync, readdirSync, readFileSync, statSync } from "node:fs";
import { dirname, join } from "node:path";
import { after, before } from "node:test";
import { fileURLToPath } from "node:url";

import { picture } from "../harness/browser.mjs";
import { copyAt, pasteAt } from "../harness/clipboard.mjs";
import { Console } from "../harness/console.mjs";
import { hashOf, lay } from "../harness/files.mjs";
import { journey } from "../harness/journey.mjs";
import { looks } from "../harness/looks.mjs";
import { temporaryFolder, until } from "../harness/processes.mjs";
import { Stage } from "../harness/stage.mjs";

const URIS = "text/uri-list";
const COPIED = "x-special/gnome-copied-files";

let stage;
let olga;
let person;
let console_;
let page;
let root;

before(async () => {
  stage = await Stage.build();
  const { appliance } = stage;
  olga = await appliance.addUser("olga", "Olga");
  await appliance.api("PATCH", `/jump-groups/${appliance.group.id}`, { members: [{ user_id: olga.id }] });
  root = lay(temporaryFolder("clipped"), {
    "Bär, one.bin": 400_000,
    "tree/a.txt": "a",
    "mine/sent.bin": 1_300_000,
    "mine/ü.txt": "u",
  });
  person = await stage.browser.person(appliance);
  console_ = await Console.open(person, olga);
  page = console_.page;
  await console_.jumpTo("Workshop PC");
  await console_.startScreen();
  await console_.takeControl();
});
after(() => stage?.strike());

const allow = (settings) => stage.appliance.api("PATCH", `/users/${olga.id}`, { settings });
const addressOf = (name) => `file://${join(root, name).split("/").map(encodeURIComponent).join("/")}`;
/** Where the files lie that are on the machine's clipboard, once this one is the first. */
const pasted = (name) =>
  until(`${name} is on the machine's clipboard`, () => {
    const [first, ...rest] = pasteAt(stage.display, URIS)?.toString().trim().split("\r\n") ?? [];
    return (
      first?.startsWith("file://") && first.endsWith(`/${name}`) && [first, ...rest].map((at) => fileURLToPath(at))
    );
  });
const panel = () => page.getByRole("dialog", { name: "Clipboard" });
const openPanel = async () => {
  await page.getByRole("button", { name: /^Clipboard, shared/ }).click();
  await panel().waitFor();
};
/** What a browser hands to a page at a paste, or a drop, of these files. */
const dataOf = (files) =>
  page.evaluateHandle((files) => {
    const data = new DataTransfer();
    for (const [name, content] of files) data.items.add(new File([content], name, { lastModified: 1_700_000_000_000 }));
    return data;
  }, files);

journey("files that are copied at the machine are offered, and fetched by a click (SCR-7)", async () => {
  copyAt(
    stage.display,
    [addressOf("Bär, one.bin"), "file://elsewhere/etc/passwd", addressOf("tree")].join("\r\n"),
    URIS,
  );
  await console_.button("Share the clipboard").click();
  const offer = page.getByText("2 files on the machine's clipboard").first();
  await offer.waitFor();
  await page.getByRole("button", { name: "Clipboard, shared: 2 files at the machine" }).click();
  await panel().getByText("Bär, one.bin", { exact: true }).waitFor();
  assert.equal(await panel().getByText("passwd").count(), 0, "what is on another machine is left out");
  await looks(page, "clipboard-files");
  const coming = page.waitForEvent("download", { timeout: 30000 });
  await panel().getByRole("button", { name: "Download…", exact: true }).click();
  assert.match((await coming).suggestedFilename(), /\.zip$/);
  await page.keyboard.press("Escape");
  // One file comes as itself; a cut is fetched as a copy is.
  copyAt(stage.display, `cut\n${addressOf("Bär, one.bin")}`, COPIED);
  const alone = page.waitForEvent("download", { timeout: 30000 });
  await page.getByRole("button", { name: "Download 1 file from the machine's clipboard" }).click();
  const download = await alone;
  assert.equal(download.suggestedFilename(), "Bär, one.bin");
  assert.equal(hashOf(await download.path()), hashOf(join(root, "Bär, one.bin")));
});

journey("files of the representative are sent, and pasted at the machine (SCR-7)", async () => {
  await openPanel();
  await panel()
    .locator('input[type="file"]')
    .setInputFiles([join(root, "mine/sent.bin"), join(root, "mine/ü.txt")]);
  await page.getByText("2 files are on the machine's clipboard").first().waitFor();
  const [sent, small] = await pasted("sent.bin");
  assert.match(
    pasteAt(stage.display, COPIED).toString(),
    /^copy\nfile:\/\/\/.*\/sent\.bin\nfile:\/\/\/.*\/%C3%BC\.txt$/,
  );
  assert.equal(hashOf(sent), hashOf(join(root, "mine/sent.bin")));
  assert.equal(readFileSync(small, "utf8"), "u");
  assert.equal(statSync(dirname(dirname(sent))).mode & 0o777, 0o700, "for nobody else to read");
  await picture(page, "clipboard-files-sent");
  await panel().getByRole("button", { name: "Take back" }).click();
  await until("it is taken back", () => !existsSync(sent) && pasteAt(stage.display, URIS) === undefined);
  await page.keyboard.press("Escape");
  // Pasted into the picture: first there, then the same keys paste them.
  await console_.canvas.click({ position: { x: 300, y: 200 } });
  const data = await dataOf([["pasted.txt", "by the keys"]]);
  await until("the picture has the keyboard", () =>
    page.evaluate(() => document.activeElement?.closest("[data-remote]") != null),
  );
  await page.evaluate((clipboardData) => {
    document.activeElement.dispatchEvent(
      new ClipboardEvent("paste", { clipboardData, bubbles: true, cancelable: true }),
    );
  }, data);
  const [byKeys] = await pasted("pasted.txt");
  assert.equal(readFileSync(byKeys, "utf8"), "by the keys");
  const dropped = await dataOf([["dropped.txt", "dropped here"]]);
  for (const type of ["dragover", "drop"]) await console_.canvas.dispatchEvent(type, { dataTransfer: dropped });
  const [byDrop] = await pasted("dropped.txt");
  assert.equal(readFileSync(byDrop, "utf8"), "dropped here");
  await allow({ "session.file_upload": "deny", "session.file_download": "deny" });
  await until("they go with the right", () => !existsSync(byDrop) && pasteAt(stage.display, URIS) === undefined);
});

journey("without the rights the buttons are greyed and say why, and the session leaves nothing (SCR-7)", async () => {
  // What a button shows may change while it is pressed.
  await page.getByRole("button", { name: /^Clipboard, shared/ }).hover();
  await page.mouse.down();
  copyAt(stage.display, addressOf("tree"), URIS);
  await page.getByRole("button", { name: "Clipboard, shared: 1 file at the machine" }).waitFor();
  await page.mouse.up();
  await panel().waitFor();
  const get = panel().getByRole("button", { name: "Download…", exact: true });
  await until("fetching is greyed", async () => (await get.getAttribute("aria-disabled")) === "true");
  await panel().getByText("You may not download files in this session.").waitFor();
  const put = panel().getByRole("button", { name: "Put files on the machine's clipboard…" });
  assert.equal(await put.getAttribute("aria-disabled"), "true");
  await panel().getByText("You may not upload files in this session.").waitFor();
  await looks(page, "clipboard-files-not");
  await page.keyboard.press("Escape");
  // Rules that do not reach to where the files would lie keep them away as well.
  await allow({ "session.file_upload": "allow", "session.file_write_paths": ["/srv"] });
  await openPanel();
  await panel()
    .locator('input[type="file"]')
    .setInputFiles([join(root, "mine/ü.txt")]);
  await panel().getByText("The rules of this site do not let you put files").waitFor();
  await page.keyboard.press("Escape");
  await allow({ "session.file_upload": "allow", "session.file_write_paths": [] });
  // The machine hears of it a moment after the appliance knows, and the panel asks when it is opened.
  await until("the rules reach there again", async () => {
    await openPanel();
    const reach = await panel()
      .getByText("The rules of this site do not let you put files")
      .waitFor({ state: "detached", timeout: 2000 })
      .then(() => true)
      .catch(() => false);
    if (!reach) await page.keyboard.press("Escape");
    return reach;
  });
  await panel()
    .locator('input[type="file"]')
    .setInputFiles([join(root, "mine/ü.txt")]);
  const [path] = await pasted("%C3%BC.txt");
  await page.keyboard.press("Escape");
  await console_.close("end");
  await until(
    "nothing stays",
    () => !existsSync(dirname(dirname(path))) && readdirSync(dirname(dirname(dirname(path)))).length === 0,
  );
  await person.assertWell();
});
