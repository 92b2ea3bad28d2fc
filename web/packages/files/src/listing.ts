//! A directory as it is shown: which entries, and in which order. It runs in the worker, so that 100,000 of them are sorted without a stutter.

import type { Entry } from "./agent/decode";
import type { ListView } from "./messages";
import { shownName } from "./names";

export const isDirectory = (entry: Pick<Entry, "kind" | "leadsTo">): boolean =>
  entry.kind === "directory" || (entry.kind === "link" && entry.leadsTo === "directory");

export const isHidden = (entry: Pick<Entry, "name" | "hidden">): boolean => entry.hidden || entry.name.startsWith(".");

/** What a name ends in, in small letters; "": nothing. */
export function endingOf(name: string): string {
  const dot = name.lastIndexOf(".");
  return dot > 0 ? name.slice(dot + 1).toLowerCase() : "";
}

/** Compared by its letters, names come in the order in which people read them: without case and accents, and by the value of numbers. A collator would take seconds. */
export function naturalKey(name: string): string {
  const plain = /^[\x20-\x7e]*$/u.test(name) ? name : name.normalize("NFD").replace(/\p{M}/gu, "");
  return plain.toLowerCase().replace(/\d+/gu, (digits) => digits.replace(/^0+(?=\d)/u, "").padStart(16, "0"));
}

export class Listing {
  readonly entries: Entry[] = [];
  readonly #names: string[] = [];
  readonly #searched: string[] = [];

  add(entries: readonly Entry[]): void {
    for (const entry of entries) {
      this.entries.push(entry);
      const shown = shownName(entry.name);
      this.#names.push(naturalKey(shown));
      this.#searched.push(shown.toLowerCase());
    }
  }

  order(view: ListView): { order: Uint32Array<ArrayBuffer>; hidden: number } {
    const wanted = view.filter.trim().toLowerCase();
    const shown: number[] = [];
    let hidden = 0;
    for (const [index, entry] of this.entries.entries()) {
      if (!view.hidden && isHidden(entry)) {
        hidden += 1;
        continue;
      }
      if (wanted === "" || this.#searched[index]?.includes(wanted)) shown.push(index);
    }
    const order = Uint32Array.from(shown);
    const compare = this.#compare(view.sort);
    const sign = view.descending ? -1 : 1;
    order.sort((left, right) => {
      const a = this.entries[left];
      const b = this.entries[right];
      if (!a || !b) return left - right;
      const directories = Number(isDirectory(b)) - Number(isDirectory(a));
      if (directories !== 0) return directories;
      return sign * (compare(a, b) || this.#byName(left, right)) || left - right;
    });
    return { order, hidden };
  }

  #byName(left: number, right: number): number {
    return byText(this.#names[left] ?? "", this.#names[right] ?? "");
  }

  #compare(sort: ListView["sort"]): (a: Entry, b: Entry) => number {
    switch (sort) {
      case "bytes":
        return (a, b) => a.bytes - b.bytes;
      case "type":
        return (a, b) => byText(endingOf(a.name), endingOf(b.name));
      case "modified":
        return (a, b) => a.modifiedMs - b.modifiedMs;
      case "mode":
        return (a, b) => a.mode - b.mode;
      case "owner":
        return (a, b) => byText(a.owner, b.owner) || byText(a.group, b.group);
      default:
        return () => 0;
    }
  }
}

const byText = (a: string, b: string): number => (a < b ? -1 : a > b ? 1 : 0);
