// File Transfer as a representative uses it, and files to move.

import { createHash, randomBytes } from "node:crypto";
import { mkdirSync, readFileSync, writeFileSync } from "node:fs";
import { dirname, join } from "node:path";

export const sha = (bytes) => createHash("sha256").update(bytes).digest("hex");
export const hashOf = (path) => sha(readFileSync(path));

/** Writes files, with what they hold or how many random bytes. */
export function lay(folder, files) {
  for (const [name, what] of Object.entries(files)) {
    const path = join(folder, name);
    mkdirSync(dirname(path), { recursive: true });
    writeFileSync(path, typeof what === "number" ? randomBytes(what) : what);
  }
  return folder;
}

export class FileTransfer {
  /** Starts the tool in a session that is open. */
  static async start(console) {
    await console.tool("File Transfer");
    await console.button("Start File Transfer").click();
    const files = new FileTransfer(console);
    await console.page.getByRole("grid").waitFor();
    return files;
  }

  constructor(console) {
    this.console = console;
    this.page = console.page;
  }

  get grid() {
    return this.page.getByRole("grid");
  }

  row(name) {
    return this.grid.getByRole("row").filter({ has: this.page.getByText(name, { exact: true }) });
  }

  async go(path) {
    await this.page.getByRole("button", { name: "Type a path" }).click();
    const field = this.page.getByRole("textbox", { name: "Path", exact: true });
    await field.fill(path);
    await field.press("Enter");
    const name = path === "/" ? "/" : path.split("/").at(-1);
    await this.page.getByRole("grid", { name: `Files: ${name}`, exact: true }).waitFor();
  }

  async refresh() {
    await this.page.getByRole("button", { name: "Refresh", exact: true }).click();
  }

  async menu(name, item) {
    await this.row(name).click({ button: "right" });
    await this.page.getByRole("menuitem", { name: item }).click();
  }

  async upload(paths) {
    await this.page.locator('input[data-upload="files"]').setInputFiles(paths);
  }

  async uploadFolder(path) {
    await this.page.locator('input[data-upload="folder"]').setInputFiles(path);
  }

  /** The line of a transfer; the newest is above. */
  line(kind, name) {
    return this.page.getByRole("listitem", { name: `${kind}: ${name}`, exact: true }).first();
  }

  async ended(kind, name, how = /^(Done|Skipped)/) {
    await this.line(kind, name).getByText(how).waitFor({ timeout: 60000 });
  }

  /** Chooses rows and downloads them: where the browser put it. */
  async download(...names) {
    for (const [index, name] of names.entries()) {
      await this.row(name).click(index > 0 ? { modifiers: ["ControlOrMeta"] } : {});
    }
    const coming = this.page.waitForEvent("download", { timeout: 60000 });
    await this.beginDownload();
    return coming;
  }

  async beginDownload() {
    const button = this.page.getByRole("toolbar", { name: "Files" }).getByRole("button", { name: "Download" });
    await button.click();
    // Where the browser can write into a folder there is a choice.
    if (await button.getAttribute("aria-haspopup")) {
      await this.page.getByRole("menuitem", { name: "Download", exact: true }).click();
    }
  }

  async clear() {
    await this.page.getByRole("button", { name: "Clear those that ended" }).click();
  }
}
