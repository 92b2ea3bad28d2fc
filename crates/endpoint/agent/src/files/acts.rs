//! What was done to files, on its way to the session's log (FIL-10): numbered, kept until the appliance has stored it, said again on each link. While too much of it waits, nothing more is done.

use std::{
    cell::{Cell, RefCell},
    collections::VecDeque,
    rc::Rc,
};

use prost::Message as _;
use tokio::sync::Notify;
use towline_wire::v1::{FileAct, FileActs, FileActsStored, agent_up};

use crate::channel::Uplink;

/// Acts that may wait for the store.
const WAITING: usize = 4096;
/// Acts that are said before the first of them is stored.
const AHEAD: u64 = 256;
/// Bytes of acts in one message, below the limit of control messages.
const MESSAGE: usize = 12 * 1024;
/// Acts in one message.
const TOGETHER: usize = 64;

/// The acts of one session.
pub(crate) struct Acts {
    session_id: String,
    /// Of this run of the agent.
    run: u64,
    uplink: Rc<Uplink>,
    /// Number of the first that is not stored.
    first: Cell<u64>,
    /// Number of the next to be said on this link.
    said: Cell<u64>,
    waiting: RefCell<VecDeque<FileAct>>,
    changed: Notify,
}

impl Acts {
    pub(crate) fn new(session_id: &str, run: u64, uplink: Rc<Uplink>) -> Rc<Acts> {
        Rc::new(Acts {
            session_id: session_id.to_owned(),
            run,
            uplink,
            first: Cell::new(0),
            said: Cell::new(0),
            waiting: RefCell::default(),
            changed: Notify::new(),
        })
    }

    /// Writes down what was done.
    pub(crate) fn add(&self, acts: impl IntoIterator<Item = FileAct>) {
        self.waiting.borrow_mut().extend(acts);
        self.say();
    }

    /// There is a link: everything that is not stored is said.
    pub(crate) fn linked(&self) {
        self.said.set(self.first.get());
        self.say();
    }

    /// Everything before `next` is stored.
    pub(crate) fn stored(&self, stored: &FileActsStored) {
        if stored.run != self.run || stored.next > self.said.get() {
            return;
        }
        let mut waiting = self.waiting.borrow_mut();
        while self.first.get() < stored.next {
            waiting.pop_front();
            self.first.set(self.first.get() + 1);
        }
        drop(waiting);
        self.changed.notify_waiters();
        self.say();
    }

    /// Resolves when more may be done.
    pub(crate) async fn room(&self) {
        loop {
            let changed = self.changed.notified();
            if self.waiting.borrow().len() < WAITING {
                return;
            }
            changed.await;
        }
    }

    fn say(&self) {
        let waiting = self.waiting.borrow();
        while self.said.get() - self.first.get() < AHEAD {
            let skip = usize::try_from(self.said.get() - self.first.get()).unwrap_or(usize::MAX);
            let mut message = FileActs {
                session_id: self.session_id.clone(),
                first: self.said.get(),
                acts: Vec::new(),
                run: self.run,
            };
            let mut bytes = 0;
            for act in waiting.iter().skip(skip).take(TOGETHER) {
                bytes += act.encoded_len() + 8;
                if bytes > MESSAGE && !message.acts.is_empty() {
                    break;
                }
                message.acts.push(act.clone());
            }
            let count = message.acts.len() as u64;
            if count == 0 || !self.uplink.say(agent_up::Body::FileActs(message)) {
                return;
            }
            self.said.set(self.said.get() + count);
        }
    }
}

#[cfg(test)]
mod tests {
    use towline_wire::{Frame, decode, v1::AgentUp};

    use super::*;
    use crate::channel::LinkOut;

    fn act(path: &str) -> FileAct {
        FileAct { path: path.to_owned(), ..FileAct::default() }
    }

    async fn said(link: &LinkOut, messages: usize) -> Vec<FileActs> {
        let mut all = Vec::new();
        for _ in 0..messages {
            let Frame::Control(bytes) = decode(link.next().await.unwrap(), 16 * 1024).unwrap() else {
                panic!("no control")
            };
            let Some(agent_up::Body::FileActs(acts)) = AgentUp::decode(bytes).unwrap().body else { panic!("no acts") };
            all.push(acts);
        }
        all
    }

    fn stored(run: u64, next: u64) -> FileActsStored {
        FileActsStored { session_id: String::new(), run, next }
    }

    #[tokio::test]
    async fn acts_are_said_again_on_each_link_until_they_are_stored_fil_10() {
        let uplink = Rc::new(Uplink::default());
        let acts = Acts::new("s", 7, uplink.clone());
        acts.add([act("/a"), act("/b")]);
        let first = Rc::new(LinkOut::default());
        uplink.set(Some(first.clone()));
        acts.linked();
        let told = said(&first, 1).await;
        assert_eq!((told[0].first, told[0].run, told[0].acts.len()), (0, 7, 2));
        acts.stored(&stored(6, 2));
        acts.stored(&stored(7, 1));
        let second = Rc::new(LinkOut::default());
        uplink.set(Some(second.clone()));
        acts.linked();
        acts.add([act("/c")]);
        let told = said(&second, 2).await;
        assert_eq!((told[0].first, told[0].acts[0].path.as_str()), (1, "/b"));
        assert_eq!((told[1].first, told[1].acts[0].path.as_str()), (2, "/c"));
    }

    #[tokio::test]
    async fn while_too_many_acts_wait_nothing_more_is_done_fil_10() {
        let uplink = Rc::new(Uplink::default());
        let acts = Acts::new("s", 7, uplink.clone());
        let link = Rc::new(LinkOut::default());
        uplink.set(Some(link.clone()));
        acts.add((0..WAITING).map(|_| act(&"x".repeat(1024))));
        assert!(futures_util::FutureExt::now_or_never(acts.room()).is_none());
        // What is said ahead is bounded, and every message keeps its limit.
        let mut next = 0;
        while next < AHEAD {
            let told = said(&link, 1).await;
            assert!(told[0].encoded_len() < 16 * 1024 && told[0].first == next);
            next += told[0].acts.len() as u64;
        }
        assert!(futures_util::FutureExt::now_or_never(link.next()).is_none());
        acts.stored(&stored(7, next + 1000));
        assert!(futures_util::FutureExt::now_or_never(acts.room()).is_none(), "what was never said is not stored");
        acts.stored(&stored(7, 1));
        assert!(futures_util::FutureExt::now_or_never(acts.room()).is_some());
    }
}
