// Canned messages: found by words, grouped by category, with names put in (SES-31). Pure.

import type { CannedMessage } from "@towline/api";

export interface CannedGroup {
  readonly category: string;
  readonly messages: readonly CannedMessage[];
}

/** Those that have every word somewhere, in their order, under their categories; what has none comes last. */
export function foundCanned(messages: readonly CannedMessage[], search: string): CannedGroup[] {
  const wanted = search.toLowerCase().split(/\s+/).filter(Boolean);
  const groups = new Map<string, CannedMessage[]>();
  for (const message of messages) {
    const words = `${message.category} ${message.name} ${message.text}`.toLowerCase();
    if (!wanted.every((word) => words.includes(word))) continue;
    const key = message.category.toLowerCase();
    groups.set(key, [...(groups.get(key) ?? []), message]);
  }
  return [...groups]
    .sort(([a], [b]) => Number(a === "") - Number(b === ""))
    .map(([, found]) => ({ category: found[0]?.category ?? "", messages: found }));
}

/** The text with the names in their places. A name is text: what looks like a place in it stays as it is. */
export function filledIn(text: string, names: { readonly customer: string; readonly rep: string }): string {
  return text.replace(/\{(customer|rep)\}/g, (_, place: "customer" | "rep") => names[place]);
}

/** A draft with a text added where one goes on writing. */
export const withInserted = (draft: string, text: string): string => {
  const before = draft.trimEnd();
  return before === "" ? text : `${before} ${text}`;
};
