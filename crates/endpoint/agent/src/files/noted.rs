//! Partial files as the agent notes them for its next run: one that is killed cannot remove what came in part, and the session that it belongs to may be over before the agent is back (FIL-7).
//!
//! A line for each that begins and each that is over, in the notebook of the machine. Who goes on with one after the agent was killed finds it as ever; what stays behind is removed with its session.

use std::{
    collections::{BTreeMap, BTreeSet},
    fmt::Write as _,
    sync::{Arc, Mutex, MutexGuard, PoisonError},
};

use towline_platform::{FILE_PATH, Files, Notebook, PutKey};

/// Partial files that are noted at a time.
const MOST: usize = 16 * 1024;
/// Bytes of the notebook that are read.
const BYTES: u64 = 64 * 1024 * 1024;
/// Lines after which it is written anew, if most of them are over.
const LINES: usize = 1024;
/// Longest name of a session.
const SESSION: usize = 64;

/// Where one is, and under which key.
pub(super) type Place = (Vec<u8>, PutKey);

/// All of this agent's, also of the run before.
#[derive(Default)]
pub(crate) struct Noted {
    notebook: Option<Arc<dyn Notebook>>,
    state: Mutex<State>,
}

#[derive(Default)]
struct State {
    notes: BTreeMap<Place, Note>,
    /// Lines of the notebook.
    lines: usize,
    /// The last of them has no end: whoever wrote it was killed, or the disk was full.
    half: bool,
    warned: bool,
}

#[derive(Debug, Clone, PartialEq, Eq)]
struct Note {
    session: String,
    /// As whom it is written.
    elevated: bool,
    /// Nobody in this run has taken it up.
    earlier: bool,
}

impl Noted {
    /// What the run before left. Reads a small file.
    pub(crate) fn of(notebook: Option<Arc<dyn Notebook>>) -> Arc<Noted> {
        let text = notebook.as_ref().map(|notebook| notebook.read(BYTES)).unwrap_or_default();
        let (notes, lines) = read(&text);
        let half = text.last().is_some_and(|byte| *byte != b'\n');
        Arc::new(Noted { notebook, state: Mutex::new(State { notes, lines, half, warned: false }) })
    }

    fn state(&self) -> MutexGuard<'_, State> {
        self.state.lock().unwrap_or_else(PoisonError::into_inner)
    }

    /// These are about to be there. Blocks for a write.
    pub(super) fn begin(&self, session: &str, files: &dyn Files, places: impl IntoIterator<Item = Place>) {
        self.change(|notes| {
            let mut lines = String::new();
            for place in places {
                if notes.len() >= MOST {
                    break;
                }
                let note = Note { session: session.to_owned(), elevated: files.elevated(), earlier: false };
                push(&mut lines, &place, Some(&note));
                notes.insert(place, note);
            }
            lines
        });
    }

    /// These are whole, or not there any more. Blocks for a write.
    pub(super) fn over(&self, places: impl IntoIterator<Item = Place>) {
        self.change(|notes| {
            let mut lines = String::new();
            for place in places.into_iter().filter(|place| notes.remove(place).is_some()) {
                push(&mut lines, &place, None);
            }
            lines
        });
    }

    /// What the run before left of a session, for whoever takes it up; with whether it was written with all rights.
    pub(super) fn take_up(&self, session: &str) -> Vec<(Place, bool)> {
        self.earlier(|note| note.session == session)
    }

    /// What the run before left of all others.
    pub(super) fn take_others(&self, held: &BTreeSet<&str>) -> Vec<(Place, bool)> {
        self.earlier(|note| !held.contains(note.session.as_str()))
    }

    fn earlier(&self, wanted: impl Fn(&Note) -> bool) -> Vec<(Place, bool)> {
        let mut state = self.state();
        let found = state.notes.iter_mut().filter(|(_, note)| note.earlier && wanted(note));
        let taken = found.map(|(place, note)| {
            note.earlier = false;
            (place.clone(), note.elevated)
        });
        taken.collect()
    }

    /// Whether the run before left anything that nobody has taken up.
    pub(crate) fn has_earlier(&self) -> bool {
        self.state().notes.values().any(|note| note.earlier)
    }

    /// The notebook follows in the same order, so it is written under the lock.
    fn change(&self, change: impl FnOnce(&mut BTreeMap<Place, Note>) -> String) {
        let Some(notebook) = &self.notebook else { return };
        let mut state = self.state();
        let mut lines = change(&mut state.notes);
        if lines.is_empty() {
            return;
        }
        if std::mem::take(&mut state.half) {
            lines.insert(0, '\n');
        }
        state.lines += lines.lines().count();
        let written = if state.lines > LINES && state.lines > 4 * state.notes.len() {
            let mut all = String::new();
            for (place, note) in &state.notes {
                push(&mut all, place, Some(note));
            }
            state.lines = state.notes.len();
            notebook.replace(all.as_bytes())
        } else {
            notebook.add(lines.as_bytes())
        };
        // Files come all the same; only what a killed agent left would stay.
        let Err(error) = written else { return };
        state.half = true;
        if !std::mem::replace(&mut state.warned, true) {
            tracing::warn!(%error, "partial files are not noted for the next run");
        }
    }
}

fn push(lines: &mut String, (directory, key): &Place, note: Option<&Note>) {
    // Nothing fails that writes to a text.
    let _ = match note {
        Some(note) => {
            let rights = if note.elevated { "all" } else { "own" };
            writeln!(lines, "part {} {} {rights} {}", hex(key), hex(directory), note.session)
        }
        None => writeln!(lines, "over {} {}", hex(key), hex(directory)),
    };
}

/// What stands in a notebook, and its lines. Others than ours, and half ones, say nothing.
fn read(text: &[u8]) -> (BTreeMap<Place, Note>, usize) {
    let (mut notes, mut lines) = (BTreeMap::new(), 0);
    for line in text.split(|byte| *byte == b'\n') {
        lines += 1;
        let Some(line) = str::from_utf8(line).ok() else { continue };
        let words: Vec<&str> = line.split(' ').collect();
        match words.as_slice() {
            ["part", key, directory, rights @ ("all" | "own"), session] => {
                if let Some(place) = place(key, directory)
                    && !session.is_empty()
                    && session.len() <= SESSION
                    && notes.len() < MOST
                {
                    let note = Note { session: (*session).to_owned(), elevated: *rights == "all", earlier: true };
                    notes.insert(place, note);
                }
            }
            ["over", key, directory] => {
                if let Some(place) = place(key, directory) {
                    notes.remove(&place);
                }
            }
            _ => {}
        }
    }
    (notes, lines)
}

fn place(key: &str, directory: &str) -> Option<Place> {
    let directory = unhex(directory).filter(|directory| directory.first() == Some(&b'/'))?;
    Some((directory, unhex(key)?.try_into().ok()?)).filter(|(directory, _)| directory.len() <= FILE_PATH)
}

fn hex(bytes: &[u8]) -> String {
    let mut text = String::with_capacity(bytes.len() * 2);
    for byte in bytes {
        // Nothing fails that writes to a text.
        let _ = write!(text, "{byte:02x}");
    }
    text
}

fn unhex(text: &str) -> Option<Vec<u8>> {
    let digit = |byte: u8| char::from(byte).to_digit(16).and_then(|digit| u8::try_from(digit).ok());
    let (pairs, rest) = text.as_bytes().as_chunks::<2>();
    if !rest.is_empty() {
        return None;
    }
    pairs.iter().map(|[high, low]| Some(digit(*high)? << 4 | digit(*low)?)).collect()
}

#[cfg(test)]
mod tests {
    use proptest::prelude::*;

    use super::*;

    #[derive(Default)]
    struct Paper(Mutex<Vec<u8>>);

    impl Notebook for Paper {
        fn read(&self, most: u64) -> Vec<u8> {
            let mut all = self.0.lock().unwrap().clone();
            all.truncate(usize::try_from(most).unwrap());
            all
        }

        fn add(&self, bytes: &[u8]) -> std::io::Result<()> {
            self.0.lock().unwrap().extend_from_slice(bytes);
            Ok(())
        }

        fn replace(&self, bytes: &[u8]) -> std::io::Result<()> {
            *self.0.lock().unwrap() = bytes.to_vec();
            Ok(())
        }
    }

    fn place(n: u16) -> Place {
        let [high, low] = n.to_le_bytes();
        let mut key = [7; 16];
        (key[0], key[1]) = (high, low);
        (format!("/tmp/\u{e4} {n}\n").into_bytes(), key)
    }

    fn begin(noted: &Noted, session: &str, elevated: bool, of: impl IntoIterator<Item = u16>) {
        noted.change(|notes| {
            let mut lines = String::new();
            for place in of.into_iter().map(place) {
                let note = Note { session: session.to_owned(), elevated, earlier: false };
                push(&mut lines, &place, Some(&note));
                notes.insert(place, note);
            }
            lines
        });
    }

    fn sorted(mut taken: Vec<(Place, bool)>) -> Vec<(Place, bool)> {
        taken.sort();
        taken
    }

    #[test]
    fn the_next_run_knows_what_was_not_over_and_each_is_taken_up_once_fil_7() {
        let paper = Arc::new(Paper::default());
        let noted = Noted::of(Some(paper.clone()));
        begin(&noted, "a", false, [1, 2, 3]);
        begin(&noted, "b", true, [4]);
        noted.over([place(2), place(9)]);
        assert!(!noted.has_earlier() && noted.take_up("a").is_empty(), "it is this run's own");
        // Killed in the middle of a line.
        paper.add(b"part 00").unwrap();
        let next = Noted::of(Some(paper.clone()));
        assert!(next.has_earlier());
        assert_eq!(sorted(next.take_up("a")), [(place(1), false), (place(3), false)]);
        assert!(next.take_up("a").is_empty());
        assert_eq!(next.take_others(&BTreeSet::from(["a"])), [(place(4), true)]);
        assert!(!next.has_earlier());
        // What was taken up and not removed is there for the run after that.
        next.over([place(3), place(4)]);
        assert_eq!(Noted::of(Some(paper)).take_up("a"), [(place(1), false)]);
    }

    #[test]
    fn a_notebook_does_not_grow_with_what_is_over_fil_7() {
        let paper = Arc::new(Paper::default());
        let noted = Noted::of(Some(paper.clone()));
        begin(&noted, "a", false, [0]);
        for n in 1..3000 {
            begin(&noted, "a", false, [n]);
            noted.over([place(n)]);
        }
        assert!(paper.read(BYTES).len() < 200 * 1024);
        assert_eq!(Noted::of(Some(paper)).take_up("a"), [(place(0), false)]);
        // Without one nothing is kept.
        let none = Noted::of(None);
        begin(&none, "a", false, [1]);
        assert!(none.take_up("a").is_empty());
    }

    proptest! {
        #[test]
        fn whatever_stands_in_a_notebook_the_agent_begins_fil_7(
            text in proptest::collection::vec(any::<u8>(), 0..400),
            words in "(part|over|xx)( [0-9a-f]{0,34}){0,4}( all| own)?( [a-z]{0,70})?\n",
        ) {
            let (_, lines) = read(&text);
            prop_assert_eq!(lines, text.iter().filter(|byte| **byte == b'\n').count() + 1);
            let (notes, _) = read(words.as_bytes());
            for ((directory, _), note) in notes {
                prop_assert!(directory.starts_with(b"/") && note.session.len() <= SESSION && !note.session.is_empty());
            }
        }

        #[test]
        fn what_was_noted_is_read_back_byte_for_byte_fil_7(
            directory in proptest::collection::vec(any::<u8>(), 0..300),
            key in any::<[u8; 16]>(),
            elevated in any::<bool>(),
        ) {
            let directory = [b"/".as_slice(), &directory].concat();
            let note = Note { session: "0190-ab".to_owned(), elevated, earlier: true };
            let mut lines = String::new();
            push(&mut lines, &(directory.clone(), key), Some(&note));
            prop_assert_eq!(lines.lines().count(), 1);
            let (notes, _) = read(lines.as_bytes());
            prop_assert_eq!(notes.get(&(directory.clone(), key)), Some(&note));
            push(&mut lines, &(directory, key), None);
            prop_assert!(read(lines.as_bytes()).0.is_empty());
        }
    }
}
