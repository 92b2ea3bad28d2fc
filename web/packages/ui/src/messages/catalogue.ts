// The message catalogue: every text that a person reads is a typed entry of a catalogue, in English first.
//
// A catalogue is an object of groups of entries; an entry is a text or a function of its values that gives a text, so that the compiler checks names and
// values, and a language decides its own word order and plurals (`plural`). A translation is a module of the same shape, loaded when it is chosen; what it
// lacks is English. No macros, no build step, no markup in messages. See docs/adr for the reasons.

import { useSyncExternalStore } from "react";
import { numberFormat, pluralRules } from "./formats";

type Entry = string | ((...values: never[]) => string);
export type Catalogue = { readonly [group: string]: { readonly [name: string]: Entry } };
type Widened<E> = E extends (...values: infer V) => string ? (...values: V) => string : string;
/** What a translation of `C` looks like: any part of it. */
export type Translation<C extends Catalogue> = {
  readonly [G in keyof C]?: { readonly [N in keyof C[G]]?: Widened<C[G][N]> };
};
type Loader<C extends Catalogue> = () => Promise<Translation<C>>;

let current = "en";
const listeners = new Set<() => void>();
const loadEach: ((tag: string) => Promise<void>)[] = [];

/** The language in use, a BCP 47 tag. */
export const language = () => current;

/** How dates and numbers are written: the reader's own way where it belongs to the language in use ("en" read in Britain is en-GB). */
export function locale(): string {
  const own = globalThis.navigator?.language ?? current;
  return own.split("-")[0] === current.split("-")[0] ? own : current;
}

/** Loads what every catalogue has in this language, then shows it. */
export async function setLanguage(tag: string): Promise<void> {
  await Promise.all(loadEach.map((load) => load(tag)));
  current = tag;
  for (const listener of [...listeners]) listener();
}

const subscribe = (listener: () => void) => {
  listeners.add(listener);
  return () => void listeners.delete(listener);
};

function merged<C extends Catalogue>(english: C, translation: Translation<C>): C {
  const result: Record<string, unknown> = {};
  for (const group of Object.keys(english)) result[group] = { ...english[group], ...translation[group] };
  return result as C;
}

/** Makes a catalogue: `now()` for code outside components, `useMessages()` for components. */
export function catalogue<C extends Catalogue>(english: C, others: Readonly<Record<string, Loader<C>>> = {}) {
  const ready = new Map<string, C>([["en", english]]);
  loadEach.push(async (tag) => {
    const load = others[tag];
    if (load && !ready.has(tag)) ready.set(tag, merged(english, await load()));
  });
  const now = (): C => ready.get(current) ?? english;
  return { now, useMessages: (): C => useSyncExternalStore(subscribe, now, now) };
}

/** Chooses the form for a number by the rules of the language: `plural(n, { one: "session", other: "sessions" })`. */
export function plural(count: number, forms: { one?: string; few?: string; many?: string; other: string }): string {
  const rule = pluralRules(current).select(count);
  return (rule in forms ? forms[rule as keyof typeof forms] : undefined) ?? forms.other;
}

/** A number as people of the language write it. */
export const number = (value: number, options?: Intl.NumberFormatOptions) =>
  numberFormat(locale(), options).format(value);
