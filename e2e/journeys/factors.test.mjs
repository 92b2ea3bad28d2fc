// Second factors: a person adds an authenticator app and a passkey, signs in with each, and finds that a password alone, or an old login, does not do any more.

import assert from "node:assert/strict";
import { after, before } from "node:test";

import { Appliance } from "../harness/appliance.mjs";
import { assertAccessible, Browser, picture } from "../harness/browser.mjs";
import { signIn } from "../harness/console.mjs";
import { journey } from "../harness/journey.mjs";
import { until } from "../harness/processes.mjs";
import { codeOf } from "../harness/totp.mjs";

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

/** A device that has a finger on its sensor whenever it is asked. */
async function authenticator(page) {
  const session = await page.context().newCDPSession(page);
  await session.send("WebAuthn.enable");
  await session.send("WebAuthn.addVirtualAuthenticator", {
    options: {
      protocol: "ctap2",
      transport: "internal",
      hasResidentKey: true,
      hasUserVerification: true,
      isUserVerified: true,
      automaticPresenceSimulation: true,
    },
  });
}

const account = (page) => page.getByRole("heading", { name: "My Account" });

async function addApp(page) {
  await page.getByRole("button", { name: "Add an authenticator app" }).click();
  const dialog = page.getByRole("dialog", { name: "Add an authenticator app" });
  await dialog.getByRole("img", { name: "QR code for the authenticator app" }).waitFor();
  const secret = await dialog.getByRole("group", { name: "Key" }).locator("code").textContent();
  await assertAccessible(page, "adding an authenticator app");
  await picture(page, "factor-app");
  await dialog.getByLabel("Code that the app shows now").fill(codeOf(secret));
  await dialog.getByRole("button", { name: "Add the app" }).click();
  const codes = page.getByRole("dialog", { name: "Your recovery codes" });
  await codes.waitFor();
  await picture(page, "factor-recovery");
  const recovery = await codes.getByRole("listitem").allInnerTexts();
  assert.equal(recovery.length, 10);
  await codes.getByRole("button", { name: "I have saved them" }).click();
  return { secret, recovery };
}

journey("a code of an authenticator app, or a recovery code, is asked for after the password (ACC-6)", async () => {
  const ben = await appliance.addUser("ben", "Ben Second");
  const person = await browser.person(appliance);
  const page = await person.page("/login/account");
  await signIn(page, ben);
  await account(page).waitFor();
  const elsewhere = await appliance.signIn(ben);
  const { secret, recovery } = await addApp(page);
  await page.getByText("10 recovery codes are left").waitFor();
  await picture(page, "factors");
  // What was signed in elsewhere never proved the app.
  await until("the other login ends", () =>
    elsewhere("GET", "/me").then(
      () => false,
      (reason) => reason.status === 401,
    ),
  );

  const other = await browser.person(appliance);
  const door = await other.page("/login/account");
  await signIn(door, ben);
  await door.getByRole("heading", { name: "One more step" }).waitFor();
  await picture(door, "factor-step");
  await assertAccessible(door, "the second step of signing in");
  await door.getByLabel("Code from your authenticator app").fill("000000");
  await door.getByRole("button", { name: "Continue" }).click();
  await door.getByText("That was not right, or came too late.").waitFor();
  // The code of the next step of time: the one of now was used up when the app was added.
  await door.getByLabel("Code from your authenticator app").fill(codeOf(secret, 1));
  await door.getByRole("button", { name: "Continue" }).click();
  await account(door).waitFor();

  const third = await browser.person(appliance);
  const phoneless = await third.page("/console/");
  await signIn(phoneless, ben);
  await phoneless.getByRole("button", { name: "Use a recovery code" }).click();
  await phoneless.getByLabel("Recovery code").fill(recovery[4].toUpperCase());
  await phoneless.getByRole("button", { name: "Continue" }).click();
  await phoneless.getByRole("link", { name: "Jump Items" }).or(phoneless.getByText("Jump Items")).first().waitFor();
  await door.reload();
  await door.getByText("9 recovery codes are left").waitFor();
});

journey("a passkey is a second factor, and the only one (ACC-6)", async () => {
  const cleo = await appliance.addUser("cleo", "Cleo Key");
  const person = await browser.person(appliance);
  const page = await person.page("/login/account");
  await authenticator(page);
  await signIn(page, cleo);
  await account(page).waitFor();
  await page.getByRole("button", { name: "Add a passkey" }).click();
  const dialog = page.getByRole("dialog", { name: "Add a passkey" });
  await dialog.getByLabel("What to call it").fill("Laptop");
  await dialog.getByRole("button", { name: "Make the passkey" }).click();
  await page.getByRole("button", { name: "I have saved them" }).click();
  await page.getByRole("listitem").filter({ hasText: "Laptop" }).waitFor();

  await page.getByRole("button", { name: "Log out" }).click();
  await page.waitForURL("**/signed-out");
  await page.goto(`${appliance.url}/login/account`);
  await signIn(page, cleo);
  await page.getByRole("button", { name: "Use a passkey" }).click();
  await account(page).waitFor();

  await page.getByRole("button", { name: "Log out" }).click();
  await page.waitForURL("**/signed-out");
  await page.goto(`${appliance.url}/login/account`);
  await picture(page, "sign-in-passkey");
  await page.getByRole("button", { name: "Sign in with a passkey" }).click();
  await account(page).waitFor();
  await page.getByText("Cleo Key").or(page.getByText("cleo")).first().waitFor();
});

journey("a rule that asks for a second factor lets nothing else be done before (ACC-6, ADM-6)", async () => {
  const dora = await appliance.addUser("dora", "Dora Due");
  await appliance.api("PATCH", `/users/${dora.id}`, { settings: { "sign_in.second_factor": true } });
  const person = await browser.person(appliance);
  const page = await person.page("/login/");
  await signIn(page, dora);
  await page.getByRole("heading", { name: "Set up a second factor" }).waitFor();
  await picture(page, "factor-required");
  const console = await person.page("/console/");
  await console.getByRole("heading", { name: "Set up a second factor first" }).waitFor();
  await addApp(page);
  await account(page).waitFor();
  await page.getByRole("button", { name: "Remove Phone" }).click();
  await page.getByRole("button", { name: "Remove it" }).click();
  await page.getByText("A rule of this site asks for a second factor.").waitFor();
  await console.reload();
  await console.getByText("Jump Items").first().waitFor();
});

journey("an administrator takes the factors of somebody who lost them away (ACC-6)", async () => {
  const eve = await appliance.addUser("eve", "Eve Lost");
  const person = await browser.person(appliance);
  const page = await person.page("/login/account");
  await signIn(page, eve);
  await addApp(page);
  const ada = await browser.person(appliance);
  const admin = await ada.page(`/login/users/${eve.id}`);
  await signIn(admin, appliance.admin);
  await admin.getByRole("button", { name: "Remove all second factors" }).click();
  await admin.getByRole("button", { name: "Remove them" }).click();
  await admin.getByText("Eve Lost has no second factor now").waitFor();
  await page.reload();
  await signIn(page, eve);
  await account(page).waitFor();
});

journey("somebody sees where they are signed in, and signs the other place out (ADM-3)", async () => {
  const finn = await appliance.addUser("finn", "Finn Twice");
  const [one, two] = [await browser.person(appliance), await browser.person(appliance)];
  const here = await one.page("/login/account");
  await signIn(here, finn);
  await account(here).waitFor();
  const there = await two.page("/console/");
  await signIn(there, finn);
  await there.getByText("Jump Items").first().waitFor();
  await here.reload();
  await here.getByText("this browser").waitFor();
  await assertAccessible(here, "My Account");
  await here.getByText("Where you are signed in").scrollIntoViewIfNeeded();
  await picture(here, "logins");
  await here.getByRole("button", { name: "Sign out Chrome on Linux" }).click();
  await here.getByText("Chrome on Linux is signed out").waitFor();
  await there.getByRole("button", { name: "Sign in", exact: true }).waitFor();
});

journey("a group policy says from where its members may sign in, and nobody locks themselves out (ACC-5)", async () => {
  const gus = await appliance.addUser("gus", "Gus Far");
  const ada = await browser.person(appliance);
  const admin = await ada.page("/login/policies/new");
  await signIn(admin, appliance.admin);
  const form = admin.getByRole("form", { name: "Make a group policy" });
  await form.getByLabel("Name", { exact: true }).fill("Office only");
  for (const [typed, name] of [
    ["gus", /Gus Far/],
    ["admin", /Ada Admin/],
  ]) {
    await form.getByLabel("Add a person").fill(typed);
    await admin.getByRole("option", { name }).click();
  }
  await form.getByRole("switch", { name: "Only from some networks" }).focus();
  await admin.keyboard.press("Space");
  await form.getByRole("textbox", { name: "Networks" }).fill("198.51.100.0/24");
  await form.getByRole("button", { name: "Make the policy" }).click();
  await admin.getByText("This would lock you out, here and now.").waitFor();
  await form.getByRole("button", { name: "Remove Ada Admin" }).click();
  await form.getByRole("button", { name: "Make the policy" }).click();
  await admin.getByRole("row", { name: "Office only" }).waitFor();
  const person = await browser.person(appliance);
  const page = await person.page("/login/");
  await signIn(page, gus);
  await page.getByText("You may not sign in here and now.").waitFor();
});
