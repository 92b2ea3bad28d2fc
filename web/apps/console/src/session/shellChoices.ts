// What there is to choose from for a shell, and why not (SHL-2).

import { Permission, type SessionShells, type SessionState, type ShellProgram, ShellWay } from "@towline/wire";
import { mayBegin, mayUse } from "./actions";

/** A shell of another program, or as another account. */
export interface Choice {
  readonly program: string;
  readonly way: ShellWay;
  readonly account: string;
  readonly sealed?: Uint8Array;
}

/** What a session's page remembers of the last choice. */
export type LastChoice = Omit<Choice, "sealed">;

export const NO_CHOICE: LastChoice = { program: "", way: ShellWay.UNSPECIFIED, account: "" };

/** The last part of a path. */
export const nameOf = (path: string): string => path.slice(path.lastIndexOf("/") + 1) || path;

/** Whether this rep works with administrative rights. */
export const hasRights = (state: SessionState): boolean =>
  Boolean(state.elevation?.elevated) && mayUse(state, Permission.ELEVATION);

/** As whom a shell runs without a choice. */
export function usualAccount(state: SessionState): string {
  const own = state.offeredShells?.account ?? "";
  return hasRights(state) ? state.elevation?.account || own : own;
}

/** What is offered besides the account's own shell; `own`: that is the one that the agent has told of. */
export const programsFor = (offers: SessionShells, own: boolean): readonly ShellProgram[] =>
  own ? offers.programs.filter((each) => !each.own) : offers.programs;

interface Words {
  readonly systemNotPermitted: string;
  readonly systemNotElevated: string;
  readonly noPassword: string;
  readonly anotherNotPermitted: string;
}

export function whyNotSystem(state: SessionState, words: Words): string | undefined {
  if (!mayUse(state, Permission.ELEVATION)) return words.systemNotPermitted;
  return state.elevation?.elevated ? undefined : words.systemNotElevated;
}

/** Whether a password can be tried. */
export const takesPassword = (state: SessionState): boolean =>
  state.offeredShells?.passwordAbsent === "" && state.offeredShells.key.length > 0;

/** Why there is no shell as an account that is named: neither by rights nor by its password. */
export function whyNotAnother(state: SessionState, words: Words): string | undefined {
  if (hasRights(state)) return undefined;
  if (!mayBegin(state, Permission.SPECIAL_ACTIONS)) return words.anotherNotPermitted;
  return takesPassword(state) ? undefined : words.noPassword;
}
