//! The fields of each kind, as files spell them. Other things are named by what people call them, never by ids; a field that is not there is left as it is on the site.

use std::collections::BTreeMap;

use serde::{Deserialize, Serialize};

/// What a setting is: a flag, a number, or a word; of the kind `role`, the role's name.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(untagged)]
pub enum SettingValue {
    /// `true` or `false`.
    Flag(bool),
    /// A whole number.
    Number(u32),
    /// `allow`, `deny`, `nothing`, `own`, `team`, `all`, or the name of a Jump Item Role.
    Text(String),
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
