// What customers find on a public site besides the field for a key (SUP-1, SUP-32): issues with a form, reps who want to be shown; and the survey at the end (SUP-80).

import assert from "node:assert/strict";
import { after, before } from "node:test";

import { Appliance } from "../harness/appliance.mjs";
import { assertAccessible, Browser, picture } from "../harness/browser.mjs";
import { Console, signIn } from "../harness/console.mjs";
import { Customer } from "../harness/customer.mjs";
import { journey } from "../harness/journey.mjs";
import { looks } from "../harness/looks.mjs";
import { until } from "../harness/processes.mjs";

const DEFAULT = "/public-sites/00000000-0000-0000-0000-000000000001";
const ATTACK = `<img src=x onerror="alert(1)">`;

let appliance;
let browser;
let olga;
let otto;

before(async () => {
  appliance = await Appliance.start();
  await appliance.setUp();
  browser = await Browser.start();
  olga = await appliance.addUser("olga", "Olga Rep");
  otto = await appliance.addUser("otto", "Otto Rep");
});
after(async () => {
  await browser?.stop();
  await appliance?.stop();
});

const api = (...call) => appliance.api(...call);
const dialog = (page) => page.getByRole("dialog");
const navigation = (console) => console.page.getByRole("navigation", { name: "Home" });

async function administration(path, heading) {
  const person = await browser.person(appliance);
  const page = await person.page(path);
  await signIn(page, appliance.admin);
  await page.getByRole("heading", { name: heading, level: 1 }).waitFor();
  return { person, page };
}

const choose = async (page, field, option) => {
  await field.first().click();
  await page.getByRole("option", { name: option, exact: true }).click();
};

/** A browser that runs no script. */
async function plainly() {
  const context = await browser.chromium.newContext({
    baseURL: appliance.url,
    ignoreHTTPSErrors: true,
    javaScriptEnabled: false,
    viewport: { width: 480, height: 900 },
    locale: "en-GB",
  });
  context.setDefaultTimeout(20000);
  return { context, page: await context.newPage() };
}

journey(
  "an issue is chosen, its form filled in, and it waits in its team's queue, where those who match it are told first; both answer a survey at the end (SUP-1, SUP-3, SUP-30, SUP-32, SUP-80)",
  async () => {
    const members = [olga, otto].map(({ id }) => ({ user_id: id, rank: "member" }));
    const team = await api("POST", "/teams", { name: "Helpdesk", members });
    const skill = await api("POST", "/skills", { name: "Printers", code_name: "printers" });
    await api("PATCH", `/users/${olga.id}`, { skills: [skill.id] });
    await api("POST", "/issues", {
      name: "It does not print",
      code_name: "printing",
      description: `Paper jams, empty ink. ${ATTACK}`,
      team_id: team.id,
      skill_ids: [skill.id],
    });
    await api("POST", "/issues", { name: "Hidden", code_name: "hidden" });

    const ada = await administration("/login/custom-fields", "Custom Fields");
    const { page } = ada;
    await page.getByRole("link", { name: "Make a custom field" }).first().click();
    const field = page.getByRole("form", { name: "Make a custom field" });
    await field.getByLabel("Name", { exact: true }).fill("Serial number");
    await choose(page, field.getByLabel("Ask customers for it"), "Ask; it must be filled in");
    await assertAccessible(page, "a field that is asked for");
    await picture(page, "custom-field-asked");
    await field.getByRole("button", { name: "Make the field" }).click();
    await page.getByRole("row", { name: "Serial number" }).getByText("Ask; it must be filled in").waitFor();

    await page.getByRole("link", { name: "Surveys", exact: true }).click();
    await page.getByText("No surveys yet").waitFor();
    await looks(page, "surveys-empty");
    await page.getByRole("link", { name: "Make a survey" }).first().click();
    const survey = page.getByRole("form", { name: "Make a survey" });
    await survey.getByLabel("Name", { exact: true }).fill("After help");
    await survey.getByRole("button", { name: "Make the survey" }).click();
    await survey.getByText("Question 1: enter what is asked.").waitFor();
    const question = (at) => survey.getByRole("listitem", { name: `Question ${at}` });
    await question(1).getByLabel("Question", { exact: true }).fill("How well were you helped?");
    await question(1).getByLabel("The lowest means").fill("badly");
    await question(1).getByLabel("The highest means").fill("well");
    await question(1).getByLabel("Must be answered").check({ force: true });
    await survey.getByRole("button", { name: "Add a question" }).click();
    await question(2).getByLabel("Question", { exact: true }).fill(`What helped? ${ATTACK}`);
    await choose(page, question(2).getByLabel("Answered by"), "Choosing");
    await question(2).getByLabel("Choices").fill("The chat\nWaiting");
    await question(2).getByLabel("Several can be chosen").check({ force: true });
    await survey.getByRole("button", { name: "Add a question" }).click();
    await question(3).getByLabel("Question", { exact: true }).fill("Anything else?");
    await choose(page, question(3).getByLabel("Answered by"), "Writing");
    await assertAccessible(page, "making a survey");
    await picture(page, "survey-new");
    await survey.getByRole("button", { name: "Make the survey" }).click();
    await page.getByRole("row", { name: "After help" }).getByText("No site").waitFor();
    await api("POST", "/surveys", { name: "For reps", questions: [{ text: "Was it easy?", kind: "text" }] });
    await page.reload();

    await page.getByRole("link", { name: "Public Sites", exact: true }).click();
    await page.getByRole("link", { name: "Default", exact: true }).click();
    const site = dialog(page);
    await choose(page, site.getByLabel("Issues", { exact: true }), "It does not print");
    await page.keyboard.press("Escape");
    await choose(page, site.getByLabel("Ask customers", { exact: true }), "After help");
    await choose(page, site.getByLabel("Ask representatives"), "For reps");
    await site.getByLabel("Customer agreement").fill("We see what you show us.");
    await assertAccessible(page, "what a site offers");
    await picture(page, "public-site-offers");
    await site.getByRole("button", { name: "Save changes" }).click();
    await page.getByText("Saved", { exact: true }).waitFor();

    const people = [await browser.person(appliance), await browser.person(appliance)];
    const [first, second] = [await Console.open(people[0], olga), await Console.open(people[1], otto)];
    for (const console of [first, second]) await navigation(console).getByRole("link", { name: "Helpdesk" }).click();

    // Up to the chat nothing needs a script.
    const plain = await plainly();
    await plain.page.goto("/");
    assert.equal(await plain.page.getByText("Hidden").count(), 0, "only what the site offers");
    await plain.page.getByRole("link", { name: "It does not print" }).click();
    await plain.page.getByRole("heading", { level: 1, name: "It does not print" }).waitFor();
    await plain.page.getByText(`Paper jams, empty ink. ${ATTACK}`).waitFor();
    await plain.page.getByLabel("Serial number").fill("47-11");
    await plain.page.getByLabel("I have read this and agree.").check();
    await plain.page.getByRole("button", { name: "Start session" }).click();
    await plain.page.getByRole("heading", { name: "Your support session" }).waitFor();
    await plain.context.close();

    const carla = await browser.person(appliance, { width: 1000, height: 900 });
    const customer = await carla.page("/");
    await looks(customer, "portal-issues");
    await customer.getByRole("link", { name: "It does not print" }).focus();
    await customer.keyboard.press("Enter");
    await customer.getByLabel("Your name").fill(`Carla ${ATTACK}`);
    await customer.getByLabel("Company").fill(`Acme ${ATTACK}`);
    await customer.getByLabel("What is the problem?").fill(`It hums.\nIt stops. ${ATTACK}`);
    await looks(customer, "ask-issue");
    await customer.locator("form").evaluate((form) => {
      form.noValidate = true;
    });
    await customer.getByRole("button", { name: "Start session" }).click();
    const wrong = customer.getByRole("alert");
    await wrong.getByText("Fill in “Serial number”.").waitFor();
    await wrong.getByText("Tick the box").waitFor();
    assert.equal(await customer.getByLabel("What is the problem?").inputValue(), `It hums.\nIt stops. ${ATTACK}`);
    await looks(customer, "ask-issue-wrong");
    await wrong.getByRole("link", { name: "Fill in “Serial number”." }).click();
    await customer.keyboard.type(`SN-1 ${ATTACK}`);
    await customer.getByLabel("I have read this and agree.").check();
    await customer.getByRole("button", { name: "Start session" }).click();
    await customer.getByText("You are in line with Helpdesk.").first().waitFor();

    // Who matches is told at once and marked; the other sees who does.
    await first.page.getByText("New session in Helpdesk").first().waitFor();
    const row = (console) => console.page.getByRole("row", { name: `Carla ${ATTACK}`, exact: true });
    await row(first).getByText("Matches your skills").waitFor();
    await row(first).getByText("It does not print").waitFor();
    await row(second).waitFor();
    assert.equal(await second.page.getByText("New session in Helpdesk").count(), 0, "others are told later");
    assert.equal(await row(second).getByText("Matches your skills").count(), 0);
    for (const console of [first, second])
      await row(console)
        .getByRole("button", { name: /details/i })
        .first()
        .click();
    const told = (console, text) => console.page.getByRole("definition").filter({ hasText: text }).first().waitFor();
    for (const text of ["It hums.", `Acme ${ATTACK}`, `SN-1 ${ATTACK}`, "Printers", "It does not print"]) {
      await told(first, text);
    }
    await told(second, "Olga Rep");
    // A tooltip belongs to no landmark.
    await first.page.mouse.move(2, 2);
    await looks(first.page, "queue-issue");
    await picture(second.page, "queue-issue-other");

    await first.button(`Accept the session with Carla ${ATTACK}`).click();
    await first.chatShows("has accepted the customer agreement");
    await customer.getByText("Helping you now: Olga Rep").waitFor();
    assert.equal(await customer.getByRole("heading", { name: "Tell us how it went" }).count(), 0, "not before the end");
    await first.close("end");

    // The customer answers, also when they come back.
    await customer.getByRole("heading", { name: "Tell us how it went" }).waitFor();
    await looks(customer, "support-survey");
    await customer.goto("/support/");
    const asked = customer.getByRole("region", { name: "Tell us how it went" });
    await asked.locator("form").evaluate((form) => {
      form.noValidate = true;
    });
    await asked.getByLabel("The chat").check();
    await asked.getByLabel("Anything else?").fill(`Thanks ${ATTACK}`);
    await asked.getByRole("button", { name: "Send answers" }).click();
    await customer.getByRole("alert").getByText("Fill in “How well were you helped?”.").waitFor();
    assert.ok(await asked.getByLabel("The chat").isChecked(), "what was answered stays");
    await looks(customer, "support-survey-wrong");
    await asked.getByRole("radio", { name: "4" }).check();
    await asked.getByRole("button", { name: "Send answers" }).click();
    await customer.getByText("Thank you. Your answers are kept.").waitFor();
    await customer.reload();
    await customer.getByText("Thank you. Your answers are kept.").waitFor();
    assert.equal(await asked.count(), 0, "once");
    await picture(customer, "support-thanks");

    // So does the rep.
    const mine = first.page.getByRole("form", { name: "How did it go?" });
    await mine.getByLabel("Was it easy?").fill("Very.");
    await looks(first.page, "console-survey");
    await mine.getByRole("button", { name: "Send answers" }).click();
    await first.page.getByText("Thank you. Your answers are kept.").waitFor();

    await page.goto(`${appliance.url}/login/surveys`);
    await page.getByRole("link", { name: "After help" }).click();
    await dialog(page).getByText("4 of 5").waitFor();
    await dialog(page).getByText(`Thanks ${ATTACK}`).waitFor();
    await dialog(page).getByText("The public site “Default” asks it.").waitFor();
    await looks(page, "survey-answers");
    const { answers } = await api("GET", "/survey-answers");
    assert.deepEqual(
      answers.map(({ name, answers: given }) => [name, given.map(({ said }) => said.join())]),
      [
        ["Olga Rep", ["Very."]],
        [`Carla ${ATTACK}`, ["4", "The chat", `Thanks ${ATTACK}`]],
      ],
    );
    for (const each of [ada.person, carla, ...people]) {
      await each.assertWell();
      await each.leave();
    }
    await api("PATCH", DEFAULT, { agreement: "", customer_survey_id: null });
  },
);

journey("a rep who wants to be shown is chosen by a customer, while they are there (SUP-1, SUP-32)", async () => {
  await api("PATCH", DEFAULT, { agreement: "", customer_survey_id: null });
  const person = await browser.person(appliance);
  const console = await Console.open(person, olga);
  await console.goHome();
  await navigation(console).getByRole("link", { name: "Personal queue" }).click();
  await console.page.getByRole("heading", { level: 1, name: "Personal queue" }).waitFor();
  assert.equal(await console.page.getByLabel("Show me on the public site").count(), 0, "no site shows anybody");
  await api("PATCH", DEFAULT, { representatives: true });
  await console.page.reload();
  const shown = console.page.getByLabel("Show me on the public site");
  const carla = await browser.person(appliance, { locale: "de-DE", width: 1000, height: 900 });
  const portal = await carla.page("/");
  assert.equal(await portal.getByText("Olga Rep").count(), 0, "not without her wish");
  await shown.check({ force: true });
  await until("the wish is kept", async () => (await (await appliance.signIn(olga))("GET", "/me")).on_portal);
  await looks(console.page, "queue-shown");

  await portal.reload();
  await portal.getByRole("heading", { name: "Eine bestimmte Person fragen" }).waitFor();
  await looks(portal, "portal-reps");
  await portal.getByRole("link", { name: "Olga Rep" }).click();
  await portal.getByRole("heading", { level: 1, name: "Olga Rep um Hilfe bitten" }).waitFor();
  await portal.getByLabel("Ihr Name").fill("Carla Kundin");
  await portal.getByLabel("Serial number").fill("1");
  await looks(portal, "ask-rep");
  await portal.getByRole("button", { name: "Sitzung beginnen" }).click();
  await portal.getByText("Sie sind in der Warteschlange von Olga Rep.").first().waitFor();
  const row = console.page.getByRole("row", { name: "Carla Kundin", exact: true });
  await row.getByText("Asked for you").waitFor();
  await console.button("Accept the session with Carla Kundin").click();
  await portal.getByText("Es hilft Ihnen: Olga Rep").waitFor();
  // A survey that the rep does not want to answer is skipped.
  await console.close("end");
  await console.page.getByRole("form", { name: "How did it go?" }).getByRole("button", { name: "Skip" }).click();
  await console.page.getByRole("form", { name: "How did it go?" }).waitFor({ state: "detached" });
  await portal.getByText("Die Sitzung ist beendet.").first().waitFor();
  assert.equal(await portal.locator("#survey").count(), 0, "nothing is asked of customers any more");

  // Who is away, or a site that shows nobody, offers nobody; a form that was open says so.
  const late = await carla.page("/");
  await late.getByRole("link", { name: "Olga Rep" }).click();
  await late.getByLabel("Serial number").fill("1");
  await person.assertWell();
  await person.leave();
  await until("she is gone from the page", async () => !(await (await fetchPortal()).includes("Olga Rep")));
  await late.getByRole("button", { name: "Sitzung beginnen" }).click();
  await late.getByText("Das kann nicht mehr ausgewählt werden.").waitFor();
  await looks(late, "ask-gone");
  await carla.assertWell();
  await carla.leave();
  await api("PATCH", DEFAULT, { representatives: false });
});

const fetchPortal = async () => (await appliance.fetch("GET", "/")).text;

journey("each part of a site is switched off for itself, and keys look as the site wants (SUP-1, SUP-2)", async () => {
  await api("PATCH", DEFAULT, { agreement: "", representatives: false });
  const { person, page } = await administration("/login/security", "Security");
  const keys = page.getByRole("form", { name: "Session keys" });
  await keys.getByText("A key looks like ABC-DEF-GHJ.").waitFor();
  const old = await api("POST", "/session-keys", { minutes: 10 });
  await keys.getByLabel("Length").fill("8");
  await keys.getByRole("button", { name: "Save" }).click();
  await keys.getByText("From 9 to 21 letters and digits. Shorter keys could be found by guessing.").waitFor();
  await assertAccessible(page, "a key that is too short");
  await picture(page, "key-format-short");
  await keys.getByLabel("Length").fill("9");
  await keys.getByLabel("Letters and digits").uncheck({ force: true });
  await keys.getByRole("button", { name: "Save" }).click();
  await keys.getByText("A key looks like 234-567-890-123-45.").waitFor();
  await looks(page, "key-format");

  const made = await api("POST", "/session-keys", { minutes: 10 });
  assert.match(made.key, /^\d{3}-\d{3}-\d{3}-\d{3}-\d{2}$/);
  const carla = await browser.person(appliance);
  const portal = await carla.page("/");
  await portal.getByText("For example 234-567-890-123-45, with or without dashes.").waitFor();
  await portal.getByLabel("Session key").fill("123-456");
  await portal.getByRole("button", { name: "Start session" }).click();
  await portal.getByRole("alert").getByText("A key has 14 digits.").waitFor();
  await assertAccessible(portal, "a key of digits");
  await picture(portal, "portal-digits");
  // A key that was made before stays one.
  await (await Customer.comes(appliance, { key: old.key, name: "Early" })).end();
  await (await Customer.comes(appliance, { key: made.key.replaceAll("-", " "), name: "Late" })).end();
  await api("PATCH", "/settings/security", { session_key_letters: true, session_key_length: 9 });

  await portal.goto("/");
  await portal.getByRole("link", { name: "It does not print" }).waitFor();
  await api("PATCH", DEFAULT, { session_keys: false });
  await portal.reload();
  assert.equal(await portal.getByLabel("Session key").count(), 0);
  await looks(portal, "portal-only-issues");
  const { issue_ids } = await api("GET", DEFAULT);
  await api("PATCH", DEFAULT, { issues: false });
  await portal.reload();
  await portal.getByText("Sessions are not started from this page.").waitFor();
  await portal.goto(`/ask?issue=${issue_ids[0]}`);
  await portal.getByText("This cannot be chosen any more.").waitFor();
  await assertAccessible(portal, "an issue that is not offered");
  await picture(portal, "ask-not-offered");
  assert.equal(await portal.locator("form").count(), 0);
  // Nor does a form that somebody wrote begin anything.
  const body = new URLSearchParams({ issue: issue_ids[0], "field.serial_number": "1" }).toString();
  const type = "application/x-www-form-urlencoded";
  const headers = { Origin: appliance.url };
  assert.equal((await appliance.fetch("POST", "/ask", { body, type, headers })).status, 422);
  await api("PATCH", DEFAULT, { issues: true, session_keys: true });
  const forged = await appliance.fetch("POST", "/ask", { body, type, headers: { Origin: "https://evil.example" } });
  assert.deepEqual([forged.status, forged.cookie], [403, undefined]);
  assert.equal((await appliance.fetch("GET", "/support/survey")).headers.location, "/");
  for (const each of [person, carla]) {
    await each.assertWell();
    await each.leave();
  }
});
