//! Administrative rights at the endpoint (SUP-41, SUP-42): who asks for them, how the attempt went, and that they end with what got them. Who proves what to whom is the agent's business.

use std::fmt;
use std::time::Duration;

use serde::{Deserialize, Serialize};
use towline_model::{Moment, Permission, UserId};

use crate::machine::Session;
use crate::{Answer, Effect, EventKind, Refusal};

/// Longest sealed credentials in bytes.
const SEALED: usize = 2048;
/// Longest key that an agent offers.
const KEY: usize = 256;
/// After which an attempt that nobody heard of again has failed; the agent gives up long before.
const PATIENCE: Duration = Duration::from_secs(5 * 60);

/// How administrative rights are to be got.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum ElevationWay {
    /// Whoever sits at the endpoint proves themselves there.
    Customer,
    /// By an account and a password that the rep gives.
    Account,
}

impl ElevationWay {
    /// Its stable name.
    pub fn name(self) -> &'static str {
        match self {
            ElevationWay::Customer => "customer",
            ElevationWay::Account => "account",
        }
    }
}

/// Credentials, sealed to the agent's key: nobody on the way can read them.
#[derive(Clone, PartialEq, Eq, Default)]
pub struct Sealed(pub Vec<u8>);

impl fmt::Debug for Sealed {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "Sealed({} bytes)", self.0.len())
    }
}

/// What the agent can do about administrative rights.
#[derive(Debug, Clone, PartialEq, Eq, Default, Serialize, Deserialize)]
pub struct ElevationOffer {
    /// Somebody there can be asked.
    pub by_customer: bool,
    /// An account and a password can be tried.
    pub by_account: bool,
    /// What these are sealed to.
    pub key: Vec<u8>,
}

/// Where it stands.
#[derive(Debug, Clone, PartialEq, Eq, Default, Serialize, Deserialize)]
#[serde(tag = "status", rename_all = "snake_case")]
pub enum ElevationStatus {
    /// The session has the rights of whoever started the agent.
    #[default]
    Not,
    /// It is being tried.
    Trying {
        /// For whom.
        by: u16,
        /// How.
        way: ElevationWay,
        /// Since when.
        since: Moment,
    },
    /// The session has administrative rights.
    Elevated {
        /// Who got them; 0: the agent has them by itself.
        by: u16,
        /// Whose they are.
        account: String,
    },
}

/// The session's administrative rights.
#[derive(Debug, Clone, PartialEq, Eq, Default, Serialize, Deserialize)]
pub struct Elevation {
    /// Where it stands.
    pub status: ElevationStatus,
    /// What can be done.
    pub offer: ElevationOffer,
    /// Number of the newest attempt.
    pub attempt: u32,
    /// Why the newest attempt failed; empty: it did not.
    pub code: String,
    /// Who waits for the customer's permission to ask for them.
    pub wanted: Option<u16>,
    /// They were asked for at the start.
    pub asked_at_start: bool,
}

impl Elevation {
    pub(crate) fn is_default(&self) -> bool {
        *self == Elevation::default()
    }

    /// Whether the session works with administrative rights.
    pub fn works(&self) -> bool {
        matches!(self.status, ElevationStatus::Elevated { .. })
    }
}

/// What an agent says of it: hostile, bounded by whoever takes it in.
#[derive(Debug, Clone, PartialEq, Eq, Default)]
pub struct ElevationReport {
    /// It has administrative rights for this session.
    pub elevated: bool,
    /// Whose.
    pub account: String,
    /// What can be done.
    pub offer: ElevationOffer,
    /// An attempt is being made.
    pub busy: bool,
    /// The newest attempt that it knows of.
    pub attempt: u32,
    /// How that ended.
    pub code: String,
}

impl Session {
    pub(crate) fn elevate(
        &mut self,
        now: Moment,
        user: UserId,
        way: ElevationWay,
        sealed: Sealed,
    ) -> Result<Answer, Refusal> {
        let number = match self.permitted_or_asked(now, user, Permission::Elevation) {
            // The yes begins what needs nothing more of the rep. Credentials are never kept for later.
            Err(Refusal::Asking) => {
                let number = self.state.participant_of(user).map(|found| found.number);
                self.state.elevation.wanted = number.filter(|_| way == ElevationWay::Customer);
                self.touch();
                return Err(Refusal::Asking);
            }
            number => number?,
        };
        self.begin_elevation(now, number, way, sealed)
    }

    fn begin_elevation(
        &mut self,
        now: Moment,
        number: u16,
        way: ElevationWay,
        sealed: Sealed,
    ) -> Result<Answer, Refusal> {
        if !self.state.has_agent() {
            return Err(Refusal::NoAgent);
        }
        if self.state.paused {
            return Err(Refusal::Paused);
        }
        if !self.endpoint {
            return Err(Refusal::Offline);
        }
        let Elevation { status, offer, .. } = &self.state.elevation;
        match status {
            ElevationStatus::Elevated { .. } => return Ok(Answer::Done),
            ElevationStatus::Trying { .. } => return Err(Refusal::Elevating),
            ElevationStatus::Not => {}
        }
        match way {
            ElevationWay::Customer if !offer.by_customer => return Err(Refusal::NoElevation),
            ElevationWay::Account if !offer.by_account => return Err(Refusal::NoElevation),
            // Only the permission was wanted.
            ElevationWay::Account if sealed.0.is_empty() => return Ok(Answer::Done),
            ElevationWay::Account if sealed.0.len() > SEALED => return Err(Refusal::Invalid),
            ElevationWay::Customer | ElevationWay::Account => {}
        }
        let sealed = if way == ElevationWay::Account { sealed } else { Sealed::default() };
        // The agent must have the grant before it is asked.
        self.settle_grant(now);
        let elevation = &mut self.state.elevation;
        elevation.attempt = elevation.attempt.wrapping_add(1);
        elevation.code.clear();
        elevation.wanted = None;
        elevation.status = ElevationStatus::Trying { by: number, way, since: now };
        let attempt = elevation.attempt;
        self.elevation_sent = true;
        self.log(now, number, EventKind::ElevationAsked { way });
        self.effects.push_back(Effect::Elevate { participant: number, attempt, way, sealed });
        Ok(Answer::Done)
    }

    /// The customer said yes to being asked.
    pub(crate) fn elevation_allowed(&mut self, now: Moment, number: u16) {
        if self.state.elevation.wanted == Some(number) {
            self.state.elevation.wanted = None;
            // What hinders it by now is in the state, and no reason to take the answer back.
            let _ = self.begin_elevation(now, number, ElevationWay::Customer, Sealed::default());
        }
    }

    /// Asks once, by itself, where the rules say so: somebody helps, and the customer's client is there.
    pub(crate) fn elevate_at_start(&mut self, now: Moment) {
        let state = &self.state;
        let ready = state.customer.is_some() && self.endpoint && !state.paused && !state.elevation.asked_at_start;
        let can = state.elevation.offer.by_customer && state.elevation.status == ElevationStatus::Not;
        if !ready || !can || state.held_since.is_some() {
            return;
        }
        let wants = |rep: &&crate::Participant| {
            rep.permissions.how().elevate_at_start && rep.permissions.reaches(Permission::Elevation)
        };
        let Some(user) = state.participants.iter().find(wants).map(|rep| rep.user) else { return };
        self.state.elevation.asked_at_start = true;
        self.touch();
        let _ = self.elevate(now, user, ElevationWay::Customer, Sealed::default());
    }

    pub(crate) fn elevation_reported(&mut self, now: Moment, mut report: ElevationReport) -> Result<Answer, Refusal> {
        if report.offer.key.len() > KEY {
            report.offer = ElevationOffer::default();
        }
        if self.state.elevation.offer != report.offer {
            self.state.elevation.offer = report.offer;
            self.touch();
        }
        let account = report.account;
        match (self.state.elevation.status.clone(), report.elevated) {
            (ElevationStatus::Elevated { .. }, true) | (ElevationStatus::Not, false) => {}
            (ElevationStatus::Elevated { .. }, false) => {
                self.state.elevation.status = ElevationStatus::Not;
                self.log(now, 0, EventKind::ElevationEnded);
                self.ended_with(now, Permission::Elevation, None);
            }
            // A service, which has them by itself; or what was given up came to a good end.
            (ElevationStatus::Not, true) => {
                self.state.elevation.status = ElevationStatus::Elevated { by: 0, account };
                self.touch();
            }
            (ElevationStatus::Trying { by, .. }, true) => {
                self.state.elevation.status = ElevationStatus::Elevated { by, account: account.clone() };
                self.log(now, by, EventKind::Elevated { account });
            }
            (ElevationStatus::Trying { .. }, false) if report.attempt == self.state.elevation.attempt => {
                if !report.busy {
                    let code = if report.code.is_empty() { "failed".to_owned() } else { report.code };
                    self.elevation_failed(now, code);
                }
            }
            // It was asked on a link that broke before the agent heard it.
            (ElevationStatus::Trying { .. }, false) if !self.elevation_sent => {
                self.elevation_failed(now, "cancelled".to_owned());
            }
            // Said before it heard.
            (ElevationStatus::Trying { .. }, false) => {}
        }
        Ok(Answer::Done)
    }

    fn elevation_failed(&mut self, now: Moment, code: String) {
        self.state.elevation.status = ElevationStatus::Not;
        self.state.elevation.code.clone_from(&code);
        self.log(now, 0, EventKind::ElevationFailed { code });
    }

    /// The agent does not do it at all.
    pub(crate) fn elevation_refused(&mut self, now: Moment, participant: u16, code: &str) {
        if matches!(self.state.elevation.status, ElevationStatus::Trying { by, .. } if by == participant) {
            self.elevation_failed(now, code.to_owned());
        }
    }

    /// When an attempt is given up.
    pub(crate) fn elevation_until(&self) -> Option<Moment> {
        match self.state.elevation.status {
            ElevationStatus::Trying { since, .. } => Some(since + PATIENCE),
            ElevationStatus::Not | ElevationStatus::Elevated { .. } => None,
        }
    }

    pub(crate) fn elevation_tick(&mut self, now: Moment) {
        if self.elevation_until().is_some_and(|until| until <= now) {
            self.elevation_failed(now, "timed_out".to_owned());
        }
    }

    /// The agent is gone for good, and with it all that it had got.
    pub(crate) fn elevation_lost(&mut self, now: Moment) {
        match self.state.elevation.status {
            ElevationStatus::Elevated { by: 1.., .. } => self.log(now, 0, EventKind::ElevationEnded),
            ElevationStatus::Trying { .. } => self.elevation_failed(now, "cancelled".to_owned()),
            ElevationStatus::Not | ElevationStatus::Elevated { .. } => {}
        }
        let attempt = self.state.elevation.attempt;
        self.state.elevation = Elevation { attempt, ..Elevation::default() };
        self.ended_with(now, Permission::Elevation, None);
        self.touch();
    }
}
