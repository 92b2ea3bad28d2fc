//! Changes that the store may refuse: tried on a copy of the session, which is the session once they are stored.

use std::collections::VecDeque;

use towline_engine::Fault;
use towline_session::{Effect, Event, Input, Refusal, Session};
use towline_store::Stamp;

use crate::actor::Actor;
use crate::views;

/// What a session would be, and all events that are to be stored with it.
pub(crate) struct Tried {
    pub(crate) session: Session,
    effects: VecDeque<Effect>,
    pub(crate) events: Vec<Event>,
}

impl Actor {
    /// What somebody outside does: a change that the store refuses, by what somebody saw of it, has not happened.
    pub(crate) async fn administer(&mut self, input: Input, stamp: Stamp) -> Result<(), Fault> {
        let tried = self.try_input(input).map_err(views::fault)?;
        let state = tried.session.state().clone();
        self.shared.engine.store().save_session_recorded(stamp, state, tried.events.clone()).await?;
        self.become_tried(tried);
        Ok(())
    }

    /// Tries something on a copy of the session, which is the session once the store has taken it.
    pub(crate) fn try_input(&self, input: Input) -> Result<Tried, Refusal> {
        let mut session = self.session.clone();
        session.handle(self.shared.engine.now(), input)?;
        let effects: VecDeque<Effect> = std::iter::from_fn(|| session.poll_effect()).collect();
        let mut events = self.unsaved.clone();
        for effect in &effects {
            if let Effect::Persist { events: fresh } = effect {
                events.extend(fresh.iter().cloned());
            }
        }
        Ok(Tried { session, effects, events })
    }

    /// The store has taken it.
    pub(crate) fn become_tried(&mut self, tried: Tried) {
        let Tried { session, effects, events } = tried;
        self.session = session;
        self.unsaved = events;
        self.retry = None;
        self.saved();
        for effect in &effects {
            if let Effect::TakeAway { participant, lost } = effect {
                self.take_away(*participant, *lost);
            }
        }
        self.carry_out(effects);
    }
}
