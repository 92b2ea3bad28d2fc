// For how long a session key can be chosen to be valid: a few round times, as far as the account's maximum goes (SUP-10).

import type { useWords } from "../words/en";

type Words = ReturnType<typeof useWords>["keys"];

const CHOICES = [10, 30, 60, 120, 240, 480, 1440] as const;

/** The choices, with the maximum itself as the last one. */
export function validities(mostMinutes: number): number[] {
  const most = Math.max(CHOICES[0], Math.min(mostMinutes, 1440));
  return [...CHOICES.filter((minutes) => minutes < most), most];
}

/** The choice that comes nearest to one made before, and not beyond it. */
export function nearestValidity(minutes: number, choices: readonly number[]): number {
  return choices.findLast((choice) => choice <= minutes) ?? choices[0] ?? CHOICES[0];
}

export function durationName(minutes: number, words: Words): string {
  if (minutes < 60) return words.minutes(minutes);
  if (minutes % 60 === 0) return words.hours(minutes / 60);
  return words.hoursMinutes(Math.floor(minutes / 60), minutes % 60);
}
