// File Transfer as a representative uses it: browse, make, rename, delete, look; files and trees both ways; names that are there; rights (FIL-1 to FIL-6, FIL-9).

import assert from "node:assert/strict";
import { execFileSync } from "node:child_process";
import { existsSync, mkdirSync, readdirSync, readFileSync, statSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { after, before } from "node:test";

import { picture } from "../harness/browser.mjs";
import { Console } from "../harness/console.mjs";
import { FileTransfer, hashOf, lay } from "../harness/files.mjs";
import { journey } from "../harness/journey.mjs";
import { looks } from "../harness/looks.mjs";
import { temporaryFolder, until } from "../harness/processes.mjs";
import { Stage } from "../harness/stage.mjs";

/** One pixel. */
const PNG = Buffer.from(
  "iVBORw0KGgoAAAANSUhEUgAAAAEAAAABCAYAAAAfFcSJAAAADUlEQVR42mNk+M9QDwADhgGAWjR9awAAAABJRU5ErkJggg==",
  "base64",
);

let stage;
let person;
let console;
let page;
let files;

before(async () => {
  stage = await Stage.build();
  person = await stage.browser.person(stage.appliance);
  console = await Console.open(person, stage.appliance.admin);
  await console.jumpTo("Workshop PC");
  page = console.page;
});
after(() => stage?.strike());

const allow = (permissions) => stage.appliance.api("PATCH", "/settings/session-permissions", { permissions });

/** Drops things of the desktop's own file manager on a row, folders as well, as only the browser itself can. */
async function drop(row, paths) {
  const { x, y, width, height } = await row.boundingBox();
  const session = await page.context().newCDPSession(page);
  const data = { items: [], files: paths, dragOperationsMask: 1 };
  for (const type of ["dragEnter", "dragOver", "drop"]) {
    await session.send("Input.dispatchDragEvent", { type, x: x + width / 2, y: y + height / 2, data });
  }
  await session.detach();
}

async function withoutChat() {
  const hide = page.getByRole("toolbar", { name: "Tools" }).getByRole("button", { name: "Hide the chat", exact: true });
  if (!(await hide.isVisible())) return undefined;
  await hide.click();
  return () => page.getByRole("button", { name: "Show the chat", exact: true }).click();
}

journey("a directory is browsed, changed and looked into with pointer and keyboard (FIL-1, FIL-9)", async () => {
  const root = lay(temporaryFolder("files"), {
    "notes.txt": "<script>alert(1)</script>\nsecond line\n",
    "picture.png": PNG,
    "file10.log": 10,
    "file2.log": 2_000,
    ".hidden": "x",
    "sub/inner.txt": "inner",
    "gone/a/b.txt": 100,
  });
  writeFileSync(Buffer.concat([Buffer.from(`${root}/caf`), Buffer.from([0xe9])]), "latin");
  await console.tool("File Transfer");
  await picture(page, "files-start");
  await console.tool("Screen Sharing");
  files = await FileTransfer.start(console);
  await files.go(root);
  await files.row("notes.txt").waitFor();
  const names = await files.grid.locator("tbody bdi").allTextContents();
  const shown = names.filter((name) => /^(gone|sub|caf|file|notes|picture)/.test(name));
  assert.deepEqual(shown, ["gone", "sub", "caf\\xE9", "file2.log", "file10.log", "notes.txt", "picture.png"]);
  await page.getByText(/^Acts as /).waitFor();
  await looks(page, "files-list", { narrowed: withoutChat });

  // Keyboard: letters, Enter, Backspace.
  await files.grid.focus();
  await page.keyboard.type("su");
  await until("sub is chosen", async () => (await files.row("sub").getAttribute("aria-selected")) === "true");
  await page.keyboard.press("Enter");
  await files.row("inner.txt").waitFor();
  await files.grid.focus();
  await page.keyboard.press("Backspace");
  await files.row("notes.txt").waitFor();

  await page.getByRole("button", { name: "Options" }).click();
  await page.getByRole("menuitemcheckbox", { name: "Show hidden files" }).click();
  await page.keyboard.press("Escape");
  await files.row(".hidden").waitFor();
  await page.getByRole("searchbox", { name: "Filter these files" }).fill("LOG");
  await until("two match", async () => (await files.grid.getAttribute("aria-rowcount")) === "3");
  await page.getByRole("searchbox", { name: "Filter these files" }).fill("");
  await files.row("notes.txt").waitFor();

  await page.getByRole("button", { name: "New folder" }).click();
  await page.getByRole("textbox", { name: "Name" }).fill("fresh");
  await page.keyboard.press("Enter");
  await files.row("fresh").waitFor();
  assert.ok(statSync(join(root, "fresh")).isDirectory());

  // What is no text is moved by its bytes.
  await files.row("caf\\xE9").click();
  await page.keyboard.press("F2");
  await page.getByRole("textbox", { name: /^New name of/ }).fill("café.txt");
  await page.keyboard.press("Enter");
  await files.row("café.txt").waitFor();
  assert.equal(readFileSync(join(root, "café.txt"), "utf8"), "latin");

  await files.row("notes.txt").dblclick();
  const look = page.getByRole("dialog");
  await look.getByText("<script>alert(1)</script>").waitFor();
  await picture(page, "files-text");
  await page.keyboard.press("Escape");
  await look.waitFor({ state: "hidden" });
  await files.menu("picture.png", "Look at it");
  await until("the picture is there", () => look.locator("img").evaluate((image) => image.naturalWidth === 1));
  await page.keyboard.press("Escape");
  await look.waitFor({ state: "hidden" });

  await files.menu("file2.log", "Properties");
  await look.getByText("2,000 bytes").waitFor();
  await look.getByRole("button", { name: "Compute" }).click();
  await look.getByText(hashOf(join(root, "file2.log"))).waitFor();
  await look.getByRole("textbox", { name: "Permissions, octal" }).fill("600");
  await look.getByRole("button", { name: "Change permissions" }).click();
  await until("the mode is there", () => (statSync(join(root, "file2.log")).mode & 0o777) === 0o600);
  await looks(page, "files-properties");
  await page.keyboard.press("Escape");
  await look.waitFor({ state: "hidden" });

  await files.row("gone").click();
  await page.keyboard.press("Delete");
  await look.getByText("1 file and").waitFor();
  await picture(page, "files-delete");
  await look.getByRole("button", { name: "Delete for good" }).click();
  await until("it is gone", () => !existsSync(join(root, "gone")));
  await files.row("gone").waitFor({ state: "detached" });
});

journey("files and a tree are sent, and names that are there are asked about (FIL-2, FIL-4, FIL-5)", async () => {
  const here = lay(temporaryFolder("mine"), { "small.txt": "small", "large.bin": 3_000_000 });
  const tree = lay(
    temporaryFolder("tree"),
    Object.fromEntries(Array.from({ length: 60 }, (_, n) => [`t/d${n % 4}/${n}.txt`, n * 50])),
  );
  const root = temporaryFolder("target");
  await files.go(root);
  await files.upload([join(here, "small.txt"), join(here, "large.bin")]);
  for (const name of ["small.txt", "large.bin"]) {
    await files.ended("Upload", name);
    assert.equal(hashOf(join(root, name)), hashOf(join(here, name)), name);
    // A browser tells whole milliseconds.
    assert.equal(Math.floor(statSync(join(root, name)).mtimeMs), Math.floor(statSync(join(here, name)).mtimeMs), name);
  }
  await files.row("large.bin").waitFor();
  await files.uploadFolder(join(tree, "t"));
  await files.ended("Upload", "t");
  for (let n = 0; n < 60; n += 1)
    assert.equal(hashOf(join(root, `t/d${n % 4}/${n}.txt`)), hashOf(join(tree, `t/d${n % 4}/${n}.txt`)));
  await files.clear();

  // The same once more is left alone; something else is asked about.
  await files.upload([join(here, "small.txt")]);
  await files.line("Upload", "small.txt").getByText("The same file is there").waitFor();
  await files.clear();
  const before_ = hashOf(join(root, "small.txt"));
  lay(here, { "small.txt": "other content", "large.bin": 3_000_000 });
  await files.upload([join(here, "small.txt"), join(here, "large.bin")]);
  const ask = page.getByRole("dialog", { name: "The name is there already" });
  await ask.waitFor();
  await looks(page, "files-conflict");
  const first = (await ask.textContent()).includes("small.txt") ? "small.txt" : "large.bin";
  const second = first === "small.txt" ? "large.bin" : "small.txt";
  await ask.getByRole("button", { name: first === "small.txt" ? "Keep both" : "Overwrite" }).click();
  await ask.getByText(second).waitFor();
  await ask.getByRole("button", { name: second === "small.txt" ? "Keep both" : "Overwrite" }).click();
  await files.ended("Upload", "small.txt");
  await files.ended("Upload", "large.bin");
  assert.equal(hashOf(join(root, "small.txt")), before_);
  assert.equal(readFileSync(join(root, "small (2).txt"), "utf8"), "other content");
  assert.equal(hashOf(join(root, "large.bin")), hashOf(join(here, "large.bin")));
  assert.ok(!readdirSync(root).some((name) => name.endsWith(".part")), "no part is left");
  await looks(page, "files-transfers", { narrowed: withoutChat });

  // What is dropped on a directory goes into it.
  const dragged = await page.evaluateHandle(() => {
    const data = new DataTransfer();
    data.items.add(new File(["dropped here"], "dropped.txt"));
    return data;
  });
  for (const type of ["dragenter", "dragover"]) await files.row("t").dispatchEvent(type, { dataTransfer: dragged });
  await page.getByText("Drop to upload into t").waitFor();
  await files.row("t").dispatchEvent("drop", { dataTransfer: dragged });
  await files.ended("Upload", "dropped.txt");
  assert.equal(readFileSync(join(root, "t/dropped.txt"), "utf8"), "dropped here");
  await files.clear();
});

journey("a file and a tree are fetched, the tree as one archive (FIL-2)", async () => {
  const root = lay(temporaryFolder("source"), {
    "report.bin": 2_500_000,
    "tree/a.txt": "a",
    "tree/sub/größe.bin": 300_000,
    "tree/con": "c",
  });
  await files.go(root);
  const one = await files.download("report.bin");
  assert.equal(one.suggestedFilename(), "report.bin");
  assert.equal(hashOf(await one.path()), hashOf(join(root, "report.bin")));
  const many = await files.download("report.bin", "tree");
  const path = await many.path();
  assert.match(many.suggestedFilename(), /\.zip$/);
  const out = temporaryFolder("unpacked");
  execFileSync("python3", [
    "-c",
    "import sys,zipfile; z=zipfile.ZipFile(sys.argv[1]); assert z.testzip() is None; z.extractall(sys.argv[2])",
    path,
    out,
  ]);
  for (const [name, as] of [
    ["report.bin", "report.bin"],
    ["tree/a.txt", "tree/a.txt"],
    ["tree/sub/größe.bin", "tree/sub/größe.bin"],
    ["tree/con", "tree/_con"],
  ])
    assert.equal(hashOf(join(out, as)), hashOf(join(root, name)), name);
  await files.clear();
});

journey("folders are dropped from the desktop, and fetched into a folder of this computer (FIL-2)", async () => {
  const dropped = temporaryFolder("dropped");
  // More in one directory than a browser tells at once.
  const many = Object.fromEntries(Array.from({ length: 130 }, (_, n) => [`tree/many/${n}.txt`, `${n}`]));
  lay(dropped, { ...many, "tree/deep/er/größe.bin": 400_000, "beside.txt": "beside" });
  mkdirSync(join(dropped, "tree/empty"));
  const root = lay(temporaryFolder("drop-target"), { "into/here.txt": "here" });
  await files.go(root);
  await drop(files.row("into"), [join(dropped, "tree"), join(dropped, "beside.txt")]);
  for (const name of ["tree", "beside.txt"]) await files.ended("Upload", name);
  for (const name of [...Object.keys(many), "tree/deep/er/größe.bin", "beside.txt"])
    assert.equal(hashOf(join(root, "into", name)), hashOf(join(dropped, name)), name);
  assert.deepEqual(readdirSync(join(root, "into/tree/empty")), []);
  await files.clear();

  // The folder that somebody chooses; the browser's own dialog cannot be worked from here.
  await page.evaluate(() => {
    const chosen = async () => (await navigator.storage.getDirectory()).getDirectoryHandle("chosen", { create: true });
    globalThis.showDirectoryPicker = chosen;
  });
  await files.row("into").click();
  await page.getByRole("toolbar", { name: "Files" }).getByRole("button", { name: "Download" }).click();
  await page.getByRole("menuitem", { name: "Download to a folder…" }).click();
  await files.ended("Download", "into");
  const there = await page.evaluate(async () => {
    const all = {};
    const walk = async (folder, path) => {
      for await (const [name, entry] of folder) {
        const at = path ? `${path}/${name}` : name;
        if (entry.kind === "directory") {
          all[at] = "directory";
          await walk(entry, at);
          continue;
        }
        const hash = await crypto.subtle.digest("SHA-256", await (await entry.getFile()).arrayBuffer());
        all[at] = new Uint8Array(hash).toHex();
      }
    };
    await walk(await globalThis.showDirectoryPicker(), "");
    return all;
  });
  for (const name of [...Object.keys(many), "tree/deep/er/größe.bin", "beside.txt", "here.txt"])
    assert.equal(there[`into/${name}`], hashOf(join(root, "into", name)), name);
  assert.equal(there["into/tree/empty"], "directory");
  assert.ok(!Object.keys(there).some((name) => name.endsWith(".part")), "no part is left");
  await files.clear();
});

journey("who may only send, or only fetch, is told so, and stopping ends it (FIL-6, FIL-1)", async () => {
  const bar = page.getByRole("toolbar", { name: "Files" });
  await allow({ "session.file_upload": "deny", "session.file_download": "allow" });
  const upload = bar.getByRole("button", { name: "Upload" });
  await until("sending is greyed", async () => (await upload.getAttribute("aria-disabled")) === "true");
  await allow({ "session.file_upload": "allow", "session.file_download": "deny" });
  await until("sending is there", async () => (await upload.getAttribute("aria-disabled")) === null);
  await upload.hover();
  const download = bar.getByRole("button", { name: "Download" });
  await until("fetching is greyed", async () => (await download.getAttribute("aria-disabled")) === "true");
  await picture(page, "files-upload-only");
  await allow({ "session.file_upload": "allow", "session.file_download": "allow" });
  await console.button("Stop File Transfer").click();
  await console.button("Start File Transfer").waitFor();
  await console.close("end");
  await person.assertWell();
  await person.leave();
});
