//! Random secrets that are handed out once and kept as hashes only: login tokens, tickets, installers' tokens, the set-up code.

use base64::{Engine as _, engine::general_purpose::URL_SAFE_NO_PAD};
use sha2::{Digest as _, Sha256};
use uuid::Uuid;

use crate::Fault;

/// A secret as it is handed out, and the hash that is kept of it.
pub(crate) struct Secret {
    pub(crate) text: String,
    pub(crate) hash: [u8; 32],
}

impl Secret {
    /// Of so many random bytes, in base64url.
    pub(crate) fn fresh<const BYTES: usize>() -> Result<Self, Fault> {
        let text = URL_SAFE_NO_PAD.encode(random::<BYTES>()?);
        Ok(Secret { hash: hash(&text), text })
    }
}

/// The hash that is kept of a secret.
pub(crate) fn hash(text: &str) -> [u8; 32] {
    Sha256::digest(text.as_bytes()).into()
}

pub(crate) fn random<const BYTES: usize>() -> Result<[u8; BYTES], Fault> {
    let mut bytes = [0; BYTES];
    getrandom::fill(&mut bytes).map_err(|error| {
        tracing::error!(%error, "the system has no randomness");
        Fault::internal()
    })?;
    Ok(bytes)
}

/// A new id.
pub(crate) fn fresh_id() -> Uuid {
    Uuid::now_v7()
}

/// Whether a text has the shape of a token of ours; what has not is not even hashed.
pub(crate) fn is_token(text: &str) -> bool {
    text.len() <= 64 && text.bytes().all(|byte| byte.is_ascii_alphanumeric() || b"-_".contains(&byte))
}
