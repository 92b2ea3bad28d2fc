// Shells as somebody who lives in them has them: their order, their look, drawn anew, and letters that are there before a far machine has echoed them.

import assert from "node:assert/strict";
import { after, before } from "node:test";

import { Console } from "../harness/console.mjs";
import { journey } from "../harness/journey.mjs";
import { looks } from "../harness/looks.mjs";
import { until } from "../harness/processes.mjs";
import { Stage } from "../harness/stage.mjs";

let stage;
let person;
let console_;
let page;

before(async () => {
  stage = await Stage.build();
  person = await stage.browser.person(stage.appliance);
  console_ = await Console.open(person, stage.appliance.admin);
  page = console_.page;
  await console_.jumpTo("Workshop PC");
  await console_.startShell();
});
after(() => stage?.strike());

const settings = () => console_.button("How shells look");
const tabs = () => page.getByRole("tablist", { name: "Shells" }).getByRole("tab");
const names = () => tabs().evaluateAll((all) => all.map((tab) => tab.textContent.replace(/root$/, "").trim()));
const guesses = () => page.locator("[data-guesses]");

journey("tabs are moved by keyboard and mouse, and keep their order over a reload (SHL-1)", async () => {
  for (const name of ["Shell 2", "Shell 3"]) {
    await console_.button("New shell").first().click();
    await tabs().filter({ hasText: name }).waitFor();
  }
  const shown = async (...order) =>
    until(`the tabs are ${order}`, async () => {
      const now = await tabs().allTextContents();
      return order.every((name, at) => now[at]?.startsWith(name));
    });
  await shown("Shell 1", "Shell 2", "Shell 3");
  await tabs().filter({ hasText: "Shell 3" }).click();
  await tabs().filter({ hasText: "Shell 3" }).focus();
  await page.keyboard.press("Control+Shift+ArrowLeft");
  await shown("Shell 1", "Shell 3", "Shell 2");
  await page.getByText("Shell 3 is now at place 2 of 3.").waitFor({ state: "attached" });
  await page.keyboard.press("Control+Shift+Home");
  await shown("Shell 3", "Shell 1", "Shell 2");
  await tabs()
    .filter({ hasText: "Shell 3" })
    .dragTo(tabs().filter({ hasText: "Shell 2" }), {
      targetPosition: { x: 60, y: 12 },
    });
  await shown("Shell 1", "Shell 2", "Shell 3");
  await tabs()
    .filter({ hasText: "Shell 2" })
    .dragTo(tabs().filter({ hasText: "Shell 1" }), {
      targetPosition: { x: 4, y: 12 },
    });
  await shown("Shell 2", "Shell 1", "Shell 3");
  await page.reload();
  await shown("Shell 2", "Shell 1", "Shell 3");
  assert.equal((await names()).length, 3);
});

journey(
  "colours, size and copying are chosen once for all shells; a shell is shown anew as it is (SHL-1, SHL-9)",
  async () => {
    await person.context.grantPermissions(["clipboard-read", "clipboard-write"]);
    await tabs().filter({ hasText: "Shell 1" }).click();
    await console_.terminal.waitFor();
    await settings().click();
    const ground = () => page.locator("[data-remote]:has(.xterm)").evaluate((host) => host.style.background);
    for (const [name, colour] of [
      ["High contrast", "rgb(0, 0, 0)"],
      ["Paper", "rgb(247, 241, 227)"],
    ]) {
      await page.getByRole("menuitemradio", { name }).click();
      await until(`the ground is ${name}`, async () => (await ground()) === colour);
    }
    await page.getByRole("menuitem", { name: "Larger text" }).click();
    await page.getByText("Size of the text · 14 px").waitFor();
    await page.getByRole("menuitemcheckbox", { name: /^Copy what is selected/ }).click();
    await looks(page, "shells-settings");
    await page.keyboard.press("Escape");
    await console_.focusShell();
    await console_.typeInShell("clear; echo shown-by-this-shell\n");
    await console_.shellShows(/^shown-by-this-shell$/m);
    const { x, y } = await page
      .locator(".xterm-rows > div")
      .filter({ hasText: /^shown-by-this-shell/ })
      .boundingBox();
    await page.mouse.dblclick(x + 20, y + 6);
    await until("the clipboard has the word", async () =>
      (await page.evaluate(() => navigator.clipboard.readText())).includes("shell"),
    );
    await console_.button("Show this shell anew").click();
    await console_.shellShows(/^shown-by-this-shell$/m);
    await console_.focusShell();
    await console_.typeInShell("echo still-$((40+2))\n");
    await console_.shellShows("still-42");
    await tabs().filter({ hasText: "Shell 2" }).click();
    assert.equal(await ground(), "rgb(247, 241, 227)");
  },
);

journey("the owner lets one type, and whoever watches sees it and types nothing (SHL-3)", async () => {
  const { appliance, browser } = stage;
  const grace = await appliance.addUser("grace", "Grace Hopper");
  await appliance.api("PATCH", `/jump-groups/${appliance.group.id}`, { members: [{ user_id: grace.id }] });
  const other = await browser.person(appliance);
  const second = await Console.open(other, grace);
  await second.jumpTo("Workshop PC", { join: true });
  await second.tool("Command Shell");
  const theirs = second.page.getByRole("tab", { name: "Shell 2" });
  await theirs.click();
  await tabs().filter({ hasText: "Shell 2" }).click();
  const type = async (who, text) => {
    await who.focusShell();
    await who.typeInShell(`${text}\n`);
  };
  await type(second, "echo together-$((1+1))");
  await console_.shellShows("together-2");

  await console_.button("Everybody types in the shells").click();
  await looks(page, "shells-typist");
  await page.getByRole("menuitemradio", { name: /^Only Ada Admin/ }).click();
  await second.page.getByText("You can watch. Only Ada Admin types in the shells now.").waitFor();
  await second.chatShows("Ada Admin let only Ada Admin type in the shells.");
  await type(second, "echo never-$((1+1))");
  await type(console_, "echo alone-$((1+1))");
  for (const each of [console_, second]) {
    const text = await each.shellShows("alone-2");
    assert.ok(!text.includes("never"), text);
  }
  // Only the owner says.
  const said = second.button("Only Ada Admin types in the shells");
  assert.equal(await said.getAttribute("aria-disabled"), "true");
  await console_.button("Only Ada Admin types in the shells").click();
  await page.getByRole("menuitemradio", { name: "Only Grace Hopper" }).click();
  await page.getByText("You can watch. Only Grace Hopper types in the shells now.").waitFor();
  await second.close("leave");
  await console_.chatShows("Now only Ada Admin types in the shells.");
  await console_.button("Only Ada Admin types in the shells").waitFor({ state: "detached" });
  await type(console_, "echo again-$((1+1))");
  await console_.shellShows("again-2");
  await other.assertWell();
  await other.leave();
});

journey("on a far link letters are there before they are echoed, and a password never is (SHL-10)", async () => {
  await console_.focusShell();
  await console_.typeInShell("clear\n");
  await console_.shellShows(/^\S*[#$] ?$/m);
  stage.appliance.network.far(60);
  try {
    await page.evaluate(() => {
      globalThis.__guessed = "";
      for (const screen of document.querySelectorAll(".xterm-screen"))
        new MutationObserver(() => {
          const guessed = screen.querySelector("[data-guesses]")?.textContent ?? "";
          if (guessed.length > globalThis.__guessed.length) globalThis.__guessed = guessed;
        }).observe(screen, { childList: true, subtree: true });
    });
    // Until the way of some keys was timed nothing is guessed, nor while a busy machine takes a second for an echo.
    let line = 0;
    await until(
      "letters are there before they are echoed",
      async () => {
        line += 1;
        await console_.typeInShell(`echo far-${line}`);
        await console_.shellShows(`echo far-${line}`);
        await page.evaluate(() => {
          globalThis.__guessed = "";
        });
        await console_.typeInShell("-guessed\n");
        await console_.shellShows(new RegExp(`^far-${line}-guessed$`, "m"));
        return /^[-guesd]{2,}$/.test(await page.evaluate(() => globalThis.__guessed));
      },
      { within: 60000 },
    );
    await until("all is confirmed", async () => (await guesses().count()) === 0);

    // From when it says so nothing is echoed.
    await console_.typeInShell("stty -echo; echo rea''dy; read -r word; stty echo; echo [$word]\n");
    await console_.shellShows(/^ready$/m);
    await page.evaluate(() => {
      globalThis.__guessed = "";
    });
    await console_.typeInShell("hunter2\n");
    await console_.shellShows("[hunter2]");
    assert.equal(await page.evaluate(() => globalThis.__guessed), "");
  } finally {
    stage.appliance.network.open();
  }
  await person.assertWell();
});
