//! How sessions find their rep (SUP-32, SUP-34): the rules of all queues, for those who configure the site and for what runs the sessions; and whether reps are there for more.

use std::collections::HashMap;
use std::sync::{Arc, PoisonError};

use towline_model::{
    GRACE_SECONDS, IssueId, NOBODY_TEXT, Queue, QueueRules, Readiness, Routing, TeamId, UserId, team_of,
};
use towline_policy::{Granted, action};
use towline_store::Subject;

use crate::{Change, Engine, Fault};

const ROUTING: &str = "routing";

/// What holds in one queue.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct QueueNow {
    /// What it is called; the general one has no name.
    pub name: String,
    /// Its rules.
    pub rules: QueueRules,
}

/// What holds in all queues, as it was last read.
#[derive(Default)]
pub(crate) struct Board {
    last: std::sync::Mutex<Arc<RoutingNow>>,
    /// One reads at a time: nothing older comes over something newer.
    reading: tokio::sync::Mutex<()>,
}

/// What holds in all queues, as of one moment.
#[derive(Debug, Clone, PartialEq, Eq, Default)]
pub struct RoutingNow {
    /// What holds for the whole site.
    pub site: Routing,
    /// Teams with their names and rules.
    pub teams: HashMap<TeamId, QueueNow>,
}

impl RoutingNow {
    /// A queue; one of a team that is no more is not there. A personal queue has no name here.
    pub fn queue(&self, queue: Queue) -> Option<QueueNow> {
        match queue {
            Queue::Personal(_) => Some(QueueNow { name: String::new(), rules: self.site.personal.clone() }),
            Queue::General => Some(QueueNow { name: String::new(), rules: self.site.general.clone() }),
            Queue::Team(team) => self.teams.get(&team).cloned(),
        }
    }
}

/// Says what is wrong with the rules of a queue, each at its field.
pub(crate) fn check_rules(rules: &QueueRules, fault: &mut Fault) {
    for (field, text) in rules.wrong() {
        fault.fields.insert(field, text.into());
    }
}

fn checked(routing: Routing) -> Result<Routing, Fault> {
    let mut fault = Fault::invalid();
    for (queue, rules) in [("general", &routing.general), ("personal", &routing.personal)] {
        // Both have the same fields: said at the queue, with the field's name in front.
        if let Some((field, text)) = rules.wrong().into_iter().next() {
            fault.fields.insert(queue, format!("{field}: {text}"));
        }
    }
    if matches!(routing.fallback, Some(Queue::Personal(_))) {
        fault = fault.field("fallback", "Choose a team's queue, or the general one.");
    }
    if routing.nobody_text.chars().count() > NOBODY_TEXT {
        fault = fault.field("nobody_text", "Shorten this to 512 characters.");
    }
    if routing.busy_sessions > 100 {
        fault = fault.field("busy_sessions", "At most 100 sessions.");
    }
    if !GRACE_SECONDS.contains(&routing.grace_seconds) {
        fault = fault.field("grace_seconds", "From 10 seconds to an hour.");
    }
    if !GRACE_SECONDS.contains(&routing.transfer_seconds) {
        fault = fault.field("transfer_seconds", "From 10 seconds to an hour.");
    }
    if routing.away_minutes > 24 * 60 {
        fault = fault.field("away_minutes", "At most a day.");
    }
    if fault.fields.is_empty() { Ok(routing.bounded()) } else { Err(fault) }
}

/// Settings as they are stored. Those of a newer release that cannot be read are the usual ones.
fn stored(text: Option<String>) -> Routing {
    text.and_then(|text| serde_json::from_str(&text).ok()).unwrap_or_default()
}

impl Engine {
    /// How the site routes, with what was seen of it.
    ///
    /// # Errors
    /// When the store fails.
    pub async fn routing(
        &self,
        _granted: Granted<action::ManageConfiguration>,
    ) -> Result<(Routing, Option<[u8; 32]>), Fault> {
        self.routing_seen().await
    }

    async fn routing_seen(&self) -> Result<(Routing, Option<[u8; 32]>), Fault> {
        // What was seen first: a change between the two is then noticed.
        let seen = self.inner.store.seen(Subject::Setting(ROUTING)).await?;
        Ok((stored(self.inner.store.setting(ROUTING).await?), seen))
    }

    /// Changes how the site routes: what comes of the settings as they are at the moment of writing. Sessions that wait follow at once.
    ///
    /// # Errors
    /// `invalid`, `no_longer_there`.
    pub async fn change_routing(
        &self,
        granted: Granted<action::ManageConfiguration>,
        change: impl FnOnce(Routing) -> Routing + Send + 'static,
    ) -> Result<(Routing, Option<[u8; 32]>), Fault> {
        let teams: Vec<TeamId> = self.inner.store.teams().await?.into_iter().map(|team| team.id).collect();
        let merged = move |old: Option<String>| {
            let old = stored(old);
            let named: Vec<TeamId> = old.teams().collect();
            let new = checked(change(old))?;
            // A team that was removed since stays named until somebody chooses another one.
            if let Some(field) = new.teams().find(|team| !teams.contains(team) && !named.contains(team)) {
                tracing::debug!(team = %field, "routing to a team that is not there");
                return Err(Fault::invalid().field("fallback", "This team is not there any more."));
            }
            serde_json::to_string(&new).map_err(|_| Fault::internal())
        };
        self.inner.store.change_setting(self.stamp(granted.actor()), ROUTING, merged).await??;
        // Before whoever changed it has the answer: what they do next finds it in force.
        self.read_routing().await?;
        self.tell(Change::RoutingChanged);
        self.routing_seen().await
    }

    /// What holds in all queues, as of the last [`Engine::read_routing`].
    pub fn routing_now(&self) -> Arc<RoutingNow> {
        self.inner.routing.last.lock().unwrap_or_else(PoisonError::into_inner).clone()
    }

    /// Reads again what holds in all queues.
    ///
    /// # Errors
    /// When the store fails; then what was read before stays.
    pub async fn read_routing(&self) -> Result<(), Fault> {
        let _one_at_a_time = self.inner.routing.reading.lock().await;
        let now = Arc::new(self.stored_routing().await?);
        *self.inner.routing.last.lock().unwrap_or_else(PoisonError::into_inner) = now;
        Ok(())
    }

    async fn stored_routing(&self) -> Result<RoutingNow, Fault> {
        let teams = self.inner.store.teams().await?;
        let teams: HashMap<TeamId, QueueNow> =
            teams.into_iter().map(|row| (row.id, QueueNow { name: row.name, rules: row.rules })).collect();
        let mut site = stored(self.inner.store.setting(ROUTING).await?);
        let there = |queue: &Queue| team_of(*queue).is_none_or(|team| teams.contains_key(&team));
        // The last resort of a site whose team is gone is the queue of everybody: nobody is lost by a removal.
        site.fallback = site.fallback.map(|queue| if there(&queue) { queue } else { Queue::General });
        Ok(RoutingNow { site, teams })
    }

    /// What a rep said of being there for another session.
    ///
    /// # Errors
    /// When the store fails.
    pub async fn readiness(&self, user: UserId) -> Result<Readiness, Fault> {
        Ok(self.inner.store.readiness(user).await?)
    }

    /// Keeps what a rep says of it.
    ///
    /// # Errors
    /// When the store fails.
    pub async fn set_readiness(&self, user: UserId, chosen: Readiness) -> Result<(), Fault> {
        Ok(self.inner.store.set_readiness(user, chosen, self.now()).await?)
    }

    /// How many of the skills that an issue needs these people have; without an issue nobody needs any.
    ///
    /// # Errors
    /// When the store fails.
    pub async fn skilled_for(&self, issue: Option<IssueId>) -> Result<HashMap<UserId, u64>, Fault> {
        match issue {
            Some(issue) => Ok(self.inner.store.skilled_for(issue).await?),
            None => Ok(HashMap::new()),
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn settings_that_an_older_release_stored_are_read_with_what_is_usual_sup_32() {
        assert_eq!(stored(None), Routing::default());
        let none = stored(Some(r#"{"fallback":null,"general":{"alert_seconds":60}}"#.to_owned()));
        assert_eq!((none.fallback, none.general.alert_seconds, none.general.persistent), (None, 60, true));
        assert_eq!(stored(Some("of a newer release".to_owned())), Routing::default());
    }
}
