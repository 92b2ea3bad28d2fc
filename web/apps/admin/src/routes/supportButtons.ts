// The addresses of Support Buttons: those on desktops, their profiles, their installers.

import { createRoute, lazyRouteComponent } from "@tanstack/react-router";
import { listSearch } from "../list/shown";
import { only, root } from "./base";

const buttons = createRoute({
  getParentRoute: () => root,
  path: "/support-buttons",
  ...only("admin.configuration"),
  validateSearch: listSearch,
  component: lazyRouteComponent(() => import("../pages/supportButtons/ButtonsPage"), "ButtonsPage"),
});
const button = createRoute({
  getParentRoute: () => buttons,
  path: "$id",
  component: lazyRouteComponent(() => import("../pages/supportButtons/ButtonDetail"), "ButtonDetail"),
});
const profiles = createRoute({
  getParentRoute: () => root,
  path: "/support-buttons/profiles",
  ...only("admin.configuration"),
  validateSearch: listSearch,
  component: lazyRouteComponent(() => import("../pages/supportButtons/ProfilesPage"), "ProfilesPage"),
});
const newProfile = createRoute({
  getParentRoute: () => profiles,
  path: "new",
  component: lazyRouteComponent(() => import("../pages/supportButtons/NewProfile"), "NewProfile"),
});
const profile = createRoute({
  getParentRoute: () => profiles,
  path: "$id",
  component: lazyRouteComponent(() => import("../pages/supportButtons/ProfileDetail"), "ProfileDetail"),
});
const installers = createRoute({
  getParentRoute: () => root,
  path: "/support-buttons/installers",
  ...only("admin.configuration"),
  validateSearch: listSearch,
  component: lazyRouteComponent(() => import("../pages/supportButtons/ButtonInstallersPage"), "ButtonInstallersPage"),
});
const newInstaller = createRoute({
  getParentRoute: () => installers,
  path: "new",
  component: lazyRouteComponent(() => import("../pages/supportButtons/NewButtonInstaller"), "NewButtonInstaller"),
});
const installer = createRoute({
  getParentRoute: () => installers,
  path: "$id",
  component: lazyRouteComponent(() => import("../pages/supportButtons/ButtonInstallerDetail"), "ButtonInstallerDetail"),
});

export const supportButtons = buttons.addChildren([button]);
export const supportButtonProfiles = profiles.addChildren([newProfile, profile]);
export const supportButtonInstallers = installers.addChildren([newInstaller, installer]);
