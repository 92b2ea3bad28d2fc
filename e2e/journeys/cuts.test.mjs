// A picture that is right whatever happened on the way to it, and gone when it may not be seen any more: many cuts, a viewer on a line of 20 kB/s, and a right that is taken while pictures are on their way.

import assert from "node:assert/strict";
import { after, before } from "node:test";

import { Browser, looksLike, pixels } from "../harness/browser.mjs";
import { Console } from "../harness/console.mjs";
import { paint, shown, standing } from "../harness/exact.mjs";
import { Film } from "../harness/film.mjs";
import { journey } from "../harness/journey.mjs";
import { Network } from "../harness/network.mjs";
import { until } from "../harness/processes.mjs";
import { Stage } from "../harness/stage.mjs";

const START_SESSIONS = "00000000-0000-0000-0000-000000000002";
/** More of them take minutes: a page waits longer and longer between attempts while its connections do not last. */
const CUTS = Number(process.env.TOWLINE_ROUNDS ?? 8);
/** So long may a right that is taken still show something (SES-2a), in milliseconds. */
const GRACE_MS = 500;
/** Bytes a second of a slow line. */
const SLOW = 20_000;
const FILM = { x: 32, y: 400, width: 160, height: 104 };

let stage;
let road;
let far;
const team = [];
let policy;
let ada;
let owner;

before(async () => {
  // Small enough to be shown at its own size beside the chat.
  stage = await Stage.build({ width: 800, height: 600 });
  stage.display.cornerPointer();
  const { appliance } = stage;
  for (const name of ["Olga", "Pia", "Quin"]) team.push(await appliance.addUser(name.toLowerCase(), name));
  policy = await appliance.api("POST", "/group-policies", {
    name: "Lookers",
    members: team.map(({ id }) => id),
    groups: [{ group_id: appliance.group.id, role_id: START_SESSIONS }],
    settings: { "session.screen_view": { value: "allow" } },
  });
  // Somebody comes over a network of their own.
  road = await Network.start();
  road.target = appliance.port;
  far = await Browser.start({ flags: [`--host-resolver-rules=MAP localhost 127.0.0.1:${road.port}`] });
  ada = await stage.browser.person(appliance);
  owner = await Console.open(ada, appliance.admin);
  await owner.jumpTo("Workshop PC");
  await owner.startScreen();
  await owner.page.getByRole("button", { name: /^Colour optimisation: / }).click();
  await owner.page.getByRole("menuitemradio", { name: /^Full Color/ }).click();
});
after(async () => {
  await far?.stop();
  await road?.stop();
  await stage?.strike();
});

/** One of those who may look, by this browser, in Ada's session. */
async function joins(who, browser) {
  const person = await browser.person(stage.appliance);
  await person.context.addInitScript(writesTimesDown);
  const console = await Console.open(person, who);
  await console.jumpTo("Workshop PC", { join: true });
  await console.startScreen();
  return { person, console };
}

async function sees({ canvas }, hex) {
  await until(`${hex} is seen`, async () => looksLike((await pixels(canvas, [[0.01, 0.98]]))[0], hex));
}

const isExact = ({ canvas }) =>
  until("the canvas is the X server's picture", async () => (await shown(canvas)).hash === standing(stage.display), {
    within: 60000,
  });

journey(
  "after many cuts, and on a slow line beside a fast one, every pixel is right (SES-2, SCR-11, SCR-17)",
  async () => {
    const { person, console } = await joins(team[2], far);
    paint(stage.display);
    const film = await Film.start(stage.display, FILM);
    for (let cut = 1; cut <= CUTS; cut += 1) {
      // Now and then the endpoint and the other viewer are cut off as well.
      for (const network of cut % 4 === 0 ? [road, stage.appliance.network] : [road]) network.tear();
      const colour = `#${((cut * 8) % 256).toString(16).padStart(2, "0")}4060`;
      stage.display.colour(colour);
      for (const viewer of [console, owner]) await sees(viewer, colour);
    }
    film.pause();
    for (const viewer of [console, owner]) await isExact(viewer);

    // The picture goes on for who has a fast line, and whoever has a slow one sees the newest, and in the end all of it.
    film.play();
    road.slow(SLOW);
    for (const colour of ["#801010", "#108010", "#101080"]) {
      stage.display.colour(colour);
      await sees(owner, colour);
    }
    await sees(console, "#101080");
    film.pause();
    await isExact(owner);
    await isExact(console);
    road.open();
    film.stop();
    await console.close("leave");
    await person.assertWell();
    await person.leave();
  },
);

/** In a page, before everything else: the newest time that its canvas ever showed, where a clock stands on the remote screen. */
function writesTimesDown() {
  globalThis.__newest = 0;
  const copy = new OffscreenCanvas(1, 1).getContext("2d", { willReadFrequently: true });
  const look = () => {
    const canvas = document.querySelector("canvas");
    // Before the first frame a canvas has another size, and no clock stands there.
    if (canvas?.width === 800) {
      copy.drawImage(canvas, 112, 452, 1, 1, 0, 0, 1, 1);
      const [red, green, blue] = copy.getImageData(0, 0, 1, 1).data;
      const now = Date.now();
      const ago = (now - ((red << 16) | (green << 8) | blue)) & 0xffffff;
      // Half of what 24 bits hold is the future; what is far away is no time.
      const time = ago < 0x800000 ? now - ago : now + 0x1000000 - ago;
      if (Math.abs(now - time) < 60_000) globalThis.__newest = Math.max(globalThis.__newest, time);
    }
    requestAnimationFrame(look);
  };
  look();
}

const newest = ({ page }) => page.evaluate(() => globalThis.__newest);

journey(
  "a right that is taken shows nothing of later: to who looks, has paused, is cut off meanwhile, or comes afterwards (SES-2a)",
  async () => {
    const looking = await joins(team[0], stage.browser);
    const paused = await joins(team[1], stage.browser);
    const away = await joins(team[2], far);
    const clock = await Film.start(stage.display, FILM);
    clock.tell();
    const all = [looking, paused, away];
    for (const { console } of all) {
      await until("the clock is seen", async () => Date.now() - (await newest(console)) < 5_000);
    }
    await paused.console.tool("Summary");
    await paused.console.canvas.waitFor({ state: "hidden" });
    road.cut();

    await stage.appliance.api("PATCH", `/group-policies/${policy.id}`, {
      settings: { "session.screen_view": { value: "deny" } },
    });
    const taken = Date.now();
    await looking.console.canvas.waitFor({ state: "detached" });
    const atOnce = await newest(looking.console);
    assert.ok(atOnce <= taken + GRACE_MS, `${atOnce - taken} ms after the right was taken something was seen`);
    road.open();
    await away.console.canvas.waitFor({ state: "detached" });
    // There is no way back to the picture.
    const { page } = paused.console;
    await page.getByRole("toolbar", { name: "Tools" }).getByRole("button", { name: "Summary" }).click();
    await page.getByRole("menuitem", { name: "Screen Sharing", disabled: true }).waitFor();
    // Whoever comes afterwards is in the session and has no screen in it.
    await looking.console.page.reload();
    await looking.console.page.getByRole("toolbar", { name: "Tools" }).waitFor();
    // The clock goes on meanwhile: others see it.
    await owner.page.evaluate(writesTimesDown);
    await until("the owner sees a later time", async () => (await newest(owner)) > taken + 4 * GRACE_MS);
    for (const { console, person } of all) {
      const last = await newest(console);
      assert.ok(last <= taken + GRACE_MS, `${last - taken} ms after the right was taken something was seen`);
      assert.equal(await console.page.locator("[data-remote] canvas").count(), 0);
      await person.assertWell();
      await person.leave();
    }
    clock.stop();
    await owner.close("end");
    await ada.assertWell();
    await ada.leave();
  },
);
