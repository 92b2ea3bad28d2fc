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
  refresh: "Show this shell anew",
  moveHint: "Ctrl Shift and an arrow key move it.",
  moved: (name: string, place: number, of: number) => `${name} is now at place ${place} of ${of}.`,
};
