// Customers on phones and tablets: chat, photos, the camera, and how pictures of a screen are taken that no browser shows.

import assert from "node:assert/strict";
import { after, before } from "node:test";

import { Appliance } from "../harness/appliance.mjs";
import { assertAccessible, Browser, picture } from "../harness/browser.mjs";
import { bar, end, isShown, log, png } from "../harness/chat.mjs";
import { Console } from "../harness/console.mjs";
import { CustomerPage } from "../harness/customer.mjs";
import { journey } from "../harness/journey.mjs";
import { assertReadsDown, looks } from "../harness/looks.mjs";
import { keyOfRep, talk } from "../harness/talk.mjs";

const ATTACK = `<img src=x onerror="alert(1)">`;
const IPHONE =
  "Mozilla/5.0 (iPhone; CPU iPhone OS 18_5 like Mac OS X) AppleWebKit/605.1.15 (KHTML, like Gecko) Version/18.5 Mobile/15E148 Safari/604.1";
/** As tablets call themselves. */
const IPAD =
  "Mozilla/5.0 (Macintosh; Intel Mac OS X 10_15_7) AppleWebKit/605.1.15 (KHTML, like Gecko) Version/18.5 Safari/605.1.15";
const PHONE = "Mozilla/5.0 (Linux; Android 14; Pixel 8) AppleWebKit/537.36 Chrome/140.0 Mobile Safari/537.36";

let appliance;
let browser;
let olga;

before(async () => {
  appliance = await Appliance.start();
  await appliance.setUp();
  browser = await Browser.start();
  olga = await appliance.addUser("olga", "Olga Rep");
});
after(async () => {
  await browser?.stop();
  await appliance?.stop();
});

const fileOf = (name, buffer) => ({ name, mimeType: "image/png", buffer });
const keyOf = (user) => keyOfRep(appliance, user);
const talking = (how = {}) => talk({ appliance, browser, user: olga, ...how });

journey("a customer on a phone takes a photo, and representatives know that they can only view (SUP-26)", async () => {
  const key = await keyOf(olga);
  const person = await browser.person(appliance, { width: 1280, height: 900 });
  const console = await Console.open(person, olga);
  const guest = await browser.phone(appliance, PHONE);
  const customer = await CustomerPage.follows(guest, key.url, "Carla");
  await console.button("View the session with Carla").click();
  await console.page.getByRole("cell", { name: "Phone · view only" }).waitFor();
  await console.button("Accept the session with Carla").click();
  await customer.isTold("Helping you now: Olga Rep");
  const camera = customer.page.getByRole("button", { name: "Take a photo" });
  const [chooser] = await Promise.all([customer.page.waitForEvent("filechooser"), camera.click()]);
  assert.equal(await customer.page.locator("#photo").getAttribute("capture"), "environment");
  await chooser.setFiles(fileOf("camera.png", png(300, 400, [90, 90, 200])));
  await isShown(log(console).getByRole("img", { name: "Picture camera.png" }));
  await isShown(customer.log.getByRole("img", { name: "camera.png" }));
  await assertAccessible(customer.page, "phone");
  await assertReadsDown(customer.page, "phone");
  await picture(customer.page, "phone");
  await bar(console).getByRole("button", { name: "Participants: 2" }).click();
  await console.page.getByText("view only", { exact: true }).waitFor();
  await picture(console.page, "phone-participants");
  await console.page.keyboard.press("Escape");
  await end(console);
  for (const each of [person, guest]) {
    await each.assertWell();
    await each.leave();
  }
});

journey("a customer on an iPhone is sent how to take pictures of the screen, and sends one (SUP-26)", async () => {
  const key = await keyOf(olga);
  const person = await browser.person(appliance, { width: 1280, height: 900 });
  const console = await Console.open(person, olga);
  const guest = await browser.phone(appliance, IPHONE);
  const customer = await CustomerPage.follows(guest, key.url, `Carla ${ATTACK}`);
  await console.button(`View the session with Carla ${ATTACK}`).click();
  await console.button(`Accept the session with Carla ${ATTACK}`).click();
  await customer.isTold("Helping you now: Olga Rep");
  const action = console.page.getByRole("region", { name: "Send instructions for a picture of the screen" });
  await action.getByText("An iPhone or iPad cannot show its screen in the browser.").waitFor();
  await looks(console.page, "pictures-offered");
  await action.getByRole("button", { name: "Send instructions" }).click();
  await action.getByText("The pictures appear in the chat.").waitFor();
  await console.chatShows("You sent the customer instructions for a picture of the screen.");

  const card = customer.page.getByRole("region", { name: "Olga Rep would like to see your screen" });
  await card.getByText("side button and volume up").waitFor();
  await customer.log.getByText("Olga Rep sent you instructions for a picture of your screen.").waitFor();
  await looks(customer.page, "pictures-card");
  await card.scrollIntoViewIfNeeded();
  await picture(customer.page, "pictures-card-seen");
  // It is there as well when the page is loaded anew, in whatever language.
  await customer.page.goto("/support/?lang=de");
  const german = customer.page.getByRole("region", { name: "Olga Rep möchte Ihren Bildschirm sehen" });
  await german.getByText("Seitentaste und Lauter-Taste").waitFor();
  await picture(customer.page, "pictures-card-german");
  await customer.page.goto("/support/?lang=en");
  await card.getByText("side button and volume up").waitFor();
  const choose = card.getByRole("button", { name: "Choose the picture" });
  const [chooser] = await Promise.all([customer.page.waitForEvent("filechooser"), choose.click()]);
  assert.equal(await customer.page.locator("#picture_file").getAttribute("accept"), "image/*");
  await chooser.setFiles(fileOf("IMG_0001.png", png(300, 650, [40, 120, 90])));
  await isShown(log(console).getByRole("img", { name: "Picture IMG_0001.png" }));
  await card.waitFor({ state: "hidden" });
  await picture(console.page, "pictures-sent");
  // Once more, from beside where one writes; and the customer puts it off.
  await console.button("Send instructions for a picture of the screen").click();
  await card.getByRole("button", { name: "Not now" }).click();
  await card.waitFor({ state: "hidden" });
  await end(console);
  for (const each of [person, guest]) {
    await each.assertWell();
    await each.leave();
  }
});

journey(
  "a tablet that calls itself a computer is known, and a computer is offered no such thing (SUP-26)",
  async () => {
    const tablet = { phone: { userAgent: IPAD, hasTouch: true } };
    const first = await talking({ customer: tablet, fingers: 5 });
    const name = "Send instructions for a picture of the screen";
    await first.console.page.getByRole("region", { name }).waitFor();
    await bar(first.console).getByRole("button", { name: "Participants: 2" }).click();
    await first.console.page.getByText("view only", { exact: true }).waitFor();
    await first.console.page.keyboard.press("Escape");
    await end(first.console);
    await first.goHome();
    const second = await talking({ customer: { phone: { userAgent: IPAD } } });
    await second.console.button("Ask to see the screen").waitFor();
    assert.equal(await second.console.page.getByRole("region", { name }).count(), 0);
    assert.equal(await second.console.button(name).count(), 0);
    await end(second.console);
    await second.goHome();
  },
);
