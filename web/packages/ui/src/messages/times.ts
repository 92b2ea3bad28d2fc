// In which time zone this person reads times, and moments written in it. Without a choice it is the browser's.

import { useSyncExternalStore } from "react";
import { locale } from "./catalogue";
import { dateFormat } from "./formats";

let chosen = "";
let own = { zone: "", minutes: Number.NaN };
const listeners = new Set<() => void>();

/** The time zone of this browser. It is asked for with every time on a page, so it is looked up anew only when its clock is another one. */
export function ownTimeZone(): string {
  const minutes = new Date().getTimezoneOffset();
  if (minutes !== own.minutes) own = { zone: new Intl.DateTimeFormat().resolvedOptions().timeZone, minutes };
  return own.zone;
}

/** The time zone in use, as `Europe/Berlin`. */
export const timeZone = (): string => chosen || ownTimeZone();

/** Whether this browser knows a time zone of this name. */
export function isTimeZone(name: string): boolean {
  try {
    return Boolean(new Intl.DateTimeFormat("en", { timeZone: name }));
  } catch {
    return false;
  }
}

/** Chooses a time zone; "" is the browser's. One that this browser does not know is passed over. */
export function setTimeZone(name: string): void {
  const next = isTimeZone(name) ? name : "";
  if (next === chosen) return;
  chosen = next;
  for (const listener of [...listeners]) listener();
}

const subscribe = (listener: () => void) => {
  listeners.add(listener);
  return () => void listeners.delete(listener);
};

/** The time zone in use, for components that show times. */
export const useTimeZone = (): string => useSyncExternalStore(subscribe, timeZone, timeZone);

/** A moment in the reader's language and time zone. */
export const written = (at: number, options: Intl.DateTimeFormatOptions): string =>
  dateFormat(locale(), { timeZone: timeZone(), ...options }).format(at);

/** The day of a moment in the reader's time zone, as `2026-11-28`. */
export function dayOf(at: number): string {
  const format = dateFormat("en-US", {
    timeZone: timeZone(),
    year: "numeric",
    month: "2-digit",
    day: "2-digit",
  });
  const part = Object.fromEntries(format.formatToParts(at).map(({ type, value }) => [type, value]));
  return `${(part.year ?? "").padStart(4, "0")}-${part.month}-${part.day}`;
}

/** What clocks in the reader's time zone are ahead of UTC at a moment. */
function aheadMs(at: number): number {
  const format = dateFormat("en-US", {
    timeZone: timeZone(),
    hourCycle: "h23",
    year: "numeric",
    month: "numeric",
    day: "numeric",
    hour: "numeric",
    minute: "numeric",
    second: "numeric",
  });
  const part = Object.fromEntries(format.formatToParts(at).map(({ type, value }) => [type, Number(value)]));
  const { year = 0, month = 1, day = 1, hour = 0, minute = 0, second = 0 } = part;
  return Date.UTC(year, month - 1, day, hour, minute, second) - Math.floor(at / 1000) * 1000;
}

/** The moment of a time of the wall clock in the reader's time zone; months from 1. */
export function momentOf(year: number, month: number, day: number, hour = 0, minute = 0): number {
  const wall = Date.UTC(year, month - 1, day, hour, minute);
  // Once with the distance at a wrong moment, then with the one at the moment that this gives.
  return wall - aheadMs(wall - aheadMs(wall));
}

/** Midnight of a day as the browser's date field writes it, or of the next one. Nothing for what is no day. */
export function dayStart(day: string | undefined, next = false): number | undefined {
  const parts = /^(\d{4})-(\d{2})-(\d{2})$/.exec(day ?? "");
  if (!parts) return undefined;
  const at = momentOf(Number(parts[1]), Number(parts[2]), Number(parts[3]) + (next ? 1 : 0));
  return Number.isNaN(at) ? undefined : at;
}
