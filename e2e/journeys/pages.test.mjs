// Every page, light and dark: nothing that axe finds, nothing that the Content Security Policy had to stop, headers as they should be (QLT-9, ACC-1).

import assert from "node:assert/strict";
import { after, before } from "node:test";

import { assertAccessible, picture } from "../harness/browser.mjs";
import { Console, signIn } from "../harness/console.mjs";
import { journey } from "../harness/journey.mjs";
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

for (const dark of [false, true]) {
  journey(`every page of the administration is accessible, ${dark ? "dark" : "light"} (QLT-9)`, async () => {
    const person = await stage.browser.person(stage.appliance, { dark });
    const portal = await person.page("/");
    await assertAccessible(portal, "the portal");
    const page = await person.page("/login");
    await page.getByLabel("User name").waitFor();
    await assertAccessible(page, "sign-in");
    await signIn(page, stage.appliance.admin);
    for (const name of [
      "Status",
      "My Account",
      "Jump Clients",
      "Installers",
      "Jump Groups",
      "Jump Item Roles",
      "Support Teams",
      "Issues",
      "Skills",
      "Custom Fields",
      "Users",
      "Group Policies",
      "Session Policies",
      "Simulator",
      "Security",
    ]) {
      await page.getByRole("link", { name, exact: true }).first().click();
      await page.getByRole("heading", { name, level: 1 }).waitFor();
      await page.waitForLoadState("networkidle");
      await assertAccessible(page, `${name} (${dark ? "dark" : "light"})`);
      if (name === "Installers") await picture(page, dark ? "admin-dark" : "admin");
      if (name === "Users") assert.match(await page.locator("body").textContent(), /Grace <i>Hopper<\/i>/);
    }
    await person.assertWell();
    await person.leave();
  });

  journey(`the console's pages are accessible, ${dark ? "dark" : "light"} (QLT-9)`, async () => {
    const person = await stage.browser.person(stage.appliance, { dark });
    const console = await Console.open(person, stage.appliance.admin);
    await console.button("Jump to Workshop PC").waitFor();
    await assertAccessible(console.page, `Jump Items (${dark ? "dark" : "light"})`);
    await console.jumpTo("Workshop PC");
    await assertAccessible(console.page, `a new session (${dark ? "dark" : "light"})`);
    await console.startScreen();
    await assertAccessible(console.page, `a screen (${dark ? "dark" : "light"})`);
    await console.startShell();
    await assertAccessible(console.page, `a shell (${dark ? "dark" : "light"})`);
    await picture(console.page, dark ? "shell-dark" : "shell-light");
    await console.tool("Summary");
    await console.page.getByRole("heading", { name: "Summary" }).waitFor();
    await assertAccessible(console.page, `the summary (${dark ? "dark" : "light"})`);
    await console.close("end");
    await person.assertWell();
    await person.leave();
  });
}
