// Canned scripts (SCR-6, SHL-7, ADM-4): written under /login, run from the session's bar on a real machine, seen live, cancelled; and only by those that they are for.

import assert from "node:assert/strict";
import { after, before } from "node:test";

import { Console, signIn } from "../harness/console.mjs";
import { journey } from "../harness/journey.mjs";
import { looks } from "../harness/looks.mjs";
import { until } from "../harness/processes.mjs";
import { Stage } from "../harness/stage.mjs";

const HOSTILE = '; rm -rf "$HOME" $(touch /tmp/x)';

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
  await form.getByLabel("Text", { exact: true }).fill('printf \'Hello, %s (%s)\\n\' "$TOWLINE_WHO" "$#"\nexit 0\n');
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
  await page.getByRole("dialog").getByText("SHA-256 as saved").waitFor();
  await looks(page, "scripts-editor");
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
  await form.getByLabel("Whom to greet").fill(HOSTILE);
  await looks(page, "scripts-form");
  await form.getByRole("button", { name: "Run" }).click();
  await outputShows(`Hello, ${HOSTILE} (1)`);
  await panel().getByText("Ended well").waitFor();
  await looks(page, "scripts-output");
  await console_.chatShows(`You ran the script “Greet the machine” with WHO=${HOSTILE}.`);
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
