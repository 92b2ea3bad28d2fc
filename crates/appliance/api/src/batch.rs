//! The same for several accounts or Jump Items (ADM-7): one request, an answer for each of them.

use std::{collections::BTreeSet, fmt::Display};

use axum::extract::State as AxumState;
use serde::{Deserialize, Serialize};
use towline_engine::{BATCH, Engine, Fault, ItemTask, UserTask};
use towline_model::{GroupPolicyId, JumpItemId, SessionPolicyId, UserId};
use towline_policy::rest;
use utoipa::{IntoParams, ToSchema};

use crate::{
    accounts::fate,
    body::{Asked, Json, said},
    items::ChosenLocation,
    problem::Refusal,
    proof::Proof,
};

type State = AxumState<Engine>;

/// What to do to each account.
#[derive(Deserialize, ToSchema)]
#[serde(tag = "action", rename_all = "snake_case", deny_unknown_fields)]
pub enum UserBatchTask {
    /// It cannot sign in any more; its logins and sessions end at once.
    Disable {},
    /// It can again.
    Enable {},
    /// Its logins end; its sessions are held.
    SignOut {},
    /// It must choose another password before anything else.
    RequireNewPassword {},
    /// It comes into a group policy.
    JoinPolicy {
        #[schema(value_type = Uuid)]
        policy_id: GroupPolicyId,
    },
    /// It leaves a group policy.
    LeavePolicy {
        #[schema(value_type = Uuid)]
        policy_id: GroupPolicyId,
    },
    /// It goes for good.
    Remove {
        /// What becomes of the Jump Items in its personal list: `removed`, or the id of the Jump Group that they go to. Without a word the account stays if there are any.
        #[serde(default)]
        personal_items: Option<String>,
    },
}

impl UserBatchTask {
    fn read(self) -> Result<UserTask, Fault> {
        Ok(match self {
            UserBatchTask::Disable {} => UserTask::Disable,
            UserBatchTask::Enable {} => UserTask::Enable,
            UserBatchTask::SignOut {} => UserTask::SignOut,
            UserBatchTask::RequireNewPassword {} => UserTask::RequireNewPassword,
            UserBatchTask::JoinPolicy { policy_id } => UserTask::Join(policy_id),
            UserBatchTask::LeavePolicy { policy_id } => UserTask::Leave(policy_id),
            UserBatchTask::Remove { personal_items } => UserTask::Remove(fate(personal_items.as_deref())?),
        })
    }
}

/// Several accounts, and what to do to each.
#[derive(Deserialize, ToSchema)]
#[serde(deny_unknown_fields)]
pub struct UserBatch {
    /// 1 to 100.
    #[schema(value_type = Vec<Uuid>, min_items = 1, max_items = 100)]
    ids: Vec<UserId>,
    task: UserBatchTask,
}

/// What to do to each Jump Item.
#[derive(Deserialize, ToSchema)]
#[serde(tag = "action", rename_all = "snake_case", deny_unknown_fields)]
pub enum ItemBatchTask {
    /// It goes to another list.
    Move { location: ChosenLocation },
    /// It gets another tag; an empty one takes it away.
    Tag { tag: String },
    /// It gets other session policies; what is not said stays, null is none.
    Policies {
        /// While a person is at the endpoint.
        #[serde(default, deserialize_with = "said")]
        #[schema(value_type = Option<Uuid>)]
        attended_policy_id: Option<Option<SessionPolicyId>>,
        /// While nobody is.
        #[serde(default, deserialize_with = "said")]
        #[schema(value_type = Option<Uuid>)]
        unattended_policy_id: Option<Option<SessionPolicyId>>,
    },
    /// It is removed; its agent is uninstalled now or when it next connects.
    Remove {},
}

impl ItemBatchTask {
    fn read(self, caller: UserId) -> Result<ItemTask, Fault> {
        Ok(match self {
            ItemBatchTask::Move { location } => ItemTask::Move(location.place(caller)?),
            ItemBatchTask::Tag { tag } => ItemTask::Tag(tag),
            ItemBatchTask::Policies { attended_policy_id, unattended_policy_id } => {
                ItemTask::Policies { attended: attended_policy_id, unattended: unattended_policy_id }
            }
            ItemBatchTask::Remove {} => ItemTask::Remove,
        })
    }
}

/// Several Jump Items, and what to do to each.
#[derive(Deserialize, ToSchema)]
#[serde(deny_unknown_fields)]
pub struct ItemBatch {
    /// 1 to 100.
    #[schema(value_type = Vec<Uuid>, min_items = 1, max_items = 100)]
    ids: Vec<JumpItemId>,
    task: ItemBatchTask,
}

/// Why one of several was not done.
#[derive(Serialize, ToSchema)]
pub struct BatchRefusal {
    /// Stable name of the reason.
    code: &'static str,
    title: String,
    /// What to do about it; may be empty.
    detail: String,
}

/// What became of one of several.
#[derive(Serialize, ToSchema)]
pub struct BatchOutcome {
    id: String,
    /// There if it was not done.
    #[schema(required = false)]
    #[serde(skip_serializing_if = "Option::is_none")]
    refused: Option<BatchRefusal>,
}

/// What became of each.
#[derive(Serialize, ToSchema)]
pub struct BatchAnswer {
    outcomes: Vec<BatchOutcome>,
}

/// Each id once; refused if there are none or too many.
fn each<T: Ord + Copy>(ids: Vec<T>) -> Result<Vec<T>, Fault> {
    if ids.is_empty() || ids.len() > BATCH {
        return Err(Fault::invalid().field("ids", "1 to 100."));
    }
    let mut seen = BTreeSet::new();
    Ok(ids.into_iter().filter(|id| seen.insert(*id)).collect())
}

fn answer<T: Display>(outcomes: Vec<(T, Option<Fault>)>) -> axum::Json<BatchAnswer> {
    let refused = |fault: Fault| {
        // What is wrong with a field is the reason, where a form would show it there.
        let detail = fault.fields.into_values().next().unwrap_or(fault.detail);
        BatchRefusal { code: fault.code, title: fault.title, detail }
    };
    let outcomes =
        outcomes.into_iter().map(|(id, fault)| BatchOutcome { id: id.to_string(), refused: fault.map(refused) });
    axum::Json(BatchAnswer { outcomes: outcomes.collect() })
}

pub(crate) async fn users(
    proof: Proof<rest::BatchUsers>,
    AxumState(engine): State,
    Json(batch): Json<UserBatch>,
) -> Result<axum::Json<BatchAnswer>, Refusal> {
    Ok(answer(engine.batch_users(proof.granted, each(batch.ids)?, batch.task.read()?).await?))
}

pub(crate) async fn items(
    proof: Proof<rest::BatchItems>,
    AxumState(engine): State,
    Json(batch): Json<ItemBatch>,
) -> Result<axum::Json<BatchAnswer>, Refusal> {
    let task = batch.task.read(proof.granted.actor().user)?;
    Ok(answer(engine.batch_items(proof.granted, each(batch.ids)?, task).await?))
}

/// Which accounts.
#[derive(Deserialize, IntoParams)]
#[serde(deny_unknown_fields)]
pub struct BelongingsQuery {
    /// Ids of 1 to 100 accounts, with commas between them.
    #[param(max_length = 4000)]
    ids: String,
}

/// How much belongs to some accounts together, and goes with them.
#[derive(Serialize, ToSchema)]
pub struct Belongings {
    /// Jump Items in their personal lists.
    personal_items: u64,
    /// Installers that put Jump Items there.
    installers: u64,
    /// API accounts that they made.
    api_accounts: u64,
    /// Where they are signed in.
    logins: u64,
}

pub(crate) async fn belongings(
    proof: Proof<rest::CountBelongings>,
    AxumState(engine): State,
    Asked(asked): Asked<BelongingsQuery>,
) -> Result<axum::Json<Belongings>, Refusal> {
    let wrong = || Fault::invalid().field("ids", "1 to 100 ids of accounts, with commas between them.");
    let ids = asked.ids.split(',').take(BATCH + 1).map(str::parse::<UserId>).collect::<Result<Vec<_>, _>>();
    let found = engine.belongings(proof.granted, &each(ids.map_err(|_| wrong())?)?).await?;
    Ok(axum::Json(Belongings {
        personal_items: found.personal_items,
        installers: found.installers,
        api_accounts: found.api_accounts,
        logins: found.logins,
    }))
}
