//! How waiting sessions find their rep (SUP-32, SUP-34): what holds in each queue, who is there for another session, and to whom one is offered next.
//!
//! Nothing here polls. Times are deadlines of the sessions' machines, stored with them. This room is woken by what changes: a session, a rep's presence or readiness, the rules.

use std::collections::{HashMap, HashSet};
use std::sync::{Arc, Mutex, Weak};
use std::time::Duration;

use tokio::sync::Notify;
use towline_engine::RoutingNow;
use towline_model::{Assignment, Moment, Queue, QueueRules, Readiness, UserId};
use towline_session::{Home, Homes, Input, Orders, State};
use towline_wire::v1::{self, console_down};

use crate::actor::{Msg, SessionHandle};
use crate::consoles::ConsoleHandle;
use crate::link::lock;
use crate::relay::Shared;

/// What changes together is looked at together.
const GATHER: Duration = Duration::from_millis(30);

/// What is known for routing.
#[derive(Default)]
pub(crate) struct Dispatch {
    reps: Mutex<HashMap<UserId, Rep>>,
    pub(crate) wake: Notify,
}

/// A rep with a console. Gone with it, but for what they chose, which is stored.
#[derive(Debug, Clone, Copy)]
struct Rep {
    chosen: Readiness,
    /// Nobody has touched their console for long.
    idle: bool,
    /// Sessions that they are in.
    sessions: usize,
    /// Since when they have been in none.
    free_since: Moment,
    /// What they were told last.
    told: Option<(Readiness, Readiness, u32, u32)>,
}

fn readiness(readiness: Readiness) -> i32 {
    i32::from(match readiness {
        Readiness::Available => v1::Readiness::Available,
        Readiness::Busy => v1::Readiness::Busy,
        Readiness::Away => v1::Readiness::Away,
    })
}

/// What a console says of it.
pub(crate) fn said(said: i32) -> Option<Readiness> {
    match v1::Readiness::try_from(said) {
        Ok(v1::Readiness::Available) => Some(Readiness::Available),
        Ok(v1::Readiness::Busy) => Some(Readiness::Busy),
        Ok(v1::Readiness::Away) => Some(Readiness::Away),
        Ok(v1::Readiness::Unspecified) | Err(_) => None,
    }
}

fn ms(seconds: u32) -> Option<u64> {
    (seconds > 0).then(|| u64::from(seconds) * 1000)
}

/// Works until the relay is gone: tells reps how they stand, and offers sessions.
pub(crate) async fn dispatch(shared: Weak<Shared>) {
    loop {
        {
            let Some(shared) = shared.upgrade() else { return };
            // Bounded, so that the relay can go while nothing changes.
            let _ = tokio::time::timeout(Duration::from_secs(60), shared.dispatch.wake.notified()).await;
        }
        tokio::time::sleep(GATHER).await;
        let Some(shared) = shared.upgrade() else { return };
        shared.tell_readiness();
        shared.offer_sessions().await;
    }
}

impl Shared {
    /// Reads the rules of all queues again, and has the sessions that wait follow them.
    pub(crate) async fn routing_again(&self) {
        if let Err(fault) = self.engine.read_routing().await {
            tracing::error!(%fault, "the rules of the queues could not be read");
        }
        self.route_waiting().await;
        self.dispatch.wake.notify_one();
    }

    pub(crate) fn routing(&self) -> Arc<RoutingNow> {
        self.engine.routing_now()
    }

    /// Sessions that wait look again at what holds there, and who is there.
    pub(crate) async fn route_waiting(&self) {
        for session in self.all_sessions() {
            let state = session.state();
            if state.customer.is_some() && state.queue.is_some() {
                let _ = session.mailbox.send(Msg::Route).await;
            }
        }
    }

    fn home(&self, routing: &RoutingNow, queue: Queue) -> Option<Home> {
        let name = match queue {
            Queue::Personal(user) => self.consoles.of_user(user).first()?.principal.display_name.clone(),
            Queue::Team(_) | Queue::General => routing.queue(queue)?.name,
        };
        Some(Home { queue, name })
    }

    fn is_served(&self, queue: Queue) -> bool {
        !self.who_serve(&[queue]).is_empty()
    }

    /// What holds in a queue; `None`: it is there no more.
    pub(crate) fn orders(&self, queue: Queue) -> Option<Orders> {
        let routing = self.routing();
        let QueueRules {
            alert_seconds,
            overflow_seconds,
            overflow_to,
            persistent,
            nobody_seconds,
            assignment,
            answer_seconds,
        } = routing.queue(queue)?.rules;
        let overflow = ms(overflow_seconds).zip(overflow_to.and_then(|to| self.home(&routing, to)));
        // In a personal queue there is nobody to choose among.
        let assigned = assignment != Assignment::Off && !matches!(queue, Queue::Personal(_));
        Some(Orders {
            alert_ms: ms(alert_seconds),
            overflow,
            nobody_ms: ms(nobody_seconds).filter(|_| !persistent),
            nobody_text: routing.site.nobody_text.clone(),
            answer_ms: ms(answer_seconds).filter(|_| assigned),
            fallback: routing.site.fallback.and_then(|queue| self.home(&routing, queue)),
        })
    }

    /// Where a session could go if it lost its rep now (SUP-34).
    pub(crate) fn homes(&self, state: &State, gone: Option<UserId>) -> Homes {
        let routing = self.routing();
        let came_by = state.route.came_by.as_ref().map(|home| home.queue);
        let open = |queue: &Queue| {
            let keeps = |rules: QueueRules| rules.persistent && !matches!(queue, Queue::Personal(_));
            routing.queue(*queue).is_some_and(|found| keeps(found.rules))
                || self.who_serve(&[*queue]).iter().any(|user| Some(*user) != gone)
        };
        let candidates = [state.last_queue, came_by].into_iter().flatten().filter(open);
        Homes {
            open: candidates.filter_map(|queue| self.home(&routing, queue)).collect(),
            fallback: routing.site.fallback.and_then(|queue| self.home(&routing, queue)),
        }
    }

    /// Whether somebody is there who serves a queue.
    pub(crate) fn served_input(&self, queue: Queue) -> Input {
        Input::Served { queue, by_somebody: self.is_served(queue) }
    }

    /// A rep's console is there.
    pub(crate) async fn rep_there(&self, console: &ConsoleHandle) {
        let user = console.user();
        let chosen = self.engine.readiness(user).await.unwrap_or_else(|fault| {
            tracing::error!(%fault, "whether a rep is available could not be read");
            Readiness::default()
        });
        let free_since = self.engine.now();
        {
            let mut reps = lock(&self.dispatch.reps);
            let rep = reps.entry(user).or_insert(Rep { chosen, idle: false, sessions: 0, free_since, told: None });
            // A page that is new knows nothing, and somebody has just opened it.
            (rep.chosen, rep.idle, rep.told) = (chosen, false, None);
        }
        self.dispatch.wake.notify_one();
    }

    /// A rep's last console is gone.
    pub(crate) fn rep_gone(&self, user: UserId) {
        lock(&self.dispatch.reps).remove(&user);
        self.tell_representatives(user);
        self.dispatch.wake.notify_one();
    }

    /// A rep says whether they are there for more.
    pub(crate) fn rep_says(&self, user: UserId, chosen: Option<Readiness>, idle: Option<bool>) {
        if let Some(rep) = lock(&self.dispatch.reps).get_mut(&user) {
            rep.chosen = chosen.unwrap_or(rep.chosen);
            rep.idle = idle.unwrap_or(rep.idle);
        }
        self.dispatch.wake.notify_one();
    }

    /// How a rep stands; those without a console do not.
    pub(crate) fn readiness_of(&self, user: UserId) -> Option<Readiness> {
        let busy = self.routing().site.busy_sessions;
        lock(&self.dispatch.reps).get(&user).map(|rep| rep.chosen.seen(rep.idle, rep.sessions, busy))
    }

    /// How all reps stand who have a console.
    pub(crate) fn readiness_of_all(&self) -> HashMap<UserId, Readiness> {
        let busy = self.routing().site.busy_sessions;
        let stands = |rep: &Rep| rep.chosen.seen(rep.idle, rep.sessions, busy);
        lock(&self.dispatch.reps).iter().map(|(user, rep)| (*user, stands(rep))).collect()
    }

    /// Counts sessions, and tells each rep how they stand where it is not what they were told last.
    fn tell_readiness(&self) {
        let site = &self.routing().site;
        let mut sessions: HashMap<UserId, usize> = HashMap::new();
        for session in self.all_sessions() {
            let state = session.state();
            for participant in state.participants.iter().filter(|_| !state.ended()) {
                *sessions.entry(participant.user).or_default() += 1;
            }
        }
        let now = self.engine.now();
        let mut news = Vec::new();
        for (user, rep) in lock(&self.dispatch.reps).iter_mut() {
            let count = sessions.get(user).copied().unwrap_or(0);
            if count == 0 && rep.sessions > 0 {
                rep.free_since = now;
            }
            rep.sessions = count;
            let stands = rep.chosen.seen(rep.idle, count, site.busy_sessions);
            let told = (rep.chosen, stands, site.busy_sessions, site.away_minutes);
            if rep.told != Some(told) {
                let others = rep.told.is_none_or(|(_, before, ..)| before != stands);
                rep.told = Some(told);
                news.push((*user, rep.chosen, stands, others));
            }
        }
        for (user, chosen, stands, others) in news {
            let body = console_down::Body::Readiness(v1::ReadinessState {
                chosen: readiness(chosen),
                now: readiness(stands),
                busy_sessions: site.busy_sessions,
                away_minutes: site.away_minutes,
            });
            for console in self.consoles.of_user(user) {
                console.sender.console(body.clone());
            }
            if others {
                self.tell_representatives(user);
            }
        }
    }

    fn tell_representatives(&self, but: UserId) {
        for console in self
            .consoles
            .which(|console| !console.screen && console.principal.external.is_none() && console.user() != but)
        {
            console.sender.console(console_down::Body::RepresentativesChanged(v1::RepresentativesChanged {}));
        }
    }

    /// Offers each session that waits for it to one rep: the longest waiting first.
    async fn offer_sessions(&self) {
        let mut waiting: Vec<(SessionHandle, Arc<State>)> = self
            .all_sessions()
            .into_iter()
            .map(|session| (session.clone(), session.state()))
            .filter(|(_, state)| wants_offer(state))
            .collect();
        if waiting.is_empty() {
            return;
        }
        waiting.sort_by_key(|(_, state)| (state.held_since, state.spec.id));
        // Whoever has not answered one yet is not asked for another.
        let mut asked: HashSet<UserId> = self
            .all_sessions()
            .iter()
            .filter_map(|session| session.state().route.offer.as_ref().map(|offer| offer.user))
            .collect();
        for (session, state) in waiting {
            let Some(queue) = state.queue else { continue };
            let Some((user, name)) = self.candidate(&state, queue, &asked).await else { continue };
            if self.put(&session, Input::Offer { user, name, queue }).await.is_ok() {
                asked.insert(user);
            }
        }
    }

    async fn candidate(&self, state: &State, queue: Queue, asked: &HashSet<UserId>) -> Option<(UserId, String)> {
        let assignment = self.routing().queue(queue)?.rules.assignment;
        let fits = |console: &ConsoleHandle| {
            let user = console.user();
            !console.screen
                && !console.sender.closed()
                && console.serves(queue)
                && !asked.contains(&user)
                && !state.route.asked.contains(&user)
                && self.readiness_of(user) == Some(Readiness::Available)
        };
        let there = self.consoles.which(fits);
        if there.is_empty() {
            return None;
        }
        let issue = state.spec.support.as_ref().and_then(|support| support.issue_id);
        let skills = self.engine.skilled_for(issue).await.unwrap_or_default();
        let reps = lock(&self.dispatch.reps);
        let candidates = there.iter().filter_map(|console| {
            let rep = reps.get(&console.user())?;
            let skills = skills.get(&console.user()).copied().unwrap_or(0);
            Some(Candidate { user: console.user(), skills, sessions: rep.sessions, free_since: rep.free_since })
        });
        let chosen = first_asked(assignment, candidates)?;
        let console = there.iter().find(|console| console.user() == chosen)?;
        Some((chosen, console.principal.display_name.clone()))
    }
}

/// Somebody who could be asked.
#[derive(Debug, Clone, Copy)]
struct Candidate {
    user: UserId,
    /// How many of those that the issue needs.
    skills: u64,
    sessions: usize,
    free_since: Moment,
}

/// Who is asked first: most of the skills, then by the queue's rule, then who is free the longest.
fn first_asked(assignment: Assignment, candidates: impl Iterator<Item = Candidate>) -> Option<UserId> {
    let rank = |candidate: &Candidate| {
        let busy = match assignment {
            Assignment::LeastBusy => candidate.sessions,
            // Somebody at work is not idle, however long.
            Assignment::LongestIdle | Assignment::Off => usize::from(candidate.sessions > 0),
        };
        (u64::MAX - candidate.skills, busy, candidate.free_since, candidate.user)
    };
    candidates.min_by_key(rank).map(|candidate| candidate.user)
}

/// Whether a session is to be offered to somebody: its queue does so, its customer is there, and nobody is being asked.
fn wants_offer(state: &State) -> bool {
    let offers = state.route.orders.as_ref().is_some_and(|orders| orders.answer_ms.is_some());
    let there = state.customer.is_some_and(|side| !side.lost && side.gone.is_none());
    !state.ended()
        && state.queue.is_some()
        && state.own().next().is_none()
        && offers
        && there
        && state.route.offer.is_none()
}

#[cfg(test)]
mod tests {
    use uuid::Uuid;

    use super::*;

    fn candidate(n: u8, skills: u64, sessions: usize, free: i64) -> Candidate {
        let user = UserId::from_uuid(Uuid::from_u128(u128::from(n)));
        Candidate { user, skills, sessions, free_since: Moment(free) }
    }

    fn asked(assignment: Assignment, candidates: &[Candidate]) -> u128 {
        first_asked(assignment, candidates.iter().copied()).map_or(0, |user| user.uuid().as_u128())
    }

    #[test]
    fn the_least_busy_or_the_longest_idle_is_asked_and_the_skilled_before_both_sup_32() {
        let reps = [candidate(1, 0, 2, 100), candidate(2, 0, 1, 900), candidate(3, 0, 0, 500), candidate(4, 0, 0, 400)];
        assert_eq!(asked(Assignment::LeastBusy, &reps), 4, "none is free longer with as few");
        assert_eq!(asked(Assignment::LeastBusy, &reps[..2]), 2);
        assert_eq!(asked(Assignment::LongestIdle, &reps), 4);
        assert_eq!(asked(Assignment::LongestIdle, &reps[..2]), 1, "both are at work: who began first");
        let skilled = [candidate(5, 1, 3, 999), candidate(6, 2, 9, 999)];
        assert_eq!(asked(Assignment::LeastBusy, &[&reps[..], &skilled[..1]].concat()), 5);
        assert_eq!(asked(Assignment::LongestIdle, &[&reps[..], &skilled[..]].concat()), 6);
        assert_eq!(asked(Assignment::LeastBusy, &[]), 0);
    }
}
