//! Plain data that every room speaks of: typed ids, moments, permissions. No I/O, no rules.

mod ids;

pub use ids::{
    AgentKeyId, IdError, InstallerId, JumpClientId, JumpGroupId, JumpItemId, LoginId, SessionId, ShellId, UserId,
};
