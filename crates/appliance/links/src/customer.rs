//! `/link/customer`: the page of a customer proves itself with a ticket (never with its cookie), then says and hears what a customer may.

use std::time::Duration;

use axum::body::Body;
use axum::extract::State;
use axum::response::{IntoResponse as _, Response};
use http::{HeaderMap, Request, StatusCode, Uri, header};
use tokio::time::{sleep_until, timeout};
use towline_relay::{CustomerDown, CustomerLink, CustomerUp, LinkFault, LinkSender, ShareLink, problem};
use towline_wire::v1::Problem;
use towline_wire::{CONTROL_LIMIT, Frame};

use crate::Links;
use crate::rate::Rate;
use crate::socket::{Arrived, Beat, Heartbeat, Incoming, run};
use crate::upgrade::upgrade;

/// How long a page has for its hello.
const HELLO: Duration = Duration::from_secs(5);
const HEARTBEAT: Duration = Duration::from_secs(5);
const READ_BUFFER: usize = 2 * 1024;

pub(crate) async fn open(State(links): State<Links>, request: Request<Body>) -> Response {
    if !same_host(request.headers(), request.uri()) {
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

/// A public site has host names of its own: the page comes from the very host that it calls, over TLS.
fn same_host(headers: &HeaderMap, uri: &Uri) -> bool {
    let mut origins = headers.get_all(header::ORIGIN).iter();
    let (Some(origin), None) = (origins.next().and_then(|origin| origin.to_str().ok()), origins.next()) else {
        return false;
    };
    let host = headers.get(header::HOST).and_then(|host| host.to_str().ok());
    let Some(host) = uri.authority().map(|authority| authority.as_str()).or(host) else { return false };
    origin.strip_prefix("https://").is_some_and(|of| of.eq_ignore_ascii_case(host))
}

async fn talk(links: &Links, sender: &LinkSender, incoming: &mut Incoming) -> Result<(), LinkFault> {
    let CustomerUp::Hello { ticket, have, system, share, paused } = hello(incoming).await? else {
        return Err(LinkFault("malformed_frame"));
    };
    let engine = links.relay.engine();
    let session = match engine.redeem_customer_ticket(&ticket).await {
        Ok(session) => session,
        Err(fault) => return refuse(sender, fault.code, &fault.title, &fault.detail),
    };
    let heartbeat = u32::try_from(HEARTBEAT.as_millis()).unwrap_or(u32::MAX);
    if let Some(shown) = share {
        return match links.relay.admit_share(session, (shown, paused), heartbeat, sender.clone()).await {
            Ok(link) => converse(&End::Share(link), sender, incoming).await,
            Err(told) => refuse_with(sender, told),
        };
    }
    match links.relay.admit_customer(session, (have, system), heartbeat, sender.clone()).await {
        Ok(Some(link)) => converse(&End::Chat(link), sender, incoming).await,
        Ok(None) => Err(LinkFault("ended")),
        Err(told) => refuse_with(sender, told),
    }
}

fn refuse_with(sender: &LinkSender, told: Problem) -> Result<(), LinkFault> {
    let code = if told.code == "limit" { "limit" } else { "not_found" };
    sender.refuse_customer(told, code);
    Err(LinkFault(code))
}

/// What the link is for.
enum End {
    Chat(CustomerLink),
    Share(ShareLink),
}

async fn hello(incoming: &mut Incoming) -> Result<CustomerUp, LinkFault> {
    let first = timeout(HELLO, incoming.next(CONTROL_LIMIT)).await.map_err(|_| LinkFault("timeout"))??;
    read(first.frame)
}

/// Everything but the pictures of a second link is control.
fn read(frame: Frame) -> Result<CustomerUp, LinkFault> {
    let Frame::Control(message) = frame else { return Err(LinkFault("malformed_frame")) };
    serde_json::from_slice(&message).map_err(|_| LinkFault("malformed_frame"))
}

async fn converse(link: &End, sender: &LinkSender, incoming: &mut Incoming) -> Result<(), LinkFault> {
    let mut heartbeat = Heartbeat::new();
    let mut rate = Rate::new(60, 10);
    let mut pings = 0;
    loop {
        tokio::select! {
            arrived = incoming.next(CONTROL_LIMIT) => {
                // SECURITY: a link that is being closed does nothing any more.
                if sender.closed() {
                    return Ok(());
                }
                heartbeat.heard();
                take(link, sender, &mut rate, arrived?).await?;
            }
            () = sleep_until(heartbeat.next(HEARTBEAT)) => match heartbeat.due(HEARTBEAT) {
                Beat::Ask => {
                    pings += 1;
                    sender.customer(&CustomerDown::Ping { nonce: pings });
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

async fn take(link: &End, sender: &LinkSender, rate: &mut Rate, arrived: Arrived) -> Result<(), LinkFault> {
    // Pictures are bounded by their credit, not by the rate of messages.
    if let (Frame::Data { channel, payload }, End::Share(share)) = (&arrived.frame, link) {
        return share.data(*channel, payload.clone(), &arrived.message);
    }
    if !rate.take() {
        return Err(LinkFault("limit"));
    }
    match read(arrived.frame)? {
        CustomerUp::Ping { nonce } => sender.customer(&CustomerDown::Pong { nonce }),
        message => match link {
            End::Chat(chat) => chat.control(message).await?,
            End::Share(share) => share.control(message).await?,
        },
    }
    Ok(())
}

fn refuse(sender: &LinkSender, code: &'static str, title: &str, detail: &str) -> Result<(), LinkFault> {
    sender.refuse_customer(problem(code, title, detail), code);
    Err(LinkFault(code))
}

#[cfg(test)]
mod tests {
    use http::HeaderValue;

    use super::*;

    #[test]
    fn only_a_page_of_the_host_that_is_called_opens_a_link_sup_20() {
        let asked = |origins: &[&'static str], host: &'static str| {
            let mut headers = HeaderMap::new();
            for origin in origins {
                headers.append(header::ORIGIN, HeaderValue::from_static(origin));
            }
            headers.insert(header::HOST, HeaderValue::from_static(host));
            same_host(&headers, &Uri::from_static("/link/customer"))
        };
        assert!(asked(&["https://help.example"], "help.example"));
        assert!(asked(&["https://Help.example:8443"], "help.example:8443"));
        let foreign: [&[&str]; 6] = [
            &[],
            &["null"],
            &["http://help.example"],
            &["https://evil.example"],
            &["https://help.example", "https://evil.example"],
            &["https://help.example.evil.example"],
        ];
        for origins in foreign {
            assert!(!asked(origins, "help.example"), "{origins:?}");
        }
    }
}
