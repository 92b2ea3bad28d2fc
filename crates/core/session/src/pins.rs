//! Pinning (SUP-60): the customer's machine becomes a Jump Client. The appliance made an installer for it, the agent runs it; here is told what became of it. And unpinning, which only needs the right to.

use std::time::Duration;

use serde::{Deserialize, Serialize};
use towline_model::{Moment, Permission, PinId, UserId};

use crate::machine::Session;
use crate::{Answer, EventKind, Refusal};

/// How long an installation may take.
pub const PIN_LIFE: Duration = Duration::from_secs(3 * 60);
/// How long the new Jump Client is waited for when the installer has ended well.
const ARRIVES: Duration = Duration::from_secs(10);

/// A machine that is being pinned.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Pin {
    /// Tells it from another one.
    pub id: PinId,
    /// Who pins it.
    pub by: u16,
    /// The new item, once its agent is there.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub arrived: Option<PinnedItem>,
    /// The agent said that its installer ended well.
    #[serde(default)]
    pub installed: bool,
    /// When it has failed.
    pub until: Moment,
}

/// The item that came of it.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct PinnedItem {
    /// What it is called.
    pub name: String,
    /// It runs only while the user is signed in who installed it.
    pub user_mode: bool,
}

impl Session {
    pub(crate) fn begin_pin(&mut self, now: Moment, user: UserId, id: PinId, place: String) -> Result<Answer, Refusal> {
        self.inside(user)?;
        // What an installed agent serves is pinned already.
        if self.state.customer.is_none() {
            return Err(Refusal::Invalid);
        }
        if self.state.pin.is_some() {
            return Err(Refusal::Pinning);
        }
        let number = self.permitted_or_asked(now, user, Permission::Pin)?;
        if !self.state.has_agent() {
            return Err(Refusal::NoAgent);
        }
        if self.state.paused {
            return Err(Refusal::Paused);
        }
        if !self.endpoint {
            return Err(Refusal::Offline);
        }
        self.state.pin = Some(Pin { id, by: number, arrived: None, installed: false, until: now + PIN_LIFE });
        self.log(now, number, EventKind::PinStarted { place });
        Ok(Answer::Done)
    }

    /// The new Jump Client is connected.
    pub(crate) fn pin_arrived(&mut self, now: Moment, id: PinId, item: PinnedItem) -> Result<Answer, Refusal> {
        if let Some(pin) = self.state.pin.as_mut().filter(|pin| pin.id == id) {
            pin.arrived = Some(item);
            self.dirty = true;
            self.settle_pin(now);
        }
        Ok(Answer::Done)
    }

    /// The agent's installer has ended: well, or for a reason. An item that is there in spite of it stays; the list shows it.
    pub(crate) fn pin_installed(&mut self, now: Moment, id: PinId, code: &str) -> Result<Answer, Refusal> {
        let Some(mut pin) = self.state.pin.take_if(|pin| pin.id == id) else { return Ok(Answer::Done) };
        if code.is_empty() {
            (pin.installed, pin.until) = (true, now + ARRIVES);
            self.state.pin = Some(pin);
            self.dirty = true;
            self.settle_pin(now);
        } else {
            self.pin_failed(now, pin.by, code);
        }
        Ok(Answer::Done)
    }

    /// A pin ends well when both sides say so, whoever is first: the installer has started what goes on, and it has reached the appliance.
    fn settle_pin(&mut self, now: Moment) {
        let done = |pin: &mut Pin| pin.installed && pin.arrived.is_some();
        if let Some(Pin { by, arrived: Some(item), .. }) = self.state.pin.take_if(done) {
            self.pinned(now, by, item);
        }
    }

    fn pinned(&mut self, now: Moment, by: u16, item: PinnedItem) {
        self.log(now, by, EventKind::Pinned { name: item.name, user_mode: item.user_mode });
        self.ended_with(now, Permission::Pin, Some(by));
    }

    fn pin_failed(&mut self, now: Moment, by: u16, code: &str) {
        self.log(now, by, EventKind::PinFailed { reason: code.to_owned() });
        self.ended_with(now, Permission::Pin, Some(by));
    }

    /// Whether somebody may unpin what the session is with; the caller does it.
    pub(crate) fn unpin(&mut self, now: Moment, user: UserId) -> Result<Answer, Refusal> {
        self.inside(user)?;
        if self.state.spec.item.is_none() {
            return Err(Refusal::Invalid);
        }
        let number = self.permitted_or_asked(now, user, Permission::Pin)?;
        self.log(now, number, EventKind::Unpinned { name: self.state.spec.name.clone() });
        Ok(Answer::Done)
    }

    pub(crate) fn pin_until(&self) -> Option<Moment> {
        self.state.pin.as_ref().map(|pin| pin.until)
    }

    /// After a restart the new Jump Client is on its way back, and so is the agent's word of it: neither had a chance to be heard meanwhile.
    pub(crate) fn pin_unknown(&mut self, now: Moment) {
        if let Some(pin) = &mut self.state.pin {
            pin.until = pin.until.max(now + ARRIVES);
        }
    }

    /// The machine is nobody's here any more. What was pinned by then is pinned.
    pub(crate) fn pin_lost(&mut self, now: Moment, code: &str) {
        let Some(pin) = self.state.pin.take() else { return };
        match pin.arrived {
            Some(item) => self.pinned(now, pin.by, item),
            None => self.pin_failed(now, pin.by, code),
        }
    }

    pub(crate) fn pin_tick(&mut self, now: Moment) {
        let Some(pin) = self.state.pin.take_if(|pin| pin.until <= now) else { return };
        match (pin.arrived, pin.installed) {
            // It is there and runs; only the agent's word of it was lost.
            (Some(item), _) => self.pinned(now, pin.by, item),
            // The installer found an agent of this site, and left it as it was.
            (None, true) => self.pin_failed(now, pin.by, "already_there"),
            (None, false) => self.pin_failed(now, pin.by, "timeout"),
        }
    }
}
