//! What tests stand on: a real appliance on a free port with a data folder of its own, and peers that speak the real wire and can be made to misbehave.
//!
//! Nothing here is a stand-in for a part of the appliance. Failures are `anyhow` errors, so that a test's `?` says what happened.

mod agent;
mod appliance;
mod console;
mod customer;
mod files;
mod http;
mod link;
mod proxy;
mod tls;

pub use agent::{AgentIdentity, SimulatedAgent, inventory};
pub use appliance::{Address, Person, Said, TestAppliance, run};
pub use console::SimulatedConsole;
pub use customer::{CustomerBrowser, SimulatedCustomer};
pub use files::{Fetched, FilesHeard, FilesViewer};
pub use http::{Answer, Browser};
pub use link::{Incoming, Link};
pub use proxy::{FaultProxy, Mishap};
