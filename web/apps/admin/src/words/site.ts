// Words of the pages about the site as a whole.

import { catalogue, plural } from "@towline/ui";

export const { now: statusTexts, useMessages: useStatusTexts } = catalogue({
  page: { lead: "What this appliance is doing right now.", failed: "The status could not be loaded" },
  info: {
    title: "This site",
    site: "Site",
    version: "Version",
    hostName: "Host name",
    running: "Running for",
    runningSince: (time: string) => `since ${time}`,
  },
  first: {
    title: "First steps",
    text: "A new site starts locked. Two things, and a technician can work.",
    console: "Allow the web console",
    consoleHint: "Representatives work in it, right in the browser. You switch it on under Management > Security.",
    consoleGo: "Go to Security",
    install: "Install the agent on a machine",
    installHint:
      "Make an installer: it gives you one command to run on the machine, which then shows up here and in the console.",
    installGo: "Make an installer",
    done: "Done",
  },
  counts: {
    online: "Jump Clients online",
    ofAll: (all: string) => `of ${all}`,
    sessions: "Open sessions",
    signedIn: "People signed in",
  },
  health: {
    title: "Health",
    ok: "OK",
    warning: "Warning",
    error: "Failing",
    allWell: "Everything is well",
  },
  subjects: {
    store: "Store",
    disk: "Disk",
    certificate: "Certificate",
    mail: "E-mail",
    recordings: "Recordings",
    clock: "Clock",
  },
  people: {
    title: "Who is signed in",
    name: "Name",
    address: "Address",
    since: "Since",
    place: "In",
    console: "Console",
    admin: "Administration",
    you: "you",
    signOut: "Sign out",
    signOutName: (name: string) => `Sign out ${name}`,
    ask: (name: string) => `Sign out ${name}?`,
    will: "Their pages show the sign-in at once. Sessions that they own are put on hold, so that nothing is lost. They can sign in again.",
    done: (name: string) => `${name} is signed out`,
    nobody: "Nobody is signed in.",
    searchLabel: "Search logins by name or address",
    anyPlace: "Everywhere",
    askMany: (text: string, count: number) => plural(count, { one: "End 1 login?", other: `End ${text} logins?` }),
    doneMany: (text: string, count: number) =>
      plural(count, { one: "1 login is ended", other: `${text} logins are ended` }),
  },
});

export const { now: securityTexts, useMessages: useSecurityTexts } = catalogue({
  page: { lead: "Rules that hold for the whole site." },
  passwords: {
    title: "Passwords",
    text: "Common passwords, names and simple patterns are never taken. How long a login may be idle, and whether a second factor is needed, is said in group policies.",
    minimum: "Characters at least",
    minimumHint: "12 to 64. It holds for passwords that are set from now on.",
    days: "Days until a password must be replaced",
    daysHint: "0: never. Whoever has an older one replaces it at the next request.",
    old: "Last passwords that are not taken again",
    oldHint: "0: any may be used again. 24 at most.",
  },
  console: {
    title: "Web rep console",
    label: "Allow web console to connect",
    text: "Representatives can work in the browser at /console. While it is off, the page says so, nobody gets a launch button, and the appliance refuses the connection itself.",
    offEffect:
      "Switching it off disconnects the consoles that are open, within five seconds. Their sessions are put on hold and wait for their owners.",
    offWill:
      "Consoles that are open now are disconnected within five seconds. Their sessions are put on hold and wait for their owners.",
    askOff: "Switch the web console off?",
    submitOff: "Switch it off",
    on: "The web console may connect",
    off: "The web console is switched off",
    stateOn: "On",
    stateOff: "Off",
  },
});
