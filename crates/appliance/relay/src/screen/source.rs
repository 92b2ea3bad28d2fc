//! Where a session's picture comes from: an agent, or a customer's page that shows its own screen. The fan asks both for the same four things.

use std::sync::Arc;

use bytes::Bytes;
use towline_model::SessionId;
use towline_wire::v1::{CloseChannel, OpenScreen, PaintAck, ScreenOptions, ScreenUp, agent_down, screen_up};
use towline_wire::{Class, encode_data};

use super::ScreenFan;
use crate::agents::{AgentHandle, Route};
use crate::share::PageHandle;

#[derive(Clone)]
pub(crate) enum Source {
    Agent(Arc<AgentHandle>),
    Page(Arc<PageHandle>),
}

/// What has to be said to keep the pace.
pub(super) enum Pace {
    /// Input for the agent's channel.
    Input(Vec<u8>),
    /// It is said already.
    Said,
}

impl Source {
    /// Of the link: what comes from an older one is not taken.
    pub(super) fn epoch(&self) -> u64 {
        match self {
            Source::Agent(agent) => agent.epoch,
            Source::Page(page) => page.epoch(),
        }
    }

    /// A channel that was never used on this link. `None`: there are too many.
    pub(super) fn open(&self, fan: &Arc<ScreenFan>) -> Option<u32> {
        match self {
            Source::Agent(agent) => agent.open(Route::Screen(fan.clone())),
            Source::Page(page) => page.open(),
        }
    }

    /// Begin to send on this channel, or send a KEY frame.
    pub(super) fn show(&self, session: SessionId, channel: u32, options: ScreenOptions) {
        match self {
            Source::Agent(agent) => agent.sender.agent(agent_down::Body::OpenScreen(OpenScreen {
                session_id: session.to_string(),
                channel,
                options: Some(options),
            })),
            Source::Page(page) => page.show(channel),
        }
    }

    /// Nobody looks any more.
    pub(super) fn hide(&self, channel: u32) {
        match self {
            Source::Agent(agent) => {
                // The close goes before input that waits; on a closed channel it would be nobody's.
                agent.sender.forget(Class::Input, channel);
                agent.sender.forget(Class::Clipboard, channel);
                agent.sender.agent(agent_down::Body::CloseChannel(CloseChannel { channel }));
                agent.release(channel);
            }
            Source::Page(page) => page.hide(),
        }
    }

    /// The source closed the channel itself.
    pub(super) fn release(&self, channel: u32) {
        if let Source::Agent(agent) = self {
            agent.release(channel);
        }
    }

    pub(super) fn credit(&self, channel: u32, bytes: u32) {
        match self {
            Source::Agent(agent) => agent.sender.credit(channel, bytes),
            Source::Page(page) => page.credit(channel, bytes),
        }
    }

    /// This frame is on the glass of the viewer who sets the pace.
    pub(super) fn painted(&self, viewer: u64, frame: u64) -> Pace {
        match self {
            Source::Agent(_) => {
                let body = Some(screen_up::Body::Painted(PaintAck { frame }));
                Pace::Input(prost::Message::encode_to_vec(&ScreenUp { viewer, sequence: 0, body }))
            }
            Source::Page(page) => {
                page.painted(frame);
                Pace::Said
            }
        }
    }

    /// Input of a viewer. SECURITY: a page has nothing that takes any.
    pub(super) fn input(&self, channel: u32, payload: &Bytes) {
        if let Source::Agent(agent) = self {
            agent.sender.frame(Class::Input, encode_data(channel, &[payload]));
        }
    }

    /// A message of the clipboard (SCR-7).
    pub(super) fn clip(&self, channel: u32, payload: &Bytes) {
        if let Source::Agent(agent) = self {
            agent.sender.frame(Class::Clipboard, encode_data(channel, &[payload]));
        }
    }

    pub(super) fn takes_input(&self) -> bool {
        matches!(self, Source::Agent(_))
    }
}
