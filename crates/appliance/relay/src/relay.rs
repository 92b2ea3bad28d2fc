//! What all sessions share: the engine, the agents, the consoles, the running sessions. And how sessions begin, come back after a restart, and are buried.

use std::collections::{HashMap, HashSet};
use std::sync::{Arc, Mutex};

use tokio::sync::{Notify, mpsc, oneshot};
use towline_blobs::{Blobs, Trouble};
use towline_engine::{Asked, Engine, Fault, FaultKind, Principal};
use towline_model::{Clock, JumpClientId, JumpItemId, Moment, Queue, SessionId, ShellId, UserId};
use towline_recording::Ends;
use towline_session::{Answer, Effect, Event, Graces, Input, Phase, Refusal, Session, Spec, State};
use towline_store::{AskedBy, Started, StoreError};
use towline_wire::v1::{self, agent_down, console_down};
use uuid::Uuid;

use crate::actor::{Actor, MAILBOX, Msg, Reply, SessionHandle};
use crate::agents::{AgentOf, Agents};
use crate::consoles::{ConsoleHandle, Consoles};
use crate::link::{lock, problem};
use crate::screen::Screens;
use crate::tap::Tap;
use crate::views;

/// Customers who chose an issue and wait at a time; of one address.
const UNACCEPTED: usize = 1000;
const UNACCEPTED_OF_ONE: usize = 10;
/// Rows in a list of sessions.
const LIST: usize = 200;

/// The relay. Cheap to clone.
#[derive(Clone)]
pub struct Relay {
    pub(crate) shared: Arc<Shared>,
}

pub(crate) struct Shared {
    pub(crate) engine: Engine,
    pub(crate) clock: Arc<dyn Clock>,
    blobs: Blobs,
    pub(crate) agents: Agents,
    pub(crate) consoles: Consoles,
    sessions: Mutex<HashMap<SessionId, SessionHandle>>,
    /// One start at a time, so that two Jumps on one item make one session.
    starting: tokio::sync::Mutex<()>,
    /// Held from the making of a list to its sending.
    listing: Mutex<()>,
    /// Items whose status is to be told anew.
    pub(crate) due: Mutex<HashSet<JumpItemId>>,
    pub(crate) due_wake: Notify,
    pub(crate) dispatch: crate::routing::Dispatch,
}

struct EngineClock(Engine);

impl Clock for EngineClock {
    fn now(&self) -> Moment {
        self.0.now()
    }
}

impl Relay {
    /// Starts the relay: every session that was open is open again (SES-2). Hands itself to the engine as what runs the sessions.
    ///
    /// # Errors
    /// When the stored sessions cannot be read.
    pub async fn start(engine: Engine, blobs: Blobs) -> Result<Self, StoreError> {
        let first_epoch = u64::try_from(engine.now().unix_ms()).unwrap_or(0);
        let shared = Arc::new(Shared {
            clock: Arc::new(EngineClock(engine.clone())),
            engine,
            blobs,
            agents: Agents::new(first_epoch),
            consoles: Consoles::default(),
            sessions: Mutex::default(),
            starting: tokio::sync::Mutex::new(()),
            listing: Mutex::new(()),
            due: Mutex::default(),
            due_wake: Notify::new(),
            dispatch: crate::routing::Dispatch::default(),
        });
        // Subscribed before anything is read, so that no change falls between.
        let changes = shared.engine.subscribe();
        shared.routing_again().await;
        for stored in shared.engine.store().open_sessions().await? {
            let before = shared.recorded_before(&stored.state).await;
            let session = Session::restore(shared.engine.now(), stored.state, stored.chat);
            shared.spawn(session, before);
        }
        shared.engine.attach_sessions(Arc::new(crate::sessions::RunningSessions(shared.clone())));
        tokio::spawn(crate::changes::listen(Arc::downgrade(&shared), changes));
        tokio::spawn(crate::changes::tell_statuses(Arc::downgrade(&shared)));
        tokio::spawn(crate::routing::dispatch(Arc::downgrade(&shared)));
        Ok(Relay { shared })
    }

    /// The engine that it works for.
    pub fn engine(&self) -> &Engine {
        &self.shared.engine
    }
}

/// What a Jump led to.
pub(crate) enum Jumped {
    Session(SessionId),
    Refused(v1::Problem),
}

impl Shared {
    pub(crate) fn session(&self, id: SessionId) -> Option<SessionHandle> {
        lock(&self.sessions).get(&id).cloned()
    }

    pub(crate) fn all_sessions(&self) -> Vec<SessionHandle> {
        lock(&self.sessions).values().cloned().collect()
    }

    pub(crate) fn sessions_of(&self, agent: AgentOf) -> Vec<SessionHandle> {
        self.all_sessions().into_iter().filter(|session| agent.runs(&session.state())).collect()
    }

    fn session_on(&self, item: JumpItemId) -> Option<SessionHandle> {
        self.all_sessions().into_iter().find(|session| {
            let state = session.state();
            state.spec.item == Some(item) && !state.ended()
        })
    }

    /// Puts something to a session and waits for its answer.
    pub(crate) async fn put(&self, session: &SessionHandle, input: Input) -> Result<Answer, Refusal> {
        let (here, answer) = oneshot::channel();
        session.mailbox.send(Msg::Do(input, Reply::Here(here))).await.map_err(|_| Refusal::Ended)?;
        answer.await.unwrap_or(Err(Refusal::Ended))
    }

    /// Jump (JMP-3, JMP-50).
    pub(crate) async fn jump(
        self: &Arc<Self>,
        principal: &Principal,
        item: JumpItemId,
        start: &v1::StartSession,
    ) -> Result<Jumped, Fault> {
        let (join, nonce) = (start.join, start.nonce.clone());
        if nonce.is_empty() || nonce.len() > 64 {
            return Ok(Jumped::Refused(views::refusal(Refusal::Invalid)));
        }
        let user = principal.user_id;
        let jump = self.engine.authorize_jump(principal, item).await?;
        let said = start.custom.iter().map(|field| (field.code_name.as_str(), field.value.as_str()));
        let custom = self.engine.session_fields_of(&jump.granted, said).await?;
        // In the order of JMP-50, and before the lock: a password takes its time. Whoever is in the session comes back to it and is asked for nothing.
        let inside = |running: &SessionHandle| running.state().concerns(user);
        let unlocked = !self.session_on(item).is_some_and(|running| inside(&running));
        if unlocked {
            if let Some(problem) = self.hindered(item, jump.granted.resource().client, join) {
                return Ok(Jumped::Refused(problem));
            }
            self.engine.unlock(principal, &jump.granted, &start.password).await?;
        }
        let _one_at_a_time = self.starting.lock().await;
        if let Some(before) = self.engine.store().session_by_nonce(user, &nonce).await? {
            return Ok(Jumped::Session(before));
        }
        let running = self.session_on(item);
        // The session that they were in has ended meanwhile.
        if !unlocked && !running.as_ref().is_some_and(inside) {
            self.engine.unlock(principal, &jump.granted, &start.password).await?;
        }
        let name = principal.display_name.clone();
        let permissions = jump.permissions;
        if let Some(running) = running {
            let state = running.state();
            if !state.concerns(user) && !join {
                return Ok(Jumped::Refused(in_use(&state)));
            }
            let answer = self.put(&running, Input::Join { user, name, permissions }).await;
            return Ok(match answer {
                Ok(_) => Jumped::Session(state.spec.id),
                Err(refusal) => Jumped::Refused(views::refusal(refusal)),
            });
        }
        let (_, facts) = jump.granted.into_parts();
        let Some(agent) = self.agents.get(facts.client) else { return Ok(Jumped::Refused(offline())) };
        let spec = Spec {
            id: SessionId::from_uuid(Uuid::now_v7()),
            item: Some(item),
            name: facts.name,
            group_name: jump.group_name,
            client: Some(facts.client),
            method: "jump_client".to_owned(),
            recorded: self.setting("record_sessions", true).await?,
            graces: self.graces().await?,
            custom,
            support: None,
        };
        let id = spec.id;
        let mut session = Session::start(self.engine.now(), spec, user, &name, permissions);
        let events = first_events(&mut session);
        let state = session.state().clone();
        if let Started::Before(before) = self.engine.store().start_session(user, nonce, state, events).await? {
            return Ok(Jumped::Session(before));
        }
        let handle = self.spawn(session, Ends::default());
        let _ = handle.mailbox.send(Msg::AgentThere(agent)).await;
        self.send_lists(&[user]);
        self.item_changed(item);
        tracing::info!(session = %id, "session started");
        Ok(Jumped::Session(id))
    }

    /// Why somebody who is in no session with an item cannot start or join one now.
    fn hindered(&self, item: JumpItemId, client: JumpClientId, join: bool) -> Option<v1::Problem> {
        match self.session_on(item) {
            Some(running) => (!join).then(|| in_use(&running.state())),
            None => self.agents.get(client).is_none().then(offline),
        }
    }

    async fn setting(&self, name: &'static str, default: bool) -> Result<bool, StoreError> {
        Ok(self.engine.store().setting(name).await?.map_or(default, |value| value == "true"))
    }

    async fn graces(&self) -> Result<Graces, Fault> {
        let site = &self.routing().site;
        let ms = |seconds: u32| u64::from(seconds) * 1000;
        let idle_ms = u64::from(self.engine.chat_settings().await?.idle_minutes) * 60 * 1000;
        let (console_ms, transfer_ms) = (ms(site.grace_seconds), ms(site.transfer_seconds));
        Ok(Graces { console_ms, transfer_ms, idle_ms, ..Graces::default() })
    }

    /// Gives a session its task. A panic in it ends that session only.
    fn spawn(self: &Arc<Self>, session: Session, before: Ends) -> SessionHandle {
        let (mailbox, messages) = mpsc::channel(MAILBOX);
        let state = session.state();
        let (id, item) = (state.spec.id, state.spec.item);
        let published = Arc::new(Mutex::new(Arc::new(state.clone())));
        let tap = state.spec.recorded.then(|| Arc::new(self.tap(id, mailbox.clone(), before)));
        let wake = Arc::new(Notify::new());
        let screen = Arc::new(Screens::new(id, self.clock.clone(), tap.clone(), wake.clone()));
        let handle = SessionHandle { mailbox, state: published.clone() };
        lock(&self.sessions).insert(id, handle.clone());
        let actor = Actor {
            shared: self.clone(),
            session,
            mailbox: messages,
            published,
            screen: screen.clone(),
            tap,
            wake,
            shells: HashMap::new(),
            looks: Vec::new(),
            files: Vec::new(),
            acts_owed: false,
            capabilities: HashMap::new(),
            agent: None,
            held: HashMap::new(),
            views: HashMap::new(),
            customers: HashMap::new(),
            typed: HashMap::new(),
            pointed: HashMap::new(),
            page: None,
            client: None,
            unsaved: Vec::new(),
            retry: None,
            in_use: Vec::new(),
            gone: Vec::new(),
            finished: false,
        };
        let task = tokio::spawn(actor.run());
        let shared = Arc::downgrade(self);
        tokio::spawn(async move {
            let outcome = task.await;
            let Some(shared) = shared.upgrade() else { return };
            if outcome.is_err_and(|error| error.is_panic()) {
                tracing::error!(session = %id, "a session failed and was ended; the others go on");
                shared.bury(id, &screen).await;
            }
            lock(&shared.sessions).remove(&id);
            if let Some(item) = item {
                shared.item_changed(item);
            }
        });
        handle
    }

    /// What is recorded of the shells of a session that was open when the appliance stopped.
    async fn recorded_before(&self, state: &State) -> Ends {
        let alive: Vec<ShellId> = state.shells.iter().filter(|shell| shell.alive()).map(|shell| shell.id).collect();
        if !state.spec.recorded || alive.is_empty() {
            return Ends::default();
        }
        let (blobs, id) = (self.blobs.clone(), state.spec.id);
        let read = tokio::task::spawn_blocking(move || crate::tap::recorded(&blobs, id, &alive)).await;
        read.unwrap_or_default()
    }

    fn tap(&self, id: SessionId, mailbox: mpsc::Sender<Msg>, before: Ends) -> Tap {
        let recording = self.blobs.recording(id, move |trouble| {
            let reason = match trouble {
                Trouble::Disk => "disk_full",
                Trouble::Slow => "too_slow",
            };
            tracing::warn!(session = %id, reason, "something of a recording is missing");
            // A mailbox that is full has worse to tell; the warning above stays.
            let _ = mailbox.try_send(Msg::Do(Input::RecordingFailed { reason }, Reply::Nowhere));
        });
        Tap::new(recording, before)
    }

    /// Ends a session whose task is gone, from what is stored of it.
    async fn bury(&self, id: SessionId, screen: &Screens) {
        screen.end();
        for console in self.consoles.which(|console| !console.screen) {
            for (channel, seat) in console.seats_of(id) {
                console.unseat(channel);
                seat.fan.leave(seat.key);
                let problem = Some(problem("internal", "The session failed.", "Start a new one."));
                console.sender.console(console_down::Body::ChannelClosed(v1::ChannelClosed { channel, problem }));
            }
        }
        let store = self.engine.store();
        let Ok(Some(state)) = store.session(id).await else { return };
        let agent = state.spec.client.map_or(AgentOf::Customer(id), AgentOf::Installed);
        let session_id = id.to_string();
        let mut session = Session::restore(self.engine.now(), state, []);
        let _ = session.handle(self.engine.now(), Input::Stop { reason: "internal" });
        let events = first_events(&mut session);
        if let Err(error) = store.save_session(session.state().clone(), events).await {
            tracing::error!(%error, session = %id, "the end of a failed session could not be stored");
        }
        if let Some(agent) = self.agents.of(agent) {
            let reason = "internal".to_owned();
            agent.sender.agent(agent_down::Body::EndSession(v1::EndSession { session_id, reason }));
        }
        lock(&self.sessions).remove(&id);
        let mut users: Vec<UserId> = session.state().participants.iter().map(|found| found.user).collect();
        users.extend(session.state().owner);
        for user in &users {
            for console in self.consoles.of_user(*user) {
                let state = views::session_state(&session, *user);
                console.sender.console(console_down::Body::Session(state));
            }
        }
        self.send_lists(&users);
    }

    /// Sends a user's consoles the list of sessions. Each list is made and sent before the next one is made, so that no older one comes after a newer one.
    pub(crate) fn send_list<'a>(&self, user: UserId, consoles: impl IntoIterator<Item = &'a ConsoleHandle>) {
        let _one_at_a_time = lock(&self.listing);
        let list = self.list(user);
        for console in consoles {
            console.sender.console(console_down::Body::Sessions(list.clone()));
        }
    }

    /// Sends these users' consoles their lists of sessions.
    pub(crate) fn send_lists(&self, users: &[UserId]) {
        for user in users {
            let consoles = self.consoles.of_user(*user);
            if consoles.is_empty() {
                continue;
            }
            self.send_list(*user, consoles.iter().map(AsRef::as_ref));
        }
    }

    /// A user's sessions: those that the user is in, and those that wait in a queue that the user serves. A customer who has not come yet is not shown (SUP-12).
    pub(crate) fn list(&self, user: UserId) -> v1::SessionList {
        let queues = self.consoles.of_user(user).first().map(|console| console.queues()).unwrap_or_default();
        let serves = |queue: Queue| queue == Queue::Personal(user) || queues.iter().any(|(known, _)| *known == queue);
        let served =
            |state: &State| state.queue.is_some_and(serves) || views::invited(state, user, &serves).next().is_some();
        let mut states: Vec<Arc<State>> = self.all_sessions().iter().map(SessionHandle::state).collect();
        states.retain(|state| !state.ended() && state.shows() && (state.concerns(user) || served(state)));
        states.sort_by_key(|state| state.started);
        v1::SessionList {
            sessions: states
                .iter()
                .take(LIST)
                .map(|state| views::summary(state, user, &serves, self.skill_match(state, user)))
                .collect(),
            queues: queues.iter().map(|(queue, name)| views::queue(*queue, name)).collect(),
        }
    }

    /// Those with a console who serve one of these queues.
    pub(crate) fn who_serve(&self, queues: &[Queue]) -> Vec<UserId> {
        let serves = |console: &ConsoleHandle| !console.screen && queues.iter().any(|queue| console.serves(*queue));
        self.consoles.which(serves).iter().map(|console| console.user()).collect()
    }

    /// A customer's session begins: the key is used up, the session stored and running. `None`: the key was used, or the Support Button withdrawn, meanwhile.
    pub(crate) async fn ask(self: &Arc<Self>, asked: Asked) -> Result<Option<SessionId>, Fault> {
        let Asked { by, cookie_hash, queue, queue_name, support, custom } = asked;
        let spec = Spec {
            id: SessionId::from_uuid(Uuid::now_v7()),
            item: None,
            name: support.customer.name.clone(),
            group_name: String::new(),
            client: None,
            method: support.via.name().to_owned(),
            recorded: self.setting("record_sessions", true).await?,
            graces: self.graces().await?,
            custom,
            support: Some(support),
        };
        // SECURITY: bounded, so that no flood of customers fills the memory or hides those who wait already.
        let language = spec.support.as_ref().map(|support| support.customer.language.clone()).unwrap_or_default();
        let address = spec.support.as_ref().map(|support| support.customer.address.clone()).unwrap_or_default();
        let waiting: Vec<Arc<State>> = self.all_sessions().iter().map(SessionHandle::state).collect();
        let unaccepted = || waiting.iter().filter(|state| !state.accepted && !state.ended());
        let neighbour = |state: &&Arc<State>| {
            state.spec.support.as_ref().is_some_and(|support| support.customer.address == address)
        };
        if !matches!(by, AskedBy::Key(_))
            && (unaccepted().count() >= UNACCEPTED || unaccepted().filter(neighbour).count() >= UNACCEPTED_OF_ONE)
        {
            return Err(Fault::new(
                FaultKind::TooMany,
                "too_many_waiting",
                "Too many people are waiting at the moment.",
            )
            .detail("Try again in a few minutes, or ask for a session key by phone."));
        }
        let id = spec.id;
        let mut session = Session::ask(self.engine.now(), spec, queue, &queue_name);
        if let Some(input) = self.translated_from_start(&language).await {
            let _ = session.handle(self.engine.now(), input);
        }
        let events = first_events(&mut session);
        if !self.engine.store().start_support(by, cookie_hash, session.state().clone(), events).await? {
            return Ok(None);
        }
        self.spawn(session, Ends::default());
        tracing::info!(session = %id, "a customer's session started");
        Ok(Some(id))
    }

    /// An item's status is to be told anew to those who watch it.
    pub(crate) fn item_changed(&self, item: JumpItemId) {
        lock(&self.due).insert(item);
        self.due_wake.notify_one();
    }

    /// Who is in a session with an item now (JMP-6).
    pub(crate) fn in_use_by(&self, item: JumpItemId) -> Vec<String> {
        let mut names = Vec::new();
        for session in self.all_sessions() {
            let state = session.state();
            if state.spec.item == Some(item) && !state.ended() {
                names.extend(state.participants.iter().map(|participant| participant.name.clone()));
            }
        }
        names
    }

    /// Runs when a user's last console went, or the first came.
    pub(crate) async fn presence(&self, user: UserId, there: bool) {
        for session in self.all_sessions() {
            if session.state().participant_of(user).is_some() {
                let input = if there { Input::ConsoleThere { user } } else { Input::ConsolesGone { user } };
                let _ = session.mailbox.send(Msg::Do(input, Reply::Nowhere)).await;
            }
        }
        // Whoever came or went serves queues.
        self.route_waiting().await;
    }
}

fn first_events(session: &mut Session) -> Vec<Event> {
    std::iter::from_fn(|| session.poll_effect())
        .filter_map(|effect| if let Effect::Persist { events } = effect { Some(events) } else { None })
        .flatten()
        .collect()
}

fn offline() -> v1::Problem {
    problem("offline", "The endpoint is not connected.", "A session can be started when it is back.")
}

fn in_use(state: &State) -> v1::Problem {
    let mut names: Vec<&str> = state.participants.iter().map(|participant| participant.name.as_str()).collect();
    if state.phase == Phase::OnHold && !names.contains(&state.owner_name.as_str()) {
        names.push(&state.owner_name);
    }
    problem("in_use", "There is a session with this endpoint already.", &names.join(", "))
}
