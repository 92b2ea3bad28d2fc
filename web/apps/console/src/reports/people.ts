// The stays of a report by whose they are: who comes back has more than one. Pure.

import type { ReportStay } from "@towline/api";

export interface Person {
  readonly key: string;
  readonly name: string;
  /** Absent: somebody without an account. */
  readonly user: string | undefined;
  /** Of somebody without an account: who answers for them. */
  readonly invitedBy: string | undefined;
  readonly stays: readonly ReportStay[];
}

/** Everybody once, by when they first came; somebody without an account is another one each time. */
export function peopleOf(stays: readonly ReportStay[]): Person[] {
  const found = new Map<string, ReportStay[]>();
  for (const stay of [...stays].sort((a, b) => a.joined_ms - b.joined_ms)) {
    const key = stay.user_id ?? `${stay.number}`;
    const own = found.get(key);
    if (own) own.push(stay);
    else found.set(key, [stay]);
  }
  return [...found].map(([key, own]) => ({
    key,
    name: own.at(-1)?.display_name ?? "",
    user: own[0]?.user_id ?? undefined,
    invitedBy: own[0]?.external_by ?? undefined,
    stays: own,
  }));
}
