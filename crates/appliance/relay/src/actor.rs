//! One task per session: it owns the machine, takes messages from a bounded mailbox, and does what the machine wants done.
//!
//! No data passes here: frames, output and input go from link to link through the fans, which the actor only opens, closes and rights.

use std::collections::{HashMap, VecDeque};
use std::sync::{Arc, Mutex};
use std::time::Duration;

use tokio::sync::{Notify, mpsc, oneshot};
use tokio::time::Instant;
use towline_engine::Fault;
use towline_model::{Permission, SessionId, ShellId, UserId};
use towline_seal::sign_grant;
use towline_session::{Answer, Asked, Effect, Event, HeldShell, Input, Lost, Refusal, Session, Shown, State};
use towline_store::{NewExternalInvitation, Stamp, UsedExternalInvitation};
use towline_wire::v1::{self, agent_down, console_down};

use crate::actions;
use crate::agents::AgentHandle;
use crate::capability::{Capabilities, Switches};
use crate::client;
use crate::consoles::{ConsoleHandle, Seat};
use crate::customer::{self, CustomerDown};
use crate::files::{FilesPipe, FilesSeat, FilesViewer};
use crate::link::{LinkSender, lock, problem};
use crate::pointing::Pointing;
use crate::relay::Shared;
use crate::screen::{Onlooker, ScreenFan, Screens};
use crate::share::PageHandle;
use crate::shell::ShellFan;
use crate::system::{self, SystemPipe};
use crate::tap::Tap;
use crate::telling::send_events;
use crate::typing::Typist;
use crate::views;

/// Messages that may wait for a session.
pub(crate) const MAILBOX: usize = 256;
/// After how long a failed write is tried again.
const RETRY: Duration = Duration::from_secs(1);
/// Events that may wait for a store that fails; then the session ends.
const UNSAVED: usize = 1024;
/// Events that are read at a time.
const PAGE: u32 = 256;

/// What a session can be told.
pub(crate) enum Msg {
    /// Do this; the answer goes where it says.
    Do(Input, Reply),
    /// Somebody outside does this (ADM-9): it happens with its line in the record, or not at all.
    Administer { input: Input, stamp: Stamp, done: oneshot::Sender<Result<(), Fault>> },
    /// Somebody without an account is invited (SUP-70): it happens with the link that is kept, or not at all.
    InviteExternal { input: Input, link: NewExternalInvitation, done: oneshot::Sender<Result<(), Refusal>> },
    /// Their link is followed: it is used up with their coming in.
    AdmitExternal { input: Input, used: UsedExternalInvitation, done: oneshot::Sender<Result<bool, Fault>> },
    /// Who serves the queue in which it waits, or what holds there, may have changed.
    Route,
    /// The agent is connected.
    AgentThere(Arc<AgentHandle>),
    /// A link of the agent is gone.
    AgentGone(u64),
    /// A console opens the session.
    Open { console: Arc<ConsoleHandle>, request: u32, have: u64 },
    /// A console does not look any more.
    Close { console: u64 },
    /// A customer's page is there.
    CustomerIn { link: u64, sender: LinkSender, have: u64, system: String, done: oneshot::Sender<Result<(), Refusal>> },
    /// Somebody writes a message.
    Typing(Typist),
    /// Somebody points at something on the screen.
    Pointing(Pointing),
    /// A customer's page is gone.
    CustomerOut { link: u64 },
    /// A customer's page shows something.
    ShareIn {
        page: Arc<PageHandle>,
        shown: Shown,
        paused: bool,
        done: oneshot::Sender<Result<Arc<ScreenFan>, Refusal>>,
    },
    /// Its link for that is gone.
    ShareOut { epoch: u64 },
    /// A console wants to see a shell.
    ViewShell {
        console: Arc<ConsoleHandle>,
        request: u32,
        shell: ShellId,
        channel: u32,
        from_offset: u64,
        /// Dropped when it is done: the link waits, so that data that follows finds its channel.
        done: oneshot::Sender<()>,
    },
    /// A console wants to look at the machine's own information.
    LookAtSystem { console: Arc<ConsoleHandle>, request: u32, channel: u32, category: i32, done: oneshot::Sender<()> },
    /// Somebody wants to see files.
    Files { user: UserId, who: FilesViewer, seat: oneshot::Sender<Result<FilesSeat, v1::Problem>> },
    /// A screen link wants to look.
    Look { user: UserId, who: Onlooker, seat: oneshot::Sender<Result<Looking, Refusal>> },
}

/// A place before the screen.
pub(crate) struct Looking {
    pub(crate) fan: Arc<ScreenFan>,
    pub(crate) key: u64,
    pub(crate) participant: u16,
}

/// Where an answer goes.
pub(crate) enum Reply {
    Nowhere,
    Console { sender: LinkSender, request: u32 },
    Customer { sender: LinkSender, request: u32 },
    Client { sender: LinkSender, request: u32 },
    Here(oneshot::Sender<Result<Answer, Refusal>>),
}

/// A running session as others see it.
#[derive(Clone)]
pub(crate) struct SessionHandle {
    pub(crate) mailbox: mpsc::Sender<Msg>,
    pub(crate) state: Arc<Mutex<Arc<State>>>,
}

impl SessionHandle {
    pub(crate) fn state(&self) -> Arc<State> {
        lock(&self.state).clone()
    }
}

pub(crate) struct Actor {
    pub(crate) shared: Arc<Shared>,
    pub(crate) session: Session,
    pub(crate) mailbox: mpsc::Receiver<Msg>,
    pub(crate) published: Arc<Mutex<Arc<State>>>,
    pub(crate) screen: Arc<Screens>,
    pub(crate) tap: Option<Arc<Tap>>,
    pub(crate) wake: Arc<Notify>,
    pub(crate) shells: HashMap<ShellId, Arc<ShellFan>>,
    pub(crate) looks: Vec<Arc<SystemPipe>>,
    pub(crate) files: Vec<Arc<FilesPipe>>,
    /// The agent waits to be told which of its acts on files are stored.
    pub(crate) acts_owed: bool,
    pub(crate) capabilities: HashMap<u16, Capabilities>,
    pub(crate) agent: Option<Arc<AgentHandle>>,
    pub(crate) held: HashMap<ShellId, u64>,
    pub(crate) views: HashMap<u64, View>,
    pub(crate) customers: HashMap<u64, CustomerView>,
    /// When somebody's writing was passed on last, by participant; below: where they point.
    pub(crate) typed: HashMap<u16, Instant>,
    pub(crate) pointed: HashMap<u16, Instant>,
    /// The customer's page that shows something.
    pub(crate) page: Option<Arc<PageHandle>>,
    /// The window of the customer's client.
    pub(crate) client: Option<CustomerView>,
    pub(crate) unsaved: Vec<Event>,
    pub(crate) retry: Option<Instant>,
    pub(crate) in_use: Vec<String>,
    /// External representatives who are out, and whose links are still to be closed.
    pub(crate) gone: Vec<UserId>,
    pub(crate) finished: bool,
}

/// A console that looks at the session.
pub(crate) struct View {
    pub(crate) console: Arc<ConsoleHandle>,
    sent: u64,
}

/// A customer's page.
pub(crate) struct CustomerView {
    pub(crate) sender: LinkSender,
    pub(crate) sent: u64,
}

/// What of these a view does not have yet; then it has.
fn newer<'a>(events: &'a [Event], sent: &mut u64) -> &'a [Event] {
    let has = events.partition_point(|event| event.sequence <= *sent);
    *sent = events.last().map_or(*sent, |last| last.sequence.max(*sent));
    events.get(has..).unwrap_or_default()
}

impl Actor {
    /// Runs until the session ends.
    pub(crate) async fn run(mut self) {
        // Also a session that comes back after a restart can be looked at before its agent is there.
        self.publish(false);
        self.settle().await;
        self.route(true).await;
        while !self.finished {
            let deadline = self.deadline();
            tokio::select! {
                message = self.mailbox.recv() => {
                    let Some(message) = message else { return };
                    self.take(message).await;
                }
                () = self.wake.notified() => self.screen.settle(),
                () = sleep_until(deadline) => self.due().await,
            }
            // Only now: they have been told how it stands, and whoever asked to leave has had the answer.
            for user in std::mem::take(&mut self.gone) {
                self.shared.external_gone(user);
            }
        }
        // Only now: a customer who ended it has had the answer.
        for view in self.customers.values() {
            view.sender.close("ended");
        }
    }

    pub(crate) fn id(&self) -> SessionId {
        self.session.state().spec.id
    }

    fn deadline(&self) -> Option<Instant> {
        let now = self.shared.engine.now();
        let machine = self.session.deadline().map(|moment| Instant::now() + moment.since(now));
        [machine, self.screen.deadline(), self.retry].into_iter().flatten().min()
    }

    async fn due(&mut self) {
        let now = self.shared.engine.now();
        if self.session.deadline().is_some_and(|deadline| deadline <= now) {
            self.look_for_homes(None);
            let _ = self.session.handle(now, Input::Tick);
        }
        self.screen.tick();
        self.settle().await;
        self.route(false).await;
    }

    async fn take(&mut self, message: Msg) {
        match message {
            Msg::Do(input, reply) => {
                let desktop = matches!(input, Input::Screen(_));
                let answer = self.put(input).await;
                if desktop {
                    self.screen.desktop_changed();
                }
                self.answer(answer, reply);
            }
            Msg::Administer { input, stamp, done } => {
                let outcome = self.administer(input, stamp).await;
                let _ = done.send(outcome);
            }
            Msg::InviteExternal { input, link, done } => {
                let _ = done.send(self.keep_external(input, link).await);
            }
            Msg::AdmitExternal { input, used, done } => {
                let _ = done.send(self.admit_external(input, used).await);
            }
            Msg::Route => self.route(true).await,
            Msg::AgentThere(agent) => self.agent_there(agent).await,
            Msg::AgentGone(epoch) => {
                if self.agent.as_ref().is_some_and(|agent| agent.epoch == epoch) {
                    self.agent = None;
                    self.client = None;
                    self.screen.agent(None);
                    for shell in self.shells.values() {
                        shell.detach();
                    }
                    self.end_looks(None, "offline");
                    self.end_files(None, "offline");
                    let _ = self.put(Input::EndpointGone).await;
                }
            }
            Msg::Open { console, request, have } => self.open(console, request, have).await,
            Msg::Close { console } => {
                self.views.remove(&console);
            }
            Msg::CustomerIn { link, sender, have, system, done } => {
                let _ = done.send(self.customer_in(link, sender, have).await);
                // A program knows better than a browser.
                if !self.session.state().has_agent() {
                    let _ = self.put(Input::CustomerSystem { system }).await;
                }
            }
            Msg::Typing(who) => self.somebody_types(who),
            Msg::Pointing(pointing) => self.somebody_points(pointing),
            Msg::CustomerOut { link } => {
                if self.customers.remove(&link).is_some() && self.customers.is_empty() {
                    let _ = self.put(Input::CustomerGone).await;
                }
            }
            Msg::ShareIn { page, shown, paused, done } => {
                let _ = done.send(self.page_in(page, shown, paused).await);
            }
            Msg::ShareOut { epoch } => self.page_out(epoch).await,
            Msg::ViewShell { console, request, shell, channel, from_offset, done } => {
                let outcome = self.view_shell(&console, shell, channel, from_offset);
                if outcome == Err(Refusal::NotPermitted) {
                    self.log_refusal(console.user()).await;
                }
                if outcome.is_err() {
                    console.refuse_seat(channel);
                }
                self.answer(outcome.map(|()| Answer::Done), Reply::Console { sender: console.sender.clone(), request });
                drop(done);
            }
            Msg::LookAtSystem { console, request, channel, category, done } => {
                self.look_at_system(&console, request, channel, category);
                drop(done);
            }
            Msg::Files { user, who, seat } => {
                let outcome = self.open_files(user, who);
                if outcome.as_ref().is_err_and(|why| why.code == "not_permitted") {
                    self.log_refusal(user).await;
                }
                let _ = seat.send(outcome);
            }
            Msg::Look { user, who, seat } => {
                let outcome = self.look(user, who);
                if matches!(outcome, Err(Refusal::NotPermitted)) {
                    self.log_refusal(user).await;
                }
                let _ = seat.send(outcome);
            }
        }
    }

    pub(crate) async fn put(&mut self, input: Input) -> Result<Answer, Refusal> {
        if let Input::Remove { user, .. } | Input::Lost { user, .. } = &input {
            self.look_for_homes(Some(*user));
        }
        if let (Input::ShellEnded { .. }, Some(tap)) = (&input, &self.tap) {
            tap.flush();
        }
        let answer = self.session.handle(self.shared.engine.now(), input);
        let stored = self.settle().await;
        self.route(false).await;
        // What is not on stable storage has not happened for whoever asked; repeating it is harmless.
        if stored || answer.is_err() { answer } else { Err(Refusal::Offline) }
    }

    /// Tells the machine where it could go, before it may have to. Whoever leaves serves no queue any more, though their console may still be there.
    fn look_for_homes(&mut self, gone: Option<UserId>) {
        if self.session.state().customer.is_some() {
            let homes = self.shared.homes(self.session.state(), gone);
            let _ = self.session.handle(self.shared.engine.now(), Input::Homes(homes));
        }
    }

    /// Tells the machine what holds where it waits, and whether somebody is there. `again`: also when it knows already.
    async fn route(&mut self, mut again: bool) {
        // One queue may lead to the next; how far is bounded by the machine, and here.
        for _ in 0..8 {
            let state = self.session.state();
            let Some(queue) = state.queue.filter(|_| !state.ended() && state.customer.is_some()) else { return };
            if state.route.orders.is_some() && !again {
                return;
            }
            again = false;
            let now = self.shared.engine.now();
            match self.shared.orders(queue) {
                Some(orders) => {
                    let served = self.shared.served_input(queue);
                    let _ = self.session.handle(now, Input::Orders { queue, orders });
                    let _ = self.session.handle(now, served);
                }
                None => {
                    self.look_for_homes(None);
                    let _ = self.session.handle(now, Input::QueueGone { queue });
                }
            }
            self.settle().await;
        }
    }

    pub(crate) fn answer(&self, answer: Result<Answer, Refusal>, reply: Reply) {
        match reply {
            Reply::Nowhere => {}
            Reply::Here(waiting) => {
                let _ = waiting.send(answer);
            }
            Reply::Customer { sender, request } => {
                let problem = answer.err().map(|refusal| views::refusal(refusal).into());
                sender.customer(&CustomerDown::Reply { request, problem });
            }
            Reply::Client { sender, request } => {
                let problem = answer.err().map(views::refusal);
                sender.agent(agent_down::Body::CustomerReply(v1::CustomerReply { request, problem }));
            }
            Reply::Console { sender, request } => {
                let session_id = self.id().to_string();
                let reply = match answer {
                    Ok(Answer::Shell(shell)) => {
                        v1::Reply { request, session_id, shell_id: shell.to_string(), ..Default::default() }
                    }
                    Ok(_) => v1::Reply { request, session_id, ..Default::default() },
                    Err(refusal) => v1::Reply { request, problem: Some(views::refusal(refusal)), ..Default::default() },
                };
                sender.console(console_down::Body::Reply(reply));
            }
        }
    }

    async fn agent_there(&mut self, agent: Arc<AgentHandle>) {
        if self.agent.as_ref().is_some_and(|known| known.epoch >= agent.epoch) {
            return;
        }
        // One that comes back after its customer was disconnected is told how it ended, and goes (SES-22).
        if self.session.state().dismissed.is_some() {
            let (session_id, reason) = (self.id().to_string(), "ended_by_owner".to_owned());
            agent.sender.agent(agent_down::Body::EndSession(v1::EndSession { session_id, reason }));
            self.client_in(&agent).await;
            self.client = None;
            return agent.sender.close("ended");
        }
        if self.agent.take().is_some() {
            self.screen.agent(None);
            for shell in self.shells.values() {
                shell.detach();
            }
            self.end_looks(None, "offline");
            self.end_files(None, "offline");
        }
        let mine = self.id().to_string();
        let held = agent.holding.iter().find(|held| held.session_id == mine);
        let mut shells = Vec::new();
        self.held.clear();
        for shell in held.iter().flat_map(|held| &held.shells) {
            if let Ok(id) = shell.shell_id.parse::<ShellId>() {
                self.held.insert(id, shell.end_offset);
                shells.push(HeldShell { shell: id, ended: shell.ended });
            }
        }
        let held_grant = held.map_or(0, |held| held.grant_sequence);
        agent.session_begins();
        self.agent = Some(agent.clone());
        let _ = self.put(Input::EndpointThere { held_grant, shells }).await;
        if self.session.state().customer.is_some() {
            self.client_in(&agent).await;
        }
        // The grant is on its way; now the screen.
        self.screen.agent(Some(agent));
    }

    async fn open(&mut self, console: Arc<ConsoleHandle>, request: u32, have: u64) {
        if !console.sees(self.session.state()) {
            return self.answer(Err(Refusal::NotFound), Reply::Console { sender: console.sender.clone(), request });
        }
        let state = views::session_state(&self.session, console.user());
        console.sender.console(console_down::Body::Session(state));
        let sent = have.min(self.session.state().last_event);
        let id = console.id;
        let sender = console.sender.clone();
        self.views.insert(id, View { console, sent });
        self.catch_up(id).await;
        self.answer(Ok(Answer::Done), Reply::Console { sender, request });
    }

    /// Sends a console what of the log it does not have, from the store.
    async fn catch_up(&mut self, id: u64) {
        let session = self.id();
        while let Some(view) = self.views.get_mut(&id) {
            let Ok(events) = self.shared.engine.store().session_events(session, view.sent, PAGE).await else { return };
            let Some(last) = events.last() else { return };
            view.sent = last.sequence;
            let complete = events.len() < PAGE as usize;
            send_events(&view.console.sender, session, &events);
            if complete {
                return;
            }
        }
    }

    fn view_shell(
        &mut self,
        console: &Arc<ConsoleHandle>,
        shell: ShellId,
        channel: u32,
        from_offset: u64,
    ) -> Result<(), Refusal> {
        let participant = self.session.state().participant_of(console.user()).ok_or(Refusal::NotFound)?;
        let needs = self.session.state().shell(shell).map_or(Permission::Shell, towline_session::Shell::needs);
        if !participant.permissions.has(needs) {
            return Err(Refusal::NotPermitted);
        }
        let number = participant.number;
        let fan = self.shells.get(&shell).cloned().ok_or(Refusal::NotFound)?;
        let capabilities = self.capabilities.entry(number).or_insert_with(|| Capabilities::new(number)).clone();
        let session = self.id();
        let seated = console.seat(channel, || {
            let key = fan.join(console.viewer, capabilities, console.sender.clone(), channel, from_offset)?;
            Some(Seat { fan: fan.clone(), key, session, participant: number })
        });
        if seated { Ok(()) } else { Err(Refusal::Invalid) }
    }

    fn look(&mut self, user: UserId, who: Onlooker) -> Result<Looking, Refusal> {
        let participant = self.session.state().participant_of(user).ok_or(Refusal::NotFound)?;
        if !participant.permissions.has(Permission::ScreenView) {
            return Err(Refusal::NotPermitted);
        }
        let number = participant.number;
        let capabilities = self.capabilities.entry(number).or_insert_with(|| Capabilities::new(number)).clone();
        let (fan, key) = self.screen.join(who, capabilities).ok_or(Refusal::Limit)?;
        Ok(Looking { fan, key, participant: number })
    }

    async fn log_refusal(&mut self, user: UserId) {
        if let Some(participant) = self.session.state().participant_of(user).map(|found| found.number) {
            let _ = self
                .put(Input::RefusedAtAgent { participant, code: "not_permitted".to_owned(), of: Asked::Other })
                .await;
        }
    }

    /// Does what the machine wants done: take away, store, tell the agent, tell the consoles. `false`: it could not be stored.
    async fn settle(&mut self) -> bool {
        let effects: VecDeque<Effect> = std::iter::from_fn(|| self.session.poll_effect()).collect();
        if effects.is_empty() && self.retry.is_none_or(|at| at > Instant::now()) {
            return true;
        }
        let mut persist = self.retry.take().is_some();
        for effect in &effects {
            match effect {
                Effect::TakeAway { participant, lost } => self.take_away(*participant, *lost),
                Effect::Persist { events } => {
                    persist = true;
                    self.unsaved.extend(events.iter().cloned());
                }
                _ => {}
            }
        }
        let stored = !persist || self.save().await;
        self.carry_out(effects);
        stored
    }

    /// What comes after taking away and storing.
    pub(crate) fn carry_out(&mut self, effects: VecDeque<Effect>) {
        let mut changed = false;
        let (mut users, mut queues) = (Vec::new(), Vec::new());
        for effect in effects {
            match effect {
                Effect::TakeAway { .. } | Effect::Persist { .. } => {}
                Effect::Changed => changed = true,
                Effect::Lists { users: concerned } => users.extend(concerned),
                Effect::Queue(queue) => queues.push(queue),
                Effect::ExternalGone { user } => self.gone.push(user),
                Effect::Translate { languages, wanted } => self.shared.translate(self.id(), languages, wanted),
                Effect::Finished => self.finished = true,
                Effect::FileActsStored { .. } => self.acts_owed = true,
                other => self.tell_agent(other),
            }
        }
        self.tell_file_acts_stored();
        self.publish(changed);
        if !queues.is_empty() {
            users.extend(self.shared.who_serve(&queues));
        }
        if changed || self.finished || !queues.is_empty() {
            self.shared.dispatch.wake.notify_one();
        }
        if !users.is_empty() {
            users.sort_unstable();
            users.dedup();
            self.shared.send_lists(&users);
        }
        if self.finished {
            self.close_down();
        }
    }

    async fn save(&mut self) -> bool {
        let state = self.session.state().clone();
        match self.shared.engine.store().save_session(state, self.unsaved.clone()).await {
            Ok(()) => {
                self.saved();
                true
            }
            Err(error) => {
                tracing::error!(%error, session = %self.id(), "a session could not be stored");
                self.retry = Some(Instant::now() + RETRY);
                if self.unsaved.len() > UNSAVED {
                    self.finished = true;
                }
                false
            }
        }
    }

    /// Sends the consoles and the customer's pages that look what is stored now.
    pub(crate) fn saved(&mut self) {
        let events = std::mem::take(&mut self.unsaved);
        let last = self.session.state().dismissed;
        for view in self.views.values_mut() {
            let newer = newer(&events, &mut view.sent);
            if !newer.is_empty() {
                send_events(&view.console.sender, self.session.state().spec.id, newer);
            }
        }
        for view in self.customers.values_mut() {
            customer::send_events(&view.sender, newer(&events, &mut view.sent), last);
        }
        if let Some(view) = &mut self.client {
            client::send_events(&view.sender, newer(&events, &mut view.sent), last);
        }
    }

    pub(crate) fn take_away(&mut self, participant: u16, lost: Lost) {
        let Some(capabilities) = self.capabilities.get(&participant).cloned() else { return };
        let state = self.session.state();
        if let Some(found) = state.participant(participant).filter(|_| lost != Lost::Everything) {
            let controls = state.controller == Some(participant) && !matches!(lost, Lost::Screen | Lost::Control);
            let clipboard = found.clipboard && !matches!(lost, Lost::Screen | Lost::Clipboard);
            let sound = found.sound && !matches!(lost, Lost::Screen | Lost::Sound);
            let types = state.typist.is_none_or(|typist| typist == participant);
            capabilities.set(found.permissions, controls, Switches { clipboard, sound, types });
        } else {
            capabilities.clear();
        }
        match lost {
            Lost::Everything => {
                self.capabilities.remove(&participant);
                self.screen.remove(participant, "not_permitted");
                self.close_shell_views(Some(participant), None);
                self.end_looks(Some(participant), "not_permitted");
                self.end_files(Some(participant), "not_permitted");
            }
            Lost::Screen => self.screen.remove(participant, "not_permitted"),
            Lost::Elevation | Lost::Control => {}
            Lost::Clipboard => self.screen.forget_clipboard(participant),
            Lost::Sound => self.screen.forget_sound(participant),
            Lost::Shells => self.close_shell_views(Some(participant), Some(false)),
            Lost::Scripts => self.close_shell_views(Some(participant), Some(true)),
            Lost::System => self.end_looks(Some(participant), "not_permitted"),
            Lost::Files => self.settle_files(participant),
        }
    }

    /// Closes the shell channels of a participant, or of all; of scripts, of what is none, or of both.
    fn close_shell_views(&mut self, participant: Option<u16>, scripts: Option<bool>) {
        for fan in self.shells.values().filter(|fan| scripts.is_none_or(|scripts| fan.is_script() == scripts)) {
            let gone = match participant {
                Some(number) => fan.remove(number),
                None => fan.end(),
            };
            let code = if participant.is_some() { "not_permitted" } else { "ended" };
            for (sender, channel) in gone {
                for console in self.shared.consoles.which(|console| console.sender.is(&sender)) {
                    console.unseat(channel);
                }
                let problem = Some(problem(code, "This shell is not shown to you any more.", ""));
                sender.console(console_down::Body::ChannelClosed(v1::ChannelClosed { channel, problem }));
            }
        }
    }

    fn tell_agent(&mut self, effect: Effect) {
        let session_id = self.id().to_string();
        let Some(agent) = self.agent.clone() else { return };
        match effect {
            Effect::Grant(plan) => {
                let grant = views::grant(&plan, self.session.state(), agent.key);
                let signed = sign_grant(self.shared.engine.keeper().as_ref(), &grant);
                agent.sender.agent(agent_down::Body::Grant(signed));
            }
            Effect::EndAtAgent { reason } => {
                agent.sender.agent(agent_down::Body::EndSession(v1::EndSession { session_id, reason }));
            }
            Effect::OpenShell { shell, participant, columns, rows } => {
                self.fan(shell, true).open(&agent, participant, columns, rows, None);
            }
            Effect::OpenChosen { shell, participant, size, choice, sealed } => {
                self.fan(shell, true).open_chosen(&agent, participant, size, crate::choice::chosen(&choice, sealed));
            }
            Effect::RunScript { shell, participant, columns, rows, order } => {
                let fan = self.fan(shell, true);
                fan.set_kind(false, true);
                fan.open(&agent, participant, columns, rows, Some(&order));
            }
            Effect::AttachShell { shell } => {
                let end = self.held.get(&shell).copied().unwrap_or(0);
                let size = self.session.state().shell(shell).map(|shell| (shell.columns, shell.rows));
                self.fan(shell, false).attach(&agent, end, size);
            }
            Effect::CloseShell { shell } => {
                let shell_id = shell.to_string();
                agent.sender.agent(agent_down::Body::CloseShell(v1::CloseShell { session_id, shell_id }));
            }
            Effect::Elevate { participant, attempt, way, sealed } => {
                let (participant, way) = (u32::from(participant), views::way(way));
                let elevate = v1::ElevateSession { session_id, participant, attempt, way, sealed: sealed.0.into() };
                agent.sender.agent(agent_down::Body::Elevate(elevate));
            }
            Effect::SetPrivacy { turn, input, blank, participant } => {
                let participant = u32::from(participant);
                let set = v1::SetPrivacy { session_id, participant, turn, input, blank };
                agent.sender.agent(agent_down::Body::SetPrivacy(set));
            }
            Effect::ActOnSystem { act, participant, what } => {
                system::act(&agent, session_id, act, participant, &what);
            }
            Effect::Perform { action, participant, kind, program, sealed } => {
                actions::perform(&agent, session_id, (action, participant), kind, program, sealed);
            }
            Effect::TakeAway { .. }
            | Effect::FileActsStored { .. }
            | Effect::Persist { .. }
            | Effect::Changed
            | Effect::Lists { .. }
            | Effect::Queue(_)
            | Effect::Translate { .. }
            | Effect::ExternalGone { .. }
            | Effect::Finished => {}
        }
    }

    fn fan(&mut self, shell: ShellId, known: bool) -> Arc<ShellFan> {
        let session = self.id();
        let (shared, tap) = (&self.shared, &self.tap);
        self.shells
            .entry(shell)
            .or_insert_with(|| Arc::new(ShellFan::new(session, shell, shared.clock.clone(), tap.clone(), known)))
            .clone()
    }

    /// Rights of all channels, the picture that others have of the session, the consoles that look.
    fn publish(&mut self, changed: bool) {
        let state = self.session.state();
        for participant in &state.participants {
            let number = participant.number;
            self.capabilities.entry(number).or_insert_with(|| Capabilities::new(number)).set(
                participant.permissions,
                state.controller == Some(number),
                Switches {
                    clipboard: participant.clipboard,
                    sound: participant.sound,
                    types: state.typist.is_none_or(|typist| typist == number),
                },
            );
        }
        self.screen.owned_by(state.owner.and_then(|owner| state.participant_of(owner)).map(|found| found.number));
        if !state.ended() {
            self.screen.want(state.tools.screen);
            self.screen.offer_clipboard();
            self.screen.settle_sound();
        }
        if !state.tools.system && !self.looks.is_empty() {
            self.end_looks(None, "ended");
        }
        self.check_files();
        self.settle_page();
        let state = self.session.state();
        self.shells.retain(|id, _| state.shell(*id).is_some());
        // A shell that is known of from before the appliance's start can be asked for; its output comes when the agent is back.
        let alive = state.shells.iter().filter(|shell| shell.alive());
        let kinds = alive.map(|shell| (shell.id, shell.elevated, shell.script.is_some()));
        for (shell, elevated, script) in kinds.collect::<Vec<_>>() {
            self.fan(shell, false).set_kind(elevated, script);
        }
        let state = self.session.state();
        *lock(&self.published) = Arc::new(state.clone());
        let in_use: Vec<String> = state.participants.iter().map(|participant| participant.name.clone()).collect();
        if in_use != self.in_use || self.finished {
            self.in_use = in_use;
            if let Some(item) = state.spec.item {
                self.shared.item_changed(item);
            }
        }
        if changed {
            self.views.retain(|_, view| !view.console.sender.closed() && view.console.sees(state));
            for view in self.views.values() {
                let state = views::session_state(&self.session, view.console.user());
                view.console.sender.console(console_down::Body::Session(state));
            }
            for view in self.customers.values() {
                view.sender.customer(&customer::state(state, self.shared.engine.now()));
            }
            if let Some(view) = &self.client {
                view.sender.agent(agent_down::Body::CustomerState(client::state(state, self.shared.engine.now())));
            }
            if state.dismissed.is_some() {
                self.let_customer_go();
            }
        }
    }

    fn close_down(&mut self) {
        self.screen.end();
        self.close_shell_views(None, None);
        self.end_looks(None, "ended");
        self.end_files(None, "ended");
        if let Some(agent) = self.agent.take() {
            agent.session_ends();
        }
        // It has heard how it ended, and goes; its link has nothing else to do.
        if let Some(view) = self.client.take() {
            view.sender.close("ended");
        }
    }
}

async fn sleep_until(deadline: Option<Instant>) {
    match deadline {
        Some(deadline) => tokio::time::sleep_until(deadline).await,
        None => std::future::pending().await,
    }
}
