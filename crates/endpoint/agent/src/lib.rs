//! The agent's service, without the operating system: its link to the appliance, the sessions that it holds, and the check of everything that it is asked to do
//! against the grants that the appliance signed (SES-4). What the machine does is behind `towline_platform::Host`.
//!
//! One thread, no timer but the heartbeat's: an idle agent costs nothing. Needs a `LocalSet` on a current-thread runtime.

mod actions;
mod agent;
mod agreeing;
mod asking;
mod backoff;
mod button;
mod channel;
mod choice;
mod clipboard;
mod connect;
mod customer;
mod drawing;
mod elevation;
mod fetch;
mod files;
mod gate;
mod guard;
mod identity;
mod install;
mod parcel;
mod pause;
mod privacy;
mod report;
mod screen;
mod sending;
mod serve;
mod sessions;
mod shell;
mod survey;
mod system;
mod system_gate;
mod tls;

pub use agent::{Agent, Notice, Stop, enrol, say_goodbye};
pub use connect::{Enrolled, LinkError};
pub use customer::{CustomerSide, News, PATIENCE, Wish};
pub use elevation::Credentials;
pub use fetch::Coming;
pub use identity::{Identity, Site, SiteError, parse_key};
pub use survey::{AfterEnd, Said, Survey, after_end};
