//! Why a session does not do what it is asked.

use thiserror::Error;

/// Why a request was not done.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Error)]
pub enum Refusal {
    /// The user is not in this session: told the same as if there were none.
    #[error("there is no such session")]
    NotFound,
    /// The rep lacks the permission, or is not the owner.
    #[error("this is not allowed in this session")]
    NotPermitted,
    /// Somebody else has it.
    #[error("another representative has it")]
    InUse,
    /// Nobody has keyboard and mouse.
    #[error("keyboard and mouse are needed for this")]
    NoControl,
    /// They do not ask for control any more.
    #[error("nobody asks any more")]
    AskOver,
    /// There is no such invitation any more.
    #[error("the invitation is over")]
    InvitationOver,
    /// Somebody else was faster.
    #[error("another representative accepted it")]
    Taken,
    /// The customer is there with a browser only.
    #[error("there is no agent in this session")]
    NoAgent,
    /// The customer is being asked; the answer begins it.
    #[error("the customer is being asked")]
    Asking,
    /// The customer said no.
    #[error("the customer said no")]
    CustomerRefused,
    /// It is to be asked for, and nobody is there who could be asked.
    #[error("nobody is there who could be asked")]
    NobodyToAsk,
    /// The machine is being pinned already.
    #[error("the machine is being pinned already")]
    Pinning,
    /// A Support Button is being placed or removed, or there is one already, or none.
    #[error("the machine's Support Button does not allow that now")]
    Button,
    /// Administrative rights are being got already.
    #[error("administrative rights are being asked for")]
    Elevating,
    /// There is no such way to administrative rights at the endpoint.
    #[error("the endpoint has no such way to administrative rights")]
    NoElevation,
    /// The endpoint cannot do that, or not now.
    #[error("the endpoint cannot do that now")]
    NoAction,
    /// The endpoint has no such shell, or no such way to one.
    #[error("the endpoint offers no such shell")]
    NoChoice,
    /// It is to run with administrative rights, and the session has none.
    #[error("the session has no administrative rights")]
    NotElevated,
    /// The customer has stopped all access.
    #[error("the customer has paused all access")]
    Paused,
    /// A value out of bounds.
    #[error("the request is not valid")]
    Invalid,
    /// As many as there may be.
    #[error("there are as many as there may be")]
    Limit,
    /// The endpoint is away.
    #[error("the endpoint is not connected")]
    Offline,
    /// The session is over.
    #[error("the session has ended")]
    Ended,
}

impl Refusal {
    /// The stable code of docs/wire.md.
    pub fn code(self) -> &'static str {
        match self {
            Refusal::NotFound => "not_found",
            Refusal::NotPermitted => "not_permitted",
            Refusal::InUse => "in_use",
            Refusal::NoControl => "no_control",
            Refusal::AskOver => "ask_over",
            Refusal::InvitationOver => "invitation_over",
            Refusal::Taken => "taken",
            Refusal::NoAgent => "no_agent",
            Refusal::Asking => "asking",
            Refusal::CustomerRefused => "customer_refused",
            Refusal::NobodyToAsk => "nobody_to_ask",
            Refusal::Pinning => "pinning",
            Refusal::Button => "button",
            Refusal::Elevating => "elevating",
            Refusal::NoElevation => "no_elevation",
            Refusal::NoAction => "no_action",
            Refusal::NoChoice => "no_choice",
            Refusal::NotElevated => "not_elevated",
            Refusal::Paused => "paused",
            Refusal::Invalid => "invalid",
            Refusal::Limit => "limit",
            Refusal::Offline => "offline",
            Refusal::Ended => "ended",
        }
    }
}
