// From the choice in the *Sessions* drop-down to the other session's screen (SES-10): two machines with real agents, two sessions, back and forth. What is waited for is the other desktop's own colour on the
// canvas. Prints the times in ms.
//
// `TOWLINE_PROGRAMS=target/release node bench/switch.mjs [N]`, after a release build of towline and towline-agent and `npm install` in e2e/.

import { Agent } from "../e2e/harness/agent.mjs";
import { Console } from "../e2e/harness/console.mjs";
import { Display } from "../e2e/harness/display.mjs";
import { Stage } from "../e2e/harness/stage.mjs";

const COUNT = Number(process.argv[2] ?? 10);
/** SES-10. */
const LIMIT = 300;

const stage = await Stage.build({ width: 1920, height: 1080, name: "Workshop PC", direct: true });
const second = await Display.start({ width: 1920, height: 1080 });
const agent = await Agent.install(await stage.appliance.installer({ name: "Front desk PC" }), second);
await stage.appliance.online(2);
const machines = [
  { name: "Workshop PC", display: stage.display, colour: "#802040" },
  { name: "Front desk PC", display: second, colour: "#208040" },
];
const person = await stage.browser.person(stage.appliance);
const console_ = await Console.open(person, stage.appliance.admin);
const { page } = console_;
const banner = page.getByRole("banner");
for (const { name, display, colour } of machines) {
  display.colour(colour);
  await console_.goHome();
  await console_.jumpTo(name);
  await console_.canvas.waitFor();
  await page.evaluate(shows, colour);
}
const times = [];
for (let n = 0; n < COUNT; n += 1) {
  const [from, to] = n % 2 === 0 ? [machines[1], machines[0]] : machines;
  // It was left for a moment: nothing of it is on its way any more.
  await page.waitForTimeout(500);
  await banner.getByRole("button", { name: new RegExp(from.name) }).click();
  const item = page.getByRole("menuitem", { name: new RegExp(to.name) });
  await item.waitFor();
  const seen = page.evaluate(shows, to.colour);
  const clicked = page.evaluate(
    () => new Promise((done) => addEventListener("click", () => done(performance.now()), { once: true, capture: true })),
  );
  await item.click();
  times.push(Math.round((await seen) - (await clicked)));
}
times.sort((a, b) => a - b);
const median = times[Math.floor(COUNT / 2)];
console.log(JSON.stringify({ times, median, longest: times.at(-1), of_limit: +(times.at(-1) / LIMIT).toFixed(2) }));
agent.kill();
await second.stop();
await stage.strike();
process.exit(0);

/** In the page: looks at each frame of the browser whether the canvas that is seen has this colour, and says when. */
function shows(hex) {
  const wanted = [1, 3, 5].map((at) => Number.parseInt(hex.slice(at, at + 2), 16));
  return new Promise((resolve) => {
    const probe = Object.assign(document.createElement("canvas"), { width: 1, height: 1 }).getContext("2d");
    const look = () => {
      const canvas = [...document.querySelectorAll("[data-remote] canvas:not([aria-hidden])")].find(
        (each) => each.checkVisibility() && each.width > 100,
      );
      if (canvas) {
        probe.drawImage(canvas, canvas.width * 0.8, canvas.height * 0.8, 1, 1, 0, 0, 1, 1);
        const [...is] = probe.getImageData(0, 0, 1, 1).data;
        if (wanted.every((value, at) => Math.abs(value - is[at]) < 24)) return resolve(performance.now());
      }
      requestAnimationFrame(look);
    };
    look();
  });
}
