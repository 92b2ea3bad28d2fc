//! Files of the chat that the person saves (SES-30): what comes of them goes among their downloads, and the window follows it. What did not come whole is gone with this.

use std::collections::HashMap;

use towline_customer::{Saved, View, plain};
use towline_endpoint::Coming;
use towline_model::attachment_name;
use towline_platform::{Download, Person};

/// Of a path that is shown.
const PLACE: usize = 1024;

/// The files that are on their way.
pub struct Saves<P> {
    person: P,
    open: HashMap<String, Saving>,
}

struct Saving {
    to: Box<dyn Download>,
    have: u64,
}

impl<P: Person> Saves<P> {
    /// None yet.
    pub fn new(person: P) -> Saves<P> {
        Saves { person, open: HashMap::new() }
    }

    /// Something of a file.
    pub fn take(&mut self, view: &mut View, id: &str, what: Coming) {
        let Some(file) = view.file(id) else { return };
        let saved = match what {
            Coming::Begins => self.begin(id, &file.name),
            Coming::Part(bytes) => self.write(id, &bytes, file.bytes),
            Coming::Whole => self.open.remove(id).and_then(|saving| saving.to.keep().ok()).map(Saved::Here),
            Coming::Lost => None,
        };
        file.saved = match saved {
            Some(Saved::Here(place)) => Saved::Here(plain(&place, PLACE)),
            Some(saved) => saved,
            None => {
                self.open.remove(id);
                Saved::Failed
            }
        };
    }

    fn begin(&mut self, id: &str, name: &str) -> Option<Saved> {
        // SECURITY: the name came from whoever sent it.
        let to = self.person.download(&attachment_name(name)).ok()?;
        self.open.insert(id.to_owned(), Saving { to, have: 0 });
        Some(Saved::Saving(0))
    }

    fn write(&mut self, id: &str, bytes: &[u8], whole: u64) -> Option<Saved> {
        let saving = self.open.get_mut(id)?;
        saving.to.write(bytes).ok()?;
        saving.have = saving.have.saturating_add(u64::try_from(bytes.len()).ok()?);
        let percent = saving.have.saturating_mul(100).checked_div(whole).unwrap_or(100).min(100);
        Some(Saved::Saving(u8::try_from(percent).unwrap_or(100)))
    }
}

#[cfg(test)]
mod tests {
    use std::{
        io,
        sync::{Arc, Mutex},
    };

    use towline_customer::{Line, Sent, Speaker, What};

    use super::*;

    /// A desk with room for six bytes.
    #[derive(Clone, Default)]
    struct Desk(Arc<Mutex<Vec<String>>>);

    struct Paper {
        desk: Desk,
        name: String,
        text: Vec<u8>,
    }

    impl Person for Desk {
        fn clock(&self, _: i64) -> Option<(u8, u8)> {
            None
        }

        fn open_page(&self, _: String, _: Box<dyn FnOnce() + Send>) {}

        fn folder(&self, _: Option<&std::path::Path>) -> io::Result<towline_platform::Folder> {
            Err(io::ErrorKind::Unsupported.into())
        }

        fn file(&self, _: &std::path::Path) -> io::Result<Box<dyn towline_platform::Reading>> {
            Err(io::ErrorKind::Unsupported.into())
        }

        fn download(&self, name: &str) -> io::Result<Box<dyn Download>> {
            Ok(Box::new(Paper { desk: self.clone(), name: name.to_owned(), text: Vec::new() }))
        }
    }

    impl Download for Paper {
        fn write(&mut self, bytes: &[u8]) -> io::Result<()> {
            self.text.extend(bytes);
            if self.text.len() > 6 { Err(io::Error::from(io::ErrorKind::StorageFull)) } else { Ok(()) }
        }

        fn keep(self: Box<Self>) -> io::Result<String> {
            self.desk.0.lock().unwrap().push(String::from_utf8_lossy(&self.text).into_owned());
            Ok(format!("/there/{}", self.name))
        }
    }

    fn part(text: &'static str) -> Coming {
        Coming::Part(text.as_bytes().into())
    }

    #[test]
    fn a_file_is_followed_until_it_is_there_and_what_fails_is_told_ses_30() {
        let desk = Desk::default();
        let mut saves = Saves::new(desk.clone());
        let mut view = View::new("Example");
        let file = Sent { id: "7".into(), name: "../a/b.txt".into(), bytes: 4, saved: Saved::Not };
        view.add(Line::new(Speaker::Rep("Olga".into()), What::File(file)));
        let mut states = Vec::new();
        let steps = [
            Coming::Begins,
            part("ab"),
            part("cd"),
            Coming::Whole,
            Coming::Begins,
            part("far too long"),
            part("x"),
            Coming::Whole,
            Coming::Begins,
            Coming::Lost,
        ];
        for what in steps {
            saves.take(&mut view, "7", what.clone());
            saves.take(&mut view, "8", what);
            states.extend(view.file("7").map(|file| file.saved.clone()));
        }
        use Saved::{Failed, Here, Saving};
        let first = [Saving(0), Saving(50), Saving(100), Here("/there/b.txt".into())];
        let then = [Saving(0), Failed, Failed, Failed, Saving(0), Failed];
        assert_eq!(states, [first.as_slice(), then.as_slice()].concat());
        assert_eq!(*desk.0.lock().unwrap(), ["abcd"]);
        assert!(saves.open.is_empty());
    }
}
