//! Signing and opening grants: what the appliance allows in one session on one agent (SES-4).

use prost::Message;
use towline_wire::{
    CONTROL_LIMIT_LARGE,
    v1::{Grant, SignedGrant},
};

use crate::key::{Keeper, Purpose, SealError, verify};

/// Signs a grant as it travels.
pub fn sign_grant(keeper: &dyn Keeper, grant: &Grant) -> SignedGrant {
    let grant = grant.encode_to_vec();
    let signature = keeper.sign(Purpose::Grant, &grant).to_vec();
    SignedGrant { grant: grant.into(), signature: signature.into() }
}

/// The grant inside, if the appliance with this key signed it. Says nothing about whether it is in force, or for whom.
pub fn open_grant(signed: &SignedGrant, appliance_key: &[u8; 32]) -> Result<Grant, SealError> {
    if signed.grant.len() > CONTROL_LIMIT_LARGE {
        return Err(SealError::Length);
    }
    // SECURITY: the signature first; what is not the appliance's is not even parsed.
    verify(appliance_key, Purpose::Grant, &signed.grant, &signed.signature)?;
    Grant::decode(signed.grant.clone()).map_err(|_| SealError::Content)
}

#[cfg(test)]
mod tests {
    use proptest::prelude::*;
    use towline_wire::v1::{CommandRule, GrantParticipant};

    use super::*;
    use crate::SecretKey;

    fn grant(sequence: u64, controller: u32) -> Grant {
        Grant {
            session_id: "0190aaaa-0000-7000-8000-000000000001".into(),
            agent_key_id: vec![3; 32].into(),
            sequence,
            participants: vec![GrantParticipant {
                number: 1,
                user_id: "0190aaaa-0000-7000-8000-000000000002".into(),
                display_name: "Ada".into(),
                permissions: vec![1, 2, 3],
                clipboard: false,
                sound: true,
                file_readable: Vec::new(),
                file_writable: Vec::new(),
                file_scan: true,
                command_rules: vec![1].into(),
            }],
            controller,
            recorded: true,
            not_before_ms: 1,
            expires_ms: i64::MAX,
            grace_seconds: 180,
            typist: 0,
            command_rules: vec![CommandRule { pattern: "rm *".into(), deny: true, note: "ask first".into() }],
        }
    }

    proptest! {
        #[test]
        fn a_signed_grant_comes_back_as_it_was_ses_4(sequence: u64, controller: u32) {
            let key = SecretKey::from_seed(&[9; 32]);
            let grant = grant(sequence, controller);
            prop_assert_eq!(open_grant(&sign_grant(&key, &grant), &key.public_key()), Ok(grant));
        }

        #[test]
        fn a_grant_with_one_changed_bit_is_refused_ses_4(byte: prop::sample::Index, bit in 0u8..8, in_signature: bool) {
            let key = SecretKey::from_seed(&[9; 32]);
            let mut signed = sign_grant(&key, &grant(4, 1));
            let field = if in_signature { &mut signed.signature } else { &mut signed.grant };
            let mut bytes = field.to_vec();
            let at = byte.index(bytes.len());
            bytes[at] ^= 1 << bit;
            *field = bytes.into();
            prop_assert_eq!(open_grant(&signed, &key.public_key()), Err(SealError::Signature));
        }

        #[test]
        fn no_signed_grant_makes_the_reader_panic_qlt_7(grant in prop::collection::vec(any::<u8>(), 0..80), signature in prop::collection::vec(any::<u8>(), 0..80)) {
            let key = SecretKey::from_seed(&[9; 32]).public_key();
            let signed = SignedGrant { grant: grant.into(), signature: signature.into() };
            prop_assert!(open_grant(&signed, &key).is_err());
        }
    }

    #[test]
    fn a_grant_of_another_appliance_is_refused_ses_4() {
        let signed = sign_grant(&SecretKey::from_seed(&[9; 32]), &grant(1, 0));
        assert_eq!(open_grant(&signed, &SecretKey::from_seed(&[8; 32]).public_key()), Err(SealError::Signature));
    }

    #[test]
    fn what_the_key_signed_must_still_be_a_grant() {
        let key = SecretKey::from_seed(&[9; 32]);
        let content = b"\xff\xff\xff".to_vec();
        let signature = key.sign(Purpose::Grant, &content).to_vec();
        let signed = SignedGrant { grant: content.into(), signature: signature.into() };
        assert_eq!(open_grant(&signed, &key.public_key()), Err(SealError::Content));
    }
}
