//! The customer's part of an agent that belongs to one session (SUP-21, SUP-22): what the window is told, and what the customer wants. The window itself is not here.
//!
//! An agent without a customer ignores everything of this on its link.

use std::{
    cell::{Cell, RefCell},
    collections::VecDeque,
    path::PathBuf,
    rc::Rc,
    sync::Arc,
    time::Duration,
};

use tokio::{
    sync::{Notify, mpsc},
    time::{Instant, timeout},
};
use towline_platform::Person;
use towline_wire::v1::{
    CustomerAnswer, CustomerEnd, CustomerEvent, CustomerPause, CustomerPhase, CustomerReply, CustomerSay,
    CustomerState, CustomerTyping, Problem, agent_up,
};
use zeroize::Zeroizing;

use crate::{
    agent::Stop,
    agreeing::Agreeing,
    channel::Uplink,
    elevation::{Credentials, Window},
    fetch::{Coming, Fetches},
    pause::Pause,
    screen::Screens,
    sending::Sends,
};

/// How long a lost connection is tried again (SUP-24).
pub const PATIENCE: Duration = Duration::from_secs(600);
/// What was said and not yet taken; more is refused, so that a person sees that nothing goes out.
const UNSAID: usize = 32;
/// How often it is said at most that something is being written.
const TYPES: Duration = Duration::from_secs(3);
/// The longest line of chat.
const TEXT: usize = 4096;
/// For the appliance's word on the end.
const FAREWELL: Duration = Duration::from_secs(2);

/// What the customer wants.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Wish {
    /// To say something.
    Say(String),
    /// Something is being written.
    Typing,
    /// To have a file of the chat.
    Fetch {
        /// Which.
        file: String,
        /// How large it is.
        bytes: u64,
    },
    /// To send this file into the chat.
    Send(PathBuf),
    /// Not to send it, after all.
    CancelSend {
        /// As [`News::Sending`] has it.
        nonce: String,
    },
    /// To accept [`News::Agreement`], or not to.
    Agree(bool),
    /// To end the session, now, whether there is a link or not.
    End,
    /// To stop all access, or to allow it again.
    Pause(bool),
    /// To answer a question.
    Answer {
        /// Its number.
        prompt: u64,
        /// Yes.
        allowed: bool,
    },
    /// What was typed for [`News::Password`]; `None`: nothing will be.
    Password(Option<Credentials>),
}

/// What the window is told. Everything that came from the appliance is text to be shown, of bounded length.
#[derive(Debug, Clone, PartialEq)]
pub enum News {
    /// What is going on.
    State(CustomerState),
    /// What happened since, each once, in order.
    Events(Vec<CustomerEvent>),
    /// Something was said and is on its way.
    Saying {
        /// Tells it apart; comes back in its event.
        nonce: String,
        /// What was said.
        text: String,
    },
    /// It was not taken.
    NotSaid {
        /// Which.
        nonce: String,
        /// Why not, for a person.
        why: Problem,
    },
    /// A rep writes a message to the customer.
    Typing {
        /// Who.
        name: String,
    },
    /// Something of a file that is wanted.
    File {
        /// Which.
        file: String,
        /// What.
        what: Coming,
    },
    /// A file is on its way into the chat; its event has the nonce.
    Sending {
        /// Tells it apart.
        nonce: String,
        /// What it is called.
        name: String,
        /// So much of a hundred is there.
        percent: u8,
    },
    /// It is not sent.
    FileNotSent {
        /// Which.
        nonce: String,
        /// Why not: "unreadable", "cancelled", or the appliance's word.
        why: Problem,
        /// For `file_too_large`: the most in MiB; 0: none are taken.
        most_mib: u32,
    },
    /// This is to be accepted before anything begins (SUP-3); `None`: it was.
    Agreement(Option<String>),
    /// A password is needed for administrative rights. It is used on this machine and never leaves it.
    Password {
        /// Whose it may be; another one's may be given.
        account: String,
        /// What was typed before was wrong.
        wrong: bool,
    },
    /// It is needed no more.
    NoPassword,
    /// What holds at this machine from now on.
    Paused(bool),
    /// The customer's end was heard: everything in the session is over here.
    Leaving,
}

/// A customer's agent needs this besides an identity.
pub struct CustomerSide {
    /// The one-time token of the download.
    pub token: Zeroizing<String>,
    /// What the customer wants. When it closes, the window is gone, and the session ends: nobody is helped without seeing it.
    pub wishes: mpsc::Receiver<Wish>,
    /// Tells the window.
    pub news: Box<dyn Fn(News)>,
    /// Whose files are sent.
    pub person: Arc<dyn Person>,
    /// How long a lost connection is tried again; [`PATIENCE`].
    pub patience: Duration,
}

/// The customer of a running agent.
pub(crate) struct Customer {
    token: Zeroizing<String>,
    pub(crate) patience: Duration,
    wishes: RefCell<Option<mpsc::Receiver<Wish>>>,
    news: Rc<dyn Fn(News)>,
    window: Rc<Window>,
    /// The appliance knows our key.
    bound: Cell<bool>,
    have: Cell<u64>,
    unsaid: RefCell<VecDeque<CustomerSay>>,
    requests: Cell<u32>,
    /// When it was said last that something is being written.
    typed: Cell<Option<Instant>>,
    pub(crate) fetches: Fetches,
    pub(crate) sends: Sends,
    pub(crate) agreeing: Agreeing,
    /// The appliance's word that it is over: the reason's code.
    over: RefCell<Option<String>>,
    ended: Notify,
    /// The customer has ended it; the appliance is told as soon as it can be.
    leaving: Cell<bool>,
    pause: Rc<Pause>,
    screens: Rc<Screens>,
    uplink: Rc<Uplink>,
}

impl Customer {
    pub(crate) fn new(
        side: CustomerSide,
        pause: Rc<Pause>,
        screens: Rc<Screens>,
        uplink: Rc<Uplink>,
        window: Rc<Window>,
    ) -> Rc<Customer> {
        let news: Rc<dyn Fn(News)> = side.news.into();
        window.attach(news.clone());
        Rc::new(Customer {
            token: side.token,
            patience: side.patience,
            wishes: RefCell::new(Some(side.wishes)),
            fetches: Fetches::new(uplink.clone(), news.clone()),
            sends: Sends::new(uplink.clone(), news.clone(), side.person),
            agreeing: Agreeing::new(news.clone()),
            news,
            window,
            bound: Cell::new(false),
            have: Cell::new(0),
            unsaid: RefCell::default(),
            requests: Cell::new(0),
            typed: Cell::new(None),
            over: RefCell::new(None),
            ended: Notify::new(),
            leaving: Cell::new(false),
            pause,
            screens,
            uplink,
        })
    }

    /// For the next hello: the token until it was taken, and the newest event.
    pub(crate) fn introduction(&self) -> (String, u64) {
        let token = if self.bound.get() { String::new() } else { self.token.to_string() };
        (token, self.have.get())
    }

    /// There is a link: says what holds, and again what was not heard.
    pub(crate) fn linked(&self) {
        self.bound.set(true);
        if self.leaving.get() {
            return self.say_end();
        }
        if self.pause.is_on() {
            self.say_pause(true);
        }
        for say in self.unsaid.borrow().iter() {
            self.uplink.say(agent_up::Body::CustomerSay(say.clone()));
        }
        self.fetches.linked();
        self.sends.linked();
    }

    pub(crate) fn state(&self, state: CustomerState) {
        let over = (state.phase() == CustomerPhase::Ended).then(|| state.ended_reason.clone());
        (self.news)(News::State(state));
        if let Some(reason) = over {
            self.end(reason);
        }
    }

    pub(crate) fn events(&self, mut events: Vec<CustomerEvent>) {
        events.retain(|event| {
            let new = event.sequence > self.have.get();
            self.have.set(self.have.get().max(event.sequence));
            new
        });
        // An event with the nonce is an answer as well.
        self.unsaid.borrow_mut().retain(|say| !events.iter().any(|event| event.nonce == say.nonce));
        for event in events.iter().filter(|event| event.kind == "file_sent") {
            self.sends.is_there(&event.nonce);
        }
        if !events.is_empty() {
            (self.news)(News::Events(events));
        }
    }

    pub(crate) fn reply(&self, reply: CustomerReply) {
        let mut unsaid = self.unsaid.borrow_mut();
        let Some(at) = unsaid.iter().position(|say| say.request == reply.request) else { return };
        let said = unsaid.remove(at);
        drop(unsaid);
        if let (Some(said), Some(why)) = (said, reply.problem) {
            (self.news)(News::NotSaid { nonce: said.nonce, why });
        }
    }

    pub(crate) fn rep_types(&self, name: String) {
        (self.news)(News::Typing { name });
    }

    /// The appliance says that the session is over.
    pub(crate) fn end(&self, reason: String) {
        self.pause.set(true);
        self.over.borrow_mut().get_or_insert(reason);
        self.ended.notify_one();
    }

    /// Does what the customer wants, until the session is over.
    pub(crate) async fn run(&self) -> Stop {
        let Some(mut wishes) = self.wishes.borrow_mut().take() else { return std::future::pending().await };
        let sending = self.sends.run();
        tokio::pin!(sending);
        loop {
            tokio::select! {
                () = &mut sending => return std::future::pending().await,
                () = self.ended.notified() => {
                    return Stop::Over { reason: self.over.borrow().clone().unwrap_or_default() };
                }
                wish = wishes.recv() => match wish {
                    Some(Wish::Say(text)) => self.say(text),
                    Some(Wish::Typing) => self.say_typing(),
                    Some(Wish::Fetch { file, bytes }) => self.fetches.begin(file, bytes),
                    Some(Wish::Send(path)) => self.sends.begin(path),
                    Some(Wish::CancelSend { nonce }) => self.sends.cancel(&nonce),
                    Some(Wish::Agree(true)) => self.agreeing.accept(),
                    Some(Wish::Agree(false)) if self.agreeing.is_open() => {
                        return Stop::Over { reason: "declined".to_owned() };
                    }
                    Some(Wish::Agree(false)) => {}
                    Some(Wish::Pause(on)) => self.set_pause(on),
                    Some(Wish::Password(typed)) => self.window.answered(typed),
                    Some(Wish::Answer { prompt, allowed }) => {
                        let request = self.request();
                        self.uplink.say(agent_up::Body::CustomerAnswer(CustomerAnswer { request, prompt_id: prompt, allowed }));
                    }
                    Some(Wish::End) | None => return self.leave().await,
                },
            }
        }
    }

    /// Ends everything here first, and tells the appliance if it can be told: a link may just be on its way.
    async fn leave(&self) -> Stop {
        self.leaving.set(true);
        self.pause.set(true);
        self.uplink.hold(true);
        self.say_end();
        self.screens.pause_changed();
        (self.news)(News::Leaving);
        let _ = timeout(FAREWELL, self.ended.notified()).await;
        Stop::Over { reason: "customer".to_owned() }
    }

    fn say_end(&self) {
        let request = self.request();
        self.uplink.say(agent_up::Body::CustomerEnd(CustomerEnd { request }));
    }

    fn set_pause(&self, on: bool) {
        if self.pause.is_on() == on {
            return;
        }
        self.pause.set(on);
        self.uplink.hold(on);
        // First, so that the appliance knows why channels close.
        self.say_pause(on);
        self.screens.pause_changed();
        (self.news)(News::Paused(on));
    }

    fn say_pause(&self, paused: bool) {
        let request = self.request();
        self.uplink.say(agent_up::Body::CustomerPause(CustomerPause { request, paused }));
    }

    /// Nobody needs to know it later: without a link it is not said.
    fn say_typing(&self) {
        let now = Instant::now();
        if self.typed.get().is_some_and(|at| now.duration_since(at) < TYPES) {
            return;
        }
        self.typed.set(Some(now));
        self.uplink.say(agent_up::Body::CustomerTyping(CustomerTyping {}));
    }

    fn say(&self, text: String) {
        let (text, Some(nonce)) = (clipped(&text), nonce()) else { return };
        if text.is_empty() {
            return;
        }
        // What is written next is another message.
        self.typed.set(None);
        (self.news)(News::Saying { nonce: nonce.clone(), text: text.clone() });
        if self.unsaid.borrow().len() >= UNSAID {
            let why = Problem { code: "limit".to_owned(), ..Problem::default() };
            return (self.news)(News::NotSaid { nonce, why });
        }
        let say = CustomerSay { request: self.request(), text, nonce };
        self.uplink.say(agent_up::Body::CustomerSay(say.clone()));
        self.unsaid.borrow_mut().push_back(say);
    }

    fn request(&self) -> u32 {
        let next = self.requests.get().wrapping_add(1);
        self.requests.set(next);
        next
    }
}

fn clipped(text: &str) -> String {
    let end = text.floor_char_boundary(TEXT);
    text.get(..end).unwrap_or_default().trim().to_owned()
}

/// A random UUID, version 4. `None`: the system has no random numbers.
pub(crate) fn nonce() -> Option<String> {
    let mut bytes = [0u8; 16];
    getrandom::fill(&mut bytes).ok()?;
    let number = u128::from_be_bytes(bytes);
    let number = number & !(0xf << 76) & !(0x3 << 62) | (0x4 << 76) | (0x2 << 62);
    let hex = format!("{number:032x}");
    let part = |from: usize, to: usize| hex.get(from..to).unwrap_or_default();
    Some(format!("{}-{}-{}-{}-{}", part(0, 8), part(8, 12), part(12, 16), part(16, 20), part(20, 32)))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_nonce_is_a_uuid_of_version_4() {
        let made = nonce().unwrap();
        let shape: Vec<usize> = made.split('-').map(str::len).collect();
        assert_eq!(shape, [8, 4, 4, 4, 12]);
        assert_eq!(made.chars().nth(14), Some('4'));
        assert!(matches!(made.chars().nth(19), Some('8' | '9' | 'a' | 'b')), "{made}");
        assert_ne!(nonce(), nonce());
    }

    #[test]
    fn what_is_said_is_cut_at_a_character() {
        assert_eq!(clipped("  hello \n"), "hello");
        let long = "ä".repeat(3000);
        assert_eq!(clipped(&long), "ä".repeat(2048));
    }
}
