//! The fields of each kind, as files spell them. Other things are named by what people call them, never by ids; a field that is not there is left as it is on the site.

use std::collections::BTreeMap;

use serde::{Deserialize, Serialize};

/// What a setting is: a flag, a number, or a word; of the kind `role`, the role's name; of the kind `sites`, `every` or the sites' names; of the kind `paths`, a list of paths; of the kind `commands`, a list of rules.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(untagged)]
pub enum SettingValue {
    /// `true` or `false`.
    Flag(bool),
    /// A whole number.
    Number(u32),
    /// `allow`, `deny`, `required`, `off`, `nothing`, `own`, `team`, `all`, `every`, or the name of a Jump Item Role.
    Text(String),
    /// Names of public sites; paths.
    List(Vec<String>),
    /// Rules about what is typed at the prompts of shells.
    Commands(Vec<CommandRule>),
}

/// A rule about what is typed at the prompt of a shell.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct CommandRule {
    /// `*` is any number of characters, `?` is one.
    pub pattern: String,
    /// `deny` or `alert`.
    #[serde(rename = "do")]
    pub act: String,
    /// What whoever types it is told.
    #[serde(default, skip_serializing_if = "String::is_empty")]
    pub note: String,
}

/// A queue that is not somebody's own: a word, or a team's.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(untagged)]
pub enum QueueName {
    /// `general`; where there may be none, also nothing.
    Word(String),
    /// A team's.
    Team(TeamQueue),
}

/// The queue of a team.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct TeamQueue {
    /// The team's name.
    pub team: String,
}

/// Declares kinds whose fields besides the key may be missing.
macro_rules! entries {
    ($($(#[$doc:meta])* $name:ident $(by $key:ident, $key_doc:literal)? { $($(#[$field_doc:meta])* $field:ident: $type:ty,)* })*) => {$(
        $(#[$doc])*
        #[derive(Debug, Clone, Default, PartialEq, Eq, Serialize, Deserialize)]
        #[serde(deny_unknown_fields)]
        pub struct $name {
            $(#[doc = $key_doc] pub $key: String,)?
            $(
                $(#[$field_doc])*
                #[serde(default, skip_serializing_if = "Option::is_none")]
                pub $field: Option<$type>,
            )*
        }
    )*};
}

entries! {
    /// A Jump Item Role of the site's own.
    JumpItemRole by name, "Its name." {
        /// What it is for.
        description: String,
        /// What it allows.
        rights: Vec<String>,
    }
    /// A session policy.
    SessionPolicy by name, "Its name." {
        /// What it is for.
        description: String,
        /// Whether external representatives can be invited with it.
        external: bool,
        /// What it defines, by key.
        permissions: BTreeMap<String, SettingValue>,
    }
    /// What everybody may do inside sessions.
    SessionPermissions {
        /// What holds, by key.
        permissions: BTreeMap<String, SettingValue>,
    }
    /// A Jump Group. Who is in it stands at the users and the group policies.
    JumpGroup by name, "Its name." {
        /// What it is for.
        comments: String,
    }
    /// A skill.
    Skill by name, "Its name." {
        /// As programs call it.
        code_name: String,
        /// What it is.
        description: String,
    }
    /// An account.
    User by username, "What its owner signs in with." {
        /// What people call its owner.
        display_name: String,
        /// Where mail goes.
        email: String,
        /// Whether it administers the site.
        administrator: bool,
        /// Whether it cannot be used.
        disabled: bool,
        /// When it ends by itself (RFC 3339); empty: never.
        expires: String,
        /// Jump Groups that it is assigned to itself.
        groups: Vec<Assigned>,
        /// Names of the skills that it has.
        skills: Vec<String>,
        /// What it says of its own rights, by key.
        settings: BTreeMap<String, SettingValue>,
        /// From where and when it may sign in.
        sign_in: SignIn,
    }
    /// A group policy.
    GroupPolicy by name, "Its name." {
        /// What it is for.
        description: String,
        /// User names of those in it.
        members: Vec<String>,
        /// Jump Groups that it assigns.
        groups: Vec<Assigned>,
        /// What it defines, by key.
        settings: BTreeMap<String, PolicySetting>,
        /// From where and when its members may sign in.
        sign_in: SignIn,
    }
    /// A support team.
    Team by name, "Its name." {
        /// What it is for.
        comments: String,
        /// Who is in it.
        members: Vec<TeamMember>,
        /// The rules of its queue.
        rules: QueueRules,
    }
    /// How the whole site routes.
    Routing {
        /// Where customers go whose queue keeps them no more; empty: their sessions end.
        fallback: QueueName,
        /// What customers are told when nobody is there.
        nobody_text: String,
        /// In so many sessions a representative is busy.
        busy_sessions: u32,
        /// After so many minutes of nothing a representative is away.
        away_minutes: u32,
        /// For how many seconds a session waits for a representative who lost the connection.
        grace_seconds: u32,
        /// For how many seconds a transfer waits for an answer.
        transfer_seconds: u32,
        /// Of the general queue.
        general: QueueRules,
        /// Of all personal queues.
        personal: QueueRules,
    }
    /// How the chat is.
    Chat {
        /// Largest file in MiB.
        file_mib: u32,
        /// Files of one session together, in MiB.
        session_mib: u32,
        /// Minutes after which a representative who does nothing is removed.
        idle_minutes: u32,
    }
    /// A canned message.
    CannedMessage by name, "Its name." {
        /// The team that it is for; empty: everybody.
        team: String,
        /// Its heading.
        category: String,
        /// What is said.
        text: String,
    }
    /// A canned script.
    Script by name, "Its name." {
        /// What it does.
        description: String,
        /// Its heading.
        category: String,
        /// `sh`, `bash`, `python3` or `perl`.
        interpreter: String,
        /// Its text, as it is.
        text: String,
        /// `user`, `system` or `choose`.
        runs_as: String,
        /// How long it may run.
        timeout_seconds: u32,
        /// What is to be filled in, in the order of the arguments.
        parameters: Vec<ScriptParameter>,
        /// Names of the teams that it is for; none: everybody.
        teams: Vec<String>,
        /// Files that go along.
        resources: Vec<ScriptFile>,
    }
    /// A custom field of sessions.
    CustomField by name, "Its name." {
        /// As links call it.
        code_name: String,
        /// Whether representatives see it in the session.
        shown: bool,
        /// `no`, `optional` or `required`: whether customers are asked for it.
        asked: String,
    }
    /// A support issue.
    Issue by name, "Its name." {
        /// As links call it.
        code_name: String,
        /// What customers are told of it.
        description: String,
        /// The team that handles it; empty: nobody in particular.
        team: String,
        /// Names of the skills that it needs.
        skills: Vec<String>,
        /// Whether help can be asked for on it.
        help: bool,
    }
    /// A survey.
    Survey by name, "Its name." {
        /// In their order.
        questions: Vec<Question>,
    }
    /// A public site. Its logo is a picture, and in no file.
    PublicSite by name, "Its name." {
        /// Host names that lead to it.
        hosts: Vec<String>,
        /// Its heading.
        title: String,
        /// What it says first.
        welcome: String,
        /// As `#0d6b6b`; empty: the portal's own.
        accent: String,
        /// Languages that it offers.
        languages: Vec<String>,
        /// That of its own texts.
        default_language: String,
        /// What it says in others, by language.
        texts: BTreeMap<String, SiteTexts>,
        /// Whether session keys can be entered.
        session_keys: bool,
        /// Whether issues can be chosen.
        issues: bool,
        /// Names of those.
        issue_names: Vec<String>,
        /// Whether representatives can be chosen.
        representatives: bool,
        /// Whether customers are offered what was said by e-mail.
        offers_transcript: bool,
        /// The survey of customers; empty: none.
        customer_survey: String,
        /// The survey of representatives; empty: none.
        representative_survey: String,
        /// The session policy while a person is at the endpoint; empty: none.
        attended_policy: String,
        /// The session policy while nobody is; empty: none.
        unattended_policy: String,
        /// What a customer accepts before a session.
        agreement: String,
        /// Messages at the top.
        notices: Vec<Notice>,
    }
    /// How Support Buttons look. Their icon is a picture, and in no file.
    ButtonProfile by name, "Its name." {
        /// What stands below the icon.
        label: String,
        /// What the desktop says of it.
        comment: String,
        /// The public site of their sessions; empty: the default one.
        site: String,
    }
    /// A Jump Item.
    JumpItem by id, "Its id, as an export has it." {
        /// What people call it.
        name: String,
        /// A word to find it by.
        tag: String,
        /// Comments.
        comments: String,
        /// The Jump Group that it is in.
        group: String,
        /// The session policy while a person is at the endpoint; empty: none.
        attended_policy: String,
        /// The session policy while nobody is; empty: none.
        unattended_policy: String,
    }
}

/// What becomes of those who wait in a queue. All of it is said.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct QueueRules {
    /// After how many seconds representatives are told again; 0: never.
    pub alert_seconds: u32,
    /// After how many seconds a session goes to another queue; 0: never.
    pub overflow_seconds: u32,
    /// Sessions stay with nobody signed in who serves the queue.
    pub persistent: bool,
    /// If they do not: for how many seconds nobody must be signed in.
    pub nobody_seconds: u32,
    /// `off`, `least_busy` or `longest_idle`.
    pub assignment: String,
    /// How many seconds a representative has for an answer then.
    pub answer_seconds: u32,
    /// To which other queue.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub overflow_to: Option<QueueName>,
}

/// A parameter of a canned script.
#[derive(Debug, Clone, Default, PartialEq, Eq, Serialize, Deserialize)]
#[serde(default, deny_unknown_fields)]
pub struct ScriptParameter {
    /// The environment variable after `TOWLINE_`.
    pub name: String,
    /// What people read.
    #[serde(skip_serializing_if = "String::is_empty")]
    pub label: String,
    /// `text`, `number`, `choice` or `switch`.
    pub kind: String,
    /// Whether it must be filled in.
    #[serde(skip_serializing_if = "is_false")]
    pub required: bool,
    /// What stands there at first.
    #[serde(skip_serializing_if = "String::is_empty")]
    pub default: String,
    /// Of a choice.
    #[serde(skip_serializing_if = "Vec::is_empty")]
    pub choices: Vec<String>,
    /// The least of a number.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub least: Option<i64>,
    /// The most of a number, or the most characters of a text.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub most: Option<i64>,
}

/// A file that goes along with a canned script.
#[derive(Debug, Clone, Default, PartialEq, Eq, Serialize, Deserialize)]
#[serde(default, deny_unknown_fields)]
pub struct ScriptFile {
    /// Where its bytes are, below the folder of the files; its last part is its name.
    #[serde(skip_serializing_if = "String::is_empty")]
    pub file: String,
    /// Whether it may be run as a program.
    #[serde(skip_serializing_if = "is_false")]
    pub executable: bool,
    /// Its name, as the site has it; in no file.
    #[serde(skip_serializing_if = "String::is_empty")]
    pub name: String,
    /// SHA-256 of its bytes in hexadecimal digits, as the site has it; in no file.
    #[serde(skip_serializing_if = "String::is_empty")]
    pub sha256: String,
}

/// A question of a survey.
#[derive(Debug, Clone, Default, PartialEq, Eq, Serialize, Deserialize)]
#[serde(default, deny_unknown_fields)]
pub struct Question {
    /// What is asked.
    pub text: String,
    /// `choice`, `scale` or `text`.
    pub kind: String,
    /// Whether it must be answered.
    #[serde(skip_serializing_if = "is_false")]
    pub required: bool,
    /// Of a choice: what there is to choose.
    #[serde(skip_serializing_if = "Vec::is_empty")]
    pub choices: Vec<String>,
    /// Of a choice: whether several can be chosen.
    #[serde(skip_serializing_if = "is_false")]
    pub several: bool,
    /// Of a scale: its highest step.
    #[serde(skip_serializing_if = "is_zero")]
    pub most: u32,
    /// Of a scale: what its lowest step means.
    #[serde(skip_serializing_if = "String::is_empty")]
    pub low: String,
    /// Of a scale: what its highest step means.
    #[serde(skip_serializing_if = "String::is_empty")]
    pub high: String,
}

/// What a public site says in a language besides its default one.
#[derive(Debug, Clone, Default, PartialEq, Eq, Serialize, Deserialize)]
#[serde(default, deny_unknown_fields)]
pub struct SiteTexts {
    /// Its heading.
    #[serde(skip_serializing_if = "String::is_empty")]
    pub title: String,
    /// What it says first.
    #[serde(skip_serializing_if = "String::is_empty")]
    pub welcome: String,
    /// What a customer accepts before a session.
    #[serde(skip_serializing_if = "String::is_empty")]
    pub agreement: String,
}

/// A message at the top of a public site.
#[derive(Debug, Clone, Default, PartialEq, Eq, Serialize, Deserialize)]
#[serde(default, deny_unknown_fields)]
pub struct Notice {
    /// What it says.
    pub text: String,
    /// The same in languages besides the default one.
    #[serde(skip_serializing_if = "BTreeMap::is_empty")]
    pub texts: BTreeMap<String, String>,
    /// Whether it is switched on.
    pub on: bool,
    /// Only while no representative is there.
    #[serde(skip_serializing_if = "is_false")]
    pub away: bool,
    /// Not before (RFC 3339); empty: at once.
    #[serde(skip_serializing_if = "String::is_empty")]
    pub from: String,
    /// Not from then on; empty: for as long as it is switched on.
    #[serde(skip_serializing_if = "String::is_empty")]
    pub until: String,
}

fn is_zero(number: &u32) -> bool {
    *number == 0
}

fn is_false(flag: &bool) -> bool {
    !flag
}

/// A Jump Group that somebody is assigned to.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Assigned {
    /// The group's name.
    pub group: String,
    /// The role's name; without it, the account's default.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub role: Option<String>,
    /// No later policy changes it. Means nothing at an account.
    #[serde(default, rename = "final", skip_serializing_if = "is_false")]
    pub last: bool,
}

/// A setting as a group policy defines it.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct PolicySetting {
    /// What it is.
    pub value: SettingValue,
    /// No later policy changes it.
    #[serde(default, rename = "final", skip_serializing_if = "is_false")]
    pub last: bool,
}

/// An account in a team.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct TeamMember {
    /// The user name.
    pub user: String,
    /// `member`, `lead` or `manager`.
    pub rank: String,
}

/// From where and when somebody may sign in.
#[derive(Debug, Clone, Default, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct SignIn {
    /// Networks.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub networks: Option<NetworksRule>,
    /// Hours.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub hours: Option<HoursRule>,
}

/// Networks that a sign-in may come from.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct NetworksRule {
    /// As `192.0.2.0/24`.
    pub value: Vec<String>,
    /// No later policy changes it. Means nothing at an account.
    #[serde(default, rename = "final", skip_serializing_if = "is_false")]
    pub last: bool,
}

/// When a sign-in may be.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct HoursRule {
    /// The hours.
    pub value: Hours,
    /// No later policy changes it. Means nothing at an account.
    #[serde(default, rename = "final", skip_serializing_if = "is_false")]
    pub last: bool,
}

/// Hours of the week by the wall clock of a time zone.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Hours {
    /// As `Europe/Berlin`.
    pub time_zone: String,
    /// Any of them will do.
    pub windows: Vec<Window>,
}

/// A part of some days.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Window {
    /// As `monday`.
    pub days: Vec<String>,
    /// As `08:00`.
    pub from: String,
    /// As `18:00`.
    pub to: String,
}
