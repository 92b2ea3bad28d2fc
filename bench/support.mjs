// Attended support as both sides wait for it (SUP-12, SUP-21): from the customer's *Start session* to the row in the rep's queue, from *Accept* to the chat, from the click on the download to
// the connected client, from *Start Screen Sharing* to the first picture. Real programs, two browsers, a virtual display. Prints times in ms, with the limit where there is one.
//
// `TOWLINE_PROGRAMS=target/release node bench/support.mjs [N]`, after a release build of towline, towline-agent and towline-support and `npm install` in e2e/.

import { Appliance } from "../e2e/harness/appliance.mjs";
import { Browser } from "../e2e/harness/browser.mjs";
import { Client } from "../e2e/harness/client.mjs";
import { Console } from "../e2e/harness/console.mjs";
import { Display } from "../e2e/harness/display.mjs";

const COUNT = Number(process.argv[2] ?? 7);
/** SUP-21. */
const DOWNLOAD_LIMIT = 5000;

const appliance = await Appliance.start();
await appliance.setUp();
const browser = await Browser.start();
const display = await Display.start({ width: 1920, height: 1080 });
const olga = await appliance.addUser("olga", "Olga Rep");
const api = await appliance.signIn(olga);
const rep = await browser.person(appliance);
const console_ = await Console.open(rep, olga);
const home = console_.page.getByRole("navigation", { name: "Home" });
const figures = { queued: [], accepted: [], connected: [], picture: [] };

/** From now on until something is there. */
const timed = async (list, act, there) => {
  const started = performance.now();
  const seen = there();
  await act();
  await seen;
  list.push(Math.round(performance.now() - started));
};

for (let n = 0; n < COUNT; n += 1) {
  await console_.goHome();
  await home.getByRole("link", { name: "Personal queue" }).click();
  const key = await api("POST", "/session-keys", { minutes: 10 });
  const customer = await browser.person(appliance);
  const page = await customer.page("/");
  await page.getByLabel("Session key").fill(key.key);
  await page.getByLabel("Your name").fill("Carla");
  const accept = console_.button("Accept the session with Carla");
  await timed(
    figures.queued,
    () => page.getByRole("button", { name: "Start session" }).click({ noWaitAfter: true }),
    () => accept.waitFor(),
  );
  await timed(
    figures.accepted,
    () => accept.click(),
    () => page.getByText("Helping you now: Olga Rep").first().waitFor(),
  );
  await console_.button("Run full customer client").click();
  await page.getByRole("button", { name: "Download the program" }).waitFor();
  let client;
  await timed(
    figures.connected,
    async () => {
      client = await Client.download(page, display);
      client.start();
    },
    () => console_.button("Start Screen Sharing").waitFor(),
  );
  figures.picture.push(await console_.page.evaluate(picture));
  await console_.close("end");
  client.kill();
  await customer.leave();
}
const said = Object.entries(figures).map(([name, times]) => {
  times.sort((a, b) => a - b);
  const median = times[Math.floor(times.length / 2)];
  return [name, { times, median, ...(name === "connected" ? { of_limit: +(median / DOWNLOAD_LIMIT).toFixed(2) } : {}) }];
});
console.log(JSON.stringify(Object.fromEntries(said), undefined, 1));
await browser.stop();
await display.stop();
await appliance.stop();
process.exit(0);

/** In the page: clicks, and looks at each frame of the browser whether something stands on the canvas. */
function picture() {
  return new Promise((resolve) => {
    const named = (button) => button.textContent.trim() === "Start Screen Sharing";
    const button = [...document.querySelectorAll("button")].find(named);
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
