// The questions that the home page asks by REST, and when the answers are old: the live link says that the list of items changed.

import { keepPreviousData, useQuery, useQueryClient } from "@tanstack/react-query";
import { api, type JumpItemQuery } from "@towline/api";
import { useEffect } from "react";
import { useLive } from "../live/useLive";

export const PER_PAGE = 50;

export const useLocations = () =>
  useQuery({ queryKey: ["home", "locations"], queryFn: ({ signal }) => api.jumpLocations(signal) });

export const useFrequent = () =>
  useQuery({ queryKey: ["home", "frequent"], queryFn: ({ signal }) => api.frequentItems(signal) });

export const useJumpItems = (query: JumpItemQuery) =>
  useQuery({
    queryKey: ["home", "items", query],
    queryFn: ({ signal }) => api.jumpItems(query, signal),
    placeholderData: keepPreviousData,
  });

export const useItemDetails = (id: string) =>
  useQuery({ queryKey: ["home", "item", id], queryFn: ({ signal }) => api.jumpItem(id, signal), staleTime: 30_000 });

export const useMyPermissions = (id: string) =>
  useQuery({ queryKey: ["home", "may", id], queryFn: ({ signal }) => api.myPermissions(id, signal) });

/** Reads everything of the home page again: after a hint from the appliance, after a reconnect, and when asked to. */
export function useRefresh(): () => Promise<void> {
  const queries = useQueryClient();
  return () => queries.invalidateQueries({ queryKey: ["home"] });
}

export function useRefreshByItself(): void {
  const queries = useQueryClient();
  const version = useLive((snapshot) => snapshot.itemsVersion);
  const opened = useLive((snapshot) => (snapshot.link.phase === "open" ? snapshot.link.since : 0));
  useEffect(() => {
    if (version > 0 || opened > 0) void queries.invalidateQueries({ queryKey: ["home"] });
  }, [version, opened, queries]);
}
