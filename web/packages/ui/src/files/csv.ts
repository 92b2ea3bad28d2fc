// Tables as files for spreadsheets (RFC 4180). The one place where cells are written.

export type Cell = string | number | boolean;

/** Where a cell can begin: at its beginning, and where a spreadsheet that splits at semicolons, tabs or within our quotes sees the next one. What follows would be computed, also in its wide form. */
const COMPUTED = /^(?=[ \u00a0"]*[=+\-@＝＋－＠\t\r\n])|(?<=[;\t\r\n])(?=[ \u00a0"]*[=+\-@＝＋－＠])/g;

/** SECURITY: texts come from customers and endpoints. What a spreadsheet would run as a formula gets an apostrophe, so that it stays a text. */
function cell(value: Cell): string {
  if (typeof value !== "string") return String(value);
  const tame = value.replace(COMPUTED, "'");
  return /[",;\t\r\n]/.test(tame) ? `"${tame.replaceAll('"', '""')}"` : tame;
}

/** Lines of cells as a text. */
export const csvOf = (lines: readonly (readonly Cell[])[]): string =>
  lines.map((line) => `${line.map(cell).join(",")}\r\n`).join("");
