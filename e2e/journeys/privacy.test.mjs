// Privacy (SCR-3): mouse and keyboard of whoever sits at the machine are withheld and given back, in the browser and on the machine's own screen. What only its devices can show is in the tests of
// `platform-linux`.

import assert from "node:assert/strict";
import { after, before } from "node:test";

import { Console } from "../harness/console.mjs";
import { journey } from "../harness/journey.mjs";
import { Keyboard } from "../harness/keyboard.mjs";
import { looks } from "../harness/looks.mjs";
import { until } from "../harness/processes.mjs";
import { Stage } from "../harness/stage.mjs";

/** The ground of the notice, and a place at the top of the screen where it stands. */
const NOTICE = "#1f242e";
const PLACE = [640, 3];

let stage;
let terminal;
let person;
let console_;

before(async () => {
  stage = await Stage.build();
  const { users } = await stage.appliance.api("GET", "/users?search=admin");
  const admin = users.find((user) => user.username === "admin");
  await stage.appliance.api("PATCH", `/users/${admin.id}`, { settings: { "session.customer_restriction": "allow" } });
  terminal = await stage.display.terminal();
  person = await stage.browser.person(stage.appliance);
  console_ = await Console.open(person, stage.appliance.admin);
  await console_.jumpTo("Workshop PC");
  await console_.startScreen();
  await console_.takeControl();
  await until("the click that took control is at the machine", () => stage.display.pointer().x < 40);
  await terminal.focus();
});
after(() => stage?.strike());

const noticeStands = () => stage.display.picture().at(...PLACE) === NOTICE;

/** The line below the bar, which everybody in the session has. */
const line = (words) => console_.page.locator("[data-privacy]").getByText(words);

const item = (name) => console_.page.getByRole("menuitemcheckbox", { name });

async function disableInput() {
  await console_.button("Privacy").click();
  await item(/^Disable the remote mouse and keyboard/).click();
  await line("You disabled the remote mouse and keyboard.").waitFor();
}

journey("mouse and keyboard of the machine are disabled, the screen says so, and the rep goes on (SCR-3)", async () => {
  const { page } = console_;
  await console_.button("Privacy").click();
  const blank = item(/^Blank the remote screen/);
  await blank.getByText("cannot be shown to be dark").waitFor();
  assert.equal(await blank.getAttribute("aria-disabled"), "true");
  await page.keyboard.press("Escape");
  assert.ok(!noticeStands());
  await disableInput();
  await until("the notice on the machine's screen", noticeStands);
  stage.display.picture().keep("privacy-notice", { x: 200, y: 0, width: 880, height: 120 });
  await console_.canvas.click({ position: { x: 5, y: 300 } });
  await until("the click is at the machine", () => stage.display.pointer().y > 200);
  await terminal.focus();
  const keyboard = await Keyboard.of(page);
  await keyboard.type("still here\n");
  await until("what the rep types arrives", () => terminal.lines().at(-1) === "still here");
  await console_.button("Privacy").click();
  assert.equal(await item(/^Disable the remote mouse and keyboard/).getAttribute("aria-checked"), "true");
  await looks(page, "privacy-on");
  await page.keyboard.press("Escape");
  await console_.button("Give back").click();
  await until("the notice is gone", () => !noticeStands());
  await console_.chatShows("You gave mouse, keyboard and screen of the machine back.");
});

journey("it ends with control, and by itself when the appliance is gone (SCR-3)", async () => {
  await disableInput();
  await until("the notice", noticeStands);
  await console_.button("Stop control").click();
  await until("the notice is gone with control", () => !noticeStands());
  await console_.chatShows("It needs keyboard and mouse of the session.");
  const privacy = console_.button("Privacy");
  await until("without control it is greyed", async () => (await privacy.getAttribute("aria-disabled")) === "true");
  await console_.button("Control keyboard and mouse").click();
  await console_.button("Stop control").waitFor();
  await disableInput();
  await until("the notice", noticeStands);
  await stage.appliance.kill();
  await until("without the appliance it is given back", () => !noticeStands(), { within: 30000 });
  await stage.appliance.launch();
  await until("the log says it", async () => /given back\./.test(await console_.chat()), { within: 30000 });
});
