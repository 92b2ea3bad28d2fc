//! Support teams, made and changed by those who configure the site.

use towline_model::TeamId;
use towline_policy::{Granted, action};
use towline_store::{TeamChange, TeamRow};

use crate::{
    Change, Engine, Fault,
    groups::{comments, name},
    policies::changed,
    routing::check_rules,
    secret,
};

fn checked(change: TeamChange) -> Result<TeamChange, Fault> {
    let mut fault = Fault::invalid();
    let change = TeamChange {
        name: change.name.map(|text| name(&text, &mut fault)),
        comments: change.comments.map(|text| comments(&text, &mut fault)),
        rules: change.rules.inspect(|rules| check_rules(rules, &mut fault)),
        members: change.members,
    };
    if fault.fields.is_empty() { Ok(change) } else { Err(fault) }
}

impl Engine {
    /// All teams.
    ///
    /// # Errors
    /// When the store fails.
    pub async fn teams(&self, _granted: Granted<action::ManageConfiguration>) -> Result<Vec<TeamRow>, Fault> {
        Ok(self.inner.store.teams().await?)
    }

    /// Makes a team.
    ///
    /// # Errors
    /// `invalid`, `no_longer_there`.
    pub async fn create_team(
        &self,
        granted: Granted<action::ManageConfiguration>,
        new: TeamChange,
    ) -> Result<TeamRow, Fault> {
        let new = checked(TeamChange { name: Some(new.name.unwrap_or_default()), ..new })?;
        let id = TeamId::from_uuid(secret::fresh_id());
        changed(self.inner.store.create_team(self.stamp(granted.actor()), id, new).await?)?;
        self.team_changed(id).await
    }

    /// Changes a team. What its leads and managers may see in the lists of its members follows at once.
    ///
    /// # Errors
    /// `not_found`, `invalid`, `no_longer_there`.
    pub async fn change_team(
        &self,
        granted: Granted<action::ManageConfiguration>,
        id: TeamId,
        change: TeamChange,
    ) -> Result<TeamRow, Fault> {
        changed(self.inner.store.change_team(self.stamp(granted.actor()), id, checked(change)?).await?)?;
        self.team_changed(id).await
    }

    /// Removes a team.
    ///
    /// # Errors
    /// `not_found`.
    pub async fn remove_team(&self, granted: Granted<action::ManageConfiguration>, id: TeamId) -> Result<(), Fault> {
        // Sessions that wait in its queue go on to another one when the hint is heard.
        changed(self.inner.store.remove_team(self.stamp(granted.actor()), id).await?)?;
        self.queues_follow().await
    }

    async fn team_changed(&self, id: TeamId) -> Result<TeamRow, Fault> {
        self.queues_follow().await?;
        self.inner.store.teams().await?.into_iter().find(|team| team.id == id).ok_or_else(Fault::not_found)
    }

    /// Before whoever changed a team has the answer: a customer who asks for it next finds its queue.
    async fn queues_follow(&self) -> Result<(), Fault> {
        let read = self.read_routing().await;
        self.tell(Change::ItemsChanged);
        read
    }
}
