// What customers meet: the portal of a public site, in its colours and their language, and the page of their session.

import assert from "node:assert/strict";
import { after, before } from "node:test";

import { Appliance } from "../harness/appliance.mjs";
import { assertAccessible, Browser, picture } from "../harness/browser.mjs";
import { png } from "../harness/chat.mjs";
import { Console, signIn } from "../harness/console.mjs";
import { journey } from "../harness/journey.mjs";
import { assertReadsDown, looks } from "../harness/looks.mjs";
import { until } from "../harness/processes.mjs";

const HOST = "help.school.test";
const ATTACK = `<img src=x onerror="alert(1)"><script>alert(2)</script>`;

let appliance;
let browser;
/** The second site, as customers reach it. */
let school;

before(async () => {
  appliance = await Appliance.start();
  await appliance.setUp();
  school = `https://${HOST}:${new URL(appliance.url).port}`;
  browser = await Browser.start({ hosts: [HOST] });
});
after(async () => {
  await browser?.stop();
  await appliance?.stop();
});

const api = (...call) => appliance.api(...call);
const newKey = (site) => api("POST", "/session-keys", { minutes: 10, ...(site ? { site_id: site } : {}) });

/** What the browser loads for a page, as it comes over the network. */
async function weightOf(person, address) {
  const page = await person.page();
  const network = await person.context.newCDPSession(page);
  await network.send("Network.enable");
  let bytes = 0;
  network.on("Network.loadingFinished", ({ encodedDataLength }) => {
    bytes += encodedDataLength;
  });
  await page.goto(address);
  await page.waitForLoadState("networkidle");
  await page.close();
  return bytes;
}

journey(
  "an administrator makes a public site, and its host name shows its own text, logo, colour and language (SUP-1, SUP-3, SUP-25)",
  async () => {
    const ada = await browser.person(appliance);
    const page = await ada.page("/login");
    await signIn(page, appliance.admin);
    await page.getByRole("link", { name: "Public Sites", exact: true }).click();
    await page.getByRole("row", { name: "Default" }).waitFor();
    await assertAccessible(page, "public sites");
    await picture(page, "public-sites");
    await page.getByRole("link", { name: "Make a public site" }).first().click();
    const form = page.getByRole("form", { name: "Make a public site" });
    await form.getByLabel("Name", { exact: false }).first().fill("Schools");
    await form.getByLabel("Host names").fill(`${HOST}\nhttps://other`);
    await form.getByLabel("Heading").fill(`Hilfe für Schulen ${ATTACK}`);
    await form.getByLabel("Welcome").fill(`Guten Tag.\n\nWir sind von acht bis vier da. ${ATTACK}`);
    const colour = form.getByRole("textbox", { name: "Colour", exact: true });
    await colour.fill("#ffcc00");
    await form.getByLabel("Customer agreement").fill("Wir sehen nur, was Sie uns zeigen.");
    await form.getByRole("button", { name: "Add a notice" }).click();
    await form.getByLabel("What it says").fill("Heute schließen wir um zwei.");
    await form.getByRole("button", { name: "Make the site" }).click();
    await form.getByText("“https://other” is no host name.").waitFor();
    await form.getByText("White text on #ffcc00 is hard to read.").waitFor();
    await assertAccessible(page, "making a public site");
    await picture(page, "public-site-new");
    await form.getByRole("button", { name: /^Use #/ }).click();
    await form.getByLabel("Host names").fill(HOST);
    await form.getByLabel("Default language").first().click();
    await page.getByRole("option", { name: "German" }).click();
    await form.getByRole("button", { name: "Make the site" }).click();
    await page.getByRole("row", { name: "Schools" }).waitFor();

    await page.getByRole("link", { name: "Schools" }).click();
    const choose = page.locator('input[type="file"]');
    await choose.setInputFiles({ name: "logo.png", mimeType: "image/png", buffer: Buffer.from("<svg/>") });
    await page.getByText("This is no PNG, JPEG or WebP picture.").waitFor();
    await choose.setInputFiles({ name: "logo.png", mimeType: "image/png", buffer: png(240, 60, [200, 60, 20]) });
    await page.getByRole("img", { name: "The logo" }).waitFor();
    await assertAccessible(page, "a public site");
    await picture(page, "public-site");
    await page.setViewportSize({ width: 480, height: 900 });
    await assertReadsDown(page, "a public site");
    await picture(page, "public-site-small");

    // The same in French; what is not said there stays German (SUP-1).
    await page.setViewportSize({ width: 1440, height: 900 });
    const french = page.getByRole("tab", { name: "French" }).first();
    await french.click();
    await page.getByRole("textbox", { name: "Heading" }).fill("Aide pour les écoles");
    await page.getByRole("textbox", { name: "Customer agreement" }).fill("Nous ne voyons que ce que vous montrez.");
    await page.getByRole("textbox", { name: "What it says" }).fill("Nous fermons à deux heures.");
    await page
      .getByRole("tab", { name: /^French.*has texts/ })
      .first()
      .waitFor();
    await page
      .getByRole("tab", { name: /^German \(default\).*has texts/ })
      .first()
      .waitFor();
    await french.scrollIntoViewIfNeeded();
    await looks(page, "public-site-french");
    await page.getByRole("button", { name: "Save changes" }).click();
    await page.getByText("Saved", { exact: true }).waitFor();

    // Its session policy, and what comes of it (SES-4, ADM-5).
    await api("POST", "/session-policies", { name: "No shells", permissions: { "session.shell": "deny" } });
    await page.reload();
    await page.getByLabel("While a person is at the machine").first().click();
    await page.getByRole("option", { name: "No shells" }).click();
    await page.getByRole("button", { name: "Save changes" }).click();
    await page.getByText("Saved", { exact: true }).waitFor();
    const me = await api("GET", "/me");
    await page.goto(`${appliance.url}/login/simulator?user=${me.id}`);
    await page.getByLabel("Or which public site").first().click();
    await page.getByRole("option", { name: "Schools" }).click();
    const inside = page.getByRole("table", { name: "In sessions that come by Schools" });
    const shell = inside.getByRole("row", { name: "Open command shells" });
    await shell.getByText("The public site's session policy “No shells”").waitFor();
    await assertAccessible(page, "the simulator for a site");
    await picture(page, "simulator-site");
    await ada.assertWell();
    await ada.leave();

    for (const look of [{}, { dark: true }, { width: 360, height: 740 }]) {
      const carla = await browser.person(appliance, { locale: "de-CH", ...look });
      const portal = await carla.page(school);
      const name = Object.values(look)[0] ?? "light";
      assert.equal(await portal.locator("html").getAttribute("lang"), "de");
      const heading = portal.getByRole("heading", { level: 1 });
      assert.equal(await heading.textContent(), `Hilfe für Schulen ${ATTACK}`);
      await portal.getByText("Heute schließen wir um zwei.").waitFor();
      const logo = portal.getByRole("img", { name: "Schools" });
      assert.ok(await logo.evaluate((image) => image.complete && image.naturalWidth === 240), "the logo is shown");
      await portal.getByRole("button", { name: "Sitzung beginnen" }).waitFor();
      const accent = await portal.evaluate(() =>
        getComputedStyle(document.documentElement).getPropertyValue("--accent"),
      );
      assert.notEqual(accent.trim(), look.dark ? "#5cc4bd" : "#0d6b6b", "the colour is the site's own");
      await assertAccessible(portal, `the portal, ${name}`);
      await assertReadsDown(portal, `the portal, ${name}`);
      await picture(portal, `portal-${name}`);
      await portal.getByRole("link", { name: "日本語" }).click();
      await portal.getByRole("button", { name: "セッションを始める" }).waitFor();
      assert.equal(await portal.locator("html").getAttribute("lang"), "ja");
      assert.equal(await heading.getAttribute("lang"), "de", "its own text stays in its own language");
      await carla.assertWell();
      await carla.leave();
    }

    // Who reads French reads what is said in it, accepts that, and the rest is marked as German.
    const site = (await api("GET", "/public-sites")).sites.find((each) => each.name === "Schools");
    const { key } = await newKey(site.id);
    const claire = await browser.person(appliance, { locale: "fr-FR", width: 480 });
    const francophone = await claire.page(school);
    const titled = francophone.getByRole("heading", { level: 1, name: "Aide pour les écoles" });
    assert.equal(await titled.getAttribute("lang"), null);
    assert.equal(await francophone.getByText("Wir sind von acht bis vier da.").getAttribute("lang"), "de");
    await francophone.getByText("Nous fermons à deux heures.").waitFor();
    await francophone.getByText("Nous ne voyons que ce que vous montrez.").waitFor();
    assert.equal(await francophone.getByText("Wir sehen nur").count(), 0);
    await looks(francophone, "portal-french");
    await francophone.getByLabel("Clé de session").fill(key);
    await francophone.getByRole("checkbox").check();
    await francophone.getByRole("button", { name: "Démarrer la session" }).click();
    await francophone.getByRole("heading", { name: "Votre session d’assistance" }).waitFor();
    await francophone.getByRole("button", { name: "Terminer la session" }).click();
    await francophone.getByRole("dialog").getByRole("button", { name: "Terminer la session" }).click();
    await francophone.getByText("Vous avez terminé la session.").waitFor();
    await claire.assertWell();
    await claire.leave();

    // Every other address shows the default site, in the visitor's language.
    const other = await browser.person(appliance, { locale: "fr-FR" });
    const portal = await other.page("/");
    await portal.getByRole("heading", { name: "Obtenir de l’aide pour votre ordinateur" }).waitFor();
    assert.equal(await portal.getByText("Heute schließen wir um zwei.").count(), 0);
    await assertAccessible(portal, "the default portal");
    await picture(portal, "portal");
    assert.ok((await weightOf(other, `${appliance.url}/`)) < 60_000);
    await other.assertWell();
    await other.leave();
  },
);

journey(
  "a key that is not valid has one answer beside its field, and nothing typed is lost (SUP-2, SUP-3)",
  async () => {
    await api("PATCH", "/public-sites/00000000-0000-0000-0000-000000000001", { agreement: "We see what you show us." });
    const carla = await browser.person(appliance, { width: 360, height: 740 });
    const page = await carla.page("/");
    const withdrawn = await newKey();
    await api("DELETE", `/session-keys/${withdrawn.id}`);
    const send = async (key, agreed = true) => {
      await page.goto("/");
      await page.locator("form").evaluate((form) => {
        form.noValidate = true;
      });
      await page.getByLabel("Session key").fill(key);
      await page.getByLabel("Your name").fill(`Carla ${ATTACK}`);
      if (agreed) await page.getByLabel("I have read this and agree.").check();
      await page.getByRole("button", { name: "Start session" }).click();
      await page.getByRole("alert").waitFor();
      assert.equal(await page.getByLabel("Your name").inputValue(), `Carla ${ATTACK}`);
      return (await page.getByRole("alert").textContent()).replaceAll(/\s+/g, " ").trim();
    };
    const unknown = await send("222-333-444");
    assert.match(unknown, /This key is not valid/);
    assert.equal(await send(withdrawn.key), unknown, "a withdrawn key is like one that never was");
    assert.equal(await page.getByLabel("Session key").inputValue(), withdrawn.key);
    assert.equal(await page.getByLabel("Session key").getAttribute("aria-invalid"), "true");
    await assertAccessible(page, "a key that is not valid");
    await picture(page, "portal-wrong");
    assert.match(await send("ABC"), /does not look like a session key/);
    assert.match(await send(""), /Enter the session key/);
    const valid = await newKey();
    assert.match(await send(valid.key, false), /Tick the box/);
    // A page of somebody else cannot put anybody into a session.
    const forged = await appliance.fetch("POST", "/start", {
      body: new URLSearchParams({ key: valid.key, agreed: "yes" }).toString(),
      type: "application/x-www-form-urlencoded",
      headers: { Origin: "https://evil.example" },
    });
    assert.deepEqual([forged.status, forged.cookie], [403, undefined]);
    assert.equal((await appliance.fetch("POST", "/support/ticket", { body: "" })).status, 404);
    assert.equal((await appliance.fetch("GET", "/start")).headers.location, "/");
    const open = (await api("GET", "/session-keys")).session_keys;
    assert.ok(
      open.some((key) => key.id === valid.id),
      "nothing consumed it",
    );
    await carla.assertWell();
    await carla.leave();
    await api("PATCH", "/public-sites/00000000-0000-0000-0000-000000000001", { agreement: "" });
  },
);

journey("a key that is typed at another site asks for the agreement of its own (SUP-3)", async () => {
  const made = (await api("GET", "/public-sites")).sites.find((each) => each.name === "Schools");
  const body = { name: "Schools", hosts: [HOST], agreement: "Wir sehen nur, was Sie uns zeigen." };
  const site = made ?? (await api("POST", "/public-sites", body));
  const carla = await browser.person(appliance, { width: 360, height: 740 });
  const page = await carla.page("/");
  assert.equal(await page.getByText("Wir sehen nur").count(), 0, "the default site asks for nothing");
  const key = await newKey(site.id);
  await page.getByLabel("Session key").fill(key.key);
  await page.getByLabel("Your name").fill("Carla");
  await page.getByRole("button", { name: "Start session" }).click();
  await page.getByRole("alert").getByText("Tick the box if you agree.").waitFor();
  await page.getByText("Wir sehen nur, was Sie uns zeigen.").waitFor();
  assert.equal(await page.getByLabel("Session key").inputValue(), key.key);
  await assertAccessible(page, "the agreement of another site");
  await picture(page, "portal-agreement-of-key");
  await page.getByLabel("I have read this and agree.").check();
  await page.getByRole("button", { name: "Start session" }).click();
  await page.getByRole("heading", { name: "Your support session" }).waitFor();
  await page.getByRole("button", { name: "End session" }).click();
  const dialog = page.getByRole("dialog", { name: "End the session?" });
  await dialog.getByRole("button", { name: "End session" }).click();
  await page.getByText("You have ended the session.").waitFor();
  await carla.assertWell();
  await carla.leave();
});

journey(
  "a key leads to the chat page; it waits, writes, survives a break and ends the session (SUP-2, SUP-11, SUP-20)",
  async () => {
    const made = (await api("GET", "/public-sites")).sites.find((each) => each.name === "Schools");
    const body = { name: "Schools", hosts: [HOST], agreement: "Wir sehen nur, was Sie uns zeigen." };
    const site = made ?? (await api("POST", "/public-sites", body));
    const carla = await browser.person(appliance, { width: 360, height: 740 });
    const page = await carla.page(school);
    const key = await newKey(site.id);
    assert.ok(key.url.startsWith(`${school}/?ak=`), key.url);
    // As people type: small letters, blanks.
    await page.getByLabel("Session key").fill(` ${key.key.toLowerCase().replaceAll("-", " ")} `);
    await page.getByLabel("Your name").fill("Carla");
    await page.getByLabel("I have read this and agree.").check();
    await page.keyboard.press("Enter");
    await page.getByRole("heading", { name: "Your support session" }).waitFor();
    assert.match(page.url(), /\/support\/$/);
    await page.getByText("You are in line with Ada Admin.").first().waitFor();
    await assertAccessible(page, "waiting");
    await assertReadsDown(page, "waiting");
    await picture(page, "support-waiting");
    const log = page.getByRole("log", { name: "Conversation" });
    const write = async (text) => {
      await page.getByLabel("Your message").fill(text);
      await page.keyboard.press("Enter");
    };
    await write(`It does not print. ${ATTACK}`);
    await log.getByText(`It does not print. ${ATTACK}`).waitFor();
    await log.getByText("Sending…").waitFor({ state: "detached" });

    appliance.network.cut();
    await page.getByText("The connection is lost. Trying again…").waitFor();
    await write("Are you there?");
    await log.getByText("Sending…").waitFor();
    await assertAccessible(page, "a lost connection");
    await picture(page, "support-lost");
    appliance.network.open();
    await log.getByText("Sending…").waitFor({ state: "detached" });
    assert.equal(await log.getByText("Are you there?").count(), 1, "it is said once");
    await page.getByText("You are in line with Ada Admin.").first().waitFor();

    // A second start with the same key, in another browser.
    const mallory = await browser.person(appliance);
    const second = await mallory.page(key.url);
    await second.getByText("You were invited to a support session").waitFor();
    await second.getByLabel("I have read this and agree.").check();
    await second.getByRole("button", { name: "Start session" }).click();
    await second.getByText("This invitation is not valid any more.").waitFor();
    assert.match(second.url(), /\/start$/);
    await second.goto(`${school}/support/`);
    assert.equal(new URL(second.url()).pathname, "/", "without a session there is no such page");
    await mallory.leave();

    // The same session after a reload, with all that was said.
    await page.reload();
    await log.getByText("Are you there?").waitFor();
    assert.equal(await page.locator("img[src=x]").count(), 0);
    assert.ok((await weightOf(carla, `${school}/support/`)) < 60_000);
    await page.getByRole("button", { name: "End session" }).click();
    const dialog = page.getByRole("dialog", { name: "End the session?" });
    await dialog.getByText("Nobody can reach you here any more.").waitFor();
    await assertAccessible(page, "the question");
    await picture(page, "support-end");
    await dialog.getByRole("button", { name: "Go on" }).click();
    await page.getByRole("button", { name: "End session" }).click();
    await dialog.getByRole("button", { name: "End session" }).click();
    await page.getByText("You have ended the session.").waitFor();
    assert.equal(await page.getByLabel("Your message").isVisible(), false);
    await assertAccessible(page, "an ended session");
    await picture(page, "support-ended");
    await page.reload();
    await page.getByText("The session has ended.").first().waitFor();
    await page.getByRole("link", { name: "To the start page" }).click();
    await page.getByLabel("Session key").waitFor();
    await until("no session is open", async () => (await api("GET", "/status")).counts.sessions === 0);
    await carla.assertWell();
    await carla.leave();
  },
);

journey(
  "an invitation is followed in the customer's language, in the dark, by keyboard (SUP-10, SUP-20, SUP-25)",
  async () => {
    const carla = await browser.person(appliance, { locale: "zh-CN", dark: true });
    const key = await newKey();
    const page = await carla.page(key.url);
    await page.getByText("您已受邀参加支持会话，无需输入密钥。").waitFor();
    await assertAccessible(page, "an invitation");
    await picture(page, "portal-invited");
    // Programs that look into mail follow links: looking consumes nothing.
    await page.reload();
    await page.getByLabel("您的姓名（可不填）").focus();
    await page.keyboard.press("Enter");
    await page.getByRole("heading", { name: "您的支持会话" }).waitFor();
    await page.getByText("您正在排队等待 Ada Admin。").first().waitFor();
    await assertAccessible(page, "waiting in the dark");
    await picture(page, "support-dark");
    await page.getByRole("button", { name: "结束会话" }).focus();
    await page.keyboard.press("Enter");
    // The dialog begins at the button that does nothing.
    await page.keyboard.press("Tab");
    await page.keyboard.press("Enter");
    await page.getByText("您已结束会话。").waitFor();
    await carla.assertWell();
    await carla.leave();
  },
);

journey("a notice for when nobody is there is gone while a representative is there (SUP-3)", async () => {
  const [site] = (await api("GET", "/public-sites")).sites;
  const notice = { text: "We are back at eight.", on: true, away: true };
  await api("PATCH", `/public-sites/${site.id}`, { notices: [notice] });
  const olga = await appliance.addUser("olga", "Olga Rep");
  const [guest, person] = [await browser.person(appliance), await browser.person(appliance)];
  const portal = await guest.page("/");
  await portal.getByText(notice.text).waitFor();
  const console = await Console.open(person, olga);
  await until("the notice is gone", async () => {
    await portal.reload();
    return (await portal.getByText(notice.text).count()) === 0;
  });
  // Whoever says that they are away does not count.
  await console.page.getByRole("button", { name: "Available" }).click();
  await console.page.getByRole("menuitemradio", { name: /^Away/ }).click();
  await until("the notice is back", async () => {
    await portal.reload();
    return (await portal.getByText(notice.text).count()) === 1;
  });
  await api("PATCH", `/public-sites/${site.id}`, { notices: [] });
  for (const each of [guest, person]) {
    await each.assertWell();
    await each.leave();
  }
});
