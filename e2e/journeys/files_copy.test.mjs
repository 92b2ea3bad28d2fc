// Files that go from one session's machine to another's (FIL-12): a tree and a large file, while the appliance is killed, and while the right to send is taken.

import assert from "node:assert/strict";
import { lstatSync, mkdirSync, readdirSync, rmSync, symlinkSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { after, before } from "node:test";

import { Agent } from "../harness/agent.mjs";
import { picture } from "../harness/browser.mjs";
import { Console } from "../harness/console.mjs";
import { FileTransfer, hashOf, lay } from "../harness/files.mjs";
import { journey } from "../harness/journey.mjs";
import { looks } from "../harness/looks.mjs";
import { runBeside, temporaryFolder, until } from "../harness/processes.mjs";
import { Stage } from "../harness/stage.mjs";

const SIZE = 80_000_000;
/** Bytes a second while something is to happen in the middle of it. */
const SLOW = 10_000_000;
const COPY = "Copy to another session…";

let stage;
let other;
let person;
let console;
let page;
let files;
let source;
let target;

before(async () => {
  stage = await Stage.build();
  other = await Agent.install(await stage.appliance.installer({ name: "Store 7" }), stage.display);
  await stage.appliance.online(2);
  source = lay(temporaryFolder("source"), {
    ...Object.fromEntries(Array.from({ length: 80 }, (_, n) => [`tree/d${n % 4}/${n}.txt`, n * 40])),
    "tree/größe.bin": 1_500_000,
    "large.bin": SIZE,
    "clean.txt": "for everybody\n",
    "kept.txt": "a line with NOT-FROM-HERE in it\n",
    "sent.txt": "a line with NOT-TO-THERE in it\n",
  });
  mkdirSync(join(source, "tree/nothing"));
  symlinkSync("größe.bin", join(source, "tree/leads"));
  writeFileSync(Buffer.concat([Buffer.from(`${source}/tree/caf`), Buffer.from([0xe9])]), "latin");
  target = temporaryFolder("target");
  person = await stage.browser.person(stage.appliance);
  console = await Console.open(person, stage.appliance.admin);
  page = console.page;
});
after(async () => {
  other?.kill();
  await stage?.strike();
});

const tool = () => page.getByRole("toolbar", { name: "Files" }).getByRole("button", { name: COPY });
/** Goes to another of the sessions that are open. */
async function session(name) {
  await page
    .getByRole("banner")
    .getByRole("button", { name: /\d sessions$/ })
    .click();
  await page.getByRole("menuitem", { name: new RegExp(`^${name}`) }).click();
}
const dialog = () => page.getByRole("dialog", { name: /to another session$/ });
const allow = (upload) =>
  stage.appliance.api("PATCH", "/settings/session-permissions", { permissions: { "session.file_upload": upload } });

/** What a tree holds, by the bytes of its names: hashes, modes, times to the millisecond. */
function heldBy(folder, below = "") {
  return readdirSync(folder, { encoding: "buffer" })
    .flatMap((name) => {
      const path = Buffer.concat([Buffer.from(folder), Buffer.from("/"), name]);
      const called = `${below}/${name.toString("latin1")}`;
      const about = lstatSync(path);
      if (about.isSymbolicLink()) return [];
      if (about.isDirectory()) return [called, ...heldBy(path, called)];
      return [[called, hashOf(path), about.mode, Math.floor(about.mtimeMs)].join(" ")];
    })
    .sort();
}

async function copy(name) {
  await files.row(name).click();
  await tool().click();
  await dialog().getByRole("button", { name: "Copy here" }).click();
  await dialog().waitFor({ state: "hidden" });
}

const beyond = (name, percent) =>
  until(
    `${name} is beyond ${percent} %`,
    async () => {
      const bar = files.line("Copy", name).getByRole("progressbar");
      const value = await bar.getAttribute("aria-valuenow", { timeout: 500 }).catch(() => undefined);
      return value !== undefined && Number(value) > percent;
    },
    { every: 10 },
  );

journey("a tree goes to another session's machine as it is, and is seen there (FIL-12, FIL-5)", async () => {
  await console.jumpTo("Workshop PC");
  files = await FileTransfer.start(console);
  await files.go(source);
  await files.row("tree").click();
  // In no other session: greyed, with the reason.
  assert.equal(await tool().getAttribute("aria-disabled"), "true");
  await files.row("tree").click({ button: "right" });
  await page.getByRole("menuitem", { name: COPY }).getByText("You are in no other session now.").waitFor();
  await page.keyboard.press("Escape");
  await console.goHome();
  await console.jumpTo("Store 7");
  await session("Workshop PC");
  await files.row("tree").click();
  await until("it is not greyed", async () => (await tool().getAttribute("aria-disabled")) !== "true");
  await tool().click();
  // The tool of the other session is started from here.
  await dialog().getByRole("button", { name: "Start File Transfer there" }).click();
  const where = dialog().getByRole("region", { name: "Into this folder" });
  await where.getByRole("button", { name: "Type a path" }).click();
  await where.getByRole("textbox", { name: "Path", exact: true }).fill(target);
  await page.keyboard.press("Enter");
  await where.getByText("There is no folder in it.").waitFor();
  await looks(page, "files-copy");
  await dialog().getByRole("button", { name: "Copy here" }).click();
  await files.ended("Copy", "tree");
  assert.deepEqual(heldBy(join(target, "tree")), heldBy(join(source, "tree")));
  assert.equal(heldBy(join(target, "tree")).length, 87);
  await page.getByRole("button", { name: "Details of tree" }).click();
  await files.line("Copy", "tree").getByText(`Store 7: ${target}`).waitFor();
  await files
    .line("Copy", "tree")
    .getByText(/^tree\/leads/)
    .waitFor();
  await picture(page, "files-copied");
  await files.clear();
});

journey(
  "the appliance is killed in the middle of a large file, and what arrives is whole (FIL-12, FIL-7)",
  async () => {
    stage.appliance.network.slow(SLOW);
    await copy("large.bin");
    await beyond("large.bin", 5);
    await stage.appliance.kill();
    stage.appliance.network.open();
    await stage.appliance.launch();
    await files.ended("Copy", "large.bin", /^Done/);
    assert.equal(hashOf(join(target, "large.bin")), hashOf(join(source, "large.bin")));
    await files.clear();
    // The same once more is left alone.
    await copy("large.bin");
    await files.line("Copy", "large.bin").getByText("The same file is there").waitFor({ timeout: 60000 });
    await files.clear();
  },
);

journey("a page that is reloaded in the middle goes on with it (FIL-12, FIL-7)", async () => {
  rmSync(join(target, "large.bin"));
  stage.appliance.network.slow(SLOW);
  await copy("large.bin");
  await beyond("large.bin", 10);
  await page.reload();
  await beyond("large.bin", 10);
  stage.appliance.network.open();
  await files.ended("Copy", "large.bin", /^Done/);
  assert.equal(hashOf(join(target, "large.bin")), hashOf(join(source, "large.bin")));
  assert.deepEqual(
    readdirSync(target).filter((name) => name.startsWith(".towline-")),
    [],
  );
  await files.clear();
  // It was the last of it.
  await page.reload();
  await files.go(source);
  assert.equal(await files.line("Copy", "large.bin").count(), 0);
  // The new page has not been at the target yet.
  await session("Store 7");
  await console.tool("File Transfer");
  await files.go(target);
  await session("Workshop PC");
});

journey("what must be scanned is scanned by both machines, and arrives if both let it (FIL-10, FIL-12)", async () => {
  const scanners = temporaryFolder("scanners");
  for (const [agent, mark] of [
    [stage.agent, "NOT-FROM-HERE"],
    [other, "NOT-TO-THERE"],
  ]) {
    const scanner = join(scanners, mark);
    writeFileSync(scanner, `if grep -q ${mark}; then echo 'stdin: ${mark} FOUND'; exit 1; fi`);
    await runBeside(agent.program, ["scan", "--dir", agent.folder, "--", "/bin/sh", scanner]);
  }
  const scan = (value) =>
    stage.appliance.api("PATCH", "/settings/session-permissions", { permissions: { "session.file_scan": value } });
  await scan("required");
  await files.refresh();
  await until("it is not greyed", async () => {
    await files.row("clean.txt").click();
    return (await tool().getAttribute("aria-disabled")) !== "true";
  });
  await copy("clean.txt");
  await files.ended("Copy", "clean.txt", /^Done/);
  assert.equal(hashOf(join(target, "clean.txt")), hashOf(join(source, "clean.txt")));
  for (const [name, mark] of [
    ["kept.txt", "NOT-FROM-HERE"],
    ["sent.txt", "NOT-TO-THERE"],
  ]) {
    await copy(name);
    await files.line("Copy", name).getByText(`stdin: ${mark} FOUND`).waitFor();
  }
  await picture(page, "files-copy-scanned");
  assert.ok(!readdirSync(target).some((name) => /kept|sent/.test(name)), "nothing of them is there");
  await scan("off");
  await files.clear();
});

journey(
  "the right is taken at the target: it ends with the reason, and goes on when it is given again (FIL-12, SES-2a)",
  async () => {
    rmSync(join(target, "large.bin"));
    stage.appliance.network.slow(SLOW);
    await copy("large.bin");
    await beyond("large.bin", 3);
    await page.getByRole("button", { name: "Pause large.bin" }).click();
    await files
      .line("Copy", "large.bin")
      .getByText(/^Paused/)
      .waitFor();
    await page.getByRole("button", { name: "Go on with large.bin" }).click();
    await beyond("large.bin", 8);
    await allow("deny");
    await files.line("Copy", "large.bin").getByText("At the target: The right to it").waitFor();
    await picture(page, "files-copy-refused");
    assert.ok(!readdirSync(target).includes("large.bin"));
    stage.appliance.network.open();
    await allow("allow");
    await until("it may again", async () => (await tool().getAttribute("aria-disabled")) !== "true");
    await page.getByRole("button", { name: "Try large.bin again" }).click();
    await files.ended("Copy", "large.bin", /^Done/);
    assert.equal(hashOf(join(target, "large.bin")), hashOf(join(source, "large.bin")));
    // Both logs say where it went and where it came from, and the target's list shows it.
    await page.getByText(`began to copy files to Store 7, into ${target}.`).first().waitFor();
    await session("Store 7");
    await console.tool("File Transfer");
    await files.row("large.bin").waitFor();
    await page.getByText(`began to copy files from Workshop PC into ${target}.`).first().waitFor();
    await person.assertWell();
    await person.leave();
  },
);
