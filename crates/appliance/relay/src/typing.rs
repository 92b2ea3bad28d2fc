//! Who is writing a message right now (SES-31): passed on to the others at once, kept nowhere.
//!
//! SECURITY: what a rep writes for reps only is not told to the customer, not even that something is written.

use std::time::Duration;

use tokio::time::Instant;
use towline_model::UserId;
use towline_session::CUSTOMER;
use towline_wire::v1::{self, agent_down, console_down};

use crate::actor::Actor;
use crate::customer::CustomerDown;

/// How often one person's writing is passed on at most.
const EVERY: Duration = Duration::from_secs(1);

/// Who writes.
#[derive(Debug, Clone, Copy)]
pub(crate) enum Typist {
    /// A rep, and whether it will be for reps only.
    Rep { user: UserId, reps_only: bool },
    /// The customer.
    Customer,
}

impl Actor {
    pub(crate) fn somebody_types(&mut self, who: Typist) {
        let state = self.session.state();
        let (user, number, reps_only) = match who {
            Typist::Customer if state.ended_for_customer() => return,
            Typist::Customer => (None, CUSTOMER, true),
            Typist::Rep { user, reps_only } => match state.participant_of(user) {
                Some(found) => (Some(user), found.number, reps_only || state.ended_for_customer()),
                None => return,
            },
        };
        let now = Instant::now();
        if self.typed.get(&number).is_some_and(|at| now.duration_since(*at) < EVERY) {
            return;
        }
        self.typed.insert(number, now);
        let name = state.name_of(number).to_owned();
        let session_id = state.spec.id.to_string();
        for view in self.views.values().filter(|view| Some(view.console.user()) != user) {
            let types = v1::SomebodyTypes {
                session_id: session_id.clone(),
                actor: u32::from(number),
                actor_name: name.clone(),
            };
            view.console.sender.console(console_down::Body::SomebodyTypes(types));
        }
        if !reps_only {
            for view in self.customers.values() {
                view.sender.customer(&CustomerDown::Typing { name: name.clone() });
            }
            if let Some(view) = &self.client {
                view.sender.agent(agent_down::Body::RepTyping(v1::RepTyping { name }));
            }
        }
    }
}
