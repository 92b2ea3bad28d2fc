// Others are asked into a session: somebody without an account by a link, a team for help on an issue, a representative who is at home by mail (SUP-70, SES-21, SUP-33).

import assert from "node:assert/strict";
import { readFileSync } from "node:fs";
import { join } from "node:path";
import { after, before } from "node:test";

import { picture } from "../harness/browser.mjs";
import { field, isShown, log, paste, png, repsOnly, toEveryone } from "../harness/chat.mjs";
import { Console, signIn } from "../harness/console.mjs";
import { CustomerPage } from "../harness/customer.mjs";
import { journey } from "../harness/journey.mjs";
import { looks } from "../harness/looks.mjs";
import { MailServer } from "../harness/mail.mjs";
import { until } from "../harness/processes.mjs";
import { Stage } from "../harness/stage.mjs";

let stage;
let mail;
let olga;
let grace;

before(async () => {
  stage = await Stage.build({ name: "Workshop PC" });
  const { api, folder } = stage.appliance;
  const add = stage.appliance.addUser.bind(stage.appliance);
  olga = await add("olga", "Olga Rep");
  grace = await add("grace", "Grace Hopper");
  await api("PATCH", `/users/${olga.id}`, { settings: { "support.invite_external": true } });
  await api("PATCH", `/users/${grace.id}`, {
    email: "grace@example.com",
    settings: { "support.extended_availability": true },
  });
  const [group] = (await api("GET", "/jump-groups")).groups;
  const members = group.members.map(({ user_id, role_id }) => ({ user_id, role_id }));
  await api("PATCH", `/jump-groups/${group.id}`, { members: [...members, { user_id: olga.id }] });
  const team = await api("POST", "/teams", {
    name: "Helpdesk",
    members: [olga, grace].map(({ id }) => ({ user_id: id, rank: "member" })),
  });
  stage.team = team.id;
  // Nobody waits for three minutes here.
  await api("PATCH", "/settings/routing", { grace_seconds: 10 });
  const file = (name) => readFileSync(join(folder, "data", name), "utf8");
  mail = await MailServer.start({ certificate: file("tls.crt"), key: file("tls.key") });
  await api("PATCH", "/settings/mail", {
    server: "localhost",
    port: mail.port,
    security: "start_tls",
    user: mail.user,
    password: mail.password,
    authorities: mail.authority,
    sender_address: "towline@example.com",
    sender_name: "Towline support",
  });
});
after(async () => {
  await stage?.strike();
  await mail?.stop();
});

const bar = (console) => console.page.getByRole("toolbar", { name: "Tools" });
const button = (console, name) => bar(console).getByRole("button", { name, exact: true });
const dialog = (page) => page.getByRole("dialog");

async function at(user) {
  const person = await stage.browser.person(stage.appliance);
  return { person, console: await Console.open(person, user) };
}

async function bye(...people) {
  for (const person of people) {
    await person.assertWell();
    await person.leave();
  }
}

/** Invites Erik, and gives the link as the dialog shows it. */
async function invite(owner, { email = "", profile = "Vendors", look } = {}) {
  const { page } = owner;
  await button(owner, "Share").click();
  await dialog(page).getByText("External", { exact: true }).click();
  await dialog(page).getByLabel("Name").fill("Erik <b>Vendor</b>");
  if (email) await dialog(page).getByLabel("E-mail (optional)").fill(email);
  await dialog(page).getByRole("combobox", { name: "What they may do" }).waitFor();
  assert.equal(await dialog(page).getByRole("combobox", { name: "What they may do" }).inputValue(), profile);
  await dialog(page).getByLabel("Comments").fill("Knows the press.");
  if (look) await looks(page, `${look}-dialog`);
  await dialog(page).getByRole("button", { name: "Invite", exact: true }).click();
  const link = dialog(page).getByRole("group", { name: "Link" });
  await link.waitFor();
  if (look) await looks(page, `${look}-link`);
  const text = (await link.locator("code").textContent()).trim();
  await dialog(page).getByRole("button", { name: "Done", exact: true }).click();
  await dialog(page).waitFor({ state: "detached" });
  return text;
}

/** A stranger at the page of a link; no account, no sign-in. */
async function stranger(link) {
  const person = await stage.browser.person(stage.appliance);
  const page = await person.page(link.slice(stage.appliance.url.length));
  return { person, page };
}

async function comeIn(page) {
  await page.getByRole("button", { name: "Open the web console" }).click();
  await page.getByRole("toolbar", { name: "Tools" }).waitFor();
  return new Console(page);
}

const over = (page, why) =>
  page
    .getByRole("heading", { name: "Your invitation has ended" })
    .and(page.locator("h1"))
    .waitFor()
    .then(() => page.getByText(why).waitFor());

journey(
  "a session policy is marked, and an external representative works in one session with it (SUP-70)",
  async () => {
    const admin = await stage.browser.person(stage.appliance);
    const settings = await admin.page("/login/session-policies/new");
    await signIn(settings, stage.appliance.admin);
    await settings.getByLabel("Name", { exact: true }).fill("Vendors");
    await settings
      .getByRole("switch", { name: "External representatives can be invited with it" })
      .click({ force: true });
    await looks(settings, "external-policy");
    await settings.getByRole("button", { name: "Make the policy" }).click();
    await settings
      .getByRole("row", { name: /Vendors/ })
      .getByText("Yes", { exact: true })
      .waitFor();

    const { person, console: owner } = await at(olga);
    await owner.jumpTo("Workshop PC");
    await owner.say("It stands still since noon.");
    await owner.startShell();
    await owner.typeInShell("echo before-$((40+2))\n");
    await owner.shellShows("before-42");
    const link = await invite(owner, { email: "erik@example.org", look: "external" });
    await owner.chatShows("You invited Erik <b>Vendor</b> as an external representative.");
    await button(owner, "Open invitations: 1").click();
    await owner.page.getByText("Comes by a link").waitFor();
    await looks(owner.page, "external-open");
    await owner.page.keyboard.press("Escape");
    const letter = await mail.arrived("erik@example.org");
    assert.ok(letter.text.includes(link), letter.text);
    assert.ok(letter.text.includes("> Knows the press."), letter.text);

    // Looking at the page uses nothing up.
    const scanner = await stranger(link);
    await scanner.page.getByText("Olga Rep asks you into a support session.").waitFor();
    await scanner.person.leave();
    const erik = await stranger(link);
    await erik.page.getByText("Olga Rep asks you into a support session.").waitFor();
    await erik.page.getByText("Knows the press.").waitFor();
    await erik.page.getByText("Your invitation ends when you leave", { exact: false }).waitFor();
    await looks(erik.page, "external-landing");
    const guest = await comeIn(erik.page);
    assert.ok(!erik.page.url().includes("#"), erik.page.url());
    await guest.chatShows("It stands still since noon.");
    await erik.page.getByRole("banner").getByText("External representative").waitFor();
    await guest.tool("Command Shell");
    await guest.shellShows("before-42");
    await guest.focusShell();
    await guest.typeInShell("echo guest-$((40+3))\n");
    await owner.shellShows("guest-43");
    await looks(erik.page, "external-session");
    // Nothing else is there: no lists, no search, nothing to hand on.
    for (const name of ["Search", "Home", "Sessions"])
      assert.equal(await erik.page.getByRole("navigation", { name }).count(), 0);
    assert.equal(await erik.page.getByRole("banner").getByRole("link").count(), 0);
    for (const name of ["Share", "Transfer"]) assert.equal(await button(guest, name).count(), 0);
    await owner.chatShows("Erik <b>Vendor</b> joined as an external representative, invited by Olga Rep.");
    await button(owner, "Participants: 2").click();
    await owner.page.getByText("External · Olga Rep answers").waitFor();
    await looks(owner.page, "external-participants");
    await owner.page.keyboard.press("Escape");
    await settings.goto(`${stage.appliance.url}/login/status`);
    await settings.getByText("External, by Olga Rep").waitFor();
    await looks(settings, "external-running");

    // The same link again is nobody's; a reload comes back.
    const late = await stranger(link);
    await late.page.getByText("This invitation is not valid any more").waitFor();
    await looks(late.page, "external-void");
    await erik.page.reload();
    await guest.shellShows("guest-43");

    await guest.button("Close the session").click();
    await dialog(erik.page)
      .getByRole("button", { name: /^Leave session/ })
      .click();
    await over(erik.page, "You left the session.");
    await looks(erik.page, "external-over");
    await owner.chatShows("Erik <b>Vendor</b> left.");
    await erik.page.reload();
    await over(erik.page, "Ask whoever invited you");
    await owner.close("end");
    await owner.jumpItems.waitFor();
    await bye(person, erik.person, late.person, admin);
  },
);

journey(
  "the inviter's browser is killed: the external representative is out after the grace, and the shell is gone (SUP-70)",
  async () => {
    const { person, console: owner } = await at(olga);
    await owner.jumpTo("Workshop PC");
    await owner.startShell();
    const { person: stranger_, page } = await stranger(await invite(owner));
    const guest = await comeIn(page);
    await guest.tool("Command Shell");
    await guest.focusShell();
    await guest.typeInShell("echo mine-$((40+4))\n");
    await guest.shellShows("mine-44");
    // A picture of nothing is left when the link is cut.
    await person.leave();
    const since = Date.now();
    await over(page, "Whoever invited you has left the session.");
    const seconds = (Date.now() - since) / 1000;
    assert.ok(seconds > 8 && seconds < 10 + 2 + 2, `out after ${seconds} s`);
    assert.equal(await page.locator(".xterm").count(), 0);
    assert.ok(!(await page.content()).includes("mine-44"));
    await picture(page, "external-inviter-gone");
    // It waits for its owner, as if nobody else had been there.
    const again = await at(olga);
    const { page: home } = again.console;
    await home
      .getByRole("navigation", { name: "Home" })
      .getByRole("link", { name: /^Personal queue/ })
      .click();
    await home.getByRole("button", { name: "Resume the session with Workshop PC" }).first().click();
    await again.console.chatShows("left, because nobody answers for them any more.");
    await again.console.close("end");
    await bye(stranger_, again.person);
  },
);

journey("the owner removes an external representative, and cancels a link that is open (SES-22, SUP-70)", async () => {
  const { person, console: owner } = await at(olga);
  await owner.jumpTo("Workshop PC");
  const erik = await stranger(await invite(owner));
  await comeIn(erik.page);
  await button(owner, "Participants: 2").click();
  await owner.page.getByRole("button", { name: "Remove Erik <b>Vendor</b>" }).click();
  await owner.page
    .getByRole("dialog", { name: /^Remove Erik/ })
    .getByRole("button", { name: "Remove", exact: true })
    .click();
  await over(erik.page, "You were removed from the session.");
  const link = await invite(owner);
  await button(owner, "Open invitations: 1").click();
  await owner.page.getByRole("button", { name: "Cancel the invitation of Erik <b>Vendor</b>" }).click();
  await owner.chatShows("You cancelled the link for Erik <b>Vendor</b>.");
  const late = await stranger(link);
  await late.page.getByText("This invitation is not valid any more").waitFor();
  await owner.close("end");
  await owner.jumpItems.waitFor();
  await bye(person, erik.person, late.person);
});

journey(
  "an external representative sends a file and pastes a picture, opens what others sent, and after the removal nothing (SES-30, SUP-70)",
  async () => {
    const key = await (await stage.appliance.signIn(olga))("POST", "/session-keys", { minutes: 10 });
    const { person, console: owner } = await at(olga);
    const home = await stage.browser.person(stage.appliance, { width: 900, height: 1100 });
    const customer = await CustomerPage.follows(home, key.url, "Carla");
    await owner.button("View the session with Carla").click();
    await owner.button("Accept the session with Carla").click();
    await customer.isTold("Helping you now: Olga Rep");
    const bytes = (text) => Buffer.from(text);
    await customer.page
      .locator("#file")
      .setInputFiles({ name: "wiring.txt", mimeType: "text/plain", buffer: bytes("red to blue") });
    await customer.page
      .locator("#photo")
      .setInputFiles({ name: "press.png", mimeType: "image/png", buffer: png(300, 200, [200, 120, 40]) });
    await isShown(log(owner).getByRole("img", { name: "Picture press.png" }));

    // What was said before they came is there, and opens.
    const erik = await stranger(await invite(owner));
    await erik.page.getByRole("button", { name: "Open the web console" }).click();
    const guest = new Console(erik.page);
    await isShown(log(guest).getByRole("img", { name: "Picture press.png" }));
    const wiring = log(guest).getByRole("link", { name: "wiring.txt" });
    const [download] = await Promise.all([erik.page.waitForEvent("download"), wiring.click()]);
    assert.equal(readFileSync(await download.path(), "utf8"), "red to blue");

    // Both ways of sending; the representative and the customer have it.
    await field(guest).click();
    await paste(erik.page, png(320, 200, [13, 107, 107]), "valve.png", "image/png");
    await isShown(log(guest).getByRole("img", { name: "Picture valve.png" }));
    await isShown(log(owner).getByRole("img", { name: "Picture valve.png" }));
    await isShown(customer.log.getByRole("img", { name: "valve.png" }));
    const send = (name, text) =>
      erik.page.locator("input[data-attach]").setInputFiles({ name, mimeType: "text/plain", buffer: bytes(text) });
    await send("manual.txt", "turn it left");
    await log(guest).getByRole("link", { name: "manual.txt" }).waitFor();
    await log(owner).getByRole("link", { name: "manual.txt" }).waitFor();
    await customer.log.getByRole("link", { name: "manual.txt" }).waitFor();
    await repsOnly(guest);
    await send("price.txt", "do not tell");
    const price = log(owner).getByRole("link", { name: "price.txt" });
    const [priced] = await Promise.all([owner.page.waitForEvent("download"), price.click()]);
    assert.equal(readFileSync(await priced.path(), "utf8"), "do not tell");
    assert.equal(await customer.log.getByText("price.txt").count(), 0);
    await toEveryone(guest);
    // One that is too large is told before it is sent.
    await stage.appliance.api("PATCH", "/settings/chat", { file_mib: 1 });
    await erik.page.reload();
    await log(guest).getByRole("link", { name: "price.txt" }).waitFor();
    await erik.page
      .locator("input[data-attach]")
      .setInputFiles({ name: "film.bin", mimeType: "text/plain", buffer: Buffer.alloc(1024 * 1024 + 1) });
    await erik.page.getByText("Send one of at most 1 MB", { exact: false }).waitFor();
    await looks(erik.page, "external-files");
    await stage.appliance.api("PATCH", "/settings/chat", { file_mib: 10 });

    const address = await wiring.getAttribute("href");
    const { cookies } = await erik.page.context().storageState();
    const cookie = cookies.map(({ name, value }) => `${name}=${value}`).join("; ");
    assert.equal((await stage.appliance.fetch("GET", address, { cookie })).status, 200);
    assert.equal((await stage.appliance.fetch("GET", address)).status, 401, "nobody else has it");
    await button(owner, "Participants: 3").click();
    await owner.page.getByRole("button", { name: "Remove Erik <b>Vendor</b>" }).click();
    await owner.page
      .getByRole("dialog", { name: /^Remove Erik/ })
      .getByRole("button", { name: "Remove", exact: true })
      .click();
    await over(erik.page, "You were removed from the session.");
    const late = await stage.appliance.fetch("GET", address, { cookie });
    assert.deepEqual([late.status, JSON.parse(late.text).code], [401, "invitation_ended"]);
    await owner.close("end");
    await owner.jumpItems.waitFor();
    await bye(person, erik.person, home);
  },
);

journey("help is requested on an issue, and comes from its team (SES-21)", async () => {
  const admin = await stage.browser.person(stage.appliance);
  const settings = await admin.page("/login/issues/new");
  await signIn(settings, stage.appliance.admin);
  await settings.getByLabel("Name", { exact: true }).fill("Printing");
  await settings.getByRole("combobox", { name: "Team" }).click();
  await settings.getByRole("option", { name: "Helpdesk" }).click();
  await settings.getByRole("switch", { name: "Representatives can ask for help on it" }).click({ force: true });
  await looks(settings, "help-issue");
  await settings.getByRole("button", { name: "Make the issue" }).click();
  await settings.getByRole("row", { name: /Printing/ }).waitFor();

  const [{ person: one, console: owner }, { person: two, console: helper }] = [await at(olga), await at(grace)];
  await owner.jumpTo("Workshop PC");
  await button(owner, "Share").click();
  await dialog(owner.page).getByText("Request help", { exact: true }).first().click();
  await dialog(owner.page).getByText("Help comes from Helpdesk.").waitFor();
  assert.equal(await dialog(owner.page).getByRole("combobox", { name: "Issue" }).inputValue(), "Printing");
  await dialog(owner.page).getByLabel("Comments").fill("It prints blank pages.");
  await looks(owner.page, "help-dialog");
  await dialog(owner.page).getByRole("button", { name: "Request help", exact: true }).click();
  await owner.chatShows("You invited Printing (Helpdesk).");
  await helper.page.getByRole("status").filter({ hasText: "Olga Rep asks for help: Printing" }).waitFor();
  await helper.page
    .getByRole("status")
    .getByRole("button", { name: /^View the invitation/ })
    .click();
  await dialog(helper.page).getByText("It prints blank pages.").waitFor();
  await looks(helper.page, "help-invitation");
  await dialog(helper.page).getByRole("button", { name: "Accept", exact: true }).click();
  await helper.chatShows("You accepted the invitation.");
  await owner.close("end");
  await owner.jumpItems.waitFor();
  await bye(one, two, admin);
});

/** The links of a letter, by what they do. */
const linksIn = (text) =>
  Object.fromEntries(
    [...text.matchAll(/https:\S+\/console\/invited\/([a-z-]+)#\S+/g)].map(([link, how]) => [how, link]),
  );

/** Shares with Grace, who is not signed in. */
async function askAway(owner, look) {
  await button(owner, "Share").click();
  const choice = dialog(owner.page).getByRole("radio", { name: "Grace Hopper" });
  await choice.check();
  await dialog(owner.page).getByText("Not signed in · is told by e-mail").waitFor();
  if (look) await looks(owner.page, look);
  await dialog(owner.page).getByRole("button", { name: "Invite", exact: true }).click();
  await dialog(owner.page).waitFor({ state: "detached" });
}

journey(
  "a representative who is signed out is asked by mail: declines, accepts, and switches it off (SUP-33)",
  async () => {
    // She opts in.
    const home = await stage.browser.person(stage.appliance);
    const account = await home.page("/login/account");
    await signIn(account, grace);
    const choice = account.getByRole("switch", { name: "Send me invitations by e-mail" });
    await choice.click({ force: true });
    await looks(account, "away-account");
    await account
      .getByRole("form", { name: "While you are signed out" })
      .getByRole("button", { name: /^Save/ })
      .click();
    const asGrace = await stage.appliance.signIn(grace);
    await until("it is saved", async () => (await asGrace("GET", "/me")).asked_away);
    await home.leave();

    const { person, console: owner } = await at(olga);
    await owner.jumpTo("Workshop PC");
    await askAway(owner, "away-share");
    const first = linksIn((await mail.arrived("grace@example.com", 1)).text);
    const declines = await stage.browser.person(stage.appliance);
    const page = await declines.page(first.decline.slice(stage.appliance.url.length));
    await page.getByText("Olga Rep invites you to a session").waitFor();
    await looks(page, "away-decline");
    assert.ok(!(await owner.chat()).includes("declined"), "looking answers nothing");
    await page.getByRole("button", { name: "Decline", exact: true }).click();
    await page.getByText("You declined").waitFor();
    await looks(page, "away-declined");
    await owner.chatShows("Grace Hopper declined the invitation.");
    await page.goto("about:blank");
    await page.goto(first.decline);
    await page.getByText("This invitation is over").waitFor();

    await askAway(owner);
    const second = linksIn((await mail.arrived("grace@example.com", 2)).text);
    const accepts = await stage.browser.person(stage.appliance);
    const there = await accepts.page(second.accept.slice(stage.appliance.url.length));
    await there.getByRole("button", { name: "Accept and go to the session" }).click();
    await signIn(there, grace);
    await there.getByRole("toolbar", { name: "Tools" }).waitFor();
    await new Console(there).chatShows("You accepted the invitation.");
    await accepts.assertWell();
    await new Console(there).close("leave");
    await accepts.leave();
    await button(owner, "Participants").waitFor();

    // Her console may be a moment in going.
    const asOlga = await stage.appliance.signIn(olga);
    await until("she is away", async () => {
      const { teams } = await asOlga("GET", "/representatives");
      return teams[0]?.representatives[0]?.by_mail;
    });
    await askAway(owner);
    const third = linksIn((await mail.arrived("grace@example.com", 3)).text);
    const off = await declines.page(third["switch-off"].slice(stage.appliance.url.length));
    await off.getByRole("button", { name: "Decline, and send me no such messages while I am signed out" }).click();
    await off.getByText("You get no such messages").waitFor();
    assert.deepEqual((await asOlga("GET", "/representatives")).teams, []);
    // A link that was not used yet, two hundred times at once: it counts once.
    const token = second.decline.split("#")[1];
    const answers = await Promise.all(
      Array.from({ length: 200 }, (_, nth) =>
        stage.appliance.fetch("POST", "/api/v1/invitations/decline", { body: { token, switch_off: nth % 2 === 0 } }),
      ),
    );
    const won = answers.filter(({ status }) => status === 204);
    const codes = new Set(answers.filter(({ status }) => status !== 204).map(({ text }) => JSON.parse(text).code));
    // More than a hundred in a second from one place are throttled.
    codes.delete("too_many_attempts");
    assert.deepEqual([won.length, ...codes], [1, "away_link_void"]);
    await owner.close("end");
    await owner.jumpItems.waitFor();
    await bye(person, declines);
  },
);
