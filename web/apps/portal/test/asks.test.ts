// @vitest-environment happy-dom
// Questions of a session with the full client, on the page beside it (SES-5).

import { afterEach, beforeEach, expect, test, vi } from "vitest";
import { Asks } from "../src/asks";
import type { Asking, State } from "../src/messages";

const WORDS = {
  ask_shell: "{name} asks to use a command window",
  ask_view: "{name} asks to see your screen",
  for_session: "For the session.",
  for_once: "Once.",
  otherwise_no: "Without an answer within {seconds} seconds: no",
  allow: "Allow",
  refuse: "Do not allow",
};

let answers: [number, boolean][];
let asks: Asks;

beforeEach(() => {
  vi.useFakeTimers();
  document.body.innerHTML = '<div id="asks"></div>';
  answers = [];
  asks = new Asks(WORDS, (prompt, yes) => answers.push([prompt, yes]));
});
afterEach(() => {
  vi.useRealTimers();
  document.body.innerHTML = "";
});

const asking = (id: number, more: Partial<Asking> = {}): Asking => ({
  id,
  name: "Olga",
  permission: "shell",
  leftMs: 30_000,
  forSession: false,
  ...more,
});
const state = (...open: Asking[]): State => ({
  phase: "active",
  reps: ["Olga"],
  way: "client",
  waitsFor: "",
  endedReason: "",
  asks: open,
  shares: false,
  watching: [],
  mayShare: false,
});
const cards = () => [...document.querySelectorAll<HTMLElement>("#asks section")];
const words = (card: HTMLElement | undefined) =>
  [...(card?.querySelectorAll("h2, p") ?? [])].map((part) => part.textContent);

test("a question names the rep, what is asked, what a yes means and the time that is left (SES-5, SUP-22)", () => {
  asks.tell(
    state(asking(1, { name: "<b>Olga</b> $&" }), asking(2, { permission: "screen_view", forSession: true })),
    true,
  );
  expect(cards().map((card) => words(card))).toEqual([
    ["<b>Olga</b> $& asks to use a command window", "Once.", "Without an answer within 30 seconds: no"],
    ["Olga asks to see your screen", "For the session.", "Without an answer within 30 seconds: no"],
  ]);
  vi.advanceTimersByTime(10_000);
  expect(words(cards()[0])[2]).toBe("Without an answer within 20 seconds: no");
});

test("one click answers once; the question stays until the appliance says that it is over (SES-5)", () => {
  asks.tell(state(asking(7)), true);
  const [yes, no] = cards()[0]?.querySelectorAll("button") ?? [];
  no?.click();
  yes?.click();
  expect(answers).toEqual([[7, false]]);
  // The same card: the focus is not lost, and the countdown does not jump.
  const card = cards()[0];
  asks.tell(state(asking(7, { leftMs: 99_000 }), asking(8)), true);
  expect(cards()[0]).toBe(card);
  expect(words(card)[2]).toBe("Without an answer within 30 seconds: no");
  asks.tell(state(asking(8)), true);
  expect(cards().length).toBe(1);
});

test("nothing is asked without the client, after the end, without a link, or what there are no words for (SES-5)", () => {
  for (const quiet of [
    { ...state(asking(1)), way: "browser" },
    { ...state(asking(1)), phase: "ended" },
    state(asking(1, { permission: "something_new" })),
  ]) {
    asks.tell(quiet, true);
    expect(cards()).toEqual([]);
  }
  asks.tell(state(asking(1)), true);
  asks.tell(state(asking(1)), false);
  expect(cards()).toEqual([]);
  expect(vi.getTimerCount()).toBe(0);
});
