// Canned scripts (SCR-6, SHL-7, ADM-4): written under /login, run from the session's bar on a real machine, seen live, cancelled; and only by those that they are for.

import assert from "node:assert/strict";
import { existsSync } from "node:fs";
import { after, before } from "node:test";

import { Console, signIn } from "../harness/console.mjs";
import { journey } from "../harness/journey.mjs";
import { looks } from "../harness/looks.mjs";
import { until } from "../harness/processes.mjs";
import { Stage } from "../harness/stage.mjs";

const HOSTILE = '; rm -rf "$HOME" $(touch /tmp/x)';

const TOOL = "#!/bin/sh\necho the tool ran in $PWD .\n";
const TEXT = `printf 'Hello, %s (%s)\\n' "$TOWLINE_WHO" "$#"
[ "$PWD" = "$TOWLINE_RESOURCES" ] && ./the_tool.sh
wc -c < greeting.txt
exit 0
`;

let stage;
let admin;
let team;
let person;
let console_;

before(async () => {
  stage = await Stage.build();
  const { appliance } = stage;
  admin = (await appliance.api("GET", "/users?search=admin")).users.find((user) => user.username === "admin");
  await appliance.api("PATCH", `/users/${admin.id}`, { settings: { "session.canned_scripts": "allow" } });
  team = await appliance.api("POST", "/teams", { name: "Night watch" });
  await members([{ user_id: admin.id, rank: "member" }]);
  person = await stage.browser.person(appliance);
});
after(() => stage?.strike());

const members = async (people) => stage.appliance.api("PATCH", `/teams/${team.id}`, { members: people });

const write = (name, more) =>
  stage.appliance.api("POST", "/scripts", { name, interpreter: "sh", runs_as: "user", category: "Care", ...more });

const panel = () => console_.page.getByRole("region", { name: "Script output" });
const outputShows = (text) =>
  until(`the output shows ${text}`, async () =>
    (await panel().locator(".xterm-rows").textContent()).replaceAll("\u00a0", " ").includes(text),
  );

journey("an administrator writes a script with a parameter for a team (ADM-4)", async () => {
  const page = await person.page("/login/scripts");
  await signIn(page, stage.appliance.admin);
  await page.getByRole("link", { name: "Make a canned script" }).first().click();
  const form = page.getByRole("form", { name: "Make a canned script" });
  await form.getByLabel("Name", { exact: true }).fill("Greet the machine");
  await form.getByLabel("What it does").fill("Says hello to whoever is named, and how many arguments it got.");
  await form.getByLabel("Category").fill("Greetings");
  await form.getByLabel("For", { exact: true }).click();
  await page.getByRole("option", { name: "Night watch" }).click();
  await page.keyboard.press("Escape");
  await form.getByLabel("Text", { exact: true }).fill(TEXT);
  await form.getByRole("button", { name: "Add a parameter" }).click();
  const parameter = form.getByRole("listitem", { name: "Parameter 1" });
  await parameter.getByLabel("Name", { exact: true }).fill("who");
  await parameter.getByLabel("Label").fill("Whom to greet");
  await form.getByRole("button", { name: "Make the script" }).click();
  await page.getByText("Greet the machine is made").waitFor();
  // The page is loaded anew as the list, and not as the form that is about to close.
  await form.waitFor({ state: "hidden" });
  await write("Count for ever", { text: "i=0; while :; do echo tick $i; i=$((i+1)); sleep 0.2; done" });
  await page.reload();
  await page.getByRole("link", { name: "Greet the machine" }).waitFor();
  await looks(page, "scripts-list");
  await page.getByRole("link", { name: "Greet the machine" }).click();
  const editor = page.getByRole("dialog");
  await editor.getByText("SHA-256 as saved").waitFor();
  // Files go along: given with their hash, replaced, and none that is no file of a script.
  const files = editor.getByRole("group", { name: "Files" });
  const give = (name, content) =>
    files
      .locator("input[type=file]")
      .setInputFiles({ name, mimeType: "application/octet-stream", buffer: Buffer.from(content) });
  await give("the tool.sh", "#!/bin/sh\necho an older tool\n");
  const tool = files.getByRole("listitem", { name: "the_tool.sh" });
  await tool.getByText("29 bytes").waitFor();
  await tool.getByLabel("the_tool.sh is executable").click();
  await page.getByText("the_tool.sh is executable", { exact: true }).first().waitFor();
  await give("the tool.sh", TOOL);
  await tool.getByText(`${TOOL.length} bytes`).waitFor();
  await give("greeting.txt", Buffer.alloc(600_000, "hello ").toString());
  await files.getByRole("listitem", { name: "greeting.txt" }).getByText("600,000 bytes").waitFor();
  await give("large.bin", Buffer.alloc(16 * 1024 * 1024 + 1).toString("latin1"));
  await files.getByRole("alert").getByText("The file is too large.").waitFor();
  await give("gone.txt", "gone");
  await files.getByRole("button", { name: "Remove gone.txt" }).click();
  await until("it is gone", async () => (await files.getByRole("listitem").count()) === 2);
  assert.equal(await tool.getByLabel("the_tool.sh is executable").isChecked(), true, "as it was before");
  await looks(page, "scripts-editor");
  // The form knows that the script is another one since.
  await editor.getByLabel("What it does").fill("Says hello to whoever is named, and runs its tool.");
  await editor.getByRole("button", { name: "Save" }).click();
  await page.getByText("Saved", { exact: false }).first().waitFor();
  await page.close();
});

journey("a representative runs it from the bar, and what they type is one argument (SCR-6)", async () => {
  console_ = new Console(await person.page("/console"));
  const { page } = console_;
  await console_.jumpItems.waitFor();
  await console_.jumpTo("Workshop PC");
  await console_.startScreen();
  await console_.button("Scripts").click();
  const menu = page.getByRole("dialog", { name: "Scripts" });
  await menu.getByText("Greet the machine").waitFor();
  await looks(page, "scripts-menu");
  await page.keyboard.type("greet");
  await until("one is left", async () => (await menu.getByRole("option").count()) === 1);
  await page.keyboard.press("Enter");
  const form = page.getByRole("dialog", { name: "Greet the machine" });
  await form.getByRole("button", { name: "Run" }).click();
  await form.getByText("Fill this in.").waitFor();
  await form.getByText("2 files go along, 586 KiB").waitFor();
  await form.getByLabel("Whom to greet").fill(HOSTILE);
  await looks(page, "scripts-form");
  await form.getByRole("button", { name: "Run" }).click();
  await outputShows(`Hello, ${HOSTILE} (1)`);
  await outputShows("the tool ran in ");
  await outputShows("600000");
  await panel().getByText("Ended well").waitFor();
  await panel().getByText("2 files go along, 586 KiB").waitFor();
  await looks(page, "scripts-output");
  await console_.chatShows(`You ran the script “Greet the machine” with WHO=${HOSTILE}.`);
  await console_.chatShows("Along went greeting.txt (586 KiB, SHA-256 ");
  const written = await panel().locator(".xterm-rows").textContent();
  const folder = /the tool ran in (\S+) \./.exec(written.replaceAll("\u00a0", " "))?.[1];
  await until("its folder is gone", () => folder && !existsSync(folder));
  await console_.chatShows("The script “Greet the machine” ended well");
});

journey("output comes live, and cancelling ends it; who is of no such team does not see it (SCR-6)", async () => {
  const { page } = console_;
  await console_.button("Scripts").click();
  await page.getByRole("option", { name: /Count for ever/ }).click();
  await outputShows("tick 2");
  // A page that is loaded anew shows all of it again.
  await page.reload();
  await outputShows("tick 4");
  await panel()
    .getByText(/^Running/)
    .waitFor();
  await console_.button("Cancel the script").click();
  await panel().getByText("Cancelled").waitFor();
  await console_.chatShows("The script “Count for ever” was cancelled");
  await members([]);
  await console_.button("Scripts").click();
  const menu = page.getByRole("dialog", { name: "Scripts" });
  await menu.getByText("Count for ever").waitFor();
  await until("it is not there", async () => (await menu.getByText("Greet the machine").count()) === 0);
  await page.keyboard.press("Escape");
  // Without the right there is nothing at all, and the reason.
  await stage.appliance.api("PATCH", `/users/${admin.id}`, { settings: { "session.canned_scripts": "deny" } });
  const button = console_.button("Scripts");
  await until("it is greyed", async () => (await button.getAttribute("aria-disabled")) === "true");
  assert.equal(await panel().count(), 0);
});
