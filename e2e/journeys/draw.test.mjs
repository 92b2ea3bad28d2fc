// Drawing on the remote screen (SCR-14): two representatives draw, point and erase on one machine. What stands there is read from the X server, which knows nothing of us; what is taken away leaves the
// picture of before. And a screenshot goes to the clipboard.

import assert from "node:assert/strict";
import { after, before } from "node:test";

import { heldBy } from "../harness/clipboard.mjs";
import { Console } from "../harness/console.mjs";
import { journey } from "../harness/journey.mjs";
import { looks } from "../harness/looks.mjs";
import { until } from "../harness/processes.mjs";
import { Stage } from "../harness/stage.mjs";

const GROUND = "#204060";
const RED = "#e03131";
const GREEN = "#2f9e44";
const BLUE = "#1c7ed6";
const [WIDTH, HEIGHT] = [800, 600];

let stage;
let terminal;
let admin;
let olga;
let olgas;

before(async () => {
  stage = await Stage.build({ width: WIDTH, height: HEIGHT });
  const { appliance, display } = stage;
  olga = await appliance.addUser("olga", "Olga Rep");
  await appliance.api("PATCH", `/jump-groups/${appliance.group.id}`, { members: [{ user_id: olga.id }] });
  terminal = await display.terminal();
  display.cornerPointer();
  admin = await open(appliance.admin, {});
  olgas = await open(olga, { join: true });
  await olgas.canvas.waitFor();
});
after(() => stage?.strike());

async function open(user, how) {
  const console = await Console.open(await stage.browser.person(stage.appliance), user);
  await console.jumpTo("Workshop PC", how);
  await console.startScreen();
  return console;
}

/** What stands on the X server; the pointer, which Xvfb paints into its picture, is in the corner. */
const machine = () => stage.display.picture();
const at = (x, y) => machine().at(x, y);
const whole = () => Buffer.from(machine().bytes).toString("latin1");

/** A place of the machine's desktop on somebody's page. */
async function place({ canvas }, x, y) {
  const box = await canvas.boundingBox();
  return [box.x + ((x + 0.5) * box.width) / WIDTH, box.y + ((y + 0.5) * box.height) / HEIGHT];
}

async function drag(console, ...points) {
  const { mouse } = console.page;
  await mouse.move(...(await place(console, ...points[0])));
  await mouse.down();
  for (const point of points.slice(1)) await mouse.move(...(await place(console, ...point)), { steps: 4 });
  await mouse.up();
}

const strip = ({ page }) => page.getByRole("toolbar", { name: "Annotate the remote screen" });
const tool = (console, name) => strip(console).getByRole("button", { name }).click();

async function annotate(console) {
  await console.button("Annotate").click();
  await strip(console).waitFor();
}

/** The colour that somebody's page shows there; what they drew themselves has come back with the picture by then, for it is no part of this canvas. */
const shown = ({ canvas }, x, y) =>
  canvas.evaluate(
    (element, [x, y]) => {
      const copy = new OffscreenCanvas(1, 1).getContext("2d");
      copy.drawImage(element, -x, -y);
      const [red, green, blue] = copy.getImageData(0, 0, 1, 1).data;
      return `#${[red, green, blue].map((part) => part.toString(16).padStart(2, "0")).join("")}`;
    },
    [x, y],
  );

const stands = (what, colour, x, y) => until(what, () => at(x, y) === colour);

journey("what a rep draws stands on the machine, for all who look, and is taken away exactly (SCR-14)", async () => {
  const before = whole();
  await annotate(admin);
  await drag(admin, [100, 500], [700, 500]);
  for (const x of [100, 400, 700]) await stands(`the line at ${x}`, RED, x, 500);
  assert.deepEqual([at(400, 496), at(400, 504)], [GROUND, GROUND]);
  for (const console of [admin, olgas])
    await until("it is in the picture", async () => (await shown(console, 400, 500)) === RED);
  await looks(admin.page, "draw");
  // Somebody else, in a colour of their own, at the same time.
  await annotate(olgas);
  await tool(olgas, "Rectangle (R)");
  await drag(olgas, [150, 450], [300, 560]);
  await stands("a side of the rectangle", BLUE, 225, 450);
  await stands("and where it crosses the line, it is on top", BLUE, 150, 500);
  await until("the first sees it, too", async () => (await shown(admin, 225, 560)) === BLUE);
  // One's own only is undone and erased.
  await admin.page.keyboard.press("Control+z");
  await stands("the line is undone", GROUND, 400, 500);
  assert.equal(at(225, 450), BLUE);
  await admin.page.keyboard.press("e");
  await drag(admin, [150, 480], [151, 480]);
  await admin.page.keyboard.press("h");
  await drag(admin, [420, 500], [700, 500]);
  await stands("every second row of the highlighter", RED, 500, 500);
  assert.deepEqual([at(500, 501), at(150, 480)], [GROUND, BLUE]);
  await tool(olgas, "Eraser, of your strokes (E)");
  await drag(olgas, [150, 530], [151, 531]);
  await stands("her rectangle is erased", GROUND, 225, 450);
  await tool(olgas, "Arrow (A)");
  await tool(olgas, "Green");
  await drag(olgas, [500, 400], [600, 420]);
  await stands("her arrow", GREEN, 550, 410);
  machine().keep("draw-machine", { x: 0, y: 0, width: WIDTH, height: HEIGHT });
  await tool(admin, "Clear everybody's drawings");
  await until("the machine looks as before", () => whole() === before);
});

journey("a name points and goes by itself; clicks reach programs again when the mode is left (SCR-14)", async () => {
  const before = whole();
  await tool(olgas, /^Pointer/);
  await drag(olgas, [600, 300], [602, 302]);
  await stands("where she points", GREEN, 602, 302);
  machine().keep("draw-pointer", { x: 500, y: 240, width: 300, height: 120 });
  await until("it goes by itself", () => whole() === before);
  // A line over the terminal, where a click would go.
  await admin.page.keyboard.press("p");
  await drag(admin, [60, 200], [500, 200]);
  await stands("the line", RED, 300, 200);
  stage.display.run("xdotool", ["windowunmap", "--sync", terminal.window]);
  stage.display.run("xdotool", ["windowmap", "--sync", terminal.window]);
  await stands("it is above a window that comes", RED, 300, 200);
  await admin.page.keyboard.press("Escape");
  await strip(admin).waitFor({ state: "detached" });
  assert.equal(at(300, 200), RED);
  await admin.takeControl();
  await admin.page.mouse.click(...(await place(admin, 300, 200)));
  await until("the click moved the pointer there", () => stage.display.pointer().x === 300);
  // The window manager gives it the keyboard for the click, in its own time.
  const focused = () => stage.display.run("xdotool", ["getwindowfocus", "getwindowname"]).includes("Typed here");
  await until("the program below was clicked", focused);
  await admin.page.keyboard.type("through\n");
  await until("it takes keys", () => terminal.lines().at(-1) === "through");
  // Whoever sits there clears it by the button at the top of their screen.
  stage.display.run("xdotool", ["mousemove", String(WIDTH / 2), "10", "click", "1"]);
  await until("it is cleared", () => at(280, 200) !== RED);
  stage.display.cornerPointer();
});

journey("drawings end with the right, with the tool, and with the helper, whatever ends it (SCR-14)", async () => {
  const { appliance } = stage;
  await tool(olgas, "Pen (P)");
  const draw = async (y) => {
    await drag(olgas, [100, y], [700, y]);
    await stands("her line", GREEN, 400, y);
  };
  await draw(520);
  const right = (value) => appliance.api("PATCH", `/users/${olga.id}`, { settings: { "session.annotation": value } });
  await right("deny");
  await stands("without the right it is gone", GROUND, 400, 520);
  await strip(olgas).waitFor({ state: "detached" });
  const button = olgas.button("Annotate");
  assert.equal(await button.getAttribute("aria-disabled"), "true");
  await right("allow");
  await until("it is offered again", async () => (await button.getAttribute("aria-disabled")) !== "true");
  await annotate(olgas);
  await draw(530);
  const [helper] = stage.agent.pids().filter((pid) => stage.agent.commandLine(pid).includes("desktop-helper"));
  process.kill(helper, "SIGKILL");
  await stands("killed, it leaves nothing", GROUND, 400, 530);
  await until("the picture is back", async () => (await shown(olgas, 400, 530)) === GROUND, { within: 20000 });
  await until("and can be drawn on", async () => {
    await drag(olgas, [100, 540], [700, 540]);
    return at(400, 540) === GREEN;
  });
  await olgas.button("Stop for me").click();
  await stands("with her tool it is gone", GROUND, 400, 540);
});

journey("a screenshot is on the clipboard as it was on the machine (SCR-14)", async () => {
  const { page } = admin;
  await admin.button("Copy a screenshot").click();
  const is = await until("the picture on the clipboard", () => heldBy(page, "image/png", { x: 700, y: 500 }));
  assert.deepEqual(is, { width: WIDTH, height: HEIGHT, pixel: [0x20, 0x40, 0x60] });
  await annotate(admin);
  await drag(admin, [100, 560], [700, 560]);
  await stands("a last line", RED, 400, 560);
  await admin.close("end");
  await stands("with the session it is gone", GROUND, 400, 560);
});
