// Tables as files (RFC 4180), for spreadsheets.

/** A cell. What a spreadsheet would run as a formula is made a text: names come from people and endpoints. */
export function cell(text: string): string {
  const tame = /^[=+\-@\t\r]/.test(text) ? `'${text}` : text;
  return /[",\r\n]/.test(tame) ? `"${tame.replaceAll('"', '""')}"` : tame;
}

export const table = (titles: readonly string[], rows: readonly (readonly string[])[]): string =>
  [titles, ...rows].map((row) => `${row.map(cell).join(",")}\r\n`).join("");

/** Gives a text to the browser to be saved. */
export function saveFile(name: string, text: string, kind: string): void {
  const url = URL.createObjectURL(new Blob([text], { type: kind }));
  const link = document.createElement("a");
  link.href = url;
  link.download = name;
  link.click();
  setTimeout(() => URL.revokeObjectURL(url), 1000);
}

/** Saves a table. The mark in front tells spreadsheets that it is UTF-8. */
export function saveTable(name: string, titles: readonly string[], rows: readonly (readonly string[])[]): void {
  saveFile(name, `\ufeff${table(titles, rows)}`, "text/csv;charset=utf-8");
}
