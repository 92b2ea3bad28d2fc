//! The appliance's TLS: its certificate, given or made by itself, and the configuration of the listener (OPS-2); and what it trusts where it is a client itself (ACC-7).
//!
//! The web's certificate proves the site to browsers only. Agents pin the appliance's own key and bind their handshake to the channel ([`channel_binding`]), so a certificate
//! can be renewed or replaced without an agent noticing.

mod certificate;
mod client;
mod expiry;
mod generated;

pub use certificate::{Certificates, Source};
pub use client::{CaError, client_config};

use rustls::ServerConnection;
use thiserror::Error;

/// Why there is no usable certificate.
#[derive(Debug, Error)]
pub enum TlsError {
    /// A file could not be read or written.
    #[error("{what} {path}: {error}")]
    File {
        /// What was tried.
        what: &'static str,
        /// Which file.
        path: std::path::PathBuf,
        /// What stood in the way.
        error: std::io::Error,
    },
    /// The file holds no certificate, or no key.
    #[error("{0} has no {1} in PEM form")]
    Empty(std::path::PathBuf, &'static str),
    /// The key does not fit the certificate, or is of a kind that cannot sign.
    #[error("the certificate and its key cannot be used together: {0}")]
    Mismatch(rustls::Error),
    /// Making a certificate failed.
    #[error("cannot make a certificate: {0}")]
    Generate(#[from] rcgen::Error),
    /// The TLS library refused the configuration.
    #[error("cannot configure TLS: {0}")]
    Configure(rustls::Error),
}

/// What ties a handshake inside the connection to the connection (RFC 9266, `tls-exporter`). `None` when the library cannot say, which no completed handshake should meet.
pub fn channel_binding(connection: &ServerConnection) -> Option<[u8; 32]> {
    connection.export_keying_material([0u8; 32], b"EXPORTER-Channel-Binding", None).ok()
}
