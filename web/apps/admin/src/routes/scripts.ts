// The addresses of the pages about canned scripts.

import { createRoute, lazyRouteComponent } from "@tanstack/react-router";
import { listSearch } from "../list/shown";
import { only, root } from "./base";

const list = createRoute({
  getParentRoute: () => root,
  path: "/scripts",
  ...only("admin.configuration"),
  validateSearch: listSearch,
  component: lazyRouteComponent(() => import("../pages/scripts/ScriptsPage"), "ScriptsPage"),
});
const newScript = createRoute({
  getParentRoute: () => list,
  path: "new",
  component: lazyRouteComponent(() => import("../pages/scripts/NewScript"), "NewScript"),
});
const script = createRoute({
  getParentRoute: () => list,
  path: "$id",
  component: lazyRouteComponent(() => import("../pages/scripts/ScriptDetail"), "ScriptDetail"),
});

export const scripts = list.addChildren([newScript, script]);
