//! The appliance's end of an agent's link, as a double for tests: real TLS, real WebSockets, port 0. And a proxy in between that cuts and trickles, and a host with
//! real shells and a scripted helper.

#![allow(dead_code, clippy::unwrap_used, clippy::expect_used, clippy::panic, clippy::indexing_slicing)]

use std::{
    cell::{Cell, RefCell},
    collections::VecDeque,
    rc::Rc,
    sync::Arc,
    time::Duration,
};

use bytes::Bytes;
use futures_util::{SinkExt, StreamExt};
use prost::Message as _;
use rustls::{ServerConfig, pki_types::PrivateKeyDer};
use tokio::{
    io::{AsyncReadExt, AsyncWriteExt},
    net::{TcpListener, TcpStream, UnixStream},
    sync::{Notify, mpsc, watch},
    task::JoinHandle,
    time::timeout,
};
use tokio_rustls::{TlsAcceptor, server::TlsStream};
use tokio_tungstenite::{
    WebSocketStream, accept_hdr_async,
    tungstenite::{
        Message,
        handshake::server::{ErrorResponse, Request, Response},
    },
};
use towline_endpoint::{Agent, Identity, Notice, Stop};
use towline_platform::{
    Actions, ButtonId, DesktopSession, DesktopState, DesktopWatch, Files, HelperProcess, Host, HostError,
    HostInventory, HostStatistics, InstallFault, InstallMode, InstallOrder, LocalFuture, Notebook, ScriptFault,
    ScriptOrder, Shell, ShellFault, ShellOffers, ShellOrder, SystemInfo,
};
use towline_platform_linux::{Account, DesktopChoice, LinuxFiles, LinuxHost, ScanCommand};
use towline_seal::{Handshake, Keeper, SecretKey, agent_key_id, sign_grant};
use towline_wire::{
    CONTROL_LIMIT_LARGE, Frame, SUBPROTOCOL, decode, encode_control, encode_credit, encode_data,
    v1::{
        AgentChallenge, AgentDown, AgentHello, AgentUp, AgentWelcome, Grant, GrantParticipant, Permission, Pong,
        Problem, Version, agent_down, agent_up,
    },
    with_participant,
};

/// A bound for waiting on a link, below what ends a test: whoever waits in vain says what came instead.
const VAIN: Duration = Duration::from_secs(60);

pub const SESSION: &str = "0190aaaa-0000-7000-8000-000000000001";
pub const SHELL: &str = "0190bbbb-0000-7000-8000-000000000001";

/// Runs a test on one thread, as the agent does.
pub fn run<T>(future: impl Future<Output = T>) -> T {
    let runtime = tokio::runtime::Builder::new_current_thread().enable_all().build().unwrap();
    tokio::task::LocalSet::new().block_on(&runtime, future)
}

pub struct Double {
    pub key: SecretKey,
    listener: TcpListener,
    tls: TlsAcceptor,
    /// What the appliance says that its channel binding is; `None`: the truth.
    pub false_binding: Option<[u8; 32]>,
    pub features: Vec<String>,
    /// Signs the welcome instead of the appliance's key.
    pub impostor: Option<SecretKey>,
}

impl Double {
    pub async fn start() -> Double {
        let made = rcgen::generate_simple_self_signed(vec!["localhost".to_owned()]).unwrap();
        let key = PrivateKeyDer::try_from(made.signing_key.serialize_der()).unwrap();
        let provider = Arc::new(rustls::crypto::ring::default_provider());
        let config = ServerConfig::builder_with_provider(provider)
            .with_safe_default_protocol_versions()
            .unwrap()
            .with_no_client_auth()
            .with_single_cert(vec![made.cert.der().clone()], key)
            .unwrap();
        let listener = TcpListener::bind("127.0.0.1:0").await.unwrap();
        let tls = TlsAcceptor::from(Arc::new(config));
        let key = SecretKey::from_seed(&[1; 32]);
        Double { key, listener, tls, false_binding: None, features: Vec::new(), impostor: None }
    }

    pub fn port(&self) -> u16 {
        self.listener.local_addr().unwrap().port()
    }

    /// The next connection, up to the hello; signatures are checked, the welcome is not sent.
    pub async fn accept(&self) -> (Peer, AgentHello, Handshake) {
        loop {
            if let Some(met) = self.try_accept().await {
                return met;
            }
        }
    }

    /// `None`: the connection broke or was closed before the hello.
    pub async fn try_accept(&self) -> Option<(Peer, AgentHello, Handshake)> {
        let (stream, _) = self.listener.accept().await.ok()?;
        stream.set_nodelay(true).ok()?;
        let stream = self.tls.accept(stream).await.ok()?;
        let mut binding = [0; 32];
        stream.get_ref().1.export_keying_material(&mut binding, b"EXPORTER-Channel-Binding", None).unwrap();
        #[allow(clippy::result_large_err)]
        let subprotocol = |request: &Request, mut response: Response| -> Result<Response, ErrorResponse> {
            assert_eq!(request.uri().path(), "/link/agent");
            assert_eq!(request.headers()["sec-websocket-protocol"], SUBPROTOCOL);
            response.headers_mut().insert("sec-websocket-protocol", SUBPROTOCOL.parse().unwrap());
            Ok(response)
        };
        let socket = accept_hdr_async(stream, subprotocol).await.ok()?;
        let mut peer = Peer { socket, seen: VecDeque::new() };
        let challenge = AgentChallenge {
            version: Some(Version { major: 1, minor: 0, features: self.features.clone(), ..Version::default() }),
            nonce: vec![42; 32].into(),
            appliance_key: self.key.public_key().to_vec().into(),
        };
        peer.tell(agent_down::Body::Challenge(challenge.clone())).await;
        let Some(agent_up::Body::Hello(hello)) = peer.try_heard().await else { return None };
        let binding = self.false_binding.unwrap_or(binding);
        let handshake = Handshake::from_messages(&challenge, &hello, binding).unwrap();
        Some((peer, hello, handshake))
    }

    /// The next agent that connects, welcomed.
    pub async fn welcome(&self) -> (Peer, AgentHello) {
        let (mut peer, hello, handshake) = self.accept().await;
        handshake.verify_agent(&hello.signature).expect("the agent's signature fits");
        peer.tell(agent_down::Body::Welcome(self.welcome_message(&handshake))).await;
        (peer, hello)
    }

    pub fn welcome_message(&self, handshake: &Handshake) -> AgentWelcome {
        AgentWelcome {
            signature: handshake.sign_as_appliance(self.impostor.as_ref().unwrap_or(&self.key)).to_vec().into(),
            epoch: 1,
            idle_heartbeat_ms: 30_000,
            session_heartbeat_ms: 3_000,
            jump_client_id: "0190cccc-0000-7000-8000-000000000001".into(),
            site: "Towline test".into(),
        }
    }

    /// A grant for the agent of [`identity`].
    pub fn grant(&self, change: impl FnOnce(&mut Grant)) -> agent_down::Body {
        let participant = |number, permissions: &[Permission]| GrantParticipant {
            number,
            permissions: permissions.iter().map(|permission| *permission as i32).collect(),
            ..GrantParticipant::default()
        };
        let mut grant = Grant {
            session_id: SESSION.into(),
            agent_key_id: agent_key_id(&agent_key().public_key()).0.to_vec().into(),
            sequence: 1,
            participants: vec![
                participant(1, &[Permission::ScreenView, Permission::ScreenControl, Permission::Shell]),
                participant(2, &[Permission::ScreenView]),
            ],
            controller: 1,
            recorded: false,
            command_rules: Vec::new(),
            not_before_ms: 0,
            expires_ms: i64::MAX,
            grace_seconds: 60,
            typist: 0,
        };
        change(&mut grant);
        agent_down::Body::Grant(sign_grant(&self.key, &grant))
    }
}

/// One welcomed agent.
pub struct Peer {
    socket: WebSocketStream<TlsStream<TcpStream>>,
    seen: VecDeque<Frame>,
}

impl Peer {
    pub async fn tell(&mut self, body: agent_down::Body) {
        self.send(encode_control(&AgentDown { body: Some(body) })).await;
    }

    pub async fn send(&mut self, frame: Bytes) {
        let _ = self.socket.send(Message::Binary(frame)).await;
    }

    pub async fn send_text(&mut self) {
        let _ = self.socket.send(Message::text("hello")).await;
    }

    pub async fn data(&mut self, channel: u32, participant: u16, message: &impl prost::Message) {
        let payload = with_participant(participant, &message.encode_to_vec());
        self.send(encode_data(channel, &[&payload])).await;
    }

    pub async fn credit(&mut self, channel: u32, bytes: usize) {
        self.send(encode_credit(channel, u32::try_from(bytes).unwrap())).await;
    }

    /// The next frame. `None`: the link ended.
    pub async fn frame(&mut self) -> Option<Frame> {
        if let Some(frame) = self.seen.pop_front() {
            return Some(frame);
        }
        self.fresh().await
    }

    async fn fresh(&mut self) -> Option<Frame> {
        loop {
            match self.socket.next().await? {
                Ok(Message::Binary(message)) => {
                    let frame = decode(message, CONTROL_LIMIT_LARGE).unwrap();
                    match ping_of(&frame) {
                        Some(nonce) => self.tell(agent_down::Body::Pong(Pong { nonce })).await,
                        None => return Some(frame),
                    }
                }
                Ok(Message::Close(_)) | Err(_) => return None,
                Ok(_) => {}
            }
        }
    }

    /// The close reason of the agent.
    pub async fn closed(&mut self) -> String {
        loop {
            match self.socket.next().await {
                Some(Ok(Message::Close(Some(frame)))) => return frame.reason.to_string(),
                Some(Ok(_)) => {}
                Some(Err(_)) | None => return String::new(),
            }
        }
    }

    pub async fn try_heard(&mut self) -> Option<agent_up::Body> {
        match self.fresh().await? {
            Frame::Control(message) => AgentUp::decode(message).unwrap().body,
            other => panic!("not a control message: {other:?}"),
        }
    }

    /// The first control message that fits; other frames are kept for later.
    pub async fn heard<T>(&mut self, fits: impl Fn(agent_up::Body) -> Option<T>) -> T {
        let mut kept = VecDeque::new();
        let waited = timeout(VAIN, async {
            loop {
                let frame = self.frame().await.expect("the link lives");
                if let Frame::Control(message) = &frame
                    && let Some(found) = fits(AgentUp::decode(message.clone()).unwrap().body.unwrap())
                {
                    return found;
                }
                kept.push_back(frame);
            }
        });
        let Ok(found) = waited.await else { panic!("waited in vain; what came instead: {kept:?}") };
        kept.append(&mut self.seen);
        self.seen = kept;
        found
    }

    /// The next payload of a channel; control messages and credit in between are dropped.
    pub async fn payload(&mut self, channel: u32) -> Option<Bytes> {
        let mut last = None;
        let waited = timeout(VAIN, async {
            loop {
                match self.frame().await? {
                    Frame::Data { channel: number, payload } if number == channel => return Some(payload),
                    other => last = Some(other),
                }
            }
        });
        let Ok(payload) = waited.await else {
            panic!("nothing came on channel {channel}; the last otherwise: {last:?}")
        };
        payload
    }
}

fn ping_of(frame: &Frame) -> Option<u64> {
    let Frame::Control(message) = frame else { return None };
    match AgentUp::decode(message.clone()).unwrap().body {
        Some(agent_up::Body::Ping(ping)) => Some(ping.nonce),
        _ => None,
    }
}

pub fn agent_key() -> SecretKey {
    SecretKey::from_seed(&[2; 32])
}

pub fn identity(double: &Double, port: u16) -> Identity {
    Identity {
        site: format!("https://localhost:{port}").parse().unwrap(),
        appliance_key: double.key.public_key(),
        key: agent_key(),
        instance: [3; 16],
        behind_proxy: false,
        install_mode: "user".into(),
        name: None,
    }
}

/// An agent that runs until the test ends.
pub struct Running {
    task: JoinHandle<Stop>,
    pub notices: mpsc::UnboundedReceiver<Notice>,
}

impl Running {
    pub fn start(identity: Identity, host: Rc<dyn Host>) -> Running {
        let (sender, notices) = mpsc::unbounded_channel();
        let agent = Agent::new(identity, host);
        let task = tokio::task::spawn_local(agent.run(move |notice| _ = sender.send(notice)));
        Running { task, notices }
    }

    pub async fn stopped(self) -> Stop {
        self.task.await.unwrap()
    }
}

/// How the proxy passes on what it gets.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Weather {
    Fair,
    /// One byte at a time.
    Trickle,
    /// Accepts, then closes at once.
    Cut,
}

/// A TCP proxy whose weather can change.
pub struct Proxy {
    pub port: u16,
    weather: watch::Sender<(u32, Weather)>,
}

impl Proxy {
    pub async fn start(target: u16) -> Proxy {
        let listener = TcpListener::bind("127.0.0.1:0").await.unwrap();
        let port = listener.local_addr().unwrap().port();
        let (weather, changes) = watch::channel((0, Weather::Fair));
        tokio::task::spawn_local(async move {
            while let Ok((stream, _)) = listener.accept().await {
                tokio::task::spawn_local(pass(stream, target, changes.clone()));
            }
        });
        Proxy { port, weather }
    }

    /// Cuts every connection; new ones have this weather.
    pub fn cut(&self, then: Weather) {
        self.weather.send_modify(|(round, weather)| (*round, *weather) = (*round + 1, then));
    }
}

async fn pass(near: TcpStream, target: u16, mut weather: watch::Receiver<(u32, Weather)>) {
    let (_, now) = *weather.borrow_and_update();
    if now == Weather::Cut {
        return;
    }
    let Ok(far) = TcpStream::connect(("127.0.0.1", target)).await else { return };
    near.set_nodelay(true).unwrap();
    far.set_nodelay(true).unwrap();
    let (near_read, near_write) = near.into_split();
    let (far_read, far_write) = far.into_split();
    tokio::select! {
        _ = weather.changed() => {}
        () = copy(near_read, far_write, now) => {}
        () = copy(far_read, near_write, now) => {}
    }
}

async fn copy(mut from: tokio::net::tcp::OwnedReadHalf, mut to: tokio::net::tcp::OwnedWriteHalf, weather: Weather) {
    let mut buffer = vec![0; 16 * 1024];
    loop {
        let Ok(read @ 1..) = from.read(&mut buffer).await else { return };
        let piece = if weather == Weather::Trickle { 1 } else { read };
        for piece in buffer[..read].chunks(piece) {
            if to.write_all(piece).await.is_err() {
                return;
            }
            tokio::task::yield_now().await;
        }
    }
}

/// Real shells; the desktop and its helper are the test's.
pub struct TestHost {
    linux: LinuxHost,
    pub desktop: RefCell<DesktopState>,
    helpers: mpsc::UnboundedSender<UnixStream>,
    /// What was to be installed.
    pub installed: RefCell<Vec<InstallOrder>>,
    /// Which buttons were to be removed.
    pub taken: RefCell<Vec<ButtonId>>,
    /// The home of whoever is there: the tests leave that of whoever runs them alone.
    pub home: tempfile::TempDir,
    /// What files are scanned with.
    pub scanner: RefCell<Option<ScanCommand>>,
    /// Its installers wait to be let go on.
    pub slow: Cell<bool>,
    pub go_on: Rc<Notify>,
}

impl TestHost {
    /// With the helpers that it starts.
    pub fn new() -> (Rc<TestHost>, mpsc::UnboundedReceiver<UnixStream>) {
        TestHost::on(LinuxHost::new("/nonexistent".into(), DesktopChoice::default()).unwrap())
    }

    /// The same on a machine that is partly the test's.
    pub fn on(linux: LinuxHost) -> (Rc<TestHost>, mpsc::UnboundedReceiver<UnixStream>) {
        let (helpers, started) = mpsc::unbounded_channel();
        let session = DesktopSession {
            display: ":7".into(),
            authority: None,
            user: "ada".into(),
            desktop: String::new(),
            asks: false,
        };
        let desktop = RefCell::new(DesktopState::Available(session));
        let (installed, taken, slow) = (RefCell::default(), RefCell::default(), Cell::new(false));
        let home = tempfile::tempdir().unwrap();
        let (go_on, scanner) = (Rc::default(), RefCell::default());
        let host = TestHost { linux, desktop, helpers, installed, taken, home, scanner, slow, go_on };
        (Rc::new(host), started)
    }
}

impl Host for TestHost {
    fn inventory(&self) -> HostInventory {
        self.linux.inventory()
    }

    fn statistics(&self) -> HostStatistics {
        self.linux.statistics()
    }

    fn open_shell(&self, columns: u16, rows: u16) -> Result<Box<dyn Shell>, HostError> {
        self.linux.open_shell(columns, rows)
    }

    fn shells(&self) -> ShellOffers {
        self.linux.shells()
    }

    fn open_chosen_shell(&self, order: &ShellOrder) -> Result<Box<dyn Shell>, ShellFault> {
        self.linux.open_chosen_shell(order)
    }

    fn open_script<'a>(
        &'a self,
        order: &'a ScriptOrder,
        as_system: bool,
        columns: u16,
        rows: u16,
    ) -> LocalFuture<'a, Result<Box<dyn Shell>, ScriptFault>> {
        Box::pin(async move {
            // As whoever runs the tests, who may be root without a desktop.
            match self.linux.open_script(order, as_system, columns, rows).await {
                Ok(own) => Ok(own),
                Err(ScriptFault::NotElevated | ScriptFault::NobodyThere) => {
                    self.linux.open_script(order, !as_system, columns, rows).await
                }
                Err(fault) => Err(fault),
            }
        })
    }

    fn spool(&self) -> std::io::Result<std::fs::File> {
        self.linux.spool()
    }

    fn system(&self) -> Arc<dyn SystemInfo> {
        self.linux.system()
    }

    fn desktop(&self) -> DesktopState {
        self.desktop.borrow().clone()
    }

    fn watch_desktop(&self) -> Result<Box<dyn DesktopWatch>, HostError> {
        Ok(Box::new(Still))
    }

    fn install(&self, order: InstallOrder) -> LocalFuture<'static, Result<InstallMode, InstallFault>> {
        self.installed.borrow_mut().push(order);
        let (slow, go_on) = (self.slow.get(), self.go_on.clone());
        Box::pin(async move {
            if slow {
                go_on.notified().await;
            }
            Ok(InstallMode::User)
        })
    }

    fn files(&self, _elevated: bool) -> Option<Arc<dyn Files>> {
        let account = Account { home: self.home.path().to_owned(), ..Account::current().unwrap() };
        let files = LinuxFiles::of(account).unwrap();
        Some(Arc::new(match self.scanner.borrow().clone() {
            Some(command) => files.with_scanner(command),
            None => files,
        }))
    }

    fn notebook(&self) -> Option<Arc<dyn Notebook>> {
        self.linux.notebook()
    }

    fn actions(&self) -> Option<Rc<dyn Actions>> {
        self.linux.actions()
    }

    fn take_button(&self, button: ButtonId) -> LocalFuture<'static, Result<(), InstallFault>> {
        let stays = button.as_str().ends_with('f');
        self.taken.borrow_mut().push(button);
        Box::pin(std::future::ready(if stays { Err(InstallFault::Remove) } else { Ok(()) }))
    }

    fn start_helper(&self, _: &DesktopSession) -> Result<Box<dyn HelperProcess>, HostError> {
        let (ours, theirs) = UnixStream::pair().unwrap();
        self.helpers.send(theirs).unwrap();
        Ok(Box::new(TestHelper(Some(ours))))
    }
}

struct Still;

impl DesktopWatch for Still {
    fn changed(&mut self) -> LocalFuture<'_, Result<(), HostError>> {
        Box::pin(std::future::pending())
    }
}

struct TestHelper(Option<UnixStream>);

impl HelperProcess for TestHelper {
    fn take_stream(&mut self) -> Option<UnixStream> {
        self.0.take()
    }

    fn exited(&mut self) -> LocalFuture<'_, String> {
        Box::pin(std::future::pending())
    }
}

pub fn code_of(problem: Option<Problem>) -> String {
    problem.unwrap_or_default().code
}
