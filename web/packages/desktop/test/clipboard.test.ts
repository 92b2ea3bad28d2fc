// @vitest-environment happy-dom
import { beforeEach, describe, expect, test } from "vitest";
import type { ClipContent, ClipKind, ToStream } from "../src/messages";
import { PageClipboard } from "../src/page/clipboard";
import { Keyboard } from "../src/page/keyboard";

let posted: ToStream[];
let written: ClipContent[];
let here: { refuses: boolean; focused: boolean; holds: ClipContent | undefined };
let clipboard: PageClipboard;
beforeEach(() => {
  [posted, written, here] = [[], [], { refuses: false, focused: true, holds: undefined }];
  clipboard = new PageClipboard((message) => posted.push(message), {
    async write(content) {
      if (here.refuses) throw new DOMException("no", "NotAllowedError");
      written.push(content);
    },
    read: async () => here.holds,
    focused: () => here.focused,
  });
  clipboard.allow(true, true);
});
const settled = (): Promise<void> => new Promise((done) => setTimeout(done));
const offer = (number: bigint, already = false, kinds: ClipKind[] = ["text"]): void =>
  clipboard.take({ type: "clipOffer", offer: number, kinds, already });
const pulled = async (number: bigint, content: ClipContent): Promise<void> => {
  clipboard.take({ type: "clipPulled", offer: number, content });
  await settled();
};
const last = () => posted.at(-1) as Extract<ToStream, { type: "clipPut" }>;
const pasted = (text: string): DataTransfer =>
  ({ types: ["text/plain"], getData: () => text, files: [] }) as unknown as DataTransfer;

describe("the two clipboards as one_scr_7", () => {
  test("what is copied at the endpoint is fetched and written here", async () => {
    offer(1n);
    expect(posted).toEqual([{ type: "clipPull", offer: 1n, kinds: ["text"] }]);
    await pulled(1n, { text: "Grüße" });
    expect(written).toEqual([{ text: "Grüße" }]);
    expect(clipboard.state).toEqual({ offered: true });
  });

  test("what was there before it was switched on is fetched at a click alone", async () => {
    offer(1n, true);
    expect(posted).toEqual([]);
    const copying = clipboard.copyHere();
    await pulled(1n, { text: "old" });
    expect([await copying, written]).toEqual([true, [{ text: "old" }]]);
  });

  test("without the focus it waits for it, and what is overtaken is not written", async () => {
    here.focused = false;
    offer(1n);
    offer(2n);
    expect(posted).toEqual([]);
    await clipboard.focused();
    expect(posted).toEqual([{ type: "clipPull", offer: 2n, kinds: ["text"] }]);
    await pulled(1n, { text: "old" });
    expect(written).toEqual([]);
    await pulled(2n, { text: "new" });
    expect(written).toEqual([{ text: "new" }]);
  });

  test("what the browser refuses is shown and waits for a click", async () => {
    here.refuses = true;
    offer(1n, false, ["text", "html", "png"]);
    await pulled(1n, { text: "x".repeat(500), html: "<b>x</b>", png: new Uint8Array(9) });
    expect(clipboard.state.waiting).toEqual({ kinds: ["text", "html", "png"], preview: "x".repeat(120) });
    expect(await clipboard.copyHere()).toBe(false);
    here.refuses = false;
    expect(await clipboard.copyHere()).toBe(true);
    expect(clipboard.state.waiting).toBeUndefined();
  });

  test("what is pasted goes there first, and not again while both have it", async () => {
    const first = clipboard.paste(pasted("Grüße"));
    await settled();
    expect(posted).toEqual([{ type: "clipPut", put: 1, content: { text: "Grüße" } }]);
    clipboard.take({ type: "clipPut", put: 1 });
    expect(await first).toBe(true);
    expect(await clipboard.paste(pasted("Grüße"))).toBe(true);
    expect(posted).toHaveLength(1);
    // News of the endpoint: what it had from us is gone.
    offer(1n);
    await pulled(1n, { text: "theirs" });
    expect(await clipboard.paste(pasted("theirs"))).toBe(true);
    const again = clipboard.paste(pasted("Grüße"));
    await settled();
    clipboard.take({ type: "clipPut", put: last().put, fault: "lost" });
    expect([await again, clipboard.state.failed]).toEqual([false, { fault: "lost", way: "there" }]);
  });

  test("why something did not come is said, though it is not there any more by then", () => {
    offer(1n);
    clipboard.take({ type: "clipPulled", offer: 1n, content: {}, fault: "too_large" });
    clipboard.take({ type: "clipOffer", offer: 2n, kinds: [], already: false });
    expect(clipboard.state.failed).toEqual({ fault: "too_large", way: "here" });
    offer(3n);
    expect(clipboard.state.failed).toBeUndefined();
  });

  test("with the focus what was copied elsewhere goes there, where the browser lets it be read", async () => {
    await clipboard.focused();
    expect(posted).toEqual([]);
    here.holds = { text: "elsewhere" };
    const sending = clipboard.focused();
    await settled();
    clipboard.take({ type: "clipPut", put: last().put });
    await sending;
    await clipboard.focused();
    expect(posted).toHaveLength(1);
  });

  test("switched off, or not permitted any more, nothing crosses and nothing waits", async () => {
    here.refuses = true;
    offer(1n);
    await pulled(1n, { text: "secret" });
    const sending = clipboard.paste(pasted("mine"));
    await settled();
    clipboard.allow(false, false);
    expect([await sending, clipboard.state]).toEqual([
      false,
      { offered: false, failed: { fault: "not_permitted", way: "there" } },
    ]);
    offer(2n);
    await pulled(2n, { text: "late" });
    expect(await clipboard.paste(pasted("mine"))).toBe(true);
    await clipboard.focused();
    expect(posted.filter(({ type }) => type === "clipPut")).toHaveLength(1);
    expect(written).toEqual([]);
  });
});

describe("files of the two clipboards_scr_7", () => {
  const texts = new TextEncoder();
  const list = texts.encode("/tmp/a b\0/tmp/n\nl\0");
  const names = () => clipboard.state.files?.map((path) => new TextDecoder().decode(path));
  const holding = (...files: string[]): DataTransfer =>
    ({ types: ["Files"], getData: () => "", files: files.map((name) => new File(["x"], name)) }) as never;

  test("which files the endpoint has is asked at once, and takes the place of nothing here", async () => {
    offer(1n, true, ["text", "files"]);
    expect(posted).toEqual([{ type: "clipPull", offer: 1n, kinds: ["files"] }]);
    await pulled(1n, { files: list });
    expect([names(), written, clipboard.state.offered]).toEqual([["/tmp/a b", "/tmp/n\nl"], [], true]);
    // As news they come with what else was copied.
    offer(2n, false, ["text", "files"]);
    expect(clipboard.state.files).toBeUndefined();
    expect(posted.at(-1)).toEqual({ type: "clipPull", offer: 2n, kinds: ["text", "files"] });
    await pulled(2n, { text: "/tmp/a b", files: list });
    expect([names()?.length, written]).toEqual([2, [{ text: "/tmp/a b", files: list }]]);
    // Alone they are nothing that could be copied here; an empty list is none.
    here.focused = false;
    offer(3n, false, ["files"]);
    await pulled(3n, { files: new Uint8Array() });
    expect(clipboard.state).toEqual({ offered: false });
    await pulled(3n, { files: list });
    clipboard.allow(false, true);
    expect(clipboard.state).toEqual({ offered: false });
  });

  test("an offer that comes before the session says that the clipboard is shared is not lost", async () => {
    clipboard.allow(false, false);
    offer(1n, true, ["files"]);
    expect(posted).toEqual([]);
    clipboard.allow(true, false);
    expect(posted).toEqual([{ type: "clipPull", offer: 1n, kinds: ["files"] }]);
  });

  test("files that are pasted are taken as files, but for a picture that a program copied", async () => {
    const taken: number[] = [];
    clipboard.takesFiles = async (data) => taken.push(data.files.length) > 1;
    expect(await clipboard.paste(holding("photo.png"))).toBe(false);
    expect(await clipboard.paste(holding("image.png", "b.txt"))).toBe(true);
    void clipboard.paste(holding("image.png"));
    clipboard.allow(true, false);
    void clipboard.paste(holding("a.txt"));
    expect(taken).toEqual([1, 2]);
  });

  test("a batch is put there by its number, while this person may", async () => {
    const putting = clipboard.putFiles(4);
    expect(posted).toEqual([{ type: "clipFiles", put: 1, batch: 4 }]);
    clipboard.take({ type: "clipPut", put: 1 });
    expect(await putting).toBeUndefined();
    const lost = clipboard.putFiles(4);
    clipboard.allow(true, false);
    expect([await lost, await clipboard.putFiles(4)]).toEqual(["not_permitted", "not_permitted"]);
  });
});

describe("keys that paste_scr_7", () => {
  let said: string[];
  let settle: ((done: boolean) => void) | undefined;
  let pastes: boolean;
  let keyboard: Keyboard;
  beforeEach(() => {
    [said, settle, pastes] = [[], undefined, true];
    document.body.replaceChildren();
    keyboard = new Keyboard(document, "Remote screen", {
      send: (event) => said.push(`${event.down ? "+" : "-"}${event.key}`),
      release: () => said.push("release"),
      has: () => {},
      leave: () => {},
      get pastes() {
        return pastes ? () => new Promise<boolean>((resolve) => (settle = resolve)) : undefined;
      },
    });
    document.body.append(keyboard.field);
    keyboard.allow(true);
    keyboard.focus();
  });
  const key = (type: string, code: string, name: string, ctrlKey = true): boolean =>
    keyboard.field.dispatchEvent(
      new KeyboardEvent(type, { code, key: name, ctrlKey, bubbles: true, cancelable: true }),
    );
  const paste = (): void => {
    const event = new Event("paste", { cancelable: true });
    Object.assign(event, { clipboardData: {} });
    keyboard.field.dispatchEvent(event);
  };

  test("they and what is typed after them wait until the content is there", async () => {
    key("keydown", "ControlLeft", "Control");
    expect(key("keydown", "KeyV", "v")).toBe(true);
    paste();
    key("keyup", "KeyV", "v");
    key("keydown", "KeyA", "a", false);
    expect(said).toEqual(["+Control"]);
    settle?.(true);
    await settled();
    expect(said).toEqual(["+Control", "+v", "-v", "+a"]);
  });

  test("when it did not get there the key that would paste something else is left out", async () => {
    key("keydown", "KeyV", "v");
    paste();
    key("keyup", "KeyV", "v");
    settle?.(false);
    await settled();
    expect(said).toEqual(["-v"]);
  });

  test("a browser that has nothing to paste, and a clipboard that is off, leave keys as they are", () => {
    key("keydown", "KeyV", "v");
    key("keyup", "KeyV", "v");
    expect(said).toEqual(["+v", "-v"]);
    pastes = false;
    expect(key("keydown", "KeyV", "v")).toBe(false);
    expect(said).toEqual(["+v", "-v", "+v"]);
  });

  test("what waits is forgotten when the keyboard goes", async () => {
    key("keydown", "KeyV", "v");
    paste();
    keyboard.field.blur();
    settle?.(true);
    await settled();
    expect(said).toEqual(["release"]);
  });
});
