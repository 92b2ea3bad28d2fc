// A chat in two languages (SES-31): a service that is set translates what a customer says for representatives, and what they say to the customer. What was said stands at once; nothing is lost when the service or the appliance is gone.

import assert from "node:assert/strict";
import { after, before } from "node:test";

import { Appliance } from "../harness/appliance.mjs";
import { assertAccessible, Browser } from "../harness/browser.mjs";
import { end, field, log, repsOnly, toEveryone } from "../harness/chat.mjs";
import { Console, signIn } from "../harness/console.mjs";
import { journey } from "../harness/journey.mjs";
import { assertReadsDown, looks } from "../harness/looks.mjs";
import { until } from "../harness/processes.mjs";
import { accept } from "../harness/support.mjs";
import { Translator } from "../harness/translator.mjs";

let appliance;
let browser;
let translator;
let olga;

before(async () => {
  appliance = await Appliance.start();
  await appliance.setUp();
  browser = await Browser.start();
  translator = await Translator.start();
  olga = await appliance.addUser("olga", "Olga Rep");
});
after(async () => {
  await browser?.stop();
  await translator?.goDown();
  await appliance?.stop();
});

/** A rep who reads English, and a customer whose page is in German. */
async function talking(name) {
  const api = await appliance.signIn(olga);
  const key = await api("POST", "/session-keys", { minutes: 10 });
  const [person, guest] = [await browser.person(appliance), await browser.person(appliance)];
  const console = await Console.open(person, olga);
  const page = await guest.page(`${key.url}&lang=de`);
  await page.getByLabel("Ihr Name").fill(name);
  await page.getByRole("button", { name: "Sitzung beginnen" }).click();
  const customer = {
    page,
    log: page.getByRole("log"),
    say: async (text) => {
      await page.getByRole("textbox").first().fill(text);
      await page.keyboard.press("Enter");
    },
    hears: (text) => page.getByRole("log").getByText(text, { exact: true }).waitFor(),
  };
  await accept(console, name);
  const leave = async () => {
    await end(console);
    await Promise.all([person.assertWell(), guest.assertWell()]);
    await Promise.all([person.leave(), guest.leave()]);
  };
  return { console, customer, leave };
}

const says = async (console, text) => {
  await field(console).fill(text);
  await console.page.keyboard.press("Enter");
};
const reads = (console, text) => log(console).getByText(text, { exact: true }).waitFor();
/** What a line of the rep's chat says as a whole. */
const line = (console, text) => log(console).locator("[class*=bubble]").filter({ hasText: text }).last().textContent();

journey(
  "an administrator sets a service, which is tried before it is saved, and sees what it knows (SES-31)",
  async () => {
    const person = await browser.person(appliance);
    const page = await person.page("/login/translation");
    await signIn(page, appliance.admin);
    await page.getByRole("heading", { name: "Translation" }).first().waitFor();
    const fieldOf = (name) => page.getByRole("textbox", { name });
    const save = async () => {
      await page.getByRole("button", { name: "Save" }).click();
    };
    await fieldOf(/^Address/).fill("http://translate.example.com");
    await save();
    await page.getByText(/^Enter an address like https:\/\/translate\.example\.com/).waitFor();
    await fieldOf(/^Address/).fill(translator.address);
    await fieldOf(/^Key/).fill("wrong");
    await save();
    await page.getByText("The service said no: Invalid API key").waitFor();
    assert.equal((await appliance.api("GET", "/settings/translation")).address, "", "what does not work is not saved");
    await fieldOf(/^Key/).fill(translator.key);
    await save();
    await page.getByRole("listitem").filter({ hasText: "Japanese" }).waitFor();
    await assertAccessible(page);
    await looks(page, "translation-settings");
    await assertReadsDown(page);
    const told = await appliance.api("GET", "/settings/translation");
    assert.deepEqual([told.has_key, told.languages, told.language], [true, ["de", "ja"], "en"]);
    assert.ok(!JSON.stringify(told).includes(translator.key), "the key is never told");
    await person.assertWell();
    await person.leave();
  },
);

journey(
  "each reads their own language, with the original below; what reps say among themselves stays here (SES-31, SES-30)",
  async () => {
    const { console, customer, leave } = await talking("Carla");
    const { page } = console;
    await customer.say("Mein Drucker brennt.");
    await reads(console, "My printer is on fire.");
    assert.match(await line(console, "My printer"), /^My printer is on fire\.Mein Drucker brennt\.$/);
    await says(console, "Please step back.");
    await customer.hears("Bitte treten Sie zurück.");
    await customer.log.getByText("Original: Please step back.").waitFor();
    await reads(console, "Bitte treten Sie zurück.");
    assert.match(await line(console, "Please step back."), /^Please step back\.Bitte treten Sie zurück\.$/);
    await customer.log.getByText(/^Von hier an übersetzt ein Dienst/).waitFor();
    await looks(page, "translation-console");
    await looks(customer.page, "translation-customer");
    await assertAccessible(page);
    await assertAccessible(customer.page);

    await repsOnly(console);
    await says(console, "she is slow");
    await reads(console, "she is slow");
    await toEveryone(console);
    // A page that is loaded anew shows the same.
    await customer.page.reload();
    await customer.hears("Bitte treten Sie zurück.");

    // Another language for this customer: what they said last is translated anew. Then no more.
    await console.button("Translated: German and English").click();
    const dialog = page.getByRole("dialog", { name: "Translate the chat" });
    await dialog.getByLabel("The customer reads and writes").first().click();
    await dialog.getByRole("option", { name: "Japanese" }).click();
    await looks(page, "translation-dialog");
    await dialog.getByRole("button", { name: "Change" }).click();
    await reads(console, "(not Japanese)");
    await console.button("Translated: Japanese and English").click();
    await page.getByRole("dialog").getByRole("button", { name: "Stop translating" }).click();
    await log(console).getByText("You stopped the translation of the chat.").waitFor();
    const before = translator.asked.length;
    await says(console, "Please step back.");
    await customer.log.getByText("Please step back.", { exact: true }).last().waitFor();
    assert.equal(translator.asked.length, before);
    assert.ok(!translator.asked.some(({ q }) => q.includes("slow")));
    await leave();
  },
);

journey(
  "a service that is gone is told and holds nothing up; one that waits is asked again after a kill (SES-31, SES-2)",
  async () => {
    const { console, customer, leave } = await talking("Dora");
    await translator.goDown();
    await customer.say("Hallo?");
    await reads(console, "Hallo?");
    await log(console)
      .getByText("Not translated: the service does not answer. The next message is tried again.")
      .waitFor();
    await looks(console.page, "translation-failed");
    const person = await browser.person(appliance);
    const status = await person.page("/login/status");
    await signIn(status, appliance.admin);
    await status.getByText(/^No message was translated since/).waitFor();
    await person.leave();
    await translator.comeBack();
    translator.hold();
    await customer.say("Er raucht noch.");
    await until("the service is asked", () => translator.asked.some(({ q }) => q === "Er raucht noch."));
    await appliance.kill();
    const before = translator.asked.length;
    translator.letGo();
    await appliance.launch();
    await reads(console, "It still smokes.");
    assert.ok(translator.asked.length > before, "it was asked again");
    await leave();
  },
);
