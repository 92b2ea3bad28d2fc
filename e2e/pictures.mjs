// The pictures of the README, taken from a running demo: `cargo xtask demo --endpoints 3 --json | node e2e/pictures.mjs`.

import { mkdirSync } from "node:fs";
import { join } from "node:path";

import { Browser } from "./harness/browser.mjs";
import { Console, signIn } from "./harness/console.mjs";
import { repository, run, until } from "./harness/processes.mjs";

const folder = join(repository, "docs/images");
mkdirSync(folder, { recursive: true });

const line = await new Promise((resolve) => {
  let text = "";
  process.stdin.on("data", (data) => {
    text += data;
    const found = text.split("\n").find((one) => one.startsWith("{"));
    if (found && text.includes("\n")) resolve(found);
  });
});
const demo = JSON.parse(line);
const person = { username: demo.admin, password: demo.password };

async function take(page, name) {
  const file = join(folder, `${name}.png`);
  await page.screenshot({ path: file });
  // 256 colours are enough for a picture in a document, where the tool for it is there.
  try {
    run("convert", [
      file,
      "-strip",
      "-dither",
      "None",
      "-colors",
      "256",
      "-define",
      "png:compression-level=9",
      `PNG8:${file}`,
    ]);
  } catch {
    console.error(`${file} is not made smaller: there is no ImageMagick`);
  }
}

const browser = await Browser.start();
const light = await browser.person({ url: demo.url }, { width: 1440, height: 860 });
const admin = await light.page("/login");
await signIn(admin, person);
await admin.getByRole("link", { name: "Jump Clients", exact: true }).click();
await admin.getByText("Demo desktop 1").first().waitFor();
await take(admin, "admin");

const dark = await browser.person({ url: demo.url }, { dark: true, width: 1440, height: 860 });
const console_ = await Console.open(dark, person);
await console_.jumpTo("Demo desktop 1");
await console_.startScreen();
await console_.say("The report is open in the editor. Having a look at the log now.");
await console_.startShell();
await console_.typeInShell("clear; uname -sr; uptime; df -h / | tail -1\n");
await console_.shellShows("%");
await take(console_.page, "shell");
await console_.tool("Screen Sharing");
await until("the picture is sharp", async () => (await console_.page.getByText("lossless").count()) > 0);
await new Promise((resolve) => setTimeout(resolve, 3000));
await take(console_.page, "session");
await console_.goHome();
await console_.page.getByRole("navigation", { name: "Home" }).getByText("All Jump Items").click();
await console_.button("Jump to Demo desktop 2").first().waitFor();
await take(console_.page, "jump-items");
await browser.stop();
process.exit(0);
