// The representative's side of attended support: session keys, queues, what tells of those who wait, and a session with a customer who is there with a browser.

import assert from "node:assert/strict";
import { readFileSync } from "node:fs";
import { join } from "node:path";
import { after, before } from "node:test";

import { Appliance } from "../harness/appliance.mjs";
import { atOnce, Browser, picture } from "../harness/browser.mjs";
import { Console } from "../harness/console.mjs";
import { Customer, CustomerPage, startWith } from "../harness/customer.mjs";
import { journey } from "../harness/journey.mjs";
import { looks } from "../harness/looks.mjs";
import { MailServer } from "../harness/mail.mjs";
import { until } from "../harness/processes.mjs";

let appliance;
let browser;
let mail;
let olga;
let grace;

before(async () => {
  appliance = await Appliance.start();
  await appliance.setUp();
  browser = await Browser.start();
  olga = await appliance.addUser("olga", "Olga Rep");
  grace = await appliance.addUser("grace", "Grace Hopper");
  const file = (name) => readFileSync(join(appliance.folder, "data", name), "utf8");
  mail = await MailServer.start({ certificate: file("tls.crt"), key: file("tls.key") });
});
after(async () => {
  await browser?.stop();
  await mail?.stop();
  await appliance?.stop();
});

const navigation = (console) => console.page.getByRole("navigation", { name: "Home" });
const dialog = (console) => console.page.getByRole("dialog");

async function goToQueue(console, name) {
  await console.goHome();
  await navigation(console).getByRole("link", { name }).click();
  await console.page.getByRole("heading", { level: 1, name }).waitFor();
}

/** Makes a key by the rep's own interface, for journeys that are about what comes after. */
async function keyOf(user) {
  const api = await appliance.signIn(user);
  return api("POST", "/session-keys", { minutes: 10 });
}

/** The bubble at Home. */
const waiting = (console, count) =>
  console.page
    .getByRole("banner")
    .getByRole("link", { name: count === 0 ? "Home" : `Home, ${count} waiting in your queues`, exact: true })
    .waitFor();

const offer = (console, text) => console.page.getByRole("status").filter({ hasText: text });

journey("a session key is made, copied, listed, sent and withdrawn (SUP-10, SUP-11)", async () => {
  const person = await browser.person(appliance);
  const console = await Console.open(person, olga);
  const { page } = console;
  await goToQueue(console, "Personal queue");
  await page.getByText("Nothing is waiting").waitFor();
  await looks(page, "queue-empty");

  await page.getByRole("banner").getByRole("button", { name: "Start New Session" }).click();
  await dialog(console).getByRole("combobox", { name: "The key can be used for" }).click();
  await page.getByRole("option", { name: "30 minutes" }).click();
  await dialog(console)
    .getByText(/^Until \w+day, \d/)
    .waitFor();
  await looks(page, "key-new");
  await console.button("Make the key").click();

  const shown = dialog(console).getByRole("button", { name: /^Copy the session key/ });
  const key = (await shown.textContent()).trim();
  assert.match(key, /^[2-9A-HJ-NP-Z]{3}-[2-9A-HJ-NP-Z]{3}-[2-9A-HJ-NP-Z]{3}$/);
  await shown.click();
  await dialog(console).getByRole("status").filter({ hasText: "Session key copied" }).waitFor();
  const clipboard = () => page.evaluate(() => navigator.clipboard.readText());
  assert.equal(await clipboard(), key);
  const link = dialog(console).getByRole("button", { name: /^Copy the link/ });
  const address = (await link.textContent()).trim();
  assert.ok(address.startsWith(`${appliance.url}/?ak=`), address);
  await link.click();
  await dialog(console).getByRole("status").filter({ hasText: "Link copied" }).waitFor();
  assert.equal(await clipboard(), address);

  const letter = await dialog(console).getByRole("link", { name: "Send by my e-mail program" }).getAttribute("href");
  assert.match(letter, /^mailto:\?subject=[^&]+&body=[^&]+$/);
  const text = decodeURIComponent(letter);
  for (const part of ["Olga Rep", key, address, "Both work once"]) assert.ok(text.includes(part), `${part} in ${text}`);
  // In the language that the customer reads (SUP-25).
  await dialog(console).getByRole("combobox", { name: "Language of the invitation" }).click();
  await page.getByRole("option", { name: "Japanese" }).click();
  const own = dialog(console).getByRole("link", { name: "Send by my e-mail program" });
  await until("it is in Japanese", async () =>
    decodeURIComponent(await own.getAttribute("href")).includes("こんにちは"),
  );
  // A site without mail offers none.
  assert.equal(await console.button("Send by this site").count(), 0);
  await looks(page, "key-made");

  await console.button("Done").click();
  const open = page.getByRole("table", { name: "Open session keys" });
  await open.getByRole("row", { name: key }).getByText("in 30 min").waitFor();
  await looks(page, "key-listed");
  await console.button(`Withdraw ${key}`).click();
  await dialog(console).getByText("stop working at once").waitFor();
  await dialog(console).getByRole("button", { name: "Withdraw", exact: true }).click();
  await page.getByText("The session key was withdrawn").waitFor();
  await open.waitFor({ state: "detached" });
  assert.equal((await startWith(appliance, { key })).status, 422);

  await appliance.api("PATCH", "/settings/mail", {
    ...{ server: "localhost", port: mail.port, security: "start_tls", authorities: mail.authority },
    ...{ user: mail.user, password: mail.password, sender_address: "towline@example.com", sender_name: "Help" },
  });
  await page.reload();
  await console.button("Start New Session").last().click();
  await console.button("Make the key").click();
  await console.button("Send by this site").click();
  const to = dialog(console).getByRole("textbox", { name: "E-mail address of the customer" });
  await to.fill("carla");
  await dialog(console).getByRole("button", { name: "Send", exact: true }).click();
  await dialog(console).getByText("Enter an address like name@example.com.").waitFor();
  await to.fill("carla@example.com");
  await dialog(console).getByRole("button", { name: "Send", exact: true }).click();
  await dialog(console).getByText("Sent to carla@example.com.").waitFor();
  await looks(page, "key-mailed");
  const sent = (
    await dialog(console)
      .getByRole("button", { name: /^Copy the link/ })
      .textContent()
  ).trim();
  assert.ok((await mail.arrived("carla@example.com")).text.includes(sent));
  await dialog(console).getByRole("combobox", { name: "Language of the invitation" }).click();
  await page.getByRole("option", { name: "German" }).click();
  await to.fill("dora@example.com");
  await dialog(console).getByRole("button", { name: "Send", exact: true }).click();
  await dialog(console).getByText("Sent to dora@example.com.").waitFor();
  const german = (await mail.arrived("dora@example.com")).text;
  assert.match(german, /^Subject: .*lädt Sie zu einer Support-Sitzung/m);
  for (const part of ["Olga Rep von", "Öffnen Sie diesen Link", sent]) {
    assert.ok(german.includes(part), `${part} in ${german}`);
  }
  await looks(page, "key-language");

  // While it is looked at somebody uses it.
  const customer = await Customer.comes(appliance, { link: sent, name: "Carla Customer" });
  await dialog(console).getByText("This key was used").waitFor();
  await looks(page, "key-used");
  await console.button("View the queue").click();
  await page.getByRole("row", { name: "Carla Customer" }).waitFor();
  await customer.end();
  await page.getByText("Nothing is waiting").waitFor();
  await person.assertWell();
  await person.leave();
});

journey(
  "a customer comes by a link, is seen, accepted, talked with, held, resumed and sent home (SUP-12, SUP-30, SUP-31, SES-24, SES-30)",
  async () => {
    const person = await browser.person(appliance);
    const console = await Console.open(person, olga);
    const { page } = console;
    await waiting(console, 0);
    // What the browser plays and tells the desktop can only be seen by what the page asks of it.
    await page.evaluate(() => {
      globalThis.__notes = 0;
      const { start } = OscillatorNode.prototype;
      OscillatorNode.prototype.start = function (...when) {
        globalThis.__notes += 1;
        return start.apply(this, when);
      };
    });
    const { url } = await keyOf(olga);
    const carla = await browser.person(appliance, { width: 400, height: 800 });
    const customer = await CustomerPage.follows(carla, url, "Carla <b>Customer</b>");
    await customer.isTold("You are in line with Olga Rep.");
    await offer(console, "New session in your personal queue").getByText("Carla <b>Customer</b>").waitFor();
    await waiting(console, 1);
    await until("a soft sound", () => page.evaluate(() => globalThis.__notes === 2));
    await customer.say("Hello? My printer is broken.");
    await picture(page, "queue-popup");
    await console.button("View the session with Carla <b>Customer</b>").click();
    await page.getByRole("heading", { level: 1, name: "Personal queue" }).waitFor();
    const row = page.getByRole("row", { name: "Carla <b>Customer</b>", exact: true });
    await row.getByText("Waiting", { exact: true }).waitFor();
    await row.getByRole("img", { name: "has written" }).waitFor();
    const details = page.getByRole("definition");
    await details.filter({ hasText: "127.0.0.1" }).waitFor();
    await details.filter({ hasText: "Hello? My printer is broken." }).waitFor();
    assert.ok(await row.evaluate((element) => element === document.activeElement), "View leads to the very session");
    await looks(page, "queue-one");

    await console.button("Accept the session with Carla <b>Customer</b>").click();
    await console.chatShows("Hello? My printer is broken.");
    await waiting(console, 0);
    await customer.isTold("Helping you now: Olga Rep");
    await console.say("Hello Carla, which one is it?");
    await customer.hears("Hello Carla, which one is it?");
    await customer.say("The one in the office, see https://printer.example/9");
    await page.getByRole("link", { name: "https://printer.example/9" }).waitFor();

    await page.getByRole("radio", { name: "Representatives only" }).check({ force: true });
    const aside = page.getByRole("textbox", { name: "Type to representatives only" });
    await aside.fill("She restarted it twice already.");
    await aside.press("Enter");
    await console.chatShows("She restarted it twice already.");
    await page.getByRole("log").getByText("Representatives only").first().waitFor();
    await page.getByRole("radio", { name: "Everyone" }).check({ force: true });
    await console.say("Please look at its display.");
    await customer.hears("Please look at its display.");
    // Also not after all is read again.
    await customer.page.reload();
    await customer.hears("Please look at its display.");
    assert.equal(await customer.page.getByText("She restarted it twice already.").count(), 0);
    await picture(customer.page, "attended-customer");
    await looks(page, "attended-chat");

    await console.button("Participants: 2").click();
    const here = dialog(console).getByRole("listitem").filter({ hasText: "customer" });
    await here.getByText("Connected").waitFor();
    await page.keyboard.press("Escape");
    // What needs an agent says why it cannot be used.
    await page.getByRole("toolbar", { name: "Tools" }).getByRole("button", { name: "Chat", exact: true }).click();
    const shell = page.getByRole("menuitem", { name: /Command Shell.*The customer is here with a browser only/ });
    assert.equal(await shell.getAttribute("aria-disabled"), "true");
    await picture(page, "attended-tools");
    await page.getByRole("menuitem", { name: "Summary" }).click();
    await page.getByRole("heading", { level: 2, name: "Customer" }).waitFor();
    await looks(page, "attended-summary");
    await customer.say("It says PC LOAD LETTER.");
    await console.chatShows("PC LOAD LETTER");

    // Beside the session its messages are counted.
    await console.goHome();
    await customer.say("Are you still there?");
    await page.getByRole("banner").getByText("unread messages").waitFor({ state: "attached" });
    await page
      .getByRole("banner")
      .getByRole("button", { name: /session/ })
      .first()
      .click();
    await page.getByRole("menuitem", { name: /Carla <b>Customer<\/b>.*1.*unread messages/ }).click();
    await console.chatShows("Are you still there?");

    await customer.page.goto("about:blank");
    await page.getByText("is not connected since").waitFor();
    await looks(page, "attended-away");
    await customer.page.goto("/support/");
    await page.getByText("is not connected since").waitFor({ state: "detached" });

    await console.button("Close the session").click();
    await dialog(console).getByText("The customer is told that the session has ended").waitFor();
    await looks(page, "attended-close");
    await dialog(console).getByRole("button", { name: /^Hold/ }).click();
    await customer.isTold("Nobody is with you at the moment.");
    await customer.say("I wait.");
    await goToQueue(console, "Personal queue");
    await row.getByText("On hold").waitFor();
    await waiting(console, 1);
    await console.button("Resume the session with Carla <b>Customer</b>").click();
    await console.chatShows("I wait.");
    await customer.isTold("Helping you now: Olga Rep");
    await console.close("end");
    await customer.isTold("The session has ended.");
    await goToQueue(console, "Personal queue");
    await page.getByText("Nothing is waiting").waitFor();
    for (const each of [person, carla]) {
      await each.assertWell();
      await each.leave();
    }
  },
);

journey("two accept at once: one has it, the other is told by whom (SUP-30, SUP-34)", async () => {
  // Whoever had the customer may not give support any more: the customer waits for everybody.
  const vera = await appliance.addUser("vera", "Vera Gone");
  const first = await browser.person(appliance);
  const former = await Console.open(first, vera);
  const people = [await browser.person(appliance), await browser.person(appliance)];
  const consoles = [await Console.open(people[0], olga), await Console.open(people[1], grace)];
  // The queues of teams stand between the own one and the one for everybody.
  const member = { user_id: olga.id, rank: "member" };
  await appliance.api("POST", "/teams", { name: "Linux team", members: [member] });
  await navigation(consoles[0]).getByRole("link", { name: "Linux team 0" }).click();
  await consoles[0].page.getByRole("heading", { level: 1, name: "Linux team" }).waitFor();
  await consoles[0].page.getByText("When somebody asks Linux team for help, it appears here.").waitFor();
  assert.equal(await navigation(consoles[1]).getByRole("link", { name: "Linux team" }).count(), 0);
  const { key } = await keyOf(vera);
  const customer = await Customer.comes(appliance, { key: key.toLowerCase(), name: "Carla" });
  await former.button("View the session with Carla").click();
  await former.button("Accept the session with Carla").click();
  await customer.isTold("active");
  await appliance.api("PATCH", `/users/${vera.id}`, { settings: { "support.attended": false } });
  await former.page.getByText("You are not in this session any more").waitFor();
  await customer.isTold("on_hold");
  for (const console of consoles) {
    await offer(console, "New session in the general queue").waitFor();
    await waiting(console, 1);
    await console.button("View the session with Carla").click();
    await console.page.getByRole("heading", { level: 1, name: "General queue" }).waitFor();
  }
  await looks(consoles[1].page, "queue-general");
  const accepts = consoles.map((console) => console.button("Accept the session with Carla"));
  for (const accept of accepts) await accept.waitFor();
  const inside = async (console) => (await console.page.getByRole("toolbar", { name: "Tools" }).count()) > 0;
  await atOnce(accepts[0], () => inside(consoles[0]), accepts[1]);
  const [winner, loser] = consoles;
  const name = "Olga Rep";
  await loser.page.getByText(`${name} was faster.`).waitFor();
  await loser.page.getByText("Nothing is waiting").waitFor();
  await waiting(loser, 0);
  await picture(loser.page, "queue-taken");
  await winner.say("I am here for you.");
  await customer.hears("I am here for you.");
  assert.deepEqual(customer.state.reps, [name]);

  // The customer ends it; the rep is told who did.
  await customer.end();
  await winner.page.getByText("The customer ended it.").waitFor();
  await looks(winner.page, "attended-ended");
  for (const person of [first, ...people]) {
    await person.assertWell();
    await person.leave();
  }
});

journey("each chooses how to be told, and a popup is reached and answered by keyboard (SUP-31)", async () => {
  const person = await browser.person(appliance);
  await person.context.grantPermissions(["notifications", "clipboard-read", "clipboard-write"], {
    origin: appliance.url,
  });
  await person.context.addInitScript(() => {
    globalThis.__told = [];
    globalThis.Notification = class {
      static permission = "default";
      static async requestPermission() {
        globalThis.Notification.permission = "granted";
        return "granted";
      }
      constructor(title, { body }) {
        globalThis.__told.push({ title, body, notification: this });
      }
      close() {}
    };
    Document.prototype.hasFocus = () => globalThis.__looks ?? true;
  });
  const console = await Console.open(person, olga);
  const { page } = console;
  const bell = page.getByRole("banner").getByRole("button", { name: "When somebody waits" });
  await bell.click();
  const choice = (name) => dialog(console).getByRole("switch", { name });
  assert.ok(await choice("A message at the lower left").isChecked());
  assert.ok(await choice("A soft sound").isChecked());
  assert.ok(!(await choice("A notification of the desktop").isChecked()), "nobody is asked for it unasked");
  await choice("A notification of the desktop").check({ force: true });
  await choice("A soft sound").uncheck({ force: true });
  await looks(page, "bell");
  await page.keyboard.press("Escape");

  await page.evaluate(() => {
    globalThis.__looks = false;
  });
  const first = await Customer.comes(appliance, { link: (await keyOf(olga)).url, name: "Carla" });
  await until("the desktop tells of it", () => page.evaluate(() => globalThis.__told.length === 1));
  assert.deepEqual(await page.evaluate(() => [globalThis.__told[0].title, globalThis.__told[0].body]), [
    "New session in your personal queue",
    "Carla · Session key",
  ]);
  // By keyboard alone: to the popup's button, and to who waits.
  await offer(console, "Carla").waitFor();
  await console.button("View the session with Carla").focus();
  await page.keyboard.press("Enter");
  await page.getByRole("row", { name: "Carla", exact: true }).waitFor();
  await first.end();
  await waiting(console, 0);

  // Without popup and desktop there is still the number, and the key that leads there.
  await bell.click();
  await choice("A message at the lower left").uncheck({ force: true });
  await choice("A notification of the desktop").uncheck({ force: true });
  await page.keyboard.press("Escape");
  await page.reload();
  await console.goHome();
  const second = await Customer.comes(appliance, { link: (await keyOf(olga)).url, name: "Dora" });
  await waiting(console, 1);
  assert.equal(await offer(console, "Dora").count(), 0);
  await page.keyboard.press("Alt+Shift+N");
  await page.getByRole("row", { name: "Dora", exact: true }).waitFor();
  assert.equal(await page.evaluate(() => globalThis.__told.length), 0);

  // The appliance is killed: who waited waits, and is no news.
  await bell.click();
  await choice("A message at the lower left").check({ force: true });
  await page.keyboard.press("Escape");
  await appliance.kill();
  await page.getByText("The appliance cannot be reached").waitFor();
  const accept = console.button("Accept the session with Dora");
  assert.equal(await accept.getAttribute("aria-disabled"), "true");
  await picture(page, "queue-offline");
  await appliance.launch();
  await second.connect();
  await until("it can be accepted again", async () => (await accept.getAttribute("aria-disabled")) !== "true");
  assert.equal(await offer(console, "Dora").count(), 0, "nothing is told twice");
  await accept.click();
  await console.say("Back again.");
  await second.hears("Back again.");
  await console.close("end");
  await second.isTold("ended");
  await person.assertWell();
  await person.leave();
});

journey("whoever may not make session keys sees nothing of them (SUP-13)", async () => {
  await appliance.api("PATCH", `/users/${grace.id}`, { settings: { "support.session_keys": false } });
  const person = await browser.person(appliance);
  const console = await Console.open(person, grace);
  await goToQueue(console, "Personal queue");
  await console.page.getByText("Nothing is waiting").waitFor();
  assert.equal(await console.page.getByRole("button", { name: "Start New Session" }).count(), 0);
  const api = await appliance.signIn(grace);
  await assert.rejects(api("POST", "/session-keys", { minutes: 10 }), { status: 403 });
  await person.assertWell();
  await person.leave();
});
