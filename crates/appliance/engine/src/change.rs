//! Hints that something changed. Whoever hears one re-reads the store; a lost one costs latency and nothing else.

use towline_model::{JumpClientId, JumpItemId, LoginId, UserId};

/// What changed.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Change {
    /// Web consoles may not connect any more: disconnect them (ACC-2).
    ConsoleDisabled,
    /// This login is dead: disconnect its consoles (ACC-4).
    SignedOut(LoginId),
    /// The user was disabled, renamed, or may do other things than before. Re-read.
    UserChanged(UserId),
    /// An item was added, removed, renamed or moved, or what somebody sees or may do changed: everything is read again.
    ItemsChanged,
    /// How sessions find their rep changed.
    RoutingChanged,
    /// The availability or the facts of this item changed.
    ItemStatus(JumpItemId),
    /// This item was removed; its client is to be told to uninstall.
    ItemRemoved {
        /// The item.
        item: JumpItemId,
        /// The client behind it.
        client: JumpClientId,
    },
}
