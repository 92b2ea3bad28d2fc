// What a representative does to a machine with one word: special actions on its desktop, a program as another user, a restart that the session survives. The machine's own programs are stood in for.

import assert from "node:assert/strict";
import { execFileSync } from "node:child_process";
import { chmodSync, existsSync, mkdirSync, readFileSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { after, before } from "node:test";

import { makeAccount, noAccounts } from "../../harness/account.mjs";
import { Console } from "../../harness/console.mjs";
import { journey } from "../../harness/journey.mjs";
import { looks } from "../../harness/looks.mjs";
import { Program, temporaryFolder, until } from "../../harness/processes.mjs";
import { Stage } from "../../harness/stage.mjs";

const hindered = process.getuid() === 0 ? noAccounts() : "the machine is restarted by root";

let stage;
let folder;
let account;
let agent;

/** The agent with programs of ours before the system's: they write down how they were called. */
const start = () =>
  new Program("towline-agent", stage.agent.program, ["run", "--dir", stage.agent.folder], {
    env: { PATH: `${join(folder, "bin")}:${process.env.PATH}` },
    log: join(folder, `agent-${Date.now()}.log`),
  });

const called = () => (existsSync(join(folder, "called")) ? readFileSync(join(folder, "called"), "utf8") : "");

before(async () => {
  stage = await Stage.build();
  folder = temporaryFolder("actions");
  mkdirSync(join(folder, "bin"));
  for (const name of ["systemctl", "shutdown", "loginctl", "xterm", "x-terminal-emulator", "gnome-logs"]) {
    const file = join(folder, "bin", name);
    const stays = /^(system|shut|login)/.test(name) ? "" : "exec sleep 30";
    writeFileSync(file, `#!/bin/sh\necho "${name} $*" >> ${join(folder, "called")}\n${stays}\n`);
    chmodSync(file, 0o755);
  }
  account = hindered ? undefined : makeAccount();
  stage.agent.kill();
  await stage.agent.gone();
  agent = start();
  await stage.appliance.online(1);
});
after(async () => {
  await agent?.stop();
  await stage?.strike();
});

journey(
  "special actions open what the desktop has, a program runs as another user, and a restarted machine's session goes on by itself (SCR-4, SCR-5, SCR-6)",
  async () => {
    if (hindered) return void process.stderr.write(`not tested here: ${hindered}\n`);
    const person = await stage.browser.person(stage.appliance);
    const console = await Console.open(person, stage.appliance.admin);
    await console.jumpTo("Workshop PC");
    const { page } = console;
    const log = page.getByRole("log", { name: "Messages" });
    const item = (name) => page.getByRole("menuitem", { name });
    const dialog = page.getByRole("dialog");
    await console.startScreen();

    // Without control they are greyed, and Ctrl-Alt-Del is.
    const special = console.button("Special actions");
    await console.button("Stop control").click();
    await console.button("Control keyboard and mouse").waitFor();
    for (const button of [special, console.button("Send Ctrl-Alt-Del")])
      assert.equal(await button.getAttribute("aria-disabled"), "true");
    await console.takeControl();
    assert.equal(await console.button("Send Ctrl-Alt-Del").getAttribute("aria-disabled"), null);

    await special.click();
    await item("Terminal").waitFor();
    await looks(page, "actions-special");
    await page.keyboard.press("Escape");
    await special.click();
    await item("Terminal").click();
    await log.getByText("Opened on the desktop: Terminal.").waitFor();
    assert.match(called(), /^(x-terminal-emulator|xterm) $/m);

    // As another user: a wrong password says so; the right one shows the program on the desktop.
    await special.click();
    await item("Run as …").click();
    await dialog
      .getByLabel("Program and arguments")
      .fill(`/usr/bin/xterm -title "Runs as ${account.name}" -e sleep 300`);
    await dialog.getByLabel("User name").fill(account.name);
    await dialog.getByLabel("Password", { exact: true }).fill("not-this-one");
    await looks(page, "actions-run-as");
    await dialog.getByRole("button", { name: "Run", exact: true }).click();
    await dialog.getByText("The user name or the password is wrong.").waitFor();
    await dialog.getByLabel("Password", { exact: true }).fill(account.password);
    await dialog.getByRole("button", { name: "Run", exact: true }).click();
    await log.getByText(`xterm runs as ${account.name}.`).waitFor();
    await dialog.waitFor({ state: "detached" });
    const windows = () => {
      try {
        return stage.display.run("xdotool", ["search", "--name", `Runs as ${account.name}`]).trim();
      } catch {
        return "";
      }
    };
    await until("its window", windows);
    const owner = execFileSync("ps", ["-u", account.name, "-o", "args="], { encoding: "utf8" });
    assert.match(owner, /xterm -title Runs as/);
    const hosts = () => stage.display.run("xhost", []);
    assert.ok(hosts().includes(`localuser:${account.name}`));
    execFileSync("pkill", ["-u", account.name, "xterm"]);
    await until("the display is taken back", () => !hosts().includes(account.name));
    assert.ok(!(await page.content()).includes(account.password));

    // A restart asks, and says what becomes of the session; there is no safe mode.
    const power = console.button("Restart or shut down");
    await power.click();
    assert.equal(await item(/^Restart in safe mode/).getAttribute("aria-disabled"), "true");
    await looks(page, "actions-power");
    await page.keyboard.press("Escape");
    await power.click();
    await item("Restart").first().click();
    await looks(page, "actions-restart");
    await dialog.getByRole("button", { name: "Restart", exact: true }).click();
    await log.getByText("The restart has begun.").waitFor();
    assert.match(called(), /^(shutdown -r now|systemctl --no-ask-password reboot)$/m);

    // The machine goes; the appliance is killed while it is away.
    stage.agent.kill();
    await stage.agent.gone();
    await agent.stop();
    await page.getByText("Workshop PC is restarting").waitFor();
    await looks(page, "actions-restarting");
    await stage.appliance.kill();
    await stage.appliance.launch();
    await page.getByText("Workshop PC is restarting").waitFor();
    agent = start();
    await log.getByText("The machine is back after the restart.").waitFor();
    await page.getByText("Workshop PC is restarting").waitFor({ state: "detached" });
    await console.canvas.waitFor();
    await page.getByRole("region", { name: "Status of the session" }).getByText("Live", { exact: true }).waitFor();
    await console.close("end");
    await person.leave();
  },
);
