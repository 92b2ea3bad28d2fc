// Links of other programs that drive a console (ACC-9): one journey for each of its lines.

import assert from "node:assert/strict";
import { createServer } from "node:http";
import { after, before } from "node:test";

import { Agent } from "../harness/agent.mjs";
import { assertAccessible, picture } from "../harness/browser.mjs";
import { Console, signIn } from "../harness/console.mjs";
import { Display } from "../harness/display.mjs";
import { journey } from "../harness/journey.mjs";
import { Stage } from "../harness/stage.mjs";

let stage;
let second;
let display;

before(async () => {
  stage = await Stage.build({ name: "Workshop PC" });
  display = await Display.start({ width: 800, height: 600 });
  second = await Agent.install(await stage.appliance.installer({ name: "Front desk" }), display);
  await stage.appliance.online(2);
});
after(async () => {
  second?.kill();
  await display?.stop();
  await stage?.strike();
});

const link = (criteria, more = {}) =>
  `/api/client_script?${new URLSearchParams({ type: "web_console", operation: "execute", action: "start_jump_item_session", ...more, ...criteria })}`;

journey("signed in without a console tab: the console opens and starts the one that matches (ACC-9)", async () => {
  const ada = await stage.browser.person(stage.appliance);
  const page = await ada.page("/login/account");
  await signIn(page, stage.appliance.admin);
  await page.getByRole("heading", { name: "My Account" }).waitFor();
  await page.goto(new URL(link({ search_string: "workSHOP" }), page.url()).href);
  await page.waitForURL("**/console/session/*");
  await page.getByText("Workshop PC").first().waitFor();
  await picture(page, "script-started");
});

journey("not signed in: the criteria survive the sign-in (ACC-9)", async () => {
  const ada = await stage.browser.person(stage.appliance);
  const page = await ada.page(
    link({ search_string: "front" }, { command: "start_jump_item_session", action: "" }).replace("&action=", ""),
  );
  await signIn(page, stage.appliance.admin);
  await page.waitForURL("**/console/session/*");
  await page.getByText("Front desk").first().waitFor();
});

journey("with a console tab open, that tab runs it, and the page that was called says so (ACC-9)", async () => {
  const grace = await stage.appliance.addUser("grace", "Grace Hopper");
  const [group] = (await stage.appliance.api("GET", "/jump-groups")).groups;
  await stage.appliance.api("PATCH", `/jump-groups/${group.id}`, {
    members: [...group.members.map(({ user_id, role_id }) => ({ user_id, role_id })), { user_id: grace.id }],
  });
  const person = await stage.browser.person(stage.appliance);
  const console = await Console.open(person, grace);
  const called = await person.page(link({ "client.hostname": "no-such-host", search_string: "front" }));
  await called.getByRole("heading", { name: "Your console does it" }).waitFor();
  await assertAccessible(called, "a link that an open console took");
  await picture(called, "script-taken");
  await console.page.getByText("No Jump Item matches").waitFor();
  await called.close();
});

journey("several that match are offered to choose from (ACC-9)", async () => {
  const ada = await stage.browser.person(stage.appliance);
  const page = await ada.page(link({ "jump.method": "jump_client" }));
  await signIn(page, stage.appliance.admin);
  const dialog = page.getByRole("dialog", { name: "Which one?" });
  await dialog.getByRole("button", { name: /Workshop PC/ }).waitFor();
  await dialog.getByRole("button", { name: /Front desk/ }).waitFor();
  await assertAccessible(page, "choosing among several matches");
  await picture(page, "script-choose");
  await dialog.getByRole("button", { name: /Front desk/ }).click();
  await page.waitForURL("**/console/session/*");
});

journey("each criterion must fit, whatever the case of its letters (ACC-9)", async () => {
  const { api } = stage.appliance;
  const { items } = await api("GET", "/jump-items");
  const bench = items.find((item) => item.name === "Workshop PC");
  await api("PATCH", `/jump-items/${bench.id}`, { tag: "Floor 2", comments: "beside the Oven" });
  const details = await api("GET", `/jump-items/${bench.id}`);
  const find = async (criteria) =>
    (await api("GET", `/jump-items/find?${new URLSearchParams(criteria)}`)).items.map((item) => item.name).sort();
  const both = ["Front desk", "Workshop PC"];
  assert.deepEqual(await find({ search_string: "OVEN" }), ["Workshop PC"]);
  assert.deepEqual(await find({ search_string: "floor" }), [], "the tag is not searched");
  assert.deepEqual(await find({ "client.tag": "FLOOR" }), ["Workshop PC"]);
  assert.deepEqual(await find({ "client.comments": "oven" }), ["Workshop PC"]);
  assert.deepEqual(await find({ "client.comments": "oven", "client.tag": "attic" }), []);
  assert.deepEqual(await find({ "client.hostname": details.host_name.toUpperCase() }), both);
  assert.deepEqual(await find({ "client.public_ip": "127.0" }), both);
  assert.deepEqual(await find({ "jump.method": "jump_client" }), both);
  assert.deepEqual(await find({ "jump.method": "jump" }), [], "a method is whole");
  const [address] = details.private_ips;
  if (address) {
    assert.deepEqual(await find({ "client.private_ip": address }), both);
    assert.deepEqual(await find({ "client.private_ip": address.slice(0, -1) }), [], "a private address is whole");
  }
});

journey("what a link says for a custom field is kept with the session and shown in it (ACC-9, SES-40)", async () => {
  const { api } = stage.appliance;
  const ada = await stage.browser.person(stage.appliance);
  const page = await ada.page("/login/custom-fields");
  await signIn(page, stage.appliance.admin);
  await page.getByRole("link", { name: "Make a custom field" }).first().click();
  const form = page.getByRole("form", { name: "Make a custom field" });
  await form.getByLabel("Name", { exact: true }).fill("Ticket number");
  assert.equal(await form.getByLabel("Code name").inputValue(), "ticket_number", "it follows the name");
  await form.getByLabel("Code name").fill("Ticket");
  await form.getByRole("button", { name: "Make the field" }).click();
  await form.getByText("Use small letters").waitFor();
  await form.getByLabel("Code name").fill("ticket");
  await form.getByText("&session.custom.ticket=").waitFor();
  await assertAccessible(page, "making a custom field");
  await picture(page, "custom-field-new");
  await form.getByRole("button", { name: "Make the field" }).click();
  await page.getByRole("row", { name: "Ticket number" }).getByText("session.custom.ticket").waitFor();
  await api("POST", "/custom-fields", { name: "Asked by", code_name: "asked_by", shown: false });

  const heidi = await stage.appliance.addUser("heidi", "Heidi Helper");
  const [group] = (await api("GET", "/jump-groups")).groups;
  const others = group.members.map(({ user_id, role_id }) => ({ user_id, role_id }));
  await api("PATCH", `/jump-groups/${group.id}`, { members: [...others, { user_id: heidi.id }] });
  const fresh = await Agent.install(await stage.appliance.installer({ name: "Till 3" }), display);
  await stage.appliance.online(3);
  const person = await stage.browser.person(stage.appliance);
  const said = { search_string: "till", "session.custom.ticket": "4711 <b>", "session.custom.asked_by": "Eve" };
  const called = await person.page(link(said));
  await signIn(called, heidi);
  await called.waitForURL("**/console/session/*");
  const console = new Console(called);
  const shows = async () => {
    await console.tool("Summary");
    const fields = called.getByRole("region", { name: "Custom fields" });
    await fields.getByText("Ticket number").waitFor();
    await fields.getByText("4711 <b>").waitFor();
    assert.equal(await called.getByText("Eve", { exact: true }).count(), 0, "what is only stored is not shown");
  };
  await shows();
  await assertAccessible(called, "the summary of a session");
  await picture(called, "session-summary");
  await stage.appliance.kill();
  await stage.appliance.launch();
  await called.reload();
  await shows();

  // The session is open: the same link opens it, and says that nothing was stored.
  await called.goto(new URL(link({ ...said, "session.custom.ticket": "4712" }), called.url()).href);
  await called.getByText("The session was open already").waitFor();
  await console.close("end");

  // An unknown field is refused before anything is looked for.
  await called.goto(new URL(link({ search_string: "till", "session.custom.colour": "red" }), called.url()).href);
  await called.getByRole("heading", { name: "This link cannot be followed" }).waitFor();
  await called.getByText("the code name “colour”").waitFor();
  await assertAccessible(called, "a custom field that the site does not have");
  await picture(called, "script-unknown-field");
  assert.equal((await (await stage.appliance.signIn(heidi))("GET", "/me")).sessions.length, 0);
  fresh.kill();
});

journey("what cannot be followed is refused with a clear message (ACC-9)", async () => {
  const person = await stage.browser.person(stage.appliance);
  const page = await person.page("/");
  for (const [path, status, text] of [
    [link({ search_string: "x" }, { operation: "delete" }), 400, "The operation “delete”"],
    [link({ search_string: "x" }, { action: "push_and_start_local" }), 400, "The action “push_and_start_local”"],
    [link({ search_string: "x" }, { type: "tv" }), 400, "The type “tv”"],
    [link({ search_string: "x", "session.custom.Ticket": "7" }), 400, "the code name “Ticket”"],
    [link({}), 400, "At least one criterion"],
    [link({ search_string: "x" }, { type: "rep" }), 501, "There is no desktop console yet"],
  ]) {
    const answer = await page.goto(new URL(path, page.url()).href);
    assert.equal(answer.status(), status, path);
    await page.getByText(text).first().waitFor();
  }
  await assertAccessible(page, "a link that cannot be followed");
  await picture(page, "script-refused");
});

journey("followed from another site, it asks first, and starts nothing by itself (ACC-9)", async () => {
  const ada = await stage.browser.person(stage.appliance);
  const page = await ada.page("/login/account");
  await signIn(page, stage.appliance.admin);
  await page.getByRole("heading", { name: "My Account" }).waitFor();
  const site = new URL(page.url()).origin;
  const before = (await stage.appliance.api("GET", "/me")).sessions.length;
  // The second link goes around the front door.
  const links = [
    `${site}${link({ search_string: "workshop", "session.custom.ticket": "4713" })}`,
    `${site}/console/run?search_string=workshop&session.custom.ticket=4713`,
  ];
  const list = links.map((href, at) => `<a href="${href.replaceAll("&", "&amp;")}">link ${at}</a>`).join(" ");
  const other = createServer((_, response) => {
    response.setHeader("content-type", "text/html");
    response.end(`<!doctype html><title>Tickets</title>${list}`);
  });
  await new Promise((resolve) => other.listen(0, "127.0.0.1", resolve));
  try {
    for (const at of [0, 1]) {
      await page.goto(`http://127.0.0.1:${other.address().port}/`);
      await page.getByRole("link", { name: `link ${at}` }).click();
      await page.getByRole("heading", { name: "Start a session?" }).waitFor();
      await page.getByText("Workshop PC").waitFor();
      await page.getByText("Ticket number: 4713").waitFor();
      await page.getByText("Ada Admin").waitFor();
    }
    await assertAccessible(page, "the question before a link of another site is followed");
    await picture(page, "script-ask");
    await page.getByRole("button", { name: "Do not start" }).click();
    await page.getByText("Jump Items").first().waitFor();
    assert.equal((await stage.appliance.api("GET", "/me")).sessions.length, before);
    await page.goto(`http://127.0.0.1:${other.address().port}/`);
    await page.getByRole("link", { name: "link 0" }).click();
    await page.getByRole("button", { name: "Start", exact: true }).click();
    await page.waitForURL("**/console/session/*");
  } finally {
    other.close();
  }
});
