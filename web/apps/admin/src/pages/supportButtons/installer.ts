// What the form of a Support Button installer collects, what is wrong with it, and the request that comes of it. No component here.

import type { Issue, SupportButtonInstallerInput } from "@towline/api";
import { validHours } from "../../form/rules";
import { buttonInstallerTexts } from "../../words";
import { GENERAL, queueBody } from "./queues";

export interface InstallerValues {
  description: string;
  profile: string;
  /** One of the choices of queues.ts. */
  queue: string;
  days: number | string;
  amount: number | string;
  unit: "hours" | "days";
  uses: number | string;
}

export const DEFAULTS: InstallerValues = {
  description: "",
  profile: "",
  queue: GENERAL,
  days: 365,
  amount: 7,
  unit: "days",
  uses: 1,
};

const between = (value: number | string, most: number): boolean => {
  const whole = Number(value);
  return value !== "" && Number.isInteger(whole) && whole >= 1 && whole <= most;
};

export function checkInstaller(values: InstallerValues) {
  const texts = buttonInstallerTexts().create;
  return {
    description: values.description.trim() === "" ? texts.descriptionMissing : undefined,
    profile: values.profile === "" ? texts.profileMissing : undefined,
    days: between(values.days, 3650) ? undefined : texts.daysWrong,
    amount: validHours(values.amount, values.unit) === undefined ? texts.validityWrong : undefined,
    uses: between(values.uses, 10_000) ? undefined : texts.usesWrong,
  };
}

export function requestOf(values: InstallerValues, issues: readonly Issue[], own: string): SupportButtonInstallerInput {
  return {
    description: values.description.trim(),
    profile_id: values.profile,
    ...queueBody(values.queue, issues, own),
    button_days: Number(values.days),
    valid_hours: validHours(values.amount, values.unit) ?? 0,
    uses: Number(values.uses),
  };
}

/** What the appliance calls the fields. */
export const THEIR_NAMES = {
  profile_id: "profile",
  queue_id: "queue",
  issue_id: "queue",
  button_days: "days",
  valid_hours: "amount",
} as const;
