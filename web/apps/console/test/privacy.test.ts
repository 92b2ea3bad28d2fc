// Why something cannot be withheld from whoever sits at the machine, and what is said of it.

import { create } from "@bufbuild/protobuf";
import {
  MonitorSchema,
  ParticipantSchema,
  Permission,
  PrivacyAbilitySchema,
  ScreenStatusSchema,
  SessionEventSchema,
  type SessionState,
  SessionStateSchema,
} from "@towline/wire";
import { expect, test } from "vitest";
import { whyNotBlank, whyNotPrivacy } from "../src/privacy/privacy";
import { sentenceOf } from "../src/session/sentences";
import { words } from "../src/words/en";

const able = (input: string, blank: string) =>
  create(ScreenStatusSchema, { available: true, privacy: create(PrivacyAbilitySchema, { input, blank }) });
const state = (change: Partial<SessionState>): SessionState => ({
  ...create(SessionStateSchema, {
    self: 1,
    permissions: [Permission.PRIVACY],
    participants: [create(ParticipantSchema, { number: 1, controls: true })],
    screen: able("", ""),
  }),
  ...change,
});

test("what cannot be withheld says why (SCR-3)", () => {
  const { privacy } = words();
  expect(whyNotPrivacy(state({}), privacy)).toBeUndefined();
  expect(whyNotBlank(state({}), privacy)).toBeUndefined();
  expect(whyNotPrivacy(state({ permissions: [] }), privacy)).toBe(privacy.notPermitted);
  expect(whyNotPrivacy(state({ permissions: [], asks: [Permission.PRIVACY] }), privacy)).toBeUndefined();
  expect(whyNotPrivacy(state({ paused: true }), privacy)).toBe(privacy.paused);
  const looking = [create(ParticipantSchema, { number: 1 })];
  expect(whyNotPrivacy(state({ participants: looking }), privacy)).toBe(privacy.controlFirst);
  // What control would not change is said whoever has it.
  const wayland = state({ participants: looking, screen: able("wayland", "wayland") });
  expect(whyNotPrivacy(wayland, privacy)).toContain("Not possible on Wayland");
  expect(
    whyNotPrivacy(
      state({ screen: create(ScreenStatusSchema, { available: true, monitors: [create(MonitorSchema, { id: 1 })] }) }),
      privacy,
    ),
  ).toBe(privacy.old);
  const noGamma = state({ screen: able("", "no_gamma") });
  expect(whyNotPrivacy(noGamma, privacy)).toBeUndefined();
  expect(whyNotBlank(noGamma, privacy)).toContain("cannot be made dark");
  expect(whyNotBlank(state({ screen: able("nested", "nested") }), privacy)).toContain("window on another one");
});

test("the log says who took it back (SCR-3)", () => {
  const said = (kind: string, text: string, actor: number) =>
    sentenceOf(create(SessionEventSchema, { kind, text, actor, actorName: actor ? "Rosa" : "" }), words(), []);
  expect(said("privacy_input", "", 1)).toBe("Rosa disabled the remote mouse and keyboard.");
  expect(said("privacy_off", "rep", 1)).toContain("Rosa gave");
  expect(said("privacy_off", "person", 0)).toContain("The person at the machine took it back.");
  expect(said("privacy_off", "unheard_of", 0)).toContain("The machine gave everything back.");
});
