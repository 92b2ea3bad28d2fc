// What the site knows of its work (ADM-4): issues, the skills that they need, who has them; and that nothing is removed from under something else.

import assert from "node:assert/strict";
import { after, before } from "node:test";

import { Appliance } from "../harness/appliance.mjs";
import { assertAccessible, Browser, picture } from "../harness/browser.mjs";
import { signIn } from "../harness/console.mjs";
import { journey } from "../harness/journey.mjs";

let appliance;
let browser;

before(async () => {
  appliance = await Appliance.start();
  await appliance.setUp();
  browser = await Browser.start();
});
after(async () => {
  await browser?.stop();
  await appliance?.stop();
});

async function administration(path, heading, look) {
  const person = await browser.person(appliance, look);
  const page = await person.page(path);
  await signIn(page, appliance.admin);
  await page.getByRole("heading", { name: heading, level: 1 }).waitFor();
  return { person, page };
}

const dialog = (page) => page.getByRole("dialog");

journey("an issue names its team and its skills, and keeps both from being removed (ADM-4)", async () => {
  const grace = await appliance.addUser("grace", "Grace Hopper");
  await appliance.api("POST", "/teams", { name: "Helpdesk" });
  const { person, page } = await administration("/login/skills", "Skills");
  await page.getByRole("link", { name: "Make a skill" }).first().click();
  const skill = page.getByRole("form", { name: "Make a skill" });
  await skill.getByLabel("Name", { exact: true }).fill("Printers");
  await skill.getByLabel("Description").fill("Laser and ink");
  await assertAccessible(page, "making a skill");
  await skill.getByRole("button", { name: "Make the skill" }).click();
  await page.getByRole("row", { name: "Printers" }).getByText("printers", { exact: true }).waitFor();

  await page.getByRole("link", { name: "Issues", exact: true }).click();
  await page.getByRole("link", { name: "Make an issue" }).first().click();
  const issue = page.getByRole("form", { name: "Make an issue" });
  await issue.getByLabel("Name", { exact: true }).fill("It does not print");
  await issue.getByLabel("Description for customers").fill("Paper jams, empty ink, nothing comes out.");
  await issue.getByLabel("Team", { exact: true }).click();
  await page.getByRole("option", { name: "Helpdesk" }).click();
  await issue.getByLabel("Skills that it needs").click();
  await page.getByRole("option", { name: "Printers" }).click();
  await page.keyboard.press("Escape");
  await assertAccessible(page, "making an issue");
  await picture(page, "issue-new");
  await issue.getByRole("button", { name: "Make the issue" }).click();
  const row = page.getByRole("row", { name: "It does not print" });
  await row.getByText("Helpdesk").waitFor();
  await row.getByText("Printers").waitFor();
  await picture(page, "issues");

  // Who manages users gives skills.
  await page.goto(`${appliance.url}/login/users/${grace.id}`);
  await dialog(page).getByPlaceholder("Choose skills").click();
  await page.getByRole("option", { name: "Printers" }).click();
  await page.keyboard.press("Escape");
  await assertAccessible(page, "a user's skills");
  await dialog(page).getByRole("button", { name: "Save changes" }).click();
  await page.getByText("Saved", { exact: true }).first().waitFor();
  const { skills } = await appliance.api("GET", `/users/${grace.id}`);
  assert.deepEqual(
    skills.map(({ name }) => name),
    ["Printers"],
  );

  // Both say what uses them.
  await page.goto(`${appliance.url}/login/teams`);
  await page.getByRole("link", { name: "Helpdesk" }).click();
  await dialog(page).getByText("It handles the issue “It does not print”.").waitFor();
  assert.ok(await dialog(page).getByRole("button", { name: "Remove this team" }).isDisabled());
  await page.goto(`${appliance.url}/login/skills`);
  await page.getByRole("link", { name: "Printers" }).click();
  await dialog(page).getByText("The issue “It does not print” needs it.").waitFor();
  assert.ok(await dialog(page).getByRole("button", { name: "Remove this skill" }).isDisabled());
  await assertAccessible(page, "a skill that is needed");
  await picture(page, "skill-needed");

  await page.goto(`${appliance.url}/login/issues`);
  await page.getByRole("link", { name: "It does not print" }).click();
  await dialog(page).getByRole("button", { name: "Remove this issue" }).click();
  await page
    .getByRole("dialog", { name: "Remove It does not print?" })
    .getByRole("button", { name: "Remove the issue" })
    .click();
  await page.getByText("No issues yet").waitFor();
  await page.getByRole("link", { name: "Skills", exact: true }).click();
  await page.getByRole("link", { name: "Printers" }).click();
  await dialog(page).getByText("1 person has it").waitFor();
  await dialog(page).getByRole("button", { name: "Remove this skill" }).click();
  await page
    .getByRole("dialog", { name: "Remove Printers?" })
    .getByRole("button", { name: "Remove the skill" })
    .click();
  await page.getByText("No skills yet").waitFor();
  assert.deepEqual((await appliance.api("GET", `/users/${grace.id}`)).skills, []);

  // All of it stands in the record (REC-7).
  const { entries } = await appliance.api("GET", "/record?kind=issue");
  assert.deepEqual(
    entries.map((entry) => entry.action),
    ["removed", "created"],
  );
  await person.assertWell();
  await person.leave();
});

journey("the pages of configuration fit a phone and the dark (QLT-9)", async () => {
  const team = await appliance.api("POST", "/teams", { name: "Night shift" });
  const skill = await appliance.api("POST", "/skills", { name: "Spanish", code_name: "spanish" });
  await appliance.api("POST", "/issues", {
    name: "I cannot sign in",
    code_name: "sign_in",
    team_id: team.id,
    skill_ids: [skill.id],
  });
  await appliance.api("POST", "/custom-fields", { name: "Ticket", code_name: "ticket", shown: true });
  const { person, page } = await administration("/login/issues", "Issues", { dark: true, width: 480, height: 900 });
  for (const path of ["issues", "skills", "custom-fields"]) {
    await page.goto(`${appliance.url}/login/${path}`);
    await page.getByRole("table").getByRole("row").nth(1).waitFor();
    await assertAccessible(page, `${path}, narrow and dark`);
    const wide = await page.evaluate(() => document.documentElement.scrollWidth - document.documentElement.clientWidth);
    assert.ok(wide <= 0, `${path} scrolls sideways by ${wide} px`);
    await picture(page, `${path}-narrow`);
    await page.getByRole("table").getByRole("link").first().click();
    await dialog(page).getByRole("form").waitFor();
    await assertAccessible(page, `one of ${path}, narrow and dark`);
    await picture(page, `${path}-one-narrow`);
  }
  await person.assertWell();
  await person.leave();
});
