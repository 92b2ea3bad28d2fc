//! System Info (SES-41): what is done to the machine is written down before it is asked of the agent, and what became of it afterwards. And notes for the record (SES-40).

use serde::{Deserialize, Serialize};
use towline_model::{Moment, Permission, UserId};

use crate::chat::nonce_ok;
use crate::machine::{Session, cut};
use crate::{Answer, CHAT_LIMIT, Effect, EventKind, Refusal};

/// Acts that may wait for the agent's answer at a time.
pub const WAITING_ACTS: usize = 8;
/// Longest name of a process or service in bytes.
const NAME: usize = 256;
/// Longest code and detail that is taken from an agent.
const CODE: usize = 32;
const DETAIL: usize = 256;

/// What is done to a service.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum ServiceHow {
    /// Start it.
    Start,
    /// Stop it.
    Stop,
    /// Stop it and start it.
    Restart,
}

/// Something that is done to the machine.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(tag = "act", rename_all = "snake_case")]
pub enum SystemAct {
    /// End a process.
    EndProcess {
        /// Its number.
        pid: u32,
        /// When it started, as its system counts: a later process with the same number is not meant.
        started: u64,
        /// As it was called.
        name: String,
    },
    /// Start, stop or restart a service.
    Service {
        /// As its system names it.
        name: String,
        /// Which of the three.
        how: ServiceHow,
    },
}

impl SystemAct {
    /// Its stable name.
    pub fn code(&self) -> &'static str {
        match self {
            SystemAct::EndProcess { .. } => "end_process",
            SystemAct::Service { how: ServiceHow::Start, .. } => "start_service",
            SystemAct::Service { how: ServiceHow::Stop, .. } => "stop_service",
            SystemAct::Service { how: ServiceHow::Restart, .. } => "restart_service",
        }
    }

    /// What it is done to.
    pub fn name(&self) -> &str {
        match self {
            SystemAct::EndProcess { name, .. } | SystemAct::Service { name, .. } => name,
        }
    }

    fn fits(&self) -> bool {
        let named = !self.name().is_empty() && self.name().len() <= NAME && !self.name().contains(char::is_control);
        match self {
            SystemAct::EndProcess { pid, .. } => named && *pid > 0,
            SystemAct::Service { .. } => named,
        }
    }
}

/// An act that the agent has not answered yet.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct WaitingAct {
    /// Grows by one with each of a session.
    pub number: u64,
    /// Who asked.
    pub by: u16,
    /// What for.
    pub what: SystemAct,
    /// What it was asked with.
    pub nonce: String,
}

impl Session {
    pub(crate) fn act_on_system(
        &mut self,
        now: Moment,
        user: UserId,
        what: SystemAct,
        nonce: String,
    ) -> Result<Answer, Refusal> {
        let number = self.permitted_or_asked(now, user, Permission::SystemAct)?;
        if !self.state.has_agent() {
            return Err(Refusal::NoAgent);
        }
        if !nonce_ok(&nonce) || !what.fits() || !self.state.tools.system {
            return Err(Refusal::Invalid);
        }
        let key = act_key(user, &nonce);
        if self.nonces.contains_key(&key) {
            return Ok(Answer::Done);
        }
        if !self.endpoint {
            return Err(Refusal::Offline);
        }
        if self.state.acts.len() >= WAITING_ACTS {
            return Err(Refusal::Limit);
        }
        self.state.acts_made += 1;
        let act = self.state.acts_made;
        self.log(now, number, EventKind::SystemAsked { what: what.clone(), nonce: nonce.clone() });
        self.nonces.insert(key, self.state.last_event);
        self.state.acts.push(WaitingAct { number: act, by: number, what: what.clone(), nonce });
        self.effects.push_back(Effect::ActOnSystem { act, participant: number, what });
        Ok(Answer::Done)
    }

    pub(crate) fn system_done(&mut self, now: Moment, act: u64, code: String, detail: String) {
        // What nobody asked, or was given up, is not believed.
        let Some(at) = self.state.acts.iter().position(|waiting| waiting.number == act) else { return };
        let WaitingAct { by, what, nonce, .. } = self.state.acts.remove(at);
        let (code, detail) = (cut(code, CODE), cut(detail, DETAIL));
        self.log(now, by, EventKind::SystemAnswered { what, nonce, code, detail });
        // Where the customer is asked each time, the next act is another time.
        self.ended_with(now, Permission::SystemAct, Some(by));
    }

    /// The link that could have brought the answers is gone.
    pub(crate) fn give_up_acts(&mut self, now: Moment) {
        for WaitingAct { by, what, nonce, .. } in std::mem::take(&mut self.state.acts) {
            let (code, detail) = ("unknown".to_owned(), String::new());
            self.log(now, by, EventKind::SystemAnswered { what, nonce, code, detail });
        }
    }

    pub(crate) fn add_note(
        &mut self,
        now: Moment,
        user: UserId,
        text: String,
        nonce: String,
    ) -> Result<Answer, Refusal> {
        let number = self.inside(user)?;
        if text.trim().is_empty() || text.len() > CHAT_LIMIT || !nonce_ok(&nonce) {
            return Err(Refusal::Invalid);
        }
        let key = note_key(user, &nonce);
        if self.nonces.contains_key(&key) {
            return Ok(Answer::Done);
        }
        self.log(now, number, EventKind::Note { text, nonce });
        self.nonces.insert(key, self.state.last_event);
        Ok(Answer::Done)
    }

    /// Whether the tool runs, so that somebody may look.
    pub fn shows_system(&self) -> bool {
        self.state.tools.system && !self.state.ended()
    }
}

/// How the nonce of a note is remembered.
pub fn note_key(user: UserId, nonce: &str) -> String {
    format!("note/{user}/{nonce}")
}

/// How the nonce of an act is remembered.
pub fn act_key(user: UserId, nonce: &str) -> String {
    format!("act/{user}/{nonce}")
}
