//! The full customer client: an agent that a customer started for this one session (SUP-21 to SUP-24, SUP-40). A page in a browser may be there beside it, before and after.

use towline_model::{Moment, UserId, clip};

use crate::machine::Session;
use crate::{Answer, CUSTOMER, CustomerSide, EventKind, Refusal, ScreenState, State, Tools, Way};

/// Longest name of a system that is kept, in bytes.
const SYSTEM: usize = 128;
/// As pages on an iPhone or iPad name the system: no browser there can show the screen.
pub const IOS: &str = "iOS";

impl Session {
    /// The agent of a customer is the customer.
    pub(crate) fn client_there(&mut self, now: Moment) {
        let Some(side) = &mut self.state.customer else { return };
        let told = side.lost || side.way != Way::Client || !self.state.connected_once;
        let back = side.gone.is_some();
        *side = CustomerSide { way: Way::Client, gone: None, lost: false };
        if told {
            self.log(now, CUSTOMER, EventKind::CustomerConnected { way: Way::Client.name().to_owned() });
        }
        if back {
            self.tell_lists();
        }
        // From now on it is the client that shows the screen.
        let _ = self.share_ends(now);
    }

    /// Whether the loss of the endpoint is an event of its own: nothing of a customer is left otherwise, and that is told by the customer's own rules.
    pub(crate) fn client_gone(&mut self, now: Moment) -> bool {
        let Some(side) = &mut self.state.customer else { return true };
        if !self.customer {
            side.gone = Some(now);
            self.touch();
        }
        self.customer
    }

    /// The endpoint stayed away. A customer whose page is still there goes on in it, with chat alone; else the session is over.
    pub(crate) fn give_endpoint_up(&mut self, now: Moment) {
        match &mut self.state.customer {
            None => return self.finish(now, 0, "endpoint_lost"),
            Some(_) if !self.customer => return self.finish(now, 0, "customer_lost"),
            Some(side) => side.way = Way::Browser,
        }
        self.state.endpoint_gone = None;
        self.state.paused = false;
        self.drop_control(now);
        self.end_prompts(now, |_| true);
        self.lose_shells(now, "customer_lost");
        self.elevation_lost(now);
        self.actions_lost(now);
        self.state.tools = Tools::default();
        self.state.screen = ScreenState::default();
        self.log(now, CUSTOMER, EventKind::CustomerConnected { way: Way::Browser.name().to_owned() });
    }

    pub(crate) fn customer_pauses(&mut self, now: Moment, on: bool) -> Result<Answer, Refusal> {
        if !self.state.has_agent() || self.state.customer.is_none() || self.state.dismissed.is_some() {
            return Err(Refusal::Invalid);
        }
        if std::mem::replace(&mut self.state.paused, on) != on {
            // Whoever had keyboard and mouse asks for them anew when it goes on.
            if on {
                self.drop_control(now);
                self.end_prompts(now, |_| true);
            }
            self.log(now, CUSTOMER, if on { EventKind::AccessPaused } else { EventKind::AccessResumed });
        }
        Ok(Answer::Done)
    }

    pub(crate) fn customer_system(&mut self, system: &str) -> Result<Answer, Refusal> {
        if self.state.customer.is_none() {
            return Err(Refusal::Invalid);
        }
        let system = clip(system, SYSTEM);
        if self.state.system != system {
            self.state.system = system;
            self.touch();
        }
        Ok(Answer::Done)
    }

    pub(crate) fn customer_program(&mut self, there: bool) -> Result<Answer, Refusal> {
        if self.state.customer.is_some() && self.state.no_program == there {
            self.state.no_program = !there;
            self.touch();
        }
        Ok(Answer::Done)
    }

    pub(crate) fn offer_client(&mut self, now: Moment, user: UserId) -> Result<Answer, Refusal> {
        let number = self.inside(user)?;
        if self.state.customer.is_none() || self.state.has_agent() || self.state.dismissed.is_some() {
            return Err(Refusal::Invalid);
        }
        self.log(now, number, EventKind::ClientOffered);
        Ok(Answer::Done)
    }

    pub(crate) fn send_instructions(&mut self, now: Moment, user: UserId) -> Result<Answer, Refusal> {
        let number = self.inside(user)?;
        if !self.state.on_ios() || self.state.dismissed.is_some() {
            return Err(Refusal::Invalid);
        }
        self.log(now, number, EventKind::InstructionsSent);
        Ok(Answer::Done)
    }
}

impl State {
    /// Whether the customer is there with the browser of an iPhone or iPad, by what it says of itself (SUP-26). It decides nothing but what reps are offered.
    pub fn on_ios(&self) -> bool {
        self.customer.is_some() && !self.has_agent() && self.system == IOS
    }
}
