//! Skills, made and changed by those who configure the site, given to accounts by those who manage them.

use towline_model::SkillId;
use towline_policy::{Granted, action};
use towline_store::{SkillChange, SkillRow};

use crate::{
    Engine, Fault,
    custom_fields::code_name,
    groups::{comments, name},
    policies::changed,
    secret,
};

/// A description of several lines, with what is wrong at its own field.
pub(crate) fn description(text: &str, fault: &mut Fault) -> String {
    let text = comments(text, fault);
    if let Some(wrong) = fault.fields.remove("comments") {
        fault.fields.insert("description", wrong);
    }
    text
}

fn checked(change: SkillChange) -> Result<SkillChange, Fault> {
    let mut fault = Fault::invalid();
    let change = SkillChange {
        name: change.name.map(|text| name(&text, &mut fault)),
        code_name: change.code_name.map(|text| code_name(&text, &mut fault)),
        description: change.description.map(|text| description(&text, &mut fault)),
    };
    if fault.fields.is_empty() { Ok(change) } else { Err(fault) }
}

impl Engine {
    /// All skills.
    ///
    /// # Errors
    /// When the store fails.
    pub async fn skills(&self, _granted: Granted<action::ViewSkills>) -> Result<Vec<SkillRow>, Fault> {
        Ok(self.inner.store.skills().await?)
    }

    /// Makes a skill.
    ///
    /// # Errors
    /// `invalid`.
    pub async fn create_skill(
        &self,
        granted: Granted<action::ManageConfiguration>,
        new: SkillChange,
    ) -> Result<SkillRow, Fault> {
        let new = checked(new)?;
        let id = SkillId::from_uuid(secret::fresh_id());
        changed(self.inner.store.create_skill(self.stamp(granted.actor()), id, new).await?)?;
        self.skill(id).await
    }

    /// Changes a skill.
    ///
    /// # Errors
    /// `not_found`, `invalid`.
    pub async fn change_skill(
        &self,
        granted: Granted<action::ManageConfiguration>,
        id: SkillId,
        change: SkillChange,
    ) -> Result<SkillRow, Fault> {
        changed(self.inner.store.change_skill(self.stamp(granted.actor()), id, checked(change)?).await?)?;
        self.skill(id).await
    }

    /// Removes a skill that no issue needs.
    ///
    /// # Errors
    /// `not_found`, `in_use`.
    pub async fn remove_skill(&self, granted: Granted<action::ManageConfiguration>, id: SkillId) -> Result<(), Fault> {
        changed(self.inner.store.remove_skill(self.stamp(granted.actor()), id).await?)
    }

    async fn skill(&self, id: SkillId) -> Result<SkillRow, Fault> {
        self.inner.store.skills().await?.into_iter().find(|row| row.id == id).ok_or_else(Fault::not_found)
    }
}
