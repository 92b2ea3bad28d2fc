//! Administrative rights of one session (SUP-41): who may get them was checked before; here they are got, kept, and given up. They belong to the session and end with it.
//!
//! SECURITY: a password lives here from being opened, or typed in the customer's window, until the system has answered. It is in no message, no log and no error.

use std::{
    cell::{Cell, RefCell},
    rc::Rc,
    time::Duration,
};

use prost::Message;
use tokio::{sync::oneshot, task::JoinHandle, time::timeout};
use towline_platform::{Elevated, ElevationFault, Elevator, Proof};
use towline_wire::v1::{ElevateSession, ElevationCredentials, ElevationWay, SessionElevation, agent_up};
use zeroize::Zeroizing;

use crate::{
    channel::Uplink,
    customer::News,
    parcel::{ELEVATION, ParcelKey},
    pause::Pause,
};

/// For whoever is asked in the client's window.
const ANSWER: Duration = Duration::from_secs(120);
/// How often the customer may mistype.
const TRIES: u32 = 3;
/// Attempts of representatives without success in one session; then only the customer can help.
const GUESSES: u32 = 5;
const ACCOUNT: usize = 256;

/// What somebody typed in the client's window.
#[derive(Clone, PartialEq, Eq)]
pub struct Credentials {
    /// Whose password.
    pub account: String,
    /// It.
    pub password: Zeroizing<String>,
}

impl std::fmt::Debug for Credentials {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        f.write_str("Credentials")
    }
}

/// Tells the customer's window.
type Tell = Rc<dyn Fn(News)>;

/// Asks in the customer's window, where there is one.
#[derive(Default)]
pub(crate) struct Window {
    tell: RefCell<Option<Tell>>,
    waiting: RefCell<Option<oneshot::Sender<Option<Credentials>>>>,
}

impl Window {
    pub(crate) fn attach(&self, tell: Tell) {
        *self.tell.borrow_mut() = Some(tell);
    }

    pub(crate) fn is_there(&self) -> bool {
        self.tell.borrow().is_some()
    }

    /// What was typed, or that nothing will be.
    pub(crate) fn answered(&self, credentials: Option<Credentials>) {
        if let Some(waiting) = self.waiting.borrow_mut().take() {
            let _ = waiting.send(credentials);
        }
    }

    async fn ask(&self, account: &str, wrong: bool) -> Result<Credentials, ElevationFault> {
        let tell = self.tell.borrow().clone().ok_or(ElevationFault::Unavailable)?;
        let (sender, answer) = oneshot::channel();
        *self.waiting.borrow_mut() = Some(sender);
        // However this ends, the window does not go on asking.
        let _asking = Asking { window: self, tell: tell.clone() };
        tell(News::Password { account: account.to_owned(), wrong });
        match timeout(ANSWER, answer).await {
            Ok(Ok(Some(credentials))) => Ok(credentials),
            Ok(Ok(None) | Err(_)) => Err(ElevationFault::Declined),
            Err(_) => Err(ElevationFault::TimedOut),
        }
    }
}

struct Asking<'a> {
    window: &'a Window,
    tell: Tell,
}

impl Drop for Asking<'_> {
    fn drop(&mut self) {
        self.window.waiting.borrow_mut().take();
        (self.tell)(News::NoPassword);
    }
}

/// How one session stands with administrative rights.
pub(crate) struct Elevation {
    session_id: String,
    elevator: Option<Rc<dyn Elevator>>,
    window: Rc<Window>,
    pause: Rc<Pause>,
    uplink: Rc<Uplink>,
    state: RefCell<State>,
    guesses: Cell<u32>,
    task: RefCell<Option<JoinHandle<()>>>,
}

#[derive(Default)]
struct State {
    key: Option<ParcelKey>,
    busy: bool,
    /// Whose attempt it is.
    participant: u32,
    attempt: u32,
    code: String,
    helper: Option<Rc<dyn Elevated>>,
}

impl Elevation {
    pub(crate) fn new(
        session_id: &str,
        elevator: Option<Rc<dyn Elevator>>,
        window: Rc<Window>,
        pause: Rc<Pause>,
        uplink: Rc<Uplink>,
    ) -> Rc<Elevation> {
        Rc::new(Elevation {
            session_id: session_id.to_owned(),
            elevator,
            window,
            pause,
            uplink,
            state: RefCell::default(),
            guesses: Cell::new(0),
            task: RefCell::new(None),
        })
    }

    /// Tells the appliance, whole. Nothing on a machine where there are no such rights to be had.
    pub(crate) fn tell(&self) {
        let Some(elevator) = &self.elevator else { return };
        let already = elevator.already();
        let mut state = self.state.borrow_mut();
        let by_account = already.is_none() && elevator.takes_passwords();
        if by_account && state.key.is_none() {
            state.key = ParcelKey::new();
        }
        let got = state.helper.as_ref().map(|helper| helper.account().to_owned());
        let key = state.key.as_ref().map(|key| key.public().to_vec()).unwrap_or_default();
        let message = SessionElevation {
            session_id: self.session_id.clone(),
            elevated: already.is_some() || got.is_some(),
            account: already.clone().or(got).unwrap_or_default(),
            by_customer: already.is_none() && (elevator.has_prompt() || self.asks_itself()),
            by_account: by_account && !key.is_empty(),
            key: key.into(),
            busy: state.busy,
            attempt: state.attempt,
            code: state.code.clone(),
        };
        drop(state);
        self.uplink.say(agent_up::Body::Elevation(message));
    }

    /// Whether the client's window can ask for a password that is good for something.
    fn asks_itself(&self) -> bool {
        self.window.is_there() && self.elevator.as_ref().is_some_and(|elevator| elevator.takes_passwords())
    }

    /// Who is trying.
    pub(crate) fn trying(&self) -> Option<u32> {
        let state = self.state.borrow();
        state.busy.then_some(state.participant)
    }

    /// Begins an attempt. The same again, and one while another is made, change nothing.
    pub(crate) fn begin(self: &Rc<Self>, asked: &ElevateSession) {
        let Some(elevator) = self.elevator.clone() else { return };
        let way = asked.way();
        let key = {
            let mut state = self.state.borrow_mut();
            if state.busy || state.attempt == asked.attempt {
                return;
            }
            state.attempt = asked.attempt;
            state.participant = asked.participant;
            state.code.clear();
            if state.helper.is_some() || elevator.already().is_some() {
                drop(state);
                return self.tell();
            }
            state.busy = true;
            // Good for one attempt, whatever comes of it.
            if way == ElevationWay::Account { state.key.take() } else { None }
        };
        self.tell();
        let (elevation, sealed) = (self.clone(), asked.sealed.clone());
        let task = tokio::task::spawn_local(async move {
            let outcome = tokio::select! {
                outcome = elevation.try_it(&*elevator, way, key, &sealed) => outcome,
                // Whoever stops all access does not go on being asked for more of it.
                () = paused(&elevation.pause) => Err("cancelled"),
            };
            elevation.end_attempt(outcome);
        });
        *self.task.borrow_mut() = Some(task);
    }

    async fn try_it(
        &self,
        elevator: &dyn Elevator,
        way: ElevationWay,
        key: Option<ParcelKey>,
        sealed: &[u8],
    ) -> Result<Box<dyn Elevated>, &'static str> {
        match way {
            ElevationWay::Customer => self.by_customer(elevator).await.map_err(ElevationFault::code),
            ElevationWay::Account => {
                if self.guesses.get() >= GUESSES {
                    return Err("too_many_attempts");
                }
                let opened = key.and_then(|key| key.open(ELEVATION, &self.session_id, sealed)).ok_or("unreadable")?;
                let Credentials { account, password } = credentials(&opened).ok_or("unreadable")?;
                let outcome = elevator.elevate(Proof::Password { account, password }).await;
                // Whatever the system said to it: an answer that was not understood may mean a wrong password as well.
                if !matches!(outcome, Ok(_) | Err(ElevationFault::Unavailable)) {
                    self.guesses.set(self.guesses.get() + 1);
                }
                outcome.map_err(ElevationFault::code)
            }
            ElevationWay::Unspecified => Err("failed"),
        }
    }

    /// The system's own prompt; where it has none, the client's window.
    async fn by_customer(&self, elevator: &dyn Elevator) -> Result<Box<dyn Elevated>, ElevationFault> {
        if elevator.has_prompt() {
            match elevator.elevate(Proof::Prompt).await {
                Err(ElevationFault::NoPrompt) => {}
                outcome => return outcome,
            }
        }
        if !self.asks_itself() {
            return Err(ElevationFault::Unavailable);
        }
        let mut account = elevator.own_account();
        for tries in 0..TRIES {
            let typed = self.window.ask(&account, tries > 0).await?;
            account.clone_from(&typed.account);
            let Credentials { account: of, password } = typed;
            match elevator.elevate(Proof::Password { account: of, password }).await {
                Err(ElevationFault::WrongPassword) => {}
                outcome => return outcome,
            }
        }
        Err(ElevationFault::WrongPassword)
    }

    fn end_attempt(self: &Rc<Self>, outcome: Result<Box<dyn Elevated>, &'static str>) {
        let mut state = self.state.borrow_mut();
        state.busy = false;
        match outcome {
            Ok(helper) => {
                let helper: Rc<dyn Elevated> = helper.into();
                state.helper = Some(helper.clone());
                tracing::info!(session = %self.session_id, "the session has administrative rights");
                let elevation = Rc::downgrade(self);
                tokio::task::spawn_local(async move {
                    helper.ended().await;
                    drop(helper);
                    if let Some(elevation) = elevation.upgrade() {
                        elevation.give_up();
                    }
                });
            }
            Err(code) => {
                tracing::info!(session = %self.session_id, code, "no administrative rights");
                code.clone_into(&mut state.code);
            }
        }
        drop(state);
        self.tell();
    }

    /// Stops an attempt that is being made.
    pub(crate) fn cancel(&self) {
        {
            let mut state = self.state.borrow_mut();
            if !state.busy {
                return;
            }
            state.busy = false;
            "cancelled".clone_into(&mut state.code);
        }
        if let Some(task) = self.task.borrow_mut().take() {
            task.abort();
        }
        self.tell();
    }

    /// The rights are gone, or are given up.
    pub(crate) fn give_up(&self) {
        let helper = self.state.borrow_mut().helper.take();
        if let Some(helper) = helper {
            helper.end();
            self.tell();
        }
    }

    /// What works with the rights that were got.
    pub(crate) fn helper(&self) -> Option<Rc<dyn Elevated>> {
        self.state.borrow().helper.clone()
    }

    /// The session is over.
    pub(crate) fn close(&self) {
        if let Some(task) = self.task.borrow_mut().take() {
            task.abort();
        }
        let helper = self.state.borrow_mut().helper.take();
        if let Some(helper) = helper {
            helper.end();
        }
    }
}

impl Drop for Elevation {
    fn drop(&mut self) {
        self.close();
    }
}

async fn paused(pause: &Pause) {
    while !pause.is_on() {
        pause.changed().await;
    }
}

fn credentials(opened: &[u8]) -> Option<Credentials> {
    let ElevationCredentials { account, password, .. } = ElevationCredentials::decode(opened).ok()?;
    let password = Zeroizing::new(password);
    (!account.is_empty() && account.len() <= ACCOUNT && !password.is_empty())
        .then_some(Credentials { account, password })
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn credentials_never_show_their_password_sup_41() {
        let typed = Credentials { account: "carla".into(), password: Zeroizing::new("secret".into()) };
        assert_eq!(format!("{typed:?}"), "Credentials");
        let message = |account: &str, password: &str| ElevationCredentials {
            account: account.into(),
            password: password.into(),
            padding: vec![0; 100].into(),
        };
        let read = |account: &str, password: &str| credentials(&message(account, password).encode_to_vec());
        assert_eq!(read("carla", "secret").unwrap().password.as_str(), "secret");
        assert!(read("", "secret").is_none() && read("carla", "").is_none() && credentials(b"\xff").is_none());
        assert!(read(&"x".repeat(257), "secret").is_none());
    }
}
