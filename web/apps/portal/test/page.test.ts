// @vitest-environment happy-dom
// The page as a customer meets it: states in plain words, a conversation in order, own messages never doubled, nothing of anybody's text as markup (SUP-20, SUP-25).

import { afterEach, beforeEach, expect, test, vi } from "vitest";
import type { Up } from "../src/messages";
import { Page } from "../src/page";
import { Talk, tooLong } from "../src/talk";

const WORDS = {
  connecting: "Connecting",
  waiting: "In line with {name}.",
  waiting_anybody: "In line.",
  waiting_next: "Keep this page open.",
  active: "Helping you now: {name}",
  on_hold: "Nobody is with you.",
  on_hold_next: "Wait.",
  lost: "Lost",
  lost_next: "Kept.",
  ended: "Ended.",
  ended_by_you: "You ended it.",
  ended_next: "Close the page.",
  refused: "Refused.",
  refused_next: "Ask for a key.",
  you: "You",
  joined: "{name} has joined.",
  left: "{name} has left.",
  accepted: "{name} will help you.",
  queued: "In line with {name}.",
  nobody_there: "Nobody is there.",
  sending: "Sending",
  not_sent: "Not sent",
  too_long: "Too long.",
  unread: "New message",
  typing: "{name} is writing.",
  asks_open: "{name} asks you to open this page:",
  open: "Open",
  pictured: "{name} sent you instructions.",
  screen_on: "{name} sees the screen",
  shell_on: "{name} has opened a command window",
  you_paused: "You have paused all access",
  changed: "{name} changes something: {text}",
  translated_on: "ここから翻訳されます",
  original: "Original",
};

/** As the appliance writes it. */
const HTML = `<main id="session"><p id="state"></p><p id="next"></p><section id="helper" hidden><p id="who"></p><p id="chat_only"></p></section>
<p id="runs" hidden></p><section id="client" hidden><h2 id="client_title" data-asked="{name} asks you to run a program"></h2></section>
<p id="typing"></p><div id="conversation" hidden><ol id="log"></ol></div><form id="say"><textarea id="message"></textarea><span id="wrong" hidden></span><button>Send</button></form>
<button id="end">End</button><p id="home" hidden></p><dialog id="ask"><button id="yes">Yes</button><button id="no">No</button></dialog></main>`;

let sent: Up[];
let talk: Talk;
let page: Page;
let said: string[];
let ended: number;
let linked: boolean;
let types: number;

beforeEach(() => {
  document.documentElement.lang = "en";
  document.title = "Your session";
  document.body.innerHTML = HTML;
  [sent, said, ended, linked, types] = [[], [], 0, true, 0];
  talk = new Talk((message) => {
    if (linked) sent.push(message);
    return linked;
  });
  page = new Page(WORDS, { say: (text) => said.push(text), end: () => ended++, types: () => types++ });
});
afterEach(() => {
  document.body.innerHTML = "";
});

const text = (id: string): string => document.getElementById(id)?.textContent ?? "";
/** What each line says; the time of what happened, which all have, is left out. */
const lines = (): string[] =>
  [...document.querySelectorAll<HTMLElement>("#log li")].map((line) =>
    line.dataset.who === "system" ? (line.firstChild?.textContent ?? "").trim() : (line.textContent ?? ""),
  );
const state = (phase: string, reps: string[] = [], waitsFor = "") =>
  ({
    t: "state",
    phase,
    reps,
    way: "browser",
    waitsFor,
    endedReason: "",
    asks: [],
    shares: false,
    watching: [],
    mayShare: false,
  }) as const;
const entry = (sequence: number, kind: string, more: object = {}) => ({
  sequence,
  at_ms: 1_800_000_000_000,
  who: "rep" as const,
  name: "Olga",
  kind,
  text: "",
  nonce: "",
  ...more,
});
const events = (...list: ReturnType<typeof entry>[]) => {
  const fresh = talk.take({ t: "events", events: list });
  page.show(talk, fresh);
};

test("each state is one sentence and what to do (SUP-20)", () => {
  page.tell(talk, "connecting");
  expect(text("state")).toBe("Connecting");
  for (const [now, sentence] of [
    [state("waiting", [], "Olga"), "In line with Olga."],
    [state("waiting"), "In line."],
    [state("active", ["Olga", "Tom"]), "Helping you now: Olga and Tom"],
    [state("active"), "Nobody is with you."],
    [state("on_hold"), "Nobody is with you."],
    [state("something_new"), "Connecting"],
  ] as const) {
    talk.take(now);
    page.tell(talk, "on");
    expect(text("state")).toBe(sentence);
  }
  page.tell(talk, "lost");
  expect([text("state"), text("next")]).toEqual(["Lost", "Kept."]);
  page.tell(talk, "over");
  expect(text("state")).toBe("Refused.");
  expect(document.getElementById("say")?.hidden).toBe(true);
  talk.take(state("ended"));
  page.tell(talk, "lost");
  expect([text("state"), text("next")]).toEqual(["Ended.", "Close the page."]);
  expect(document.getElementById("home")?.hidden).toBe(false);
});

test("who asks for the program is named, as text, until it runs (SUP-40)", () => {
  const hidden = (id: string) => document.getElementById(id)?.hidden;
  talk.take(state("active", ["Olga"]));
  page.tell(talk, "on");
  expect([hidden("client"), hidden("chat_only"), hidden("runs")]).toEqual([true, false, true]);
  events(entry(1, "client_offered", { name: "<b>Olga</b> $& {name}" }));
  page.tell(talk, "on");
  expect([hidden("client"), text("client_title")]).toEqual([false, "<b>Olga</b> $& {name} asks you to run a program"]);
  talk.take({ ...state("active", ["Olga"]), way: "client" });
  page.tell(talk, "on");
  expect([hidden("client"), hidden("chat_only"), hidden("runs")]).toEqual([true, true, false]);
});

test("the log is in plain words; what means nothing to a customer is left out (SUP-20)", () => {
  events(
    entry(1, "queued", { who: "system", name: "", text: "Olga" }),
    entry(2, "accepted"),
    entry(3, "participant_joined"),
    entry(4, "participant_joined", { name: "Tom" }),
    entry(5, "chat", { text: "Hello\nCarla" }),
    entry(6, "tool_started", { text: "chat" }),
    entry(7, "something_new", { text: "?" }),
    entry(8, "participant_left", { name: "Tom" }),
    entry(9, "queued", { who: "system", name: "", text: "Helpdesk" }),
  );
  const shown = lines();
  expect(shown.length).toBe(5);
  expect([shown[0], shown[1], shown[3], shown[4]]).toEqual([
    "Olga will help you.",
    "Tom has joined.",
    "Tom has left.",
    "In line with Helpdesk.",
  ]);
  expect(shown[2]).toContain("Hello\nCarla");
});

test("that nobody is there is said in the site's words or in the page's, and when it ends for that (SUP-34)", () => {
  events(
    entry(1, "accepted"),
    entry(2, "nobody_there", { who: "system", name: "" }),
    entry(3, "nobody_there", { who: "system", name: "", text: "<b>We are back at 8.</b>" }),
  );
  expect(lines().slice(1)).toEqual(["Nobody is there.", "<b>We are back at 8.</b>"]);
  talk.take({ ...state("ended"), endedReason: "nobody_there" });
  page.tell(talk, "lost");
  expect([text("state"), text("next")]).toEqual(["Nobody is there.", "Close the page."]);
});

test("an own message shows at once, and once, however often the link breaks (SUP-20)", () => {
  linked = false;
  talk.say("It does not print", "n1");
  page.show(talk, []);
  expect(lines().length).toBe(1);
  expect(lines()[0]).toContain("Sending");
  linked = true;
  talk.again();
  talk.again();
  expect(sent.map((message) => message.t === "say" && message.nonce)).toEqual(["n1", "n1"]);
  events(entry(1, "chat", { who: "you", name: "Carla", text: "It does not print", nonce: "n1" }));
  events(entry(1, "chat", { who: "you", name: "Carla", text: "It does not print", nonce: "n1" }));
  expect(lines().length).toBe(1);
  expect(lines()[0]).not.toContain("Sending");
  talk.again();
  expect(sent.length).toBe(2);
});

test("a message that is refused says so and is not sent again (SUP-20)", () => {
  talk.say("x", "n1");
  const request = sent[0]?.t === "say" ? sent[0].request : 0;
  talk.take({ t: "reply", request, problem: "limit" });
  page.show(talk, []);
  expect(lines()[0]).toContain("Not sent");
  talk.again();
  expect(sent.length).toBe(1);
});

test("Enter sends, with Shift it begins a line, and a word that is being composed is not sent (SUP-20)", () => {
  const field = document.getElementById("message") as HTMLTextAreaElement;
  const press = (init: KeyboardEventInit) =>
    field.dispatchEvent(new KeyboardEvent("keydown", { key: "Enter", bubbles: true, cancelable: true, ...init }));
  field.value = "  hello ";
  press({ shiftKey: true });
  press({ isComposing: true });
  expect(said).toEqual([]);
  press({});
  expect([said, field.value]).toEqual([["hello"], ""]);
  field.value = "   ";
  press({});
  expect(said.length).toBe(1);
  field.value = "ü".repeat(2049);
  press({});
  expect([said.length, text("wrong")]).toEqual([1, "Too long."]);
  expect([tooLong("ü".repeat(2048)), tooLong("ü".repeat(2049))]).toEqual([false, true]);
});

test("the end is asked about, and asked for again until it has come (SUP-20)", () => {
  document.getElementById("end")?.click();
  document.getElementById("no")?.click();
  expect(ended).toBe(0);
  document.getElementById("end")?.click();
  document.getElementById("yes")?.click();
  expect(ended).toBe(1);
  linked = false;
  talk.end();
  linked = true;
  talk.again();
  expect(sent.filter((message) => message.t === "end").length).toBe(1);
  talk.take(state("ended"));
  talk.again();
  expect(sent.filter((message) => message.t === "end").length).toBe(1);
  page.tell(talk, "on");
  expect(text("state")).toBe("You ended it.");
});

test("whatever anybody types is text (SUP-20, SUP-25)", () => {
  const attack = "<img src=x onerror=alert(1)><script>alert(2)</script>{name}$&\u202e";
  talk.take(state("active", [attack]));
  page.tell(talk, "on");
  events(entry(1, "accepted", { name: attack }), entry(2, "chat", { name: attack, text: attack }));
  talk.say(attack, "n");
  page.show(talk, []);
  expect(document.querySelectorAll("#session img, #session script").length).toBe(0);
  expect(text("state")).toBe(`Helping you now: ${attack}`);
  expect(lines()[0]).toBe(`${attack} will help you.`);
  expect(lines()[1]).toContain(attack);
});

test("a message in a page that nobody looks at shows in the title (SUP-20)", () => {
  vi.spyOn(document, "hidden", "get").mockReturnValue(true);
  events(entry(1, "chat", { text: "Are you there?" }));
  expect(document.title).toBe("New message · Your session");
  vi.spyOn(document, "hidden", "get").mockReturnValue(false);
  document.dispatchEvent(new Event("visibilitychange"));
  expect(document.title).toBe("Your session");
  vi.restoreAllMocks();
});

test("web addresses can be clicked, others stay text, and none hides where it leads (SES-30)", () => {
  const hostile =
    "see https://example.com/a?b=c. javascript:alert(1) https://bank.example@evil.example/ \u202ehttps://ex\u0430mple.com/x";
  events(entry(1, "chat", { text: hostile }));
  const links = [...document.querySelectorAll<HTMLAnchorElement>("#log a")];
  expect(links.map((link) => link.textContent)).toEqual(["https://example.com/a?b=c", "https://xn--exmple-4nf.com/x"]);
  for (const link of links) {
    expect([link.target, link.rel, link.dir]).toEqual(["_blank", "noopener noreferrer", "ltr"]);
  }
  expect(lines()[0]).toContain("javascript:alert(1) https://bank.example@evil.example/");
});

test("a picture is shown, every other file is downloaded, a name is text (SUP-20, SES-30)", () => {
  const id = "01900000-0000-7000-8000-000000000001";
  events(
    entry(1, "file_sent", { text: "<img src=x onerror=alert(1)>.png", file: { id, bytes: 1234, picture: true } }),
    entry(2, "file_sent", { who: "you", text: "a.svg", nonce: "n", file: { id, bytes: 5_400_000, picture: false } }),
    entry(3, "file_sent", { text: "without a file" }),
  );
  const pictures = [...document.querySelectorAll<HTMLImageElement>("#log img")];
  expect(pictures.map((each) => each.getAttribute("src"))).toEqual([`/support/files/${id}`]);
  expect(pictures[0]?.alt).toBe("<img src=x onerror=alert(1)>.png");
  const links = [...document.querySelectorAll<HTMLAnchorElement>("#log a")];
  expect(links.map((link) => link.download)).toEqual(["", "a.svg"]);
  expect(lines()[1]).toContain("5.4");
  expect(lines().length).toBe(2);
});

test("a pushed page is opened by a click, in a tab that knows nothing of this one (SES-32)", () => {
  events(
    entry(1, "url_pushed", { text: "https://example.com/fix" }),
    entry(2, "url_pushed", { text: "javascript:alert(1)" }),
  );
  const link = document.querySelector<HTMLAnchorElement>("#log a.button");
  expect([link?.href, link?.target, link?.rel]).toEqual(["https://example.com/fix", "_blank", "noopener noreferrer"]);
  expect(lines().length).toBe(1);
  expect(lines()[0]).toContain("Olga asks you to open this page:");
  expect(document.querySelector("#log .address")?.textContent).toBe("https://example.com/fix");
});

test("instructions_for_a_picture_are_a_line_of_the_conversation_sup_26", () => {
  events(entry(1, "instructions_sent", { name: "Olga <b>" }));
  expect(lines()[0]).toContain("Olga <b> sent you instructions.");
  expect(document.querySelector<HTMLElement>("#log li")?.dataset.who).toBe("system");
});

test("who writes is shown until they said it, or no more is heard (SES-31)", () => {
  vi.useFakeTimers();
  page.typing("Olga");
  expect(text("typing")).toBe("Olga is writing.");
  events(entry(1, "chat", { text: "Hello" }));
  expect(text("typing")).toBe("");
  page.typing("Olga");
  vi.advanceTimersByTime(6000);
  expect(text("typing")).toBe("");
  vi.useRealTimers();
  const field = document.getElementById("message") as HTMLTextAreaElement;
  field.value = "a";
  field.dispatchEvent(new Event("input"));
  expect(types).toBe(1);
});

test("the_survey_shows_at_the_end_to_whom_somebody_helped_sup_80", () => {
  const form = document.createElement("section");
  form.id = "survey";
  form.hidden = true;
  document.getElementById("session")?.append(form);
  talk.take(state("ended"));
  page.tell(talk, "on");
  expect(form.hidden).toBe(true);
  events(entry(1, "accepted"));
  page.tell(talk, "on");
  expect(form.hidden).toBe(false);
});

test("every grant and tool is a line of its own, with its time, as text (SES-30, SUP-22)", () => {
  const attack = "<b>x</b> $& {name}";
  events(
    entry(1, "tool_started", { text: "screen" }),
    entry(2, "tool_started", { text: "shell" }),
    entry(3, "shell_opened", { text: "Shell 1" }),
    entry(4, "access_paused", { who: "you", name: "Carla" }),
    entry(5, "system_asked", { text: attack }),
    entry(6, "translation_started", { who: "system", name: "" }),
    entry(7, "something_new"),
  );
  expect(lines()).toEqual([
    "Olga sees the screen.",
    "Olga has opened a command window.",
    "You have paused all access.",
    `Olga changes something: ${attack}.`,
    "ここから翻訳されます。",
  ]);
  expect(document.querySelectorAll('#log li[data-who="system"] time').length).toBe(5);
});

test("what a rep says is read in one's own language, with the original below; what one said oneself is not touched (SES-31)", () => {
  events(entry(1, "chat", { text: "hello <b>" }), entry(2, "chat", { who: "you", text: "hallo" }));
  events(entry(3, "translated", { who: "system", text: "hallo <b>", translates: 1 }));
  const body = document.querySelector("#log li .text");
  expect([...(body?.children ?? [])].map((part) => part.textContent)).toEqual(["hallo <b>", "Original: hello <b>"]);
  // Into another language, or once more: the newest counts.
  events(entry(4, "translated", { who: "system", text: "salut", translates: 1 }));
  expect([...(body?.children ?? [])].map((part) => part.textContent)).toEqual(["salut", "Original: hello <b>"]);
  events(
    entry(5, "translated", { who: "system", text: "no", translates: 2 }),
    entry(6, "translated", { translates: 9 }),
  );
  expect(lines().length).toBe(2);
  expect(lines()[1]).toContain("hallo");
});
