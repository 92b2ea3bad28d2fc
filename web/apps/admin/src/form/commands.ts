// Rules about what is typed at the prompts of shells (SHL-7). The appliance holds them to the same bounds.

import type { CommandRuleValue, SettingValue } from "@towline/api";

/** Rules that a list can have. */
export const MOST_RULES = 64;
const MOST_BYTES = 200;

export type PatternFault = "blank" | "long" | "control";
export type NoteFault = "long" | "control";

const bytes = (text: string): number => new TextEncoder().encode(text).length;
const odd = (text: string): boolean => /\p{Cc}/u.test(text);

/** Why a text is no pattern; `undefined`: it is one. */
export function patternFault(text: string): PatternFault | undefined {
  if (odd(text)) return "control";
  const tidy = tidyPattern(text);
  if (tidy === "") return "blank";
  return bytes(tidy) > MOST_BYTES ? "long" : undefined;
}

/** Why a text is no note; `undefined`: it is one, or there is none. */
export function noteFault(text: string): NoteFault | undefined {
  if (odd(text)) return "control";
  return bytes(text.trim()) > MOST_BYTES ? "long" : undefined;
}

/** A pattern as the appliance keeps it: with one blank where there are several. */
export const tidyPattern = (text: string): string => text.split(/\s+/u).filter(Boolean).join(" ");

/** The rules of a value, if it is a list of them. */
export const rulesOf = (value: SettingValue | undefined): readonly CommandRuleValue[] =>
  Array.isArray(value) ? value.filter((one): one is CommandRuleValue => typeof one === "object") : [];

/** The texts of a value, if it is a list of them. */
export const textsOf = (value: SettingValue | undefined): readonly string[] =>
  Array.isArray(value) ? value.filter((one): one is string => typeof one === "string") : [];
