//! What a customer shows by their own browser: a screen, a window, a tab, a camera; to look at only (SUP-20, SUP-26).
//!
//! INVARIANT: it is shown while the customer's page says so and not longer. No rep begins it, and no input of a rep ever goes there.

use std::time::Duration;

use serde::{Deserialize, Serialize};
use towline_model::{Ask, Moment, Permission};

use crate::machine::Session;
use crate::{Answer, CUSTOMER, EventKind, Prompt, Refusal, Tool};

/// For how long the page's second link may be away before what it showed counts as over.
const GRACE: Duration = Duration::from_secs(10);

/// What is shown.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum Shown {
    /// A whole screen.
    Screen,
    /// One window.
    Window,
    /// One tab of the browser.
    Tab,
    /// A camera.
    Camera,
}

impl Shown {
    /// Its stable name.
    pub fn name(self) -> &'static str {
        match self {
            Shown::Screen => "screen",
            Shown::Window => "window",
            Shown::Tab => "tab",
            Shown::Camera => "camera",
        }
    }
}

/// A customer's page shows something.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
pub struct Share {
    /// What.
    pub shown: Shown,
    /// The customer covers it for a while.
    pub paused: bool,
    /// Since when.
    pub since: Moment,
    /// Since when the page's link for it has been away.
    pub gone: Option<Moment>,
}

impl Session {
    /// The page shows something, or does so again after its link was away. Whoever asked for it has their answer.
    pub(crate) fn share_begins(&mut self, now: Moment, shown: Shown, paused: bool) -> Result<Answer, Refusal> {
        if self.state.customer.is_none() || self.state.has_agent() {
            return Err(Refusal::Invalid);
        }
        if self.state.dismissed.is_some() {
            return Err(Refusal::Ended);
        }
        if let Some(share) = self.state.share.as_mut().filter(|share| share.shown == shown) {
            share.gone = None;
            self.touch();
            return self.share_pauses(now, paused);
        }
        // Nobody is there who could see it.
        if self.state.participants.is_empty() {
            return Err(Refusal::Offline);
        }
        self.state.share = Some(Share { shown, paused, since: now, gone: None });
        self.state.tools.screen = true;
        self.look_again(None, Tool::Screen);
        self.log(now, CUSTOMER, EventKind::SharingStarted { shown });
        let asked: Vec<Prompt> =
            self.state.prompts.extract_if(.., |prompt| prompt.permission == Permission::ScreenView).collect();
        for prompt in asked {
            self.consent(now, prompt.participant, Permission::ScreenView);
        }
        Ok(Answer::Done)
    }

    pub(crate) fn share_pauses(&mut self, now: Moment, on: bool) -> Result<Answer, Refusal> {
        let share = self.state.share.as_mut().ok_or(Refusal::Invalid)?;
        if std::mem::replace(&mut share.paused, on) != on {
            self.log(now, CUSTOMER, if on { EventKind::SharingPaused } else { EventKind::SharingResumed });
        }
        Ok(Answer::Done)
    }

    /// The page's link for it is away.
    pub(crate) fn share_gone(&mut self, now: Moment) -> Result<Answer, Refusal> {
        if let Some(share) = self.state.share.as_mut().filter(|share| share.gone.is_none()) {
            share.gone = Some(now);
            self.touch();
        }
        Ok(Answer::Done)
    }

    pub(crate) fn share_ends(&mut self, now: Moment) -> Result<Answer, Refusal> {
        if self.state.share.take().is_some() {
            self.state.tools.screen = false;
            self.log(now, CUSTOMER, EventKind::SharingStopped);
            self.ended_with(now, Permission::ScreenView, None);
        }
        Ok(Answer::Done)
    }

    /// A rep wants to see the screen of a customer who has a page only: the customer is asked, and what the page then shows is the answer.
    pub(crate) fn ask_to_share(&mut self, now: Moment, number: u16) -> Result<Answer, Refusal> {
        // A customer who was disconnected does not come back.
        if self.state.dismissed.is_some() {
            return Err(Refusal::NoAgent);
        }
        let found = self.state.participant(number).ok_or(Refusal::NotFound)?;
        let (permissions, ask) =
            (found.permissions, found.permissions.asks(Permission::ScreenView).unwrap_or(Ask::Each));
        self.put_question(now, number, permissions, Permission::ScreenView, ask).map(|_| Answer::Done)
    }

    /// When it counts as over.
    pub(crate) fn share_until(&self) -> Option<Moment> {
        self.state.share?.gone.map(|since| since + GRACE)
    }

    pub(crate) fn share_tick(&mut self, now: Moment) {
        if self.share_until().is_some_and(|until| until <= now) {
            let _ = self.share_ends(now);
        }
    }

    /// After a restart the page's link is down.
    pub(crate) fn share_unknown(&mut self, now: Moment) {
        if let Some(share) = self.state.share.as_mut().filter(|share| share.gone.is_none()) {
            share.gone = Some(now);
        }
    }
}
