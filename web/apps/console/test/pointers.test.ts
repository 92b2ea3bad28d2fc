import { afterEach, beforeEach, describe, expect, test, vi } from "vitest";
import { cornerOf, teller } from "../src/session/usePointers";

type At = { x: number; y: number } | undefined;

describe("whose pointer is whose (SES-25)", () => {
  beforeEach(() => void vi.useFakeTimers());
  afterEach(() => void vi.useRealTimers());

  test("the newest place is told at once, then ten times a second at most, and the last one always", async () => {
    let point: (at: At) => void = () => {};
    const told: At[] = [];
    const stop = teller(
      {
        onPointing: (take) => {
          point = take;
          return () => {
            point = () => {};
          };
        },
      },
      async (at) => void told.push(at),
    );
    for (let x = 0; x < 5; x += 1) point({ x, y: 0 });
    await vi.advanceTimersByTimeAsync(0);
    expect(told).toEqual([{ x: 0, y: 0 }]);
    await vi.advanceTimersByTimeAsync(100);
    expect(told).toEqual([
      { x: 0, y: 0 },
      { x: 4, y: 0 },
    ]);
    point(undefined);
    await vi.advanceTimersByTimeAsync(200);
    expect(told.at(-1)).toBeUndefined();
    point({ x: 9, y: 9 });
    stop();
    await vi.advanceTimersByTimeAsync(500);
    expect(told.length).toBeLessThanOrEqual(4);
  });

  test("places are of the whole desktop, whichever monitor each of them looks at", () => {
    const monitor = (id: number, x: number, y: number) => ({
      ...{ id, name: `m${id}`, primary: id === 1, x, y, width: 100, height: 100 },
    });
    const monitors = [monitor(1, 0, 0), monitor(2, -100, 20)];
    expect(cornerOf(monitors, 2)).toEqual({ x: -100, y: 20 });
    expect(cornerOf(monitors, 0)).toEqual({ x: -100, y: 0 });
    expect(cornerOf([], 0)).toEqual({ x: 0, y: 0 });
  });
});
