// A Chromium that nobody watches while it is measured. Journeys' driver listens to the network of its pages, and is handed every byte of every WebSocket: three quarters of a transfer's
// time go there. So a page is brought by that driver to where measuring begins, and then only told what to do, over a pipe.

import { spawn } from "node:child_process";
import { existsSync, readFileSync } from "node:fs";
import { join } from "node:path";

import { chromium } from "../e2e/node_modules/playwright-core/index.mjs";
import { Person } from "../e2e/harness/browser.mjs";
import { temporaryFolder, until } from "../e2e/harness/processes.mjs";

export class Unwatched {
  /** `prepare(person)` brings the one page of a browser with a profile of its own to where it is to be; `flags`: further switches of Chromium. */
  static async start(appliance, prepare, flags = []) {
    const browser = new Unwatched();
    const profile = temporaryFolder("profile");
    browser.downloads = temporaryFolder("downloads");
    const executable = process.env.TOWLINE_CHROMIUM ?? "/usr/bin/chromium";
    const switches = ["--headless=new", "--no-sandbox", "--disable-gpu", "--no-first-run", "--ignore-certificate-errors", "--window-size=1440,900"];
    // As for journeys: what the address bar makes ready is not measured.
    switches.push("--disable-features=WebUIOmniboxPopup,WebUIOmniboxAimPopup");
    browser.#process = spawn(
      executable,
      [...switches, "--disable-background-networking", `--user-data-dir=${profile}`, "--remote-debugging-port=0", "--remote-debugging-pipe", ...flags, "about:blank"],
      { stdio: ["ignore", "ignore", "ignore", "pipe", "pipe"] },
    );
    browser.#listen();
    const port = join(profile, "DevToolsActivePort");
    await until("the browser is there", () => existsSync(port) && readFileSync(port, "utf8").includes("\n"));
    const driver = await chromium.connectOverCDP(`http://127.0.0.1:${readFileSync(port, "utf8").split("\n")[0]}`);
    const [context] = driver.contexts();
    context.setDefaultTimeout(20_000);
    const person = new Person(context);
    const open = person.page.bind(person);
    person.page = (path) => open(path?.startsWith("/") ? appliance.url + path : path);
    await prepare(person);
    await driver.close();
    const { targetInfos } = await browser.#call("Target.getTargets");
    const { targetId } = targetInfos.find(({ type, url }) => type === "page" && url.startsWith(appliance.url));
    ({ sessionId: browser.#session } = await browser.#call("Target.attachToTarget", { targetId, flatten: true }));
    await browser.#call("Browser.setDownloadBehavior", { behavior: "allow", downloadPath: browser.downloads });
    return browser;
  }

  #process;
  #session;
  #next = 1;
  #waiting = new Map();

  /** What an expression of the page comes to. */
  async evaluate(expression) {
    const { result, exceptionDetails } = await this.#call("Runtime.evaluate", { expression, awaitPromise: true, returnByValue: true }, this.#session);
    if (exceptionDetails) throw new Error(exceptionDetails.exception?.description ?? exceptionDetails.text);
    return result.value;
  }

  /** Waits until an expression is true. */
  until(expression) {
    return until(expression, () => this.evaluate(`Boolean(${expression})`), { within: 600_000, every: 20 });
  }

  /** Gives an input its files. */
  async choose(selector, paths) {
    const { result } = await this.#call("Runtime.evaluate", { expression: `document.querySelector(${JSON.stringify(selector)})` }, this.#session);
    await this.#call("DOM.setFileInputFiles", { files: paths, objectId: result.objectId }, this.#session);
  }

  stop() {
    this.#process.kill();
  }

  #call(method, params = {}, sessionId = undefined) {
    const id = this.#next;
    this.#next += 1;
    this.#process.stdio[3].write(`${JSON.stringify({ id, method, params, sessionId })}\0`);
    return new Promise((resolve, reject) => this.#waiting.set(id, { resolve, reject }));
  }

  #listen() {
    let heard = "";
    this.#process.stdio[4].setEncoding("utf8").on("data", (text) => {
      const parts = (heard + text).split("\0");
      heard = parts.pop();
      for (const part of parts) {
        const { id, result, error } = JSON.parse(part);
        const waiting = this.#waiting.get(id);
        this.#waiting.delete(id);
        if (error) waiting?.reject(new Error(error.message));
        else waiting?.resolve(result);
      }
    });
  }
}
