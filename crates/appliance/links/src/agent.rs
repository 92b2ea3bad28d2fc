//! `/link/agent`: the handshake by which both sides prove themselves (JMP-10, JMP-11), then the agent's messages.

use std::net::{IpAddr, SocketAddr};
use std::time::Duration;

use axum::body::Body;
use axum::extract::{ConnectInfo, State};
use axum::response::{IntoResponse as _, Response};
use http::{Request, StatusCode, header};
use prost::Message as _;
use tokio::time::{sleep_until, timeout};
use towline_engine::{Agreement, Bound, EndedClient, Engine, Fault};
use towline_model::{AgentKeyId, JumpClientId};
use towline_relay::{AgentArrival, AgentLink, AgentOf, LinkFault, LinkSender, problem, taken_inventory};
use towline_seal::{Handshake, NO_CHANNEL_BINDING, NO_CHANNEL_BINDING_FEATURE, agent_key_id};
use towline_wire::v1::{
    AgentChallenge, AgentHello, AgentUp, AgentWelcome, Inventory, Ping, Pong, Uninstall, Version, agent_down, agent_up,
};
use towline_wire::{CONTROL_LIMIT, CONTROL_LIMIT_LARGE, Frame, MAJOR, MINOR};

use crate::rate::Rate;
use crate::socket::{Arrived, Beat, Heartbeat, Incoming, run};
use crate::upgrade::upgrade;
use crate::{ChannelBinding, Links};
use crate::{agreeing, answering};

/// How long an agent has for its hello.
const HELLO: Duration = Duration::from_secs(5);
const IDLE_HEARTBEAT: Duration = Duration::from_secs(30);
const SESSION_HEARTBEAT: Duration = Duration::from_secs(3);
/// Minor versions that an agent may differ by.
const MINOR_SPAN: u32 = 2;
/// What one read from the connection takes at most; small, because most agents idle and each holds one (QLT-4). Bulk output is no faster with four times as much.
const READ_BUFFER: usize = 2 * 1024;
/// How long an agent that was told to uninstall has to say that it did.
const UNINSTALL: Duration = Duration::from_secs(30);

pub(crate) async fn open(State(links): State<Links>, request: Request<Body>) -> Response {
    // Browsers always send Origin: no page opens an agent's link.
    if request.headers().contains_key(header::ORIGIN) {
        return (StatusCode::FORBIDDEN, "bad_origin").into_response();
    }
    let binding = request.extensions().get::<ChannelBinding>().map(|binding| binding.0);
    let address = request.extensions().get::<ConnectInfo<SocketAddr>>().map(|info| info.0.ip());
    let Some(address) = address else {
        return (StatusCode::INTERNAL_SERVER_ERROR, "internal").into_response();
    };
    upgrade(request, READ_BUFFER, move |socket| {
        run(socket, async move |sender, mut incoming| {
            let fault = match talk(&links, &sender, &mut incoming, binding, address).await {
                Ok(()) => LinkFault(""),
                Err(fault) => fault,
            };
            (fault, incoming)
        })
    })
}

async fn talk(
    links: &Links,
    sender: &LinkSender,
    incoming: &mut Incoming,
    binding: Option<[u8; 32]>,
    address: IpAddr,
) -> Result<(), LinkFault> {
    // Boxed: an idle link keeps nothing of what its beginning needed (QLT-4).
    let admitted = Box::pin(admit(links, sender, incoming, binding, address)).await?;
    match admitted {
        Some(link) => converse(&link, sender, incoming).await,
        None => Ok(()),
    }
}

/// The handshake and what follows from it. `None`: the agent was told to go, and went.
async fn admit(
    links: &Links,
    sender: &LinkSender,
    incoming: &mut Incoming,
    binding: Option<[u8; 32]>,
    address: IpAddr,
) -> Result<Option<AgentLink>, LinkFault> {
    let permit = links.handshakes.acquire().await.map_err(|_| LinkFault("busy"))?;
    let proven = prove(links, sender, incoming, binding, address).await?;
    let Proven { known, key, hello, handshake } = proven;
    let known = match known {
        Found::Agent(known) => known,
        Found::Answering(client) => {
            drop(permit);
            let engine = links.relay.engine();
            sender.agent(agent_down::Body::Welcome(welcome(engine, &handshake, 0, String::new())));
            return answering::attend(engine, sender, incoming, &client).await.map(|()| None);
        }
        Found::Agreeing(agreement) => {
            drop(permit);
            sender.agent(agent_down::Body::Welcome(welcome(links.relay.engine(), &handshake, 0, String::new())));
            return agreeing::attend(sender, incoming, &agreement).await.map(|()| None);
        }
    };
    let instance = handshake.instance;
    let AgentHello { inventory, holding, customer_have: have, .. } = hello;
    let arrival = AgentArrival { of: known.of, key, instance, sender: sender.clone(), holding, have };
    let Some(mut link) = links.relay.admit_agent(arrival).await else {
        let (title, detail) = match known.of {
            AgentOf::Installed(_) => (
                "Another machine is connected with this agent's identity.",
                "It looks like a copied disk. Uninstall the agent on one of them and install it anew.",
            ),
            AgentOf::Customer(_) => ("The program runs already, for the same session.", "Use its window."),
        };
        return refuse(sender, "duplicate_agent", title, detail);
    };
    let jump_client_id = match known.of {
        AgentOf::Installed(client) => client.to_string(),
        AgentOf::Customer(_) => String::new(),
    };
    let engine = links.relay.engine();
    sender.agent(agent_down::Body::Welcome(welcome(engine, &handshake, link.epoch(), jump_client_id)));
    if let Some(client) = known.removed {
        return uninstall(links, sender, incoming, client).await.map(|()| None);
    }
    link.activate(inventory, address).await.map_err(|_| LinkFault("internal"))?;
    drop(permit);
    Ok(Some(link))
}

fn welcome(engine: &Engine, handshake: &Handshake, epoch: u64, jump_client_id: String) -> AgentWelcome {
    AgentWelcome {
        signature: handshake.sign_as_appliance(engine.keeper().as_ref()).to_vec().into(),
        epoch,
        idle_heartbeat_ms: millis(IDLE_HEARTBEAT),
        session_heartbeat_ms: millis(SESSION_HEARTBEAT),
        jump_client_id,
        site: engine.site().name.clone(),
    }
}

/// An agent that proved who it is.
struct Proven {
    known: Found,
    key: AgentKeyId,
    hello: AgentHello,
    handshake: Handshake,
}

async fn prove(
    links: &Links,
    sender: &LinkSender,
    incoming: &mut Incoming,
    binding: Option<[u8; 32]>,
    address: IpAddr,
) -> Result<Proven, LinkFault> {
    let engine = links.relay.engine();
    let mut nonce = [0; 32];
    getrandom::fill(&mut nonce).map_err(|_| LinkFault("internal"))?;
    // SECURITY: without a binding only where a proxy is known to end the TLS; otherwise nobody may stand between unnoticed.
    let binding = match binding {
        _ if engine.site().behind_proxy => None,
        Some(binding) => Some(binding),
        None => return Err(LinkFault("internal")),
    };
    let features = if binding.is_none() { vec![NO_CHANNEL_BINDING_FEATURE.to_owned()] } else { Vec::new() };
    let challenge = AgentChallenge {
        version: Some(Version { major: MAJOR, minor: MINOR, features, program: program(engine) }),
        nonce: nonce.to_vec().into(),
        appliance_key: engine.keeper().public_key().to_vec().into(),
    };
    sender.agent(agent_down::Body::Challenge(challenge.clone()));
    let first = timeout(HELLO, incoming.next(CONTROL_LIMIT_LARGE)).await.map_err(|_| LinkFault("timeout"))??;
    let Frame::Control(message) = first.frame else { return Err(LinkFault("malformed_frame")) };
    let up = AgentUp::decode(message).map_err(|_| LinkFault("malformed_frame"))?;
    let Some(agent_up::Body::Hello(hello)) = up.body else { return Err(LinkFault("malformed_frame")) };
    let version = hello.version.clone().unwrap_or_default();
    if version.major != MAJOR || version.minor.abs_diff(MINOR) > MINOR_SPAN {
        let title = "This version of the agent is not understood here any more.";
        return refuse(sender, "version_too_old", title, "Install the agent anew.");
    }
    let bad = || ("bad_signature", "The agent did not prove its identity.", "");
    let proven = Handshake::from_messages(&challenge, &hello, binding.unwrap_or(NO_CHANNEL_BINDING))
        .and_then(|handshake| handshake.verify_agent(&hello.signature).map(|()| handshake));
    let Ok(handshake) = proven else {
        let (code, title, detail) = bad();
        return refuse(sender, code, title, detail);
    };
    let key = agent_key_id(&handshake.agent_key);
    match record(links, key, &handshake, &hello, address).await {
        Ok(Some(known)) => Ok(Proven { known, key, hello, handshake }),
        Ok(None) => {
            let title = "This agent is not known here.";
            refuse(sender, "unknown_agent", title, "Install it with an installer of this site.")
        }
        Err(fault) => refuse(sender, fault.code, &fault.title, &fault.detail),
    }
}

/// Whose key it is.
enum Found {
    Agent(Known),
    /// A customer's client after the end (SUP-80): no agent any more.
    Answering(EndedClient),
    /// A Support Button's client whose person has to accept something first (SUP-3): of no session.
    Agreeing(Agreement),
}

/// An agent that is known here.
struct Known {
    of: AgentOf,
    /// Its item was removed: it is told to uninstall.
    removed: Option<JumpClientId>,
}

/// Who the agent is: by its record, made by an installer's token when there is none yet (JMP-10), or when it was uninstalled before.
async fn record(
    links: &Links,
    key: AgentKeyId,
    handshake: &Handshake,
    hello: &AgentHello,
    address: IpAddr,
) -> Result<Option<Found>, Fault> {
    if hello.answering {
        return Ok(links.relay.ended_client(key).await?.map(Found::Answering));
    }
    let engine = links.relay.engine();
    let known = engine.agent_by_key(key).await?;
    let record = match known {
        Some(record) if !record.removed => Some(record),
        None if !hello.support_token.is_empty() => {
            let bound = engine.bind_support_client(&hello.support_token, &hello.agreed, key, address).await?;
            return Ok(Some(match bound {
                Bound::Session(session) => Found::Agent(Known { of: AgentOf::Customer(session), removed: None }),
                Bound::Agree(agreement) => Found::Agreeing(agreement),
            }));
        }
        None if hello.enrol_token.is_empty() => {
            let session = engine.support_client(key).await?;
            return Ok(session.map(|session| Found::Agent(Known { of: AgentOf::Customer(session), removed: None })));
        }
        known if hello.enrol_token.is_empty() => known,
        _ => {
            let inventory = taken_inventory(hello.inventory.clone().unwrap_or_default());
            Some(engine.enrol_agent(&hello.enrol_token, key, handshake.agent_key, inventory, address).await?)
        }
    };
    Ok(record.map(|record| {
        let client = record.jump_client_id;
        Found::Agent(Known { of: AgentOf::Installed(client), removed: record.removed.then_some(client) })
    }))
}

/// A removed item's agent is told to go, and its word that it did is awaited (JMP-14).
async fn uninstall(
    links: &Links,
    sender: &LinkSender,
    incoming: &mut Incoming,
    client: JumpClientId,
) -> Result<(), LinkFault> {
    sender.agent(agent_down::Body::Uninstall(Uninstall {}));
    let done = async {
        loop {
            let Arrived { frame: Frame::Control(message), .. } = incoming.next(CONTROL_LIMIT_LARGE).await? else {
                continue;
            };
            let up = AgentUp::decode(message).map_err(|_| LinkFault("malformed_frame"))?;
            if matches!(up.body, Some(agent_up::Body::Uninstalled(_))) {
                return Ok(());
            }
        }
    };
    let outcome: Result<(), LinkFault> = timeout(UNINSTALL, done).await.unwrap_or(Err(LinkFault("timeout")));
    outcome?;
    if let Err(fault) = links.relay.engine().agent_uninstalled(client).await {
        tracing::error!(%fault, "an uninstalled agent could not be noted");
    }
    Err(LinkFault("removed"))
}

async fn converse(link: &AgentLink, sender: &LinkSender, incoming: &mut Incoming) -> Result<(), LinkFault> {
    let mut heartbeat = Heartbeat::new();
    let mut rate = Rate::new(500, 100);
    let mut pings = 0;
    loop {
        let interval = if link.in_session() { SESSION_HEARTBEAT } else { IDLE_HEARTBEAT };
        tokio::select! {
            biased;
            // What was silence by the slower rhythm is none by the faster: it counts from here, and is asked at once.
            () = link.rhythm_changed() => {
                heartbeat.asked();
                pings += 1;
                sender.agent(agent_down::Body::Ping(Ping { nonce: pings }));
            }
            arrived = incoming.next(CONTROL_LIMIT_LARGE) => {
                // SECURITY: a link that is being closed does nothing any more.
                if sender.closed() {
                    return Ok(());
                }
                heartbeat.heard();
                link.heard();
                take(link, sender, &mut rate, arrived?).await?;
            }
            () = sleep_until(heartbeat.next(interval)) => match heartbeat.due(interval) {
                Beat::Ask => {
                    pings += 1;
                    sender.agent(agent_down::Body::Ping(Ping { nonce: pings }));
                }
                Beat::Dead => return Err(LinkFault("timeout")),
                Beat::Wait => {}
            },
        }
        if sender.closed() {
            return Ok(());
        }
    }
}

async fn take(link: &AgentLink, sender: &LinkSender, rate: &mut Rate, arrived: Arrived) -> Result<(), LinkFault> {
    let message = match arrived.frame {
        Frame::Data { channel, payload } => return link.data(channel, payload, &arrived.message),
        Frame::Credit { channel, bytes } => return link.credit(channel, bytes),
        Frame::Control(message) => message,
    };
    let large = message.len() > CONTROL_LIMIT;
    let up = AgentUp::decode(message).map_err(|_| LinkFault("malformed_frame"))?;
    // Parts of a file come as fast as there is room for them.
    if !up.body.as_ref().is_some_and(|body| link.expects(body)) && !rate.take() {
        return Err(LinkFault("limit"));
    }
    match up.body {
        Some(agent_up::Body::Ping(Ping { nonce })) => sender.agent(agent_down::Body::Pong(Pong { nonce })),
        Some(agent_up::Body::Pong(_)) => {}
        Some(body) if large && !matches!(body, agent_up::Body::Inventory(Inventory { .. })) => {
            return Err(LinkFault("too_large"));
        }
        // Boxed, as above: what a rare message needs of the store is not kept by every link.
        Some(body) => Box::pin(link.control(body)).await?,
        // Something that a newer agent knows.
        None => tracing::debug!("an unknown message of an agent was ignored"),
    }
    Ok(())
}

fn refuse<T>(sender: &LinkSender, code: &'static str, title: &str, detail: &str) -> Result<T, LinkFault> {
    sender.refuse_agent(problem(code, title, detail), code);
    Err(LinkFault(code))
}

fn program(engine: &Engine) -> String {
    format!("towline {}", engine.site().version)
}

fn millis(span: Duration) -> u32 {
    u32::try_from(span.as_millis()).unwrap_or(u32::MAX)
}
