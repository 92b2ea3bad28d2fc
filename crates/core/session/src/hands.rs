//! Keyboard and mouse when somebody else has them (SES-25): others ask, the holder or the owner answers, the owner takes them at once. Which tools somebody has stopped looking at is here as well: nobody takes a screen from who looks at it.
//!
//! INVARIANT: whoever waits for control is inside, may have it, and has it not; everybody waits once.

use std::time::Duration;

use serde::{Deserialize, Serialize};
use towline_model::{Moment, Permission, UserId};

use crate::files::{may_use, needed};
use crate::machine::Session;
use crate::{Answer, EventKind, Refusal, Tool};

/// For how long it is asked.
const PATIENCE: Duration = Duration::from_secs(30);

/// Somebody waits for keyboard and mouse.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
pub struct ControlAsk {
    /// Who.
    pub by: u16,
    /// Since when.
    pub since: Moment,
}

impl ControlAsk {
    /// When nobody has answered.
    pub fn until(&self) -> Moment {
        self.since + PATIENCE
    }
}

impl Session {
    /// Asks whoever has control. Where nobody has it, and for the owner, it is taken at once.
    pub(crate) fn ask_control(&mut self, now: Moment, user: UserId) -> Result<Answer, Refusal> {
        let number = match self.take_control(now, user) {
            Err(Refusal::InUse) => self.inside(user)?,
            taken => return taken,
        };
        if !self.state.control_asks.iter().any(|ask| ask.by == number) {
            self.state.control_asks.push(ControlAsk { by: number, since: now });
            self.log(now, number, EventKind::ControlAsked);
        }
        Ok(Answer::Done)
    }

    /// Whoever has control, or the owner, gives it to somebody who asks, or does not.
    pub(crate) fn answer_control(
        &mut self,
        now: Moment,
        user: UserId,
        asker: u16,
        give: bool,
    ) -> Result<Answer, Refusal> {
        let number = self.inside(user)?;
        let holder = self.state.controller;
        if holder != Some(number) {
            self.owner_in(now, user)?;
        }
        let at = self.state.control_asks.iter().position(|ask| ask.by == asker).ok_or(Refusal::AskOver)?;
        self.state.control_asks.remove(at);
        let to = self.state.name_of(asker).to_owned();
        if !give {
            self.log(now, number, EventKind::ControlKept { to });
            return Ok(Answer::Done);
        }
        self.log(now, number, EventKind::ControlGiven { to });
        self.drop_control(now);
        if let Some(holder) = holder {
            self.ended_with(now, Permission::ScreenControl, Some(holder));
        }
        self.hold_control(now, asker);
        Ok(Answer::Done)
    }

    pub(crate) fn withdraw_control(&mut self, user: UserId) -> Result<Answer, Refusal> {
        let number = self.inside(user)?;
        let before = self.state.control_asks.len();
        self.state.control_asks.retain(|ask| ask.by != number);
        if self.state.control_asks.len() < before {
            self.touch();
        }
        Ok(Answer::Done)
    }

    /// Somebody has it from now on who may.
    pub(crate) fn hold_control(&mut self, now: Moment, number: u16) {
        self.state.controller = Some(number);
        self.regrant = true;
        self.log(now, number, EventKind::ControlTaken);
    }

    /// After whatever happened: who cannot have it any more does not wait for it, and what became free is the first one's.
    pub(crate) fn settle_control(&mut self, now: Moment) {
        if self.state.control_asks.is_empty() {
            return;
        }
        let state = &self.state;
        let works = state.has_agent() && !state.paused;
        let waits = |ask: &ControlAsk| {
            let may = |number| {
                state.participant(number).is_some_and(|found| found.permissions.has(Permission::ScreenControl))
            };
            works && state.controller != Some(ask.by) && may(ask.by)
        };
        let mut asks: Vec<ControlAsk> = state.control_asks.iter().copied().filter(waits).collect();
        let first = if state.controller.is_none() && !asks.is_empty() { Some(asks.remove(0)) } else { None };
        if asks.len() < self.state.control_asks.len() {
            self.state.control_asks = asks;
            self.touch();
        }
        if let Some(first) = first {
            self.hold_control(now, first.by);
        }
    }

    /// When the first of them has waited in vain.
    pub(crate) fn control_until(&self) -> Option<Moment> {
        self.state.control_asks.iter().map(ControlAsk::until).min()
    }

    pub(crate) fn control_tick(&mut self, now: Moment) {
        let late: Vec<ControlAsk> = self.state.control_asks.extract_if(.., |ask| ask.until() <= now).collect();
        for ask in late {
            let to = self.state.name_of(ask.by).to_owned();
            self.log(now, 0, EventKind::ControlKept { to });
        }
    }

    /// Whether somebody else looks at a tool who may.
    pub(crate) fn others_look(&self, number: u16, tool: Tool) -> bool {
        let looks = |found: &&crate::Participant| may_use(found, tool) && !found.stopped.runs(tool);
        self.state.participants.iter().filter(looks).any(|found| found.number != number)
    }

    /// One of several stops looking; for the others nothing changes.
    pub(crate) fn stop_looking(&mut self, now: Moment, number: u16, tool: Tool) {
        let Some(found) = self.state.participants.iter_mut().find(|found| found.number == number) else { return };
        *found.stopped.tool(tool) = true;
        self.touch();
        if tool == Tool::Screen {
            if self.state.controller == Some(number) {
                self.drop_control(now);
            }
            self.state.control_asks.retain(|ask| ask.by != number);
            self.ended_with(now, Permission::ScreenControl, Some(number));
        }
        if tool == Tool::System {
            self.ended_with(now, Permission::SystemAct, Some(number));
        }
        for permission in needed(tool) {
            self.ended_with(now, *permission, Some(number));
        }
    }

    /// Somebody looks at a tool again; nobody named: everybody does, because it was opened just now.
    pub(crate) fn look_again(&mut self, number: Option<u16>, tool: Tool) {
        let mut changed = false;
        for found in &mut self.state.participants {
            if number.is_none_or(|number| found.number == number) {
                changed |= std::mem::replace(found.stopped.tool(tool), false);
            }
        }
        if changed {
            self.touch();
        }
    }

    /// A tool that everybody has stopped for themselves is stopped. A shell goes on: something may run there.
    pub(crate) fn settle_tools(&mut self, now: Moment) {
        for tool in [Tool::Screen, Tool::System, Tool::Files] {
            let mut may = self.state.participants.iter().filter(|found| may_use(found, tool)).peekable();
            if self.state.tools.runs(tool) && may.peek().is_some() && may.all(|found| found.stopped.runs(tool)) {
                self.close_tool(now, 0, tool);
            }
        }
    }
}
