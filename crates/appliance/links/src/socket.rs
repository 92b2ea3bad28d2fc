//! What both kinds of link share: the one writer, the reader that judges frames, the heartbeat, and an end that tells its reason.

use std::time::Duration;

use bytes::Bytes;
use futures_util::stream::{SplitSink, SplitStream};
use futures_util::{SinkExt as _, StreamExt as _};
use tokio::io::{AsyncReadExt as _, AsyncWriteExt as _};
use tokio::time::{Instant, timeout};
use tokio_tungstenite::tungstenite::protocol::CloseFrame;
use tokio_tungstenite::tungstenite::protocol::frame::coding::CloseCode;
use tokio_tungstenite::tungstenite::{Error, Message, error::CapacityError};
use towline_relay::{LinkDrain, LinkFault, LinkSender};
use towline_wire::{Frame, decode};

use crate::upgrade::Socket;

/// How long the last words may take.
const FAREWELL: Duration = Duration::from_secs(5);
/// Bytes of what the other side still sends that are read away, so that it gets to hear the reason.
const DISCARDED: usize = 64 * 1024 * 1024;

type Sink = SplitSink<Socket, Message>;

/// The reading half.
pub(crate) struct Incoming {
    stream: SplitStream<Socket>,
}

/// What came.
pub(crate) struct Arrived {
    pub(crate) frame: Frame,
    /// The whole message.
    pub(crate) message: Bytes,
}

impl Incoming {
    /// The next frame. A clean end is the fault with an empty code.
    pub(crate) async fn next(&mut self, control_limit: usize) -> Result<Arrived, LinkFault> {
        loop {
            match self.stream.next().await {
                Some(Ok(Message::Binary(message))) => {
                    let frame = decode(message.clone(), control_limit).map_err(|error| LinkFault(error.code()))?;
                    return Ok(Arrived { frame, message });
                }
                // The WebSocket's own ping and pong: answered by the library, and not what a link's heartbeat counts.
                Some(Ok(Message::Ping(_) | Message::Pong(_))) => {}
                Some(Ok(Message::Text(_) | Message::Frame(_))) => return Err(LinkFault("malformed_frame")),
                Some(Ok(Message::Close(_))) | None => return Err(GONE),
                Some(Err(Error::Capacity(CapacityError::MessageTooLong { .. }))) => return Err(LinkFault("too_large")),
                Some(Err(Error::Protocol(_) | Error::Utf8(_))) => return Err(LinkFault("malformed_frame")),
                Some(Err(_)) => return Err(GONE),
            }
        }
    }
}

/// The other side went.
pub(crate) const GONE: LinkFault = LinkFault("");

/// Runs a link: `talk` reads and judges, the writer empties the outbox beside it. Ends with a close frame that has the reason.
pub(crate) async fn run<T, Talk>(socket: Socket, talk: T)
where
    T: FnOnce(LinkSender, Incoming) -> Talk,
    Talk: Future<Output = (LinkFault, Incoming)>,
{
    let (sink, stream) = socket.split();
    let (sender, drain) = towline_relay::link();
    let talk = talk(sender.clone(), Incoming { stream });
    let writer = write(sink, drain);
    tokio::pin!(talk, writer);
    let (sink, incoming) = tokio::select! {
        (fault, incoming) = &mut talk => {
            tracing::debug!(code = fault.0, "a link ends");
            sender.close(fault.0);
            let Ok(Some(sink)) = timeout(FAREWELL, &mut writer).await else { return };
            (sink, Some(incoming))
        }
        sink = &mut writer => {
            let Some(sink) = sink else { return };
            (sink, None)
        }
    };
    let Some(incoming) = incoming else {
        // Closed from this side: the other gets a moment to read it, then the connection goes with `talk`.
        let _ = timeout(FAREWELL, &mut talk).await;
        return;
    };
    let Ok(mut socket) = incoming.stream.reunite(sink) else { return };
    let _ = timeout(FAREWELL, discard(&mut socket)).await;
}

/// Reads away what still comes: a connection that is cut with unread data in it loses the reason on its way. The other side goes when it sees that nothing more
/// is written from here (RFC 6455, section 7.1.1).
async fn discard(socket: &mut Socket) {
    if socket.get_mut().shutdown().await.is_err() {
        return;
    }
    let mut buffer = [0; 4096];
    let mut total = 0;
    while total < DISCARDED {
        match socket.get_mut().read(&mut buffer).await {
            Ok(0) | Err(_) => return,
            Ok(read) => total += read,
        }
    }
}

/// The one writer of a link. `None`: the connection is gone.
async fn write(mut sink: Sink, drain: LinkDrain) -> Option<Sink> {
    let mut batch = Vec::new();
    loop {
        let closing = drain.next(&mut batch).await;
        for frame in batch.drain(..) {
            // Control is said to the end; data of a link that is being closed is not (SES-2a).
            let data = frame.first().is_some_and(|kind| *kind == 1);
            if data && drain.closing() {
                continue;
            }
            sink.feed(Message::Binary(frame)).await.ok()?;
        }
        if let Some(code) = closing {
            let close = CloseFrame {
                code: if code.is_empty() { CloseCode::Normal } else { CloseCode::Policy },
                reason: code.into(),
            };
            sink.send(Message::Close(Some(close))).await.ok()?;
            return Some(sink);
        }
        sink.flush().await.ok()?;
        // A burst must not keep its memory while the link idles.
        if batch.capacity() > 64 {
            batch = Vec::new();
        }
    }
}

/// When to ask whether the other side lives, and when to give it up (docs/wire.md, "Heartbeat").
pub(crate) struct Heartbeat {
    heard: Instant,
    asked: bool,
}

/// What the moment asks for.
pub(crate) enum Beat {
    Ask,
    Wait,
    Dead,
}

impl Heartbeat {
    pub(crate) fn new() -> Self {
        Heartbeat { heard: Instant::now(), asked: false }
    }

    pub(crate) fn heard(&mut self) {
        self.heard = Instant::now();
        self.asked = false;
    }

    /// The other side is asked, and has from now on to answer.
    pub(crate) fn asked(&mut self) {
        self.heard = Instant::now();
        self.asked = true;
    }

    /// When to look again.
    pub(crate) fn next(&self, interval: Duration) -> Instant {
        if self.asked { self.heard + interval * 5 / 2 } else { self.heard + interval }
    }

    pub(crate) fn due(&mut self, interval: Duration) -> Beat {
        let silent = self.heard.elapsed();
        if silent >= interval * 5 / 2 {
            Beat::Dead
        } else if silent >= interval && !self.asked {
            self.asked = true;
            Beat::Ask
        } else {
            Beat::Wait
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[tokio::test(start_paused = true)]
    async fn a_silent_link_is_asked_once_and_given_up_after_two_and_a_half_heartbeats() {
        let interval = Duration::from_secs(3);
        let mut heartbeat = Heartbeat::new();
        tokio::time::sleep_until(heartbeat.next(interval)).await;
        assert!(matches!(heartbeat.due(interval), Beat::Ask));
        assert!(matches!(heartbeat.due(interval), Beat::Wait));
        heartbeat.heard();
        tokio::time::sleep_until(heartbeat.next(interval)).await;
        assert!(matches!(heartbeat.due(interval), Beat::Ask));
        tokio::time::sleep_until(heartbeat.next(interval)).await;
        assert!(matches!(heartbeat.due(interval), Beat::Dead));
    }

    #[tokio::test(start_paused = true)]
    async fn a_link_that_idled_is_not_given_up_because_a_session_begins() {
        let (idle, session) = (Duration::from_secs(30), Duration::from_secs(3));
        let mut heartbeat = Heartbeat::new();
        tokio::time::advance(Duration::from_secs(29)).await;
        assert!(heartbeat.next(idle) > Instant::now());
        heartbeat.asked();
        assert!(matches!(heartbeat.due(session), Beat::Wait));
        tokio::time::advance(Duration::from_secs(7)).await;
        assert!(matches!(heartbeat.due(session), Beat::Wait));
        tokio::time::advance(Duration::from_secs(1)).await;
        assert!(matches!(heartbeat.due(session), Beat::Dead));
    }
}
