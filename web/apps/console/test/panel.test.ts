// What stands on the virtual keyboard, and what is said of layouts (SCR-8, SCR-15).

import { expect, test } from "vitest";
import { layoutOf } from "../src/session/KeyboardMenu";
import { combosOf, letterRows, modifiersOf, type Platform, platformOf, specialRows } from "../src/session/panelKeys";

const PLATFORMS: Platform[] = ["linux", "windows", "mac"];

test("every key of the virtual keyboard stands there once, with a label (SCR-8)", () => {
  for (const platform of PLATFORMS) {
    const keys = [...specialRows(platform), ...letterRows].flat();
    const codes = specialRows(platform)
      .flat()
      .concat()
      .map((key) => key.code);
    expect(new Set(codes).size).toBe(codes.length);
    for (const { code, key, label } of keys) expect([code, key, label].every((each) => each.length > 0)).toBe(true);
  }
});

test("the combinations that browsers keep are there, and the system key is called as it is on its platform (SCR-8)", () => {
  const combos = combosOf("linux").map((each) => each.combo);
  for (const each of ["alt+tab", "alt+f4", "super+l", "ctrl+shift+esc", "ctrl+alt+f1", "ctrl+alt+f12"])
    expect(combos).toContain(each);
  expect(modifiersOf("windows").map((each) => each.label)).toContain("Win");
  expect(platformOf("x11")).toBe("linux");
});

test("a layout is known by what tells it from others (SCR-15)", () => {
  const of = (row: string, more: Record<string, string> = {}) => {
    const map: Record<string, string> = { ...more };
    [..."QWERTY"].forEach((letter, at) => {
      map[`Key${letter}`] = row[at] ?? "";
    });
    return layoutOf((code) => map[code]);
  };
  expect(of("azerty")).toBe("fr");
  expect(of("qwertz", { Semicolon: "ö" })).toBe("de");
  expect(of("qwerty", { Semicolon: "ñ" })).toBe("es");
  expect(of("qwerty", { Semicolon: ";" })).toBe("us");
  expect(of("йцукен")).toBe("ru");
  expect(layoutOf(() => undefined)).toBeUndefined();
});
