//! Sessions that end: because the appliance says so, or because their time without it ran out; and what the run before left of those that are over.

use tokio::time::Instant;
use towline_wire::v1::{SessionDropped, agent_up};

use super::Sessions;
use crate::files::forget_others;

impl Sessions {
    /// When the first session ends by itself. `heard`: when the appliance was last heard of, unless there is a link.
    pub(crate) fn next_end(&self, heard: Option<Instant>) -> Option<Instant> {
        self.held.values().map(|session| session.ends(heard)).chain(self.forgets).min()
    }

    /// Ends the sessions whose grant or grace has run out.
    pub(crate) fn end_overdue(&mut self, heard: Option<Instant>) {
        let now = Instant::now();
        let overdue: Vec<String> =
            self.held.iter().filter(|(_, session)| session.ends(heard) <= now).map(|(id, _)| id.clone()).collect();
        if self.forgets.take_if(|at| *at <= now).is_some() {
            forget_others(&self.noted, &self.held.keys().map(String::as_str).collect(), &*self.host);
        }
        for id in overdue {
            tracing::info!(session = %id, "a session ended: its time without the appliance ran out");
            self.end(&id);
            let reason = if heard.is_some() { "grace" } else { "grant_expired" };
            self.uplink
                .say(agent_up::Body::SessionDropped(SessionDropped { session_id: id, reason: reason.to_owned() }));
        }
    }

    /// Ends a session and all that runs in it.
    pub(crate) fn end(&mut self, session_id: &str) {
        let Some(session) = self.held.remove(session_id) else { return };
        self.coming.retain(|(of, _), _| of != session_id);
        self.trying.give_up(Some(session_id));
        self.settle_clipboard(session_id);
        self.screens.forget_drawers(session_id);
        self.end_files(session_id);
        session.partials.end();
        session.staging.end();
        let numbers: Vec<u32> =
            self.channels.iter().filter(|(_, used)| used.session() == session_id).map(|(number, _)| *number).collect();
        for number in numbers {
            self.drop_channel(number);
        }
        if session.gate.controller() != 0 {
            self.screens.release(session.gate.controller());
        }
        self.screens.forget_veil(session_id);
        self.screens.forget(session_id);
    }
}
