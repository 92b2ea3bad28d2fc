// Which rows of a list are chosen, over several pages; or all that the search finds, also those that were never shown.

import type { RowChoice } from "@towline/ui";
import { useMemo, useState } from "react";

export interface Chosen {
  /** Those that were chosen, with their names. */
  readonly names: ReadonlyMap<string, string>;
  /** All that the search finds, whichever they are when it comes to it. */
  readonly everything: boolean;
  /** How many that is. */
  readonly count: number;
  /** Whether more than the chosen ones were found, and all of this page are chosen: then all can be offered. */
  readonly more: boolean;
  readonly choice: RowChoice;
  readonly chooseEverything: () => void;
  readonly set: (names: ReadonlyMap<string, string>) => void;
}

interface Shown<Row> {
  /** The rows of this page. */
  readonly rows: readonly Row[] | undefined;
  readonly keyOf: (row: Row) => string;
  readonly nameOf: (row: Row) => string;
  /** How many the search finds. */
  readonly total: number;
  /** What they are found by. With another search nothing is chosen any more. */
  readonly found: string;
}

const NOBODY: ReadonlyMap<string, string> = new Map();

export function useChosen<Row>({ rows, keyOf, nameOf, total, found }: Shown<Row>): Chosen {
  const [state, setState] = useState({ found, names: NOBODY, everything: false });
  const current = state.found === found ? state : { found, names: NOBODY, everything: false };
  const page = useMemo(() => new Map((rows ?? []).map((row) => [keyOf(row), nameOf(row)])), [rows, keyOf, nameOf]);
  const { everything, names } = current;
  const chosen = useMemo(() => new Set(everything ? page.keys() : names.keys()), [everything, names, page]);
  const set = (next: ReadonlyMap<string, string>) => setState({ found, names: next, everything: false });
  return {
    names,
    everything,
    count: everything ? total : names.size,
    more: !everything && total > names.size && page.size > 0 && [...page.keys()].every((key) => names.has(key)),
    choice: {
      chosen,
      onChange: (keys) => {
        // Rows that stay chosen keep the name that they had when they were seen.
        const known = (key: string) => page.get(key) ?? names.get(key);
        set(new Map([...keys].flatMap((key) => ((name) => (name === undefined ? [] : [[key, name]]))(known(key)))));
      },
    },
    chooseEverything: () => setState({ found, names: NOBODY, everything: true }),
    set,
  };
}
