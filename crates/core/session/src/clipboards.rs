//! Whose clipboard is one with the endpoint's (SCR-7): a switch of each participant, off at the beginning.
//!
//! INVARIANT: it is on only while the participant looks at the screen of an agent, may use the clipboard in one direction at least, and the customer has not paused access.
//! It never goes on by itself.

use towline_model::{Moment, Permission, UserId};

use crate::machine::Session;
use crate::{Answer, Effect, EventKind, Lost, Participant, Refusal, Tool};

const DIRECTIONS: [Permission; 2] = [Permission::ClipboardToEndpoint, Permission::ClipboardFromEndpoint];

impl Session {
    /// Whether somebody looks at the screen of an agent that is not held up: where all that is switched on beside the picture begins.
    pub(crate) fn at_screen(&self, user: UserId) -> Result<(), Refusal> {
        if !self.state.has_agent() {
            return Err(Refusal::NoAgent);
        }
        if self.state.paused {
            return Err(Refusal::Paused);
        }
        if !self.state.runs_for(user, Tool::Screen) {
            return Err(Refusal::Invalid);
        }
        Ok(())
    }

    /// Switches one's clipboard on or off. A direction that is to be asked for is asked for; the answer switches it on.
    pub(crate) fn set_clipboard(&mut self, now: Moment, user: UserId, on: bool) -> Result<Answer, Refusal> {
        let number = self.inside(user)?;
        if !on {
            self.switch_clipboard(now, number, false);
            return Ok(Answer::Done);
        }
        self.at_screen(user)?;
        let permissions = self.state.participant(number).map(|found| found.permissions).unwrap_or_default();
        let mut refusal = None;
        for direction in DIRECTIONS.into_iter().filter(|one| permissions.asks(*one).is_some() && !permissions.has(*one))
        {
            // A question that is open already, or was said no to, does not stand in the way of the other direction.
            refusal = self.permitted_or_asked(now, user, direction).err().or(refusal);
        }
        let may = self.state.participant(number).is_some_and(uses);
        if !may {
            return match refusal {
                Some(refusal) => Err(refusal),
                None => self.permitted(now, user, Permission::ClipboardFromEndpoint).map(|_| Answer::Done),
            };
        }
        self.switch_clipboard(now, number, true);
        Ok(Answer::Done)
    }

    pub(crate) fn switch_clipboard(&mut self, now: Moment, number: u16, on: bool) {
        let Some(found) = self.state.participants.iter_mut().find(|found| found.number == number) else { return };
        if std::mem::replace(&mut found.clipboard, on) == on {
            return;
        }
        self.regrant = true;
        self.log(now, number, if on { EventKind::ClipboardOn } else { EventKind::ClipboardOff });
        if !on {
            self.effects.push_back(Effect::TakeAway { participant: number, lost: Lost::Clipboard });
            DIRECTIONS.into_iter().for_each(|direction| self.ended_with(now, direction, Some(number)));
        }
    }

    /// After whatever happened: who cannot use it any more has it off.
    pub(crate) fn settle_clipboards(&mut self, now: Moment) {
        let works = self.state.has_agent() && !self.state.paused && self.state.tools.screen;
        let keeps = |found: &Participant| works && uses(found) && !found.stopped.screen;
        let over = self.state.participants.iter().filter(|found| found.clipboard && !keeps(found));
        for number in over.map(|found| found.number).collect::<Vec<u16>>() {
            self.switch_clipboard(now, number, false);
        }
    }
}

fn uses(found: &Participant) -> bool {
    let has = |permission| found.permissions.has(permission);
    has(Permission::ScreenView) && DIRECTIONS.into_iter().any(has)
}
