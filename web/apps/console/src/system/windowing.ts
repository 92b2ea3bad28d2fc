// Which rows of a long list are drawn: those in sight, and some beside them, so that scrolling shows no gap.

const BESIDE = 12;

export function windowOf(top: number, height: number, count: number, row: number): { from: number; to: number } {
  const first = Math.floor(Math.max(0, top) / row);
  const from = Math.max(0, Math.min(count, first) - BESIDE);
  const to = Math.min(count, first + Math.ceil(Math.max(0, height) / row) + BESIDE);
  return { from: Math.min(from, to), to };
}

/** Widths of columns in px, so that they fill the room and none is narrower than it may be. */
export function widthsOf(wanted: readonly (number | readonly [number, number])[], room: number): number[] {
  const least = wanted.reduce<number>((sum, each) => sum + (typeof each === "number" ? each : each[0]), 0);
  const shares = wanted.reduce<number>((sum, each) => sum + (typeof each === "number" ? 0 : each[1]), 0);
  const rest = Math.max(0, room - least);
  return wanted.map((each) =>
    typeof each === "number" ? each : Math.floor(each[0] + (shares > 0 ? (rest * each[1]) / shares : 0)),
  );
}
