//! Input as it arrives: each number of a viewer is performed once, at once, and acknowledged. Knows who holds something, so that it can be let go.

use std::collections::HashMap;

use towline_platform::{Buttons, DesktopError, Holder, InputSink, KeyBy, KeyStroke, RepModifiers};
use towline_wire::v1::screen_up::Body;
use towline_wire::v1::{KeyInput, KeyMode, ScreenUp};
use towline_wire::{Class, Payload, encode_data};

use crate::outgoing::Outgoing;
use crate::shared::Shared;

/// Viewers that are remembered. The one that was silent longest is forgotten first.
const VIEWERS: usize = 256;
/// Farthest that one relative move goes, in pixels.
const NUDGE: i32 = 4096;
/// Longest text of a key.
const TEXT: usize = 32;

pub(crate) struct Hands<I> {
    input: I,
    outgoing: Outgoing,
    shared: Shared,
    viewers: HashMap<Holder, Viewer>,
    turn: u64,
}

/// One viewer of one participant.
#[derive(Default)]
struct Viewer {
    /// Number of the last input performed.
    sequence: u64,
    channel: u32,
    turn: u64,
}

impl<I: InputSink> Hands<I> {
    pub fn new(input: I, outgoing: Outgoing, shared: Shared) -> Hands<I> {
        Hands { input, outgoing, shared, viewers: HashMap::new(), turn: 0 }
    }

    /// Performs input of a viewer and acknowledges it. Anything else is not for the hands.
    pub fn perform(&mut self, channel: u32, participant: u16, message: &ScreenUp) -> Result<(), DesktopError> {
        let holder = (participant, message.viewer);
        match &message.body {
            Some(Body::Release(_)) => return self.input.release(holder),
            Some(Body::Pointer(_) | Body::Wheel(_) | Body::Key(_)) => {}
            Some(
                Body::Painted(_)
                | Body::Options(_)
                | Body::ClipboardAsk(_)
                | Body::ClipboardPart(_)
                | Body::ClipboardSet(_)
                | Body::ClipboardFiles(_)
                | Body::DrawStroke(_)
                | Body::DrawErase(_)
                | Body::DrawUndo(_)
                | Body::DrawClear(_)
                | Body::DrawPoint(_)
                | Body::SoundWanted(_)
                | Body::SoundHeard(_)
                | Body::Ask(_),
            )
            | None => return Ok(()),
        }
        let last = self.viewer(holder, channel)?.sequence;
        if message.sequence > last {
            self.act(channel, holder, message)?;
            self.viewer(holder, channel)?.sequence = message.sequence;
        }
        let sequence = message.sequence.max(last);
        let ack = Payload::InputAck { viewer: message.viewer, sequence }.encode();
        self.outgoing.push(Class::Input, encode_data(channel, &[&ack]));
        Ok(())
    }

    fn act(&mut self, channel: u32, holder: Holder, message: &ScreenUp) -> Result<(), DesktopError> {
        match &message.body {
            Some(Body::Pointer(pointer)) if pointer.relative => {
                let far = |delta: i32| delta.clamp(-NUDGE, NUDGE);
                let (x, y) = (far(pointer.delta_x), far(pointer.delta_y));
                self.input.nudge(holder, x, y, (pointer.buttons & 0x1f) as Buttons)
            }
            Some(Body::Pointer(pointer)) => {
                let Some((x, y)) = self.shared.point(channel, pointer.x, pointer.y) else { return Ok(()) };
                self.input.pointer(holder, x, y, (pointer.buttons & 0x1f) as Buttons)
            }
            Some(Body::Wheel(wheel)) => {
                let at = if wheel.here { None } else { self.shared.point(channel, wheel.x, wheel.y) };
                if at.is_none() && !wheel.here {
                    return Ok(());
                }
                self.input.wheel(holder, at, (wheel.delta_x, wheel.delta_y))
            }
            Some(Body::Key(key)) => match stroke(key) {
                Some(stroke) => self.input.key(holder, &stroke),
                None => Ok(()),
            },
            _ => Ok(()),
        }
    }

    /// Lets go of what all viewers of a participant hold.
    pub fn release_participant(&mut self, participant: u32) -> Result<(), DesktopError> {
        self.release_where(|holder, _| u32::from(holder.0) == participant)
    }

    /// Lets go of what was pressed over a channel.
    pub fn release_channel(&mut self, channel: u32) -> Result<(), DesktopError> {
        self.release_where(|_, viewer| viewer.channel == channel)
    }

    /// Lets go of everything.
    pub fn release_all(&mut self) -> Result<(), DesktopError> {
        self.input.release_all()
    }

    fn release_where(&mut self, which: impl Fn(&Holder, &Viewer) -> bool) -> Result<(), DesktopError> {
        let holders = self.viewers.iter().filter(|(holder, viewer)| which(holder, viewer));
        let holders: Vec<Holder> = holders.map(|(holder, _)| *holder).collect();
        holders.into_iter().try_for_each(|holder| self.input.release(holder))
    }

    fn viewer(&mut self, holder: Holder, channel: u32) -> Result<&mut Viewer, DesktopError> {
        if self.viewers.len() >= VIEWERS && !self.viewers.contains_key(&holder) {
            let oldest = self.viewers.iter().min_by_key(|(_, viewer)| viewer.turn).map(|(holder, _)| *holder);
            if let Some(oldest) = oldest {
                self.viewers.remove(&oldest);
                self.input.release(oldest)?;
            }
        }
        self.turn += 1;
        let viewer = self.viewers.entry(holder).or_default();
        (viewer.channel, viewer.turn) = (channel, self.turn);
        Ok(viewer)
    }
}

/// A key as the platform takes it. `None`: longer than any key is.
fn stroke(key: &KeyInput) -> Option<KeyStroke> {
    let has = |bit: u32| key.modifiers & bit != 0;
    let modifiers = RepModifiers {
        shift: has(1),
        control: has(2),
        alt: has(4),
        meta: has(8),
        alt_graph: has(16),
        caps_lock: has(32),
        num_lock: has(64),
    };
    (key.code.len() <= TEXT && key.key.len() <= TEXT).then(|| KeyStroke {
        down: key.down,
        code: key.code.clone(),
        key: key.key.clone(),
        modifiers,
        repeat: key.repeat,
        by: match key.mode() {
            KeyMode::Automatic => KeyBy::Automatic,
            KeyMode::Place => KeyBy::Place,
            KeyMode::Character => KeyBy::Character,
        },
    })
}
