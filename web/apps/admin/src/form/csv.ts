// Tables as files that the browser saves.

import { csvOf } from "@towline/ui";

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
  saveFile(name, `\ufeff${csvOf([titles, ...rows])}`, "text/csv;charset=utf-8");
}
