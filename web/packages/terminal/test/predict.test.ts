import { describe, expect, test } from "vitest";
import { Predictor } from "../src/predict";

/** A line of a terminal that a person types on, over a link of some delay. */
function arrange(delay = 150) {
  const line = { text: "$ ", row: 7, alternate: false, now: 0 };
  const grid = {
    columns: 40,
    get alternate() {
      return line.alternate;
    },
    get cursor() {
      return { column: line.text.length, row: line.row };
    },
    letter: (row: number, column: number) => (row === line.row ? (line.text[column] ?? "") : ""),
  };
  const predictor = new Predictor(grid, () => line.now);
  predictor.measured(delay);
  const echo = (text: string) => {
    line.text += text;
    predictor.output();
  };
  const type = (text: string) => [...text].forEach((letter) => void predictor.typed(letter));
  const shown = () => predictor.shown.map((each) => each.letter).join("");
  return { line, predictor, echo, type, shown };
}

describe("what is typed is there at once on a slow link_shl_10", () => {
  test("after one letter was echoed the next ones are shown, and each is confirmed by its echo", () => {
    const { predictor, echo, type, shown } = arrange();
    type("l");
    expect(shown()).toBe("");
    echo("l");
    type("s -la");
    expect(shown()).toBe("s -la");
    expect(predictor.shown[0]).toMatchObject({ row: 7, column: 3 });
    echo("s ");
    expect(shown()).toBe("-la");
    echo("-la");
    expect(shown()).toBe("");
  });

  test("a password is never shown: nothing of its line was echoed", () => {
    const { line, echo, type, shown, predictor } = arrange();
    type("su");
    echo("su");
    predictor.typed("\r");
    line.row += 1;
    line.text = "Password: ";
    predictor.output();
    type("hunter2");
    expect(shown()).toBe("");
    line.now = 5_000;
    type("x");
    predictor.output();
    expect(shown()).toBe("");
  });

  test("a fast link shows nothing, and a link that becomes fast stops showing", () => {
    const { type, echo, shown, predictor } = arrange(5);
    type("a");
    echo("a");
    type("b");
    expect(shown()).toBe("");
    for (let round = 0; round < 20; round += 1) predictor.measured(150);
    expect(shown()).toBe("b");
    for (let round = 0; round < 20; round += 1) predictor.measured(5);
    expect(shown()).toBe("");
  });

  test("what comes otherwise than guessed takes all guesses away until the next line", () => {
    const { type, echo, shown, predictor, line } = arrange();
    type("a");
    echo("a");
    type("bc");
    echo("*");
    expect(shown()).toBe("");
    type("d");
    expect(shown()).toBe("");
    predictor.typed("\r");
    line.row += 1;
    line.text = "$ ";
    predictor.output();
    type("e");
    echo("e");
    type("f");
    expect(shown()).toBe("f");
  });

  test("the last guess is taken back by Backspace, and a key that moves the cursor ends guessing", () => {
    const { type, echo, shown, predictor } = arrange();
    type("a");
    echo("a");
    type("bc");
    predictor.typed("\u007f");
    expect(shown()).toBe("b");
    predictor.typed("\u001b[D");
    expect(shown()).toBe("");
    type("d");
    expect(shown()).toBe("");
  });

  test("nothing is guessed in the middle of a line, at its end, or for a full-screen program", () => {
    const { type, echo, shown, line, predictor } = arrange();
    type("a");
    echo("a");
    line.alternate = true;
    type("b");
    expect(shown()).toBe("");
    line.alternate = false;
    line.text = "$ ".padEnd(36, "x");
    predictor.typed("\r");
    predictor.output();
    type("y");
    echo("y");
    type("12345");
    expect(shown()).toBe("");
  });

  test("a guess that is not confirmed in time goes by itself", () => {
    const { type, echo, shown, line, predictor } = arrange();
    type("a");
    echo("a");
    type("b");
    expect(predictor.until).toBe(1_000);
    line.now = 1_000;
    predictor.expire();
    expect(shown()).toBe("");
  });
});
