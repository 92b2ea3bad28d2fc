//! Plain data that every room speaks of: typed ids, moments, permissions. No I/O, no rules.

mod ids;
mod moment;
mod permission;

pub use ids::{
    AgentKeyId, IdError, InstallerId, JumpClientId, JumpGroupId, JumpItemId, LoginId, SessionId, ShellId, UserId,
};
pub use moment::Moment;
pub use permission::{Permission, Permissions};
