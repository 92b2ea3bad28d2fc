// The rules of a queue as a form holds them, and as the appliance takes them.

import type { QueueRules } from "@towline/api";
import { routingTexts } from "../words";

export const GENERAL = "general";
export const ASSIGNMENTS = ["off", "least_busy", "longest_idle"] as const;

/** No queue to overflow to is an empty text: a form has no other nothing. */
export interface RulesValues extends Omit<QueueRules, "overflow_to"> {
  overflow_to: string;
}

/** What holds for a queue that nobody gave rules. */
export const USUAL: RulesValues = {
  alert_seconds: 0,
  overflow_seconds: 0,
  overflow_to: "",
  persistent: true,
  nobody_seconds: 300,
  assignment: "off",
  answer_seconds: 30,
};

export const rulesValues = (rules: QueueRules): RulesValues => ({ ...rules, overflow_to: rules.overflow_to ?? "" });

/** Only the rules, of a form that may hold more. */
export function rulesOf(values: RulesValues): QueueRules {
  const { alert_seconds, overflow_seconds, overflow_to, persistent, nobody_seconds, assignment, answer_seconds } =
    values;
  return {
    alert_seconds,
    overflow_seconds,
    overflow_to: overflow_to || null,
    persistent,
    nobody_seconds,
    assignment,
    answer_seconds,
  };
}

export function checkRules(values: RulesValues) {
  const { rules: texts } = routingTexts();
  return {
    overflow_to: values.overflow_seconds > 0 && values.overflow_to === "" ? texts.overflowMissing : undefined,
  };
}
