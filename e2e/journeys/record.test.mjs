// The administrative record: what somebody changes stands there, with what it was before; two who change the same thing do not undo each other's work.

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

async function administration(person, path) {
  const page = await person.page(path);
  await signIn(page, appliance.admin);
  await page.getByRole("navigation", { name: "Sections" }).first().waitFor();
  return page;
}

journey("what was changed stands in the record with who, from where, before and after (REC-7)", async () => {
  await appliance.addUser("grace", "Grace Hopper");
  const team = await appliance.api("POST", "/teams", { name: "Night shift" });
  const ada = await browser.person(appliance);
  const page = await administration(ada, `/login/teams/${team.id}`);
  const form = page.getByRole("form", { name: "About this team" });
  await form.getByLabel("Comments").fill("From 22 to 6");
  await form.getByRole("button", { name: "Save changes" }).click();
  await page.getByText("Saved", { exact: true }).waitFor();
  await page.keyboard.press("Escape");

  await page.getByRole("link", { name: "Administrative Record" }).click();
  const line = page.getByRole("row", { name: /Night shift, Changed/ });
  await line.waitFor();
  assert.match(await line.textContent(), new RegExp(appliance.admin.username));
  assert.match(await line.textContent(), /127\.0\.0\.1|::1/);
  await line.focus();
  await page.keyboard.press("ArrowRight");
  const change = page.getByRole("row", { name: "Comments — From 22 to 6", exact: true });
  await change.waitFor();
  await assertAccessible(page, "the administrative record");
  await picture(page, "record");

  await page.getByRole("link", { name: "All changes to this" }).click();
  await page.getByRole("row", { name: /Night shift, Added/ }).waitFor();
  assert.equal(await page.getByRole("row", { name: /Grace/ }).count(), 0);
  await page.getByRole("link", { name: "Clear filters" }).click();
  await page.getByRole("row", { name: /grace, Added/ }).waitFor();
  await page.getByRole("combobox", { name: "What" }).click();
  await page.getByRole("option", { name: "User", exact: true }).click();
  await page
    .getByRole("row", { name: /Night shift/ })
    .first()
    .waitFor({ state: "detached" });

  await page.getByRole("button", { name: "Check the record" }).click();
  await page.getByText("The record is as it was written").waitFor();
  await picture(page, "record-checked");
});

journey("who changes what somebody else changed meanwhile is told, and nothing typed is lost (ADM-8)", async () => {
  const team = await appliance.api("POST", "/teams", { name: "Day shift" });
  const ada = await browser.person(appliance);
  const page = await administration(ada, `/login/teams/${team.id}`);
  const form = page.getByRole("form", { name: "About this team" });
  await form.getByLabel("Comments").fill("From 6 to 14");
  await appliance.api("PATCH", `/teams/${team.id}`, { name: "Early shift" });
  await form.getByRole("button", { name: "Save changes" }).click();
  await page.getByText("Somebody else changed this meanwhile.").waitFor();
  await page.getByRole("dialog", { name: "Early shift" }).waitFor();
  assert.equal(await form.getByLabel("Comments").inputValue(), "From 6 to 14");
  assert.equal(await form.getByLabel("Name", { exact: true }).inputValue(), "Early shift");
  await form.getByRole("button", { name: "Save changes" }).click();
  await page.getByText("Saved", { exact: true }).waitFor();
  const { teams } = await appliance.api("GET", "/teams");
  const found = teams.find((each) => each.id === team.id);
  assert.deepEqual([found.name, found.comments], ["Early shift", "From 6 to 14"]);
});

journey("a program gets a secret once and a token with it, and reaches what it was given (ADM-8)", async () => {
  const ada = await browser.person(appliance);
  const page = await administration(ada, "/login/api-accounts");
  await page.getByRole("link", { name: "Make an API account" }).first().click();
  const form = page.getByRole("form", { name: "Make an API account" });
  await form.getByLabel("Name", { exact: true }).fill("Inventory sync");
  await form.getByRole("button", { name: "Make the account" }).click();
  await form.getByText("Choose at least one scope.").waitFor();
  const users = form.getByRole("radiogroup", { name: "Users, without how they sign in" });
  await users.getByText("Read", { exact: true }).click();
  await form.getByLabel("Networks").fill("somewhere");
  await form.getByRole("button", { name: "Make the account" }).click();
  await form.getByText(/Networks look like/).waitFor();
  await form.getByLabel("Networks").fill("127.0.0.0/8\n::1/128");
  await assertAccessible(page, "making an API account");
  await picture(page, "program-new");
  await form.getByRole("button", { name: "Make the account" }).click();
  const shown = async (name) => page.getByRole("group", { name, exact: true }).locator("code").textContent();
  await page.getByText("The account is ready").waitFor();
  await picture(page, "program-secret");
  const [id, secret] = [await shown("Client id"), await shown("Client secret")];
  const issued = await appliance.fetch("POST", "/api/v1/oauth/token", {
    body: new URLSearchParams({ grant_type: "client_credentials", client_id: id, client_secret: secret }).toString(),
    type: "application/x-www-form-urlencoded",
  });
  const token = JSON.parse(issued.text).access_token;
  const ask = (method, path, body) =>
    appliance.fetch(method, `/api/v1${path}`, { body, headers: { authorization: `Bearer ${token}` } });
  assert.equal((await ask("GET", "/users")).status, 200);
  assert.equal((await ask("GET", "/status")).status, 403);
  await page.getByRole("button", { name: "Done" }).click();
  const row = page.getByRole("row", { name: "Inventory sync" });
  await row.getByText("Active").waitFor();
  await picture(page, "programs");

  await page.getByRole("link", { name: "Inventory sync" }).click();
  await page.getByRole("switch", { name: "Enabled" }).focus();
  await page.keyboard.press("Space");
  await page.getByRole("button", { name: "Save changes" }).click();
  await page.getByText("Saved", { exact: true }).waitFor();
  assert.equal((await ask("GET", "/users")).status, 401);
});
