// Where on a machine files may be read and written (FIL-6), and that they are scanned first (FIL-10): an administrator says it, the person concerned and the simulator say the same, and the machine holds to it.

import assert from "node:assert/strict";
import { existsSync, readdirSync, readFileSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { after, before } from "node:test";

import { assertAccessible, picture } from "../harness/browser.mjs";
import { Console, signIn } from "../harness/console.mjs";
import { FileTransfer, hashOf, lay } from "../harness/files.mjs";
import { journey } from "../harness/journey.mjs";
import { looks } from "../harness/looks.mjs";
import { runBeside, temporaryFolder, until } from "../harness/processes.mjs";
import { Stage } from "../harness/stage.mjs";

const READ = "Where files may be read";
const WRITE = "Where files may be sent and changed";
const SCAN = "Scan files before they are handed over";

let stage;
let vera;

before(async () => {
  stage = await Stage.build();
  vera = await stage.appliance.addUser("vera", "Vera Viewer");
});
after(() => stage?.strike());

async function choose(form, label, option) {
  await form.getByLabel(label, { exact: true }).click();
  await form.page().getByRole("option", { name: option, exact: true }).click();
}

journey(
  "lists of paths are written line by line, and whoever they bound finds exactly them (FIL-6, ADM-5)",
  async () => {
    const ada = await stage.browser.person(stage.appliance);
    const page = await ada.page("/login/policies/new");
    await signIn(page, stage.appliance.admin);
    const form = page.getByRole("form", { name: "Make a group policy" });
    await form.getByLabel("Name", { exact: true }).fill("Reports only");
    await form.getByLabel("Add a person").fill("vera");
    await page.getByRole("option", { name: /Vera Viewer/ }).click();
    await form.getByLabel("Add a Jump Group").click();
    await page.getByRole("option", { name: "Workshop" }).click();
    await choose(form, "Send files, and change what is there", "Ask the customer once");
    await choose(form, WRITE, "Everywhere");
    await choose(form, SCAN, "Required");
    assert.equal(await form.getByLabel(`${WRITE}: path 1`, { exact: true }).count(), 0, "everywhere needs no lines");

    // One line is there at once; Enter makes the next one, and the keyboard is in it.
    await choose(form, READ, "Only below these");
    const line = (n) => form.getByLabel(`${READ}: path ${n}`, { exact: true });
    await line(1).focus();
    await page.keyboard.type("/srv//reports/");
    await page.keyboard.press("Enter");
    await line(2).waitFor();
    assert.equal(await line(1).inputValue(), "/srv/reports", "as it is kept");
    await page.keyboard.type("var/log");
    await page.keyboard.press("Tab");
    await form.getByText("A path begins with /").waitFor();
    await looks(page, "file-rules-edit");

    // What is sent all the same is refused by the appliance as well, at the same place.
    await form.getByRole("button", { name: "Make the policy" }).click();
    await form.getByText("“var/log”: A path begins with /.").waitFor();
    await line(2).fill("/etc/../root");
    await page.keyboard.press("Tab");
    await form.getByText("A path goes up nowhere: leave out ..").waitFor();
    await form.getByRole("button", { name: "Remove /etc/../root" }).click();
    await line(2).waitFor({ state: "detached" });
    assert.ok(await line(1).evaluate((input) => document.activeElement === input), "the keyboard stays in the list");
    await form.getByRole("button", { name: `Add a path: ${READ}` }).click();
    await line(2).waitFor();
    await page.keyboard.type("/opt/tools");
    await form.getByRole("button", { name: "Make the policy" }).click();
    await page.getByRole("row", { name: "Reports only" }).waitFor();
    const { policies } = await stage.appliance.api("GET", "/group-policies");
    const made = policies.find((policy) => policy.name === "Reports only");
    const stored = await stage.appliance.api("GET", `/group-policies/${made.id}`);
    assert.deepEqual(stored.settings["session.file_read_paths"].value, ["/opt/tools", "/srv/reports"]);
    assert.deepEqual(stored.settings["session.file_write_paths"].value, []);
    assert.equal(stored.settings["session.file_upload"].value, "ask_once");
    assert.equal(stored.settings["session.file_scan"].value, "required");

    // A session policy has the same editor, and comes first.
    await page.goto(`${stage.appliance.url}/login/session-policies/new`);
    const session = page.getByRole("form", { name: "Make a session policy" });
    await session.getByLabel("Name", { exact: true }).fill("Look at logs");
    await choose(session, READ, "Only below these");
    await session.getByLabel(`${READ}: path 1`, { exact: true }).fill("/var/log");
    await choose(session, SCAN, "Off");
    await session.getByRole("button", { name: "Make the policy" }).click();
    await page.getByRole("row", { name: "Look at logs" }).waitFor();

    // The simulator, and the user's own page, say where it comes from.
    await page.goto(`${stage.appliance.url}/login/simulator?user=${vera.id}&item=${stage.item.id}`);
    const inside = page.getByRole("table", { name: "In the session" });
    const row = inside.getByRole("row", { name: READ });
    await row.getByText("/opt/tools, /srv/reports").waitFor();
    await row.getByText("The group policy “Reports only”").waitFor();
    await inside.getByRole("row", { name: WRITE }).getByText("Everywhere").waitFor();
    await inside.getByRole("row", { name: SCAN }).getByText("Required").waitFor();
    await page.goto(`${stage.appliance.url}/login/users/${vera.id}`);
    await page.getByRole("dialog").getByText("/opt/tools, /srv/reports").waitFor();

    const person = await stage.browser.person(stage.appliance);
    const console = await Console.open(person, vera);
    await console.button("Details of Workshop PC").click();
    await console.button("What may I do here? Workshop PC").click();
    const may = console.page.getByRole("listitem").filter({ hasText: READ });
    await may.getByText("/opt/tools, /srv/reports").waitFor();
    await may.getByText("by the group policy “Reports only”").waitFor();
    const scanned = console.page
      .getByRole("listitem")
      .filter({ hasText: "Files are scanned before they are handed over" });
    await scanned.getByRole("img", { name: "Required" }).waitFor();
    await assertAccessible(console.page, "what one may do with files");
    await picture(console.page, "file-rules-may");
    for (const each of [ada, person]) {
      await each.assertWell();
      await each.leave();
    }
  },
);

const MARK = "a line with X5O!P%@AP in it\n";
const FOUND = "The scan found something in it, and it was not handed over. stdin: Eicar-like FOUND";

journey("files that must be scanned go only if the machine's own command lets them, both ways (FIL-10)", async () => {
  const there = lay(temporaryFolder("there"), {
    "good.txt": "good",
    "evil.txt": MARK,
    "tree/a.txt": "a",
    "tree/evil.txt": MARK,
  });
  const here = lay(temporaryFolder("here"), {
    "new.txt": "new",
    "large.bin": 1_500_000,
    "other.bin": 1_400_000,
    "bad.txt": MARK,
  });
  await stage.appliance.api("PATCH", "/settings/session-permissions", {
    permissions: { "session.file_scan": "required" },
  });
  const person = await stage.browser.person(stage.appliance);
  const console = await Console.open(person, stage.appliance.admin);
  const { page } = console;
  await console.jumpTo("Workshop PC");
  const files = await FileTransfer.start(console);
  await files.go(there);

  // There is nothing to scan with: greyed, with what to do about it.
  const bar = page.getByRole("toolbar", { name: "Files" });
  const upload = bar.getByRole("button", { name: "Upload" });
  assert.equal(await upload.getAttribute("aria-disabled"), "true");
  await files.row("good.txt").click({ button: "right" });
  const item = page.getByRole("menuitem", { name: /^Download/ }).first();
  await item.getByText(/must be scanned first, and nothing is set for that/).waitFor();
  await picture(page, "files-scan-none-menu");
  await page.keyboard.press("Escape");
  await looks(page, "files-scan-none");

  // Whoever owns the machine says with what. What has HOLD beside it waits.
  const hold = join(here, "hold");
  const scanner = join(here, "scanner");
  writeFileSync(
    scanner,
    `while [ -e ${hold} ]; do sleep 0.02; done; if grep -q -F 'X5O!P%@AP'; then echo 'stdin: Eicar-like FOUND'; exit 1; fi`,
  );
  const set = ["scan", "--dir", stage.agent.folder];
  await runBeside(stage.agent.program, [...set, "--", "/bin/sh", scanner]);
  assert.match(await runBeside(stage.agent.program, set), /scanned with \/bin\/sh/);
  await files.refresh();
  await until("it is not greyed", async () => (await upload.getAttribute("aria-disabled")) !== "true");

  await files.upload([join(here, "new.txt"), join(here, "large.bin")]);
  for (const name of ["new.txt", "large.bin"]) {
    await files.ended("Upload", name);
    assert.equal(hashOf(join(there, name)), hashOf(join(here, name)), name);
  }
  await files.upload([join(here, "bad.txt")]);
  await files.line("Upload", "bad.txt").getByText(FOUND).waitFor();
  const good = await files.download("good.txt");
  assert.equal(readFileSync(await good.path(), "utf8"), "good");
  await files.row("evil.txt").click();
  await files.beginDownload();
  await files.line("Download", "evil.txt").getByText(FOUND).waitFor();
  await files.row("evil.txt").dblclick();
  await page.getByRole("dialog").getByText(FOUND).waitFor();
  await page.keyboard.press("Escape");
  // Of a tree the others come.
  const tree = await files.download("tree");
  const zip = readFileSync(await tree.path(), "latin1");
  assert.ok(zip.includes("tree/a.txt") && !zip.includes("X5O!P%@AP"));
  await files.line("Download", "tree.zip").getByText(FOUND).waitFor();

  // While it lasts that is shown, and it can be cancelled.
  writeFileSync(hold, "");
  await files.row("good.txt").click();
  await files.beginDownload();
  await files.line("Download", "good.txt").getByText("Being scanned").waitFor();
  await files.upload([join(here, "other.bin")]);
  await files.line("Upload", "other.bin").getByText("Being scanned").waitFor();
  await looks(page, "files-scan");
  await page.getByRole("button", { name: "Cancel other.bin" }).click();
  await files.ended("Upload", "other.bin", /^Cancelled/);
  await until("nothing of it stays", () => readdirSync(there).every((name) => !name.startsWith(".towline")));
  await page.getByRole("button", { name: "Cancel good.txt" }).click();
  assert.ok(!existsSync(join(there, "bad.txt")) && !existsSync(join(there, "other.bin")));

  // The log says so.
  for (const line of [
    /uploaded (2 files|new\.txt|large\.bin) .*Scanned: nothing was found\./,
    /bad\.txt could not be uploaded to .*: the scan found something in it \(stdin: Eicar-like FOUND\)\./,
    /evil\.txt could not be downloaded from .*: the scan found something in it/,
    /downloaded good\.txt .*Scanned: nothing was found\./,
  ]) {
    await page.getByRole("log", { name: "Messages" }).getByText(line).first().waitFor({ state: "attached" });
  }
  await person.assertWell();
  await person.leave();
});
