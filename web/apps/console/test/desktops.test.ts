// What is said of a desktop that withholds itself, or asks whoever sits there.

import { expect, test } from "vitest";
import { withheldWords } from "../src/session/desktops";
import { session } from "../src/words/session";

test("each answer of the person at a desktop is said, and what can be asked again has a button (SCR-20)", () => {
  const of = (code: string, asked = true) => withheldWords(code, "GNOME", session, asked);
  expect(of("wayland_asks")).toMatchObject({ title: "GNOME asks the person there", waits: true });
  expect(of("wayland_asks")?.again).toBeUndefined();
  for (const code of ["refused", "withdrawn", "unanswered", "pipewire", "withheld"]) {
    expect(of(`wayland_${code}`)?.again, code).toBe(true);
    expect(of(`wayland_${code}`)?.text, code).toContain("GNOME");
  }
  // Nobody looked for a portal: there is none to be asked.
  expect(of("wayland_withheld", false)?.again).toBeUndefined();
  expect(of("wayland_login")?.again).toBeUndefined();
  expect(of("no_desktop")).toBeUndefined();
});
