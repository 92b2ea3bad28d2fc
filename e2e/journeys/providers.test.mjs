// Security providers (ACC-7): an administrator connects a real OpenID provider and a real directory; people sign in with the account that they have there, get what their groups give, and lose what
// they give no more. When a provider is down, whoever has a password of the site signs in as always.

import assert from "node:assert/strict";
import { readFileSync } from "node:fs";
import { after, before } from "node:test";

import { Appliance } from "../harness/appliance.mjs";
import { assertAccessible, Browser, picture } from "../harness/browser.mjs";
import { signIn } from "../harness/console.mjs";
import { Directory } from "../harness/directory.mjs";
import { journey } from "../harness/journey.mjs";
import { OpenIdProvider } from "../harness/openid.mjs";
import { codeOf } from "../harness/totp.mjs";

let appliance;
let browser;
let work;
let directory;

before(async () => {
  appliance = await Appliance.start();
  await appliance.setUp();
  browser = await Browser.start();
  work = await OpenIdProvider.start(`${appliance.url}/login/callback`);
  directory = await Directory.start();
  await appliance.api("POST", "/group-policies", {
    name: "Team leads",
    description: "",
    settings: { "admin.configuration": { value: true } },
    groups: [],
    members: [],
  });
});
after(async () => {
  await browser?.stop();
  await work?.goDown();
  await directory?.goDown();
  await appliance?.stop();
});

const account = (page) => page.getByRole("heading", { name: "My Account" });
const teams = (page) => page.getByRole("link", { name: "Support Teams" });

async function addGroup(form, page, group) {
  await form.getByRole("button", { name: "Add a group" }).click();
  await form.getByLabel("Group at the provider").fill(group);
  await form.getByRole("combobox", { name: "Group policy" }).click();
  await page.getByRole("option", { name: "Team leads" }).click();
}

async function signOut(page) {
  await page.getByRole("button", { name: "Log out" }).click();
  await page.waitForURL("**/signed-out*");
}

journey("an administrator connects an OpenID provider and tries it (ACC-7, ADM-5)", async () => {
  const ada = await browser.person(appliance);
  const page = await ada.page("/login/security-providers");
  await signIn(page, appliance.admin);
  await page.getByText("Everybody has a password of this site").waitFor();
  await page.getByRole("link", { name: "Add a provider" }).first().click();
  const form = page.getByRole("form", { name: "Add a security provider" });
  await form.getByLabel("Name", { exact: true }).first().fill("Work");
  await form.getByText(`${appliance.url}/login/callback`).waitFor();
  await form.getByLabel("Issuer").fill("http://id.example");
  await form.getByLabel("Client id").fill(work.clientId);
  await form.getByLabel("Client secret").fill("not the right one");
  await addGroup(form, page, "leads");
  await assertAccessible(page, "adding a security provider");
  await picture(page, "provider-new");
  await form.getByRole("button", { name: "Add the provider" }).click();
  await page.getByText("It begins with https://.").waitFor();
  await form.getByLabel("Issuer").fill(work.issuer);
  await form.getByRole("button", { name: "Add the provider" }).click();
  await page.getByRole("heading", { name: "Test" }).waitFor();

  const test = page.getByRole("button", { name: "Test", exact: true });
  await test.click();
  await page.getByText("Its keys were read.").waitFor();
  await page.getByText("It does not know this client, or its secret is another one.").waitFor();
  await page.getByText("Something does not work").waitFor();
  const edit = page.getByRole("form", { name: "About this provider" });
  await edit.getByLabel("Client secret").fill(work.clientSecret);
  await page.getByText("Save your changes first: what is saved is tested.").waitFor();
  await page.getByRole("button", { name: "Save changes" }).click();
  await page.getByText("There is one. Type another to replace it; it is never shown.").waitFor();
  await test.click();
  await page.getByText("Everything works").waitFor();
  await page.getByText("It says that it tells when somebody proved themselves (auth_time).").waitFor();
  await page.getByText("It knows this client and its secret.").scrollIntoViewIfNeeded();
  await picture(page, "provider-test");
  await assertAccessible(page, "a security provider");
  const small = await browser.person(appliance, { dark: true, width: 480 });
  const phone = await small.page(new URL(page.url()).pathname);
  await signIn(phone, appliance.admin);
  await phone.getByRole("heading", { name: "Test" }).waitFor();
  await assertAccessible(phone, "a security provider, small and dark");
  await picture(phone, "provider-small");
  await phone.getByRole("heading", { name: "Groups and policies" }).scrollIntoViewIfNeeded();
  await picture(phone, "provider-small-groups");
  await ada.assertWell();
  const record = JSON.stringify(await appliance.api("GET", "/record?kind=security_provider"));
  assert.ok(record.includes(work.issuer) && !record.includes(work.clientSecret), record);
});

journey("people sign in at the provider, and their groups decide at each sign-in (ACC-7)", async () => {
  work.people.set("7", {
    preferred_username: "gina",
    name: "Gina Giles",
    email: "gina@id.example",
    groups: ["leads", "staff"],
  });
  const gina = await browser.person(appliance);
  const page = await gina.page("/login/account");
  await page.getByRole("button", { name: "Sign in with Work" }).waitFor();
  await assertAccessible(page, "the sign-in page with a provider");
  await picture(page, "provider-sign-in");
  await page.getByRole("button", { name: "Sign in with Work" }).click();
  await OpenIdProvider.signIn(page, "7");
  await account(page).waitFor();
  assert.equal(new URL(page.url()).pathname, "/login/account", "it came back to where it began");
  await teams(page).waitFor();
  await page.getByText("You sign in with Work. Your password is kept there, and changed there.").waitFor();
  await assertAccessible(page, "My Account of somebody who signs in through a provider");
  await picture(page, "provider-account");
  await gina.assertWell();

  work.people.get("7").groups = ["staff"];
  await signOut(page);
  await page.goto("/login/account");
  // The provider still knows the browser, and asks nothing.
  await page.getByRole("button", { name: "Sign in with Work" }).click();
  await page.getByText("Work does not let you in here.").waitFor();
  await assertAccessible(page, "a provider does not let somebody in");
  await picture(page, "provider-not-admitted");

  const [{ id }] = (await appliance.api("GET", "/security-providers")).providers;
  await appliance.api("PATCH", `/security-providers/${id}`, { admits_others: true });
  await page.getByRole("link", { name: "To the sign-in page" }).click();
  await page.getByRole("button", { name: "Sign in with Work" }).click();
  await page.getByRole("link", { name: "My Account" }).waitFor();
  assert.equal(await teams(page).count(), 0, "what the group gave is gone");
});

journey("what came back works once, and in the browser that asked (ACC-7)", async () => {
  work.people.set("8", { preferred_username: "hugo", name: "Hugo Hall", groups: ["leads"] });
  const hugo = await browser.person(appliance);
  const page = await hugo.page("/login/");
  let callback;
  page.on("request", (request) => {
    if (request.url().includes("/login/callback?")) callback = request.url();
  });
  await page.getByRole("button", { name: "Sign in with Work" }).click();
  await OpenIdProvider.signIn(page, "8");
  await teams(page).waitFor();
  await page.goto(callback);
  await page.getByText("This sign-in is over, or was begun in another browser.").waitFor();
  await picture(page, "provider-replayed");

  const other = await browser.person(appliance);
  const stranger = await other.page("/login/");
  await stranger.getByRole("button", { name: "Sign in with Work" }).click();
  await stranger.locator("input[name=login]").waitFor();
  const forged = new URL(callback);
  forged.searchParams.set("state", "a-state-that-nobody-gave");
  await stranger.goto(forged.href);
  await stranger.getByText("This sign-in is over, or was begun in another browser.").waitFor();
});

journey("a second factor of one's own is asked for after the provider (ACC-6, ACC-7)", async () => {
  work.people.set("9", { preferred_username: "iris", name: "Iris Ito", groups: ["leads"] });
  const iris = await browser.person(appliance);
  const page = await iris.page("/login/account");
  await page.getByRole("button", { name: "Sign in with Work" }).click();
  await OpenIdProvider.signIn(page, "9");
  await account(page).waitFor();
  // This provider says when somebody proved themselves only if it is asked: until then, it may have been long ago.
  await page.getByRole("button", { name: "Add an authenticator app" }).click();
  await page.getByRole("button", { name: "Sign in again with Work" }).waitFor();
  await assertAccessible(page, "the question to prove oneself at the provider");
  await picture(page, "provider-again");
  await page.getByRole("button", { name: "Sign in again with Work" }).click();
  await OpenIdProvider.signIn(page, "9");
  await account(page).waitFor();
  await page.getByRole("button", { name: "Add an authenticator app" }).click();
  const dialog = page.getByRole("dialog", { name: "Add an authenticator app" });
  const secret = await dialog.getByRole("group", { name: "Key" }).locator("code").textContent();
  await dialog.getByLabel("Code that the app shows now").fill(codeOf(secret));
  await dialog.getByRole("button", { name: "Add the app" }).click();
  await page.getByRole("button", { name: "I have saved them" }).click();
  await signOut(page);
  await page.goto("/login/account");
  await page.getByRole("button", { name: "Sign in with Work" }).click();
  await page.getByRole("heading", { name: "One more step" }).waitFor();
  await assertAccessible(page, "the second step after a provider");
  await picture(page, "provider-factor");
  await page.getByLabel("Code from your authenticator app").fill(codeOf(secret, 1));
  await page.getByRole("button", { name: "Continue" }).click();
  await account(page).waitFor();
  await iris.assertWell();
});

journey("a link of another program survives the way to the provider and back (ACC-7, ACC-9)", async () => {
  const gina = await browser.person(appliance);
  const criteria = new URLSearchParams({
    type: "web_console",
    operation: "execute",
    action: "start_jump_item_session",
    search_string: "a machine that nobody has",
  });
  const page = await gina.page(`/api/client_script?${criteria}`);
  await page.getByRole("button", { name: "Sign in with Work" }).click();
  await OpenIdProvider.signIn(page, "7");
  await page.waitForURL("**/console/**");
  await page.getByText("No Jump Item matches").waitFor();
  await picture(page, "provider-script");
  await gina.assertWell();
});

journey("a provider that is down is told, and a local administrator signs in as always (ACC-7)", async () => {
  await work.goDown();
  const ada = await browser.person(appliance, { dark: true, width: 480 });
  const page = await ada.page("/login/account");
  await page.getByRole("button", { name: "Sign in with Work" }).click();
  await page.getByText("Work cannot be reached.").waitFor();
  await picture(page, "provider-down");
  await signIn(page, appliance.admin);
  await account(page).waitFor();
  await work.comeBack();
});

journey("people of a directory type their password in the ordinary form (ACC-7, ACC-5)", async () => {
  directory.addPerson("ines", "Ines Ibarra", "quiet-lantern-over-rivers");
  directory.addPerson("admin", "Not That Admin", "quiet-lantern-over-rivers");
  directory.addGroup("Leads", ["ines"]);
  const ada = await browser.person(appliance);
  const page = await ada.page("/login/security-providers/new");
  await signIn(page, appliance.admin);
  const form = page.getByRole("form", { name: "Add a security provider" });
  await form.getByText("LDAP, Active Directory").click();
  await form.getByLabel("Name", { exact: true }).first().fill("Example directory");
  await form.getByLabel("Host").fill("localhost");
  await form.getByRole("combobox", { name: "Protection" }).click();
  await page.getByRole("option", { name: "None" }).click();
  await page.getByText("Without protection everybody on the way reads").waitFor();
  await form.getByRole("combobox", { name: "Protection" }).click();
  await page.getByRole("option", { name: "TLS (ldaps)" }).click();
  await form.getByLabel("Port").fill(String(directory.port));
  await form.getByLabel("Account", { exact: true }).fill(directory.looker);
  await form.getByLabel("Its password").fill(directory.lookerPassword);
  await form.getByLabel("Base", { exact: true }).fill(directory.suffix);
  await addGroup(form, page, "leads");
  await assertAccessible(page, "adding a directory");
  await picture(page, "provider-directory");
  await form.getByRole("button", { name: "Add the provider" }).click();
  await page.getByRole("heading", { name: "Test" }).waitFor();
  const test = page.getByRole("button", { name: "Test", exact: true });
  await test.click();
  await page.getByText("its certificate is not trusted").waitFor();
  const edit = page.getByRole("form", { name: "About this provider" });
  await edit.getByLabel("Certificate authority").fill(directory.certificate);
  await page.getByRole("button", { name: "Save changes" }).click();
  // The password of the looking account is not sent to whoever has another certificate.
  await page.getByText("Type it again: it is kept for the address").waitFor();
  await edit.getByLabel("Its password").fill(directory.lookerPassword);
  await page.getByRole("button", { name: "Save changes" }).click();
  await page.getByText("Save your changes first").waitFor({ state: "detached" });
  await page.getByLabel("User name to look for").fill("ines");
  await test.click();
  await page.getByText("Group policies that it gets: Team leads.").waitFor();
  await page.getByText("Everything works").scrollIntoViewIfNeeded();
  await picture(page, "provider-directory-test");
  await assertAccessible(page, "a directory that was tested");
  await ada.assertWell();

  const person = await browser.person(appliance);
  const door = await person.page("/login/account");
  await signIn(door, { username: "ines", password: "not it at all" });
  await door.getByText("The user name or the password is not right.").waitFor();
  await signIn(door, { username: "ines", password: "quiet-lantern-over-rivers" });
  await account(door).waitFor();
  await teams(door).waitFor();
  await door.getByText("You sign in with Example directory.").waitFor();
  // An empty password is one that a directory would say yes to.
  for (const password of ["", " "]) {
    const answer = await appliance.fetch("POST", "/api/v1/login", { body: { username: "ines", password } });
    assert.equal(answer.status, 401, answer.text);
  }
  const namesake = await appliance.fetch("POST", "/api/v1/login", {
    body: { username: "admin", password: "quiet-lantern-over-rivers" },
  });
  assert.equal(namesake.status, 401, "a local account's name is not answered by a directory");

  await directory.goDown();
  const other = await browser.person(appliance);
  const away = await other.page("/login/account");
  await signIn(away, { username: "ines", password: "quiet-lantern-over-rivers" });
  await away.getByText("Example directory cannot be reached.").waitFor();
  await picture(away, "provider-directory-down");
  await signIn(away, appliance.admin);
  await account(away).waitFor();
  await directory.comeBack();
});

journey("what a provider opened ends when it is switched off or removed (ACC-7)", async () => {
  const person = await browser.person(appliance);
  const page = await person.page("/login/account");
  await signIn(page, { username: "ines", password: "quiet-lantern-over-rivers" });
  await account(page).waitFor();
  const ada = await browser.person(appliance);
  const admin = await ada.page("/login/security-providers");
  await signIn(admin, appliance.admin);
  await admin.getByRole("button", { name: "Move Example directory up" }).click();
  await admin.getByRole("row").nth(1).getByText("Example directory").waitFor();
  await assertAccessible(admin, "the list of security providers");
  await picture(admin, "providers");
  // It is looked through like every list (ADM-7); between rows that are left out, nothing is moved.
  await admin.getByLabel("Search security providers by name, address or kind").fill("active directory");
  await admin.getByText("To change the order, show all providers").waitFor();
  assert.equal(await admin.getByRole("table").getByRole("row").count(), 2);
  assert.equal(await admin.getByRole("button", { name: /^Move / }).count(), 0);
  const download = admin.waitForEvent("download");
  await admin.getByRole("button", { name: "Save as CSV" }).click();
  const file = readFileSync(await (await download).path(), "utf8");
  assert.match(file, /"?Example directory"?,"?LDAP, Active Directory"?,/);
  await assertAccessible(admin, "the list of security providers, searched");
  await picture(admin, "providers-searched");
  await admin.getByRole("link", { name: "Example directory" }).click();
  await admin.getByRole("button", { name: "Remove this provider" }).click();
  await admin.getByRole("button", { name: "Remove the provider" }).click();
  await admin.getByText("Example directory is removed").waitFor();
  await page.reload();
  await page.getByRole("button", { name: "Sign in", exact: true }).waitFor();
  await signIn(page, { username: "ines", password: "quiet-lantern-over-rivers" });
  await page.getByText("The user name or the password is not right.").waitFor();
  await admin.goto("/login/record");
  await admin.getByRole("heading", { name: "Administrative Record" }).waitFor();
  await admin.getByText("Example directory").first().waitFor();
  await assertAccessible(admin, "the record with security providers");
  await picture(admin, "provider-record");
  await ada.assertWell();
});
