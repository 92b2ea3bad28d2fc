//! What is done to the machine with one word: restart, shut down, special actions, a program as another account (SCR-4, SCR-6). Written down before it is asked of the agent, and what became of it afterwards.
//! And the way back from a restart: who began it, and how long the machine is waited for.

use std::time::Duration;

use serde::{Deserialize, Serialize};
use towline_model::{Moment, Permission, UserId};

use crate::chat::nonce_ok;
use crate::machine::{Session, cut};
use crate::{Answer, Effect, EventKind, Refusal, Sealed};

/// Actions that may wait for the agent's answer at a time.
pub const WAITING_ACTIONS: usize = 4;
/// How long a machine that was restarted is waited for at least (SUP-24).
pub const RESTART_PATIENCE: Duration = Duration::from_secs(10 * 60);
/// After which a machine that was to be restarted, and is still there, will not be.
const LEAVES: Duration = Duration::from_secs(3 * 60);
/// Longest sealed program in bytes.
const SEALED: usize = 8192;
/// Longest key that an agent offers.
const KEY: usize = 256;
/// Longest name of a program, of an account, of a code and of a detail, in bytes.
const PROGRAM: usize = 128;
const ACCOUNT: usize = 256;
const CODE: usize = 32;
const DETAIL: usize = 256;

/// What can be done with one word.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum ActionKind {
    /// Restart the machine.
    Restart,
    /// Restart it into its safe mode, with networking.
    RestartSafe,
    /// Shut it down.
    ShutDown,
    /// Open a terminal on the desktop.
    Terminal,
    /// Open what shows and ends programs.
    TaskManager,
    /// Open the system's settings.
    SystemSettings,
    /// Open the system's log.
    EventLog,
    /// Open what shows files.
    FileManager,
    /// Lock the desktop.
    Lock,
    /// Sign its user out.
    LogOff,
    /// Start a program on the desktop as another account.
    RunAs,
}

impl ActionKind {
    /// All of them, in the order of the wire.
    pub const ALL: [ActionKind; 11] = [
        ActionKind::Restart,
        ActionKind::RestartSafe,
        ActionKind::ShutDown,
        ActionKind::Terminal,
        ActionKind::TaskManager,
        ActionKind::SystemSettings,
        ActionKind::EventLog,
        ActionKind::FileManager,
        ActionKind::Lock,
        ActionKind::LogOff,
        ActionKind::RunAs,
    ];

    /// Its stable name.
    pub const fn name(self) -> &'static str {
        match self {
            ActionKind::Restart => "restart",
            ActionKind::RestartSafe => "restart_safe",
            ActionKind::ShutDown => "shut_down",
            ActionKind::Terminal => "terminal",
            ActionKind::TaskManager => "task_manager",
            ActionKind::SystemSettings => "system_settings",
            ActionKind::EventLog => "event_log",
            ActionKind::FileManager => "file_manager",
            ActionKind::Lock => "lock",
            ActionKind::LogOff => "log_off",
            ActionKind::RunAs => "run_as",
        }
    }

    /// Whether it is the machine itself that goes.
    pub const fn is_power(self) -> bool {
        matches!(self, ActionKind::Restart | ActionKind::RestartSafe | ActionKind::ShutDown)
    }

    /// The right that it needs. What is not about the machine itself is for whoever has keyboard and mouse, besides.
    pub const fn needs(self) -> Permission {
        if self.is_power() { Permission::Power } else { Permission::SpecialActions }
    }
}

/// How the agent comes back after a restart (SUP-24).
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum WayBack {
    /// It did not say.
    #[default]
    Unknown,
    /// The system starts it.
    System,
    /// The desktop does, when its user has signed in.
    Desktop,
    /// Its user does.
    ByHand,
    /// Not at all.
    None,
}

/// What the agent says that it can do; hostile, bounded by whoever takes it in.
#[derive(Debug, Clone, PartialEq, Eq, Default, Serialize, Deserialize)]
pub struct ActionOffers {
    /// Each kind at most once, with why it cannot be done; empty: it can.
    pub offers: Vec<(ActionKind, String)>,
    /// What a program with credentials is sealed to.
    pub key: Vec<u8>,
    /// What becomes of the agent when the machine restarts.
    #[serde(default)]
    pub back: WayBack,
}

impl ActionOffers {
    fn can(&self, kind: ActionKind) -> bool {
        self.offers.iter().any(|(offered, absent)| *offered == kind && absent.is_empty())
    }
}

/// A program as another account: what is told of it.
#[derive(Debug, Clone, PartialEq, Eq, Default, Serialize, Deserialize)]
pub struct Program {
    /// Its file name.
    pub name: String,
    /// As whom.
    pub account: String,
}

impl Program {
    fn fits(&self) -> bool {
        let plain = |text: &str, most| (1..=most).contains(&text.len()) && !text.contains(char::is_control);
        plain(&self.name, PROGRAM) && !self.name.contains('/') && plain(&self.account, ACCOUNT)
    }
}

/// An action that the agent has not answered yet.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct WaitingAction {
    /// Grows by one with each of a session.
    pub number: u64,
    /// Who asked.
    pub by: u16,
    /// What for.
    pub action: ActionKind,
    /// Of a program.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub program: Option<Program>,
    /// What it was asked with.
    pub nonce: String,
}

/// The machine was told to go, and has not come back.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct PowerBegun {
    /// Who said so.
    pub by: u16,
    /// What they are called.
    pub name: String,
    /// What.
    pub action: ActionKind,
    /// When.
    pub since: Moment,
}

/// All of it that is stored.
#[derive(Debug, Clone, PartialEq, Eq, Default, Serialize, Deserialize)]
pub struct Actions {
    /// What the agent can do.
    #[serde(default)]
    pub offers: ActionOffers,
    /// Oldest first.
    #[serde(default)]
    pub waiting: Vec<WaitingAction>,
    /// How many there have been.
    #[serde(default)]
    pub made: u64,
    /// The machine is on its way down, or up again.
    #[serde(default)]
    pub power: Option<PowerBegun>,
}

impl Actions {
    pub(crate) fn is_default(&self) -> bool {
        *self == Actions::default()
    }
}

impl Session {
    pub(crate) fn do_action(
        &mut self,
        now: Moment,
        user: UserId,
        action: ActionKind,
        run: Option<(Program, Sealed)>,
        nonce: String,
    ) -> Result<Answer, Refusal> {
        let number = self.permitted_or_asked(now, user, action.needs())?;
        if !action.is_power() && self.state.controller != Some(number) {
            return Err(Refusal::NotPermitted);
        }
        if !self.state.has_agent() {
            return Err(Refusal::NoAgent);
        }
        let fits = match (&run, action) {
            (Some((program, sealed)), ActionKind::RunAs) => program.fits() && (1..=SEALED).contains(&sealed.0.len()),
            (None, ActionKind::RunAs) | (Some(_), _) => false,
            (None, _) => true,
        };
        if !nonce_ok(&nonce) || !fits {
            return Err(Refusal::Invalid);
        }
        let key = action_key(user, &nonce);
        if self.nonces.contains_key(&key) {
            return Ok(Answer::Done);
        }
        if self.state.paused {
            return Err(Refusal::Paused);
        }
        if !self.endpoint {
            return Err(Refusal::Offline);
        }
        // What is on its way down takes nothing more; a second restart changes nothing.
        if !self.state.actions.offers.can(action) || self.state.actions.power.is_some() {
            return Err(Refusal::NoAction);
        }
        if self.state.actions.waiting.len() >= WAITING_ACTIONS {
            return Err(Refusal::Limit);
        }
        // The agent must have the grant before it is asked.
        self.settle_grant(now);
        self.state.actions.made += 1;
        let made = self.state.actions.made;
        let (program, sealed) = run.map_or((None, Sealed::default()), |(program, sealed)| (Some(program), sealed));
        self.log(now, number, EventKind::ActionAsked { action, program: program.clone(), nonce: nonce.clone() });
        self.nonces.insert(key, self.state.last_event);
        if action.is_power() {
            // Stored with the wish: however fast the machine goes, it is known why.
            let name = self.state.name_of(number).to_owned();
            self.state.actions.power = Some(PowerBegun { by: number, name, action, since: now });
        }
        self.state.actions.waiting.push(WaitingAction {
            number: made,
            by: number,
            action,
            program: program.clone(),
            nonce,
        });
        self.effects.push_back(Effect::Perform { action: made, participant: number, kind: action, program, sealed });
        Ok(Answer::Done)
    }

    pub(crate) fn actions_offered(&mut self, mut offers: ActionOffers) -> Result<Answer, Refusal> {
        if offers.key.len() > KEY {
            offers.key.clear();
        }
        let mut kinds = Vec::new();
        offers.offers.retain(|(kind, _)| {
            !kinds.contains(kind) && {
                kinds.push(*kind);
                true
            }
        });
        for (_, absent) in &mut offers.offers {
            *absent = cut(std::mem::take(absent), CODE);
        }
        if self.state.actions.offers != offers {
            self.state.actions.offers = offers;
            self.touch();
        }
        Ok(Answer::Done)
    }

    pub(crate) fn action_done(&mut self, now: Moment, number: u64, code: String, detail: String) {
        // What nobody asked, or was given up, is not believed.
        let Some(at) = self.state.actions.waiting.iter().position(|waiting| waiting.number == number) else { return };
        let waiting = self.state.actions.waiting.remove(at);
        self.action_over(now, waiting, cut(code, CODE), cut(detail, DETAIL));
    }

    fn action_over(&mut self, now: Moment, waiting: WaitingAction, code: String, detail: String) {
        let WaitingAction { by, action, program, nonce, .. } = waiting;
        if action.is_power() && !code.is_empty() {
            self.state.actions.power = None;
        }
        self.log(now, by, EventKind::ActionAnswered { action, program, nonce, code, detail });
        // Where the customer is asked each time, the next one is another time.
        self.ended_with(now, action.needs(), Some(by));
    }

    /// The link that could have brought the answers is gone. Whether the machine goes is told by its coming back: that answer is waited for.
    pub(crate) fn actions_unanswered(&mut self, now: Moment) {
        let over: Vec<WaitingAction> =
            self.state.actions.waiting.extract_if(.., |waiting| !waiting.action.is_power()).collect();
        over.into_iter().for_each(|waiting| self.action_over(now, waiting, "unknown".to_owned(), String::new()));
    }

    /// Nobody answers any more.
    pub(crate) fn give_up_actions(&mut self, now: Moment) {
        for waiting in std::mem::take(&mut self.state.actions.waiting) {
            self.action_over(now, waiting, "unknown".to_owned(), String::new());
        }
    }

    /// An agent is there. `anew`: it holds nothing of this session, as after a restart. `true`: it was one, and is over.
    pub(crate) fn back_from_restart(&mut self, now: Moment, anew: bool) -> bool {
        self.actions_unanswered(now);
        if !anew || self.state.actions.power.is_none() {
            return false;
        }
        // It went before its answer could be heard.
        for waiting in std::mem::take(&mut self.state.actions.waiting) {
            self.action_over(now, waiting, String::new(), String::new());
        }
        self.state.actions.power = None;
        self.state.actions.offers = ActionOffers::default();
        self.log(now, 0, EventKind::Restarted);
        true
    }

    /// What was stored, and perhaps never sent, is asked for again; the agent does each number once.
    pub(crate) fn ask_power_again(&mut self) {
        for WaitingAction { number, by, action, .. } in self.state.actions.waiting.clone() {
            let (program, sealed) = (None, Sealed::default());
            self.effects.push_back(Effect::Perform { action: number, participant: by, kind: action, program, sealed });
        }
    }

    /// How long the endpoint is waited for.
    pub(crate) fn endpoint_grace(&self) -> Duration {
        let grace = self.state.spec.graces.endpoint();
        match &self.state.actions.power {
            Some(begun) if begun.action != ActionKind::ShutDown => grace.max(RESTART_PATIENCE),
            _ => grace,
        }
    }

    /// When a machine that is still there was not restarted.
    pub(crate) fn power_until(&self) -> Option<Moment> {
        let begun = self.state.actions.power.as_ref().filter(|_| self.endpoint)?;
        Some(begun.since + LEAVES)
    }

    pub(crate) fn power_tick(&mut self, now: Moment) {
        if self.power_until().is_none_or(|until| until > now) {
            return;
        }
        let Some(begun) = self.state.actions.power.take() else { return };
        self.give_up_actions(now);
        let code = if begun.action == ActionKind::ShutDown { "not_shut_down" } else { "not_restarted" };
        self.log(now, 0, EventKind::RestartFailed { code: code.to_owned() });
    }

    /// The agent is gone for good.
    pub(crate) fn actions_lost(&mut self, now: Moment) {
        self.give_up_actions(now);
        let made = self.state.actions.made;
        self.state.actions = Actions { made, ..Actions::default() };
        self.touch();
    }
}

/// How the nonce of an action is remembered.
pub fn action_key(user: UserId, nonce: &str) -> String {
    format!("action/{user}/{nonce}")
}
