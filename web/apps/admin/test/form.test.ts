// Forms without a page: drafts, what belongs to which field, the wizard's rules, generated passwords.

import { ApiError } from "@towline/api";
import { describe, expect, test } from "vitest";
import { Drafts, same } from "../src/form/drafts";
import { generatePassword } from "../src/form/passphrase";
import { checkEmail, codeNameOf, oddCodeName, oddUsername, validHours } from "../src/form/rules";
import { sortProblem } from "../src/form/useForm";
import { changeOf } from "../src/pages/clients/ClientForm";
import { checkWizard, requestOf, stepOf, THEIR_NAMES, type WizardValues } from "../src/pages/installers/wizard";
import { duration, size } from "../src/words/measures";

describe("drafts", () => {
  test("what is typed stays until it is discarded, and only what differs counts_adm_7", () => {
    const drafts = new Drafts();
    drafts.set("client:1", "name", "WEB-2", "WEB-1");
    drafts.set("client:1", "tag", "", "");
    expect(drafts.of("client:1")).toEqual({ name: "WEB-2" });
    expect(drafts.pending).toBe(true);
    drafts.set("client:1", "name", "WEB-1", "WEB-1");
    expect(drafts.pending).toBe(false);
  });

  test("an unchanged form is the same object, so that nothing is drawn anew", () => {
    const drafts = new Drafts();
    drafts.set("a", "x", 1, 0);
    const before = drafts.of("a");
    drafts.set("b", "x", 1, 0);
    expect(drafts.of("a")).toBe(before);
    expect(drafts.of("none")).toBe(drafts.of("other"));
  });

  test("another person finds nothing of the one before", () => {
    const drafts = new Drafts();
    let told = 0;
    drafts.subscribe(() => {
      told += 1;
    });
    drafts.set("a", "x", 1, 0);
    drafts.forgetAll();
    expect(drafts.pending).toBe(false);
    expect(told).toBe(2);
  });

  test("lists are compared without their order", () => {
    expect(same(["a", "b"], ["b", "a"])).toBe(true);
    expect(same(["a"], ["a", "b"])).toBe(false);
    expect(same(null, "")).toBe(true);
  });
});

describe("what the appliance says about fields", () => {
  const refusal = (fields: Record<string, string>) =>
    new ApiError("invalid", "Not saved", "Check the fields.", 422, fields);

  test("is shown at the fields, and then not again above the form", () => {
    const { fields, rest } = sortProblem(refusal({ name: "Another group has this name." }), { name: "" });
    expect(fields).toEqual({ name: "Another group has this name." });
    expect(rest).toBeNull();
  });

  test("stays above the form when it is about something that the form does not show", () => {
    const { rest } = sortProblem(refusal({ quota: "Full." }), { name: "" });
    expect(rest?.code).toBe("invalid");
  });

  test("finds its field under another name", () => {
    const { fields } = sortProblem(refusal({ valid_hours: "Too long." }), { amount: 9, group: "" }, THEIR_NAMES);
    expect(fields).toEqual({ amount: "Too long." });
  });
});

describe("rules", () => {
  test("an address may be empty but not half", () => {
    expect(checkEmail("")).toBeUndefined();
    expect(checkEmail(" jenny@example.com ")).toBeUndefined();
    for (const wrong of ["jenny", "jenny@", "@example.com", "jenny@example", "a b@example.com"]) {
      expect(checkEmail(wrong), wrong).toBeDefined();
    }
  });

  test("user names are letters, digits, dots, dashes and underscores", () => {
    for (const right of ["jenny", "jenny.park-2_x", "jörg"]) expect(oddUsername(right), right).toBe(false);
    for (const wrong of ["", "a b", "a@b", "<x>"]) expect(oddUsername(wrong), wrong).toBe(true);
  });

  test("validity is between one hour and a year_jmp_10", () => {
    expect(validHours(7, "days")).toBe(168);
    expect(validHours("8760", "hours")).toBe(8760);
    for (const wrong of ["", 0, -1, 0.01, 366] as const)
      expect(validHours(wrong, "days"), String(wrong)).toBeUndefined();
  });
});

describe("the wizard", () => {
  const values: WizardValues = {
    place: "group",
    group: "g1",
    name: " ",
    tag: " nightly ",
    comments: "",
    attended: "",
    unattended: "",
    amount: 2,
    unit: "days",
    uses: 5,
  };

  test("sends only what was filled in_jmp_10", () => {
    expect(requestOf(values)).toEqual({
      location: { kind: "group", group_id: "g1" },
      tag: "nightly",
      valid_hours: 48,
      uses: 5,
    });
  });

  test("wants a group when a group was chosen, and leads back to that step", () => {
    const wrong = checkWizard({ ...values, group: "" });
    expect(stepOf(Object.keys(wrong).filter((name) => wrong[name as keyof typeof wrong]))).toBe("place");
    expect(checkWizard({ ...values, group: "", place: "personal" }).group).toBeUndefined();
  });

  test("allows one to ten thousand machines_jmp_10", () => {
    for (const uses of [1, 10_000]) expect(checkWizard({ ...values, uses }).uses).toBeUndefined();
    for (const uses of ["", 0, 10_001, 2.5]) expect(checkWizard({ ...values, uses }).uses, String(uses)).toBeDefined();
  });
});

test("a changed list becomes a location, an unchanged one is not sent", () => {
  expect(changeOf({ name: "a" })).toEqual({ name: "a" });
  expect(changeOf({ location: "personal" })).toEqual({ location: { kind: "personal" } });
  expect(changeOf({ location: "g1", tag: "" })).toEqual({ tag: "", location: { kind: "group", group_id: "g1" } });
});

test("a code name follows the name, and is one that the appliance takes_acc_9", () => {
  expect(codeNameOf("Ticket number")).toBe("ticket_number");
  expect(codeNameOf("  2. Größe (cm) ")).toBe("gro_e_cm");
  expect(codeNameOf("件名")).toBe("");
  for (const name of ["Ticket", `${"a".repeat(31)} b`, "X_Y", "Été 2026"]) {
    expect(oddCodeName(codeNameOf(name)), name).toBe(false);
  }
  for (const odd of ["", "Ticket", "1st", "_a", "a-b", "a".repeat(33)]) expect(oddCodeName(odd), odd).toBe(true);
});

test("generated passwords use every symbol alike and skip bytes that would favour some", () => {
  const bytes = [255, 240, ...Array.from({ length: 30 }, (_, index) => index)];
  const password = generatePassword(12, (into) => into.map((_, index) => bytes[index % bytes.length] ?? 0));
  expect(password).toBe("abcde-fghjk-mnpqr-stvwx");
  expect(generatePassword()).toMatch(/^[a-hjkmnp-tv-z2-9]{5}(-[a-hjkmnp-tv-z2-9]{5}){3}$/);
  // A rule of the site may ask for more.
  for (const minimum of [23, 24, 30, 64]) expect(generatePassword(minimum).length).toBeGreaterThanOrEqual(minimum);
});

test("spans and sizes are said with their two largest units, and with at most one decimal", () => {
  const hour = 3_600_000;
  expect(duration(9 * 24 * hour + 4 * hour + 1)).toBe("9 days, 4 hours");
  expect(duration(24 * hour + 59_000)).toBe("1 day");
  expect(duration(5)).toBe("1 minute");
  expect(size(16 * 2 ** 30, 1024)).toBe("16 GB");
  expect(size(1.55e12)).toBe("1.6 TB");
  expect(size(512)).toBe("512 byte");
});
