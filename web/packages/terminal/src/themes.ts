//! Colours of the terminal, dark and light: sixteen that keep 4.5:1 against their ground where programs use them for text.

import type { ITheme } from "@xterm/xterm";

export type ThemeName = "dark" | "light";

export const THEMES: Readonly<Record<ThemeName, ITheme>> = {
  dark: {
    background: "#0f1418",
    foreground: "#d8dee4",
    cursor: "#5fd1c4",
    cursorAccent: "#0f1418",
    selectionBackground: "#2b4a55",
    black: "#2a3238",
    red: "#ff7b72",
    green: "#7ac98a",
    yellow: "#d9b45b",
    blue: "#78b0ff",
    magenta: "#d39cf0",
    cyan: "#5fd1c4",
    white: "#c3ccd4",
    brightBlack: "#8592a0",
    brightRed: "#ffa198",
    brightGreen: "#a0dfab",
    brightYellow: "#edcf85",
    brightBlue: "#a5cbff",
    brightMagenta: "#e5bff8",
    brightCyan: "#92e6dc",
    brightWhite: "#f4f7fa",
  },
  light: {
    background: "#fbfcfc",
    foreground: "#1f272e",
    cursor: "#0b6b63",
    cursorAccent: "#fbfcfc",
    selectionBackground: "#c5e3df",
    black: "#1f272e",
    red: "#b3261e",
    green: "#1d6b2f",
    yellow: "#7a5600",
    blue: "#1b57b3",
    magenta: "#86309e",
    cyan: "#0b6b63",
    white: "#59646e",
    brightBlack: "#4d5863",
    brightRed: "#c4302a",
    brightGreen: "#267a3a",
    brightYellow: "#856000",
    brightBlue: "#2a66c9",
    brightMagenta: "#963fb0",
    brightCyan: "#127a71",
    brightWhite: "#39434c",
  },
};
