//! Choice of a shell's program and account (SHL-2) at the agent: what there is to choose from is told, and what is chosen is found in the machine's own list of that moment.
//!
//! SECURITY: a program is named by an id that this agent makes of its path, so no path comes from outside. A password is opened here alone, for one attempt; it lives until the system has answered, and is in no message, no log and no error. The
//! account that is told of beside it must be the one that is sealed.

use std::{
    cell::{Cell, RefCell},
    collections::{BTreeMap, VecDeque},
    rc::Rc,
};

use prost::Message;
use sha2::{Digest, Sha256};
use tokio::{
    sync::Notify,
    task::{AbortHandle, spawn_local},
};
use towline_platform::{Host, Password, Shell, ShellFault, ShellOffers, ShellOrder};
use towline_wire::v1::{
    OpenShell, Permission, RunAsParcel, SessionShells, ShellChoice, ShellProgram, ShellWay, agent_up,
};

use crate::{
    actions::GUESSES,
    channel::Uplink,
    gate::{Gate, Refusal},
    parcel::{ParcelKey, SHELL_AS},
    sessions::now_ms,
};

/// Programs that are told of.
const PROGRAMS: usize = 16;
const NAME: usize = 256;
const ID: usize = 16;

/// Those of one session.
pub(crate) struct Choices {
    session_id: String,
    host: Rc<dyn Host>,
    uplink: Rc<Uplink>,
    key: RefCell<Option<ParcelKey>>,
    told: RefCell<Option<SessionShells>>,
    /// Wrong passwords of the session, those of programs on the desktop among them.
    guesses: Rc<Cell<u32>>,
}

impl Choices {
    pub(crate) fn new(session_id: &str, host: Rc<dyn Host>, uplink: Rc<Uplink>, guesses: Rc<Cell<u32>>) -> Rc<Choices> {
        let (key, told) = (RefCell::default(), RefCell::default());
        Rc::new(Choices { session_id: session_id.to_owned(), host, uplink, key, told, guesses })
    }

    /// Tells the appliance, whole; `anew`: on another link, and else only what changed.
    pub(crate) fn tell(&self, anew: bool) {
        let ShellOffers { account, program, programs, takes_passwords, .. } = self.host.shells();
        if account.is_empty() {
            return;
        }
        let mut key = self.key.borrow_mut();
        if takes_passwords && key.is_none() {
            *key = ParcelKey::new();
        }
        let public = key.as_ref().filter(|_| takes_passwords).map(|key| key.public().to_vec()).unwrap_or_default();
        let mut programs: Vec<ShellProgram> =
            programs.into_iter().map(|path| ShellProgram { id: id_of(&path), own: path == program, path }).collect();
        programs.sort_by_key(|program| !program.own);
        programs.truncate(PROGRAMS);
        let message = SessionShells {
            session_id: self.session_id.clone(),
            account,
            program,
            programs,
            password_absent: if takes_passwords { String::new() } else { "no_program".to_owned() },
            key: public.into(),
        };
        if !anew && self.told.borrow().as_ref() == Some(&message) {
            return;
        }
        *self.told.borrow_mut() = Some(message.clone());
        self.uplink.say(agent_up::Body::Shells(message));
    }

    /// What is to be opened: its program by the list of now.
    pub(crate) fn order(&self, choice: &ShellChoice, (columns, rows): (u16, u16)) -> Result<ShellOrder, ShellFault> {
        let program = match choice.program.as_str() {
            "" => None,
            id => {
                let found = self.host.shells().programs.into_iter().find(|path| id_of(path) == id);
                Some(found.ok_or(ShellFault::UnknownProgram)?)
            }
        };
        let named = matches!(choice.way(), ShellWay::Account | ShellWay::Password);
        Ok(ShellOrder { program, account: named.then(|| choice.account.clone()), columns, rows })
    }

    /// Whether the agent itself has administrative rights.
    pub(crate) fn administrative(&self) -> bool {
        self.host.shells().administrative
    }

    /// The password of an order; the key that it was sealed to is gone with that.
    fn password(&self, choice: &ShellChoice) -> Result<Password, &'static str> {
        let key = self.key.borrow_mut().take();
        if self.guesses.get() >= GUESSES {
            return Err("too_many_attempts");
        }
        let opened = key.and_then(|key| key.open(SHELL_AS, &self.session_id, &choice.sealed)).ok_or("unreadable")?;
        let RunAsParcel { program, account, password, .. } =
            RunAsParcel::decode(opened.as_slice()).map_err(|_| "unreadable")?;
        let password = Password::new(password);
        let true_to = account == choice.account && program == choice.program && !password.is_empty();
        if true_to { Ok(password) } else { Err("unreadable") }
    }

    fn guessed(&self, fault: &ShellFault) {
        if matches!(fault, ShellFault::WrongPassword | ShellFault::TimedOut | ShellFault::Failed(_)) {
            self.guesses.set(self.guesses.get() + 1);
        }
    }
}

/// What a program is called on the wire.
fn id_of(path: &str) -> String {
    Sha256::digest(path.as_bytes()).iter().take(ID / 2).map(|byte| format!("{byte:02x}")).collect()
}

/// Whether a participant may have what is chosen, by the newest grant, and whether it is a choice at all.
pub(crate) fn may_choose(gate: &Gate, number: u32, choice: &ShellChoice) -> Result<(), Refusal> {
    let may = |permission| gate.participant(number, permission, now_ms());
    if !choice.program.is_empty() {
        may(Permission::ShellPrograms)?;
    }
    match choice.way() {
        ShellWay::Unspecified | ShellWay::Own => {}
        ShellWay::System | ShellWay::Account => may(Permission::Elevation)?,
        ShellWay::Password => may(Permission::SpecialActions)?,
    }
    let named = matches!(choice.way(), ShellWay::Account | ShellWay::Password);
    let plain = (1..=NAME).contains(&choice.account.len()) && !choice.account.contains(char::is_control);
    // A way that this agent does not know is none.
    let known = ShellWay::try_from(choice.way).is_ok();
    let fits = known && choice.program.len() <= ID && if named { plain } else { choice.account.is_empty() };
    if fits { Ok(()) } else { Err(Refusal::UnknownShell) }
}

/// What came of a shell that took its time.
pub(crate) struct Late {
    pub(crate) open: OpenShell,
    pub(crate) size: (u16, u16),
    pub(crate) outcome: Result<Box<dyn Shell>, String>,
}

/// Shells whose password is being tried; of the link of now.
#[derive(Default)]
pub(crate) struct Trying {
    running: RefCell<BTreeMap<(String, String), (OpenShell, AbortHandle)>>,
    done: RefCell<VecDeque<Late>>,
    changed: Notify,
}

impl Trying {
    /// Those of a session.
    pub(crate) fn count(&self, session_id: &str) -> usize {
        self.running.borrow().keys().filter(|(of, _)| of == session_id).count()
    }

    pub(crate) fn tries(&self, open: &OpenShell) -> bool {
        self.running.borrow().contains_key(&(open.session_id.clone(), open.shell_id.clone()))
    }

    /// Begins one. Why not, as a code.
    pub(crate) fn begin(
        self: &Rc<Self>,
        choices: &Rc<Choices>,
        open: &OpenShell,
        order: ShellOrder,
    ) -> Result<(), &'static str> {
        let password = choices.password(open.choice.as_ref().unwrap_or(&ShellChoice::default()));
        choices.tell(false);
        let size = (order.columns, order.rows);
        let work = choices.host.open_shell_by_password(order, password?);
        tracing::info!(session = %choices.session_id, "a shell as another account");
        let (trying, choices, mut kept) = (self.clone(), choices.clone(), open.clone());
        // Sealed or not, it is not kept.
        if let Some(choice) = &mut kept.choice {
            choice.sealed.clear();
        }
        let (key, waits) = ((open.session_id.clone(), open.shell_id.clone()), kept.clone());
        let task = spawn_local(async move {
            let outcome = work.await.map_err(|fault| {
                choices.guessed(&fault);
                tracing::info!(session = %choices.session_id, "no shell as another account");
                fault.reason()
            });
            trying.done.borrow_mut().push_back(Late { open: kept, size, outcome });
            trying.changed.notify_one();
        });
        self.running.borrow_mut().insert(key, (waits, task.abort_handle()));
        Ok(())
    }

    /// Resolves when something came of one.
    pub(crate) async fn changed(&self) {
        self.changed.notified().await;
    }

    /// What came of one that nobody gave up.
    pub(crate) fn next(&self) -> Option<Late> {
        loop {
            let late = self.done.borrow_mut().pop_front()?;
            let key = (late.open.session_id.clone(), late.open.shell_id.clone());
            if self.running.borrow_mut().remove(&key).is_some() {
                return Some(late);
            }
        }
    }

    /// Gives one up.
    pub(crate) fn cancel(&self, session_id: &str, shell_id: &str) -> Option<OpenShell> {
        let (open, task) = self.running.borrow_mut().remove(&(session_id.to_owned(), shell_id.to_owned()))?;
        task.abort();
        Some(open)
    }

    /// Gives up those of a session, or all.
    pub(crate) fn give_up(&self, session_id: Option<&str>) {
        self.running.borrow_mut().retain(|(of, _), (_, task)| {
            let over = session_id.is_none_or(|id| id == of);
            if over {
                task.abort();
            }
            !over
        });
    }
}
