// The addresses of the administrative interface. Pages load when they are first opened; a detail is a child of its list, so that it opens beside it.

import { createRoute, createRouter, lazyRouteComponent, redirect } from "@tanstack/react-router";
import type { ItemSort } from "@towline/api";
import { listSearch, pageOf as pageNumber, textOf as text } from "./list/shown";
import { administrators, only, opens, root } from "./routes/base";
import { cannedMessages, chat } from "./routes/chat";
import { scripts } from "./routes/scripts";
import { supportButtonInstallers, supportButtonProfiles, supportButtons } from "./routes/supportButtons";
import { BrokenPage, PendingPage } from "./shell/Fallbacks";

/** Where a person starts: at the status if it is open to them, otherwise at their account. */
const start = createRoute({
  getParentRoute: () => root,
  path: "/",
  beforeLoad: () => {
    throw redirect({
      to: opens("admin.status") ? "/status" : "/account",
      replace: true,
    });
  },
});

const account = createRoute({
  getParentRoute: () => root,
  path: "/account",
  component: lazyRouteComponent(() => import("./pages/account/AccountPage"), "AccountPage"),
});

const status = createRoute({
  getParentRoute: () => root,
  path: "/status",
  ...only("admin.status"),
  validateSearch: listSearch,
  component: lazyRouteComponent(() => import("./pages/status/StatusPage"), "StatusPage"),
});

const SORTS: readonly ItemSort[] = ["name", "method", "group", "status", "last_accessed"];

const one = <Choice extends string>(value: unknown, choices: readonly Choice[]): Choice | undefined =>
  choices.find((choice) => choice === value);

export interface ClientListSearch {
  readonly list?: string | undefined;
  readonly search?: string | undefined;
  readonly status?: "online" | "offline" | "uninstalled" | undefined;
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
    const status = one(search.status, ["online", "offline", "uninstalled"]);
    const page = pageNumber(search.page);
    return {
      ...(list && list !== "all" ? { list } : {}),
      ...(status ? { status } : {}),
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
  getParentRoute: () => root,
  path: "/jump/installers",
  ...only("admin.installers"),
  validateSearch: listSearch,
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
  getParentRoute: () => root,
  path: "/jump/groups",
  ...only("admin.jump_groups"),
  validateSearch: listSearch,
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
  readonly state?: "active" | "closed" | "locked" | undefined;
  readonly role?: "administrators" | "others" | undefined;
  readonly sort?: "name" | "last_login" | undefined;
  readonly order?: "desc" | undefined;
}

const users = createRoute({
  getParentRoute: () => root,
  path: "/users",
  ...only("admin.users"),
  validateSearch: (search: Record<string, unknown>): UserListSearch => {
    const words = text(search.search);
    const page = pageNumber(search.page);
    const [state, role] = [
      one(search.state, ["active", "closed", "locked"]),
      one(search.role, ["administrators", "others"]),
    ];
    const sort = one(search.sort, ["name", "last_login"]);
    return {
      ...(words ? { search: words } : {}),
      ...(page > 1 ? { page } : {}),
      ...(state ? { state } : {}),
      ...(role ? { role } : {}),
      ...(sort ? { sort } : {}),
      ...(search.order === "desc" ? { order: "desc" as const } : {}),
    };
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

const teams = createRoute({
  getParentRoute: () => root,
  path: "/teams",
  ...only("admin.configuration"),
  validateSearch: listSearch,
  component: lazyRouteComponent(() => import("./pages/teams/TeamsPage"), "TeamsPage"),
});
const newTeam = createRoute({
  getParentRoute: () => teams,
  path: "new",
  component: lazyRouteComponent(() => import("./pages/teams/NewTeam"), "NewTeam"),
});
const team = createRoute({
  getParentRoute: () => teams,
  path: "$id",
  component: lazyRouteComponent(() => import("./pages/teams/TeamDetail"), "TeamDetail"),
});

const queueRules = createRoute({
  getParentRoute: () => root,
  path: "/queues",
  ...only("admin.configuration"),
  component: lazyRouteComponent(() => import("./pages/queues/QueuesPage"), "QueuesPage"),
});

const issues = createRoute({
  getParentRoute: () => root,
  path: "/issues",
  ...only("admin.configuration"),
  validateSearch: listSearch,
  component: lazyRouteComponent(() => import("./pages/issues/IssuesPage"), "IssuesPage"),
});
const newIssue = createRoute({
  getParentRoute: () => issues,
  path: "new",
  component: lazyRouteComponent(() => import("./pages/issues/NewIssue"), "NewIssue"),
});
const issue = createRoute({
  getParentRoute: () => issues,
  path: "$id",
  component: lazyRouteComponent(() => import("./pages/issues/IssueDetail"), "IssueDetail"),
});

const skills = createRoute({
  getParentRoute: () => root,
  path: "/skills",
  ...only("admin.configuration"),
  validateSearch: listSearch,
  component: lazyRouteComponent(() => import("./pages/skills/SkillsPage"), "SkillsPage"),
});
const newSkill = createRoute({
  getParentRoute: () => skills,
  path: "new",
  component: lazyRouteComponent(() => import("./pages/skills/NewSkill"), "NewSkill"),
});
const skill = createRoute({
  getParentRoute: () => skills,
  path: "$id",
  component: lazyRouteComponent(() => import("./pages/skills/SkillDetail"), "SkillDetail"),
});

const customFields = createRoute({
  getParentRoute: () => root,
  path: "/custom-fields",
  ...only("admin.configuration"),
  validateSearch: listSearch,
  component: lazyRouteComponent(() => import("./pages/customFields/CustomFieldsPage"), "CustomFieldsPage"),
});
const newCustomField = createRoute({
  getParentRoute: () => customFields,
  path: "new",
  component: lazyRouteComponent(() => import("./pages/customFields/NewCustomField"), "NewCustomField"),
});
const customField = createRoute({
  getParentRoute: () => customFields,
  path: "$id",
  component: lazyRouteComponent(() => import("./pages/customFields/CustomFieldDetail"), "CustomFieldDetail"),
});

const surveys = createRoute({
  getParentRoute: () => root,
  path: "/surveys",
  ...only("admin.configuration"),
  validateSearch: listSearch,
  component: lazyRouteComponent(() => import("./pages/surveys/SurveysPage"), "SurveysPage"),
});
const newSurvey = createRoute({
  getParentRoute: () => surveys,
  path: "new",
  component: lazyRouteComponent(() => import("./pages/surveys/NewSurvey"), "NewSurvey"),
});
const survey = createRoute({
  getParentRoute: () => surveys,
  path: "$id",
  component: lazyRouteComponent(() => import("./pages/surveys/SurveyDetail"), "SurveyDetail"),
});

const publicSites = createRoute({
  getParentRoute: () => root,
  path: "/public-sites",
  ...only("admin.configuration"),
  validateSearch: listSearch,
  component: lazyRouteComponent(() => import("./pages/publicSites/PublicSitesPage"), "PublicSitesPage"),
});
const newPublicSite = createRoute({
  getParentRoute: () => publicSites,
  path: "new",
  component: lazyRouteComponent(() => import("./pages/publicSites/NewPublicSite"), "NewPublicSite"),
});
const publicSite = createRoute({
  getParentRoute: () => publicSites,
  path: "$id",
  component: lazyRouteComponent(() => import("./pages/publicSites/PublicSiteDetail"), "PublicSiteDetail"),
});

const policies = createRoute({
  getParentRoute: () => root,
  path: "/policies",
  ...only("admin.policies"),
  validateSearch: listSearch,
  component: lazyRouteComponent(() => import("./pages/policies/PoliciesPage"), "PoliciesPage"),
});
const newPolicy = createRoute({
  getParentRoute: () => policies,
  path: "new",
  component: lazyRouteComponent(() => import("./pages/policies/NewPolicy"), "NewPolicy"),
});
const policy = createRoute({
  getParentRoute: () => policies,
  path: "$id",
  component: lazyRouteComponent(() => import("./pages/policies/PolicyDetail"), "PolicyDetail"),
});

const sessionPolicies = createRoute({
  getParentRoute: () => root,
  path: "/session-policies",
  ...only("admin.policies"),
  validateSearch: listSearch,
  component: lazyRouteComponent(() => import("./pages/sessionPolicies/SessionPoliciesPage"), "SessionPoliciesPage"),
});
const newSessionPolicy = createRoute({
  getParentRoute: () => sessionPolicies,
  path: "new",
  component: lazyRouteComponent(() => import("./pages/sessionPolicies/NewSessionPolicy"), "NewSessionPolicy"),
});
const sessionPolicy = createRoute({
  getParentRoute: () => sessionPolicies,
  path: "$id",
  component: lazyRouteComponent(() => import("./pages/sessionPolicies/SessionPolicyDetail"), "SessionPolicyDetail"),
});

const roles = createRoute({
  getParentRoute: () => root,
  path: "/jump/roles",
  ...only("admin.policies"),
  validateSearch: listSearch,
  component: lazyRouteComponent(() => import("./pages/roles/RolesPage"), "RolesPage"),
});
const newRole = createRoute({
  getParentRoute: () => roles,
  path: "new",
  component: lazyRouteComponent(() => import("./pages/roles/NewRole"), "NewRole"),
});
const role = createRoute({
  getParentRoute: () => roles,
  path: "$id",
  component: lazyRouteComponent(() => import("./pages/roles/RoleDetail"), "RoleDetail"),
});

export interface SimulatorSearch {
  readonly user?: string | undefined;
  readonly item?: string | undefined;
  readonly site?: string | undefined;
  readonly attended?: "yes" | "no" | undefined;
  readonly address?: string | undefined;
  /** Time of the reader's wall clock, as the browser's field writes it. */
  readonly at?: string | undefined;
}

const simulator = createRoute({
  getParentRoute: () => root,
  path: "/simulator",
  ...only("admin.policies"),
  validateSearch: (search: Record<string, unknown>): SimulatorSearch => {
    const user = text(search.user);
    const item = text(search.item);
    // An item, or a site: whoever asks for both asks for the item.
    const site = item ? undefined : text(search.site);
    const attended = search.attended === "yes" || search.attended === "no" ? search.attended : undefined;
    const [address, at] = [text(search.address), text(search.at)];
    return {
      ...(user ? { user } : {}),
      ...(item ? { item } : {}),
      ...(site ? { site } : {}),
      ...(attended ? { attended } : {}),
      ...(address ? { address } : {}),
      ...(at ? { at } : {}),
    };
  },
  component: lazyRouteComponent(() => import("./pages/simulator/SimulatorPage"), "SimulatorPage"),
});

const programs = createRoute({
  getParentRoute: () => root,
  path: "/api-accounts",
  ...only("admin.api_accounts"),
  validateSearch: listSearch,
  component: lazyRouteComponent(() => import("./pages/programs/ProgramsPage"), "ProgramsPage"),
});
const newProgram = createRoute({
  getParentRoute: () => programs,
  path: "new",
  component: lazyRouteComponent(() => import("./pages/programs/NewProgram"), "NewProgram"),
});
const program = createRoute({
  getParentRoute: () => programs,
  path: "$id",
  component: lazyRouteComponent(() => import("./pages/programs/ProgramDetail"), "ProgramDetail"),
});

const providers = createRoute({
  getParentRoute: () => root,
  path: "/security-providers",
  ...administrators,
  validateSearch: listSearch,
  component: lazyRouteComponent(() => import("./pages/providers/ProvidersPage"), "ProvidersPage"),
});
const newProvider = createRoute({
  getParentRoute: () => providers,
  path: "new",
  component: lazyRouteComponent(() => import("./pages/providers/NewProvider"), "NewProvider"),
});
const provider = createRoute({
  getParentRoute: () => providers,
  path: "$id",
  component: lazyRouteComponent(() => import("./pages/providers/ProviderDetail"), "ProviderDetail"),
});

export interface RecordSearch {
  readonly kind?: string | undefined;
  readonly id?: string | undefined;
  readonly author?: string | undefined;
  readonly search?: string | undefined;
  readonly from?: string | undefined;
  readonly to?: string | undefined;
}

const record = createRoute({
  getParentRoute: () => root,
  path: "/record",
  ...only("admin.record"),
  validateSearch: (search: Record<string, unknown>): RecordSearch => {
    const asked = { kind: "", id: "", author: "", search: "", from: "", to: "" };
    const said = Object.keys(asked).map((name) => [name, text(search[name])]);
    return Object.fromEntries(said.filter(([, value]) => value));
  },
  component: lazyRouteComponent(() => import("./pages/record/RecordPage"), "RecordPage"),
});

const security = createRoute({
  getParentRoute: () => root,
  path: "/security",
  ...only("admin.security"),
  component: lazyRouteComponent(() => import("./pages/security/SecurityPage"), "SecurityPage"),
});

const mail = createRoute({
  getParentRoute: () => root,
  path: "/mail",
  ...administrators,
  component: lazyRouteComponent(() => import("./pages/mail/MailPage"), "MailPage"),
});

const translation = createRoute({
  getParentRoute: () => root,
  path: "/translation",
  ...administrators,
  component: lazyRouteComponent(() => import("./pages/translation/TranslationPage"), "TranslationPage"),
});

const tree = root.addChildren([
  start,
  account,
  clients.addChildren([client]),
  status,
  installers.addChildren([newInstaller, installer]),
  groups.addChildren([newGroup, group]),
  roles.addChildren([newRole, role]),
  teams.addChildren([newTeam, team]),
  queueRules,
  issues.addChildren([newIssue, issue]),
  cannedMessages,
  scripts,
  chat,
  skills.addChildren([newSkill, skill]),
  customFields.addChildren([newCustomField, customField]),
  surveys.addChildren([newSurvey, survey]),
  supportButtons,
  supportButtonProfiles,
  supportButtonInstallers,
  publicSites.addChildren([newPublicSite, publicSite]),
  users.addChildren([newUser, user]),
  policies.addChildren([newPolicy, policy]),
  sessionPolicies.addChildren([newSessionPolicy, sessionPolicy]),
  simulator,
  programs.addChildren([newProgram, program]),
  providers.addChildren([newProvider, provider]),
  record,
  security,
  mail,
  translation,
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
