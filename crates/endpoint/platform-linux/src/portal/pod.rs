//! PipeWire's plain old data, as much of it as a stream of pictures needs: formats and buffers that are asked for, the format that was agreed on. Pure; nothing that is read makes it fail otherwise than by
//! `None`.

/// Types of values.
const ID: u32 = 3;
const INT: u32 = 4;
const RECTANGLE: u32 = 10;
const FRACTION: u32 = 11;
const OBJECT: u32 = 15;
const CHOICE: u32 = 19;
/// Kinds of objects, and what they are parameters for.
const FORMAT: u32 = 0x4_0003;
const BUFFERS: u32 = 0x4_0004;
const META: u32 = 0x4_0005;
const ENUM_FORMAT: u32 = 3;
/// The number of the parameter that says which format was agreed on.
pub(super) const AGREED_FORMAT: u32 = 4;
const ASKED_BUFFERS: u32 = 5;
const ASKED_META: u32 = 6;
/// Properties of formats.
const MEDIA_TYPE: u32 = 1;
const MEDIA_SUBTYPE: u32 = 2;
const VIDEO_FORMAT: u32 = 0x2_0001;
const VIDEO_SIZE: u32 = 0x2_0003;
const VIDEO_RATE: u32 = 0x2_0004;
const VIDEO: u32 = 2;
const RAW: u32 = 1;
/// Kinds of choices.
const RANGE: u32 = 1;
const ENUM: u32 = 3;
const FLAGS: u32 = 4;
/// Memory that any process can map: of our own, or a file of memory.
const MEMORY: u32 = 1 << 1 | 1 << 2;
/// Frames a second, at most.
const RATE: u32 = 60;

/// What comes beside the pixels.
pub(super) const META_HEADER: u32 = 1;
pub(super) const META_DAMAGE: u32 = 3;
pub(super) const META_CURSOR: u32 = 5;
/// Rectangles of damage of one frame.
pub(super) const DAMAGES: u32 = 16;
/// Bytes of a rectangle of damage: where, how large.
pub(super) const REGION: u32 = 16;
/// Bytes of what is told of the pointer, before its bitmap: 28, and those of the bitmap's own head.
pub(super) const CURSOR_HEAD: u32 = 28 + 20;
/// Longest side of a pointer.
pub(super) const CURSOR_SIDE: u32 = 256;
const HEADER: u32 = 32;

/// How the bytes of a pixel lie.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Order {
    /// Blue, green, red, and one more.
    Bgr,
    /// Red, green, blue, and one more.
    Rgb,
}

impl Order {
    pub fn of(format: u32) -> Option<Order> {
        match format {
            8 | 12 => Some(Order::Bgr),
            7 | 11 => Some(Order::Rgb),
            _ => None,
        }
    }
}

/// The formats that we take, best first.
const FORMATS: [u32; 4] = [8, 12, 7, 11];

/// What was agreed on.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) struct Format {
    pub order: Order,
    pub width: u32,
    pub height: u32,
}

struct Writer(Vec<u8>);

impl Writer {
    fn words(&mut self, words: &[u32]) {
        self.0.extend(words.iter().flat_map(|word| word.to_ne_bytes()));
    }

    /// A property; its value is padded to eight bytes.
    fn property(&mut self, key: u32, kind: u32, value: &[u32]) {
        self.words(&[key, 0, value.len() as u32 * 4, kind]);
        self.words(value);
        if value.len() % 2 == 1 {
            self.words(&[0]);
        }
    }

    /// A property whose value is to be chosen: the best one first. `size`: numbers of one value.
    fn choice(&mut self, key: u32, choice: u32, kind: u32, size: u32, values: &[u32]) {
        let value = [&[choice, 0, size * 4, kind], values].concat();
        self.property(key, CHOICE, &value);
    }
}

/// An object with what `fill` writes into it.
fn object(kind: u32, id: u32, fill: impl FnOnce(&mut Writer)) -> Vec<u8> {
    let mut writer = Writer(Vec::with_capacity(256));
    writer.words(&[0, OBJECT, kind, id]);
    fill(&mut writer);
    let size = (writer.0.len() - 8) as u32;
    if let Some(first) = writer.0.first_chunk_mut() {
        *first = size.to_ne_bytes();
    }
    writer.0
}

/// The formats that we take: whole pixels of four bytes in memory, no larger than a picture may be.
pub(super) fn formats(side: u32) -> Vec<u8> {
    object(FORMAT, ENUM_FORMAT, |writer| {
        writer.property(MEDIA_TYPE, ID, &[VIDEO]);
        writer.property(MEDIA_SUBTYPE, ID, &[RAW]);
        writer.choice(VIDEO_FORMAT, ENUM, ID, 1, &[&FORMATS[..1], &FORMATS].concat());
        writer.choice(VIDEO_SIZE, RANGE, RECTANGLE, 2, &[1280, 720, 1, 1, side, side]);
        writer.choice(VIDEO_RATE, RANGE, FRACTION, 2, &[RATE, 1, 0, 1, RATE, 1]);
    })
}

/// How the buffers of an agreed format are to be.
pub(super) fn buffers(format: Format) -> Vec<u8> {
    let stride = format.width.saturating_mul(4);
    object(BUFFERS, ASKED_BUFFERS, |writer| {
        writer.choice(1, RANGE, INT, 1, &[4, 2, 8]);
        writer.property(2, INT, &[1]);
        writer.property(3, INT, &[stride.saturating_mul(format.height)]);
        writer.property(4, INT, &[stride]);
        writer.choice(6, FLAGS, INT, 1, &[MEMORY]);
    })
}

fn meta(kind: u32, sizes: &[u32]) -> Vec<u8> {
    object(META, ASKED_META, |writer| {
        writer.property(1, ID, &[kind]);
        match sizes {
            [_] => writer.property(2, INT, sizes),
            _ => writer.choice(2, RANGE, INT, 1, sizes),
        }
    })
}

/// What is to come beside the pixels.
pub(super) fn metas() -> [Vec<u8>; 3] {
    let cursor = |side: u32| CURSOR_HEAD + side * side * 4;
    [
        meta(META_HEADER, &[HEADER]),
        meta(META_DAMAGE, &[REGION * DAMAGES, REGION, REGION * DAMAGES]),
        meta(META_CURSOR, &[cursor(64), cursor(1), cursor(CURSOR_SIDE)]),
    ]
}

/// Bytes of a value with its head, by its head. `None`: none of ours is so long.
pub(super) fn length(head: [u8; 4]) -> Option<usize> {
    let length = usize::try_from(u32::from_ne_bytes(head)).ok()?;
    (length <= 64 * 1024).then_some(length + 8)
}

fn word(bytes: &[u8], at: usize) -> Option<u32> {
    Some(u32::from_ne_bytes(*bytes.get(at * 4..)?.first_chunk()?))
}

/// The value of a property; of a choice its first one.
fn value(kind: u32, body: &[u8]) -> Option<(u32, &[u8])> {
    match kind {
        CHOICE => Some((word(body, 3)?, body.get(16..)?)),
        _ => Some((kind, body)),
    }
}

/// The format that was agreed on. `None`: it is none that we asked for.
pub(super) fn read_format(bytes: &[u8]) -> Option<Format> {
    let size = usize::try_from(word(bytes, 0)?).ok()?;
    let mut rest = bytes.get(8..)?.get(..size)?;
    if word(bytes, 1)? != OBJECT || word(rest, 0)? != FORMAT {
        return None;
    }
    rest = rest.get(8..)?;
    let (mut order, mut sides) = (None, None);
    while !rest.is_empty() {
        let (key, size, kind) = (word(rest, 0)?, usize::try_from(word(rest, 2)?).ok()?, word(rest, 3)?);
        let body = rest.get(16..)?.get(..size)?;
        match (key, value(kind, body)?) {
            (MEDIA_TYPE, (ID, value)) if word(value, 0)? != VIDEO => return None,
            (MEDIA_SUBTYPE, (ID, value)) if word(value, 0)? != RAW => return None,
            (VIDEO_FORMAT, (ID, value)) => order = Order::of(word(value, 0)?),
            (VIDEO_SIZE, (RECTANGLE, value)) => sides = Some((word(value, 0)?, word(value, 1)?)),
            _ => {}
        }
        rest = rest.get(16 + size.checked_next_multiple_of(8)?..).unwrap_or_default();
    }
    let (width, height) = sides?;
    (width > 0 && height > 0).then_some(Format { order: order?, width, height })
}

#[cfg(test)]
mod tests {
    use proptest::prelude::*;

    use super::*;

    fn agreed(format: u32, width: u32, height: u32) -> Vec<u8> {
        object(FORMAT, AGREED_FORMAT, |writer| {
            writer.property(MEDIA_TYPE, ID, &[VIDEO]);
            writer.property(MEDIA_SUBTYPE, ID, &[RAW]);
            writer.property(VIDEO_FORMAT, ID, &[format]);
            writer.property(VIDEO_SIZE, RECTANGLE, &[width, height]);
            writer.choice(VIDEO_RATE, RANGE, FRACTION, 2, &[60, 1, 0, 1, 60, 1]);
        })
    }

    #[test]
    fn the_agreed_format_is_read_and_a_foreign_one_is_none_scr_20() {
        assert_eq!(read_format(&agreed(8, 1280, 720)), Some(Format { order: Order::Bgr, width: 1280, height: 720 }));
        assert_eq!(read_format(&agreed(11, 3, 2)), Some(Format { order: Order::Rgb, width: 3, height: 2 }));
        assert_eq!(read_format(&agreed(2, 1280, 720)), None);
        assert_eq!(read_format(&agreed(8, 0, 720)), None);
        // What may be chosen is read as its first.
        assert_eq!(read_format(&formats(9000)), Some(Format { order: Order::Bgr, width: 1280, height: 720 }));
        assert_eq!(read_format(&buffers(Format { order: Order::Bgr, width: 2, height: 2 })), None);
    }

    #[test]
    fn all_that_is_written_is_whole_and_padded_scr_20() {
        let format = Format { order: Order::Rgb, width: 801, height: 601 };
        for pod in [formats(32_767), buffers(format)].into_iter().chain(metas()) {
            assert_eq!(pod.len() % 8, 0);
            assert_eq!(length(*pod.first_chunk().unwrap()), Some(pod.len()));
        }
    }

    proptest! {
        #[test]
        fn no_bytes_make_the_reader_of_formats_panic(bytes in prop::collection::vec(any::<u8>(), 0..200)) {
            let _ = read_format(&bytes);
        }

        #[test]
        fn no_change_of_a_format_makes_its_reader_panic(at in 0usize..34, value in any::<u32>()) {
            let mut bytes = agreed(8, 640, 480);
            if let Some(place) = bytes.get_mut(at * 4..at * 4 + 4) {
                place.copy_from_slice(&value.to_ne_bytes());
            }
            let _ = read_format(&bytes);
            for cut in 0..bytes.len() {
                let _ = read_format(&bytes[..cut]);
            }
        }
    }
}
