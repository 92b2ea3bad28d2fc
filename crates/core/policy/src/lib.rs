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
//! use towline_policy::{Granted, action::ManageUsers};
//! fn twice(granted: &Granted<ManageUsers>) -> Granted<ManageUsers> {
//!     Clone::clone(granted)
//! }
//! ```
//!
//! nor to use one action's proof for another:
//!
//! ```compile_fail
//! use towline_policy::{Granted, action::{ManageUsers, ViewStatus}};
//! fn do_it(_: Granted<ManageUsers>) {}
//! fn other(granted: Granted<ViewStatus>) {
//!     do_it(granted);
//! }
//! ```
//!
//! What is here never reads a clock, a store or a socket: the caller brings the facts.

pub mod action;
mod actor;
mod granted;
pub mod rest;
mod scope;
pub mod wire;

pub use action::{Action, Who};
pub use actor::{Actor, ItemFacts, Resource};
pub use granted::{Denied, Granted, authorize};
pub use scope::{ItemScope, visible_items};
