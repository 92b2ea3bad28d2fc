//! Removing an account: what belongs to it is said before, its logins and sessions end at once, and what becomes of its personal Jump Items is asked.

use towline_model::{Place, RoleRight, UserId};
use towline_policy::{Actor, Granted, action};
use towline_store::{Belongings, PersonalItems, UserRemoved};

use crate::{Change, EndReason, Engine, Fault, FaultKind, Leaving, accounts::last_administrator};

/// What somebody does to accounts may end their own way in.
pub(crate) fn not_oneself(actor: &Actor, user: UserId) -> Result<(), Fault> {
    if actor.user != user {
        return Ok(());
    }
    Err(Fault::new(FaultKind::Conflict, "own_account", "This is your own account.")
        .detail("Another administrator can do this."))
}

impl Engine {
    /// How much belongs to these accounts together, so that it can be said before they go.
    ///
    /// # Errors
    /// When the store fails.
    pub async fn belongings(
        &self,
        _granted: Granted<action::ViewUsers>,
        users: &[UserId],
    ) -> Result<Belongings, Fault> {
        Ok(self.inner.store.belongings(users).await?)
    }

    /// Removes an account for good.
    ///
    /// # Errors
    /// `not_found`, `own_account`, `last_administrator`, `has_personal_items`, `not_permitted` for the items, `no_longer_there` for the group.
    pub async fn remove_user(
        &self,
        granted: Granted<action::RemoveUser>,
        personal: PersonalItems,
    ) -> Result<(), Fault> {
        let (actor, facts) = granted.into_parts();
        let user = facts.user;
        not_oneself(&actor, user)?;
        let personal = self.personal_items(&actor, user, personal).await?;
        match self.inner.store.remove_user(self.stamp(&actor), user, personal).await? {
            UserRemoved::Done { ended, items } => {
                ended.into_iter().for_each(|login| self.tell(Change::SignedOut(login)));
                self.sessions().leave_all(user, Leaving::Gone).await;
                for (item, client) in items {
                    self.sessions().end_for_item(item, EndReason::ItemRemoved).await;
                    self.tell(Change::ItemRemoved { item, client });
                }
                self.tell(Change::ItemsChanged);
                Ok(())
            }
            UserRemoved::NotFound => Err(Fault::not_found()),
            UserRemoved::LastAdministrator => Err(last_administrator()),
            UserRemoved::HasItems => {
                Err(Fault::new(FaultKind::Conflict, "has_personal_items", "There are Jump Items in the personal list.")
                    .detail("Say what becomes of them: remove them, or move them to a Jump Group."))
            }
            UserRemoved::NoSuchGroup => {
                Err(Fault::new(FaultKind::Conflict, "no_longer_there", "This Jump Group is not there any more.")
                    .detail("Choose another one."))
            }
        }
    }

    /// SECURITY: removing or moving somebody's items needs the same rights as doing it one by one. Where there are none, nothing is asked for; should some come meanwhile, the account stays.
    async fn personal_items(
        &self,
        actor: &Actor,
        user: UserId,
        personal: PersonalItems,
    ) -> Result<PersonalItems, Fault> {
        if self.inner.store.belongings(&[user]).await?.personal_items == 0 {
            return Ok(PersonalItems::Keep);
        }
        let here = actor.rights_in(Place::Personal(user));
        let may = match personal {
            PersonalItems::Keep => true,
            PersonalItems::Remove => here.has(RoleRight::View) && here.has(RoleRight::Remove),
            PersonalItems::Move(group) => {
                here.has(RoleRight::Move) && actor.rights_in(Place::Group(group)).has(RoleRight::Move)
            }
        };
        if may { Ok(personal) } else { Err(Fault::not_permitted()) }
    }

    /// Signs somebody out everywhere; the sessions of that person are held.
    ///
    /// # Errors
    /// `own_account`.
    pub async fn sign_out_user(&self, granted: Granted<action::ManageUser>) -> Result<(), Fault> {
        let (actor, facts) = granted.into_parts();
        not_oneself(&actor, facts.user)?;
        for login in self.inner.store.end_logins_of(self.stamp(&actor), facts.user).await? {
            self.tell(Change::SignedOut(login));
        }
        self.sessions().leave_all(facts.user, Leaving::Hold).await;
        Ok(())
    }
}
