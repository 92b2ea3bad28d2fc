//! Jump Groups, made and changed by administrators.

use towline_model::{JumpGroupId, clip};
use towline_policy::{Granted, action};
use towline_store::{GroupChange, GroupChanged, GroupRow, Member};

use crate::{Change, Engine, Fault, FaultKind, secret};

/// A group to be made, or what to change in one; `None` leaves it.
#[derive(Debug, Clone, Default)]
pub struct NewGroup {
    /// Its name.
    pub name: Option<String>,
    /// What it is for.
    pub comments: Option<String>,
    /// All its members.
    pub members: Option<Vec<Member>>,
}

pub(crate) fn name(text: &str, fault: &mut Fault) -> String {
    let name = clip(text, 1024);
    if name.is_empty() {
        fault.fields.insert("name", "Enter a name.".into());
    } else if name.len() > 100 {
        fault.fields.insert("name", "Use at most 100 bytes.".into());
    }
    name
}

/// Comments may have several lines; at most 4 KiB.
pub(crate) fn comments(text: &str, fault: &mut Fault) -> String {
    if text.len() > 4096 {
        fault.fields.insert("comments", "Use at most 4096 bytes.".into());
    }
    text.lines().map(|line| clip(line, 4096)).collect::<Vec<_>>().join("\n").trim().to_owned()
}

impl Engine {
    /// All groups.
    ///
    /// # Errors
    /// When the store fails.
    pub async fn groups(&self, _granted: Granted<action::ViewGroups>) -> Result<Vec<GroupRow>, Fault> {
        Ok(self.inner.store.groups().await?)
    }

    /// Makes a group.
    ///
    /// # Errors
    /// `invalid`.
    pub async fn create_group(&self, granted: Granted<action::ManageGroups>, new: NewGroup) -> Result<GroupRow, Fault> {
        let mut fault = Fault::invalid();
        let name = name(&new.name.unwrap_or_default(), &mut fault);
        let comments = comments(&new.comments.unwrap_or_default(), &mut fault);
        if !fault.fields.is_empty() {
            return Err(fault);
        }
        self.known_roles(new.members.iter().flatten().filter_map(|member| member.role).collect()).await?;
        let id = JumpGroupId::from_uuid(secret::fresh_id());
        let members = new.members.unwrap_or_default();
        let outcome = self.inner.store.create_group(self.stamp(granted.actor()), id, name, comments, members).await?;
        self.group_changed(id, outcome).await
    }

    /// Changes a group.
    ///
    /// # Errors
    /// `not_found`, `invalid`.
    pub async fn change_group(
        &self,
        granted: Granted<action::ManageGroups>,
        id: JumpGroupId,
        change: NewGroup,
    ) -> Result<GroupRow, Fault> {
        let mut fault = Fault::invalid();
        let change = GroupChange {
            name: change.name.map(|text| name(&text, &mut fault)),
            comments: change.comments.map(|text| comments(&text, &mut fault)),
            members: change.members,
        };
        if !fault.fields.is_empty() {
            return Err(fault);
        }
        self.known_roles(change.members.iter().flatten().filter_map(|member| member.role).collect()).await?;
        let outcome = self.inner.store.change_group(self.stamp(granted.actor()), id, change).await?;
        self.group_changed(id, outcome).await
    }

    /// Removes an empty group and its installers.
    ///
    /// # Errors
    /// `not_found`, `group_not_empty`.
    pub async fn remove_group(&self, granted: Granted<action::ManageGroups>, id: JumpGroupId) -> Result<(), Fault> {
        match self.inner.store.remove_group(self.stamp(granted.actor()), id).await? {
            GroupChanged::Done => {
                self.tell(Change::ItemsChanged);
                Ok(())
            }
            refusal => Err(refused(refusal)),
        }
    }

    async fn group_changed(&self, id: JumpGroupId, outcome: GroupChanged) -> Result<GroupRow, Fault> {
        if outcome != GroupChanged::Done {
            return Err(refused(outcome));
        }
        self.tell(Change::ItemsChanged);
        let groups = self.inner.store.groups().await?;
        groups.into_iter().find(|group| group.id == id).ok_or_else(Fault::not_found)
    }
}

fn refused(outcome: GroupChanged) -> Fault {
    match outcome {
        GroupChanged::Done => Fault::internal(),
        GroupChanged::NotFound => Fault::not_found(),
        GroupChanged::NameTaken => Fault::invalid().field("name", "Another group has this name."),
        GroupChanged::NoSuchUser => Fault::invalid().field("members", "A member does not exist any more."),
        GroupChanged::NotEmpty => {
            Fault::new(FaultKind::Conflict, "group_not_empty", "There are Jump Items in this group.")
                .detail("Move or remove them first.")
        }
    }
}
