//! What a session's log says, on its way to a console.

use towline_model::SessionId;
use towline_session::Event;
use towline_wire::v1::{self, console_down};

use crate::link::LinkSender;
use crate::views;

/// Bytes of events in one message.
const MESSAGE_BYTES: usize = 48 * 1024;

/// Sends events in as many messages as they need.
pub(crate) fn send_events(sender: &LinkSender, session: SessionId, events: &[Event]) {
    let session_id = session.to_string();
    let mut batch: Vec<v1::SessionEvent> = Vec::new();
    let mut bytes = 0;
    let send = |batch: &mut Vec<v1::SessionEvent>| {
        if !batch.is_empty() {
            let events = std::mem::take(batch);
            let session_id = session_id.clone();
            sender.console(console_down::Body::Events(v1::SessionEvents { session_id, events }));
        }
    };
    for event in events {
        let event = views::event(event);
        let size = prost::Message::encoded_len(&event) + 8;
        if bytes + size > MESSAGE_BYTES {
            send(&mut batch);
            bytes = 0;
        }
        bytes += size;
        batch.push(event);
    }
    send(&mut batch);
}
