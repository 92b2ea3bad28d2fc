// Which rows of a list are chosen, as a file manager does it: click, Ctrl, Shift, arrows, Space, letters. Rows are known by their names, so that a choice outlives sorting.

import type { Entry, Listed } from "@towline/files";
import { useMemo, useState } from "react";

export interface Selection {
  readonly chosen: ReadonlySet<string>;
  /** The row that has the keyboard. */
  readonly cursor: string | undefined;
  readonly at: number;
  entries(): Entry[];
  click(index: number, how: { shift: boolean; control: boolean }): void;
  /** Of the keyboard: `keep` moves without choosing. */
  move(index: number, how: { shift: boolean; keep: boolean }): void;
  toggle(index: number): void;
  all(): void;
  none(): void;
  only(name: string): void;
  /** What is chosen in a directory that is being opened. */
  startAt(path: string, name: string): void;
}

interface Chosen {
  readonly names: ReadonlySet<string>;
  readonly cursor: string | undefined;
  readonly anchor: string | undefined;
}
const NOTHING: Chosen = { names: new Set(), cursor: undefined, anchor: undefined };

export function useSelection(listed: Listed | undefined): Selection {
  const [held, setHeld] = useState({ path: "", chosen: NOTHING });
  const path = listed?.path ?? "";
  // Another directory begins with nothing chosen.
  const state = held.path === path ? held.chosen : NOTHING;
  const set = (chosen: Chosen) => setHeld({ path, chosen });
  const nameAt = (index: number): string | undefined => listed?.entries[listed.order[index] ?? -1]?.name;
  const indexOf = (name: string | undefined): number => {
    if (name === undefined || !listed) return -1;
    return listed.order.findIndex((entry) => listed.entries[entry]?.name === name);
  };
  // biome-ignore lint/correctness/useExhaustiveDependencies: what it reads of the list changes with its order
  const at = useMemo(() => indexOf(state.cursor), [state.cursor, listed?.order]);

  const range = (to: number): Chosen => {
    const anchor = state.anchor ?? state.cursor ?? nameAt(to);
    const from = Math.max(0, indexOf(anchor));
    const names = new Set<string>();
    for (let index = Math.min(from, to); index <= Math.max(from, to); index += 1) {
      const name = nameAt(index);
      if (name !== undefined) names.add(name);
    }
    return { names, cursor: nameAt(to), anchor };
  };
  const only = (name: string) => set({ names: new Set([name]), cursor: name, anchor: name });

  return {
    chosen: state.names,
    cursor: state.cursor,
    at,
    entries: () => {
      const found: Entry[] = [];
      for (const index of listed?.order ?? []) {
        const entry = listed?.entries[index];
        if (entry && state.names.has(entry.name)) found.push(entry);
      }
      return found;
    },
    click: (index, { shift, control }) => {
      const name = nameAt(index);
      if (name === undefined) return;
      if (shift) set(range(index));
      else if (control) {
        const names = new Set(state.names);
        if (!names.delete(name)) names.add(name);
        set({ names, cursor: name, anchor: name });
      } else only(name);
    },
    move: (index, { shift, keep }) => {
      const name = nameAt(index);
      if (name === undefined) return;
      if (shift) set(range(index));
      else if (keep) set({ ...state, cursor: name });
      else only(name);
    },
    toggle: (index) => {
      const name = nameAt(index);
      if (name === undefined) return;
      const names = new Set(state.names);
      if (!names.delete(name)) names.add(name);
      set({ names, cursor: name, anchor: name });
    },
    all: () => {
      const names = new Set<string>();
      for (const index of listed?.order ?? []) {
        const name = listed?.entries[index]?.name;
        if (name !== undefined) names.add(name);
      }
      set({ ...state, names });
    },
    none: () => set({ ...state, names: new Set() }),
    only,
    startAt: (to, name) => setHeld({ path: to, chosen: { names: new Set([name]), cursor: name, anchor: name } }),
  };
}
