import { expect, test } from "vitest";
import { mailtoOf } from "../src/keys/invitation";
import { durationName, nearestValidity, validities } from "../src/keys/validity";
import { words } from "../src/words/en";

const partsOf = (address: string) => new URLSearchParams(address.slice("mailto:?".length));

test("the_letter_of_the_own_program_is_what_the_appliance_wrote_sup_10", () => {
  const text = "Guten Tag,\n\nOlga von Häfen & Söhne möchte helfen: https://help.example/?ak=t_0-k\n";
  const address = mailtoOf({ subject: "Olga lädt Sie ein", text });
  expect(partsOf(address).get("subject")).toBe("Olga lädt Sie ein");
  expect(partsOf(address).get("body")).toBe(text.trimEnd().replaceAll("\n", "\r\n"));
});

test("names_cannot_add_recipients_or_parts_to_it", () => {
  const text = "Olga&bcc=all@example.com\r\nBcc: all@example.com\u{d800}";
  const address = mailtoOf({ subject: "x?cc=y&body=z#", text });
  expect([...partsOf(address).keys()]).toEqual(["subject", "body"]);
  expect(address).not.toMatch(/[\r\n#\s]/);
});

test("a_key_can_be_made_for_ten_minutes_to_the_most_that_the_account_has_sup_10_sup_13", () => {
  expect(validities(1440)).toEqual([10, 30, 60, 120, 240, 480, 1440]);
  expect(validities(90)).toEqual([10, 30, 60, 90]);
  expect(validities(10)).toEqual([10]);
  expect(validities(100_000).at(-1)).toBe(1440);
  expect(nearestValidity(480, validities(90))).toBe(90);
  expect(nearestValidity(3, validities(90))).toBe(10);
  const names = [10, 60, 90, 1440].map((minutes) => durationName(minutes, words().keys));
  expect(names).toEqual(["10 minutes", "1 hour", "1 h 30 min", "24 hours"]);
});
