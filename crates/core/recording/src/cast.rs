//! asciicast v2 (https://docs.asciinema.org/manual/asciicast/v2/): a line of JSON with the size, the time and the title; then a line for each event: seconds since the start, its code, its data.

use std::fmt::Write as _;

use towline_model::Moment;

use crate::Scene;

/// Where nobody said how large the terminal was.
const SIZE: (u16, u16) = (80, 24);

/// Writes one.
#[derive(Debug)]
pub struct Cast {
    title: String,
    /// When the first record was made; nothing is written before.
    started: Option<Moment>,
    size: Option<(u16, u16)>,
    begun: bool,
    /// Of the newest event, in milliseconds: a clock that was set back does not make time run backwards.
    at_ms: u64,
    /// The beginning of a character whose rest is not here yet.
    left_over: Vec<u8>,
}

impl Cast {
    /// With this title.
    pub fn new(title: &str) -> Self {
        Cast { title: title.to_owned(), started: None, size: None, begun: false, at_ms: 0, left_over: Vec::new() }
    }

    /// Something happened at a moment; its lines go to `out`.
    pub fn show(&mut self, at: Moment, scene: &Scene, out: &mut String) {
        let started = *self.started.get_or_insert(at);
        let since = u64::try_from(at.unix_ms().saturating_sub(started.unix_ms())).unwrap_or(0);
        self.at_ms = self.at_ms.max(since);
        match scene {
            Scene::Size(columns, rows) if !self.begun => self.size = Some((*columns, *rows)),
            Scene::Size(columns, rows) => self.event('r', &format!("{columns}x{rows}"), out),
            Scene::Output(bytes) | Scene::PictureMore(bytes) => {
                let text = towline_term::decode(&mut self.left_over, bytes);
                if !text.is_empty() {
                    self.event('o', &text, out);
                }
            }
            Scene::Gap(bytes) => {
                self.cut(out);
                self.event('m', &format!("{bytes} bytes of output are missing"), out);
            }
            Scene::Damaged => {
                self.cut(out);
                self.event('m', "part of the recording cannot be read", out);
            }
            Scene::Picture(bytes) => {
                // A cleared terminal (RIS), then what stood in it.
                let text = towline_term::decode(&mut self.left_over, bytes);
                self.event('o', &format!("\u{1b}c{text}"), out);
            }
        }
    }

    /// There is nothing more.
    pub fn finish(&mut self, out: &mut String) {
        self.cut(out);
        self.begin(out);
    }

    /// What was begun of a character ends as none.
    fn cut(&mut self, out: &mut String) {
        if !std::mem::take(&mut self.left_over).is_empty() {
            self.event('o', "\u{fffd}", out);
        }
    }

    fn begin(&mut self, out: &mut String) {
        if std::mem::replace(&mut self.begun, true) {
            return;
        }
        let (columns, rows) = self.size.unwrap_or(SIZE);
        let seconds = self.started.map_or(0, |started| (started.unix_ms() / 1000).max(0));
        let _ = write!(out, r#"{{"version":2,"width":{columns},"height":{rows},"timestamp":{seconds},"title":"#);
        push_json(&self.title, out);
        out.push_str(",\"env\":{\"TERM\":\"xterm-256color\"}}\n");
    }

    fn event(&mut self, code: char, data: &str, out: &mut String) {
        self.begin(out);
        let _ = write!(out, "[{}.{:03},\"{code}\",", self.at_ms / 1000, self.at_ms % 1000);
        push_json(data, out);
        out.push_str("]\n");
    }
}

/// A string of JSON. Everything that could end a line or mean something to who reads it raw is written with its number.
fn push_json(text: &str, out: &mut String) {
    out.push('"');
    for character in text.chars() {
        match character {
            '"' => out.push_str("\\\""),
            '\\' => out.push_str("\\\\"),
            '\n' => out.push_str("\\n"),
            '\r' => out.push_str("\\r"),
            '\t' => out.push_str("\\t"),
            character if character.is_control() || matches!(character, '\u{2028}' | '\u{2029}') => {
                let _ = write!(out, "\\u{:04x}", u32::from(character));
            }
            character => out.push(character),
        }
    }
    out.push('"');
}

#[cfg(test)]
mod tests {
    use bytes::Bytes;
    use proptest::prelude::*;
    use serde_json::Value;

    use super::*;

    /// What the format's rules say of a file, read by a parser of its own: the header, the events' times and codes, and what they have.
    fn read(file: &str) -> (Value, Vec<(f64, String, String)>) {
        assert!(file.ends_with('\n'));
        let mut lines = file.lines();
        let header: Value = serde_json::from_str(lines.next().unwrap()).unwrap();
        assert_eq!(header["version"], 2);
        for required in ["width", "height", "timestamp"] {
            assert!(header[required].as_u64().is_some(), "{required}");
        }
        assert!(header["title"].is_string() && header["env"].is_object());
        let mut before = 0.0;
        let events = lines.map(|line| {
            let Value::Array(event) = serde_json::from_str(line).unwrap() else { panic!("{line}") };
            let [time, code, data] = event.as_slice() else { panic!("{line}") };
            let time = time.as_f64().unwrap();
            assert!(time >= before, "time runs forwards");
            before = time;
            let (code, data) = (code.as_str().unwrap(), data.as_str().unwrap());
            match code {
                "o" => assert!(!data.is_empty()),
                "r" => assert!(
                    data.split_once('x').is_some_and(|(a, b)| a.parse::<u16>().is_ok() && b.parse::<u16>().is_ok())
                ),
                "m" => {}
                other => panic!("{other}"),
            }
            (time, code.to_owned(), data.to_owned())
        });
        (header, events.collect())
    }

    fn out(bytes: &[u8]) -> Scene {
        Scene::Output(Bytes::copy_from_slice(bytes))
    }

    fn cast(title: &str, scenes: &[(i64, Scene)]) -> String {
        let (mut cast, mut file) = (Cast::new(title), String::new());
        for (at, scene) in scenes {
            cast.show(Moment(*at), scene, &mut file);
        }
        cast.finish(&mut file);
        file
    }

    #[test]
    fn a_cast_has_size_title_times_and_what_happened_shl_6() {
        let file = cast(
            "web-01 – \"Shell 1\"\u{2028}",
            &[
                (1_700_000_000_500, Scene::Size(100, 30)),
                (1_700_000_000_600, out(b"$ \x1b[1mls\x1b[0m\r\n")),
                (1_700_000_000_550, out(b"a\tb\\")),
                (1_700_000_061_700, Scene::Size(80, 24)),
                (1_700_000_061_700, Scene::Gap(12)),
                (1_700_000_061_700, Scene::Picture(Bytes::from_static(b"state"))),
                (1_700_000_062_000, Scene::Damaged),
            ],
        );
        let (header, events) = read(&file);
        assert_eq!((header["width"].as_u64(), header["height"].as_u64()), (Some(100), Some(30)));
        assert_eq!(header["timestamp"].as_u64(), Some(1_700_000_000));
        assert_eq!(header["title"].as_str(), Some("web-01 – \"Shell 1\"\u{2028}"));
        let event = |time: f64, code: &str, data: &str| (time, code.to_owned(), data.to_owned());
        assert_eq!(
            events,
            [
                event(0.1, "o", "$ \u{1b}[1mls\u{1b}[0m\r\n"),
                event(0.1, "o", "a\tb\\"),
                event(61.2, "r", "80x24"),
                event(61.2, "m", "12 bytes of output are missing"),
                event(61.2, "o", "\u{1b}cstate"),
                event(61.5, "m", "part of the recording cannot be read"),
            ]
        );
        assert!(read(&cast("", &[])).1.is_empty());
    }

    #[test]
    fn a_character_that_is_cut_is_whole_again_and_what_is_none_is_said_shl_6() {
        let (_, events) = read(&cast("", &[(0, out(b"a\xf0\x9f")), (1, out(b"\x99\x82b\xff")), (2, out(b"\xe2\x82"))]));
        let all: String = events.iter().map(|(_, _, data)| data.as_str()).collect();
        assert_eq!(all, "a🙂b\u{fffd}\u{fffd}");
    }

    proptest! {
        #[test]
        fn any_output_gives_a_cast_with_all_of_it_shl_6(
            scenes in proptest::collection::vec((-10_000i64..100_000, proptest::collection::vec(any::<u8>(), 0..60)), 0..20),
        ) {
            let all: Vec<u8> = scenes.iter().flat_map(|(_, bytes)| bytes.clone()).collect();
            let scenes: Vec<(i64, Scene)> = scenes.into_iter().map(|(at, bytes)| (at, out(&bytes))).collect();
            let (_, events) = read(&cast("t", &scenes));
            let told: String = events.iter().map(|(_, _, data)| data.as_str()).collect();
            prop_assert_eq!(told, String::from_utf8_lossy(&all));
        }
    }
}
