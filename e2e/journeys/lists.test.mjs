// Lists of the administrative interface: searched, sorted, saved as a table; several things chosen and dealt with at once; accounts that go.

import assert from "node:assert/strict";
import { readFileSync } from "node:fs";
import { after, before } from "node:test";

import { Agent } from "../harness/agent.mjs";
import { Appliance } from "../harness/appliance.mjs";
import { assertAccessible, Browser, picture } from "../harness/browser.mjs";
import { Console, signIn } from "../harness/console.mjs";
import { journey } from "../harness/journey.mjs";
import { until } from "../harness/processes.mjs";

let appliance;
let browser;
const agents = [];

before(async () => {
  appliance = await Appliance.start();
  await appliance.setUp();
  browser = await Browser.start();
});
after(async () => {
  for (const agent of agents) agent.kill();
  await browser?.stop();
  await appliance?.stop();
});

const api = (...call) => appliance.api(...call);

async function administration(path, options) {
  const person = await browser.person(appliance, options);
  const page = await person.page(path);
  await signIn(page, appliance.admin);
  await page.getByRole("heading", { level: 1 }).waitFor();
  return { person, page };
}

/** Saves the list that is shown, and gives the lines of the file. */
async function saved(page) {
  const [download] = await Promise.all([
    page.waitForEvent("download"),
    page.getByRole("button", { name: "Save as CSV" }).click(),
  ]);
  const text = readFileSync(await download.path(), "utf8");
  assert.equal(text.charCodeAt(0), 0xfeff, "spreadsheets see that it is UTF-8");
  return text.slice(1).trimEnd().split("\r\n");
}

const box = (page, name) => page.getByRole("checkbox", { name: `Select ${name}`, exact: true });

async function act(page, name) {
  await page.getByRole("button", { name: "Actions" }).click();
  await page.getByRole("menuitem", { name, exact: true }).click();
}

journey(
  "all users that a search finds are disabled at once, and the page says of whom it was refused (ADM-7)",
  async () => {
    const two = (number) => String(number).padStart(2, "0");
    for (let number = 1; number <= 27; number += 1) {
      await appliance.addUser(`team${two(number)}`, `${number === 3 ? "=" : ""}Team ${two(number)}`);
    }
    const { person, page } = await administration("/login/users?search=team");
    await page.getByText("1 to 25 of 27").waitFor();
    const lines = await saved(page);
    assert.equal(lines.length, 28, "all pages are in the file");
    assert.equal(lines[0], "User name,Name,E-mail,Role,State,Last sign-in");
    assert.match(lines[3], /^team03,'=Team 03,/, "no formula");

    await box(page, "Team 02").click();
    await box(page, "Team 05").click({ modifiers: ["Shift"] });
    await page.getByText("4 selected").waitFor();
    await page.getByRole("row", { name: "Team 07" }).focus();
    await page.keyboard.press("Space");
    await page.getByText("5 selected").waitFor();
    await assertAccessible(page, "users that are selected");
    await page.getByRole("checkbox", { name: "Select all on this page" }).click();
    await page.getByRole("button", { name: "Select all 27 that were found" }).click();
    await page.getByText("All 27 that were found are selected").waitFor();
    await picture(page, "lists-selected");
    await act(page, "Disable");
    const dialog = page.getByRole("dialog", { name: "Disable 27 users?" });
    await dialog.getByText("They are signed out everywhere at once").waitFor();
    await assertAccessible(page, "the question before users are disabled");
    await picture(page, "lists-disable");
    await dialog.getByRole("button", { name: "Disable" }).click();
    await page.getByText("27 users are disabled").waitFor();
    const { total } = await api("GET", "/users?search=team&state=closed");
    assert.equal(total, 27);
    const record = await api("GET", "/record?kind=user&limit=200");
    assert.equal(record.entries.filter((entry) => entry.after?.disabled === true).length, 27, "a line for each");

    // Oneself is not among those to whom it can be done.
    await page.goto(`${appliance.url}/login/users`);
    await box(page, "Ada Admin").click();
    await box(page, "Team 01").click();
    await act(page, "Disable");
    await page.getByRole("dialog").getByRole("button", { name: "Disable" }).click();
    await page.getByText("With one it was not done:").waitFor();
    await page.getByRole("dialog").getByText("This is your own account.").waitFor();
    await assertAccessible(page, "what could not be done");
    await picture(page, "lists-refused");
    await page.getByRole("dialog").getByRole("button", { name: "Close", exact: true }).last().click();
    await page.getByText("1 selected").waitFor();
    assert.equal(await box(page, "Ada Admin").isChecked(), true, "what was not done stays selected");
    await person.assertWell();
    await person.leave();
  },
);

journey("users come into a policy and must choose new passwords together (ADM-7, ACC-5)", async () => {
  const [nora, otto] = [await appliance.addUser("nora", "Nora Night"), await appliance.addUser("otto", "Otto Night")];
  await api("POST", "/group-policies", { name: "Night shift" });
  const theirs = await appliance.signIn(nora);
  const { person, page } = await administration("/login/users?search=night");
  const all = page.getByRole("checkbox", { name: "Select all on this page" });
  await all.click();
  await act(page, "Add to a group policy");
  const joining = page.getByRole("dialog", { name: "Add 2 users to a group policy?" });
  assert.equal(await joining.getByRole("button", { name: "Add to a group policy" }).isDisabled(), true);
  await joining.getByRole("combobox", { name: "Group policy" }).click();
  await page.getByRole("option", { name: "Night shift" }).click();
  await joining.getByRole("button", { name: "Add to a group policy" }).click();
  await page.getByText("2 users are in the policy").waitFor();
  const { policies } = await api("GET", "/group-policies");
  assert.deepEqual(
    policies[0].members.map((member) => member.name),
    ["Nora Night", "Otto Night"],
  );

  await all.click();
  await act(page, "Require a new password");
  await page.getByRole("dialog").getByRole("button", { name: "Require a new password" }).click();
  await page.getByText("2 users must choose a new password").waitFor();
  await until("nothing else is answered", () =>
    theirs("GET", "/jump-items").then(
      () => false,
      (reason) => reason.status === 403,
    ),
  );
  await all.click();
  await act(page, "Sign out everywhere");
  await page.getByRole("dialog").getByRole("button", { name: "Sign out everywhere" }).click();
  await page.getByText("2 users are signed out").waitFor();
  await assert.rejects(theirs("GET", "/me"), { status: 401 });
  const door = await (await browser.person(appliance)).page("/login/");
  await signIn(door, otto);
  await door.getByRole("heading", { name: "Choose a new password" }).waitFor();
  await person.leave();
});

/** A machine in the personal list of somebody. */
async function ownMachine(owner, name) {
  await api("PATCH", `/users/${owner.id}`, { settings: { "admin.installers": true } });
  const theirs = await appliance.signIn(owner);
  const installer = await theirs("POST", "/jump-installers", {
    location: { kind: "personal" },
    name,
    valid_hours: 1,
    uses: 1,
  });
  agents.push(await Agent.install(installer));
  await until(`${name} is there`, async () => (await appliance.items()).some((item) => item.name === name));
}

journey("somebody who is deleted leaves a name in the record, and machines where they are wanted (ADM-5)", async () => {
  const paul = await appliance.addUser("paul", "Paul Past");
  const vera = await appliance.addUser("vera", "Vera Past");
  await ownMachine(paul, "Paul's laptop");
  const theirs = await appliance.signIn(paul);
  await api("POST", "/jump-groups", { name: "Left over", comments: "", members: [] });
  const leaving = await browser.person(appliance);
  const console = await Console.open(leaving, paul);
  await console.jumpTo("Paul's laptop");
  await until("a session runs", async () => (await api("GET", "/status")).counts.sessions === 1);
  const { person, page } = await administration(`/login/users/${paul.id}`);
  await page.getByRole("button", { name: "Delete this user" }).click();
  const dialog = page.getByRole("dialog", { name: "Delete Paul Past?" });
  await dialog.getByText("What should become of the Jump Item in the personal list?").waitFor();
  await dialog.getByText("3 logins end at once.").waitFor();
  const submit = dialog.getByRole("button", { name: "Delete", exact: true });
  assert.equal(await submit.isDisabled(), true, "it must be said what becomes of the machine");
  await dialog.getByRole("radio", { name: "Move to a Jump Group" }).click();
  await dialog.getByRole("combobox", { name: "Jump Group" }).click();
  await page.getByRole("option", { name: "Left over" }).click();
  await assertAccessible(page, "the question before somebody is deleted");
  await picture(page, "lists-delete-user");
  await submit.click();
  await page.getByText("Paul Past is deleted").waitFor();
  await assert.rejects(theirs("GET", "/me"), { status: 401 });
  const [laptop] = (await appliance.items()).filter((item) => item.name === "Paul's laptop");
  assert.equal(laptop.location.name, "Left over");
  assert.equal(laptop.availability, "online");
  await console.page.getByLabel("User name").waitFor();
  await until("the session is over", async () => (await api("GET", "/status")).counts.sessions === 0);
  await leaving.leave();

  // The other way round: the machine goes with its owner, from the list.
  await ownMachine(vera, "Vera's laptop");
  await page.goto(`${appliance.url}/login/users?search=past`);
  await box(page, "Vera Past").click();
  await act(page, "Delete");
  const many = page.getByRole("dialog", { name: "Delete 1 user?" });
  await many.getByRole("radio", { name: "Remove and uninstall" }).click();
  await many.getByRole("button", { name: "Delete", exact: true }).click();
  await page.getByText("1 user is deleted").waitFor();
  assert.equal(
    (await appliance.items()).some((item) => item.name === "Vera's laptop"),
    false,
  );
  await until("its agent is gone", () => agents[1].pids().length === 0);

  await page.goto(`${appliance.url}/login/record?kind=user&search=pa`);
  const row = page.getByRole("row", { name: /^paul, Removed/ });
  await row.waitFor();
  const lines = await saved(page);
  assert.ok(lines.some((line) => /,paul,User,Removed,/.test(line)));
  await person.assertWell();
  await person.leave();
});

journey("Jump Clients are moved, tagged and removed together (ADM-7, JMP-14)", async () => {
  const { person, page } = await administration("/login/jump/clients", { dark: true });
  const installer = await appliance.installer({ uses: 2 });
  for (const agent of await Promise.all([Agent.install(installer), Agent.install(installer)])) agents.push(agent);
  await appliance.online(3);
  await page.reload();
  await page.getByRole("checkbox", { name: "Select all on this page" }).click();
  await act(page, "Set the tag");
  await page.getByRole("dialog").getByLabel("Tag").fill("autumn");
  await page.getByRole("dialog").getByRole("button", { name: "Set the tag" }).click();
  await page.getByText("The tags of 3 Jump Clients are set").waitFor();
  await page.getByLabel("Search Jump Clients").first().fill("autumn");
  await page.waitForURL(/search=autumn/);
  await page.getByRole("checkbox", { name: "Select all on this page" }).click();
  await picture(page, "lists-selected-dark");
  await act(page, "Move to a list");
  const moving = page.getByRole("dialog", { name: "Move 3 Jump Clients?" });
  await moving.getByRole("combobox", { name: "List" }).click();
  await page.getByRole("option", { name: "Workshop" }).click();
  await picture(page, "lists-move-dark");
  await moving.getByRole("button", { name: "Move to a list" }).click();
  await page.getByText("3 Jump Clients are moved").waitFor();
  const lines = await saved(page);
  assert.equal(lines[0], "Name,Host name,List,Tag,Status,In use by,Last accessed");
  assert.equal(lines.filter((line) => line.includes(",Workshop,autumn,Online,")).length, 3);
  await assertAccessible(page, "Jump Clients");

  await page.getByRole("combobox", { name: "Status" }).click();
  await page.getByRole("option", { name: "Offline" }).click();
  await page.getByText("There is no Jump Client in this list.").or(page.getByText("Nothing matches")).first().waitFor();
  await page.goto(`${appliance.url}/login/jump/clients`);
  await page.getByRole("checkbox", { name: "Select all on this page" }).click();
  await act(page, "Remove");
  const removing = page.getByRole("dialog", { name: "Remove 3 Jump Clients?" });
  await removing.getByText("Sessions with them end.").waitFor();
  await removing.getByRole("button", { name: "Remove and uninstall" }).click();
  await page.getByText("3 Jump Clients are removed").waitFor();
  await until("their agents are gone", () => agents.every((agent) => agent.pids().length === 0));
  await person.assertWell();
  await person.leave();
});

journey("small lists are searched, sorted, filtered, saved and cleared out as well (ADM-7)", async () => {
  for (const [name, comments] of [
    ["Linux", "penguins"],
    ["Windows", "panes"],
    ["Network", "cables"],
  ]) {
    await api("POST", "/teams", { name, comments });
  }
  const { person, page } = await administration("/login/teams", { width: 480 });
  await page.getByRole("button", { name: "Name", exact: true }).click();
  const names = () => page.getByRole("row").getByRole("link").allInnerTexts();
  assert.deepEqual(await names(), ["Windows", "Network", "Linux"]);
  await page.getByLabel("Search teams").first().fill("PANES");
  await until("one is found", async () => (await names()).length === 1);
  assert.match(page.url(), /search=PANES/, "what is wanted is the address");
  assert.deepEqual(await saved(page), ["Name,Members,Leads and managers,Comments", "Windows,0,,panes"]);
  await page.getByLabel("Search teams").first().fill("");
  await until("all are back", async () => (await names()).length === 3);
  await box(page, "Linux").click();
  await box(page, "Network").click();
  // Somebody else was faster with one of them.
  const { teams } = await api("GET", "/teams");
  await api("DELETE", `/teams/${teams.find((team) => team.name === "Linux").id}`);
  await picture(page, "lists-narrow");
  await page.getByRole("button", { name: "Remove", exact: true }).click();
  const dialog = page.getByRole("dialog", { name: "Remove 2 teams?" });
  await dialog.getByRole("button", { name: "Remove", exact: true }).click();
  await page.getByText("There is no such thing.").waitFor();
  await page.getByText("1 team is removed").waitFor();
  await assertAccessible(page, "what could not be removed");

  const { id } = await api("POST", "/skills", { name: "Printers", code_name: "printers" });
  await api("POST", "/issues", { name: "It does not print", code_name: "print", skill_ids: [id] });
  await api("POST", "/custom-fields", { name: "Ticket", code_name: "ticket", shown: true });
  for (const [path, heading] of [
    ["/login/jump/groups", "Jump Groups"],
    ["/login/jump/roles", "Jump Item Roles"],
    ["/login/jump/installers", "Installers"],
    ["/login/skills", "Skills"],
    ["/login/issues", "Issues"],
    ["/login/custom-fields", "Custom Fields"],
    ["/login/policies", "Group Policies"],
    ["/login/session-policies", "Session Policies"],
    ["/login/status", "Status"],
  ]) {
    await page.goto(`${appliance.url}${path}`);
    await page.getByRole("heading", { level: 1, name: heading }).waitFor();
    await page
      .getByRole("checkbox")
      .first()
      .or(page.getByRole("link", { name: "Make a session policy" }))
      .first()
      .waitFor();
    await assertAccessible(page, heading);
  }
  await page.getByRole("combobox", { name: "In", exact: true }).click();
  await page.getByRole("option", { name: "Administration" }).click();
  await page.getByRole("row", { name: "Ada Admin" }).first().waitFor();
  const lines = await saved(page);
  assert.equal(lines[0], "Name,In,Address,Since");
  await person.assertWell();
  await person.leave();
});

journey(
  "times are those of the zone that somebody chose, and the password's rule is the site's (ADM-3, ADM-11)",
  async () => {
    await api("PATCH", "/settings/security", { password_minimum: 20, password_old: 3 });
    const { person, page } = await administration("/login/account");
    await page.getByText("At least 20 characters").waitFor();
    await page.getByText("None of your last 3.").waitFor();
    await page.getByRole("combobox", { name: "Time zone" }).click();
    await page.getByRole("combobox", { name: "Time zone" }).fill("Kiritimati");
    await page.getByRole("option", { name: "Pacific/Kiritimati" }).click();
    await picture(page, "time-zone");
    await assertAccessible(page, "the choice of a time zone");
    await page.getByRole("form", { name: "Dates and times" }).getByRole("button", { name: "Save changes" }).click();
    await page.getByText("Saved", { exact: true }).first().waitFor();
    await page.goto(`${appliance.url}/login/record`);
    await page
      .getByRole("button", { name: /^Details of/ })
      .first()
      .click();
    await page
      .getByText(/GMT\+14/)
      .first()
      .waitFor();
    await api("PATCH", "/settings/security", { password_minimum: 12, password_old: 0 });
    await api("PATCH", "/me", { time_zone: "" });
    await person.leave();
  },
);

journey("the simulator says why a sign-in would be refused from there and then (ADM-5, ACC-5)", async () => {
  const rosa = await appliance.addUser("rosa", "Rosa Rule");
  await api("POST", "/group-policies", {
    name: "Office hours",
    members: [rosa.id],
    settings: { "sign_in.second_factor": { value: true } },
    sign_in: {
      networks: { value: ["192.0.2.0/24"] },
      hours: { value: { time_zone: "UTC", windows: [{ days: ["monday"], from: "08:00", to: "18:00" }] } },
    },
  });
  const { person, page } = await administration(
    `/login/simulator?user=${rosa.id}&address=198.51.100.9&at=2026-03-03T12:00`,
  );
  await page.getByText("The sign-in would be refused.").waitFor();
  await page
    .getByText("This address is in none of the networks that are allowed. From the policy “Office hours”")
    .waitFor();
  await page.getByText("It is not one of the hours that are allowed. From the policy “Office hours”").waitFor();
  await assertAccessible(page, "the simulator about a sign-in");
  await picture(page, "simulator-sign-in");
  await page.getByLabel("Signing in from").fill("192.0.2.9");
  await page.getByLabel("At", { exact: true }).fill("2026-03-02T12:00");
  await page.getByText("The sign-in would be let in.").waitFor();
  await page.getByText("Before anything else a second factor must be set up.").waitFor();
  await person.assertWell();
  await person.leave();
});
