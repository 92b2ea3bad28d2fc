//! What the service sends: frames with their length in front. Input is performed right here; the rest goes to the eyes.

use std::collections::HashMap;
use std::sync::Arc;

use bytes::{Bytes, BytesMut};
use prost::Message;
use tokio::io::{AsyncRead, AsyncReadExt};
use tokio::sync::mpsc::Sender;
use towline_platform::{InputSink, Waker};
use towline_wire::v1::helper_down::Body as Down;
use towline_wire::v1::screen_up::Body as Up;
use towline_wire::v1::{
    ClipboardSet, HelperClipboard, HelperClipboardFiles, HelperDown, HelperPrivacy, HelperSound, ScreenOptions,
    ScreenUp,
};
use towline_wire::{
    CONTROL_LIMIT, Class, DATA_LIMIT, Frame, ReceiveWindow, SCREEN_WINDOW, decode, encode_credit, split_participant,
};

use crate::HelperError;
use crate::clips::{ClipCommand, ToClips};
use crate::easel::ToEasel;
use crate::hands::Hands;
use crate::listening::ToEars;
use crate::outgoing::Outgoing;

/// Longest frame: kind, channel and payload.
const FRAME_LIMIT: usize = DATA_LIMIT + 6;
/// Channels that may be open at a time.
pub(crate) const CHANNELS: usize = 32;

/// What the eyes are told.
#[derive(Debug)]
pub(crate) enum Command {
    Open {
        channel: u32,
        options: ScreenOptions,
    },
    Options {
        channel: u32,
        options: ScreenOptions,
    },
    Close {
        channel: u32,
    },
    Painted {
        channel: u32,
        frame: u64,
    },
    Credit {
        channel: u32,
        bytes: u32,
    },
    /// Whether the desktop can be heard: empty, or a code of why not.
    Sound {
        absent: &'static str,
    },
    /// Something of the clipboard leaves on this channel.
    Clip {
        channel: u32,
        payload: Bytes,
    },
}

pub(crate) struct Reader<R, I: InputSink> {
    socket: R,
    hands: Hands<I>,
    eyes: Sender<Command>,
    waker: Arc<dyn Waker>,
    clips: ToClips,
    outgoing: Outgoing,
    windows: HashMap<u32, ReceiveWindow>,
    veil: Option<(Sender<HelperPrivacy>, Arc<dyn Waker>)>,
    easel: Option<ToEasel>,
    ears: Option<ToEars>,
}

impl<R: AsyncRead + Unpin, I: InputSink> Reader<R, I> {
    pub fn new(
        socket: R,
        hands: Hands<I>,
        eyes: Sender<Command>,
        waker: Arc<dyn Waker>,
        clips: ToClips,
        outgoing: Outgoing,
    ) -> Self {
        let windows = HashMap::new();
        Reader { socket, hands, eyes, waker, clips, outgoing, windows, veil: None, easel: None, ears: None }
    }

    /// With somebody who takes wishes for privacy.
    pub fn with_veil(mut self, wishes: Sender<HelperPrivacy>, waker: Arc<dyn Waker>) -> Self {
        self.veil = Some((wishes, waker));
        self
    }

    /// With somebody who draws.
    pub fn with_easel(mut self, easel: ToEasel) -> Self {
        self.easel = Some(easel);
        self
    }

    /// With somebody who hears, if there is.
    pub fn with_ears(mut self, ears: Option<ToEars>) -> Self {
        self.ears = ears;
        self
    }

    /// Reads until the service closes the socket.
    pub async fn run(&mut self) -> Result<(), HelperError> {
        let mut buffer = BytesMut::new();
        loop {
            let Some(frame) = take_frame(&mut buffer)? else {
                if self.socket.read_buf(&mut buffer).await? == 0 {
                    return Ok(());
                }
                continue;
            };
            self.outgoing.room().await;
            match decode(frame, CONTROL_LIMIT).map_err(|error| HelperError::Protocol(error.code()))? {
                Frame::Control(message) => self.control(message).await?,
                Frame::Data { channel, payload } => self.data(channel, payload).await?,
                Frame::Credit { channel, bytes } => self.tell(Command::Credit { channel, bytes }).await,
            }
        }
    }

    async fn control(&mut self, message: Bytes) -> Result<(), HelperError> {
        let message = HelperDown::decode(message).map_err(|_| HelperError::Protocol("malformed_frame"))?;
        match message.body {
            Some(Down::Open(open)) => {
                let (channel, options) = (open.channel, open.options.unwrap_or_default());
                if channel == 0 {
                    return Err(HelperError::Protocol("malformed_frame"));
                }
                if self.windows.len() < CHANNELS {
                    self.windows.entry(channel).or_insert_with(|| ReceiveWindow::new(SCREEN_WINDOW));
                }
                self.tell(Command::Open { channel, options }).await;
            }
            Some(Down::Close(close)) => {
                self.windows.remove(&close.channel);
                self.hands.release_channel(close.channel)?;
                self.clip(ClipCommand::Close { channel: close.channel })?;
                self.listen(close.channel, false).await;
                self.tell(Command::Close { channel: close.channel }).await;
            }
            Some(Down::Clipboard(HelperClipboard { channel, offers: on })) => {
                self.clip(ClipCommand::Offers { channel, on })?;
            }
            Some(Down::Sound(HelperSound { channel, on })) => self.listen(channel, on).await,
            Some(Down::ClipboardFiles(files)) => {
                let HelperClipboardFiles { channel, participant, viewer, number, paths, last } = files;
                let holder = (u16::try_from(participant).unwrap_or(0), viewer);
                self.clip(ClipCommand::Files { channel, holder, number, paths, last })?;
            }
            Some(Down::ClipboardClear(_)) => self.clip(ClipCommand::Clear)?,
            Some(Down::Release(release)) => self.hands.release_participant(release.participant)?,
            Some(Down::Drawing(said)) => {
                if let Some(easel) = &self.easel {
                    easel.drawers(said).await;
                }
            }
            Some(Down::Privacy(wish)) => {
                if let Some((wishes, waker)) = &self.veil
                    && wishes.send(wish).await.is_ok()
                {
                    waker.wake();
                }
            }
            None => tracing::debug!("an unknown message of a newer service"),
        }
        Ok(())
    }

    async fn data(&mut self, channel: u32, payload: Bytes) -> Result<(), HelperError> {
        // What was on its way when the channel was closed.
        let Some(window) = self.windows.get_mut(&channel) else { return Ok(()) };
        let length = payload.len();
        window.received(length).map_err(|_| HelperError::Protocol("no_credit"))?;
        if let Some(grant) = window.consumed(length)
            && !self.outgoing.push(Class::Control, encode_credit(channel, grant))
        {
            return Err(HelperError::Protocol("slow_consumer"));
        }
        let (participant, payload) =
            split_participant(payload).map_err(|_| HelperError::Protocol("malformed_frame"))?;
        let message = ScreenUp::decode(payload).map_err(|_| HelperError::Protocol("malformed_frame"))?;
        match message.body {
            Some(Up::Painted(painted)) => self.tell(Command::Painted { channel, frame: painted.frame }).await,
            Some(Up::Options(options)) => self.tell(Command::Options { channel, options }).await,
            Some(Up::ClipboardAsk(ask)) => {
                self.clip(ClipCommand::Ask { channel, holder: (participant, message.viewer), ask })?;
            }
            Some(Up::ClipboardPart(part)) => {
                self.clip(ClipCommand::Part { channel, holder: (participant, message.viewer), part })?;
            }
            Some(Up::ClipboardSet(ClipboardSet { number, content })) => {
                self.clip(ClipCommand::Set { channel, holder: (participant, message.viewer), number, content })?;
            }
            Some(Up::DrawStroke(_) | Up::DrawErase(_) | Up::DrawUndo(_) | Up::DrawClear(_) | Up::DrawPoint(_)) => {
                if let Some(easel) = &self.easel {
                    easel.draw(channel, participant, message);
                }
            }
            _ => self.hands.perform(channel, participant, &message)?,
        }
        Ok(())
    }

    fn clip(&self, command: ClipCommand) -> Result<(), HelperError> {
        if self.clips.tell(command) { Ok(()) } else { Err(HelperError::Protocol("limit")) }
    }

    async fn listen(&self, channel: u32, on: bool) {
        if let Some(ears) = &self.ears {
            ears.tell(channel, on && self.windows.contains_key(&channel)).await;
        }
    }

    async fn tell(&self, command: Command) {
        // Eyes that ended are told of by their own result.
        if self.eyes.send(command).await.is_ok() {
            self.waker.wake();
        }
    }
}

impl<R, I: InputSink> Drop for Reader<R, I> {
    fn drop(&mut self) {
        if let Err(error) = self.hands.release_all() {
            tracing::debug!(%error, "input could not be let go");
        }
    }
}

/// The next whole frame of what has arrived.
fn take_frame(buffer: &mut BytesMut) -> Result<Option<Bytes>, HelperError> {
    let Some(head) = buffer.first_chunk::<4>() else { return Ok(None) };
    let length = u32::from_le_bytes(*head) as usize;
    if length > FRAME_LIMIT {
        return Err(HelperError::Protocol("too_large"));
    }
    if buffer.len() < 4 + length {
        buffer.reserve(4 + length - buffer.len());
        return Ok(None);
    }
    let mut frame = buffer.split_to(4 + length);
    Ok(Some(frame.split_off(4).freeze()))
}
