//! What the site is: its name, its address, its switch for web consoles, its health, its clock.

use std::{
    collections::BTreeMap,
    sync::{Mutex, PoisonError},
    time::{Instant, SystemTime, UNIX_EPOCH},
};

use serde::Serialize;
use towline_model::{Clock, Moment};
use towline_policy::{Granted, action};

use crate::{Change, Engine, Fault, items::FREQUENT_LOOKS_BACK};

const ALLOW_WEB_CONSOLE: &str = "allow_web_console";

/// What this site is called and where it is.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Site {
    /// What people call it.
    pub name: String,
    /// Its origin: `https://support.example.com`, with a port if it is not 443, without a slash at the end.
    pub url: String,
    /// Release of the program.
    pub version: String,
    /// Name of the machine that it runs on.
    pub host_name: String,
    /// Whether a proxy ends the TLS, so that links have no channel binding (`docs/wire.md`).
    pub behind_proxy: bool,
}

/// The system's clock: wall time at the start, monotonic from then on, so that no setting of the clock makes anything expire early or late.
#[derive(Debug)]
pub struct SystemClock {
    wall: Moment,
    since: Instant,
}

impl SystemClock {
    /// Anchored now.
    pub fn start() -> Self {
        let wall = SystemTime::now().duration_since(UNIX_EPOCH).map_or(0, |age| age.as_millis());
        SystemClock { wall: Moment(i64::try_from(wall).unwrap_or(i64::MAX)), since: Instant::now() }
    }
}

impl Clock for SystemClock {
    fn now(&self) -> Moment {
        self.wall + self.since.elapsed()
    }
}

/// How a part of the appliance is.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize)]
#[serde(rename_all = "snake_case")]
pub enum HealthState {
    /// All is well.
    Ok,
    /// Somebody should look.
    Warning,
    /// It does not work.
    Error,
}

/// The health of one part.
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
pub struct Health {
    /// Which part: "store", "certificate".
    pub what: &'static str,
    /// How it is.
    pub state: HealthState,
    /// A sentence for a person.
    pub message: String,
}

/// What the parts last reported of themselves.
#[derive(Debug, Default)]
pub(crate) struct HealthBoard {
    parts: Mutex<BTreeMap<&'static str, (HealthState, String)>>,
    pin: Mutex<Option<String>>,
}

impl Engine {
    /// A part reports how it is.
    pub fn report_health(&self, what: &'static str, state: HealthState, message: impl Into<String>) {
        let mut parts = self.inner.health.parts.lock().unwrap_or_else(PoisonError::into_inner);
        parts.insert(what, (state, message.into()));
    }

    pub(crate) fn health(&self) -> Vec<Health> {
        let parts = self.inner.health.parts.lock().unwrap_or_else(PoisonError::into_inner);
        parts.iter().map(|(what, (state, message))| Health { what, state: *state, message: message.clone() }).collect()
    }

    /// The pin of the certificate that is served now, as curl takes it: `sha256//…`. `None` when somebody else ends the TLS.
    pub fn set_pin(&self, pin: Option<String>) {
        *self.inner.health.pin.lock().unwrap_or_else(PoisonError::into_inner) = pin;
    }

    /// See [`Engine::set_pin`].
    pub fn pin(&self) -> Option<String> {
        self.inner.health.pin.lock().unwrap_or_else(PoisonError::into_inner).clone()
    }

    /// Whether web consoles may connect (ACC-2). Off on a new appliance.
    ///
    /// # Errors
    /// When the store fails.
    pub async fn console_allowed(&self) -> Result<bool, Fault> {
        Ok(self.inner.store.setting(ALLOW_WEB_CONSOLE).await?.as_deref() == Some("true"))
    }

    /// Switches the web console on or off. Off: every open console is disconnected.
    ///
    /// # Errors
    /// When the store fails.
    pub(crate) async fn allow_console(
        &self,
        granted: Granted<action::ManageSecurity>,
        allow: bool,
    ) -> Result<(), Fault> {
        self.inner.store.set_setting(self.stamp(granted.actor()), ALLOW_WEB_CONSOLE, allow.to_string()).await?;
        if !allow {
            self.tell(Change::ConsoleDisabled);
        }
        Ok(())
    }

    /// Who can switch the web console on: display names, for the page that says that it is off.
    ///
    /// # Errors
    /// When the store fails.
    pub async fn administrators(&self) -> Result<Vec<String>, Fault> {
        Ok(self.inner.store.administrators(10).await?)
    }

    /// Throws away what ended by itself. To be called now and then.
    ///
    /// # Errors
    /// When the store fails.
    pub async fn sweep(&self) -> Result<(), Fault> {
        let now = self.now();
        Ok(self.inner.store.sweep(now, now - FREQUENT_LOOKS_BACK).await?)
    }

    /// Whether the appliance can do its work (`/readyz`).
    ///
    /// # Errors
    /// When the store does not answer.
    pub async fn ready(&self) -> Result<(), Fault> {
        Ok(self.inner.store.check().await?)
    }
}
