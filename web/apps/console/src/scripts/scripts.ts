// Canned scripts as a page knows them: found by words, grouped by category, and what is filled in before they run (SCR-6). Pure, but for the query.

import { useQuery } from "@tanstack/react-query";
import { api, type OwnScript, type ScriptField } from "@towline/api";
import type { ShellInfo } from "@towline/wire";
import { useParty } from "../external/guest";

export interface ScriptGroup {
  readonly category: string;
  readonly scripts: readonly OwnScript[];
}

/** Those that have every word somewhere, in their order, under their categories; what has none comes last. */
export function foundScripts(scripts: readonly OwnScript[], search: string): ScriptGroup[] {
  const wanted = search.toLowerCase().split(/\s+/).filter(Boolean);
  const groups = new Map<string, OwnScript[]>();
  for (const script of scripts) {
    const words = `${script.category} ${script.name} ${script.description}`.toLowerCase();
    if (!wanted.every((word) => words.includes(word))) continue;
    const key = script.category.toLowerCase();
    groups.set(key, [...(groups.get(key) ?? []), script]);
  }
  return [...groups]
    .sort(([a], [b]) => Number(a === "") - Number(b === ""))
    .map(([, found]) => ({ category: found[0]?.category ?? "", scripts: found }));
}

export type Values = Readonly<Record<string, string>>;

/** What stands in the form at first. */
export const initialValues = (script: OwnScript): Values =>
  Object.fromEntries(
    script.parameters.map((field) => [field.name, field.default || (field.kind === "switch" ? "no" : "")]),
  );

export type FieldFault = "missing" | "number";

/** What the appliance would refuse; it checks again. */
export function faultOf(field: ScriptField, value: string): FieldFault | undefined {
  if (value === "") return field.required ? "missing" : undefined;
  if (field.kind !== "number") return undefined;
  const count = Number(value);
  const within = count >= (field.least ?? -Infinity) && count <= (field.most ?? Infinity);
  return /^-?[0-9]{1,16}$/.test(value) && within ? undefined : "number";
}

/** Whether something is to be said before it runs. */
export const needsForm = (script: OwnScript): boolean => script.parameters.length > 0 || script.runs_as === "choose";

/** Bytes of the files that go along. */
export const bytesAlong = (script: OwnScript): number => script.resources.reduce((all, one) => all + one.bytes, 0);

/** Scripts of a session, in the order in which they were run; ended ones until their output is closed. */
export const shownScripts = (shells: readonly ShellInfo[], closed: readonly string[]): ShellInfo[] =>
  shells.filter((shell) => shell.script !== undefined && (shell.running || !closed.includes(shell.shellId)));

const SELDOM_MS = 60_000;

/** A guest has none of them (SUP-70). */
export function useOwnScripts(enabled: boolean) {
  const rep = useParty() === "rep";
  const queryFn = ({ signal }: { signal: AbortSignal }) => api.ownScripts(signal);
  return useQuery({ queryKey: ["own-scripts"], queryFn, staleTime: SELDOM_MS, enabled: enabled && rep });
}
