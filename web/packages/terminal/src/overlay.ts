//! Guessed letters over the terminal's own, underlined and faint until the endpoint confirms them (`predict.ts`). Nothing of them is in the terminal's buffer.

import type { IDisposable, Terminal } from "@xterm/xterm";
import { Predictor } from "./predict";

export class Guesses {
  readonly predictor: Predictor;
  readonly #terminal: Terminal;
  readonly #layer = document.createElement("div");
  #on = false;
  #timer: ReturnType<typeof setTimeout> | undefined;
  /** Only while something is shown: output scrolls by every line. */
  #follows: IDisposable | undefined;

  constructor(terminal: Terminal) {
    this.#terminal = terminal;
    this.predictor = new Predictor(gridOf(terminal), () => performance.now());
    this.#layer.setAttribute("aria-hidden", "true");
    this.#layer.dataset.guesses = "";
    Object.assign(this.#layer.style, { position: "absolute", inset: "0", pointerEvents: "none", zIndex: "5" });
    terminal.onWriteParsed(() => {
      this.predictor.output();
      this.#draw();
    });
    terminal.onResize(() => this.forget());
    terminal.buffer.onBufferChange(() => this.forget());
  }

  setOn(on: boolean): void {
    this.#on = on;
    this.forget();
  }

  typed(text: string): void {
    if (!this.#on) return;
    this.predictor.typed(text);
    this.#draw();
  }

  measured(delay: number): void {
    this.predictor.measured(delay);
  }

  forget(): void {
    this.predictor.forget("line");
    this.#draw();
  }

  dispose(): void {
    this.#rest();
  }

  /** Nothing is over the terminal: an empty layer would be put together with it in every frame. */
  #rest(): void {
    clearTimeout(this.#timer);
    this.#timer = undefined;
    this.#follows?.dispose();
    this.#follows = undefined;
    this.#layer.remove();
    this.#layer.replaceChildren();
  }

  #draw(): void {
    const guesses = this.#on ? this.predictor.shown : [];
    if (guesses.length === 0) {
      if (this.#follows) this.#rest();
      return;
    }
    if (!this.#follows) {
      this.#follows = this.#terminal.onScroll(() => this.#draw());
      this.#terminal.element?.querySelector(".xterm-screen")?.append(this.#layer);
    }
    const { cols, rows, options, buffer } = this.#terminal;
    const width = this.#layer.clientWidth / cols;
    const height = this.#layer.clientHeight / rows;
    const { theme } = options;
    const cell = (row: number, column: number, letter: string): HTMLElement => {
      const span = document.createElement("span");
      span.textContent = letter;
      Object.assign(span.style, {
        position: "absolute",
        left: `${column * width}px`,
        top: `${(row - buffer.active.viewportY) * height}px`,
        width: `${width}px`,
        height: `${height}px`,
        lineHeight: `${height}px`,
        font: `${options.fontSize}px/${height}px ${options.fontFamily}`,
        whiteSpace: "pre",
        textDecoration: "underline",
        color: theme?.foreground ?? "",
        background: theme?.background ?? "",
      });
      return span;
    };
    const spans = guesses.map((guess) => cell(guess.row, guess.column, guess.letter));
    // Where the cursor will be.
    const last = guesses.at(-1);
    if (last) {
      const end = cell(last.row, last.column + 1, "");
      end.style.boxShadow = `inset 0 0 0 1px ${theme?.cursor ?? "currentColor"}`;
      end.style.background = "none";
      spans.push(end);
    }
    this.#layer.replaceChildren(...spans);
    const { until } = this.predictor;
    clearTimeout(this.#timer);
    this.#timer = undefined;
    if (until === undefined) return;
    this.#timer = setTimeout(
      () => {
        this.predictor.expire();
        this.#draw();
      },
      Math.max(0, until - performance.now()),
    );
  }
}

function gridOf(terminal: Terminal) {
  return {
    get columns() {
      return terminal.cols;
    },
    get alternate() {
      return terminal.buffer.active.type === "alternate";
    },
    get cursor() {
      const { active } = terminal.buffer;
      return { column: active.cursorX, row: active.baseY + active.cursorY };
    },
    letter: (row: number, column: number) => terminal.buffer.active.getLine(row)?.getCell(column)?.getChars() ?? "",
  };
}
