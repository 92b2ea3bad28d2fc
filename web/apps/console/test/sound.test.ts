import { create } from "@bufbuild/protobuf";
import { MonitorSchema, Permission, ScreenStatusSchema, SessionStateSchema, SoundAbilitySchema } from "@towline/wire";
import { expect, test } from "vitest";
import { isHeard, meter, whyNoSound } from "../src/sound/sound";
import { sound as words } from "../src/words/sound";

const state = (absent: string | undefined, more: object = {}) =>
  create(SessionStateSchema, {
    permissions: [Permission.SCREEN_VIEW, Permission.HEAR_SOUND],
    screen: create(ScreenStatusSchema, {
      available: true,
      ...(absent === undefined ? {} : { sound: create(SoundAbilitySchema, { absent }) }),
    }),
    ...more,
  });

test("sound is greyed with the reason that stands in its way (SCR-18)", () => {
  expect(whyNoSound(state(""), true, true, words)).toBeUndefined();
  expect(whyNoSound(state("no_server"), true, true, words)).toContain("PulseAudio");
  expect(whyNoSound(state("left_out"), true, true, words)).toContain("customer client");
  expect(whyNoSound(state("of the future"), true, true, words)).toBe("The sound of this machine cannot be heard.");
  const described = { available: true, monitors: [create(MonitorSchema, { id: 1 })] };
  const old = state(undefined, { screen: create(ScreenStatusSchema, described) });
  expect(whyNoSound(old, true, true, words)).toBe(words.old);
  // The desktop has not told yet what it can do.
  expect(whyNoSound(state(undefined), true, true, words)).toBe(words.noPicture);
  expect(whyNoSound(state(""), false, true, words)).toBe(words.noPicture);
  expect(whyNoSound(state(""), true, false, words)).toBe(words.noDecoder);
  expect(whyNoSound(state("", { paused: true }), true, true, words)).toBe(words.paused);
  expect(whyNoSound(state("", { permissions: [Permission.SCREEN_VIEW] }), true, true, words)).toBe(words.notPermitted);
});

test("the meter shows what ears hear (SCR-18)", () => {
  expect([0, 0.001, 0.01, 0.1, 1, 2].map(meter)).toEqual([0, 0, 20, 60, 100, 100]);
  expect([isHeard(0), isHeard(0.1)]).toEqual([false, true]);
});
