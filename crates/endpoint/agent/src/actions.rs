//! Actions (SCR-4, SCR-6) at the agent: what can be done is told, each is checked against the session's grant (SES-4), done once, and answered.
//!
//! SECURITY: what a representative gives for a program as another account is opened here alone. The password lives until the system has answered; it is in no message, no log and no error. What is shown
//! of a program must be what is sealed, or nothing is run: nobody on the way writes another name into the log.

use std::{
    cell::{Cell, RefCell},
    rc::Rc,
};

use prost::Message;
use tokio::task::spawn_local;
use towline_platform::{ActionFault, ActionKind, Actions as Doer, RunAsOrder, WayBack};
use towline_wire::v1::{
    self, ActionDone, ActionOffer, PerformAction, Permission, RunAs, RunAsParcel, SessionActions, agent_up,
};
use zeroize::Zeroizing;

use crate::{
    channel::Uplink,
    gate::Refusal,
    parcel::{ParcelKey, RUN_AS},
    sessions::{Sessions, id_fits, now_ms},
};

/// Wrong passwords in one session; then nobody is asked any more.
pub(crate) const GUESSES: u32 = 5;
/// Programs as other accounts of one session at a time.
const PROGRAMS: usize = 8;
const PROGRAM: usize = 512;
const ARGUMENTS: usize = 32;
const ARGUMENT: usize = 1024;
const ACCOUNT: usize = 256;
const DETAIL: usize = 256;

#[derive(Clone, Copy, Default, PartialEq, Eq)]
enum Looks {
    #[default]
    Not,
    /// One look is under way.
    Once,
    /// And something may have changed since it began.
    Again,
}

/// Those of one session.
pub(crate) struct Actions {
    session_id: String,
    doer: Option<Rc<dyn Doer>>,
    uplink: Rc<Uplink>,
    key: RefCell<Option<ParcelKey>>,
    /// What there was at the last look; none before the first.
    found: RefCell<Option<Vec<towline_platform::ActionOffer>>>,
    looks: Cell<Looks>,
    told: RefCell<Option<SessionActions>>,
    guesses: Rc<Cell<u32>>,
    /// Number of the newest that was begun.
    newest: Cell<u64>,
    /// Programs that run as other accounts: dropped, they lose the desktop.
    running: Cell<usize>,
    over: tokio::sync::watch::Sender<bool>,
}

impl Actions {
    pub(crate) fn new(session_id: &str, doer: Option<Rc<dyn Doer>>, uplink: Rc<Uplink>) -> Rc<Actions> {
        Rc::new(Actions {
            session_id: session_id.to_owned(),
            doer,
            uplink,
            key: RefCell::default(),
            found: RefCell::default(),
            looks: Cell::default(),
            told: RefCell::default(),
            guesses: Rc::default(),
            newest: Cell::new(0),
            running: Cell::new(0),
            over: tokio::sync::watch::Sender::new(false),
        })
    }

    /// Wrong passwords of the session.
    pub(crate) fn guesses(&self) -> Rc<Cell<u32>> {
        self.guesses.clone()
    }

    /// Looks what there is, beside whatever else goes on, and tells what changed.
    pub(crate) fn look(self: &Rc<Self>) {
        let Some(doer) = self.doer.clone() else { return };
        if self.looks.replace(Looks::Again) != Looks::Not {
            return;
        }
        let actions = self.clone();
        spawn_local(async move {
            while actions.looks.get() == Looks::Again {
                actions.looks.set(Looks::Once);
                let found = doer.offers().await;
                *actions.found.borrow_mut() = Some(found);
                actions.tell(false);
            }
            actions.looks.set(Looks::Not);
        });
    }

    /// Tells the appliance what was found, whole; `anew`: on another link, and else only what changed.
    pub(crate) fn tell(&self, anew: bool) {
        let (Some(doer), false) = (&self.doer, *self.over.borrow()) else { return };
        let found = self.found.borrow();
        let Some(offers) = found.as_ref() else { return };
        let offer = |offer: &towline_platform::ActionOffer| ActionOffer {
            kind: wire(offer.kind).into(),
            absent: offer.absent.map(|why| why.code().to_owned()).unwrap_or_default(),
        };
        let runs = offers.iter().any(|offer| offer.kind == ActionKind::RunAs && offer.absent.is_none());
        let mut key = self.key.borrow_mut();
        if runs && key.is_none() {
            *key = ParcelKey::new();
        }
        let public = key.as_ref().filter(|_| runs).map(|key| key.public().to_vec()).unwrap_or_default();
        let offers = offers.iter().map(offer).collect();
        let session_id = self.session_id.clone();
        let way_back = way_back(doer.way_back()).into();
        let message = SessionActions { session_id, offers, key: public.into(), way_back };
        if !anew && self.told.borrow().as_ref() == Some(&message) {
            return;
        }
        *self.told.borrow_mut() = Some(message.clone());
        self.uplink.say(agent_up::Body::Actions(message));
    }

    /// Whether this is a new one; it is old from now on.
    fn begins(&self, action: u64) -> bool {
        action > self.newest.replace(self.newest.get().max(action))
    }

    fn begin(self: &Rc<Self>, asked: PerformAction) {
        let Some(doer) = self.doer.clone() else { return self.answer(asked.action, "unsupported", "") };
        let kind = match known(asked.kind()) {
            Some(ActionKind::RunAs) => return self.begin_program(&*doer, asked),
            Some(kind) => kind,
            // Something that a newer appliance can ask.
            None => return self.answer(asked.action, "unsupported", ""),
        };
        tracing::info!(session = %self.session_id, ?kind, "an action");
        let (work, actions) = (doer.perform(kind), self.clone());
        spawn_local(async move {
            let outcome = work.await;
            if outcome == Err(ActionFault::NoWayBack) {
                // Whoever wants it all the same knows by now what comes of it.
                actions.tell(false);
            }
            actions.settled(asked.action, outcome);
        });
    }

    fn begin_program(self: &Rc<Self>, doer: &dyn Doer, asked: PerformAction) {
        // Good for one attempt, whatever comes of it.
        let key = self.key.borrow_mut().take();
        if self.running.get() >= PROGRAMS {
            self.tell(false);
            return self.answer(asked.action, "limit", "");
        }
        if self.guesses.get() >= GUESSES {
            return self.answer(asked.action, "too_many_attempts", "");
        }
        let run = asked.run_as.unwrap_or_default();
        let opened = key.and_then(|key| key.open(RUN_AS, &self.session_id, &run.sealed));
        let order = opened.and_then(|opened| order(&opened, &run));
        self.tell(false);
        let Some(order) = order else { return self.answer(asked.action, "unreadable", "") };
        tracing::info!(session = %self.session_id, "a program as another account");
        let (work, actions, action) = (doer.run_as(order), self.clone(), asked.action);
        self.running.set(self.running.get() + 1);
        let mut over = self.over.subscribe();
        spawn_local(async move {
            let outcome = work.await;
            if matches!(outcome, Err(ActionFault::WrongPassword | ActionFault::TimedOut | ActionFault::Failed(_))) {
                actions.guesses.set(actions.guesses.get() + 1);
            }
            let mut running = match outcome {
                Ok(running) => {
                    actions.settled(action, Ok(()));
                    Some(running)
                }
                Err(fault) => {
                    actions.settled(action, Err(fault));
                    None
                }
            };
            if let Some(running) = &mut running {
                tokio::select! {
                    () = running.ended() => {}
                    // The session is over: the program goes on, and opens nothing more on the desktop.
                    _ = over.wait_for(|over| *over) => {}
                }
            }
            actions.running.set(actions.running.get().saturating_sub(1));
        });
    }

    fn settled(&self, action: u64, outcome: Result<(), ActionFault>) {
        match outcome {
            Ok(()) => self.answer(action, "", ""),
            Err(fault) => {
                let said = match &fault {
                    ActionFault::Denied(said) | ActionFault::Failed(said) => said.as_str(),
                    _ => "",
                };
                self.answer(action, fault.code(), said);
            }
        }
    }

    fn answer(&self, action: u64, code: &str, detail: &str) {
        let detail = detail.get(..detail.floor_char_boundary(DETAIL)).unwrap_or_default().to_owned();
        let (session_id, code) = (self.session_id.clone(), code.to_owned());
        // Without a link the appliance tells people that the answer was lost.
        self.uplink.say(agent_up::Body::ActionDone(ActionDone { session_id, action, code, detail }));
    }

    /// The session is over.
    pub(crate) fn close(&self) {
        self.over.send_replace(true);
    }
}

impl Sessions {
    /// Does something with one word, for a participant who may (SCR-4, SCR-6).
    pub(crate) fn perform(&mut self, asked: PerformAction) {
        if !id_fits(&asked.session_id) {
            return self.refuse("", asked.participant, Refusal::NoGrant, "perform");
        }
        let (number, now) = (asked.participant, now_ms());
        let allowed = self
            .gate(&asked.session_id)
            .and_then(|gate| match known(asked.kind()) {
                Some(ActionKind::Restart | ActionKind::RestartSafe | ActionKind::ShutDown) => {
                    gate.participant(number, Permission::Power, now)
                }
                // Whoever opens something on the desktop is whoever has its keyboard and mouse.
                _ => {
                    gate.participant(number, Permission::SpecialActions, now).and_then(|()| gate.controls(number, now))
                }
            })
            .and_then(|()| self.unless_paused());
        if let Err(refusal) = allowed {
            self.refuse(&asked.session_id, number, refusal, "perform");
            let (session_id, code) = (asked.session_id, refusal.code().to_owned());
            let done = ActionDone { session_id, action: asked.action, code, detail: String::new() };
            self.uplink.say(agent_up::Body::ActionDone(done));
            return;
        }
        // The same message again changes nothing.
        if let Some(actions) = self.actions(&asked.session_id).filter(|actions| actions.begins(asked.action)) {
            actions.begin(asked);
        }
    }
}

/// What was sealed, if it is whole and is what was said of it.
fn order(opened: &[u8], said: &RunAs) -> Option<RunAsOrder> {
    let RunAsParcel { program, arguments, account, password, .. } = RunAsParcel::decode(opened).ok()?;
    let password = Zeroizing::new(password);
    let name = program.rsplit('/').next().unwrap_or_default();
    let fits = (1..=PROGRAM).contains(&program.len())
        && (1..=ACCOUNT).contains(&account.len())
        && !password.is_empty()
        && arguments.len() <= ARGUMENTS
        && arguments.iter().all(|argument| argument.len() <= ARGUMENT);
    let true_to = name == said.program && account == said.account;
    (fits && true_to).then_some(RunAsOrder { program, arguments, account, password })
}

fn way_back(way: WayBack) -> v1::WayBack {
    match way {
        WayBack::System => v1::WayBack::System,
        WayBack::Desktop => v1::WayBack::Desktop,
        WayBack::ByHand => v1::WayBack::ByHand,
        WayBack::None => v1::WayBack::None,
    }
}

fn known(kind: v1::ActionKind) -> Option<ActionKind> {
    Some(match kind {
        v1::ActionKind::Unspecified => return None,
        v1::ActionKind::Restart => ActionKind::Restart,
        v1::ActionKind::RestartSafe => ActionKind::RestartSafe,
        v1::ActionKind::ShutDown => ActionKind::ShutDown,
        v1::ActionKind::Terminal => ActionKind::Terminal,
        v1::ActionKind::TaskManager => ActionKind::TaskManager,
        v1::ActionKind::SystemSettings => ActionKind::SystemSettings,
        v1::ActionKind::EventLog => ActionKind::EventLog,
        v1::ActionKind::FileManager => ActionKind::FileManager,
        v1::ActionKind::Lock => ActionKind::Lock,
        v1::ActionKind::LogOff => ActionKind::LogOff,
        v1::ActionKind::RunAs => ActionKind::RunAs,
    })
}

fn wire(kind: ActionKind) -> v1::ActionKind {
    match kind {
        ActionKind::Restart => v1::ActionKind::Restart,
        ActionKind::RestartSafe => v1::ActionKind::RestartSafe,
        ActionKind::ShutDown => v1::ActionKind::ShutDown,
        ActionKind::Terminal => v1::ActionKind::Terminal,
        ActionKind::TaskManager => v1::ActionKind::TaskManager,
        ActionKind::SystemSettings => v1::ActionKind::SystemSettings,
        ActionKind::EventLog => v1::ActionKind::EventLog,
        ActionKind::FileManager => v1::ActionKind::FileManager,
        ActionKind::Lock => v1::ActionKind::Lock,
        ActionKind::LogOff => v1::ActionKind::LogOff,
        ActionKind::RunAs => v1::ActionKind::RunAs,
    }
}
