//! What a person typed, guessed onto the terminal before the endpoint has echoed it: on a slow link a letter is there at once, marked until it is confirmed. Pure: the caller brings the grid and the clock.
//!
//! Nothing is guessed where nothing was echoed since the last Enter, so a password is never shown; not on the alternate screen, not in the middle of a line, and no further than the line's end.

/** What the terminal shows. Rows count from the beginning of the scrollback. */
export interface Grid {
  readonly columns: number;
  /** A full-screen program has it. */
  readonly alternate: boolean;
  readonly cursor: { readonly column: number; readonly row: number };
  /** The letter of a cell; a blank one is "" or " ". */
  letter(row: number, column: number): string;
}

export interface Guess {
  readonly row: number;
  readonly column: number;
  readonly letter: string;
  /** Milliseconds on the caller's clock. */
  readonly at: number;
}

/** Delays from which guesses are shown, and below which they are not any more, in milliseconds. */
const SLOW = 60;
const FAST = 40;
/** A guess that stays unconfirmed for so long was wrong, whatever the delay. */
const LONGEST = 1_000;
const MOST = 200;
const NONE: readonly Guess[] = [];

export class Predictor {
  readonly #grid: Grid;
  readonly #now: () => number;
  #guesses: Guess[] = [];
  /** Something typed since the last Enter was echoed as it was guessed. */
  #proven = false;
  /** Nothing is guessed until more output has come, or until the next Enter. */
  #silent: "no" | "output" | "line" = "no";
  #delay = 0;
  #slow = false;

  constructor(grid: Grid, now: () => number) {
    this.#grid = grid;
    this.#now = now;
  }

  /** Guesses to show now, in their order. */
  get shown(): readonly Guess[] {
    return this.#slow && this.#proven ? this.#guesses : NONE;
  }

  /** When the oldest shown guess is given up, if it is not confirmed. */
  get until(): number | undefined {
    const oldest = this.shown[0];
    return oldest && oldest.at + this.#patience;
  }

  /** How long typed bytes took to the endpoint and back, in milliseconds. */
  measured(delay: number): void {
    this.#delay = this.#delay === 0 ? delay : this.#delay + (delay - this.#delay) / 4;
    this.#slow = this.#delay > (this.#slow ? FAST : SLOW);
  }

  /** What a person types, as the terminal says it. */
  typed(text: string): void {
    this.expire();
    if (text.length > 1 && text.codePointAt(0) !== 0x1b) {
      // A paste is not read letter by letter.
      this.forget("output");
      return;
    }
    if (text === "\r") this.forget("output");
    else if (text === "\u007f") this.#takeBack();
    else if (/^[ -~¡-ÿ]$/u.test(text)) this.#guess(text);
    else this.forget("output");
  }

  /** The terminal has taken output in. */
  output(): void {
    if (this.#silent === "output") this.#silent = "no";
    const { cursor, alternate } = this.#grid;
    while (this.#guesses.length > 0) {
      const [first] = this.#guesses;
      if (!first) return;
      if (!alternate && cursor.row === first.row && cursor.column === first.column) return;
      const behind = !alternate && cursor.row === first.row && cursor.column > first.column;
      if (!behind || this.#grid.letter(first.row, first.column) !== first.letter) {
        this.forget("line");
        return;
      }
      this.#guesses.shift();
      this.#proven = true;
    }
  }

  /** Gives up what was not confirmed in time. */
  expire(): void {
    const [oldest] = this.#guesses;
    if (oldest && this.#now() >= oldest.at + this.#patience) this.forget("line");
  }

  /** What is on the screen is another thing than it was: nothing is known. */
  forget(until: "output" | "line"): void {
    this.#guesses = [];
    this.#proven = false;
    this.#silent = until;
  }

  get #patience(): number {
    return Math.max(LONGEST, this.#delay * 3);
  }

  #guess(letter: string): void {
    if (this.#silent !== "no") return;
    const { cursor, alternate, columns } = this.#grid;
    const last = this.#guesses.at(-1);
    const row = last ? last.row : cursor.row;
    const column = last ? last.column + 1 : cursor.column;
    if (alternate || column >= columns - 1 || this.#guesses.length >= MOST || !this.#blankFrom(row, column)) {
      this.forget("line");
      return;
    }
    this.#guesses.push({ row, column, letter, at: this.#now() });
  }

  #takeBack(): void {
    if (this.#guesses.length > 0) this.#guesses.pop();
    // What is already shown goes when the endpoint says so.
    else this.forget("output");
  }

  #blankFrom(row: number, column: number): boolean {
    for (let at = column; at < this.#grid.columns; at += 1) {
      if (this.#grid.letter(row, at).trim() !== "") return false;
    }
    return true;
  }
}
