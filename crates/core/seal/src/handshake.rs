//! The transcript that both sides of an agent's link sign, so that each knows who answers and that nobody stands between (JMP-10, JMP-11).
//!
//! Both sides build it from the two messages that went over the link and from their own end of the TLS channel.

use sha2::{Digest, Sha256};
use towline_wire::v1::{AgentChallenge, AgentHello};

use crate::key::{Keeper, Purpose, SealError, verify};

/// Length of both nonces.
pub const NONCE_BYTES: usize = 32;
/// Length of `AgentHello.instance`.
pub const INSTANCE_BYTES: usize = 16;
/// What stands for the channel binding where a proxy ends the TLS (`docs/wire.md`).
pub const NO_CHANNEL_BINDING: [u8; 32] = [0; 32];
/// The feature by which the appliance says that it uses [`NO_CHANNEL_BINDING`].
pub const NO_CHANNEL_BINDING_FEATURE: &str = "no-channel-binding";

/// All that the two signatures cover.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Handshake {
    /// The appliance's random bytes.
    pub nonce_a: [u8; NONCE_BYTES],
    /// The agent's random bytes.
    pub nonce_e: [u8; NONCE_BYTES],
    /// The appliance's public key.
    pub appliance_key: [u8; 32],
    /// The agent's public key.
    pub agent_key: [u8; 32],
    /// Made when the agent's process started.
    pub instance: [u8; INSTANCE_BYTES],
    /// The appliance's version of the wire, major and minor.
    pub version_a: (u32, u32),
    /// The agent's version of the wire, major and minor.
    pub version_e: (u32, u32),
    /// The TLS exporter of this connection (RFC 9266).
    pub channel_binding: [u8; 32],
}

impl Handshake {
    /// From the two messages as they went over the link, and this side's channel binding. Every length is checked.
    pub fn from_messages(
        challenge: &AgentChallenge,
        hello: &AgentHello,
        channel_binding: [u8; 32],
    ) -> Result<Self, SealError> {
        let version_a = challenge.version.as_ref().ok_or(SealError::Missing)?;
        let version_e = hello.version.as_ref().ok_or(SealError::Missing)?;
        Ok(Handshake {
            nonce_a: exactly(&challenge.nonce)?,
            nonce_e: exactly(&hello.nonce)?,
            appliance_key: exactly(&challenge.appliance_key)?,
            agent_key: exactly(&hello.agent_key)?,
            instance: exactly(&hello.instance)?,
            version_a: (version_a.major, version_a.minor),
            version_e: (version_e.major, version_e.minor),
            channel_binding,
        })
    }

    /// SHA-256 of everything, every field of fixed length.
    pub fn transcript(&self) -> [u8; 32] {
        let mut hash = Sha256::new();
        hash.update(self.nonce_a);
        hash.update(self.nonce_e);
        hash.update(self.appliance_key);
        hash.update(self.agent_key);
        hash.update(self.instance);
        for number in [self.version_a.0, self.version_a.1, self.version_e.0, self.version_e.1] {
            hash.update(number.to_le_bytes());
        }
        hash.update(self.channel_binding);
        hash.finalize().into()
    }

    /// The agent's signature (`AgentHello.signature`).
    pub fn sign_as_agent(&self, agent: &dyn Keeper) -> [u8; 64] {
        agent.sign(Purpose::AgentHandshake, &self.transcript())
    }

    /// Whether the holder of `agent_key` made this signature over this very handshake.
    pub fn verify_agent(&self, signature: &[u8]) -> Result<(), SealError> {
        verify(&self.agent_key, Purpose::AgentHandshake, &self.transcript(), signature)
    }

    /// The appliance's signature (`AgentWelcome.signature`).
    pub fn sign_as_appliance(&self, appliance: &dyn Keeper) -> [u8; 64] {
        appliance.sign(Purpose::ApplianceHandshake, &self.transcript())
    }

    /// Whether the holder of `appliance_key` made this signature over this very handshake. The agent compares `appliance_key` with the one that it pinned beforehand.
    pub fn verify_appliance(&self, signature: &[u8]) -> Result<(), SealError> {
        verify(&self.appliance_key, Purpose::ApplianceHandshake, &self.transcript(), signature)
    }
}

fn exactly<const N: usize>(bytes: &[u8]) -> Result<[u8; N], SealError> {
    bytes.try_into().map_err(|_| SealError::Length)
}

#[cfg(test)]
mod tests {
    use proptest::prelude::*;
    use towline_wire::v1::Version;

    use super::*;
    use crate::SecretKey;

    fn handshake() -> (Handshake, SecretKey, SecretKey) {
        let (appliance, agent) = (SecretKey::from_seed(&[1; 32]), SecretKey::from_seed(&[2; 32]));
        let handshake = Handshake {
            nonce_a: [10; 32],
            nonce_e: [11; 32],
            appliance_key: appliance.public_key(),
            agent_key: agent.public_key(),
            instance: [12; 16],
            version_a: (1, 0),
            version_e: (1, 0),
            channel_binding: [13; 32],
        };
        (handshake, appliance, agent)
    }

    #[test]
    fn each_side_verifies_the_other_jmp_10() {
        let (handshake, appliance, agent) = handshake();
        assert_eq!(handshake.verify_agent(&handshake.sign_as_agent(&agent)), Ok(()));
        assert_eq!(handshake.verify_appliance(&handshake.sign_as_appliance(&appliance)), Ok(()));
        assert!(handshake.verify_appliance(&handshake.sign_as_agent(&agent)).is_err());
        assert!(handshake.verify_agent(&handshake.sign_as_agent(&appliance)).is_err());
    }

    #[test]
    fn the_transcript_is_the_one_of_the_document() {
        let (handshake, ..) = handshake();
        let mut all = Vec::new();
        all.extend([10; 32]);
        all.extend([11; 32]);
        all.extend(handshake.appliance_key);
        all.extend(handshake.agent_key);
        all.extend([12; 16]);
        all.extend([1, 0, 0, 0, 0, 0, 0, 0, 1, 0, 0, 0, 0, 0, 0, 0]);
        all.extend([13; 32]);
        assert_eq!(handshake.transcript(), <[u8; 32]>::from(Sha256::digest(&all)));
    }

    proptest! {
        #[test]
        fn any_changed_field_breaks_both_signatures_jmp_10(field in 0usize..10, byte in 0usize..16, change in 1u8..) {
            let (mut changed, appliance, agent) = handshake();
            let (by_agent, by_appliance) = (changed.sign_as_agent(&agent), changed.sign_as_appliance(&appliance));
            match field {
                0 => changed.nonce_a[byte] ^= change,
                1 => changed.nonce_e[byte] ^= change,
                2 => changed.appliance_key[byte] ^= change,
                3 => changed.agent_key[byte] ^= change,
                4 => changed.instance[byte] ^= change,
                5 => changed.version_a.0 ^= u32::from(change),
                6 => changed.version_a.1 ^= u32::from(change),
                7 => changed.version_e.0 ^= u32::from(change),
                8 => changed.version_e.1 ^= u32::from(change),
                _ => changed.channel_binding[byte] ^= change,
            }
            prop_assert!(changed.verify_agent(&by_agent).is_err());
            prop_assert!(changed.verify_appliance(&by_appliance).is_err());
        }

        #[test]
        fn messages_of_any_shape_are_read_or_refused_qlt_7(lengths in prop::array::uniform5(0usize..40), with_version: bool) {
            let bytes = |n: usize| vec![5u8; n].into();
            let version = with_version.then(Version::default);
            let challenge = AgentChallenge { version: version.clone(), nonce: bytes(lengths[0]), appliance_key: bytes(lengths[1]) };
            let hello = AgentHello { version, nonce: bytes(lengths[2]), agent_key: bytes(lengths[3]), instance: bytes(lengths[4]), ..Default::default() };
            let fits = with_version && lengths == [32, 32, 32, 32, 16];
            prop_assert_eq!(Handshake::from_messages(&challenge, &hello, [0; 32]).is_ok(), fits);
        }
    }
}
