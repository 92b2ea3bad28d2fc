// English texts of administrative rights in a session.

const noWay = "There is no way to administrative rights on this machine from here.";

/** How an attempt ended, by its code. */
const failures: Record<string, string> = {
  wrong_password: "The user name or the password is wrong. Nothing was changed.",
  not_an_administrator: "This account may not administer the machine. Nothing was changed.",
  declined: "The customer said no. Nothing was changed.",
  timed_out: "Nobody answered in time. Nothing was changed.",
  unavailable: noWay,
  unreadable: "The machine could not read what was sent. Try again.",
  too_many_attempts: "Too many attempts in this session. The customer can still be prompted.",
  cancelled: "It was stopped before it was done. Nothing was changed.",
  not_permitted: "The machine refused: the permission is not there any more.",
  paused: "The customer has paused all access.",
  failed: "The machine's system refused. Nothing was changed.",
};

export const elevation = {
  elevate: "Elevate",
  title: "Get administrative rights",
  text: "For shells and actions that need more rights than the account at the machine has. The desktop that you see stays the same user's. The rights end with the session.",
  prompt: "Prompt customer",
  promptText: (customer: string) =>
    `${customer || "Whoever sits at the machine"} answers the system's own prompt, or types a password there. It never leaves the machine.`,
  specific: "Specific user",
  specificText: "You give an account of the machine that may administer it, and its password.",
  specificSafe: "Both are sealed in this browser for the machine alone, used once, and stored nowhere.",
  account: "User name",
  password: "Password",
  show: "Show the password",
  noPrompt: "Nobody at the machine can be asked.",
  noAccount: "The machine has no program that takes a password from here.",
  askFirst: "The customer is asked first whether you may have administrative rights.",
  askNow: "Ask the customer",
  get: "Elevate",
  back: "Back",
  cancel: "Cancel",
  busy: "The machine tries it. This takes a moment.",
  has: (account: string) => `This session has administrative rights${account ? ` (${account})` : ""}.`,
  hasShort: "Elevated",
  notPermitted: "Your permissions do not include administrative rights.",
  notReachable: "Not possible while the machine is not reachable.",
  paused: "The customer has paused all access.",
  trying: "Administrative rights are being asked for.",
  marked: "With administrative rights",
  needed: "Needs administrative rights. Use Elevate first.",
  neededNotPermitted: "Needs administrative rights, which your permissions do not include.",
  shell: "with administrative rights",
  noTyping:
    "You can watch this shell. Typing in it needs administrative rights, which your permissions do not include.",
  permission: "administrative rights",
  lineCustomer: (customer: string) =>
    `${customer || "Whoever sits at the machine"} is asked at the machine to give administrative rights.`,
  lineAccount: "The machine checks an account for administrative rights.",
  noWay,
  failedTitle: "No administrative rights",
  failure: (code: string) => failures[code] ?? `The machine said: ${code}.`,
} as const;

/** Sentences of the session's log. */
export const elevationEvents = {
  event_elevation_asked_customer: (who: string) => `${who} asked the customer for administrative rights.`,
  event_elevation_asked_account: (who: string) => `${who} gave an account for administrative rights.`,
  event_elevated: (who: string, account: string) =>
    `${who} got administrative rights${account ? ` (${account})` : ""}.`,
  event_elevation_failed: (code: string) => `No administrative rights. ${failures[code] ?? code}`,
  event_elevation_ended: "The administrative rights are gone.",
  administrativeRights: "administrative rights",
} as const;
