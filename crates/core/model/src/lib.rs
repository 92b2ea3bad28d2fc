//! Plain data that every room speaks of: typed ids, moments, permissions, Jump Items. No I/O, no rules.

mod author;
mod ids;
mod item;
mod moment;
mod permission;
mod role;
mod team;
mod text;

pub use author::{Author, AuthorKind};
pub use ids::{
    AgentKeyId, ApiAccountId, GroupPolicyId, IdError, InstallerId, JumpClientId, JumpGroupId, JumpItemId,
    JumpItemRoleId, LoginId, SessionId, SessionPolicyId, ShellId, TeamId, UserId,
};
pub use item::{Availability, INVENTORY_ADDRESSES, INVENTORY_TEXT, Inventory, Place};
pub use moment::{Clock, Moment};
pub use permission::{Permission, Permissions};
pub use role::{BuiltInRole, RoleRight, RoleRights};
pub use team::TeamRank;
pub use text::{clip, is_plain};
