//! The relay: one actor per session, the agents' and consoles' links, and the fan-out between them. Screens and shells pass as bytes; nothing is decoded but the fixed heads.
//!
//! Not here: WebSockets (links), rights and accounts (engine), the rules of a session (session). The data path never waits for the store, a lock that is held across an await, or an actor.

mod about;
mod actions;
mod actor;
mod agent_link;
mod agents;
mod button;
mod capability;
mod changes;
mod choice;
mod client;
mod console_link;
mod consoles;
mod customer;
mod customer_side;
mod ended;
mod fields;
mod files;
mod guard;
mod inviting;
mod link;
mod pin;
mod pointing;
mod queue_link;
mod relay;
mod routing;
mod screen;
mod scripts;
mod sessions;
mod share;
mod shell;
mod skills;
#[cfg(test)]
mod stage;
mod system;
mod tap;
mod telling;
mod translating;
mod tried;
mod typing;
mod upload;
mod views;

pub use agent_link::{AgentArrival, AgentLink, taken_inventory};
pub use agents::AgentOf;
pub use console_link::{ConsoleLink, ScreenLink};
pub use consoles::NotAdmitted;
pub use customer::{CustomerDown, CustomerLink, CustomerUp, Told};
pub use files::FilesLink;
pub use link::{LinkDrain, LinkFault, LinkSender, link, problem};
pub use relay::Relay;
pub use share::ShareLink;
