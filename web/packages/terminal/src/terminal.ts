//! One shell of a session in a page: xterm.js with our rules for what output may do, fed by `view.ts`. It keeps its content while it is attached nowhere.

import type { ConsoleLink, ProblemDetails } from "@towline/wire";
import { FitAddon } from "@xterm/addon-fit";
import { SearchAddon } from "@xterm/addon-search";
import { Unicode11Addon } from "@xterm/addon-unicode11";
import { WebLinksAddon } from "@xterm/addon-web-links";
import { Terminal } from "@xterm/xterm";
import "@xterm/xterm/css/xterm.css";
import { cleanPaste, cleanTitle, guard, isFocusReport, openableLink } from "./guard";
import { Guesses } from "./overlay";
import { accelerate } from "./renderer";
import { THEMES, type ThemeName } from "./themes";
import { ShellView } from "./view";

export interface ShellOptions {
  readonly link: ConsoleLink;
  readonly sessionId: string;
  readonly shellId: string;
  /** Random number of this page; a reloaded page brings a new one. */
  readonly viewer: bigint;
  readonly canType: boolean;
  readonly theme: ThemeName;
  readonly fontSize: number;
  readonly fontFamily?: string;
}

const SCROLLBACK_LINES = 10_000;
const FONTS = '"JetBrains Mono", "DejaVu Sans Mono", Menlo, Consolas, monospace';
const SMALLEST_FONT = 8;
const LARGEST_FONT = 32;
const MOST_CELLS = 1_000;
const SEARCH_COLOURS = {
  matchBackground: "#6b5a24",
  matchOverviewRuler: "#d9b45b",
  activeMatchBackground: "#0b6b63",
  activeMatchColorOverviewRuler: "#5fd1c4",
};

export class ShellTerminal {
  readonly #terminal: Terminal;
  readonly #fit = new FitAddon();
  readonly #search = new SearchAddon();
  readonly #view: ShellView;
  readonly #guesses: Guesses;
  readonly #frame: HTMLElement;
  readonly #observer: ResizeObserver;
  readonly #takers = {
    bell: new Set<() => void>(),
    title: new Set<(title: string) => void>(),
    problem: new Set<(problem: ProblemDetails | undefined) => void>(),
  };
  #opened = false;
  #canType: boolean;
  /** Whether this viewer answers what programs ask the terminal; one viewer of a shared shell does. */
  #answers: boolean;
  /** Output that was shown before is being shown again. */
  #replaying = false;
  #copyOnSelect = false;
  /** The size that this window wished for last, and whether it has come back as the shell's. */
  #asked = { columns: 0, rows: 0 };
  #askedIsTold = false;
  /** The shell has the size of somebody else's window. */
  #borrowed = false;
  #resizeWaits = false;

  constructor(o: ShellOptions) {
    this.#canType = o.canType;
    this.#answers = o.canType;
    this.#terminal = new Terminal({
      allowProposedApi: true,
      scrollback: SCROLLBACK_LINES,
      fontFamily: o.fontFamily ?? FONTS,
      fontSize: clampFont(o.fontSize),
      theme: THEMES[o.theme],
      disableStdin: !o.canType,
      minimumContrastRatio: 1,
      macOptionClickForcesSelection: true,
      rightClickSelectsWord: false,
      linkHandler: {
        activate: (_event, text) => openLink(text),
        hover: (_event, text) => this.#hint(openableLink(text) ?? ""),
        leave: () => this.#hint(""),
      },
    });
    this.#terminal.loadAddon(this.#fit);
    this.#terminal.loadAddon(this.#search);
    this.#terminal.loadAddon(new Unicode11Addon());
    this.#terminal.unicode.activeVersion = "11";
    this.#terminal.loadAddon(new WebLinksAddon((_event, uri) => openLink(uri)));
    guard(this.#terminal, { answers: () => this.#answers && this.#canType && !this.#replaying });
    this.#frame = document.createElement("div");
    this.#frame.tabIndex = -1;
    // For measurements and automation in the same page: `element[Symbol.for("towline.terminal")].read(1)`.
    Object.defineProperty(this.#frame, Symbol.for("towline.terminal"), { value: this });
    Object.assign(this.#frame.style, { width: "100%", height: "100%", overflow: "hidden", outline: "none" });
    this.#frame.addEventListener("paste", (event) => this.#paste(event), { capture: true });
    this.#observer = new ResizeObserver(() => this.#roomChanged());
    this.#guesses = new Guesses(this.#terminal);
    this.#listen();
    this.#view = new ShellView(o, {
      write: (bytes, old, done) => this.#write(bytes, old, done),
      // In band, so that what was written before is shown before.
      reset: () => this.#terminal.write("\u001bc"),
      redraw: () => this.#terminal.write("\u001bc\u001b[?2026h"),
      // Every second frame is enough of what nobody can read.
      drawn: (seen) =>
        this.#terminal.write("\u001b[?2026l", () => requestAnimationFrame(() => requestAnimationFrame(seen))),
      problem: (problem) => this.#takers.problem.forEach((take) => void take(problem)),
      delay: (delay) => this.#guesses.measured(delay),
    });
  }

  attach(element: HTMLElement): void {
    element.append(this.#frame);
    if (!this.#opened) {
      this.#opened = true;
      this.#terminal.open(this.#frame);
      accelerate(this.#terminal);
    }
    this.#paintGround();
    this.#observer.observe(this.#frame);
    this.#fitNow();
    this.#terminal.refresh(0, this.#terminal.rows - 1);
  }

  detach(): void {
    this.#observer.disconnect();
    this.#terminal.blur();
    this.#frame.remove();
  }

  focus(): void {
    this.#terminal.focus();
  }

  /** Finds a text in output and scrollback; `false`: it is not there. An empty text takes the marks away. */
  find(text: string, back = false): boolean {
    if (text === "") {
      this.#search.clearDecorations();
      this.#terminal.clearSelection();
      return false;
    }
    const options = { decorations: SEARCH_COLOURS };
    return back ? this.#search.findPrevious(text, options) : this.#search.findNext(text, options);
  }

  setTheme(theme: ThemeName): void {
    this.#terminal.options.theme = THEMES[theme];
    this.#paintGround();
  }

  setFontSize(size: number): void {
    this.#terminal.options.fontSize = clampFont(size);
    this.#fitNow();
  }

  setScreenReader(on: boolean): void {
    this.#terminal.options.screenReaderMode = on;
  }

  /** Whether letters are shown before a slow link has echoed them. */
  setGuessing(on: boolean): void {
    this.#guesses.setOn(on);
  }

  /** Draws everything anew from what the endpoint has (SHL-1). */
  refresh(): void {
    this.#guesses.forget();
    this.#view.refresh();
  }

  setCopyOnSelect(on: boolean): void {
    this.#copyOnSelect = on;
  }

  setCanType(on: boolean): void {
    this.#canType = on;
    this.#terminal.options.disableStdin = !on;
    if (on) this.#fitNow();
  }

  /** In a shell that several people see, exactly one terminal answers its programs' queries: that of whoever controls. */
  setAnswers(on: boolean): void {
    this.#answers = on;
  }

  /**
   * The size that the shell has now. Whoever typed last gives it that of the own window; the others see it in that size (SHL-1, SHL-3).
   */
  showSize(columns: number, rows: number): void {
    if (columns < 2 || rows < 1) return;
    const own = columns === this.#asked.columns && rows === this.#asked.rows;
    if (own) this.#askedIsTold = true;
    // Until the own wish has come back, what comes may be older than it.
    if (own || (this.#canType && !this.#askedIsTold)) return;
    this.#borrowed = true;
    this.#terminal.resize(Math.min(columns, MOST_CELLS), Math.min(rows, MOST_CELLS));
  }

  /** Text as if it had been pasted; `false`: this person may not type. */
  paste(text: string): boolean {
    if (!this.#canType) return false;
    this.#terminal.paste(cleanPaste(text));
    return true;
  }

  get selection(): string {
    return this.#terminal.getSelection();
  }

  /** Where the cursor is, and the text of its line and the lines before it: for copying by keyboard, and for figures. */
  read(lines: number): { column: number; row: number; text: string } {
    const { active } = this.#terminal.buffer;
    const row = active.baseY + active.cursorY;
    const texts: string[] = [];
    for (let at = Math.max(0, row - lines + 1); at <= row; at += 1) {
      texts.push(active.getLine(at)?.translateToString(true) ?? "");
    }
    return { column: active.cursorX, row, text: texts.join("\n") };
  }

  onBell(take: () => void): () => void {
    this.#takers.bell.add(take);
    return () => this.#takers.bell.delete(take);
  }

  /** The title that a program gave this shell: bounded text, for its tab and nothing else. */
  onTitle(take: (title: string) => void): () => void {
    this.#takers.title.add(take);
    return () => this.#takers.title.delete(take);
  }

  /** Why the shell cannot be shown; absent when it can again. */
  onProblem(take: (problem: ProblemDetails | undefined) => void): () => void {
    this.#takers.problem.add(take);
    return () => this.#takers.problem.delete(take);
  }

  dispose(): void {
    this.#view.close();
    this.#guesses.dispose();
    this.#observer.disconnect();
    for (const takers of Object.values(this.#takers)) takers.clear();
    this.#terminal.dispose();
    this.#frame.remove();
  }

  #listen(): void {
    const terminal = this.#terminal;
    const encoder = new TextEncoder();
    terminal.onData((text) => {
      if (!this.#canType || (this.#replaying && isFocusReport(text))) return;
      this.#takeSizeBack();
      this.#guesses.typed(text);
      this.#type(encoder.encode(text));
    });
    // Bytes of old mouse protocols, one to a letter.
    terminal.onBinary((text) => {
      if (this.#canType) this.#type(Uint8Array.from(text, (letter) => letter.charCodeAt(0) & 0xff));
    });
    terminal.onBell(() => this.#takers.bell.forEach((take) => void take()));
    terminal.onTitleChange((title) => this.#takers.title.forEach((take) => void take(cleanTitle(title))));
    terminal.onSelectionChange(() => this.#selected());
    terminal.attachCustomKeyEventHandler((event) => this.#key(event));
  }

  #type(bytes: Uint8Array): void {
    if (!this.#view.type(bytes)) this.#takers.bell.forEach((take) => void take());
  }

  #write(bytes: Uint8Array, old: boolean, done: () => void): void {
    if (!old) {
      this.#terminal.write(bytes, done);
      return;
    }
    // Writes are read in their order, so that the mark stands exactly around what is shown again.
    this.#terminal.write("", () => {
      this.#replaying = true;
    });
    this.#terminal.write(bytes, () => {
      this.#replaying = false;
      done();
    });
  }

  /** `false` keeps a key from the shell. */
  #key(event: KeyboardEvent): boolean {
    if (event.type !== "keydown") return true;
    if (event.ctrlKey && event.altKey && event.shiftKey && /^(Control|Alt|Shift)$/.test(event.key)) {
      // The same chord as on the remote screen: nobody is trapped in a shell that takes every key.
      this.#frame.focus({ preventScroll: true });
      return false;
    }
    if (event.ctrlKey && event.shiftKey && !event.altKey && event.code === "KeyC") {
      event.preventDefault();
      this.#copy();
      return false;
    }
    // The browser pastes; `#paste` takes it.
    return !(event.ctrlKey && event.shiftKey && !event.altKey && event.code === "KeyV");
  }

  #paste(event: ClipboardEvent): void {
    const text = event.clipboardData?.getData("text/plain");
    event.preventDefault();
    event.stopPropagation();
    if (text) this.paste(text);
  }

  #selected(): void {
    if (this.#copyOnSelect) this.#copy();
  }

  #copy(): void {
    const text = this.#terminal.getSelection();
    if (text === "") return;
    navigator.clipboard?.writeText(text).catch(() => {
      // The browser keeps the clipboard to itself; the selection is still there for its own menu.
    });
  }

  /** What is around the rows has their ground. */
  #paintGround(): void {
    const around = this.#frame.parentElement;
    if (around) around.style.background = this.#terminal.options.theme?.background ?? "";
  }

  #hint(text: string): void {
    this.#frame.title = text;
  }

  #roomChanged(): void {
    if (this.#resizeWaits) return;
    this.#resizeWaits = true;
    requestAnimationFrame(() => {
      this.#resizeWaits = false;
      this.#fitNow();
    });
  }

  /** Who types has the size of the own window. */
  #takeSizeBack(): void {
    if (!this.#borrowed) return;
    this.#borrowed = false;
    this.#fitNow();
  }

  #fitNow(): void {
    if (!this.#canType || this.#borrowed || !this.#opened) return;
    if (!this.#frame.isConnected || this.#frame.clientWidth === 0) return;
    this.#fit.fit();
    const { cols, rows } = this.#terminal;
    if (cols === this.#asked.columns && rows === this.#asked.rows && this.#askedIsTold) return;
    this.#asked = { columns: cols, rows };
    this.#askedIsTold = false;
    this.#view.resize(cols, rows);
  }
}

function clampFont(size: number): number {
  return Math.min(LARGEST_FONT, Math.max(SMALLEST_FONT, Math.round(size)));
}

function openLink(text: string): void {
  const address = openableLink(text);
  if (address) globalThis.open(address, "_blank", "noopener,noreferrer");
}
