//! Files that the customer sends into the chat (SES-30): one after the other, no faster than the appliance makes room, behind everything else on the link. On the next link a file begins anew, as the same.

use std::{cell::RefCell, collections::VecDeque, io, path::PathBuf, rc::Rc, sync::Arc};

use tokio::{sync::Notify, task::spawn_blocking};
use towline_model::attachment_name;
use towline_platform::{Person, Reading};
use towline_wire::v1::{CancelFile, FileData, FileSettled, FileWanted, Problem, SendFile, agent_up};

use crate::{
    channel::{LinkOut, Uplink},
    customer::{News, nonce},
};

/// Bytes in one message, as the appliance has it.
const PART: u64 = 15 * 1024;
/// Files that may wait.
const WAITING: usize = 16;
/// While more is queued on the link, nothing of a file is added.
const QUEUE: usize = 32 * 1024;

pub(crate) struct Sends {
    uplink: Rc<Uplink>,
    news: Rc<dyn Fn(News)>,
    person: Arc<dyn Person>,
    queue: RefCell<VecDeque<Sending>>,
    changed: Notify,
}

struct Sending {
    nonce: String,
    path: PathBuf,
    name: String,
    /// `None`: not opened yet, or read from right now.
    file: Option<Box<dyn Reading>>,
    opened: bool,
    bytes: u64,
    /// It was announced on this link.
    said: bool,
    at: u64,
    until: u64,
    /// Grows with each link: what was read for another one is not sent.
    turn: u64,
}

impl Sending {
    /// Of the next part.
    fn length(&self) -> u64 {
        self.bytes.saturating_sub(self.at).min(PART)
    }
}

/// What comes next.
enum Step {
    Wait,
    Open(String, PathBuf),
    Part(Rc<LinkOut>),
}

/// A part that is being read.
struct Part {
    nonce: String,
    turn: u64,
    at: u64,
    length: u64,
    file: Box<dyn Reading>,
}

impl Sends {
    pub(crate) fn new(uplink: Rc<Uplink>, news: Rc<dyn Fn(News)>, person: Arc<dyn Person>) -> Sends {
        Sends { uplink, news, person, queue: RefCell::default(), changed: Notify::new() }
    }

    /// A file is wanted to be sent.
    pub(crate) fn begin(&self, path: PathBuf) {
        let Some(nonce) = nonce() else { return };
        let name = attachment_name(&path.file_name().unwrap_or_default().to_string_lossy());
        (self.news)(News::Sending { nonce: nonce.clone(), name: name.clone(), percent: 0 });
        if self.queue.borrow().len() >= WAITING {
            return self.not_sent(nonce, problem("too_many_files"), 0);
        }
        let sending =
            Sending { nonce, path, name, file: None, opened: false, bytes: 0, said: false, at: 0, until: 0, turn: 0 };
        self.queue.borrow_mut().push_back(sending);
        self.changed.notify_one();
    }

    /// It is not wanted any more.
    pub(crate) fn cancel(&self, nonce: &str) {
        if self.remove(nonce) {
            self.not_sent(nonce.to_owned(), problem("cancelled"), 0);
        }
    }

    /// There is a link: what was on its way on another one begins anew.
    pub(crate) fn linked(&self) {
        for sending in self.queue.borrow_mut().iter_mut() {
            (sending.said, sending.at, sending.until) = (false, 0, 0);
            sending.turn += 1;
        }
        self.changed.notify_one();
    }

    /// The appliance made room.
    pub(crate) fn wanted(&self, wanted: &FileWanted) {
        let told = {
            let mut queue = self.queue.borrow_mut();
            let Some(first) = queue.front_mut().filter(|first| first.said && first.nonce == wanted.nonce) else {
                return;
            };
            first.until = wanted.until.min(first.bytes);
            let percent = wanted.taken.saturating_mul(100).checked_div(first.bytes).unwrap_or(0).min(100);
            let percent = u8::try_from(percent).unwrap_or(100);
            News::Sending { nonce: first.nonce.clone(), name: first.name.clone(), percent }
        };
        (self.news)(told);
        self.changed.notify_one();
    }

    /// The appliance has it, or does not want it.
    pub(crate) fn settled(&self, settled: FileSettled) {
        let FileSettled { nonce, problem, most_mib } = settled;
        if self.drop_entry(&nonce)
            && let Some(why) = problem
        {
            self.not_sent(nonce, why, most_mib);
        }
    }

    /// It was said in the session, which is an answer as well.
    pub(crate) fn is_there(&self, nonce: &str) {
        self.remove(nonce);
    }

    /// Sends what there is to send, for ever.
    pub(crate) async fn run(&self) {
        loop {
            match self.next() {
                Step::Wait => self.changed.notified().await,
                Step::Open(nonce, path) => {
                    let person = self.person.clone();
                    // Whatever the path leads to may take its time.
                    let opened = spawn_blocking(move || person.file(&path)).await;
                    self.opened(&nonce, opened.unwrap_or_else(|error| Err(io::Error::other(error))));
                }
                Step::Part(link) => {
                    tokio::select! {
                        () = link.room_below(QUEUE) => {}
                        () = self.changed.notified() => continue,
                    }
                    let Some(mut part) = self.part() else { continue };
                    let read = spawn_blocking(move || {
                        let read = part.file.read(part.at, usize::try_from(part.length).unwrap_or(0));
                        (part, read)
                    });
                    if let Ok((part, read)) = read.await {
                        self.read(part, read, &link);
                    }
                }
            }
        }
    }

    fn next(&self) -> Step {
        let mut queue = self.queue.borrow_mut();
        let Some(first) = queue.front_mut() else { return Step::Wait };
        if !first.opened {
            return Step::Open(first.nonce.clone(), first.path.clone());
        }
        let Some(link) = self.uplink.current() else { return Step::Wait };
        if !first.said {
            let (nonce, name, bytes) = (first.nonce.clone(), first.name.clone(), first.bytes);
            link.say(agent_up::Body::SendFile(SendFile { nonce, name, bytes }));
            first.said = true;
            return Step::Wait;
        }
        // Parts are whole: where the room ends within one, there is more to come.
        if first.length() > 0 && first.at + first.length() <= first.until { Step::Part(link) } else { Step::Wait }
    }

    fn opened(&self, nonce: &str, opened: io::Result<Box<dyn Reading>>) {
        match opened {
            Ok(file) => {
                if let Some(first) = self.queue.borrow_mut().front_mut().filter(|first| first.nonce == nonce) {
                    (first.opened, first.bytes, first.file) = (true, file.bytes(), Some(file));
                }
            }
            Err(error) => self.unreadable(nonce, &error),
        }
    }

    fn part(&self) -> Option<Part> {
        let mut queue = self.queue.borrow_mut();
        let first = queue.front_mut()?;
        let file = first.file.take()?;
        Some(Part { nonce: first.nonce.clone(), turn: first.turn, at: first.at, length: first.length(), file })
    }

    fn read(&self, part: Part, read: io::Result<Vec<u8>>, link: &LinkOut) {
        let Part { nonce, turn, at, length, file } = part;
        {
            let mut queue = self.queue.borrow_mut();
            let Some(first) = queue.front_mut().filter(|first| first.nonce == nonce) else { return };
            first.file = Some(file);
            if first.turn != turn {
                return;
            }
            first.at += length;
        }
        match read {
            Ok(data) if u64::try_from(data.len()) == Ok(length) => {
                link.say_of_file(agent_up::Body::FileData(FileData { nonce, offset: at, data: data.into() }));
            }
            // It became shorter.
            Ok(_) => self.unreadable(&nonce, &io::ErrorKind::UnexpectedEof.into()),
            Err(error) => self.unreadable(&nonce, &error),
        }
    }

    fn unreadable(&self, nonce: &str, error: &io::Error) {
        tracing::info!(%error, "a file cannot be read");
        if self.remove(nonce) {
            self.not_sent(nonce.to_owned(), problem("unreadable"), 0);
        }
    }

    /// Takes it out of the queue, and tells the appliance if that has heard of it.
    fn remove(&self, nonce: &str) -> bool {
        let said = self.queue.borrow().iter().any(|sending| sending.nonce == nonce && sending.said);
        if said {
            self.uplink.say(agent_up::Body::CancelFile(CancelFile { nonce: nonce.to_owned() }));
        }
        self.drop_entry(nonce)
    }

    fn drop_entry(&self, nonce: &str) -> bool {
        let mut queue = self.queue.borrow_mut();
        let before = queue.len();
        queue.retain(|sending| sending.nonce != nonce);
        self.changed.notify_one();
        queue.len() < before
    }

    fn not_sent(&self, nonce: String, why: Problem, most_mib: u32) {
        (self.news)(News::FileNotSent { nonce, why, most_mib });
    }
}

fn problem(code: &str) -> Problem {
    Problem { code: code.to_owned(), ..Problem::default() }
}

#[cfg(test)]
mod tests {
    use std::{path::Path, time::Duration};

    use prost::Message as _;
    use tokio::{task::LocalSet, time::timeout};
    use towline_platform::{Download, Folder};
    use towline_wire::{CONTROL_LIMIT, Frame, decode, v1::AgentUp};

    use super::*;

    /// Somebody whose files are as long as their names say, and one of them shorter than it seems.
    struct Somebody;

    struct Made(u64, u64);

    impl Person for Somebody {
        fn clock(&self, _: i64) -> Option<(u8, u8)> {
            None
        }

        fn open_page(&self, _: String, _: Box<dyn FnOnce() + Send>) {}

        fn download(&self, _: &str) -> io::Result<Box<dyn Download>> {
            Err(io::ErrorKind::Unsupported.into())
        }

        fn folder(&self, _: Option<&Path>) -> io::Result<Folder> {
            Err(io::ErrorKind::Unsupported.into())
        }

        fn file(&self, path: &Path) -> io::Result<Box<dyn Reading>> {
            let name = path.file_name().and_then(|name| name.to_str()).unwrap_or_default();
            let (whole, there) = name.split_once('-').unwrap_or((name, name));
            let number = |text: &str| text.parse().map_err(|_| io::Error::from(io::ErrorKind::NotFound));
            Ok(Box::new(Made(number(whole)?, number(there)?)))
        }
    }

    impl Reading for Made {
        fn bytes(&self) -> u64 {
            self.0
        }

        fn read(&mut self, offset: u64, most: usize) -> io::Result<Vec<u8>> {
            let end = self.1.min(offset + most as u64);
            Ok((offset.min(end)..end).map(|at| at as u8).collect())
        }
    }

    struct Bench {
        sends: Rc<Sends>,
        uplink: Rc<Uplink>,
        told: Rc<RefCell<Vec<News>>>,
    }

    impl Bench {
        fn new() -> Bench {
            let (uplink, told) = (Rc::new(Uplink::default()), Rc::new(RefCell::new(Vec::new())));
            let to = told.clone();
            let news = Rc::new(move |news| to.borrow_mut().push(news));
            let sends = Rc::new(Sends::new(uplink.clone(), news, Arc::new(Somebody)));
            let running = sends.clone();
            tokio::task::spawn_local(async move { running.run().await });
            Bench { sends, uplink, told }
        }

        fn link(&self) -> Rc<LinkOut> {
            let link = Rc::new(LinkOut::default());
            self.uplink.set(Some(link.clone()));
            self.sends.linked();
            link
        }

        fn want(&self, nonce: &str, taken: u64, until: u64) {
            self.sends.wanted(&FileWanted { nonce: nonce.to_owned(), taken, until });
        }

        fn not_sent(&self) -> Vec<String> {
            let code = |news: &News| match news {
                News::FileNotSent { why, .. } => Some(why.code.clone()),
                _ => None,
            };
            self.told.borrow().iter().filter_map(code).collect()
        }
    }

    async fn next(link: &LinkOut) -> agent_up::Body {
        let frame = timeout(Duration::from_secs(5), link.next()).await.unwrap().unwrap();
        let Ok(Frame::Control(message)) = decode(frame, CONTROL_LIMIT) else { panic!("no control message") };
        AgentUp::decode(message).unwrap().body.unwrap()
    }

    async fn announced(link: &LinkOut) -> SendFile {
        match next(link).await {
            agent_up::Body::SendFile(send) => send,
            other => panic!("{other:?}"),
        }
    }

    async fn data(link: &LinkOut) -> (u64, usize) {
        match next(link).await {
            agent_up::Body::FileData(data) => {
                assert!(data.data.iter().enumerate().all(|(n, byte)| *byte == (data.offset + n as u64) as u8));
                (data.offset, data.data.len())
            }
            other => panic!("{other:?}"),
        }
    }

    async fn nothing(link: &LinkOut) -> bool {
        timeout(Duration::from_millis(100), link.next()).await.is_err()
    }

    async fn local(test: impl Future<Output = ()>) {
        LocalSet::new().run_until(test).await;
    }

    #[tokio::test]
    async fn a_file_goes_as_far_as_there_is_room_and_anew_on_the_next_link_ses_30() {
        local(async {
            let bench = Bench::new();
            bench.sends.begin("/x/40000".into());
            bench.sends.begin("/x/3".into());
            let link = bench.link();
            let send = announced(&link).await;
            assert_eq!((send.name.as_str(), send.bytes), ("40000", 40_000));
            assert!(nothing(&link).await, "no room was made yet");
            bench.want(&send.nonce, 0, 2 * PART);
            assert_eq!((data(&link).await, data(&link).await), ((0, 15_360), (15_360, 15_360)));
            assert!(nothing(&link).await);

            let link = bench.link();
            let again = announced(&link).await;
            assert_eq!(again, send);
            bench.want(&send.nonce, 0, 40_000);
            assert_eq!(
                (data(&link).await, data(&link).await, data(&link).await),
                ((0, 15_360), (15_360, 15_360), (30_720, 9_280))
            );
            bench.sends.settled(FileSettled { nonce: send.nonce, ..FileSettled::default() });
            assert_eq!(announced(&link).await.bytes, 3);
            assert!(bench.not_sent().is_empty());
        })
        .await;
    }

    #[tokio::test]
    async fn what_cannot_be_read_is_refused_or_is_not_wanted_any_more_makes_way_ses_30() {
        local(async {
            let bench = Bench::new();
            let link = bench.link();
            bench.sends.begin("/x/none".into());
            bench.sends.begin("/x/9-4".into());
            let short = announced(&link).await;
            bench.want(&short.nonce, 0, 9);
            assert!(matches!(next(&link).await, agent_up::Body::CancelFile(_)));
            bench.sends.begin("/x/7".into());
            let large = announced(&link).await;
            let why = Some(problem("file_too_large"));
            bench.sends.settled(FileSettled { nonce: large.nonce, problem: why, most_mib: 1 });
            bench.sends.begin("/x/8".into());
            let unwanted = announced(&link).await;
            bench.sends.cancel(&unwanted.nonce);
            assert!(matches!(next(&link).await, agent_up::Body::CancelFile(_)));
            bench.want(&unwanted.nonce, 0, 8);
            assert!(nothing(&link).await);
            assert_eq!(bench.not_sent(), ["unreadable", "unreadable", "file_too_large", "cancelled"]);
            for _ in 0..20 {
                bench.sends.begin("/x/5".into());
            }
            assert_eq!(bench.not_sent().iter().filter(|code| *code == "too_many_files").count(), 4);
        })
        .await;
    }

    #[tokio::test]
    async fn a_file_goes_behind_everything_else_and_also_while_access_is_paused_sup_22() {
        local(async {
            let bench = Bench::new();
            let link = bench.link();
            bench.sends.begin("/x/100000".into());
            let send = announced(&link).await;
            bench.uplink.hold(true);
            bench.want(&send.nonce, 0, 100_000);
            tokio::time::sleep(Duration::from_millis(100)).await;
            // Not all of what there is room for waits in memory.
            link.say(agent_up::Body::CancelFile(CancelFile { nonce: "x".to_owned() }));
            assert!(matches!(next(&link).await, agent_up::Body::CancelFile(_)));
            for at in 0..7 {
                assert_eq!(data(&link).await.0, at * PART);
            }
        })
        .await;
    }
}
