// Running sessions from outside (ADM-9): an administrator sees and ends them, a program gives them custom fields and ends them, and whoever is in them is told.

import assert from "node:assert/strict";
import { after, before } from "node:test";

import { assertAccessible, picture } from "../harness/browser.mjs";
import { Console, signIn } from "../harness/console.mjs";
import { journey } from "../harness/journey.mjs";
import { Stage } from "../harness/stage.mjs";

let stage;
let heidi;

before(async () => {
  stage = await Stage.build({ name: "Workshop PC" });
  const { api } = stage.appliance;
  heidi = await stage.appliance.addUser("heidi", "Heidi Helper");
  const [group] = (await api("GET", "/jump-groups")).groups;
  const members = group.members.map(({ user_id, role_id }) => ({ user_id, role_id }));
  await api("PATCH", `/jump-groups/${group.id}`, { members: [...members, { user_id: heidi.id }] });
});
after(() => stage?.strike());

/** Heidi at work on the machine. */
async function atWork() {
  const person = await stage.browser.person(stage.appliance);
  const console = await Console.open(person, heidi);
  await console.jumpTo("Workshop PC");
  await console.canvas.waitFor();
  return { person, console };
}

/** What asks the interface for programs with these scopes. */
async function program(scopes) {
  const made = await stage.appliance.api("POST", "/api-accounts", { name: `Ticket system ${scopes}`, scopes });
  const form = { grant_type: "client_credentials", client_id: made.client_id, client_secret: made.client_secret };
  const issued = await stage.appliance.fetch("POST", "/api/v1/oauth/token", {
    body: new URLSearchParams(form).toString(),
    type: "application/x-www-form-urlencoded",
  });
  const headers = { authorization: `Bearer ${JSON.parse(issued.text).access_token}` };
  return async (method, path, { body, seen } = {}) => {
    const answer = await stage.appliance.fetch(method, `/api/v1${path}`, {
      body,
      headers: seen ? { ...headers, "if-match": `"${seen}"` } : headers,
    });
    return { status: answer.status, ...(answer.text ? JSON.parse(answer.text) : {}) };
  };
}

journey(
  "an administrator ends a session, and the representative is told who and returns to the list (ADM-9)",
  async () => {
    const ada = await stage.browser.person(stage.appliance);
    const page = await ada.page("/login/status");
    await signIn(page, stage.appliance.admin);
    const part = page.getByRole("region", { name: "Running sessions" });
    await part.getByText("No session is running.").waitFor();
    const { person, console } = await atWork();
    await page.reload();
    const row = part.getByRole("row", { name: "Workshop PC" });
    await row.getByText("Heidi Helper").waitFor();
    await row.getByText("Active").waitFor();
    await assertAccessible(page, "the running sessions");
    await picture(page, "running-sessions");
    // Its search is its own: the list of logins below stays as it is.
    await part.getByLabel("Search sessions by machine, list, queue or person").fill("heidi");
    await row.waitFor();
    await page.getByRole("region", { name: "Who is signed in" }).getByText("Heidi Helper").waitFor();

    await row.getByRole("button", { name: "End the session with Workshop PC" }).click();
    const question = page.getByRole("dialog", { name: "End the session with Workshop PC?" });
    await question.getByText("told that an administrator ended it").waitFor();
    await assertAccessible(page, "asking before a session is ended");
    await picture(page, "running-session-end");
    await question.getByRole("button", { name: "End session" }).click();
    await page.getByText("The session with Workshop PC is ended").waitFor();
    await part.getByText("No session is running.").waitFor();

    await console.page.getByText("The session has ended: Workshop PC").waitFor();
    await console.page.getByText("An administrator of this site ended it.").first().waitFor();
    await assertAccessible(console.page, "a session that an administrator ended");
    await picture(console.page, "ended-by-administrator");
    await console.page.getByRole("button", { name: "Back to the list" }).click();
    await console.jumpItems.waitFor();

    await page.getByRole("link", { name: "Administrative Record" }).click();
    const line = page.getByRole("row", { name: /^Workshop PC, Ended/ });
    await line.focus();
    await page.keyboard.press("ArrowRight");
    await page.getByRole("row", { name: "Owner Heidi Helper", exact: true }).waitFor();
    await picture(page, "running-session-record");
    await person.assertWell();
    await ada.assertWell();
    await person.leave();
    await ada.leave();
  },
);

journey("a program lists sessions, sets custom fields and ends one, as far as its scopes go (ADM-9)", async () => {
  const { api } = stage.appliance;
  await api("POST", "/custom-fields", { name: "Ticket number", code_name: "ticket", shown: true });
  await api("POST", "/custom-fields", { name: "Asked by", code_name: "asked_by", shown: false });
  const { person, console } = await atWork();
  const reader = await program(["status:read"]);
  const writer = await program(["status:write"]);
  const stranger = await program(["users:write"]);
  assert.equal((await stranger("GET", "/sessions")).code, "scope_missing");

  const { sessions, next } = await reader("GET", "/sessions?search=workshop&limit=1");
  assert.equal(next, undefined);
  const [{ id, owner_name, phase, representatives, custom }] = sessions;
  assert.deepEqual([owner_name, phase, custom], ["Heidi Helper", "active", []]);
  assert.deepEqual(
    representatives.map((rep) => rep.user_id),
    [heidi.id],
  );
  assert.deepEqual((await reader("GET", `/sessions?before=${id}`)).sessions, []);
  assert.equal((await reader("GET", "/sessions?before=first")).code, "invalid");
  const body = { custom: { ticket: "4711", asked_by: "Eve" } };
  assert.equal((await reader("PATCH", `/sessions/${id}`, { body })).code, "scope_missing");
  const odd = await writer("PATCH", `/sessions/${id}`, { body: { custom: { floor: "2" } } });
  assert.deepEqual([odd.status, odd.code], [422, "unknown_custom_field"]);

  const before = await reader("GET", `/sessions/${id}`);
  const given = await writer("PATCH", `/sessions/${id}`, { body, seen: before.etag });
  assert.deepEqual(
    given.custom.map(({ code_name, value }) => [code_name, value]),
    [
      ["asked_by", "Eve"],
      ["ticket", "4711"],
    ],
  );
  await console.chatShows("An administrator changed “Ticket number”.");
  await console.tool("Summary");
  const fields = console.page.getByRole("region", { name: "Custom fields" });
  await fields.getByText("4711").waitFor();
  assert.equal(await console.page.getByText("Eve", { exact: true }).count(), 0, "what is only stored is not shown");
  assert.ok(!(await console.chat()).includes("Asked by"));
  await assertAccessible(console.page, "a session that was given custom fields");
  await picture(console.page, "custom-field-set");
  const late = await writer("PATCH", `/sessions/${id}`, { body: { custom: { ticket: "1" } }, seen: before.etag });
  assert.deepEqual([late.status, late.code], [412, "changed_meanwhile"]);
  await writer("PATCH", `/sessions/${id}`, { body: { custom: { ticket: "4712", asked_by: null } } });
  await fields.getByText("4712").waitFor();

  // What was set outlives the appliance (SES-2).
  await stage.appliance.kill();
  await stage.appliance.launch();
  assert.equal((await writer("POST", `/sessions/${id}/end`)).status, 204);
  await console.page.getByText("An administrator of this site ended it.").first().waitFor();
  assert.equal((await writer("POST", `/sessions/${id}/end`)).code, "not_found");
  assert.deepEqual((await reader("GET", "/sessions")).sessions, []);
  const { entries } = await api("GET", "/record?kind=session&limit=3");
  assert.deepEqual(
    entries.map((entry) => [entry.action, entry.author.kind]),
    [
      ["removed", "program"],
      ["changed", "program"],
      ["changed", "program"],
    ],
  );
  await person.leave();
});

journey("the running sessions fit a phone and the dark (QLT-9)", async () => {
  const { person } = await atWork();
  const ada = await stage.browser.person(stage.appliance, { dark: true, width: 480, height: 900 });
  const page = await ada.page("/login/status");
  await signIn(page, stage.appliance.admin);
  const part = page.getByRole("region", { name: "Running sessions" });
  await part.getByRole("row", { name: "Workshop PC" }).waitFor();
  await assertAccessible(page, "the running sessions, narrow and dark");
  const wide = await page.evaluate(() => document.documentElement.scrollWidth - document.documentElement.clientWidth);
  assert.ok(wide <= 0, `it scrolls sideways by ${wide} px`);
  await part.scrollIntoViewIfNeeded();
  await picture(page, "running-sessions-narrow");
  await ada.assertWell();
  await person.leave();
  await ada.leave();
});
