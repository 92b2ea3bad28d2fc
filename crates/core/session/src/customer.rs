//! Attended sessions: a customer asks, waits in a queue, is accepted, is away and comes back, goes (SES-1, SUP-12, SUP-24, SUP-30, SUP-34).

use std::time::Duration;

use towline_model::{Moment, Queue, Rights, UserId};

use crate::machine::Session;
use crate::routing::owner_of;
use crate::{
    Actions, Answer, Button, CUSTOMER, CustomerSide, Effect, Elevation, EventKind, Home, Phase, Privacy, Refusal,
    Route, ScreenState, Spec, State, Tools, Way,
};

/// For how long a customer may be away before anybody is told: a page that is loaded anew is no loss.
const BLINK: Duration = Duration::from_secs(5);

impl Session {
    /// A new session that a customer asked for. It waits in a queue; a personal one makes its rep the owner from the start.
    pub fn ask(now: Moment, spec: Spec, queue: Queue, queue_name: &str) -> Self {
        let started = EventKind::SessionStarted { custom: spec.custom.clone() };
        let agreed = spec.support.as_ref().map(|support| support.agreement.clone()).unwrap_or_default();
        let owner = owner_of(queue);
        let button = spec.support.as_ref().and_then(|support| support.button.clone()).map(Button::placed);
        let state = State {
            spec,
            started: now,
            phase: Phase::Connecting,
            phase_since: now,
            owner,
            owner_name: if owner.is_some() { queue_name.to_owned() } else { String::new() },
            queue: None,
            last_queue: None,
            translation: None,
            invitations: Vec::new(),
            invitations_made: 0,
            prompts: Vec::new(),
            prompts_made: 0,
            pin: None,
            button,
            queue_name: String::new(),
            held_since: None,
            accepted: false,
            route: Route { came_by: Some(Home { queue, name: queue_name.to_owned() }), ..Route::default() },
            customer: Some(CustomerSide { way: Way::Browser, gone: Some(now), lost: false }),
            dismissed: None,
            system: String::new(),
            no_program: false,
            paused: false,
            elevation: Elevation::default(),
            privacy: Privacy::default(),
            share: None,
            endpoint_gone: None,
            connected_once: false,
            participants: Vec::new(),
            next_participant: 1,
            controller: None,
            typist: None,
            control_asks: Vec::new(),
            tools: Tools::default(),
            shells: Vec::new(),
            shells_opened: 0,
            shell_offers: Default::default(),
            acts: Vec::new(),
            acts_made: 0,
            files: crate::FileLog::default(),
            caught: 0,
            actions: Actions::default(),
            screen: ScreenState::default(),
            grant: 0,
            granted: now,
            last_event: 0,
            last_chat: 0,
            ended_reason: None,
        };
        let mut session = Session::around(state, now);
        session.lost_told = false;
        session.log(now, CUSTOMER, started);
        if !agreed.is_empty() {
            session.log(now, CUSTOMER, EventKind::AgreementAccepted { sha256: agreed });
        }
        session.enqueue(now, queue, queue_name.to_owned());
        session.log(now, 0, EventKind::Queued { queue: queue_name.to_owned() });
        session.settle(now);
        session
    }

    /// Whether a link of the customer is up.
    pub fn customer_here(&self) -> bool {
        self.customer
    }

    pub(crate) fn enqueue(&mut self, now: Moment, queue: Queue, name: String) {
        self.unqueue();
        self.state.queue = Some(queue);
        self.state.queue_name = name;
        self.state.held_since = Some(now);
        self.touch();
        self.effects.push_back(Effect::Queue(queue));
    }

    pub(crate) fn unqueue(&mut self) {
        self.state.held_since = None;
        self.state.queue_name = String::new();
        self.state.route.leaves();
        if let Some(queue) = self.state.queue.take() {
            self.state.last_queue = Some(queue);
            self.touch();
            self.effects.push_back(Effect::Queue(queue));
        }
    }

    pub(crate) fn accept(
        &mut self,
        now: Moment,
        user: UserId,
        name: &str,
        permissions: Rights,
        queue: Queue,
    ) -> Result<Answer, Refusal> {
        if let Some(present) = self.state.participant_of(user) {
            return Ok(Answer::Participant(present.number));
        }
        match self.state.queue {
            None => return Err(Refusal::Taken),
            // It was sent on since the rep saw it, to where they may have no business.
            Some(there) if there != queue => return Err(Refusal::NotFound),
            Some(_) => {}
        }
        let number = self.admit(now, user, name, permissions, None, Some(EventKind::Accepted))?;
        let before = self.state.owner.replace(user);
        name.clone_into(&mut self.state.owner_name);
        self.state.accepted = true;
        self.offer_accepted(now, user);
        self.unqueue();
        let users = self.concerned().into_iter().chain(before).collect();
        self.effects.push_back(Effect::Lists { users });
        Ok(Answer::Participant(number))
    }

    pub(crate) fn customer_there(&mut self, now: Moment, way: Way) -> Result<Answer, Refusal> {
        if self.state.dismissed.is_some() {
            return Err(Refusal::Ended);
        }
        let Some(side) = &mut self.state.customer else { return Err(Refusal::Invalid) };
        let told = side.lost || !self.state.connected_once;
        let back = side.gone.is_some();
        // A page beside the client is another window of the same customer.
        *side = CustomerSide { way: side.way.max(way), gone: None, lost: false };
        self.customer = true;
        self.state.connected_once = true;
        if told {
            self.log(now, CUSTOMER, EventKind::CustomerConnected { way: way.name().to_owned() });
        }
        if back {
            self.tell_lists();
        }
        self.touch();
        Ok(Answer::Done)
    }

    /// Rows tell whether the customer is there, in a queue as well.
    pub(crate) fn tell_lists(&mut self) {
        let users = self.concerned();
        self.effects.push_back(Effect::Lists { users });
        self.effects.extend(self.state.queue.map(Effect::Queue));
    }

    pub(crate) fn customer_gone(&mut self, now: Moment) -> Result<Answer, Refusal> {
        if std::mem::take(&mut self.customer)
            && !self.endpoint
            && let Some(side) = &mut self.state.customer
        {
            side.gone = Some(now);
            self.touch();
        }
        Ok(Answer::Done)
    }

    /// After a restart nobody's link is up, which is not the customer's doing: their grace runs from here.
    pub(crate) fn customer_unknown(&mut self, now: Moment) {
        if self.state.ended() {
            return;
        }
        if let Some(side) = self.state.customer.as_mut().filter(|side| side.gone.is_none()) {
            side.gone = Some(now);
        }
    }

    /// When to say that the customer is lost.
    pub(crate) fn tells_loss(&self) -> Option<Moment> {
        let expected = self.state.connected_once && self.state.dismissed.is_none();
        let side = self.state.customer.filter(|side| !side.lost && expected)?;
        side.gone.map(|since| since + BLINK)
    }

    /// When the customer is given up.
    pub(crate) fn customer_until(&self) -> Option<Moment> {
        if self.state.dismissed.is_some() {
            return None;
        }
        self.state.customer?.gone.map(|since| since + self.endpoint_grace())
    }

    pub(crate) fn customer_tick(&mut self, now: Moment) {
        if self.customer_until().is_some_and(|until| until <= now) {
            return self.finish(now, 0, "customer_lost");
        }
        if self.tells_loss().is_some_and(|at| at <= now)
            && let Some(side) = &mut self.state.customer
        {
            side.lost = true;
            self.log(now, CUSTOMER, EventKind::CustomerLost);
        }
    }

    /// The owner ends the customer's side: they are told that it is over, the reps go on among themselves (SES-22).
    pub(crate) fn disconnect_customer(&mut self, now: Moment, user: UserId) -> Result<Answer, Refusal> {
        let number = self.owner_in(now, user)?;
        if self.state.participant_of(user).is_none() {
            return Err(Refusal::NotPermitted);
        }
        if self.state.dismissed.is_some() {
            return Ok(Answer::Done);
        }
        if self.state.customer.is_none() {
            return Err(Refusal::Invalid);
        }
        // Everything on their machine ends, and its client goes.
        let _ = self.share_ends(now);
        self.drop_control(now);
        self.end_prompts(now, |_| true);
        self.give_up_acts(now);
        self.elevation_lost(now);
        self.actions_lost(now);
        self.pin_lost(now, "customer_disconnected");
        self.button_lost(now, "customer_disconnected");
        self.lose_shells(now, "customer_disconnected");
        self.state.tools = Tools::default();
        self.state.screen = ScreenState::default();
        self.state.paused = false;
        self.state.endpoint_gone = None;
        self.customer = false;
        self.state.customer = Some(CustomerSide { way: Way::Browser, gone: Some(now), lost: false });
        if std::mem::take(&mut self.endpoint) {
            self.effects.push_back(Effect::EndAtAgent { reason: "ended_by_owner".to_owned() });
        }
        self.log(now, number, EventKind::CustomerDisconnected);
        self.state.translation = None;
        self.state.dismissed = Some(self.state.last_event);
        let users = self.concerned();
        self.effects.push_back(Effect::Lists { users });
        Ok(Answer::Done)
    }

    pub(crate) fn customer_ends(&mut self, now: Moment) -> Result<Answer, Refusal> {
        match self.state.customer {
            None => return Err(Refusal::Invalid),
            Some(_) if self.state.dismissed.is_some() => return Err(Refusal::Ended),
            Some(_) => {}
        }
        self.finish(now, CUSTOMER, "ended_by_customer");
        Ok(Answer::Done)
    }
}
