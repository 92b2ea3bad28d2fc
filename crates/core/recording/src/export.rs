//! A shell's records to the file that somebody downloads, piece by piece.

use towline_model::Moment;
use towline_term::Transcript;

use crate::{Cast, Entry, Reel, Scene};

/// Where nobody said how large the terminal was.
const SIZE: (u16, u16) = (80, 24);

/// What kind of file.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Form {
    /// With times, as asciicast v2.
    Cast,
    /// Plain lines.
    Transcript,
}

enum Writer {
    Cast(Cast),
    /// The size, until there is output.
    Lines(Option<(u16, u16)>, Option<Box<Transcript>>),
}

/// Makes the file. Take what comes out after each record: nothing is kept.
pub struct Export {
    reel: Reel,
    writer: Writer,
    out: String,
    last: Moment,
}

impl Export {
    /// With a title, for forms that have one.
    pub fn new(form: Form, title: &str) -> Self {
        let writer = match form {
            Form::Cast => Writer::Cast(Cast::new(title)),
            Form::Transcript => Writer::Lines(None, None),
        };
        Export { reel: Reel::new(), writer, out: String::new(), last: Moment(0) }
    }

    /// The next record of the shell.
    pub fn take(&mut self, entry: Entry) {
        let at = entry.at;
        let Export { reel, writer, out, last } = self;
        *last = at;
        reel.take(entry, |scene| writer.show(at, &scene, out));
    }

    /// Something of the recording cannot be read.
    pub fn broken(&mut self) {
        let Export { reel, writer, out, last, .. } = self;
        reel.broken(|scene| writer.show(*last, &scene, out));
    }

    /// Bytes that wait to be taken.
    pub fn waiting(&self) -> usize {
        self.out.len()
    }

    /// What has come out since the last call.
    pub fn pieces(&mut self) -> String {
        std::mem::take(&mut self.out)
    }

    /// The rest, of a shell that put out so many bytes, if that is known.
    pub fn finish(mut self, bytes: Option<u64>) -> String {
        let Export { reel, writer, out, last, .. } = &mut self;
        reel.end(bytes, |scene| writer.show(*last, &scene, out));
        match self.writer {
            Writer::Cast(mut cast) => cast.finish(&mut self.out),
            Writer::Lines(_, Some(lines)) => self.out.push_str(&lines.finish()),
            Writer::Lines(_, None) => {}
        }
        self.out
    }
}

impl Writer {
    fn show(&mut self, at: Moment, scene: &Scene, out: &mut String) {
        let (size, lines) = match self {
            Writer::Cast(cast) => return cast.show(at, scene, out),
            Writer::Lines(size, lines) => (size, lines),
        };
        if let Scene::Size(columns, rows) = scene {
            *size = Some((*columns, *rows));
            if let Some(lines) = lines {
                lines.resize(*columns, *rows);
            }
        } else {
            let (columns, rows) = size.unwrap_or(SIZE);
            let lines = lines.get_or_insert_with(|| Box::new(Transcript::new(columns, rows)));
            match scene {
                Scene::Output(bytes) => lines.feed(bytes),
                Scene::Gap(bytes) => lines.remark(&format!("[{bytes} bytes of output are missing here.]")),
                Scene::Damaged => lines.remark("[Part of the recording cannot be read.]"),
                Scene::Picture(state) => lines.restore(state),
                Scene::PictureMore(state) => lines.restore_more(state),
                Scene::Size(..) => {}
            }
        }
        if let Some(lines) = lines.as_mut().filter(|lines| lines.waiting() > 0) {
            out.push_str(&lines.take());
        }
    }
}

#[cfg(test)]
mod tests {
    use bytes::Bytes;
    use towline_model::ShellId;
    use towline_wire::Payload;
    use uuid::Uuid;

    use super::*;
    use crate::Stream;

    fn file(form: Form, outputs: &[(u64, &'static [u8])], bytes: Option<u64>) -> String {
        let shell = ShellId::from_uuid(Uuid::from_u128(1));
        let mut export = Export::new(form, "title");
        let entry = |stream, payload| Entry { at: Moment(1000), stream, payload };
        export.take(entry(Stream::Size(shell), Entry::of_size(40, 10)));
        for (offset, bytes) in outputs {
            let payload = Payload::ShellOutput { offset: *offset, bytes: Bytes::from_static(bytes) };
            export.take(entry(Stream::Shell(shell), payload.encode()));
        }
        export.finish(bytes)
    }

    #[test]
    fn both_files_tell_the_same_once_and_say_what_is_missing_shl_6() {
        let outputs: [(u64, &[u8]); 3] = [(0, b"one\r\ntwo\r\n"), (5, b"two\r\n"), (17, b"last\r\n")];
        assert_eq!(
            file(Form::Transcript, &outputs, Some(30)),
            "one\ntwo\n[7 bytes of output are missing here.]\nlast\n[7 bytes of output are missing here.]\n"
        );
        let cast = file(Form::Cast, &outputs, Some(30));
        assert_eq!(
            cast,
            concat!(
                "{\"version\":2,\"width\":40,\"height\":10,\"timestamp\":1,\"title\":\"title\",\"env\":{\"TERM\":\"xterm-256color\"}}\n",
                "[0.000,\"o\",\"one\\r\\ntwo\\r\\n\"]\n",
                "[0.000,\"m\",\"7 bytes of output are missing\"]\n",
                "[0.000,\"o\",\"last\\r\\n\"]\n",
                "[0.000,\"m\",\"7 bytes of output are missing\"]\n",
            )
        );
    }

    #[test]
    fn a_long_recording_is_never_held_shl_6() {
        let shell = ShellId::from_uuid(Uuid::from_u128(1));
        for form in [Form::Cast, Form::Transcript] {
            let (mut export, mut offset, mut told) = (Export::new(form, ""), 0u64, 0);
            for _ in 0..300 {
                let bytes = Bytes::from(b"a line of some length\r\n".repeat(400));
                let payload = Payload::ShellOutput { offset, bytes: bytes.clone() };
                offset += bytes.len() as u64;
                export.take(Entry { at: Moment(1), stream: Stream::Shell(shell), payload: payload.encode() });
                assert!(export.waiting() < 2 * bytes.len());
                told += export.pieces().len();
            }
            assert!(told as u64 > offset / 2);
        }
    }
}
