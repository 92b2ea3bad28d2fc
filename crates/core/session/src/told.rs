//! An entry of the log, flat: what consoles, and readers of reports, are told of it. One mapping for both (REC-1).

use towline_model::{Attachment, Moment, ShellId, ToldResource};

use crate::{CaughtCommand, Event, EventKind, FileItem, ScriptAsked, ScriptOver};

/// An entry of the log. Fields that do not belong to its kind are empty.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Told {
    /// 1, 2, 3, … without gaps within one session.
    pub sequence: u64,
    /// When it happened.
    pub at: Moment,
    /// Participant number of who did it; 0: the system or the endpoint; [`crate::CUSTOMER`]: the customer.
    pub actor: u16,
    /// What they were called.
    pub actor_name: String,
    /// What happened ([`EventKind::name`]).
    pub kind: &'static str,
    /// The text that goes with it ([`EventKind::text`]).
    pub text: String,
    /// Not for a customer's eyes.
    pub reps_only: bool,
    /// What it was asked or said with.
    pub nonce: String,
    /// What was to be done: to processes and services, or of the actions.
    pub act: &'static str,
    /// Why that was not done; empty: it was.
    pub outcome: String,
    /// As the machine put it.
    pub detail: String,
    /// A file that was sent.
    pub file: Option<Attachment>,
    /// Of a translation: sequence of the message; 0: it is none.
    pub translates: u64,
    /// As which account it was done.
    pub account: String,
    /// A canned script.
    pub script: Option<ToldScript>,
    /// Files that something was done to.
    pub files: Vec<FileItem>,
    /// A command that fits a rule (SHL-7).
    pub caught: Option<CaughtCommand>,
    /// The program of a shell, where one was chosen.
    pub program: String,
}

/// Of a canned script, as it began or ended.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct ToldScript {
    /// Which shell it is.
    pub shell: ShellId,
    /// SHA-256 of its text, in hexadecimal digits.
    pub sha256: String,
    /// What was filled in, in the order of the arguments.
    pub values: Vec<(String, String)>,
    /// With administrative rights.
    pub as_system: bool,
    /// Exit status, 128 + signal, or -1: it never ran.
    pub status: i32,
    /// Why it did not end by itself.
    pub reason: String,
    /// Since it was asked for.
    pub seconds: u64,
    /// Of its output.
    pub bytes: u64,
    /// Files that went along.
    pub resources: Vec<ToldResource>,
}

impl Event {
    /// The same, flat.
    pub fn told(&self) -> Told {
        let kind = &self.kind;
        let (nonce, reps_only) = match kind {
            EventKind::Note { nonce, .. } => (nonce.as_str(), true),
            EventKind::SystemAsked { nonce, .. } | EventKind::SystemAnswered { nonce, .. } => (nonce.as_str(), false),
            EventKind::ActionAsked { nonce, .. } | EventKind::ActionAnswered { nonce, .. } => (nonce.as_str(), false),
            kind => kind.said().unwrap_or_default(),
        };
        let file = match kind {
            EventKind::FileSent { file, .. } => Some(file.clone()),
            _ => None,
        };
        let act = match kind {
            EventKind::SystemAsked { what, .. } | EventKind::SystemAnswered { what, .. } => what.code(),
            EventKind::ActionAsked { action, .. } | EventKind::ActionAnswered { action, .. } => action.name(),
            _ => "",
        };
        let account = match kind {
            EventKind::ActionAsked { program, .. } | EventKind::ActionAnswered { program, .. } => {
                program.as_ref().map(|program| program.account.clone()).unwrap_or_default()
            }
            EventKind::Files { account, .. } => account.clone(),
            EventKind::ShellOpened { choice: Some(choice), .. } => choice.account.clone(),
            _ => String::new(),
        };
        let program = match kind {
            EventKind::ShellOpened { choice: Some(choice), .. } => choice.program.clone(),
            _ => String::new(),
        };
        let (outcome, detail) = match kind {
            EventKind::SystemAnswered { code, detail, .. } | EventKind::ActionAnswered { code, detail, .. } => {
                (code.clone(), detail.clone())
            }
            EventKind::Copying { path, .. } => (String::new(), path.clone()),
            _ => (String::new(), String::new()),
        };
        Told {
            sequence: self.sequence,
            at: self.at,
            actor: self.actor,
            actor_name: self.actor_name.clone(),
            kind: kind.name(),
            text: kind.text().to_owned(),
            reps_only,
            nonce: nonce.to_owned(),
            act,
            outcome,
            detail,
            file,
            translates: kind.of_message().unwrap_or_default(),
            account,
            script: script(kind),
            files: kind.files().to_vec(),
            caught: match kind {
                EventKind::CommandCaught { caught } => Some(caught.as_ref().clone()),
                _ => None,
            },
            program,
        }
    }
}

fn script(kind: &EventKind) -> Option<ToldScript> {
    match kind {
        EventKind::ScriptStarted { script: ScriptAsked { sha256, values, as_system, shell, resources, .. } } => {
            Some(ToldScript {
                shell: *shell,
                sha256: sha256.clone(),
                values: values.clone(),
                as_system: *as_system,
                status: 0,
                reason: String::new(),
                seconds: 0,
                bytes: 0,
                resources: resources.clone(),
            })
        }
        EventKind::ScriptEnded { script: ScriptOver { status, reason, seconds, bytes, shell, .. } } => {
            Some(ToldScript {
                shell: *shell,
                sha256: String::new(),
                values: Vec::new(),
                as_system: false,
                status: *status,
                reason: reason.clone(),
                seconds: *seconds,
                bytes: *bytes,
                resources: Vec::new(),
            })
        }
        _ => None,
    }
}
