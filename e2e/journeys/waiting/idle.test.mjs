// Who does nothing in a session: minutes pass.

import { after, before } from "node:test";

import { Appliance } from "../../harness/appliance.mjs";
import { Browser, picture } from "../../harness/browser.mjs";
import { journey } from "../../harness/journey.mjs";
import { looks } from "../../harness/looks.mjs";
import { until } from "../../harness/processes.mjs";
import { talk } from "../../harness/talk.mjs";

let appliance;
let browser;
let olga;

before(async () => {
  appliance = await Appliance.start();
  await appliance.setUp();
  browser = await Browser.start();
  olga = await appliance.addUser("olga", "Olga Rep");
});
after(async () => {
  await browser?.stop();
  await appliance?.stop();
});

journey("a representative who does nothing is warned, stays by a click, then is removed (SES-31a)", async () => {
  await appliance.api("PATCH", "/settings/chat", { idle_minutes: 2 });
  const { console, customer, goHome } = await talk({ appliance, browser, user: olga });
  await appliance.api("PATCH", "/settings/chat", { idle_minutes: 0 });
  await console.goHome();
  const warning = console.page.getByText(
    /You have done nothing in the session with Carla\. You will be removed from it in/,
  );
  await warning.first().waitFor({ timeout: 90_000, state: "attached" });
  await looks(console.page, "idle-warning");
  await console.button("Stay in the session with Carla").click();
  await warning.first().waitFor({ state: "detached" });
  await until(
    "the session is put into the queue",
    async () => (await customer.page.getByText("Nobody is with you at the moment.").count()) > 0,
    { within: 150_000 },
  );
  await console.page.getByRole("navigation", { name: "Home" }).getByRole("link", { name: "Personal queue 1" }).click();
  await console.button("Resume the session with Carla").waitFor();
  await picture(console.page, "idle-held");
  await console.button("Resume the session with Carla").click();
  await customer.isTold("Helping you now: Olga Rep");
  await customer.page.getByRole("button", { name: "End session" }).click();
  await customer.page.getByRole("dialog").getByRole("button", { name: "End session" }).click();
  await customer.isTold("You have ended the session.");
  await goHome();
});
