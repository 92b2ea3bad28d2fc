//! The WebSocket ends of the appliance: `/link/agent`, `/link/console` and `/link/customer` (docs/wire.md). Handshakes, limits, heartbeats, one writer per link; what the messages do is the relay's.
//!
//! Not here: rights (engine, policy), routing (relay), TLS and the accept loop (the program).

mod agent;
mod agreeing;
mod answering;
mod console;
mod customer;
mod rate;
mod socket;
mod upgrade;

use std::sync::Arc;

use axum::Router;
use axum::routing::any;
use tokio::sync::Semaphore;
use towline_relay::Relay;

/// The TLS exporter of a connection (RFC 9266). The accept loop puts it on each request as an extension; without it a link has no channel binding.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct ChannelBinding(pub [u8; 32]);

/// Agents that may be in their handshake at a time: after a restart 10,000 come within a minute (JMP-13).
const HANDSHAKES: usize = 256;

#[derive(Clone)]
struct Links {
    relay: Relay,
    handshakes: Arc<Semaphore>,
}

/// The routes of all links.
pub fn router(relay: Relay) -> Router {
    let links = Links { relay, handshakes: Arc::new(Semaphore::new(HANDSHAKES)) };
    Router::new()
        .route("/link/agent", any(agent::open))
        .route("/link/console", any(console::open))
        .route("/link/customer", any(customer::open))
        .with_state(links)
}
