//! A portal of the tests: what `org.freedesktop.portal.Desktop` offers for remote desktops, with a person who is a test, before a real mutter and a real PipeWire.

#![allow(clippy::unwrap_used, clippy::expect_used, clippy::indexing_slicing, dead_code)]

use std::collections::HashMap;
use std::os::unix::net::UnixStream;
use std::sync::{Arc, Mutex};

use zbus::export::futures_core::Stream;
use zbus::fdo::{Error, Result};
use zbus::message::Header;
use zbus::zvariant::{Fd, ObjectPath, OwnedObjectPath, OwnedValue, Value};
use zbus::{Connection, MatchRule, Message, MessageStream, interface};

const REMOTE: &str = "org.gnome.Mutter.RemoteDesktop";
const CAST: &str = "org.gnome.Mutter.ScreenCast";
type Options = HashMap<String, OwnedValue>;

/// How the person answers.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Answer {
    Yes,
    /// They may look, and nothing else.
    Look,
    No,
    /// No answer that means anything.
    Nonsense,
}

/// The person at the desktop.
pub struct Person {
    answers: tokio::sync::mpsc::UnboundedSender<Answer>,
    stops: tokio::sync::mpsc::UnboundedSender<()>,
    /// What happens, in words: "asked", "restored", "opened", "stopped", "left".
    pub news: tokio::sync::mpsc::UnboundedReceiver<String>,
}

impl Person {
    pub fn says(&self, answer: Answer) {
        self.answers.send(answer).unwrap();
    }

    /// Presses stop in the panel.
    pub fn stops(&self) {
        self.stops.send(()).unwrap();
    }

    /// Waits for this to happen.
    pub async fn hears(&mut self, what: &str) {
        let heard = async { while self.news.recv().await.expect("the portal is gone") != what {} };
        tokio::time::timeout(std::time::Duration::from_secs(20), heard).await.unwrap_or_else(|_| panic!("no {what}"));
    }
}

#[derive(Default)]
struct State {
    cursor: u32,
    persist: bool,
    restore: Option<String>,
    /// The last one that was given.
    token: u32,
    mutter: Option<Mutter>,
}

/// A session of mutter's.
#[derive(Clone)]
struct Mutter {
    remote: OwnedObjectPath,
    /// Streams by their node.
    streams: Vec<(u32, OwnedObjectPath)>,
    session: String,
}

#[derive(Clone)]
struct Shared {
    state: Arc<Mutex<State>>,
    answers: Arc<tokio::sync::Mutex<tokio::sync::mpsc::UnboundedReceiver<Answer>>>,
    news: tokio::sync::mpsc::UnboundedSender<String>,
}

struct RemoteDesktop(Shared);
struct ScreenCast(Shared);
struct Session(Shared);

fn failed(error: impl std::fmt::Display) -> Error {
    Error::Failed(error.to_string())
}

fn text(options: &Options, name: &str) -> Option<String> {
    options.get(name).and_then(|value| String::try_from(value.clone()).ok())
}

fn number(options: &Options, name: &str) -> u32 {
    options.get(name).and_then(|value| u32::try_from(value).ok()).unwrap_or(0)
}

fn path_below(kind: &str, header: &Header<'_>, token: &str) -> OwnedObjectPath {
    let sender = header.sender().unwrap().as_str().trim_start_matches(':').replace('.', "_");
    ObjectPath::try_from(format!("/org/freedesktop/portal/desktop/{kind}/{sender}/{token}")).unwrap().into()
}

/// Answers a request, after its caller knows where to listen.
fn respond(connection: &Connection, path: &OwnedObjectPath, code: u32, results: HashMap<String, OwnedValue>) {
    let (connection, path) = (connection.clone(), path.clone());
    tokio::spawn(async move {
        let interface = "org.freedesktop.portal.Request";
        connection.emit_signal(None::<&str>, &path, interface, "Response", &(code, results)).await.unwrap();
    });
}

fn own(value: impl Into<Value<'static>>) -> OwnedValue {
    OwnedValue::try_from(value.into()).unwrap()
}

async fn call<B>(
    connection: &Connection,
    to: &str,
    path: &ObjectPath<'_>,
    what: (&str, &str),
    body: &B,
) -> Result<Message>
where
    B: zbus::export::serde::Serialize + zbus::zvariant::DynamicType,
{
    connection.call_method(Some(to), path, Some(what.0), what.1, body).await.map_err(failed)
}

async fn property(connection: &Connection, to: &str, path: &ObjectPath<'_>, what: (&str, &str)) -> Result<OwnedValue> {
    let answer = call(connection, to, path, ("org.freedesktop.DBus.Properties", "Get"), &what).await?;
    answer.body().deserialize().map_err(failed)
}

async fn next(stream: &mut MessageStream) -> Message {
    let mut stream = std::pin::pin!(stream);
    std::future::poll_fn(|context| stream.as_mut().poll_next(context)).await.unwrap().unwrap()
}

/// Monitors by their connectors.
async fn connectors(connection: &Connection) -> Result<Vec<String>> {
    let to = "org.gnome.Mutter.DisplayConfig";
    let path = ObjectPath::try_from("/org/gnome/Mutter/DisplayConfig").unwrap();
    let answer = call(connection, to, &path, (to, "GetCurrentState"), &()).await?;
    let body = answer.body();
    let state: zbus::zvariant::Structure<'_> = body.deserialize().map_err(failed)?;
    let Some(Value::Array(monitors)) = state.fields().get(1) else { return Err(failed("no monitors")) };
    let connector = |monitor: &Value<'_>| {
        let Value::Structure(monitor) = monitor else { return None };
        let Some(Value::Structure(about)) = monitor.fields().first() else { return None };
        about.fields().first().and_then(|name| String::try_from(name.try_clone().ok()?).ok())
    };
    Ok(monitors.iter().filter_map(connector).collect())
}

/// Has mutter show all its monitors.
async fn show(connection: &Connection, cursor: u32, session: String) -> Result<(Mutter, OwnedValue)> {
    let root = ObjectPath::try_from("/org/gnome/Mutter/RemoteDesktop").unwrap();
    let created = call(connection, REMOTE, &root, (REMOTE, "CreateSession"), &()).await?;
    let remote: OwnedObjectPath = created.body().deserialize().map_err(failed)?;
    let id = property(connection, REMOTE, &remote, ("org.gnome.Mutter.RemoteDesktop.Session", "SessionId")).await?;
    let root = ObjectPath::try_from("/org/gnome/Mutter/ScreenCast").unwrap();
    let options = HashMap::from([("remote-desktop-session-id", Value::from(id))]);
    let created = call(connection, CAST, &root, (CAST, "CreateSession"), &(options,)).await?;
    let cast: OwnedObjectPath = created.body().deserialize().map_err(failed)?;
    let rule = MatchRule::builder().member("PipeWireStreamAdded").unwrap().build();
    let mut added = MessageStream::for_match_rule(rule, connection, Some(16)).await.map_err(failed)?;
    let mut paths = Vec::new();
    for connector in connectors(connection).await? {
        let mode = match cursor {
            4 => 2u32,
            2 => 1,
            _ => 0,
        };
        let options = HashMap::from([("cursor-mode", Value::from(mode))]);
        let session = "org.gnome.Mutter.ScreenCast.Session";
        let recorded = call(connection, CAST, &cast, (session, "RecordMonitor"), &(connector, options)).await?;
        paths.push(recorded.body().deserialize::<OwnedObjectPath>().map_err(failed)?);
    }
    call(connection, REMOTE, &remote, ("org.gnome.Mutter.RemoteDesktop.Session", "Start"), &()).await?;
    let (mut streams, mut about) = (Vec::new(), Vec::new());
    while streams.len() < paths.len() {
        let message = next(&mut added).await;
        let path: OwnedObjectPath = message.header().path().unwrap().to_owned().into();
        let node: u32 = message.body().deserialize().map_err(failed)?;
        let stream = "org.gnome.Mutter.ScreenCast.Stream";
        let parameters = property(connection, CAST, &path, (stream, "Parameters")).await?;
        let mut parameters: HashMap<String, OwnedValue> = parameters.try_into().map_err(failed)?;
        parameters.retain(|name, _| name == "position" || name == "size");
        about.push((node, parameters));
        streams.push((node, path));
    }
    Ok((Mutter { remote, streams, session }, own(Value::from(about))))
}

impl Shared {
    fn mutter(&self) -> Result<Mutter> {
        self.state.lock().unwrap().mutter.clone().ok_or_else(|| failed("no session"))
    }

    async fn notify<B>(&self, connection: &Connection, method: &str, body: &B) -> Result<()>
    where
        B: zbus::export::serde::Serialize + zbus::zvariant::DynamicType,
    {
        let mutter = self.mutter()?;
        call(connection, REMOTE, &mutter.remote, ("org.gnome.Mutter.RemoteDesktop.Session", method), body).await?;
        Ok(())
    }

    /// The session is over, for this reason.
    async fn end(&self, connection: &Connection, why: &str) {
        let Some(mutter) = self.state.lock().unwrap().mutter.take() else { return };
        let stop = ("org.gnome.Mutter.RemoteDesktop.Session", "Stop");
        let _ = call(connection, REMOTE, &mutter.remote, stop, &()).await;
        let interface = "org.freedesktop.portal.Session";
        let empty = Options::new();
        let _ = connection.emit_signal(None::<&str>, mutter.session, interface, "Closed", &(empty,)).await;
        let _ = self.news.send(why.to_owned());
    }
}

#[interface(name = "org.freedesktop.portal.RemoteDesktop")]
impl RemoteDesktop {
    #[zbus(property, name = "version")]
    fn version(&self) -> u32 {
        2
    }

    async fn create_session(
        &self,
        #[zbus(header)] header: Header<'_>,
        #[zbus(connection)] connection: &Connection,
        options: Options,
    ) -> Result<OwnedObjectPath> {
        let request = path_below("request", &header, &text(&options, "handle_token").ok_or_else(|| failed("token"))?);
        let token = text(&options, "session_handle_token").ok_or_else(|| failed("token"))?;
        let session = path_below("session", &header, &token);
        let _ = connection.object_server().at(&session, Session(self.0.clone())).await;
        let results = HashMap::from([("session_handle".to_owned(), own(session.as_str().to_owned()))]);
        respond(connection, &request, 0, results);
        Ok(request)
    }

    async fn select_devices(
        &self,
        #[zbus(header)] header: Header<'_>,
        #[zbus(connection)] connection: &Connection,
        _session: OwnedObjectPath,
        options: Options,
    ) -> Result<OwnedObjectPath> {
        let request = path_below("request", &header, &text(&options, "handle_token").ok_or_else(|| failed("token"))?);
        if number(&options, "types") != 3 {
            return Err(failed("keyboard and pointer are expected"));
        }
        let mut state = self.0.state.lock().unwrap();
        state.persist = number(&options, "persist_mode") == 2;
        state.restore = text(&options, "restore_token");
        respond(connection, &request, 0, HashMap::new());
        Ok(request)
    }

    async fn start(
        &self,
        #[zbus(header)] header: Header<'_>,
        #[zbus(connection)] connection: &Connection,
        session: OwnedObjectPath,
        _parent: String,
        options: Options,
    ) -> Result<OwnedObjectPath> {
        let request = path_below("request", &header, &text(&options, "handle_token").ok_or_else(|| failed("token"))?);
        let (shared, connection, path) = (self.0.clone(), connection.clone(), request.clone());
        tokio::spawn(async move {
            let (known, cursor) = {
                let mut state = shared.state.lock().unwrap();
                let known = state.restore.take().is_some_and(|token| token == state.token.to_string());
                (known && state.persist, state.cursor)
            };
            let answer = if known {
                let _ = shared.news.send("restored".to_owned());
                Answer::Yes
            } else {
                let mut answers = shared.answers.lock().await;
                // What was said before the question is no answer to it.
                while answers.try_recv().is_ok() {}
                let _ = shared.news.send("asked".to_owned());
                answers.recv().await.unwrap_or(Answer::No)
            };
            match answer {
                Answer::No => return respond(&connection, &path, 1, HashMap::new()),
                Answer::Nonsense => {
                    let results = HashMap::from([("streams".to_owned(), own("none"))]);
                    return respond(&connection, &path, 0, results);
                }
                Answer::Yes | Answer::Look => {}
            }
            let (mutter, streams) = show(&connection, cursor, session.as_str().to_owned()).await.unwrap();
            let devices = if answer == Answer::Look { 0u32 } else { 3 };
            let mut results = HashMap::from([("streams".to_owned(), streams), ("devices".to_owned(), own(devices))]);
            let mut state = shared.state.lock().unwrap();
            state.mutter = Some(mutter);
            if state.persist {
                state.token += 1;
                results.insert("restore_token".to_owned(), own(state.token.to_string()));
            }
            respond(&connection, &path, 0, results);
        });
        Ok(request)
    }

    async fn notify_pointer_motion_absolute(
        &self,
        #[zbus(connection)] connection: &Connection,
        _session: OwnedObjectPath,
        _options: Options,
        stream: u32,
        x: f64,
        y: f64,
    ) -> Result<()> {
        let mutter = self.0.mutter()?;
        let (_, path) = mutter.streams.iter().find(|(node, _)| *node == stream).ok_or_else(|| failed("no stream"))?;
        self.0.notify(connection, "NotifyPointerMotionAbsolute", &(path.as_str(), x, y)).await
    }

    async fn notify_pointer_motion(
        &self,
        #[zbus(connection)] connection: &Connection,
        _session: OwnedObjectPath,
        _options: Options,
        x: f64,
        y: f64,
    ) -> Result<()> {
        self.0.notify(connection, "NotifyPointerMotionRelative", &(x, y)).await
    }

    async fn notify_pointer_button(
        &self,
        #[zbus(connection)] connection: &Connection,
        _session: OwnedObjectPath,
        _options: Options,
        button: i32,
        state: u32,
    ) -> Result<()> {
        self.0.notify(connection, "NotifyPointerButton", &(button, state == 1)).await
    }

    async fn notify_pointer_axis(
        &self,
        #[zbus(connection)] connection: &Connection,
        _session: OwnedObjectPath,
        _options: Options,
        x: f64,
        y: f64,
    ) -> Result<()> {
        self.0.notify(connection, "NotifyPointerAxis", &(x, y, 0u32)).await
    }

    async fn notify_pointer_axis_discrete(
        &self,
        #[zbus(connection)] connection: &Connection,
        _session: OwnedObjectPath,
        _options: Options,
        axis: u32,
        steps: i32,
    ) -> Result<()> {
        self.0.notify(connection, "NotifyPointerAxisDiscrete", &(axis, steps)).await
    }

    async fn notify_keyboard_keycode(
        &self,
        #[zbus(connection)] connection: &Connection,
        _session: OwnedObjectPath,
        _options: Options,
        key: i32,
        state: u32,
    ) -> Result<()> {
        self.0.notify(connection, "NotifyKeyboardKeycode", &(u32::try_from(key).unwrap(), state == 1)).await
    }

    async fn notify_keyboard_keysym(
        &self,
        #[zbus(connection)] connection: &Connection,
        _session: OwnedObjectPath,
        _options: Options,
        symbol: i32,
        state: u32,
    ) -> Result<()> {
        self.0.notify(connection, "NotifyKeyboardKeysym", &(u32::try_from(symbol).unwrap(), state == 1)).await
    }
}

#[interface(name = "org.freedesktop.portal.ScreenCast")]
impl ScreenCast {
    #[zbus(property, name = "version")]
    fn version(&self) -> u32 {
        4
    }

    #[zbus(property)]
    fn available_cursor_modes(&self) -> u32 {
        7
    }

    async fn select_sources(
        &self,
        #[zbus(header)] header: Header<'_>,
        #[zbus(connection)] connection: &Connection,
        _session: OwnedObjectPath,
        options: Options,
    ) -> Result<OwnedObjectPath> {
        let request = path_below("request", &header, &text(&options, "handle_token").ok_or_else(|| failed("token"))?);
        // As the real one does.
        if options.contains_key("persist_mode") {
            return Err(failed("Remote desktop sessions cannot persist"));
        }
        self.0.state.lock().unwrap().cursor = number(&options, "cursor_mode");
        respond(connection, &request, 0, HashMap::new());
        Ok(request)
    }

    #[zbus(name = "OpenPipeWireRemote")]
    async fn open_pipe_wire_remote(
        &self,
        _session: OwnedObjectPath,
        _options: Options,
    ) -> Result<zbus::zvariant::OwnedFd> {
        self.0.mutter()?;
        let socket = std::path::Path::new(&std::env::var_os("XDG_RUNTIME_DIR").unwrap()).join("pipewire-0");
        let stream = UnixStream::connect(socket).map_err(failed)?;
        let _ = self.0.news.send("opened".to_owned());
        let _: Option<Fd<'_>> = None;
        Ok(std::os::fd::OwnedFd::from(stream).into())
    }
}

#[interface(name = "org.freedesktop.portal.Session")]
impl Session {
    async fn close(&self, #[zbus(connection)] connection: &Connection) {
        self.0.end(connection, "left").await;
    }
}

/// Offers the portal on the session bus.
pub async fn offer() -> (Connection, Person) {
    let connection = Connection::session().await.unwrap();
    offer_on(connection).await
}

/// Offers the portal on this bus.
pub async fn offer_on(connection: Connection) -> (Connection, Person) {
    let (answers, answered) = tokio::sync::mpsc::unbounded_channel();
    let (stops, mut stopped) = tokio::sync::mpsc::unbounded_channel();
    let (tells, news) = tokio::sync::mpsc::unbounded_channel();
    let answers_shared = Arc::new(tokio::sync::Mutex::new(answered));
    let shared = Shared { state: Arc::default(), answers: answers_shared, news: tells };
    let path = "/org/freedesktop/portal/desktop";
    connection.object_server().at(path, RemoteDesktop(shared.clone())).await.unwrap();
    connection.object_server().at(path, ScreenCast(shared.clone())).await.unwrap();
    let (stopping, ends) = (shared.clone(), connection.clone());
    tokio::spawn(async move {
        while stopped.recv().await.is_some() {
            stopping.end(&ends, "stopped").await;
        }
    });
    // Whoever asked is gone: so is their session.
    let rule = MatchRule::builder().member("NameOwnerChanged").unwrap().build();
    let mut owners = MessageStream::for_match_rule(rule, &connection, Some(64)).await.unwrap();
    let ends = connection.clone();
    tokio::spawn(async move {
        loop {
            let message = next(&mut owners).await;
            let Ok((name, _, new)) = message.body().deserialize::<(String, String, String)>() else { continue };
            let session = shared.state.lock().unwrap().mutter.as_ref().map(|mutter| mutter.session.clone());
            let sender = name.trim_start_matches(':').replace('.', "_");
            if new.is_empty() && session.is_some_and(|session| session.contains(&format!("/{sender}/"))) {
                shared.end(&ends, "left").await;
            }
        }
    });
    connection.request_name("org.freedesktop.portal.Desktop").await.unwrap();
    (connection, Person { answers, stops, news })
}
