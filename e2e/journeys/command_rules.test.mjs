// Commands that a policy denies, or has told (SHL-7): an administrator writes the rules by keyboard, and at a real shell's prompt they hold before anything runs.

import assert from "node:assert/strict";
import { after, before } from "node:test";

import { Console, signIn } from "../harness/console.mjs";
import { journey } from "../harness/journey.mjs";
import { looks } from "../harness/looks.mjs";
import { until } from "../harness/processes.mjs";
import { Stage } from "../harness/stage.mjs";

const RULES = "Commands that are denied or told of";

let stage;
let ada;

before(async () => {
  stage = await Stage.build();
  ada = await stage.browser.person(stage.appliance);
});
after(() => stage?.strike());

journey(
  "rules are written line by line, what is wrong stands at its line, and they are kept as they were written (SHL-7, ADM-6)",
  async () => {
    const page = await ada.page("/login/session-policies/new");
    await signIn(page, stage.appliance.admin);
    const form = page.getByRole("form", { name: "Make a session policy" });
    await form.getByLabel("Name", { exact: true }).fill("Careful");
    await form.getByLabel(RULES, { exact: true }).click();
    await page.getByRole("option", { name: "These rules", exact: true }).click();
    const field = (line, what) => form.getByLabel(`Rule ${line}: ${what}`, { exact: true });
    await field(1, "pattern").focus();
    await page.keyboard.type("touch   *");
    await page.keyboard.press("Tab");
    assert.equal(await field(1, "pattern").inputValue(), "touch *", "as it is kept");
    await field(1, "note").focus();
    await page.keyboard.type("Ask the owner of the machine first.");
    // Enter makes the next line, and the keyboard is in it.
    await page.keyboard.press("Enter");
    await field(2, "pattern").waitFor();
    await page.keyboard.press("Tab");
    await form.getByText("Enter a pattern, or remove the line.").waitFor();
    await field(2, "pattern").fill("id*");
    await field(2, "what becomes of it").click();
    await page.getByRole("option", { name: "Alert", exact: true }).click();
    await form.getByRole("button", { name: "Add a rule" }).click();
    await form.getByRole("button", { name: "Remove line 3" }).click();
    await field(3, "pattern").waitFor({ state: "detached" });
    await looks(page, "command-rules-edit");
    await form.getByRole("button", { name: "Make the policy" }).click();
    await page.getByRole("row", { name: "Careful" }).waitFor();

    const { policies } = await stage.appliance.api("GET", "/session-policies");
    const made = policies.find((policy) => policy.name === "Careful");
    const stored = await stage.appliance.api("GET", `/session-policies/${made.id}`);
    assert.deepEqual(stored.permissions["session.command_rules"], [
      { pattern: "touch *", do: "deny", note: "Ask the owner of the machine first." },
      { pattern: "id*", do: "alert" },
    ]);
    await stage.appliance.api("PATCH", `/jump-items/${stage.item.id}`, {
      attended_policy_id: made.id,
      unattended_policy_id: made.id,
    });
  },
);

journey("a denied command does not run, an alert does, and the reps and the log are told of both (SHL-7)", async () => {
  const person = await stage.browser.person(stage.appliance);
  const console_ = await Console.open(person, stage.appliance.admin);
  const { page } = console_;
  await console_.button("Details of Workshop PC").click();
  await console_.button("What may I do here? Workshop PC").click();
  const may = page.getByRole("listitem").filter({ hasText: RULES });
  await may.getByText("Not run: touch * Ask the owner of the machine first.").waitFor();
  await may.getByText("Told of: id*").waitFor();

  await console_.jumpTo("Workshop PC");
  await console_.startShell();
  const said = page.getByRole("status").filter({ hasText: "Rule:" });
  await page.keyboard.type("touch /tmp/never; echo ran\n");
  await said.getByText("A rule does not allow this. It was not run.").waitFor();
  await said.getByText("touch /tmp/never; echo ran", { exact: true }).waitFor();
  await said.getByText("Ask the owner of the machine first.").waitFor();
  // The line is clear again: the next command is itself alone.
  await console_.focusShell();
  await page.keyboard.type("echo on''ly\n");
  const text = await console_.shellShows(/^only$/m);
  assert.ok(!/^ran$/m.test(text), text);
  await looks(page, "command-rules-denied");

  await said.getByRole("button", { name: "Put this away" }).click();
  await until("it is away", async () => (await said.count()) === 0);
  await console_.focusShell();
  await page.keyboard.type("id -u; echo al''so\n");
  await said.getByText("A rule tells of this.").waitFor();
  await console_.shellShows(/^also$/m);
  const log = page.getByRole("log");
  await log
    .getByText(
      /^You typed in Shell 1 what is not allowed, and it was not run: touch \/tmp\/never; echo ran \(rule: touch \*\)$/,
    )
    .waitFor();
  await log.getByText(/ ran in Shell 1: id -u; echo al''so \(rule: id\*\)$/).waitFor();
  for (const each of [ada, person]) await each.assertWell();
});
