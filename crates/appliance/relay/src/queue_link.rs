//! What a console asks of queues besides accepting: sending a waiting session on (SUP-30), and whether its rep is there for more (SUP-32).

use towline_model::Queue;
use towline_session::{Input, Refusal};
use towline_wire::v1;

use crate::actor::SessionHandle;
use crate::console_link::{ConsoleLink, taken};
use crate::link::problem;
use crate::routing::said;
use crate::views;

/// A queue as a message names it.
pub(crate) fn queue_named(kind: i32, id: &str) -> Option<Queue> {
    match v1::QueueKind::try_from(kind) {
        Ok(v1::QueueKind::Personal) => id.parse().ok().map(Queue::Personal),
        Ok(v1::QueueKind::Team) => id.parse().ok().map(Queue::Team),
        Ok(v1::QueueKind::General) => Some(Queue::General),
        Ok(v1::QueueKind::Unspecified) | Err(_) => None,
    }
}

impl ConsoleLink {
    /// Sends a session that waits to another queue, or to a rep.
    pub(crate) async fn send_on(&self, request: u32, session: Option<SessionHandle>, on: &v1::SendOn) {
        let (Some(to), Some(session)) = (queue_named(on.to, &on.to_id), session) else {
            return self.reply(request, Some(views::refusal(Refusal::Invalid)), String::new());
        };
        let state = session.state();
        let Some(from) = state.queue else {
            return self.reply(request, Some(taken(&state.owner_name)), String::new());
        };
        let principal = &self.console.principal;
        let to_name = match self.shared.engine.authorize_send_on(principal, from, to).await {
            Ok(name) => name,
            Err(fault) => {
                return self.reply(request, Some(problem(fault.code, &fault.title, &fault.detail)), String::new());
            }
        };
        let input = Input::SendOn { name: principal.display_name.clone(), from, to, to_name };
        let problem = match self.shared.put(&session, input).await {
            Ok(_) => None,
            Err(Refusal::Taken) => Some(taken(&session.state().owner_name)),
            Err(Refusal::InUse) => Some(problem(
                "in_use",
                "Representatives are in this session.",
                "Its owner can transfer it from inside.",
            )),
            Err(refusal) => Some(views::refusal(refusal)),
        };
        self.reply(request, problem, String::new());
    }

    /// Keeps what the rep says of being there for more, and tells everybody.
    pub(crate) async fn set_readiness(&self, request: u32, readiness: i32) {
        let Some(chosen) = said(readiness) else {
            return self.reply(request, Some(views::refusal(Refusal::Invalid)), String::new());
        };
        let user = self.console.user();
        if let Err(fault) = self.shared.engine.set_readiness(user, chosen).await {
            return self.reply(request, Some(problem(fault.code, &fault.title, &fault.detail)), String::new());
        }
        // Whoever says that they are there has touched their console.
        self.shared.rep_says(user, Some(chosen), Some(false));
        self.reply(request, None, String::new());
    }
}
