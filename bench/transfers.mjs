// Transfers of the console while they are measured: a session with File Transfer in a browser that nobody watches, with what it costs each process.

import { spawn } from "node:child_process";
import { existsSync, readdirSync, readFileSync } from "node:fs";
import { basename, join } from "node:path";

import { Console } from "../e2e/harness/console.mjs";
import { FileTransfer } from "../e2e/harness/files.mjs";
import { repository, temporaryFolder, until } from "../e2e/harness/processes.mjs";
import { Stage } from "../e2e/harness/stage.mjs";
import { Unwatched } from "./unwatched.mjs";

const TICKS = 100;
const ROLES = { appliance: /towline\0serve/, agent: /towline-agent\0run/, browser: /chromium/ };
const LONG = { within: 1_800_000, every: 20 };
const row = (label) => `document.querySelector('li[aria-label="${label}"]')`;

export const round = (number) => Math.round(number * 100) / 100;

/** Port of a proxy of link.mjs behind which everything is as far as its options say. */
export function proxied(options) {
  const switches = Object.entries(options).flatMap(([name, value]) => [`--${name}`, `${value}`]);
  const proxy = spawn(process.execPath, [join(repository, "bench/link.mjs"), ...switches], { stdio: ["ignore", "pipe", "inherit"] });
  process.on("exit", () => proxy.kill());
  return new Promise((resolve) => proxy.stdout.once("data", (text) => resolve(Number(String(text).trim().split(":").at(-1)))));
}

export class Transfers {
  #browser;
  #stage;

  /** `line`: port of a proxy that leads there. */
  static async open(line) {
    const transfers = new Transfers();
    transfers.#stage = await Stage.build({ direct: true });
    /** The folder of the endpoint. */
    transfers.target = temporaryFolder("target");
    const { appliance } = transfers.#stage;
    const flags = line ? [`--proxy-server=http://127.0.0.1:${line}`, "--proxy-bypass-list=<-loopback>"] : [];
    transfers.#browser = await Unwatched.start(
      appliance,
      async (person) => {
        const console_ = await Console.open(person, appliance.admin);
        await console_.jumpTo("Workshop PC");
        const files = await FileTransfer.start(console_);
        await files.go(transfers.target);
      },
      flags,
    );
    return transfers;
  }

  get downloads() {
    return this.#browser.downloads;
  }

  /** Until it is said to be done. */
  async up(path) {
    const label = `Upload: ${basename(path)}`;
    const spent = await timed(async () => {
      await this.#browser.choose('input[data-upload="files"]', [path]);
      await this.#browser.until(`/Done/.test(${row(label)}?.textContent ?? "")`);
    });
    await this.#press("Clear those that ended");
    return spent;
  }

  /** Until it lies in the downloads, a folder as one archive. */
  async down(name, saved = name) {
    const rows = `[...document.querySelectorAll('[role="grid"] tbody tr')]`;
    await this.#browser.until(`${rows}.some((row) => row.textContent.includes("${name}"))`);
    const arrived = join(this.downloads, saved);
    const spent = await timed(async () => {
      await this.#browser.evaluate(`${rows}.find((row) => row.textContent.includes("${name}")).dispatchEvent(new MouseEvent("click", { bubbles: true }))`);
      await this.#browser.evaluate("new Promise((go) => setTimeout(go, 50))");
      await this.#browser.evaluate(
        `[...document.querySelectorAll('[role="toolbar"][aria-label="Files"] button')].find((each) => /^Download/.test(each.getAttribute("aria-label") ?? each.textContent)).click()`,
      );
      const item = `[...document.querySelectorAll('[role="menuitem"]')].find((each) => each.textContent === "Download")`;
      await this.#browser.until(`${row(`Download: ${saved}`)} || ${item}`);
      await this.#browser.evaluate(`${item}?.click()`);
      // It has its name once it is whole.
      await until("it is there", () => existsSync(arrived), LONG);
    });
    await this.#press("Clear those that ended");
    return spent;
  }

  /** A folder with so many files, until all are there. */
  tree(folder, count) {
    return timed(async () => {
      await this.#browser.choose('input[data-upload="folder"]', [folder]);
      await until("all are there", () => countOf(join(this.target, "tree")) === count, LONG);
    });
  }

  /** Reads the folder that is shown anew. */
  refresh() {
    return this.#press("Refresh");
  }

  async close() {
    this.#browser.stop();
    await this.#stage.strike();
  }

  #press(label) {
    return this.#browser.evaluate(`[...document.querySelectorAll("button")].find((each) => each.getAttribute("aria-label") === "${label}" || each.textContent === "${label}").click()`);
  }
}

/** How long it took, the processor time of each role, and by how much their memory (what is theirs alone) grew at most. */
async function timed(act) {
  const before = read();
  const most = { ...before.memory };
  const watch = setInterval(() => {
    for (const [role, bytes] of Object.entries(read().memory)) most[role] = Math.max(most[role], bytes);
  }, 500);
  const started = performance.now();
  await act();
  const seconds = round((performance.now() - started) / 1000);
  clearInterval(watch);
  const after = read();
  const each = (value) => Object.fromEntries(Object.keys(ROLES).map((role) => [role, value(role)]));
  return {
    seconds,
    cpu_s: each((role) => round((after.ticks[role] - before.ticks[role]) / TICKS)),
    grew_mb: each((role) => Math.round((Math.max(most[role], after.memory[role]) - before.memory[role]) / 1e6)),
  };
}

/** Processor time in ticks and anonymous memory in bytes, of all processes of each role. */
function read() {
  const ticks = { appliance: 0, agent: 0, browser: 0 };
  const memory = { appliance: 0, agent: 0, browser: 0 };
  for (const name of readdirSync("/proc").filter((each) => /^\d+$/.test(each))) {
    try {
      const line = readFileSync(`/proc/${name}/cmdline`, "latin1");
      const role = Object.keys(ROLES).find((each) => ROLES[each].test(line));
      if (!role) continue;
      const fields = readFileSync(`/proc/${name}/stat`, "latin1").split(")").at(-1).trim().split(" ");
      ticks[role] += Number(fields[11]) + Number(fields[12]);
      memory[role] += 1024 * Number(/RssAnon:\s*(\d+)/.exec(readFileSync(`/proc/${name}/status`, "latin1"))?.[1] ?? 0);
    } catch {
      // It has ended.
    }
  }
  return { ticks, memory };
}

function countOf(folder) {
  return existsSync(folder) ? readdirSync(folder).filter((name) => !name.startsWith(".towline-")).length : 0;
}
