//! What output may make the terminal do (SHL-8): it may not write the clipboard, may not set titles outside the tab, may not type. Queries that full-screen programs need get their fixed answers,
//! from one viewer only, and never for output that is merely shown again.

import type { IDisposable, Terminal } from "@xterm/xterm";

export interface GuardPolicy {
  /** Whether this terminal answers just now. */
  answers(): boolean;
}

/** What switching focus reports on makes the terminal say by itself. */
export function isFocusReport(data: string): boolean {
  return data === "\u001b[I" || data === "\u001b[O";
}

const MOST_TITLE = 120;

/** Puts the rules in front of the terminal's own handlers: `true` means that a sequence goes no further. */
export function guard(terminal: Terminal, policy: GuardPolicy): IDisposable {
  const { parser } = terminal;
  const unlessAnswering = (): boolean => !policy.answers();
  const refuse = (): boolean => true;
  const colourQuery = (data: string): boolean => data.includes("?");
  const rules: IDisposable[] = [
    // Device attributes, status, cursor position, modes: numbers only; vim, htop and tmux wait for them.
    parser.registerCsiHandler({ final: "c" }, unlessAnswering),
    parser.registerCsiHandler({ prefix: ">", final: "c" }, unlessAnswering),
    parser.registerCsiHandler({ final: "n" }, unlessAnswering),
    parser.registerCsiHandler({ prefix: "?", final: "n" }, unlessAnswering),
    parser.registerCsiHandler({ intermediates: "$", final: "p" }, unlessAnswering),
    parser.registerCsiHandler({ prefix: "?", intermediates: "$", final: "p" }, unlessAnswering),
    // Reports of titles, sizes and places; settings read back; the terminal's name.
    parser.registerCsiHandler({ final: "t" }, refuse),
    parser.registerCsiHandler({ prefix: ">", final: "q" }, refuse),
    parser.registerDcsHandler({ intermediates: "$", final: "q" }, refuse),
    parser.registerDcsHandler({ intermediates: "+", final: "q" }, refuse),
    // Colours may be set, not read.
    ...[4, 10, 11, 12].map((code) => parser.registerOscHandler(code, colourQuery)),
    // The clipboard is the person's.
    parser.registerOscHandler(52, refuse),
  ];
  return { dispose: () => rules.forEach((rule) => void rule.dispose()) };
}

/** A title as one line of bounded text, without anything that steers. */
export function cleanTitle(title: string): string {
  return title
    .replace(/[\p{Cc}\p{Bidi_Control}]/gu, " ")
    .trim()
    .slice(0, MOST_TITLE);
}

/** Text to paste, without what could end a bracketed paste from inside and go on as typed commands. */
export function cleanPaste(text: string): string {
  return text.replaceAll("\u001b", "").replaceAll("\u009b", "");
}

/** The address of a link that may be opened, or nothing. */
export function openableLink(text: string): string | undefined {
  try {
    const url = new URL(text);
    return url.protocol === "https:" || url.protocol === "http:" ? url.href : undefined;
  } catch {
    return undefined;
  }
}
