// From the click on Jump to the first picture (JMP-52): a real agent on a virtual display, a new session each time. Prints the times in ms.
//
// `TOWLINE_PROGRAMS=target/release node bench/jump.mjs [N]`, after a release build of towline and towline-agent and `npm install` in e2e/.

import { Console } from "../e2e/harness/console.mjs";
import { Stage } from "../e2e/harness/stage.mjs";

const COUNT = Number(process.argv[2] ?? 9);
const stage = await Stage.build({ width: 1920, height: 1080, direct: true });
const person = await stage.browser.person(stage.appliance);
const console_ = await Console.open(person, stage.appliance.admin);
const { page } = console_;
const times = [];
for (let n = 0; n < COUNT; n += 1) {
  await page.getByRole("button", { name: "Jump to Workshop PC", exact: true }).waitFor();
  // The session before it is over at the endpoint as well.
  await page.waitForTimeout(700);
  times.push(await page.evaluate(jump));
  await console_.close("end");
  await page.waitForURL(/jump-items|sessions/);
}
times.sort((a, b) => a - b);
console.log(JSON.stringify({ times, median: times[Math.floor(COUNT / 2)], longest: times.at(-1) }));
await stage.strike();
process.exit(0);

/** In the page: clicks, and looks at each frame of the browser whether something stands on the canvas. */
function jump() {
  return new Promise((resolve) => {
    const button = document.querySelector('button[aria-label="Jump to Workshop PC"]');
    const started = performance.now();
    const look = () => {
      const canvas = document.querySelector("[data-remote] canvas:not([aria-hidden])");
      if (canvas && canvas.width > 100) {
        const probe = Object.assign(document.createElement("canvas"), { width: 8, height: 8 }).getContext("2d");
        probe.drawImage(canvas, 0, 0, 8, 8);
        const alphas = probe.getImageData(0, 0, 8, 8).data.filter((_, at) => at % 4 === 3);
        if (alphas.every((alpha) => alpha > 200)) return resolve(Math.round(performance.now() - started));
      }
      requestAnimationFrame(look);
    };
    button.click();
    look();
  });
}
