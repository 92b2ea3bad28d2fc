// What the wizard collects, what is wrong with it, and the request that comes of it. No component here.

import type { JumpInstallerInput } from "@towline/api";
import { validHours } from "../../form/rules";
import { installerTexts } from "../../words";

export interface WizardValues {
  place: "personal" | "group";
  group: string;
  name: string;
  tag: string;
  comments: string;
  /** Ids of session policies; empty: none. */
  attended: string;
  unattended: string;
  amount: number | string;
  unit: "hours" | "days";
  uses: number | string;
}

export const STEPS = ["place", "labels", "limits"] as const;
export type Step = (typeof STEPS)[number];

/** Which fields belong to a step: it is left only when they are right. */
export const FIELDS: Readonly<Record<Step, readonly (keyof WizardValues)[]>> = {
  place: ["place", "group"],
  labels: ["name", "tag", "comments", "attended", "unattended"],
  limits: ["amount", "unit", "uses"],
};

export function checkWizard(values: WizardValues) {
  const { place, limits } = installerTexts();
  const uses = Number(values.uses);
  return {
    group: values.place === "group" && values.group === "" ? place.missing : undefined,
    amount: validHours(values.amount, values.unit) === undefined ? limits.validityWrong : undefined,
    uses: values.uses !== "" && Number.isInteger(uses) && uses >= 1 && uses <= 10_000 ? undefined : limits.usesWrong,
  };
}

/** The first step that has something wrong in it. */
export function stepOf(names: readonly string[]): Step | undefined {
  return STEPS.find((step) => FIELDS[step].some((name) => names.includes(name)));
}

export function requestOf(values: WizardValues): JumpInstallerInput {
  const given = { name: values.name.trim(), tag: values.tag.trim(), comments: values.comments.trim() };
  return {
    location: values.place === "group" ? { kind: "group", group_id: values.group } : { kind: "personal" },
    ...(given.name ? { name: given.name } : {}),
    ...(given.tag ? { tag: given.tag } : {}),
    ...(given.comments ? { comments: given.comments } : {}),
    ...(values.attended ? { attended_policy_id: values.attended } : {}),
    ...(values.unattended ? { unattended_policy_id: values.unattended } : {}),
    valid_hours: validHours(values.amount, values.unit) ?? 0,
    uses: Number(values.uses),
  };
}

/** What the appliance calls the fields. */
export const THEIR_NAMES = { location: "group", valid_hours: "amount" } as const;
