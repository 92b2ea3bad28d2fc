// An agent's life: what it runs while it idles, removal from either side (JMP-14), a machine without a desktop, text of an endpoint that means ill.

import assert from "node:assert/strict";
import { existsSync } from "node:fs";
import { after, before } from "node:test";

import { Agent } from "../harness/agent.mjs";
import { Console } from "../harness/console.mjs";
import { journey } from "../harness/journey.mjs";
import { until } from "../harness/processes.mjs";
import { Stage } from "../harness/stage.mjs";

let stage;

before(async () => {
  stage = await Stage.build();
});
after(() => stage?.strike());

journey("the desktop helper runs only while somebody looks (QLT-5)", async () => {
  const helpers = () => stage.agent.pids().filter((pid) => stage.agent.commandLine(pid).includes("desktop-helper"));
  assert.deepEqual(helpers(), []);
  const person = await stage.browser.person(stage.appliance);
  const console = await Console.open(person, stage.appliance.admin);
  await console.jumpTo("Workshop PC");
  await console.startScreen();
  await until("the helper runs", () => helpers().length === 1);
  await console.close("end");
  await until("the helper is gone", () => helpers().length === 0, { within: 45000 });
  await person.assertWell();
  await person.leave();
});

journey("an item with markup in its name and comments is shown as text (JMP-12)", async () => {
  const nasty = '<img src=x onerror="globalThis.__ran=1"> \u202egnp.exe';
  const { name } = stage.item;
  await stage.appliance.api("PATCH", `/jump-items/${stage.item.id}`, { name: nasty, tag: nasty, comments: nasty });
  const person = await stage.browser.person(stage.appliance);
  const console = await Console.open(person, stage.appliance.admin);
  await console.page.getByText("<img src=x").first().waitFor();
  await console.page.getByRole("button", { name: /^Jump to <img/ }).click();
  await console.page.getByRole("toolbar", { name: "Tools" }).waitFor();
  assert.equal(await console.page.evaluate(() => globalThis.__ran), undefined);
  await console.close("end");
  await stage.appliance.api("PATCH", `/jump-items/${stage.item.id}`, { name, tag: "", comments: "" });
  await person.assertWell();
  await person.leave();
});

journey("a machine without a desktop says so, and its shell works (SCR-1, SHL-1)", async () => {
  const bare = await Agent.install(await stage.appliance.installer({ name: "Bare server" }), {
    name: ":97",
    authority: "/nonexistent",
  });
  await stage.appliance.online(2);
  const person = await stage.browser.person(stage.appliance);
  const console = await Console.open(person, stage.appliance.admin);
  await console.jumpTo("Bare server");
  await console.page.getByRole("heading", { name: "No desktop to show" }).waitFor();
  await console.startShell();
  await console.typeInShell("echo no-desktop-$((40+2))\n");
  await console.shellShows("no-desktop-42");
  await console.close("end");
  await person.assertWell();
  await person.leave();

  const items = await stage.appliance.items();
  const { id } = items.find((item) => item.name === "Bare server");
  await stage.appliance.api("DELETE", `/jump-items/${id}`);
  await until("the agent removed itself (JMP-14)", () => bare.pids().length === 0 && !existsSync(bare.program));
});

journey("uninstalling on the endpoint tells the appliance (JMP-14)", async () => {
  const leaving = await Agent.install(await stage.appliance.installer({ name: "Leaving" }), stage.display);
  await stage.appliance.online(2);
  await leaving.command("uninstall");
  await until("nothing is left of it", () => leaving.pids().length === 0 && !existsSync(leaving.program));
  await until("the item is marked or gone", async () => {
    const item = (await stage.appliance.items()).find((one) => one.name === "Leaving");
    return !item || item.availability === "uninstalled";
  });
});
