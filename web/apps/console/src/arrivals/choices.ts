// How this browser tells its rep that somebody waits (SUP-31): each way is a choice of the person who sits at it, kept in the browser.

import { remember, remembered } from "@towline/ui";
import { useSyncExternalStore } from "react";

export type Way = "popup" | "sound" | "desktop";
export type Choices = Readonly<Record<Way, boolean>>;

const isBoolean = (value: unknown): value is boolean => typeof value === "boolean";
const name = (way: Way) => `arrivals.${way}`;
const listeners = new Set<() => void>();

let choices: Choices | undefined;

/** The choices as they are now. Notifications of the desktop need the browser's leave, so nobody has them without asking for them. */
export function arrivalChoices(): Choices {
  choices ??= {
    popup: remembered(name("popup"), isBoolean, true),
    sound: remembered(name("sound"), isBoolean, true),
    desktop: remembered(name("desktop"), isBoolean, false),
  };
  return choices;
}

export function choose(way: Way, on: boolean): void {
  choices = { ...arrivalChoices(), [way]: on };
  remember(name(way), on);
  for (const listener of [...listeners]) listener();
}

const subscribe = (listener: () => void) => {
  listeners.add(listener);
  return () => void listeners.delete(listener);
};

export const useArrivalChoices = (): Choices => useSyncExternalStore(subscribe, arrivalChoices);
