// What people say to each other: links that lead where they say, canned messages with names put in, unread marks (SES-10, SES-30, SES-31).

import { create } from "@bufbuild/protobuf";
import type { CannedMessage } from "@towline/api";
import { SessionEventSchema } from "@towline/wire";
import { expect, test } from "vitest";
import { emptyLog, unreadChat, withEvents } from "../src/live/log";
import { webAddress, withLinks } from "../src/session/sentences";
import { filledIn, foundCanned, withInserted } from "../src/talk/canned";

const message = (category: string, name: string, text: string): CannedMessage => ({ id: name, category, name, text });
const some = [
  message("", "Bye", "Goodbye."),
  message("Start", "Greeting", "Hello {customer}, I am {rep}."),
  message("start", "Wait", "One moment, please."),
  message("Printers", "Driver", "Please install the driver."),
];

test("canned messages are found by every word, under their categories, what has none last (SES-31)", () => {
  const found = (search: string) =>
    foundCanned(some, search).map((group) => [group.category, ...group.messages.map((each) => each.name)]);
  expect(found("")).toEqual([
    ["Start", "Greeting", "Wait"],
    ["Printers", "Driver"],
    ["", "Bye"],
  ]);
  expect(found(" PLEASE driver ")).toEqual([["Printers", "Driver"]]);
  expect(found("start")).toEqual([["Start", "Greeting", "Wait"]]);
  expect(found("nothing like it")).toEqual([]);
});

test("names are put in as text, and nothing in a name is a place (SES-31)", () => {
  const names = { customer: "{rep} $& $1", rep: "Olga" };
  expect(filledIn("Hello {customer}, I am {rep}. {other}", names)).toBe("Hello {rep} $& $1, I am Olga. {other}");
  expect(withInserted("", "Hello")).toBe("Hello");
  expect(withInserted("Well, ", "hello")).toBe("Well, hello");
});

test("a link leads where it says, and others are text (SES-30)", () => {
  const links = (text: string) => withLinks(text).flatMap((part) => (part.address ? [part.text] : []));
  expect(links("see https://example.com/a?b=c. http://b.example")).toEqual([
    "https://example.com/a?b=c",
    "http://b.example",
  ]);
  expect(links("https://bank.example@evil.example/ javascript:alert(1) data:text/html,x")).toEqual([]);
  // A letter that looks like another one is shown as it is sent.
  expect(links("https://ex\u0430mple.com/x")).toEqual(["https://xn--exmple-4nf.com/x"]);
  const text = "a https://example.com b";
  expect(
    withLinks(text)
      .map((part) => part.text)
      .join(""),
  ).toBe(text);
  expect(webAddress("ftp://example.com")).toBeUndefined();
  expect(webAddress("https://EXAMPLE.com")).toBe("https://example.com/");
});

test("files and pushed pages of others are unread like messages (SES-10)", () => {
  const kinds = ["chat", "file_sent", "url_pushed", "tool_started"];
  const events = kinds.map((kind, at) => create(SessionEventSchema, { sequence: BigInt(at + 1), kind, actor: 2 }));
  const log = withEvents(emptyLog, events);
  expect(unreadChat(log, 0n, [1])).toBe(3);
  expect(unreadChat(log, 1n, [1])).toBe(2);
  expect(unreadChat(log, 0n, [2])).toBe(0);
});
