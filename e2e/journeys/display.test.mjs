// A customer shows a screen, or what a phone's camera sees, from the chat page: asked for, seen by the rep, covered and stopped at once, to look at only.

import assert from "node:assert/strict";
import { after, before } from "node:test";

import { Appliance } from "../harness/appliance.mjs";
import { assertAccessible, Browser, picture, pixels } from "../harness/browser.mjs";
import { journey } from "../harness/journey.mjs";
import { until } from "../harness/processes.mjs";
import { attend } from "../harness/support.mjs";

let appliance;
let browser;
let customers;
let olga;

before(async () => {
  appliance = await Appliance.start();
  await appliance.setUp();
  browser = await Browser.start();
  // What is captured is the browser's own moving test picture, chosen without anybody's click.
  customers = await Browser.start({
    flags: ["--use-fake-ui-for-media-stream", "--use-fake-device-for-media-stream=display-media-type=window,fps=20"],
  });
  olga = await appliance.addUser("olga", "Olga Rep");
});
after(async () => {
  await browser?.stop();
  await customers?.stop();
  await appliance?.stop();
});

/** Olga in a session with a customer's page. */
const chatting = (name, look) => attend(appliance, browser, olga, name, { customers, look });

const log = (console) => console.page.getByRole("log", { name: "Messages" });

/** Some places of the picture, as one text: where Chromium's test picture turns its figure. */
const glance = async (console) =>
  JSON.stringify(
    await pixels(console.canvas, [
      [0.5, 0.35],
      [0.5, 0.65],
      [0.42, 0.5],
      [0.58, 0.5],
      [0.55, 0.6],
    ]),
  );

/** The picture is there and moves. */
async function moves(console) {
  await console.canvas.waitFor();
  const first = await until("a picture", async () => {
    const seen = await glance(console);
    // Black is what there is before the first frame.
    return /[1-9]/.test(seen.replaceAll("255", "")) && seen;
  });
  await until("it moves", async () => (await glance(console)) !== first);
}

journey(
  "a rep asks, the customer shows a window, covers it and stops it; nobody controls anything (SUP-20, SES-2a)",
  async () => {
    const { console, customer, leave } = await chatting("Carla");
    const { page } = customer;
    await page.getByRole("heading", { name: "Show your screen" }).waitFor();
    await picture(page, "display-offer-customer");
    await assertAccessible(page, "the customer's page with the offer to share");
    assert.equal(await page.getByRole("button", { name: "Show what my camera sees" }).isVisible(), false);

    // Asked, and refused: nothing is shown, and not asked again at once.
    await console.button("Ask to see the screen").click();
    await page.getByRole("heading", { name: "Olga Rep asks to see your screen" }).waitFor();
    await picture(page, "display-asked-customer");
    await picture(console.page, "display-asked-rep");
    await assertAccessible(console.page, "the chat while the customer is asked");
    await page.getByRole("button", { name: "Not now" }).click();
    await log(console).getByText("Carla said no").waitFor();
    assert.equal(await console.canvas.isVisible(), false);

    // Shown by the customer's own wish.
    await page.getByRole("button", { name: "Share my screen" }).click();
    const bar = page.getByRole("region", { name: "What you are sharing" });
    await bar.getByText("You are sharing one window.").waitFor();
    await bar.getByText("This is seen by: Olga Rep").waitFor();
    await log(console).getByText("Carla shows one window, to look at only.").waitFor();
    await moves(console);
    await picture(console.page, "display-seen-rep");
    await picture(page, "display-sharing-customer");
    await assertAccessible(console.page, "a screen that a customer shows");
    await assertAccessible(page, "the customer's page while it shows something");
    await console.page.getByText("View only.").first().waitFor();
    assert.equal(await console.button("Control keyboard and mouse").count(), 0);
    assert.equal(await console.button("Send Ctrl-Alt-Del").count(), 0);

    // Chat goes on beside it.
    await customer.say("Do you see it?");
    await log(console).getByText("Do you see it?").waitFor();

    // Whoever comes late, or comes back, sees it at once though nothing was sent for them before.
    await console.page.reload();
    await moves(console);

    // Covered: nothing is seen; shown again.
    await bar.getByRole("button", { name: "Pause" }).click();
    await bar.getByText("Paused. Nobody can see it.").waitFor();
    await console.page.getByText("Carla has paused sharing.").first().waitFor();
    await picture(console.page, "display-paused-rep");
    const covered = await glance(console);
    await new Promise((done) => setTimeout(done, 700));
    assert.equal(await glance(console), covered, "nothing of the time after is shown");
    await bar.getByRole("button", { name: "Show again" }).click();
    await console.page.getByText("Carla has paused sharing.").first().waitFor({ state: "detached" });
    await moves(console);

    // The rep looks away: the customer is told that nobody looks.
    await console.button("Stop looking").click();
    await bar.getByText("Nobody is looking at the moment.").waitFor();
    await console.button("Start Screen Sharing").click();
    await bar.getByText("This is seen by: Olga Rep").waitFor();
    await moves(console);

    // Stopped by one click: the chat is all that is left.
    await bar.getByRole("button", { name: "Stop sharing" }).click();
    await bar.waitFor({ state: "hidden" });
    await console.canvas.waitFor({ state: "detached" });
    await log(console).getByText("Carla stopped sharing.").waitFor();
    await console.button("Ask to see the screen").waitFor();
    await customer.say("That was all");

    // The end of the session ends it too.
    await page.getByRole("button", { name: "Share my screen" }).click();
    await moves(console);
    await console.close("end");
    await page.getByText("The session has ended.").first().waitFor();
    await bar.waitFor({ state: "hidden" });
    await leave();
  },
);

journey("a browser that encodes no video shows its window as tiles (SUP-20)", async () => {
  const without = ["VideoEncoder", "VideoFrame", "MediaStreamTrackProcessor"];
  const { console, customer, leave } = await chatting("Emil", { without });
  const { page } = customer;
  assert.equal(await page.evaluate(() => typeof VideoEncoder), "undefined");
  await page.getByRole("button", { name: "Share my screen" }).click();
  const bar = page.getByRole("region", { name: "What you are sharing" });
  await bar.getByText("You are sharing one window.").waitFor();
  await moves(console);
  // Whoever comes back gets a whole picture, though tiles alone had been on their way.
  await console.page.reload();
  await moves(console);
  await picture(console.page, "display-tiles-rep");
  await bar.getByRole("button", { name: "Pause" }).click();
  await console.page.getByText("Emil has paused sharing.").first().waitFor();
  await bar.getByRole("button", { name: "Show again" }).click();
  await moves(console);
  await bar.getByRole("button", { name: "Stop sharing" }).click();
  await console.canvas.waitFor({ state: "detached" });
  await leave();
});

journey("a phone shows what its camera sees, on a small page and in the dark (SUP-26)", async () => {
  const { console, customer, leave } = await chatting("Dora", { dark: true, width: 400, height: 800, touch: true });
  const { page } = customer;
  await page.getByRole("button", { name: "Show what my camera sees" }).click();
  const bar = page.getByRole("region", { name: "What you are sharing" });
  await bar.getByText("You are showing what your camera sees.").waitFor();
  await log(console).getByText("Dora shows what a camera sees, to look at only.").waitFor();
  await moves(console);
  await picture(page, "display-camera-customer");
  await assertAccessible(page, "a phone that shows its camera");
  // Its page is gone: what it showed is over a moment later, the session waits for it.
  await page.close();
  await log(console).getByText("Dora stopped sharing.").waitFor();
  await leave();
});
