//! The session: who is in it, who controls, which tools and shells run, what was said, and when it ends (SES-1).
//!
//! Pure: no I/O, no clock, no randomness. The caller brings the moment and an [`Input`], drains [`Effect`]s and comes back at [`Session::deadline`]. What is stored is
//! the [`State`] and the [`Event`]s that led to it; consoles that come and go are not stored.

mod actions;
mod asked;
mod buttons;
mod chat;
mod choice;
mod client;
mod clipboards;
mod customer;
mod drawings;
mod effect;
mod elevation;
mod event;
mod external;
mod files;
mod guard;
mod hands;
mod idle;
mod input;
mod invitations;
mod machine;
mod people;
mod pins;
mod privacy;
mod prompts;
mod refusal;
mod routing;
mod scripts;
mod share;
mod shells;
mod sounds;
mod state;
mod system;
mod told;
mod translation;
mod typing;

pub use actions::{
    ActionKind, ActionOffers, Actions, PowerBegun, Program, RESTART_PATIENCE, WAITING_ACTIONS, WaitingAction, WayBack,
    action_key,
};
pub use asked::Asked;
pub use buttons::{Button, ButtonStage};
pub use chat::{chat_key, customer_chat_key};
pub use choice::{SHELL_PROGRAMS, ShellChoice, ShellOffers, ShellProgram, ShellWay, ShellWish};
pub use effect::{Effect, GrantPlan, Granted, Lost};
pub use elevation::{Elevation, ElevationOffer, ElevationReport, ElevationStatus, ElevationWay, Sealed};
pub use event::{Event, EventKind};
pub use external::External;
pub use files::{FILE_ACTS, FILE_ITEMS, FileAct, FileActKind, FileItem, FileLog};
pub use guard::{CAUGHT_LINE, CaughtCommand, CaughtInput};
pub use hands::ControlAsk;
pub use input::{Answer, HeldShell, Input};
pub use invitations::{Invitation, InvitationKind};
pub use machine::Session;
pub use pins::{PIN_LIFE, Pin, PinnedItem};
pub use privacy::{Privacy, PrivacyReport};
pub use prompts::{No, Prompt};
pub use refusal::Refusal;
pub use routing::{Home, Homes, Offer, Orders, Route};
pub use scripts::{ScriptAsked, ScriptOrder, ScriptOver, ScriptRun};
pub use share::{Share, Shown};
pub use state::{
    CustomerSide, Graces, Participant, Phase, ScreenState, Shell, ShellStatus, Spec, State, Tool, Tools, Way,
};
pub use system::{ServiceHow, SystemAct, WAITING_ACTS, WaitingAct, act_key, note_key};
pub use told::{Told, ToldScript};
pub use translation::{SAID_BEFORE, TRANSLATION_LIMIT, Translation, Untranslated};

/// Number of the customer as the actor of events; no rep ever has it.
pub const CUSTOMER: u16 = u16::MAX;
/// Longest chat message in bytes.
pub const CHAT_LIMIT: usize = 4096;
/// Longest name of a shell in characters.
pub const SHELL_NAME_LIMIT: usize = 64;
/// Shells that may run in one session at a time.
pub const RUNNING_SHELLS: usize = 8;
/// Shells, ended ones included, that a session remembers; the oldest ended ones go first.
pub const REMEMBERED_SHELLS: usize = 64;
/// Reps in one session at a time.
pub const REPS: usize = 16;
