// What can be done at the machine with one word, and why not (SCR-4, SCR-6), as functions of the session's state.

import { ActionKind, Permission, SessionPhase, type SessionState, WayBack } from "@towline/wire";
import { mayBegin, selfOf } from "../session/actions";
import type { useWords } from "../words/en";

type AllWords = ReturnType<typeof useWords>;

/** As the log calls them. */
export const actionName: Readonly<Record<ActionKind, string>> = {
  [ActionKind.UNSPECIFIED]: "",
  [ActionKind.RESTART]: "restart",
  [ActionKind.RESTART_SAFE]: "restart_safe",
  [ActionKind.SHUT_DOWN]: "shut_down",
  [ActionKind.TERMINAL]: "terminal",
  [ActionKind.TASK_MANAGER]: "task_manager",
  [ActionKind.SYSTEM_SETTINGS]: "system_settings",
  [ActionKind.EVENT_LOG]: "event_log",
  [ActionKind.FILE_MANAGER]: "file_manager",
  [ActionKind.LOCK]: "lock",
  [ActionKind.LOG_OFF]: "log_off",
  [ActionKind.RUN_AS]: "run_as",
};

export const POWER = [ActionKind.RESTART, ActionKind.RESTART_SAFE, ActionKind.SHUT_DOWN] as const;
export const SPECIAL = [
  ActionKind.TASK_MANAGER,
  ActionKind.TERMINAL,
  ActionKind.FILE_MANAGER,
  ActionKind.SYSTEM_SETTINGS,
  ActionKind.EVENT_LOG,
  ActionKind.RUN_AS,
  ActionKind.LOCK,
  ActionKind.LOG_OFF,
] as const;

export const isPower = (kind: ActionKind) => POWER.some((each) => each === kind);
export const permissionOf = (kind: ActionKind) => (isPower(kind) ? Permission.POWER : Permission.SPECIAL_ACTIONS);

/** What a restart means for whoever is in the session: which of the texts says it. An agent of a customer that does not say how it comes back, does not. */
export function wayOf(state: SessionState): "system" | "desktop" | "byHand" | "none" {
  const way = state.actions?.wayBack ?? WayBack.UNSPECIFIED;
  if (way === WayBack.DESKTOP) return "desktop";
  if (way === WayBack.BY_HAND) return "byHand";
  return state.customer === undefined ? "system" : "none";
}

/** Why one of them cannot be done; `undefined`: it can. */
export function whyNotAction(state: SessionState, kind: ActionKind, { actions: words }: AllWords): string | undefined {
  const offer = state.actions?.offers.find((each) => each.kind === kind);
  if (!state.actions) return words.notKnown;
  if (!offer) return words.reason("unsupported");
  return offer.absent ? words.reason(offer.absent) : undefined;
}

/** Why none of a menu can be; `undefined`: they can. */
export function whyNone(state: SessionState, power: boolean, all: AllWords): string | undefined {
  const { actions: words, session } = all;
  if (!mayBegin(state, power ? Permission.POWER : Permission.SPECIAL_ACTIONS))
    return power ? words.powerNotPermitted : words.specialNotPermitted;
  if (state.power !== ActionKind.UNSPECIFIED) return words.going(actionName[state.power]);
  if (state.phase !== SessionPhase.ACTIVE) return words.notReachable;
  if (state.paused) return words.reason("paused");
  if (!power && !selfOf(state)?.controls) return session.controlFirst;
  return undefined;
}
