// English texts of how shells look, and of their order.

/** By their names in `shellLook.ts`. */
export const shellThemes = {
  console: "Like the console",
  dark: "Dark",
  light: "Light",
  midnight: "Midnight",
  paper: "Paper",
  contrast: "High contrast",
};

/** Why a shell did not start, by the code; everything else is the system's own words. */
const reasons: Readonly<Record<string, string>> = {
  wrong_password: "The user name or the password is wrong.",
  unknown_account: "There is no such account on the machine.",
  no_login: "Nobody may sign in with this account: it is locked, has expired, or has no shell.",
  not_elevated: "There are no administrative rights.",
  unknown_program: "The machine does not list this program as a shell any more.",
  no_program: "The machine has no program for it.",
  too_many_attempts: "Too many attempts in this session.",
  unreadable: "The machine could not read what was sent. Try again.",
  unanswered: "The connection was lost before the machine answered. Try again.",
  timed_out: "It took too long.",
  not_permitted: "The machine refused: the permission is not there any more.",
  cancelled: "It was closed before it began.",
  limit: "As many shells run as there may be.",
};

export const shells = {
  choice: "Choose the shell",
  choiceUnknown: "The machine has not said which shells it has.",
  program: "Program",
  ownProgram: (name: string) => `${name} (the account's own)`,
  accountsOwn: "The account's own",
  programsNotPermitted: "Your permissions do not include choosing the program.",
  programsPermission: "another shell program",
  asWhom: "As whom",
  usual: (account: string) => (account ? `${account} (as usual)` : "As usual"),
  systemNotPermitted: "Needs administrative rights, which your permissions do not include.",
  systemNotElevated: "Needs administrative rights. Use Elevate first.",
  another: "Another account …",
  anotherTitle: "Open a shell as another account",
  anotherByRights: "The session has administrative rights, so no password is needed.",
  anotherByPassword: "The shell has the rights of that account, and not more.",
  anotherSafe:
    "Account and password are sealed in this browser for the machine alone, used once, and stored nowhere. The log names the account.",
  anotherNotPermitted:
    "Needs administrative rights, or the permission for special actions and programs as another user.",
  noPassword: "Needs administrative rights: the machine has no program that takes a password from here.",
  openThese: "Open shell with these",
  openShell: "Open shell",
  notOpened: "The shell was not opened",
  neverStarted: (reason: string) => reasons[reason] ?? reason,
  settings: "How shells look",
  size: "Size of the text",
  sizeOf: (pixels: number) => `${pixels} px`,
  smaller: "Smaller text",
  larger: "Larger text",
  theme: "Colours",
  copyOnSelect: "Copy what is selected",
  copyOnSelectText: "As soon as the mouse lets go, without Ctrl Shift C.",
  guessing: "Show letters before the machine has them",
  guessingText:
    "On a slow link, underlined until they are confirmed. Never where nothing is echoed, such as passwords.",
  screenReader: "Screen reader mode",
  screenReaderText: "Output is read aloud as it comes.",
  whoTypes: "Who types in the shells",
  everybodyTypes: "Everybody types in the shells",
  oneTypes: (name: string) => `Only ${name} types in the shells`,
  everybody: "Everybody",
  everybodyText: "Who may use shells, all at the same time.",
  only: (name: string) => `Only ${name}`,
  notYourTurn: (name: string) => `You can watch. Only ${name} types in the shells now.`,
  event_typing_let: (who: string, name: string) => `${who} let only ${name} type in the shells.`,
  event_typing_let_all: (who: string) => `${who} let everybody type in the shells.`,
  event_typing_fell: (name: string) => `Now only ${name} types in the shells.`,
  event_typing_fell_all: "Everybody types in the shells now.",
  somebody: "Somebody",
  /** What a command rule caught. */
  caughtMine: (denied: boolean) => (denied ? "A rule does not allow this. It was not run." : "A rule tells of this."),
  caught: (denied: boolean, who: string, shell: string) =>
    denied ? `${who} typed this in ${shell}. It was not run.` : `${who} runs this in ${shell}.`,
  caughtRule: (pattern: string) => `Rule: ${pattern}`,
  caughtAway: "Put this away",
  event_denied: (who: string, line: string, shell: string, pattern: string) =>
    `${who} typed in ${shell} what is not allowed, and it was not run: ${line} (rule: ${pattern})`,
  event_alert: (who: string, line: string, shell: string, pattern: string) =>
    `${who} ran in ${shell}: ${line} (rule: ${pattern})`,
  refresh: "Show this shell anew",
  moveHint: "Ctrl Shift and an arrow key move it.",
  moved: (name: string, place: number, of: number) => `${name} is now at place ${place} of ${of}.`,
};
