//! Secrets in the store, which the store alone cannot read: sealed with a key that is made of the appliance's own (XChaCha20-Poly1305).

use std::fmt;

use chacha20poly1305::{
    KeyInit as _, XChaCha20Poly1305,
    aead::{Aead as _, Payload},
};
use sha2::{Digest as _, Sha256};
use zeroize::Zeroizing;

use crate::SealError;

/// Length of what must never be used twice.
pub const NONCE: usize = 24;

/// Seals and opens. What was sealed for one place opens at no other.
pub struct Locker(XChaCha20Poly1305);

impl Locker {
    /// Of the seed of the appliance's key.
    pub fn of_seed(seed: &[u8; 32]) -> Self {
        let key = Zeroizing::new(<[u8; 32]>::from(
            Sha256::new().chain_update(b"towline store v1\0").chain_update(seed).finalize(),
        ));
        Locker(XChaCha20Poly1305::new((&*key).into()))
    }

    /// Seals `plain` for `place`, such as the id of its row. `nonce`: fresh random bytes.
    ///
    /// # Errors
    /// [`SealError::Length`] when it is longer than the cipher takes.
    pub fn seal(&self, place: &[u8], nonce: [u8; NONCE], plain: &[u8]) -> Result<Vec<u8>, SealError> {
        let payload = Payload { msg: plain, aad: place };
        let sealed = self.0.encrypt((&nonce).into(), payload).map_err(|_| SealError::Length)?;
        Ok([nonce.as_slice(), &sealed].concat())
    }

    /// Opens what was sealed for `place`.
    ///
    /// # Errors
    /// [`SealError`] when it was sealed with another key, for another place, or was changed.
    pub fn open(&self, place: &[u8], sealed: &[u8]) -> Result<Zeroizing<Vec<u8>>, SealError> {
        let (nonce, sealed) = sealed.split_first_chunk::<NONCE>().ok_or(SealError::Length)?;
        let payload = Payload { msg: sealed, aad: place };
        self.0.decrypt(nonce.into(), payload).map(Zeroizing::new).map_err(|_| SealError::Signature)
    }
}

impl fmt::Debug for Locker {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str("Locker(…)")
    }
}

#[cfg(test)]
mod tests {
    use proptest::prelude::*;

    use super::*;

    proptest! {
        #[test]
        fn what_was_sealed_opens_only_as_it_was_at_its_place_with_its_key(
            seed: [u8; 32], nonce: [u8; NONCE], plain in prop::collection::vec(any::<u8>(), 0..64), flip in any::<usize>(),
        ) {
            let locker = Locker::of_seed(&seed);
            let sealed = locker.seal(b"here", nonce, &plain).unwrap();
            prop_assert_eq!(&*locker.open(b"here", &sealed).unwrap(), &plain);
            prop_assert!(locker.open(b"there", &sealed).is_err());
            let mut other = seed;
            other[0] ^= 1;
            prop_assert!(Locker::of_seed(&other).open(b"here", &sealed).is_err());
            let mut changed = sealed.clone();
            let at = flip % changed.len();
            changed[at] ^= 1;
            prop_assert!(locker.open(b"here", &changed).is_err());
        }

        #[test]
        fn opening_never_panics(sealed in prop::collection::vec(any::<u8>(), 0..80)) {
            prop_assert!(Locker::of_seed(&[1; 32]).open(b"", &sealed).is_err());
        }
    }
}
