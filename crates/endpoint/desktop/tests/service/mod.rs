//! A service for tests: it opens channels, shows the frames, acknowledges them and sends input, as the agent's service and a viewer would.

#![allow(clippy::unwrap_used, clippy::expect_used, clippy::panic, clippy::indexing_slicing, dead_code)]

use std::collections::HashMap;

use bytes::{Bytes, BytesMut};
use prost::Message;
use tokio::io::{AsyncReadExt, AsyncWriteExt};
use tokio::net::UnixStream;
use tokio::task::JoinHandle;
use towline_desktop::HelperError;
use towline_platform_linux::x11::X11Desktop;
use towline_screen::{Decoder, Picture};
use towline_wire::v1::helper_down::Body as Down;
use towline_wire::v1::helper_up::Body as Up;
use towline_wire::v1::screen_up::Body as Input;
use towline_wire::v1::{
    CursorShape, HelperChannel, HelperDown, HelperDrawing, HelperPrivacy, HelperPrivacyState, HelperScreen, HelperUp,
    PaintAck, ScreenOptions, ScreenStatus, ScreenUp,
};
use towline_wire::{
    CONTROL_LIMIT_LARGE, Frame, Payload, ScreenFlags, decode, encode_control, encode_credit, encode_data,
    with_participant,
};

/// The one viewer of these tests.
pub const VIEWER: u64 = 99;
pub const PARTICIPANT: u16 = 3;

/// One thing that the helper said.
#[derive(Debug)]
pub enum Said {
    Status(ScreenStatus),
    Closed(u32, String),
    Frame { channel: u32, frame: u64, flags: ScreenFlags, bytes: usize },
    Shape(CursorShape),
    Position(u16, u16),
    Ack(u64),
    ChannelStatus,
    Credit,
    Privacy(HelperPrivacyState),
}

pub struct Service {
    socket: UnixStream,
    buffer: BytesMut,
    viewers: HashMap<u32, (Decoder, BytesMut)>,
    helper: JoinHandle<Result<(), HelperError>>,
    /// Whether frames are acknowledged and credit is given.
    pub generous: bool,
    pub received: usize,
}

impl Service {
    pub fn start(display: &str) -> Service {
        let (ours, theirs) = UnixStream::pair().unwrap();
        let desktop = X11Desktop::open(display).unwrap();
        let helper = tokio::spawn(towline_desktop::run(theirs, desktop, None, None));
        let (buffer, viewers) = (BytesMut::new(), HashMap::new());
        Service { socket: ours, buffer, viewers, helper, generous: true, received: 0 }
    }

    async fn send(&mut self, frame: Bytes) {
        self.socket.write_all(&(frame.len() as u32).to_le_bytes()).await.unwrap();
        self.socket.write_all(&frame).await.unwrap();
    }

    pub async fn open(&mut self, channel: u32, monitor: u32) {
        let options = Some(ScreenOptions { monitor: Some(monitor), ..ScreenOptions::default() });
        let body = Down::Open(HelperScreen { channel, options });
        self.send(encode_control(&HelperDown { body: Some(body) })).await;
        self.viewers.entry(channel).or_insert_with(|| (Decoder::new().unwrap(), BytesMut::new()));
    }

    pub async fn privacy(&mut self, wish: HelperPrivacy) {
        self.send(encode_control(&HelperDown { body: Some(Down::Privacy(wish)) })).await;
    }

    pub async fn drawing(&mut self, said: HelperDrawing) {
        self.send(encode_control(&HelperDown { body: Some(Down::Drawing(said)) })).await;
    }

    pub async fn close(&mut self, channel: u32) {
        let body = Down::Close(HelperChannel { channel });
        self.send(encode_control(&HelperDown { body: Some(body) })).await;
    }

    pub async fn input(&mut self, channel: u32, sequence: u64, body: Input) {
        let message = ScreenUp { viewer: VIEWER, sequence, body: Some(body) };
        let payload = with_participant(PARTICIPANT, &message.encode_to_vec());
        self.send(encode_data(channel, &[&payload])).await;
    }

    pub async fn grant(&mut self, channel: u32, bytes: u32) {
        self.send(encode_credit(channel, bytes)).await;
    }

    pub fn picture(&self, channel: u32) -> &Picture {
        self.viewers[&channel].0.picture().expect("a frame was shown")
    }

    /// The next thing that the helper says; frames are shown first.
    pub async fn hear(&mut self) -> Said {
        loop {
            let frame = self.receive().await;
            match decode(frame, CONTROL_LIMIT_LARGE).unwrap() {
                Frame::Control(message) => match HelperUp::decode(message).unwrap().body.unwrap() {
                    Up::Status(status) => return Said::Status(status),
                    Up::Privacy(state) => return Said::Privacy(state),
                    Up::Closed(closed) => return Said::Closed(closed.channel, closed.problem.unwrap().code),
                },
                Frame::Credit { .. } => return Said::Credit,
                Frame::Data { channel, payload } => {
                    if self.generous {
                        self.grant(channel, payload.len() as u32).await;
                    }
                    if let Some(said) = self.payload(channel, payload).await {
                        return said;
                    }
                }
            }
        }
    }

    async fn payload(&mut self, channel: u32, payload: Bytes) -> Option<Said> {
        match Payload::decode(payload).unwrap() {
            Payload::FramePart { flags, frame, body } => {
                let (decoder, joined) = self.viewers.get_mut(&channel).unwrap();
                joined.extend_from_slice(&body);
                if !flags.has(ScreenFlags::LAST) {
                    return None;
                }
                let body = joined.split().freeze();
                let bytes = body.len();
                decoder.show(body, flags.has(ScreenFlags::KEY)).unwrap();
                if self.generous {
                    self.input(channel, 0, Input::Painted(PaintAck { frame })).await;
                }
                Some(Said::Frame { channel, frame, flags, bytes })
            }
            Payload::CursorShape(body) => Some(Said::Shape(CursorShape::decode(body).unwrap())),
            Payload::CursorPosition { x, y } => Some(Said::Position(x, y)),
            Payload::InputAck { viewer, sequence } => {
                assert_eq!(viewer, VIEWER);
                Some(Said::Ack(sequence))
            }
            Payload::ScreenStatus(_) => Some(Said::ChannelStatus),
            other => panic!("{other:?} on a screen channel"),
        }
    }

    async fn receive(&mut self) -> Bytes {
        loop {
            if let Some(head) = self.buffer.first_chunk::<4>() {
                let length = u32::from_le_bytes(*head) as usize;
                if self.buffer.len() >= 4 + length {
                    return self.buffer.split_to(4 + length).freeze().slice(4..);
                }
            }
            let read = self.socket.read_buf(&mut self.buffer).await.unwrap();
            assert!(read > 0, "the helper ended");
            self.received += read;
        }
    }

    /// Hears until something is said that is wanted.
    pub async fn until<T>(&mut self, mut wanted: impl FnMut(&Service, Said) -> Option<T>) -> T {
        loop {
            let said = self.hear().await;
            if let Some(found) = wanted(self, said) {
                return found;
            }
        }
    }

    /// Waits for the helper to end by itself.
    pub async fn ended(self) -> Result<(), HelperError> {
        self.helper.await.unwrap()
    }

    /// Closes the socket and waits for the helper's end.
    pub async fn end(self) -> Result<(), HelperError> {
        drop(self.socket);
        self.helper.await.unwrap()
    }
}
