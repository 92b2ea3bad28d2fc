// A real Chromium. Every page is watched: a violation of the Content Security Policy, an uncaught error or a failed request for a part of the page fails the
// journey that met it, and axe looks at whatever page a journey shows it.

import assert from "node:assert/strict";
import { existsSync, mkdirSync } from "node:fs";
import { createRequire } from "node:module";
import { join } from "node:path";

import { chromium } from "playwright-core";

import { repository, until } from "./processes.mjs";

const axe = createRequire(import.meta.url).resolve("axe-core/axe.min.js");
const executablePath =
  process.env.TOWLINE_CHROMIUM ??
  ["/usr/bin/chromium", "/usr/bin/chromium-browser", "/usr/bin/google-chrome"].find((file) => existsSync(file));

/**
 * Features of Chromium that are switched off: those that Playwright switches off itself (a second switch replaces its own), and the two popups of the address bar, which are made ready with every window in a page process
 * of their own and cost a second of a processor each time.
 */
const WITHOUT = [
  "AimEnabled",
  "AvoidCorsURLLoaderRestartOnRedirect",
  "AvoidUnnecessaryBeforeUnloadCheckSync",
  "DestroyProfileOnBrowserClose",
  "HttpsFirstBalancedModeAutoEnable",
  "HttpsUpgrades",
  "LensOverlay",
  "MediaRouter",
  "NetworkTimeServiceQuerying",
  "OptimizationHints",
  "PaintHolding",
  "PreconnectToSearch",
  "ThirdPartyStoragePartitioning",
  "WebUIOmniboxPopup",
  "WebUIOmniboxAimPopup",
];

export class Browser {
  /** `hosts`: names that lead to this machine, as if a name server said so; `flags`: further switches of Chromium. */
  static async start({ hosts = [], flags = [] } = {}) {
    const browser = new Browser();
    const rules = hosts.map((host) => `MAP ${host} 127.0.0.1`).join(",");
    browser.chromium = await chromium.launch({
      executablePath,
      headless: true,
      // Journeys start and end a system bus; a browser that hangs on one dies with it.
      env: { ...process.env, DBUS_SYSTEM_BUS_ADDRESS: "unix:path=/nonexistent/bus" },
      args: ["--no-sandbox", "--disable-gpu", "--disable-background-networking", "--no-first-run"].concat(
        `--disable-features=${WITHOUT.join(",")}`,
        rules ? [`--host-resolver-rules=${rules}`] : [],
        flags,
      ),
    });
    return browser;
  }

  /** A person of their own: no cookies, no storage of anybody else's. */
  async person(
    appliance,
    { dark = false, width = 1440, height = 900, locale = "en-GB", touch = false, phone = {}, without = [] } = {},
  ) {
    const context = await this.chromium.newContext({
      baseURL: appliance.url,
      ignoreHTTPSErrors: true,
      viewport: { width, height },
      colorScheme: dark ? "dark" : "light",
      locale,
      reducedMotion: "reduce",
      ...(touch ? { hasTouch: true, isMobile: true } : {}),
      permissions: ["clipboard-read", "clipboard-write", ...(touch ? ["camera"] : [])],
      ...phone,
    });
    context.setDefaultTimeout(20000);
    await context.addInitScript({ path: axe });
    // What their browser does not know yet.
    await context.addInitScript((names) => {
      for (const name of names) delete globalThis[name];
    }, without);
    await context.addInitScript(() => {
      globalThis.__violations = [];
      document.addEventListener("securitypolicyviolation", (event) => {
        globalThis.__violations.push(`${event.effectiveDirective} ${event.blockedURI} ${event.sample}`);
      });
    });
    const person = new Person(context);
    context.on("page", (page) => person.watch(page));
    return person;
  }

  /** Somebody with a phone: a small screen that is touched, and a browser that says what it is. */
  phone(appliance, userAgent) {
    return this.person(appliance, { width: 390, height: 844, phone: { userAgent, isMobile: true, hasTouch: true } });
  }

  async stop() {
    await this.chromium.close();
  }
}

export class Person {
  /** Everybody who has a page open. */
  static present = new Set();

  /** What went wrong in this person's pages. */
  problems = [];
  /** What their pages said to the browser's console. */
  heard = [];

  constructor(context) {
    this.context = context;
    Person.present.add(this);
  }

  watch(page) {
    page.on("pageerror", (error) => this.problems.push(`uncaught: ${error.stack ?? error}`));
    page.on("console", (message) => {
      const text = message.text();
      this.heard.push(`${message.type()}: ${text}`);
      if (/Content Security Policy|TrustedHTML|TrustedScript|Trusted Types/i.test(text)) this.problems.push(text);
    });
  }

  async page(path) {
    const page = await this.context.newPage();
    if (path) await page.goto(path);
    return page;
  }

  /** Fails if any page of this person met something that it should not. */
  async assertWell() {
    for (const page of this.context.pages()) {
      this.problems.push(...(await page.evaluate(() => globalThis.__violations ?? [])));
    }
    assert.deepEqual(this.problems, []);
  }

  async leave() {
    Person.present.delete(this);
    await this.context.close();
  }
}

const WCAG = ["wcag2a", "wcag2aa", "wcag21a", "wcag21aa", "wcag22aa", "best-practice"];

/** WCAG 2.2 AA as far as axe can tell (QLT-9). `rules`: only these, where nothing else can have changed. */
export async function assertAccessible(page, what, rules) {
  const runOnly = rules ? { type: "rule", values: rules } : { type: "tag", values: WCAG };
  const found = await page.evaluate(async (runOnly) => {
    const result = await globalThis.axe.run(document, { runOnly, resultTypes: ["violations"] });
    // Where it hangs, a tooltip is in no landmark; the button that it describes is. Whether one is open depends on when the mouse came.
    const isTooltip = ({ target: [place] }) => Boolean(document.querySelector(place)?.closest("[role=tooltip]"));
    for (const v of result.violations) if (v.id === "region") v.nodes = v.nodes.filter((node) => !isTooltip(node));
    const left = result.violations.filter((v) => v.nodes.length > 0);
    return left.map((v) => `${v.id}: ${v.help} (${v.nodes.map((n) => n.target.join(" ")).join(", ")})`);
  }, runOnly);
  assert.deepEqual(found, [], `axe on ${what}`);
}

/** A picture to look at, or for the documents, when TOWLINE_IMAGES names their folder. With TOWLINE_PICTURES=no, when nobody will look, none is taken. */
export async function picture(page, name) {
  if (process.env.TOWLINE_PICTURES === "no") return;
  const folder = process.env.TOWLINE_IMAGES ?? join(repository, "e2e/out");
  mkdirSync(folder, { recursive: true });
  await page.screenshot({ path: join(folder, `${name}.png`) });
}

/** Colours at these places of a canvas, each from 0 to 1 across and down, whatever the canvas's scale: `[[r, g, b], …]`. */
export function pixels(canvas, places) {
  return canvas.evaluate((element, points) => {
    const copy = new OffscreenCanvas(element.width, element.height);
    const context = copy.getContext("2d", { willReadFrequently: true });
    context.drawImage(element, 0, 0);
    return points.map(([u, v]) => {
      const x = Math.min(element.width - 1, Math.floor(u * element.width));
      const y = Math.min(element.height - 1, Math.floor(v * element.height));
      return Array.from(context.getImageData(x, y, 1, 1).data.slice(0, 3));
    });
  }, places);
}

/** Whether a colour is that of `#rrggbb`, give or take what JPEG does. */
export function looksLike(colour, hex, tolerance = 6) {
  const wanted = [1, 3, 5].map((at) => Number.parseInt(hex.slice(at, at + 2), 16));
  return colour.every((value, at) => Math.abs(value - wanted[at]) <= tolerance);
}

/** Two buttons of two pages, clicked in the same moment: the page of the second stands still in the middle of its click until the first click had its effect, so that nothing that it is told meanwhile can
 * come before. */
export async function atOnce(first, done, second) {
  const page = second.page();
  let release;
  const held = new Promise((resolve) => {
    release = page.route("**/held", (route) => resolve(() => route.fulfill({ status: 204 })));
  });
  await release;
  const late = second.evaluate((button) => {
    const still = new XMLHttpRequest();
    still.open("GET", "/held", false);
    still.send();
    button.click();
  });
  const letGo = await held;
  await first.click();
  await until("the first click had its effect", done);
  await letGo();
  await late;
  await page.unroute("**/held");
}
