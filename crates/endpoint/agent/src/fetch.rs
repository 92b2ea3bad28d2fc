//! Files of the chat that the customer wants to save (SES-30): fetched one after the other, part by part, and on the next link from where it stopped. Where they go is not known here.

use std::{cell::RefCell, collections::VecDeque, rc::Rc};

use bytes::Bytes;
use towline_wire::v1::{FetchFile, FilePart, agent_up};

use crate::{channel::Uplink, customer::News};

/// Bytes that come for one request, as the appliance has it.
const ASKED: u64 = 16 * 15 * 1024;
/// Files that may be wanted at a time.
const WANTED: usize = 16;

/// What becomes of a file that is wanted.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Coming {
    /// It is on its way.
    Begins,
    /// The next bytes of it.
    Part(Bytes),
    /// All of it was there.
    Whole,
    /// It does not come.
    Lost,
}

struct Wanted {
    file: String,
    bytes: u64,
    have: u64,
    /// As far as it was asked for.
    asked: u64,
}

pub(crate) struct Fetches {
    uplink: Rc<Uplink>,
    news: Rc<dyn Fn(News)>,
    wanted: RefCell<VecDeque<Wanted>>,
}

impl Fetches {
    pub(crate) fn new(uplink: Rc<Uplink>, news: Rc<dyn Fn(News)>) -> Fetches {
        Fetches { uplink, news, wanted: RefCell::default() }
    }

    pub(crate) fn begin(&self, file: String, bytes: u64) {
        {
            let mut wanted = self.wanted.borrow_mut();
            if wanted.iter().any(|known| known.file == file) {
                return;
            }
            if wanted.len() >= WANTED {
                drop(wanted);
                return self.tell(&file, Coming::Lost);
            }
            wanted.push_back(Wanted { file: file.clone(), bytes, have: 0, asked: 0 });
        }
        self.tell(&file, Coming::Begins);
        if self.wanted.borrow().len() == 1 {
            self.ask();
        }
    }

    /// There is a link: what was on its way on another one is lost.
    pub(crate) fn linked(&self) {
        self.ask();
    }

    pub(crate) fn part(&self, part: FilePart) {
        let length = u64::try_from(part.data.len()).unwrap_or(u64::MAX);
        let (whole, next) = {
            let mut wanted = self.wanted.borrow_mut();
            let Some(first) = wanted.front_mut() else { return };
            // Of a file that is not wanted any more, or said twice.
            if first.file != part.file_id || (first.have != part.offset && !part.missing) {
                return;
            }
            let fits = !part.missing && length > 0 && length <= first.bytes - first.have;
            if !fits {
                wanted.pop_front();
                drop(wanted);
                self.tell(&part.file_id, Coming::Lost);
                return self.ask();
            }
            first.have += length;
            (first.have == first.bytes, first.have >= first.asked)
        };
        self.tell(&part.file_id, Coming::Part(part.data));
        if whole {
            self.finish();
        } else if next {
            self.ask();
        }
    }

    fn finish(&self) {
        let done = self.wanted.borrow_mut().pop_front();
        if let Some(done) = done {
            self.tell(&done.file, Coming::Whole);
        }
        self.ask();
    }

    fn ask(&self) {
        let fetch = {
            let mut wanted = self.wanted.borrow_mut();
            let Some(first) = wanted.front_mut() else { return };
            first.asked = first.have.saturating_add(ASKED).min(first.bytes);
            (first.bytes > 0).then(|| FetchFile { file_id: first.file.clone(), offset: first.have })
        };
        match fetch {
            Some(fetch) => _ = self.uplink.say(agent_up::Body::FetchFile(fetch)),
            // Nothing is in it.
            None => self.finish(),
        }
    }

    fn tell(&self, file: &str, what: Coming) {
        (self.news)(News::File { file: file.to_owned(), what });
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    type Told = Rc<RefCell<Vec<(String, Coming)>>>;

    fn fetches() -> (Fetches, Told) {
        let told = Told::default();
        let to = told.clone();
        let news = move |news| {
            if let News::File { file, what } = news {
                to.borrow_mut().push((file, what));
            }
        };
        (Fetches::new(Rc::default(), Rc::new(news)), told)
    }

    fn part(file: &str, offset: u64, data: &[u8]) -> FilePart {
        FilePart { file_id: file.into(), offset, data: data.to_vec().into(), missing: false }
    }

    #[test]
    fn a_file_comes_whole_in_order_and_once_whatever_is_said_ses_30() {
        let (fetches, told) = fetches();
        fetches.begin("a".into(), 5);
        fetches.begin("a".into(), 5);
        fetches.begin("b".into(), 0);
        fetches.part(part("b", 0, b"x"));
        fetches.part(part("a", 1, b"x"));
        fetches.part(part("a", 0, b"abc"));
        fetches.linked();
        fetches.part(part("a", 0, b"abc"));
        fetches.part(part("a", 3, b"de"));
        let bytes = |text: &'static str| Coming::Part(Bytes::from_static(text.as_bytes()));
        let expected = [
            ("a", Coming::Begins),
            ("b", Coming::Begins),
            ("a", bytes("abc")),
            ("a", bytes("de")),
            ("a", Coming::Whole),
            ("b", Coming::Whole),
        ];
        assert_eq!(*told.borrow(), expected.map(|(file, what)| (file.to_owned(), what)));
    }

    #[test]
    fn more_than_was_said_less_or_nothing_is_no_file_ses_30() {
        for bad in [part("a", 0, b"abcdef"), part("a", 0, b""), FilePart { missing: true, ..part("a", 9, b"") }] {
            let (fetches, told) = fetches();
            fetches.begin("a".into(), 5);
            fetches.part(bad);
            fetches.part(part("a", 0, b"abcde"));
            assert_eq!(*told.borrow(), [("a".to_owned(), Coming::Begins), ("a".to_owned(), Coming::Lost)]);
        }
    }
}
