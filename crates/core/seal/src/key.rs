//! Ed25519 keys and what they may sign. Every signature is made for one purpose, so that none can be shown as another's.

use std::fmt;

use ed25519_dalek::{Signature, Signer, SigningKey, VerifyingKey};
use sha2::{Digest, Sha256};
use thiserror::Error;
use towline_model::AgentKeyId;
use zeroize::Zeroizing;

use crate::Locker;

/// Why something signed is not taken.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Error)]
pub enum SealError {
    /// A key, nonce or signature is not as long as it must be.
    #[error("a field of the signed message has the wrong length")]
    Length,
    /// A field that must be there is not.
    #[error("a field of the signed message is missing")]
    Missing,
    /// The signature is not this key's over this content.
    #[error("the signature does not fit")]
    Signature,
    /// The signature fits, and the content is no message.
    #[error("the signed content cannot be read")]
    Content,
}

/// What a signature is for. Each has its own text in front of what is signed.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Purpose {
    /// An agent proves itself to the appliance.
    AgentHandshake,
    /// The appliance proves itself to an agent.
    ApplianceHandshake,
    /// What the appliance allows in a session.
    Grant,
    /// What the appliance appends to the customer client's program.
    Trailer,
}

impl Purpose {
    /// The text in front. Ends with a zero byte, so that none is the beginning of another.
    fn domain(self) -> &'static [u8] {
        match self {
            Purpose::AgentHandshake => b"towline agent v1\0",
            Purpose::ApplianceHandshake => b"towline appliance v1\0",
            Purpose::Grant => b"towline grant v1\0",
            Purpose::Trailer => b"towline trailer v1\0",
        }
    }

    fn message(self, content: &[u8]) -> Vec<u8> {
        [self.domain(), content].concat()
    }
}

/// Keeps a signing key and uses it, without giving it out. The appliance's may move to a process of its own.
pub trait Keeper: Send + Sync {
    /// The public half.
    fn public_key(&self) -> [u8; 32];
    /// Signs `content` for `purpose`.
    fn sign(&self, purpose: Purpose, content: &[u8]) -> [u8; 64];
}

/// A signing key in memory; wiped when dropped.
pub struct SecretKey(SigningKey);

impl SecretKey {
    /// From 32 random bytes.
    pub fn from_seed(seed: &[u8; 32]) -> Self {
        SecretKey(SigningKey::from_bytes(seed))
    }

    /// What seals secrets in this appliance's store.
    pub fn locker(&self) -> Locker {
        Locker::of_seed(&self.seed())
    }

    /// The seed, for the file that keeps it.
    pub fn seed(&self) -> Zeroizing<[u8; 32]> {
        Zeroizing::new(self.0.to_bytes())
    }
}

impl Keeper for SecretKey {
    fn public_key(&self) -> [u8; 32] {
        self.0.verifying_key().to_bytes()
    }

    fn sign(&self, purpose: Purpose, content: &[u8]) -> [u8; 64] {
        self.0.sign(&purpose.message(content)).to_bytes()
    }
}

impl fmt::Debug for SecretKey {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str("SecretKey(…)")
    }
}

/// Checks a signature that was made for `purpose`.
pub fn verify(public_key: &[u8; 32], purpose: Purpose, content: &[u8], signature: &[u8]) -> Result<(), SealError> {
    let signature = Signature::from_slice(signature).map_err(|_| SealError::Length)?;
    let key = VerifyingKey::from_bytes(public_key).map_err(|_| SealError::Signature)?;
    // SECURITY: strict, so that keys of small order and signatures with a second spelling are refused.
    key.verify_strict(&purpose.message(content), &signature).map_err(|_| SealError::Signature)
}

/// The name of an agent's key: SHA-256 of its public half.
pub fn agent_key_id(public_key: &[u8; 32]) -> AgentKeyId {
    AgentKeyId(Sha256::digest(public_key).into())
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_signature_for_one_purpose_is_worthless_for_another() {
        let key = SecretKey::from_seed(&[7; 32]);
        let purposes = [Purpose::AgentHandshake, Purpose::ApplianceHandshake, Purpose::Grant, Purpose::Trailer];
        for made_for in purposes {
            let signature = key.sign(made_for, b"content");
            for shown_as in purposes {
                let fits = verify(&key.public_key(), shown_as, b"content", &signature).is_ok();
                assert_eq!(fits, made_for == shown_as, "{made_for:?} as {shown_as:?}");
            }
        }
    }

    #[test]
    fn a_secret_key_does_not_show_itself() {
        assert_eq!(format!("{:?}", SecretKey::from_seed(&[1; 32])), "SecretKey(…)");
    }

    #[test]
    fn a_key_of_small_order_signs_nothing() {
        let mut identity = [0; 32];
        identity[0] = 1;
        let mut signature = [0; 64];
        signature[0] = 1;
        assert!(verify(&identity, Purpose::Grant, b"anything", &signature).is_err());
    }
}
