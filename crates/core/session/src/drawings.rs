//! Who draws on the screen (SCR-14): a switch of each participant, off at the beginning, without which no grant lets them draw.
//!
//! INVARIANT: it is on only while the participant looks at the screen of an agent and may draw there, and the customer has not paused access. It never goes on by itself. What they drew is
//! there no longer than it is on: the agent takes away what no grant allows.

use towline_model::{Moment, Permission, Permissions, UserId};

use crate::machine::Session;
use crate::{Answer, EventKind, Participant, Refusal};

impl Session {
    /// Switches one's drawing on or off. If it is to be asked for, it is; the answer switches it on.
    pub(crate) fn set_drawing(&mut self, now: Moment, user: UserId, on: bool) -> Result<Answer, Refusal> {
        let number = self.inside(user)?;
        if !on {
            self.switch_drawing(now, number, false);
            return Ok(Answer::Done);
        }
        self.at_screen(user)?;
        self.permitted(now, user, Permission::ScreenView)?;
        self.permitted_or_asked(now, user, Permission::Annotate)?;
        self.switch_drawing(now, number, true);
        Ok(Answer::Done)
    }

    pub(crate) fn switch_drawing(&mut self, now: Moment, number: u16, on: bool) {
        let Some(found) = self.state.participants.iter_mut().find(|found| found.number == number) else { return };
        if std::mem::replace(&mut found.drawing, on) == on {
            return;
        }
        self.regrant = true;
        self.touch();
        if on {
            self.log(now, number, EventKind::DrawingOn);
        } else {
            self.ended_with(now, Permission::Annotate, Some(number));
        }
    }

    /// After whatever happened: who cannot draw any more does not.
    pub(crate) fn settle_drawings(&mut self, now: Moment) {
        let works = self.state.has_agent() && !self.state.paused && self.state.tools.screen;
        let keeps = |found: &Participant| works && may(found) && !found.stopped.screen;
        let over = self.state.participants.iter().filter(|found| found.drawing && !keeps(found));
        for number in over.map(|found| found.number).collect::<Vec<u16>>() {
            self.switch_drawing(now, number, false);
        }
    }
}

fn may(found: &Participant) -> bool {
    found.permissions.has(Permission::ScreenView) && found.permissions.has(Permission::Annotate)
}

/// What a grant allows a participant: to draw only while the switch is on.
pub(crate) fn granted(found: &Participant) -> Permissions {
    if found.drawing { found.permissions } else { found.permissions.without(Permission::Annotate) }
}
