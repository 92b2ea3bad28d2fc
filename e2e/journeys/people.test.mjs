// Several people: the console switched off, a second representative in a session, logging out with sessions open, wrong origins.

import assert from "node:assert/strict";
import { after, before } from "node:test";

import { assertAccessible, looksLike, picture, pixels } from "../harness/browser.mjs";
import { Console, signIn } from "../harness/console.mjs";
import { journey } from "../harness/journey.mjs";
import { until } from "../harness/processes.mjs";
import { Stage } from "../harness/stage.mjs";

let stage;
let grace;

before(async () => {
  stage = await Stage.build();
  grace = await stage.appliance.addUser("grace", "Grace Hopper");
  await stage.appliance.api("PATCH", `/jump-groups/${stage.appliance.group.id}`, { members: [{ user_id: grace.id }] });
});
after(() => stage?.strike());

journey("every refused sign-in looks the same (ACC-5)", async () => {
  const person = await stage.browser.person(stage.appliance);
  const page = await person.page("/login");
  const told = [];
  for (const attempt of [
    { username: "admin", password: "wrong-password-entirely" },
    { username: "nobody-at-all", password: "wrong-password-entirely" },
  ]) {
    await signIn(page, attempt);
    const alert = page.getByRole("alert").filter({ hasText: /\S/ }).first();
    await alert.waitFor();
    told.push(await alert.textContent());
    await page.reload();
  }
  assert.equal(told[0], told[1]);
  await person.assertWell();
  await person.leave();
});

journey(
  "a second representative joins by Jump, sees the history and the same screen, and leaves (JMP-50, SES-24)",
  async () => {
    const ada = await stage.browser.person(stage.appliance);
    const first = await Console.open(ada, stage.appliance.admin);
    await first.jumpTo("Workshop PC");
    await first.startScreen();
    await first.say("said before anybody joined");
    await first.chatShows("said before anybody joined");

    const other = await stage.browser.person(stage.appliance);
    const second = await Console.open(other, grace);
    await second.page.getByText("In use: Ada Admin").first().waitFor();
    await second.jumpTo("Workshop PC", { join: true });
    await second.chatShows("said before anybody joined");
    await second.startScreen();
    stage.display.colour("#406020");
    for (const console of [first, second]) {
      await until("both see the screen", async () => {
        const [colour] = await pixels(console.canvas, [[0.005, 0.005]]);
        return looksLike(colour, "#406020");
      });
    }
    await second.say("hello from the second");
    await first.chatShows("hello from the second");
    await first.chatShows("Grace Hopper joined.");
    await second.close("leave");
    await first.chatShows("Grace Hopper left.");
    await first.close("end");
    // Back where it was started from, at an address that can be loaded anew.
    await first.page.waitForURL(/\/console\/(?!session\/)/);
    await ada.assertWell();
    await other.assertWell();
    await ada.leave();
    await other.leave();
  },
);

for (const [what, button, left] of [
  ["held", "Hold sessions", 1],
  ["ended", "End sessions", 0],
]) {
  journey(`logging out with a session open asks, and the session is ${what} (ACC-4)`, async () => {
    const person = await stage.browser.person(stage.appliance);
    const console = await Console.open(person, grace);
    await console.jumpTo("Workshop PC");
    await console.startShell();
    const secondTab = await person.page("/login");
    await secondTab.getByRole("heading", { level: 1, name: "My Account" }).waitFor();

    await console.page.getByRole("button", { name: /Account of/ }).click();
    await console.page.getByRole("menuitem", { name: "Log out" }).click();
    await console.page.getByRole("dialog", { name: /\S/ }).waitFor();
    await assertAccessible(console.page, "the question at logging out");
    await console.page
      .getByRole("dialog")
      .getByRole("button", { name: new RegExp(`^${button}`) })
      .click();
    await console.page
      .getByLabel("User name")
      .or(console.page.getByText(/signed out|logged out/i))
      .first()
      .waitFor();
    // The other tab is told, too.
    await secondTab.getByLabel("User name").waitFor();

    const again = await stage.appliance.signIn(grace);
    const { sessions } = await again("GET", "/me");
    assert.equal(sessions.length, left);
    if (left > 0) {
      const back = await Console.open(person, grace);
      await back.page.getByRole("navigation", { name: "Home" }).getByText("Personal queue").click();
      await back.button("Resume the session with Workshop PC").click();
      await back.tool("Command Shell");
      await back.terminal.waitFor();
      await back.close("end");
    }
    await person.assertWell();
    await person.leave();
  });
}

journey(
  "a console opened elsewhere takes over with its sessions, tells the older one why, and back (ACC-8)",
  async () => {
    const desk = await stage.browser.person(stage.appliance);
    const older = await Console.open(desk, grace);
    await older.jumpTo("Workshop PC");
    await older.startShell();
    await older.typeInShell("echo left-$((40+2))-here\n");
    await older.shellShows("left-42-here");
    await older.say("begun at the desk");
    await older.chatShows("begun at the desk");

    const couch = await stage.browser.person(stage.appliance);
    const newer = await Console.open(couch, grace);
    await older.page.getByRole("heading", { name: "The console was opened elsewhere" }).waitFor();
    await newer.page.getByText("Your other console was closed").waitFor();
    await assertAccessible(newer.page, "the console that took over");
    await assertAccessible(older.page, "the console that was opened elsewhere");
    await picture(older.page, "taken-over");
    await picture(newer.page, "took-over");
    await newer.page
      .getByRole("banner")
      .getByRole("button", { name: /\d session/i })
      .click();
    await newer.page.getByRole("menuitem", { name: /Workshop PC/ }).click();
    await newer.tool("Command Shell");
    await newer.shellShows("left-42-here");
    await newer.chatShows("begun at the desk");

    // Nothing goes back and forth by itself, also not after a restart of the appliance.
    await stage.appliance.kill();
    await stage.appliance.launch();
    await newer.say("said after the restart");
    await newer.chatShows("said after the restart");
    // Shown at once, and said when the link is back: only then does it go with the session.
    const log = newer.page.getByRole("log", { name: "Messages" });
    await log.getByText("sending", { exact: true }).waitFor({ state: "detached" });
    await older.button("Use the console here").click();
    await newer.page.getByRole("heading", { name: "The console was opened elsewhere" }).waitFor();
    await older.tool("Command Shell");
    await older.shellShows("left-42-here");
    await older.chatShows("said after the restart");
    await older.close("end");
    for (const person of [desk, couch]) {
      await person.assertWell();
      await person.leave();
    }
  },
);

journey("the console switched off says so, names who can help, and closes what is open (ACC-2)", async () => {
  const person = await stage.browser.person(stage.appliance);
  const console = await Console.open(person, grace);
  await stage.appliance.api("PATCH", "/settings/security", { allow_web_console: false });
  await console.page.getByText("The web console is switched off").waitFor();
  await assertAccessible(console.page, "the console switched off");
  const page = await person.page("/console");
  await page.getByText("The web console is switched off").waitFor();
  await page.getByText("Ada Admin").waitFor();
  await stage.appliance.api("PATCH", "/settings/security", { allow_web_console: true });
  await page.getByRole("button", { name: "Check again" }).click();
  await page.getByRole("navigation", { name: "Home" }).or(page.getByLabel("User name")).first().waitFor();
  await person.assertWell();
  await person.leave();
});

journey("a page of another origin cannot open a link or use the cookie (ACC-2)", async () => {
  const headers = { Origin: "https://evil.example" };
  const refused = await stage.appliance.fetch("POST", "/api/v1/tickets", { body: {}, headers });
  assert.ok([400, 401, 403].includes(refused.status), String(refused.status));
});
