//! The same for several accounts or Jump Items (ADM-7). Each is a change of its own, with its own decision and its own line in the record, as if it were asked for alone; one that is refused
//! says why and keeps none of the others from being done.

use towline_model::{GroupPolicyId, JumpItemId, Place, SessionPolicyId, UserId};
use towline_policy::{Action, Actor, Granted, Once, action, authorize};
use towline_seal::chained;
use towline_store::{GroupPolicyRow, ItemChange, PersonalItems, UserChange};
use uuid::Uuid;

use crate::{AccountChange, Change, Engine, Fault, removal::not_oneself};

/// Things in one request at most.
pub const BATCH: usize = 100;

/// What to do to each account.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum UserTask {
    /// It cannot sign in any more; its logins and sessions end.
    Disable,
    /// It can again.
    Enable,
    /// Its logins end.
    SignOut,
    /// It must choose another password before anything else.
    RequireNewPassword,
    /// It comes into a group policy.
    Join(GroupPolicyId),
    /// It leaves a group policy.
    Leave(GroupPolicyId),
    /// It goes for good.
    Remove(PersonalItems),
}

/// What to do to each Jump Item.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum ItemTask {
    /// It goes to another list.
    Move(Place),
    /// It gets another tag; an empty one takes it away.
    Tag(String),
    /// It gets other session policies; `None` leaves one, inside: `None` for none.
    Policies {
        /// While a person is at the endpoint.
        attended: Option<Option<SessionPolicyId>>,
        /// While nobody is.
        unattended: Option<Option<SessionPolicyId>>,
    },
    /// It is removed and its agent uninstalled.
    Remove,
}

/// Who asks, for one thing of several: nothing was said of how it was seen, and repeated, each of them is done once.
fn for_one(actor: &Actor, id: Uuid) -> Actor {
    let once = actor.once.map(|once| Once { key: chained(&once.key, &[id.as_bytes()]), ..once });
    Actor { seen: None, once, ..actor.clone() }
}

/// Why it was not done. What this very request did before it was repeated is done.
fn refusal(outcome: Result<(), Fault>) -> Option<Fault> {
    outcome.err().filter(|fault| fault.code != "done_before")
}

/// What stands in the way of all of them ends the whole before anything is done.
fn for_all(fault: &Fault) -> bool {
    fault.code == "again_required"
}

impl Engine {
    /// Does the same to several accounts and says of each why it was not done.
    ///
    /// # Errors
    /// `again_required` before anything is done; `not_found` for the group policy.
    pub async fn batch_users(
        &self,
        granted: Granted<action::BatchUsers>,
        ids: Vec<UserId>,
        task: UserTask,
    ) -> Result<Vec<(UserId, Option<Fault>)>, Fault> {
        let actor = granted.actor();
        let policy = match task {
            UserTask::Join(policy) | UserTask::Leave(policy) => {
                self.allow::<action::ManagePolicies>(actor)?;
                Some(self.group_policy(policy).await?)
            }
            _ => None,
        };
        let mut done = Vec::with_capacity(ids.len());
        for id in ids {
            let one = for_one(actor, id.uuid());
            match self.user_task(&one, id, task, policy.as_ref()).await {
                Err(fault) if for_all(&fault) => return Err(fault),
                outcome => done.push((id, refusal(outcome))),
            }
        }
        if policy.is_some() {
            self.tell(Change::ItemsChanged);
        }
        self.all_done(actor).await?;
        Ok(done)
    }

    async fn managed<A>(&self, actor: &Actor, user: UserId) -> Result<Granted<A>, Fault>
    where
        A: Action<Resource = towline_policy::AccountFacts>,
    {
        Ok(authorize::<A>(actor, self.account_facts(user).await?)?)
    }

    async fn user_task(
        &self,
        actor: &Actor,
        user: UserId,
        task: UserTask,
        policy: Option<&GroupPolicyRow>,
    ) -> Result<(), Fault> {
        match (task, policy) {
            (UserTask::Disable | UserTask::Enable, _) => {
                let disabled = task == UserTask::Disable;
                let granted = self.managed(actor, user).await?;
                not_oneself(actor, user)?;
                self.change_user(granted, AccountChange { disabled: Some(disabled), ..AccountChange::default() })
                    .await
                    .map(drop)
            }
            (UserTask::SignOut, _) => self.sign_out_user(self.managed(actor, user).await?).await,
            (UserTask::RequireNewPassword, _) => self.require_new_password(self.managed(actor, user).await?).await,
            (UserTask::Join(_) | UserTask::Leave(_), Some(policy)) => {
                // SECURITY: nobody changes what an account may that may more than oneself.
                self.managed::<action::ManageUser>(actor, user).await?;
                let member = matches!(task, UserTask::Join(_));
                self.set_policy_member(self.allow(actor)?, policy, user, member).await
            }
            (UserTask::Join(_) | UserTask::Leave(_), None) => Err(Fault::not_found()),
            (UserTask::Remove(personal), _) => self.remove_user(self.managed(actor, user).await?, personal).await,
        }
    }

    /// Lets somebody do nothing else before choosing another password.
    ///
    /// # Errors
    /// `not_found`, `own_account`.
    pub async fn require_new_password(&self, granted: Granted<action::ManageSignIn>) -> Result<(), Fault> {
        let (actor, facts) = granted.into_parts();
        not_oneself(&actor, facts.user)?;
        let change = UserChange { must_change_password: Some(true), ..UserChange::default() };
        let outcome = self.inner.store.change_user(self.stamp(&actor), facts.user, change).await?;
        self.user_changed(facts.user, outcome).await.map(drop)
    }

    /// Does the same to several Jump Items and says of each why it was not done.
    ///
    /// # Errors
    /// When the store fails.
    pub async fn batch_items(
        &self,
        granted: Granted<action::BatchItems>,
        ids: Vec<JumpItemId>,
        task: ItemTask,
    ) -> Result<Vec<(JumpItemId, Option<Fault>)>, Fault> {
        let actor = granted.actor();
        let mut done = Vec::with_capacity(ids.len());
        for id in ids {
            let one = for_one(actor, id.uuid());
            match self.item_task(&one, id, task.clone()).await {
                Err(fault) if for_all(&fault) => return Err(fault),
                outcome => done.push((id, refusal(outcome))),
            }
        }
        self.all_done(actor).await?;
        Ok(done)
    }

    /// Notes that the whole request is done, so that its answer can be kept for whoever repeats it.
    async fn all_done(&self, actor: &Actor) -> Result<(), Fault> {
        match actor.once {
            Some(once) => Ok(self.inner.store.note_request(once, self.now()).await?),
            None => Ok(()),
        }
    }

    async fn item_task(&self, actor: &Actor, item: JumpItemId, task: ItemTask) -> Result<(), Fault> {
        let facts = self.facts(item).await?;
        let change = match task {
            ItemTask::Remove => return self.remove_item(authorize::<action::RemoveItem>(actor, facts)?).await,
            ItemTask::Move(place) => ItemChange { place: Some(place), ..ItemChange::default() },
            ItemTask::Tag(tag) => ItemChange { tag: Some(tag), ..ItemChange::default() },
            ItemTask::Policies { attended, unattended } => ItemChange { attended, unattended, ..ItemChange::default() },
        };
        self.change_item(authorize::<action::EditItem>(actor, facts)?, change, None).await.map(drop)
    }
}
