//! One link in use: reading, writing, heartbeats, until it ends.

use std::{rc::Rc, time::Duration};

use futures_util::{SinkExt, StreamExt, stream::SplitSink};
use prost::Message as _;
use tokio::time::{Instant, sleep_until, timeout};
use tokio_tungstenite::tungstenite::Message;
use towline_wire::{
    CONTROL_LIMIT_LARGE, Frame, decode, encode_control,
    v1::{AgentDown, AgentUp, Ping, Pong, Problem, Uninstalled, agent_down, agent_up},
};

use crate::{
    channel::{LinkOut, Uplink},
    connect::{Link, Socket, close},
    customer::Customer,
    report::{Reporter, Reports},
    sessions::{Fatal, Sessions},
};

/// For the last message on a link.
const FAREWELL: Duration = Duration::from_secs(2);

/// How a link ended.
#[derive(Debug)]
pub(crate) enum Parting {
    /// It broke, or was closed; with words for the log.
    Lost(String),
    /// The appliance said why.
    Refused(Problem),
    /// The Jump Item was removed.
    Uninstall,
}

/// Serves the link until it ends. What runs in the sessions goes on afterwards.
pub(crate) async fn serve(
    link: Link,
    sessions: &mut Sessions,
    uplink: &Rc<Uplink>,
    reporter: &Reporter,
    customer: Option<&Customer>,
) -> Parting {
    let Link { socket, heard, welcome, certificate } = link;
    sessions.linked(certificate);
    let heartbeats = Heartbeats::new(welcome.idle_heartbeat_ms, welcome.session_heartbeat_ms);
    let out = Rc::new(LinkOut::default());
    uplink.set(Some(out.clone()));
    if let Some(customer) = customer {
        customer.linked();
    }
    let mut reports = Reports::default();
    let (mut sink, mut stream) = socket.split();

    let trying = sessions.trying.clone();
    let (mut pinged, mut renewed) = (false, Instant::now());
    let ended = {
        let writing = write(&mut sink, &out);
        tokio::pin!(writing);
        loop {
            let quiet = heartbeats.quiet(customer.is_none() && sessions.is_empty());
            let wake = heard.last() + if pinged { quiet * 5 / 2 } else { quiet };
            let overdue = sessions.next_end(None);
            tokio::select! {
                message = stream.next() => {
                    pinged = false;
                    let frame = match message {
                        Some(Ok(Message::Binary(message))) => decode(message, CONTROL_LIMIT_LARGE).map_err(|error| Fatal(error.code())),
                        Some(Ok(Message::Ping(_) | Message::Pong(_))) => continue,
                        Some(Ok(Message::Close(frame))) => {
                            let reason = frame.map(|frame| frame.reason.to_string()).unwrap_or_default();
                            break Err(Parting::Lost(format!("closed by the appliance {}", reason.escape_debug())));
                        }
                        Some(Ok(_)) => Err(Fatal("malformed_frame")),
                        Some(Err(error)) => break Err(Parting::Lost(error.to_string())),
                        None => break Err(Parting::Lost("closed".to_owned())),
                    };
                    let taken = match frame {
                        Ok(frame) => take(frame, sessions, &out, uplink, reporter, &mut reports, customer).await,
                        Err(fatal) => Err(End::Fatal(fatal)),
                    };
                    match taken {
                        Ok(()) => {}
                        Err(End::Fatal(fatal)) => break Ok(fatal),
                        Err(End::Parting(parting)) => break Err(parting),
                    }
                }
                reason = &mut writing => match reason {
                    Some(reason) => break Err(Parting::Lost(reason)),
                    None => break Ok(Fatal("slow_consumer")),
                },
                () = sleep_until(wake) => {
                    let silence = heard.last().elapsed();
                    if silence >= quiet * 5 / 2 {
                        break Ok(Fatal("timeout"));
                    }
                    if silence >= quiet && !pinged {
                        pinged = true;
                        out.say(agent_up::Body::Ping(Ping { nonce: 1 }));
                    }
                }
                () = trying.changed() => if let Err(fatal) = sessions.late_shells(&out).await {
                    break Ok(fatal);
                },
                () = at(overdue) => sessions.end_overdue(None),
                () = at(sessions.lease_due(renewed)) => {
                    renewed = Instant::now();
                    sessions.renew_veil(heard.last());
                    sessions.renew_drawings(heard.last());
                }
            }
        }
    };

    uplink.set(None);
    reports.stop();
    sessions.link_lost().await;
    let parting = match ended {
        Ok(Fatal(code)) => {
            say_why(sink, stream, code).await;
            Parting::Lost(code.to_owned())
        }
        Err(parting) => {
            if matches!(parting, Parting::Uninstall) {
                // The appliance forgets a removed item when it hears this (JMP-14).
                let goodbye = AgentUp { body: Some(agent_up::Body::Uninstalled(Uninstalled {})) };
                let _ = timeout(FAREWELL, sink.send(Message::Binary(encode_control(&goodbye)))).await;
            }
            say_why(sink, stream, "").await;
            parting
        }
    };
    tracing::debug!(?parting, "the link ended");
    parting
}

async fn say_why(
    sink: SplitSink<Socket, Message>,
    stream: futures_util::stream::SplitStream<Socket>,
    code: &'static str,
) {
    if let Ok(mut socket) = sink.reunite(stream) {
        close(&mut socket, code).await;
    }
}

/// Resolves at a moment, or never.
pub(crate) async fn at(moment: Option<Instant>) {
    match moment {
        Some(moment) => sleep_until(moment).await,
        None => std::future::pending().await,
    }
}

/// Sends what waits, in the order of classes. `None`: too much waited.
async fn write(sink: &mut SplitSink<Socket, Message>, out: &LinkOut) -> Option<String> {
    loop {
        let frame = out.next().await?;
        if let Err(error) = sink.send(Message::Binary(frame)).await {
            return Some(error.to_string());
        }
    }
}

enum End {
    Fatal(Fatal),
    Parting(Parting),
}

impl From<Fatal> for End {
    fn from(fatal: Fatal) -> End {
        End::Fatal(fatal)
    }
}

async fn take(
    frame: Frame,
    sessions: &mut Sessions,
    out: &Rc<LinkOut>,
    uplink: &Rc<Uplink>,
    reporter: &Reporter,
    reports: &mut Reports,
    customer: Option<&Customer>,
) -> Result<(), End> {
    let message = match frame {
        Frame::Control(message) => AgentDown::decode(message).map_err(|_| Fatal("malformed_frame"))?,
        Frame::Data { channel, payload } => return Ok(sessions.data(channel, payload).await?),
        Frame::Credit { channel, bytes } => return Ok(sessions.credit(channel, bytes)?),
    };
    // A newer appliance may say what this agent does not know; that is ignored.
    let Some(body) = message.body else { return Ok(()) };
    match body {
        agent_down::Body::Challenge(_) | agent_down::Body::Welcome(_) => return Err(Fatal("malformed_frame").into()),
        agent_down::Body::Refused(problem) => return Err(End::Parting(Parting::Refused(problem))),
        agent_down::Body::Ping(ping) => out.say(agent_up::Body::Pong(Pong { nonce: ping.nonce })),
        agent_down::Body::Pong(_) => {}
        agent_down::Body::Grant(signed) => sessions.grant(&signed),
        agent_down::Body::EndSession(end) => sessions.end(&end.session_id),
        agent_down::Body::OpenScreen(open) => sessions.open_screen(&open, out)?,
        agent_down::Body::OpenShell(open) => sessions.open_shell(&open, out).await?,
        agent_down::Body::ScriptPart(part) => sessions.script_part(&part, out).await?,
        agent_down::Body::ScriptResource(part) => sessions.script_resource(&part, out).await?,
        agent_down::Body::OpenFiles(open) => sessions.open_files(&open, out)?,
        agent_down::Body::FileActsStored(stored) => sessions.file_acts_stored(&stored),
        agent_down::Body::AttachShell(attach) => sessions.attach_shell(&attach, out).await?,
        agent_down::Body::ReplayShell(replay) => sessions.replay_shell(&replay).await,
        agent_down::Body::CloseShell(close) => sessions.close_shell(&close.session_id, &close.shell_id).await,
        agent_down::Body::Elevate(elevate) => sessions.elevate(&elevate),
        agent_down::Body::SetPrivacy(set) => sessions.set_privacy(&set),
        agent_down::Body::CloseChannel(close) => sessions.close_channel(close.channel).await,
        agent_down::Body::QuerySystem(query) => sessions.query_system(&query, out)?,
        agent_down::Body::Perform(asked) => sessions.perform(asked),
        agent_down::Body::ActOnSystem(act) => sessions.act_on_system(act),
        agent_down::Body::Report(wanted) => reports.set(&wanted, reporter, uplink),
        agent_down::Body::CustomerState(state) => {
            if let Some(customer) = customer {
                customer.state(state);
            }
        }
        agent_down::Body::CustomerEvents(told) => {
            if let Some(customer) = customer {
                customer.events(told.events);
            }
        }
        agent_down::Body::CustomerReply(reply) => {
            if let Some(customer) = customer {
                customer.reply(reply);
            }
        }
        agent_down::Body::FilePart(part) => {
            if let Some(customer) = customer {
                customer.fetches.part(part);
            }
        }
        agent_down::Body::FileWanted(wanted) => {
            if let Some(customer) = customer {
                customer.sends.wanted(&wanted);
            }
        }
        agent_down::Body::FileSettled(settled) => {
            if let Some(customer) = customer {
                customer.sends.settled(settled);
            }
        }
        agent_down::Body::RepTyping(types) => {
            if let Some(customer) = customer {
                customer.rep_types(types.name);
            }
        }
        agent_down::Body::Pin(pin) => {
            // What is installed is pinned already.
            if customer.is_some() {
                sessions.pin(&pin);
            }
        }
        // Belong on links of their own: after the end, and before the beginning.
        agent_down::Body::Survey(_) | agent_down::Body::SurveyOutcome(_) | agent_down::Body::Agreement(_) => {}
        agent_down::Body::PlaceButton(place) => sessions.place_button(&place),
        agent_down::Body::TakeButton(take) => sessions.take_button(&take),
        // A customer client was never installed.
        agent_down::Body::Uninstall(_) if customer.is_some() => return Err(Fatal("malformed_frame").into()),
        agent_down::Body::Uninstall(_) => return Err(End::Parting(Parting::Uninstall)),
    }
    Ok(())
}

/// How long a link may be silent.
struct Heartbeats {
    idle: Duration,
    session: Duration,
}

impl Heartbeats {
    /// As the appliance wants them, within reason.
    fn new(idle_ms: u32, session_ms: u32) -> Heartbeats {
        let pick = |wanted: u32, otherwise: u64, range: std::ops::RangeInclusive<u64>| {
            let wanted = if wanted == 0 { otherwise } else { u64::from(wanted) };
            Duration::from_millis(wanted.clamp(*range.start(), *range.end()))
        };
        Heartbeats { idle: pick(idle_ms, 30_000, 5_000..=600_000), session: pick(session_ms, 3_000, 500..=60_000) }
    }

    fn quiet(&self, idle: bool) -> Duration {
        if idle { self.idle } else { self.session }
    }
}
