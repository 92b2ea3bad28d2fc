//! Support issues, made and changed by those who configure the site.

use towline_model::IssueId;
use towline_policy::{Granted, action};
use towline_store::{IssueChange, IssueRow};

use crate::{Engine, Fault, custom_fields::code_name, groups::name, policies::changed, secret, skills::description};

fn checked(change: IssueChange) -> Result<IssueChange, Fault> {
    let mut fault = Fault::invalid();
    let change = IssueChange {
        name: change.name.map(|text| name(&text, &mut fault)),
        code_name: change.code_name.map(|text| code_name(&text, &mut fault)),
        description: change.description.map(|text| description(&text, &mut fault)),
        team: change.team,
        skills: change.skills,
        help: change.help,
    };
    if fault.fields.is_empty() { Ok(change) } else { Err(fault) }
}

impl Engine {
    /// All issues.
    ///
    /// # Errors
    /// When the store fails.
    pub async fn issues(&self, _granted: Granted<action::ManageConfiguration>) -> Result<Vec<IssueRow>, Fault> {
        Ok(self.inner.store.issues().await?)
    }

    /// Makes an issue.
    ///
    /// # Errors
    /// `invalid`, `no_longer_there`.
    pub async fn create_issue(
        &self,
        granted: Granted<action::ManageConfiguration>,
        new: IssueChange,
    ) -> Result<IssueRow, Fault> {
        let new = checked(new)?;
        let id = IssueId::from_uuid(secret::fresh_id());
        changed(self.inner.store.create_issue(self.stamp(granted.actor()), id, new).await?)?;
        self.issue(id).await
    }

    /// Changes an issue.
    ///
    /// # Errors
    /// `not_found`, `invalid`, `no_longer_there`.
    pub async fn change_issue(
        &self,
        granted: Granted<action::ManageConfiguration>,
        id: IssueId,
        change: IssueChange,
    ) -> Result<IssueRow, Fault> {
        changed(self.inner.store.change_issue(self.stamp(granted.actor()), id, checked(change)?).await?)?;
        self.issue(id).await
    }

    /// Removes an issue.
    ///
    /// # Errors
    /// `not_found`.
    pub async fn remove_issue(&self, granted: Granted<action::ManageConfiguration>, id: IssueId) -> Result<(), Fault> {
        changed(self.inner.store.remove_issue(self.stamp(granted.actor()), id).await?)
    }

    async fn issue(&self, id: IssueId) -> Result<IssueRow, Fault> {
        self.inner.store.issues().await?.into_iter().find(|row| row.id == id).ok_or_else(Fault::not_found)
    }
}
