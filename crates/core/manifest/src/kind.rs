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
    /// Accounts, without anything that they sign in with.
    User,
    /// Group policies; the file's order is theirs.
    GroupPolicy,
    /// Support teams.
    Team,
    /// Jump Items in Jump Groups; they appear with their agents, so files only change them.
    JumpItem,
}

impl Kind {
    /// All of them, each after those that it names.
    pub const ALL: [Kind; 8] = [
        Kind::JumpItemRole,
        Kind::SessionPolicy,
        Kind::SessionPermissions,
        Kind::JumpGroup,
        Kind::User,
        Kind::GroupPolicy,
        Kind::Team,
        Kind::JumpItem,
    ];

    /// Name of its file.
    pub const fn file(self) -> &'static str {
        match self {
            Kind::JumpItemRole => "jump-item-roles.toml",
            Kind::SessionPolicy => "session-policies.toml",
            Kind::SessionPermissions => "session-permissions.toml",
            Kind::JumpGroup => "jump-groups.toml",
            Kind::User => "users.toml",
            Kind::GroupPolicy => "group-policies.toml",
            Kind::Team => "teams.toml",
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
            Kind::User => "user",
            Kind::GroupPolicy => "group policy",
            Kind::Team => "team",
            Kind::JumpItem => "Jump Item",
        }
    }

    /// The field that says which one it is; none for what there is once.
    pub const fn key(self) -> Option<&'static str> {
        match self {
            Kind::User => Some("username"),
            Kind::JumpItem => Some("id"),
            Kind::SessionPermissions => None,
            Kind::JumpItemRole | Kind::SessionPolicy | Kind::JumpGroup | Kind::GroupPolicy | Kind::Team => Some("name"),
        }
    }

    /// Whether one that the site does not have can be made from a file.
    pub const fn can_be_made(self) -> bool {
        !matches!(self, Kind::JumpItem | Kind::SessionPermissions)
    }

    /// Whether one that no file tells of can be removed. People and machines are never removed because a line is missing.
    pub const fn can_be_removed(self) -> bool {
        !matches!(self, Kind::JumpItem | Kind::SessionPermissions | Kind::User)
    }
}
