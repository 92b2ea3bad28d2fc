// Words of every list: choosing rows, doing something with several of them, saving what was found.

import { catalogue, number, plural } from "@towline/ui";

export const { now: listTexts, useMessages: useListTexts } = catalogue({
  file: {
    save: "Save as CSV",
    stop: (done: string, all: string) => `Stop (${done} of ${all})`,
    cut: (rows: number, all: number) => `The first ${number(rows)} of ${number(all)} rows are saved`,
    cutHint: "Search or filter for fewer, and save the rest in parts.",
  },
  bar: {
    label: "What is selected",
    count: (count: string) => `${count} selected`,
    everything: (count: string) => `All ${count} that were found are selected`,
    chooseEverything: (count: string) => `Select all ${count} that were found`,
    clear: "Select none",
    deeds: "Actions",
  },
  batch: {
    finding: "Finding what is selected",
    progress: (done: string, all: string) => (all === "0" ? "One moment" : `${done} of ${all}`),
    stop: "Stop",
    cancel: "Cancel",
    close: "Close",
    refused: (text: string, count: number) =>
      plural(count, { one: "With one it was not done:", other: `With ${text} it was not done:` }),
    left: (text: string, count: number) =>
      plural(count, { one: "One was left as it is.", other: `${text} were left as they are.` }),
    over: "Not everything was done",
    stay: "What was not done stays selected.",
  },
  narrow: {
    nothing: "Nothing fits",
    filter: "State",
    any: "All",
  },
});
