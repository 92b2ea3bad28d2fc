// A program and its arguments as they are typed, what is sealed of them, and why something cannot be done (SCR-4, SCR-6).

import { create } from "@bufbuild/protobuf";
import {
  ActionKind,
  ActionOfferSchema,
  CustomerSideSchema,
  ParticipantSchema,
  Permission,
  SessionActionsSchema,
  SessionPhase,
  SessionStateSchema,
  WayBack,
} from "@towline/wire";
import { expect, test } from "vitest";
import { fileName, fitsCommand, splitCommand } from "../src/actions/command";
import { wayOf, whyNone, whyNotAction } from "../src/actions/offers";
import { sealProgram } from "../src/actions/program";
import { words } from "../src/words/en";

test("arguments are words between spaces, and quotes keep spaces together (SCR-6)", () => {
  const split = (text: string) => splitCommand(text).words;
  expect(split("  xterm  -e top ")).toEqual(["xterm", "-e", "top"]);
  expect(split(`'/opt/my program' "a 'b' c" x"y z"w ""`)).toEqual(["/opt/my program", "a 'b' c", "xy zw", ""]);
  // Nothing else means anything.
  expect(split("sh -c $HOME;rm|* \\n `id` ~")).toEqual(["sh", "-c", "$HOME;rm|*", "\\n", "`id`", "~"]);
  expect(splitCommand(`xterm "a`).unclosed).toBe(true);
  expect(splitCommand("").words).toEqual([]);
  expect(fitsCommand(splitCommand("x ".repeat(34)))).toBe(false);
  expect(fitsCommand(splitCommand(`x ${"y".repeat(1025)}`))).toBe(false);
  expect(fitsCommand(splitCommand("x ".repeat(33)))).toBe(true);
  expect(fileName("/usr/bin/xterm")).toBe("xterm");
});

test("what is sealed shows the program's file and the user, and neither password nor arguments (SCR-6)", async () => {
  const pair = await crypto.subtle.generateKey({ name: "ECDH", namedCurve: "P-256" }, true, ["deriveBits"]);
  const key = new Uint8Array(await crypto.subtle.exportKey("raw", pair.publicKey));
  const sealed = await sealProgram(key, "s", ["/usr/bin/xterm", "-title", "quiet"], "carla", "Lantern-over-7");
  expect([sealed.program, sealed.account]).toEqual(["xterm", "carla"]);
  const text = new TextDecoder("latin1").decode(sealed.sealed);
  expect(text).not.toContain("Lantern");
  expect(text).not.toContain("quiet");
  const other = await sealProgram(key, "s", ["/usr/bin/xterm"], "carla", "x");
  expect(other.sealed.length).toBe(sealed.sealed.length);
});

test("what cannot be done says why (SCR-4, SCR-6)", () => {
  const state = create(SessionStateSchema, {
    phase: SessionPhase.ACTIVE,
    self: 1,
    permissions: [Permission.POWER, Permission.SPECIAL_ACTIONS],
    participants: [create(ParticipantSchema, { number: 1, controls: true })],
  });
  const all = words();
  expect(whyNotAction(state, ActionKind.RESTART, all)).toBe(all.actions.notKnown);
  state.actions = create(SessionActionsSchema, {
    offers: [
      create(ActionOfferSchema, { kind: ActionKind.RESTART }),
      create(ActionOfferSchema, { kind: ActionKind.RESTART_SAFE, absent: "no_safe_mode" }),
    ],
  });
  expect(whyNotAction(state, ActionKind.RESTART, all)).toBeUndefined();
  expect(whyNotAction(state, ActionKind.RESTART_SAFE, all)).toMatch(/safe mode/);
  expect(whyNotAction(state, ActionKind.LOCK, all)).toMatch(/does not know/);
  expect([whyNone(state, true, all), whyNone(state, false, all)]).toEqual([undefined, undefined]);
  for (const participant of state.participants) participant.controls = false;
  expect(whyNone(state, false, all)).toBe(all.session.controlFirst);
  expect(whyNone(state, true, all)).toBeUndefined();
  state.power = ActionKind.RESTART;
  expect(whyNone(state, true, all)).toMatch(/restarting/);
});

test("a restart's text says who starts the customer's program again, and promises nothing that nobody said (SCR-4, SUP-24)", () => {
  const state = create(SessionStateSchema, { actions: create(SessionActionsSchema, {}) });
  expect(wayOf(state)).toBe("system");
  state.customer = create(CustomerSideSchema, {});
  const way = (wayBack: WayBack) => {
    state.actions = create(SessionActionsSchema, { wayBack });
    return wayOf(state);
  };
  expect([WayBack.DESKTOP, WayBack.BY_HAND, WayBack.NONE, WayBack.UNSPECIFIED].map(way)).toEqual([
    "desktop",
    "byHand",
    "none",
    "none",
  ]);
  delete state.actions;
  expect(wayOf(state)).toBe("none");
});
