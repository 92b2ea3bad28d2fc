//! Administrative rights of a session at the agent: who may get them, what is sealed, what the customer types, and that they end with the session (SUP-41, SES-4).

#![allow(clippy::unwrap_used, clippy::expect_used, clippy::panic, clippy::indexing_slicing)]

mod double;

use std::{
    cell::{Cell, RefCell},
    rc::Rc,
    sync::Arc,
    time::Duration,
};

use double::{Double, Peer, Running, SESSION, SHELL, TestHost, identity, run};
use prost::Message;
use ring::{
    aead::{AES_256_GCM, Aad, LessSafeKey, NONCE_LEN, Nonce, UnboundKey},
    agreement::{ECDH_P256, EphemeralPrivateKey, UnparsedPublicKey, agree_ephemeral},
    hkdf::{HKDF_SHA256, Salt},
    rand::SystemRandom,
};
use tokio::sync::{Notify, mpsc};
use towline_endpoint::{Agent, Credentials, CustomerSide, News, Wish};
use towline_platform::{
    ActFault, ButtonId, DesktopSession, DesktopState, DesktopWatch, Elevated, ElevatedAct, ElevationFault, Elevator,
    HelperProcess, Host, HostError, HostInventory, HostStatistics, InstallFault, InstallMode, InstallOrder,
    LocalFuture, Proof, Shell, SystemInfo,
};
use towline_wire::v1::{
    ActOnSystem, ElevateSession, ElevationCredentials, ElevationWay, EndProcess, EndSession, Grant, OpenShell,
    Permission, SessionElevation, ShellEnded, ShellInput, ShellStarted, ShellUp, SystemAct, SystemDone, agent_down,
    agent_up, shell_up, system_act,
};

/// A machine on which `carla` with `right` administers.
struct Machine {
    linux: Rc<TestHost>,
    elevator: Rc<Scripted>,
}

#[derive(Default)]
struct Scripted {
    prompts: bool,
    tried: RefCell<Vec<String>>,
    helper: Rc<Helper>,
}

#[derive(Default)]
struct Helper {
    linux: RefCell<Option<Rc<TestHost>>>,
    gone: Cell<bool>,
    changed: Notify,
    acts: RefCell<Vec<ElevatedAct>>,
}

struct Held(Rc<Helper>);

impl Machine {
    fn new(prompts: bool) -> Rc<Machine> {
        let (linux, _helpers) = TestHost::new();
        let elevator = Scripted { prompts, ..Scripted::default() };
        *elevator.helper.linux.borrow_mut() = Some(linux.clone());
        Rc::new(Machine { linux, elevator: Rc::new(elevator) })
    }
}

impl Host for Machine {
    fn inventory(&self) -> HostInventory {
        self.linux.inventory()
    }
    fn statistics(&self) -> HostStatistics {
        self.linux.statistics()
    }
    fn open_shell(&self, columns: u16, rows: u16) -> Result<Box<dyn Shell>, HostError> {
        self.linux.open_shell(columns, rows)
    }
    fn system(&self) -> Arc<dyn SystemInfo> {
        self.linux.system()
    }
    fn desktop(&self) -> DesktopState {
        self.linux.desktop()
    }
    fn watch_desktop(&self) -> Result<Box<dyn DesktopWatch>, HostError> {
        self.linux.watch_desktop()
    }
    fn install(&self, order: InstallOrder) -> LocalFuture<'static, Result<InstallMode, InstallFault>> {
        self.linux.install(order)
    }
    fn take_button(&self, button: ButtonId) -> LocalFuture<'static, Result<(), InstallFault>> {
        self.linux.take_button(button)
    }
    fn start_helper(&self, desktop: &DesktopSession) -> Result<Box<dyn HelperProcess>, HostError> {
        self.linux.start_helper(desktop)
    }
    fn elevator(&self) -> Option<Rc<dyn Elevator>> {
        Some(self.elevator.clone())
    }
}

impl Elevator for Scripted {
    fn already(&self) -> Option<String> {
        None
    }
    fn has_prompt(&self) -> bool {
        self.prompts
    }
    fn takes_passwords(&self) -> bool {
        true
    }
    fn own_account(&self) -> String {
        "carla".to_owned()
    }
    fn elevate(&self, proof: Proof) -> LocalFuture<'_, Result<Box<dyn Elevated>, ElevationFault>> {
        Box::pin(async move {
            tokio::task::yield_now().await;
            let right = match proof {
                Proof::Prompt => {
                    self.tried.borrow_mut().push("prompt".to_owned());
                    return Err(ElevationFault::NoPrompt);
                }
                Proof::Password { account, password } => {
                    self.tried.borrow_mut().push(account.clone());
                    account == "carla" && password.as_str() == "right"
                }
            };
            if right {
                Ok(Box::new(Held(self.helper.clone())) as Box<dyn Elevated>)
            } else {
                Err(ElevationFault::WrongPassword)
            }
        })
    }
}

impl Elevated for Held {
    fn account(&self) -> &str {
        "root"
    }
    fn open_shell(&self, columns: u16, rows: u16) -> LocalFuture<'_, Result<Box<dyn Shell>, HostError>> {
        let linux = self.0.linux.borrow().clone().unwrap();
        Box::pin(async move { linux.open_shell(columns, rows) })
    }
    fn act(&self, act: ElevatedAct) -> LocalFuture<'_, Result<(), ActFault>> {
        self.0.acts.borrow_mut().push(act);
        Box::pin(async { Ok(()) })
    }
    fn end(&self) {
        self.0.gone.set(true);
        self.0.changed.notify_waiters();
    }
    fn ended(&self) -> LocalFuture<'_, ()> {
        Box::pin(async {
            while !self.0.gone.get() {
                self.0.changed.notified().await;
            }
        })
    }
}

impl Drop for Held {
    fn drop(&mut self) {
        self.end();
    }
}

/// A grant in which participant 1 may also work with administrative rights.
fn grant(double: &Double, sequence: u64, elevates: bool) -> agent_down::Body {
    double.grant(|grant: &mut Grant| {
        grant.sequence = sequence;
        for participant in &mut grant.participants {
            participant.permissions.push(Permission::Shell.into());
            participant.permissions.push(Permission::SystemAct.into());
        }
        if elevates {
            grant.participants[0].permissions.push(Permission::Elevation.into());
        }
    })
}

/// As a browser does it.
fn sealed(to: &[u8], account: &str, password: &str) -> Vec<u8> {
    let plain =
        ElevationCredentials { account: account.into(), password: password.into(), padding: vec![0; 64].into() };
    let private = EphemeralPrivateKey::generate(&ECDH_P256, &SystemRandom::new()).unwrap();
    let mine = private.compute_public_key().unwrap().as_ref().to_vec();
    let salt = [to, &mine].concat();
    let key = agree_ephemeral(private, &UnparsedPublicKey::new(&ECDH_P256, to), |shared| {
        let derived = Salt::new(HKDF_SHA256, &salt).extract(shared);
        let info = [&b"towline elevation v1\0"[..], SESSION.as_bytes()];
        LessSafeKey::new(UnboundKey::from(derived.expand(&info, &AES_256_GCM).unwrap()))
    })
    .unwrap();
    let mut bytes = plain.encode_to_vec();
    let nonce = Nonce::assume_unique_for_key([0; NONCE_LEN]);
    key.seal_in_place_append_tag(nonce, Aad::from(SESSION.as_bytes()), &mut bytes).unwrap();
    [mine, bytes].concat()
}

fn elevate(attempt: u32, way: ElevationWay, sealed: Vec<u8>) -> agent_down::Body {
    let (session_id, way, sealed) = (SESSION.to_owned(), way.into(), sealed.into());
    agent_down::Body::Elevate(ElevateSession { session_id, participant: 1, attempt, way, sealed })
}

async fn told(peer: &mut Peer) -> SessionElevation {
    peer.heard(|body| if let agent_up::Body::Elevation(told) = body { Some(told) } else { None }).await
}

/// What is told when an attempt is over.
async fn over(peer: &mut Peer, attempt: u32) -> SessionElevation {
    loop {
        let told = told(peer).await;
        if told.attempt == attempt && !told.busy {
            return told;
        }
    }
}

fn open(shell_id: &str, channel: u32, participant: u32) -> agent_down::Body {
    let (session_id, shell_id) = (SESSION.to_owned(), shell_id.to_owned());
    agent_down::Body::OpenShell(OpenShell {
        session_id,
        shell_id,
        channel,
        columns: 80,
        rows: 24,
        participant,
        script: None,
        choice: None,
    })
}

async fn started(peer: &mut Peer) -> ShellStarted {
    peer.heard(|body| if let agent_up::Body::ShellStarted(started) = body { Some(started) } else { None }).await
}

async fn refused(peer: &mut Peer, action: &str) -> String {
    peer.heard(|body| match body {
        agent_up::Body::Refusal(refusal) if refusal.action == action => Some(refusal.code),
        _ => None,
    })
    .await
}

const OTHER: &str = "0190bbbb-0000-7000-8000-000000000002";

#[test]
fn a_wrong_password_changes_nothing_and_a_right_one_elevates_what_comes_after_sup_41() {
    run(async {
        let double = Double::start().await;
        let machine = Machine::new(false);
        let _agent = Running::start(identity(&double, double.port()), machine.clone());
        let (mut peer, _) = double.welcome().await;
        peer.tell(grant(&double, 1, true)).await;
        let first = told(&mut peer).await;
        assert!(
            !first.elevated && first.by_account && !first.by_customer,
            "nobody sits at an installed agent: {first:?}"
        );
        peer.tell(elevate(1, ElevationWay::Account, sealed(&first.key, "carla", "wrong"))).await;
        let wrong = over(&mut peer, 1).await;
        assert_eq!((wrong.elevated, wrong.code.as_str()), (false, "wrong_password"));
        assert_ne!(wrong.key, first.key, "a key is good for one attempt");
        // What was sealed to the old key opens nothing any more.
        peer.tell(elevate(2, ElevationWay::Account, sealed(&first.key, "carla", "right"))).await;
        let stale = over(&mut peer, 2).await;
        assert_eq!((stale.elevated, stale.code.as_str()), (false, "unreadable"));
        peer.tell(open(SHELL, 5, 1)).await;
        assert!(!started(&mut peer).await.elevated);

        peer.tell(elevate(3, ElevationWay::Account, sealed(&stale.key, "carla", "right"))).await;
        let got = over(&mut peer, 3).await;
        assert_eq!((got.elevated, got.account.as_str(), got.code.as_str()), (true, "root", ""));
        assert_eq!(*machine.elevator.tried.borrow(), ["carla", "carla"]);
        peer.tell(open(OTHER, 6, 1)).await;
        assert!(started(&mut peer).await.elevated);
        // A colleague without the right opens shells as before, and types in none of these.
        let third = "0190bbbb-0000-7000-8000-000000000003";
        peer.tell(open(third, 7, 2)).await;
        assert!(!started(&mut peer).await.elevated);
        let input = ShellInput { offset: 0, data: b"id\n".to_vec().into() };
        peer.data(6, 2, &ShellUp { viewer: 7, body: Some(shell_up::Body::Input(input)) }).await;
        assert_eq!(refused(&mut peer, "input").await, "not_permitted");
        // What is done to the machine is done with them.
        let what = system_act::What::EndProcess(EndProcess { pid: 4711, started: 5, name: "x".into() });
        let act = ActOnSystem {
            session_id: SESSION.into(),
            act: 1,
            participant: 1,
            what: Some(SystemAct { what: Some(what) }),
        };
        peer.tell(agent_down::Body::ActOnSystem(act)).await;
        let done = |body| if let agent_up::Body::SystemDone(done) = body { Some(done) } else { None };
        let done: SystemDone = peer.heard(done).await;
        assert_eq!(done.code, "");
        assert_eq!(*machine.elevator.helper.acts.borrow(), [ElevatedAct::EndProcess { pid: 4711, started: 5 }]);

        // Nobody may any more: it is over, and a session that ends takes the rest.
        peer.tell(grant(&double, 2, false)).await;
        assert!(!told(&mut peer).await.elevated);
        assert!(machine.elevator.helper.gone.get());
        peer.tell(elevate(4, ElevationWay::Account, Vec::new())).await;
        assert_eq!(refused(&mut peer, "elevate").await, "not_permitted");
    });
}

#[test]
fn rights_end_with_the_session_and_with_their_helper_sup_41() {
    run(async {
        let double = Double::start().await;
        let machine = Machine::new(false);
        let _agent = Running::start(identity(&double, double.port()), machine.clone());
        let (mut peer, _) = double.welcome().await;
        peer.tell(grant(&double, 1, true)).await;
        let key = told(&mut peer).await.key;
        peer.tell(elevate(1, ElevationWay::Account, sealed(&key, "carla", "right"))).await;
        let key = over(&mut peer, 1).await.key;
        // The helper dies: the appliance is told.
        machine.elevator.helper.gone.set(true);
        machine.elevator.helper.changed.notify_waiters();
        assert!(!told(&mut peer).await.elevated);
        machine.elevator.helper.gone.set(false);
        peer.tell(elevate(2, ElevationWay::Account, sealed(&key, "carla", "right"))).await;
        assert!(over(&mut peer, 2).await.elevated);
        // A link that breaks changes nothing; the next one hears of it.
        drop(peer);
        let (mut peer, _) = double.welcome().await;
        peer.tell(grant(&double, 1, true)).await;
        let again = told(&mut peer).await;
        assert_eq!((again.elevated, again.attempt), (true, 2));
        let (session_id, reason) = (SESSION.to_owned(), "ended".to_owned());
        peer.tell(agent_down::Body::EndSession(EndSession { session_id, reason })).await;
        peer.tell(grant(&double, 2, true)).await;
        assert!(!told(&mut peer).await.elevated, "the next session has none of it");
        assert!(machine.elevator.helper.gone.get());
    });
}

#[test]
fn guesses_of_representatives_are_counted_sup_41() {
    run(async {
        let double = Double::start().await;
        let machine = Machine::new(false);
        let _agent = Running::start(identity(&double, double.port()), machine.clone());
        let (mut peer, _) = double.welcome().await;
        peer.tell(grant(&double, 1, true)).await;
        let mut key = told(&mut peer).await.key;
        let mut codes = Vec::new();
        for attempt in 1..=6 {
            peer.tell(elevate(attempt, ElevationWay::Account, sealed(&key, "carla", "guess"))).await;
            let told = over(&mut peer, attempt).await;
            codes.push(told.code);
            key = told.key;
        }
        assert_eq!(codes[..5], ["wrong_password"; 5]);
        assert_eq!(codes[5], "too_many_attempts");
        assert_eq!(machine.elevator.tried.borrow().len(), 5);
    });
}

struct Window {
    wishes: mpsc::Sender<Wish>,
    news: mpsc::Receiver<News>,
}

impl Window {
    fn open(double: &Double, host: Rc<dyn Host>) -> Window {
        let (wishes, wanted) = mpsc::channel(16);
        let (told, news) = mpsc::channel(256);
        let news_of = Box::new(move |news| told.try_send(news).unwrap());
        let patience = Duration::from_secs(600);
        let person = std::sync::Arc::new(towline_platform_linux::LinuxPerson);
        let side = CustomerSide { token: "token".to_owned().into(), wishes: wanted, news: news_of, person, patience };
        let agent = Agent::new(identity(double, double.port()), host).with_customer(side);
        tokio::task::spawn_local(agent.run(|_| {}));
        Window { wishes, news }
    }

    /// The next question for a password.
    async fn asked(&mut self) -> (String, bool) {
        loop {
            if let News::Password { account, wrong } = self.news.recv().await.unwrap() {
                return (account, wrong);
            }
        }
    }

    async fn no_more(&mut self) {
        while self.news.recv().await.unwrap() != News::NoPassword {}
    }

    async fn wish(&self, wish: Wish) {
        self.wishes.send(wish).await.unwrap();
    }

    async fn types(&self, password: &str) {
        let typed = Credentials { account: "carla".into(), password: password.to_owned().into() };
        self.wish(Wish::Password(Some(typed))).await;
    }
}

#[test]
fn the_customer_types_a_password_that_never_leaves_the_machine_sup_41() {
    run(async {
        let double = Double::start().await;
        // The system's own prompt comes first, where it has one.
        let machine = Machine::new(true);
        let mut window = Window::open(&double, machine.clone());
        let (mut peer, _) = double.welcome().await;
        peer.tell(grant(&double, 1, true)).await;
        assert!(told(&mut peer).await.by_customer);
        peer.tell(elevate(1, ElevationWay::Customer, Vec::new())).await;
        assert_eq!(window.asked().await, ("carla".to_owned(), false));
        window.types("mistyped").await;
        window.no_more().await;
        assert_eq!(window.asked().await, ("carla".to_owned(), true));
        window.types("right").await;
        window.no_more().await;
        assert!(over(&mut peer, 1).await.elevated);
        assert_eq!(*machine.elevator.tried.borrow(), ["prompt", "carla", "carla"]);
    });
}

#[test]
fn the_customers_no_and_their_pause_end_an_attempt_sup_22_sup_41() {
    run(async {
        let double = Double::start().await;
        let machine = Machine::new(false);
        let mut window = Window::open(&double, machine.clone());
        let (mut peer, _) = double.welcome().await;
        peer.tell(grant(&double, 1, true)).await;
        told(&mut peer).await;
        peer.tell(elevate(1, ElevationWay::Customer, Vec::new())).await;
        window.asked().await;
        window.wish(Wish::Password(None)).await;
        assert_eq!(over(&mut peer, 1).await.code, "declined");
        peer.tell(elevate(2, ElevationWay::Customer, Vec::new())).await;
        window.asked().await;
        window.wish(Wish::Pause(true)).await;
        assert_eq!(over(&mut peer, 2).await.code, "cancelled");
        window.no_more().await;
        peer.tell(elevate(3, ElevationWay::Customer, Vec::new())).await;
        assert_eq!(refused(&mut peer, "elevate").await, "paused");
        // Whoever asked may not any more.
        window.wish(Wish::Pause(false)).await;
        peer.heard(|body| matches!(body, agent_up::Body::CustomerPause(pause) if !pause.paused).then_some(())).await;
        peer.tell(elevate(4, ElevationWay::Customer, Vec::new())).await;
        window.asked().await;
        peer.tell(grant(&double, 2, false)).await;
        assert_eq!(over(&mut peer, 4).await.code, "cancelled");
        assert!(machine.elevator.tried.borrow().is_empty());
    });
}

#[test]
fn shells_with_rights_end_when_nobody_may_work_with_them_any_more_ses_2a() {
    run(async {
        let double = Double::start().await;
        let machine = Machine::new(false);
        let _agent = Running::start(identity(&double, double.port()), machine);
        let (mut peer, _) = double.welcome().await;
        peer.tell(grant(&double, 1, true)).await;
        let key = told(&mut peer).await.key;
        peer.tell(elevate(1, ElevationWay::Account, sealed(&key, "carla", "right"))).await;
        over(&mut peer, 1).await;
        peer.tell(open(SHELL, 5, 1)).await;
        assert!(started(&mut peer).await.elevated);
        peer.tell(grant(&double, 2, false)).await;
        let ended = |body| if let agent_up::Body::ShellEnded(ended) = body { Some(ended) } else { None };
        let ended: ShellEnded = peer.heard(ended).await;
        assert_eq!((ended.shell_id.as_str(), ended.reason.as_str()), (SHELL, "not_permitted"));
    });
}
