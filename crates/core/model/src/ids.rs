//! Typed identifiers: UUIDs that cannot be mistaken for one another, and the name of an agent's key.

use std::{fmt, str::FromStr};

use serde::{Deserialize, Serialize};
use thiserror::Error;
use uuid::Uuid;

/// A text that is no identifier.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Error)]
#[error("not an identifier")]
pub struct IdError;

macro_rules! id {
    ($(#[$doc:meta])* $name:ident) => {
        $(#[$doc])*
        #[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, PartialOrd, Ord, Serialize, Deserialize)]
        #[serde(transparent)]
        pub struct $name(Uuid);

        impl $name {
            /// From a UUID made elsewhere: the store, or the caller's source of randomness.
            pub const fn from_uuid(uuid: Uuid) -> Self {
                $name(uuid)
            }

            /// The UUID inside.
            pub const fn uuid(self) -> Uuid {
                self.0
            }
        }

        impl fmt::Display for $name {
            fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
                self.0.hyphenated().fmt(f)
            }
        }

        impl FromStr for $name {
            type Err = IdError;

            fn from_str(text: &str) -> Result<Self, IdError> {
                // Only the usual form of 36 characters: one spelling for one thing.
                if text.len() != 36 {
                    return Err(IdError);
                }
                Uuid::try_parse(text).map($name).map_err(|_| IdError)
            }
        }
    };
}

id!(
    /// An account.
    UserId
);
id!(
    /// A browser's sign-in of an account.
    LoginId
);
id!(
    /// An entry that a session can be started from.
    JumpItemId
);
id!(
    /// An installed, unattended agent.
    JumpClientId
);
id!(
    /// A named set of Jump Items.
    JumpGroupId
);
id!(
    /// A counted, expiring right to install Jump Clients.
    InstallerId
);
id!(
    /// A program that uses the interface.
    ApiAccountId
);
id!(
    /// A set of rights in a place of Jump Items.
    JumpItemRoleId
);
id!(
    /// A policy for the accounts that are members of it.
    GroupPolicyId
);
id!(
    /// What may be done inside sessions, for the items that name it.
    SessionPolicyId
);
id!(
    /// A support team.
    TeamId
);
id!(
    /// A field that sessions are started with.
    CustomFieldId
);
id!(
    /// What somebody is good at.
    SkillId
);
id!(
    /// What customers ask about.
    IssueId
);
id!(
    /// A file that goes along with a canned script.
    ResourceId
);
id!(
    /// A set of questions that is asked at the end of a session.
    SurveyId
);
id!(
    /// A system that says who somebody is.
    ProviderId
);
id!(
    /// One face of the portal.
    PublicSiteId
);
id!(
    /// A right to start one session, given to a customer.
    SessionKeyId
);
id!(
    /// A session.
    SessionId
);
id!(
    /// A shell in a session.
    ShellId
);
id!(
    /// An attempt to make a customer's machine a Jump Client.
    PinId
);
id!(
    /// A Support Button on somebody's machine.
    ButtonId
);
id!(
    /// How Support Buttons look, and which public site they belong to.
    ButtonProfileId
);
id!(
    /// A right to install Support Buttons.
    ButtonInstallerId
);
id!(
    /// A file that somebody sent in a session's chat.
    AttachmentId
);
id!(
    /// A text that reps say often.
    CannedMessageId
);
id!(
    /// A canned script.
    ScriptId
);

impl PublicSiteId {
    /// The site that answers wherever no other one is meant. It is always there.
    pub const DEFAULT: PublicSiteId = PublicSiteId(Uuid::from_u128(1));
}

impl ButtonProfileId {
    /// The profile of every button without another one. It is always there.
    pub const DEFAULT: ButtonProfileId = ButtonProfileId(Uuid::from_u128(1));
}

/// SHA-256 of an agent's public key.
#[derive(Clone, Copy, PartialEq, Eq, Hash, PartialOrd, Ord, Serialize, Deserialize)]
#[serde(transparent)]
pub struct AgentKeyId(pub [u8; 32]);

impl fmt::Debug for AgentKeyId {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str("AgentKeyId(")?;
        for byte in self.0.iter().take(6) {
            write!(f, "{byte:02x}")?;
        }
        f.write_str("…)")
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn an_id_has_one_spelling() {
        let id = UserId::from_uuid(Uuid::from_u128(0x0190_0000_0000_7000_8000_0000_0000_0001));
        assert_eq!(id.to_string().parse(), Ok(id));
        for text in ["", "1", "{01900000-0000-7000-8000-000000000001}", "01900000000070008000000000000001"] {
            assert_eq!(text.parse::<UserId>(), Err(IdError), "{text}");
        }
    }
}
