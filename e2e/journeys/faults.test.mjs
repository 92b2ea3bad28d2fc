// Bad days: the appliance dies again and again, the agent dies, the network goes. The console comes back without a reload and nothing is lost or doubled (SES-2, QLT-6).

import assert from "node:assert/strict";
import { existsSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { after, before } from "node:test";

import { looksLike, pixels } from "../harness/browser.mjs";
import { Console } from "../harness/console.mjs";
import { journey } from "../harness/journey.mjs";
import { temporaryFolder, until } from "../harness/processes.mjs";
import { Stage } from "../harness/stage.mjs";

const ROUNDS = Number(process.env.TOWLINE_ROUNDS ?? 20);

let stage;
let person;
let console_;

before(async () => {
  stage = await Stage.build();
  person = await stage.browser.person(stage.appliance);
  console_ = await Console.open(person, stage.appliance.admin);
  await console_.page.evaluate(() => {
    globalThis.__neverReloaded = true;
  });
  await console_.jumpTo("Workshop PC");
  await console_.startScreen();
  await console_.startShell();
});
after(() => stage?.strike());

const neverReloaded = () => console_.page.evaluate(() => globalThis.__neverReloaded === true);

async function screenShows(hex) {
  stage.display.colour(hex);
  await console_.tool("Screen Sharing");
  await until(`the screen shows ${hex}`, async () => {
    const [colour] = await pixels(console_.canvas, [[0.005, 0.005]]);
    return looksLike(colour, hex);
  });
  await console_.tool("Command Shell");
  await console_.focusShell();
}

/** All numbers of the loop that the terminal holds, and each view of it: pages up from the end to the first. */
async function numbersInTerminal() {
  const seen = new Set();
  const pages = [];
  await console_.focusShell();
  for (;;) {
    const text = await console_.screenText();
    pages.push(text);
    for (const [, number] of text.matchAll(/^n(\d+)$/gm)) seen.add(Number(number));
    if (/^n1$/m.test(text)) return { seen, pages };
    await console_.page.keyboard.press("Shift+PageUp");
    await until("the terminal shows what is above", async () => (await console_.screenText()) !== text);
  }
}

journey(
  `the appliance is killed ${ROUNDS} times during a session: no gap, nothing twice, the chat is complete, the screen is right (SES-2, QLT-6)`,
  async () => {
    // Fast enough that every kill falls between two lines of it, slow enough that the terminal keeps all. It counts until it is told that the rounds are over: however long
    // they take on a busy machine, there is a next line to wait for.
    const over = join(temporaryFolder("rounds"), "over");
    await console_.typeInShell(
      `clear; i=0; while [ ! -e ${over} ]; do i=$((i+1)); echo n$i; sleep 0.04; done; echo all-$i-done\n`,
    );
    await console_.shellShows(/^n\d+$/m);
    const said = [];
    for (let round = 1; round <= ROUNDS; round += 1) {
      const text = `round ${round} of the chat`;
      said.push(text);
      await console_.say(text);
      await stage.appliance.kill();
      await stage.appliance.launch();
      const before = await lastNumber();
      await until(`the shell goes on after round ${round}`, async () => (await lastNumber()) > before);
      await console_.chatShows(text);
      assert.ok(await neverReloaded(), "the page was reloaded");
      await assertConsecutive(await console_.screenText());
    }
    writeFileSync(over, "");
    const end = (await console_.shellShows(/^all-\d+-done$/m)).match(/^all-(\d+)-done$/m);
    const { seen, pages } = await numbersInTerminal();
    for (const page of pages) await assertConsecutive(page);
    assert.equal(seen.size, Number(end[1]));
    const chat = await console_.chat();
    for (const text of said)
      assert.equal(chat.split(text).length - 1, said.filter((other) => other.startsWith(text)).length, text);
    await screenShows("#117733");
    await person.assertWell();
  },
);

async function lastNumber() {
  const numbers = [...(await console_.screenText()).matchAll(/^n(\d+)$/gm)].map((m) => Number(m[1]));
  return numbers.at(-1) ?? 0;
}

/** Numbers that stand below each other differ by one. */
async function assertConsecutive(text) {
  const numbers = [...text.matchAll(/^n(\d+)$/gm)].map((m) => Number(m[1]));
  for (let at = 1; at < numbers.length; at += 1) assert.equal(numbers[at], numbers[at - 1] + 1, text);
}

journey("the network is cut: the console says so, and goes on by itself from the last byte (SES-2)", async () => {
  await console_.focusShell();
  const over = join(temporaryFolder("cut"), "over");
  await console_.typeInShell(
    `clear; echo cut-$((6*7))-begins; i=0; while [ $i -lt 150 ]; do i=$((i+1)); echo n$i; sleep 0.02; done; echo cut-$((6*7))-over; touch ${over}\n`,
  );
  // Numbers stand there from before: cut earlier than the order has gone, it would be given when the network is back.
  await console_.shellShows("cut-42-begins");
  stage.appliance.network.cut();
  await console_.page
    .getByText(/cannot be reached|Reconnecting|connection to the appliance lost/i)
    .first()
    .waitFor();
  await until("the loop has ended on the endpoint meanwhile", () => existsSync(over), { within: 60000 });
  stage.appliance.network.open();
  await console_.shellShows("cut-42-over", { within: 60000 });
  await assertConsecutive(await console_.screenText());
  await screenShows("#773311");
  assert.ok(await neverReloaded());
});

journey("the network stalls, then trickles a byte at a time, and recovers (SES-2)", async () => {
  stage.appliance.network.stall();
  await console_.page
    .getByText(/cannot be reached|Reconnecting|connection to the appliance lost/i)
    .first()
    .waitFor({ timeout: 30000 });
  stage.appliance.network.trickle();
  await console_.focusShell();
  await console_.typeInShell("echo trickled-$((6*7))\n");
  await console_.shellShows("trickled-42", { within: 60000 });
  stage.appliance.network.open();
  await screenShows("#551177");
});

journey("the agent is killed and started again: the session waits for it and goes on (SES-1, JMP-13)", async () => {
  stage.agent.kill();
  await console_.page.getByText("is not reachable").first().waitFor();
  await stage.agent.restart();
  await until(
    "the machine is back",
    async () => !(await console_.page.getByText("is not reachable").first().isVisible()),
    { within: 60000 },
  );
  await console_.tool("Screen Sharing");
  stage.display.colour("#113377");
  await until("the screen is right", async () => {
    const [colour] = await pixels(console_.canvas, [[0.005, 0.005]]);
    return looksLike(colour, "#113377");
  });
  await person.assertWell();
});
