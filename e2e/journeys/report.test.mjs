// What is left of a session: its report in the console, with its log, its shells as recordings and transcripts, and its files, for those who may read it and for nobody else (REC-1, REC-6, SHL-6).

import assert from "node:assert/strict";
import { readFileSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { after, before } from "node:test";

import { picture } from "../harness/browser.mjs";
import { Console } from "../harness/console.mjs";
import { FileTransfer, hashOf, lay } from "../harness/files.mjs";
import { journey } from "../harness/journey.mjs";
import { looks } from "../harness/looks.mjs";
import { temporaryFolder } from "../harness/processes.mjs";
import { Stage } from "../harness/stage.mjs";

const SECRET = "swordfish-9-harbour";
const ATTACK = "<img src=x onerror=alert(1)>";

let stage;
let person;
let console;
let page;
let id;
let sent;
let uploaded;

before(async () => {
  stage = await Stage.build();
  person = await stage.browser.person(stage.appliance);
  console = await Console.open(person, stage.appliance.admin);
  page = console.page;
  await console.jumpTo("Workshop PC");
  id = new URL(page.url()).pathname.split("/").at(-1);
});
after(() => stage?.strike());

/** What a shell showed, by an asciicast of version 2. */
function readCast(text) {
  const [head, ...events] = text
    .trimEnd()
    .split("\n")
    .map((line) => JSON.parse(line));
  assert.equal(head.version, 2);
  assert.ok(Number.isInteger(head.width) && head.width > 0 && Number.isInteger(head.height) && head.height > 0);
  let last = 0;
  for (const [at, kind, data] of events) {
    assert.ok(at >= last, "times do not go back");
    assert.ok(["o", "r", "m"].includes(kind), `only what it showed, its size, and marks: ${kind}`);
    assert.equal(typeof data, "string");
    last = at;
  }
  for (const [, kind, size] of events) if (kind === "r") assert.match(size, /^[1-9]\d*x[1-9]\d*$/);
  return events.flatMap(([, kind, data]) => (kind === "o" ? [data] : [])).join("");
}

async function saved(button) {
  const [download] = await Promise.all([page.waitForEvent("download"), button.click()]);
  return { name: download.suggestedFilename(), text: readFileSync(await download.path(), "utf8") };
}

const report = () => page.getByRole("article");
const log = () => report().getByRole("region", { name: "Log", exact: true });

journey("a session that is over leads to its report, with everything that there was in it (REC-1)", async () => {
  await console.say(`The printer is ${ATTACK}`);
  await console.chatShows(ATTACK);
  sent = join(temporaryFolder("report"), `${"notes of the day".repeat(2)}.txt`);
  writeFileSync(sent, "replaced the drum\n");
  await page.locator("input[data-attach]").setInputFiles(sent);
  await page
    .getByRole("log", { name: "Messages" })
    .getByRole("link", { name: /^notes of the day/ })
    .waitFor();

  await console.startShell();
  await console.typeInShell("echo worked-$((6*7))\n");
  await console.shellShows("worked-42");
  // Without echo before it asks: what is typed when the question stands there is never shown.
  await console.typeInShell(`stty -echo; read -rsp 'Password: ' hidden; stty echo; echo; echo length-\${#hidden}\n`);
  await console.shellShows(/^Password:$/m);
  await console.typeInShell(`${SECRET}\n`);
  await console.shellShows(`length-${SECRET.length}`);
  await console.typeInShell("exit\n");
  await console.chatShows("Shell 1 ended.");

  const transfer = await FileTransfer.start(console);
  const from = lay(temporaryFolder("report-from"), { "driver.bin": 2_000 });
  await transfer.go(temporaryFolder("report-to"));
  uploaded = join(from, "driver.bin");
  await transfer.upload([uploaded]);
  await transfer.ended("Upload", "driver.bin");

  await stage.appliance.api("POST", `/sessions/${id}/end`, {});
  await page.getByRole("link", { name: "Open the report" }).click();
  await report().getByRole("heading", { level: 1, name: "Workshop PC" }).waitFor();

  const facts = report().getByRole("region", { name: "The session", exact: true });
  for (const text of ["Jump", "Workshop", "An administrator of this site ended it.", id]) {
    await facts.getByText(text).first().waitFor();
  }
  const people = report().getByRole("region", { name: "Who took part" });
  await people
    .getByRole("row", { name: /Ada Admin/ })
    .getByText("the session ended")
    .waitFor();

  // The log says what the session said, in the same words, and what people typed is text.
  await log().getByText(`The printer is ${ATTACK}`).waitFor();
  await log().getByText("Ada Admin opened Shell 1.").waitFor();
  await log()
    .getByText(/Ada Admin uploaded driver\.bin \(2 kB\) to /)
    .waitFor();
  assert.equal(await page.locator('img[src="x"]').count(), 0);
  const kind = (name) => log().getByText(name, { exact: true }).click();
  await kind("Chat");
  await log().getByText("Ada Admin opened Shell 1.").waitFor({ state: "detached" });
  await log().getByText("2 entries").waitFor();
  await kind("Shells");
  await log().getByText("Ada Admin opened Shell 1.").waitFor();
  await log().getByText(`The printer is ${ATTACK}`).waitFor({ state: "detached" });
  await kind("Everything");
  await log().getByRole("searchbox", { name: "Find in the log" }).fill("DRIVER");
  await log().getByText("1 entry").waitFor();
  await log().getByRole("searchbox").fill("");

  const files = report().getByRole("region", { name: "Files", exact: true });
  const moved = files.getByRole("row", { name: /driver\.bin/ });
  await moved.getByRole("button", { name: /^SHA-256 .*: copy that of driver\.bin$/ }).click();
  await moved.getByText("Copied").waitFor();
  assert.equal(await page.evaluate(() => navigator.clipboard.readText()), hashOf(uploaded));
  const note = await saved(files.getByRole("link", { name: /^notes of the day/ }));
  assert.equal(note.text, "replaced the drum\n");
});

journey("what a shell showed is downloaded as recording and transcript, and read in place (SHL-6)", async () => {
  const shell = report().getByRole("region", { name: "Shell 1", exact: true });
  await shell.getByText(/^Opened by Ada Admin/).waitFor();
  await shell.getByText(/ of output recorded$/).waitFor();
  const cast = await saved(shell.getByRole("link", { name: "Download recording: Shell 1" }));
  assert.match(cast.name, /Shell.1.*\.cast$/);
  const shown = readCast(cast.text);
  const transcript = await saved(shell.getByRole("link", { name: "Download transcript: Shell 1" }));
  assert.match(transcript.name, /Shell.1.*\.txt$/);
  await shell.getByRole("button", { name: "Show transcript: Shell 1" }).click();
  const read = shell.getByRole("region", { name: "Transcript of Shell 1" });
  await read.getByText(`length-${SECRET.length}`, { exact: false }).first().waitFor();
  for (const text of [shown, transcript.text, await read.textContent()]) {
    for (const seen of ["worked-42", "Password:", `length-${SECRET.length}`]) assert.ok(text.includes(seen), seen);
    assert.ok(!text.includes(SECRET), "what was typed without echo is nowhere");
  }
  // biome-ignore lint/suspicious/noControlCharactersInRegex: that there is none is the point
  assert.doesNotMatch(transcript.text, /[\x00-\x09\x0b-\x1f\x7f-\x9f]/);
  await looks(page, "report");
  await page.emulateMedia({ media: "print", colorScheme: "dark" });
  assert.equal(await page.getByRole("banner").isVisible(), false);
  assert.equal(
    await shell
      .getByRole("link", { name: /^Download/ })
      .first()
      .isVisible(),
    false,
  );
  await picture(page, "report-print");
  await page.emulateMedia({ media: "screen", colorScheme: "light" });
});

journey("reports are found by who, when and how, and nobody finds more than they may read (REC-1, REC-6)", async () => {
  const list = page.getByRole("table", { name: "Session reports" });
  await report().getByRole("link", { name: "All reports" }).click();
  const row = list.getByRole("row", { name: /^Workshop PC, / });
  await row.getByRole("img", { name: "1 shell" }).waitFor();
  await row.getByRole("img", { name: "2 files" }).waitFor();
  await looks(page, "reports");
  await page.getByRole("searchbox", { name: "Search by name" }).fill("no such machine");
  await page.getByText("No session matches").waitFor();
  await page.getByRole("button", { name: "Clear filters" }).first().click();
  await row.focus();
  await page.keyboard.press("Enter");
  await report().getByRole("heading", { level: 1, name: "Workshop PC" }).waitFor();

  // Whoever was in none of them has none to read.
  const grace = await stage.appliance.addUser("grace", "Grace Hopper");
  const other = await stage.browser.person(stage.appliance);
  const second = await Console.open(other, grace);
  await second.page.getByRole("navigation", { name: "Home" }).getByRole("link", { name: "Reports" }).click();
  await second.page.getByText("No sessions yet").waitFor();
  await second.page.goto(`${stage.appliance.url}/console/reports/${id}`);
  await second.page.getByText("There is no such report").waitFor();
  const theirs = await stage.appliance.signIn(grace);
  for (const path of ["", "/events"]) {
    await assert.rejects(theirs("GET", `/session-reports/${id}${path}`), { status: 404 });
  }
  await other.assertWell();
  await other.leave();
  await person.assertWell();
});
