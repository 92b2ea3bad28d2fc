//! Shells: asked for, running, ended, renamed; and what is left of them after the agent was away.

use towline_model::{Moment, Permission, ShellId, UserId};

use crate::chat::nonce_ok;
use crate::machine::Session;
use crate::{
    Answer, Effect, EventKind, HeldShell, REMEMBERED_SHELLS, RUNNING_SHELLS, Refusal, SHELL_NAME_LIMIT, Sealed, Shell,
    ShellChoice, ShellStatus, Tool,
};

impl Session {
    pub(crate) fn new_shell(
        &mut self,
        now: Moment,
        user: UserId,
        id: ShellId,
        nonce: String,
        (columns, rows): (u16, u16),
        chosen: Option<(ShellChoice, Sealed)>,
    ) -> Result<Answer, Refusal> {
        let number = self.permitted_or_asked(now, user, Permission::Shell)?;
        if !nonce_ok(&nonce) || !(1..=1000).contains(&columns) || !(1..=1000).contains(&rows) {
            return Err(Refusal::Invalid);
        }
        if let Some(known) = self.state.shells.iter().find(|shell| shell.opener == number && shell.nonce == nonce) {
            return Ok(Answer::Shell(known.id));
        }
        if !self.state.has_agent() {
            return Err(Refusal::NoAgent);
        }
        if self.state.paused {
            return Err(Refusal::Paused);
        }
        if !self.endpoint {
            return Err(Refusal::Offline);
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
        self.open_tool(now, number, Tool::Shell);
        self.state.shells_opened += 1;
        let name = format!("Shell {}", self.state.shells_opened);
        let (choice, sealed) = chosen.unzip();
        self.log(now, number, EventKind::ShellOpened { name: name.clone(), shell: Some(id), choice: choice.clone() });
        self.state.shells.push(Shell {
            id,
            name,
            nonce,
            opener: number,
            account: String::new(),
            program: String::new(),
            elevated: false,
            columns,
            rows,
            status: ShellStatus::Opening,
            script: None,
            choice: choice.clone(),
        });
        self.effects.push_back(match (choice, sealed) {
            (Some(choice), Some(sealed)) => {
                Effect::OpenChosen { shell: id, participant: number, size: (columns, rows), choice, sealed }
            }
            _ => Effect::OpenShell { shell: id, participant: number, columns, rows },
        });
        Ok(Answer::Shell(id))
    }

    pub(crate) fn end_shell(&mut self, now: Moment, user: UserId, id: ShellId) -> Result<Answer, Refusal> {
        let needs = self.state.shell(id).map_or(Permission::Shell, Shell::needs);
        self.permitted(now, user, needs)?;
        let shell = self.state.shell(id).ok_or(Refusal::NotFound)?;
        if !shell.alive() {
            return Ok(Answer::Done);
        }
        if !self.endpoint {
            return Err(Refusal::Offline);
        }
        self.effects.push_back(Effect::CloseShell { shell: id });
        Ok(Answer::Done)
    }

    pub(crate) fn rename_shell(
        &mut self,
        now: Moment,
        user: UserId,
        id: ShellId,
        name: String,
    ) -> Result<Answer, Refusal> {
        self.permitted(now, user, Permission::Shell)?;
        let length = name.chars().count();
        if name.trim().is_empty() || length > SHELL_NAME_LIMIT || name.chars().any(char::is_control) {
            return Err(Refusal::Invalid);
        }
        let mut shells = self.state.shells.iter_mut().filter(|shell| shell.script.is_none());
        let shell = shells.find(|shell| shell.id == id).ok_or(Refusal::NotFound)?;
        if shell.name != name {
            shell.name = name;
            self.touch();
        }
        Ok(Answer::Done)
    }

    pub(crate) fn shell_sized(&mut self, id: ShellId, columns: u16, rows: u16) -> Result<Answer, Refusal> {
        let Some(shell) = self.state.shells.iter_mut().find(|shell| shell.id == id) else {
            return Err(Refusal::NotFound);
        };
        if (shell.columns, shell.rows) != (columns, rows) {
            (shell.columns, shell.rows) = (columns, rows);
            self.touch();
        }
        Ok(Answer::Done)
    }

    pub(crate) fn shell_started(
        &mut self,
        now: Moment,
        id: ShellId,
        account: String,
        program: String,
        elevated: bool,
    ) -> Result<Answer, Refusal> {
        let Some(shell) = self.state.shells.iter_mut().find(|shell| shell.id == id) else {
            return Err(Refusal::NotFound);
        };
        if shell.status == ShellStatus::Opening {
            shell.status = ShellStatus::Running;
            shell.account = account;
            shell.program = program;
            shell.elevated = elevated;
            self.scripts.remove(&id);
            self.touch();
            self.choice_over(now, id);
        } else if !shell.alive() {
            // Given up meanwhile: nobody sees it, so it does not run.
            self.effects.push_back(Effect::CloseShell { shell: id });
        }
        Ok(Answer::Done)
    }

    pub(crate) fn shell_ended(
        &mut self,
        now: Moment,
        id: ShellId,
        code: i32,
        reason: String,
        bytes: u64,
    ) -> Result<Answer, Refusal> {
        let Some(shell) = self.state.shells.iter_mut().find(|shell| shell.id == id) else {
            return Err(Refusal::NotFound);
        };
        if shell.alive() {
            let (script, opening) = (shell.script.is_some(), shell.status == ShellStatus::Opening);
            let ended = EventKind::ShellEnded {
                name: shell.name.clone(),
                shell: Some(id),
                account: shell.account.clone(),
                elevated: shell.elevated,
                bytes,
            };
            shell.status = ShellStatus::Ended { code, reason: reason.clone() };
            if script {
                self.script_over(now, id, code, reason, bytes);
            } else {
                self.log(now, 0, ended);
            }
            if opening {
                self.choice_over(now, id);
            }
        }
        Ok(Answer::Done)
    }

    /// After a reconnect: attach to what runs, ask again for what was never started, forget what is gone, end what nobody knows.
    pub(crate) fn reconcile_shells(&mut self, now: Moment, held: &[HeldShell]) {
        let known: Vec<(ShellId, ShellStatus)> =
            self.state.shells.iter().map(|shell| (shell.id, shell.status.clone())).collect();
        for (id, status) in known {
            let there = held.iter().find(|shell| shell.shell == id);
            match (status, there) {
                (ShellStatus::Ended { .. }, Some(there)) if !there.ended => {
                    self.effects.push_back(Effect::CloseShell { shell: id });
                }
                (ShellStatus::Ended { .. }, _) => {}
                (_, Some(_)) => self.effects.push_back(Effect::AttachShell { shell: id }),
                (ShellStatus::Opening, None) => {
                    if let Some(shell) = self.state.shell(id) {
                        let (participant, needs, script) = (shell.opener, shell.needs(), shell.script.is_some());
                        // Only while the one who asked is still allowed to.
                        let allowed =
                            self.state.participant(participant).is_some_and(|found| found.permissions.has(needs));
                        if script && allowed {
                            if !self.run_again(id) {
                                let _ = self.shell_ended(now, id, -1, "appliance_restarted".to_owned(), 0);
                            }
                        } else if allowed {
                            if !self.open_again(id) {
                                let _ = self.shell_ended(now, id, -1, "unanswered".to_owned(), 0);
                            }
                        } else {
                            let _ = self.shell_ended(now, id, -1, "not_permitted".to_owned(), 0);
                        }
                    }
                }
                (ShellStatus::Running, None) => {
                    let _ = self.shell_ended(now, id, -1, "agent_restarted".to_owned(), 0);
                }
            }
        }
        for stranger in held.iter().filter(|shell| !shell.ended && self.state.shell(shell.shell).is_none()) {
            self.effects.push_back(Effect::CloseShell { shell: stranger.shell });
        }
    }

    /// The agent does not open what this participant asked for.
    pub(crate) fn shells_refused(&mut self, now: Moment, participant: u16, code: &str) {
        let refused = |shell: &&Shell| shell.opener == participant && shell.status == ShellStatus::Opening;
        let waiting: Vec<ShellId> = self.state.shells.iter().filter(refused).map(|shell| shell.id).collect();
        for id in waiting {
            let _ = self.shell_ended(now, id, -1, code.to_owned(), 0);
        }
    }

    pub(crate) fn lose_shells(&mut self, now: Moment, reason: &str) {
        let alive: Vec<ShellId> =
            self.state.shells.iter().filter(|shell| shell.alive()).map(|shell| shell.id).collect();
        for id in alive {
            let _ = self.shell_ended(now, id, -1, reason.to_owned(), 0);
        }
    }

    pub(crate) fn close_shells(&mut self) {
        if self.endpoint {
            for shell in self.state.shells.iter().filter(|shell| shell.alive() && shell.script.is_none()) {
                self.effects.push_back(Effect::CloseShell { shell: shell.id });
            }
        }
    }
}
