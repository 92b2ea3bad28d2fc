// Administrative rights in a customer's session: from a chat to the full client to root, with nothing left at the end.

import assert from "node:assert/strict";
import { execFileSync, spawn } from "node:child_process";
import { readdirSync, readFileSync } from "node:fs";
import { join } from "node:path";
import { after, before } from "node:test";

import { makeAccount, noAccounts } from "../../harness/account.mjs";
import { Appliance } from "../../harness/appliance.mjs";
import { Browser } from "../../harness/browser.mjs";
import { Client } from "../../harness/client.mjs";
import { Display } from "../../harness/display.mjs";
import { journey } from "../../harness/journey.mjs";
import { looks } from "../../harness/looks.mjs";
import { noPolkit, Prompt, startPolkit } from "../../harness/polkit.mjs";
import { atTheEnd, until } from "../../harness/processes.mjs";
import { attend } from "../../harness/support.mjs";

/** The field for a password in the client's window. */
const PASSWORD = [200, 335];

const hindered = noAccounts();

let appliance;
let account;
let browser;
let display;
let olga;

before(async () => {
  appliance = await Appliance.start();
  await appliance.setUp();
  browser = await Browser.start();
  display = await Display.start();
  account = hindered ? undefined : makeAccount();
  olga = await appliance.addUser("olga", "Olga Rep");
  await appliance.api("PATCH", `/users/${olga.id}`, {
    settings: { "session.elevation": "allow", "session.system_info_act": "allow" },
  });
});
after(async () => {
  await browser?.stop();
  await display?.stop();
  await appliance?.stop();
});

/** Processes whose command line has these words. */
const running = (words) =>
  readdirSync("/proc")
    .filter((name) => /^\d+$/.test(name))
    .filter((pid) => {
      try {
        return readFileSync(`/proc/${pid}/cmdline`, "utf8").includes(words);
      } catch {
        return false;
      }
    });

/** Helpers with administrative rights, and what stands between them and a client. */
const helpers = () => running("elevated-helper");

const log = (console) => console.page.getByRole("log", { name: "Messages" });

/** A rep in a session with a customer's page, and the full client that *Elevate* has offered, which runs as an account of its own. */
async function withClient() {
  const { console, customer, leave } = await attend(appliance, browser, olga, "Carla");
  await console.button("Elevate").click();
  const dialog = console.page.getByRole("dialog");
  await dialog.getByRole("button", { name: /^Run full customer client/ }).click();
  await customer.page.getByRole("heading", { name: /asks you to run a small program/ }).waitFor();
  const client = Client.at(display, account);
  await client.save(customer.page);
  client.start();
  await log(console).getByText("Carla is here with the customer client.").waitFor();
  return { console, dialog, client, leave };
}

/** Files that a client made and that are still there when it is gone. */
async function leftOver(client) {
  const before = new Set(client.files);
  return (await client.isGone()).filter((file) => !before.has(file));
}

journey(
  "a chat becomes a session with administrative rights: a wrong password, the right one, root's shell, and nothing is left (SUP-40, SUP-41, SUP-42)",
  async () => {
    if (hindered) return void process.stderr.write(`not tested here: ${hindered}\n`);
    const { console, dialog, client, leave } = await withClient();
    await console.startShell();
    await console.typeInShell("echo uid=$(id -u)\n");
    await console.shellShows(`uid=${account.uid}`);

    // What needs more rights is marked, and says so.
    const victim = spawn("sleep", ["86397"], { stdio: "ignore" });
    atTheEnd(() => victim.kill("SIGKILL"));
    const ended = new Promise((resolve) => victim.once("exit", resolve));
    await console.tool("System Info");
    await console.button("Start System Info").click();
    await console.page.getByRole("tab", { name: "Processes", exact: true }).click();
    const processes = console.page.getByRole("region", { name: "Processes", exact: true });
    await processes.getByRole("searchbox").fill("sleep 86397");
    await processes
      .getByRole("row")
      .filter({ hasText: String(victim.pid) })
      .click();
    const details = processes.getByRole("region", { name: "Details of the chosen row" });
    await details.getByText("Needs administrative rights. Use Elevate first.").waitFor();
    assert.ok(await details.getByRole("button", { name: "End process" }).isDisabled());
    await looks(console.page, "elevation-needed");

    // A wrong password says so and changes nothing.
    await console.button("Elevate").click();
    await looks(console.page, "elevation-ways");
    await dialog.getByRole("button", { name: /^Specific user/ }).click();
    await dialog.getByLabel("User name").fill(account.name);
    await dialog.getByLabel("Password", { exact: true }).fill("not-this-one");
    await dialog.getByRole("button", { name: "Elevate", exact: true }).click();
    await dialog.getByText("The user name or the password is wrong.").waitFor();
    await looks(console.page, "elevation-wrong");
    await until("no helper is left", () => helpers().length === 0);

    // The right one: shells that are opened from now on are root's, and say so.
    await dialog.getByLabel("Password", { exact: true }).fill(account.password);
    await dialog.getByRole("button", { name: "Elevate", exact: true }).click();
    await console.button("Elevated").waitFor();
    await log(console).getByText("You got administrative rights (root).").waitFor();
    await console.page.getByRole("region", { name: "Status of the session" }).getByText("Elevated").waitFor();
    await details.getByRole("button", { name: "End process" }).click();
    await dialog.getByRole("button", { name: "End process" }).click();
    await ended;
    await console.tool("Command Shell");
    await console.page.getByRole("toolbar", { name: "Tools" }).getByRole("button", { name: "New shell" }).click();
    await console.page.getByRole("tab", { name: /with administrative rights/ }).waitFor();
    await console.focusShell();
    await console.typeInShell("echo uid=$(id -u)\n");
    await console.shellShows("uid=0");
    await looks(console.page, "elevation-root");

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
    assert.deepEqual(await leftOver(client), []);
    await leave();
  },
);

journey(
  "the customer gives the password in their own window, and a client that is killed leaves nothing that has rights (SUP-23, SUP-41)",
  async () => {
    if (hindered) return void process.stderr.write(`not tested here: ${hindered}\n`);
    const { console, dialog, client, leave } = await withClient();
    const type = async (password) => {
      await client.click(...PASSWORD);
      display.run("xdotool", ["type", "--delay", "30", password]);
      display.run("xdotool", ["key", "Return"]);
    };
    await console.button("Elevate").click();
    await dialog.getByRole("button", { name: /^Prompt customer/ }).click();
    await console.page.getByText("Carla is asked at the machine to give administrative rights").waitFor();
    await looks(console.page, "elevation-prompt");
    // The system takes its time over a wrong one; then the window asks again.
    await type("not-this-one");
    await until("the wrong one is tried", () => helpers().length > 0);
    await until("it was refused", () => helpers().length === 0);
    await new Promise((done) => setTimeout(done, 1000));
    await type(account.password);
    await console.button("Elevated").waitFor();
    await log(console).getByText("You got administrative rights (root).").waitFor();
    await console.startShell();
    await console.typeInShell("nohup sleep 4711 > /dev/null & echo uid=$(id -u)\n");
    await console.shellShows("uid=0");
    assert.equal(running("sleep\x004711").length, 1);

    process.kill(client.process.child.pid, "SIGKILL");
    await until("the helper is gone", () => helpers().length === 0);
    await until("and all that its shell started", () => running("sleep\x004711").length === 0);
    assert.deepEqual(await leftOver(client), []);
    await leave();
  },
);

journey(
  "the customer answers the system's own prompt: a wrong password says so, the right one gives root's rights (SUP-41)",
  async () => {
    const missing = hindered ?? noPolkit();
    if (missing) return void process.stderr.write(`not tested here: ${missing}\n`);
    await startPolkit();
    // Debian's polkit takes those who are in this group for administrators.
    execFileSync("usermod", ["-aG", "sudo", account.name]);
    const { console, dialog, client, leave } = await withClient();
    const prompt = new Prompt(client.process.child.pid, account);
    const asked = console.page.getByText("Carla is asked at the machine to give administrative rights");
    const promptCustomer = async () => {
      await console.button("Elevate").click();
      await dialog.getByRole("button", { name: /^Prompt customer/ }).click();
      await asked.waitFor();
    };
    await promptCustomer();
    await prompt.answers(1, "not-this-one");
    await asked.waitFor({ state: "detached" });
    await log(console).getByText("The user name or the password is wrong.").waitFor();
    assert.equal(helpers().length, 0);

    await promptCustomer();
    await prompt.answers(2, account.password);
    await console.button("Elevated").waitFor();
    await log(console).getByText("You got administrative rights (root).").waitFor();
    assert.ok(!prompt.said.includes(account.password));
    await console.startShell();
    await console.typeInShell("echo uid=$(id -u)\n");
    await console.shellShows("uid=0");
    prompt.stop();

    await console.close("end");
    await until("the helper is gone", () => helpers().length === 0);
    await client.click(200, -38);
    assert.deepEqual(await leftOver(client), []);
    await leave();
  },
);
