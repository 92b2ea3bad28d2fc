//! The kinds of things that files tell of, in the order in which they can be made: what is named comes before what names it.

/// A kind of thing, with a file of its own.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub enum Kind {
    /// Jump Item Roles of the site's own.
    JumpItemRole,
    /// Session policies.
    SessionPolicy,
    /// What everybody may do inside sessions where nobody says otherwise: one thing without a name.
    SessionPermissions,
    /// Jump Groups.
    JumpGroup,
    /// What people are good at.
    Skill,
    /// Accounts, without anything that they sign in with.
    User,
    /// Group policies; the file's order is theirs.
    GroupPolicy,
    /// Support teams, with the rules of their queues.
    Team,
    /// How sessions find their rep on the whole site: one thing without a name.
    Routing,
    /// How the chat is: one thing without a name.
    Chat,
    /// What reps say often.
    CannedMessage,
    /// Canned scripts, with the files that go along.
    Script,
    /// Custom fields of sessions.
    CustomField,
    /// What customers ask about.
    Issue,
    /// Questions at the end of sessions.
    Survey,
    /// Faces of the portal, without their logos.
    PublicSite,
    /// How Support Buttons look, without their icons.
    ButtonProfile,
    /// Jump Items in Jump Groups; they appear with their agents, so files only change them.
    JumpItem,
}

impl Kind {
    /// All of them, each after those that it names. Teams name each other.
    pub const ALL: [Kind; 18] = [
        Kind::JumpItemRole,
        Kind::SessionPolicy,
        Kind::SessionPermissions,
        Kind::JumpGroup,
        Kind::Skill,
        Kind::User,
        Kind::GroupPolicy,
        Kind::Team,
        Kind::Routing,
        Kind::Chat,
        Kind::CannedMessage,
        Kind::Script,
        Kind::CustomField,
        Kind::Issue,
        Kind::Survey,
        Kind::PublicSite,
        Kind::ButtonProfile,
        Kind::JumpItem,
    ];

    /// Name of its file.
    pub const fn file(self) -> &'static str {
        match self {
            Kind::JumpItemRole => "jump-item-roles.toml",
            Kind::SessionPolicy => "session-policies.toml",
            Kind::SessionPermissions => "session-permissions.toml",
            Kind::JumpGroup => "jump-groups.toml",
            Kind::Skill => "skills.toml",
            Kind::User => "users.toml",
            Kind::GroupPolicy => "group-policies.toml",
            Kind::Team => "teams.toml",
            Kind::Routing => "routing.toml",
            Kind::Chat => "chat.toml",
            Kind::CannedMessage => "canned-messages.toml",
            Kind::Script => "scripts.toml",
            Kind::CustomField => "custom-fields.toml",
            Kind::Issue => "issues.toml",
            Kind::Survey => "surveys.toml",
            Kind::PublicSite => "public-sites.toml",
            Kind::ButtonProfile => "support-button-profiles.toml",
            Kind::JumpItem => "jump-items.toml",
        }
    }

    /// What people call one of them.
    pub const fn name(self) -> &'static str {
        match self {
            Kind::JumpItemRole => "Jump Item Role",
            Kind::SessionPolicy => "session policy",
            Kind::SessionPermissions => "session permissions",
            Kind::JumpGroup => "Jump Group",
            Kind::Skill => "skill",
            Kind::User => "user",
            Kind::GroupPolicy => "group policy",
            Kind::Team => "team",
            Kind::Routing => "routing",
            Kind::Chat => "chat",
            Kind::CannedMessage => "canned message",
            Kind::Script => "canned script",
            Kind::CustomField => "custom field",
            Kind::Issue => "issue",
            Kind::Survey => "survey",
            Kind::PublicSite => "public site",
            Kind::ButtonProfile => "Support Button profile",
            Kind::JumpItem => "Jump Item",
        }
    }

    /// The fields that say together which one it is; none for what there is once.
    pub const fn key(self) -> &'static [&'static str] {
        match self {
            Kind::User => &["username"],
            Kind::JumpItem => &["id"],
            Kind::SessionPermissions | Kind::Routing | Kind::Chat => &[],
            // Each team has its own greeting.
            Kind::CannedMessage => &["team", "category", "name"],
            Kind::JumpItemRole
            | Kind::SessionPolicy
            | Kind::JumpGroup
            | Kind::Skill
            | Kind::GroupPolicy
            | Kind::Team
            | Kind::Script
            | Kind::CustomField
            | Kind::Issue
            | Kind::Survey
            | Kind::PublicSite
            | Kind::ButtonProfile => &["name"],
        }
    }

    /// Whether there is one, which nobody makes or removes.
    pub const fn is_single(self) -> bool {
        self.key().is_empty()
    }

    /// Whether one that the site does not have can be made from a file.
    pub const fn can_be_made(self) -> bool {
        !(self.is_single() || matches!(self, Kind::JumpItem))
    }

    /// Whether one that no file tells of can be removed. People and machines are never removed because a line is missing.
    pub const fn can_be_removed(self) -> bool {
        self.can_be_made() && !matches!(self, Kind::User)
    }
}
