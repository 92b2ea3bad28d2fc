import { create } from "@bufbuild/protobuf";
import { SessionEventSchema } from "@towline/wire";
import { expect, test } from "vitest";
import { shortcutOf } from "../src/frame/shortcuts";
import { initials } from "../src/frame/TopBar";
import { listSearch } from "../src/routes";
import { clockOf } from "../src/session/EndpointVeil";
import { CUSTOMER, sentenceOf, withLinks } from "../src/session/sentences";
import { words } from "../src/words/en";
import { sizeInWords } from "../src/words/sizes";

const linksOf = (text: string) => withLinks(text).flatMap((part) => (part.address ? [part.address] : []));

test("only_web_addresses_become_links_and_their_sentence_keeps_its_dot_ses_30", () => {
  expect(linksOf("see https://wiki.example.com/a?b=1.")).toEqual(["https://wiki.example.com/a?b=1"]);
  expect(linksOf("(http://10.0.0.1:8080/x), ok")).toEqual(["http://10.0.0.1:8080/x"]);
  expect(linksOf("javascript:alert(1) data:text/html,x file:///etc/passwd")).toEqual([]);
  expect(linksOf("https://user:pw@evil.example")).toEqual([]);
  expect(linksOf("https://")).toEqual([]);
});

test("a_message_with_links_is_still_the_same_text", () => {
  for (const text of [
    "",
    "a https://x.example b https://y.example",
    "<b>https://x.example</b>",
    "https://x.example\nnext",
  ]) {
    expect(
      withLinks(text)
        .map((part) => part.text)
        .join(""),
    ).toBe(text);
  }
});

const kinds = (
  "session_started participant_joined participant_left tool_started tool_stopped control_taken control_released control_asked control_given control_kept clipboard_on clipboard_off shell_opened shell_ended held resumed " +
  "owner_changed queued accepted customer_connected customer_lost endpoint_lost endpoint_back permissions_changed custom_set note system_asked system_done system_failed refused recording_failed ended " +
  "sent_on overdue overflowed assigned assignment_declined assignment_expired assignment_over nobody_there " +
  "share_invited share_accepted share_declined share_over transfer_invited transfer_accepted transfer_declined transfer_timed_out transfer_over"
).split(" ");

test("every_kind_of_event_has_a_sentence_and_chat_speaks_for_itself", () => {
  const say = (kind: string) =>
    sentenceOf(create(SessionEventSchema, { kind, actor: 2, actorName: "Grace", text: "screen" }), words(), [1]);
  for (const kind of kinds) expect(say(kind), kind).not.toMatch(/^Event:/);
  expect(say("chat")).toBeUndefined();
  const hidden = create(SessionEventSchema, { kind: "custom_set", text: "" });
  expect(sentenceOf(hidden, words(), [1]), "a field that reps do not see is not named").toBe("");
  expect(say("something_newer")).toBe("Event: something_newer.");
  expect(say("tool_started")).toBe("Grace started Screen Sharing.");
});

test("one_is_called_you_in_ones_own_log", () => {
  const event = create(SessionEventSchema, { kind: "control_taken", actor: 1, actorName: "Jenny" });
  expect(sentenceOf(event, words(), [1])).toBe("You took control.");
});

test("the_customer_is_called_by_name_and_who_was_removed_is_told_so_ses_30", () => {
  const say = (kind: string, actor: number, actorName = "", text = "") =>
    sentenceOf(create(SessionEventSchema, { kind, actor, actorName, text }), words(), [1]);
  expect(say("customer_lost", CUSTOMER, "Carla")).toBe("Carla lost the connection.");
  expect(say("customer_connected", CUSTOMER, "", "browser")).toBe("The customer is here with a browser.");
  expect(say("accepted", 1, "Jenny")).toBe("You accepted the session.");
  expect(say("queued", 0, "", "Linux team")).toBe("Waiting in the queue of Linux team.");
  expect(say("participant_left", 1, "Jenny", "removed")).toBe("You were removed.");
  expect(say("ended", CUSTOMER, "Carla", "ended_by_customer")).toBe("The session ended. The customer ended it.");
});

const key = (name: string, held: Partial<Record<"ctrlKey" | "altKey" | "shiftKey", boolean>> = {}) => ({
  key: name,
  ctrlKey: false,
  metaKey: false,
  altKey: false,
  shiftKey: false,
  ...held,
});

test("shortcuts_are_found_and_plain_typing_is_none", () => {
  expect(shortcutOf(key("k", { ctrlKey: true }), true)).toBe("palette");
  expect(shortcutOf(key("?", { shiftKey: true }), false)).toBe("help");
  expect(shortcutOf(key("?", { shiftKey: true }), true)).toBeUndefined();
  expect(shortcutOf(key("k"), false)).toBeUndefined();
  expect(shortcutOf(key("N", { altKey: true, shiftKey: true }), true)).toBe("waiting");
  expect(shortcutOf(key("ArrowRight", { altKey: true, shiftKey: true }), true)).toBe("next");
});

test("an_address_with_nonsense_gives_an_ordinary_list", () => {
  expect(listSearch({ search: ["x"], sort: "password", order: "up", page: -3 })).toEqual({});
  expect(listSearch({ search: 17, sort: "status", order: "desc", page: 2 })).toEqual({
    search: "17",
    sort: "status",
    order: "desc",
    page: 2,
  });
});

test("amounts_and_times_read_as_people_say_them", () => {
  expect(sizeInWords(0)).toBe("0 B");
  expect(sizeInWords(212_000)).toBe("212 kB");
  expect(sizeInWords(1_500_000)).toBe("1.5 MB");
  expect(clockOf(125_000)).toBe("2:05");
  expect(clockOf(-5)).toBe("0:00");
  expect(initials("  Jenny van Pittman ")).toBe("JP");
  expect(initials("")).toBe("?");
});
