// Administrative rights in a customer's session: from a chat to the full client to root, with nothing left at the end.

import assert from "node:assert/strict";
import { execFileSync } from "node:child_process";
import { readdirSync, readFileSync } from "node:fs";
import { join } from "node:path";
import { after, before } from "node:test";

import { makeAccount, noAccounts } from "../harness/account.mjs";
import { Appliance } from "../harness/appliance.mjs";
import { assertAccessible, Browser, picture } from "../harness/browser.mjs";
import { Client } from "../harness/client.mjs";
import { Console } from "../harness/console.mjs";
import { CustomerPage } from "../harness/customer.mjs";
import { Display } from "../harness/display.mjs";
import { journey } from "../harness/journey.mjs";
import { until } from "../harness/processes.mjs";

let appliance;
let browser;
let display;
let olga;

before(async () => {
  appliance = await Appliance.start();
  await appliance.setUp();
  browser = await Browser.start();
  display = await Display.start();
  olga = await appliance.addUser("olga", "Olga Rep");
  await appliance.api("PATCH", `/users/${olga.id}`, { settings: { "session.elevation": "allow" } });
});
after(async () => {
  await browser?.stop();
  await display?.stop();
  await appliance?.stop();
});

/** Helpers with administrative rights, and what stands between them and a client. */
const helpers = () =>
  readdirSync("/proc")
    .filter((name) => /^\d+$/.test(name))
    .filter((pid) => {
      try {
        return readFileSync(`/proc/${pid}/cmdline`, "utf8").includes("elevated-helper");
      } catch {
        return false;
      }
    });

const log = (console) => console.page.getByRole("log", { name: "Messages" });

journey(
  "a chat becomes a session with administrative rights: a wrong password, the right one, root's shell, and nothing is left (SUP-40, SUP-41, SUP-42)",
  async () => {
    const hindered = noAccounts();
    if (hindered) return void process.stderr.write(`not tested here: ${hindered}\n`);
    const account = makeAccount();
    const api = await appliance.signIn(olga);
    const key = await api("POST", "/session-keys", { minutes: 10 });
    const [person, somebody] = [await browser.person(appliance), await browser.person(appliance)];
    const console = await Console.open(person, olga);
    const customer = await CustomerPage.follows(somebody, key.url, "Carla");
    await console.goHome();
    await console.page.getByRole("navigation", { name: "Home" }).getByRole("link", { name: "Personal queue" }).click();
    await console.button("Accept the session with Carla").click();
    await console.page.getByRole("toolbar", { name: "Tools" }).waitFor();

    // With a browser only, Elevate offers the full client.
    await console.button("Elevate").click();
    const dialog = console.page.getByRole("dialog");
    await dialog.getByRole("button", { name: /^Run full customer client/ }).click();
    await customer.page.getByRole("heading", { name: /asks you to run a small program/ }).waitFor();
    const client = await Client.download(customer.page, display);
    client.ownedBy(account);
    client.start();
    await log(console).getByText("Carla is here with the customer client.").waitFor();
    await console.openShell();
    await console.typeInShell("echo uid=$(id -u)\n");
    await console.shellShows(`uid=${account.uid}`);

    // A wrong password says so and changes nothing.
    await console.button("Elevate").click();
    await picture(console.page, "elevation-ways");
    await assertAccessible(console.page, "the two ways to administrative rights");
    await dialog.getByRole("button", { name: /^Specific user/ }).click();
    await dialog.getByLabel("User name").fill(account.name);
    await dialog.getByLabel("Password", { exact: true }).fill("not-this-one");
    await dialog.getByRole("button", { name: "Elevate", exact: true }).click();
    await dialog.getByText("The user name or the password is wrong.").waitFor();
    await picture(console.page, "elevation-wrong");
    await assertAccessible(console.page, "a wrong password");
    assert.deepEqual(helpers(), []);

    // The right one: shells that are opened from now on are root's, and say so.
    await dialog.getByLabel("Password", { exact: true }).fill(account.password);
    await dialog.getByRole("button", { name: "Elevate", exact: true }).click();
    await console.button("Elevated").waitFor();
    await log(console).getByText("You got administrative rights (root).").waitFor();
    await console.page.getByRole("toolbar", { name: "Tools" }).getByRole("button", { name: "New shell" }).click();
    await console.page.getByRole("tab", { name: /with administrative rights/ }).waitFor();
    await console.focusShell();
    await console.typeInShell("echo uid=$(id -u)\n");
    await console.shellShows("uid=0");
    await picture(console.page, "elevation-root");
    await assertAccessible(console.page, "a session with administrative rights");

    // The password is nowhere: not in the page, not with the appliance.
    assert.ok(!(await console.page.content()).includes(account.password));
    const kept = (text) => {
      try {
        return execFileSync("grep", ["-rlaF", text, join(appliance.folder, "data")], { encoding: "utf8" });
      } catch {
        return "";
      }
    };
    assert.equal(kept(account.password), "");

    await console.close("end");
    await until("the helper is gone", () => helpers().length === 0);
    await until("its file has removed itself", () => !client.tree().includes("Downloads/towline-support"));
    await client.click(200, -38);
    const before = new Set(client.files);
    assert.deepEqual(
      (await client.isGone()).filter((file) => !before.has(file)),
      [],
    );
    await Promise.all([person.assertWell(), somebody.assertWell()]);
    await Promise.all([person.leave(), somebody.leave()]);
  },
);
