// Hands a file to the person, by the browser's own download.

export function saveFile(content: Blob, name: string): void {
  const address = URL.createObjectURL(content);
  const link = document.createElement("a");
  link.href = address;
  link.download = named(name.replace(/[\\/:*?"<>|\p{Cc}]+/gu, "_"));
  link.click();
  // The browser has taken the address by the next turn of a minute; it keeps the picture in memory until then.
  setTimeout(() => URL.revokeObjectURL(address), 60_000);
}

/** Its ending stays, for it says what opens it. */
function named(name: string): string {
  const dot = name.lastIndexOf(".");
  const ending = dot > 0 && name.length - dot <= 16 ? name.slice(dot) : "";
  return name.length <= 120 ? name : name.slice(0, 120 - ending.length) + ending;
}
