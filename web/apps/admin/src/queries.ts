// What the pages read, as query definitions, and what becomes stale when something is changed. No page calls the interface for reading by itself.

import { infiniteQueryOptions, keepPreviousData, queryOptions } from "@tanstack/react-query";
import { ApiError, api, type ItemSort, type Me, type Order, type RecordQuery, type RunningSession } from "@towline/api";
import { setTimeZone } from "@towline/ui";
import { MOST } from "./list/work";

export const LIST_LIMIT = 25;
/** Entries that a picker offers; more are found by typing. */
const PICKED = 20;

export interface ClientSearch {
  readonly location: string;
  readonly search: string;
  readonly status?: "online" | "offline" | "uninstalled";
  readonly sort: ItemSort;
  readonly order: Order;
  readonly page: number;
}

/** Who is signed in; null when nobody is. Everything else waits for it. */
export const meQuery = queryOptions({
  queryKey: ["me"],
  queryFn: async ({ signal }): Promise<Me | null> => {
    try {
      const me = await api.me(signal);
      setTimeZone(me.time_zone);
      return me;
    } catch (reason) {
      if (reason instanceof ApiError && reason.status === 401) return null;
      throw reason;
    }
  },
  staleTime: 30_000,
});

export const ownLoginsQuery = queryOptions({
  queryKey: ["own-logins"],
  queryFn: async ({ signal }) => (await api.ownLogins(signal)).logins,
});

export const secondFactorsQuery = queryOptions({
  queryKey: ["second-factors"],
  queryFn: ({ signal }) => api.secondFactors(signal),
});

export const statusQuery = queryOptions({
  queryKey: ["status"],
  queryFn: ({ signal }) => api.status(signal),
  refetchInterval: 10_000,
});

/** All of them, the newest first; of very many, the newest. */
export const runningSessionsQuery = queryOptions({
  queryKey: ["running-sessions"],
  queryFn: async ({ signal }) => {
    const found: RunningSession[] = [];
    for (let before: string | undefined; ; ) {
      const page = await api.runningSessions({ limit: 200, ...(before === undefined ? {} : { before }) }, signal);
      found.push(...page.sessions);
      before = page.next ?? undefined;
      if (before === undefined || found.length >= MOST) return found;
    }
  },
  refetchInterval: 10_000,
});

export const securityQuery = queryOptions({
  queryKey: ["security"],
  queryFn: ({ signal }) => api.securitySettings(signal),
});

export const routingQuery = queryOptions({
  queryKey: ["routing"],
  queryFn: ({ signal }) => api.routing(signal),
});

export const translationQuery = queryOptions({
  queryKey: ["translation"],
  queryFn: ({ signal }) => api.translationSetup(signal),
});
export const mailQuery = queryOptions({
  queryKey: ["mail"],
  queryFn: ({ signal }) => api.mailSetup(signal),
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

export interface UserSearch {
  readonly search: string;
  readonly page: number;
  readonly state?: "active" | "closed" | "locked";
  readonly administrator?: boolean;
  readonly sort: "username" | "name" | "last_login";
  readonly order: "asc" | "desc";
}

export const usersQuery = (query: UserSearch) =>
  queryOptions({
    queryKey: ["users", query],
    queryFn: ({ signal }) => api.users({ ...query, limit: LIST_LIMIT }, signal),
    placeholderData: keepPreviousData,
  });

/** One user, with what holds for them and why. */
export const userQuery = (id: string) =>
  queryOptions({ queryKey: ["users", "one", id], queryFn: ({ signal }) => api.user(id, signal) });

/** People whose names contain some words, the first few of them: what a picker shows. */
export const peopleQuery = (search: string) =>
  queryOptions({
    queryKey: ["users", "people", search],
    queryFn: async ({ signal }) => (await api.users({ search, limit: PICKED }, signal)).users,
    placeholderData: keepPreviousData,
  });

/** Jump Items whose names contain some words, the first few of them. */
export const itemsQuery = (search: string) =>
  queryOptions({
    queryKey: ["jump-items", "picker", search],
    queryFn: async ({ signal }) => (await api.jumpItems({ location: "all", search, limit: PICKED }, signal)).items,
    placeholderData: keepPreviousData,
  });

/** Everything that can be allowed; it changes only with the appliance's release. */
export const permissionCatalogueQuery = queryOptions({
  queryKey: ["permission-catalogue"],
  queryFn: ({ signal }) => api.permissionCatalogue(signal),
});

export const groupPoliciesQuery = queryOptions({
  queryKey: ["group-policies"],
  queryFn: async ({ signal }) => (await api.groupPolicies(signal)).policies,
});

export const publicSitesQuery = queryOptions({
  queryKey: ["public-sites"],
  queryFn: async ({ signal }) => (await api.publicSites(signal)).sites,
});

export const supportButtonsQuery = queryOptions({
  queryKey: ["support-buttons"],
  queryFn: async ({ signal }) => (await api.supportButtons(signal)).buttons,
  refetchInterval: 15_000,
});

export const supportButtonProfilesQuery = queryOptions({
  queryKey: ["support-button-profiles"],
  queryFn: async ({ signal }) => (await api.supportButtonProfiles(signal)).profiles,
});

export const supportButtonInstallersQuery = queryOptions({
  queryKey: ["support-button-installers"],
  queryFn: async ({ signal }) => (await api.supportButtonInstallers(signal)).installers,
  refetchInterval: 15_000,
});

export const sessionPoliciesQuery = queryOptions({
  queryKey: ["session-policies"],
  queryFn: async ({ signal }) => (await api.sessionPolicies(signal)).policies,
});

export const sessionPermissionsQuery = queryOptions({
  queryKey: ["session-permissions"],
  queryFn: async ({ signal }) => (await api.sessionPermissions(signal)).permissions,
});

export const teamsQuery = queryOptions({
  queryKey: ["teams"],
  queryFn: async ({ signal }) => (await api.teams(signal)).teams,
});

export const issuesQuery = queryOptions({
  queryKey: ["issues"],
  queryFn: async ({ signal }) => (await api.issues(signal)).issues,
});

export const skillsQuery = queryOptions({
  queryKey: ["skills"],
  queryFn: async ({ signal }) => (await api.skills(signal)).skills,
});

export const cannedMessagesQuery = queryOptions({
  queryKey: ["canned-messages"],
  queryFn: async ({ signal }) => (await api.cannedMessages(signal)).canned_messages,
});

export const scriptsQuery = queryOptions({
  queryKey: ["scripts"],
  queryFn: async ({ signal }) => (await api.scripts(signal)).scripts,
});

/** One with its text. */
export const scriptQuery = (id: string) =>
  queryOptions({ queryKey: ["scripts", id], queryFn: ({ signal }) => api.script(id, signal) });

export const chatSetupQuery = queryOptions({
  queryKey: ["chat-setup"],
  queryFn: ({ signal }) => api.chatSetup(signal),
});

export const customFieldsQuery = queryOptions({
  queryKey: ["custom-fields"],
  queryFn: async ({ signal }) => (await api.customFields(signal)).fields,
});

export const surveysQuery = queryOptions({
  queryKey: ["surveys"],
  queryFn: async ({ signal }) => (await api.surveys(signal)).surveys,
});

/** What was answered to a survey, page after page of older answers. */
export const surveyAnswersQuery = (survey: string) =>
  infiniteQueryOptions({
    queryKey: ["survey-answers", survey],
    queryFn: ({ pageParam, signal }) =>
      api.surveyAnswers({ survey, limit: LIST_LIMIT, ...(pageParam === null ? {} : { before: pageParam }) }, signal),
    initialPageParam: null as number | null,
    getNextPageParam: (page) => page.next ?? null,
  });

export const apiAccountsQuery = queryOptions({
  queryKey: ["api-accounts"],
  queryFn: ({ signal }) => api.apiAccounts(signal),
});

export const providersQuery = queryOptions({
  queryKey: ["security-providers"],
  queryFn: ({ signal }) => api.securityProviders(signal),
});

/** Who changed what, page after page of older entries. */
export const recordQuery = (query: RecordQuery) =>
  infiniteQueryOptions({
    queryKey: ["record", query],
    queryFn: ({ pageParam, signal }) =>
      api.record({ ...query, ...(pageParam === null ? {} : { before: pageParam }) }, signal),
    initialPageParam: null as number | null,
    getNextPageParam: (page) => page.next ?? null,
    placeholderData: keepPreviousData,
  });

export const rolesQuery = queryOptions({
  queryKey: ["jump-item-roles"],
  queryFn: async ({ signal }) => (await api.roles(signal)).roles,
});

export const simulationQuery = (ask: {
  readonly user: string;
  readonly item?: string;
  readonly site?: string;
  readonly attended?: boolean;
  readonly address?: string;
  readonly at?: number;
}) =>
  queryOptions({
    queryKey: ["simulator", ask],
    queryFn: ({ signal }) => api.simulate(ask, signal),
    placeholderData: keepPreviousData,
  });
