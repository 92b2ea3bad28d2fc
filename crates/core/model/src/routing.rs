//! How sessions find their rep (SUP-32, SUP-34): the rules of queues, and whether a rep is there for more.

use serde::{Deserialize, Serialize};

use crate::{Queue, TeamId, clip};

/// Shortest time for which nobody who serves a queue may be signed in before its customers are told: a browser that is loaded anew is no loss.
pub const NOBODY_SECONDS: u32 = 60;
/// Longest of all times, in seconds: a day.
pub const LONGEST_SECONDS: u32 = 24 * 60 * 60;
/// Shortest and longest time for answering an assignment, in seconds.
pub const ANSWER_SECONDS: std::ops::RangeInclusive<u32> = 10..=300;
/// Shortest and longest time for which a rep may be without a console, in seconds.
pub const GRACE_SECONDS: std::ops::RangeInclusive<u32> = 10..=3600;
/// Longest text for customers whom nobody serves, in characters.
pub const NOBODY_TEXT: usize = 512;

/// Whether sessions of a queue are offered to its reps by themselves.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum Assignment {
    /// No: whoever accepts first has it.
    #[default]
    Off,
    /// To the available rep who is in the fewest sessions.
    LeastBusy,
    /// To the available rep whose last session is the longest ago.
    LongestIdle,
}

impl Assignment {
    /// Its stable name.
    pub const fn name(self) -> &'static str {
        match self {
            Assignment::Off => "off",
            Assignment::LeastBusy => "least_busy",
            Assignment::LongestIdle => "longest_idle",
        }
    }

    /// The one with a stable name.
    pub fn named(name: &str) -> Option<Self> {
        [Assignment::Off, Assignment::LeastBusy, Assignment::LongestIdle].into_iter().find(|found| found.name() == name)
    }
}

/// What becomes of those who wait in a queue.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(default)]
pub struct QueueRules {
    /// After how long reps are told again; 0: never.
    pub alert_seconds: u32,
    /// After how long a session goes to another queue; 0: never.
    pub overflow_seconds: u32,
    /// To which one: a team's, or the general one.
    pub overflow_to: Option<Queue>,
    /// Sessions stay with nobody signed in.
    pub persistent: bool,
    /// If they do not: how long nobody must be signed in until they go.
    pub nobody_seconds: u32,
    /// Whether sessions are offered to reps by themselves.
    pub assignment: Assignment,
    /// How long a rep has for an answer then.
    pub answer_seconds: u32,
}

impl Default for QueueRules {
    fn default() -> Self {
        QueueRules {
            alert_seconds: 0,
            overflow_seconds: 0,
            overflow_to: None,
            persistent: true,
            nobody_seconds: 300,
            assignment: Assignment::Off,
            answer_seconds: 30,
        }
    }
}

impl QueueRules {
    /// What holds for personal queues until somebody says otherwise: a rep who is gone keeps nobody waiting.
    pub fn personal() -> Self {
        QueueRules { persistent: false, ..QueueRules::default() }
    }

    /// What is wrong with them: the field, and a sentence.
    pub fn wrong(&self) -> Vec<(&'static str, &'static str)> {
        let mut wrong = Vec::new();
        if self.alert_seconds > LONGEST_SECONDS {
            wrong.push(("alert_seconds", "At most a day."));
        }
        if self.overflow_seconds > LONGEST_SECONDS {
            wrong.push(("overflow_seconds", "At most a day."));
        }
        if self.overflow_seconds > 0 && self.overflow_to.is_none() {
            wrong.push(("overflow_to", "Choose the queue that sessions go to."));
        }
        if matches!(self.overflow_to, Some(Queue::Personal(_))) {
            wrong.push(("overflow_to", "Choose a team's queue, or the general one."));
        }
        if !(NOBODY_SECONDS..=LONGEST_SECONDS).contains(&self.nobody_seconds) {
            wrong.push(("nobody_seconds", "From a minute to a day."));
        }
        if !ANSWER_SECONDS.contains(&self.answer_seconds) {
            wrong.push(("answer_seconds", "From 10 to 300 seconds."));
        }
        wrong
    }
}

/// How the whole site routes.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(default)]
pub struct Routing {
    /// Of the general queue.
    pub general: QueueRules,
    /// Of all personal queues; nobody overflows from there by a rule of assignment, since each has one rep.
    pub personal: QueueRules,
    /// Where customers go whose queue keeps them no more; nowhere: their sessions end.
    pub fallback: Option<Queue>,
    /// What customers are told when nobody is there; empty: a sentence in their language.
    pub nobody_text: String,
    /// In so many sessions a rep is busy; 0: never by themselves.
    pub busy_sessions: u32,
    /// After so many minutes without a key or a click a rep is away; 0: never by themselves.
    pub away_minutes: u32,
    /// How long a rep may be without a console until their sessions go on without them (SES-3). Holds for sessions that begin.
    pub grace_seconds: u32,
    /// How long a transfer waits for an answer (SES-20). As above.
    pub transfer_seconds: u32,
}

impl Default for Routing {
    fn default() -> Self {
        Routing {
            general: QueueRules::default(),
            personal: QueueRules::personal(),
            fallback: Some(Queue::General),
            nobody_text: String::new(),
            busy_sessions: 0,
            away_minutes: 15,
            grace_seconds: 180,
            transfer_seconds: 120,
        }
    }
}

impl Routing {
    /// Text within its bounds.
    #[must_use]
    pub fn bounded(mut self) -> Self {
        // Characters of four bytes at most; how many there are is looked at where it is set.
        self.nobody_text = clip(&self.nobody_text, 4 * NOBODY_TEXT);
        self
    }

    /// The teams that are named by it.
    pub fn teams(&self) -> impl Iterator<Item = TeamId> {
        [self.general.overflow_to, self.personal.overflow_to, self.fallback].into_iter().flatten().filter_map(team_of)
    }
}

/// The team of a team's queue.
pub fn team_of(queue: Queue) -> Option<TeamId> {
    match queue {
        Queue::Team(team) => Some(team),
        Queue::Personal(_) | Queue::General => None,
    }
}

/// Whether a rep is there for another session.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum Readiness {
    /// Yes.
    #[default]
    Available,
    /// There, but at work.
    Busy,
    /// Not there.
    Away,
}

impl Readiness {
    /// Its stable name.
    pub const fn name(self) -> &'static str {
        match self {
            Readiness::Available => "available",
            Readiness::Busy => "busy",
            Readiness::Away => "away",
        }
    }

    /// The one with a stable name.
    pub fn named(name: &str) -> Option<Self> {
        [Readiness::Available, Readiness::Busy, Readiness::Away].into_iter().find(|found| found.name() == name)
    }

    /// What holds of somebody who chose this, with what is seen of them: a choice is never made better, only worse.
    #[must_use]
    pub fn seen(self, idle: bool, sessions: usize, busy_sessions: u32) -> Self {
        let full = busy_sessions > 0 && u32::try_from(sessions).unwrap_or(u32::MAX) >= busy_sessions;
        match self {
            Readiness::Away => Readiness::Away,
            _ if idle => Readiness::Away,
            Readiness::Available if !full => Readiness::Available,
            Readiness::Available | Readiness::Busy => Readiness::Busy,
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_rep_is_as_ready_as_they_say_at_most_sup_32() {
        assert_eq!(Readiness::Available.seen(false, 2, 3), Readiness::Available);
        assert_eq!(Readiness::Available.seen(false, 3, 3), Readiness::Busy);
        assert_eq!(Readiness::Available.seen(false, 99, 0), Readiness::Available, "no limit");
        assert_eq!(Readiness::Available.seen(true, 0, 3), Readiness::Away);
        assert_eq!(Readiness::Busy.seen(true, 0, 0), Readiness::Away);
        assert_eq!(Readiness::Away.seen(false, 0, 0), Readiness::Away);
    }

    #[test]
    fn rules_that_would_lose_somebody_are_wrong_sup_32() {
        assert!(QueueRules::default().wrong().is_empty() && QueueRules::personal().wrong().is_empty());
        let short = QueueRules { nobody_seconds: 5, overflow_seconds: 60, ..QueueRules::default() };
        let fields: Vec<&str> = short.wrong().into_iter().map(|(field, _)| field).collect();
        assert_eq!(fields, ["overflow_to", "nobody_seconds"]);
    }
}
