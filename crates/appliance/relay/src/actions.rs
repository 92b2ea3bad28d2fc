//! Actions (SCR-4, SCR-6) between the session's words and the wire's.

use towline_model::clip;
use towline_session::{ActionKind, ActionOffers, Input, Program, Sealed, State, WayBack};
use towline_wire::v1::{self, agent_down};

use crate::agents::AgentHandle;

/// Longest code that an agent tells.
const CODE: usize = 32;
/// Longest text of a program or an account that is taken from anybody.
const TEXT: usize = 256;
/// Offers that are looked at.
const OFFERS: usize = 64;

pub(crate) fn kind(kind: ActionKind) -> i32 {
    i32::from(match kind {
        ActionKind::Restart => v1::ActionKind::Restart,
        ActionKind::RestartSafe => v1::ActionKind::RestartSafe,
        ActionKind::ShutDown => v1::ActionKind::ShutDown,
        ActionKind::Terminal => v1::ActionKind::Terminal,
        ActionKind::TaskManager => v1::ActionKind::TaskManager,
        ActionKind::SystemSettings => v1::ActionKind::SystemSettings,
        ActionKind::EventLog => v1::ActionKind::EventLog,
        ActionKind::FileManager => v1::ActionKind::FileManager,
        ActionKind::Lock => v1::ActionKind::Lock,
        ActionKind::LogOff => v1::ActionKind::LogOff,
        ActionKind::RunAs => v1::ActionKind::RunAs,
    })
}

/// `None`: nothing that this appliance knows.
fn known(number: i32) -> Option<ActionKind> {
    Some(match v1::ActionKind::try_from(number).ok()? {
        v1::ActionKind::Unspecified => return None,
        v1::ActionKind::Restart => ActionKind::Restart,
        v1::ActionKind::RestartSafe => ActionKind::RestartSafe,
        v1::ActionKind::ShutDown => ActionKind::ShutDown,
        v1::ActionKind::Terminal => ActionKind::Terminal,
        v1::ActionKind::TaskManager => ActionKind::TaskManager,
        v1::ActionKind::SystemSettings => ActionKind::SystemSettings,
        v1::ActionKind::EventLog => ActionKind::EventLog,
        v1::ActionKind::FileManager => ActionKind::FileManager,
        v1::ActionKind::Lock => ActionKind::Lock,
        v1::ActionKind::LogOff => ActionKind::LogOff,
        v1::ActionKind::RunAs => ActionKind::RunAs,
    })
}

/// An action as a console asks for it; `None`: nothing that could be done.
pub(crate) fn asked(user: towline_model::UserId, asked: v1::DoAction) -> Option<Input> {
    let action = known(asked.kind)?;
    let run =
        asked.run_as.map(|run| (Program { name: run.program, account: run.account }, Sealed(run.sealed.to_vec())));
    Some(Input::DoAction { user, action, run, nonce: asked.nonce })
}

/// What an agent says that it can do.
pub(crate) fn taken(actions: v1::SessionActions) -> Input {
    let offer = |offer: v1::ActionOffer| Some((known(offer.kind)?, clip(&offer.absent, CODE)));
    let offers = actions.offers.into_iter().take(OFFERS).filter_map(offer).collect();
    let back = match v1::WayBack::try_from(actions.way_back) {
        Ok(v1::WayBack::System) => WayBack::System,
        Ok(v1::WayBack::Desktop) => WayBack::Desktop,
        Ok(v1::WayBack::ByHand) => WayBack::ByHand,
        Ok(v1::WayBack::None) => WayBack::None,
        Ok(v1::WayBack::Unspecified) | Err(_) => WayBack::Unknown,
    };
    Input::ActionsOffered(ActionOffers { offers, key: actions.key.to_vec(), back })
}

/// What became of one.
pub(crate) fn done(done: &v1::ActionDone) -> Input {
    Input::ActionDone { action: done.action, code: clip(&done.code, CODE), detail: clip(&done.detail, TEXT) }
}

/// What consoles are told that can be done; `None`: the agent has not said so.
pub(crate) fn offered(state: &State) -> Option<v1::SessionActions> {
    let ActionOffers { offers, key, back } = &state.actions.offers;
    let way_back = match back {
        WayBack::Unknown => v1::WayBack::Unspecified,
        WayBack::System => v1::WayBack::System,
        WayBack::Desktop => v1::WayBack::Desktop,
        WayBack::ByHand => v1::WayBack::ByHand,
        WayBack::None => v1::WayBack::None,
    };
    let offer = |(of, absent): &(ActionKind, String)| v1::ActionOffer { kind: kind(*of), absent: absent.clone() };
    (!offers.is_empty()).then(|| v1::SessionActions {
        session_id: state.spec.id.to_string(),
        offers: offers.iter().map(offer).collect(),
        key: key.clone().into(),
        way_back: way_back.into(),
    })
}

/// Asks the agent.
pub(crate) fn perform(
    agent: &AgentHandle,
    session_id: String,
    (action, participant): (u64, u16),
    of: ActionKind,
    program: Option<Program>,
    sealed: Sealed,
) {
    let run_as =
        program.map(|program| v1::RunAs { program: program.name, account: program.account, sealed: sealed.0.into() });
    let (participant, kind) = (u32::from(participant), kind(of));
    agent.sender.agent(agent_down::Body::Perform(v1::PerformAction { session_id, action, participant, kind, run_as }));
}
