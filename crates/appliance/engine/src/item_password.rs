//! A Jump Client's own password (JMP-15): set with the right to change the connection, entered before every session.
//!
//! SECURITY: kept as an Argon2id hash; in no event, no line of the record, no export and no answer. Guesses are counted for each rep at each client.

use towline_login::Match;
use towline_model::Moment;
use towline_policy::{Granted, action};

use crate::{Engine, Fault, FaultKind, Principal, sign_in::too_many};

/// Shortest and longest password, in bytes.
const LENGTHS: std::ops::RangeInclusive<usize> = 8..=256;

impl Engine {
    /// The hash to keep of a password that somebody sets, with the moment.
    ///
    /// # Errors
    /// `invalid`, in the field "password".
    pub(crate) async fn item_password(&self, password: &str) -> Result<(String, Moment), Fault> {
        if !LENGTHS.contains(&password.len()) {
            return Err(Fault::invalid().field("password", "Use 8 to 256 bytes."));
        }
        Ok((self.inner.passwords.hash(password).await?, self.now()))
    }

    /// Whether this is what must be entered before a session with the granted item.
    ///
    /// # Errors
    /// `password_needed`, `wrong_password`, `too_many_attempts`.
    pub async fn unlock(
        &self,
        principal: &Principal,
        granted: &Granted<action::StartSession>,
        password: &str,
    ) -> Result<(), Fault> {
        let Some(hash) = self.inner.store.client_password(granted).await? else { return Ok(()) };
        let name = &granted.resource().name;
        if password.is_empty() {
            let title = format!("{name} has a password of its own.");
            return Err(
                Fault::new(FaultKind::NotPermitted, "password_needed", title).detail("Enter it to start a session.")
            );
        }
        let (rep, client) = (principal.user_id.to_string(), granted.resource().client.to_string());
        self.inner.throttle.unlock(&rep, &client).map_err(|_| too_many())?;
        match self.inner.passwords.check(password, Some(&hash)).await? {
            Match::Right => Ok(()),
            Match::Wrong => {
                tracing::warn!(user = %principal.user_id, item = %granted.resource().item, "a wrong password of a Jump Client");
                let title = format!("This is not the password of {name}.");
                Err(Fault::new(FaultKind::NotPermitted, "wrong_password", title).detail("Check it and try again."))
            }
        }
    }
}
