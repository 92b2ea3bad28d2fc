// Transfers that are interrupted: held, cancelled, the page reloaded, appliance and agent killed in the middle. What arrives is what was sent (FIL-3, FIL-7).

import assert from "node:assert/strict";
import { readdirSync } from "node:fs";
import { basename, join } from "node:path";
import { after, before } from "node:test";

import { picture } from "../harness/browser.mjs";
import { Console } from "../harness/console.mjs";
import { FileTransfer, hashOf, lay } from "../harness/files.mjs";
import { journey } from "../harness/journey.mjs";
import { temporaryFolder, until } from "../harness/processes.mjs";
import { Stage } from "../harness/stage.mjs";

const SIZE = 80_000_000;

let stage;
let person;
let console;
let page;
let files;
let source;
let target;
let mine;

before(async () => {
  stage = await Stage.build();
  source = lay(temporaryFolder("source"), { "large.bin": SIZE });
  mine = lay(temporaryFolder("mine"), { "mine.bin": SIZE });
  target = temporaryFolder("target");
  person = await stage.browser.person(stage.appliance);
  console = await Console.open(person, stage.appliance.admin);
  await console.jumpTo("Workshop PC");
  page = console.page;
  files = await FileTransfer.start(console);
});
after(() => stage?.strike());

/** Bytes a second while something is to be caught on its way: without a bound a fast machine would be done with it. */
const SLOW = 12_000_000;
const slowly = () => stage.appliance.network.slow(SLOW);
const freely = () => stage.appliance.network.open();
const beyond = (kind, name, percent) =>
  until(
    `${name} is beyond ${percent} %`,
    async () => {
      const bar = files.line(kind, name).getByRole("progressbar");
      const value = await bar.getAttribute("aria-valuenow", { timeout: 500 }).catch(() => undefined);
      return value !== undefined && Number(value) > percent;
    },
    { every: 10 },
  );

journey("what is held goes on, and what is cancelled leaves nothing (FIL-3)", async () => {
  await files.go(target);
  slowly();
  await files.upload([join(mine, "mine.bin")]);
  await beyond("Upload", "mine.bin", 3);
  await page.getByRole("button", { name: "Pause mine.bin" }).click();
  await files
    .line("Upload", "mine.bin")
    .getByText(/^Paused/)
    .waitFor();
  await page.getByRole("button", { name: "Details of mine.bin" }).click();
  await picture(page, "files-paused");
  await page.getByRole("button", { name: "Go on with mine.bin" }).click();
  await beyond("Upload", "mine.bin", 10);
  await page.getByRole("button", { name: "Cancel mine.bin" }).click();
  await files.line("Upload", "mine.bin").getByText("Cancelled").waitFor();
  freely();
  await until("nothing is left", () => readdirSync(target).length === 0);
  await files.clear();
});

/** Uploads and downloads while something is killed. */
async function survives(what) {
  await files.go(target);
  slowly();
  await files.upload([join(mine, "mine.bin")]);
  await beyond("Upload", "mine.bin", 15);
  await what();
  freely();
  await files.ended("Upload", "mine.bin", /^Done/);
  assert.equal(hashOf(join(target, "mine.bin")), hashOf(join(mine, "mine.bin")));

  await files.go(source);
  await files.row("large.bin").click();
  const coming = page.waitForEvent("download", { timeout: 60000 });
  slowly();
  await files.beginDownload();
  await beyond("Download", "large.bin", 15);
  await what();
  freely();
  const download = await coming;
  assert.equal(hashOf(await download.path()), hashOf(join(source, "large.bin")));
  await files.clear();
  await files.go(target);
  await files.row("mine.bin").click();
  await page.keyboard.press("Delete");
  await page.getByRole("dialog").getByRole("button", { name: "Delete for good" }).click();
  await files.row("mine.bin").waitFor({ state: "detached" });
}

journey("the appliance is killed in the middle of both ways, and what arrives is whole (FIL-7)", () =>
  survives(async () => {
    await stage.appliance.kill();
    await stage.appliance.launch();
  }),
);

journey("the agent is killed in the middle of both ways, and what arrives is whole (FIL-7)", async () => {
  await survives(async () => {
    stage.agent.kill();
    await stage.agent.restart();
  });
});

journey("a download goes on after the page was loaded anew (FIL-7)", async () => {
  await files.go(source);
  await files.row("large.bin").click();
  slowly();
  await files.beginDownload();
  await beyond("Download", "large.bin", 20);
  page.once("dialog", (dialog) => dialog.accept());
  const coming = page.waitForEvent("download", { timeout: 60000 });
  await page.reload();
  freely();
  // One finds oneself where one was.
  await page.getByRole("grid", { name: `Files: ${basename(source)}`, exact: true }).waitFor();
  const download = await coming;
  assert.equal(hashOf(await download.path()), hashOf(join(source, "large.bin")));
  await files.ended("Download", "large.bin");
  await files.clear();
});

journey("what an agent had in part when it was killed goes with the session (FIL-7)", async () => {
  const part = () => readdirSync(target).filter((name) => name.endsWith(".part")).length;
  await files.go(target);
  slowly();
  await files.upload([join(mine, "mine.bin")]);
  await beyond("Upload", "mine.bin", 10);
  await page.getByRole("button", { name: "Pause mine.bin" }).click();
  await files
    .line("Upload", "mine.bin")
    .getByText(/^Paused/)
    .waitFor();
  stage.agent.kill();
  await stage.agent.restart();
  freely();
  // The new one answers.
  await files.go(source);
  await files.row("large.bin").waitFor();
  assert.equal(part(), 1);
  await console.close("end");
  await until("nothing is left", () => readdirSync(target).length === 0);
  await person.assertWell();
  await person.leave();
});
