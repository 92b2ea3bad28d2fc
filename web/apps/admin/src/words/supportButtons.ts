// Words of the pages about Support Buttons: those on desktops, their profiles, their installers.

import { catalogue, number, plural } from "@towline/ui";

const days = (count: number) => plural(count, { one: "1 day", other: `${number(count)} days` });

export const { now: supportButtonTexts, useMessages: useSupportButtonTexts } = catalogue({
  parts: { label: "Parts of this page", buttons: "Buttons", profiles: "Profiles", installers: "Installers" },
  page: {
    lead: "Icons on the desktops of those whom you help. A click starts a session in the button's queue, without a key and without the portal.",
    searchLabel: "Search Support Buttons by description, machine, profile, queue, issue or maker",
    anyState: "Any state",
    emptyTitle: "No Support Button yet",
    emptyText:
      "Representatives deploy one with “Deploy Support Button” during a session. For many machines, make an installer here and run its command on each.",
    addInstaller: "Make an installer",
  },
  columns: {
    description: "Description",
    machine: "Machine",
    state: "State",
    queue: "Queue",
    issue: "Issue",
    profile: "Profile",
    madeBy: "Made by",
    expires: "Expires",
    used: "Last used",
    uses: "Sessions started",
  },
  state: {
    active: "Active",
    expired: "Expired",
    withdrawn: "Withdrawn",
    activeText: "A click on it starts a session.",
    expiredText: "It has run out: a click on it says so and starts nothing.",
    withdrawnText: "It starts nothing any more. At its next click it says so and removes itself from the machine.",
    never: "never",
    times: (count: number) => plural(count, { one: "1 session", other: `${number(count)} sessions` }),
  },
  queue: {
    general: "General queue",
    personalOf: (name: string) => (name ? `${name} (personal)` : "A personal queue"),
    forIssue: (issue: string) => `Issue: ${issue}`,
  },
  details: { title: "Support Button", made: "Deployed", none: "none" },
  withdraw: {
    title: "Withdraw",
    open: "Withdraw this button",
    ask: (description: string) => `Withdraw “${description}”?`,
    will: "It starts no session any more, from now on. At its next click it says so and removes itself from the machine. Sessions that run go on.",
    submit: "Withdraw",
    done: "The Support Button is withdrawn",
    askMany: (text: string, count: number) =>
      plural(count, { one: "Withdraw 1 Support Button?", other: `Withdraw ${text} Support Buttons?` }),
    willMany:
      "They start no session any more, from now on. At its next click each says so and removes itself from its machine. Sessions that run go on.",
    doneMany: (text: string, count: number) =>
      plural(count, { one: "1 Support Button is withdrawn", other: `${text} Support Buttons are withdrawn` }),
  },
});

export const { now: buttonProfileTexts, useMessages: useButtonProfileTexts } = catalogue({
  page: {
    lead: "How Support Buttons look, and which public site they belong to. Whoever deploys a button chooses one.",
    searchLabel: "Search profiles by name, label, comment or public site",
    add: "Make a profile",
    emptyTitle: "No profile yet",
    emptyText: "A Support Button needs one: it says what its icon looks like and what stands below it.",
  },
  columns: { name: "Name", label: "On the desktop", site: "Public site", comment: "Comment", default: "Default" },
  edit: {
    title: "About this profile",
    kept: "Buttons that are on desktops already keep the label, the comment and the picture that they came with.",
    name: "Name",
    nameHint: "For representatives, who choose by it.",
    nameMissing: "Enter a name.",
    label: "Label",
    labelHint: "Stands below the icon on the desktop, as “Get help”.",
    labelMissing: "Enter what stands below the icon.",
    comment: "Comment",
    commentHint: "The desktop shows it when the pointer rests on the icon.",
    site: "Public site",
    siteHint: "Its texts and its session policies hold for sessions of these buttons.",
    siteDefault: "The default site",
  },
  icon: {
    title: "Picture",
    label: "Icon",
    hint: "PNG, square, from 16 to 512 pixels, at most 64 KiB.",
    later: "A picture of its own can be chosen once the profile is made.",
    preview: (label: string) => `How it looks on a desktop: ${label}`,
    own: "A picture of its own.",
    builtIn: "The built-in picture.",
    choose: "Choose a picture",
    replace: "Choose another one",
    reset: "Back to the built-in icon",
    done: "The picture is set",
    resetDone: "The built-in icon is back",
    notPng: "Choose a PNG file.",
    tooLarge: "The file is larger than 64 KiB.",
  },
  create: { title: "Make a profile", submit: "Make the profile", done: (name: string) => `${name} is made` },
  remove: {
    title: "Remove",
    open: "Remove this profile",
    ask: (name: string) => `Remove ${name}?`,
    will: "Buttons that were made with it go on working, with the public site of the default profile.",
    willDefault: "The default profile is always there. It is chosen where nobody chooses another one.",
    submit: "Remove the profile",
    done: (name: string) => `${name} is removed`,
    askMany: (text: string, count: number) =>
      plural(count, { one: "Remove 1 profile?", other: `Remove ${text} profiles?` }),
    willMany:
      "Buttons that were made with them go on working, with the public site of the default profile. The default profile itself is not removed.",
    doneMany: (text: string, count: number) =>
      plural(count, { one: "1 profile is removed", other: `${text} profiles are removed` }),
  },
});

export const { now: buttonInstallerTexts, useMessages: useButtonInstallerTexts } = catalogue({
  page: {
    lead: "One-line commands that put a Support Button on the desktop of whoever runs them, on Linux.",
    add: "Make an installer",
    searchLabel: "Search installers by description, profile, queue, issue or maker",
    anyState: "Any state",
    emptyTitle: "No installer yet",
    emptyText:
      "An installer is a command that each person runs once on their own machine. It works for a limited time and a limited number of machines, and can be removed.",
  },
  columns: {
    description: "Description",
    state: "State",
    uses: "Used",
    expires: "Expires",
    queue: "Queue",
    profile: "Profile",
    lasts: "Buttons last",
    created: "Made by",
  },
  state: {
    valid: "Valid",
    usedUp: "Used up",
    expired: "Expired",
    uses: (used: number, allowed: number) => `${number(used)} of ${number(allowed)}`,
    days,
  },
  details: {
    title: "Support Button installer",
    command:
      "The command itself was shown once, when the installer was made. It is not kept on the appliance. If it is lost, make a new installer and remove this one.",
    uses: "Buttons installed",
    expires: "Works until",
    created: "Made",
    issue: "Issue",
  },
  remove: {
    title: "Remove",
    open: "Remove this installer",
    ask: (description: string) => `Remove the installer “${description}”?`,
    will: "The command stops working at once. Buttons that it installed stay as they are; they can be withdrawn under Buttons.",
    submit: "Remove",
    done: "The installer is removed",
    askMany: (text: string, count: number) =>
      plural(count, { one: "Remove 1 installer?", other: `Remove ${text} installers?` }),
    willMany:
      "Their commands stop working at once. Buttons that they installed stay as they are; they can be withdrawn under Buttons.",
    doneMany: (text: string, count: number) =>
      plural(count, { one: "1 installer is removed", other: `${text} installers are removed` }),
  },
  create: {
    title: "Make an installer",
    submit: "Make the installer",
    buttons: "The buttons",
    buttonsText: "What holds for each button that the command installs.",
    description: "Description",
    descriptionHint: "For representatives: sessions of these buttons are told by it. As “Branch office, autumn 2026”.",
    descriptionMissing: "Enter a description.",
    profile: "Profile",
    profileDefault: (name: string) => `${name} (default)`,
    profileMissing: "Choose a profile.",
    queue: "Sessions wait in",
    personal: "My personal queue",
    general: "General queue",
    teams: "Support teams",
    issues: "Issues",
    issueTo: (issue: string, team: string) => `${issue} → ${team}`,
    days: "Each button works for (days)",
    daysHint: "From the day on which it is installed. Then it says so and starts nothing.",
    daysWrong: "Choose between 1 and 3,650.",
    command: "The command",
    commandText: "Whoever has it can put a button on a desktop, so keep it short.",
    validity: "Works for",
    unit: "Unit",
    hours: "hours",
    days_unit: "days",
    validityWrong: "Choose between one hour and 365 days.",
    uses: "Number of machines",
    usesHint: "After that many installations the command stops working.",
    usesWrong: "Choose between 1 and 10,000.",
  },
  command: {
    title: "The installer is ready",
    text: "Run this on each machine, in a terminal, as the person whose desktop it is for. Not as root and not with sudo: the button belongs to one person's desktop.",
    once: "It is shown only now. Copy it before you close this.",
    copy: "Copy the command",
    whatTitle: "What it does",
    whatFetch: "fetches the install script from this site and checks that it really is this site",
    whatInstall: "downloads the support program with its picture into that person's home folder",
    whatPlace: "puts the icon on their desktop and among their programs",
    limits: (uses: number, until: string) =>
      plural(uses, {
        one: `It works for one machine, until ${until}.`,
        other: `It works for ${number(uses)} machines, until ${until}.`,
      }),
    undo: "To undo it: withdraw the button under Buttons, or remove it in a session.",
    finish: "Done",
    leaveAsk: "Close without copying?",
    leaveWill: "The command has not been copied, and it is not shown again.",
    leaveStay: "Stay",
    leaveGo: "Close anyway",
  },
});
