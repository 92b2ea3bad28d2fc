//! The session policies that hold for sessions with an item (SES-4), read at the moment of asking.

use towline_model::{JumpItemId, SessionPolicyId};
use towline_policy::{Granted, Presence, Section, SessionPolicies, Settings, action};

use crate::{Change, Engine, Fault};

/// Name of the setting that holds the site's answer for everybody.
const EVERYBODY: &str = "session_permissions";

/// What decides about sessions with an item, besides who asks.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct SessionRules {
    /// Whether a person is at the endpoint, or is supposed to be.
    pub presence: Presence,
    /// The item's policy for that: its id, its name, what it defines.
    pub item: Option<(SessionPolicyId, String, Settings)>,
    /// The same of the public site that the session came by.
    pub site: Option<(SessionPolicyId, String, Settings)>,
    /// The site's answer where nobody says anything.
    pub everybody: Settings,
}

impl SessionRules {
    /// As `policy` reads them.
    pub fn policies(&self) -> SessionPolicies<'_> {
        SessionPolicies {
            item: self.item.as_ref().map(|(_, _, settings)| settings),
            site: self.site.as_ref().map(|(_, _, settings)| settings),
            everybody: &self.everybody,
        }
    }
}

impl Engine {
    /// What decides about sessions with an item. `supposed` replaces what the agent said about a person being there.
    ///
    /// # Errors
    /// `not_found`.
    pub(crate) async fn session_rules(
        &self,
        item: JumpItemId,
        supposed: Option<Presence>,
    ) -> Result<SessionRules, Fault> {
        let store = &self.inner.store;
        let session = store.item_session(item).await?.ok_or_else(Fault::not_found)?;
        let presence = supposed.unwrap_or(session.presence);
        let policy = match presence {
            Presence::Attended => session.attended,
            Presence::Unattended => session.unattended,
        };
        let item = match policy {
            Some(id) => store.session_policy(id).await?.map(|(name, settings)| (id, name, settings)),
            None => None,
        };
        Ok(SessionRules { presence, item, site: None, everybody: self.everybody().await? })
    }

    /// The site's answer for everybody.
    ///
    /// # Errors
    /// When the store fails.
    pub(crate) async fn everybody(&self) -> Result<Settings, Fault> {
        Ok(self.inner.store.setting(EVERYBODY).await?.map(|text| Settings::from_json(&text)).unwrap_or_default())
    }

    /// The same, for those who may read policies.
    ///
    /// # Errors
    /// When the store fails.
    pub async fn session_defaults(&self, _granted: Granted<action::ViewPolicies>) -> Result<Settings, Fault> {
        self.everybody().await
    }

    /// Changes it; running sessions follow at once (SES-2a).
    ///
    /// # Errors
    /// `invalid`.
    pub async fn change_session_defaults(
        &self,
        granted: Granted<action::ManagePolicies>,
        settings: Settings,
    ) -> Result<Settings, Fault> {
        only_session(&settings)?;
        self.inner.store.set_setting(self.stamp(granted.actor()), EVERYBODY, settings.to_json()).await?;
        self.tell(Change::ItemsChanged);
        Ok(settings)
    }
}

/// A session policy speaks of nothing but sessions.
pub(crate) fn only_session(settings: &Settings) -> Result<(), Fault> {
    if settings.iter().all(|(setting, _)| matches!(setting.section(), Section::Session | Section::Prompting)) {
        return Ok(());
    }
    Err(Fault::invalid().field("permissions", "A session policy decides about what is done inside sessions only."))
}
