// Which buttons of a session's bar stay when there is no room for all (SCR-8).

import { expect, test } from "vitest";
import { BarEntry, entriesOf, staying } from "../src/session/OverflowBar";

const of = (...priorities: number[]) => priorities.map((priority) => ({ priority, width: 32 }));

test("all stay while there is room, and nothing is kept free for a menu that is not needed (SCR-8)", () => {
  expect(staying(of(5, 5, 5), 100, 34)).toEqual([true, true, true]);
});

test("the least important leaves first, of equals the last in the row (SCR-8)", () => {
  expect(staying(of(5, 5, 1, 5), 132, 34)).toEqual([true, true, false, false]);
  expect(staying(of(9, 5, 5, 5), 70, 34)).toEqual([true, false, false, false]);
});

test("what shows nothing takes no room (SCR-8)", () => {
  expect(staying([...of(5), { priority: 5, width: 0 }, ...of(5)], 66, 34)).toEqual([true, true, true]);
});

test("entries in fragments count one by one, with the priorities that they were given (SCR-8)", () => {
  const part = (
    <>
      <b>b</b>
      <BarEntry priority={8}>
        <b>c</b>
      </BarEntry>
    </>
  );
  const entries = entriesOf(
    <>
      <b>a</b>
      {null}
      {part}
    </>,
  );
  expect(entries.map((entry) => entry.priority)).toEqual([5, 5, 8]);
  expect(new Set(entries.map((entry) => entry.key)).size).toBe(3);
});
