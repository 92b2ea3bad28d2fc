// What is known of a Jump Item now: the row of the list, with the live status over it (JMP-6).

import type { Availability, JumpItem } from "@towline/api";
import type { Tone } from "@towline/ui";
import { ItemAvailability, type ItemStatus } from "@towline/wire";
import { useEffect, useRef } from "react";
import { useLive, useLiveLink } from "../live/useLive";

export interface Standing {
  readonly availability: Availability;
  readonly sinceMs: number;
  readonly inUseBy: readonly string[];
}

const named: Record<ItemAvailability, Availability | undefined> = {
  [ItemAvailability.UNSPECIFIED]: undefined,
  [ItemAvailability.ONLINE]: "online",
  [ItemAvailability.OFFLINE]: "offline",
  [ItemAvailability.DUPLICATE]: "duplicate",
  [ItemAvailability.UNINSTALLED]: "uninstalled",
};

export function standingOf(item: JumpItem, status: ItemStatus | undefined): Standing {
  if (!status) return { availability: item.availability, sinceMs: item.since_ms, inUseBy: item.in_use_by };
  return {
    availability: named[status.availability] ?? item.availability,
    sinceMs: Number(status.sinceMs),
    inUseBy: status.inUseBy,
  };
}

export function toneOf(standing: Standing): Tone {
  if (standing.availability === "duplicate") return "waiting";
  return standing.availability === "online" ? "online" : "quiet";
}

export const useStatuses = () => useLive((snapshot) => snapshot.items);

/** Has the statuses of these items pushed while the component is on the page. */
export function useWatchedItems(items: readonly string[], detail: readonly string[]): void {
  const live = useLiveLink();
  const owner = useRef({});
  const key = JSON.stringify([items, detail]);
  useEffect(() => {
    const [wantedItems, wantedDetail] = JSON.parse(key) as [string[], string[]];
    live.watchItems(owner.current, { items: wantedItems, detail: wantedDetail });
  }, [live, key]);
  useEffect(() => {
    const me = owner.current;
    return () => live.watchItems(me, undefined);
  }, [live]);
}
