//! The closed set of ways in which the engine says no. The edges turn a fault into problem+json or a `Problem` of the wire, once.

use std::collections::BTreeMap;

use thiserror::Error;
use towline_policy::Denied;
use towline_store::{MOST, StoreError};

/// What kind of no it is.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
pub enum FaultKind {
    /// There is no such thing, or not for this actor.
    NotFound,
    /// It exists, but is not for this actor.
    NotPermitted,
    /// Nobody is signed in, or not any more.
    NotSignedIn,
    /// What was asked makes no sense as it stands.
    Invalid,
    /// It collides with what exists.
    Conflict,
    /// It is not any more what the caller had seen.
    Stale,
    /// Too often, or too much at a time.
    TooMany,
    /// Not now: the appliance stops, or something that it needs is not there.
    Unavailable,
    /// The appliance's own failure.
    Internal,
}

/// Why something was not done. `code` is stable; `title` is a sentence for a person; `detail` says what to do next.
#[derive(Debug, Clone, PartialEq, Eq, Error)]
#[error("{code}: {title}")]
pub struct Fault {
    /// What kind of no it is.
    pub kind: FaultKind,
    /// Stable name, for programs.
    pub code: &'static str,
    /// A sentence for a person.
    pub title: String,
    /// What to do next; may be empty.
    pub detail: String,
    /// What is wrong with which field of a form.
    pub fields: BTreeMap<&'static str, String>,
}

impl Fault {
    /// A fault with a sentence.
    pub fn new(kind: FaultKind, code: &'static str, title: impl Into<String>) -> Self {
        Fault { kind, code, title: title.into(), detail: String::new(), fields: BTreeMap::new() }
    }

    /// With what to do next.
    #[must_use]
    pub fn detail(mut self, detail: impl Into<String>) -> Self {
        self.detail = detail.into();
        self
    }

    /// With what is wrong with a field.
    #[must_use]
    pub fn field(mut self, field: &'static str, message: impl Into<String>) -> Self {
        self.fields.insert(field, message.into());
        self
    }

    /// There is no such thing.
    pub fn not_found() -> Self {
        Fault::new(FaultKind::NotFound, "not_found", "There is no such thing.")
            .detail("It may have been removed meanwhile.")
    }

    /// It is not for this actor.
    pub fn not_permitted() -> Self {
        Fault::new(FaultKind::NotPermitted, "not_permitted", "You are not permitted to do this.")
            .detail("An administrator of this site can change that.")
    }

    /// No live login.
    pub fn not_signed_in() -> Self {
        Fault::new(FaultKind::NotSignedIn, "signed_out", "You are not signed in.").detail("Sign in and try again.")
    }

    /// Somebody without an account is in no session any more (SUP-70).
    pub fn invitation_ended() -> Self {
        Fault::new(FaultKind::NotSignedIn, "invitation_ended", "Your invitation has ended.")
            .detail("Ask whoever invited you if you are still needed.")
    }

    /// A form with mistakes; add them by [`Fault::field`].
    pub fn invalid() -> Self {
        Fault::new(FaultKind::Invalid, "invalid", "Something is not filled in as it must be.")
    }

    /// The web console is off (ACC-2).
    pub fn console_disabled() -> Self {
        Fault::new(FaultKind::NotPermitted, "console_disabled", "The web console is switched off.")
            .detail("An administrator can switch it on under Management > Security.")
    }

    /// Somebody else changed it since the caller looked.
    pub fn stale() -> Self {
        Fault::new(FaultKind::Stale, "changed_meanwhile", "Somebody else changed this meanwhile.")
            .detail("Look at it again, then repeat your change.")
    }

    /// The appliance's own failure; what it was is in the log, not in the answer.
    pub fn internal() -> Self {
        Fault::new(FaultKind::Internal, "internal", "That did not work.")
            .detail("Try again. The details are in the site's log.")
    }
}

impl From<StoreError> for Fault {
    fn from(error: StoreError) -> Self {
        match error {
            StoreError::Stale => return Fault::stale(),
            StoreError::Repeated => {
                return Fault::new(FaultKind::Conflict, "done_before", "This request was done before.")
                    .detail("Its answer was not kept. Look at the thing itself; the administrative record names it.");
            }
            StoreError::Full => {
                return Fault::new(
                    FaultKind::Conflict,
                    "too_many_things",
                    format!("There are {MOST} of these already."),
                )
                .detail("Remove those that nobody needs any more.");
            }
            _ => {}
        }
        tracing::error!(%error, "the store failed");
        Fault::internal()
    }
}

impl From<Denied> for Fault {
    fn from(denied: Denied) -> Self {
        match denied {
            Denied::Hidden => Fault::not_found(),
            Denied::NotPermitted => Fault::not_permitted(),
            Denied::ConsoleDisabled => Fault::console_disabled(),
            Denied::FactorRequired => {
                Fault::new(FaultKind::NotPermitted, "second_factor_required", "Set up a second factor first.")
                    .detail("A rule of this site asks for one: an authenticator app or a passkey.")
            }
            Denied::NotFresh => Fault::new(FaultKind::NotPermitted, "again_required", "Confirm that it is you.")
                .detail("This decides about who can sign in, and you signed in a while ago."),
            Denied::PasswordChangeRequired => {
                Fault::new(FaultKind::NotPermitted, "password_change_required", "Change your password first.")
                    .detail("The password that you were given is for the first sign-in only.")
            }
        }
    }
}
