// Towline's place in the peer rig: starts the demo on the rig's display and drives the console by the names of its buttons.
//
// `cargo xtask bench` copies this file into the rig's folder of adapters; the rig's README has the contract. TOWLINE_REPOSITORY says where the project is.

import fs from "node:fs";
import path from "node:path";
import { DISPLAY, state, WORK } from "../lib/env.mjs";
import { alive, daemon, endPids, sleep } from "../lib/proc.mjs";

const REPOSITORY = process.env.TOWLINE_REPOSITORY;
const PORT = process.env.TOWLINE_BENCH_PORT ?? "4480";
const FOLDER = path.join(WORK, "towline");
const LOG = path.join(WORK, "towline.log");

export default class Towline {
  name = "towline";
  can = { desktop: true, terminal: true, files: false, scale: false };
  surface = "[data-remote] canvas:not([aria-hidden])";

  version() {
    return `towline ${/version = "(.*)"/.exec(fs.readFileSync(path.join(REPOSITORY, "Cargo.toml"), "utf8"))[1]}`;
  }

  async start() {
    const before = state.get().towline;
    if (before && alive(before.demo)) return;
    fs.rmSync(LOG, { force: true });
    const args = ["xtask", "demo", "--this-screen", "--json", "--profile", "release", "--port", PORT, "--data", FOLDER];
    const demo = daemon("cargo", args, { cwd: REPOSITORY, env: { DISPLAY }, log: LOG });
    let line;
    for (let waited = 0; !line && waited < 1200 && alive(demo); waited += 1) {
      await sleep(500);
      line = fs.readFileSync(LOG, "utf8").split("\n").find((text) => text.startsWith('{"'));
    }
    if (!line) throw new Error(`the demo did not start; see ${LOG}`);
    state.set("towline", { demo, ...JSON.parse(line) });
  }

  async stop() {
    const now = state.get().towline;
    if (now) await endPids([now.demo]);
    state.set("towline", undefined);
  }

  roles() {
    return { server: running(/\/towline\0serve\0/), agent: running(/\/towline-agent\0run\0/) };
  }

  async login(page) {
    const { url, admin, password } = state.get().towline;
    // The screen takes pointer events and lets the browser make no mouse events of them; the rig's clock listens for `mousedown`.
    await page.addInitScript(() => {
      const started = (event) => {
        if (event.target.closest?.("[data-remote]")) dispatchEvent(new MouseEvent("mousedown"));
      };
      addEventListener("pointerdown", started, true);
    });
    await page.goto(`${url}/console`);
    await page.getByLabel("User name").fill(admin);
    await page.getByLabel("Password", { exact: true }).fill(password);
    await page.getByRole("button", { name: "Sign in", exact: true }).click();
    await page.getByRole("button", { name: /^(Jump to|Open the session with)/ }).first().waitFor();
  }

  /** A session with the machine: a new one, which begins with its screen, or the one that is there. */
  async session(page) {
    const { url } = state.get().towline;
    await page.goto(`${url}/console`);
    // Over a slow line it takes a while until it is known that the machine is there, and whether a session is.
    const jump = 'button[aria-label^="Jump to"]:not([aria-disabled="true"])';
    const enter = page.locator(`${jump}, button[aria-label^="Open the session with"]`).first();
    await enter.waitFor();
    const fresh = (await enter.getAttribute("aria-label")).startsWith("Jump to");
    await enter.click();
    await page.getByRole("toolbar", { name: "Tools" }).waitFor();
    if (fresh) await page.getByRole("button", { name: "Stop sharing" }).waitFor();
  }

  async tool(page, name) {
    await page.getByRole("toolbar", { name: "Tools" }).getByRole("button", { name: /^(Screen Sharing|Command Shell)$/ }).click();
    await page.getByRole("menuitem", { name }).or(page.getByRole("menuitemradio", { name })).first().click();
  }

  async gotoDesktop(page) {
    await this.session(page);
    await this.tool(page, /^Screen Sharing/);
    const stop = page.getByRole("button", { name: "Stop sharing" });
    const start = page.getByRole("button", { name: "Start Screen Sharing" });
    await stop.or(start).first().waitFor();
    if (await stop.isVisible()) await stop.click();
    await start.waitFor();
  }
  async clickDesktop(page) {
    await page.getByRole("button", { name: "Start Screen Sharing" }).click();
  }
  async closeDesktop(page) {
    await page.getByRole("button", { name: "Stop sharing" }).click();
  }
  async focusDesktop(page) {
    const control = page.getByRole("button", { name: "Control keyboard and mouse" });
    if (await control.isVisible()) await control.click();
    await page.locator('[data-towline="screen"] textarea').first().focus();
  }

  async gotoTerminal(page) {
    await this.session(page);
    await this.tool(page, /^Command Shell/);
  }
  async clickTerminal(page) {
    const start = page.getByRole("button", { name: "Start Command Shell" });
    await (await start.isVisible() ? start : page.getByRole("button", { name: "New shell" }).first()).click();
    await page.waitForFunction(() => document.querySelector(".xterm-rows")?.textContent.trim());
  }
  async focusTerminal(page) {
    await page.locator(".xterm:visible").first().click();
  }
  /** As of the other products: what the terminal holds, not what is drawn of it. */
  async hookTerminal(page) {
    await page.evaluate(() => {
      const shown = [...document.querySelectorAll(".xterm")].find((each) => each.clientWidth > 0);
      const shell = () => shown.parentElement[Symbol.for("towline.terminal")];
      globalThis.__rigTerm = () => {
        const { column, row, text } = shell().read(1);
        return `${column}:${row}:${text}`;
      };
      globalThis.__rigTermTail = () => shell().read(5).text;
    });
  }
}

/** Processes of the demo whose command line fits. */
function running(pattern) {
  return fs.readdirSync("/proc").filter((name) => /^\d+$/.test(name)).map(Number).filter((pid) => {
    try {
      const line = fs.readFileSync(`/proc/${pid}/cmdline`, "latin1");
      return pattern.test(line) && line.includes(FOLDER);
    } catch {
      return false;
    }
  });
}
