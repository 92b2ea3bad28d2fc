//! Shells and scripts of a session: how they begin, and how they are ended from outside (SHL-1, SCR-6).
//!
//! SECURITY: a script is a program of the appliance's, as what is typed into a shell is. It needs the grant of its participant, and what was announced is what is run: its text is checked against its hash before anything starts. Which program an
//! interpreter is, is written here, and no value is read by a shell.

use std::time::Duration;

use sha2::{Digest, Sha256};
use towline_model::{
    Interpreter, SCRIPT_PARAMETERS, SCRIPT_SECONDS, SCRIPT_TEXT, SCRIPT_VALUE, SCRIPT_VALUES, parameter_name_fits,
};
use towline_platform::{ScriptFault, ScriptOrder, Shell, ShellFault};
use towline_wire::v1::{
    OpenShell, Permission, ScriptPart, ScriptResourcePart, ScriptRun, ScriptWants, ShellChoice, ShellEnded,
    ShellStarted, ShellWay, agent_up,
};

use super::carrying::{Carrying, Next, announced_well};
use super::{Fatal, LinkOut, Rc, Refusal, Sessions, id_fits, now_ms};
use crate::{
    choice::{Late, may_choose},
    shell::{Command, ShellHandle},
};

const SHELLS: usize = 8;
/// Scripts whose text is on its way.
const COMING: usize = 8;
const COLUMNS: std::ops::RangeInclusive<u32> = 2..=1000;
const ROWS: std::ops::RangeInclusive<u32> = 1..=500;

/// A script whose text is not whole yet.
pub(super) struct Coming {
    open: OpenShell,
    order: ScriptOrder,
    run: ScriptRun,
    /// Its text is whole, and these are on their way.
    carrying: Option<Carrying>,
}

impl Sessions {
    pub(crate) async fn open_shell(&mut self, open: &OpenShell, out: &Rc<LinkOut>) -> Result<(), Fatal> {
        if let Err(refusal) = self.may_open(open) {
            self.refuse(&open.session_id, open.participant, refusal, "open_shell");
            return Ok(());
        }
        if self.shell(&open.session_id, &open.shell_id).is_none() {
            if let Some(run) = &open.script {
                self.announce(open, run);
                return Ok(());
            }
            // The same message again.
            if self.trying.tries(open) {
                return Ok(());
            }
            if !self.start_shell(open).await {
                return Ok(());
            }
        }
        self.opened(open, out).await
    }

    /// Whether the participant may have this begun, by the newest grant.
    fn may_open(&self, open: &OpenShell) -> Result<(), Refusal> {
        let gate = self.gate(&open.session_id)?;
        let may = |permission| gate.participant(open.participant, permission, now_ms());
        match &open.script {
            None => {
                may(Permission::Shell)?;
                if let Some(choice) = &open.choice {
                    may_choose(gate, open.participant, choice)?;
                }
            }
            Some(run) => {
                may(Permission::RunScripts)?;
                if run.as_system {
                    may(Permission::Elevation)?;
                }
            }
        }
        if !id_fits(&open.shell_id) {
            return Err(Refusal::UnknownShell);
        }
        self.unless_paused()
    }

    async fn opened(&mut self, open: &OpenShell, out: &Rc<LinkOut>) -> Result<(), Fatal> {
        let Some(shell) = self.shell(&open.session_id, &open.shell_id) else { return Ok(()) };
        let started = ShellStarted {
            session_id: open.session_id.clone(),
            shell_id: open.shell_id.clone(),
            account: shell.account.clone(),
            program: shell.program.clone(),
            elevated: shell.elevated,
        };
        self.uplink.say(agent_up::Body::ShellStarted(started));
        self.attach(&open.session_id, &open.shell_id, open.channel, 0, out, "open_shell").await
    }

    /// Waits for the text of a script.
    fn announce(&mut self, open: &OpenShell, run: &ScriptRun) {
        let Some(order) = ordered(run) else { return self.never_ran(open, "bad_script") };
        if self.coming.len() >= COMING {
            return self.refuse(&open.session_id, open.participant, Refusal::Limit, "open_shell");
        }
        let key = (open.session_id.clone(), open.shell_id.clone());
        self.coming.insert(key, Coming { open: open.clone(), order, run: run.clone(), carrying: None });
    }

    /// Part of a script's text; with the last one it starts.
    pub(crate) async fn script_part(&mut self, part: &ScriptPart, out: &Rc<LinkOut>) -> Result<(), Fatal> {
        let key = (part.session_id.clone(), part.shell_id.clone());
        let Some(coming) = self.coming.get_mut(&key) else { return Ok(()) };
        let whole = coming.run.bytes as usize;
        let follows =
            coming.carrying.is_none() && part.offset as usize == coming.order.text.len() && !part.data.is_empty();
        let fits = follows && coming.order.text.len() + part.data.len() <= whole;
        if fits {
            coming.order.text.extend_from_slice(&part.data);
            if coming.order.text.len() < whole {
                return Ok(());
            }
        }
        let Some(mut coming) = self.coming.remove(&key) else { return Ok(()) };
        if !fits || Sha256::digest(&coming.order.text)[..] != coming.run.digest[..] {
            self.never_ran(&coming.open, "bad_script");
            return Ok(());
        }
        if coming.run.resources.is_empty() {
            return self.begin(coming, out).await;
        }
        let mut carrying = match self.host.spool() {
            Ok(spool) => Carrying::begin(coming.run.resources.clone(), spool),
            Err(error) => {
                self.never_ran(&coming.open, &ScriptFault::of_disk(&error).reason());
                return Ok(());
            }
        };
        let next = carrying.next();
        coming.carrying = Some(carrying);
        self.go_on(key, coming, next, out).await
    }

    /// Part of a file that goes along; with the last one of the last file the script starts.
    pub(crate) async fn script_resource(&mut self, part: &ScriptResourcePart, out: &Rc<LinkOut>) -> Result<(), Fatal> {
        let key = (part.session_id.clone(), part.shell_id.clone());
        let Some(mut coming) = self.coming.remove(&key) else { return Ok(()) };
        let Some(carrying) = &mut coming.carrying else {
            self.coming.insert(key, coming);
            return Ok(());
        };
        match carrying.part(part).await {
            Ok(next) => self.go_on(key, coming, next, out).await,
            Err(fault) => {
                tracing::warn!(%fault, "files of a script could not be kept");
                self.never_ran(&coming.open, &fault.reason());
                Ok(())
            }
        }
    }

    async fn go_on(
        &mut self,
        key: (String, String),
        coming: Coming,
        next: Next,
        out: &Rc<LinkOut>,
    ) -> Result<(), Fatal> {
        match next {
            Next::Wait => _ = self.coming.insert(key, coming),
            Next::Ask(resource, offset) => {
                let (session_id, shell_id) = key.clone();
                self.uplink.say(agent_up::Body::ScriptWants(ScriptWants { session_id, shell_id, resource, offset }));
                self.coming.insert(key, coming);
            }
            Next::Whole => return self.begin(coming, out).await,
            Next::Odd => self.never_ran(&coming.open, "bad_resources"),
        }
        Ok(())
    }

    /// Everything is there.
    async fn begin(&mut self, coming: Coming, out: &Rc<LinkOut>) -> Result<(), Fatal> {
        let Coming { open, mut order, run, carrying } = coming;
        order.carried = carrying.map(Carrying::carried);
        // Asked again: what was allowed when it was announced may not be any more.
        if let Err(refusal) = self.may_open(&open) {
            self.refuse(&open.session_id, open.participant, refusal, "open_shell");
            return Ok(());
        }
        if self.start_script(&open, &order, &run).await { self.opened(&open, out).await } else { Ok(()) }
    }

    /// Makes room for one more. `false`: there is none.
    fn room(&mut self, open: &OpenShell) -> bool {
        let Some(session) = self.held.get_mut(&open.session_id) else { return false };
        let running = session.shells.values().filter(|shell| shell.state.ended.get().is_none()).count();
        if running + self.trying.count(&open.session_id) >= SHELLS {
            self.refuse(&open.session_id, open.participant, Refusal::Limit, "open_shell");
            return false;
        }
        if session.shells.len() >= SHELLS {
            let over = session.shells.iter().find(|(_, shell)| shell.state.ended.get().is_some());
            if let Some(id) = over.map(|(id, _)| id.clone()) {
                session.shells.remove(&id);
            }
        }
        true
    }

    /// Starts a shell, or says why not.
    async fn start_shell(&mut self, open: &OpenShell) -> bool {
        if !self.room(open) {
            return false;
        }
        let (columns, rows) = size(open.columns, open.rows);
        if let Some(choice) = &open.choice {
            return self.start_chosen(open, choice, (columns, rows)).await;
        }
        // What the session got is for those who may work with it; for others shells are as before.
        let helper = self.elevated_for(&open.session_id, open.participant);
        let with_rights = match helper {
            Some(helper) => Some(helper.open_shell(columns, rows).await),
            None => None,
        };
        let elevated = with_rights.is_some();
        match with_rights.unwrap_or_else(|| self.host.open_shell(columns, rows)) {
            Ok(shell) => {
                self.hold(open, shell, (columns, rows), None, elevated);
                true
            }
            Err(error) => {
                tracing::warn!(%error, "a shell could not be started");
                self.never_ran(open, &error.to_string());
                false
            }
        }
    }

    /// Starts a shell of another program, or as another account. `false`: it does not run, which was told, or not yet.
    async fn start_chosen(&mut self, open: &OpenShell, choice: &ShellChoice, size: (u16, u16)) -> bool {
        let Some(choices) = self.held.get(&open.session_id).map(|session| session.choices.clone()) else {
            return false;
        };
        let order = match choices.order(choice, size) {
            Ok(order) => order,
            Err(fault) => {
                choices.tell(false);
                self.never_ran(open, &fault.reason());
                return false;
            }
        };
        let way = choice.way();
        if way == ShellWay::Password {
            if let Err(code) = self.trying.clone().begin(&choices, open, order) {
                self.never_ran(open, code);
            }
            return false;
        }
        let helper = self.elevated_for(&open.session_id, open.participant).filter(|_| way != ShellWay::Own);
        let needs = matches!(way, ShellWay::System | ShellWay::Account);
        let elevated = helper.is_some();
        let started = match helper {
            Some(helper) => helper.open_chosen_shell(&order).await,
            None if needs && !choices.administrative() => Err(ShellFault::NotElevated),
            None => self.host.open_chosen_shell(&order),
        };
        match started {
            Ok(shell) => {
                self.hold(open, shell, size, None, elevated);
                true
            }
            Err(fault) => {
                tracing::warn!(code = fault.reason(), "a chosen shell could not be started");
                choices.tell(false);
                self.never_ran(open, &fault.reason());
                false
            }
        }
    }

    /// What came of passwords that were tried.
    pub(crate) async fn late_shells(&mut self, out: &Rc<LinkOut>) -> Result<(), Fatal> {
        while let Some(Late { open, size, outcome }) = self.trying.clone().next() {
            // Asked again: what was allowed when it began may not be any more.
            if let Err(refusal) = self.may_open(&open) {
                self.refuse(&open.session_id, open.participant, refusal, "open_shell");
                continue;
            }
            match outcome {
                Ok(shell) => {
                    self.hold(&open, shell, size, None, false);
                    self.opened(&open, out).await?;
                }
                Err(reason) => self.never_ran(&open, &reason),
            }
        }
        Ok(())
    }

    /// Starts a script, or says why not.
    async fn start_script(&mut self, open: &OpenShell, order: &ScriptOrder, run: &ScriptRun) -> bool {
        if !self.room(open) {
            return false;
        }
        let (columns, rows) = size(open.columns, open.rows);
        let helper = self.elevated_for(&open.session_id, open.participant).filter(|_| run.as_system);
        let elevated = helper.is_some();
        let started = match helper {
            Some(helper) => helper.open_script(order, columns, rows).await,
            None => self.host.open_script(order, run.as_system, columns, rows).await,
        };
        match started {
            Ok(shell) => {
                self.hold(open, shell, (columns, rows), Some(run), elevated);
                true
            }
            Err(fault) => {
                tracing::warn!(%fault, "a script could not be started");
                self.never_ran(open, &fault.reason());
                false
            }
        }
    }

    fn hold(
        &mut self,
        open: &OpenShell,
        shell: Box<dyn Shell>,
        size: (u16, u16),
        run: Option<&ScriptRun>,
        elevated: bool,
    ) {
        // Ended while the helper started it: dropping it ends it.
        let Some(session) = self.held.get_mut(&open.session_id) else { return };
        let ids = (open.session_id.clone(), open.shell_id.clone());
        let limit = run.map(|run| Duration::from_secs(run.timeout_seconds.into()));
        let (uplink, pause, caught) = (self.uplink.clone(), self.pause.clone(), session.caught.clone());
        let mut handle = ShellHandle::start(ids, shell, size, limit, uplink, pause, caught);
        handle.elevated = elevated;
        handle.script = run.map(|run| run.as_system);
        session.shells.insert(open.shell_id.clone(), handle);
    }

    fn never_ran(&self, open: &OpenShell, reason: &str) {
        let (session_id, shell_id) = (open.session_id.clone(), open.shell_id.clone());
        let ended = ShellEnded { session_id, shell_id, status: -1, reason: reason.to_owned(), end_offset: 0 };
        self.uplink.say(agent_up::Body::ShellEnded(ended));
    }

    pub(crate) async fn close_shell(&mut self, session_id: &str, shell_id: &str) {
        if let Some(coming) = self.coming.remove(&(session_id.to_owned(), shell_id.to_owned())) {
            return self.never_ran(&coming.open, "cancelled");
        }
        if let Some(open) = self.trying.cancel(session_id, shell_id) {
            return self.never_ran(&open, "cancelled");
        }
        let Some(session) = self.held.get_mut(session_id) else { return };
        // What a script wrote until then stays, and its end is told when all of it has ended.
        if let Some(script) = session.shells.get(shell_id).filter(|shell| shell.script.is_some())
            && script.state.ended.get().is_none()
        {
            return script.send(Command::Cancel).await;
        }
        let Some(shell) = session.shells.remove(shell_id) else { return };
        let number = shell.state.channel.borrow().as_ref().map(|channel| channel.number);
        if let Some(number) = number {
            self.drop_channel(number);
        }
        if shell.state.ended.get().is_none() {
            let (session_id, shell_id) = (session_id.to_owned(), shell_id.to_owned());
            let end_offset = shell.state.end.get();
            // As a terminal that was closed.
            let ended = ShellEnded { session_id, shell_id, status: 129, reason: "closed".to_owned(), end_offset };
            self.uplink.say(agent_up::Body::ShellEnded(ended));
        }
    }
}

/// What was announced, if it can be run at all; its text is still to come.
fn ordered(run: &ScriptRun) -> Option<ScriptOrder> {
    let interpreter = Interpreter::named(&run.interpreter)?;
    let bytes: usize = run.values.iter().map(|value| value.value.len()).sum();
    let sound = run.digest.len() == 32
        && (1..=SCRIPT_TEXT).contains(&(run.bytes as usize))
        && SCRIPT_SECONDS.contains(&run.timeout_seconds)
        && run.values.len() <= SCRIPT_PARAMETERS
        && bytes <= SCRIPT_VALUES
        && announced_well(&run.resources);
    let value_fits = |value: &str| value.len() <= SCRIPT_VALUE && !value.contains(char::is_control);
    let fits = run.values.iter().all(|value| parameter_name_fits(&value.name) && value_fits(&value.value));
    let values = run.values.iter().map(|value| (value.name.clone(), value.value.clone())).collect();
    (sound && fits).then(|| ScriptOrder { interpreter, text: Vec::new(), values, carried: None })
}

pub(super) fn size(columns: u32, rows: u32) -> (u16, u16) {
    let clamp =
        |value: u32, range: std::ops::RangeInclusive<u32>| u16::try_from(value.clamp(*range.start(), *range.end()));
    (clamp(columns, COLUMNS).unwrap_or(80), clamp(rows, ROWS).unwrap_or(24))
}
