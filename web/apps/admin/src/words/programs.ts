// Words about API accounts: programs that use the interface.

import { catalogue, plural } from "@towline/ui";

export const { now: programTexts, useMessages: useProgramTexts } = catalogue({
  page: {
    lead: "Programs that use this site's interface. Each may what its maker may, as far as its scopes go, and never touches how people sign in.",
    add: "Make an API account",
    searchLabel: "Search API accounts by name, comments, scope or maker",
    anyState: "Any state",
    emptyTitle: "No program has access",
    emptyText: "Make an account for each program, with no more scopes than it needs.",
    document: "The interface is described at",
    never: "never used",
    on: "Active",
    off: "Switched off",
    over: "Over",
    makerOff: "Maker disabled",
  },
  columns: { name: "Name", state: "State", scopes: "Scopes", by: "Made by", used: "Last token" },
  create: {
    title: "Make an API account",
    submit: "Make the account",
  },
  edit: {
    title: "About this account",
    name: "Name",
    nameMissing: "Give it a name.",
    comments: "Comments",
    enabled: "Enabled",
    enabledHint: "Switched off, it gets no tokens, and those that it has stop working at once.",
    scopes: "Scopes",
    scopesText: "What it may read and change. Only what you may yourself can be chosen.",
    scopesMissing: "Choose at least one scope.",
    limits: "Limits",
    networks: "Networks",
    networksHint: "One to a line, such as 192.0.2.0/24. Empty: it may come from everywhere.",
    expires: "Ends on",
    expiresHint: "Empty: it does not end by itself.",
    maker: (name: string) => `Made by ${name}. It may no more than this person, and ends with this person's account.`,
  },
  access: { none: "No access", read: "Read", write: "Read and change" },
  about: {
    jump_items: "Jump Items",
    reports: "Reports of sessions",
    recordings: "Recordings of sessions",
    status: "Status, logins and running sessions",
    jump_groups: "Jump Groups",
    installers: "Installers",
    users: "Users, without how they sign in",
    policies: "Policies and roles",
    configuration: "Support teams",
    security: "Security",
    record: "Administrative record",
  } as Record<string, string>,
  secret: {
    title: "Its secret",
    ready: "The account is ready",
    once: "The secret is shown only now. Copy it into the program; if it is lost, make a new one.",
    id: "Client id",
    secret: "Client secret",
    example: "Get a token",
    exampleText: "A token works for one hour. Send it with each request as Authorization: Bearer.",
    finish: "Done",
    renewText: "The old secret and all tokens stop working at once.",
    renew: "Make a new secret",
    renewAsk: (name: string) => `Make a new secret for ${name}?`,
  },
  remove: {
    title: "Remove",
    will: "The program loses access at once. What it did stays in the record.",
    open: "Remove this account",
    ask: (name: string) => `Remove ${name}?`,
    submit: "Remove the account",
    done: (name: string) => `${name} is removed`,
    askMany: (text: string, count: number) =>
      plural(count, { one: "Remove 1 API account?", other: `Remove ${text} API accounts?` }),
    willMany: "These programs lose access at once. What they did stays in the record.",
    doneMany: (text: string, count: number) =>
      plural(count, { one: "1 API account is removed", other: `${text} API accounts are removed` }),
  },
  many: {
    on: "Switch on",
    off: "Switch off",
    askOn: (text: string, count: number) =>
      plural(count, { one: "Switch 1 API account on?", other: `Switch ${text} API accounts on?` }),
    askOff: (text: string, count: number) =>
      plural(count, { one: "Switch 1 API account off?", other: `Switch ${text} API accounts off?` }),
    willOn: "They get tokens again, as far as they have not ended and their makers are enabled.",
    willOff: "They get no tokens, and those that they have stop working at once.",
    doneOn: (text: string, count: number) =>
      plural(count, { one: "1 API account is switched on", other: `${text} API accounts are switched on` }),
    doneOff: (text: string, count: number) =>
      plural(count, { one: "1 API account is switched off", other: `${text} API accounts are switched off` }),
  },
});
