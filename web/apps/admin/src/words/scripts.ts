// Words of the page of canned scripts.

import { catalogue, plural } from "@towline/ui";

export const { now: scriptTexts, useMessages: useScriptTexts } = catalogue({
  page: {
    lead: "What representatives may run on machines, in the words that stand here and no others. They find it in a session, beside the special actions and in the bar of the shells, if their rights allow canned scripts.",
    searchLabel: "Search canned scripts by name, category, description or team",
    add: "Make a canned script",
    emptyTitle: "No canned scripts yet",
    emptyText:
      "A canned script does what somebody would otherwise type anew on each machine: clear a cache, collect logs, restart a service.",
  },
  columns: {
    name: "Name",
    category: "Category",
    runs: "Runs as",
    interpreter: "Interpreter",
    teams: "For",
    everybody: "Everybody",
  },
  runsAs: { user: "Session's user", system: "System", choose: "As chosen" },
  interpreters: { sh: "sh", bash: "Bash", python3: "Python 3", perl: "Perl" },
  runsAsChoice: {
    user: "The user whose session it is",
    system: "System, with administrative rights",
    choose: "The representative chooses",
  },
  kinds: { text: "Text", number: "A whole number", choice: "One of several", switch: "Yes or no" },
  edit: {
    title: "About this script",
    name: "Name",
    nameMissing: "Enter a name.",
    description: "What it does",
    descriptionHint: "Representatives read it before they run it.",
    category: "Category",
    categoryHint: "The heading that it stands under. May be empty.",
    teams: "For",
    teamsHint: "Without a team: everybody whose rights allow canned scripts.",
    teamsChoose: "Choose teams",
    noTeam: "There are no teams",
    script: "Script",
    scriptText:
      "It runs on Linux, on a terminal of its own into which nobody can type. What it writes is shown live, and is recorded as shells are.",
    interpreter: "Interpreter",
    interpreterHint: "The agent knows where it is on the machine.",
    text: "Text",
    textMissing: "Enter the script.",
    textLong: "A script has at most 64 KiB.",
    bytes: (count: string) => `${count} bytes`,
    sha256: "SHA-256 as saved",
    runsAs: "Runs as",
    runsAsHint: "As system only where the representative may get administrative rights, and the session has them.",
    minutes: "Minutes until it is ended",
    minutesHint: "1 to 60. Then it is ended with all that it started.",
    parameters: "Parameters",
    parametersText:
      "Each is an argument of the process, in this order, and an environment variable. It is never part of the script's text, so nothing that is typed is run.",
    one: (number: number) => `Parameter ${number}`,
    up: (number: number) => `Move parameter ${number} up`,
    down: (number: number) => `Move parameter ${number} down`,
    remove: (number: number) => `Remove parameter ${number}`,
    addOne: "Add a parameter",
    variable: "Name",
    variableHint: (name: string, position: number, python: boolean) =>
      python
        ? `In the script: sys.argv[${position}] or os.environ["TOWLINE_${name}"]`
        : `In the script: "$${position}" or "$TOWLINE_${name}"`,
    label: "Label",
    kind: "Takes",
    most: "Most characters",
    least: "From",
    upTo: "To",
    choices: "Choices",
    choicesHint: "One on each line.",
    default: "At first",
    none: "Nothing",
    yes: "Yes",
    no: "No",
    required: "Must be filled in",
    oddName: (number: number) =>
      `Parameter ${number}: a name has capital letters, digits and _, and begins with a letter.`,
    sameName: (number: number) => `Parameter ${number}: another one has this name.`,
    oddNumber: (number: number) => `Parameter ${number}: enter two whole numbers, the smaller one first.`,
    oddMost: (number: number) => `Parameter ${number}: from 1 to 1,024 characters.`,
    oddChoices: (number: number) => `Parameter ${number}: enter up to 32 choices, each of them different.`,
    oddDefault: (number: number) => `Parameter ${number}: what stands there at first does not fit.`,
  },
  create: { title: "Make a canned script", submit: "Make the script", done: (name: string) => `${name} is made` },
  copy: { open: "Copy", name: (name: string) => `${name} (copy)`, done: (name: string) => `${name} is made` },
  remove: {
    title: "Remove",
    open: "Remove this script",
    ask: (name: string) => `Remove ${name}?`,
    will: "Nobody can run it any more. Where it runs, it goes on to its end; the records of sessions keep its name and its hash.",
    submit: "Remove the script",
    done: (name: string) => `${name} is removed`,
    askMany: (text: string, count: number) =>
      plural(count, { one: "Remove 1 canned script?", other: `Remove ${text} canned scripts?` }),
    willMany: "Nobody can run them any more. Where they run, they go on to their end.",
    doneMany: (text: string, count: number) =>
      plural(count, { one: "1 canned script is removed", other: `${text} canned scripts are removed` }),
  },
});
