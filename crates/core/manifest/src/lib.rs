//! What files say of a site (ADM-10): users, policies, roles, groups, teams and Jump Items by name; what of it differs from the site, and in which order it is to be changed.
//!
//! Pure: it reads and writes texts and compares. Asking the appliance and changing it is the command line's.

mod entry;
mod file;
mod kind;
mod plan;
mod text;

pub use entry::{
    Assigned, GroupPolicy, Hours, HoursRule, JumpGroup, JumpItem, JumpItemRole, NetworksRule, PolicySetting,
    SessionPermissions, SessionPolicy, SettingValue, SignIn, Team, TeamMember, User, Window,
};
pub use file::{Files, Unreadable, file_text};
pub use kind::Kind;
pub use plan::{Change, Difference, Extra, Plan, Site, Step};
pub use text::quiet;

/// One thing as a file says it, by its fields. What is not there is left as it is on the site.
pub type Entry = serde_json::Map<String, serde_json::Value>;
