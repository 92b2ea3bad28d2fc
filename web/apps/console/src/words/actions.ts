// English texts of restarts, special actions, and programs as another user (SCR-4, SCR-6).

/** By the names of the log. */
const names: Readonly<Record<string, string>> = {
  restart: "Restart",
  restart_safe: "Restart in safe mode with networking",
  shut_down: "Shut down",
  terminal: "Terminal",
  task_manager: "Task manager",
  system_settings: "System settings",
  event_log: "Event log",
  file_manager: "File manager",
  lock: "Lock",
  log_off: "Log off",
  run_as: "Run as …",
};

/** Why something cannot be done, or was not, by the code. */
const reasons: Readonly<Record<string, string>> = {
  no_safe_mode: "This system has no safe mode with networking.",
  wayland: "Programs of other users cannot be shown on a Wayland desktop.",
  no_desktop: "Nobody is signed in to a desktop there.",
  no_program: "The machine has no program for it.",
  no_session: "The machine does not tell which session this desktop is.",
  not_root: "Only an agent that is installed for the whole machine can do it there.",
  not_permitted: "The machine refused: the permission, or control, is not there any more.",
  paused: "The customer has paused all access.",
  denied: "The machine's system did not allow it.",
  wrong_password: "The user name or the password is wrong.",
  unknown_program: "That user has no such program.",
  unreadable: "The machine could not read what was sent. Try again.",
  too_many_attempts: "Too many attempts in this session.",
  limit: "Too many programs run as other users already.",
  timed_out: "It took too long.",
  no_way_back:
    "The customer's program could not make sure that it comes back, so the machine was not restarted. If you restart it all the same, the program will not come back.",
  unsupported: "The machine's agent does not know how to do that.",
  unknown: "The connection was lost before the machine answered.",
};

export const actions = {
  power: "Restart or shut down",
  special: "Special actions",
  name: (action: string) => names[action] ?? action,
  reason: (code: string) => reasons[code] ?? "The machine's system refused.",
  notKnown: "The machine has not said yet what it can do.",
  notReachable: "Not possible while the machine is not reachable.",
  powerNotPermitted: "Your permissions do not include restarting or shutting down.",
  specialNotPermitted: "Your permissions do not include special actions.",
  going: (action: string) =>
    action === "shut_down" ? "The machine is being shut down." : "The machine is restarting.",
  restartTitle: (machine: string) => `Restart ${machine}?`,
  safeTitle: (machine: string) => `Restart ${machine} in safe mode?`,
  shutDownTitle: (machine: string) => `Shut down ${machine}?`,
  logOffTitle: (machine: string) => `Log off the user of ${machine}?`,
  restartText:
    "Programs that run there are ended, and what is not saved is lost. The session waits, and goes on by itself when the machine is back.",
  restartDesktopText:
    "Programs that run there are ended, and what is not saved is lost. The customer's program starts once by itself as soon as the customer has signed in to the computer again, and the session goes on. It waits for ten minutes.",
  restartByHandText:
    "Programs that run there are ended, and what is not saved is lost. This desktop may not start the customer's program by itself: tell the customer now to start the same program again, within ten minutes. The session waits for that.",
  restartClientText:
    "Programs that run there are ended, and what is not saved is lost. The customer's program ends as well and does not start again by itself: after the restart the customer comes back by your page or a new key.",
  shutDownText:
    "Programs that run there are ended, and what is not saved is lost. Somebody at the machine has to switch it on again.",
  logOffText: "Programs of that user are ended, and what is not saved is lost.",
  logOffClientText:
    "Programs of that user are ended, and what is not saved is lost. The customer's program is one of them: this session may end.",
  restart: "Restart",
  shutDown: "Shut down",
  logOff: "Log off",
  cancel: "Cancel",
  askFirst: (who: string) => `${who} is asked first.`,
  asking: (who: string) => `${who} is being asked. It begins with their yes.`,
  notBegun: "It was not begun",
  notAllowed: "The customer did not allow it.",
  failed: (action: string) => `${names[action] ?? action}: not done`,
  restarting: (machine: string) => `${machine} is restarting`,
  restartingDesktopText: (who: string) =>
    `${who ? `Restarted by ${who}. ` : ""}The session goes on by itself as soon as the customer has signed in to the computer again.`,
  restartingByHandText: (who: string) =>
    `${who ? `Restarted by ${who}. ` : ""}The session goes on as soon as the customer has started the program again.`,
  restartingClientText: (who: string) =>
    `${who ? `Restarted by ${who}. ` : ""}The customer's program does not start again by itself. The customer can come back by your page.`,
  restartingText: (who: string) =>
    `${who ? `Restarted by ${who}. ` : ""}The session goes on by itself as soon as the machine is back.`,
  wasShutDown: (machine: string) => `${machine} was shut down`,
  wasShutDownText: (who: string) =>
    `${who ? `By ${who}. ` : ""}The session goes on if somebody switches the machine on again.`,
  statusRestarting: "Machine restarting",
  statusShutDown: "Machine shut down",
} as const;

export const runAs = {
  title: "Run a program as another user",
  text: "It is started on the desktop that you see, with the rights of that user.",
  command: "Program and arguments",
  commandHint: "Arguments are separated by spaces; put quotes around one that has spaces. No shell reads them.",
  parts: "Runs",
  unclosed: "A quote is not closed.",
  tooMany: "At most 32 arguments of 1,024 bytes each.",
  account: "User name",
  password: "Password",
  show: "Show the password",
  safe: "All of it is sealed in this browser for the machine alone, used once, and stored nowhere. The log names the program's file and the user.",
  run: "Run",
  busy: "The machine tries it. This takes a moment.",
} as const;

/** What stands in the chat; part of the words of sessions. */
export const actionEvents = {
  powerPermission: "Restart and shut down",
  specialPermission: "Special actions",
  event_action_asked: (who: string, action: string, program: string, account: string) => {
    if (action === "restart") return `${who} asked the machine to restart.`;
    if (action === "restart_safe") return `${who} asked the machine to restart in safe mode.`;
    if (action === "shut_down") return `${who} asked the machine to shut down.`;
    if (action === "run_as") return `${who} asked the machine to run ${program} as ${account}.`;
    if (action === "lock") return `${who} asked the machine to lock the desktop.`;
    if (action === "log_off") return `${who} asked the machine to log its user off.`;
    return `${who} asked the machine to open: ${names[action] ?? action}.`;
  },
  event_action_done: (action: string, program: string, account: string) => {
    if (action === "restart" || action === "restart_safe") return "The restart has begun.";
    if (action === "shut_down") return "The machine is going down.";
    if (action === "run_as") return `${program} runs as ${account}.`;
    if (action === "lock") return "The desktop is locked.";
    if (action === "log_off") return "The desktop's user is being logged off.";
    return `Opened on the desktop: ${names[action] ?? action}.`;
  },
  event_action_failed: (action: string, code: string, detail: string) =>
    `Not done: ${names[action] ?? action}. ${reasons[code] ?? "The machine's system refused."}${detail ? ` (${detail})` : ""}`,
  event_restarted: "The machine is back after the restart.",
  event_restart_failed: (code: string) =>
    code === "not_shut_down" ? "The machine was not shut down." : "The machine did not restart.",
} as const;
