import { afterEach, beforeEach, describe, expect, test, vi } from "vitest";
import { Gestures, type TouchMode } from "../src/page/gestures";

function listener(mode: TouchMode) {
  const told: string[] = [];
  const tell =
    (name: string) =>
    (...at: number[]) =>
      void told.push([name, ...at.map((each) => Math.round(each * 100) / 100)].join(" "));
  const gestures = new Gestures({
    began: () => undefined,
    held: () => undefined,
    tap: tell("tap"),
    secondary: tell("secondary"),
    dragBegins: tell("drag"),
    dragged: (x, y) => told.push(`to ${x} ${y}`),
    dragEnds: tell("drop"),
    moved: tell("moved"),
    scrolled: (_x, _y, byX, byY) => told.push(`scrolled ${byX} ${byY}`),
    pinched: (factor) => told.push(`pinched ${factor.toFixed(2)}`),
  });
  gestures.mode = mode;
  return { gestures, told };
}

describe("gestures_scr_8", () => {
  beforeEach(() => void vi.useFakeTimers());
  afterEach(() => void vi.useRealTimers());

  test("a tap clicks, a long press is the right button, and says so once", () => {
    const { gestures, told } = listener("direct");
    gestures.down(1, 10, 20, 0);
    gestures.up(1, 80);
    gestures.down(1, 10, 20, 1_000);
    vi.advanceTimersByTime(600);
    gestures.up(1, 1_600);
    expect(told).toEqual(["tap 10 20", "secondary 10 20"]);
  });

  test("one finger drags from where it began, and a second one ends that", () => {
    const { gestures, told } = listener("direct");
    gestures.down(1, 10, 10, 0);
    gestures.move(1, 14, 10);
    gestures.move(1, 40, 10);
    gestures.down(2, 90, 90, 300);
    gestures.up(1, 400);
    gestures.up(2, 400);
    expect(told).toEqual(["drag 10 10", "to 40 10", "drop"]);
  });

  test("two fingers tap, scroll or pinch, and never two of these at once", () => {
    const { gestures, told } = listener("direct");
    gestures.down(1, 100, 100, 0);
    gestures.down(2, 200, 100, 20);
    gestures.up(1, 120);
    gestures.up(2, 130);
    expect(told.splice(0)).toEqual(["secondary 150 100"]);
    gestures.down(1, 100, 100, 1_000);
    gestures.down(2, 200, 100, 1_000);
    for (const y of [90, 80, 70]) {
      gestures.move(1, 100, y);
      gestures.move(2, 200, y);
    }
    gestures.up(2, 2_000);
    gestures.up(1, 2_000);
    expect(told.every((each) => each.startsWith("scrolled"))).toBe(true);
    const gone = told.splice(0).reduce((sum, each) => sum + Number(each.split(" ")[2]), 0);
    expect(gone).toBe(-30);
    gestures.down(1, 100, 100, 3_000);
    gestures.down(2, 200, 100, 3_000);
    gestures.move(2, 300, 100);
    gestures.up(2, 4_000);
    gestures.up(1, 4_000);
    expect(told).toEqual(["pinched 2.00"]);
  });

  test("a trackpad moves the pointer, and drags after a long press", () => {
    const { gestures, told } = listener("trackpad");
    gestures.down(1, 0, 0, 0);
    gestures.move(1, 20, 0);
    gestures.up(1, 100);
    gestures.down(1, 0, 0, 1_000);
    vi.advanceTimersByTime(600);
    gestures.move(1, 20, 5);
    gestures.up(1, 1_700);
    expect(told).toEqual(["moved 20 0", "drag 0 0", "to 20 5", "drop"]);
  });

  test("fingers that the browser takes away drop what they drag and click nothing", () => {
    const { gestures, told } = listener("direct");
    gestures.down(1, 0, 0, 0);
    gestures.move(1, 50, 0);
    gestures.cancel();
    vi.advanceTimersByTime(2_000);
    gestures.up(1, 3_000);
    expect(told).toEqual(["drag 0 0", "to 50 0", "drop"]);
  });
});
