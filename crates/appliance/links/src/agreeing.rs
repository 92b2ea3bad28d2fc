//! A Support Button's client whose person has to accept the site's agreement first (SUP-3): it is told the text, and goes. Nothing has begun; what was accepted comes with the next hello.

use std::time::Duration;

use prost::Message as _;
use tokio::time::timeout;
use towline_engine::Agreement;
use towline_relay::{LinkFault, LinkSender};
use towline_wire::v1::{AgentUp, CustomerAgreement, Pong, agent_down, agent_up};
use towline_wire::{CONTROL_LIMIT, CONTROL_LIMIT_LARGE, Frame};

use crate::socket::Incoming;

/// How long such a link lives at most; a person who reads has none meanwhile.
const LIFE: Duration = Duration::from_secs(30);
/// Messages on it.
const MESSAGES: usize = 32;
/// Bytes of text in one message.
const PART: usize = CONTROL_LIMIT / 2;

/// Tells the text, until the client goes.
pub(crate) async fn attend(
    sender: &LinkSender,
    incoming: &mut Incoming,
    agreement: &Agreement,
) -> Result<(), LinkFault> {
    for part in parts(agreement) {
        sender.agent(agent_down::Body::Agreement(part));
    }
    let talk = async {
        for _ in 0..MESSAGES {
            let Frame::Control(message) = incoming.next(CONTROL_LIMIT_LARGE).await?.frame else {
                return Err(LinkFault("malformed_frame"));
            };
            let up = AgentUp::decode(message).map_err(|_| LinkFault("malformed_frame"))?;
            match up.body {
                Some(agent_up::Body::Ping(ping)) => sender.agent(agent_down::Body::Pong(Pong { nonce: ping.nonce })),
                Some(agent_up::Body::Pong(_)) | None => {}
                // SECURITY: there is no session that it could be about.
                Some(_) => return Err(LinkFault("not_permitted")),
            }
        }
        Err(LinkFault("limit"))
    };
    timeout(LIFE, talk).await.unwrap_or(Err(LinkFault("timeout")))
}

/// The text in messages that are no longer than an agent reads; at least one.
fn parts(agreement: &Agreement) -> Vec<CustomerAgreement> {
    let bytes = u32::try_from(agreement.text.len()).unwrap_or(u32::MAX);
    let part = |text: &str| CustomerAgreement { digest: agreement.digest.clone(), bytes, text: text.to_owned() };
    let (mut done, mut rest) = (Vec::new(), agreement.text.as_str());
    while !rest.is_empty() {
        let (first, others) = rest.split_at(rest.floor_char_boundary(PART));
        done.push(part(first));
        rest = others;
    }
    done
}

#[cfg(test)]
mod tests {
    use towline_wire::{encode_control, v1::AgentDown};

    use super::*;

    #[test]
    fn the_longest_agreement_comes_in_messages_that_an_agent_reads_sup_3() {
        let text = format!("a{}", "\u{65e5}".repeat(32 * 1024 / 3));
        let sent = parts(&Agreement { digest: "0".repeat(64), text: text.clone() });
        assert_eq!(sent.iter().map(|part| part.text.as_str()).collect::<String>(), text);
        for part in sent {
            assert_eq!(usize::try_from(part.bytes).unwrap(), text.len());
            let frame = encode_control(&AgentDown { body: Some(agent_down::Body::Agreement(part)) });
            assert!(frame.len() < CONTROL_LIMIT, "{}", frame.len());
        }
    }
}
