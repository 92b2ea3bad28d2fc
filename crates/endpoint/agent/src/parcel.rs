//! What a representative's browser seals to this agent, so that nobody in between can read it (docs/wire.md, "Elevation"): ECDH on P-256, HKDF-SHA256, AES-256-GCM; all of which browsers have.
//!
//! SECURITY: each key opens one parcel and is gone then, so nothing that was sent once can be sent again. Whose parcel it is, is told by the grant, not by this.

use ring::{
    aead::{AES_256_GCM, Aad, LessSafeKey, NONCE_LEN, Nonce, UnboundKey},
    agreement::{ECDH_P256, EphemeralPrivateKey, UnparsedPublicKey, agree_ephemeral},
    hkdf::{HKDF_SHA256, Salt},
    rand::SystemRandom,
};
use zeroize::Zeroizing;

/// A point on P-256, uncompressed.
const POINT: usize = 65;
/// What a parcel is for: one for something else is not opened.
pub(crate) const ELEVATION: &[u8] = b"towline elevation v1\0";
pub(crate) const RUN_AS: &[u8] = b"towline run as v1\0";
pub(crate) const SHELL_AS: &[u8] = b"towline shell as v1\0";

/// A key for one parcel.
pub(crate) struct ParcelKey {
    private: EphemeralPrivateKey,
    public: Vec<u8>,
}

impl ParcelKey {
    /// `None`: the system has no random numbers.
    pub(crate) fn new() -> Option<ParcelKey> {
        let private = EphemeralPrivateKey::generate(&ECDH_P256, &SystemRandom::new()).ok()?;
        let public = private.compute_public_key().ok()?.as_ref().to_vec();
        Some(ParcelKey { private, public })
    }

    /// What is sealed to.
    pub(crate) fn public(&self) -> &[u8] {
        &self.public
    }

    /// Opens a parcel of this session: the sender's point, and what is sealed.
    pub(crate) fn open(self, purpose: &[u8], session_id: &str, parcel: &[u8]) -> Option<Zeroizing<Vec<u8>>> {
        let ParcelKey { private, public } = self;
        let (theirs, sealed) = parcel.split_at_checked(POINT)?;
        let peer = UnparsedPublicKey::new(&ECDH_P256, theirs);
        agree_ephemeral(private, &peer, |shared| open(shared, &public, theirs, (purpose, session_id), sealed)).ok()?
    }
}

fn open(
    shared: &[u8],
    ours: &[u8],
    theirs: &[u8],
    (purpose, session_id): (&[u8], &str),
    sealed: &[u8],
) -> Option<Zeroizing<Vec<u8>>> {
    let key = key(shared, ours, theirs, (purpose, session_id))?;
    let mut opened = Zeroizing::new(sealed.to_vec());
    // The key is never used again, so neither is the nonce.
    let nonce = Nonce::assume_unique_for_key([0; NONCE_LEN]);
    let length = key.open_in_place(nonce, Aad::from(session_id.as_bytes()), &mut opened).ok()?.len();
    opened.truncate(length);
    Some(opened)
}

fn key(shared: &[u8], ours: &[u8], theirs: &[u8], (purpose, session_id): (&[u8], &str)) -> Option<LessSafeKey> {
    let salt = [ours, theirs].concat();
    let derived = Salt::new(HKDF_SHA256, &salt).extract(shared);
    let info = [purpose, session_id.as_bytes()];
    let key = derived.expand(&info, &AES_256_GCM).ok()?;
    Some(LessSafeKey::new(UnboundKey::from(key)))
}

#[cfg(test)]
pub(crate) mod tests {
    use super::*;

    /// As a browser does it.
    pub(crate) fn seal(to: &[u8], purpose: &[u8], session_id: &str, plain: &[u8]) -> Vec<u8> {
        let private = EphemeralPrivateKey::generate(&ECDH_P256, &SystemRandom::new()).unwrap();
        let mine = private.compute_public_key().unwrap().as_ref().to_vec();
        let peer = UnparsedPublicKey::new(&ECDH_P256, to);
        let key =
            agree_ephemeral(private, &peer, |shared| key(shared, to, &mine, (purpose, session_id))).unwrap().unwrap();
        let mut sealed = plain.to_vec();
        let nonce = Nonce::assume_unique_for_key([0; NONCE_LEN]);
        key.seal_in_place_append_tag(nonce, Aad::from(session_id.as_bytes()), &mut sealed).unwrap();
        [mine, sealed].concat()
    }

    #[test]
    fn a_parcel_is_opened_by_its_key_in_its_session_and_nowhere_else_sup_41() {
        let key = || ParcelKey::new().unwrap();
        let one = key();
        let parcel = seal(one.public(), ELEVATION, "session", b"secret");
        assert!(!parcel.windows(6).any(|part| part == b"secret"));
        assert_eq!(one.open(ELEVATION, "session", &parcel).unwrap().as_slice(), b"secret");
        let two = key();
        let parcel = seal(two.public(), ELEVATION, "session", b"secret");
        assert!(two.open(ELEVATION, "another", &parcel).is_none());
        assert!(key().open(ELEVATION, "session", &parcel).is_none());
        let other = key();
        let parcel = seal(other.public(), RUN_AS, "session", b"secret");
        assert!(other.open(ELEVATION, "session", &parcel).is_none());
        let three = key();
        let mut changed = seal(three.public(), ELEVATION, "session", b"secret");
        *changed.last_mut().unwrap() ^= 1;
        assert!(three.open(ELEVATION, "session", &changed).is_none());
        for length in [0, 1, POINT - 1, POINT, POINT + 15] {
            assert!(key().open(ELEVATION, "session", &vec![4; length]).is_none());
        }
    }
}
