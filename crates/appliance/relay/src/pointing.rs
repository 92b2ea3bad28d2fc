//! Where each rep points on a session's screen (SES-25): passed on to the others who see it, at once, and kept nowhere.
//!
//! SECURITY: only among reps who may see the screen, while it runs and the customer has not paused it; nothing of it says what is on the screen.

use std::time::Duration;

use tokio::time::Instant;
use towline_model::{Permission, UserId};
use towline_wire::v1::{self, console_down};

use crate::actor::Actor;

/// How often one rep's moves are passed on at most; that they point nowhere any more always is.
const EVERY: Duration = Duration::from_millis(80);

/// Who points, and where.
#[derive(Debug, Clone, Copy)]
pub(crate) struct Pointing {
    pub(crate) user: UserId,
    pub(crate) x: i32,
    pub(crate) y: i32,
    pub(crate) gone: bool,
}

impl Actor {
    pub(crate) fn somebody_points(&mut self, Pointing { user, x, y, gone }: Pointing) {
        let state = self.session.state();
        let sees =
            |user: UserId| state.participant_of(user).filter(|found| found.permissions.has(Permission::ScreenView));
        let shown = state.tools.screen && !state.paused;
        let Some(number) = sees(user).filter(|_| shown).map(|found| found.number) else { return };
        let now = Instant::now();
        if !gone && self.pointed.get(&number).is_some_and(|at| now.duration_since(*at) < EVERY) {
            return;
        }
        self.pointed.insert(number, now);
        let session_id = state.spec.id.to_string();
        let others = self.views.values().filter(|view| view.console.user() != user);
        for view in others.filter(|view| sees(view.console.user()).is_some()) {
            let points = v1::SomebodyPoints { session_id: session_id.clone(), actor: u32::from(number), x, y, gone };
            view.console.sender.console(console_down::Body::SomebodyPoints(points));
        }
    }
}
