// Moments in the time zone that somebody chose.

import { afterEach, expect, test } from "vitest";
import { dayOf, isTimeZone, momentOf, ownTimeZone, setTimeZone, timeZone } from "../src/messages/times";
import { relativeTime } from "../src/parts/RelativeTime";

afterEach(() => setTimeZone(""));

test("a_day_is_that_of_the_readers_clock_adm_11", () => {
  const at = Date.parse("2026-11-28T20:30:00Z");
  setTimeZone("Asia/Tokyo");
  expect(dayOf(at)).toBe("2026-11-29");
  setTimeZone("America/New_York");
  expect(dayOf(at)).toBe("2026-11-28");
  expect(relativeTime(at, at + 5 * 3_600_000)).toMatch(/15:30|3:30/);
});

test("a_wall_clock_is_read_in_the_readers_time_zone_also_where_clocks_change_adm_11", () => {
  setTimeZone("Europe/Berlin");
  expect(momentOf(2026, 3, 29)).toBe(Date.parse("2026-03-28T23:00:00Z"));
  expect(momentOf(2026, 3, 30)).toBe(Date.parse("2026-03-29T22:00:00Z"));
  expect(momentOf(2026, 10, 25, 12)).toBe(Date.parse("2026-10-25T11:00:00Z"));
  setTimeZone("Asia/Kolkata");
  expect(momentOf(2026, 1, 1)).toBe(Date.parse("2025-12-31T18:30:00Z"));
  setTimeZone("Pacific/Apia");
  for (let day = 1; day <= 366; day += 1) {
    const key = new Date(Date.UTC(2026, 0, day)).toISOString().slice(0, 10);
    const [year = 0, month = 1, date = 1] = key.split("-").map(Number);
    expect(dayOf(momentOf(year, month, date))).toBe(key);
  }
});

test("a_time_zone_that_the_browser_does_not_know_is_passed_over_adm_11", () => {
  setTimeZone("Mars/Base");
  expect(timeZone()).toBe(ownTimeZone());
  expect(isTimeZone("Mars/Base")).toBe(false);
});
