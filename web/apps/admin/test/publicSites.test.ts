// The form of a public site: what is wrong with it is said at once, and as the appliance would say it (SUP-1, SUP-3).

import { expect, test } from "vitest";
import { noticedIn, spokenIn, withDefault, withSaid, withText } from "../src/pages/publicSites/texts";
import { bodyOf, checkSite, EMPTY, hostsOf, noticeShows, paler } from "../src/pages/publicSites/values";

const wrong = (part: Partial<typeof EMPTY>) =>
  Object.entries(checkSite({ ...EMPTY, name: "Schools", ...part }))
    .filter(([, message]) => message)
    .map(([name]) => name);

test("host names are one on each line, however they are parted and written (SUP-1)", () => {
  expect(hostsOf(" Help.example.com\n\nb.example, c.example ")).toEqual(["help.example.com", "b.example", "c.example"]);
  expect(wrong({ hosts: "help.example.com\nxn--hlfe-loa.example" })).toEqual([]);
  for (const odd of ["https://help.example", "help.example:443", "192.0.2.7", "-a.example", "a..b", "*.example"]) {
    expect(wrong({ hosts: odd }), odd).toEqual(["hosts"]);
  }
});

test("a colour that white cannot be read on is refused with the shade that the appliance would name (SUP-1)", () => {
  expect(paler("#0d6b6b")).toBeUndefined();
  expect(paler("")).toBeUndefined();
  expect(paler("#ffffff")).toBe("#747474");
  const better = paler("#FFCC00") ?? "";
  expect(paler(better)).toBeUndefined();
  expect(wrong({ accent: "#ffcc00" })).toEqual(["accent"]);
  expect(wrong({ accent: "yellow" })).toEqual(["accent"]);
});

test("notices say something and end after they begin (SUP-3)", () => {
  const notice = { text: "Closed", texts: {}, on: true, away: false, from: "", until: "" };
  expect(wrong({ notices: [notice] })).toEqual([]);
  expect(wrong({ notices: [{ ...notice, text: " " }] })).toEqual(["notices"]);
  const over = { ...notice, from: "2026-12-24T12:00", until: "2026-12-24T12:00" };
  expect(wrong({ notices: [over] })).toEqual(["notices"]);
  const { notices } = bodyOf({ notices: [{ ...notice, from: "2026-12-24T12:00" }] });
  expect(notices?.[0]?.from_ms).toBeTypeOf("number");
  expect(notices?.[0]).not.toHaveProperty("until_ms");
  expect(noticeShows({ text: "", texts: {}, on: true, from_ms: 100 }, 99)).toBe(false);
  expect(noticeShows({ text: "", texts: {}, on: true, until_ms: 100 }, 99)).toBe(true);
});

test("only what was changed is sent, and no policy is said as such (SES-4)", () => {
  expect(bodyOf({ title: "Help" })).toEqual({ title: "Help" });
  expect(bodyOf({ attended: "", unattended: "p1" })).toEqual({ attended_policy_id: null, unattended_policy_id: "p1" });
  expect(wrong({ languages: [] })).toEqual(["languages"]);
  expect(wrong({ languages: ["de"] })).toEqual(["default_language"]);
});

test("an empty text is no text, and a language without one is not there (SUP-1)", () => {
  const french = withText({}, "fr", "title", "Aide");
  expect(french).toEqual({ fr: { title: "Aide", welcome: "", agreement: "" } });
  expect(withText(french, "fr", "title", "")).toEqual({});
  expect(withSaid({ fr: "Fermé" }, "fr", "")).toEqual({});
  expect([...spokenIn({ ...EMPTY, texts: french })]).toEqual(["fr"]);
  expect([...spokenIn({ ...EMPTY, welcome: "Hello" })]).toEqual(["en"]);
  const notice = { text: "Closed", texts: { fr: "Fermé" }, on: true, away: false, from: "", until: "" };
  expect([...noticedIn({ ...EMPTY, notices: [notice] }, ["en", "de", "fr"])]).toEqual(["en", "fr"]);
  expect(noticedIn({ ...EMPTY, notices: [notice, { ...notice, texts: {} }] }, ["fr"]).size).toBe(0);
});

test("another default language changes places with the texts that it has, and takes over those that are there (SUP-1)", () => {
  const notice = { text: "Closed", texts: { de: "Zu" }, on: true, away: false, from: "", until: "" };
  const plain = { ...EMPTY, title: "Hilfe", notices: [{ ...notice, texts: {} }] };
  expect(withDefault(plain, "de")).toMatchObject({ default_language: "de", title: "Hilfe", texts: {} });
  const german = { title: "Hilfe", welcome: "", agreement: "" };
  const both = { ...EMPTY, title: "Help", welcome: "Hello", texts: { de: german }, notices: [notice] };
  const changed = withDefault(both, "de");
  expect(changed).toMatchObject({ ...german, texts: { en: { title: "Help", welcome: "Hello", agreement: "" } } });
  expect(changed.notices[0]).toMatchObject({ text: "Zu", texts: { en: "Closed" } });
  expect(withDefault({ ...both, ...changed }, "en")).toMatchObject({ title: "Help", texts: { de: german } });
  expect(withDefault(both, "en")).toMatchObject({ title: "Help", texts: { de: german } });
});
