import { setTimeZone } from "@towline/ui";
import { expect, test } from "vitest";
import { mailtoOf } from "../src/keys/invitation";
import { durationName, nearestValidity, validities } from "../src/keys/validity";
import { words } from "../src/words/en";

const invitation = {
  rep: "Olga Rep",
  organisation: "Harbour IT",
  link: "https://help.example/?ak=t_0-k",
  key: "ABC-DEF-GHJ",
  expiresMs: Date.UTC(2026, 10, 28, 14, 50),
};

const partsOf = (address: string) => new URLSearchParams(address.slice("mailto:?".length));

test("the_letter_of_the_own_program_names_rep_organisation_link_key_and_end_sup_10", () => {
  setTimeZone("UTC");
  const address = mailtoOf(invitation, words().keys);
  const body = partsOf(address).get("body") ?? "";
  for (const part of ["Olga Rep", "Harbour IT", invitation.link, "help.example", "ABC-DEF-GHJ", "28", "UTC"])
    expect(body).toContain(part);
  expect(partsOf(address).get("subject")).toContain("Harbour IT");
  expect(body).not.toMatch(/[^\r]\n/);
});

test("names_cannot_add_recipients_or_parts_to_it", () => {
  const rep = "Olga&bcc=all@example.com\r\nBcc: all@example.com\u{d800}";
  const address = mailtoOf({ ...invitation, rep, organisation: "x?cc=y&body=z#" }, words().keys);
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
