// Support Buttons (SUP-50): deployed in a session, clicked, removed; made by an installer of the administration, and withdrawn there.

import assert from "node:assert/strict";
import { existsSync, mkdirSync, readFileSync } from "node:fs";
import { join } from "node:path";
import { after, before } from "node:test";

import { Appliance } from "../harness/appliance.mjs";
import { Browser } from "../harness/browser.mjs";
import { Client } from "../harness/client.mjs";
import { Console, signIn } from "../harness/console.mjs";
import { CustomerPage } from "../harness/customer.mjs";
import { Display } from "../harness/display.mjs";
import { journey } from "../harness/journey.mjs";
import { looks } from "../harness/looks.mjs";
import { Program, runBeside, temporaryFolder, until } from "../harness/processes.mjs";
import { Reader } from "../harness/reader.mjs";

let appliance;
let browser;
let display;
let olga;

before(async () => {
  appliance = await Appliance.start();
  await appliance.setUp();
  browser = await Browser.start();
  display = await Display.start();
  olga = await appliance.addUser("olga", "Olga Rep");
  await appliance.api("PATCH", `/users/${olga.id}`, { settings: { "session.support_buttons": "allow" } });
});
after(async () => {
  await browser?.stop();
  await display?.stop();
  await appliance?.stop();
});

const list = async () => (await appliance.api("GET", "/support-buttons")).buttons;

journey(
  "a rep deploys a Support Button, its click waits in her queue, and she removes it in that session (SUP-50)",
  async () => {
    const api = await appliance.signIn(olga);
    const key = await api("POST", "/session-keys", { minutes: 10 });
    const [person, customer] = [await browser.person(appliance), await browser.person(appliance)];
    const console = await Console.open(person, olga);
    const queue = () =>
      console.page.getByRole("navigation", { name: "Home" }).getByRole("link", { name: "Personal queue" }).click();
    const page = await CustomerPage.follows(customer, key.url, "Carla");
    await console.goHome();
    await queue();
    await console.button("Accept the session with Carla").click();
    await page.isTold(/Helping you now: /);
    await console.button("Run full customer client").click();
    await page.page.getByRole("heading", { name: /asks you to run a small program/ }).waitFor();
    const client = await Client.download(page.page, display);
    client.startAsUser();
    await page.page.getByText("The program runs.").waitFor();

    await console.button("Deploy Support Button").click();
    const form = console.page.getByRole("dialog", { name: "A Support Button for Carla" });
    await form.getByLabel("Description").fill("Reception desk");
    await form.getByText(/^It ends on /).waitFor();
    await looks(console.page, "button-dialog");
    await form.getByRole("button", { name: "Deploy", exact: true }).click();
    await console.page.getByText("The Support Button “Reception desk” is on the desktop.").first().waitFor();
    await looks(console.page, "button-placed");
    const [button] = await list();
    assert.deepEqual([button.description, button.state, button.uses], ["Reception desk", "active", 0]);

    // It is what the session leaves, and all of it.
    await console.close("end");
    await page.isTold("The session has ended.");
    await until("the client has removed itself", () => !existsSync(client.program));
    client.kill();
    const theirs = [".config", ".local", ".local/share", ".local/share/applications", "Desktop", "Downloads"];
    const left = client.tree().filter((name) => !name.startsWith("run") && !theirs.includes(name));
    const [own, desk, menu] = [
      `.local/share/towline-button`,
      "Desktop/towline-button-",
      ".local/share/applications/towline-button-",
    ];
    assert.ok(
      left.every((name) => [own, desk, menu].some((start) => name.startsWith(start))),
      left.join(" "),
    );
    assert.equal(client.buttons().length, 1);
    const entry = readFileSync(join(client.home, "Desktop", client.buttons()[0]), "utf8");
    assert.match(entry, /^Name=Get support$/m);

    // A click, without key or portal.
    await console.goHome();
    await queue();
    client.clickButton();
    const row = console.page.getByRole("row", { name: /Reception desk/ });
    await row.getByText("Support Button").waitFor();
    await looks(console.page, "button-waits");
    await console.button("Accept the session with Reception desk").click();
    await console.say("How can I help?");
    await console.button("Screen Sharing").first().waitFor();

    // The same button again does nothing more while its window is open.
    client.clickButton();
    await console.button("Remove Support Button").click();
    const question = console.page.getByRole("dialog", { name: "Remove the Support Button “Reception desk”?" });
    await question.waitFor();
    await looks(console.page, "button-remove");
    await question.getByRole("button", { name: "Remove Support Button" }).click();
    await console.page.getByText("The Support Button “Reception desk” was removed.").first().waitFor();
    assert.deepEqual(client.buttons(), []);
    assert.deepEqual(await list(), []);
    await console.close("end");
    await until("nothing of it is left", () => !client.tree().some((name) => name.includes("towline")));
    client.kill();
    await Promise.all([person.assertWell(), customer.assertWell()]);
    await Promise.all([person.leave(), customer.leave()]);
  },
);

journey(
  "an installer of the administration puts a button of a profile on a desktop, and it is withdrawn there (SUP-50)",
  async () => {
    const team = await appliance.api("POST", "/teams", {
      name: "Front office",
      members: [{ user_id: olga.id, rank: "member" }],
    });
    await appliance.api("POST", "/issues", { name: "It hums", code_name: "hums", team_id: team.id });
    const person = await browser.person(appliance);
    const page = await person.page("/login/support-buttons");
    await signIn(page, appliance.admin);
    await page.getByText("No Support Button yet").waitFor();
    await looks(page, "buttons-none");

    const parts = page.getByRole("navigation", { name: "Parts of this page" });
    await parts.getByRole("link", { name: "Profiles" }).click();
    await page.getByRole("link", { name: "Make a profile" }).first().click();
    const profile = page.getByRole("form", { name: "Make a profile" });
    await profile.getByRole("textbox", { name: /^Name/ }).fill("Branches");
    await profile.getByRole("textbox", { name: /^Label/ }).fill("Ask Front office");
    await profile.getByRole("textbox", { name: /^Comment/ }).fill("We are here from 8 to 18");
    await looks(page, "button-profile-new");
    await profile.getByRole("button", { name: "Make the profile" }).click();
    await page.getByRole("row", { name: /Branches/ }).click();
    await page.getByText("The built-in picture.").waitFor();
    await looks(page, "button-profile");

    await page.keyboard.press("Escape");
    await page.getByRole("heading", { name: "Branches" }).waitFor({ state: "hidden" });
    await parts.getByRole("link", { name: "Installers" }).click();
    await page.getByRole("link", { name: "Make an installer" }).first().click();
    const form = page.getByRole("form", { name: "Make an installer" });
    await form.getByRole("textbox", { name: /^Description/ }).fill("Branch office");
    await form.getByLabel("Profile").click();
    await page.getByRole("option", { name: "Branches" }).click();
    await form.getByLabel("Sessions wait in").click();
    await page.getByRole("option", { name: "It hums → Front office" }).click();
    await looks(page, "button-installer-new");
    await form.getByRole("button", { name: "Make the installer" }).click();
    const shown = page.getByText(/curl .+\/b\/\S+ \| sh$/);
    const command = (await shown.textContent()).trim();
    await looks(page, "button-installer-made");

    const home = temporaryFolder("desktop");
    mkdirSync(join(home, "run"), { mode: 0o700 });
    const env = { ...display.env, HOME: home, XDG_RUNTIME_DIR: join(home, "run"), LANG: "de_DE.UTF-8", SUDO_USER: "" };
    await runBeside("sh", ["-c", command], { env });
    const [button] = await list();
    assert.deepEqual([button.profile_name, button.issue_name], ["Branches", "It hums"]);
    const folder = join(home, ".local/share/towline-button", button.id);
    const entry = join(home, "Desktop", `towline-button-${button.id}.desktop`);
    assert.match(readFileSync(entry, "utf8"), /^Name=Ask Front office\n[\s\S]*^Comment=We are here from 8 to 18$/m);
    assert.ok(existsSync(join(folder, "icon.png")));
    const click = () =>
      new Program("button", join(folder, "towline-support"), [], { env, log: join(home, "button.log") });

    const rep = await browser.person(appliance);
    const console = await Console.open(rep, olga);
    const first = click();
    const queues = console.page.getByRole("navigation", { name: "Home" });
    await queues.getByRole("link", { name: /Front office/ }).click();
    await console.button("Accept the session with Branch office").click();
    await console.say("Good morning");
    await console.close("end");
    await first.stop();
    assert.ok(existsSync(entry), "a button stays when its session is over");

    await page.goto(`${new URL(page.url()).origin}/login/support-buttons`);
    await page.getByRole("row", { name: /Branch office/ }).click();
    await page.getByRole("button", { name: "Withdraw this button" }).waitFor();
    await looks(page, "button-detail");
    await page.getByRole("button", { name: "Withdraw this button" }).click();
    await page
      .getByRole("dialog", { name: /^Withdraw “Branch office”/ })
      .getByRole("button", { name: "Withdraw" })
      .click();
    await page.getByText("The Support Button is withdrawn").waitFor();
    await looks(page, "buttons-withdrawn");
    click();
    await until("it has removed itself", () => !existsSync(entry) && !existsSync(folder));
    assert.equal((await list())[0].state, "withdrawn");
    await Promise.all([person.assertWell(), rep.assertWell()]);
    await Promise.all([person.leave(), rep.leave()]);
  },
);

journey(
  "whoever clicks a Support Button reads the site's agreement first: a no begins nothing, a yes is in the log (SUP-3, SUP-50)",
  async () => {
    const site = "/public-sites/00000000-0000-0000-0000-000000000001";
    const text = `Rules of help\n\n${"We look at what you show us, and at nothing else.\n".repeat(60)}The end.`;
    await appliance.api("PATCH", site, { agreement: text });
    const made = await appliance.api("POST", "/support-button-installers", {
      description: "Till 4",
      profile_id: "00000000-0000-0000-0000-000000000001",
      queue: "general",
      button_days: 30,
      valid_hours: 1,
      uses: 1,
    });
    const reader = await Reader.start(display);
    const home = temporaryFolder("desktop");
    mkdirSync(join(home, "run"), { mode: 0o700 });
    const env = {
      ...display.env,
      ...reader.env,
      HOME: home,
      XDG_RUNTIME_DIR: join(home, "run"),
      LANG: "en_GB.UTF-8",
      SUDO_USER: "",
    };
    await runBeside("sh", ["-c", made.command], { env });
    const button = async () => (await list()).find((each) => each.description === "Till 4");
    const program = join(home, ".local/share/towline-button", (await button()).id, "towline-support");
    const click = () => new Program("button", program, [], { env, log: join(home, "button.log") });
    const press = async (name) => {
      const place = await reader.place(await reader.finds(name));
      display.run("xdotool", ["mousemove", ...place.map(String), "click", "1"]);
    };

    const refused = click();
    await reader.finds("Before you start");
    await reader.finds(text);
    display.picture().keep("button-agreement", { x: 0, y: 0, width: 1280, height: 800 });
    await press("Do not accept");
    await reader.finds("No session was started");
    display.picture().keep("button-declined", { x: 0, y: 0, width: 1280, height: 800 });
    assert.equal((await button()).uses, 0);
    await press("Close");
    await refused.stop();
    assert.ok(existsSync(program), "the button stays");

    // By the keyboard, after the appliance was killed while it was read.
    const rep = await browser.person(appliance);
    const console = await Console.open(rep, olga);
    const accepted = click();
    await reader.finds("Before you start");
    await appliance.kill();
    await appliance.launch();
    assert.equal((await button()).uses, 0);
    const window = display.run("xdotool", ["search", "--onlyvisible", "--name", "Support: "]).trim().split("\n")[0];
    display.run("xdotool", ["windowactivate", "--sync", window, "key", "End", "Tab", "space"]);
    const queues = console.page.getByRole("navigation", { name: "Home" });
    await queues.getByRole("link", { name: /General queue/ }).click();
    await console.button("Accept the session with Till 4").click();
    await console.page.getByText("Till 4 has accepted the customer agreement").first().waitFor();
    await console.say("Good morning");
    await reader.finds("Good morning");
    await looks(console.page, "button-agreed");
    await console.close("end");
    await accepted.stop();
    await appliance.api("PATCH", site, { agreement: "" });
    await reader.stop();
    await rep.assertWell();
    await rep.leave();
  },
);
