// A moment as people say it: relative under a day, with the date beyond, and always the exact time with its zone on hover.
//
// All times on a page move together by one timer that runs only while somebody watches one.

import { Tooltip } from "@mantine/core";
import { useSyncExternalStore } from "react";
import { locale } from "../messages/catalogue";
import { uiTexts, useUiTexts } from "../messages/en";
import { relativeFormat } from "../messages/formats";
import { dayOf, useTimeZone, written } from "../messages/times";

const MINUTE = 60_000;
const DAY = 86_400_000;
const watchers = new Set<() => void>();
let timer: ReturnType<typeof setInterval> | undefined;
let now = Date.now();

function watch(watcher: () => void): () => void {
  watchers.add(watcher);
  if (timer === undefined) {
    now = Date.now();
    timer = setInterval(() => {
      now = Date.now();
      for (const each of [...watchers]) each();
    }, 20_000);
  }
  return () => {
    watchers.delete(watcher);
    if (watchers.size === 0 && timer !== undefined) {
      clearInterval(timer);
      timer = undefined;
    }
  };
}

/** The exact moment, with its time zone. */
export const exactTime = (at: number) => written(at, { dateStyle: "medium", timeStyle: "long" });

const clock = (at: number) => written(at, { hour: "2-digit", minute: "2-digit" });

/** A moment in words, seen from `seen`. */
export function relativeTime(at: number, seen: number): string {
  const texts = uiTexts().time;
  const age = seen - at;
  const words = relativeFormat(locale(), { numeric: "auto", style: "short" });
  if (Math.abs(age) < MINUTE) return texts.justNow;
  if (Math.abs(age) < 60 * MINUTE) return words.format(-Math.round(age / MINUTE), "minute");
  const [day, today] = [dayOf(at), dayOf(seen)];
  if (age > 0 && day === today) return texts.today(clock(at));
  if (age > 0 && age < 2 * DAY && day === dayBefore(today)) return texts.yesterday(clock(at));
  if (age < 0 && age > -DAY) return words.format(Math.round(-age / (60 * MINUTE)), "hour");
  const sameYear = day.slice(0, 4) === today.slice(0, 4);
  return written(at, { day: "numeric", month: "short", ...(sameYear ? {} : { year: "numeric" }) });
}

/** The calendar's day before. */
function dayBefore(day: string): string {
  return new Date(Date.parse(`${day}T12:00:00Z`) - DAY).toISOString().slice(0, 10);
}

export function RelativeTime({ at, never }: { at: number | null | undefined; never?: string }) {
  const seen = useSyncExternalStore(watch, () => now);
  const texts = useUiTexts().time;
  useTimeZone();
  if (at === null || at === undefined || at === 0) return <span>{never ?? texts.never}</span>;
  return (
    <Tooltip label={exactTime(at)}>
      <time dateTime={new Date(at).toISOString()}>{relativeTime(at, Math.max(seen, Date.now() - MINUTE))}</time>
    </Tooltip>
  );
}
