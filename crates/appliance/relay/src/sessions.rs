//! What the engine and the API ask of running sessions.

use std::collections::HashMap;
use std::sync::Arc;

use tokio::sync::oneshot;
use towline_engine::{
    Asked, AwayInvited, BoxFuture, EndReason, ExternalInvited, Fault, FaultKind, InSession, Leaving, OpenSession,
    RunningPhase, RunningSession, Sessions,
};
use towline_model::{CustomValue, JumpItemId, LoginId, Queue, Readiness, Rights, SessionId, UserId};
use towline_session::{Answer, Input, Participant, Phase, Refusal, State};
use towline_store::{Stamp, UsedExternalInvitation};

use crate::actor::Msg;
use crate::relay::Shared;
use crate::{inviting, views};

pub(crate) struct RunningSessions(pub(crate) Arc<Shared>);

fn phase_name(phase: Phase) -> &'static str {
    match phase {
        Phase::Connecting => "connecting",
        Phase::Active => "active",
        Phase::OnHold => "on_hold",
        Phase::EndpointLost => "endpoint_lost",
        Phase::Ended => "ended",
        Phase::Waiting => "waiting",
    }
}

/// A session as those see it who are not in it; `None`: it is over.
fn running(state: &State) -> Option<RunningSession> {
    let phase = match state.phase {
        Phase::Connecting => RunningPhase::Connecting,
        Phase::Active => RunningPhase::Active,
        Phase::OnHold => RunningPhase::OnHold,
        Phase::EndpointLost => RunningPhase::EndpointLost,
        Phase::Waiting => RunningPhase::Waiting,
        Phase::Ended => return None,
    };
    let inside = state.participants.iter();
    Some(RunningSession {
        id: state.spec.id,
        item: state.spec.item,
        name: state.spec.name.clone(),
        group_name: state.spec.group_name.clone(),
        method: state.spec.method.clone(),
        phase,
        phase_since: state.phase_since,
        started: state.started,
        owner: state.owner,
        owner_name: state.owner_name.clone(),
        queue_name: state.queue_name.clone(),
        inside: inside.map(|rep| in_session(state, rep)).collect(),
        custom: state.spec.custom.clone(),
    })
}

/// Why a session did not take something, for the interface.
fn refused(refusal: Refusal) -> Fault {
    let told = crate::views::refusal(refusal);
    let kind = match refusal {
        Refusal::NotFound => FaultKind::NotFound,
        Refusal::NotPermitted => FaultKind::NotPermitted,
        Refusal::Invalid => FaultKind::Invalid,
        Refusal::Offline => FaultKind::Unavailable,
        Refusal::InUse
        | Refusal::AskOver
        | Refusal::NoControl
        | Refusal::InvitationOver
        | Refusal::Taken
        | Refusal::NoAgent
        | Refusal::Paused
        | Refusal::Limit
        | Refusal::Pinning
        | Refusal::Button
        | Refusal::Elevating
        | Refusal::NoElevation
        | Refusal::NoAction
        | Refusal::NotElevated
        | Refusal::NoChoice
        | Refusal::Asking
        | Refusal::CustomerRefused
        | Refusal::NobodyToAsk
        | Refusal::Ended => FaultKind::Conflict,
    };
    Fault::new(kind, refusal.code(), told.title).detail(told.detail)
}

fn in_session(state: &State, rep: &Participant) -> InSession {
    let external = rep.external.as_ref().map(|bounds| views::host_name(state, bounds.host));
    InSession { user: rep.user, name: rep.name.clone(), joined: rep.joined, external }
}

impl RunningSessions {
    async fn administer(&self, session: SessionId, input: Input, stamp: Stamp) -> Result<(), Fault> {
        let session = self.0.session(session).ok_or_else(Fault::not_found)?;
        let (done, answer) = oneshot::channel();
        session.mailbox.send(Msg::Administer { input, stamp, done }).await.map_err(|_| Fault::not_found())?;
        answer.await.unwrap_or_else(|_| Err(Fault::not_found()))
    }
}

impl Sessions for RunningSessions {
    fn ask(&self, asked: Asked) -> BoxFuture<'_, Result<Option<SessionId>, Fault>> {
        Box::pin(self.0.ask(asked))
    }

    fn all(&self) -> BoxFuture<'_, Vec<RunningSession>> {
        let states = self.0.all_sessions().into_iter().map(|session| session.state());
        Box::pin(std::future::ready(states.filter_map(|state| running(&state)).collect()))
    }

    fn end(&self, session: SessionId, stamp: Stamp) -> BoxFuture<'_, Result<(), Fault>> {
        Box::pin(self.administer(session, Input::Stop { reason: "ended_by_administrator" }, stamp))
    }

    fn set_custom(
        &self,
        session: SessionId,
        fields: Vec<CustomValue>,
        stamp: Stamp,
    ) -> BoxFuture<'_, Result<(), Fault>> {
        Box::pin(self.administer(session, Input::SetCustom { fields }, stamp))
    }

    fn of_user(&self, user: UserId) -> BoxFuture<'_, Vec<OpenSession>> {
        Box::pin(async move {
            let states = self.0.all_sessions().into_iter().map(|session| session.state());
            let mut open: Vec<OpenSession> = states
                .filter(|state| !state.ended() && state.concerns(user))
                .map(|state| OpenSession {
                    id: state.spec.id,
                    item_name: state.spec.name.clone(),
                    phase: phase_name(state.phase),
                    owned: state.owner == Some(user),
                })
                .collect();
            open.sort_by_key(|session| session.id);
            open
        })
    }

    fn is_in(&self, user: UserId, session: SessionId) -> BoxFuture<'_, bool> {
        let inside = self.0.session(session).is_some_and(|session| {
            let state = session.state();
            !state.ended() && state.participant_of(user).is_some()
        });
        Box::pin(std::future::ready(inside))
    }

    fn sees(&self, user: UserId, session: SessionId) -> BoxFuture<'_, bool> {
        Box::pin(async move {
            if let Some(session) = self.0.session(session) {
                let state = session.state();
                return state.concerns(user)
                    || self.0.consoles.of_user(user).iter().any(|console| console.sees(&state));
            }
            // As with its log: those who were in it at its end see it.
            let stored = self.0.engine.store().session(session).await.ok().flatten();
            stored.is_some_and(|state| state.ended() && state.concerns(user))
        })
    }

    fn put(&self, session: SessionId, input: Input) -> BoxFuture<'_, Result<Answer, Fault>> {
        Box::pin(async move {
            let session = self.0.session(session).ok_or_else(Fault::not_found)?;
            self.0.put(&session, input).await.map_err(refused)
        })
    }

    fn leave_all(&self, user: UserId, leaving: Leaving) -> BoxFuture<'_, ()> {
        Box::pin(async move {
            for session in self.0.all_sessions() {
                let state = session.state();
                if state.ended() || !state.concerns(user) {
                    continue;
                }
                let inside = state.participant_of(user).is_some();
                let input = match (state.owner == Some(user), leaving) {
                    (_, Leaving::Gone) => Input::Remove { user, reason: "user_disabled" },
                    (true, Leaving::End) => Input::End { user },
                    // A customer goes on to somebody else; one who waits for this rep waits by the rules of the queue (SUP-34).
                    (true, Leaving::Hold) if state.customer.is_some() => Input::Lost { user, reason: "left" },
                    (true, Leaving::Hold) if inside => Input::Hold { user },
                    (true, Leaving::Hold) => continue,
                    (false, _) => Input::Leave { user },
                };
                let _ = self.0.put(&session, input).await;
            }
        })
    }

    fn end_for_item(&self, item: JumpItemId, reason: EndReason) -> BoxFuture<'_, ()> {
        let reason = match reason {
            EndReason::ItemRemoved => "item_removed",
            EndReason::UserDisabled => "user_disabled",
        };
        Box::pin(async move {
            for session in self.0.all_sessions() {
                if session.state().spec.item == Some(item) {
                    let _ = self.0.put(&session, Input::Stop { reason }).await;
                }
            }
        })
    }

    fn in_use(&self, items: &[JumpItemId]) -> BoxFuture<'_, HashMap<JumpItemId, Vec<String>>> {
        let users = items.iter().map(|item| (*item, self.0.in_use_by(*item))).filter(|(_, names)| !names.is_empty());
        let users = users.collect();
        Box::pin(std::future::ready(users))
    }

    fn count(&self) -> BoxFuture<'_, u64> {
        Box::pin(std::future::ready(self.0.all_sessions().len() as u64))
    }

    fn users(&self) -> BoxFuture<'_, Vec<UserId>> {
        Box::pin(std::future::ready(self.0.consoles.users()))
    }

    fn reachable(&self) -> BoxFuture<'_, Vec<UserId>> {
        let there = self.0.consoles.which(|console| {
            let own = |(queue, _): &(Queue, String)| *queue == Queue::Personal(console.user());
            !console.screen && !console.sender.closed() && console.queues().iter().any(own)
        });
        let mut users: Vec<UserId> = there.iter().map(|console| console.user()).collect();
        users.sort_unstable();
        users.dedup();
        Box::pin(std::future::ready(users))
    }

    fn readiness(&self) -> BoxFuture<'_, HashMap<UserId, Readiness>> {
        Box::pin(std::future::ready(self.0.readiness_of_all()))
    }

    fn consoles(&self) -> BoxFuture<'_, Vec<LoginId>> {
        Box::pin(std::future::ready(self.0.consoles.logins()))
    }

    fn external_invited(&self, session: SessionId, number: u32) -> BoxFuture<'_, Option<ExternalInvited>> {
        let found = self.0.session(session).and_then(|session| inviting::external_invited(&session.state(), number));
        Box::pin(std::future::ready(found))
    }

    fn admit_external(
        &self,
        session: SessionId,
        number: u32,
        profile: Rights,
        used: UsedExternalInvitation,
    ) -> BoxFuture<'_, Result<bool, Fault>> {
        Box::pin(inviting::admit_external(&self.0, session, number, profile, used))
    }

    fn away_invited(&self, session: SessionId, number: u32, user: UserId) -> BoxFuture<'_, Option<AwayInvited>> {
        let session = self.0.session(session);
        let found = session.and_then(|session| inviting::away_invited(&session.state(), number, user));
        Box::pin(std::future::ready(found))
    }

    fn decline(&self, session: SessionId, number: u32, user: UserId, name: String) -> BoxFuture<'_, ()> {
        Box::pin(async move {
            if let Some(session) = self.0.session(session) {
                let _ = self.0.put(&session, Input::DeclineInvitation { user, name, number }).await;
            }
        })
    }
}
