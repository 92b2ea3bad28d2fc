// What the REST interface sends and takes, by the names that the pages use. The shapes are made from openapi/appliance.json; times are Unix milliseconds, ids are UUIDs.
//
// Everything that describes an endpoint or a person is text from elsewhere: it is shown as text, never as markup.

import type { components, operations } from "./generated/openapi";

type Schemas = components["schemas"];

export type Me = Schemas["Me"];
export type OpenSessionSummary = Schemas["MySession"];
export type Ticket = Schemas["Ticket"];
export type ConsoleSetting = Schemas["ConsoleState"];

export type Availability = Schemas["ItemAvailability"];
export type Location = Schemas["ChosenLocation"];
export type JumpItem = Schemas["JumpItem"];
export type JumpItemPage = Schemas["JumpItemPage"];
export type JumpLocations = Schemas["JumpLocations"];
export type JumpItemChange = Schemas["JumpItemChange"];

export interface Volume {
  mount_point: string;
  total_bytes: number;
  free_bytes: number;
}

/** What an agent reports while somebody looks; it comes over the live link. */
export interface ItemStatistics {
  cpu_permille: number;
  memory_used_bytes: number;
  volumes: Volume[];
  console_user?: string;
}

export type JumpItemDetails = Schemas["JumpItemDetails"] & { statistics?: ItemStatistics | null };

export type ItemSort = "name" | "method" | "group" | "status" | "last_accessed";
export type Order = "asc" | "desc";

export interface JumpItemQuery {
  location: string;
  search?: string;
  status?: "online" | "offline" | "uninstalled";
  sort?: ItemSort;
  order?: Order;
  page?: number;
  limit?: number;
}

export type UserTask = Schemas["UserBatchTask"];
export type ItemTask = Schemas["ItemBatchTask"];
export type BatchOutcome = Schemas["BatchOutcome"];
export type Belongings = Schemas["Belongings"];

export type JumpGroup = Schemas["JumpGroup"];
export type GroupMember = Schemas["GroupMember"];
export interface JumpGroupInput {
  name: string;
  comments: string;
  members: GroupMember[];
}
export type JumpInstaller = Schemas["JumpInstaller"];
export type JumpInstallerInput = Schemas["NewJumpInstaller"];
/** The only answer that ever holds the token. */
export type NewJumpInstaller = Schemas["MadeJumpInstaller"];

export type User = Schemas["User"];
export type UserDetails = Schemas["UserDetails"];
export type NewUser = Schemas["NewUser"];
export interface UserQuery {
  readonly search?: string;
  readonly page?: number;
  readonly limit?: number;
  readonly state?: "active" | "closed" | "locked";
  readonly administrator?: boolean;
  readonly sort?: "username" | "name" | "last_login";
  readonly order?: "asc" | "desc";
}
export type UserChange = Schemas["UserChange"];
export type GroupAssignment = Schemas["GroupAssignment"];

export type OwnLogin = Schemas["OwnLogin"];
export type SignInAnswer = Schemas["SignInAnswer"];
export type SecondFactorWanted = Schemas["SecondFactorWanted"];
export type AgainWanted = Schemas["AgainWanted"];
/** One way to prove an account's factor, or where there is none, its password. */
export type FactorProof =
  | { readonly code: string }
  | { readonly recovery_code: string }
  | { readonly passkey: object }
  | { readonly password: string };
export type SecondFactor = Schemas["SecondFactor"];
export type SecondFactors = Schemas["SecondFactors"];
export type TotpSecret = Schemas["TotpSecret"];

export type SignInLimits = Schemas["SignInLimits"];
export type WeekWindow = Schemas["WeekWindow"];

export type SettingValue = Schemas["SettingValue"];
export type CommandRuleValue = Schemas["CommandRuleValue"];
export type PolicySetting = Schemas["PolicySetting"];
export type CatalogueEntry = Schemas["CatalogueEntry"];
export type PermissionCatalogue = Schemas["PermissionCatalogue"];
export type RightName = Schemas["RightName"];
export type GroupPolicy = Schemas["GroupPolicy"];
export type GroupPolicyInput = Schemas["NewGroupPolicyBody"];
export type GroupPolicyChange = Schemas["GroupPolicyChange"];
export type SessionPolicy = Schemas["SessionPolicy"];
export type SessionPolicyInput = Schemas["NewSessionPolicyBody"];
export type SessionPolicyChange = Schemas["SessionPolicyChange"];
export type SessionPermissions = Schemas["SessionPermissions"];
export type JumpItemRole = Schemas["JumpItemRole"];
export type JumpItemRoleInput = Schemas["NewJumpItemRole"];
export type JumpItemRoleChange = Schemas["JumpItemRoleChange"];
export type RepresentativeThere = Schemas["RepresentativeThere"];
export type Team = Schemas["Team"];
export type TeamInput = Schemas["NewTeam"];
export type TeamChange = Schemas["TeamPatch"];
export type Skill = Schemas["Skill"];
export type SkillInput = Schemas["NewSkill"];
export type SkillChange = Schemas["SkillPatch"];
export type Issue = Schemas["Issue"];
export type IssueInput = Schemas["NewIssue"];
export type IssueChange = Schemas["IssuePatch"];
export type CannedMessage = Schemas["CannedMessage"];
export type CannedMessageInput = Schemas["NewCannedMessage"];
export type CannedMessageChange = Schemas["CannedMessagePatch"];
export type Script = Schemas["Script"];
export type ScriptInput = Schemas["NewScript"];
export type ScriptChange = Schemas["ScriptPatch"];
export type ScriptField = Schemas["ScriptField"];
export type ScriptInterpreter = Schemas["ScriptInterpreter"];
export type ScriptRunsAs = Schemas["ScriptRunsAs"];
/** A file that goes along with a script. */
export type ScriptFile = Schemas["ScriptFile"];
/** A script that the caller may have run. */
export type OwnScript = Schemas["OwnScript"];
export type ChatSetup = Schemas["ChatSetup"];
export type ChatChange = Schemas["ChatPatch"];
export type OwnChat = Schemas["OwnChat"];
export type SentAttachment = Schemas["SentAttachment"];
export type CustomField = Schemas["CustomField"];
export type CustomFieldInput = Schemas["NewCustomField"];
export type CustomFieldChange = Schemas["CustomFieldPatch"];
/** A custom field, as whoever starts sessions knows it. */
export type SessionField = Schemas["SessionField"];
export type Survey = Schemas["Survey"];
export type SurveyInput = Schemas["SurveyPatch"];
export type SurveyQuestion = Schemas["SurveyQuestion"];
/** What somebody answered at the end of a session. */
export type SurveyAnswers = Schemas["SurveyAnswers"];
export type SurveyAnswersPage = Schemas["AnswersPage"];
/** What one is asked about a session that one was in. */
export type OwnSurvey = Schemas["OwnSurvey"];
export type PublicSite = Schemas["PublicSite"];
export type PublicSiteInput = Schemas["PublicSitePatch"];
export type SupportButton = Schemas["SupportButton"];
export type SupportButtonProfile = Schemas["SupportButtonProfile"];
export type SupportButtonProfileInput = Schemas["NewSupportButtonProfile"];
export type SupportButtonProfileChange = Schemas["SupportButtonProfilePatch"];
export type SupportButtonInstaller = Schemas["SupportButtonInstaller"];
export type SupportButtonInstallerInput = Schemas["NewSupportButtonInstaller"];
/** The only answer that ever holds the command. */
export type NewSupportButtonInstaller = Schemas["MadeSupportButtonInstaller"];
/** What a representative can deploy a Support Button with. */
export type SupportButtonChoices = Schemas["SupportButtonChoices"];
/** A queue that sessions are sent to. */
export type QueueTarget = SupportButton["queue"];
export type SiteExplanation = Schemas["SiteExplanation"];
export type Rank = Schemas["Rank"];
export type Simulation = Schemas["Simulation"];
export type SettingAnswer = Schemas["SettingAnswer"];
export type PermissionAnswer = Schemas["PermissionAnswer"];
export type ItemExplanation = Schemas["ItemExplanation"];
export type SignInSimulation = Schemas["SignInSimulation"];

export type SignedIn = Schemas["SignedInUser"];
export type HealthLine = Schemas["HealthOf"];
export type Status = Schemas["Status"];
/** A session, as those see it who look after the site. */
export type RunningSession = Schemas["Session"];
export type RunningSessions = Schemas["Sessions"];
export type ApiAccount = Schemas["ApiAccount"];
export type ApiAccounts = Schemas["ApiAccounts"];
export type ApiAccountInput = Schemas["NewApiAccount"];
export type ApiAccountChange = Schemas["ApiAccountPatch"];
/** The only answer that ever holds the secret. */
export type MadeApiAccount = Schemas["MadeApiAccount"];
export type SignInProvider = Schemas["SignInProvider"];
export type VisitEnded = Schemas["VisitEnded"];
export type SecurityProvider = Schemas["SecurityProvider"];
export type SecurityProviders = Schemas["SecurityProviders"];
export type SecurityProviderInput = Schemas["NewSecurityProvider"];
export type SecurityProviderChange = Schemas["SecurityProviderPatch"];
export type ProviderTest = Schemas["ProviderTestResult"];
export type RecordEntry = Schemas["RecordEntry"];
export type RecordPage = Schemas["RecordPage"];
export type RecordChecked = Schemas["RecordChecked"];
export interface RecordQuery {
  readonly kind?: string;
  readonly id?: string;
  readonly author?: string;
  readonly search?: string;
  readonly from?: number;
  readonly to?: number;
  readonly limit?: number;
}
export type SecuritySettings = Schemas["SecuritySettings"];
/** How the site sends mail; the password is never in it. */
export type QueueRules = Schemas["QueueRulesBody"];
export type RoutingSettings = Schemas["RoutingSettings"];
export type RoutingPatch = Schemas["RoutingPatch"];
export type MailSetup = Schemas["MailSetup"];
export type MailPatch = Schemas["MailPatch"];
export type MailTestResult = Schemas["MailTestResult"];
/** How the chat is translated; the key is never in it. */
export type TranslationSetup = Schemas["TranslationSetup"];
export type TranslationPatch = Schemas["TranslationPatch"];
/** What a link that resets a password is for. */
export type ResetFacts = Schemas["ResetFacts"];
/** One that nobody has used yet, as its maker sees it (SUP-10, SUP-11). */
export type SessionKey = Schemas["OpenSessionKey"];
/** The open ones, and what new ones may be like. */
export type SessionKeys = Schemas["SessionKeys"];
export type SessionKeyInvitation = Schemas["SessionKeyInvitation"];
export type InvitationLanguage = Schemas["PortalLanguage"];
export type SessionKeyInput = Schemas["NewSessionKey"];
/** Sessions before one that the caller is in (SES-40). */
export type EarlierSession = Schemas["EarlierSession"];
export type EarlierSessions = Schemas["EarlierSessions"];
/** Teams with those of them who are signed in, and whether sessions may be handed on or shared. */
export type Representatives = Schemas["Representatives"];
export type TeamThere = Schemas["TeamThere"];
/** What the link of somebody without an account is for. */
export type ExternalLinkFacts = Schemas["ExternalLinkFacts"];
export type ExternalChat = Schemas["ExternalChat"];
export type ExternalGuest = Schemas["ExternalGuest"];
export type ExternalTicket = Schemas["ExternalTicket"];
/** What an invitation that came by mail is for. */
export type AwayFacts = Schemas["AwayFacts"];

/** One session in the list of reports (REC-1). */
export type ReportRow = Schemas["SessionReportLine"];
export type ReportList = Schemas["SessionReports"];
type ReportParameters = NonNullable<operations["listSessionReports"]["parameters"]["query"]>;
export type ReportQuery = { readonly [Name in keyof ReportParameters]?: NonNullable<ReportParameters[Name]> };
export type Report = Schemas["SessionReport"];
export type ReportStay = Schemas["ReportParticipant"];
export type ReportShell = Schemas["ReportedShell"];
export type ReportEvents = Schemas["ReportEvents"];
