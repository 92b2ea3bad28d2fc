//! Reps who do nothing in a session are warned, then removed (SES-31a). What counts is a key, a click or something that runs for them; a mouse that only moves is not told of here.
//!
//! Nothing of it is stored: after a restart everybody counts as having done something just then.

use std::time::Duration;

use towline_model::{Moment, UserId};

use crate::machine::Session;

/// How long before the removal a rep is warned.
const AHEAD: Duration = Duration::from_secs(60);

impl Session {
    /// When a rep who does nothing is removed, once they are warned.
    pub fn idle_removal(&self, user: UserId) -> Option<Moment> {
        self.warned.contains(&user).then(|| self.idle_end(user)).flatten()
    }

    /// A rep did something.
    pub(crate) fn acts(&mut self, now: Moment, user: UserId) {
        if self.state.participant_of(user).is_some() {
            self.acted.insert(user, now);
        }
        if self.warned.remove(&user) {
            self.changed = true;
        }
    }

    pub(crate) fn forget_idle(&mut self, user: UserId) {
        self.acted.remove(&user);
        self.warned.remove(&user);
    }

    fn idle_end(&self, user: UserId) -> Option<Moment> {
        let span = self.state.spec.graces.idle()?;
        self.acted.get(&user).map(|at| *at + span)
    }

    /// What is next for a rep: the warning, then the end.
    fn idle_next(&self, user: UserId) -> Option<Moment> {
        let end = self.idle_end(user)?;
        Some(if self.warned.contains(&user) { end } else { end - AHEAD })
    }

    /// When somebody is to be warned or removed.
    pub(crate) fn idle_due(&self) -> Option<Moment> {
        self.acted.keys().filter_map(|user| self.idle_next(*user)).min()
    }

    pub(crate) fn idle_tick(&mut self, now: Moment) {
        let due: Vec<UserId> =
            self.acted.keys().copied().filter(|user| self.idle_next(*user).is_some_and(|at| at <= now)).collect();
        for user in due {
            if !self.warned.contains(&user) && self.idle_end(user).is_some_and(|end| end > now) {
                self.warned.insert(user);
                self.changed = true;
                continue;
            }
            let alone = self.state.owner == Some(user) && self.state.own().count() < 2;
            // Nobody else is there who could have it: it waits for its owner rather than end.
            let _ = if alone { self.hold(now, user, "owner_idle") } else { self.leave(now, user, "idle") };
            self.forget_idle(user);
        }
    }
}
