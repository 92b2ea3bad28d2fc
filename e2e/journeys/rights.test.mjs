// Who may do what: an administrator says it in the administrative interface, and the person concerned finds exactly that, at once, also in what is open already.

import assert from "node:assert/strict";
import { after, before } from "node:test";

import { Agent } from "../harness/agent.mjs";
import { assertAccessible, picture } from "../harness/browser.mjs";
import { Console, signIn } from "../harness/console.mjs";
import { journey } from "../harness/journey.mjs";
import { until } from "../harness/processes.mjs";
import { Stage } from "../harness/stage.mjs";

const START_SESSIONS = "00000000-0000-0000-0000-000000000002";

let stage;
let grace;
let vera;

before(async () => {
  stage = await Stage.build();
  grace = await stage.appliance.addUser("grace", "Grace Hopper");
  vera = await stage.appliance.addUser("vera", "Vera Viewer");
});
after(() => stage?.strike());

const api = (...call) => stage.appliance.api(...call);

/** A policy, made by the interface for programs where a journey is not about making it. */
const policy = (name, body) => api("POST", "/group-policies", { name, ...body });

async function administration(person, who = stage.appliance.admin, path = "/login") {
  const page = await person.page(path);
  await signIn(page, who);
  await page.getByRole("navigation", { name: "Sections" }).first().waitFor();
  return page;
}

async function choose(page, label, option) {
  await page.getByLabel(label, { exact: true }).first().click();
  await page.getByRole("option", { name: option, exact: true }).click();
}

journey(
  "an administrator lets a team only view screens, and whoever is in it finds exactly that (SES-4, ADM-6, JMP-30)",
  async () => {
    const ada = await stage.browser.person(stage.appliance);
    const page = await administration(ada);
    await page.getByRole("link", { name: "Group Policies", exact: true }).click();
    await page.getByRole("link", { name: "Make a group policy" }).first().click();
    const form = page.getByRole("form", { name: "Make a group policy" });
    await form.getByLabel("Name", { exact: true }).fill("Viewers");
    await form.getByLabel("Add a person").fill("vera");
    await page.getByRole("option", { name: /Vera Viewer/ }).click();
    await form.getByLabel("Add a Jump Group").click();
    await page.getByRole("option", { name: "Workshop" }).click();
    await choose(page, "Role for Workshop", "Start sessions only");
    await choose(page, "Use keyboard and mouse", "Deny");
    await choose(page, "Open command shells", "Deny");
    await assertAccessible(page, "making a group policy");
    await picture(page, "policy-new");
    await form.getByRole("button", { name: "Make the policy" }).click();
    await page.getByRole("row", { name: "Viewers" }).waitFor();

    const person = await stage.browser.person(stage.appliance);
    const console = await Console.open(person, vera);
    await console.button("Details of Workshop PC").click();
    await console.button("What may I do here? Workshop PC").click();
    const may = console.page.getByRole("listitem").filter({ hasText: "Open command shells" });
    await may.getByText("by the group policy “Viewers”").waitFor();
    await may.getByRole("img", { name: "Not allowed" }).waitFor();
    await assertAccessible(console.page, "what one may do");
    await picture(console.page, "what-may-i-do");
    await console.jumpTo("Workshop PC");
    await console.canvas.waitFor();
    assert.equal(await console.button("Stop control").count(), 0, "control was not given");
    const control = console.button("Control keyboard and mouse");
    await control.waitFor();
    assert.equal(await control.getAttribute("aria-disabled"), "true");
    await console.page.getByRole("toolbar", { name: "Tools" }).getByRole("button", { name: "Screen Sharing" }).click();
    const shell = console.page.getByRole("menuitem", { name: "Command Shell" });
    assert.equal(await shell.getAttribute("aria-disabled"), "true");
    await console.page.keyboard.press("Escape");
    await console.close("end");

    // The simulator says the same, and by which rule (ADM-5).
    await page.goto(`${stage.appliance.url}/login/simulator?user=${vera.id}&item=${stage.item.id}`);
    await page.getByText("A Jump to Workshop PC would start.").waitFor();
    const inside = page.getByRole("table", { name: "In the session" });
    await inside.getByRole("row", { name: "Open command shells" }).getByText("The group policy “Viewers”").waitFor();
    assert.match(await inside.getByRole("row", { name: "Open command shells" }).textContent(), /Deny/);
    assert.match(await inside.getByRole("row", { name: "See the screen" }).textContent(), /Allow/);
    await assertAccessible(page, "the simulator");
    await picture(page, "simulator");

    // Where a policy decides, the user's own page shows it and where it comes from.
    await page.goto(`${stage.appliance.url}/login/users/${vera.id}`);
    await page.getByRole("dialog").getByText("From the policy “Viewers”").first().waitFor();
    await assertAccessible(page, "a user with a policy");
    await picture(page, "user-policy");
    for (const each of [ada, person]) {
      await each.assertWell();
      await each.leave();
    }
  },
);

journey(
  "an administrator says at which public sites somebody makes session keys, and that is held (SUP-13)",
  async () => {
    const shop = await api("POST", "/public-sites", { name: "Shop", hosts: ["shop.test"], title: "Help of the shop" });
    const ada = await stage.browser.person(stage.appliance);
    const page = await administration(ada, stage.appliance.admin, `/login/users/${grace.id}`);
    const dialog = page.getByRole("dialog");
    await choose(page, "Public sites of session keys", "Chosen sites");
    await dialog.getByLabel("Public sites of session keys: chosen ones").click();
    await page.getByRole("option", { name: "Shop", exact: true }).click();
    await page.keyboard.press("Escape");
    await assertAccessible(page, "choosing public sites for somebody");
    await picture(page, "user-key-sites");
    await dialog.getByRole("button", { name: /^Save/ }).click();
    await page.getByText("Saved", { exact: true }).first().waitFor();

    const person = await stage.browser.person(stage.appliance);
    const console = await Console.open(person, grace);
    await console.page.getByRole("button", { name: "Start New Session" }).first().click();
    const keys = console.page.getByRole("dialog");
    await keys.getByRole("button", { name: "Make the key" }).click();
    await keys.getByText("https://shop.test").first().waitFor();
    await picture(console.page, "key-of-one-site");
    const program = await stage.appliance.signIn(grace);
    await assert.rejects(program("POST", "/session-keys", { minutes: 10 }), {
      status: 403,
      message: /site_not_permitted/,
    });
    // What somebody's rights name is not removed below them.
    await assert.rejects(api("DELETE", `/public-sites/${shop.id}`), { status: 409, message: /in_use/ });

    // With none chosen there is nothing to start.
    await api("PATCH", `/users/${grace.id}`, { settings: { "support.session_key_sites": [] } });
    await assert.rejects(program("POST", "/session-keys", { minutes: 10, site_id: shop.id }), { status: 403 });
    await api("PATCH", `/users/${grace.id}`, { settings: {} });
    await api("DELETE", `/public-sites/${shop.id}`);
    for (const each of [ada, person]) {
      await each.assertWell();
      await each.leave();
    }
  },
);

journey("a right that is taken away closes what is open with it, at once (SES-2a)", async () => {
  const made = await policy("Shells", {
    members: [grace.id],
    groups: [{ group_id: stage.appliance.group.id, role_id: START_SESSIONS }],
    settings: { "session.shell": { value: "allow" } },
  });
  const person = await stage.browser.person(stage.appliance);
  const console = await Console.open(person, grace);
  await console.jumpTo("Workshop PC");
  await console.startShell();
  await api("PATCH", `/group-policies/${made.id}`, { settings: { "session.shell": { value: "deny" } } });
  await console.page.locator(".xterm:visible").first().waitFor({ state: "detached" });
  // The rest of the session goes on.
  await console.say("still here");
  await console.chatShows("still here");
  await api("PATCH", `/group-policies/${made.id}`, { groups: [] });
  await until("the session without the item is gone", async () => (await api("GET", "/status")).counts.sessions === 0);
  await api("DELETE", `/group-policies/${made.id}`);
  await person.assertWell();
  await person.leave();
});

journey("the later policy wins, unless an earlier one is final (SES-4)", async () => {
  const member = { members: [grace.id] };
  const first = await policy("First", { ...member, settings: { "session.shell": { value: "deny", final: false } } });
  const second = await policy("Second", { ...member, settings: { "session.shell": { value: "allow" } } });
  const shell = async () => {
    const answer = await api("GET", `/simulator?user=${grace.id}&item=${stage.item.id}`);
    return answer.item.permissions.find((each) => each.key === "session.shell");
  };
  assert.deepEqual([(await shell()).allowed, (await shell()).policy], [true, "Second"]);
  await api("PATCH", `/group-policies/${first.id}`, { settings: { "session.shell": { value: "deny", final: true } } });
  assert.deepEqual([(await shell()).allowed, (await shell()).policy], [false, "First"]);

  // Moved to the top by keyboard, the other one is read first.
  const ada = await stage.browser.person(stage.appliance);
  const page = await administration(ada, stage.appliance.admin, "/login/policies");
  await page.getByRole("button", { name: "Move Second up" }).focus();
  await page.keyboard.press("Enter");
  const names = () => page.getByRole("table", { name: "Group Policies" }).getByRole("row").allTextContents();
  await until("the order is changed", async () => {
    const rows = await names();
    return rows.findIndex((row) => row.includes("Second")) < rows.findIndex((row) => row.includes("First"));
  });
  assert.deepEqual([(await shell()).allowed, (await shell()).policy], [false, "First"], "final, and the last to speak");
  await picture(page, "policies");
  for (const { id } of [first, second]) await api("DELETE", `/group-policies/${id}`);
  await ada.assertWell();
  await ada.leave();
});

journey("a Jump Item's session policy comes before what people may (SES-4, JMP-2)", async () => {
  const quiet = await api("POST", "/session-policies", { name: "Look only", permissions: { "session.shell": "deny" } });
  const ada = await stage.browser.person(stage.appliance);
  const page = await administration(ada, stage.appliance.admin, `/login/jump/clients/${stage.item.id}`);
  await choose(page, "While nobody is", "Look only");
  await choose(page, "While a person is at the machine", "Look only");
  await page.getByRole("button", { name: "Save changes" }).click();
  await page.getByText("Saved", { exact: true }).first().waitFor();
  const answer = await api("GET", `/me/permissions?item=${stage.item.id}`);
  const shell = answer.item.permissions.find((each) => each.key === "session.shell");
  assert.deepEqual(
    [shell.allowed, shell.step, shell.policy],
    [false, "item_policy", "Look only"],
    "also for an administrator",
  );
  await api("PATCH", `/jump-items/${stage.item.id}`, { attended_policy_id: null, unattended_policy_id: null });
  await api("DELETE", `/session-policies/${quiet.id}`);
  await ada.assertWell();
  await ada.leave();
});

journey("whoever manages only users sees only users, and gives nobody more than that (ADM-1, ADM-5)", async () => {
  const una = await stage.appliance.addUser("una", "Una Users");
  await api("PATCH", `/users/${una.id}`, { settings: { "admin.users": true } });
  const person = await stage.browser.person(stage.appliance);
  const page = await administration(person, una);
  const sections = page.getByRole("navigation", { name: "Sections" }).first().getByRole("link");
  assert.deepEqual(await sections.allTextContents(), ["My Account", "Jump Clients", "Users", "Session Reports"]);
  const hers = await stage.appliance.signIn(una);
  const refused = async (path, body) =>
    assert.equal((await hers("PATCH", path, body).catch((error) => error)).status, 403, JSON.stringify(body));
  const admin = (await api("GET", "/users?search=admin")).users.find((user) => user.username === "admin");
  await refused(`/users/${admin.id}`, { display_name: "Mallory" });
  await refused(`/users/${una.id}`, { administrator: true });
  await refused(`/users/${vera.id}`, { settings: { "admin.users": true } });
  await refused(`/users/${vera.id}`, { settings: { "session.shell": "allow" } });
  await hers("PATCH", `/users/${vera.id}`, { display_name: "Vera V." });
  await person.assertWell();
  await person.leave();
});

journey("a role that does not include starting shows the machine and says why there is no Jump (JMP-30)", async () => {
  const role = await api("POST", "/jump-item-roles", { name: "Inventory", rights: ["edit_comments"] });
  const ida = await stage.appliance.addUser("ida", "Ida Inventory");
  await api("PATCH", `/jump-groups/${stage.appliance.group.id}`, { members: [{ user_id: ida.id, role_id: role.id }] });
  const person = await stage.browser.person(stage.appliance);
  const console = await Console.open(person, ida);
  const jump = console.button("Jump to Workshop PC");
  await jump.waitFor();
  assert.equal(await jump.getAttribute("aria-disabled"), "true");
  await jump.hover();
  await console.page.getByText("Your role here does not include starting sessions").waitFor();
  const page = await person.page(`/login/jump/clients/${stage.item.id}`);
  await page.getByLabel("Comments").waitFor();
  assert.ok(await page.getByRole("textbox", { name: "Name", exact: true }).isDisabled());
  await person.assertWell();
  await person.leave();
});

journey("a lead sees the personal lists of the team's members, as far as the role for them says (JMP-30)", async () => {
  const made = await stage.appliance.addUser("mia", "Mia Member");
  const lead = await stage.appliance.addUser("lee", "Lee Lead");
  await api("PATCH", `/users/${lead.id}`, { settings: { "jump.role_teams": START_SESSIONS } });
  // Mia's own machine: an item in her personal list.
  const hers = await stage.appliance.signIn(made);
  await api("PATCH", `/users/${made.id}`, { settings: { "admin.installers": true } });
  const order = { location: { kind: "personal" }, name: "Mia's PC", valid_hours: 1, uses: 1 };
  const installer = await hers("POST", "/jump-installers", order);
  const agent = await Agent.install(installer, stage.display);
  await until("her machine is in her list", async () => (await hers("GET", "/jump-items?search=Mia")).total === 1);
  const leads = await stage.appliance.signIn(lead);
  assert.equal((await leads("GET", "/jump-items?search=Mia")).total, 0, "not before there is a team");

  const ada = await stage.browser.person(stage.appliance);
  const page = await administration(ada, stage.appliance.admin, "/login/teams");
  await page.getByRole("link", { name: "Make a team" }).first().click();
  const form = page.getByRole("form", { name: "Make a team" });
  await form.getByLabel("Name", { exact: true }).fill("Helpdesk");
  for (const [typed, name] of [
    ["mia", /Mia Member/],
    ["lee", /Lee Lead/],
  ]) {
    await form.getByLabel("Add a person").fill(typed);
    await page.getByRole("option", { name }).click();
  }
  await choose(page, "Rank of Lee Lead (lee)", "Lead");
  await assertAccessible(page, "making a team");
  await picture(page, "team-new");
  await form.getByRole("button", { name: "Make the team" }).click();
  await page.getByRole("row", { name: "Helpdesk" }).waitFor();
  assert.equal((await leads("GET", "/jump-items?search=Mia")).total, 1, "the lead sees her list");
  assert.equal((await hers("GET", "/jump-items?search=Workshop")).total, 0, "and she sees nothing more");
  const team = (await api("GET", "/teams")).teams[0];
  await api("DELETE", `/teams/${team.id}`);
  assert.equal((await leads("GET", "/jump-items?search=Mia")).total, 0, "without the team neither");
  agent.kill();
  await ada.assertWell();
  await ada.leave();
});
