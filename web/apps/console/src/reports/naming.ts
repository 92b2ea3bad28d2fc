// What a session of a report is called, how it came and why it ended, in words.

import { BY_BUTTON, useMethodName } from "../home/naming";
import { endedBecause } from "../session/sentences";
import { useWords } from "../words/en";

/** How a session with a machine comes. */
export const BY_JUMP = "jump_client";

/** The machine, or the customer: they need not say a name. */
export function useNameOf(): (row: { readonly name: string; readonly method: string }) => string {
  const { queues, reports } = useWords();
  return ({ name, method }) => name || (method === BY_JUMP ? reports.unnamed : queues.customerUnnamed);
}

/** By which way, in a word or two; a newer appliance may know more. */
export function useWayName(): (method: string) => string {
  const words = useWords().queues;
  const methodName = useMethodName();
  return (method) => (method === BY_JUMP ? words.byJump : methodName(method));
}

/** By which way, and what for. */
export function useWay(): (row: {
  readonly method: string;
  readonly issue: string;
  readonly group_name: string;
}) => string {
  const { home } = useWords();
  const wayName = useWayName();
  return ({ method, issue, group_name }) => {
    if (method === BY_JUMP) return `${wayName(method)} · ${group_name || home.personal}`;
    if (method !== BY_BUTTON) return issue || wayName(method);
    return [wayName(method), issue].filter(Boolean).join(" · ");
  };
}

export function useEndedBecause(): (reason: string | null | undefined) => string {
  const { session, reports } = useWords();
  return (reason) => endedBecause(reason ?? "", session) || reports.noReason;
}
