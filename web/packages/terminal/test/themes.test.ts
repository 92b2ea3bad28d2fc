import { describe, expect, test } from "vitest";
import { THEME_NAMES, THEMES } from "../src/themes";

/** WCAG 2.2, relative luminance. */
function luminance(colour: string): number {
  const [red = 0, green = 0, blue = 0] = [1, 3, 5].map((at) => {
    const part = Number.parseInt(colour.slice(at, at + 2), 16) / 255;
    return part <= 0.04045 ? part / 12.92 : ((part + 0.055) / 1.055) ** 2.4;
  });
  return 0.2126 * red + 0.7152 * green + 0.0722 * blue;
}

function contrast(one: string, other: string): number {
  const [low = 0, high = 0] = [luminance(one), luminance(other)].sort((a, b) => a - b);
  return (high + 0.05) / (low + 0.05);
}

describe("themes_shl_9", () => {
  test.each(THEME_NAMES)("text of %s can be read on its ground", (name) => {
    const { background, black: _black, selectionBackground, cursorAccent: _accent, ...rest } = THEMES[name];
    for (const [what, colour] of Object.entries(rest)) {
      expect(contrast(String(colour), background ?? ""), `${name} ${what}`).toBeGreaterThanOrEqual(4.5);
    }
    expect(contrast(THEMES[name].foreground ?? "", selectionBackground ?? "")).toBeGreaterThanOrEqual(4.5);
  });
});
