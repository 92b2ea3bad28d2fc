//! Where a session waits and how it finds its rep (SUP-30, SUP-32, SUP-34): the rules of its queue with their times, the rep whom it is offered to, and where it goes when nobody is there.
//!
//! The machine knows no queues. The caller says what holds in the one where the session waits ([`Orders`]), whether anybody serves it, and which others are open.

use std::time::Duration;

use serde::{Deserialize, Serialize};
use towline_model::{Moment, Queue, UserId};

use crate::machine::Session;
use crate::{Answer, Effect, EventKind, Refusal};

/// Reps whom one session is offered to in one queue, one after the other.
const ASKED: usize = 64;
/// Queues that one session overflows from.
const BEEN: usize = 16;

/// A queue with what it is called.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Home {
    /// Which one.
    pub queue: Queue,
    /// Its name; the general one has none.
    pub name: String,
}

/// What holds in the queue where a session waits. Times are milliseconds from the moment at which it came there.
#[derive(Debug, Clone, PartialEq, Eq, Default, Serialize, Deserialize)]
pub struct Orders {
    /// When reps are told again.
    pub alert_ms: Option<u64>,
    /// When it goes to another queue, and to which.
    pub overflow: Option<(u64, Home)>,
    /// For how long nobody may be there who serves it; none: for ever.
    pub nobody_ms: Option<u64>,
    /// What the customer is told then; empty: a sentence in their language.
    #[serde(default, skip_serializing_if = "String::is_empty")]
    pub nobody_text: String,
    /// It is offered to reps, who have so long for an answer.
    pub answer_ms: Option<u64>,
    /// Where it goes then; none: it ends.
    pub fallback: Option<Home>,
}

/// An assignment that waits for its rep's answer.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Offer {
    /// Who is asked.
    pub user: UserId,
    /// What they are called.
    pub name: String,
    /// Until when.
    pub until: Moment,
}

/// What is known of a session's way through the queues; stored with it.
#[derive(Debug, Clone, PartialEq, Eq, Default, Serialize, Deserialize)]
pub struct Route {
    /// The queue that it came by.
    #[serde(default)]
    pub came_by: Option<Home>,
    /// What holds where it waits; none: not said yet.
    #[serde(default)]
    pub orders: Option<Orders>,
    /// It has waited so long there that reps were told again.
    #[serde(default)]
    pub overdue: bool,
    /// Queues that it overflowed from, or where nobody was: it overflows to none of them again.
    #[serde(default)]
    pub been: Vec<Queue>,
    /// The assignment that is open.
    #[serde(default)]
    pub offer: Option<Offer>,
    /// Reps whom it was offered to there.
    #[serde(default)]
    pub asked: Vec<UserId>,
}

/// Which queues are open, said by the caller before somebody may be lost.
#[derive(Debug, Clone, PartialEq, Eq, Default)]
pub struct Homes {
    /// Those in which somebody is there, or that keep sessions with nobody there.
    pub open: Vec<Home>,
    /// The last resort; none: the session ends.
    pub fallback: Option<Home>,
}

impl Route {
    /// Forgets what belongs to one stay in one queue.
    pub(crate) fn leaves(&mut self) {
        self.orders = None;
        self.overdue = false;
        self.offer = None;
        self.asked.clear();
    }
}

fn after(since: Option<Moment>, ms: Option<u64>) -> Option<Moment> {
    Some(since? + Duration::from_millis(ms?))
}

impl Session {
    /// Whether a customer waits here for a rep, not for the one who put them on hold. One who was never there is nobody.
    fn seeks(&self) -> bool {
        let state = &self.state;
        let held = state.accepted && matches!(state.queue, Some(Queue::Personal(_)));
        let waits = state.customer.is_some() && state.dismissed.is_none() && state.queue.is_some();
        waits && state.shows() && state.own().next().is_none() && !held
    }

    fn alert_at(&self) -> Option<Moment> {
        let route = &self.state.route;
        let orders = route.orders.as_ref().filter(|_| self.seeks() && !route.overdue)?;
        after(self.state.held_since, orders.alert_ms)
    }

    fn overflows(&self) -> Option<(Moment, &Home)> {
        let route = &self.state.route;
        let (ms, to) = route.orders.as_ref().filter(|_| self.seeks())?.overflow.as_ref()?;
        let fresh = self.state.queue != Some(to.queue) && !route.been.contains(&to.queue) && route.been.len() < BEEN;
        let at = after(self.state.held_since, Some(*ms)).filter(|_| fresh)?;
        Some((at, to))
    }

    fn nobody_at(&self) -> Option<Moment> {
        let waits = self.state.customer.is_some() && self.state.queue.is_some() && self.state.shows();
        let orders = self.state.route.orders.as_ref().filter(|_| waits)?;
        after(self.unserved, orders.nobody_ms)
    }

    /// When the next of the queue's rules applies.
    pub(crate) fn routing_until(&self) -> Option<Moment> {
        let offer = self.state.route.offer.as_ref().map(|offer| offer.until);
        let overflow = self.overflows().map(|(at, _)| at);
        [self.alert_at(), overflow, self.nobody_at(), offer].into_iter().flatten().min()
    }

    pub(crate) fn routing_tick(&mut self, now: Moment) {
        if self.state.route.offer.as_ref().is_some_and(|offer| offer.until <= now) {
            self.end_offer(now, "expired");
        }
        if self.alert_at().is_some_and(|at| at <= now) {
            self.state.route.overdue = true;
            self.log(now, 0, EventKind::Overdue);
            self.effects.extend(self.state.queue.map(Effect::Queue));
        }
        if let Some(to) = self.overflows().filter(|(at, _)| *at <= now).map(|(_, to)| to.clone()) {
            let been = self.state.queue;
            let queue = to.name.clone();
            self.move_to(now, to);
            self.state.route.been.extend(been);
            self.log(now, 0, EventKind::Overflowed { queue });
            return;
        }
        if self.nobody_at().is_some_and(|at| at <= now) {
            self.nobody_there(now);
        }
    }

    fn nobody_there(&mut self, now: Moment) {
        self.unserved = None;
        // Whoever is in it while its owner put it on hold and went, is nearer than any queue.
        if self.state.own().next().is_some() {
            return self.pass_on(now);
        }
        if self.state.dismissed.is_some() {
            return self.finish(now, 0, "nobody_there");
        }
        let orders = self.state.route.orders.clone().unwrap_or_default();
        self.log(now, 0, EventKind::NobodyThere { text: orders.nobody_text });
        match orders.fallback.filter(|home| Some(home.queue) != self.state.queue) {
            Some(home) => {
                let (been, queue) = (self.state.queue, home.name.clone());
                self.move_to(now, home);
                // Nor does it overflow to where nobody was.
                self.state.route.been.extend(been);
                self.log(now, 0, EventKind::Queued { queue });
            }
            None => self.finish(now, 0, "nobody_there"),
        }
    }

    /// Puts the session into a queue; a personal one makes its rep the owner.
    fn move_to(&mut self, now: Moment, to: Home) {
        let former = self.state.owner;
        self.end_offer(now, "over");
        self.unserved = None;
        self.state.owner = owner_of(to.queue);
        self.state.owner_name = if self.state.owner.is_some() { to.name.clone() } else { String::new() };
        self.enqueue(now, to.queue, to.name);
        let users = self.concerned().into_iter().chain(former).collect();
        self.effects.push_back(Effect::Lists { users });
    }

    /// Whoever serves the queue sends a session on that waits there (SUP-30). Whether they may is decided before.
    pub(crate) fn send_on(&mut self, now: Moment, name: &str, from: Queue, to: Home) -> Result<Answer, Refusal> {
        let state = &self.state;
        if state.customer.is_none() || state.dismissed.is_some() || to.queue == from {
            return Err(Refusal::Invalid);
        }
        match state.queue {
            None => return Err(Refusal::Taken),
            Some(there) if there == to.queue => return Ok(Answer::Done),
            Some(there) if there != from => return Err(Refusal::NotFound),
            // It is being worked on: its owner hands it on.
            Some(_) if state.own().next().is_some() => return Err(Refusal::InUse),
            Some(_) => {}
        }
        let queue = to.name.clone();
        self.move_to(now, to);
        self.log_by(now, name, EventKind::SentOn { queue });
        Ok(Answer::Done)
    }

    pub(crate) fn take_orders(&mut self, queue: Queue, orders: Orders) -> Result<Answer, Refusal> {
        if self.state.queue == Some(queue) && self.state.route.orders.as_ref() != Some(&orders) {
            self.state.route.orders = Some(orders);
            self.touch();
        }
        Ok(Answer::Done)
    }

    pub(crate) fn served(&mut self, now: Moment, queue: Queue, by_somebody: bool) -> Result<Answer, Refusal> {
        if self.state.queue == Some(queue) {
            self.unserved = if by_somebody { None } else { self.unserved.or(Some(now)) };
        }
        Ok(Answer::Done)
    }

    /// Offers the session to a rep. Whether they serve the queue and are available is decided before.
    pub(crate) fn offer(&mut self, now: Moment, user: UserId, name: String, queue: Queue) -> Result<Answer, Refusal> {
        let route = &self.state.route;
        if self.state.queue != Some(queue) || !self.seeks() {
            return Err(Refusal::NotFound);
        }
        let orders = route.orders.as_ref().and_then(|orders| orders.answer_ms);
        let Some(ms) = orders.filter(|_| !route.asked.contains(&user)) else { return Err(Refusal::Invalid) };
        if route.offer.is_some() || route.asked.len() >= ASKED {
            return Err(Refusal::Limit);
        }
        self.state.route.asked.push(user);
        self.log(now, 0, EventKind::Assigned { to: name.clone() });
        self.state.route.offer = Some(Offer { user, name, until: now + Duration::from_millis(ms) });
        self.effects.push_back(Effect::Queue(queue));
        Ok(Answer::Done)
    }

    pub(crate) fn decline_offer(&mut self, now: Moment, user: UserId) -> Result<Answer, Refusal> {
        if self.state.route.offer.as_ref().is_none_or(|offer| offer.user != user) {
            return Err(Refusal::InvitationOver);
        }
        self.end_offer(now, "declined");
        Ok(Answer::Done)
    }

    pub(crate) fn end_offer(&mut self, now: Moment, how: &str) {
        if let Some(offer) = self.state.route.offer.take() {
            self.log(now, 0, EventKind::AssignmentEnded { to: offer.name, how: how.to_owned() });
            self.effects.extend(self.state.queue.map(Effect::Queue));
        }
    }

    /// The rep who accepts it has answered; for somebody else the assignment is over.
    pub(crate) fn offer_accepted(&mut self, now: Moment, user: UserId) {
        if self.state.route.offer.as_ref().is_some_and(|offer| offer.user == user) {
            self.state.route.offer = None;
        }
        self.end_offer(now, "over");
        self.state.route.been.clear();
    }

    /// A rep is lost for good: gone longer than the grace, or signed out (SUP-34). A session that a rep started waits for them; one that was not accepted yet waits by the rules of its queue.
    pub(crate) fn lost(&mut self, now: Moment, user: UserId, reason: &'static str) -> Result<Answer, Refusal> {
        if self.state.owner != Some(user) {
            return self.leave(now, user, reason);
        }
        if self.state.customer.is_none() {
            return if self.state.participant_of(user).is_some() {
                self.hold(now, user, if reason == "connection_lost" { "owner_away" } else { "held" })
            } else {
                Ok(Answer::Done)
            };
        }
        if !self.state.accepted {
            return Ok(Answer::Done);
        }
        self.remove(now, user, reason)
    }

    /// The queue where it waits is there no more.
    pub(crate) fn queue_gone(&mut self, now: Moment, queue: Queue) -> Result<Answer, Refusal> {
        if self.state.queue == Some(queue) && self.state.own().next().is_none() {
            self.orphaned(now, None, "nobody_there");
        }
        Ok(Answer::Done)
    }

    /// The owner is gone for good and nobody else is in it (SUP-34): a customer goes on waiting in the queue where they were last, else in that which they came by, else in the last resort; else it ends. A Jump ends, and so does what no customer waits in any more (SES-22).
    pub(crate) fn orphaned(&mut self, now: Moment, gone: Option<UserId>, reason: &str) {
        if self.state.customer.is_none() || self.state.dismissed.is_some() {
            return self.finish(now, 0, reason);
        }
        match self.home_without(gone) {
            Some(home) => {
                let queue = home.name.clone();
                self.move_to(now, home);
                self.log(now, 0, EventKind::Queued { queue });
            }
            None => self.finish(now, 0, "nobody_there"),
        }
    }

    fn home_without(&self, gone: Option<UserId>) -> Option<Home> {
        // Not said: nobody is lost by what is not known.
        let Some(homes) = &self.homes else { return Some(Home { queue: Queue::General, name: String::new() }) };
        let state = &self.state;
        let came_by = state.route.came_by.as_ref().map(|home| home.queue);
        let usable =
            |queue: &Queue| Some(*queue) != state.queue && gone.is_none_or(|user| *queue != Queue::Personal(user));
        let open = |queue: Queue| homes.open.iter().find(|home| home.queue == queue).cloned();
        let fallback = homes.fallback.clone().filter(|home| usable(&home.queue));
        [state.last_queue, came_by].into_iter().flatten().filter(usable).find_map(open).or(fallback)
    }
}

/// The rep of a personal queue.
pub(crate) fn owner_of(queue: Queue) -> Option<UserId> {
    match queue {
        Queue::Personal(user) => Some(user),
        Queue::Team(_) | Queue::General => None,
    }
}
