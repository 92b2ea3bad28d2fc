// Days as the browser's date field writes them, and moments.

/** A day as the browser's field writes it, in the time zone of this browser. */
export function dayOf(at: number | null | undefined): string {
  if (!at) return "";
  const date = new Date(at);
  const two = (value: number) => String(value).padStart(2, "0");
  return `${String(date.getFullYear()).padStart(4, "0")}-${two(date.getMonth() + 1)}-${two(date.getDate())}`;
}

/** Midnight of a day in this browser's time zone, or of the next one. Nothing for what is no day. */
export function dayStart(day: string | undefined, next = false): number | undefined {
  const parts = /^(\d{4})-(\d{2})-(\d{2})$/.exec(day ?? "");
  if (!parts) return undefined;
  const at = new Date(Number(parts[1]), Number(parts[2]) - 1, Number(parts[3]) + (next ? 1 : 0)).getTime();
  return Number.isNaN(at) ? undefined : at;
}
