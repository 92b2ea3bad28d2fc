//! `/link/console`: a browser proves itself with a ticket (never with its cookie), then speaks as a console, or as one session's screen or files.

use std::time::Duration;

use axum::body::Body;
use axum::extract::State;
use axum::response::{IntoResponse as _, Response};
use http::{HeaderMap, Request, StatusCode, header};
use prost::Message as _;
use tokio::time::{sleep_until, timeout};
use towline_engine::Principal;
use towline_relay::{ConsoleLink, FilesLink, LinkFault, LinkSender, NotAdmitted, ScreenLink, problem};
use towline_wire::v1::{
    ConsoleHello, ConsolePurpose, ConsoleUp, ConsoleWelcome, Ping, Pong, Version, console_down, console_up,
};
use towline_wire::{CONTROL_LIMIT, Frame, MAJOR, MINOR};

use crate::Links;
use crate::rate::Rate;
use crate::socket::{Arrived, Beat, Heartbeat, Incoming, run};
use crate::upgrade::upgrade;

/// How long a browser has for its hello.
const HELLO: Duration = Duration::from_secs(5);
const HEARTBEAT: Duration = Duration::from_secs(3);
const READ_BUFFER: usize = 4 * 1024;

pub(crate) async fn open(State(links): State<Links>, request: Request<Body>) -> Response {
    if !same_origin(request.headers(), &links.relay.engine().site().url) {
        return (StatusCode::FORBIDDEN, "bad_origin").into_response();
    }
    upgrade(request, READ_BUFFER, move |socket| {
        run(socket, async move |sender, mut incoming| {
            let fault = match talk(&links, &sender, &mut incoming).await {
                Ok(()) => LinkFault(""),
                Err(fault) => fault,
            };
            (fault, incoming)
        })
    })
}

/// Exactly the site's origin, once.
fn same_origin(headers: &HeaderMap, site: &str) -> bool {
    let mut origins = headers.get_all(header::ORIGIN).iter();
    origins.next().is_some_and(|origin| origin.as_bytes() == site.as_bytes()) && origins.next().is_none()
}

async fn talk(links: &Links, sender: &LinkSender, incoming: &mut Incoming) -> Result<(), LinkFault> {
    let hello = hello(incoming).await?;
    let engine = links.relay.engine();
    let version = hello.version.clone().unwrap_or_default();
    if version.major != MAJOR {
        return refuse(sender, "version_too_old", "This page is older than the appliance.", "Reload the page.");
    }
    let principal = match engine.redeem_ticket(&hello.ticket).await {
        Ok(principal) => principal,
        Err(fault) => return refuse(sender, fault.code, &fault.title, &fault.detail),
    };
    let welcome = ConsoleWelcome {
        user_id: principal.user_id.to_string(),
        display_name: principal.display_name.clone(),
        version: Some(Version {
            major: MAJOR,
            minor: MINOR,
            features: Vec::new(),
            program: format!("towline {}", engine.site().version),
        }),
        server_time_ms: engine.now().unix_ms(),
        heartbeat_ms: u32::try_from(HEARTBEAT.as_millis()).unwrap_or(u32::MAX),
        input_sequence: 0,
        took_over: false,
    };
    match ConsolePurpose::try_from(hello.purpose) {
        Ok(ConsolePurpose::Console) => console(links, sender, incoming, principal, &hello, welcome).await,
        Ok(ConsolePurpose::Screen) => screen(links, sender, incoming, principal, hello, welcome).await,
        Ok(ConsolePurpose::Files) => files(links, sender, incoming, principal, hello, welcome).await,
        Ok(ConsolePurpose::Unspecified) | Err(_) => Err(LinkFault("malformed_frame")),
    }
}

async fn hello(incoming: &mut Incoming) -> Result<ConsoleHello, LinkFault> {
    let first = timeout(HELLO, incoming.next(CONTROL_LIMIT)).await.map_err(|_| LinkFault("timeout"))??;
    let Frame::Control(message) = first.frame else { return Err(LinkFault("malformed_frame")) };
    let up = ConsoleUp::decode(message).map_err(|_| LinkFault("malformed_frame"))?;
    match up.body {
        Some(console_up::Body::Hello(hello)) => Ok(hello),
        _ => Err(LinkFault("malformed_frame")),
    }
}

async fn console(
    links: &Links,
    sender: &LinkSender,
    incoming: &mut Incoming,
    principal: Principal,
    hello: &ConsoleHello,
    welcome: ConsoleWelcome,
) -> Result<(), LinkFault> {
    let admitted = links.relay.admit_console(principal, hello.viewer, hello.resuming, sender.clone(), welcome).await;
    let mut link = match admitted {
        Ok(link) => link,
        Err(NotAdmitted::Limit) => {
            return refuse(sender, "limit", "Too many windows of this account are connected.", "Close some of them.");
        }
        Err(NotAdmitted::Elsewhere) => {
            return refuse(sender, "taken_over", "The console was opened elsewhere.", "Your sessions went with it.");
        }
    };
    converse(sender, incoming, &mut End::Console(&mut link)).await
}

async fn screen(
    links: &Links,
    sender: &LinkSender,
    incoming: &mut Incoming,
    principal: Principal,
    hello: ConsoleHello,
    welcome: ConsoleWelcome,
) -> Result<(), LinkFault> {
    let admitted = links.relay.admit_screen(principal, hello, sender.clone(), welcome).await;
    match admitted {
        Ok(mut link) => converse(sender, incoming, &mut End::Screen(&mut link)).await,
        Err(problem) => {
            let code = known_code(&problem.code);
            sender.refuse_console(problem, code);
            Err(LinkFault(code))
        }
    }
}

async fn files(
    links: &Links,
    sender: &LinkSender,
    incoming: &mut Incoming,
    principal: Principal,
    hello: ConsoleHello,
    welcome: ConsoleWelcome,
) -> Result<(), LinkFault> {
    match links.relay.admit_files(principal, hello, sender.clone(), welcome).await {
        Ok(mut link) => converse(sender, incoming, &mut End::Files(&mut link)).await,
        Err(problem) => {
            let code = known_code(&problem.code);
            sender.refuse_console(problem, code);
            Err(LinkFault(code))
        }
    }
}

/// Close reasons are a closed set.
fn known_code(code: &str) -> &'static str {
    ["not_found", "not_permitted", "limit", "ended", "offline", "no_tool"]
        .into_iter()
        .find(|known| *known == code)
        .unwrap_or("internal")
}

/// What the link is an end of.
enum End<'a> {
    Console(&'a mut ConsoleLink),
    Screen(&'a mut ScreenLink),
    Files(&'a mut FilesLink),
}

async fn converse(sender: &LinkSender, incoming: &mut Incoming, end: &mut End<'_>) -> Result<(), LinkFault> {
    let mut heartbeat = Heartbeat::new();
    let mut rate = Rate::new(400, 100);
    let mut pings = 0;
    loop {
        tokio::select! {
            arrived = incoming.next(CONTROL_LIMIT) => {
                // SECURITY: a link that is being closed does nothing any more.
                if sender.closed() {
                    return Ok(());
                }
                heartbeat.heard();
                take(sender, end, &mut rate, arrived?).await?;
            }
            () = sleep_until(heartbeat.next(HEARTBEAT)) => match heartbeat.due(HEARTBEAT) {
                Beat::Ask => {
                    pings += 1;
                    sender.console(console_down::Body::Ping(Ping { nonce: pings }));
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

async fn take(sender: &LinkSender, end: &mut End<'_>, rate: &mut Rate, arrived: Arrived) -> Result<(), LinkFault> {
    let message = match (arrived.frame, &mut *end) {
        (Frame::Data { channel, payload }, End::Screen(link)) => return link.data(channel, &payload),
        (Frame::Data { channel, payload }, End::Console(link)) => return link.data(channel, &payload),
        (Frame::Data { channel, payload }, End::Files(link)) => return link.data(channel, &payload),
        (Frame::Credit { channel, bytes }, End::Files(link)) => return link.credit(channel, bytes),
        (Frame::Credit { channel, bytes }, End::Screen(link)) => return link.credit(channel, bytes),
        (Frame::Credit { channel, bytes }, End::Console(link)) => return link.credit(channel, bytes),
        (Frame::Control(message), _) => message,
    };
    if !rate.take() {
        return Err(LinkFault("limit"));
    }
    let up = ConsoleUp::decode(message).map_err(|_| LinkFault("malformed_frame"))?;
    match (up.body, end) {
        (Some(console_up::Body::Ping(Ping { nonce })), _) => sender.console(console_down::Body::Pong(Pong { nonce })),
        (Some(console_up::Body::Pong(_)), _) => {}
        (Some(body), End::Console(link)) => link.control(up.request, body).await?,
        // A screen's or files' link has nothing else to say.
        (Some(_), End::Screen(_) | End::Files(_)) => return Err(LinkFault("malformed_frame")),
        // Something that a newer page knows.
        (None, _) => tracing::debug!("an unknown message of a console was ignored"),
    }
    Ok(())
}

fn refuse(sender: &LinkSender, code: &'static str, title: &str, detail: &str) -> Result<(), LinkFault> {
    sender.refuse_console(problem(code, title, detail), code);
    Err(LinkFault(code))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn only_the_sites_own_origin_said_once_opens_a_link_acc_2() {
        let site = "https://support.example.com";
        let headers = |origins: &[&'static str]| {
            let mut headers = HeaderMap::new();
            for origin in origins {
                headers.append(header::ORIGIN, http::HeaderValue::from_static(origin));
            }
            headers
        };
        assert!(same_origin(&headers(&["https://support.example.com"]), site));
        let foreign: [&[&str]; 7] = [
            &[],
            &["null"],
            &["http://support.example.com"],
            &["https://support.example.com:8443"],
            &["https://support.example.com.evil.example"],
            &["https://support.example.com/"],
            &["https://support.example.com", "https://evil.example"],
        ];
        for origins in foreign {
            assert!(!same_origin(&headers(origins), site), "{origins:?}");
        }
    }
}
