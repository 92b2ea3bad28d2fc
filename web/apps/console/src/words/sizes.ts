// Amounts of bytes as people read them.

import { number } from "@towline/ui";

const units = ["B", "kB", "MB", "GB", "TB", "PB"] as const;

export function sizeInWords(bytes: number): string {
  let value = Math.max(0, bytes);
  let unit = 0;
  while (value >= 1000 && unit < units.length - 1) {
    value /= 1000;
    unit += 1;
  }
  const digits = unit === 0 || value >= 100 ? 0 : 1;
  return `${number(value, { maximumFractionDigits: digits })} ${units[unit]}`;
}
