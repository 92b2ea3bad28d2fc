// Every page, light and dark: nothing that axe finds, nothing that the Content Security Policy had to stop, headers as they should be (QLT-9, ACC-1).

import assert from "node:assert/strict";
import { after, before } from "node:test";

import { assertAccessible, picture } from "../harness/browser.mjs";
import { Console, signIn } from "../harness/console.mjs";
import { journey } from "../harness/journey.mjs";
import { assertReadsDown } from "../harness/looks.mjs";
import { Stage } from "../harness/stage.mjs";

let stage;

before(async () => {
  stage = await Stage.build();
  await stage.appliance.addUser("grace", "Grace <i>Hopper</i>");
});
after(() => stage?.strike());

journey("public pages carry the headers that keep them apart from others (ACC-1)", async () => {
  for (const path of ["/", "/console/", "/login/", "/no-such-page"]) {
    const { headers } = await stage.appliance.fetch("GET", path);
    const policy = headers["content-security-policy"] ?? "";
    for (const part of [
      "default-src 'none'",
      "frame-ancestors 'none'",
      "base-uri 'none'",
      "require-trusted-types-for 'script'",
    ]) {
      assert.ok(policy.includes(part), `${path}: ${part} is not in ${policy}`);
    }
    assert.ok(!/script-src[^;]*unsafe-inline/.test(policy), path);
    assert.equal(headers["x-content-type-options"], "nosniff", path);
    assert.ok(headers["referrer-policy"], path);
  }
});

/** Half of a usual window in CSS pixels is what a person sees at 200 % zoom. */
const LOOKS = [
  { look: "light", person: {} },
  { look: "dark", person: { dark: true } },
  { look: "at 200 % zoom", person: { width: 720, height: 450 } },
];

for (const { look, person: wish } of LOOKS) {
  journey(`every page of the administration is accessible, ${look} (QLT-9)`, async () => {
    const person = await stage.browser.person(stage.appliance, wish);
    const portal = await person.page("/");
    await assertAccessible(portal, "the portal");
    await assertReadsDown(portal, "the portal");
    const page = await person.page("/login");
    await page.getByLabel("User name").waitFor();
    await assertAccessible(page, "sign-in");
    await assertReadsDown(page, "sign-in");
    await signIn(page, stage.appliance.admin);
    await page.getByRole("heading", { level: 1, name: "Status" }).waitFor();
    const menu = page.getByRole("button", { name: "Open the navigation" });
    // All that there is, so that no page can be forgotten here.
    // Reports are in the console.
    const names = await page
      .locator('nav a:not([href^="/console"])')
      .evaluateAll((links) => links.map((link) => link.textContent.trim()));
    assert.ok(names.length >= 17, names.join());
    for (const name of names) {
      if (await menu.isVisible()) await menu.click();
      await page.getByRole("link", { name, exact: true }).last().click();
      await page.getByRole("heading", { name, level: 1 }).waitFor();
      await page.waitForLoadState("networkidle");
      await assertAccessible(page, `${name} (${look})`);
      await assertReadsDown(page, `${name} (${look})`);
      if (name === "Installers" && !wish.width) await picture(page, wish.dark ? "admin-dark" : "admin");
      if (name === "Users") assert.match(await page.locator("body").textContent(), /Grace <i>Hopper<\/i>/);
    }
    await person.assertWell();
    await person.leave();
  });

  journey(`the console's pages are accessible, ${look} (QLT-9)`, async () => {
    const person = await stage.browser.person(stage.appliance, wish);
    const console = await Console.open(person, stage.appliance.admin);
    const accessible = async (what) => {
      await assertAccessible(console.page, `${what} (${look})`);
      await assertReadsDown(console.page, `${what} (${look})`);
    };
    await console.button("Jump to Workshop PC").waitFor();
    await accessible("Jump Items");
    await console.jumpTo("Workshop PC");
    await accessible("a new session");
    await console.startScreen();
    await accessible("a screen");
    await console.startShell();
    await accessible("a shell");
    if (!wish.width) await picture(console.page, wish.dark ? "shell-dark" : "shell-light");
    await console.tool("Summary");
    await console.page.getByRole("heading", { name: "Summary" }).waitFor();
    await accessible("the summary");
    await console.close("end");
    await person.assertWell();
    await person.leave();
  });
}

/** Presses Tab until what has the focus is called so; nothing may keep the focus from going on. */
async function tabTo(page, name) {
  for (let presses = 0; presses < 120; presses += 1) {
    await page.keyboard.press("Tab");
    const called = await page.evaluate(() => {
      const element = document.activeElement;
      const label = element?.labels?.[0]?.textContent ?? element?.getAttribute("aria-label") ?? element?.textContent;
      return label?.replace(/\s*\*$/, "").trim() ?? "";
    });
    if (name instanceof RegExp ? name.test(called) : called === name) return;
  }
  assert.fail(`Tab never comes to ${name}`);
}

journey("an account is made, found and signed out of with the keyboard only (ADM-7, QLT-9)", async () => {
  const person = await stage.browser.person(stage.appliance);
  const page = await person.page("/login");
  const { keyboard } = page;
  await page.getByLabel("User name").waitFor();
  await tabTo(page, "User name");
  await keyboard.type(stage.appliance.admin.username);
  await tabTo(page, "Password");
  await keyboard.type(stage.appliance.admin.password);
  await keyboard.press("Enter");
  await page.getByRole("heading", { level: 1, name: "Status" }).waitFor();

  await tabTo(page, "Users");
  await keyboard.press("Enter");
  await page.getByRole("heading", { level: 1, name: "Users" }).waitFor();
  await tabTo(page, "Create a user");
  await keyboard.press("Enter");
  await page.getByRole("dialog").waitFor();
  await tabTo(page, "User name");
  await keyboard.type("keys");
  await tabTo(page, "Name");
  await keyboard.type("Kay Keys");
  await keyboard.press("Enter");
  await page.getByText("Kay Keys can sign in now").waitFor();
  await tabTo(page, "Done");
  await keyboard.press("Enter");
  await page.getByRole("dialog").waitFor({ state: "hidden" });
  await tabTo(page, /^Search/);
  await keyboard.type("kay");
  await page.getByText("1 to 1 of 1").waitFor();
  await tabTo(page, "Kay Keys");
  await keyboard.press("Enter");
  await page.getByRole("dialog", { name: "Kay Keys" }).waitFor();
  await keyboard.press("Escape");
  await page.getByRole("dialog").waitFor({ state: "hidden" });

  // The first Tab of a page offers the way past the navigation.
  await page.reload();
  await page.getByRole("heading", { level: 1, name: "Users" }).waitFor();
  await keyboard.press("Tab");
  await keyboard.press("Enter");
  assert.equal(await page.evaluate(() => document.activeElement?.id), "page");
  await page.evaluate(() => document.body.focus());
  await tabTo(page, "Log out");
  await keyboard.press("Enter");
  // It is another page, which is looked at once it is there.
  await page.waitForURL("**/signed-out");
  await page.getByRole("heading", { level: 1, name: "You are signed out" }).waitFor();
  await person.assertWell();
  await person.leave();
});
