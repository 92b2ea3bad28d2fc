// The texts of System Info, put together from their groups of the catalogue.

import { useWords } from "../words/en";

type All = ReturnType<typeof useWords>;
type Words = ReturnType<typeof together>;

const together = (all: All) => ({
  ...all.system,
  category: all.systemCategory,
  absent: all.systemAbsent,
  absentText: all.systemAbsentText,
  service: all.serviceState,
  processState: all.processState,
  level: all.logLevel,
  column: all.systemColumn,
  fact: all.systemFact,
  reason: all.systemReason,
});

const known = new WeakMap<All, Words>();

/** The same object for the same language. */
export function systemWords(all: All): Words {
  const words = known.get(all) ?? together(all);
  known.set(all, words);
  return words;
}

export const useSystemWords = (): Words => systemWords(useWords());
