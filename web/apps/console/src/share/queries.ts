// Who can be asked: teams with those of them who are signed in, and whether sessions may be handed on or shared at all.

import { useQuery, useQueryClient } from "@tanstack/react-query";
import { api, type Representatives, type RepresentativeThere, type TeamThere } from "@towline/api";
import { useEffect } from "react";
import { useLive } from "../live/useLive";

/** What the buttons want to know; seldom something else. */
export const useRepresentatives = () =>
  useQuery({
    queryKey: ["representatives"],
    queryFn: ({ signal }) => api.representatives(signal),
    staleTime: 60_000,
  });

/** Reads them again when the appliance says that somebody came, went, or is there for more or not. */
export function useRepresentativesFollow(): void {
  const client = useQueryClient();
  const version = useLive((snapshot) => snapshot.representativesVersion);
  useEffect(() => {
    if (version > 0) void client.invalidateQueries({ queryKey: ["representatives"] });
  }, [client, version]);
}

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
  /** Whether they are there for another session. */
  readonly readiness: RepresentativeThere["readiness"];
  /** Names of the teams that they were found in. */
  readonly teams: readonly string[];
  /** Not signed in: is told by mail (SUP-33). */
  readonly byMail: boolean;
}

/** Whether whoever is first of it can be anybody: who reads mail is not first. */
export const anybodySignedIn = (team: TeamThere) => team.representatives.some((rep) => !rep.by_mail);

/** Each who can be asked once, by name, however many teams they are in. */
export function repsOf(representatives: Representatives): RepThere[] {
  const known = new Map<string, RepThere>();
  for (const team of representatives.teams) {
    for (const { id, name, readiness, by_mail: byMail } of team.representatives) {
      known.set(id, { id, name, readiness, byMail, teams: [...(known.get(id)?.teams ?? []), team.name] });
    }
  }
  return [...known.values()].sort((a, b) => Number(a.byMail) - Number(b.byMail) || a.name.localeCompare(b.name));
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
