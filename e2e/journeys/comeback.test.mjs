// A customer's computer is restarted by the representative, and the session goes on in the client that was downloaded for it. The machine's own programs are stood in for; the desktop's start of the entry, too.

import assert from "node:assert/strict";
import { chmodSync, existsSync, readFileSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { after, before } from "node:test";

import { Appliance } from "../harness/appliance.mjs";
import { Browser, looksLike, pixels } from "../harness/browser.mjs";
import { Client } from "../harness/client.mjs";
import { Display } from "../harness/display.mjs";
import { journey } from "../harness/journey.mjs";
import { looks } from "../harness/looks.mjs";
import { temporaryFolder, until } from "../harness/processes.mjs";
import { Reader } from "../harness/reader.mjs";
import { attend } from "../harness/support.mjs";

/** Without systemd only root restarts a machine. */
const hindered = process.getuid() !== 0 && !existsSync("/run/systemd/system");
const CLOSE = [200, -38];

let appliance;
let browser;
let display;
let petra;

before(async () => {
  if (hindered) return;
  appliance = await Appliance.start();
  await appliance.setUp();
  browser = await Browser.start();
  display = await Display.start();
  petra = await appliance.addUser("petra", "Petra Asks");
  await appliance.api("PATCH", `/users/${petra.id}`, {
    settings: { "session.power": "ask_each", "prompting.seconds": 600 },
  });
});
after(async () => {
  await browser?.stop();
  await display?.stop();
  await appliance?.stop();
});

/** Programs of a machine that write down that it was to restart. */
function machine() {
  const folder = temporaryFolder("machine");
  const called = join(folder, "called");
  for (const name of ["systemctl", "shutdown"]) {
    writeFileSync(join(folder, name), `#!/bin/sh\necho "${name} $*" >> '${called}'\n`);
    chmodSync(join(folder, name), 0o755);
  }
  return {
    path: `${folder}:${process.env.PATH}`,
    called: () => (existsSync(called) ? readFileSync(called, "utf8") : ""),
  };
}

journey(
  "a restart that the customer allows ends their program and not their session: it comes back by itself, once, and leaves nothing (SCR-4, SUP-23, SUP-24)",
  async () => {
    if (hindered) return void process.stderr.write("not tested here: this account restarts no machine\n");
    const { console, customer, leave } = await attend(appliance, browser, petra, "Carla");
    const [reader, of] = [await Reader.start(display), machine()];
    await console.button("Run full customer client").click();
    await customer.page.getByRole("heading", { name: /asks you to run a small program/ }).waitFor();
    const client = await Client.download(customer.page, display, {
      ...reader.env,
      ...{ PATH: of.path, XDG_CURRENT_DESKTOP: "XFCE", XDG_CONFIG_HOME: "", XDG_STATE_HOME: "" },
    });
    client.start();
    await customer.page.getByText("The program runs.").waitFor();
    await customer.page.close();
    await console.startScreen();
    await console.say("I restart your computer now");
    const { page } = console;
    const log = page.getByRole("log", { name: "Messages" });
    const seen = () =>
      until("the customer's desktop is seen", async () => {
        const [corner] = await pixels(console.canvas, [[0.02, 0.98]]);
        return looksLike(corner, "#204060");
      });
    await seen();

    // The dialog says what becomes of the session, and the customer reads it before they allow it.
    await console.button("Restart or shut down").click();
    await page.getByRole("menuitem", { name: "Restart", exact: true }).click();
    const dialog = page.getByRole("dialog");
    await dialog.getByText(/The customer's program starts once by itself/).waitFor();
    await looks(page, "comeback-dialog");
    await dialog.getByRole("button", { name: "Restart", exact: true }).click();
    await reader.finds(/After a restart this program starts by itself, once/);
    await client.keep("comeback-asks");
    const [x, y] = await reader.place(await reader.finds("Allow"));
    display.run("xdotool", ["mousemove", String(x), String(y), "click", "1"]);
    await log.getByText("The restart has begun.").waitFor();
    assert.match(of.called(), /^(shutdown -r now|systemctl --no-ask-password reboot)$/m);
    await reader.finds(/After the restart this program starts by itself, once/);
    await client.keep("comeback-ordered");

    // The machine goes down, and the owner reads what is waited for.
    await client.goDown();
    await page.getByText("Carla is restarting", { exact: false }).first().waitFor();
    await page.getByText(/as soon as the customer has signed in/).waitFor();
    await looks(page, "comeback-waiting");
    assert.ok(existsSync(client.program));

    // Signed in again: the same session, with its chat and its screen.
    client.signIn();
    await log.getByText("The machine is back after the restart.").waitFor();
    await reader.finds(/I restart your computer now/);
    await seen();
    await page.getByRole("region", { name: "Status of the session" }).getByText("Live", { exact: true }).waitFor();
    await client.keep("comeback-back");
    assert.deepEqual(client.autostart(), []);
    await console.close("end");
    await until("its file has removed itself", () => !existsSync(client.program));
    await client.click(...CLOSE);
    const before = new Set(client.files);
    assert.deepEqual(
      (await client.isGone()).filter((file) => !before.has(file)),
      [],
    );
    await reader.stop();
    await leave();
  },
);
