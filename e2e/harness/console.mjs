// The representative console as a person uses it: by the names of its buttons and fields.

import { until } from "./processes.mjs";

export class Console {
  /** Opens /console and signs in there. */
  static async open(person, { username, password }) {
    const page = await person.page("/console");
    await signIn(page, { username, password });
    const console = new Console(page);
    await console.jumpItems.waitFor();
    return console;
  }

  constructor(page) {
    this.page = page;
  }

  get jumpItems() {
    return this.page.getByRole("navigation", { name: "Home" }).getByText("All Jump Items").first();
  }

  button(name) {
    return this.page.getByRole("button", { name, exact: true });
  }

  async goHome() {
    await this.page.getByRole("banner").getByRole("link", { name: /^Home/ }).click();
  }

  /** Clicks *Jump* in the row of a machine; with `join`, answers the question about the session that is there already. */
  async jumpTo(name, { join = false } = {}) {
    await this.button(`Jump to ${name}`).click();
    if (join) await this.button("Join session").click();
    await this.page.getByRole("toolbar", { name: "Tools" }).waitFor();
  }

  /** Starts the screen, unless it runs: a Jump begins with it (SCR-1), and somebody else in the session may have started it. */
  async startScreen() {
    const start = this.button("Start Screen Sharing");
    await start.or(this.canvas).first().waitFor();
    // The button may go while it is aimed at: then the screen has begun by itself.
    if (await start.isVisible()) await start.click({ timeout: 2000 }).catch(() => undefined);
    await this.canvas.waitFor();
  }

  get canvas() {
    return this.page.locator("canvas").first();
  }

  /** Takes keyboard and mouse and puts the focus on the remote screen. */
  async takeControl() {
    // Whoever starts the screen has control already when nobody else has it.
    const stop = this.button("Stop control");
    const take = this.button("Control keyboard and mouse");
    await stop.or(take).first().waitFor();
    const given = await stop.waitFor({ timeout: 2000 }).then(
      () => true,
      () => false,
    );
    if (!given) await take.click();
    await stop.waitFor();
    await this.canvas.click({ position: { x: 5, y: 5 } });
  }

  /** Chooses a tool in the drop-down at the left. */
  async tool(name) {
    const bar = this.page.getByRole("toolbar", { name: "Tools" });
    await bar
      .getByRole("button", { name: /^(Screen Sharing|Command Shell|File Transfer|System Info|Summary)$/ })
      .click();
    await this.page.getByRole("menuitem", { name }).click();
  }

  /** Starts the shell tool; the first shell opens with it. */
  async startShell() {
    await this.tool("Command Shell");
    await this.button("Start Command Shell").click();
    await this.terminal.waitFor();
    await until("a prompt", async () => (await this.screenText()).trim() !== "");
    await this.focusShell();
  }

  get terminal() {
    return this.page.locator(".xterm:visible").first();
  }

  async focusShell() {
    await this.terminal.click();
  }

  /** What the terminal shows now, line by line. */
  async screenText() {
    return this.terminal
      .locator(".xterm-rows > div")
      .evaluateAll((rows) => rows.map((row) => row.textContent.replaceAll("\u00a0", " ").trimEnd()).join("\n"));
  }

  async typeInShell(text) {
    await this.page.keyboard.type(text);
  }

  async shellShows(what, { within = 20000 } = {}) {
    return until(
      `the shell shows ${what}`,
      async () => {
        const text = await this.screenText();
        return (what instanceof RegExp ? what.test(text) : text.includes(what)) && text;
      },
      { within },
    );
  }

  async say(text) {
    const field = this.page.getByRole("textbox", { name: "Type your message" });
    await field.fill(text);
    await field.press("Enter");
  }

  /** Everything that stands in the chat's log. */
  chat() {
    return this.page.getByRole("log", { name: "Messages" }).textContent();
  }

  chatShows(text, { within = 20000 } = {}) {
    return until(`the chat shows ${text}`, async () => (await this.chat()).includes(text), { within });
  }

  /** Ends, holds or leaves the session by the button at the right end. */
  async close(how) {
    await this.button("Close the session").click();
    const name = { end: /^End session/, hold: /^Hold/, leave: /^Leave session/ }[how];
    await this.page.getByRole("dialog").getByRole("button", { name }).click();
  }
}

export async function signIn(page, { username, password }) {
  await page.getByLabel("User name").fill(username);
  await page.getByLabel("Password", { exact: true }).fill(password);
  await page.getByRole("button", { name: "Sign in", exact: true }).click();
}
