// What there is to choose from for a shell, and why not (SHL-2).

import { create } from "@bufbuild/protobuf";
import { Permission, SessionStateSchema } from "@towline/wire";
import { describe, expect, it } from "vitest";
import { nameOf, programsFor, usualAccount, whyNotAnother, whyNotSystem } from "../src/session/shellChoices";
import { shells as words } from "../src/words/shells";

const state = (more: { elevated?: boolean; permissions?: Permission[]; passwordAbsent?: string; key?: number[] }) =>
  create(SessionStateSchema, {
    permissions: more.permissions ?? [],
    elevation: { elevated: more.elevated ?? false, account: more.elevated ? "root" : "" },
    offeredShells: {
      account: "carla",
      program: "/bin/bash",
      programs: [
        { id: "a", path: "/bin/bash", own: true },
        { id: "b", path: "/bin/dash" },
      ],
      passwordAbsent: more.passwordAbsent ?? "",
      key: new Uint8Array(more.key ?? [4]),
    },
  });

describe("choice of a shell", () => {
  it("is as root where the session has such rights and this rep works with them, and says why not (SHL-2)", () => {
    const permissions = [Permission.ELEVATION];
    expect(usualAccount(state({}))).toBe("carla");
    expect(usualAccount(state({ elevated: true }))).toBe("carla");
    expect(usualAccount(state({ elevated: true, permissions }))).toBe("root");
    expect(whyNotSystem(state({ elevated: true }), words)).toBe(words.systemNotPermitted);
    expect(whyNotSystem(state({ permissions }), words)).toBe(words.systemNotElevated);
    expect(whyNotSystem(state({ elevated: true, permissions }), words)).toBeUndefined();
  });

  it("is as another account by rights, or by a password where the machine takes one (SHL-2)", () => {
    const special = [Permission.SPECIAL_ACTIONS];
    expect(whyNotAnother(state({}), words)).toBe(words.anotherNotPermitted);
    expect(whyNotAnother(state({ permissions: special }), words)).toBeUndefined();
    for (const none of [{ passwordAbsent: "no_program" }, { key: [] }]) {
      expect(whyNotAnother(state({ permissions: special, ...none }), words)).toBe(words.noPassword);
    }
    const rights = { elevated: true, permissions: [Permission.ELEVATION], passwordAbsent: "no_program" };
    expect(whyNotAnother(state(rights), words)).toBeUndefined();
  });

  it("names the account's own shell once, and all of them for another account (SHL-2)", () => {
    const offers = state({}).offeredShells;
    if (!offers) throw new Error("no offers");
    expect(programsFor(offers, true).map((each) => each.id)).toEqual(["b"]);
    expect(programsFor(offers, false).map((each) => each.id)).toEqual(["a", "b"]);
    expect([nameOf("/bin/dash"), nameOf("dash"), nameOf("/"), nameOf("")]).toEqual(["dash", "dash", "/", ""]);
  });
});
