// Who can be asked: teams with those of them who are signed in, and whether sessions may be handed on or shared at all.

import { useQuery } from "@tanstack/react-query";
import { api, type Representatives, type TeamThere } from "@towline/api";

/** What the buttons want to know; seldom something else. */
export const useRepresentatives = () =>
  useQuery({
    queryKey: ["representatives"],
    queryFn: ({ signal }) => api.representatives(signal),
    staleTime: 60_000,
  });

/** For the open dialog: who signs in or out is seen soon. */
export const useRepresentativesNow = () =>
  useQuery({
    queryKey: ["representatives"],
    queryFn: ({ signal }) => api.representatives(signal),
    refetchInterval: 10_000,
    refetchOnMount: "always",
  });

export interface RepThere {
  readonly id: string;
  readonly name: string;
  /** Names of the teams that they were found in. */
  readonly teams: readonly string[];
  /** Not signed in: is told by mail (SUP-33). */
  readonly away: boolean;
}

/** Whether whoever is first of it can be anybody: who reads mail is not first. */
export const anybodySignedIn = (team: TeamThere) => team.representatives.some((rep) => !rep.away);

/** Each who can be asked once, by name, however many teams they are in. */
export function repsOf(representatives: Representatives): RepThere[] {
  const known = new Map<string, RepThere>();
  for (const team of representatives.teams) {
    for (const { id, name, away } of team.representatives) {
      known.set(id, { id, name, away, teams: [...(known.get(id)?.teams ?? []), team.name] });
    }
  }
  return [...known.values()].sort((a, b) => Number(a.away) - Number(b.away) || a.name.localeCompare(b.name));
}

/** Teams for a drop-down: the own ones apart from others, when there are others. */
export function teamChoices(teams: readonly TeamThere[], own: string, others: string) {
  const option = ({ id, name }: TeamThere) => ({ value: id, label: name });
  const foreign = teams.filter((team) => !team.own);
  const mine = teams.filter((team) => team.own);
  if (foreign.length === 0) return mine.map(option);
  return [
    ...(mine.length > 0 ? [{ group: own, items: mine.map(option) }] : []),
    { group: others, items: foreign.map(option) },
  ];
}
