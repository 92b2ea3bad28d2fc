//! How long sessions wait for people (SES-3, SES-20): what a site sets for those that start from now on.

use towline_policy::{Granted, action};

use crate::{Engine, Fault};

const CONSOLE: &str = "console_grace_seconds";
const TRANSFER: &str = "transfer_seconds";
/// The shortest and the longest that can be set, in seconds.
const BOUNDS: std::ops::RangeInclusive<u32> = 5..=3600;

/// How long a session waits.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct SessionWaits {
    /// For a rep whose console is gone, in seconds.
    pub console: u32,
    /// For an answer to a transfer, in seconds.
    pub transfer: u32,
}

/// What to change of it; `None` leaves it.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq)]
pub struct SessionWaitsChange {
    /// For a rep whose console is gone, in seconds.
    pub console: Option<u32>,
    /// For an answer to a transfer, in seconds.
    pub transfer: Option<u32>,
}

impl Engine {
    /// How long sessions wait that start now.
    ///
    /// # Errors
    /// When the store fails.
    pub async fn session_waits(&self) -> Result<SessionWaits, Fault> {
        let store = &self.inner.store;
        let seconds = |text: Option<String>, usual| text.and_then(|text| text.parse().ok()).unwrap_or(usual);
        Ok(SessionWaits {
            console: seconds(store.setting(CONSOLE).await?, 180),
            transfer: seconds(store.setting(TRANSFER).await?, 120),
        })
    }

    pub(crate) async fn change_session_waits(
        &self,
        granted: &Granted<action::ManageSecurity>,
        change: SessionWaitsChange,
    ) -> Result<(), Fault> {
        let mut fault = Fault::invalid();
        for (field, value) in [(CONSOLE, change.console), (TRANSFER, change.transfer)] {
            if value.is_some_and(|value| !BOUNDS.contains(&value)) {
                fault = fault.field(field, "From 5 to 3600 seconds.");
            }
        }
        if !fault.fields.is_empty() {
            return Err(fault);
        }
        for (name, value) in [(CONSOLE, change.console), (TRANSFER, change.transfer)] {
            if let Some(value) = value {
                let stamp = self.stamp(granted.actor());
                self.inner.store.set_setting(stamp, name, value.to_string()).await?;
            }
        }
        Ok(())
    }
}
