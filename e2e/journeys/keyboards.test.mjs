// Text arrives as it was typed, whatever the layouts of the two keyboards (SCR-15), and no key stays down.

import assert from "node:assert/strict";
import { after, before } from "node:test";

import { Console } from "../harness/console.mjs";
import { journey } from "../harness/journey.mjs";
import { Keyboard } from "../harness/keyboard.mjs";
import { until } from "../harness/processes.mjs";
import { Stage } from "../harness/stage.mjs";

const AMERICAN = "The quick brown fox jumps over the lazy dog. 0123456789 !@#$%^&*() -=[]\\;'`,./ _+{}|:\"~<>?";
const GERMAN =
  "Zwölf Boxkämpfer jagen Viktor quer über den großen Sylter Deich. 0123456789 @€{[]}\\~| !\"§$%&/()=? ÄÖÜ;:_ é è ê #+-.,<>*'";

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
const focusTerminal = async () => {
  stage.display.run("xdotool", ["windowactivate", "--sync", terminal.window]);
  await until("the terminal has the focus", () => {
    const name = stage.display.run("xdotool", ["getwindowfocus", "getwindowname"]);
    return name.includes("Typed here");
  });
};

for (const [remote, local, text] of [
  ["us", "us", AMERICAN],
  ["de", "us", AMERICAN],
  ["us", "de", GERMAN],
  ["de", "de", GERMAN],
]) {
  journey(`text typed on a ${local} keyboard arrives on a machine with a ${remote} one (SCR-15)`, async () => {
    stage.display.layout(remote);
    const lines = terminal.lines().length;
    const keyboard = await Keyboard.of(console_.page, local);
    await focusTerminal();
    await keyboard.type(`${text}\n`);
    await until("the line arrives", () => terminal.lines().length > lines);
    assert.deepEqual(terminal.lines().slice(lines), [text]);
  });
}

journey("a key that is held while the page loses the keyboard is let go on the machine (SCR-15)", async () => {
  stage.display.layout("us");
  const keyboard = await Keyboard.of(console_.page, "us");
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
  await person.assertWell();
});

/** What becomes of a letter that somebody types at the machine itself: a modifier that hangs shows in it. */
async function typedAtTheMachine(letter) {
  const lines = terminal.lines().length;
  stage.display.run("xdotool", ["key", letter, "Return"]);
  await until("the line arrives", () => terminal.lines().length > lines);
  return terminal.lines().at(-1);
}
