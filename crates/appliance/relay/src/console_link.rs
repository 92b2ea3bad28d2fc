//! The relay's side of one console's link: requests are judged by the table of needs, then put to the session that they name; every one gets one reply.

use std::collections::HashSet;
use std::sync::Arc;
use std::time::Duration;

use bytes::Bytes;
use tokio::sync::oneshot;
use tokio::time::Instant;
use towline_engine::Principal;
use towline_model::{JumpItemId, Queue, SessionId, ShellId};
use towline_policy::wire::{Need, for_externals, need};
use towline_session::{Asked, ElevationWay, Input, InvitationKind, Refusal, Sealed, Tool};
use towline_wire::SCREEN_LINK_CHANNEL;
use towline_wire::v1::{self, console_down, console_up};

use crate::about::session_named;
use crate::actions;
use crate::actor::{Looking, Msg, Reply, SessionHandle};
use crate::choice;
use crate::consoles::{ConsoleHandle, NotAdmitted};
use crate::link::{LinkFault, LinkSender, lock, problem};
use crate::pointing::Pointing;
use crate::queue_link::queue_named;
use crate::relay::{Jumped, Relay, Shared};
use crate::screen::{Onlooker, Refused, ScreenFan};
use crate::system;
use crate::telling::send_events;
use crate::typing::Typist;
use crate::views;

/// Longest comments of an invitation in bytes.
pub(crate) const COMMENTS: usize = 512;
/// Items that may be watched at a time.
const WATCHED: usize = 200;
/// How often a refusal on the data path is told to the session.
const TELL_REFUSAL: Duration = Duration::from_secs(1);

/// An accepted link of a console. Dropping it is its end.
pub struct ConsoleLink {
    pub(crate) shared: Arc<Shared>,
    pub(crate) console: Arc<ConsoleHandle>,
    refused: Option<Instant>,
}

/// An accepted link of a screen. Dropping it is its end.
pub struct ScreenLink {
    shared: Arc<Shared>,
    console: Arc<ConsoleHandle>,
    session: SessionHandle,
    fan: Arc<ScreenFan>,
    key: u64,
    participant: u16,
    refused: Option<Instant>,
}

impl Relay {
    /// Takes a console's link in, and sends it its sessions. `back`: the page had a link before, and comes back.
    ///
    /// # Errors
    /// Why not.
    pub async fn admit_console(
        &self,
        principal: Principal,
        viewer: u64,
        back: bool,
        sender: LinkSender,
        welcome: v1::ConsoleWelcome,
    ) -> Result<ConsoleLink, NotAdmitted> {
        let user = principal.user_id;
        let console = self.shared.consoles.put(principal, viewer, back, sender, welcome)?;
        self.shared.still_welcome(&console).await;
        // SECURITY: rights may have changed while nobody was there to be told; before anything of a session comes by this link.
        for session in self.shared.all_sessions() {
            self.shared.welcome_in(&session, &console).await;
        }
        if let Ok(queues) = self.shared.engine.queues_of(&console.principal).await {
            console.serve(queues);
        }
        self.shared.skills_again(&console).await;
        self.shared.send_list(user, [console.as_ref()]);
        // Somebody without an account is a rep in one session only: nothing is offered to them.
        if console.principal.external.is_none() {
            self.shared.rep_there(&console).await;
        }
        self.shared.presence(user, true).await;
        Ok(ConsoleLink { shared: self.shared.clone(), console, refused: None })
    }

    /// Takes a screen's link in: the participant sees the session's screen, or one monitor of it, on channel 1. The welcome goes first, with the sequence of the last input of this viewer that
    /// was performed.
    ///
    /// # Errors
    /// Why not.
    pub async fn admit_screen(
        &self,
        principal: Principal,
        hello: v1::ConsoleHello,
        sender: LinkSender,
        welcome: v1::ConsoleWelcome,
    ) -> Result<ScreenLink, v1::Problem> {
        let v1::ConsoleHello { viewer, session_id, options, screen_window: window, .. } = hello;
        let refuse = |refusal| Err(views::refusal(refusal));
        let Some(session) = session_id.parse().ok().and_then(|id| self.shared.session(id)) else {
            return refuse(Refusal::NotFound);
        };
        let user = principal.user_id;
        let Ok(console) = self.shared.consoles.put_screen(principal, viewer, sender.clone()) else {
            return refuse(Refusal::Limit);
        };
        self.shared.still_welcome(&console).await;
        // SECURITY: a screen may be back before its console is. What the session is told comes before what it is asked.
        self.shared.welcome_in(&session, &console).await;
        let (seat, waiting) = oneshot::channel();
        let who = Onlooker { viewer, sender, options, window, welcome };
        let message = Msg::Look { user, who, seat };
        let outcome = match session.mailbox.send(message).await {
            Ok(()) => waiting.await.unwrap_or(Err(Refusal::Ended)),
            Err(_) => Err(Refusal::Ended),
        };
        match outcome {
            Ok(Looking { fan, key, participant }) => {
                let shared = self.shared.clone();
                Ok(ScreenLink { shared, console, session, fan, key, participant, refused: None })
            }
            Err(refusal) => {
                self.shared.consoles.remove(&console);
                refuse(refusal)
            }
        }
    }
}

impl ScreenLink {
    /// A payload on channel 1.
    ///
    /// # Errors
    /// When the link must be closed.
    pub fn data(&mut self, channel: u32, payload: &Bytes) -> Result<(), LinkFault> {
        if channel != SCREEN_LINK_CHANNEL {
            return Err(LinkFault("no_credit"));
        }
        if self.fan.viewer_data(self.key, payload)? == Refused::Yes {
            tell_refusal(&mut self.refused, &self.session, self.participant);
        }
        Ok(())
    }

    /// Credit on channel 1.
    ///
    /// # Errors
    /// When the link must be closed.
    pub fn credit(&mut self, channel: u32, bytes: u32) -> Result<(), LinkFault> {
        if channel != SCREEN_LINK_CHANNEL {
            return Err(LinkFault("no_credit"));
        }
        self.fan.viewer_credit(self.key, bytes)
    }
}

impl Drop for ScreenLink {
    fn drop(&mut self) {
        self.fan.leave(self.key);
        self.shared.consoles.remove(&self.console);
    }
}

impl ConsoleLink {
    /// A payload on a shell's channel.
    ///
    /// # Errors
    /// When the link must be closed.
    pub fn data(&mut self, channel: u32, payload: &Bytes) -> Result<(), LinkFault> {
        // Nothing is said to a look at a machine.
        if self.console.system(channel).is_some() {
            return Err(LinkFault("malformed_frame"));
        }
        let Some(seat) = self.console.shell(channel)? else { return Ok(()) };
        let refused = seat.fan.viewer_data(seat.key, payload)?;
        let Some(session) = self.shared.session(seat.session) else { return Ok(()) };
        if refused == Refused::Yes {
            tell_refusal(&mut self.refused, &session, seat.participant);
        }
        if let Some((columns, rows)) = seat.fan.take_size() {
            let sized = Input::ShellSized { shell: seat.fan.shell, columns, rows };
            let _ = session.mailbox.try_send(Msg::Do(sized, Reply::Nowhere));
        }
        Ok(())
    }

    /// Credit of a shell's channel.
    ///
    /// # Errors
    /// When the link must be closed.
    pub fn credit(&mut self, channel: u32, bytes: u32) -> Result<(), LinkFault> {
        if let Some(pipe) = self.console.system(channel) {
            return pipe.console_credit(bytes);
        }
        match self.console.shell(channel)? {
            Some(seat) => seat.fan.viewer_credit(seat.key, bytes),
            None => Ok(()),
        }
    }

    /// A request after the handshake; pings are the link's own affair.
    ///
    /// # Errors
    /// When the link must be closed.
    pub async fn control(&mut self, request: u32, body: console_up::Body) -> Result<(), LinkFault> {
        if request == 0 {
            return Err(LinkFault("malformed_frame"));
        }
        let session = match self.judge(&body) {
            Ok(session) => session,
            Err(Judgement::Close) => return Err(LinkFault("malformed_frame")),
            Err(Judgement::Refuse(refusal)) => {
                match &body {
                    console_up::Body::ViewShell(view) => self.console.refuse_seat(view.channel),
                    console_up::Body::LookAtSystem(look) => self.console.refuse_seat(look.channel),
                    _ => {}
                }
                self.reply(request, Some(views::refusal(refusal)), String::new());
                return Ok(());
            }
        };
        let user = self.console.user();
        let input = match body {
            console_up::Body::WatchItems(watch) => {
                self.watch(&watch).await;
                self.reply(request, None, String::new());
                return Ok(());
            }
            console_up::Body::StartSession(start) => {
                self.start(request, &start).await;
                return Ok(());
            }
            console_up::Body::OpenSession(open) => {
                self.open(request, session, &open).await;
                return Ok(());
            }
            console_up::Body::CloseSessionView(close) => {
                if let Some(session) = close.session_id.parse().ok().and_then(|id| self.shared.session(id)) {
                    let _ = session.mailbox.send(Msg::Close { console: self.console.id }).await;
                }
                self.reply(request, None, String::new());
                return Ok(());
            }
            console_up::Body::ViewShell(view) => {
                self.view_shell(request, session, &view).await;
                return Ok(());
            }
            console_up::Body::LeaveShell(leave) => {
                if let Some(seat) = self.console.unseat(leave.channel) {
                    seat.fan.leave(seat.key);
                }
                self.reply(request, None, String::new());
                return Ok(());
            }
            console_up::Body::LookAtSystem(look) => {
                self.look_at_system(request, session, look).await;
                return Ok(());
            }
            console_up::Body::LeaveSystem(leave) => {
                if let Some(pipe) = self.console.unseat_system(leave.channel) {
                    pipe.stop();
                }
                self.reply(request, None, String::new());
                return Ok(());
            }
            console_up::Body::SetCustomFields(set) => {
                self.set_custom(request, session, set).await;
                return Ok(());
            }
            console_up::Body::ResumeSession(_) => {
                self.resume(request, session).await;
                return Ok(());
            }
            console_up::Body::AcceptSession(_) => {
                self.accept(request, session).await;
                return Ok(());
            }
            console_up::Body::SendOn(on) => {
                self.send_on(request, session, &on).await;
                return Ok(());
            }
            console_up::Body::SetReadiness(set) => {
                self.set_readiness(request, set.readiness).await;
                return Ok(());
            }
            console_up::Body::SetIdle(set) => {
                self.shared.rep_says(user, None, Some(set.idle));
                self.reply(request, None, String::new());
                return Ok(());
            }
            console_up::Body::DeclineAssignment(_) => Input::DeclineOffer { user },
            console_up::Body::InviteRep(invite) => {
                self.invite(request, session, invite).await;
                return Ok(());
            }
            console_up::Body::InviteExternal(invite) => {
                self.invite_external(request, session, invite).await;
                return Ok(());
            }
            console_up::Body::AskForHelp(ask) => {
                self.ask_for_help(request, session, &ask).await;
                return Ok(());
            }
            console_up::Body::AcceptInvitation(accept) => {
                self.accept_invitation(request, session, accept.number).await;
                return Ok(());
            }
            console_up::Body::DeclineInvitation(decline) => Input::DeclineInvitation {
                user,
                name: self.console.principal.display_name.clone(),
                number: decline.number,
            },
            console_up::Body::CancelInvitation(cancel) => Input::CancelInvitation { user, number: cancel.number },
            console_up::Body::RemoveRep(remove) => match u16::try_from(remove.number) {
                Ok(number) => Input::RemoveParticipant { user, number },
                Err(_) => return self.invalid(request),
            },
            console_up::Body::Typing(types) => {
                if let Some(session) = session {
                    // A session that has much to do has no time for it.
                    let _ = session.mailbox.try_send(Msg::Typing(Typist::Rep { user, reps_only: types.reps_only }));
                }
                self.reply(request, None, String::new());
                return Ok(());
            }
            console_up::Body::Point(point) => {
                let v1::Point { x, y, gone, .. } = point;
                if let Some(session) = session {
                    let _ = session.mailbox.try_send(Msg::Pointing(Pointing { user, x, y, gone }));
                }
                self.reply(request, None, String::new());
                return Ok(());
            }
            console_up::Body::BeActive(_) => Input::Active { user },
            console_up::Body::DisconnectCustomer(_) => Input::DisconnectCustomer { user },
            console_up::Body::PushUrl(push) => Input::PushUrl { user, url: push.url, nonce: push.nonce },
            console_up::Body::OfferClient(_) => Input::OfferClient { user },
            console_up::Body::SendInstructions(_) => Input::SendInstructions { user },
            body @ (console_up::Body::PinSession(_)
            | console_up::Body::UnpinSession(_)
            | console_up::Body::DeployButton(_)
            | console_up::Body::RemoveButton(_)
            | console_up::Body::TranslateChat(_)) => {
                let Some(session) = session else { return self.invalid(request) };
                let refused = self.shared.ask_outside(&self.console.principal, &session, body).await.err();
                self.reply(request, refused, String::new());
                return Ok(());
            }
            console_up::Body::SendChat(chat) => {
                Input::Chat { user, text: chat.text, nonce: chat.nonce, reps_only: chat.reps_only }
            }
            console_up::Body::StartTool(start) => match tool(start.tool) {
                Some(tool) => Input::StartTool { user, tool },
                None => return self.invalid(request),
            },
            console_up::Body::StopTool(stop) => match tool(stop.tool) {
                Some(tool) => Input::StopTool { user, tool },
                None => return self.invalid(request),
            },
            console_up::Body::Elevate(elevate) => match way(elevate.way) {
                Some(way) => Input::Elevate { user, way, sealed: Sealed(elevate.sealed.to_vec()) },
                None => return self.invalid(request),
            },
            console_up::Body::SetClipboard(set) => Input::SetClipboard { user, on: set.on },
            console_up::Body::SetDrawing(set) => Input::SetDrawing { user, on: set.on },
            console_up::Body::SetSound(set) => Input::SetSound { user, on: set.on },
            console_up::Body::LetType(wanted) => match u16::try_from(wanted.participant) {
                Ok(number) => Input::LetType { user, number },
                Err(_) => return self.invalid(request),
            },
            console_up::Body::UsePrivacy(wanted) => {
                Input::UsePrivacy { user, input: wanted.input, blank: wanted.blank }
            }
            console_up::Body::TakeControl(_) => Input::TakeControl { user },
            console_up::Body::ReleaseControl(_) => Input::ReleaseControl { user },
            console_up::Body::AskControl(_) => Input::AskControl { user },
            console_up::Body::WithdrawControl(_) => Input::WithdrawControl { user },
            console_up::Body::AnswerControl(answer) => {
                Input::AnswerControl { user, asker: u16::try_from(answer.number).unwrap_or(0), give: answer.give }
            }
            console_up::Body::NewShell(new) => match choice::asked(user, new) {
                Some(input) => input,
                None => return self.invalid(request),
            },
            console_up::Body::RunScript(run) => match self.shared.script_input(&self.console.principal, run).await {
                Ok(input) => input,
                Err(problem) => {
                    self.reply(request, Some(problem), String::new());
                    return Ok(());
                }
            },
            console_up::Body::EndShell(end) => match end.shell_id.parse() {
                Ok(shell) => Input::EndShell { user, shell },
                Err(_) => return self.invalid(request),
            },
            console_up::Body::RenameShell(rename) => match rename.shell_id.parse() {
                Ok(shell) => Input::RenameShell { user, shell, name: rename.name },
                Err(_) => return self.invalid(request),
            },
            console_up::Body::RequestSystemAct(asked) => match system::taken(asked.what) {
                Some(what) => Input::ActOnSystem { user, what, nonce: asked.nonce },
                None => return self.invalid(request),
            },
            console_up::Body::DoAction(asked) => match actions::asked(user, asked) {
                Some(input) => input,
                None => return self.invalid(request),
            },
            console_up::Body::AddNote(note) => Input::AddNote { user, text: note.text, nonce: note.nonce },
            console_up::Body::EndSession(_) => Input::End { user },
            console_up::Body::HoldSession(_) => Input::Hold { user },
            console_up::Body::LeaveSession(_) => Input::Leave { user },
            console_up::Body::Hello(_) | console_up::Body::Ping(_) | console_up::Body::Pong(_) => return Ok(()),
        };
        let Some(session) = session else { return self.invalid(request) };
        let reply = Reply::Console { sender: self.console.sender.clone(), request };
        if session.mailbox.send(Msg::Do(input, reply)).await.is_err() {
            self.reply(request, Some(views::refusal(Refusal::Ended)), String::new());
        }
        Ok(())
    }

    /// Whether this user may ask this at all. The machine decides again with the state at its turn.
    fn judge(&self, body: &console_up::Body) -> Result<Option<SessionHandle>, Judgement> {
        let need = need(body);
        // SECURITY: somebody without an account is in one session, and owns nothing (SUP-70).
        let external = self.console.principal.external;
        if external.is_some() && !for_externals(need) {
            return Err(Judgement::Refuse(Refusal::NotPermitted));
        }
        let named = match need {
            Need::Handshake => return Err(Judgement::Close),
            Need::Nobody => return Err(Judgement::Refuse(Refusal::Invalid)),
            // Judged by the engine, for each item.
            Need::Link | Need::Account | Need::VisibleItems | Need::Jump => return Ok(None),
            Need::SessionSeen
            | Need::Participant
            | Need::Permission(_)
            | Need::Either(..)
            | Need::Queued
            | Need::Invited
            | Need::Owner => session_named(body),
        };
        let id: Option<SessionId> = named.and_then(|name| name.parse().ok());
        if external.is_some_and(|own| id != Some(own)) {
            return Err(Judgement::Refuse(Refusal::NotFound));
        }
        let user = self.console.user();
        let Some(session) = id.and_then(|id| self.shared.session(id)) else {
            // An ended one can still be looked at by those who were in it: `open` asks the store.
            return match need {
                Need::SessionSeen => Ok(None),
                Need::Invited => Err(Judgement::Refuse(Refusal::InvitationOver)),
                _ => Err(Judgement::Refuse(Refusal::NotFound)),
            };
        };
        let state = session.state();
        let inside = state.participant_of(user);
        let refused = |session: &SessionHandle| {
            if let Some(participant) = inside {
                let (participant, code) = (participant.number, "not_permitted".to_owned());
                let told = Input::RefusedAtAgent { participant, code, of: Asked::Other };
                let _ = session.mailbox.try_send(Msg::Do(told, Reply::Nowhere));
            }
            Err(Judgement::Refuse(Refusal::NotPermitted))
        };
        match need {
            Need::SessionSeen if !self.console.sees(&state) => Err(Judgement::Refuse(Refusal::NotFound)),
            Need::Owner if !state.concerns(user) => Err(Judgement::Refuse(Refusal::NotFound)),
            // One answer for an invitation that is over and a session that is not theirs to know of.
            Need::Invited if inside.is_some() => Ok(Some(session)),
            Need::Invited if views::invited(&state, user, &|queue| self.console.serves(queue)).next().is_some() => {
                Ok(Some(session))
            }
            Need::Invited => Err(Judgement::Refuse(Refusal::InvitationOver)),
            // Whoever was shown it in the queue is told who was faster; for others it does not exist.
            Need::Queued if state.concerns(user) => Ok(Some(session)),
            Need::Queued if state.queue.or(state.last_queue).is_some_and(|queue| self.console.serves(queue)) => {
                Ok(Some(session))
            }
            Need::Queued => Err(Judgement::Refuse(Refusal::NotFound)),
            Need::Owner if state.owner != Some(user) => refused(&session),
            Need::Participant | Need::Permission(_) | Need::Either(..) if inside.is_none() => {
                Err(Judgement::Refuse(Refusal::NotFound))
            }
            _ if !need.met(|each| inside.is_some_and(|found| found.permissions.reaches(each))) => refused(&session),
            _ => Ok(Some(session)),
        }
    }

    async fn watch(&self, watch: &v1::WatchItems) {
        let parse = |items: &[String]| -> HashSet<JumpItemId> {
            items.iter().take(WATCHED).filter_map(|item| item.parse().ok()).collect()
        };
        let detail = parse(&watch.detail);
        let items: HashSet<JumpItemId> = parse(&watch.items).union(&detail).copied().take(WATCHED).collect();
        let mut clients: HashSet<_> = {
            let mut watched = lock(&self.console.watched);
            watched.items.clone_from(&items);
            watched.detail.drain().map(|(_, client)| client).collect()
        };
        let list: Vec<JumpItemId> = items.into_iter().collect();
        let rows = match self.shared.engine.item_rows(&self.console.principal, &list).await {
            Ok(rows) => rows,
            Err(_) => return,
        };
        {
            let mut watched = lock(&self.console.watched);
            for row in rows.iter().filter(|row| detail.contains(&row.id)) {
                watched.detail.insert(row.id, row.client);
                clients.insert(row.client);
            }
        }
        for client in clients {
            self.shared.settle_reports(client);
        }
        self.shared.send_statuses(&self.console, &list, None).await;
    }

    async fn start(&self, request: u32, start: &v1::StartSession) {
        let Ok(item) = start.item_id.parse::<JumpItemId>() else {
            return self.reply(request, Some(views::refusal(Refusal::Invalid)), String::new());
        };
        let jumped = self.shared.jump(&self.console.principal, item, start).await;
        match jumped {
            Ok(Jumped::Session(id)) => {
                self.reply(request, None, id.to_string());
                // For "most used"; the session does not wait for it.
                if let Err(fault) = self.shared.engine.record_access(item, self.console.user()).await {
                    tracing::error!(%fault, "an access could not be noted");
                }
            }
            Ok(Jumped::Refused(problem)) => self.reply(request, Some(problem), String::new()),
            Err(fault) => self.reply(request, Some(problem(fault.code, &fault.title, &fault.detail)), String::new()),
        }
    }

    async fn open(&self, request: u32, session: Option<SessionHandle>, open: &v1::OpenSession) {
        if let Some(session) = session {
            let message = Msg::Open { console: self.console.clone(), request, have: open.have_event };
            if session.mailbox.send(message).await.is_ok() {
                return;
            }
        }
        // It ended meanwhile: those who were in it see how.
        let user = self.console.user();
        let store = self.shared.engine.store();
        let stored = match open.session_id.parse::<SessionId>() {
            Ok(id) => store.session(id).await.ok().flatten(),
            Err(_) => None,
        };
        let Some(state) = stored.filter(|state| state.ended() && state.concerns(user)) else {
            return self.reply(request, Some(views::refusal(Refusal::NotFound)), String::new());
        };
        let id = state.spec.id;
        let session = towline_session::Session::restore(self.shared.engine.now(), state, []);
        let sender = &self.console.sender;
        sender.console(console_down::Body::Session(views::session_state(&session, user)));
        let mut have = open.have_event;
        while let Ok(events) = store.session_events(id, have, 256).await {
            let Some(last) = events.last() else { break };
            have = last.sequence;
            send_events(sender, id, &events);
        }
        self.reply(request, None, id.to_string());
    }

    async fn view_shell(&self, request: u32, session: Option<SessionHandle>, view: &v1::ViewShell) {
        let (Some(session), Ok(shell)) = (session, view.shell_id.parse::<ShellId>()) else {
            self.console.refuse_seat(view.channel);
            return self.reply(request, Some(views::refusal(Refusal::NotFound)), String::new());
        };
        let (console, channel, from_offset) = (self.console.clone(), view.channel, view.from_offset);
        let (done, waiting) = oneshot::channel();
        let message = Msg::ViewShell { console, request, shell, channel, from_offset, done };
        if session.mailbox.send(message).await.is_err() {
            self.console.refuse_seat(channel);
            self.reply(request, Some(views::refusal(Refusal::Ended)), String::new());
        }
        let _ = waiting.await;
    }

    async fn look_at_system(&self, request: u32, session: Option<SessionHandle>, look: v1::LookAtSystem) {
        let v1::LookAtSystem { channel, category, .. } = look;
        let (console, (done, waiting)) = (self.console.clone(), oneshot::channel());
        let message = Msg::LookAtSystem { console, request, channel, category, done };
        let sent = match session {
            Some(session) => session.mailbox.send(message).await.is_ok(),
            None => false,
        };
        if !sent {
            self.console.refuse_seat(channel);
            self.reply(request, Some(views::refusal(Refusal::Ended)), String::new());
        }
        // The link waits, so that credit that follows finds its channel.
        let _ = waiting.await;
    }

    async fn resume(&self, request: u32, session: Option<SessionHandle>) {
        let Some(session) = session else {
            return self.reply(request, Some(views::refusal(Refusal::NotFound)), String::new());
        };
        // As at the start: the right may be gone since the session was put on hold.
        let permissions = match self.shared.permissions_in(&self.console.principal, &session.state()).await {
            Ok(permissions) => permissions,
            Err(fault) => {
                return self.reply(request, Some(problem(fault.code, &fault.title, &fault.detail)), String::new());
            }
        };
        let principal = &self.console.principal;
        let (user, name) = (principal.user_id, principal.display_name.clone());
        let reply = Reply::Console { sender: self.console.sender.clone(), request };
        let message = Msg::Do(Input::Resume { user, name, permissions }, reply);
        if session.mailbox.send(message).await.is_err() {
            self.reply(request, Some(views::refusal(Refusal::Ended)), String::new());
        }
    }

    /// Takes a session out of a queue (SUP-30). The machine decides who was first.
    async fn accept(&self, request: u32, session: Option<SessionHandle>) {
        let Some(session) = session else {
            return self.reply(request, Some(views::refusal(Refusal::NotFound)), String::new());
        };
        let state = session.state();
        let id = state.spec.id.to_string();
        let Some(queue) = state.queue else {
            let inside = state.participant_of(self.console.user()).is_some();
            return self.reply(request, (!inside).then(|| taken(&state.owner_name)), id);
        };
        let principal = &self.console.principal;
        let permissions = match self.shared.engine.authorize_accept(principal, queue, state.site()).await {
            Ok(permissions) => permissions,
            Err(fault) => {
                return self.reply(request, Some(problem(fault.code, &fault.title, &fault.detail)), String::new());
            }
        };
        let (user, name) = (principal.user_id, principal.display_name.clone());
        let problem = match self.shared.put(&session, Input::Accept { user, name, permissions, queue }).await {
            Ok(_) => None,
            Err(Refusal::Taken) => Some(taken(&session.state().owner_name)),
            Err(refusal) => Some(views::refusal(refusal)),
        };
        self.reply(request, problem, id);
    }

    /// Invites a rep, or whoever of a team is first (SES-20, SES-21).
    async fn invite(&self, request: u32, session: Option<SessionHandle>, invite: v1::InviteRep) {
        let invalid = || self.reply(request, Some(views::refusal(Refusal::Invalid)), String::new());
        let kind = match v1::InvitationKind::try_from(invite.kind) {
            Ok(v1::InvitationKind::Share) => InvitationKind::Share,
            Ok(v1::InvitationKind::Transfer) => InvitationKind::Transfer,
            Ok(v1::InvitationKind::Unspecified | v1::InvitationKind::External) | Err(_) => return invalid(),
        };
        let to = queue_named(invite.to, &invite.to_id);
        let (Some(to), Some(session)) = (to, session) else { return invalid() };
        let principal = &self.console.principal;
        let transfer = kind == InvitationKind::Transfer;
        let (to_name, away) = match self.shared.engine.authorize_invite(principal, transfer, to).await {
            Ok(found) => found,
            Err(fault) => {
                return self.reply(request, Some(problem(fault.code, &fault.title, &fault.detail)), String::new());
            }
        };
        let comments = towline_model::paragraphs(&invite.comments, COMMENTS);
        if let (Queue::Personal(rep), true) = (to, away) {
            let problem = self.shared.invite_away(principal, &session, kind, rep, (to_name, comments)).await;
            return self.reply(request, problem, String::new());
        }
        let input = Input::Invite { user: principal.user_id, kind, to, to_name, comments };
        let problem = self.shared.put(&session, input).await.err().map(views::refusal);
        self.reply(request, problem, String::new());
    }

    async fn accept_invitation(&self, request: u32, session: Option<SessionHandle>, number: u32) {
        let over = || self.reply(request, Some(views::refusal(Refusal::InvitationOver)), String::new());
        let Some(session) = session else { return over() };
        let (state, principal) = (session.state(), &self.console.principal);
        let id = state.spec.id.to_string();
        let serves = |queue| self.console.serves(queue);
        let Some(open) = state.invitations.iter().find(|open| open.number == number && serves(open.to)) else {
            // Said again after it was accepted.
            let inside = state.participant_of(principal.user_id).is_some();
            return if inside { self.reply(request, None, id) } else { over() };
        };
        let permissions = match self.shared.engine.authorize_invited(principal, state.spec.item, state.site()).await {
            Ok(permissions) => permissions,
            Err(fault) => {
                return self.reply(request, Some(problem(fault.code, &fault.title, &fault.detail)), String::new());
            }
        };
        let (user, name, to) = (principal.user_id, principal.display_name.clone(), open.to);
        let input = Input::AcceptInvitation { user, name, permissions, number, to };
        let problem = self.shared.put(&session, input).await.err().map(views::refusal);
        self.reply(request, problem, id);
    }

    pub(crate) fn shared(&self) -> &Shared {
        &self.shared
    }

    pub(crate) fn principal(&self) -> &Principal {
        &self.console.principal
    }

    pub(crate) fn sender(&self) -> &LinkSender {
        &self.console.sender
    }

    pub(crate) fn invalid(&self, request: u32) -> Result<(), LinkFault> {
        self.reply(request, Some(views::refusal(Refusal::Invalid)), String::new());
        Ok(())
    }

    pub(crate) fn reply(&self, request: u32, problem: Option<v1::Problem>, session_id: String) {
        let reply = v1::Reply { request, problem, session_id, ..v1::Reply::default() };
        self.console.sender.console(console_down::Body::Reply(reply));
    }
}

impl Drop for ConsoleLink {
    fn drop(&mut self) {
        for pipe in self.console.unseat_systems() {
            pipe.stop();
        }
        for seat in self.console.unseat_all() {
            seat.fan.leave(seat.key);
        }
        let last = self.shared.consoles.remove(&self.console);
        self.shared.tell_skilled(&self.console);
        let clients: Vec<_> = lock(&self.console.watched).detail.drain().map(|(_, client)| client).collect();
        for client in clients {
            self.shared.settle_reports(client);
        }
        if let Ok(runtime) = tokio::runtime::Handle::try_current() {
            let (shared, user, id) = (self.shared.clone(), self.console.user(), self.console.id);
            let external = self.console.principal.external.is_some();
            runtime.spawn(async move {
                for session in shared.all_sessions() {
                    let _ = session.mailbox.send(Msg::Close { console: id }).await;
                }
                // It may be back already.
                if last && !shared.consoles.connected(user) {
                    if !external {
                        shared.rep_gone(user);
                    }
                    shared.presence(user, false).await;
                }
            });
        }
    }
}

/// Somebody was faster, and is told by name.
pub(crate) fn taken(name: &str) -> v1::Problem {
    if name.is_empty() {
        return views::refusal(Refusal::Taken);
    }
    problem(Refusal::Taken.code(), &format!("{name} was faster."), "The session is theirs now.")
}

enum Judgement {
    Close,
    Refuse(Refusal),
}

fn tool(tool: i32) -> Option<Tool> {
    match v1::Tool::try_from(tool) {
        Ok(v1::Tool::Screen) => Some(Tool::Screen),
        Ok(v1::Tool::Shell) => Some(Tool::Shell),
        Ok(v1::Tool::System) => Some(Tool::System),
        Ok(v1::Tool::Files) => Some(Tool::Files),
        Ok(v1::Tool::Unspecified) | Err(_) => None,
    }
}

fn way(way: i32) -> Option<ElevationWay> {
    match v1::ElevationWay::try_from(way) {
        Ok(v1::ElevationWay::Customer) => Some(ElevationWay::Customer),
        Ok(v1::ElevationWay::Account) => Some(ElevationWay::Account),
        Ok(v1::ElevationWay::Unspecified) | Err(_) => None,
    }
}

pub(crate) fn tell_refusal(told: &mut Option<Instant>, session: &SessionHandle, participant: u16) {
    if told.is_some_and(|at| at.elapsed() < TELL_REFUSAL) {
        return;
    }
    *told = Some(Instant::now());
    let code = "not_permitted".to_owned();
    let refused = Input::RefusedAtAgent { participant, code, of: Asked::Other };
    let _ = session.mailbox.try_send(Msg::Do(refused, Reply::Nowhere));
}
