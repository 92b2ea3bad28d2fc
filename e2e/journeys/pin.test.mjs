// A Jump Client's own password, and a customer's machine that becomes a Jump Client during the session, and stops being one.

import assert from "node:assert/strict";
import { existsSync, readFileSync, rmSync, statSync } from "node:fs";
import { join } from "node:path";
import { after, before } from "node:test";

import { Agent } from "../harness/agent.mjs";
import { Appliance } from "../harness/appliance.mjs";
import { Browser } from "../harness/browser.mjs";
import { Client } from "../harness/client.mjs";
import { Console } from "../harness/console.mjs";
import { Display } from "../harness/display.mjs";
import { journey } from "../harness/journey.mjs";
import { looks } from "../harness/looks.mjs";
import { processesIn, until } from "../harness/processes.mjs";
import { attend } from "../harness/support.mjs";

/** Where an installation as root goes. */
const PINNED = "/opt/towline-agent";

let appliance;
let browser;
let display;
let olga;
/** What is installed for the whole machine is this file's. */
let pinned = false;

before(async () => {
  appliance = await Appliance.start();
  await appliance.setUp();
  browser = await Browser.start();
  display = await Display.start();
  olga = await appliance.addUser("olga", "Olga Rep");
  await appliance.api("PATCH", `/users/${olga.id}`, { settings: { "session.pin": "allow" } });
});
after(async () => {
  await browser?.stop();
  await display?.stop();
  await appliance?.stop();
  // A journey that failed between pinning and unpinning leaves an agent that nothing else ends.
  if (pinned && existsSync(PINNED)) {
    for (const pid of processesIn(PINNED)) process.kill(pid, "SIGKILL");
    rmSync(PINNED, { recursive: true, force: true });
  }
});

/** Olga helps somebody who has downloaded the full customer client. */
async function supporting(name) {
  const { api, console, customer, leave } = await attend(appliance, browser, olga, name);
  await console.button("Run full customer client").click();
  await customer.page.getByRole("heading", { name: /asks you to run a small program/ }).waitFor();
  const client = await Client.download(customer.page, display);
  return { api, console, customer, client, leave };
}

/** What the page asks for there is answered when the result is called, which resolves when the page has the answer. */
async function held(page, address) {
  let go;
  const gate = new Promise((resolve) => {
    go = resolve;
  });
  await page.route(address, async (route) => {
    await gate;
    await route.continue();
  });
  const answered = page.waitForResponse(address);
  return async () => {
    go();
    await (await answered).finished();
  };
}

journey("a Jump Client's password is set in its details and entered before every session (JMP-15)", async () => {
  await Agent.install(await appliance.installer({ name: "Vault door" }), display);
  const [item] = await appliance.online(1);
  const person = await browser.person(appliance);
  const console = await Console.open(person, appliance.admin);
  await console.page
    .getByRole("button", { name: /^Details of/ })
    .first()
    .click();
  await console.button("Set a password for Vault door").click();
  const form = console.page.getByRole("dialog");
  await form.getByLabel("Password", { exact: true }).fill("open sesame");
  await form.getByLabel("Password again").fill("open barley");
  await form.getByRole("button", { name: "Save the password" }).click();
  await form.getByText("Both must be the same.").waitFor();
  await looks(console.page, "item-password");
  await form.getByLabel("Password again").fill("open sesame");
  await form.getByRole("button", { name: "Save the password" }).click();
  await console.page.getByText("The password was saved").waitFor();
  await console.page.getByText(/asked for before every session, since/).waitFor();
  const details = JSON.stringify(await appliance.api("GET", `/jump-items/${item.id}`));
  assert.ok(!details.includes("argon2") && !details.includes("sesame"), details);

  await console.button("Jump to Vault door").click();
  const ask = console.page.getByRole("dialog", { name: "Password of Vault door" });
  await ask.getByLabel("Password", { exact: true }).fill("open barley");
  await ask.getByRole("button", { name: "Start session" }).click();
  await ask.getByText(/This is not the password of Vault door/).waitFor();
  await looks(console.page, "jump-password");
  await ask.getByLabel("Password", { exact: true }).fill("open sesame");
  await ask.getByRole("button", { name: "Start session" }).click();
  await console.page.getByRole("toolbar", { name: "Tools" }).waitFor();
  await console.close("end");

  // The next session asks again; without a password nothing is asked.
  await console.button("Jump to Vault door").click();
  await ask.waitFor();
  await ask.getByRole("button", { name: "Cancel" }).click();
  await console.page
    .getByRole("button", { name: /^Details of/ })
    .first()
    .click();
  await console.button("Change or remove the password of Vault door").click();
  await form.getByRole("button", { name: "Remove the password" }).click();
  await console.page.getByText("The password was removed").waitFor();
  await console.jumpTo("Vault door");
  await console.close("end");
  await person.assertWell();
  await person.leave();
});

journey(
  "a customer's machine is pinned in the session, jumped to with its password, and unpinned (SUP-60, JMP-14, JMP-15)",
  async () => {
    assert.ok(!existsSync(PINNED), "an agent of root is installed here already");
    pinned = true;
    const { api, console, customer, client, leave } = await supporting("Carla");
    client.start();
    await customer.page.getByText("The program runs.").waitFor();

    await console.button("Pin as Jump Client").click();
    const form = console.page.getByRole("dialog", { name: "Pin the machine of Carla" });
    await form.getByLabel("Name").fill("Carla's desk");
    await form.getByLabel("Password", { exact: true }).fill("under the mat");
    await form.getByLabel("Password again").fill("under the mat");
    await looks(console.page, "pin-dialog");
    await form.getByRole("button", { name: "Pin session" }).click();
    await console.page.getByText("Carla's desk is a Jump Client now.").first().waitFor();
    await looks(console.page, "pin-done");
    assert.ok(existsSync(PINNED));
    const mine = async () => (await api("GET", "/jump-items?location=personal")).items;
    await until("it is online", async () => (await mine()).some((item) => item.availability === "online"));
    // The session goes on, and ends without taking the Jump Client with it.
    await console.say("I can come back now");
    const answer = await held(console.page, "**/survey");
    await console.close("end");
    await customer.isTold("The session has ended.");
    await until("its file has removed itself", () => !client.tree().includes("Downloads/towline-support"));
    client.kill();

    // Whoever has gone home before the end is answered stays there.
    await console.goHome();
    await console.button("Jump to Carla's desk").waitFor();
    await answer();
    await console.button("Jump to Carla's desk").click();
    const ask = console.page.getByRole("dialog", { name: "Password of Carla's desk" });
    await ask.getByLabel("Password", { exact: true }).fill("under the mat");
    await ask.getByRole("button", { name: "Start session" }).click();
    await console.button("Unpin").click();
    const question = console.page.getByRole("dialog", { name: "Unpin Carla's desk?" });
    await question.waitFor();
    await looks(console.page, "unpin");
    await question.getByRole("button", { name: "Unpin" }).click();
    await until("the agent has uninstalled itself", () => !existsSync(PINNED));
    assert.deepEqual(await mine(), []);
    await leave();
  },
);

journey(
  "without administrative rights it is the user's own, starts with their desktop, and is all that the session leaves (SUP-60, SUP-25)",
  async () => {
    const { api, console, customer, client, leave } = await supporting("Dora");
    client.startAsUser();
    await customer.page.getByText("The program runs.").waitFor();
    const files = () => client.tree().filter((name) => statSync(join(client.home, name)).isFile());

    await console.button("Pin as Jump Client").click();
    const form = console.page.getByRole("dialog", { name: "Pin the machine of Dora" });
    await form.getByLabel("Name").fill("Dora's desk");
    await form.getByRole("button", { name: "Pin session" }).click();
    await console.page
      .getByText(/It runs as that user, and only while they are signed in/)
      .first()
      .waitFor();
    await looks(console.page, "pin-user");
    const mine = async () => (await api("GET", "/jump-items?location=personal")).items;
    await until("it is online", async () => (await mine()).some((item) => item.availability === "online"), {
      within: 5000,
    });
    assert.ok(!existsSync(PINNED), "nothing was installed for the whole machine");
    const entry = ".config/autostart/towline-agent.desktop";
    assert.match(readFileSync(join(client.home, entry), "utf8"), /^Exec="[^"]+\/towline-agent" run --dir "[^"]+"$/m);

    // The Jump Client is what is left of the session, and only that.
    await console.close("end");
    await customer.isTold("The session has ended.");
    await until("the client's file has removed itself", () => !client.tree().includes("Downloads/towline-support"));
    const left = files().filter((name) => !name.startsWith("run/"));
    assert.ok(
      left.every((name) => name === entry || name.startsWith(".local/share/towline-agent/")),
      left.join(" "),
    );

    await console.goHome();
    await console.button("Jump to Dora's desk").click();
    await console.button("Unpin").click();
    await console.page
      .getByRole("dialog", { name: "Unpin Dora's desk?" })
      .getByRole("button", { name: "Unpin" })
      .click();
    const folder = join(client.home, ".local/share/towline-agent");
    await until("the agent has uninstalled itself", () => ![folder, join(client.home, entry)].some(existsSync));
    assert.ok(
      files().every((name) => name.startsWith("run/")),
      files().join(" "),
    );
    assert.deepEqual(await mine(), []);
    client.kill();

    await leave();
  },
);
