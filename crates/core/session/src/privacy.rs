//! Privacy (SCR-3): mouse, keyboard and screen are withheld from whoever sits at the endpoint, by whoever holds keyboard and mouse in the session, and for no longer than they do.
//!
//! INVARIANT: it is on only while its user may do it, holds control, looks at the screen, and the endpoint is there or has only just gone. What ended does not come back by itself.

use std::time::Duration;

use serde::{Deserialize, Serialize};
use towline_model::{Moment, Permission, UserId};

use crate::machine::{Session, cut};
use crate::{Answer, Effect, EventKind, Refusal, Tool};

/// For how long the endpoint keeps it without hearing from the appliance.
const LEASE: Duration = Duration::from_secs(10);

/// What is withheld, or about to be.
#[derive(Debug, Clone, PartialEq, Eq, Default, Serialize, Deserialize)]
pub struct Privacy {
    /// Number of the newest change.
    pub turn: u32,
    /// Mouse and keyboard.
    pub input: bool,
    /// The screen as well.
    pub blank: bool,
    /// Who did it, as a participant.
    pub by: u16,
    /// The endpoint says that the input is withheld.
    pub locked: bool,
    /// The endpoint says that the screen is dark.
    pub blanked: bool,
}

impl Privacy {
    pub(crate) fn is_default(&self) -> bool {
        *self == Privacy::default()
    }
}

/// What the agent says is withheld now.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct PrivacyReport {
    /// Of the newest change that it knows.
    pub turn: u32,
    /// Mouse and keyboard are.
    pub input: bool,
    /// The screen is dark.
    pub blanked: bool,
    /// Why it was given up; empty: it was not.
    pub code: String,
}

impl Session {
    /// Withholds the input, or the screen as well; or gives everything back.
    pub(crate) fn use_privacy(
        &mut self,
        now: Moment,
        user: UserId,
        input: bool,
        blank: bool,
    ) -> Result<Answer, Refusal> {
        let input = input || blank;
        if !input {
            let number = self.inside(user)?;
            // To give back is allowed without any permission: to whoever did it, and to the owner.
            if self.state.privacy.input && self.state.privacy.by != number {
                self.owner_in(now, user)?;
            }
            self.privacy_off(now, number, "rep");
            return Ok(Answer::Done);
        }
        if self.state.participant_of(user).is_none() {
            return Err(Refusal::NotFound);
        }
        if !self.state.has_agent() {
            return Err(Refusal::NoAgent);
        }
        if self.state.paused {
            return Err(Refusal::Paused);
        }
        if !self.endpoint {
            return Err(Refusal::Offline);
        }
        let number = self.permitted_or_asked(now, user, Permission::Privacy)?;
        match self.state.controller {
            Some(holder) if holder == number => {}
            Some(_) => return Err(Refusal::InUse),
            None => return Err(Refusal::NoControl),
        }
        if !self.state.runs_for(user, Tool::Screen) {
            return Err(Refusal::NoControl);
        }
        let before = &self.state.privacy;
        if (before.input, before.blank, before.by) == (input, blank, number) {
            return Ok(Answer::Done);
        }
        let (turn, locked) = (before.turn + 1, before.locked && before.by == number);
        self.state.privacy = Privacy { turn, input, blank, by: number, locked, blanked: false };
        self.log(now, number, if blank { EventKind::PrivacyScreen } else { EventKind::PrivacyInput });
        self.send_privacy();
        Ok(Answer::Done)
    }

    fn send_privacy(&mut self) {
        let Privacy { turn, input, blank, by, .. } = self.state.privacy;
        self.effects.push_back(Effect::SetPrivacy { turn, input, blank, participant: by });
    }

    fn privacy_off(&mut self, now: Moment, actor: u16, code: &str) {
        let Privacy { turn, input, by, .. } = self.state.privacy;
        if !input {
            return;
        }
        self.state.privacy = Privacy { turn: turn + 1, by, ..Privacy::default() };
        self.log(now, actor, EventKind::PrivacyOff { code: code.to_owned() });
        if self.endpoint {
            self.send_privacy();
        }
    }

    /// The agent says what is withheld. What it gave up is off; what it withholds and nobody wants is given back.
    pub(crate) fn privacy_reported(&mut self, now: Moment, report: PrivacyReport) -> Result<Answer, Refusal> {
        let privacy = &mut self.state.privacy;
        if !privacy.input {
            if report.input || report.blanked {
                // A store that lost its last moments must not be overtaken by what the agent knows.
                privacy.turn = privacy.turn.max(report.turn.min(u32::MAX / 2));
                privacy.turn += 1;
                self.dirty = true;
                self.send_privacy();
            }
            return Ok(Answer::Done);
        }
        // About an earlier change: the answer to this one is on its way.
        if report.turn < privacy.turn {
            return Ok(Answer::Done);
        }
        if !report.code.is_empty() || report.turn > privacy.turn {
            let code = if report.code.is_empty() { "failed".to_owned() } else { cut(report.code, 32) };
            self.privacy_off(now, 0, &code);
            return Ok(Answer::Done);
        }
        let said = (report.input, report.input && report.blanked);
        if (privacy.locked, privacy.blanked) != said {
            (privacy.locked, privacy.blanked) = said;
            self.touch();
        }
        Ok(Answer::Done)
    }

    /// The agent's own check said no.
    pub(crate) fn privacy_refused(&mut self, now: Moment, participant: u16, code: &str) {
        if self.state.privacy.by == participant {
            self.privacy_off(now, 0, code);
        }
    }

    /// The agent is there again, and may not have heard of the newest change. It brings nothing back that it gave up meanwhile: it answers with that.
    pub(crate) fn privacy_again(&mut self) {
        if self.state.privacy.input {
            self.send_privacy();
        }
    }

    /// After whatever happened: who may not do it any more does it no more.
    pub(crate) fn settle_privacy(&mut self, now: Moment) {
        let Privacy { input, by, .. } = self.state.privacy;
        if !input {
            return;
        }
        let user = self.state.participant(by).filter(|found| found.permissions.has(Permission::Privacy));
        let over = if self.state.paused {
            "paused"
        } else if !self.state.has_agent() {
            "connection"
        } else if !user.is_some_and(|found| self.state.runs_for(found.user, Tool::Screen)) {
            if user.is_some() { "tool_stopped" } else { "not_permitted" }
        } else if self.state.controller != Some(by) {
            "control"
        } else {
            return;
        };
        self.privacy_off(now, 0, over);
        self.ended_with(now, Permission::Privacy, Some(by));
    }

    /// When the endpoint has given it back for want of the appliance.
    pub(crate) fn privacy_until(&self) -> Option<Moment> {
        let gone = self.state.endpoint_gone.filter(|_| self.state.privacy.input)?;
        Some(gone + LEASE)
    }

    pub(crate) fn privacy_tick(&mut self, now: Moment) {
        if self.privacy_until().is_some_and(|until| until <= now) {
            self.privacy_off(now, 0, "connection");
        }
    }
}
