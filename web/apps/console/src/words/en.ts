// English texts of the console, by the part of the page that they stand in. The shared components have their own (packages/ui).

import { catalogue, number, plural } from "@towline/ui";
import { actions, runAs } from "./actions";
import { button } from "./button";
import { clipboard } from "./clipboard";
import { draw } from "./draw";
import { elevation } from "./elevation";
import { external } from "./external";
import { fileEvents } from "./fileEvents";
import { filesTool } from "./filesTool";
import { because, home, permissions } from "./home";
import { picture } from "./picture";
import { pin } from "./pin";
import { privacy } from "./privacy";
import { arrivals, keys, queues } from "./queues";
import { ready } from "./ready";
import { reportKinds, reports } from "./reports";
import { screen } from "./screen";
import { scripts } from "./scripts";
import { session, survey } from "./session";
import { share } from "./share";
import { shells, shellThemes } from "./shells";
import { sound } from "./sound";
import { summary, systemGroups } from "./system";
import { talk } from "./talk";

export const { now: words, useMessages: useWords } = catalogue({
  permissions,
  because,
  pin,
  actions,
  runAs,
  button,
  clipboard,
  draw,
  fileEvents,
  screen,
  scriptCriteria: {
    search_string: "Search",
    "client.hostname": "Host name",
    "client.comments": "Comments",
    "client.tag": "Tag",
    "client.public_ip": "Public address",
    "client.private_ip": "Private address",
    "jump.method": "Method",
  } as Record<string, string>,
  script: {
    askTitle: "Start a session?",
    askText: "Another site asks your console to start a session. Start it only if you expected this.",
    target: "On",
    lookedFor: "Found by",
    carries: "With",
    as: "As",
    refusedTitle: "This link cannot be followed",
    unknownField: (code: string) => `There is no custom field with the code name “${code}” on this site.`,
    notCarried: "The session was open already",
    notCarriedText: "What the link says for its custom fields was not stored with it.",
    looking: "Looking for it",
    matchesNone: "No Jump Item that you see",
    matchesMany: (count: number, more: boolean) =>
      `One of ${number(count)}${more ? " or more" : ""} that you choose from`,
    cancel: "Do not start",
    start: "Start",
    takenTitle: "Your console does it",
    takenText: "It is open in another tab, and the session starts there. You can close this page.",
    openHere: "Open the console here",
    noneTitle: "No Jump Item matches",
    noneText: "The link names none that you see. It may be gone, or called otherwise now.",
    failed: "The link could not be followed",
    chooseTitle: "Which one?",
    chooseText: "More than one Jump Item matches the link.",
    chooseMore: "Many Jump Items match the link. These are the first; for others, search in the list.",
  },
  entry: {
    title: "Representative console",
    signInText: (site: string) => `Sign in to reach your machines on ${site}.`,
    toAdmin: "Go to the administrative interface",
    loading: "Opening the console",
    disabledTitle: "The web console is switched off",
    disabledText: "An administrator of this site can allow it under Management, Security.",
    disabledAsk: (names: string) => `Ask ${names}.`,
    checkAgain: "Check again",
    mustChangeTitle: "Choose a new password first",
    mustChangeText:
      "Your password must be changed before the console opens. It takes a minute, on the administrative interface.",
    mustChangeButton: "Change the password",
    mustSetUpTitle: "Set up a second factor first",
    mustSetUpText: "A rule of this site asks for one. It takes a minute, on the administrative interface.",
    mustSetUpButton: "Set it up",
    takenOverTitle: "The console was opened elsewhere",
    takenOverText:
      "A newer tab or browser has it now, because an account has one console at a time. Your sessions went with it. You can bring them back here.",
    useHere: "Use the console here",
    closedTitle: "The console was disconnected",
    outdatedTitle: "This page is older than the appliance",
    outdatedText: "The appliance was upgraded. Reload the page to go on; your sessions are kept.",
    reload: "Reload the page",
  },
  frame: {
    skip: "Skip to the content",
    home: "Home",
    homeWaiting: (n: number) => `Home, ${number(n)} waiting in your queues`,
    search: "Search",
    searchHint: "Search machines, sessions and actions",
    sessions: (n: number) => `${number(n)} ${plural(n, { one: "session", other: "sessions" })}`,
    sessionsLabel: "Sessions",
    noSessions: "No open sessions",
    noSessionsHint: "Jump to a machine, or accept a session that waits, to start one.",
    unread: "unread messages",
    tookOver: "Your other console was closed",
    tookOverText: "An account has one console at a time. Your sessions are open here now.",
    account: (name: string) => `Account of ${name}`,
    myAccount: "My account",
    signOut: "Log out",
    shortcuts: "Keyboard shortcuts",
    reconnecting: "The appliance cannot be reached. Trying again.",
    reconnectingSince: (seconds: number) =>
      `The appliance cannot be reached for ${number(seconds)} s. Trying again; what runs on the machines goes on.`,
    tryNow: "Try now",
  },
  signOut: {
    title: "Log out",
    intro: (n: number) => `You have ${number(n)} open ${plural(n, { one: "session", other: "sessions" })}.`,
    question: "What should happen with them?",
    hold: "Hold sessions",
    holdText:
      "They wait in your personal queue. Customers go on to whoever shares the session, or to a queue where somebody can help.",
    end: "End sessions",
    endText: "Everybody in them is disconnected. Running shells are closed.",
    others: "Sessions that belong to somebody else go on without you.",
    busy: "Logging out",
  },
  palette: {
    title: "Search",
    placeholder: "A machine, a session or an action",
    sessions: "Open sessions",
    machines: "Machines",
    actions: "Actions",
    nothing: (text: string) => `Nothing matches “${text}”`,
    start: "Start",
    open: "Open",
    goJumpItems: "Go to Jump Items",
    goSessions: "Go to my personal queue",
    toLight: "Use the light theme",
    toDark: "Use the dark theme",
    goAdmin: "Open the administrative interface",
    keys: "↑ ↓ to choose · Enter to start · Esc to close",
    searching: "Searching",
  },
  shortcuts: {
    title: "Keyboard shortcuts",
    intro: "While the remote machine has the keyboard every key goes there, except the one that takes it back.",
    palette: "Search machines, sessions and actions",
    help: "Show these shortcuts",
    next: "Next session",
    previous: "Previous session",
    chat: "Show or hide the chat",
    waiting: "View who waits the longest",
    release: "Take the keyboard back from the remote machine",
    find: "Find in the shell",
    everywhere: "Everywhere",
    inSession: "In a session",
  },
  home,
  queues,
  arrivals,
  keys,
  session,
  picture,
  survey,
  share,
  shells,
  shellThemes,
  elevation,
  privacy,
  scripts,
  sound,
  external,
  filesTool,
  ready,
  reports,
  reportKinds,
  ...systemGroups,
  summary,
  talk,
});
