//! The desktop's portal on the user's session bus: a session in which the person there is asked, and the calls that move the pointer and press keys.
//!
//! The portal is another process of the user's: every answer but the person's own has a time limit, and what it says is typed and bounded. Calls of input wait for each other, because a portal may handle
//! what it gets at once in any order; moves that nobody has seen yet are only their last one.

use std::collections::{HashMap, VecDeque};
use std::future::Future;
use std::os::fd::OwnedFd;
use std::sync::atomic::{AtomicBool, Ordering};
use std::sync::{Arc, Mutex, MutexGuard, PoisonError};
use std::time::Duration;

use tokio::sync::Notify;
use towline_platform::{DesktopError, Waker};
use zbus::export::futures_core::Stream;
use zbus::message::Type;
use zbus::zvariant::{OwnedFd as BusFd, OwnedObjectPath, OwnedValue, Value};
use zbus::{Connection, MatchRule, Message, MessageStream};

use super::token::Token;
use super::{Denied, gone};

const PORTAL: &str = "org.freedesktop.portal.Desktop";
const PATH: &str = "/org/freedesktop/portal/desktop";
const REMOTE: &str = "org.freedesktop.portal.RemoteDesktop";
const CAST: &str = "org.freedesktop.portal.ScreenCast";
/// For the bus itself.
const BUS: Duration = Duration::from_secs(5);
/// For whatever needs no person; a portal that sleeps is started first.
const ANSWER: Duration = Duration::from_secs(20);
/// For a call of input; the portal answers before anything is done.
const CALL: Duration = Duration::from_secs(2);
/// Keyboard and pointer.
pub(super) const DEVICES: u32 = 3;
const MONITORS: u32 = 1;
const EMBEDDED: u32 = 2;
const METADATA: u32 = 4;
/// Until it is taken back.
const PERSIST: u32 = 2;
/// Monitors: more are no desk.
const STREAMS: usize = 32;
/// Calls that may wait.
const CALLS: usize = 4096;

type Options<'a> = HashMap<&'a str, Value<'a>>;
type Results = HashMap<String, OwnedValue>;

/// One monitor that the person lets us see.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(super) struct Shown {
    pub node: u32,
    /// In the compositor's own measure, where it says.
    pub position: Option<(i32, i32)>,
    pub size: Option<(i32, i32)>,
}

/// What the person agreed to.
pub(super) struct Agreed {
    pub session: Session,
    pub shown: Vec<Shown>,
    pub remote: OwnedFd,
    /// The pointer is told beside the picture.
    pub pointer_apart: bool,
    /// Pointer and keyboard may be driven.
    pub input: bool,
}

/// A call of input.
#[derive(Debug, Clone, PartialEq)]
pub(super) enum Act {
    /// To a place on a stream, in the compositor's measure.
    Move(u32, f64, f64),
    Nudge(f64, f64),
    Button(i32, bool),
    /// The last of a turn, in units of the compositor's.
    Wheel(f64, f64),
    /// Axis (0: vertical), notches.
    Notches(u32, i32),
    /// By the kernel's number.
    Key(i32, bool),
    /// By an X symbol.
    Symbol(i32, bool),
}

impl Act {
    fn is_move(&self) -> bool {
        matches!(self, Act::Move(..))
    }
}

/// What hands, eyes and bus share.
#[derive(Default)]
struct Shared {
    calls: Mutex<VecDeque<Act>>,
    filled: Notify,
    emptied: Notify,
    closed: AtomicBool,
    waker: Mutex<Option<Arc<dyn Waker>>>,
}

/// A session of the portal, for those who use it.
#[derive(Clone, Default)]
pub(super) struct Session(Arc<Shared>);

fn lock<T>(mutex: &Mutex<T>) -> MutexGuard<'_, T> {
    // No code that holds one of these can panic half-way through a change.
    mutex.lock().unwrap_or_else(PoisonError::into_inner)
}

impl Session {
    /// Whether the person took it back.
    pub fn is_closed(&self) -> bool {
        self.0.closed.load(Ordering::Acquire)
    }

    /// Whom to wake when it is over.
    pub fn wakes(&self, waker: Arc<dyn Waker>) {
        *lock(&self.0.waker) = Some(waker);
    }

    /// Has this done, after what was asked before.
    pub fn call(&self, act: Act) -> Result<(), DesktopError> {
        let mut calls = lock(&self.0.calls);
        if self.is_closed() {
            return Ok(());
        }
        if act.is_move()
            && let Some(last) = calls.back_mut().filter(|last| last.is_move())
        {
            *last = act;
            return Ok(());
        }
        if calls.len() >= CALLS {
            return Err(gone("the portal takes no input any more"));
        }
        calls.push_back(act);
        drop(calls);
        self.0.filled.notify_one();
        Ok(())
    }

    fn over(&self) {
        self.0.closed.store(true, Ordering::Release);
        lock(&self.0.calls).clear();
        self.0.filled.notify_one();
        self.0.emptied.notify_one();
        if let Some(waker) = lock(&self.0.waker).as_ref() {
            waker.wake();
        }
    }

    #[cfg(test)]
    pub fn waiting(&self) -> Vec<Act> {
        lock(&self.0.calls).iter().cloned().collect()
    }

    /// Everything that was asked is done, or there is nobody to do it.
    pub async fn settled(&self) {
        loop {
            let emptied = self.0.emptied.notified();
            if self.is_closed() || lock(&self.0.calls).is_empty() {
                return;
            }
            emptied.await;
        }
    }

    async fn perform(self, connection: Connection, path: OwnedObjectPath) {
        loop {
            let filled = self.0.filled.notified();
            // It stays in the list until it is done.
            let Some(act) = lock(&self.0.calls).front().cloned() else {
                if self.is_closed() {
                    return;
                }
                filled.await;
                continue;
            };
            let done = within(CALL, perform(&connection, &path, &act)).await;
            if let Err(silence) = done {
                tracing::debug!(?silence, "the portal did not do what it was asked");
            }
            let mut calls = lock(&self.0.calls);
            // A move may have become another one meanwhile.
            if calls.front() == Some(&act) {
                calls.pop_front();
            }
            if calls.is_empty() {
                self.0.emptied.notify_one();
            }
        }
    }
}

async fn perform(connection: &Connection, path: &OwnedObjectPath, act: &Act) -> zbus::Result<Message> {
    let (none, to) = (Options::new(), path.as_ref());
    let remote = Some(REMOTE);
    let call = |method: &'static str| (Some(PORTAL), PATH, remote, method);
    let state = |down: bool| u32::from(down);
    macro_rules! call {
        ($method:literal, $($argument:expr),*) => {{
            let (destination, path, interface, method) = call($method);
            connection.call_method(destination, path, interface, method, &(to, none, $($argument),*)).await
        }};
    }
    match *act {
        Act::Move(node, x, y) => call!("NotifyPointerMotionAbsolute", node, x, y),
        Act::Nudge(x, y) => call!("NotifyPointerMotion", x, y),
        Act::Button(button, down) => call!("NotifyPointerButton", button, state(down)),
        Act::Wheel(x, y) => call!("NotifyPointerAxis", x, y),
        Act::Notches(axis, count) => call!("NotifyPointerAxisDiscrete", axis, count),
        Act::Key(key, down) => call!("NotifyKeyboardKeycode", key, state(down)),
        Act::Symbol(symbol, down) => call!("NotifyKeyboardKeysym", symbol, state(down)),
    }
}

/// Why an answer did not come.
#[derive(Debug)]
enum Silence {
    Late,
    Failed(String),
}

async fn within<T>(limit: Duration, answer: impl Future<Output = zbus::Result<T>>) -> Result<T, Silence> {
    match tokio::time::timeout(limit, answer).await {
        Ok(Ok(answer)) => Ok(answer),
        Ok(Err(error)) => Err(Silence::Failed(error.to_string())),
        Err(_) => Err(Silence::Late),
    }
}

/// Without a bus, or with nobody on it who knows these words, there is no second way to the desktop.
fn withheld(silence: Silence) -> Denied {
    match silence {
        Silence::Late => unanswered("nothing"),
        Silence::Failed(error) => {
            tracing::info!(%error, "the desktop has no portal");
            Denied::Withheld
        }
    }
}

fn unanswered(silence: impl std::fmt::Debug) -> Denied {
    tracing::warn!(?silence, "the desktop's portal does not answer as it should");
    Denied::Unanswered
}

/// A conversation with the portal before the person has agreed.
struct Asking {
    connection: Connection,
    answers: MessageStream,
    requests: u32,
}

async fn next(stream: &mut MessageStream) -> Option<zbus::Result<Message>> {
    let mut stream = std::pin::pin!(stream);
    std::future::poll_fn(|context| stream.as_mut().poll_next(context)).await
}

fn signals(interface: &'static str, member: &'static str) -> zbus::Result<MatchRule<'static>> {
    // SECURITY: the bus delivers only what whoever owns the portal's name sent.
    let rule = MatchRule::builder().msg_type(Type::Signal).sender(PORTAL)?;
    Ok(rule.interface(interface)?.member(member)?.build())
}

impl Asking {
    async fn property(&self, interface: &'static str, name: &'static str) -> Result<u32, Silence> {
        let call = async {
            let properties = Some("org.freedesktop.DBus.Properties");
            let answer = self.connection.call_method(Some(PORTAL), PATH, properties, "Get", &(interface, name)).await?;
            let value: OwnedValue = answer.body().deserialize()?;
            Ok(u32::try_from(value)?)
        };
        within(ANSWER, call).await
    }

    /// The token of the next request, and the path that its answer comes from.
    fn request(&mut self) -> (String, String) {
        self.requests += 1;
        let token = format!("towline{}", self.requests);
        let name = self.connection.unique_name().map(|name| name.as_str().to_owned()).unwrap_or_default();
        let sender = name.trim_start_matches(':').replace('.', "_");
        let path = format!("{PATH}/request/{sender}/{token}");
        (token, path)
    }

    /// Makes a request and waits for its answer. `person`: it is theirs, and has no limit.
    async fn ask<'b, B>(
        &mut self,
        interface: &'static str,
        method: &'static str,
        (path, body): (String, B),
        person: bool,
    ) -> Result<Results, Denied>
    where
        B: zbus::export::serde::Serialize + zbus::zvariant::DynamicType + 'b,
    {
        let called = self.connection.call_method(Some(PORTAL), PATH, Some(interface), method, &body);
        let answer = within(ANSWER, called).await.map_err(unanswered)?;
        // Old portals choose the path themselves.
        let told: OwnedObjectPath = answer.body().deserialize().map_err(unanswered)?;
        let answers = &mut self.answers;
        let waiting = async {
            loop {
                let Some(message) = next(answers).await else { return Err(Denied::Unanswered) };
                let message = message.map_err(unanswered)?;
                let header = message.header();
                let from = header.path().map(|path| path.as_str());
                if from != Some(&path) && from != Some(told.as_str()) {
                    continue;
                }
                let (response, results): (u32, Results) = message.body().deserialize().map_err(unanswered)?;
                return match response {
                    0 => Ok(results),
                    1 => Err(Denied::Refused),
                    // Ended in some other way: the desktop does not say whether by a person.
                    _ if person => Err(Denied::Refused),
                    _ => Err(Denied::Unanswered),
                };
            }
        };
        if person {
            return waiting.await;
        }
        tokio::time::timeout(ANSWER, waiting).await.map_err(unanswered)?
    }
}

fn text(value: &OwnedValue) -> Option<String> {
    match &**value {
        Value::Str(text) => Some(text.to_string()),
        Value::ObjectPath(path) => Some(path.to_string()),
        _ => None,
    }
}

/// The monitors of an answer.
fn shown(results: &mut Results) -> Option<Vec<Shown>> {
    let streams: Vec<(u32, HashMap<String, OwnedValue>)> = results.remove("streams")?.try_into().ok()?;
    let pair = |value: Option<OwnedValue>| <(i32, i32)>::try_from(value?).ok();
    let streams = streams.into_iter().take(STREAMS).map(|(node, mut about)| {
        let size = pair(about.remove("size")).filter(|(width, height)| *width > 0 && *height > 0);
        Shown { node, position: pair(about.remove("position")), size }
    });
    Some(streams.collect())
}

/// Asks the person there, and waits for as long as they think about it. Dropping it takes the question back.
pub(super) async fn ask(token: &Token) -> Result<Agreed, Denied> {
    let connection = within(BUS, Connection::session()).await.map_err(withheld)?;
    let answers = async {
        let rule = signals("org.freedesktop.portal.Request", "Response")?;
        MessageStream::for_match_rule(rule, &connection, Some(64)).await
    };
    let answers = within(BUS, answers).await.map_err(withheld)?;
    let mut asking = Asking { connection: connection.clone(), answers, requests: 0 };
    let version = asking.property(REMOTE, "version").await.map_err(withheld)?;
    asking.property(CAST, "version").await.map_err(withheld)?;
    // The first version of it had no choice of pointers.
    let cursors = asking.property(CAST, "AvailableCursorModes").await.unwrap_or(0);
    let cursor = if cursors & METADATA != 0 { METADATA } else { cursors & EMBEDDED };

    let (handle, path) = asking.request();
    let body = Options::from([("handle_token", handle.into()), ("session_handle_token", "towline".into())]);
    let created = asking.ask(REMOTE, "CreateSession", (path, (body,)), false).await?;
    let session = created.get("session_handle").and_then(text).and_then(|path| OwnedObjectPath::try_from(path).ok());
    let session = session.ok_or_else(|| unanswered("no session"))?;
    let shared = Session::default();
    let closed = async {
        let rule = signals("org.freedesktop.portal.Session", "Closed")?;
        MessageStream::for_match_rule(rule, &connection, Some(16)).await
    };
    let mut closed = within(BUS, closed).await.map_err(unanswered)?;

    let (handle, path) = asking.request();
    let mut body = Options::from([("handle_token", handle.into()), ("types", DEVICES.into())]);
    if version >= 2 && token.is_kept() {
        body.insert("persist_mode", PERSIST.into());
        if let Some(token) = token.read() {
            body.insert("restore_token", token.into());
        }
    }
    asking.ask(REMOTE, "SelectDevices", (path, (session.as_ref(), body)), false).await?;

    let (handle, path) = asking.request();
    let mut body =
        Options::from([("handle_token", handle.into()), ("types", MONITORS.into()), ("multiple", true.into())]);
    if cursor != 0 {
        body.insert("cursor_mode", cursor.into());
    }
    asking.ask(CAST, "SelectSources", (path, (session.as_ref(), body)), false).await?;

    let (handle, path) = asking.request();
    let body = Options::from([("handle_token", handle.into())]);
    let ended = ended(&mut closed, &session);
    let started = tokio::select! {
        started = asking.ask(REMOTE, "Start", (path, (session.as_ref(), "", body)), true) => started,
        () = ended => Err(Denied::Refused),
    };
    let mut started = started.inspect_err(|denied| {
        if *denied == Denied::Refused {
            token.forget();
        }
    })?;
    // Each is good once.
    match started.get("restore_token").and_then(text) {
        Some(next) => token.keep(&next),
        None => token.forget(),
    }
    let devices = started.remove("devices").and_then(|devices| u32::try_from(devices).ok()).unwrap_or(0);
    let shown = shown(&mut started).filter(|shown| !shown.is_empty()).ok_or_else(|| unanswered("no monitors"))?;
    let opened = async {
        let body = (session.as_ref(), Options::new());
        connection.call_method(Some(PORTAL), PATH, Some(CAST), "OpenPipeWireRemote", &body).await
    };
    let opened = within(ANSWER, opened).await.map_err(unanswered)?;
    let remote: BusFd = opened.body().deserialize().map_err(unanswered)?;

    let (over, token, path) = (shared.clone(), token.clone(), session.clone());
    tokio::spawn(async move {
        self::ended(&mut closed, &path).await;
        // SECURITY: who took it back is asked again, whatever they said for ever before.
        token.forget();
        over.over();
    });
    tokio::spawn(shared.clone().perform(connection, session));
    let (pointer_apart, input) = (cursor == METADATA, devices & DEVICES == DEVICES);
    Ok(Agreed { session: shared, shown, remote: remote.into(), pointer_apart, input })
}

/// The portal closed the session, or is gone with the bus.
async fn ended(closed: &mut MessageStream, session: &OwnedObjectPath) {
    while let Some(Ok(message)) = next(closed).await {
        if message.header().path().is_some_and(|path| path.as_str() == session.as_str()) {
            return;
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn moves_that_nobody_has_seen_are_their_last_one_and_all_else_keeps_its_order_scr_20() {
        let session = Session::default();
        let acts = [
            Act::Move(1, 1.0, 1.0),
            Act::Move(1, 2.0, 2.0),
            Act::Button(0x110, true),
            Act::Move(1, 3.0, 3.0),
            Act::Button(0x110, false),
        ];
        acts.iter().for_each(|act| session.call(act.clone()).unwrap());
        assert!(lock(&session.0.calls).iter().eq(&acts[1..]));
        let mut full = (0..CALLS).map(|key| session.call(Act::Key(key as i32, true)));
        assert!(full.any(|called| called.is_err()));
        // Over: nothing is asked of anybody any more.
        session.over();
        assert!(session.call(Act::Key(1, true)).is_ok() && lock(&session.0.calls).is_empty());
    }

    #[test]
    fn monitors_that_are_no_monitors_are_left_out_of_nothing_but_themselves_scr_9() {
        let pair = |x: i32, y: i32| Value::from((x, y));
        let about = |size: Value<'static>| HashMap::from([("size", size), ("position", pair(-5, 7))]);
        let streams = vec![(7u32, about(pair(1280, 720))), (8, about(pair(0, -3))), (9, about("wide".into()))];
        let value = OwnedValue::try_from(Value::from(streams)).unwrap();
        let found = shown(&mut Results::from([("streams".to_owned(), value)])).unwrap();
        let one = |node, size| Shown { node, position: Some((-5, 7)), size };
        assert_eq!(found, [one(7, Some((1280, 720))), one(8, None), one(9, None)]);
        assert_eq!(shown(&mut Results::new()), None);
        let nonsense = OwnedValue::try_from(Value::from("none")).unwrap();
        assert_eq!(shown(&mut Results::from([("streams".to_owned(), nonsense)])), None);
    }
}
