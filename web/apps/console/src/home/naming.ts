// What sessions and queues are called in lists and titles, and how a session came.

import { QueueKind, type SessionState, type SessionSummary } from "@towline/wire";
import type { Queue } from "../live/queues";
import { useWords } from "../words/en";

type Named = Pick<SessionSummary | SessionState, "itemName" | "customer">;

/** A customer need not say a name. */
export function useTitleOf(): (session: Named) => string {
  const words = useWords().queues;
  return (session) => session.customer?.name || session.itemName || words.customerUnnamed;
}

/** How a session came by a Support Button. */
export const BY_BUTTON = "support_button";

/** By what a customer came; a newer appliance may know more ways. */
export function useMethodName(): (method: string) => string {
  const words = useWords().queues;
  const known: Readonly<Record<string, string>> = {
    session_key: words.bySessionKey,
    issue: words.byIssue,
    portal_rep: words.byPortalRep,
    [BY_BUTTON]: words.bySupportButton,
  };
  return (method) => known[method] ?? method;
}

export function useCameBy(): (session: SessionSummary) => string {
  const { queues: words, home } = useWords();
  const methodName = useMethodName();
  return ({ customer, method, groupName }) => {
    if (!customer) return `${words.byJump} · ${groupName || home.personal}`;
    if (method !== BY_BUTTON) return customer.issue || methodName(method);
    return [methodName(method), customer.issue].filter(Boolean).join(" · ");
  };
}

export function usePlatformOf(): (session: Pick<SessionSummary, "customer">) => string {
  const words = useWords().queues;
  return ({ customer }) => {
    if (!customer) return words.jumpClient;
    if (customer.way === "client") return words.client;
    // Nothing on a phone can be controlled, whatever is shared later (SUP-26).
    return customer.phone ? words.phone : words.browser;
  };
}

export function useQueueName(): (queue: Pick<Queue, "kind" | "name">) => string {
  const words = useWords().queues;
  return ({ kind, name }) =>
    kind === QueueKind.TEAM ? name : kind === QueueKind.GENERAL ? words.general : words.personal;
}
