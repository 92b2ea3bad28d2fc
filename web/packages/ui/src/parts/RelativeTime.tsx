// A moment as people say it: relative under a day, with the date beyond, and always the exact time with its zone on hover.
//
// All times on a page move together by one timer that runs only while somebody watches one.

import { Tooltip } from "@mantine/core";
import { useSyncExternalStore } from "react";
import { locale } from "../messages/catalogue";
import { uiTexts, useUiTexts } from "../messages/en";

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
export const exactTime = (at: number) =>
  new Intl.DateTimeFormat(locale(), { dateStyle: "medium", timeStyle: "long" }).format(at);

const clock = (at: number) => new Intl.DateTimeFormat(locale(), { hour: "2-digit", minute: "2-digit" }).format(at);

/** A moment in words, seen from `seen`. */
export function relativeTime(at: number, seen: number): string {
  const texts = uiTexts().time;
  const age = seen - at;
  const words = new Intl.RelativeTimeFormat(locale(), { numeric: "auto", style: "short" });
  if (Math.abs(age) < MINUTE) return texts.justNow;
  if (Math.abs(age) < 60 * MINUTE) return words.format(-Math.round(age / MINUTE), "minute");
  const day = new Date(seen);
  day.setHours(0, 0, 0, 0);
  if (age > 0 && at >= day.getTime()) return texts.today(clock(at));
  if (age > 0 && at >= day.getTime() - DAY) return texts.yesterday(clock(at));
  if (age < 0 && age > -DAY) return words.format(Math.round(-age / (60 * MINUTE)), "hour");
  const sameYear = new Date(at).getFullYear() === new Date(seen).getFullYear();
  return new Intl.DateTimeFormat(locale(), {
    day: "numeric",
    month: "short",
    ...(sameYear ? {} : { year: "numeric" }),
  }).format(at);
}

export function RelativeTime({ at, never }: { at: number | null | undefined; never?: string }) {
  const seen = useSyncExternalStore(watch, () => now);
  const texts = useUiTexts().time;
  if (at === null || at === undefined || at === 0) return <span>{never ?? texts.never}</span>;
  return (
    <Tooltip label={exactTime(at)}>
      <time dateTime={new Date(at).toISOString()}>{relativeTime(at, Math.max(seen, Date.now() - MINUTE))}</time>
    </Tooltip>
  );
}
