import { describe, expect, test } from "vitest";
import { actualFactor, layout, pixelAt } from "../src/page/geometry";
import type { KeyEvent } from "../src/page/keys";
import { Keys } from "../src/page/keys";
import { Latches } from "../src/page/latches";

const brief = (events: readonly KeyEvent[]) =>
  events.map((e) => `${e.down ? "+" : "-"}${e.code || "text"}:${e.key}:${e.modifiers}`);
const letter = (key: string, code = `Key${key.toUpperCase()}`): KeyEvent => ({
  kind: "key",
  down: true,
  code,
  key,
  modifiers: 0,
  repeat: false,
});

describe("latches_scr_8", () => {
  test("pressed once a modifier stays for one key, pressed twice until it is pressed again", () => {
    const latches = new Latches();
    expect(brief(latches.press("Control"))).toEqual(["+ControlLeft:Control:2"]);
    expect(latches.shown).toEqual({ Control: "latched" });
    expect(brief(latches.used())).toEqual(["-ControlLeft:Control:0"]);
    latches.press("Alt");
    expect(latches.press("Alt")).toEqual([]);
    expect(latches.shown).toEqual({ Alt: "locked" });
    expect(latches.used()).toEqual([]);
    expect(brief(latches.press("Alt"))).toEqual(["-AltLeft:Alt:0"]);
    expect(latches.bits).toBe(0);
  });

  test("keys go with what is held; Shift makes a letter large, and leaves signs to the machine's layout", () => {
    const latches = new Latches();
    latches.press("Control");
    latches.press("Shift");
    expect(brief([latches.dress(letter("c"))])).toEqual(["+KeyC:C:3"]);
    expect(latches.dress(letter("1", "Digit1"))).toMatchObject({ key: "1", modifiers: 3, mode: "place" });
    expect(latches.dress(letter("F5", "F5"))).toMatchObject({ key: "F5", modifiers: 3 });
    expect(latches.forget()).toBe(true);
    expect(latches.forget()).toBe(false);
    expect(latches.dress(letter("c"))).toEqual(letter("c"));
  });
});

describe("by_place_scr_15", () => {
  test("dead keys and keys of an input method go by their places", () => {
    const keys = new Keys("other");
    const dead = {
      code: "Equal",
      key: "Dead",
      keyCode: 229,
      repeat: false,
      isComposing: false,
      timeStamp: 0,
      getModifierState: () => false,
    };
    expect(keys.down(dead).pass).toBe(true);
    keys.byPlace = true;
    expect(brief(keys.down(dead).send)).toEqual(["+Equal:Dead:0"]);
    expect(brief(keys.up({ ...dead, key: "´" }).send)).toEqual(["-Equal:Dead:0"]);
  });
});

describe("zoom_scr_10", () => {
  test("every pixel of the picture is found again under the pointer, at every step and density", () => {
    const picture = { width: 1366, height: 768 };
    for (const ratio of [1, 1.25, 1.5, 2, 3])
      for (const mode of ["fit", "actual", 0.5, 0.75, 1.25, 1.5, 2] as const) {
        const { widthPx, heightPx, leftPx, topPx } = layout({ widthPx: 1000, heightPx: 700, ratio }, picture, mode);
        const shown = { left: leftPx / ratio, top: topPx / ratio, width: widthPx / ratio, height: heightPx / ratio };
        for (const [x, y] of [
          [0, 0],
          [1, 1],
          [683, 383],
          [1365, 767],
        ] as const) {
          const clientX = shown.left + ((x + 0.5) * shown.width) / picture.width;
          const clientY = shown.top + ((y + 0.5) * shown.height) / picture.height;
          expect(pixelAt(clientX, clientY, shown, picture)).toEqual({ x, y });
        }
        if (typeof mode === "number") expect(widthPx).toBe(Math.round(1366 * actualFactor(ratio) * mode));
      }
  });
});
