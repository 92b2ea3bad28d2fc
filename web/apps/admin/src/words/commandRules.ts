// Words of rules about what is typed at the prompts of shells (SHL-7).

import { catalogue } from "@towline/ui";

export const { now: commandRuleTexts, useMessages: useCommandRuleTexts } = catalogue({
  values: {
    noRules: "No rules",
    theseRules: "These rules",
    ruleDeny: "Deny",
    ruleAlert: "Alert",
  },
  words: {
    rules: (setting: string) => `${setting}: rules`,
    rulePattern: (line: number) => `Rule ${line}: pattern`,
    ruleDo: (line: number) => `Rule ${line}: what becomes of it`,
    ruleNote: (line: number) => `Rule ${line}: note`,
    patternExample: "rm -rf *",
    noteExample: "Note for whoever types it",
    addRule: "Add a rule",
    mostRules: (most: number) => `A list has at most ${most} rules.`,
    allRules:
      "* is any number of characters, ? is one. A pattern is for the whole line, and for each part of it between ; | && || and &. The rules of all policies hold together: none takes away what another one says.",
  },
  patternFaults: {
    blank: "Enter a pattern, or remove the line.",
    long: "A pattern has at most 200 bytes.",
    control: "A pattern has no control characters.",
  },
  noteFaults: {
    long: "A note has at most 200 bytes.",
    control: "A note has no control characters.",
  },
});
