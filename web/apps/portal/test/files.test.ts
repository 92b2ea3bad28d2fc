// @vitest-environment happy-dom
// The customer's files: bounded before they are sent, with progress, cancelled by a click; and the form of the transcript (SUP-20, SES-32).

import { afterEach, beforeEach, expect, test } from "vitest";
import { Files } from "../src/files";
import { Transcript } from "../src/transcript";

const WORDS = {
  cancel: "Cancel",
  file_large: "At most {mib} MB.",
  file_full: "Full.",
  file_failed: "Failed.",
  mail_done: "Sent.",
  mail_odd: "Odd.",
  mail_often: "Often.",
  mail_failed: "Not sent.",
};
const HTML = `<div id="conversation"></div><form id="say"><textarea id="message"></textarea><ul id="uploads" hidden></ul>
<span id="attach" hidden><button id="choose"></button><button id="camera"></button></span><input type="file" id="file"><input type="file" id="photo"></form>
<form id="transcript" hidden><input id="to"><button id="mail"></button><p id="mailed"></p></form>`;

interface Running {
  name: string;
  told: (share: number) => void;
  done: (status: number, code: string) => void;
  aborted: boolean;
}
let running: Running[];
let files: Files;

beforeEach(() => {
  document.body.innerHTML = HTML;
  running = [];
  files = new Files(WORDS, 1, (file, told, done) => {
    const each = { name: file.name, told, done, aborted: false };
    running.push(each);
    return () => {
      each.aborted = true;
    };
  });
});
afterEach(() => {
  document.body.innerHTML = "";
});

const some = (...list: File[]) => list as unknown as FileList;
const of = (name: string, bytes = 3) => new File([new Uint8Array(bytes)], name);
const lines = () => [...document.querySelectorAll("#uploads li")].map((line) => line.textContent ?? "");

test("files go only while somebody is there, and only small ones (SUP-20)", () => {
  files.take(some(of("early.txt")));
  expect(running).toEqual([]);
  files.allow(true);
  expect(document.getElementById("attach")?.hidden).toBe(false);
  files.take(some(of("a.txt"), of("big.bin", 2 * 1024 * 1024)));
  expect(running.map((each) => each.name)).toEqual(["a.txt"]);
  expect(lines()[1]).toContain("At most 1 MB.");
});

test("a file shows how far it is, goes when it has arrived, and can be cancelled (SUP-20)", () => {
  files.allow(true);
  files.take(some(of("a.txt"), of("b.txt"), of("c.txt")));
  running[0]?.told(0.5);
  expect(document.querySelector("progress")?.value).toBe(0.5);
  running[0]?.done(201, "");
  expect(lines().length).toBe(2);
  document.querySelector<HTMLButtonElement>("#uploads button")?.click();
  expect([running[1]?.aborted, lines().length]).toEqual([true, 1]);
  running[2]?.done(422, "session_full");
  expect(lines()[0]).toContain("Full.");
});

test("what is under way when the session ends is broken off (SUP-20)", () => {
  files.allow(true);
  files.take(some(of("a.txt")));
  files.allow(false);
  expect([running[0]?.aborted, lines().length]).toEqual([true, 0]);
});

test("the transcript is asked for with an address, and the answer is told (SES-32)", async () => {
  let status = 204;
  const asked: string[] = [];
  const transcript = new Transcript(WORDS, (to) => {
    asked.push(to);
    return Promise.resolve(status);
  });
  transcript.offer(true);
  expect(document.getElementById("transcript")?.hidden).toBe(false);
  const submit = async (to: string) => {
    (document.getElementById("to") as HTMLInputElement).value = to;
    document.getElementById("transcript")?.dispatchEvent(new Event("submit", { cancelable: true }));
    await new Promise((resolve) => setTimeout(resolve));
    return document.getElementById("mailed")?.textContent;
  };
  expect(await submit("nobody")).toBe("Odd.");
  expect(await submit(" carla@example.com ")).toBe("Sent.");
  expect(asked).toEqual(["carla@example.com"]);
  for (const [code, said] of [
    [422, "Odd."],
    [429, "Often."],
    [0, "Not sent."],
  ] as const) {
    status = code;
    expect(await submit("carla@example.com")).toBe(said);
  }
});
