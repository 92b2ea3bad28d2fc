// The addresses of the console. What a page shows is in its address, so that it can be reloaded, marked and gone back to.

import { createRootRoute, createRoute, createRouter, lazyRouteComponent, redirect } from "@tanstack/react-router";
import type { ItemSort, Order } from "@towline/api";
import { Frame } from "./frame/Frame";
import { HomeLayout } from "./home/HomeLayout";
import { JumpItemsPage } from "./home/JumpItemsPage";
import { QueuePage } from "./home/QueuePage";
import { PERSONAL } from "./live/queues";
import { reportsSearch } from "./reports/search";

export interface ListSearch {
  search?: string;
  sort?: ItemSort;
  order?: Order;
  page?: number;
}

const sorts: readonly string[] = ["name", "method", "group", "status", "last_accessed"] satisfies ItemSort[];

/** Reads the list's part of an address; whatever makes no sense is left out. */
export function listSearch(raw: Record<string, unknown>): ListSearch {
  const found: ListSearch = {};
  const { search, sort, order, page } = raw;
  if ((typeof search === "string" || typeof search === "number") && search !== "")
    found.search = String(search).slice(0, 200);
  if (typeof sort === "string" && sorts.includes(sort)) found.sort = sort as ItemSort;
  if (order === "desc") found.order = "desc";
  if (typeof page === "number" && Number.isInteger(page) && page > 1) found.page = page;
  return found;
}

const root = createRootRoute({ component: Frame });

const home = createRoute({ getParentRoute: () => root, id: "home", component: HomeLayout });

const index = createRoute({
  getParentRoute: () => root,
  path: "/",
  beforeLoad: () => {
    throw redirect({ to: "/jump-items/$location", params: { location: "all" }, replace: true });
  },
});

const jumpItems = createRoute({
  getParentRoute: () => home,
  path: "/jump-items/$location",
  validateSearch: listSearch,
  component: JumpItemsPage,
});

const sessions = createRoute({
  getParentRoute: () => root,
  path: "/sessions",
  beforeLoad: () => {
    throw redirect({ to: "/sessions/$queue", params: { queue: PERSONAL }, replace: true });
  },
});

export interface QueueSearch {
  /** The session whose details are open: where *View* leads to. */
  session?: string;
}

export function queueSearch({ session }: Record<string, unknown>): QueueSearch {
  return typeof session === "string" && /^[0-9a-f-]{36}$/.test(session) ? { session } : {};
}

const queue = createRoute({
  getParentRoute: () => home,
  path: "/sessions/$queue",
  validateSearch: queueSearch,
  component: QueuePage,
});

const session = createRoute({
  getParentRoute: () => root,
  path: "/session/$sessionId",
  component: lazyRouteComponent(() => import("./session/SessionPage"), "SessionPage"),
});

const reports = createRoute({
  getParentRoute: () => home,
  path: "/reports",
  validateSearch: reportsSearch,
  component: lazyRouteComponent(() => import("./reports/ReportsPage"), "ReportsPage"),
});

const report = createRoute({
  getParentRoute: () => root,
  path: "/reports/$reportId",
  component: lazyRouteComponent(() => import("./reports/ReportPage"), "ReportPage"),
});

const tree = root.addChildren([index, sessions, home.addChildren([jumpItems, queue, reports]), session, report]);

export function makeRouter() {
  return createRouter({
    routeTree: tree,
    basepath: "/console",
    defaultPreload: false,
    scrollRestoration: false,
    defaultNotFoundComponent: HomeRedirect,
  });
}

function HomeRedirect() {
  return <a href="/console/">/console/</a>;
}

declare module "@tanstack/react-router" {
  interface Register {
    router: ReturnType<typeof makeRouter>;
  }
}
