// How a customer finds a representative: rules of queues, transfer of those who wait, available, busy and away, assignments, and where sessions go that lose their representative.

import assert from "node:assert/strict";
import { after, before } from "node:test";

import { Appliance } from "../../harness/appliance.mjs";
import { assertAccessible, Browser, picture } from "../../harness/browser.mjs";
import { Console, signIn } from "../../harness/console.mjs";
import { Customer, CustomerPage } from "../../harness/customer.mjs";
import { journey } from "../../harness/journey.mjs";
import { looks } from "../../harness/looks.mjs";

let appliance;
let browser;
let olga;
let grace;
let team;

const USUAL = {
  ...{ alert_seconds: 0, overflow_seconds: 0, overflow_to: null, persistent: true, nobody_seconds: 300 },
  ...{ assignment: "off", answer_seconds: 30 },
};

before(async () => {
  appliance = await Appliance.start();
  await appliance.setUp();
  browser = await Browser.start();
  olga = await appliance.addUser("olga", "Olga Rep");
  grace = await appliance.addUser("grace", "Grace Hopper");
  const members = [olga, grace].map(({ id }) => ({ user_id: id, rank: "member" }));
  team = await appliance.api("POST", "/teams", { name: "Linux team", members });
});
after(async () => {
  await browser?.stop();
  await appliance?.stop();
});

const navigation = (console) => console.page.getByRole("navigation", { name: "Home" });
const dialog = (console) => console.page.getByRole("dialog");
const banner = (console) => console.page.getByRole("banner");
const row = (console, name) => console.page.getByRole("row", { name, exact: true });
const rulesOf = (rules) => appliance.api("PATCH", `/teams/${team.id}`, { rules: { ...USUAL, ...rules } });

async function goToQueue(console, name) {
  await console.goHome();
  await navigation(console)
    .getByRole("link", { name: new RegExp(`^${name}`) })
    .click();
  await console.page.getByRole("heading", { level: 1, name }).waitFor();
}

async function keyOf(user) {
  const api = await appliance.signIn(user);
  return api("POST", "/session-keys", { minutes: 10 });
}

async function open(user) {
  const person = await browser.person(appliance);
  return { person, console: await Console.open(person, user) };
}

/** Sends whoever waits in a queue to another one, or to a rep. */
async function transfer(console, name, to) {
  await console.button(`Transfer ${name}`).click();
  await dialog(console).getByRole("radio", { name: to }).check();
  await dialog(console).getByRole("button", { name: "Transfer", exact: true }).click();
  await dialog(console).waitFor({ state: "detached" });
}

async function expand(console, name) {
  await row(console, name).focus();
  await console.page.keyboard.press("ArrowRight");
}

journey("the rules of queues are set where they explain themselves (SUP-32, SUP-34)", async () => {
  const person = await browser.person(appliance);
  const page = await person.page("/login/queues");
  await signIn(page, appliance.admin);
  await page.getByRole("heading", { name: "Queues", level: 1 }).waitFor();
  const site = page.getByRole("form", { name: "The whole site" });
  await site.getByLabel("What customers are told when nobody is there").fill("We are back at 8.");
  await site.getByLabel("Busy in so many sessions").fill("3");
  await looks(page, "routing-site");
  await page.getByRole("button", { name: "Save changes" }).click();
  await page.getByText("Saved", { exact: true }).first().waitFor();
  const general = page.getByRole("form", { name: "General queue" });
  await general.getByLabel("Send to another queue after (minutes)").fill("10");
  await page.getByRole("button", { name: "Save changes" }).click();
  await general.getByText("Choose the queue that sessions go to.").waitFor();
  await general.getByLabel("To this queue").click();
  await page.getByRole("option", { name: "Linux team" }).click();
  await general.getByRole("radio", { name: "To the least busy" }).check();
  await looks(page, "routing-general");
  await page.getByRole("button", { name: "Save changes" }).click();
  await page.getByRole("button", { name: "Save changes" }).waitFor({ state: "detached" });
  const saved = await appliance.api("GET", "/settings/routing");
  assert.deepEqual(
    [saved.nobody_text, saved.busy_sessions, saved.fallback, saved.general.overflow_seconds, saved.general.overflow_to],
    ["We are back at 8.", 3, "general", 600, team.id],
  );
  assert.equal(saved.general.assignment, "least_busy");

  await page.getByRole("link", { name: "Support Teams" }).click();
  await page
    .getByRole("row", { name: /Linux team/ })
    .getByRole("link")
    .first()
    .click();
  const edit = page.getByRole("form", { name: "About this team" });
  await edit.getByLabel("Tell representatives again after (minutes)").fill("1.5");
  await edit.getByRole("switch", { name: "Sessions stay" }).press("Space");
  await edit.getByLabel("They stay for (minutes)").waitFor();
  await assertAccessible(page, "the rules of a team's queue");
  await picture(page, "routing-team");
  await page.getByRole("button", { name: "Save changes" }).click();
  // The word may still stand there from before; the button goes when it is done.
  await page.getByRole("button", { name: "Save changes" }).waitFor({ state: "detached" });
  const { rules } = await appliance.api("GET", `/teams/${team.id}`);
  assert.deepEqual([rules.alert_seconds, rules.persistent, rules.nobody_seconds], [90, false, 300]);
  await appliance.api("PATCH", "/settings/routing", { general: USUAL, busy_sessions: 0 });
  await rulesOf({});
  await person.assertWell();
  await person.leave();
});

journey("who waits is transferred with their history, by one who serves the queue (SUP-30)", async () => {
  const first = await open(olga);
  const second = await open(grace);
  const before = await Customer.comes(appliance, { link: (await keyOf(olga)).url, name: "Carla <b>Kunde</b>" });
  await first.console.button("View the session with Carla <b>Kunde</b>").click();
  await first.console.button("Accept the session with Carla <b>Kunde</b>").click();
  await before.isTold("active");
  await before.end();
  const carla = await Customer.comes(appliance, { link: (await keyOf(olga)).url, name: "Carla <b>Kunde</b>" });
  await first.console.button("View the session with Carla <b>Kunde</b>").click();
  const { page } = first.console;
  const history = page.getByRole("definition").filter({ hasText: "with Olga Rep" });
  await history.getByText("The customer ended it.").waitFor();
  await looks(page, "routing-details");
  await page.getByRole("button", { name: "Transfer Carla <b>Kunde</b>" }).click();
  await dialog(first.console).getByRole("radio", { name: "Grace Hopper" }).waitFor();
  await looks(page, "routing-transfer");
  await page.keyboard.press("Escape");
  await transfer(first.console, "Carla <b>Kunde</b>", "Linux team");
  await page.getByText("Sent to Linux team").waitFor();
  await page.getByText("Nothing is waiting").waitFor();
  await second.console.button("View the session with Carla <b>Kunde</b>").click();
  await second.console.page.getByRole("heading", { level: 1, name: "Linux team" }).waitFor();
  await second.console.button("Accept the session with Carla <b>Kunde</b>").click();
  await second.console.chatShows("Olga Rep sent the session to Linux team.");
  await carla.isTold("active");
  await second.console.close("end");
  for (const { person } of [first, second]) {
    await person.assertWell();
    await person.leave();
  }
});

journey("available, busy and away are chosen, kept, and seen by others (SUP-32)", async () => {
  const first = await open(olga);
  const second = await open(grace);
  const { page } = first.console;
  const control = (name) => banner(first.console).getByRole("button", { name: `You are: ${name}` });
  await control("Available").click();
  await page.getByRole("menuitemradio", { name: /^Available/ }).waitFor();
  await looks(page, "routing-ready");
  await page.getByRole("menuitemradio", { name: /^Busy/ }).click();
  await control("Busy").waitFor();
  await page.reload();
  await control("Busy").waitFor();

  // The other one sees it where it matters.
  const carla = await Customer.comes(appliance, { link: (await keyOf(grace)).url, name: "Carla" });
  await second.console.button("View the session with Carla").click();
  await second.console.button("Transfer Carla").click();
  await dialog(second.console).getByRole("radio", { name: "Olga Rep" }).waitFor();
  await dialog(second.console).getByText("Busy · Linux team").waitFor();
  // Without a reload: the list follows.
  await control("Busy").press("Enter");
  await page.getByRole("menuitemradio", { name: /^Away/ }).press("Enter");
  await dialog(second.console).getByText("Away · Linux team").waitFor();
  await second.console.page.keyboard.press("Escape");

  // As many sessions as are enough.
  await control("Away").click();
  await page.getByRole("menuitemradio", { name: /^Available/ }).click();
  await control("Available").waitFor();
  await appliance.api("PATCH", "/settings/routing", { busy_sessions: 1 });
  await second.console.button("Accept the session with Carla").click();
  const hers = banner(second.console).getByRole("button", { name: "You are: Busy" });
  await hers.click();
  await second.console.page.getByText("Busy by itself: you are in 1 session or more.").waitFor();
  await picture(second.console.page, "routing-ready-full");
  await second.console.page.keyboard.press("Escape");
  await second.console.close("end");
  await banner(second.console).getByRole("button", { name: "You are: Available" }).waitFor();
  await carla.isTold("ended");
  await appliance.api("PATCH", "/settings/routing", { busy_sessions: 0 });
  for (const { person } of [first, second]) {
    await person.assertWell();
    await person.leave();
  }
});

journey("a session is assigned to one after the other, and waits when nobody takes it (SUP-32)", async () => {
  await rulesOf({ assignment: "longest_idle", answer_seconds: 60, alert_seconds: 3 });
  const first = await open(olga);
  const second = await open(grace);
  const carla = await Customer.comes(appliance, { link: (await keyOf(grace)).url, name: "Carla" });
  await second.console.button("View the session with Carla").click();
  await transfer(second.console, "Carla", "Linux team");
  // Olga has been there the longest.
  const card = (console) => console.page.getByRole("region", { name: "Assigned to you" });
  await card(first.console).getByText("Carla").waitFor();
  await card(first.console)
    .getByText(/seconds to answer/)
    .waitFor();
  assert.equal(await card(second.console).getByText("Carla").count(), 0);
  // Those who serve the queue are told again.
  await second.console.page.getByText("Linux team: a session waits too long").first().waitFor();
  await goToQueue(second.console, "Linux team");
  await second.console.page.getByText("Assigned to Olga Rep").waitFor();
  await looks(first.console.page, "routing-assigned");
  await second.console.page.getByText("Waits too long", { exact: true }).waitFor();
  await looks(second.console.page, "routing-overdue");
  await first.console.button("Decline the session with Carla").click();
  await card(second.console).getByText("Carla").waitFor();
  await second.console.button("Decline the session with Carla").click();
  await card(second.console).getByText("Carla").waitFor({ state: "detached" });
  await carla.isTold("waiting");

  // It is reached and answered by keyboard, too.
  const dora = await Customer.comes(appliance, { link: (await keyOf(grace)).url, name: "Dora" });
  await goToQueue(second.console, "Personal queue");
  await expand(second.console, "Dora");
  await transfer(second.console, "Dora", "Linux team");
  const accept = card(first.console).getByRole("button", { name: "Accept the session with Dora" });
  await accept.focus();
  await accept.press("Enter");
  await first.console.chatShows("Assigned to Olga Rep.");
  await dora.isTold("active");
  await first.console.close("end");
  await carla.end();
  await rulesOf({});
  for (const { person } of [first, second]) {
    await person.assertWell();
    await person.leave();
  }
});

journey("the representative's browser is killed: the customer goes on to whoever is there (SUP-34)", async () => {
  await appliance.api("PATCH", "/settings/routing", { grace_seconds: 10 });
  const first = await open(olga);
  const second = await open(grace);
  const carla = await browser.person(appliance, { width: 400, height: 800 });
  const customer = await CustomerPage.follows(carla, (await keyOf(olga)).url, "Carla");
  await first.console.button("View the session with Carla").click();
  await first.console.button("Accept the session with Carla").click();
  await customer.isTold("Helping you now: Olga Rep");
  await first.person.leave();
  await customer.isTold("Nobody is with you at the moment.");
  await second.console.button("View the session with Carla").click();
  await second.console.page.getByRole("heading", { level: 1, name: "General queue" }).waitFor();
  await second.console.button("Accept the session with Carla").click();
  await second.console.chatShows("Olga Rep lost the connection.");
  await customer.isTold("Helping you now: Grace Hopper");
  await picture(second.console.page, "routing-lost");
  // She signs out, and nobody else is there.
  await appliance.api("PATCH", "/settings/routing", { fallback: "none", general: { ...USUAL, persistent: false } });
  await banner(second.console)
    .getByRole("button", { name: /Account of/ })
    .click();
  await second.console.page.getByRole("menuitem", { name: "Log out" }).click();
  await dialog(second.console).getByText("Customers go on to whoever shares the session").waitFor();
  await picture(second.console.page, "routing-sign-out");
  await dialog(second.console)
    .getByRole("button", { name: /^Hold sessions/ })
    .click();
  await customer.isTold("Nobody is there to help you at the moment.");
  await second.console.page.waitForURL(/\/signed-out/);
  await appliance.api("PATCH", "/settings/routing", { fallback: "general", general: USUAL, grace_seconds: 180 });
  for (const person of [second.person, carla]) {
    await person.assertWell();
    await person.leave();
  }
});

journey("nobody is there for a minute: the customer is told so, in their language (SUP-34)", async () => {
  const personal = { ...USUAL, persistent: false, nobody_seconds: 60 };
  await appliance.api("PATCH", "/settings/routing", { personal, nobody_text: "" });
  const person = await browser.person(appliance, { width: 400, height: 800 });
  const { url } = await keyOf(olga);
  const page = await person.page(`${url}&lang=de`);
  await page.getByRole("button", { name: "Sitzung beginnen" }).click();
  const log = page.getByRole("log");
  await log.getByText("Im Moment ist niemand da, der Ihnen helfen kann.").waitFor({ timeout: 90_000 });
  await assertAccessible(page, "nobody is there");
  await picture(page, "routing-nobody");
  const { console, person: rep } = await open(grace);
  await goToQueue(console, "General queue");
  await console.page.getByRole("row", { name: "Customer", exact: true }).waitFor();
  await rep.assertWell();
  await rep.leave();
  await person.assertWell();
  await person.leave();
});
