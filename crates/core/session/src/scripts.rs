//! Canned scripts (SCR-6, SHL-7): a shell of its own kind, which runs a text of the site's library and into which nobody types. Written down before it is asked of the agent, and how it ended afterwards.
//!
//! INVARIANT: the text is in no stored state. What was not sent before the appliance was restarted is not run, and says so.

use std::sync::Arc;

use serde::{Deserialize, Serialize};
use towline_model::{
    Interpreter, Moment, Permission, SCRIPT_SECONDS, SCRIPT_TEXT, ScriptResource, ShellId, ToldResource, UserId,
    resources_fit,
};

use crate::chat::nonce_ok;
use crate::machine::Session;
use crate::{Answer, Effect, EventKind, REMEMBERED_SHELLS, RUNNING_SHELLS, Refusal, Shell, ShellStatus};

/// Longest name of a script in bytes.
const NAME: usize = 100;

/// What is to be run: as the library had it, with values that were checked against its parameters.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct ScriptOrder {
    /// What people call it.
    pub name: String,
    /// With what it runs.
    pub interpreter: Interpreter,
    /// Its text.
    pub text: Arc<str>,
    /// SHA-256 of the text.
    pub digest: [u8; 32],
    /// In the order of the arguments.
    pub values: Vec<(String, String)>,
    /// How long it may run.
    pub timeout_seconds: u32,
    /// With administrative rights.
    pub as_system: bool,
    /// Files that go along; their bytes are elsewhere.
    pub resources: Vec<ScriptResource>,
}

impl ScriptOrder {
    fn fits(&self) -> bool {
        (1..=NAME).contains(&self.name.len())
            && (1..=SCRIPT_TEXT).contains(&self.text.len())
            && SCRIPT_SECONDS.contains(&self.timeout_seconds)
            && resources_fit(self.resources.iter().map(|one| (one.name.as_str(), one.bytes)))
    }
}

/// Of a shell that is a script.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct ScriptRun {
    /// With administrative rights.
    pub as_system: bool,
    /// How long it may run.
    pub timeout_seconds: u32,
    /// When it was asked for.
    pub started: Moment,
    /// When it ended.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub ended: Option<Moment>,
    /// Files that go along.
    #[serde(default)]
    pub resources: u32,
    /// Their bytes together.
    #[serde(default)]
    pub resource_bytes: u64,
}

/// What is run, for the log.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct ScriptAsked {
    /// What people call it.
    pub name: String,
    /// SHA-256 of its text, in hexadecimal digits.
    pub sha256: String,
    /// What was filled in, in the order of the arguments.
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub values: Vec<(String, String)>,
    /// With administrative rights.
    pub as_system: bool,
    /// Which shell it is, as recordings name it.
    pub shell: ShellId,
    /// Files that go along.
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub resources: Vec<ToldResource>,
}

/// How it ended, for the log.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct ScriptOver {
    /// What people call it.
    pub name: String,
    /// Exit status, 128 + signal, or -1: it never ran.
    pub status: i32,
    /// Why it did not end by itself; empty: it did.
    pub reason: String,
    /// Since it was asked for.
    pub seconds: u64,
    /// Of its output.
    pub bytes: u64,
    /// Which shell it is.
    pub shell: ShellId,
}

impl Shell {
    /// What somebody needs to see it, and to end it.
    pub fn needs(&self) -> Permission {
        if self.script.is_some() { Permission::RunScripts } else { Permission::Shell }
    }
}

fn told(resource: &ScriptResource) -> ToldResource {
    ToldResource { name: resource.name.clone(), bytes: resource.bytes, sha256: resource.sha256.clone() }
}

impl Session {
    pub(crate) fn run_script(
        &mut self,
        now: Moment,
        user: UserId,
        id: ShellId,
        nonce: String,
        (columns, rows): (u16, u16),
        order: ScriptOrder,
    ) -> Result<Answer, Refusal> {
        let number = self.permitted_or_asked(now, user, Permission::RunScripts)?;
        if !nonce_ok(&nonce) || !(1..=1000).contains(&columns) || !(1..=1000).contains(&rows) || !order.fits() {
            return Err(Refusal::Invalid);
        }
        if let Some(known) = self.state.shells.iter().find(|shell| shell.opener == number && shell.nonce == nonce) {
            return Ok(Answer::Shell(known.id));
        }
        if !self.state.has_agent() {
            return Err(Refusal::NoAgent);
        }
        if order.as_system {
            self.permitted(now, user, Permission::Elevation)?;
        }
        if self.state.paused {
            return Err(Refusal::Paused);
        }
        if !self.endpoint {
            return Err(Refusal::Offline);
        }
        if order.as_system && !self.state.elevation.works() {
            return Err(Refusal::NotElevated);
        }
        if self.state.shell(id).is_some() {
            return Err(Refusal::Invalid);
        }
        if self.state.shells.iter().filter(|shell| shell.alive()).count() >= RUNNING_SHELLS {
            return Err(Refusal::Limit);
        }
        if self.state.shells.len() >= REMEMBERED_SHELLS
            && let Some(oldest) = self.state.shells.iter().position(|shell| !shell.alive())
        {
            self.state.shells.remove(oldest);
        }
        // The agent must have the grant before it is asked.
        self.settle_grant(now);
        let asked = ScriptAsked {
            name: order.name.clone(),
            sha256: order.digest.iter().map(|byte| format!("{byte:02x}")).collect(),
            values: order.values.clone(),
            as_system: order.as_system,
            shell: id,
            resources: order.resources.iter().map(told).collect(),
        };
        self.log(now, number, EventKind::ScriptStarted { script: asked });
        self.state.shells.push(Shell {
            id,
            name: order.name.clone(),
            nonce,
            opener: number,
            account: String::new(),
            program: String::new(),
            elevated: false,
            columns,
            rows,
            status: ShellStatus::Opening,
            choice: None,
            script: Some(ScriptRun {
                as_system: order.as_system,
                timeout_seconds: order.timeout_seconds,
                started: now,
                ended: None,
                resources: u32::try_from(order.resources.len()).unwrap_or(u32::MAX),
                resource_bytes: order.resources.iter().map(|one| one.bytes).sum(),
            }),
        });
        self.scripts.insert(id, order.clone());
        self.effects.push_back(Effect::RunScript { shell: id, participant: number, columns, rows, order });
        Ok(Answer::Shell(id))
    }

    /// Asks again for a script that the agent does not know of. `false`: it cannot be, for its text is gone with an appliance that was restarted.
    pub(crate) fn run_again(&mut self, id: ShellId) -> bool {
        let (Some(order), Some(shell)) = (self.scripts.get(&id).cloned(), self.state.shell(id)) else { return false };
        let (participant, columns, rows) = (shell.opener, shell.columns, shell.rows);
        self.effects.push_back(Effect::RunScript { shell: id, participant, columns, rows, order });
        true
    }

    /// A script has ended, or never ran.
    pub(crate) fn script_over(&mut self, now: Moment, id: ShellId, status: i32, reason: String, bytes: u64) {
        self.scripts.remove(&id);
        let Some(shell) = self.state.shells.iter_mut().find(|shell| shell.id == id) else { return };
        let (opener, name) = (shell.opener, shell.name.clone());
        let Some(script) = &mut shell.script else { return };
        script.ended = Some(now);
        let seconds = now.since(script.started).as_secs();
        let over = ScriptOver { name, status, reason, seconds, bytes, shell: id };
        self.log(now, 0, EventKind::ScriptEnded { script: over });
        let others = |shell: &Shell| shell.script.is_some() && shell.opener == opener && shell.alive();
        if !self.state.shells.iter().any(others) {
            // Where the customer is asked each time, the next one is another time.
            self.ended_with(now, Permission::RunScripts, Some(opener));
        }
    }

    /// The session ends, and what runs with it.
    pub(crate) fn end_scripts(&mut self, now: Moment) {
        let running = |shell: &&mut Shell| shell.script.is_some() && shell.alive();
        let mut ended = Vec::new();
        for shell in self.state.shells.iter_mut().filter(running) {
            shell.status = ShellStatus::Ended { code: -1, reason: "session_ended".to_owned() };
            ended.push(shell.id);
        }
        for id in ended {
            self.script_over(now, id, -1, "session_ended".to_owned(), 0);
        }
    }
}
