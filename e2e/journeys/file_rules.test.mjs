// Where on a machine files may be read and written (FIL-6): an administrator writes the lists by keyboard, mistakes stand at their lines, and the person concerned, the simulator and the record of changes say the same.

import assert from "node:assert/strict";
import { after, before } from "node:test";

import { assertAccessible, picture } from "../harness/browser.mjs";
import { Console, signIn } from "../harness/console.mjs";
import { journey } from "../harness/journey.mjs";
import { looks } from "../harness/looks.mjs";
import { Stage } from "../harness/stage.mjs";

const READ = "Where files may be read";
const WRITE = "Where files may be sent and changed";

let stage;
let vera;

before(async () => {
  stage = await Stage.build();
  vera = await stage.appliance.addUser("vera", "Vera Viewer");
});
after(() => stage?.strike());

async function choose(page, label, option) {
  await page.getByLabel(label, { exact: true }).first().click();
  await page.getByRole("option", { name: option, exact: true }).click();
}

journey(
  "lists of paths are written line by line, and whoever they bound finds exactly them (FIL-6, ADM-5)",
  async () => {
    const ada = await stage.browser.person(stage.appliance);
    const page = await ada.page("/login/policies/new");
    await signIn(page, stage.appliance.admin);
    const form = page.getByRole("form", { name: "Make a group policy" });
    await form.getByLabel("Name", { exact: true }).fill("Reports only");
    await form.getByLabel("Add a person").fill("vera");
    await page.getByRole("option", { name: /Vera Viewer/ }).click();
    await form.getByLabel("Add a Jump Group").click();
    await page.getByRole("option", { name: "Workshop" }).click();
    await choose(page, "Send files, and change what is there", "Ask the customer once");
    await choose(page, WRITE, "Everywhere");
    assert.equal(await form.getByLabel(`${WRITE}: path 1`, { exact: true }).count(), 0, "everywhere needs no lines");

    // One line is there at once; Enter makes the next one, and the keyboard is in it.
    await choose(page, READ, "Only below these");
    const line = (n) => form.getByLabel(`${READ}: path ${n}`, { exact: true });
    await line(1).focus();
    await page.keyboard.type("/srv//reports/");
    await page.keyboard.press("Enter");
    await line(2).waitFor();
    assert.equal(await line(1).inputValue(), "/srv/reports", "as it is kept");
    await page.keyboard.type("var/log");
    await page.keyboard.press("Tab");
    await form.getByText("A path begins with /").waitFor();
    await looks(page, "file-rules-edit");

    // What is sent all the same is refused by the appliance as well, at the same place.
    await form.getByRole("button", { name: "Make the policy" }).click();
    await form.getByText("“var/log”: A path begins with /.").waitFor();
    await line(2).fill("/etc/../root");
    await form.getByText("A path goes up nowhere: leave out ..").waitFor();
    await form.getByRole("button", { name: "Remove /etc/../root" }).click();
    await line(2).waitFor({ state: "detached" });
    assert.ok(await line(1).evaluate((input) => document.activeElement === input), "the keyboard stays in the list");
    await form.getByRole("button", { name: `Add a path: ${READ}` }).click();
    await line(2).waitFor();
    await page.keyboard.type("/opt/tools");
    await form.getByRole("button", { name: "Make the policy" }).click();
    await page.getByRole("row", { name: "Reports only" }).waitFor();
    const { policies } = await stage.appliance.api("GET", "/group-policies");
    const made = policies.find((policy) => policy.name === "Reports only");
    const stored = await stage.appliance.api("GET", `/group-policies/${made.id}`);
    assert.deepEqual(stored.settings["session.file_read_paths"].value, ["/opt/tools", "/srv/reports"]);
    assert.deepEqual(stored.settings["session.file_write_paths"].value, []);
    assert.equal(stored.settings["session.file_upload"].value, "ask_once");

    // A session policy has the same editor, and comes first.
    await page.goto(`${stage.appliance.url}/login/session-policies/new`);
    const session = page.getByRole("form", { name: "Make a session policy" });
    await session.getByLabel("Name", { exact: true }).fill("Look at logs");
    await choose(page, READ, "Only below these");
    await session.getByLabel(`${READ}: path 1`, { exact: true }).fill("/var/log");
    await session.getByRole("button", { name: "Make the policy" }).click();
    await page.getByRole("row", { name: "Look at logs" }).waitFor();

    // The simulator, and the user's own page, say where it comes from.
    await page.goto(`${stage.appliance.url}/login/simulator?user=${vera.id}&item=${stage.item.id}`);
    const inside = page.getByRole("table", { name: "In the session" });
    const row = inside.getByRole("row", { name: READ });
    await row.getByText("/opt/tools, /srv/reports").waitFor();
    await row.getByText("The group policy “Reports only”").waitFor();
    await inside.getByRole("row", { name: WRITE }).getByText("Everywhere").waitFor();
    await page.goto(`${stage.appliance.url}/login/users/${vera.id}`);
    await page.getByRole("dialog").getByText("/opt/tools, /srv/reports").waitFor();

    const person = await stage.browser.person(stage.appliance);
    const console = await Console.open(person, vera);
    await console.button("Details of Workshop PC").click();
    await console.button("What may I do here? Workshop PC").click();
    const may = console.page.getByRole("listitem").filter({ hasText: READ });
    await may.getByText("/opt/tools, /srv/reports").waitFor();
    await may.getByText("by the group policy “Reports only”").waitFor();
    await assertAccessible(console.page, "what one may do with files");
    await picture(console.page, "file-rules-may");
    for (const each of [ada, person]) {
      await each.assertWell();
      await each.leave();
    }
  },
);
