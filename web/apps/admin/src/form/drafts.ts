// What people have typed and not saved yet, by form. A draft outlives its form: closing a drawer or looking at another page loses nothing.
//
// Holds only what differs from the saved values, in memory, for this tab. Passwords never come here: their forms keep them to themselves.

type Change = Readonly<Record<string, unknown>>;

const NOTHING: Change = Object.freeze({});

export class Drafts {
  readonly #changes = new Map<string, Change>();
  readonly #listeners = new Set<() => void>();

  /** The same object until it changes, so that a store hook can compare it. */
  of(form: string): Change {
    return this.#changes.get(form) ?? NOTHING;
  }

  set(form: string, field: string, value: unknown, saved: unknown): void {
    const { [field]: _, ...others } = this.of(form);
    this.#put(form, same(value, saved) ? others : { ...others, [field]: value });
  }

  discard(form: string): void {
    this.#put(form, NOTHING);
  }

  /** Whether anything anywhere is unsaved; the page asks before it is closed. */
  get pending(): boolean {
    return this.#changes.size > 0;
  }

  subscribe = (listener: () => void): (() => void) => {
    this.#listeners.add(listener);
    return () => this.#listeners.delete(listener);
  };

  /** Another person signs in in this tab: what the one before typed is theirs. */
  forgetAll(): void {
    this.#changes.clear();
    this.#tell();
  }

  #put(form: string, change: Change): void {
    if (Object.keys(change).length === 0) this.#changes.delete(form);
    else this.#changes.set(form, change);
    this.#tell();
  }

  #tell(): void {
    for (const listener of this.#listeners) listener();
  }
}

/** Equal as far as a form is concerned: lists are compared as sets, what has parts by its parts. */
export function same(a: unknown, b: unknown): boolean {
  if (Array.isArray(a) && Array.isArray(b)) {
    return a.length === b.length && a.every((entry) => b.some((other) => same(entry, other)));
  }
  if (isRecord(a) && isRecord(b)) {
    return [...new Set([...Object.keys(a), ...Object.keys(b)])].every((key) => same(a[key], b[key]));
  }
  return (a ?? "") === (b ?? "");
}

const isRecord = (value: unknown): value is Record<string, unknown> => typeof value === "object" && value !== null;

export const drafts = new Drafts();
