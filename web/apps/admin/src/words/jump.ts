// Words of the pages about Jump Clients, their installers and their groups.

import { catalogue, number, plural } from "@towline/ui";

export const { now: clientTexts, useMessages: useClientTexts } = catalogue({
  page: {
    lead: "Machines with the agent installed, which can be reached without anybody there.",
    install: "Install a Jump Client",
    searchLabel: "Search Jump Clients by name, host name, address, tag or comments",
    locationLabel: "List",
    anyStatus: "Any status",
    all: "All lists",
    personal: "Personal",
    personalOf: (name: string) => `${name} (personal)`,
    myPersonal: "My personal list",
    emptyTitle: "No Jump Client yet",
    emptyText:
      "A Jump Client is a small agent on a machine that you look after. Once it is installed, the machine shows up here and in the console, and a technician can jump to it.",
    emptyHere: "There is no Jump Client in this list.",
    personalOnly: "You see the machines of your personal list and of your Jump Groups.",
  },
  columns: { name: "Name", group: "List", tag: "Tag", state: "Status", lastAccessed: "Last accessed" },
  file: { name: "jump-clients.csv", hostName: "Host name", inUse: "In use by" },
  many: {
    move: "Move to a list",
    tag: "Set the tag",
    untag: "Take the tag away",
    policies: "Set session policies",
    remove: "Remove",
    choose: "Choose a list",
    leavePolicy: "Leave as it is",
    askMove: (text: string, count: number) =>
      plural(count, { one: "Move 1 Jump Client?", other: `Move ${text} Jump Clients?` }),
    willMove:
      "Whoever uses the list that they go to sees them there; for whoever used the old one only, they are gone.",
    doneMove: (text: string, count: number) =>
      plural(count, { one: "1 Jump Client is moved", other: `${text} Jump Clients are moved` }),
    askTag: (text: string, count: number) =>
      plural(count, { one: "Set the tag of 1 Jump Client?", other: `Set the tag of ${text} Jump Clients?` }),
    tagHint: "It replaces the tag that each of them has. Leave it empty to take their tags away.",
    doneTag: (text: string, count: number) =>
      plural(count, { one: "The tag of 1 Jump Client is set", other: `The tags of ${text} Jump Clients are set` }),
    askPolicies: (text: string, count: number) =>
      plural(count, {
        one: "Set the session policies of 1 Jump Client?",
        other: `Set the session policies of ${text} Jump Clients?`,
      }),
    willPolicies: "They hold at once, also in sessions that are running.",
    donePolicies: (text: string, count: number) =>
      plural(count, {
        one: "The session policies of 1 Jump Client are set",
        other: `The session policies of ${text} Jump Clients are set`,
      }),
    askRemove: (text: string, count: number) =>
      plural(count, { one: "Remove 1 Jump Client?", other: `Remove ${text} Jump Clients?` }),
    willRemove:
      "Sessions with them end. The agents of those that are online are uninstalled at once, the others when they next connect. To reach the machines again, somebody must install the agent on them.",
    submitRemove: "Remove and uninstall",
    doneRemove: (text: string, count: number) =>
      plural(count, { one: "1 Jump Client is removed", other: `${text} Jump Clients are removed` }),
  },
  availability: { online: "Online", offline: "Offline", duplicate: "Duplicate", uninstalled: "Uninstalled" },
  state: {
    since: "Since",
    inUseBy: (names: string) => `In use by ${names}`,
    duplicateText:
      "Two machines use the same identity, probably because a disk image was copied. Install the agent again on one of them.",
    uninstalledText: "The agent has been uninstalled on the machine. Remove the item, or install the agent again.",
  },
  edit: {
    title: "Name and place",
    name: "Name",
    nameHint: "As technicians see it. The machine's own host name stays as it is.",
    nameMissing: "Enter a name.",
    tag: "Tag",
    tagHint: "A word of your own to search for.",
    comments: "Comments",
    commentsHint: "What a technician should know before they jump.",
    location: "List",
    locationHint: "A personal list is seen only by its owner. A group's list is seen by its members.",
  },
  facts: {
    title: "The machine",
    hostName: "Host name",
    system: "System",
    console: "Signed in at the machine",
    nobody: "nobody",
    domain: "Domain",
    publicIp: "Public address",
    privateIps: "Private addresses",
    processor: "Processor",
    cores: (model: string, count: number) =>
      `${model}, ${plural(count, { one: "1 core", other: `${number(count)} cores` })}`,
    memory: "Memory",
    volumes: "Disks",
    free: (free: string, total: string) => `${free} of ${total} free`,
    booted: "Running since",
    agent: "Agent",
    agentMode: (version: string, mode: string) => `${version}, ${mode}`,
    service: "runs as a service",
    user: "runs in a user's session",
    password: "Own password, set",
    added: "Added",
    lastAccessed: "Last accessed",
    unknown: "not known",
  },
  remove: {
    title: "Remove",
    open: "Remove this Jump Client",
    online: "The machine is online: its agent is uninstalled at once and open sessions on it end.",
    offline:
      "The machine is offline: it disappears from the lists now, and its agent is uninstalled when it next connects.",
    uninstalled: "The agent is gone already. Only the entry in the lists is removed.",
    ask: (name: string) => `Remove ${name}?`,
    lasts: "To reach the machine again, somebody must install the agent on it.",
    submit: "Remove and uninstall",
    submitEntry: "Remove",
    done: (name: string) => `${name} is removed`,
    notYours: "Only an administrator can change or remove this Jump Client.",
  },
});

export const { now: installerTexts, useMessages: useInstallerTexts } = catalogue({
  page: {
    lead: "One-line commands that install the agent on a Linux machine and put it into a list.",
    add: "Make an installer",
    searchLabel: "Search installers by list, name, tag, comments or maker",
    anyState: "Any state",
    emptyTitle: "No installer yet",
    emptyText:
      "An installer is a command that you run on each machine to be reached. It decides which list the machine goes to, works for a limited time and a limited number of machines, and can be withdrawn.",
  },
  columns: { what: "For", state: "State", uses: "Used", expires: "Expires", created: "Made by", tag: "Tag" },
  state: {
    valid: "Valid",
    usedUp: "Used up",
    expired: "Expired",
    uses: (used: number, allowed: number) => `${number(used)} of ${number(allowed)}`,
  },
  details: {
    title: "Installer",
    command:
      "The command itself was shown once, when the installer was made. It is not kept on the appliance. If it is lost, make a new installer and withdraw this one.",
    list: "List",
    name: "Name of the machines",
    ownName: "each machine's own host name",
    tag: "Tag",
    comments: "Comments",
    none: "none",
    uses: "Machines installed",
    expires: "Works until",
    created: "Made",
    createdBy: (time: string, who: string) => `${time} by ${who}`,
  },
  withdraw: {
    title: "Withdraw",
    open: "Withdraw this installer",
    ask: "Withdraw this installer?",
    will: "The command stops working at once. Machines that it installed stay as they are.",
    submit: "Withdraw",
    done: "The installer is withdrawn",
    many: "Withdraw",
    askMany: (text: string, count: number) =>
      plural(count, { one: "Withdraw 1 installer?", other: `Withdraw ${text} installers?` }),
    willMany: "Their commands stop working at once. Machines that they installed stay as they are.",
    doneMany: (text: string, count: number) =>
      plural(count, { one: "1 installer is withdrawn", other: `${text} installers are withdrawn` }),
  },
  wizard: {
    title: "Make an installer",
    place: "Place",
    labels: "Labels",
    limits: "Limits",
    command: "Command",
    step: (step: number, count: number) => `Step ${step} of ${count}`,
    next: "Continue",
    back: "Back",
    submit: "Make the installer",
  },
  place: {
    text: "Where do the machines appear?",
    personal: "My personal list",
    personalHint: "Only you see them.",
    group: "A Jump Group",
    groupHint: "Every member of the group sees them.",
    which: "Jump Group",
    choose: "Choose a group",
    missing: "Choose the group that the machines should go to.",
    noGroups: "There is no Jump Group yet. Create one first if others should see the machines.",
    createGroup: "Create a Jump Group",
  },
  labels: {
    text: "What should be written on them? All of this can be changed later, for each machine.",
    name: "Name",
    nameHint: "Leave it empty, and each machine is called by its host name. Fill it in for a single machine.",
    tag: "Tag",
    tagHint: "A word of your own to search for, such as “autumn-2026”.",
    comments: "Comments",
    commentsHint: "What a technician should know before they jump.",
    attended: "Session policy while a person is at the machine",
    unattended: "Session policy while nobody is",
  },
  limits: {
    text: "How long and how often may the command be used? Whoever has it can add machines, so keep it short.",
    validity: "Works for",
    hours: "hours",
    days: "days",
    unit: "Unit",
    validityWrong: "Choose between one hour and 365 days.",
    uses: "Number of machines",
    usesHint: "After that many installations the command stops working.",
    usesWrong: "Choose between 1 and 10,000.",
  },
  command: {
    title: "The installer is ready",
    text: "Run this on each machine, in a terminal, by somebody who may use sudo:",
    once: "It is shown only now. Copy it before you close this.",
    copy: "Copy the command",
    whatTitle: "What it does",
    whatFetch: "fetches the install script from this site and checks that it really is this site",
    whatInstall: "downloads the agent, checks it, and installs it as a service",
    whatEnrol: "makes the machine's own key, which never leaves it, and adds the machine to the list",
    limits: (uses: number, until: string) =>
      plural(uses, {
        one: `It works for one machine, until ${until}.`,
        other: `It works for ${number(uses)} machines, until ${until}.`,
      }),
    undo: "To undo it on a machine: sudo towline-agent uninstall, or remove the Jump Client here.",
    finish: "Done",
    leaveAsk: "Close without copying?",
    leaveWill: "The command has not been copied, and it is not shown again.",
    leaveStay: "Stay",
    leaveGo: "Close anyway",
  },
});

export const { now: groupTexts, useMessages: useGroupTexts } = catalogue({
  page: {
    lead: "Shared lists of machines. A group's members see its machines and may jump to them.",
    add: "Create a Jump Group",
    searchLabel: "Search Jump Groups by name or comments",
    emptyTitle: "No Jump Group yet",
    emptyText:
      "A Jump Group is a list of machines that a team shares, for example everything in one office or all web servers. Create one, choose its members, then make an installer for it.",
  },
  columns: { name: "Name", members: "Members", machines: "Machines", comments: "Comments" },
  edit: {
    title: "About this group",
    name: "Name",
    nameHint: "As members see it beside their personal list.",
    nameMissing: "Enter a name.",
    comments: "Comments",
    commentsHint: "What belongs in this list.",
    members: "Members",
    membersHint: "They see the group's machines and may jump to them. Administrators see every group anyway.",
    membersPlaceholder: "Choose people",
    nobody: "Nobody by that name",
  },
  create: { title: "Create a Jump Group", submit: "Create the group", done: (name: string) => `${name} is created` },
  machines: {
    title: "Machines",
    count: (count: number) => plural(count, { one: "1 machine", other: `${number(count)} machines` }),
    show: "Show its machines",
  },
  remove: {
    title: "Delete",
    open: "Delete this group",
    ask: (name: string) => `Delete ${name}?`,
    will: "The group is empty. Its members lose it, and its installers stop working.",
    first: (count: number) =>
      plural(count, {
        one: "There is one machine in this group. Move it to another list or remove it first; then the group can be deleted.",
        other: `There are ${number(count)} machines in this group. Move them to other lists or remove them first; then the group can be deleted.`,
      }),
    submit: "Delete the group",
    done: (name: string) => `${name} is deleted`,
    askMany: (text: string, count: number) =>
      plural(count, { one: "Delete 1 Jump Group?", other: `Delete ${text} Jump Groups?` }),
    willMany:
      "Their members lose them, and their installers stop working. Groups with machines in them are not deleted.",
    doneMany: (text: string, count: number) =>
      plural(count, { one: "1 Jump Group is deleted", other: `${text} Jump Groups are deleted` }),
  },
});
