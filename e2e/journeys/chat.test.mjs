// The chat as a whole: files and pictures, who is writing, canned messages, pages to be opened, links, what was said by e-mail, those who do nothing, and a customer who is disconnected.

import assert from "node:assert/strict";
import { randomUUID } from "node:crypto";
import { mkdirSync, readdirSync, readFileSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { after, before } from "node:test";

import { Appliance } from "../harness/appliance.mjs";
import { Browser, picture } from "../harness/browser.mjs";
import { bar, end, field, isShown, log, paste, png, repsOnly, toEveryone } from "../harness/chat.mjs";
import { Console, signIn } from "../harness/console.mjs";
import { Customer } from "../harness/customer.mjs";
import { journey } from "../harness/journey.mjs";
import { looks } from "../harness/looks.mjs";
import { MailServer } from "../harness/mail.mjs";
import { until } from "../harness/processes.mjs";
import { keyOfRep, talk } from "../harness/talk.mjs";

const ATTACK = `<img src=x onerror="alert(1)">`;
const SVG = `<svg xmlns="http://www.w3.org/2000/svg" onload="alert(1)"><script>alert(2)</script></svg>`;

let appliance;
let browser;
let mail;
let olga;
let grace;
let files;

before(async () => {
  appliance = await Appliance.start();
  await appliance.setUp();
  browser = await Browser.start();
  olga = await appliance.addUser("olga", "Olga Rep");
  grace = await appliance.addUser("grace", "Grace Hopper");
  files = join(appliance.folder, "files");
  mkdirSync(files);
  const file = (name) => readFileSync(join(appliance.folder, "data", name), "utf8");
  mail = await MailServer.start({ certificate: file("tls.crt"), key: file("tls.key") });
});
after(async () => {
  await browser?.stop();
  await mail?.stop();
  await appliance?.stop();
});

function fileOf(name, content) {
  const path = join(files, name);
  writeFileSync(path, content);
  return path;
}

const keyOf = (user) => keyOfRep(appliance, user);
const talking = (how = {}) => talk({ appliance, browser, user: olga, ...how });

journey(
  "files go both ways: pictures are shown, all else is downloaded, and names are text (SUP-20, SES-30)",
  async () => {
    const { console, customer, goHome } = await talking();
    const { page } = console;
    // A pasted picture of the rep's.
    await field(console).click();
    await paste(page, png(320, 200, [13, 107, 107]), "screen.png", "image/png");
    await isShown(log(console).getByRole("img", { name: "Picture screen.png" }));
    await isShown(customer.log.getByRole("img", { name: "screen.png" }));
    // A file of the customer's with a hostile name; it calls itself a picture and is none.
    await customer.page
      .locator("#file")
      .setInputFiles({ name: `${ATTACK}.png`, mimeType: "image/png", buffer: Buffer.from(SVG) });
    const received = log(console).getByRole("link", { name: `${ATTACK}.png` });
    await received.waitFor();
    assert.equal(await log(console).getByRole("img").count(), 1, "what is no picture is not shown");
    const [download] = await Promise.all([page.waitForEvent("download"), received.click()]);
    assert.equal(readFileSync(await download.path(), "utf8"), SVG);
    // A photo of the customer's.
    await customer.page.locator("#photo").setInputFiles(fileOf("photo.png", png(300, 400, [200, 120, 40])));
    await isShown(log(console).getByRole("img", { name: "Picture photo.png" }));
    await isShown(customer.log.getByRole("img", { name: "photo.png" }));
    await looks(page, "chat-files");
    await looks(customer.page, "chat-files-customer");

    // Among reps: the customer neither sees nor gets it.
    await repsOnly(console);
    await page.locator("input[data-attach]").setInputFiles(fileOf("notes.txt", "she is slow"));
    const notes = log(console).getByRole("link", { name: "notes.txt" });
    await notes.waitFor();
    const address = new URL(await notes.getAttribute("href"), appliance.url);
    const id = address.pathname.split("/").at(-1);
    assert.equal(await customer.log.getByText("notes.txt").count(), 0);
    const asked = await customer.page.evaluate(async (id) => (await fetch(`/support/files/${id}`)).status, id);
    assert.equal(asked, 404);

    // What answers says that nothing of it runs, and is the customer's own.
    const shown = await customer.log.getByRole("img", { name: "photo.png" }).getAttribute("src");
    const { cookies } = await customer.page.context().storageState();
    const cookie = cookies.map(({ name, value }) => `${name}=${value}`).join("; ");
    const answer = await appliance.fetch("GET", shown, { cookie });
    assert.equal(answer.status, 200);
    assert.equal(answer.headers["content-type"], "image/png");
    assert.match(answer.headers["content-security-policy"], /^sandbox; default-src 'none'$/);
    assert.equal(answer.headers["x-content-type-options"], "nosniff");
    assert.equal((await appliance.fetch("GET", shown)).status, 404, "nobody else has it");
    const other = await Customer.comes(appliance, { key: (await keyOf(grace)).key, name: "Dora" });
    assert.equal((await appliance.fetch("GET", shown, { cookie: other.cookie })).status, 404, "nor another customer");
    const early = await appliance.fetch("POST", "/support/files?name=a&nonce=1", { body: "x", cookie: other.cookie });
    assert.deepEqual([early.status, JSON.parse(early.text).code], [422, "not_yet"], "before a rep is there");
    await other.end();
    const graces = await appliance.signIn(grace);
    await assert.rejects(graces("GET", `/attachments/${id}`), { status: 404 }, "nor a rep who is not in it");
    assert.equal((await appliance.fetch("GET", `/api/v1/attachments/${id}`)).status, 401);
    await end(console);
    await goHome();
  },
);

journey(
  "a file that is too large, too much or cancelled leaves nothing, and what was sent survives a kill (SUP-20, SES-2)",
  async () => {
    await appliance.api("PATCH", "/settings/chat", { file_mib: 2, session_mib: 3 });
    const { console, customer, goHome } = await talking();
    const { page } = console;
    const choose = (name, bytes) =>
      customer.page
        .locator("#file")
        .setInputFiles({ name, mimeType: "application/octet-stream", buffer: Buffer.alloc(bytes, 7) });
    await choose("first.bin", 2 * 1024 * 1024);
    await log(console).getByRole("link", { name: "first.bin" }).waitFor();
    await choose("second.bin", 2 * 1024 * 1024);
    await customer.page.getByText("This session cannot take any more files.").waitFor();
    await picture(customer.page, "chat-full-customer");
    await page.locator("input[data-attach]").setInputFiles(fileOf("huge.bin", Buffer.alloc(2 * 1024 * 1024 + 1)));
    await page.getByText(/It is too large\. Send one of at most 2\.1 MB/).waitFor();
    await picture(page, "chat-too-large");
    await console.button("Remove the message about huge.bin").click();

    // Cancelled on its way: held back by the network until the click.
    await page.route(/\/api\/v1\/attachments\?/, () => undefined);
    await page.locator("input[data-attach]").setInputFiles(fileOf("slow.bin", Buffer.alloc(1000)));
    await console.button("Stop sending slow.bin").click();
    await page.getByText("slow.bin").waitFor({ state: "detached" });
    await page.unroute(/\/api\/v1\/attachments\?/);

    const root = join(appliance.folder, "data", "attachments");
    const stored = () =>
      readdirSync(root)
        .flatMap((session) => readdirSync(join(root, session)))
        .sort();
    const before = stored();
    assert.ok(
      before.every((name) => /^[0-9a-f-]{36}$/.test(name)),
      `${before}`,
    );
    await appliance.kill();
    const [session] = readdirSync(root);
    writeFileSync(join(root, session, `${randomUUID()}.part`), "half");
    writeFileSync(join(root, session, randomUUID()), "nobody's");
    await appliance.launch();
    await until("what nobody sent is gone", () => `${stored()}` === `${before}`);
    await customer.isTold("Helping you now: Olga Rep");
    const link = customer.log.getByRole("link", { name: "first.bin" });
    const [download] = await Promise.all([customer.page.waitForEvent("download"), link.click()]);
    assert.equal(readFileSync(await download.path()).length, 2 * 1024 * 1024);
    await appliance.api("PATCH", "/settings/chat", { file_mib: 0 });
    await customer.page.reload();
    await customer.isTold("Helping you now: Olga Rep");
    assert.ok(
      !(await customer.page.getByRole("button", { name: "Send a file" }).isVisible()),
      "none are taken any more",
    );
    await appliance.api("PATCH", "/settings/chat", { file_mib: 10, session_mib: 100 });
    await end(console);
    await goHome();
  },
);

journey("who is writing is seen by the other side, but not what is among representatives (SES-31)", async () => {
  const { console, customer, goHome } = await talking();
  await customer.page.getByLabel("Your message").pressSequentially("My printer");
  await console.page.getByText("Carla is writing…").waitFor();
  await picture(console.page, "chat-typing");
  await customer.page.keyboard.press("Enter");
  await console.page.getByText("Carla is writing…").waitFor({ state: "detached" });
  await repsOnly(console);
  await field(console).pressSequentially("hm");
  // The next thing that the customer is told is there, and that was not.
  await field(console).press("Enter");
  await toEveryone(console);
  await until("the customer is told", async () => {
    await field(console).pressSequentially("a");
    return (await customer.page.locator("#typing").textContent()) === "Olga Rep is writing.";
  });
  await picture(customer.page, "chat-typing-customer");
  assert.equal(await customer.log.getByText("hm", { exact: true }).count(), 0);
  await end(console);
  await goHome();
});

journey(
  "canned messages are made by administrators and found by search and keys, each where it belongs (SES-31)",
  async () => {
    const team = await appliance.api("POST", "/teams", {
      name: "Printing",
      members: [{ user_id: grace.id, rank: "member" }],
    });
    const admin = await browser.person(appliance);
    const page = await admin.page("/login/canned-messages");
    await signIn(page, appliance.admin);
    await page.getByRole("heading", { level: 1, name: "Canned Messages" }).waitFor();
    await page.getByText("No canned messages yet").waitFor();
    await page.getByRole("link", { name: "Make a canned message" }).first().click();
    await page.getByLabel("Name", { exact: true }).fill("Greeting");
    await page.getByLabel("Category", { exact: true }).fill("Start");
    await page.getByLabel("Text", { exact: true }).fill("Hello {customer}, I am {rep}.\nWhat can I do?");
    await looks(page, "canned-new");
    await page.getByRole("button", { name: "Make the message" }).click();
    await page.getByRole("link", { name: "Greeting" }).waitFor();
    await appliance.api("POST", "/canned-messages", {
      name: "Driver",
      category: "Printers",
      text: "Please install it.",
      team_id: team.id,
    });
    await appliance.api("POST", "/canned-messages", { name: "Bye", text: "Goodbye." });
    await page.reload();
    await page.getByRole("link", { name: "Driver" }).waitFor();
    await looks(page, "canned-list");
    const [file] = await Promise.all([
      page.waitForEvent("download"),
      page.getByRole("button", { name: "Save as CSV" }).click(),
    ]);
    assert.equal(file.suggestedFilename(), "canned-messages.csv");
    assert.match(readFileSync(await file.path(), "utf8"), /Greeting.*Start.*Everybody/);
    await page.goto("/login/chat");
    await page.getByRole("heading", { level: 1, name: "Chat" }).waitFor();
    await page.getByLabel("Largest file, in MB").fill("12");
    await looks(page, "chat-settings");
    await page.getByRole("button", { name: "Save changes" }).click();
    await until("it is saved", async () => (await appliance.api("GET", "/settings/chat")).file_mib === 12);
    const of = async (kind) =>
      (await appliance.api("GET", `/record?kind=${kind}`)).entries.map((entry) => entry.action);
    assert.deepEqual(await of("canned_message"), ["created", "created", "created"]);
    assert.ok((await of("setting")).length > 0);
    await assert.rejects(
      appliance.api("DELETE", `/teams/${team.id}`),
      { status: 409 },
      "its messages would be everybody's",
    );
    await admin.assertWell();
    await admin.leave();

    const { console, customer, goHome } = await talking({ name: "Carla & <b>Co</b>" });
    await console.button("Canned messages").focus();
    await console.page.keyboard.press("Enter");
    await console.page.getByRole("option", { name: /^Greeting/ }).waitFor();
    assert.equal(await console.page.getByRole("option", { name: /^Driver/ }).count(), 0, "that is for another team");
    await looks(console.page, "canned-picker");
    await console.page.keyboard.type("hello");
    await console.page.getByRole("option", { name: /^Bye/ }).waitFor({ state: "detached" });
    await console.page.keyboard.press("ArrowDown");
    await console.page.keyboard.press("Enter");
    await until("it is in the field", async () => (await field(console).inputValue()).includes("What can I do?"));
    assert.ok(await field(console).evaluate((each) => each === document.activeElement), "and can be gone on with");
    await console.page.keyboard.press("Enter");
    await until("it is said", async () =>
      (await customer.log.textContent()).includes("Hello Carla & <b>Co</b>, I am Olga Rep."),
    );
    await end(console);
    await goHome();
  },
);

journey(
  "a page is pushed with its whole address in sight, and links lead where they say (SES-30, SES-32)",
  async () => {
    const { console, customer, goHome } = await talking();
    const { page } = console;
    await console.button("Push a web page").click();
    const dialog = page.getByRole("dialog", { name: "Ask Carla to open a web page" });
    await dialog.getByLabel("Address").fill("https://bank.example@evil.example/");
    await dialog.getByRole("button", { name: "Ask", exact: true }).click();
    await dialog.getByText("without a user name in it").waitFor();
    await dialog.getByLabel("Address").fill(`${appliance.site}/healthz?a=1`);
    await dialog.getByText(`${appliance.url}/healthz?a=1`).waitFor();
    await looks(page, "push-dialog");
    await dialog.getByRole("button", { name: "Ask", exact: true }).click();
    await console.chatShows("Asked the customer to open:");
    await customer.hears("Olga Rep asks you to open this page:");
    await customer.log.getByText(`${appliance.url}/healthz?a=1`, { exact: true }).waitFor();
    const button = customer.log.getByRole("link", { name: "Open the page in a new tab" });
    assert.deepEqual(
      [await button.getAttribute("target"), await button.getAttribute("rel")],
      ["_blank", "noopener noreferrer"],
    );
    const [opened] = await Promise.all([customer.page.context().waitForEvent("page"), button.click()]);
    await opened.waitForLoadState();
    assert.equal(opened.url(), `${appliance.url}/healthz?a=1`);
    assert.equal(await opened.evaluate(() => window.opener), null);
    await opened.close();
    await console.say("see https://ex\u0430mple.com/a and javascript:alert(1) and \u202ehttps://example.com/x");
    const links = customer.log.locator("li").last().getByRole("link");
    await until("they are links", async () => (await links.count()) === 2);
    assert.deepEqual(await links.allTextContents(), ["https://xn--exmple-4nf.com/a", "https://example.com/x"]);
    await looks(customer.page, "push-customer");
    await picture(page, "push-console");
    await end(console);
    await goHome();
  },
);

journey("what was said goes to the customer by e-mail, without what was among representatives (SES-32)", async () => {
  const { authority, user, password, port } = mail;
  await appliance.api("PATCH", "/settings/mail", {
    server: "localhost",
    port,
    security: "start_tls",
    authorities: authority,
    user,
    password,
    sender_address: "help@example.com",
  });
  const [site] = (await appliance.api("GET", "/public-sites")).sites;
  await appliance.api("PATCH", `/public-sites/${site.id}`, { offers_transcript: true });
  const { console, customer, goHome } = await talking({ name: `Carla ${ATTACK}` });
  await customer.say("My printer is <b>gone</b>");
  await console.say("Look behind the desk.");
  await customer.hears("Look behind the desk.");
  await repsOnly(console);
  await console.page.getByRole("textbox", { name: "Type to representatives only" }).fill("she is slow");
  await console.page.keyboard.press("Enter");
  await console.chatShows("she is slow");
  assert.ok(
    !(await customer.page.getByRole("heading", { name: "What was said, by e-mail" }).isVisible()),
    "not before the end",
  );
  await end(console);
  await customer.isTold("The session has ended.");
  await customer.page.getByLabel("Your e-mail address").fill("nobody");
  await customer.page.getByRole("button", { name: "Send it to me" }).click();
  await customer.page.getByText("This does not look like an e-mail address.").waitFor();
  await looks(customer.page, "transcript-odd");
  await customer.page.getByLabel("Your e-mail address").fill("carla@example.com");
  await customer.page.getByRole("button", { name: "Send it to me" }).click();
  await customer.page.getByText("It was sent. It should arrive within a minute.").waitFor();
  await picture(customer.page, "transcript-sent");
  const letter = await mail.arrived("carla@example.com");
  assert.match(letter.text, /Content-Type: text\/plain/);
  for (const part of ["My printer is <b>gone</b>", "Look behind the desk.", "Olga Rep:", "Carla <img"]) {
    assert.ok(letter.text.includes(part), `${part} in ${letter.text}`);
  }
  assert.ok(!letter.text.includes("slow"), letter.text);
  // Nobody's mailbox is filled.
  for (let time = 0; time < 3; time += 1) {
    await customer.page.getByRole("button", { name: "Send it to me" }).click();
    await until("it is answered", async () => !(await customer.page.locator("#mail").isDisabled()));
  }
  await customer.page.getByText("It was sent several times already.").waitFor();
  await goHome();

  // Whoever reads French is written to in French (SUP-25).
  const other = await browser.person(appliance, { width: 1280, height: 900 });
  const at = await Console.open(other, olga);
  const french = await browser.person(appliance, { locale: "fr-FR", width: 480 });
  const page = await french.page((await keyOf(olga)).url);
  await page.getByLabel("Votre nom").fill("Claire");
  await page.getByRole("button", { name: "Démarrer la session" }).click();
  await at.button("View the session with Claire").click();
  await at.button("Accept the session with Claire").click();
  await at.say("Bonjour !");
  await page.getByText("Bonjour !").waitFor();
  await end(at);
  await page.getByLabel("Votre adresse e-mail").fill("claire@example.com");
  await page.locator("#mail").click();
  const lettre = (await mail.arrived("claire@example.com")).text;
  assert.match(lettre, /^Subject: Votre session d’assistance chez /m);
  for (const part of ["Olga Rep vous aide maintenant.", "Olga Rep: Bonjour !", "La session est terminée."]) {
    assert.ok(lettre.includes(part), `${part} in ${lettre}`);
  }
  await appliance.api("PATCH", `/public-sites/${site.id}`, { offers_transcript: false });
  for (const each of [french, other]) {
    await each.assertWell();
    await each.leave();
  }
});

journey("the owner disconnects the customer and goes on among representatives (SES-22)", async () => {
  const { console, customer, goHome } = await talking();
  await customer.say("Thank you");
  await bar(console).getByRole("button", { name: "Participants: 2" }).click();
  await looks(console.page, "disconnect-list");
  await console.button("Disconnect the customer").click();
  const question = console.page.getByRole("dialog", { name: "Disconnect Carla?" });
  await question.waitFor();
  await looks(console.page, "disconnect-question");
  await question.getByRole("button", { name: "Disconnect the customer" }).click();
  await customer.isTold("The session has ended.");
  await picture(customer.page, "disconnected-customer");
  await console.chatShows("You disconnected the customer.");
  await console.page.getByText("The customer is disconnected. Only representatives read what you write.").waitFor();
  await field(console).fill("He was nice");
  await field(console).press("Enter");
  await console.chatShows("He was nice");
  await looks(console.page, "disconnected-console");
  await customer.page.reload();
  await customer.isTold("The session has ended.");
  assert.ok(!(await customer.page.locator("body").textContent()).includes("He was nice"));
  await end(console);
  await goHome();
});

journey("unread messages and files are marked at each session and on the closed drop-down (SES-10)", async () => {
  const first = await talking({ name: "Cleo" });
  const key = await keyOf(olga);
  const dora = await Customer.comes(appliance, { key: key.key, name: "Dora" });
  await first.console.button("View the session with Dora").click();
  await first.console.button("Accept the session with Dora").click();
  await dora.isTold("active");
  await first.customer.page.locator("#file").setInputFiles(fileOf("list.txt", "a"));
  const menu = first.console.page.getByRole("banner").getByRole("button", { name: /Dora/ });
  await first.console.page.getByRole("banner").getByText("unread messages").waitFor({ state: "attached" });
  await picture(first.console.page, "unread-closed");
  await menu.click();
  await first.console.page.getByRole("menuitem", { name: /Cleo.*1.*unread messages/s }).waitFor();
  await picture(first.console.page, "unread-open");
  await first.console.page.getByRole("menuitem", { name: /Cleo/ }).click();
  await log(first.console).getByRole("link", { name: "list.txt" }).waitFor();
  await first.console.page.getByRole("banner").getByText("unread messages").waitFor({ state: "detached" });
  await dora.end();
  await end(first.console);
  await first.goHome();
});
