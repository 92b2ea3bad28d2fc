//! Signatures that agents and the appliance trust each other by: the handshake of an agent's link, the grants of a session, and the names of keys (`docs/wire.md`, "Agent handshake"). The chain of hashes that records hang on, and the sealing of secrets that are stored. And the trailer of the customer client's program.
//!
//! Pure: no I/O, no clock, no randomness. Keys come from the caller; whether a grant is in force is judged by the agent, not here.

mod chain;
mod grant;
mod handshake;
mod key;
mod locker;
mod trailer;

pub use chain::{CHAIN_START, chained};
pub use grant::{open_grant, sign_grant};
pub use handshake::{Handshake, INSTANCE_BYTES, NO_CHANNEL_BINDING, NO_CHANNEL_BINDING_FEATURE, NONCE_BYTES};
pub use key::{Keeper, Purpose, SealError, SecretKey, agent_key_id, verify};
pub use locker::{Locker, NONCE};
pub use towline_wire::v1::SupportTrailer;
pub use trailer::{TRAILER_BYTES, TrailerError, read_trailer, trailer};
