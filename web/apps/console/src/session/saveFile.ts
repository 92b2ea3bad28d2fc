// Hands a file to the person, by the browser's own download.

export function saveFile(content: Blob, name: string): void {
  const address = URL.createObjectURL(content);
  const link = document.createElement("a");
  link.href = address;
  link.download = name.replace(/[\\/:*?"<>|\p{Cc}]+/gu, "_").slice(0, 120);
  link.click();
  // The browser has taken the address by the next turn of a minute; it keeps the picture in memory until then.
  setTimeout(() => URL.revokeObjectURL(address), 60_000);
}
