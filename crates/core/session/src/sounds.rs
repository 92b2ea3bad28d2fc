//! Who hears what the endpoint plays (SCR-18): a switch of each participant, off at the beginning.
//!
//! INVARIANT: it is on only while the participant looks at the screen of an agent, may hear it, and the customer has not paused access. It never goes on by itself.

use towline_model::{Moment, Permission, UserId};

use crate::machine::Session;
use crate::{Answer, Effect, EventKind, Lost, Participant, Refusal};

impl Session {
    /// Switches the endpoint's sound on or off for oneself. Where it is to be asked for it is; the answer switches it on.
    pub(crate) fn set_sound(&mut self, now: Moment, user: UserId, on: bool) -> Result<Answer, Refusal> {
        let number = self.inside(user)?;
        if on {
            self.at_screen(user)?;
            self.permitted_or_asked(now, user, Permission::HearSound)?;
        }
        self.switch_sound(now, number, on);
        Ok(Answer::Done)
    }

    pub(crate) fn switch_sound(&mut self, now: Moment, number: u16, on: bool) {
        let Some(found) = self.state.participants.iter_mut().find(|found| found.number == number) else { return };
        if std::mem::replace(&mut found.sound, on) == on {
            return;
        }
        self.regrant = true;
        self.log(now, number, if on { EventKind::SoundOn } else { EventKind::SoundOff });
        if !on {
            self.effects.push_back(Effect::TakeAway { participant: number, lost: Lost::Sound });
            self.ended_with(now, Permission::HearSound, Some(number));
        }
    }

    /// After whatever happened: who cannot hear any more has it off.
    pub(crate) fn settle_sounds(&mut self, now: Moment) {
        let works = self.state.has_agent() && !self.state.paused && self.state.tools.screen;
        let keeps = |found: &Participant| works && hears(found) && !found.stopped.screen;
        let over = self.state.participants.iter().filter(|found| found.sound && !keeps(found));
        for number in over.map(|found| found.number).collect::<Vec<u16>>() {
            self.switch_sound(now, number, false);
        }
    }
}

fn hears(found: &Participant) -> bool {
    found.permissions.has(Permission::ScreenView) && found.permissions.has(Permission::HearSound)
}
