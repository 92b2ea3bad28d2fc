//! What files say of a site (ADM-10): users, policies, roles, groups, teams, Jump Items and how customers are supported, by name; what of it differs from the site, and in which order it is to be changed.
//!
//! Pure: it reads and writes texts and compares. Asking the appliance and changing it is the command line's.

mod entry;
mod file;
mod kind;
mod plan;
mod text;

pub use entry::{
    Assigned, ButtonProfile, CannedMessage, Chat, CustomField, GroupPolicy, Hours, HoursRule, Issue, JumpGroup,
    JumpItem, JumpItemRole, NetworksRule, Notice, PolicySetting, PublicSite, Question, QueueName, QueueRules, Routing,
    Script, ScriptFile, ScriptParameter, SessionPermissions, SessionPolicy, SettingValue, SignIn, SiteTexts, Skill,
    Survey, Team, TeamMember, TeamQueue, User, Window,
};
pub use file::{Files, Unreadable, file_text, key_of, titled};
pub use kind::Kind;
pub use plan::{Change, Difference, Extra, Plan, Site, Step};
pub use text::quiet;

/// One thing as a file says it, by its fields. What is not there is left as it is on the site.
pub type Entry = serde_json::Map<String, serde_json::Value>;
