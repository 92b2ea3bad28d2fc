// The site's mail, and what it is for: an administrator sets a mail server up, and somebody who forgot a password chooses a new one by a link (ACC-5, ADM-2).

import assert from "node:assert/strict";
import { readFileSync } from "node:fs";
import { join } from "node:path";
import { after, before } from "node:test";

import { Appliance } from "../harness/appliance.mjs";
import { assertAccessible, Browser, picture } from "../harness/browser.mjs";
import { signIn } from "../harness/console.mjs";
import { journey } from "../harness/journey.mjs";
import { looks } from "../harness/looks.mjs";
import { MailServer } from "../harness/mail.mjs";
import { until } from "../harness/processes.mjs";

const FORGOT = "Forgot your password?";
const FRESH = "nine copper herons wade at dusk";

let appliance;
let browser;
let mail;
let jenny;

before(async () => {
  appliance = await Appliance.start();
  await appliance.setUp();
  browser = await Browser.start();
  jenny = await appliance.addUser("jenny", "Jenny Forgetful");
  await appliance.api("PATCH", `/users/${jenny.id}`, { email: "jenny@example.com" });
  await appliance.api("PATCH", "/me", { email: "ada@example.com" });
  // The mail server is on the same machine, and shows the certificate that the appliance made for it.
  const file = (name) => readFileSync(join(appliance.folder, "data", name), "utf8");
  mail = await MailServer.start({ certificate: file("tls.crt"), key: file("tls.key") });
});
after(async () => {
  await browser?.stop();
  await mail?.stop();
  await appliance?.stop();
});

journey("an administrator sets the mail server up and tries it out (ADM-2)", async () => {
  const person = await browser.person(appliance, { height: 1500 });
  const page = await person.page("/login/mail");
  await page.getByRole("button", { name: "Sign in", exact: true }).waitFor();
  await page.waitForLoadState("networkidle");
  assert.equal(await page.getByText(FORGOT).count(), 0, "no mail, no links");
  await signIn(page, appliance.admin);
  await page.getByRole("heading", { level: 1, name: "E-mail" }).waitFor();
  const form = page.getByRole("form", { name: "E-mail" });
  await form.getByRole("textbox", { name: "Server" }).fill("localhost");
  await form.getByRole("radio", { name: "None" }).check();
  await form.getByText("Nothing is encrypted").waitFor();
  await picture(page, "mail-plain");
  await form.getByRole("radio", { name: "STARTTLS" }).check();
  await form.getByRole("textbox", { name: "Port" }).fill(String(mail.port));
  await form.getByRole("textbox", { name: "Certificate authorities" }).fill(mail.authority);
  await form.getByRole("textbox", { name: "User" }).fill(mail.user);
  await form.getByLabel("Password", { exact: true }).fill("not-this-one");
  await form.getByRole("textbox", { name: "Address" }).fill("towline@example.com");
  await form.getByRole("textbox", { name: "Name", exact: true }).fill("Towline support");
  await looks(page, "mail-unsaved");
  await form.getByRole("button", { name: "Save changes" }).click();
  await form.getByRole("button", { name: "Save changes" }).waitFor({ state: "hidden" });

  const test = page.getByRole("form", { name: "Try it out" });
  assert.equal(await test.getByRole("textbox", { name: "Send it to" }).inputValue(), "ada@example.com");
  await test.getByRole("button", { name: "Send a test message" }).click();
  await page.getByText("The server refused the user or the password.").waitFor();
  await looks(page, "mail-refused");
  const status = await person.page("/login/status");
  await status.getByText(/No message could be sent since/).waitFor();

  await form.getByLabel("Password", { exact: true }).fill(mail.password);
  await form.getByRole("button", { name: "Save changes" }).click();
  await form.getByRole("button", { name: "Save changes" }).waitFor({ state: "hidden" });
  assert.equal(await form.getByLabel("Password", { exact: true }).inputValue(), "", "it is never shown again");
  await test.getByRole("button", { name: "Send a test message" }).click();
  await page.getByText("The server took the message.").waitFor();
  await looks(page, "mail-sent");
  const message = await mail.arrived("ada@example.com");
  assert.equal(message.from, "towline@example.com");
  assert.match(message.text, /^From: "?Towline support"? <towline@example.com>/m);
  assert.match(message.text, /This is a test message from https:\/\/localhost/);
  await status.reload();
  await status.getByText(/The last message was sent on/).waitFor();
  await page.getByRole("button", { name: "Remove the mail server" }).scrollIntoViewIfNeeded();
  await picture(page, "mail-end");
  await assertAccessible(status, "the status page with mail");
  await picture(status, "mail-status");
  await person.assertWell();
  await person.leave();
});

/** Asks for a link on a sign-in page, and returns what is told. */
async function forget(page, account) {
  await page.getByRole("button", { name: FORGOT }).click();
  await page.getByRole("textbox", { name: "User name or e-mail address" }).fill(account);
  await page.getByRole("button", { name: "Send the link" }).click();
  await page.getByRole("heading", { name: "Look into your mailbox" }).waitFor();
  const told = await page.getByRole("status").filter({ hasText: "has an account here" }).textContent();
  return told.replaceAll(account, "…");
}

function linkIn(message) {
  const [link] = /https:\/\/localhost:\d+\/login\/reset#\S+/.exec(message.text) ?? [];
  assert.ok(link, message.text);
  return link;
}

journey("somebody who forgot a password chooses a new one by a link in a message (ACC-5)", async () => {
  const elsewhere = await appliance.signIn(jenny);
  const person = await browser.person(appliance);
  const page = await person.page("/console/");
  await page.getByRole("button", { name: FORGOT }).waitFor();
  await looks(page, "sign-in-with-mail");
  await page.getByLabel("User name").fill("jenny");
  await page.getByRole("button", { name: FORGOT }).click();
  assert.equal(await page.getByRole("textbox", { name: "User name or e-mail address" }).inputValue(), "jenny");
  await looks(page, "forgot");
  await page.getByRole("button", { name: "Back to signing in" }).click();
  const told = await forget(page, "jenny");
  await looks(page, "forgot-sent");
  const link = linkIn(await mail.arrived("jenny@example.com"));

  await page.goto(link);
  await page.getByRole("heading", { name: "Choose a new password" }).waitFor();
  await page.getByText("For the account “jenny”.").waitFor();
  assert.equal(new URL(page.url()).hash, "", "the link is in no history");
  await looks(page, "reset");
  const fresh = page.getByLabel("New password", { exact: true });
  const again = page.getByLabel("New password again");
  await fresh.fill("short");
  await again.fill("shorter");
  await page.getByRole("button", { name: "Set the password" }).click();
  await page.getByText("Use at least 12 characters.").waitFor();
  await page.getByText("This differs from the new password above.").waitFor();
  await fresh.fill("password1234");
  await again.fill("password1234");
  await page.getByRole("button", { name: "Set the password" }).click();
  await page.getByText("This is one of the passwords that are tried first.").waitFor();
  await looks(page, "reset-refused");
  await fresh.fill(FRESH);
  await again.fill(FRESH);
  await page.getByRole("button", { name: "Set the password" }).click();
  await page.getByRole("heading", { name: "The password is changed" }).waitFor();
  await looks(page, "reset-done");
  await until("the other login ends", () =>
    elsewhere("GET", "/me").then(
      () => false,
      (reason) => reason.status === 401,
    ),
  );
  await page.getByRole("link", { name: "To the administration" }).click();
  await signIn(page, { username: "jenny", password: FRESH });
  await page.getByRole("heading", { name: "My Account" }).waitFor();
  const notice = await mail.arrived("jenny@example.com", 2);
  assert.match(notice.text, /^Subject: Your password at localhost was changed/m);
  assert.doesNotMatch(notice.text, /reset#/);

  // The same link once more, in another browser.
  const other = await browser.person(appliance);
  const door = await other.page(link);
  await door.getByRole("heading", { name: "This link does not work any more." }).waitFor();
  await looks(door, "reset-used");
  await door.getByRole("link", { name: "To the sign-in page" }).click();

  // A name that nobody has is told the same, and nobody gets a message. Then somebody's address, in other letters.
  assert.equal(await forget(door, "nobody-at-all"), told);
  await door.getByRole("button", { name: "Back to signing in" }).click();
  assert.equal(await forget(door, "nobody@example.com"), told);
  await door.getByRole("button", { name: "Back to signing in" }).click();
  assert.equal(await forget(door, "Jenny@Example.com"), told);
  const second = linkIn(await mail.arrived("jenny@example.com", 3));
  assert.notEqual(second, link);
  const others = mail.messages.flatMap((message) => message.to).filter((to) => !/^(jenny|ada)@/.test(to));
  assert.deepEqual(others, []);
  // Where links live: in no line of the appliance's log, and in no part of the record.
  const token = new URL(link).hash.slice(1);
  assert.ok(!readFileSync(join(appliance.folder, "appliance.log"), "utf8").includes(token));
  const record = await appliance.api("GET", "/record?kind=user&search=jenny");
  assert.equal(record.entries[0].author.name, "jenny");
  assert.ok(!JSON.stringify(record).includes(token));
  await person.assertWell();
  await other.assertWell();
  await person.leave();
  await other.leave();
});
