// The addresses of the administrative interface. Pages load when they are first opened; a detail is a child of its list, so that it opens beside it.

import {
  createRootRoute,
  createRoute,
  createRouter,
  lazyRouteComponent,
  notFound,
  redirect,
  rootRouteId,
} from "@tanstack/react-router";
import type { ItemSort } from "@towline/api";
import { queries } from "./cache";
import { meQuery } from "./queries";
import { BrokenPage, MissingPage, PendingPage } from "./shell/Fallbacks";
import { Shell } from "./shell/Shell";

const root = createRootRoute({ component: Shell, notFoundComponent: MissingPage });

/** Where a person starts: administrators at the status, others at their account. */
const start = createRoute({
  getParentRoute: () => root,
  path: "/",
  beforeLoad: () => {
    throw redirect({
      to: queries.getQueryData(meQuery.queryKey)?.administrator ? "/status" : "/account",
      replace: true,
    });
  },
});

const account = createRoute({
  getParentRoute: () => root,
  path: "/account",
  component: lazyRouteComponent(() => import("./pages/account/AccountPage"), "AccountPage"),
});

/** Pages of administrators. Others get the ordinary "no page here": what they may not use does not exist for them. */
const administrators = createRoute({
  getParentRoute: () => root,
  id: "administrators",
  beforeLoad: () => {
    if (!queries.getQueryData(meQuery.queryKey)?.administrator) throw notFound({ routeId: rootRouteId });
  },
});

const status = createRoute({
  getParentRoute: () => administrators,
  path: "/status",
  component: lazyRouteComponent(() => import("./pages/status/StatusPage"), "StatusPage"),
});

const SORTS: readonly ItemSort[] = ["name", "method", "group", "status", "last_accessed"];
const text = (value: unknown): string => (typeof value === "string" || typeof value === "number" ? String(value) : "");
const pageNumber = (value: unknown): number => {
  const page = Number(value);
  return Number.isInteger(page) && page > 0 && page < 1_000_000 ? page : 1;
};

export interface ClientListSearch {
  readonly list?: string | undefined;
  readonly search?: string | undefined;
  readonly sort?: ItemSort | undefined;
  readonly order?: "desc" | undefined;
  readonly page?: number | undefined;
}

const clients = createRoute({
  getParentRoute: () => root,
  path: "/jump/clients",
  // Defaults are left out, so that the plain address stays plain.
  validateSearch: (search: Record<string, unknown>): ClientListSearch => {
    const sort = SORTS.find((each) => each === search.sort);
    const list = text(search.list);
    const words = text(search.search);
    const page = pageNumber(search.page);
    return {
      ...(list && list !== "all" ? { list } : {}),
      ...(words ? { search: words } : {}),
      ...(sort && sort !== "name" ? { sort } : {}),
      ...(search.order === "desc" ? { order: "desc" as const } : {}),
      ...(page > 1 ? { page } : {}),
    };
  },
  component: lazyRouteComponent(() => import("./pages/clients/ClientsPage"), "ClientsPage"),
});
const client = createRoute({
  getParentRoute: () => clients,
  path: "$id",
  component: lazyRouteComponent(() => import("./pages/clients/ClientDetail"), "ClientDetail"),
});

const installers = createRoute({
  getParentRoute: () => administrators,
  path: "/jump/installers",
  component: lazyRouteComponent(() => import("./pages/installers/InstallersPage"), "InstallersPage"),
});
const newInstaller = createRoute({
  getParentRoute: () => installers,
  path: "new",
  component: lazyRouteComponent(() => import("./pages/installers/InstallerWizard"), "InstallerWizard"),
});
const installer = createRoute({
  getParentRoute: () => installers,
  path: "$id",
  component: lazyRouteComponent(() => import("./pages/installers/InstallerDetail"), "InstallerDetail"),
});

const groups = createRoute({
  getParentRoute: () => administrators,
  path: "/jump/groups",
  component: lazyRouteComponent(() => import("./pages/groups/GroupsPage"), "GroupsPage"),
});
const newGroup = createRoute({
  getParentRoute: () => groups,
  path: "new",
  component: lazyRouteComponent(() => import("./pages/groups/NewGroup"), "NewGroup"),
});
const group = createRoute({
  getParentRoute: () => groups,
  path: "$id",
  component: lazyRouteComponent(() => import("./pages/groups/GroupDetail"), "GroupDetail"),
});

export interface UserListSearch {
  readonly search?: string | undefined;
  readonly page?: number | undefined;
}

const users = createRoute({
  getParentRoute: () => administrators,
  path: "/users",
  validateSearch: (search: Record<string, unknown>): UserListSearch => {
    const words = text(search.search);
    const page = pageNumber(search.page);
    return { ...(words ? { search: words } : {}), ...(page > 1 ? { page } : {}) };
  },
  component: lazyRouteComponent(() => import("./pages/users/UsersPage"), "UsersPage"),
});
const newUser = createRoute({
  getParentRoute: () => users,
  path: "new",
  component: lazyRouteComponent(() => import("./pages/users/NewUser"), "NewUser"),
});
const user = createRoute({
  getParentRoute: () => users,
  path: "$id",
  component: lazyRouteComponent(() => import("./pages/users/UserDetail"), "UserDetail"),
});

const security = createRoute({
  getParentRoute: () => administrators,
  path: "/security",
  component: lazyRouteComponent(() => import("./pages/security/SecurityPage"), "SecurityPage"),
});

const tree = root.addChildren([
  start,
  account,
  clients.addChildren([client]),
  administrators.addChildren([
    status,
    installers.addChildren([newInstaller, installer]),
    groups.addChildren([newGroup, group]),
    users.addChildren([newUser, user]),
    security,
  ]),
]);

export const router = createRouter({
  routeTree: tree,
  basepath: "/login",
  defaultPreload: "intent",
  defaultPendingComponent: PendingPage,
  defaultPendingMs: 300,
  defaultErrorComponent: BrokenPage,
  scrollRestoration: true,
});

declare module "@tanstack/react-router" {
  interface Register {
    router: typeof router;
  }
}
