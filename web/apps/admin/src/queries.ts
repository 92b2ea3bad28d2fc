// What the pages read, as query definitions, and what becomes stale when something is changed. No page calls the interface for reading by itself.

import { keepPreviousData, queryOptions } from "@tanstack/react-query";
import { ApiError, api, type ItemSort, type Me, type Order, type User } from "@towline/api";

export const LIST_LIMIT = 25;

export interface ClientSearch {
  readonly location: string;
  readonly search: string;
  readonly sort: ItemSort;
  readonly order: Order;
  readonly page: number;
}

/** Who is signed in; null when nobody is. Everything else waits for it. */
export const meQuery = queryOptions({
  queryKey: ["me"],
  queryFn: async ({ signal }): Promise<Me | null> => {
    try {
      return await api.me(signal);
    } catch (reason) {
      if (reason instanceof ApiError && reason.status === 401) return null;
      throw reason;
    }
  },
  staleTime: 30_000,
});

export const statusQuery = queryOptions({
  queryKey: ["status"],
  queryFn: ({ signal }) => api.status(signal),
  refetchInterval: 10_000,
});

export const securityQuery = queryOptions({
  queryKey: ["security"],
  queryFn: ({ signal }) => api.securitySettings(signal),
});

export const consoleQuery = queryOptions({
  queryKey: ["console-setting"],
  queryFn: ({ signal }) => api.consoleSetting(signal),
});

export const locationsQuery = queryOptions({
  queryKey: ["jump-items", "locations"],
  queryFn: ({ signal }) => api.jumpLocations(signal),
});

export const clientsQuery = (query: ClientSearch) =>
  queryOptions({
    queryKey: ["jump-items", "page", query],
    queryFn: ({ signal }) => api.jumpItems({ ...query, limit: LIST_LIMIT }, signal),
    placeholderData: keepPreviousData,
    refetchInterval: 10_000,
  });

export const clientQuery = (id: string) =>
  queryOptions({
    queryKey: ["jump-items", "one", id],
    queryFn: ({ signal }) => api.jumpItem(id, signal),
    refetchInterval: 10_000,
  });

export const groupsQuery = queryOptions({
  queryKey: ["jump-groups"],
  queryFn: async ({ signal }) => (await api.jumpGroups(signal)).groups,
});

export const installersQuery = queryOptions({
  queryKey: ["jump-installers"],
  queryFn: async ({ signal }) => (await api.installers(signal)).installers,
  refetchInterval: 15_000,
});

export const usersQuery = (query: { readonly search: string; readonly page: number }) =>
  queryOptions({
    queryKey: ["users", query],
    queryFn: ({ signal }) => api.users({ ...query, limit: LIST_LIMIT }, signal),
    placeholderData: keepPreviousData,
  });

/** Everybody, for choosing members and for one user's details: as many pages as there are. */
export const everybodyQuery = queryOptions({
  queryKey: ["users", "everybody"],
  queryFn: async ({ signal }) => {
    const all: User[] = [];
    for (let page = 1; ; page += 1) {
      const { users, total } = await api.users({ page, limit: 200 }, signal);
      all.push(...users);
      if (users.length === 0 || all.length >= total) return all;
    }
  },
});
