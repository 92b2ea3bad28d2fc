//! Files that came in part and wait to be gone on with (FIL-7). They belong to the session and end with it.

use std::{
    cell::{Cell, RefCell},
    collections::BTreeMap,
    rc::Rc,
    sync::Arc,
};

use tokio::task::spawn_blocking;
use towline_platform::{Files, PathRules, PutKey};

/// Partial files that one session may leave.
const MOST: usize = 1024;

/// How one is reached again.
type Reached = (Arc<dyn Files>, PathRules);

/// Those of one session.
#[derive(Default)]
pub(crate) struct Partials {
    ended: Cell<bool>,
    known: RefCell<BTreeMap<(Vec<u8>, PutKey), Reached>>,
}

impl Partials {
    pub(crate) fn new() -> Rc<Partials> {
        Rc::default()
    }

    /// One stays. Whoever has the most already gives one up.
    pub(crate) fn stays(&self, files: Arc<dyn Files>, rules: PathRules, directory: Vec<u8>, key: PutKey) {
        let mut known = self.known.borrow_mut();
        if self.ended.get() {
            return forget(files, rules, directory, key);
        }
        if known.len() >= MOST
            && let Some(((directory, key), (files, rules))) = known.pop_first()
        {
            forget(files, rules, directory, key);
        }
        known.insert((directory, key), (files, rules));
    }

    /// It was gone on with, or forgotten.
    pub(crate) fn gone(&self, directory: &[u8], key: &PutKey) {
        self.known.borrow_mut().remove(&(directory.to_vec(), *key));
    }

    /// The session is over: nothing stays.
    pub(crate) fn end(&self) {
        self.ended.set(true);
        for ((directory, key), (files, rules)) in self.known.take() {
            forget(files, rules, directory, key);
        }
    }
}

fn forget(files: Arc<dyn Files>, rules: PathRules, directory: Vec<u8>, key: PutKey) {
    spawn_blocking(move || {
        if let Err(fault) = files.forget_put(&directory, &key, &rules) {
            tracing::warn!(code = fault.code.code(), "a partial file stays");
        }
    });
}
