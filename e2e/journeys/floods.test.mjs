// Programs that write faster than anybody can read: the terminal shows where they are and has everything at the end, a key ends them, and the record lacks nothing.

import assert from "node:assert/strict";
import { after, before } from "node:test";

import { picture } from "../harness/browser.mjs";
import { Console } from "../harness/console.mjs";
import { journey } from "../harness/journey.mjs";
import { until } from "../harness/processes.mjs";
import { Stage } from "../harness/stage.mjs";

const LINES = 3_000_000;

let stage;
let person;
let console_;
let page;
let id;

before(async () => {
  stage = await Stage.build();
  person = await stage.browser.person(stage.appliance);
  console_ = await Console.open(person, stage.appliance.admin);
  page = console_.page;
  await console_.jumpTo("Workshop PC");
  id = new URL(page.url()).pathname.split("/").at(-1);
  await console_.startShell();
});
after(() => stage?.strike());

/** The terminal's last lines, scrollback included. */
const lines = (count) =>
  page.evaluate((count) => {
    const terminal = Symbol.for("towline.terminal");
    const frame = [...document.querySelectorAll("[data-remote] div")].find((element) => terminal in element);
    return frame[terminal].read(count).text.split("\n");
  }, count);

/** How many numbers, one to a line and each one more than the one before, stand before the line with this text. None while the terminal is being drawn. */
async function counted(text) {
  const all = await lines(20_000);
  const end = all.lastIndexOf(text);
  let count = 0;
  while (Number(all[end - 1 - count]) === LINES - count) count += 1;
  return count;
}

journey("three million lines end as they would have scrolled by, with all the scrollback (SHL-4, SHL-5)", async () => {
  await console_.typeInShell(`clear; seq 1 ${LINES}; echo seq-is-do''ne\n`);
  await console_.shellShows(/^seq-is-done$/m, { within: 120_000 });
  // The screen comes first, and then everything.
  await until("the scrollback is there", async () => (await counted("seq-is-done")) > 9_900);
  await picture(page, "flood-over");
});

journey("another person who watches sees the same, and so does a page that comes back (SHL-3, SHL-4)", async () => {
  const other = await stage.browser.person(stage.appliance);
  const grace = await stage.appliance.addUser("grace", "Grace Hopper");
  await stage.appliance.api("PATCH", `/jump-groups/${stage.appliance.group.id}`, { members: [{ user_id: grace.id }] });
  const second = await Console.open(other, grace);
  await second.jumpTo("Workshop PC", { join: true });
  await second.tool("Command Shell");
  await second.shellShows(/^seq-is-done$/m);
  await console_.typeInShell(`clear; seq 1 ${LINES}; echo seq-again-do''ne\n`);
  await second.shellShows(/^seq-again-done$/m, { within: 120_000 });
  await console_.shellShows(/^seq-again-done$/m, { within: 120_000 });
  await page.reload();
  await console_.shellShows(/^seq-again-done$/m);
  await until("the scrollback is there", async () => (await counted("seq-again-done")) > 9_900);
  await console_.focusShell();
});

journey("connections that break and an appliance that is killed leave no gap in it (SHL-4, SES-2)", async () => {
  await console_.typeInShell(`clear; seq 1 ${LINES}; echo seq-broken-do''ne\n`);
  for (let cut = 0; cut < 3; cut += 1) {
    await until("the flood goes on", async () => /^[1-9]/m.test(await console_.screenText()));
    stage.appliance.network.tear();
  }
  await stage.appliance.kill();
  await stage.appliance.launch();
  await console_.shellShows(/^seq-broken-done$/m, { within: 120_000 });
  await until("the scrollback is there", async () => (await counted("seq-broken-done")) > 9_900);
});

journey("what a program asks the terminal right after a flood is answered once (SHL-2, SHL-8)", async () => {
  // The answer ends with R. What comes after it would stand behind the prompt.
  await console_.typeInShell(
    `clear; seq 1 ${LINES}; printf '\\033[6n'; read -rs -t 20 -d R place; echo "place-\${#place}-asked"; read -rs -t 1 rest; echo "rest-\${#rest}-asked"\n`,
  );
  const text = await console_.shellShows(/^rest-0-asked$/m, { within: 120_000 });
  assert.match(text, /^place-[5-9]-asked$/m);
});

journey("a key ends a flood, and the next command runs (SHL-5)", async () => {
  await console_.typeInShell("clear; yes on-and-on\n");
  await console_.shellShows(/^on-and-on$/m);
  // It does not draw what it is shown screen by screen, so there is no scrollback.
  await until("the flood has outrun the page", async () => (await lines(1_000)).length < 300);
  await picture(page, "flood-on");
  await page.keyboard.press("Control+c");
  await console_.typeInShell("echo stopped-$((40+2))\n");
  await console_.shellShows(/^stopped-42$/m);
});

journey("the record has every line, however few a browser has drawn (SHL-6)", async () => {
  const count = await page.evaluate(
    async ({ id, LINES }) => {
      const { opened_shells: shells } = await (await fetch(`/api/v1/session-reports/${id}`)).json();
      const response = await fetch(`/api/v1/session-reports/${id}/shells/${shells[0].id}/transcript`);
      let next = 1;
      let rest = "";
      for await (const part of response.body.pipeThrough(new TextDecoderStream())) {
        const all = (rest + part).split("\n");
        rest = all.pop();
        for (const line of all) {
          if (next <= LINES && line === String(next)) next += 1;
        }
      }
      return next - 1;
    },
    { id, LINES },
  );
  assert.equal(count, LINES);
});
