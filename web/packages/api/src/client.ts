// The operations of the REST interface, one function each, named for what they do.
//
// No caching and no state: the query cache of the apps keeps answers. Everything goes through send(), so headers and errors are the same everywhere.

import { addressOf, readBlob, readText, send, tellOtherTabs } from "./request";
import type {
  AgainWanted,
  ApiAccount,
  ApiAccountChange,
  ApiAccountInput,
  ApiAccounts,
  AwayFacts,
  BatchOutcome,
  Belongings,
  CannedMessage,
  CannedMessageChange,
  CannedMessageInput,
  ChatChange,
  ChatSetup,
  ConsoleSetting,
  CustomField,
  CustomFieldChange,
  CustomFieldInput,
  EarlierSessions,
  ExternalChat,
  ExternalGuest,
  ExternalLinkFacts,
  ExternalTicket,
  FactorProof,
  GroupPolicy,
  GroupPolicyChange,
  GroupPolicyInput,
  InvitationLanguage,
  Issue,
  IssueChange,
  IssueInput,
  ItemTask,
  JumpGroup,
  JumpGroupInput,
  JumpInstaller,
  JumpInstallerInput,
  JumpItem,
  JumpItemChange,
  JumpItemDetails,
  JumpItemPage,
  JumpItemQuery,
  JumpItemRole,
  JumpItemRoleChange,
  JumpItemRoleInput,
  JumpLocations,
  MadeApiAccount,
  MailPatch,
  MailSetup,
  MailTestResult,
  Me,
  NewJumpInstaller,
  NewSupportButtonInstaller,
  NewUser,
  OwnChat,
  OwnLogin,
  OwnScript,
  OwnSurvey,
  PermissionCatalogue,
  ProviderTest,
  PublicSite,
  PublicSiteInput,
  RecordChecked,
  RecordPage,
  RecordQuery,
  Report,
  ReportEvents,
  ReportList,
  ReportQuery,
  Representatives,
  ResetFacts,
  RoutingPatch,
  RoutingSettings,
  RunningSessions,
  Script,
  ScriptChange,
  ScriptInput,
  SecondFactors,
  SecurityProvider,
  SecurityProviderChange,
  SecurityProviderInput,
  SecurityProviders,
  SecuritySettings,
  SessionField,
  SessionKey,
  SessionKeyInput,
  SessionKeyInvitation,
  SessionKeys,
  SessionPermissions,
  SessionPolicy,
  SessionPolicyChange,
  SessionPolicyInput,
  SignInAnswer,
  SignInProvider,
  Simulation,
  Skill,
  SkillChange,
  SkillInput,
  Status,
  SupportButton,
  SupportButtonChoices,
  SupportButtonInstaller,
  SupportButtonInstallerInput,
  SupportButtonProfile,
  SupportButtonProfileChange,
  SupportButtonProfileInput,
  Survey,
  SurveyAnswersPage,
  SurveyInput,
  Team,
  TeamChange,
  TeamInput,
  Ticket,
  TotpSecret,
  TranslationPatch,
  TranslationSetup,
  User,
  UserChange,
  UserDetails,
  UserQuery,
  UserTask,
  VisitEnded,
} from "./types";

type Signal = AbortSignal | undefined;
/** A thing as it was read. If somebody changed it since, changing or removing it is refused as `changed_meanwhile`. */
type Read = { readonly id: string; readonly etag?: string | null | undefined };
const part = encodeURIComponent;
const shellPath = (id: string, shell: string, what: "recording" | "transcript") =>
  `/session-reports/${part(id)}/shells/${part(shell)}/${what}`;

/** Where the whole of what a shell showed can be downloaded: as asciicast, or as plain text. */
export const shellAddress = (id: string, shell: string, what: "recording" | "transcript"): string =>
  addressOf(shellPath(id, shell, what));
/** Where a file of a session's chat is, for who reads its report. */
export const reportFileAddress = (id: string, file: string): string =>
  addressOf(`/session-reports/${part(id)}/files/${part(file)}`);

export const api = {
  signIn: (username: string, password: string) =>
    send<SignInAnswer>("POST", "/login", { body: { username, password }, signingIn: true }),
  /** Ends a sign-in that waits for a second factor, or one with a passkey alone. */
  proveFactor: (token: string, proof: FactorProof) =>
    send<SignInAnswer>("POST", "/login/factor", { body: { token, ...proof }, signingIn: true }),
  askPasskey: () => send<{ token: string; options: object }>("POST", "/login/passkey", { body: {}, signingIn: true }),
  /** Security providers that people sign in at. */
  signInProviders: (signal?: Signal) =>
    send<{ providers: SignInProvider[] }>("GET", "/login/providers", { signal, signingIn: true }),
  /** The page of a provider to go to; `anew`: it asks again who it is, also if it knows. */
  beginVisit: (id: string, returnPath: string, anew = false) =>
    send<{ url: string }>("POST", `/login/providers/${part(id)}`, {
      body: { return_path: returnPath, anew },
      signingIn: true,
    }),
  /** Brings back what a provider gave. */
  finishVisit: (result: { state: string; code: string; iss?: string }) =>
    send<VisitEnded>("POST", "/login/visit", { body: result, signingIn: true }),
  /** Has a link sent that resets a forgotten password; the answer is the same whether there is such an account or not. */
  askReset: (account: string) => send<void>("POST", "/login/reset", { body: { account }, signingIn: true }),
  /** What such a link is for. */
  resetLink: (token: string) => send<ResetFacts>("POST", "/login/reset/link", { body: { token }, signingIn: true }),
  finishReset: (token: string, password: string) =>
    send<void>("POST", "/login/reset/password", { body: { token, password }, signingIn: true }),
  /** Somebody does something: the login is not idle. */
  beActive: () => send<void>("POST", "/me/active", { body: {} }),
  signOut: async (sessions: "hold" | "end"): Promise<void> => {
    await send<void>("POST", "/logout", { body: { sessions }, signingIn: true });
    tellOtherTabs();
  },
  /** Who is signed in. A 401 is an ordinary answer here (nobody is), so it tells no listener. */
  me: (signal?: Signal) => send<Me>("GET", "/me", { signal, signingIn: true }),
  changeMe: (change: {
    display_name?: string;
    email?: string;
    time_zone?: string;
    on_portal?: boolean;
    asked_away?: boolean;
  }) => send<Me>("PATCH", "/me", { body: change }),
  changePassword: (current: string, next: string) =>
    send<void>("POST", "/me/password", { body: { current, new: next } }),
  ownLogins: (signal?: Signal) => send<{ logins: OwnLogin[] }>("GET", "/me/logins", { signal }),
  endOwnLogin: (id: string) => send<void>("DELETE", `/me/logins/${part(id)}`),
  secondFactors: (signal?: Signal) => send<SecondFactors>("GET", "/me/second-factors", { signal }),
  beginTotp: () => send<TotpSecret>("POST", "/me/second-factors/totp", { body: {} }),
  finishTotp: (name: string, code: string) =>
    send<{ codes: string[] }>("POST", "/me/second-factors/totp/proof", { body: { name, code } }),
  beginPasskey: () => send<{ options: object }>("POST", "/me/second-factors/passkey", { body: {} }),
  finishPasskey: (name: string, passkey: object) =>
    send<{ codes: string[] }>("POST", "/me/second-factors/passkey/proof", { body: { name, passkey } }),
  removeSecondFactor: (id: string) => send<void>("DELETE", `/me/second-factors/${part(id)}`),
  renewRecoveryCodes: () => send<{ codes: string[] }>("POST", "/me/recovery-codes", { body: {} }),
  /** What proves that it is still the same person. A wrong answer is a 401 that is no sign-out. */
  beginAgain: () => send<AgainWanted>("POST", "/me/again", { body: {} }),
  proveAgain: (proof: FactorProof) => send<void>("POST", "/me/again/proof", { body: proof, signingIn: true }),
  /** A single-use ticket for a live link. */
  ticket: () => send<Ticket>("POST", "/tickets", { body: {} }),
  /** What the link of somebody without an account is for (SUP-70). */
  externalLink: (token: string) =>
    send<ExternalLinkFacts>("POST", "/external/link", { body: { token }, signingIn: true }),
  followExternalLink: (token: string) =>
    send<ExternalGuest>("POST", "/external/session", { body: { token }, signingIn: true }),
  /** A ticket for their live link. That their invitation has ended is no sign-out of anybody. */
  externalTicket: () => send<ExternalTicket>("POST", "/external/ticket", { body: {}, signingIn: true }),
  externalChat: (signal?: Signal) => send<ExternalChat>("GET", "/external/chat", { signal, signingIn: true }),
  /** What an invitation that came by mail is for (SUP-33). */
  awayInvitation: (token: string) => send<AwayFacts>("POST", "/invitations/link", { body: { token }, signingIn: true }),
  declineAway: (token: string, switchOff: boolean) =>
    send<void>("POST", "/invitations/decline", { body: { token, switch_off: switchOff }, signingIn: true }),
  consoleSetting: (signal?: Signal) => send<ConsoleSetting>("GET", "/settings/console", { signal }),

  /** Whom a session can be handed on to or shared with (SES-20, SES-21). */
  earlierSessions: (id: string, query: { before?: string; limit?: number }, signal?: Signal) =>
    send<EarlierSessions>("GET", `/sessions/${part(id)}/earlier`, { query, signal }),
  /** Sessions that one may read about (REC-1), the newest first. */
  sessionReports: (query: ReportQuery, signal?: Signal) =>
    send<ReportList>("GET", "/session-reports", { query: { ...query }, signal }),
  sessionReport: (id: string, signal?: Signal) => send<Report>("GET", `/session-reports/${part(id)}`, { signal }),
  /** The log from after an entry's number on. */
  sessionReportEvents: (id: string, query: { after: number; limit: number }, signal?: Signal) =>
    send<ReportEvents>("GET", `/session-reports/${part(id)}/events`, { query, signal }),
  /** What a shell showed, as plain text; of a longer one the beginning. */
  shellTranscript: (id: string, shell: string, most: number, signal?: Signal) =>
    readText(shellPath(id, shell, "transcript"), most, signal),
  representatives: (signal?: Signal) => send<Representatives>("GET", "/representatives", { signal }),
  jumpLocations: (signal?: Signal) => send<JumpLocations>("GET", "/jump-locations", { signal }),
  jumpItems: (query: JumpItemQuery, signal?: Signal) =>
    send<JumpItemPage>("GET", "/jump-items", { query: { ...query }, signal }),
  /** Those that fit criteria, by the names that links use (ACC-9). */
  findItems: (criteria: Readonly<Record<string, string>>, signal?: Signal) =>
    send<{ items: JumpItem[]; more: boolean }>("GET", "/jump-items/find", { query: criteria, signal }),
  frequentItems: (signal?: Signal) => send<{ items: JumpItem[] }>("GET", "/jump-items/frequent", { signal }),
  jumpItem: (id: string, signal?: Signal) => send<JumpItemDetails>("GET", `/jump-items/${part(id)}`, { signal }),
  changeJumpItem: (thing: Read, change: JumpItemChange) =>
    send<JumpItemDetails>("PATCH", `/jump-items/${part(thing.id)}`, { body: change, seen: thing.etag }),
  /** The same for up to 100 items; what could not be done with one is in its outcome. */
  batchItems: (ids: readonly string[], task: ItemTask) =>
    send<{ outcomes: BatchOutcome[] }>("POST", "/jump-items/batch", { body: { ids, task } }),
  removeJumpItem: (id: string) => send<void>("DELETE", `/jump-items/${part(id)}`),

  jumpGroups: (signal?: Signal) => send<{ groups: JumpGroup[] }>("GET", "/jump-groups", { signal }),
  addJumpGroup: (group: JumpGroupInput) => send<JumpGroup>("POST", "/jump-groups", { body: group }),
  changeJumpGroup: (thing: Read, change: Partial<JumpGroupInput>) =>
    send<JumpGroup>("PATCH", `/jump-groups/${part(thing.id)}`, { body: change, seen: thing.etag }),
  removeJumpGroup: (thing: Read) => send<void>("DELETE", `/jump-groups/${part(thing.id)}`, { seen: thing.etag }),

  installers: (signal?: Signal) => send<{ installers: JumpInstaller[] }>("GET", "/jump-installers", { signal }),
  addInstaller: (installer: JumpInstallerInput) =>
    send<NewJumpInstaller>("POST", "/jump-installers", { body: installer }),
  removeInstaller: (id: string) => send<void>("DELETE", `/jump-installers/${part(id)}`),

  users: (query: UserQuery = {}, signal?: Signal) =>
    send<{ users: User[]; total: number }>("GET", "/users", { query: { ...query }, signal }),
  user: (id: string, signal?: Signal) => send<UserDetails>("GET", `/users/${part(id)}`, { signal }),
  addUser: (user: NewUser) => send<User>("POST", "/users", { body: user }),
  /** The same for up to 100 users; what could not be done with one is in its outcome. */
  batchUsers: (ids: readonly string[], task: UserTask) =>
    send<{ outcomes: BatchOutcome[] }>("POST", "/users/batch", { body: { ids, task } }),
  /** How much belongs to up to 100 users together, and goes with them. */
  belongings: (ids: readonly string[], signal?: Signal) =>
    send<Belongings>("GET", "/users/belongings", { query: { ids: ids.join(",") }, signal }),
  /** `personalItems`: `removed`, or the id of the Jump Group that they go to. */
  removeUser: (thing: Read, personalItems?: string) =>
    send<void>("DELETE", `/users/${part(thing.id)}`, { seen: thing.etag, query: { personal_items: personalItems } }),
  changeUser: (thing: Read, change: UserChange) =>
    send<User>("PATCH", `/users/${part(thing.id)}`, { body: change, seen: thing.etag }),
  removeUserFactors: (id: string) => send<void>("DELETE", `/users/${part(id)}/second-factors`),
  setPassword: (id: string, password: string, mustChange: boolean) =>
    send<void>("POST", `/users/${part(id)}/password`, { body: { password, must_change_password: mustChange } }),

  permissionCatalogue: (signal?: Signal) => send<PermissionCatalogue>("GET", "/permission-catalogue", { signal }),
  groupPolicies: (signal?: Signal) => send<{ policies: GroupPolicy[] }>("GET", "/group-policies", { signal }),
  addGroupPolicy: (policy: GroupPolicyInput) => send<GroupPolicy>("POST", "/group-policies", { body: policy }),
  changeGroupPolicy: (thing: Read, change: GroupPolicyChange) =>
    send<GroupPolicy>("PATCH", `/group-policies/${part(thing.id)}`, { body: change, seen: thing.etag }),
  removeGroupPolicy: (thing: Read) => send<void>("DELETE", `/group-policies/${part(thing.id)}`, { seen: thing.etag }),
  orderGroupPolicies: (ids: readonly string[]) =>
    send<{ policies: GroupPolicy[] }>("POST", "/group-policies/order", { body: { ids } }),
  sessionPolicies: (signal?: Signal) => send<{ policies: SessionPolicy[] }>("GET", "/session-policies", { signal }),
  addSessionPolicy: (policy: SessionPolicyInput) => send<SessionPolicy>("POST", "/session-policies", { body: policy }),
  changeSessionPolicy: (thing: Read, change: SessionPolicyChange) =>
    send<SessionPolicy>("PATCH", `/session-policies/${part(thing.id)}`, { body: change, seen: thing.etag }),
  removeSessionPolicy: (thing: Read) =>
    send<void>("DELETE", `/session-policies/${part(thing.id)}`, { seen: thing.etag }),
  sessionPermissions: (signal?: Signal) => send<SessionPermissions>("GET", "/settings/session-permissions", { signal }),
  changeSessionPermissions: (permissions: SessionPermissions["permissions"]) =>
    send<SessionPermissions>("PATCH", "/settings/session-permissions", { body: { permissions } }),
  roles: (signal?: Signal) => send<{ roles: JumpItemRole[] }>("GET", "/jump-item-roles", { signal }),
  addRole: (role: JumpItemRoleInput) => send<JumpItemRole>("POST", "/jump-item-roles", { body: role }),
  changeRole: (thing: Read, change: JumpItemRoleChange) =>
    send<JumpItemRole>("PATCH", `/jump-item-roles/${part(thing.id)}`, { body: change, seen: thing.etag }),
  removeRole: (thing: Read) => send<void>("DELETE", `/jump-item-roles/${part(thing.id)}`, { seen: thing.etag }),
  teams: (signal?: Signal) => send<{ teams: Team[] }>("GET", "/teams", { signal }),
  addTeam: (team: TeamInput) => send<Team>("POST", "/teams", { body: team }),
  changeTeam: (thing: Read, change: TeamChange) =>
    send<Team>("PATCH", `/teams/${part(thing.id)}`, { body: change, seen: thing.etag }),
  removeTeam: (thing: Read) => send<void>("DELETE", `/teams/${part(thing.id)}`, { seen: thing.etag }),
  issues: (signal?: Signal) => send<{ issues: Issue[] }>("GET", "/issues", { signal }),
  addIssue: (issue: IssueInput) => send<Issue>("POST", "/issues", { body: issue }),
  changeIssue: (thing: Read, change: IssueChange) =>
    send<Issue>("PATCH", `/issues/${part(thing.id)}`, { body: change, seen: thing.etag }),
  cannedMessages: (signal?: Signal) =>
    send<{ canned_messages: CannedMessage[] }>("GET", "/canned-messages", { signal }),
  addCannedMessage: (message: CannedMessageInput) => send<CannedMessage>("POST", "/canned-messages", { body: message }),
  changeCannedMessage: (thing: Read, change: CannedMessageChange) =>
    send<CannedMessage>("PATCH", `/canned-messages/${part(thing.id)}`, { body: change, seen: thing.etag }),
  removeCannedMessage: (thing: Read) =>
    send<void>("DELETE", `/canned-messages/${part(thing.id)}`, { seen: thing.etag }),
  scripts: (signal?: Signal) => send<{ scripts: Script[] }>("GET", "/scripts", { signal }),
  script: (id: string, signal?: Signal) => send<Script>("GET", `/scripts/${part(id)}`, { signal }),
  addScript: (script: ScriptInput) => send<Script>("POST", "/scripts", { body: script }),
  changeScript: (thing: Read, change: ScriptChange) =>
    send<Script>("PATCH", `/scripts/${part(thing.id)}`, { body: change, seen: thing.etag }),
  removeScript: (thing: Read) => send<void>("DELETE", `/scripts/${part(thing.id)}`, { seen: thing.etag }),
  /** The bytes of a file that goes along with a script. */
  scriptFile: (script: string, file: string) => readBlob(`/scripts/${part(script)}/resources/${part(file)}`),
  /** Says whether a file of a script may be run as a program. */
  changeScriptFile: (script: Read, file: string, executable: boolean) =>
    send<Script>("PATCH", `/scripts/${part(script.id)}/resources/${part(file)}`, {
      body: { executable },
      seen: script.etag,
    }),
  removeScriptFile: (script: Read, file: string) =>
    send<void>("DELETE", `/scripts/${part(script.id)}/resources/${part(file)}`, { seen: script.etag }),
  /** Scripts that a representative may have run. */
  ownScripts: (signal?: Signal) => send<{ scripts: OwnScript[] }>("GET", "/me/scripts", { signal }),
  chatSetup: (signal?: Signal) => send<ChatSetup>("GET", "/settings/chat", { signal }),
  changeChat: (change: ChatChange) => send<ChatSetup>("PATCH", "/settings/chat", { body: change }),
  /** What a representative needs for the chat. */
  ownChat: (signal?: Signal) => send<OwnChat>("GET", "/me/chat", { signal }),
  removeIssue: (thing: Read) => send<void>("DELETE", `/issues/${part(thing.id)}`, { seen: thing.etag }),
  skills: (signal?: Signal) => send<{ skills: Skill[] }>("GET", "/skills", { signal }),
  addSkill: (skill: SkillInput) => send<Skill>("POST", "/skills", { body: skill }),
  changeSkill: (thing: Read, change: SkillChange) =>
    send<Skill>("PATCH", `/skills/${part(thing.id)}`, { body: change, seen: thing.etag }),
  removeSkill: (thing: Read) => send<void>("DELETE", `/skills/${part(thing.id)}`, { seen: thing.etag }),
  customFields: (signal?: Signal) => send<{ fields: CustomField[] }>("GET", "/custom-fields", { signal }),
  addCustomField: (field: CustomFieldInput) => send<CustomField>("POST", "/custom-fields", { body: field }),
  changeCustomField: (thing: Read, change: CustomFieldChange) =>
    send<CustomField>("PATCH", `/custom-fields/${part(thing.id)}`, { body: change, seen: thing.etag }),
  removeCustomField: (thing: Read) => send<void>("DELETE", `/custom-fields/${part(thing.id)}`, { seen: thing.etag }),
  surveys: (signal?: Signal) => send<{ surveys: Survey[] }>("GET", "/surveys", { signal }),
  addSurvey: (survey: SurveyInput) => send<Survey>("POST", "/surveys", { body: survey }),
  changeSurvey: (thing: Read, change: SurveyInput) =>
    send<Survey>("PATCH", `/surveys/${part(thing.id)}`, { body: change, seen: thing.etag }),
  removeSurvey: (thing: Read) => send<void>("DELETE", `/surveys/${part(thing.id)}`, { seen: thing.etag }),
  surveyAnswers: (query: { survey?: string; session?: string; before?: number; limit?: number }, signal?: Signal) =>
    send<SurveyAnswersPage>("GET", "/survey-answers", { query, signal }),
  /** What one is asked about a session that one was in (SUP-80); no questions: nothing. */
  ownSurvey: (session: string, signal?: Signal) =>
    send<OwnSurvey>("GET", `/me/sessions/${part(session)}/survey`, { signal }),
  answerOwnSurvey: (session: string, version: string, answers: readonly (readonly string[])[]) =>
    send<void>("POST", `/me/sessions/${part(session)}/survey`, { body: { version, answers } }),
  publicSites: (signal?: Signal) => send<{ sites: PublicSite[] }>("GET", "/public-sites", { signal }),
  addPublicSite: (site: PublicSiteInput) => send<PublicSite>("POST", "/public-sites", { body: site }),
  changePublicSite: (thing: Read, change: PublicSiteInput) =>
    send<PublicSite>("PATCH", `/public-sites/${part(thing.id)}`, { body: change, seen: thing.etag }),
  removePublicSite: (thing: Read) => send<void>("DELETE", `/public-sites/${part(thing.id)}`, { seen: thing.etag }),
  /** Where the browser finds a site's logo. */
  publicSiteLogo: (site: Pick<PublicSite, "id" | "logo">) =>
    addressOf(`/public-sites/${part(site.id)}/logo`, { v: site.logo?.slice(0, 16) }),
  setPublicSiteLogo: (id: string, picture: Blob) =>
    send<PublicSite>("POST", `/public-sites/${part(id)}/logo`, { picture }),
  removePublicSiteLogo: (thing: Read) =>
    send<void>("DELETE", `/public-sites/${part(thing.id)}/logo`, { seen: thing.etag }),
  /** Support Buttons that are on desktops (SUP-50). */
  supportButtons: (signal?: Signal) => send<{ buttons: SupportButton[] }>("GET", "/support-buttons", { signal }),
  withdrawSupportButton: (id: string) => send<void>("DELETE", `/support-buttons/${part(id)}`),
  /** What a representative can deploy one with. */
  supportButtonChoices: (signal?: Signal) => send<SupportButtonChoices>("GET", "/support-buttons/choices", { signal }),
  supportButtonProfiles: (signal?: Signal) =>
    send<{ profiles: SupportButtonProfile[] }>("GET", "/support-button-profiles", { signal }),
  addSupportButtonProfile: (profile: SupportButtonProfileInput) =>
    send<SupportButtonProfile>("POST", "/support-button-profiles", { body: profile }),
  changeSupportButtonProfile: (thing: Read, change: SupportButtonProfileChange) =>
    send<SupportButtonProfile>("PATCH", `/support-button-profiles/${part(thing.id)}`, {
      body: change,
      seen: thing.etag,
    }),
  removeSupportButtonProfile: (thing: Read) =>
    send<void>("DELETE", `/support-button-profiles/${part(thing.id)}`, { seen: thing.etag }),
  /** Where the browser finds the picture of a profile's buttons, its own or the built-in one. */
  supportButtonIcon: (thing: Read) =>
    addressOf(`/support-button-profiles/${part(thing.id)}/icon`, { v: thing.etag ?? undefined }),
  setSupportButtonIcon: (thing: Read, picture: Blob) =>
    send<unknown>("POST", `/support-button-profiles/${part(thing.id)}/icon`, { picture, seen: thing.etag }),
  removeSupportButtonIcon: (thing: Read) =>
    send<unknown>("DELETE", `/support-button-profiles/${part(thing.id)}/icon`, { seen: thing.etag }),
  supportButtonInstallers: (signal?: Signal) =>
    send<{ installers: SupportButtonInstaller[] }>("GET", "/support-button-installers", { signal }),
  addSupportButtonInstaller: (installer: SupportButtonInstallerInput) =>
    send<NewSupportButtonInstaller>("POST", "/support-button-installers", { body: installer }),
  removeSupportButtonInstaller: (id: string) => send<void>("DELETE", `/support-button-installers/${part(id)}`),
  /** Custom fields that a session can be started with (ACC-9). */
  sessionFields: (signal?: Signal) => send<{ fields: SessionField[] }>("GET", "/session-fields", { signal }),
  /** One's own session keys that nobody has used yet (SUP-11). */
  sessionKeys: (signal?: Signal) => send<SessionKeys>("GET", "/session-keys", { signal }),
  addSessionKey: (key: SessionKeyInput) => send<SessionKey>("POST", "/session-keys", { body: key }),
  withdrawSessionKey: (id: string) => send<void>("DELETE", `/session-keys/${part(id)}`),
  /** Sends the invitation by the site's mail. */
  mailSessionKey: (id: string, to: string, language?: InvitationLanguage) =>
    send<void>("POST", `/session-keys/${part(id)}/mail`, { body: { to, ...(language ? { language } : {}) } }),
  /** The same for a program of one's own. */
  sessionKeyInvitation: (id: string, language: InvitationLanguage | undefined, signal?: Signal) =>
    send<SessionKeyInvitation>("GET", `/session-keys/${part(id)}/invitation`, {
      query: language ? { language } : {},
      signal,
    }),
  simulate: (
    query: { user: string; item?: string; site?: string; attended?: boolean; address?: string; at?: number },
    signal?: Signal,
  ) => send<Simulation>("GET", "/simulator", { query, signal }),
  myPermissions: (item: string, signal?: Signal) =>
    send<Simulation>("GET", "/me/permissions", { query: { item }, signal }),

  status: (signal?: Signal) => send<Status>("GET", "/status", { signal }),
  signOutLogin: (loginId: string) => send<void>("POST", `/status/signed-in/${part(loginId)}/sign-out`, { body: {} }),
  /** Running sessions, the newest first; `before` is the id of the last one that was read. */
  runningSessions: (query: { before?: string; limit?: number }, signal?: Signal) =>
    send<RunningSessions>("GET", "/sessions", { query, signal }),
  endSession: (id: string) => send<void>("POST", `/sessions/${part(id)}/end`, { body: {} }),
  apiAccounts: (signal?: Signal) => send<ApiAccounts>("GET", "/api-accounts", { signal }),
  addApiAccount: (account: ApiAccountInput) => send<MadeApiAccount>("POST", "/api-accounts", { body: account }),
  changeApiAccount: (thing: Read, change: ApiAccountChange) =>
    send<ApiAccount>("PATCH", `/api-accounts/${part(thing.id)}`, { body: change, seen: thing.etag }),
  renewApiSecret: (id: string) => send<MadeApiAccount>("POST", `/api-accounts/${part(id)}/secret`, { body: {} }),
  removeApiAccount: (thing: Read) => send<void>("DELETE", `/api-accounts/${part(thing.id)}`, { seen: thing.etag }),

  securityProviders: (signal?: Signal) => send<SecurityProviders>("GET", "/security-providers", { signal }),
  addSecurityProvider: (provider: SecurityProviderInput) =>
    send<SecurityProvider>("POST", "/security-providers", { body: provider }),
  changeSecurityProvider: (thing: Read, change: SecurityProviderChange) =>
    send<SecurityProvider>("PATCH", `/security-providers/${part(thing.id)}`, { body: change, seen: thing.etag }),
  removeSecurityProvider: (thing: Read) =>
    send<void>("DELETE", `/security-providers/${part(thing.id)}`, { seen: thing.etag }),
  orderSecurityProviders: (ids: readonly string[]) =>
    send<SecurityProviders>("POST", "/security-providers/order", { body: { ids } }),
  testSecurityProvider: (id: string, username: string) =>
    send<ProviderTest>("POST", `/security-providers/${part(id)}/test`, { body: { username } }),

  /** Changes, the newest first; `before` is the number of the last one that was read. */
  record: (query: RecordQuery & { before?: number }, signal?: Signal) =>
    send<RecordPage>("GET", "/record", { query: { ...query }, signal }),
  checkRecord: (signal?: Signal) => send<RecordChecked>("GET", "/record/check", { signal }),
  securitySettings: (signal?: Signal) => send<SecuritySettings>("GET", "/settings/security", { signal }),
  changeSecuritySettings: (change: Partial<SecuritySettings>) =>
    send<SecuritySettings>("PATCH", "/settings/security", { body: change }),
  routing: (signal?: Signal) => send<RoutingSettings>("GET", "/settings/routing", { signal }),
  changeRouting: (read: Pick<Read, "etag">, change: RoutingPatch) =>
    send<RoutingSettings>("PATCH", "/settings/routing", { body: change, seen: read.etag }),
  mailSetup: (signal?: Signal) => send<MailSetup>("GET", "/settings/mail", { signal }),
  changeMail: (read: Pick<Read, "etag">, change: MailPatch) =>
    send<MailSetup>("PATCH", "/settings/mail", { body: change, seen: read.etag }),
  removeMail: (read: Pick<Read, "etag">) => send<void>("DELETE", "/settings/mail", { seen: read.etag }),
  translationSetup: (signal?: Signal) => send<TranslationSetup>("GET", "/settings/translation", { signal }),
  changeTranslation: (read: Pick<Read, "etag">, change: TranslationPatch) =>
    send<TranslationSetup>("PATCH", "/settings/translation", { body: change, seen: read.etag }),
  removeTranslation: (read: Pick<Read, "etag">) => send<void>("DELETE", "/settings/translation", { seen: read.etag }),
  testMail: (to: string) => send<MailTestResult>("POST", "/settings/mail/test", { body: { to } }),
} as const;
