//! A segment: a first line, then records. Each is its length (u32), a head, a payload as it came; numbers are little endian.
//!
//! The head: moment (Unix ms, u64), stream kind (u8), the shell's id (16 bytes; zero for the screen). What a power cut left half written at the end is no record and no error.

use bytes::{Bytes, BytesMut};
use towline_model::{Moment, ShellId};
use uuid::Uuid;

/// First bytes of every segment.
pub const MAGIC: &[u8] = b"towline recording 1\n";
/// Bytes of a record's head.
pub const HEAD: usize = 25;
/// Length and head.
const FRONT: usize = 4 + HEAD;
/// A record cannot be longer; what says so is no length.
const RECORD_MOST: usize = 64 * 1024 * 1024;
/// Longest payload of a shell: a frame of a link is shorter.
const PAYLOAD_MOST: usize = 1024 * 1024;

/// What a record belongs to.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Stream {
    /// The session's screen: payloads as the endpoint sent them. Kind 1.
    Screen,
    /// A shell's output: payloads as the endpoint sent them. Kind 2.
    Shell(ShellId),
    /// The size of a shell's terminal from here on: columns and rows, u16 each. Kind 3.
    Size(ShellId),
}

/// The head of a record.
pub fn head(at: Moment, stream: Stream) -> [u8; HEAD] {
    let (kind, id) = match stream {
        Stream::Screen => (1, Uuid::nil()),
        Stream::Shell(shell) => (2, shell.uuid()),
        Stream::Size(shell) => (3, shell.uuid()),
    };
    let mut head = [0; HEAD];
    let at = u64::try_from(at.unix_ms()).unwrap_or(0);
    let bytes = at.to_le_bytes().into_iter().chain([kind]).chain(*id.as_bytes());
    for (place, byte) in head.iter_mut().zip(bytes) {
        *place = byte;
    }
    head
}

/// A record of a shell.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Entry {
    /// When it came.
    pub at: Moment,
    /// What it belongs to.
    pub stream: Stream,
    /// What it has.
    pub payload: Bytes,
}

/// Which records are read; the others are passed over.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Wanted {
    /// Of one shell.
    Shell(ShellId),
    /// Of all shells.
    Shells,
}

/// How a segment ended.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum End {
    /// Behind a record.
    Whole,
    /// Within one: the appliance was stopped while it was written.
    Torn,
    /// It has bytes that are no records; what came after them is lost.
    Damaged,
}

enum Stage {
    Magic,
    Front,
    Payload { at: Moment, stream: Stream, bytes: usize },
    Skip(usize),
    Damaged,
}

/// Reads one segment, in pieces of any size.
pub struct SegmentReader {
    wanted: Wanted,
    stage: Stage,
    held: BytesMut,
}

impl SegmentReader {
    /// A segment's beginning.
    pub fn new(wanted: Wanted) -> Self {
        SegmentReader { wanted, stage: Stage::Magic, held: BytesMut::new() }
    }

    /// The next bytes of it. `tell` gets each record that is wanted as soon as it is whole.
    pub fn feed(&mut self, mut bytes: &[u8], mut tell: impl FnMut(Entry)) {
        while !bytes.is_empty() {
            let need = match &mut self.stage {
                Stage::Magic => MAGIC.len(),
                Stage::Front => FRONT,
                Stage::Payload { bytes, .. } => *bytes,
                Stage::Skip(left) => {
                    let now = bytes.len().min(*left);
                    *left -= now;
                    bytes = bytes.get(now..).unwrap_or_default();
                    if *left == 0 {
                        self.stage = Stage::Front;
                    }
                    continue;
                }
                Stage::Damaged => return,
            };
            let (now, later) = bytes.split_at(bytes.len().min(need.saturating_sub(self.held.len())));
            self.held.extend_from_slice(now);
            bytes = later;
            if self.held.len() == need {
                self.step(&mut tell);
            }
        }
    }

    fn step(&mut self, tell: &mut impl FnMut(Entry)) {
        let held = self.held.split().freeze();
        self.stage = match self.stage {
            Stage::Magic if held == MAGIC => Stage::Front,
            Stage::Front => front(&held, self.wanted),
            Stage::Payload { at, stream, .. } => {
                tell(Entry { at, stream, payload: held });
                Stage::Front
            }
            Stage::Magic | Stage::Skip(_) | Stage::Damaged => Stage::Damaged,
        };
        // An empty payload has no byte that would bring it out.
        if let Stage::Payload { at, stream, bytes: 0 } = self.stage {
            tell(Entry { at, stream, payload: Bytes::new() });
            self.stage = Stage::Front;
        } else if matches!(self.stage, Stage::Skip(0)) {
            self.stage = Stage::Front;
        }
    }

    /// Of the bytes that come next, how many nobody wants: the caller may pass over them ([`SegmentReader::passed`]) instead of reading them.
    pub fn unwanted(&self) -> u64 {
        match self.stage {
            Stage::Skip(left) => left as u64,
            _ => 0,
        }
    }

    /// The caller passed over all that nobody wants.
    pub fn passed(&mut self) {
        if matches!(self.stage, Stage::Skip(_)) {
            self.stage = Stage::Front;
        }
    }

    /// Whether nothing more can be read of it.
    pub fn is_damaged(&self) -> bool {
        matches!(self.stage, Stage::Damaged)
    }

    /// There are no more bytes.
    pub fn end(&self) -> End {
        match self.stage {
            Stage::Damaged => End::Damaged,
            // One that was made and never written is empty.
            Stage::Magic | Stage::Front if self.held.is_empty() => End::Whole,
            Stage::Magic | Stage::Front | Stage::Payload { .. } | Stage::Skip(_) => End::Torn,
        }
    }
}

fn front(held: &[u8], wanted: Wanted) -> Stage {
    let Some((length, rest)) = held.split_first_chunk::<4>() else { return Stage::Damaged };
    let Some((at, rest)) = rest.split_first_chunk::<8>() else { return Stage::Damaged };
    let Some((&kind, id)) = rest.split_first() else { return Stage::Damaged };
    let length = usize::try_from(u32::from_le_bytes(*length)).unwrap_or(usize::MAX);
    let Some(bytes) = length.checked_sub(HEAD).filter(|_| length <= RECORD_MOST) else { return Stage::Damaged };
    let Ok(id) = Uuid::from_slice(id) else { return Stage::Damaged };
    let shell = ShellId::from_uuid(id);
    let stream = match kind {
        1 => Stream::Screen,
        2 => Stream::Shell(shell),
        3 => Stream::Size(shell),
        // Of a later release.
        _ => return Stage::Skip(bytes),
    };
    let fits = stream != Stream::Screen && (wanted == Wanted::Shells || wanted == Wanted::Shell(shell));
    if !fits || bytes > PAYLOAD_MOST {
        return Stage::Skip(bytes);
    }
    let at = Moment(i64::try_from(u64::from_le_bytes(*at)).unwrap_or(i64::MAX));
    Stage::Payload { at, stream, bytes }
}

#[cfg(test)]
mod tests {
    use proptest::prelude::*;

    use super::*;

    fn shell(number: u128) -> ShellId {
        ShellId::from_uuid(Uuid::from_u128(number))
    }

    fn stream() -> impl Strategy<Value = Stream> {
        prop_oneof![
            Just(Stream::Screen),
            (1u128..4).prop_map(|number| Stream::Shell(shell(number))),
            (1u128..4).prop_map(|number| Stream::Size(shell(number))),
        ]
    }

    fn entries() -> impl Strategy<Value = Vec<Entry>> {
        let entry = (0i64..1 << 45, stream(), proptest::collection::vec(any::<u8>(), 0..200));
        let entry = entry.prop_map(|(at, stream, payload)| Entry { at: Moment(at), stream, payload: payload.into() });
        proptest::collection::vec(entry, 0..20)
    }

    fn written(entries: &[Entry]) -> Vec<u8> {
        let mut bytes = MAGIC.to_vec();
        for entry in entries {
            let length = u32::try_from(HEAD + entry.payload.len()).unwrap();
            bytes.extend(length.to_le_bytes());
            bytes.extend(head(entry.at, entry.stream));
            bytes.extend(&entry.payload);
        }
        bytes
    }

    /// Read in pieces of a size, passing over what nobody wants where that is said.
    fn read(bytes: &[u8], wanted: Wanted, piece: usize, pass: bool) -> (Vec<Entry>, End) {
        let (mut reader, mut found, mut at) = (SegmentReader::new(wanted), Vec::new(), 0);
        while at < bytes.len() {
            let to = (at + piece).min(bytes.len());
            reader.feed(&bytes[at..to], |entry| found.push(entry));
            at = to;
            let unwanted = usize::try_from(reader.unwanted()).unwrap();
            if pass && unwanted > 0 && at + unwanted <= bytes.len() {
                reader.passed();
                at += unwanted;
            }
        }
        (found, reader.end())
    }

    fn of_shells(entries: &[Entry]) -> Vec<Entry> {
        entries.iter().filter(|entry| entry.stream != Stream::Screen).cloned().collect()
    }

    proptest! {
        #[test]
        fn what_was_written_is_read_in_pieces_of_any_size_rec_3(entries in entries(), piece in 1usize..100, pass: bool) {
            let bytes = written(&entries);
            prop_assert_eq!(read(&bytes, Wanted::Shells, piece, pass), (of_shells(&entries), End::Whole));
            let one = |entry: &Entry| matches!(entry.stream, Stream::Shell(id) | Stream::Size(id) if id == shell(2));
            let of_one: Vec<Entry> = entries.iter().filter(|entry| one(entry)).cloned().collect();
            prop_assert_eq!(read(&bytes, Wanted::Shell(shell(2)), piece, pass), (of_one, End::Whole));
        }

        #[test]
        fn what_is_cut_anywhere_gives_its_whole_records_rec_3(entries in entries(), cut in 0usize..5000) {
            let bytes = written(&entries);
            let cut = cut.min(bytes.len());
            let (found, end) = read(&bytes[..cut], Wanted::Shells, 7, false);
            let all = of_shells(&entries);
            prop_assert!(all.starts_with(&found));
            prop_assert_ne!(end, End::Damaged);
        }

        #[test]
        fn flipped_bytes_never_panic_and_never_hold_more_than_a_record_rec_3(
            entries in entries(), flips in proptest::collection::vec((0usize..5000, any::<u8>()), 1..10), piece in 1usize..64,
        ) {
            let mut bytes = written(&entries);
            let length = bytes.len();
            for (at, by) in flips {
                bytes[at % length] ^= by;
            }
            let mut reader = SegmentReader::new(Wanted::Shells);
            for piece in bytes.chunks(piece) {
                reader.feed(piece, |entry| assert!(entry.payload.len() <= PAYLOAD_MOST));
                assert!(reader.held.len() <= PAYLOAD_MOST);
            }
            let _ = reader.end();
        }
    }
}
