//! Pinning and unpinning (SUP-60): a rep's wish becomes an installer's token for the customer's client, and a Jump Client that arrives is told to the session that it came of.

use towline_engine::{Fault, PinOrder, Principal};
use towline_model::{JumpClientId, PinId};
use towline_session::{Input, PinnedItem, Refusal};
use towline_wire::v1::{self, PinAgent, agent_down, console_up};
use uuid::Uuid;

use crate::actor::{Msg, Reply, SessionHandle};
use crate::agents::AgentOf;
use crate::link::problem;
use crate::relay::Shared;
use crate::views;

impl Shared {
    /// What the engine has a word in before the session's machine gets it.
    pub(crate) async fn ask_outside(
        &self,
        principal: &Principal,
        session: &SessionHandle,
        body: console_up::Body,
    ) -> Result<(), v1::Problem> {
        match body {
            console_up::Body::PinSession(pin) => self.pin(principal, session, &pin).await,
            console_up::Body::UnpinSession(_) => self.unpin(principal, session).await,
            console_up::Body::DeployButton(wanted) => self.deploy_button(principal, session, &wanted).await,
            console_up::Body::RemoveButton(_) => self.remove_button(principal, session).await,
            console_up::Body::TranslateChat(wanted) => self.translate_chat(principal.user_id, session, &wanted).await,
            _ => Err(views::refusal(Refusal::Invalid)),
        }
    }

    /// Begins to pin the customer's machine. What becomes of it, the session's log says.
    pub(crate) async fn pin(
        &self,
        principal: &Principal,
        session: &SessionHandle,
        asked: &v1::PinSession,
    ) -> Result<(), v1::Problem> {
        let group = match asked.group_id.as_str() {
            "" => None,
            id => Some(id.parse().map_err(|_| views::refusal(Refusal::Invalid))?),
        };
        let order = PinOrder { group, name: &asked.name, password: &asked.password };
        let plan = self.engine.authorize_pin(principal, order).await.map_err(|fault| told(&fault))?;
        let (user, pin) = (principal.user_id, PinId::from_uuid(Uuid::now_v7()));
        let begin = Input::BeginPin { user, pin, place: plan.place_name.clone() };
        self.put(session, begin).await.map_err(views::refusal)?;
        let token = match self.engine.make_pin(plan, pin).await {
            Ok(token) => token,
            Err(fault) => {
                self.pin_failed(session, pin, fault.code).await;
                return Err(told(&fault));
            }
        };
        let state = session.state();
        let Some(agent) = self.agents.of(AgentOf::Customer(state.spec.id)) else {
            self.pin_failed(session, pin, Refusal::Offline.code()).await;
            return Err(views::refusal(Refusal::Offline));
        };
        agent.sender.agent(agent_down::Body::Pin(PinAgent {
            session_id: state.spec.id.to_string(),
            participant: state.participant_of(user).map_or(0, |found| u32::from(found.number)),
            pin_id: pin.to_string(),
            token,
        }));
        Ok(())
    }

    async fn pin_failed(&self, session: &SessionHandle, pin: PinId, code: &str) {
        let _ = self.put(session, Input::PinInstalled { pin, code: code.to_owned() }).await;
    }

    /// Uninstalls the Jump Client that a session is with (JMP-14); the session ends with it.
    pub(crate) async fn unpin(&self, principal: &Principal, session: &SessionHandle) -> Result<(), v1::Problem> {
        let Some(item) = session.state().spec.item else { return Err(views::refusal(Refusal::Invalid)) };
        let granted = self.engine.authorize_unpin(principal, item).await.map_err(|fault| told(&fault))?;
        self.put(session, Input::Unpin { user: principal.user_id }).await.map_err(views::refusal)?;
        self.engine.remove_item(granted).await.map_err(|fault| told(&fault))
    }

    /// An installed agent is connected. If a session waits for it, it is told.
    pub(crate) async fn arrived(&self, client: JumpClientId) -> Result<(), Fault> {
        let mut waiting = self.all_sessions();
        waiting.retain(|session| session.state().pin.is_some());
        // Ten thousand agents that come back ask the store nothing.
        if waiting.is_empty() {
            return Ok(());
        }
        let Some(came) = self.engine.pinned_client(client).await? else { return Ok(()) };
        for session in waiting {
            if session.state().pin.as_ref().is_some_and(|pin| pin.id == came.pin) {
                let item = PinnedItem { name: came.name.clone(), user_mode: came.user_mode };
                let _ = session.mailbox.send(Msg::Do(Input::PinArrived { pin: came.pin, item }, Reply::Nowhere)).await;
            }
        }
        Ok(())
    }
}

/// A fault as a console is told, with what is wrong in a form.
pub(crate) fn told(fault: &Fault) -> v1::Problem {
    problem(fault.code, &fault.title, fault.fields.values().next().unwrap_or(&fault.detail))
}
