// What the pages of people without an account make of addresses and of the session's log.

import { create } from "@bufbuild/protobuf";
import { SessionEventSchema, SessionPhase, SessionStateSchema } from "@towline/wire";
import { expect, test } from "vitest";
import { answerOf } from "../src/external/AwayPage";
import { endedHow } from "../src/external/ended";
import { tokenOf } from "../src/external/token";

test("a token is taken from behind the # and from nowhere else, and only if it can be one (SUP-70)", () => {
  const token = "a".repeat(43);
  expect(tokenOf({ hash: `#${token}` })).toBe(token);
  for (const hash of ["", "#", "#short", `#${token}&x=1`, `#${"a".repeat(65)}`, "#<script>alert(1)</script>"])
    expect(tokenOf({ hash })).toBe(undefined);
});

test("a mail's link says which answer it stands for (SUP-33)", () => {
  expect(answerOf({ pathname: "/console/invited/decline" })).toBe("decline");
  expect(answerOf({ pathname: "/console/invited/switch-off/" })).toBe("switch-off");
  expect(answerOf({ pathname: "/console/invited/accept" })).toBe("accept");
  expect(answerOf({ pathname: "/console/invited" })).toBe("accept");
});

test("an external representative is told why the invitation ended (SUP-70)", () => {
  const state = create(SessionStateSchema, { self: 2, phase: SessionPhase.ACTIVE });
  const left = (actor: number, text: string) => create(SessionEventSchema, { kind: "participant_left", actor, text });
  expect(endedHow(state, [left(3, "left")])).toBe("unknown");
  expect(endedHow(state, [left(2, "removed_by_owner")])).toBe("removed");
  expect(endedHow(state, [left(1, "left"), left(2, "inviter_left")])).toBe("inviter");
  expect(endedHow(state, [left(2, "connection_lost")])).toBe("away");
  expect(endedHow({ ...state, phase: SessionPhase.ENDED }, [])).toBe("ended");
  expect(endedHow(undefined, [], "left")).toBe("left");
});
