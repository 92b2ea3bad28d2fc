// @vitest-environment happy-dom
// The offer to show the screen and a rep's question, before anything is shown (SUP-20, SUP-26).

import { afterEach, beforeEach, expect, test, vi } from "vitest";
import type { Asking } from "../src/messages";
import { Offer } from "../src/offer";

const WORDS = {
  title: "Show your screen",
  asked: "{name} asks to see your screen",
  also_asked: "{name} asks to see it",
  failed: "Failed.",
};

const HTML = `<section id="share" hidden><h2 id="share_title"></h2><p id="share_cannot" hidden></p><button id="share_screen"></button><button id="share_camera"></button>
<button id="share_allow"></button><button id="share_not"></button><p id="share_wrong" hidden></p></section>
<section id="sharing" hidden><p id="sharing_what"></p><p id="sharing_whom"></p><video id="sharing_preview"></video><button id="sharing_pause"></button><button id="sharing_stop"></button></section>`;

let answers: [number, boolean][];
let asked: string[];
let refusal: Error;

function stage({ coarse = false, display = true } = {}) {
  const ask = (what: string) => async () => {
    asked.push(what);
    throw refusal;
  };
  vi.stubGlobal("matchMedia", () => ({ matches: coarse }));
  Object.defineProperty(navigator, "mediaDevices", {
    configurable: true,
    value: { getUserMedia: ask("camera"), ...(display ? { getDisplayMedia: ask("screen") } : {}) },
  });
  return new Offer(WORDS, {
    surroundings: { ticket: async () => undefined, random: () => 0, open: () => ({}) as never },
    answer: (prompt, yes) => answers.push([prompt, yes]),
  });
}

const asking = (id: number, name: string): Asking => ({
  id,
  name,
  permission: "screen_view",
  leftMs: 60_000,
  forSession: true,
});
const state = (more: object = {}) => ({
  phase: "active",
  reps: ["Olga"],
  way: "browser",
  waitsFor: "",
  endedReason: "",
  asks: [] as Asking[],
  shares: false,
  watching: [],
  mayShare: true,
  ...more,
});
const hidden = (id: string) => document.getElementById(id)?.hidden;
const text = (id: string) => document.getElementById(id)?.textContent;
const click = async (id: string) => {
  document.getElementById(id)?.click();
  await vi.waitFor(() => expect((document.getElementById("share_screen") as HTMLButtonElement).disabled).toBe(false));
};

beforeEach(() => {
  document.documentElement.lang = "en";
  document.body.innerHTML = HTML;
  [answers, asked] = [[], []];
  refusal = new DOMException("no", "NotAllowedError");
});
afterEach(() => vi.unstubAllGlobals());

test("it is offered to whom somebody could see, until the session is over or another has the screen (SUP-20)", () => {
  const offer = stage();
  expect(hidden("share")).toBe(true);
  for (const [now, over, expected] of [
    [state(), false, false],
    [state({ mayShare: false }), false, true],
    [state({ shares: true }), false, true],
    [state({ way: "client" }), false, true],
    [state({ phase: "ended" }), false, true],
    [state(), true, true],
    [state(), false, false],
  ] as const) {
    offer.tell(now, over);
    expect(hidden("share")).toBe(expected);
  }
  expect([text("share_title"), hidden("share_screen"), hidden("share_camera"), hidden("share_not")]).toEqual([
    "Show your screen",
    false,
    true,
    true,
  ]);
  expect(hidden("sharing")).toBe(true);
});

test("a phone shows its camera; what can show nothing says so only when it is asked (SUP-26)", () => {
  const phone = stage({ coarse: true, display: false });
  phone.tell(state(), false);
  expect([hidden("share"), hidden("share_screen"), hidden("share_camera"), hidden("share_cannot")]).toEqual([
    false,
    true,
    false,
    true,
  ]);
  document.body.innerHTML = HTML;
  const old = stage({ display: false });
  old.tell(state(), false);
  expect(hidden("share")).toBe(true);
  old.tell(state({ asks: [asking(3, "Olga")] }), false);
  expect([hidden("share"), hidden("share_cannot")]).toEqual([false, false]);
});

test("a rep who asks is named, as text, and *Not now* is a no to everybody who asks (SUP-20)", async () => {
  const offer = stage();
  const asks = [asking(3, "<b>Olga</b> $&"), asking(4, "Tom")];
  offer.tell(state({ asks }), false);
  expect([text("share_title"), hidden("share_not"), hidden("share_allow")]).toEqual([
    "<b>Olga</b> $& and Tom asks to see your screen",
    false,
    true,
  ]);
  document.getElementById("share_not")?.click();
  expect(answers).toEqual([
    [3, false],
    [4, false],
  ]);
});

test("whoever closes the browser's question has changed their mind; what does not work is said (SUP-20)", async () => {
  const offer = stage();
  offer.tell(state(), false);
  await click("share_screen");
  expect([asked, hidden("share_wrong"), hidden("sharing")]).toEqual([["screen"], true, true]);
  refusal = new DOMException("broken", "NotReadableError");
  await click("share_screen");
  expect([text("share_wrong"), hidden("share_wrong")]).toEqual(["Failed.", false]);
  expect(answers).toEqual([]);
});
