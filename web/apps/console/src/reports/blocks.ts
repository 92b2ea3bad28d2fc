// A long text in blocks of whole lines, so that a browser lays out only those that are in sight. Pure.

/** Characters of a block, about. */
const BLOCK = 16_384;

/** The text again is the blocks with a line's end between each two. */
export function blocksOf(text: string, size = BLOCK): string[] {
  const whole = text.endsWith("\n") ? text.slice(0, -1) : text;
  const blocks: string[] = [];
  for (let at = 0; at <= whole.length; ) {
    const end = whole.indexOf("\n", Math.min(at + size, whole.length));
    const to = end < 0 ? whole.length : end;
    blocks.push(whole.slice(at, to));
    at = to + 1;
  }
  return blocks;
}
