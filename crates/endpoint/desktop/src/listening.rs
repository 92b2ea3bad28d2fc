//! The thread that hears (SCR-18): what the desktop plays, in packets, to every channel that wants it. While none does, nothing is captured; while nothing plays, nothing is sent.

use std::collections::BTreeSet;
use std::sync::Arc;

use tokio::sync::mpsc::error::TryRecvError;
use tokio::sync::mpsc::{Receiver, Sender};
use towline_platform::{Ears, SOUND_FRAME, SoundCoder, SoundEvent, Waker};
use towline_wire::{Class, Payload, encode_data};

use crate::outgoing::Outgoing;
use crate::reader::Command;

/// Packets of silence that are still sent: an end that is cut off clicks, and what was coded a moment ago comes to its end.
const QUIET: u32 = 15;
/// Samples of a packet, both channels.
const FRAME: usize = SOUND_FRAME * 2;
/// Sound that waits to be coded; older is dropped.
const WAITING: usize = FRAME * 50;

/// What a helper hears with. Without it, its desktop has no sound for anybody.
pub struct Hearing {
    /// What listens.
    pub ears: Box<dyn Ears>,
    /// What makes packets.
    pub coder: Box<dyn SoundCoder>,
}

/// Whether a channel wants sound.
#[derive(Debug)]
pub(crate) struct Listen {
    pub channel: u32,
    pub on: bool,
}

/// How the reader tells it.
pub(crate) struct ToEars {
    commands: Sender<Listen>,
    waker: Arc<dyn Waker>,
}

impl ToEars {
    pub fn new(commands: Sender<Listen>, waker: Arc<dyn Waker>) -> ToEars {
        ToEars { commands, waker }
    }

    pub async fn tell(&self, channel: u32, on: bool) {
        // A thread that ended hears nothing any more; its end is told with the helper's.
        if self.commands.send(Listen { channel, on }).await.is_ok() {
            self.waker.wake();
        }
    }
}

pub(crate) struct Listening {
    ears: Box<dyn Ears>,
    packets: Packets,
    commands: Receiver<Listen>,
    /// Whether something can be heard stands in the status, which is the eyes' to tell.
    eyes: Sender<Command>,
    waker: Arc<dyn Waker>,
    outgoing: Outgoing,
    channels: BTreeSet<u32>,
}

impl Listening {
    pub fn new(
        hearing: Hearing,
        commands: Receiver<Listen>,
        eyes: Sender<Command>,
        waker: Arc<dyn Waker>,
        outgoing: Outgoing,
    ) -> Listening {
        let Hearing { ears, coder } = hearing;
        Listening { ears, packets: Packets::new(coder), commands, eyes, waker, outgoing, channels: BTreeSet::new() }
    }

    /// Runs until the commands end.
    pub fn run(mut self) {
        loop {
            loop {
                match self.commands.try_recv() {
                    Ok(Listen { channel, on }) => self.want(channel, on),
                    Err(TryRecvError::Empty) => break,
                    Err(TryRecvError::Disconnected) => return,
                }
            }
            while let Some(event) = self.ears.next_event() {
                match event {
                    SoundEvent::Ability(ability) => self.tell(ability.err().unwrap_or_default()),
                    SoundEvent::Samples(samples) => self.hear(&samples),
                }
            }
            self.ears.wait();
        }
    }

    fn want(&mut self, channel: u32, on: bool) {
        let before = !self.channels.is_empty();
        let changed = if on { self.channels.insert(channel) } else { self.channels.remove(&channel) };
        let now = !self.channels.is_empty();
        // Wanted anew, what failed is tried again.
        if before != now || (on && changed) {
            self.ears.listen(now);
        }
        if before != now {
            self.packets.restart();
        }
    }

    fn hear(&mut self, samples: &[i16]) {
        for packet in self.packets.take(samples) {
            let payload = packet.encode();
            for channel in &self.channels {
                self.outgoing.push(Class::Sound, encode_data(*channel, &[&payload]));
            }
        }
    }

    fn tell(&self, absent: &'static str) {
        // Eyes that ended are told of by their own result.
        if self.eyes.blocking_send(Command::Sound { absent }).is_ok() {
            self.waker.wake();
        }
    }
}

/// Cuts what is heard into packets.
struct Packets {
    coder: Box<dyn SoundCoder>,
    waiting: Vec<i16>,
    quiet: u32,
    sequence: u32,
    at: u64,
}

impl Packets {
    fn new(coder: Box<dyn SoundCoder>) -> Packets {
        // What was never heard is as good as silence.
        Packets { coder, waiting: Vec::new(), quiet: QUIET, sequence: 0, at: 0 }
    }

    fn restart(&mut self) {
        self.waiting.clear();
        self.quiet = QUIET;
        self.coder.restart();
    }

    fn take(&mut self, samples: &[i16]) -> Vec<Payload> {
        self.waiting.extend_from_slice(samples);
        let over = self.waiting.len().saturating_sub(WAITING);
        if over > 0 {
            let over = over.next_multiple_of(2).min(self.waiting.len());
            self.waiting.drain(..over);
            self.at += (over / 2) as u64;
        }
        let (frames, rest) = self.waiting.as_chunks::<FRAME>();
        let mut packets = Vec::new();
        for frame in frames {
            self.quiet = if frame.iter().all(|sample| *sample == 0) { self.quiet.saturating_add(1) } else { 0 };
            if self.quiet <= QUIET
                && let Some(packet) = self.coder.encode(frame)
            {
                packets.push(Payload::Sound { sequence: self.sequence, at: self.at, packet });
                self.sequence = self.sequence.wrapping_add(1);
            }
            self.at += SOUND_FRAME as u64;
        }
        let rest = rest.to_vec();
        self.waiting = rest;
        packets
    }
}

#[cfg(test)]
mod tests {
    use bytes::Bytes;

    use super::*;

    /// Says how loud the first sample was.
    struct Plain;

    impl SoundCoder for Plain {
        fn encode(&mut self, frame: &[i16]) -> Option<Bytes> {
            Some(Bytes::from(frame.first()?.to_le_bytes().to_vec()))
        }

        fn restart(&mut self) {}
    }

    fn packets(of: &[Payload]) -> Vec<(u32, u64)> {
        of.iter()
            .filter_map(|packet| match packet {
                Payload::Sound { sequence, at, .. } => Some((*sequence, *at)),
                _ => None,
            })
            .collect()
    }

    #[test]
    fn silence_sends_nothing_but_is_counted_scr_18() {
        let mut cut = Packets::new(Box::new(Plain));
        assert!(cut.take(&[0; FRAME * 10]).is_empty(), "nothing has played yet");
        assert_eq!(packets(&cut.take(&[7; FRAME])), [(0, 9_600)]);
        let end = cut.take(&[0; FRAME * 40]);
        assert_eq!(end.len(), QUIET as usize);
        assert!(cut.take(&[0; FRAME * 40]).is_empty());
        // Nothing was lost: the numbers go on, and the time says how long it was quiet.
        assert_eq!(packets(&cut.take(&[7; FRAME])), [(1 + QUIET, 91 * 960)]);
    }

    #[test]
    fn pieces_of_any_size_become_packets_of_20_ms_and_too_much_at_once_loses_the_oldest_scr_18() {
        let mut cut = Packets::new(Box::new(Plain));
        let mut made = Vec::new();
        for _ in 0..10 {
            made.extend(packets(&cut.take(&[3; 500])));
        }
        assert_eq!(made, [(0, 0), (1, 960)]);
        cut.restart();
        let many = cut.take(&[3; FRAME * 60]);
        assert_eq!((many.len(), packets(&many)[0]), (50, (2, 12 * 960)));
    }
}
