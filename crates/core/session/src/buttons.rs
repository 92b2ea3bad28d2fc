//! Support Buttons (SUP-50): deployed to the machine in a session, or what the session was started with; and removed again. The agent does both, with what the appliance made for it; here is told what became of it.

use std::time::Duration;

use serde::{Deserialize, Serialize};
use towline_model::{ButtonId, Moment, OfButton, Permission, UserId};

use crate::machine::Session;
use crate::{Answer, EventKind, Refusal};

/// How long the agent may take.
const LIFE: Duration = Duration::from_secs(3 * 60);

/// The Support Button of a session's machine.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Button {
    /// Which one.
    #[serde(flatten)]
    pub of: OfButton,
    /// How far it is.
    pub stage: ButtonStage,
}

/// How far a Support Button is.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum ButtonStage {
    /// It is being put on the machine.
    Placing {
        /// By whom.
        by: u16,
        /// When it has failed.
        until: Moment,
    },
    /// It is there.
    Placed,
    /// It is being removed.
    Taking {
        /// By whom.
        by: u16,
        /// When it has failed.
        until: Moment,
    },
}

impl Button {
    /// One that is on the machine.
    pub fn placed(of: OfButton) -> Self {
        Button { of, stage: ButtonStage::Placed }
    }

    /// Stable name of its stage.
    pub const fn stage_name(&self) -> &'static str {
        match self.stage {
            ButtonStage::Placing { .. } => "placing",
            ButtonStage::Placed => "placed",
            ButtonStage::Taking { .. } => "taking",
        }
    }

    /// By whom, and until when, something is done about it.
    const fn under_way(&self) -> Option<(u16, Moment)> {
        match self.stage {
            ButtonStage::Placing { by, until } | ButtonStage::Taking { by, until } => Some((by, until)),
            ButtonStage::Placed => None,
        }
    }
}

impl Session {
    /// The number of a rep who may do something about the machine's button, whose agent can be told.
    fn button_by(&mut self, now: Moment, user: UserId) -> Result<u16, Refusal> {
        self.inside(user)?;
        let number = self.permitted_or_asked(now, user, Permission::Button)?;
        if !self.state.has_agent() {
            return Err(Refusal::NoAgent);
        }
        if self.state.paused {
            return Err(Refusal::Paused);
        }
        if self.endpoint { Ok(number) } else { Err(Refusal::Offline) }
    }

    pub(crate) fn begin_button(&mut self, now: Moment, user: UserId, of: OfButton) -> Result<Answer, Refusal> {
        if self.state.button.is_some() {
            self.inside(user)?;
            return Err(Refusal::Button);
        }
        let by = self.button_by(now, user)?;
        self.log(now, by, EventKind::ButtonStarted { button: of.description.clone() });
        self.state.button = Some(Button { of, stage: ButtonStage::Placing { by, until: now + LIFE } });
        Ok(Answer::Done)
    }

    pub(crate) fn begin_button_removal(&mut self, now: Moment, user: UserId) -> Result<Answer, Refusal> {
        let placed = self.state.button.as_ref().filter(|button| button.stage == ButtonStage::Placed);
        let Some(button) = placed.map(|button| button.of.description.clone()) else {
            self.inside(user)?;
            return Err(Refusal::Button);
        };
        let by = self.button_by(now, user)?;
        self.log(now, by, EventKind::ButtonRemoving { button });
        if let Some(button) = &mut self.state.button {
            button.stage = ButtonStage::Taking { by, until: now + LIFE };
        }
        Ok(Answer::Done)
    }

    /// The agent said what became of it.
    pub(crate) fn button_settled(
        &mut self,
        now: Moment,
        id: ButtonId,
        taken: bool,
        code: &str,
    ) -> Result<Answer, Refusal> {
        let meant = |button: &mut Button| {
            let stage = match button.stage {
                ButtonStage::Placing { .. } => !taken,
                ButtonStage::Taking { .. } => taken,
                ButtonStage::Placed => false,
            };
            button.of.id == id && stage
        };
        let Some(button) = self.state.button.take_if(meant) else { return Ok(Answer::Done) };
        if !code.is_empty() {
            self.button_failed(now, button, code);
            return Ok(Answer::Done);
        }
        let (by, name) = (button.under_way().map(|(by, _)| by), button.of.description.clone());
        let kind = if taken {
            EventKind::ButtonRemoved { button: name }
        } else {
            self.state.button = Some(Button::placed(button.of));
            EventKind::ButtonPlaced { button: name }
        };
        self.log(now, by.unwrap_or(0), kind);
        self.ended_with(now, Permission::Button, by);
        Ok(Answer::Done)
    }

    /// One that was to be placed is not known to be there; one that was to be removed may still be.
    fn button_failed(&mut self, now: Moment, button: Button, code: &str) {
        let by = button.under_way().map(|(by, _)| by);
        if matches!(button.stage, ButtonStage::Taking { .. }) {
            self.state.button = Some(Button::placed(button.of));
        }
        self.log(now, by.unwrap_or(0), EventKind::ButtonFailed { reason: code.to_owned() });
        self.ended_with(now, Permission::Button, by);
    }

    pub(crate) fn button_until(&self) -> Option<Moment> {
        self.state.button.as_ref()?.under_way().map(|(_, until)| until)
    }

    /// The machine is nobody's here any more.
    pub(crate) fn button_lost(&mut self, now: Moment, code: &str) {
        if let Some(button) = self.state.button.take_if(|button| button.under_way().is_some()) {
            self.button_failed(now, button, code);
        }
    }

    pub(crate) fn button_tick(&mut self, now: Moment) {
        let late = |button: &mut Button| button.under_way().is_some_and(|(_, until)| until <= now);
        if let Some(button) = self.state.button.take_if(late) {
            self.button_failed(now, button, "timeout");
        }
    }
}
