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

export const shells = {
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
