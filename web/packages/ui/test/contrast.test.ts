// Text on the theme's soft grounds, at rest and under the pointer, in both schemes: 4.5 to 1 (WCAG 1.4.3). Journeys see pages, and hardly ever a pointer over a button.

import { readFileSync } from "node:fs";
import { DEFAULT_THEME, mergeMantineTheme } from "@mantine/core";
import { expect, test } from "vitest";
import { theme, variables } from "../src/theme/theme";

const css = readFileSync(new URL("../src/theme/tokens.css", import.meta.url), "utf8");

/** The tokens of a scheme: `:root` before the first block for the dark, or that block. */
function tokensOf(dark: boolean): Map<string, string> {
  const at = css.indexOf('[data-mantine-color-scheme="dark"]');
  const part = dark ? css.slice(at, css.indexOf("}", at)) : css.slice(0, at);
  return new Map(
    [...part.matchAll(/(--tl-[\w-]+):\s*(#[0-9a-f]{6})/g)].map(([, name, value]) => [name ?? "", value ?? ""]),
  );
}

type Rgb = readonly number[];
const rgbOf = (hex: string): Rgb => [1, 3, 5].map((at) => Number.parseInt(hex.slice(at, at + 2), 16));

function luminance(rgb: Rgb): number {
  const [r = 0, g = 0, b = 0] = rgb.map((value) => {
    const part = value / 255;
    return part <= 0.04045 ? part / 12.92 : ((part + 0.055) / 1.055) ** 2.4;
  });
  return 0.2126 * r + 0.7152 * g + 0.0722 * b;
}

function contrast(one: Rgb, other: Rgb): number {
  const [dark = 0, light = 0] = [luminance(one), luminance(other)].sort((a, b) => a - b);
  return (light + 0.05) / (dark + 0.05);
}

/** A value of the theme: a token, or two of them mixed. */
function colour(value: string, tokens: ReadonlyMap<string, string>): Rgb {
  const named = [...value.matchAll(/var\((--tl-[\w-]+)\)/g)].map(([, name]) => rgbOf(tokens.get(name ?? "") ?? ""));
  const share = Number(/ (\d+)%/.exec(value)?.[1] ?? 100) / 100;
  const [one = [], other = one] = named;
  return one.map((part, at) => part * share + (other[at] ?? 0) * (1 - share));
}

test("text on soft grounds can be read, also under the pointer (QLT-9)", () => {
  const resolved = variables(mergeMantineTheme(DEFAULT_THEME, theme));
  const poor: string[] = [];
  for (const dark of [false, true]) {
    const tokens = tokensOf(dark);
    const of = (name: string) =>
      colour((dark ? resolved.dark : resolved.light)[`--mantine-color-${name}`] ?? "", tokens);
    for (const name of ["teal", "red", "yellow"])
      for (const ground of ["light", "light-hover"]) {
        const ratio = contrast(of(`${name}-light-color`), of(`${name}-${ground}`));
        if (!(ratio >= 4.5)) poor.push(`${dark ? "dark" : "light"} ${name}-${ground} ${ratio}`);
      }
    const item = contrast(of("red-6"), of("red-light-hover"));
    if (!(item >= 4.5)) poor.push(`${dark ? "dark" : "light"} item of a menu ${item}`);
  }
  expect(poor).toEqual([]);
});
