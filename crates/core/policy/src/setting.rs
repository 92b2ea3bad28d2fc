//! Everything that an account or a group policy can allow (ADM-6): the catalogue. One line each: its key, its section, what kind of value it has, what holds where nobody says anything, and since when
//! it does something. A setting whose feature does not exist yet has its name and its number here, and is neither shown nor taken.

use std::collections::{BTreeMap, BTreeSet};

use serde::{Deserialize, Serialize};
use thiserror::Error;
use towline_model::{BuiltInRole, CommandRules, JumpItemRoleId, PathList, Permission, PublicSiteId};

/// Where people find a setting.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub enum Section {
    /// What may be done inside a session (SES-4).
    Session,
    /// How the customer is asked for it (SES-5).
    Prompting,
    /// Attended support.
    Support,
    /// Jump Items.
    Jump,
    /// Records and reports.
    Reports,
    /// Credentials.
    Vault,
    /// The administrative interface, area by area.
    Administration,
    /// Signing in.
    SignIn,
}

impl Section {
    /// All of them, in the order in which people read them.
    pub const ALL: [Section; 8] = [
        Section::Session,
        Section::Prompting,
        Section::Support,
        Section::Jump,
        Section::Reports,
        Section::Vault,
        Section::Administration,
        Section::SignIn,
    ];

    /// Its name on the wire.
    pub const fn name(self) -> &'static str {
        match self {
            Section::Session => "session",
            Section::Prompting => "prompting",
            Section::Support => "support",
            Section::Jump => "jump",
            Section::Reports => "reports",
            Section::Vault => "vault",
            Section::Administration => "administration",
            Section::SignIn => "sign_in",
        }
    }
}

/// What a session policy, an account or a group policy says of one thing that may be done inside a session. What says nothing is *not defined*: the next one in line is asked (SES-4).
/// The later ones are the stricter ones.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum Rule {
    /// It may.
    Allow,
    /// After the customer said yes, once for the session (SES-5).
    AskOnce,
    /// After the customer said yes, each time.
    AskEach,
    /// It may not.
    Deny,
}

impl Rule {
    /// All of them.
    pub const ALL: [Rule; 4] = [Rule::Allow, Rule::AskOnce, Rule::AskEach, Rule::Deny];

    /// Its name on the wire and in the store.
    pub const fn name(self) -> &'static str {
        match self {
            Rule::Allow => "allow",
            Rule::AskOnce => "ask_once",
            Rule::AskEach => "ask_each",
            Rule::Deny => "deny",
        }
    }
}

/// How far something reaches.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash, Default, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum Reach {
    /// Nowhere.
    #[default]
    Nothing,
    /// What is the person's own.
    Own,
    /// What is of the person's teams.
    Team,
    /// Everything.
    All,
}

impl Reach {
    /// Its name on the wire and in the store.
    pub const fn name(self) -> &'static str {
        match self {
            Reach::Nothing => "nothing",
            Reach::Own => "own",
            Reach::Team => "team",
            Reach::All => "all",
        }
    }
}

/// Public sites that something may be done at (SUP-13).
#[derive(Debug, Clone, PartialEq, Eq, Hash, Serialize, Deserialize)]
#[serde(untagged)]
pub enum Sites {
    /// At each, and at those that come.
    Every(Every),
    /// At these; at none where there are none.
    Only(BTreeSet<PublicSiteId>),
}

/// Whether files are scanned before they are handed over (FIL-10). The later one is the stricter one.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash, Default, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum FileScan {
    /// They are not.
    #[default]
    Off,
    /// Each, by the endpoint's own command; where there is none, no file goes anywhere.
    Required,
}

impl FileScan {
    /// All of them.
    pub const ALL: [FileScan; 2] = [FileScan::Off, FileScan::Required];

    /// Its name on the wire and in the store.
    pub const fn name(self) -> &'static str {
        match self {
            FileScan::Off => "off",
            FileScan::Required => "required",
        }
    }

    /// The one with this name.
    pub fn named(name: &str) -> Option<FileScan> {
        FileScan::ALL.into_iter().find(|scan| scan.name() == name)
    }
}

/// The word for all of something.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum Every {
    /// All of it.
    Every,
}

impl Sites {
    /// All of them.
    pub const EVERY: Sites = Sites::Every(Every::Every);
    /// None of them.
    pub const NONE: Sites = Sites::Only(BTreeSet::new());
    /// Sites that can be named at a time.
    pub const MOST: usize = 100;

    /// Whether a site is one of them.
    pub fn has(&self, site: PublicSiteId) -> bool {
        match self {
            Sites::Every(_) => true,
            Sites::Only(these) => these.contains(&site),
        }
    }
}

impl Default for Sites {
    fn default() -> Self {
        Sites::NONE
    }
}

/// What kind of value a setting has, and what it may be.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Kind {
    /// Allow, deny or ask; one of [`Section::Session`] stays undefined unless somebody defines it.
    Rule,
    /// Yes or no.
    Flag,
    /// How far.
    Reach,
    /// A whole number from the first to the second.
    Number(u32, u32),
    /// A Jump Item Role.
    Role,
    /// Public sites.
    Sites,
    /// Paths of an endpoint; none: everywhere.
    Paths,
    /// Rules about what is typed at prompts.
    Commands,
    /// Whether files are scanned.
    Scan,
}

impl Kind {
    /// Its name on the wire.
    pub const fn name(self) -> &'static str {
        match self {
            Kind::Rule => "rule",
            Kind::Flag => "flag",
            Kind::Reach => "reach",
            Kind::Number(..) => "number",
            Kind::Role => "role",
            Kind::Sites => "sites",
            Kind::Paths => "paths",
            Kind::Commands => "commands",
            Kind::Scan => "scan",
        }
    }
}

/// A value of a setting. On the wire and in the store: `true`, `30`, `"allow"`, `"team"`, `"required"`, a role's id, `"every"`, a list of ids, a list of paths, or a list of rules.
#[derive(Debug, Clone, PartialEq, Eq, Hash, Serialize, Deserialize)]
#[serde(untagged)]
pub enum Value {
    /// Of [`Kind::Flag`].
    Flag(bool),
    /// Of [`Kind::Number`].
    Number(u32),
    /// Of [`Kind::Rule`].
    Rule(Rule),
    /// Of [`Kind::Reach`].
    Reach(Reach),
    /// Of [`Kind::Role`].
    Role(JumpItemRoleId),
    /// Of [`Kind::Sites`].
    Sites(Sites),
    /// Of [`Kind::Paths`].
    Paths(PathList),
    /// Of [`Kind::Commands`].
    Commands(CommandRules),
    /// Of [`Kind::Scan`].
    Scan(FileScan),
}

/// Since when a setting does something.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Feature {
    /// It works: shown, taken, held.
    Built,
    /// Named, and nothing more.
    Later,
}

/// A text that names no setting, or a value that a setting cannot have.
#[derive(Debug, Clone, PartialEq, Eq, Error)]
pub enum SettingError {
    /// There is no such setting.
    #[error("there is no setting of this name")]
    Unknown,
    /// It is one of the settings that do nothing yet.
    #[error("this setting does nothing yet")]
    Later,
    /// Not a value of its kind, or out of its bounds.
    #[error("this setting cannot have this value")]
    Value,
}

macro_rules! settings {
    ($($(#[$doc:meta])* $name:ident = $key:literal, $section:ident, $kind:expr, $default:expr, $feature:ident;)*) => {
        /// One setting.
        #[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, PartialOrd, Ord)]
        pub enum Setting { $($(#[$doc])* $name,)* }

        impl Setting {
            /// All of them, in the order in which people read them.
            pub const ALL: &[Setting] = &[$(Setting::$name),*];

            /// Its name on the wire and in the store.
            pub const fn key(self) -> &'static str {
                match self { $(Setting::$name => $key,)* }
            }
            /// Where people find it.
            pub const fn section(self) -> Section {
                match self { $(Setting::$name => Section::$section,)* }
            }
            /// What it can be.
            pub const fn kind(self) -> Kind {
                match self { $(Setting::$name => $kind,)* }
            }
            /// What holds where neither a policy nor the account says anything. Of a session's rule the site's own answer holds instead (SES-4).
            pub const fn default(self) -> Value {
                match self { $(Setting::$name => $default,)* }
            }
            /// Whether it does something.
            pub const fn feature(self) -> Feature {
                match self { $(Setting::$name => Feature::$feature,)* }
            }
        }
    };
}

const ALLOW: Value = Value::Rule(Rule::Allow);
const DENY: Value = Value::Rule(Rule::Deny);
const NO: Value = Value::Flag(false);
const YES: Value = Value::Flag(true);
const NOTHING: Value = Value::Reach(Reach::Nothing);
const EVERYWHERE: Value = Value::Paths(PathList::EVERYWHERE);
const UNSCANNED: Value = Value::Scan(FileScan::Off);
const NO_RULES: Value = Value::Commands(CommandRules::NONE);

const fn role(role: BuiltInRole) -> Value {
    Value::Role(role.id())
}

settings! {
    /// See the screen.
    ScreenView = "session.screen_view", Session, Kind::Rule, ALLOW, Built;
    /// Use keyboard and mouse.
    ScreenControl = "session.screen_control", Session, Kind::Rule, ALLOW, Built;
    /// Open command shells.
    Shell = "session.shell", Session, Kind::Rule, ALLOW, Built;
    /// Choose the program of a shell among those that the machine lists, in place of the account's own (SHL-2).
    ShellPrograms = "session.shell_programs", Session, Kind::Rule, ALLOW, Built;
    /// What is denied or told when it is typed at a shell's prompt (SHL-7): a guard rail, and no wall. The rules of all layers hold together.
    CommandRules = "session.command_rules", Session, Kind::Commands, NO_RULES, Built;
    /// Shells with the rights of the system.
    ShellElevated = "session.shell_elevated", Session, Kind::Rule, DENY, Later;
    /// Dim the screen and lock the input of whoever sits there.
    CustomerRestriction = "session.customer_restriction", Session, Kind::Rule, DENY, Built;
    /// Clipboard to the endpoint.
    ClipboardToEndpoint = "session.clipboard_to_endpoint", Session, Kind::Rule, ALLOW, Built;
    /// Clipboard from the endpoint.
    ClipboardFromEndpoint = "session.clipboard_from_endpoint", Session, Kind::Rule, ALLOW, Built;
    /// Hear what the endpoint plays. A machine's sound is as private as its clipboard, and treated alike: off until a rep switches it on for themselves, which the log and the customer are told.
    HearSound = "session.hear_sound", Session, Kind::Rule, ALLOW, Built;
    /// Draw on the remote screen.
    Annotation = "session.annotation", Session, Kind::Rule, ALLOW, Built;
    /// Send files to the endpoint, and change what is there: make directories, rename, move, delete for good, set permissions.
    FileUpload = "session.file_upload", Session, Kind::Rule, ALLOW, Built;
    /// Look at the endpoint's files, and fetch them.
    FileDownload = "session.file_download", Session, Kind::Rule, ALLOW, Built;
    /// Paths below which files may be listed and fetched (FIL-6). None: everywhere.
    FileReadPaths = "session.file_read_paths", Session, Kind::Paths, EVERYWHERE, Built;
    /// Paths below which files may be sent, changed, renamed and deleted (FIL-6). None: everywhere.
    FileWritePaths = "session.file_write_paths", Session, Kind::Paths, EVERYWHERE, Built;
    /// Whether each file is scanned by the endpoint's own command before it is handed over (FIL-10).
    FileScan = "session.file_scan", Session, Kind::Scan, UNSCANNED, Built;
    /// Look at system information.
    SystemInfoView = "session.system_info_view", Session, Kind::Rule, ALLOW, Built;
    /// End processes, start and stop services.
    SystemInfoAct = "session.system_info_act", Session, Kind::Rule, DENY, Built;
    /// Read and change the registry.
    Registry = "session.registry", Session, Kind::Rule, DENY, Later;
    /// Special actions, and programs as another account.
    SpecialActions = "session.special_actions", Session, Kind::Rule, ALLOW, Built;
    /// Restart the machine, and shut it down.
    Power = "session.power", Session, Kind::Rule, ALLOW, Built;
    /// Run canned scripts of the site. As system, the right to get administrative rights is needed besides.
    CannedScripts = "session.canned_scripts", Session, Kind::Rule, DENY, Built;
    /// Get administrative rights.
    Elevation = "session.elevation", Session, Kind::Rule, DENY, Built;
    /// Inject credentials.
    Injection = "session.injection", Session, Kind::Rule, DENY, Later;
    /// Deploy and remove Support Buttons.
    SupportButtons = "session.support_buttons", Session, Kind::Rule, DENY, Built;
    /// Pin and unpin Jump Clients.
    Pin = "session.pin", Session, Kind::Rule, DENY, Built;

    /// Seconds that the customer has to answer.
    PromptSeconds = "prompting.seconds", Prompting, Kind::Number(10, 600), Value::Number(60), Built;
    /// Whether it may be done when nobody answers. Never where a customer is: their silence is no consent.
    PromptUnanswered = "prompting.unanswered", Prompting, Kind::Flag, NO, Built;
    /// Whether the customer is asked for administrative rights as soon as the full client is there.
    ElevateAtStart = "prompting.elevate_at_start", Prompting, Kind::Flag, NO, Built;

    /// Give attended support.
    Attended = "support.attended", Support, Kind::Flag, YES, Built;
    /// Make session keys.
    SessionKeys = "support.session_keys", Support, Kind::Flag, YES, Built;
    /// Longest validity of a session key, in minutes.
    SessionKeyMinutes = "support.session_key_minutes", Support, Kind::Number(10, 1440), Value::Number(1440), Built;
    /// Public sites that session keys may be made for.
    SessionKeySites = "support.session_key_sites", Support, Kind::Sites, Value::Sites(Sites::EVERY), Built;
    /// Accept sessions from the general queue.
    GeneralQueue = "support.general_queue", Support, Kind::Flag, YES, Built;
    /// Transfer sessions.
    Transfer = "support.transfer", Support, Kind::Flag, YES, Built;
    /// Share sessions with the own teams, or with all.
    Share = "support.share", Support, Kind::Reach, Value::Reach(Reach::Team), Built;
    /// Set custom fields of sessions that one is in.
    CustomFields = "support.custom_fields", Support, Kind::Flag, YES, Built;
    /// Invite external representatives.
    InviteExternal = "support.invite_external", Support, Kind::Flag, NO, Built;
    /// Be invited while signed out.
    ExtendedAvailability = "support.extended_availability", Support, Kind::Flag, NO, Built;

    /// Jump to Jump Clients.
    JumpClients = "jump.method_jump_client", Jump, Kind::Flag, YES, Built;
    /// Push a client to a machine.
    RemoteJump = "jump.method_remote", Jump, Kind::Flag, NO, Later;
    /// Remote RDP.
    RemoteRdp = "jump.method_rdp", Jump, Kind::Flag, NO, Later;
    /// Remote VNC.
    RemoteVnc = "jump.method_vnc", Jump, Kind::Flag, NO, Later;
    /// Shell Jump.
    ShellJump = "jump.method_shell", Jump, Kind::Flag, NO, Later;
    /// Protocol Tunnel Jump.
    TunnelJump = "jump.method_tunnel", Jump, Kind::Flag, NO, Later;
    /// Web Jump.
    WebJump = "jump.method_web", Jump, Kind::Flag, NO, Later;
    /// Role in a group that is assigned without one.
    DefaultRole = "jump.role_default", Jump, Kind::Role, role(BuiltInRole::StartSessions), Built;
    /// Role in the own personal list.
    PersonalRole = "jump.role_personal", Jump, Kind::Role, role(BuiltInRole::Administrator), Built;
    /// Role in the personal lists of lower-ranked members of the own teams.
    TeamsRole = "jump.role_teams", Jump, Kind::Role, role(BuiltInRole::NoAccess), Built;
    /// Role everywhere else.
    SystemRole = "jump.role_system", Jump, Kind::Role, role(BuiltInRole::NoAccess), Built;

    /// Whose sessions may be read in reports.
    Reports = "reports.sessions", Reports, Kind::Reach, Value::Reach(Reach::Own), Built;
    /// Watch recordings.
    Recordings = "reports.recordings", Reports, Kind::Reach, NOTHING, Built;

    /// Use the vault.
    Vault = "vault.use", Vault, Kind::Flag, NO, Later;

    /// The state of the site; end logins.
    AdminStatus = "admin.status", Administration, Kind::Flag, NO, Built;
    /// Jump Groups and their members.
    AdminGroups = "admin.jump_groups", Administration, Kind::Flag, NO, Built;
    /// Installers of Jump Clients.
    AdminInstallers = "admin.installers", Administration, Kind::Flag, NO, Built;
    /// Accounts.
    AdminUsers = "admin.users", Administration, Kind::Flag, NO, Built;
    /// Group policies, session policies, Jump Item Roles: whoever has this can allow itself everything.
    AdminPolicies = "admin.policies", Administration, Kind::Flag, NO, Built;
    /// Support teams, issues, skills, custom fields.
    AdminConfiguration = "admin.configuration", Administration, Kind::Flag, NO, Built;
    /// The rules of signing in, the console's switch.
    AdminSecurity = "admin.security", Administration, Kind::Flag, NO, Built;
    /// Read the administrative record.
    AdminRecord = "admin.record", Administration, Kind::Flag, NO, Built;
    /// Programs that use the interface for programs.
    AdminApi = "admin.api_accounts", Administration, Kind::Flag, NO, Built;

    /// Must have a second factor.
    SecondFactor = "sign_in.second_factor", SignIn, Kind::Flag, NO, Built;
    /// Minutes without a request after which a login ends; 0: it does not.
    IdleLogout = "sign_in.idle_minutes", SignIn, Kind::Number(0, 1440), Value::Number(0), Built;
}

impl Setting {
    /// The setting with this key.
    ///
    /// # Errors
    /// [`SettingError::Unknown`].
    pub fn by_key(key: &str) -> Result<Self, SettingError> {
        Setting::ALL.iter().copied().find(|setting| setting.key() == key).ok_or(SettingError::Unknown)
    }

    /// Those that do something.
    pub fn built() -> impl Iterator<Item = Setting> {
        Setting::ALL.iter().copied().filter(|setting| setting.feature() == Feature::Built)
    }

    /// Whether it can have this value.
    pub fn takes(self, value: &Value) -> bool {
        match (self.kind(), value) {
            (Kind::Rule, Value::Rule(_))
            | (Kind::Flag, Value::Flag(_))
            | (Kind::Reach, Value::Reach(_))
            | (Kind::Role, Value::Role(_))
            | (Kind::Paths, Value::Paths(_))
            | (Kind::Commands, Value::Commands(_))
            | (Kind::Scan, Value::Scan(_)) => true,
            (Kind::Number(least, most), Value::Number(number)) => (least..=most).contains(number),
            (Kind::Sites, Value::Sites(Sites::Every(_))) => true,
            (Kind::Sites, Value::Sites(Sites::Only(these))) => these.len() <= Sites::MOST,
            _ => false,
        }
    }

    /// The setting that decides about a thing inside a session.
    pub const fn of(permission: Permission) -> Self {
        match permission {
            Permission::ScreenView => Setting::ScreenView,
            Permission::ScreenControl => Setting::ScreenControl,
            Permission::Shell => Setting::Shell,
            Permission::Elevation => Setting::Elevation,
            Permission::SystemView => Setting::SystemInfoView,
            Permission::SystemAct => Setting::SystemInfoAct,
            Permission::Pin => Setting::Pin,
            Permission::Button => Setting::SupportButtons,
            Permission::ClipboardToEndpoint => Setting::ClipboardToEndpoint,
            Permission::ClipboardFromEndpoint => Setting::ClipboardFromEndpoint,
            Permission::Power => Setting::Power,
            Permission::SpecialActions => Setting::SpecialActions,
            Permission::Privacy => Setting::CustomerRestriction,
            Permission::Annotate => Setting::Annotation,
            Permission::HearSound => Setting::HearSound,
            Permission::RunScripts => Setting::CannedScripts,
            Permission::FileDownload => Setting::FileDownload,
            Permission::FileUpload => Setting::FileUpload,
            Permission::ShellPrograms => Setting::ShellPrograms,
        }
    }
}

/// One setting as somebody defined it.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Defined {
    /// What it is.
    pub value: Value,
    /// No later policy changes it (SES-4). Means nothing at an account.
    #[serde(default, rename = "final", skip_serializing_if = "std::ops::Not::not")]
    pub last: bool,
}

impl Defined {
    /// A value that later policies may change.
    pub const fn plain(value: Value) -> Self {
        Defined { value, last: false }
    }
}

/// What an account, a group policy or a session policy defines. What is not in it is not defined.
#[derive(Debug, Clone, PartialEq, Eq, Default)]
pub struct Settings(BTreeMap<Setting, Defined>);

impl Settings {
    /// What is said of one setting.
    pub fn get(&self, setting: Setting) -> Option<Defined> {
        self.0.get(&setting).cloned()
    }

    /// Says something of a setting.
    ///
    /// # Errors
    /// A value that it cannot have; a setting that does nothing yet.
    pub fn define(&mut self, setting: Setting, mut defined: Defined) -> Result<(), SettingError> {
        if setting.feature() == Feature::Later {
            return Err(SettingError::Later);
        }
        // A list of nothing is read as the first kind of list that there is.
        if defined.value == Value::Sites(Sites::NONE) {
            match setting.kind() {
                Kind::Paths => defined.value = EVERYWHERE,
                Kind::Commands => defined.value = NO_RULES,
                _ => {}
            }
        }
        if !setting.takes(&defined.value) {
            return Err(SettingError::Value);
        }
        self.0.insert(setting, defined);
        Ok(())
    }

    /// Says nothing of it any more.
    pub fn forget(&mut self, setting: Setting) {
        self.0.remove(&setting);
    }

    /// All that is said, in the order of the catalogue.
    pub fn iter(&self) -> impl Iterator<Item = (Setting, Defined)> {
        self.0.iter().map(|(setting, defined)| (*setting, defined.clone()))
    }

    /// Whether nothing is said.
    pub fn is_empty(&self) -> bool {
        self.0.is_empty()
    }

    /// As the store keeps it.
    pub fn to_json(&self) -> String {
        let map: BTreeMap<&str, Defined> = self.iter().map(|(setting, defined)| (setting.key(), defined)).collect();
        serde_json::to_string(&map).unwrap_or_default()
    }

    /// From what the store keeps. What this release does not know, or cannot be, is not defined: an older release must not be stopped by a newer one's settings.
    pub fn from_json(text: &str) -> Self {
        let map: BTreeMap<String, serde_json::Value> = serde_json::from_str(text).unwrap_or_default();
        let mut settings = Settings::default();
        for (key, value) in map {
            let defined = serde_json::from_value::<Defined>(value);
            if let (Ok(setting), Ok(defined)) = (Setting::by_key(&key), defined) {
                let _ = settings.define(setting, defined);
            }
        }
        settings
    }
}

#[cfg(test)]
mod tests {
    use std::collections::HashSet;

    use proptest::prelude::*;
    use towline_model::{CommandDo, CommandRule};

    use super::*;

    #[test]
    fn every_setting_has_a_key_of_its_own_and_a_default_of_its_kind_adm_6() {
        let keys: HashSet<&str> = Setting::ALL.iter().map(|setting| setting.key()).collect();
        assert_eq!(keys.len(), Setting::ALL.len());
        for setting in Setting::ALL {
            assert!(setting.takes(&setting.default()), "{setting:?}");
            assert_eq!(Setting::by_key(setting.key()), Ok(*setting));
            let of_sessions = matches!(setting.kind(), Kind::Rule | Kind::Paths | Kind::Commands | Kind::Scan);
            assert!(!of_sessions || setting.section() == Section::Session, "{setting:?}");
        }
    }

    #[test]
    fn what_does_nothing_yet_is_not_taken_adm_6() {
        let mut settings = Settings::default();
        let defined = Defined::plain(Value::Rule(Rule::Allow));
        assert_eq!(settings.define(Setting::Injection, defined), Err(SettingError::Later));
        assert_eq!(settings.define(Setting::Shell, Defined::plain(Value::Flag(true))), Err(SettingError::Value));
        assert_eq!(
            settings.define(Setting::DefaultRole, Defined::plain(Value::Rule(Rule::Allow))),
            Err(SettingError::Value)
        );
        assert!(settings.is_empty());
    }

    #[test]
    fn a_rule_has_one_name_ses_5() {
        for rule in Rule::ALL {
            assert_eq!(serde_json::to_value(rule).unwrap(), rule.name());
        }
        assert!(Rule::ALL.is_sorted());
    }

    #[test]
    fn what_an_older_release_does_not_know_is_not_defined() {
        let text = r#"{"session.shell":{"value":"deny","final":true},"session.teleport":{"value":"allow"},"jump.role_default":{"value":7},"x":3}"#;
        let settings = Settings::from_json(text);
        assert_eq!(settings.iter().count(), 1);
        assert_eq!(settings.get(Setting::Shell), Some(Defined { value: Value::Rule(Rule::Deny), last: true }));
        assert!(Settings::from_json("]").is_empty());
    }

    #[test]
    fn sites_are_every_one_some_or_none_sup_13() {
        let one = PublicSiteId::from_uuid(uuid::Uuid::from_u128(7));
        let said = |value: &str| {
            let settings = Settings::from_json(&format!(r#"{{"support.session_key_sites":{{"value":{value}}}}}"#));
            settings.get(Setting::SessionKeySites).map(|defined| defined.value)
        };
        let some = said(&format!(r#"["{one}"]"#));
        let Some(Value::Sites(some)) = some else { panic!("{some:?}") };
        assert!(some.has(one) && !some.has(PublicSiteId::DEFAULT));
        assert_eq!(said(r#""every""#), Some(Value::Sites(Sites::EVERY)));
        assert_eq!(said("[]"), Some(Value::Sites(Sites::NONE)));
        assert!(!Sites::NONE.has(one) && Sites::EVERY.has(one));
        assert_eq!([said(r#""all""#), said("true"), said(r#"["x"]"#)], [None, None, None]);
        let many: BTreeSet<PublicSiteId> =
            (0..=100).map(|id| PublicSiteId::from_uuid(uuid::Uuid::from_u128(id))).collect();
        let many = Defined::plain(Value::Sites(Sites::Only(many)));
        assert_eq!(Settings::default().define(Setting::SessionKeySites, many), Err(SettingError::Value));
    }

    #[test]
    fn paths_are_a_list_of_normal_ones_or_everywhere_fil_6() {
        let said = |value: &str| {
            let settings = Settings::from_json(&format!(r#"{{"session.file_read_paths":{{"value":{value}}}}}"#));
            settings.get(Setting::FileReadPaths).map(|defined| serde_json::to_string(&defined.value).unwrap())
        };
        assert_eq!(said("[]").as_deref(), Some("[]"));
        assert_eq!(said(r#"["/srv//b/","/srv/a","/srv/b"]"#).as_deref(), Some(r#"["/srv/a","/srv/b"]"#));
        let many: Vec<String> = (0..17).map(|n| format!("/{n}")).collect();
        for odd in [r#"["srv"]"#, r#"["/a/../b"]"#, r#""every""#, "true", &serde_json::to_string(&many).unwrap()] {
            assert_eq!(said(odd), None, "{odd}");
        }
    }

    #[test]
    fn command_rules_are_a_list_of_whole_rules_or_none_shl_7() {
        let said = |value: &str| {
            let settings = Settings::from_json(&format!(r#"{{"session.command_rules":{{"value":{value}}}}}"#));
            settings.get(Setting::CommandRules).map(|defined| serde_json::to_string(&defined.value).unwrap())
        };
        assert_eq!(said("[]").as_deref(), Some("[]"));
        let rules = r#"[{"pattern":"rm  *","do":"deny","note":"ask"},{"pattern":"su","do":"alert"}]"#;
        assert_eq!(said(rules), Some(rules.replace("  ", " ")));
        let many: Vec<String> = (0..65).map(|n| format!(r#"{{"pattern":"x{n}","do":"deny"}}"#)).collect();
        let many = format!("[{}]", many.join(","));
        for odd in [r#"["rm"]"#, r#"[{"pattern":"rm"}]"#, r#"[{"pattern":"","do":"deny"}]"#, "true", many.as_str()] {
            assert_eq!(said(odd), None, "{odd}");
        }
    }

    #[test]
    fn files_are_scanned_or_not_and_nothing_else_is_said_of_it_fil_10() {
        let said = |value: &str| {
            let settings = Settings::from_json(&format!(r#"{{"session.file_scan":{{"value":{value}}}}}"#));
            settings.get(Setting::FileScan).map(|defined| defined.value)
        };
        for scan in FileScan::ALL {
            assert_eq!(said(&format!(r#""{}""#, scan.name())), Some(Value::Scan(scan)));
        }
        assert_eq!([said("true"), said(r#""allow""#), said("[]"), said(r#""Required""#)], [None, None, None, None]);
        assert!(FileScan::ALL.is_sorted());
    }

    #[test]
    fn a_rule_that_asks_allows_nothing_where_nobody_can_be_asked_ses_5() {
        let said =
            Settings::from_json(r#"{"session.shell":{"value":"ask_once"},"session.screen_view":{"value":"ask_each"}}"#);
        let nothing = Settings::default();
        let policies = crate::SessionPolicies { item: Some(&said), site: None, everybody: &nothing };
        let account = crate::Account {
            user: towline_model::UserId::from_uuid(uuid::Uuid::nil()),
            administrator: true,
            settings: Settings::default(),
            sign_in: crate::SignInRules::default(),
            groups: Vec::new(),
            layers: Vec::new(),
            led: Default::default(),
            teams: Default::default(),
            roles: Default::default(),
        };
        let allowed = policies.permissions(&account.standing());
        for asked in [Permission::Shell, Permission::ScreenView, Permission::ScreenControl] {
            assert!(!allowed.has(asked), "{asked:?}");
        }
    }

    fn value(setting: Setting) -> BoxedStrategy<Value> {
        match setting.kind() {
            Kind::Rule => prop_oneof![Just(Rule::Allow), Just(Rule::Deny)].prop_map(Value::Rule).boxed(),
            Kind::Flag => any::<bool>().prop_map(Value::Flag).boxed(),
            Kind::Reach => prop_oneof![Just(Reach::Nothing), Just(Reach::Own), Just(Reach::Team), Just(Reach::All)]
                .prop_map(Value::Reach)
                .boxed(),
            Kind::Number(least, most) => (least..=most).prop_map(Value::Number).boxed(),
            Kind::Role => {
                any::<u128>().prop_map(|id| Value::Role(JumpItemRoleId::from_uuid(uuid::Uuid::from_u128(id)))).boxed()
            }
            Kind::Sites => {
                let site = any::<u128>().prop_map(|id| PublicSiteId::from_uuid(uuid::Uuid::from_u128(id)));
                let these = proptest::collection::btree_set(site, 0..4).prop_map(Sites::Only);
                prop_oneof![Just(Sites::EVERY), these].prop_map(Value::Sites).boxed()
            }
            Kind::Paths => proptest::collection::vec("/[a-c]{1,3}(/[a-c])?", 0..4)
                .prop_map(|paths| Value::Paths(PathList::try_from(paths).unwrap()))
                .boxed(),
            Kind::Scan => proptest::sample::select(FileScan::ALL.to_vec()).prop_map(Value::Scan).boxed(),
            Kind::Commands => proptest::collection::vec("[a-c*]{1,4}", 0..4)
                .prop_map(|patterns| {
                    let rule = |text: String| CommandRule::new(&text, CommandDo::Deny, "").unwrap();
                    let rules: Vec<CommandRule> = patterns.into_iter().map(rule).collect();
                    Value::Commands(CommandRules::try_from(rules).unwrap())
                })
                .boxed(),
        }
    }

    proptest! {
        #[test]
        fn what_is_kept_is_what_was_said(
            said in proptest::collection::vec((proptest::sample::select(Setting::built().collect::<Vec<_>>()), any::<bool>()), 0..20)
                .prop_flat_map(|list| list.into_iter().map(|(setting, last)| value(setting).prop_map(move |value| (setting, Defined { value, last }))).collect::<Vec<_>>())
        ) {
            let mut settings = Settings::default();
            for (setting, defined) in said {
                prop_assert_eq!(settings.define(setting, defined), Ok(()));
            }
            prop_assert_eq!(Settings::from_json(&settings.to_json()), settings);
        }

        #[test]
        fn no_text_of_the_store_makes_it_panic(text in ".{0,200}") {
            let _ = Settings::from_json(&text);
        }
    }
}
