//! The table of everything that answers on the web: each REST operation, each page, each link, and who may use it (QLT-8).
//!
//! An operation is a type; `api` can only add a route for one, and its handler must take the proof of the operation's action.

use crate::{Action, Who, action};

/// How a route is asked.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Verb {
    /// Reads; changes nothing.
    Get,
    /// Makes or does something.
    Post,
    /// Changes something.
    Patch,
    /// Removes something.
    Delete,
}

impl Verb {
    /// As HTTP spells it.
    pub const fn name(self) -> &'static str {
        match self {
            Verb::Get => "GET",
            Verb::Post => "POST",
            Verb::Patch => "PATCH",
            Verb::Delete => "DELETE",
        }
    }
}

/// One line of the table.
#[derive(Debug)]
pub struct Row {
    /// Name of the operation.
    pub id: &'static str,
    /// How it is asked.
    pub verb: Verb,
    /// Where, below /api/v1 for operations.
    pub path: &'static str,
    /// The action that it needs.
    pub action: &'static str,
    /// Who may use it.
    pub who: Who,
}

/// A REST operation.
pub trait Operation: Send + Sync + 'static {
    /// Its line in the table.
    const ROW: Row;
    /// What it does.
    type Action: Action;
}

macro_rules! operations {
    ($($name:ident: $verb:ident $path:literal => $action:ident;)*) => {
        $(
            #[doc = concat!("`", stringify!($verb), " ", $path, "`")]
            #[derive(Debug)]
            pub enum $name {}
            impl Operation for $name {
                const ROW: Row = Row {
                    id: stringify!($name),
                    verb: Verb::$verb,
                    path: $path,
                    action: <action::$action as Action>::NAME,
                    who: <action::$action as Action>::WHO,
                };
                type Action = action::$action;
            }
        )*
        /// All REST operations.
        pub const OPERATIONS: &[Row] = &[$($name::ROW),*];
    };
}

operations! {
    Document: Get "/openapi.json" => Open;
    SignIn: Post "/login" => Open;
    ConsoleState: Get "/settings/console" => Open;
    ProveFactor: Post "/login/factor" => Open;
    AskPasskey: Post "/login/passkey" => Open;
    ListSignInProviders: Get "/login/providers" => Open;
    BeginVisit: Post "/login/providers/{id}" => Open;
    FinishVisit: Post "/login/visit" => Open;
    AskReset: Post "/login/reset" => Open;
    ViewReset: Post "/login/reset/link" => Open;
    FinishReset: Post "/login/reset/password" => Open;
    ViewExternalLink: Post "/external/link" => Open;
    FollowExternalLink: Post "/external/session" => Open;
    MakeExternalTicket: Post "/external/ticket" => Open;
    SendExternalAttachment: Post "/external/attachments" => ConverseAsExternal;
    FetchExternalAttachment: Get "/external/attachments/{id}" => ConverseAsExternal;
    ViewExternalChat: Get "/external/chat" => ConverseAsExternal;
    ViewAwayInvitation: Post "/invitations/link" => Open;
    DeclineAwayInvitation: Post "/invitations/decline" => Open;
    SignOut: Post "/logout" => SignOut;
    ViewMe: Get "/me" => ViewMe;
    EditMe: Patch "/me" => EditMe;
    BeActive: Post "/me/active" => ViewMe;
    ChangeOwnPassword: Post "/me/password" => ChangeOwnPassword;
    ListOwnLogins: Get "/me/logins" => ViewMe;
    EndOwnLogin: Delete "/me/logins/{id}" => EndOwnLogin;
    ListOwnFactors: Get "/me/second-factors" => ViewOwnFactors;
    BeginAgain: Post "/me/again" => ViewOwnFactors;
    ProveAgain: Post "/me/again/proof" => ViewOwnFactors;
    BeginTotp: Post "/me/second-factors/totp" => ManageOwnFactors;
    FinishTotp: Post "/me/second-factors/totp/proof" => ManageOwnFactors;
    BeginPasskey: Post "/me/second-factors/passkey" => ManageOwnFactors;
    FinishPasskey: Post "/me/second-factors/passkey/proof" => ManageOwnFactors;
    RemoveOwnFactor: Delete "/me/second-factors/{id}" => ManageOwnFactors;
    RenewRecoveryCodes: Post "/me/recovery-codes" => ManageOwnFactors;
    MakeTicket: Post "/tickets" => MakeTicket;
    ListSessionKeys: Get "/session-keys" => ManageSessionKeys;
    MakeSessionKey: Post "/session-keys" => ManageSessionKeys;
    WithdrawSessionKey: Delete "/session-keys/{id}" => ManageSessionKeys;
    MailSessionKey: Post "/session-keys/{id}/mail" => ManageSessionKeys;
    ViewSessionKeyInvitation: Get "/session-keys/{id}/invitation" => ManageSessionKeys;
    ViewOwnSurvey: Get "/me/sessions/{id}/survey" => AnswerSurvey;
    AnswerOwnSurvey: Post "/me/sessions/{id}/survey" => AnswerSurvey;
    ListEarlierSessions: Get "/sessions/{id}/earlier" => SeeOwnSession;
    ListRepresentatives: Get "/representatives" => HandOn;
    SendAttachment: Post "/attachments" => Converse;
    FetchAttachment: Get "/attachments/{id}" => Converse;
    ViewOwnChat: Get "/me/chat" => Converse;
    ListOwnScripts: Get "/me/scripts" => SeeOwnScripts;
    ListLocations: Get "/jump-locations" => ListItems;
    ListItems: Get "/jump-items" => ListItems;
    ListFrequent: Get "/jump-items/frequent" => ListItems;
    FindItems: Get "/jump-items/find" => ListItems;
    BatchItems: Post "/jump-items/batch" => BatchItems;
    ViewItem: Get "/jump-items/{id}" => ViewItem;
    EditItem: Patch "/jump-items/{id}" => EditItem;
    RemoveItem: Delete "/jump-items/{id}" => RemoveItem;
    ListGroups: Get "/jump-groups" => ViewGroups;
    CreateGroup: Post "/jump-groups" => ManageGroups;
    ViewGroup: Get "/jump-groups/{id}" => ViewGroups;
    EditGroup: Patch "/jump-groups/{id}" => ManageGroups;
    RemoveGroup: Delete "/jump-groups/{id}" => ManageGroups;
    ListInstallers: Get "/jump-installers" => ManageInstallers;
    CreateInstaller: Post "/jump-installers" => ManageInstallers;
    RemoveInstaller: Delete "/jump-installers/{id}" => ManageInstallers;
    ListUsers: Get "/users" => ViewUsers;
    CreateUser: Post "/users" => CreateUser;
    BatchUsers: Post "/users/batch" => BatchUsers;
    CountBelongings: Get "/users/belongings" => ViewUsers;
    ViewUser: Get "/users/{id}" => ViewUsers;
    EditUser: Patch "/users/{id}" => ManageUser;
    RemoveUser: Delete "/users/{id}" => RemoveUser;
    SetUserPassword: Post "/users/{id}/password" => ManageSignIn;
    RemoveUserFactors: Delete "/users/{id}/second-factors" => ManageSignIn;
    ViewCatalogue: Get "/permission-catalogue" => ViewPolicies;
    ListGroupPolicies: Get "/group-policies" => ViewPolicies;
    CreateGroupPolicy: Post "/group-policies" => ManagePolicies;
    ViewGroupPolicy: Get "/group-policies/{id}" => ViewPolicies;
    EditGroupPolicy: Patch "/group-policies/{id}" => ManagePolicies;
    RemoveGroupPolicy: Delete "/group-policies/{id}" => ManagePolicies;
    OrderGroupPolicies: Post "/group-policies/order" => ManagePolicies;
    ListSessionPolicies: Get "/session-policies" => ViewPolicies;
    CreateSessionPolicy: Post "/session-policies" => ManagePolicies;
    ViewSessionPolicy: Get "/session-policies/{id}" => ViewPolicies;
    EditSessionPolicy: Patch "/session-policies/{id}" => ManagePolicies;
    RemoveSessionPolicy: Delete "/session-policies/{id}" => ManagePolicies;
    ViewEverybody: Get "/settings/session-permissions" => ViewPolicies;
    EditEverybody: Patch "/settings/session-permissions" => ManagePolicies;
    ListRoles: Get "/jump-item-roles" => ViewPolicies;
    CreateRole: Post "/jump-item-roles" => ManagePolicies;
    ViewRole: Get "/jump-item-roles/{id}" => ViewPolicies;
    EditRole: Patch "/jump-item-roles/{id}" => ManagePolicies;
    RemoveRole: Delete "/jump-item-roles/{id}" => ManagePolicies;
    ListTeams: Get "/teams" => ManageConfiguration;
    CreateTeam: Post "/teams" => ManageConfiguration;
    ViewTeam: Get "/teams/{id}" => ManageConfiguration;
    EditTeam: Patch "/teams/{id}" => ManageConfiguration;
    RemoveTeam: Delete "/teams/{id}" => ManageConfiguration;
    ViewRouting: Get "/settings/routing" => ManageConfiguration;
    EditRouting: Patch "/settings/routing" => ManageConfiguration;
    ListIssues: Get "/issues" => ManageConfiguration;
    CreateIssue: Post "/issues" => ManageConfiguration;
    ViewIssue: Get "/issues/{id}" => ManageConfiguration;
    EditIssue: Patch "/issues/{id}" => ManageConfiguration;
    RemoveIssue: Delete "/issues/{id}" => ManageConfiguration;
    ListSkills: Get "/skills" => ViewSkills;
    CreateSkill: Post "/skills" => ManageConfiguration;
    ViewSkill: Get "/skills/{id}" => ViewSkills;
    EditSkill: Patch "/skills/{id}" => ManageConfiguration;
    RemoveSkill: Delete "/skills/{id}" => ManageConfiguration;
    ListCustomFields: Get "/custom-fields" => ManageConfiguration;
    CreateCustomField: Post "/custom-fields" => ManageConfiguration;
    ViewCustomField: Get "/custom-fields/{id}" => ManageConfiguration;
    EditCustomField: Patch "/custom-fields/{id}" => ManageConfiguration;
    RemoveCustomField: Delete "/custom-fields/{id}" => ManageConfiguration;
    ListCannedMessages: Get "/canned-messages" => ManageConfiguration;
    CreateCannedMessage: Post "/canned-messages" => ManageConfiguration;
    ViewCannedMessage: Get "/canned-messages/{id}" => ManageConfiguration;
    EditCannedMessage: Patch "/canned-messages/{id}" => ManageConfiguration;
    RemoveCannedMessage: Delete "/canned-messages/{id}" => ManageConfiguration;
    ListScripts: Get "/scripts" => ManageConfiguration;
    CreateScript: Post "/scripts" => ManageConfiguration;
    ViewScript: Get "/scripts/{id}" => ManageConfiguration;
    EditScript: Patch "/scripts/{id}" => ManageConfiguration;
    RemoveScript: Delete "/scripts/{id}" => ManageConfiguration;
    GiveScriptFile: Post "/scripts/{id}/resources" => ManageConfiguration;
    FetchScriptFile: Get "/scripts/{id}/resources/{resource}" => ManageConfiguration;
    ChangeScriptFile: Patch "/scripts/{id}/resources/{resource}" => ManageConfiguration;
    RemoveScriptFile: Delete "/scripts/{id}/resources/{resource}" => ManageConfiguration;
    ViewChatSettings: Get "/settings/chat" => ManageConfiguration;
    EditChatSettings: Patch "/settings/chat" => ManageConfiguration;
    ListSurveys: Get "/surveys" => ManageConfiguration;
    CreateSurvey: Post "/surveys" => ManageConfiguration;
    ViewSurvey: Get "/surveys/{id}" => ManageConfiguration;
    EditSurvey: Patch "/surveys/{id}" => ManageConfiguration;
    RemoveSurvey: Delete "/surveys/{id}" => ManageConfiguration;
    ListButtonProfiles: Get "/support-button-profiles" => ManageConfiguration;
    CreateButtonProfile: Post "/support-button-profiles" => ManageConfiguration;
    ViewButtonProfile: Get "/support-button-profiles/{id}" => ManageConfiguration;
    EditButtonProfile: Patch "/support-button-profiles/{id}" => ManageConfiguration;
    RemoveButtonProfile: Delete "/support-button-profiles/{id}" => ManageConfiguration;
    ViewButtonIcon: Get "/support-button-profiles/{id}/icon" => Converse;
    SetButtonIcon: Post "/support-button-profiles/{id}/icon" => ManageConfiguration;
    RemoveButtonIcon: Delete "/support-button-profiles/{id}/icon" => ManageConfiguration;
    ListSupportButtons: Get "/support-buttons" => ManageConfiguration;
    ListButtonChoices: Get "/support-buttons/choices" => Converse;
    WithdrawSupportButton: Delete "/support-buttons/{id}" => ManageConfiguration;
    ListButtonInstallers: Get "/support-button-installers" => ManageConfiguration;
    CreateButtonInstaller: Post "/support-button-installers" => ManageConfiguration;
    RemoveButtonInstaller: Delete "/support-button-installers/{id}" => ManageConfiguration;
    ListSurveyAnswers: Get "/survey-answers" => ViewSurveyAnswers;
    ListPublicSites: Get "/public-sites" => ViewSites;
    CreatePublicSite: Post "/public-sites" => ManageConfiguration;
    ViewPublicSite: Get "/public-sites/{id}" => ViewSites;
    EditPublicSite: Patch "/public-sites/{id}" => ManageConfiguration;
    RemovePublicSite: Delete "/public-sites/{id}" => ManageConfiguration;
    ViewPublicSiteLogo: Get "/public-sites/{id}/logo" => ViewSites;
    SetPublicSiteLogo: Post "/public-sites/{id}/logo" => ManageConfiguration;
    RemovePublicSiteLogo: Delete "/public-sites/{id}/logo" => ManageConfiguration;
    ListSessionFields: Get "/session-fields" => ListItems;
    Simulate: Get "/simulator" => ManagePolicies;
    ExplainMe: Get "/me/permissions" => ListItems;
    ViewStatus: Get "/status" => ViewStatus;
    EndLogin: Post "/status/signed-in/{id}/sign-out" => EndLogin;
    ListRunningSessions: Get "/sessions" => ViewSessions;
    ViewRunningSession: Get "/sessions/{id}" => ViewSessions;
    EditSession: Patch "/sessions/{id}" => EditSession;
    EndSession: Post "/sessions/{id}/end" => EndSession;
    ListSessionReports: Get "/session-reports" => ViewReports;
    ViewSessionReport: Get "/session-reports/{id}" => ViewReports;
    ListSessionReportEvents: Get "/session-reports/{id}/events" => ViewReports;
    FetchReportFile: Get "/session-reports/{id}/files/{file}" => ViewReports;
    FetchShellRecording: Get "/session-reports/{id}/shells/{shell}/recording" => ViewRecordings;
    FetchShellTranscript: Get "/session-reports/{id}/shells/{shell}/transcript" => ViewRecordings;
    IssueToken: Post "/oauth/token" => Open;
    ListPrograms: Get "/api-accounts" => ViewPrograms;
    CreateProgram: Post "/api-accounts" => ManagePrograms;
    ViewProgram: Get "/api-accounts/{id}" => ViewPrograms;
    EditProgram: Patch "/api-accounts/{id}" => ManagePrograms;
    RenewProgramSecret: Post "/api-accounts/{id}/secret" => ManagePrograms;
    RemoveProgram: Delete "/api-accounts/{id}" => ManagePrograms;
    ListProviders: Get "/security-providers" => ViewProviders;
    CreateProvider: Post "/security-providers" => ManageProviders;
    ViewProvider: Get "/security-providers/{id}" => ViewProviders;
    EditProvider: Patch "/security-providers/{id}" => ManageProviders;
    RemoveProvider: Delete "/security-providers/{id}" => ManageProviders;
    OrderProviders: Post "/security-providers/order" => ManageProviders;
    TestProvider: Post "/security-providers/{id}/test" => ManageProviders;
    ListRecord: Get "/record" => ViewRecord;
    CheckRecord: Get "/record/check" => ViewRecord;
    ViewSecurity: Get "/settings/security" => ManageSecurity;
    EditSecurity: Patch "/settings/security" => ManageSecurity;
    ViewMail: Get "/settings/mail" => ViewMail;
    EditMail: Patch "/settings/mail" => ManageMail;
    RemoveMail: Delete "/settings/mail" => ManageMail;
    TestMail: Post "/settings/mail/test" => ManageMail;
    ViewTranslation: Get "/settings/translation" => ViewTranslation;
    EditTranslation: Patch "/settings/translation" => ManageTranslation;
    RemoveTranslation: Delete "/settings/translation" => ManageTranslation;
}

/// Something outside the API that answers, and why everybody may ask.
#[derive(Debug)]
pub struct Page {
    /// How it is asked.
    pub verb: Verb,
    /// Where.
    pub path: &'static str,
    /// Why it needs no login.
    pub why: &'static str,
}

macro_rules! pages {
    ($($verb:ident $path:literal: $why:literal;)*) => {
        /// All pages and links. None of them looks at the cookie of a login.
        pub const PAGES: &[Page] = &[$(Page { verb: Verb::$verb, path: $path, why: $why }),*];
    };
}

pages! {
    Get "/": "the public portal (ACC-1)";
    Get "/healthz": "says only that the process answers";
    Get "/readyz": "says only that the store answers";
    Get "/setup/{code}": "needs the one-time code from the server's console; 404 once an administrator exists (ACC-12)";
    Post "/setup/{code}": "as above";
    Get "/signed-out": "confirms a logout to somebody who has no login any more (ACC-4)";
    Get "/i/{token}": "needs an installer's token; the script holds nothing secret besides it (JMP-10)";
    Get "/b/{token}": "needs the token of a Support Button's installer; the script holds nothing secret besides it (SUP-50)";
    Get "/b/{token}/icon": "as above; what the icon shows is on desktops";
    Post "/b/{token}/{file}": "as above; each use makes one button, and how often it can be used is bounded";
    Get "/download/{file}": "the agent's program is the same for everybody";
    Get "/api/client_script": "reads what a link says and leads to the console, which asks who it is (ACC-9)";
    Get "/start": "leads to the portal";
    Post "/start": "needs a session key, which counts once (SUP-2)";
    Get "/ask": "the form for an issue or a rep that a public site shows to everybody (SUP-1)";
    Post "/ask": "begins a session about one of these; how often, and how many wait, is bounded (SUP-32)";
    Get "/support": "leads to the page below";
    Get "/support/": "needs the cookie that a started session gave its customer (SUP-20)";
    Post "/support/ticket": "as above";
    Post "/support/files": "as above";
    Get "/support/files/{id}": "as above; a file of the same session that is not among representatives (SES-30)";
    Post "/support/transcript": "as above, after the session's end (SES-32)";
    Get "/support/survey": "leads to the portal";
    Post "/support/survey": "as above; answers count once (SUP-80)";
    Get "/portal/{file}": "the logo and the colours of a public site, which its page shows to everybody (SUP-1)";
    Get "/assets/{*path}": "style and pictures of the public pages";
    Get "/console": "static files; what they show comes from the API";
    Get "/console/{*path}": "static files; what they show comes from the API";
    Get "/login": "static files; what they show comes from the API";
    Get "/login/{*path}": "static files; what they show comes from the API";
    Get "/link/agent": "the handshake proves the agent's key (JMP-11)";
    Get "/link/console": "the first frame carries a single-use ticket";
}
