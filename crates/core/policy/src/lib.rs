//! Who may do what: pure decisions, and the values that prove them.
//!
//! A check yields a [`Granted`] of one [`Action`]; the function that does the work takes it by value. There is no other way to make one:
//!
//! ```compile_fail
//! use towline_policy::{Granted, action::RemoveItem};
//! fn forge(actor: towline_policy::Actor, resource: towline_policy::ItemFacts) -> Granted<RemoveItem> {
//!     Granted { actor, resource }
//! }
//! ```
//!
//! nor to keep one for a second use:
//!
//! ```compile_fail
//! use towline_policy::{Granted, action::CreateUser};
//! fn twice(granted: &Granted<CreateUser>) -> Granted<CreateUser> {
//!     Clone::clone(granted)
//! }
//! ```
//!
//! nor to use one action's proof for another:
//!
//! ```compile_fail
//! use towline_policy::{Granted, action::{CreateUser, ViewStatus}};
//! fn do_it(_: Granted<CreateUser>) {}
//! fn other(granted: Granted<ViewStatus>) {
//!     do_it(granted);
//! }
//! ```
//!
//! What is here never reads a clock, a store or a socket: the caller brings the facts.

pub mod action;
mod actor;
mod command_line;
mod granted;
#[cfg(test)]
mod matrix;
mod program;
mod resolve;
pub mod rest;
mod scope;
mod session;
mod setting;
mod sign_in;
pub mod wire;

pub use action::{Action, Who};
pub use actor::{AccountFacts, Actor, Asker, First, ItemFacts, Once, PlaceFacts, QueueFacts, Resource};
pub use command_line::{command_line, command_line_reaches};
pub use granted::{Denied, Granted, authorize};
pub use program::{NoSuchScope, Scope, ScopeOf, Scopes};
pub use resolve::{Account, Area, Assignment, Layer, Resolved, Source, Standing};
pub use scope::{ItemScope, Which, visible_items};
pub use session::{Presence, SessionPolicies, Step};
pub use setting::{
    Defined, Feature, FileScan, Kind, Reach, Rule, Section, Setting, SettingError, Settings, Sites, Value,
};
pub use sign_in::{DAY_MINUTES, Day, Hours, RuleOf, SignInRules, Window, among};
