//! One shell's records, in their order, to what its terminal was sent: every byte once. Payloads say at which byte of all output they are; what came again after a restart is cut, what never came is told.

use std::collections::HashMap;

use bytes::Bytes;
use towline_model::ShellId;
use towline_wire::{Payload, ReplayFlags};

use crate::{Entry, Stream};

/// Sides of a terminal that are believed.
const SIDE: std::ops::RangeInclusive<u16> = 1..=1000;

/// Something of a shell's recording.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Scene {
    /// Its terminal has this size from here on: columns, rows.
    Size(u16, u16),
    /// It put this out.
    Output(Bytes),
    /// So many bytes of its output are missing.
    Gap(u64),
    /// What brings a cleared terminal to the state behind the gap, or the beginning of that.
    Picture(Bytes),
    /// The rest of it.
    PictureMore(Bytes),
    /// Something of the recording cannot be read.
    Damaged,
}

/// Reads one shell.
#[derive(Debug, Default)]
pub struct Reel {
    /// Output that was told, in bytes from the shell's first.
    position: u64,
    size: Option<(u16, u16)>,
    /// A picture is coming, of the state at this byte of the output.
    picture: Option<u64>,
    damaged: bool,
}

impl Reel {
    /// Of a shell's first byte.
    pub fn new() -> Self {
        Reel::default()
    }

    /// The next record of the shell. What is in it that was not told before, is told.
    pub fn take(&mut self, entry: Entry, mut tell: impl FnMut(Scene)) {
        match entry.stream {
            Stream::Screen => {}
            Stream::Size(_) => {
                if let Some(size) = size(&entry.payload).filter(|size| self.size != Some(*size)) {
                    self.size = Some(size);
                    tell(Scene::Size(size.0, size.1));
                }
            }
            Stream::Shell(_) => match Payload::decode(entry.payload) {
                Ok(Payload::ShellOutput { offset, bytes }) => {
                    self.picture = None;
                    self.output(offset, bytes, &mut tell);
                }
                Ok(Payload::ShellReplay { nonce: 0, flags, offset, bytes }) => {
                    self.replay(flags, offset, bytes, &mut tell);
                }
                // Nothing else is ever recorded of a shell.
                Ok(_) => {}
                Err(_) => self.broken(&mut tell),
            },
        }
    }

    /// Something of the recording cannot be read.
    pub fn broken(&mut self, mut tell: impl FnMut(Scene)) {
        if !std::mem::replace(&mut self.damaged, true) {
            tell(Scene::Damaged);
        }
    }

    /// There are no more records, of a shell that put out so many bytes, if that is known.
    pub fn end(&mut self, bytes: Option<u64>, mut tell: impl FnMut(Scene)) {
        self.gap(bytes.unwrap_or(0), &mut tell);
    }

    fn output(&mut self, offset: u64, mut bytes: Bytes, tell: &mut impl FnMut(Scene)) {
        self.gap(offset, tell);
        let known = usize::try_from(self.position - offset.min(self.position)).unwrap_or(usize::MAX);
        if known < bytes.len() {
            let rest = bytes.split_off(known);
            self.position = self.position.saturating_add(rest.len() as u64);
            tell(Scene::Output(rest));
        }
    }

    /// The relay's own replay: a picture of the state, then the output behind it. The parts of the picture all stand at its place in the output; those of the output go on from there.
    fn replay(&mut self, flags: ReplayFlags, offset: u64, bytes: Bytes, tell: &mut impl FnMut(Scene)) {
        let length = bytes.len() as u64;
        if flags.has(ReplayFlags::RESET) {
            // Of a state that was told already there is nothing to tell.
            self.picture = (offset > self.position).then_some(offset);
            if self.picture.is_some() {
                self.gap(offset, tell);
                tell(Scene::Picture(bytes));
            }
        } else if self.picture == Some(offset) && length > 0 {
            tell(Scene::PictureMore(bytes));
        } else if let Some(from) = offset.checked_sub(length) {
            self.picture = None;
            // More of a picture that was told already, not output: that would end before it.
            if offset > self.position {
                self.output(from, bytes, tell);
            }
        }
        if flags.has(ReplayFlags::LAST) {
            self.picture = None;
        }
    }

    fn gap(&mut self, offset: u64, tell: &mut impl FnMut(Scene)) {
        if let Some(missing) = offset.checked_sub(self.position).filter(|missing| *missing > 0) {
            self.position = offset;
            self.damaged = false;
            tell(Scene::Gap(missing));
        }
    }
}

fn size(payload: &[u8]) -> Option<(u16, u16)> {
    let (columns, rest) = payload.split_first_chunk::<2>()?;
    let (rows, _) = rest.split_first_chunk::<2>()?;
    let (columns, rows) = (u16::from_le_bytes(*columns), u16::from_le_bytes(*rows));
    (SIDE.contains(&columns) && SIDE.contains(&rows)).then_some((columns, rows))
}

/// How far each shell of a session is recorded: where a recorder that was restarted goes on.
#[derive(Debug, Default)]
pub struct Ends(HashMap<ShellId, u64>);

impl Ends {
    /// The next record.
    pub fn take(&mut self, entry: &Entry) {
        let (shell, end) = match (entry.stream, Payload::decode(entry.payload.clone())) {
            (Stream::Size(shell), _) => (shell, 0),
            (Stream::Shell(shell), Ok(Payload::ShellOutput { offset, bytes })) => {
                (shell, offset.saturating_add(bytes.len() as u64))
            }
            (Stream::Shell(shell), Ok(Payload::ShellReplay { nonce: 0, offset, .. })) => (shell, offset),
            _ => return,
        };
        let known = self.0.entry(shell).or_default();
        *known = end.max(*known);
    }

    /// How many bytes of a shell's output are recorded; nothing: it is not there.
    pub fn of(&self, shell: ShellId) -> Option<u64> {
        self.0.get(&shell).copied()
    }
}

impl Entry {
    /// The size of a shell's terminal from a moment on.
    pub fn of_size(columns: u16, rows: u16) -> Bytes {
        [columns.to_le_bytes(), rows.to_le_bytes()].concat().into()
    }
}

#[cfg(test)]
mod tests {
    use proptest::prelude::*;
    use towline_model::Moment;
    use uuid::Uuid;

    use super::*;

    fn shell() -> ShellId {
        ShellId::from_uuid(Uuid::from_u128(1))
    }

    fn entry(payload: Payload) -> Entry {
        Entry { at: Moment(1), stream: Stream::Shell(shell()), payload: payload.encode() }
    }

    fn output(offset: u64, bytes: &'static [u8]) -> Entry {
        entry(Payload::ShellOutput { offset, bytes: Bytes::from_static(bytes) })
    }

    fn replay(flags: u8, offset: u64, bytes: &'static [u8]) -> Entry {
        entry(Payload::ShellReplay { nonce: 0, flags: ReplayFlags(flags), offset, bytes: Bytes::from_static(bytes) })
    }

    fn told(entries: Vec<Entry>, bytes: Option<u64>) -> Vec<Scene> {
        let (mut reel, mut scenes) = (Reel::new(), Vec::new());
        for entry in entries {
            reel.take(entry, |scene| scenes.push(scene));
        }
        reel.end(bytes, |scene| scenes.push(scene));
        scenes
    }

    fn out(bytes: &'static [u8]) -> Scene {
        Scene::Output(Bytes::from_static(bytes))
    }

    #[test]
    fn what_comes_again_is_cut_and_what_is_missing_is_told_shl_6() {
        let again = vec![output(0, b"abc"), output(0, b"abc"), output(1, b"bcde"), output(5, b"f")];
        assert_eq!(told(again, Some(6)), [out(b"abc"), out(b"de"), out(b"f")]);
        let gap = vec![output(0, b"abc"), output(7, b"hi")];
        assert_eq!(told(gap, Some(12)), [out(b"abc"), Scene::Gap(4), out(b"hi"), Scene::Gap(3)]);
        assert_eq!(told(vec![output(2, b"c")], None), [Scene::Gap(2), out(b"c")]);
    }

    #[test]
    fn a_picture_stands_for_what_the_agent_has_no_more_shl_6() {
        let entries = vec![
            output(0, b"abc"),
            replay(ReplayFlags::FIRST | ReplayFlags::RESET, 100, b"state"),
            replay(0, 100, b" of it"),
            replay(0, 103, b"new"),
            replay(ReplayFlags::LAST, 105, b"er"),
            output(105, b"!"),
        ];
        let picture = |bytes| Bytes::from_static(bytes);
        assert_eq!(
            told(entries, None),
            [
                out(b"abc"),
                Scene::Gap(97),
                Scene::Picture(picture(b"state")),
                Scene::PictureMore(picture(b" of it")),
                out(b"new"),
                out(b"er"),
                out(b"!")
            ]
        );
        let known = vec![output(0, b"abcdef"), replay(5, 4, b"state"), replay(0, 4, b"more"), replay(2, 8, b"efgh")];
        assert_eq!(told(known, None), [out(b"abcdef"), out(b"gh")], "a state that is known already is not told");
    }

    #[test]
    fn a_size_is_told_once_shl_6() {
        let size = |columns: u16, rows: u16| Entry {
            at: Moment(1),
            stream: Stream::Size(shell()),
            payload: Entry::of_size(columns, rows),
        };
        let broken = Entry { at: Moment(1), stream: Stream::Size(shell()), payload: Bytes::from_static(b"\0") };
        let entries = vec![size(80, 24), size(80, 24), size(0, 24), broken, size(100, 30)];
        assert_eq!(told(entries, None), [Scene::Size(80, 24), Scene::Size(100, 30)]);
    }

    #[test]
    fn a_recorder_goes_on_where_each_shell_was_shl_4() {
        let mut ends = Ends::default();
        assert_eq!(ends.of(shell()), None);
        for entry in [output(0, b"abc"), output(3, b"de"), output(1, b"b")] {
            ends.take(&entry);
        }
        assert_eq!(ends.of(shell()), Some(5));
        ends.take(&output(u64::MAX, b"x"));
        assert_eq!(ends.of(shell()), Some(u64::MAX));
    }

    proptest! {
        #[test]
        fn any_payloads_are_told_in_order_and_never_twice_shl_6(
            payloads in proptest::collection::vec((0u8..3, 0u64..60, any::<u8>(), proptest::collection::vec(any::<u8>(), 0..20)), 0..40),
        ) {
            let (mut reel, mut position) = (Reel::new(), 0u64);
            for (kind, offset, flags, bytes) in payloads {
                let payload = match kind {
                    0 => Payload::ShellOutput { offset, bytes: bytes.into() }.encode(),
                    1 => Payload::ShellReplay { nonce: 0, flags: ReplayFlags(flags), offset, bytes: bytes.into() }.encode(),
                    _ => bytes.into(),
                };
                let entry = Entry { at: Moment(1), stream: Stream::Shell(shell()), payload };
                reel.take(entry, |scene| match scene {
                    Scene::Output(bytes) => position += bytes.len() as u64,
                    Scene::Gap(missing) => position += missing,
                    _ => {}
                });
                prop_assert_eq!(position, reel.position);
            }
        }
    }
}
