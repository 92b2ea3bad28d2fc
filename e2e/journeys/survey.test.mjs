// The survey at the end in the window of the customer's client (SUP-80): for whoever came by a Support Button and has no page, and for whoever closed it. Nothing of the session is alive meanwhile.

import assert from "node:assert/strict";
import { after, before } from "node:test";

import { Appliance } from "../harness/appliance.mjs";
import { Browser } from "../harness/browser.mjs";
import { Client } from "../harness/client.mjs";
import { Console, signIn } from "../harness/console.mjs";
import { Display } from "../harness/display.mjs";
import { journey } from "../harness/journey.mjs";
import { looks } from "../harness/looks.mjs";
import { runBeside, until } from "../harness/processes.mjs";
import { attend } from "../harness/support.mjs";

const SITE = "/public-sites/00000000-0000-0000-0000-000000000001";
const PROFILE = "00000000-0000-0000-0000-000000000001";

let appliance;
let browser;
let display;
let olga;

before(async () => {
  appliance = await Appliance.start();
  await appliance.setUp();
  browser = await Browser.start();
  display = await Display.start();
  olga = await appliance.addUser("olga", "Olga Rep");
  const survey = await appliance.api("POST", "/surveys", {
    name: "After help",
    questions: [
      { text: "How well were you helped?", kind: "scale", most: 5, low: "badly", high: "well", required: true },
      { text: "What helped?", kind: "choice", choices: ["The chat", "Waiting"], several: true },
      { text: "Anything else?", kind: "text" },
    ],
  });
  await appliance.api("PATCH", SITE, { customer_survey_id: survey.id });
});
after(async () => {
  await browser?.stop();
  await display?.stop();
  await appliance?.stop();
});

/** Places in the client's window. */
const SEND = [100, -38];
const CLOSE = [200, -38];
/** Below two lines that say what is missing. */
const STEP_4 = [267, 265];
const FIRST_CHOICE = [35, 331];

/** The two buttons below the questions: to send, and not to answer. */
const asks = (client) =>
  client.shows("the questions are there", [
    [24, -30, "#0d6b6b"],
    [-24, -30, "#ffffff"],
  ]);

const kept = async () => (await appliance.api("GET", "/survey-answers")).answers;

/** A customer's desktop with a Support Button on it. */
async function withButton() {
  const client = Client.at(display);
  const { command } = await appliance.api("POST", "/support-button-installers", {
    description: "Reception desk",
    profile_id: PROFILE,
    queue: "general",
    button_days: 30,
    valid_hours: 1,
    uses: 1,
  });
  const env = { ...display.env, HOME: client.home, XDG_RUNTIME_DIR: client.runtime, LANG: "C.UTF-8", SUDO_USER: "" };
  await runBeside("sh", ["-c", command], { env });
  return client;
}

journey(
  "whoever came by a Support Button is asked in the window, also while the appliance is away, and the answers stand in the administration (SUP-80, SUP-50)",
  async () => {
    const client = await withButton();
    const before = client.tree();
    client.run(client.buttonProgram(), []);
    const person = await browser.person(appliance);
    const console = await Console.open(person, olga);
    await console.page
      .getByRole("navigation", { name: "Home" })
      .getByRole("link", { name: /^General queue/ })
      .click();
    await console.button("Accept the session with Reception desk").click();
    await console.say("How can I help?");
    await console.startScreen();
    await until("client, helper and watcher run", () => client.own().length >= 3);
    await console.close("end");

    // Nothing that had access is alive when the questions are there.
    await asks(client);
    await until("the window alone is left", () => client.own().length === 1);
    assert.deepEqual(client.tree(), before);
    await client.keep("client-survey");
    // What must be answered is told.
    await client.click(...SEND);
    await client.keep("client-survey-missing");
    await client.click(...STEP_4);
    await client.click(...FIRST_CHOICE);
    await client.keep("client-survey-filled");
    await appliance.kill();
    await client.click(...SEND);
    await client.keep("client-survey-waiting");
    await appliance.launch();
    const [answers] = await until("the answers are kept", async () => {
      const all = await kept().catch(() => []);
      return all.length > 0 && all;
    });
    assert.deepEqual(
      [answers.name, answers.answers.map(({ said }) => said.join())],
      ["Reception desk", ["4", "The chat"]],
    );
    await client.shows("thanks are said", [
      [24, -30, "#0d6b6b"],
      [-24, -30, "#0d6b6b"],
    ]);
    await client.keep("client-survey-thanks");
    await client.click(...CLOSE);
    await until("nothing of it runs", () => client.pids().length === 0);
    assert.deepEqual(client.tree(), before);

    const ada = await browser.person(appliance);
    const page = await ada.page("/login/surveys");
    await signIn(page, appliance.admin);
    await page.getByRole("link", { name: "After help" }).click();
    const dialog = page.getByRole("dialog").first();
    await dialog.getByText("4 of 5").waitFor();
    await dialog.getByText("The chat").first().waitFor();
    await looks(page, "survey-answers-client");
    await Promise.all([person.assertWell(), ada.assertWell()]);
    await Promise.all([person.leave(), ada.leave()]);
  },
);

journey(
  "whoever closes the window instead of answering, or is killed while asked, leaves nothing (SUP-80, SUP-23)",
  async () => {
    for (const goes of ["closes", "is killed"]) {
      const { console, customer, leave } = await attend(appliance, browser, olga, "Carla");
      const answered = (await kept()).length;
      await console.button("Run full customer client").click();
      await customer.page.getByRole("heading", { name: /asks you to run a small program/ }).waitFor();
      const client = await Client.download(customer.page, display);
      client.start();
      await customer.page.getByText("The program runs.").waitFor();
      await customer.page.close();
      await console.startScreen();
      await console.close("end");
      await asks(client);
      const window = await client.window();
      if (goes === "closes") display.run("xdotool", ["windowactivate", "--sync", window, "key", "alt+F4"]);
      else client.kill();
      const before = new Set(client.files);
      assert.deepEqual(
        (await client.isGone()).filter((file) => !before.has(file)),
        [],
      );
      assert.equal((await kept()).length, answered);
      await leave();
    }
  },
);
