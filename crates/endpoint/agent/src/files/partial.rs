//! Files that came in part and wait to be gone on with (FIL-7). They belong to the session and end with it, also those that an agent left which was killed.

use std::{
    cell::{Cell, RefCell},
    collections::{BTreeMap, BTreeSet},
    rc::Rc,
    sync::Arc,
};

use tokio::task::spawn_blocking;
use towline_platform::{Files, Host, PathRules};

use super::noted::{Noted, Place};

/// Partial files that one session may leave.
const MOST: usize = 1024;

/// How one is reached again.
type Reached = (Arc<dyn Files>, PathRules);

/// Those of one session.
pub(crate) struct Partials {
    notes: Notes,
    ended: Cell<bool>,
    known: RefCell<BTreeMap<Place, Reached>>,
}

/// What a session notes for the agent's next run; for threads.
#[derive(Clone)]
pub(super) struct Notes {
    noted: Arc<Noted>,
    session: Arc<str>,
}

impl Notes {
    /// These are about to be there. Blocks for a write.
    pub(super) fn begin(&self, files: &dyn Files, places: impl IntoIterator<Item = Place>) {
        self.noted.begin(&self.session, files, places);
    }

    /// These are whole, or not there any more. Blocks for a write.
    pub(super) fn over(&self, places: impl IntoIterator<Item = Place>) {
        self.noted.over(places);
    }
}

impl Partials {
    /// With those that an earlier run of the agent left of this session.
    pub(crate) fn new(session_id: &str, noted: Arc<Noted>, host: &dyn Host) -> Rc<Partials> {
        let earlier = noted.take_up(session_id).into_iter();
        let known =
            earlier.filter_map(|(place, elevated)| Some((place, (files(host, elevated)?, PathRules::default()))));
        let known = RefCell::new(known.collect());
        Rc::new(Partials { notes: Notes { noted, session: session_id.into() }, ended: Cell::new(false), known })
    }

    pub(super) fn notes(&self) -> Notes {
        self.notes.clone()
    }

    /// One stays. Whoever has the most already gives one up.
    pub(super) fn stays(&self, files: Arc<dyn Files>, rules: PathRules, place: Place) {
        let mut known = self.known.borrow_mut();
        if self.ended.get() {
            return forget(self.notes.noted.clone(), files, rules, place);
        }
        if known.len() >= MOST
            && let Some((place, (files, rules))) = known.pop_first()
        {
            forget(self.notes.noted.clone(), files, rules, place);
        }
        known.insert(place, (files, rules));
    }

    /// It is gone on with, or forgotten.
    pub(super) fn gone(&self, place: &Place) {
        self.known.borrow_mut().remove(place);
    }

    /// The session is over: nothing stays.
    pub(crate) fn end(&self) {
        self.ended.set(true);
        for (place, (files, rules)) in self.known.take() {
            forget(self.notes.noted.clone(), files, rules, place);
        }
    }
}

/// Removes what an earlier run left of sessions that are over.
pub(crate) fn forget_others(noted: &Arc<Noted>, held: &BTreeSet<&str>, host: &dyn Host) {
    for (place, elevated) in noted.take_others(held) {
        if let Some(files) = files(host, elevated) {
            forget(noted.clone(), files, PathRules::default(), place);
        }
    }
}

/// As whom it was written, as far as that can be had now.
fn files(host: &dyn Host, elevated: bool) -> Option<Arc<dyn Files>> {
    host.files(elevated).or_else(|| host.files(!elevated))
}

fn forget(noted: Arc<Noted>, files: Arc<dyn Files>, rules: PathRules, place: Place) {
    spawn_blocking(move || {
        let (directory, key) = &place;
        if let Err(fault) = files.forget_put(directory, key, &rules) {
            tracing::warn!(code = fault.code.code(), "a partial file stays");
        }
        noted.over([place]);
    });
}
