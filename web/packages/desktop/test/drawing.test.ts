// @vitest-environment happy-dom
import { expect, test } from "vitest";
import type { DrawEvent } from "../src/messages";
import { Drawing } from "../src/page/drawing";
import { drawBody } from "../src/stream/draws";

function stand() {
  const picture = document.createElement("div");
  document.body.append(picture);
  const sent: DrawEvent[] = [];
  const size = () => ({ width: 100, height: 100 });
  const parts = { picture, canvas: picture, size, label: "Drawing", backMs: () => 0 };
  const drawing = new Drawing({ ...parts, send: (event) => sent.push(event) });
  return { drawing, sent };
}

const key = (key: string, ctrlKey = false) => ({ key, ctrlKey, metaKey: false, altKey: false });

test("it begins as soon as it may, in a colour of one's own, and ends with the right (SCR-14)", () => {
  const { drawing } = stand();
  drawing.start();
  expect(drawing.state.on).toBe(false);
  drawing.allow(true, 2);
  expect(drawing.state).toMatchObject({ on: true, tool: "pen", colour: 4 });
  drawing.choose({ colour: 6 });
  drawing.allow(false, 2);
  expect(drawing.state.on).toBe(false);
  drawing.allow(true, 2);
  // It never goes on by itself, and the colour that was chosen stays.
  expect(drawing.state).toMatchObject({ on: false, colour: 6 });
});

test("keys choose tools, undo, clear and leave (SCR-14)", () => {
  const { drawing, sent } = stand();
  drawing.allow(true, 1);
  drawing.start();
  for (const [press, tool] of [
    ["h", "highlighter"],
    ["A", "arrow"],
    ["r", "rectangle"],
    ["o", "ellipse"],
    ["l", "pointer"],
    ["e", "eraser"],
    ["p", "pen"],
  ] as const) {
    expect(drawing.key(key(press))).toBe(true);
    expect(drawing.state.tool).toBe(tool);
  }
  expect(drawing.key(key("z", true))).toBe(true);
  expect(drawing.key(key("Delete"))).toBe(true);
  expect(drawing.key(key("c", true))).toBe(false);
  expect(drawing.key(key("x"))).toBe(false);
  expect(sent).toEqual([{ kind: "undo" }, { kind: "clear", all: false }]);
  drawing.key(key("Escape"));
  expect(drawing.state.on).toBe(false);
});

test("what is drawn goes to the endpoint in its words (SCR-14)", () => {
  const stroke = { kind: "stroke", stroke: 3, tool: "arrow", colour: 4, width: 6, points: [1, 2, 3, 4] } as const;
  expect(drawBody(stroke)).toMatchObject({
    case: "drawStroke",
    value: { stroke: 3, tool: 3, colour: 4, width: 6, points: [1, 2, 3, 4] },
  });
  expect(drawBody({ kind: "clear", all: true })).toMatchObject({ case: "drawClear", value: { all: true } });
  expect(drawBody({ kind: "point", x: 5, y: 6, colour: 1 })).toMatchObject({
    case: "drawPoint",
    value: { x: 5, y: 6, colour: 1 },
  });
});
