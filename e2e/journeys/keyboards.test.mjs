// Text arrives as it was typed, whatever the layouts of the two keyboards (SCR-15), and no key stays down.

import assert from "node:assert/strict";
import { after, before } from "node:test";

import { Console } from "../harness/console.mjs";
import { journey } from "../harness/journey.mjs";
import { Keyboard, readLayout } from "../harness/keyboard.mjs";
import { until } from "../harness/processes.mjs";
import { Stage } from "../harness/stage.mjs";

let stage;
let terminal;
let console_;
let person;

before(async () => {
  stage = await Stage.build();
  terminal = await stage.display.terminal();
  person = await stage.browser.person(stage.appliance);
  console_ = await Console.open(person, stage.appliance.admin);
  await console_.jumpTo("Workshop PC");
  await console_.startScreen();
  await console_.takeControl();
  await until("the click that took control is at the machine", () => stage.display.pointer().x < 40);
});
after(() => stage?.strike());

/** In each journey: the click that took control may arrive on the background after a window was chosen. */
const focusTerminal = () => terminal.focus();

/** What a keyboard makes, typed on it, and the line that arrives. */
async function typed(keyboard, text) {
  const lines = terminal.lines().length;
  await focusTerminal();
  await keyboard.type(`${text}\n`);
  await until("the line arrives", () => terminal.lines().length > lines);
  return terminal.lines().slice(lines);
}

for (const [remote, local] of [
  ["de", "us"],
  ["us", "de"],
  ["es", "fr"],
  ["ru", "es"],
  ["fr", "ru"],
  ["us", "jp"],
  ["fr", "fr"],
]) {
  journey(`all that a ${local} keyboard makes arrives on a machine with a ${remote} one (SCR-15)`, async () => {
    const made = readLayout(stage.display, local);
    stage.display.layout(remote);
    assert.deepEqual(await typed(await Keyboard.of(console_.page, made), made.text), [made.text]);
  });
}

journey("what an input method makes arrives, and locks of the machine change nothing (SCR-15)", async () => {
  stage.display.layout("jp");
  const keyboard = await Keyboard.of(console_.page);
  const lines = terminal.lines().length;
  await focusTerminal();
  await keyboard.compose("にほんご", "日本語");
  await keyboard.compose("かな", "仮名");
  await keyboard.type("\n");
  await until("the line arrives", () => terminal.lines().length > lines);
  assert.equal(terminal.lines().at(-1), "日本語仮名");

  stage.display.layout("us");
  for (const lock of ["Caps_Lock", "Num_Lock"]) {
    stage.display.run("xdotool", ["key", lock]);
    assert.deepEqual(await typed(keyboard, "aAzZ1!"), ["aAzZ1!"], lock);
    for (const digit of [4, 7]) await keyboard.press(`Numpad${digit}`, `${digit}`, 0, `${digit}`);
    assert.deepEqual(await typed(keyboard, "+"), ["47+"], lock);
    stage.display.run("xdotool", ["key", lock]);
  }
  // Here it is the representative's that is on: the browser tells a large letter without Shift.
  await keyboard.press("KeyQ", "Q", 0, "Q");
  for (const again of [false, true, true]) await keyboard.down("KeyX", "x", 0, "x", again);
  await keyboard.up("KeyX", "x");
  assert.deepEqual(await typed(keyboard, "."), ["Qxxx."]);
});

journey(
  "a key that is held while the page loses the keyboard, or the link, is let go on the machine (SCR-15)",
  async () => {
    const keyboard = await Keyboard.of(console_.page);
    await focusTerminal();
    await keyboard.down("ShiftLeft", "Shift", 8);
    await until("Shift is down on the machine", () => typedAtTheMachine("q").then((line) => line === "Q"));
    // Another tab comes to the front while the key is still held.
    const other = await person.page("/");
    await other.bringToFront();
    await console_.page.evaluate(() => globalThis.dispatchEvent(new Event("blur")));
    await until("Shift is up on the machine", () => typedAtTheMachine("q").then((line) => line === "q"));
    await other.close();
    await console_.page.bringToFront();
    await console_.canvas.click({ position: { x: 5, y: 5 } });
    await focusTerminal();
    await keyboard.down("ShiftLeft", "Shift", 8);
    await until("Shift is down on the machine", () => typedAtTheMachine("q").then((line) => line === "Q"));
    stage.appliance.network.cut();
    await until("Shift is up on the machine", () => typedAtTheMachine("q").then((line) => line === "q"));
    stage.appliance.network.open();
    await person.assertWell();
  },
);

/** What becomes of a letter that somebody types at the machine itself: a modifier that hangs shows in it. */
async function typedAtTheMachine(letter) {
  const lines = terminal.lines().length;
  stage.display.run("xdotool", ["key", letter, "Return"]);
  await until("the line arrives", () => terminal.lines().length > lines);
  return terminal.lines().at(-1);
}
