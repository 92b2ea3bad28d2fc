// Why a screen cannot be drawn on.

import { create, type MessageInitShape } from "@bufbuild/protobuf";
import {
  DrawAbilitySchema,
  MonitorSchema,
  Permission,
  ScreenStatusSchema,
  type SessionState,
  SessionStateSchema,
} from "@towline/wire";
import { expect, test } from "vitest";
import { whyNotDraw } from "../src/draw/draw";
import { words } from "../src/words/en";

const able = (reason: string) =>
  create(ScreenStatusSchema, { available: true, draw: create(DrawAbilitySchema, { reason }) });
const state = (parts: MessageInitShape<typeof SessionStateSchema>): SessionState =>
  create(SessionStateSchema, { self: 1, permissions: [Permission.ANNOTATE], screen: able(""), ...parts });

test("a screen that cannot be drawn on says why (SCR-14)", () => {
  const { draw } = words();
  expect(whyNotDraw(state({}), true, draw)).toBeUndefined();
  expect(whyNotDraw(state({ permissions: [] }), true, draw)).toBe(draw.notPermitted);
  expect(whyNotDraw(state({ permissions: [], asks: [Permission.ANNOTATE] }), true, draw)).toBeUndefined();
  expect(whyNotDraw(state({ paused: true }), true, draw)).toBe(draw.paused);
  expect(whyNotDraw(state({}), false, draw)).toBe(draw.noPicture);
  expect(
    whyNotDraw(
      state({ screen: create(ScreenStatusSchema, { available: true, monitors: [create(MonitorSchema, { id: 1 })] }) }),
      true,
      draw,
    ),
  ).toBe(draw.old);
  expect(whyNotDraw(state({ screen: able("wayland") }), true, draw)).toContain("lets no program draw");
});
