//! One link to the appliance: TCP, TLS, WebSocket, and the handshake in which both sides prove themselves (JMP-10, JMP-11).

use std::{
    cell::Cell,
    io,
    pin::Pin,
    rc::Rc,
    sync::Arc,
    task::{Context, Poll},
    time::Duration,
};

use futures_util::{SinkExt, StreamExt};
use prost::Message as _;
use rustls::{ClientConfig, pki_types::ServerName};
use thiserror::Error;
use tokio::{
    io::{AsyncRead, AsyncWrite, ReadBuf},
    net::TcpStream,
    time::{Instant, timeout},
};
use tokio_rustls::{TlsConnector, client::TlsStream};
use tokio_tungstenite::{
    WebSocketStream, client_async_with_config,
    tungstenite::{
        self, ClientRequestBuilder, Message,
        protocol::{CloseFrame, WebSocketConfig, frame::coding::CloseCode},
    },
};
use towline_seal::{Handshake, Keeper, NO_CHANNEL_BINDING, NO_CHANNEL_BINDING_FEATURE, NONCE_BYTES};
use towline_wire::{
    CONTROL_LIMIT, DATA_LIMIT, Frame, MAJOR, MINOR, SUBPROTOCOL, decode, encode_control,
    v1::{
        AgentChallenge, AgentDown, AgentHello, AgentUp, AgentWelcome, HeldSession, Inventory, Problem, Version,
        agent_down, agent_up,
    },
};

use crate::{
    identity::Identity,
    tls::{certificate_pin, channel_binding, config},
};

/// For each step of a connection.
const STEP: Duration = Duration::from_secs(10);
/// The appliance may first have to find out whether an older link still lives.
pub(crate) const ANSWER: Duration = Duration::from_secs(20);
/// Bytes that the system takes ahead of the network, about.
const UNSENT: u32 = 128 * 1024;
/// A frame's head on top of its payload.
const HEAD: usize = 16;

/// Why there is no link.
#[derive(Debug, Error)]
pub enum LinkError {
    /// The network's answer.
    #[error("the appliance cannot be reached: {0}")]
    Unreachable(io::Error),
    /// No answer in time.
    #[error("the appliance did not answer in time")]
    Timeout,
    /// TLS failed.
    #[error("no secure channel to the appliance: {0}")]
    Tls(String),
    /// The server does not speak the wire.
    #[error("what answers at this address is no appliance: {0}")]
    WebSocket(String),
    /// Another key than the pinned one.
    #[error("another appliance answered: its key is not the one this agent was installed for")]
    WrongAppliance,
    /// Somebody stands in between, or the appliance's key was copied.
    #[error("the appliance could not prove itself: the connection may be intercepted")]
    NotProved,
    /// The appliance is behind a proxy and this agent was not told.
    #[error(
        "a proxy ends the encryption before the appliance; install the agent with --behind-proxy if that is intended"
    )]
    Proxy,
    /// The appliance said no.
    #[error("{}: {}", .0.title, .0.detail)]
    Refused(Problem),
    /// Neither side's versions fit.
    #[error("the appliance speaks version {0} of the wire, this agent {MAJOR}.{MINOR}")]
    Version(String),
    /// Not the protocol.
    #[error("the appliance sent something unexpected: {0}")]
    Protocol(&'static str),
}

/// What the appliance said of this agent.
#[derive(Debug, Clone)]
pub struct Enrolled {
    /// Its Jump Client.
    pub jump_client_id: String,
    /// The appliance's public name.
    pub site: String,
}

pub(crate) type Socket = WebSocketStream<TlsStream<Traffic>>;

/// A link that both sides have proved themselves on.
pub(crate) struct Link {
    pub(crate) socket: Socket,
    pub(crate) heard: Rc<Heard>,
    pub(crate) welcome: AgentWelcome,
    /// The key of the appliance's certificate, as curl takes it. Nothing behind a proxy: the certificate is not the appliance's.
    pub(crate) certificate: Option<String>,
}

/// What the agent says of itself in its hello.
#[derive(Default)]
pub(crate) struct Introduction {
    pub(crate) inventory: Inventory,
    pub(crate) holding: Vec<HeldSession>,
    pub(crate) enrol_token: String,
    /// Of a customer client: its token until that was taken, and the newest event that it has.
    pub(crate) support_token: String,
    pub(crate) customer_have: u64,
    /// Of a customer client whose session is over: it comes for the questions alone.
    pub(crate) answering: bool,
    /// Of a Support Button's client: which agreement the person accepted.
    pub(crate) agreed: String,
}

/// Connects and shakes hands.
pub(crate) async fn connect(identity: &Identity, introduction: Introduction) -> Result<Link, LinkError> {
    let tls = config().map_err(|error| LinkError::Tls(error.to_string()))?;
    let (mut socket, heard, binding) = open(identity, tls).await?;
    match shake_hands(identity, introduction, &mut socket, binding).await {
        Ok(welcome) => {
            let certificate = match socket.get_ref().get_ref().1 {
                _ if identity.behind_proxy => None,
                connection => certificate_pin(connection),
            };
            Ok(Link { socket, heard, welcome, certificate })
        }
        Err(error) => {
            close(&mut socket, close_code(&error)).await;
            Err(error)
        }
    }
}

/// Says why and leaves, without waiting long.
pub(crate) async fn close(socket: &mut Socket, code: &'static str) {
    let frame =
        CloseFrame { code: if code.is_empty() { CloseCode::Normal } else { CloseCode::Policy }, reason: code.into() };
    let _ = timeout(Duration::from_secs(1), socket.close(Some(frame))).await;
}

fn close_code(error: &LinkError) -> &'static str {
    match error {
        LinkError::NotProved | LinkError::WrongAppliance | LinkError::Proxy => "bad_signature",
        LinkError::Version(_) => "version_too_old",
        LinkError::Timeout => "timeout",
        LinkError::Protocol(_) => "malformed_frame",
        _ => "",
    }
}

async fn open(identity: &Identity, tls: Arc<ClientConfig>) -> Result<(Socket, Rc<Heard>, [u8; 32]), LinkError> {
    let site = &identity.site;
    let stream = within(STEP, TcpStream::connect((site.host(), site.port()))).await?.map_err(LinkError::Unreachable)?;
    stream.set_nodelay(true).map_err(LinkError::Unreachable)?;
    // Where the system does not know this, a key stroke's echo waits behind what it has taken of a file (FIL-8).
    let _ = socket2::SockRef::from(&stream).set_tcp_notsent_lowat(UNSENT);
    let heard = Rc::new(Heard(Cell::new(Instant::now())));
    let name = ServerName::try_from(site.host().to_owned()).map_err(|error| LinkError::Tls(error.to_string()))?;
    let traffic = Traffic { stream, heard: heard.clone() };
    let stream = within(STEP, TlsConnector::from(tls).connect(name, traffic)).await?;
    let stream = stream.map_err(|error| LinkError::Tls(error.to_string()))?;
    let binding = channel_binding(stream.get_ref().1).map_err(|error| LinkError::Tls(error.to_string()))?;

    let address = format!("wss://{}/link/agent", site.authority());
    let address = address.parse().map_err(|_| LinkError::WebSocket("the site's address cannot be used".to_owned()))?;
    let request = ClientRequestBuilder::new(address).with_sub_protocol(SUBPROTOCOL);
    let limits = WebSocketConfig::default()
        .read_buffer_size(4 * 1024)
        .write_buffer_size(0)
        .max_write_buffer_size(4 * (DATA_LIMIT + HEAD))
        .max_message_size(Some(DATA_LIMIT + HEAD))
        .max_frame_size(Some(DATA_LIMIT + HEAD));
    let (socket, _) = within(STEP, client_async_with_config(request, stream, Some(limits)))
        .await?
        .map_err(|error| LinkError::WebSocket(error.to_string()))?;
    Ok((socket, heard, binding))
}

async fn shake_hands(
    identity: &Identity,
    introduction: Introduction,
    socket: &mut Socket,
    binding: [u8; 32],
) -> Result<AgentWelcome, LinkError> {
    let challenge = match next(socket, STEP).await? {
        agent_down::Body::Challenge(challenge) => challenge,
        agent_down::Body::Refused(problem) => return Err(LinkError::Refused(problem)),
        _ => return Err(LinkError::Protocol("no challenge")),
    };
    if challenge.appliance_key != identity.appliance_key[..] {
        return Err(LinkError::WrongAppliance);
    }
    let proxied = check_version(&challenge)?;
    // SECURITY: only an installation that was told of the proxy gives up the binding; else anyone in between could ask for it.
    let binding = match (proxied, identity.behind_proxy) {
        (true, true) => NO_CHANNEL_BINDING,
        (true, false) => return Err(LinkError::Proxy),
        (false, _) => binding,
    };

    let mut nonce = [0; NONCE_BYTES];
    getrandom::fill(&mut nonce).map_err(|_| LinkError::Protocol("the system has no random numbers"))?;
    let mut hello = AgentHello {
        version: Some(version()),
        nonce: nonce.to_vec().into(),
        agent_key: identity.key.public_key().to_vec().into(),
        instance: identity.instance.to_vec().into(),
        enrol_token: introduction.enrol_token,
        inventory: Some(introduction.inventory),
        holding: introduction.holding,
        support_token: introduction.support_token,
        customer_have: introduction.customer_have,
        answering: introduction.answering,
        agreed: introduction.agreed,
        ..AgentHello::default()
    };
    let handshake = Handshake::from_messages(&challenge, &hello, binding)
        .map_err(|_| LinkError::Protocol("a malformed challenge"))?;
    hello.signature = handshake.sign_as_agent(&identity.key).to_vec().into();
    let hello = AgentUp { body: Some(agent_up::Body::Hello(hello)) };
    within(STEP, socket.send(Message::Binary(encode_control(&hello)))).await?.map_err(web_socket)?;

    let welcome = match next(socket, ANSWER).await? {
        agent_down::Body::Welcome(welcome) => welcome,
        agent_down::Body::Refused(problem) => return Err(LinkError::Refused(problem)),
        _ => return Err(LinkError::Protocol("no welcome")),
    };
    handshake.verify_appliance(&welcome.signature).map_err(|_| LinkError::NotProved)?;
    Ok(welcome)
}

/// Whether the versions fit; returns whether the appliance renounces the channel binding.
fn check_version(challenge: &AgentChallenge) -> Result<bool, LinkError> {
    let version = challenge.version.as_ref().ok_or(LinkError::Protocol("no version"))?;
    if version.major != MAJOR || version.minor.abs_diff(MINOR) > 2 {
        return Err(LinkError::Version(format!("{}.{}", version.major, version.minor)));
    }
    Ok(version.features.iter().any(|feature| feature == NO_CHANNEL_BINDING_FEATURE))
}

fn version() -> Version {
    Version {
        major: MAJOR,
        minor: MINOR,
        features: Vec::new(),
        program: concat!("towline-agent ", env!("CARGO_PKG_VERSION")).to_owned(),
    }
}

/// The next message of the handshake, or of a link that is a few questions and answers.
pub(crate) async fn next(socket: &mut Socket, patience: Duration) -> Result<agent_down::Body, LinkError> {
    let read = async {
        loop {
            match socket.next().await {
                Some(Ok(Message::Binary(message))) => return Ok(message),
                Some(Ok(Message::Ping(_) | Message::Pong(_))) => {}
                Some(Ok(Message::Close(Some(frame)))) => return Err(closed(&frame.reason)),
                Some(Ok(_)) => return Err(LinkError::Protocol("not a binary message")),
                Some(Err(error)) => return Err(web_socket(error)),
                None => return Err(LinkError::Protocol("the link was closed")),
            }
        }
    };
    let message = within(patience, read).await??;
    let Ok(Frame::Control(message)) = decode(message, CONTROL_LIMIT) else {
        return Err(LinkError::Protocol("not a control message"));
    };
    let message = AgentDown::decode(message).map_err(|_| LinkError::Protocol("a malformed message"))?;
    message.body.ok_or(LinkError::Protocol("an unknown message"))
}

/// A close frame instead of a message: its reason is a code.
fn closed(code: &str) -> LinkError {
    let code: String = code.chars().filter(|c| c.is_ascii_lowercase() || *c == '_').take(32).collect();
    let title = "The appliance closed the link".to_owned();
    LinkError::Refused(Problem { detail: code.clone(), code, title, retry_after_ms: 0 })
}

pub(crate) fn web_socket(error: tungstenite::Error) -> LinkError {
    match error {
        tungstenite::Error::Io(error) => LinkError::Unreachable(error),
        other => LinkError::WebSocket(other.to_string()),
    }
}

async fn within<T>(patience: Duration, future: impl Future<Output = T>) -> Result<T, LinkError> {
    timeout(patience, future).await.map_err(|_| LinkError::Timeout)
}

/// When the last byte came. Bytes, not messages: a slow network delivers a large message over many heartbeats.
pub(crate) struct Heard(Cell<Instant>);

impl Heard {
    pub(crate) fn last(&self) -> Instant {
        self.0.get()
    }
}

/// The TCP stream, with an ear on it.
pub(crate) struct Traffic {
    stream: TcpStream,
    heard: Rc<Heard>,
}

impl AsyncRead for Traffic {
    fn poll_read(
        mut self: Pin<&mut Self>,
        context: &mut Context<'_>,
        buffer: &mut ReadBuf<'_>,
    ) -> Poll<io::Result<()>> {
        let before = buffer.filled().len();
        let outcome = Pin::new(&mut self.stream).poll_read(context, buffer);
        if buffer.filled().len() > before {
            self.heard.0.set(Instant::now());
        }
        outcome
    }
}

impl AsyncWrite for Traffic {
    fn poll_write(mut self: Pin<&mut Self>, context: &mut Context<'_>, bytes: &[u8]) -> Poll<io::Result<usize>> {
        Pin::new(&mut self.stream).poll_write(context, bytes)
    }

    fn poll_flush(mut self: Pin<&mut Self>, context: &mut Context<'_>) -> Poll<io::Result<()>> {
        Pin::new(&mut self.stream).poll_flush(context)
    }

    fn poll_shutdown(mut self: Pin<&mut Self>, context: &mut Context<'_>) -> Poll<io::Result<()>> {
        Pin::new(&mut self.stream).poll_shutdown(context)
    }
}
