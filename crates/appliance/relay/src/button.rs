//! Support Buttons in a session (SUP-50): a rep's wish becomes an installer's token for the machine's agent, or its order to remove what is there. The list of buttons follows what the agent says.

use towline_engine::{ButtonOrder, Principal};
use towline_model::{ButtonId, OfButton, Queue};
use towline_session::{ButtonStage, Input, Refusal, State};
use towline_wire::v1::{self, PlaceButton, QueueKind, TakeButton, agent_down};
use uuid::Uuid;

use crate::actor::SessionHandle;
use crate::agents::AgentOf;
use crate::pin::told;
use crate::relay::Shared;
use crate::views;

/// Where a console wants the sessions to wait. `None`: it says nothing that is one.
fn queue(asked: &v1::DeployButton, principal: &Principal) -> Option<Queue> {
    match asked.queue() {
        QueueKind::Personal if asked.queue_id.is_empty() => Some(Queue::Personal(principal.user_id)),
        QueueKind::Personal => asked.queue_id.parse().ok().map(Queue::Personal),
        QueueKind::Team => asked.queue_id.parse().ok().map(Queue::Team),
        QueueKind::General => Some(Queue::General),
        QueueKind::Unspecified => None,
    }
}

fn order(asked: &v1::DeployButton, principal: &Principal) -> Option<ButtonOrder> {
    let issue = match asked.issue_id.as_str() {
        "" => None,
        id => Some(id.parse().ok()?),
    };
    Some(ButtonOrder {
        description: asked.description.clone(),
        profile: asked.profile_id.parse().ok()?,
        queue: if issue.is_some() { Queue::General } else { queue(asked, principal)? },
        issue,
        days: asked.days,
    })
}

fn agent_of(state: &State) -> AgentOf {
    state.spec.client.map_or(AgentOf::Customer(state.spec.id), AgentOf::Installed)
}

impl Shared {
    /// Begins to deploy a button. What becomes of it, the session's log says.
    pub(crate) async fn deploy_button(
        &self,
        principal: &Principal,
        session: &SessionHandle,
        asked: &v1::DeployButton,
    ) -> Result<(), v1::Problem> {
        let order = order(asked, principal).ok_or_else(|| views::refusal(Refusal::Invalid))?;
        let plan = self.engine.authorize_button(principal, order).await.map_err(|fault| told(&fault))?;
        let (user, button) = (principal.user_id, ButtonId::from_uuid(Uuid::now_v7()));
        let of = OfButton { id: button, description: plan.description().to_owned() };
        self.put(session, Input::BeginButton { user, button: of }).await.map_err(views::refusal)?;
        let token = match self.engine.make_session_button(plan, button).await {
            Ok(token) => token,
            Err(fault) => {
                self.button_failed(session, button, false, fault.code).await;
                return Err(told(&fault));
            }
        };
        let state = session.state();
        let participant = state.participant_of(user).map_or(0, |found| u32::from(found.number));
        let (session_id, button_id) = (state.spec.id.to_string(), button.to_string());
        let body = agent_down::Body::PlaceButton(PlaceButton { session_id, participant, button_id, token });
        self.to_button_agent(session, button, false, body).await
    }

    /// Has the machine's button removed.
    pub(crate) async fn remove_button(
        &self,
        principal: &Principal,
        session: &SessionHandle,
    ) -> Result<(), v1::Problem> {
        let user = principal.user_id;
        let state = session.state();
        self.put(session, Input::BeginButtonRemoval { user }).await.map_err(views::refusal)?;
        let button = state.button.as_ref().map(|button| button.of.id).ok_or_else(|| views::refusal(Refusal::Button))?;
        let participant = state.participant_of(user).map_or(0, |found| u32::from(found.number));
        let (session_id, button_id) = (state.spec.id.to_string(), button.to_string());
        let body = agent_down::Body::TakeButton(TakeButton { session_id, participant, button_id });
        self.to_button_agent(session, button, true, body).await
    }

    async fn to_button_agent(
        &self,
        session: &SessionHandle,
        button: ButtonId,
        taken: bool,
        body: agent_down::Body,
    ) -> Result<(), v1::Problem> {
        let Some(agent) = self.agents.of(agent_of(&session.state())) else {
            self.button_failed(session, button, taken, Refusal::Offline.code()).await;
            return Err(views::refusal(Refusal::Offline));
        };
        agent.sender.agent(body);
        Ok(())
    }

    async fn button_failed(&self, session: &SessionHandle, button: ButtonId, taken: bool, code: &str) {
        let _ = self.put(session, Input::ButtonSettled { button, taken, code: code.to_owned() }).await;
    }

    /// The agent said what became of a button: the list of buttons knows it before the session says so.
    pub(crate) async fn button_settled(&self, session: Option<SessionHandle>, settled: &v1::ButtonSettled) {
        let (Some(session), Ok(button)) = (session, settled.button_id.parse::<ButtonId>()) else { return };
        let (taken, code) = (settled.taken, towline_model::clip(&settled.code, 32));
        let state = session.state();
        let by = match state.button.as_ref().filter(|known| known.of.id == button).map(|known| known.stage) {
            Some(ButtonStage::Placing { by, .. } | ButtonStage::Taking { by, .. }) => state.participant(by),
            // SECURITY: an agent settles what it was asked for, and nothing else.
            Some(ButtonStage::Placed) | None => return,
        };
        // Removed; or never there, though its program was fetched.
        if taken == code.is_empty() {
            let (user, name) = by.map_or((None, ""), |found| (Some(found.user), found.name.as_str()));
            if let Err(fault) = self.engine.forget_button(user, name, button).await {
                tracing::error!(%fault, "a Support Button that is gone could not be taken off the list");
            }
        }
        let _ = self.put(&session, Input::ButtonSettled { button, taken, code }).await;
    }
}
