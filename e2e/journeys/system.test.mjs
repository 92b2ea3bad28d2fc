// System Info and Summary as a representative uses them: what the machine holds is looked at, filtered, saved; a process is ended; notes, fields and earlier sessions stand in the summary.

import assert from "node:assert/strict";
import { spawn } from "node:child_process";
import { readFileSync } from "node:fs";
import { after, before } from "node:test";

import { assertAccessible, picture } from "../harness/browser.mjs";
import { Console } from "../harness/console.mjs";
import { journey } from "../harness/journey.mjs";
import { looks } from "../harness/looks.mjs";
import { atTheEnd, until } from "../harness/processes.mjs";
import { Stage } from "../harness/stage.mjs";

let stage;

before(async () => {
  stage = await Stage.build();
});
after(() => stage?.strike());

const allow = (value) =>
  stage.appliance.api("PATCH", "/settings/session-permissions", {
    permissions: { "session.system_info_act": value },
  });

async function enter() {
  const person = await stage.browser.person(stage.appliance);
  const console = await Console.open(person, stage.appliance.admin);
  await console.jumpTo("Workshop PC");
  return { person, console, page: console.page };
}

async function end(console, person) {
  await console.close("end");
  await until("the session is over", async () => (await stage.appliance.api("GET", "/status")).counts.sessions === 0);
  await person.assertWell();
  await person.leave();
}

async function startSystem(console) {
  await console.tool("System Info");
  await console.button("Start System Info").click();
  await console.page.getByRole("tab", { name: "Hardware" }).waitFor();
}

const open = async (page, name) => {
  await page.getByRole("tab", { name, exact: true }).click();
  return page.getByRole("region", { name, exact: true });
};

/** Waits until a category was read. */
const read = (region) => region.getByRole("status").filter({ hasText: "as of" }).waitFor();

/** The chat lies over the tool on a phone. */
async function withoutChat(page) {
  const hide = page.getByRole("toolbar", { name: "Tools" }).getByRole("button", { name: "Hide the chat", exact: true });
  if (!(await hide.isVisible())) return undefined;
  await hide.click();
  return () => page.getByRole("button", { name: "Show the chat", exact: true }).click();
}

function sleeper() {
  const child = spawn("sleep", ["86399"], { stdio: "ignore" });
  atTheEnd(() => child.kill("SIGKILL"));
  const ended = new Promise((resolve) => child.on("exit", resolve));
  return { child, ended };
}

journey("each category is read when it is looked at, sorted, filtered and saved as a file (SES-41)", async () => {
  const { person, console, page } = await enter();
  await startSystem(console);
  const hardware = page.getByRole("region", { name: "Hardware", exact: true });
  await hardware.getByText("Logical processors").waitFor();
  await looks(page, "system-hardware", { narrowed: withoutChat });
  for (const name of ["Operating system", "Network", "Disks", "Users"]) {
    const region = await open(page, name);
    await read(region);
    await picture(page, `system-${name.toLowerCase().replaceAll(" ", "-")}`);
  }
  for (const name of ["Services", "Event log"]) {
    const region = await open(page, name);
    // Where systemd does not run, and nothing is logged, that is said.
    await region
      .getByText(/as of|This machine has no|could not read/)
      .first()
      .waitFor();
    await assertAccessible(page, name);
    await picture(page, `system-${name.toLowerCase().replaceAll(" ", "-")}`);
  }

  const programs = await open(page, "Programs");
  await read(programs);
  const grid = programs.getByRole("grid");
  const all = Number(await grid.getAttribute("aria-rowcount")) - 1;
  assert.ok(all > 100, `${all} programs`);
  const drawn = await grid.getByRole("row").count();
  assert.ok(drawn < 80, `${drawn} rows are drawn of ${all}`);
  await grid.focus();
  await page.keyboard.press("End");
  const chosen = grid.getByRole("row", { selected: true });
  await until(
    "the last row is chosen and in sight",
    async () => (await chosen.getAttribute("aria-rowindex")) === `${all + 1}`,
  );
  await page.keyboard.press("Home");
  await until("the first one is", async () => (await chosen.getAttribute("aria-rowindex")) === "2");
  await page.keyboard.press("Escape");
  await programs.getByRole("searchbox").fill("coreutils");
  await programs.getByText(/ of .* rows/).waitFor();
  await grid.getByRole("gridcell", { name: "coreutils", exact: true }).waitFor();
  await looks(page, "system-programs", { narrowed: withoutChat });

  const saved = async (item) => {
    const download = page.waitForEvent("download");
    await programs.getByRole("button", { name: "Export" }).click();
    await page.getByRole("menuitem", { name: item }).click();
    return readFileSync(await (await download).path(), "utf8");
  };
  const csv = await saved("As CSV");
  assert.ok(csv.startsWith("\ufeffName,Version,"), csv.slice(0, 80));
  assert.ok(/^coreutils,/m.test(csv));
  const json = JSON.parse(await saved("As JSON"));
  assert.ok(json.some((row) => row.name === "coreutils" && row.size > 0));
  await programs.getByRole("searchbox").fill("there is no such program");
  await programs.getByText("No row matches the filter").waitFor();
  await end(console, person);
});

journey("a process is ended after a question, and who may only look is told so (SES-41)", async () => {
  const { person, console, page } = await enter();
  const { child, ended } = sleeper();
  await startSystem(console);
  const processes = await open(page, "Processes");
  await read(processes);
  await processes.getByRole("searchbox").fill("sleep 86399");
  const row = processes.getByRole("row").filter({ hasText: String(child.pid) });
  await row.click();
  const details = processes.getByRole("region", { name: "Details of the chosen row" });
  await details.getByText("Your permissions let you look only.").waitFor();
  assert.ok(await details.getByRole("button", { name: "End process" }).isDisabled());
  await allow("allow");
  const button = details.getByRole("button", { name: "End process" });
  await until("the right is there at once", () => button.isEnabled());
  await looks(page, "system-process", { narrowed: withoutChat });

  await button.click();
  const dialog = page.getByRole("dialog", { name: `End sleep (${child.pid})?` });
  await dialog.waitFor();
  await picture(page, "system-end");
  await dialog.getByRole("button", { name: "End process" }).click();
  await ended;
  await page.getByText(`sleep (${child.pid}) was ended.`).first().waitFor();
  await console.chatShows(`You asked to end sleep (${child.pid}).`);
  await console.chatShows(`sleep (${child.pid}) was ended.`);
  await row.waitFor({ state: "detached" });

  // The agent and its helper are there, and are not ended. Agents of other journeys may run on this machine, which are others' programs.
  await processes.getByRole("searchbox").fill(stage.agent.folder);
  await processes.getByRole("gridcell", { name: "towline-agent", exact: true }).first().click();
  await details.getByText("This is Towline itself, or a part of the system that cannot be done without.").waitFor();
  await picture(page, "system-protected");

  // What may not be seen any more is gone at once (SES-2a).
  await stage.appliance.api("PATCH", "/settings/session-permissions", {
    permissions: { "session.system_info_view": "deny" },
  });
  await page.getByText("Your permissions for this machine do not include this tool.").first().waitFor();
  assert.equal(await page.getByRole("grid").count(), 0);
  await stage.appliance.api("PATCH", "/settings/session-permissions", {
    permissions: { "session.system_info_view": "allow" },
  });
  await page.getByRole("grid").waitFor();
  await allow("deny");
  await end(console, person);
});

journey("what is looked at comes back by itself after the appliance was killed (SES-41, SES-2)", async () => {
  const { person, console, page } = await enter();
  await startSystem(console);
  const disks = await open(page, "Disks");
  await read(disks);
  await stage.appliance.kill();
  await page
    .getByText(/cannot be reached|connection to the appliance lost/i)
    .first()
    .waitFor();
  await stage.appliance.launch();
  await until("the machine is back", async () => (await stage.appliance.online(1)).length === 1);
  const users = await open(page, "Users");
  await read(users);
  await users.getByRole("gridcell", { name: "root", exact: true }).first().waitFor();
  await end(console, person);
});

journey("the summary holds fields, notes for the record and what was before (SES-40)", async () => {
  for (const [name, code_name, shown] of [
    ["Ticket", "ticket", true],
    ["Internal", "internal", false],
  ])
    await stage.appliance.api("POST", "/custom-fields", { name, code_name, shown });
  const first = await enter();
  const { page } = first;
  await first.console.tool("Summary");
  const about = page.getByRole("region", { name: "About this session" });
  await about.getByRole("button", { name: "Edit custom fields" }).click();
  assert.equal(await about.getByLabel("Internal").count(), 0, "what reps do not see they do not set");
  await about.getByLabel("Ticket").fill("INC-4711");
  await about.getByRole("button", { name: "Save" }).click();
  await about.getByText("INC-4711").waitFor();
  await first.console.chatShows("You changed “Ticket”.");
  await about.getByRole("textbox", { name: "Write a note" }).fill("The <b>fan</b> was replaced.\nOrder a new one.");
  await about.getByRole("button", { name: "Add note" }).click();
  await about.getByRole("listitem").getByText("The <b>fan</b> was replaced.").waitFor();
  await first.console.chatShows("You wrote a note for the record.");
  await looks(page, "summary", { narrowed: withoutChat });
  await end(first.console, first.person);

  const next = await enter();
  await next.console.tool("Summary");
  const earlier = next.page.getByRole("region", { name: "Earlier sessions" });
  const rows = earlier.getByRole("row");
  await until("earlier sessions are listed", async () => (await rows.count()) > 1);
  await earlier.getByText("The owner ended it.").first().waitFor();
  await earlier
    .getByRole("button", { name: /details/i })
    .first()
    .click();
  await earlier.getByText("The <b>fan</b> was replaced.").waitFor();
  await looks(next.page, "summary-earlier", { narrowed: withoutChat });
  await end(next.console, next.person);
});
