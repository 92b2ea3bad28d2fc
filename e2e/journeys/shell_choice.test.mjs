// Another shell than the usual one (SHL-2): its program from the machine's own list, and as another account, by administrative rights or by that account's password.

import assert from "node:assert/strict";
import { after, before } from "node:test";

import { makeAccount, noAccounts } from "../harness/account.mjs";
import { Console } from "../harness/console.mjs";
import { journey } from "../harness/journey.mjs";
import { looks } from "../harness/looks.mjs";
import { until } from "../harness/processes.mjs";
import { Stage } from "../harness/stage.mjs";

const hindered = noAccounts();

let stage;
let account;
let admin;
let person;
let console_;
let page;
let id;

const may = (settings) => stage.appliance.api("PATCH", `/users/${admin.id}`, { settings });
const choice = () => console_.button("Choose the shell");
const tab = (name) => page.getByRole("tablist", { name: "Shells" }).getByRole("tab", { name });
const radio = (name) => page.getByRole("menuitemradio", { name });
const another = () => page.getByRole("menuitem", { name: /^Another account/ });

async function says(line, what) {
  await console_.terminal.waitFor();
  await until("a prompt", async () => (await console_.screenText()).trim() !== "");
  await console_.focusShell();
  await page.keyboard.type(`${line}\n`);
  return console_.shellShows(what);
}

before(async () => {
  stage = await Stage.build();
  account = hindered ? undefined : makeAccount();
  [admin] = (await stage.appliance.api("GET", "/users?search=admin")).users;
  person = await stage.browser.person(stage.appliance);
  console_ = await Console.open(person, stage.appliance.admin);
  page = console_.page;
  await console_.jumpTo("Workshop PC");
  id = new URL(page.url()).pathname.split("/").at(-1);
  await console_.startShell();
});
after(() => stage?.strike());

journey("a program of the machine's list is chosen and named, and only by who may (SHL-2)", async () => {
  await choice().click();
  await radio(/\(the account's own\)$/).waitFor();
  await radio(/^dash/).focus();
  await page.keyboard.press("Enter");
  await until("it is chosen", async () => (await radio(/^dash/).getAttribute("aria-checked")) === "true");
  await looks(page, "shell-choice", {
    // The menu closes when the window becomes a phone's.
    narrowed: async () => {
      if ((await radio(/^dash/).count()) === 0) await choice().click();
    },
  });
  if ((await radio(/^dash/).count()) === 0) await choice().click();
  await page.getByRole("menuitem", { name: "Open shell with these" }).click();
  await tab(/^Shell 2.*dash/).waitFor();
  // The terminal of Shell 1 may still be there for a moment.
  await until("it is in front", async () => (await tab(/^Shell 2/).getAttribute("aria-selected")) === "true");
  await says('echo "[$0]"', /^\[-dash\]$/m);
  const log = page.getByRole("log");
  await log.getByText(/ opened Shell 2 \(dash\)\.$/).waitFor();

  // The last choice of this page is there, and one that may not be had any more is greyed with the reason.
  await choice().click();
  assert.equal(await radio(/^dash/).getAttribute("aria-checked"), "true");
  await page.keyboard.press("Escape");
  await may({ "session.shell_programs": "deny" });
  await choice().click();
  await page.getByText("Your permissions do not include choosing the program.").waitFor();
  assert.ok(await radio(/^dash/).isDisabled());
  await page.keyboard.press("Escape");
  await may({ "session.shell_programs": "allow" });
  await person.assertWell();
});

journey("as another account by its password, or by administrative rights without one (SHL-2, SHL-8a)", async () => {
  if (hindered) return void process.stderr.write(`not tested here: ${hindered}\n`);
  const dialog = page.getByRole("dialog", { name: "Open a shell as another account" });
  const asThem = async (password) => {
    await choice().click();
    await another().click();
    await dialog.getByLabel("User name").fill(account.name);
    if (password !== undefined) await dialog.getByLabel("Password", { exact: true }).fill(password);
  };
  await asThem("Wrong-harbour-3");
  await looks(page, "shell-account");
  await dialog.getByRole("button", { name: "Open shell" }).click();
  await page.getByText("This shell did not start: The user name or the password is wrong.").waitFor();
  await asThem(account.password);
  await dialog.getByLabel("Program").selectOption({ label: "The account's own" });
  await dialog.getByRole("button", { name: "Open shell" }).click();
  const theirs = tab(new RegExp(`^Shell 4.*${account.name}`));
  await theirs.waitFor();
  await until("it is in front", async () => (await theirs.getAttribute("aria-selected")) === "true");
  const line = 'echo "[$(id -un) $PWD $HOME $LOGNAME $(env | grep -c TOWLINE)]"';
  const expected = new RegExp(`^\\[${account.name} ${account.home} ${account.home} ${account.name} 0\\]$`, "m");
  const shown = await says(line, expected);
  assert.ok(!shown.includes(account.password), "the password is not on the terminal");

  // With administrative rights nobody asks for it.
  await may({ "session.shell_programs": "allow", "session.elevation": "allow" });
  await choice().click();
  await another().click();
  await dialog.getByText("so no password is needed").waitFor();
  assert.equal(await dialog.getByLabel("User name").inputValue(), account.name, "the last one of this page");
  assert.equal(await dialog.getByLabel("Password", { exact: true }).count(), 0);
  assert.match(await dialog.getByLabel("Program").locator("option:checked").textContent(), /^dash /);
  await dialog.getByRole("button", { name: "Open shell" }).click();
  const fifth = tab(new RegExp(`^Shell 5.*dash.*${account.name}`));
  await fifth.waitFor();
  await until("it is in front", async () => (await fifth.getAttribute("aria-selected")) === "true");
  await says(line, expected);

  // It is as any other: still there after a reload, and called the same.
  await page.reload();
  await fifth.waitFor();
  await fifth.click();
  await says('echo "[$0 $(id -un)]"', new RegExp(`^\\[-dash ${account.name}\\]$`, "m"));

  const log = page.getByRole("log");
  await log.getByText(new RegExp(` opened Shell 5 \\(dash, as ${account.name}\\)\\.$`)).waitFor();
  const report = await stage.appliance.api("GET", `/session-reports/${id}`);
  const told = report.opened_shells.map(({ name, account: who, program }) => [name, who, program?.split("/").at(-1)]);
  assert.deepEqual(told.slice(1), [
    ["Shell 2", "root", "dash"],
    ["Shell 3", account.name, "dash"],
    ["Shell 4", account.name, undefined],
    ["Shell 5", account.name, "dash"],
  ]);
  const { events } = await stage.appliance.api("GET", `/session-reports/${id}/events?limit=500`);
  assert.ok(!JSON.stringify([report, events]).includes(account.password));
  await page.goto(`${stage.appliance.url}/console/reports/${id}`);
  const shell = page.getByRole("region", { name: "Shell 5" });
  await shell.getByText(new RegExp(`as ${account.name} · program /.*dash`)).waitFor();
  await person.assertWell();
});
