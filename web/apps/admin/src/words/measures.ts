// Amounts as people say them: spans of time and sizes, in the language of the interface.

import { language, numberFormat } from "@towline/ui";

const UNITS = [
  ["day", 86_400_000],
  ["hour", 3_600_000],
  ["minute", 60_000],
] as const;

/** A span of time by its two largest units: "9 days, 4 hours". Less than a minute is one minute. */
export function duration(ms: number): string {
  const parts: string[] = [];
  let rest = Math.max(ms, 60_000);
  for (const [unit, size] of UNITS) {
    const count = Math.floor(rest / size);
    rest -= count * size;
    if (count > 0) {
      parts.push(numberFormat(language(), { style: "unit", unit, unitDisplay: "long" }).format(count));
    } else if (parts.length > 0) break;
    if (parts.length === 2) break;
  }
  return new Intl.ListFormat(language(), { type: "unit", style: "long" }).format(parts);
}

const SIZES = ["byte", "kilobyte", "megabyte", "gigabyte", "terabyte", "petabyte"] as const;

/** A size with at most three digits: memory in steps of 1024, disks and traffic in steps of 1000. */
export function size(bytes: number, step: 1000 | 1024 = 1000): string {
  let value = bytes;
  let unit = 0;
  while (value >= step && unit < SIZES.length - 1) {
    value /= step;
    unit += 1;
  }
  return numberFormat(language(), {
    style: "unit",
    unit: SIZES[unit] ?? "byte",
    unitDisplay: "short",
    maximumFractionDigits: value < 10 && unit > 0 ? 1 : 0,
  }).format(value);
}
