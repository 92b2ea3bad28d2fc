//! The status page (ADM-2): counts, health, who is signed in.

use towline_model::{LoginId, Moment, UserId};
use towline_policy::{Granted, action};

use crate::{Engine, Fault, Health, HealthState, site::Site};

/// Logins that are listed at most.
const LISTED: u32 = 500;

/// Somebody who is signed in.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct SignedInUser {
    /// The login.
    pub login: LoginId,
    /// The account.
    pub user: UserId,
    /// What people call it.
    pub display_name: String,
    /// Where it came from.
    pub address: String,
    /// What it signed in through; `None`: a password of its own.
    pub provider: Option<String>,
    /// Since when.
    pub since: Moment,
    /// Whether a console of this login is connected.
    pub console: bool,
}

/// The state of the site.
#[derive(Debug, Clone)]
pub struct Status {
    /// What it is.
    pub site: Site,
    /// Since when it runs.
    pub started: Moment,
    /// Installed Jump Clients.
    pub jump_clients: u64,
    /// Those of them that are connected.
    pub online: u64,
    /// Running sessions.
    pub sessions: u64,
    /// How the parts are.
    pub health: Vec<Health>,
    /// Who is signed in.
    pub signed_in: Vec<SignedInUser>,
}

impl Engine {
    /// The state of the site.
    ///
    /// # Errors
    /// When the store fails.
    pub async fn status(&self, _granted: Granted<action::ViewStatus>) -> Result<Status, Fault> {
        match self.ready().await {
            Ok(()) => self.report_health("store", HealthState::Ok, "Reads and writes."),
            Err(_) => self.report_health("store", HealthState::Error, "Cannot be read or written. See the log."),
        }
        self.report_mail().await?;
        self.report_translation().await?;
        let (jump_clients, online) = self.inner.store.client_counts().await?;
        let consoles = self.sessions().consoles().await;
        let logins = self.inner.store.signed_in(self.now(), LISTED).await?;
        let signed_in = logins
            .into_iter()
            .map(|login| SignedInUser {
                login: login.id,
                user: login.user,
                display_name: login.display_name,
                address: login.address,
                provider: login.provider.map(|provider| provider.name),
                since: login.created,
                console: consoles.contains(&login.id),
            })
            .collect();
        Ok(Status {
            site: self.inner.site.clone(),
            started: self.inner.started,
            jump_clients,
            online,
            sessions: self.sessions().count().await,
            health: self.health(),
            signed_in,
        })
    }
}
