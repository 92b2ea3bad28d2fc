//! The relay's side of a customer's page: what it may say, and what it gets to see. Its control messages are JSON, so that the page needs no library (docs/wire.md, "The customer's page").
//!
//! SECURITY: what reps say among themselves, what they may not do, and who they are besides their name is never put into a message here (SES-30).

use std::sync::Arc;
use std::sync::atomic::{AtomicU64, Ordering};

use serde::{Deserialize, Serialize};
use tokio::sync::oneshot;
use towline_model::{Ask, Moment, Permission, SessionId};
use towline_session::{CUSTOMER, Event, EventKind, FileItem, Input, Participant, Phase, Refusal, Shown, State};
use towline_wire::v1;

use crate::actor::{Msg, Reply, SessionHandle};
use crate::link::{LinkFault, LinkSender};
use crate::relay::{Relay, Shared};
use crate::typing::Typist;
use crate::views;

/// Links of one customer at a time: tabs of one browser.
pub(crate) const LINKS: usize = 8;
/// Events that are read at a time.
const PAGE: u32 = 256;
/// Events in one message.
const BATCH: usize = 32;

/// What a customer's page says. What is not known is no error: an older appliance ignores what a newer page says.
#[derive(Debug, Deserialize)]
#[serde(tag = "t", rename_all = "snake_case")]
pub enum CustomerUp {
    /// First, and once.
    Hello {
        /// Single use, 30 s.
        ticket: String,
        /// Sequence of the newest event that the page shows; 0: none.
        #[serde(default)]
        have: u64,
        /// What the browser says that the machine runs.
        #[serde(default)]
        system: String,
        /// Of a second link: what it shows. Such a link carries pictures and their control, and nothing else.
        #[serde(default)]
        share: Option<Shown>,
        /// Of a second link: covered from the start.
        #[serde(default)]
        paused: bool,
    },
    /// A chat message.
    Say {
        /// Comes back with the answer.
        request: u32,
        /// 1 to 4096 bytes.
        text: String,
        /// Random: the same one says nothing twice.
        nonce: String,
    },
    /// The customer writes a message; said every three seconds at most while they do.
    Typing {},
    /// To a question. For the screen of a page only a no stands for itself; a yes is the second link.
    Answer {
        /// Comes back with the answer.
        request: u32,
        /// Which question.
        prompt: u32,
        /// Yes.
        yes: bool,
    },
    /// On a second link: cover what is shown, or show it again.
    Pause {
        /// Covered.
        on: bool,
    },
    /// On a second link: no more.
    Stop {},
    /// The customer ends the session.
    End {
        /// Comes back with the answer.
        request: u32,
    },
    /// The heartbeat.
    Ping {
        /// Comes back.
        nonce: u64,
    },
    /// Its answer.
    Pong {},
    /// Something that a newer page says.
    #[serde(other)]
    Unknown,
}

/// Why something was not done.
#[derive(Debug, Serialize)]
pub struct Told {
    code: String,
    title: String,
    detail: String,
}

impl From<v1::Problem> for Told {
    fn from(problem: v1::Problem) -> Self {
        Told { code: problem.code, title: problem.title, detail: problem.detail }
    }
}

/// What a customer's page is told.
#[derive(Debug, Serialize)]
#[serde(tag = "t", rename_all = "snake_case")]
pub enum CustomerDown {
    /// The link is accepted.
    Welcome {
        /// The session.
        session: String,
        /// What the customer is called.
        name: String,
        /// How often the appliance asks whether the page lives.
        heartbeat_ms: u32,
        /// Unix time in milliseconds.
        server_time_ms: i64,
    },
    /// The whole state, whenever it changes.
    State {
        /// "connecting", "waiting", "active", "on_hold", "ended".
        phase: &'static str,
        /// Names of the reps who are in it, longest first.
        reps: Vec<String>,
        /// By what the customer is there: "browser" or "client".
        way: &'static str,
        /// Whom it waits for, if it is one rep.
        waits_for: String,
        /// Since when, Unix time in milliseconds.
        since_ms: i64,
        /// The reason's code.
        ended_reason: String,
        /// Who asks for what.
        asks: Vec<Asking>,
        /// What the page shows now.
        #[serde(skip_serializing_if = "Option::is_none")]
        share: Option<Sharing>,
        /// Names of the reps who can see what is shown.
        watching: Vec<String>,
        /// Whether somebody is there who could be shown something.
        may_share: bool,
    },
    /// On a second link: send the picture on this channel, beginning with a whole one. The same channel again: a whole one is needed.
    Show {
        /// Data goes here.
        channel: u32,
    },
    /// On a second link: nobody looks.
    Hide {},
    /// On a second link: everything up to this frame is on the glass of whoever sets the pace.
    Painted {
        /// Its number.
        frame: u64,
    },
    /// Entries of the log that the customer may see.
    Events {
        /// In order.
        events: Vec<Seen>,
    },
    /// A rep writes a message, and not among reps.
    Typing {
        /// Who.
        name: String,
    },
    /// A request is done, or why not.
    Reply {
        /// Which one.
        request: u32,
        /// Why not.
        #[serde(skip_serializing_if = "Option::is_none")]
        problem: Option<Told>,
    },
    /// The link is not accepted.
    Refused {
        /// Why not.
        problem: Told,
    },
    /// The heartbeat.
    Ping {
        /// Comes back.
        nonce: u64,
    },
    /// Its answer.
    Pong {
        /// As it came.
        nonce: u64,
    },
}

/// A rep who asks for something (SES-5). Without the full client that is only ever to see the screen.
#[derive(Debug, Serialize)]
pub struct Asking {
    id: u32,
    name: String,
    /// For what: the permission's stable name.
    permission: &'static str,
    /// Milliseconds until silence counts as the answer.
    left_ms: u64,
    /// A yes holds for the session; else once.
    for_session: bool,
}

/// What a page shows.
#[derive(Debug, Serialize)]
pub struct Sharing {
    shown: &'static str,
    paused: bool,
    there: bool,
}

/// An entry of the log, as a customer sees it.
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
pub struct Seen {
    pub(crate) sequence: u64,
    pub(crate) at_ms: i64,
    pub(crate) who: Speaker,
    pub(crate) name: String,
    pub(crate) kind: &'static str,
    pub(crate) text: String,
    /// Of own messages: the nonce that they were sent with.
    #[serde(skip_serializing_if = "String::is_empty")]
    pub(crate) nonce: String,
    /// Of translations: the message that it is one of.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub(crate) translates: Option<u64>,
    /// What is done to the machine: for the window of the client alone, the page has no such thing.
    #[serde(skip)]
    pub(crate) act: &'static str,
    /// Which file was sent.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub(crate) file: Option<SeenFile>,
}

/// A file, as a customer sees it: `/support/files/{id}` has its bytes.
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
pub(crate) struct SeenFile {
    pub(crate) id: String,
    pub(crate) bytes: u64,
    /// It may be shown.
    picture: bool,
}

/// Who did something, as the customer is told.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize)]
#[serde(rename_all = "snake_case")]
pub enum Speaker {
    /// The customer.
    You,
    /// A rep.
    Rep,
    /// The appliance.
    System,
}

/// What a customer sees of an entry. `None`: it is not for them.
pub(crate) fn seen(event: &Event) -> Option<Seen> {
    let mine = event.actor == CUSTOMER;
    let mut nonce = String::new();
    match &event.kind {
        EventKind::Chat { reps_only: true, .. } | EventKind::FileSent { reps_only: true, .. } => return None,
        EventKind::Chat { nonce: said_with, .. } | EventKind::FileSent { nonce: said_with, .. } if mine => {
            nonce.clone_from(said_with);
        }
        EventKind::Translated { to_customer: false, .. } | EventKind::Files { failed: true, .. } => return None,
        EventKind::Chat { .. }
        | EventKind::Translated { .. }
        | EventKind::TranslationStarted { .. }
        | EventKind::TranslationStopped
        | EventKind::FileSent { .. }
        | EventKind::Files { .. }
        | EventKind::UrlPushed { .. }
        | EventKind::CustomerDisconnected
        | EventKind::ParticipantJoined
        | EventKind::ExternalJoined { .. }
        | EventKind::ParticipantLeft { .. }
        | EventKind::Accepted
        | EventKind::SentOn { .. }
        | EventKind::Overflowed { .. }
        | EventKind::Queued { .. }
        | EventKind::NobodyThere { .. }
        | EventKind::Held { .. }
        | EventKind::Resumed
        | EventKind::ToolStarted { .. }
        | EventKind::ToolStopped { .. }
        | EventKind::ControlTaken
        | EventKind::ControlReleased
        | EventKind::ClipboardOn
        | EventKind::ClipboardOff
        | EventKind::DrawingOn
        | EventKind::SoundOn
        | EventKind::SoundOff
        | EventKind::ShellOpened { .. }
        | EventKind::ShellEnded { .. }
        | EventKind::ScriptStarted { .. }
        | EventKind::ScriptEnded { .. }
        | EventKind::AccessPaused
        | EventKind::AccessResumed
        | EventKind::SharingStarted { .. }
        | EventKind::SharingPaused
        | EventKind::SharingResumed
        | EventKind::SharingStopped
        | EventKind::ClientOffered
        | EventKind::InstructionsSent
        | EventKind::Elevated { .. }
        | EventKind::ElevationEnded
        | EventKind::PrivacyInput
        | EventKind::PrivacyScreen
        | EventKind::PrivacyOff { .. }
        | EventKind::SystemAsked { .. }
        | EventKind::SystemAnswered { .. }
        | EventKind::ActionAsked { .. }
        | EventKind::ActionAnswered { .. }
        | EventKind::Restarted
        | EventKind::Pinned { .. }
        | EventKind::ButtonPlaced { .. }
        | EventKind::ButtonRemoved { .. }
        | EventKind::Ended { .. } => {}
        EventKind::SessionStarted { .. }
        | EventKind::AgreementAccepted { .. }
        | EventKind::Overdue
        | EventKind::Assigned { .. }
        | EventKind::AssignmentEnded { .. }
        | EventKind::OwnerChanged
        | EventKind::ControlAsked
        | EventKind::ControlGiven { .. }
        | EventKind::ControlKept { .. }
        | EventKind::TypingLet { .. }
        | EventKind::CommandCaught { .. }
        | EventKind::Invited { .. }
        | EventKind::InvitationEnded { .. }
        | EventKind::CustomerConnected { .. }
        | EventKind::CustomerLost
        | EventKind::EndpointLost
        | EventKind::EndpointBack
        | EventKind::PermissionsChanged
        | EventKind::CustomSet { .. }
        | EventKind::PinStarted { .. }
        | EventKind::PinFailed { .. }
        | EventKind::Unpinned { .. }
        | EventKind::ButtonStarted { .. }
        | EventKind::ButtonRemoving { .. }
        | EventKind::ButtonFailed { .. }
        | EventKind::CustomerAsked { .. }
        | EventKind::CustomerAllowed { .. }
        | EventKind::CustomerRefused { .. }
        | EventKind::CustomerSilent { .. }
        | EventKind::ElevationAsked { .. }
        | EventKind::ElevationFailed { .. }
        | EventKind::RestartFailed { .. }
        | EventKind::NotTranslated { .. }
        | EventKind::Note { .. }
        // The names of a customer's files are told by the acts; other machines are among reps.
        | EventKind::Copying { .. }
        | EventKind::Refused { .. }
        | EventKind::RecordingFailed { .. } => return None,
    }
    Some(Seen {
        sequence: event.sequence,
        at_ms: event.at.unix_ms(),
        who: match event.actor {
            CUSTOMER => Speaker::You,
            0 => Speaker::System,
            _ => Speaker::Rep,
        },
        // By whom it was sent on is among reps.
        name: if matches!(event.kind, EventKind::SentOn { .. }) { String::new() } else { event.actor_name.clone() },
        kind: match &event.kind {
            // Another queue is another line to wait in, whyever.
            EventKind::SentOn { .. } | EventKind::Overflowed { .. } => "queued",
            // For them it is the end.
            EventKind::CustomerDisconnected => "ended",
            EventKind::Files { what, .. } => what.for_customer(),
            // For a customer, who helps is who helps.
            EventKind::ExternalJoined { .. } => EventKind::ParticipantJoined.name(),
            kind => kind.name(),
        },
        // Why a rep went, and what they call the machine, is among reps.
        text: match &event.kind {
            EventKind::ParticipantLeft { .. }
            | EventKind::Held { .. }
            | EventKind::Pinned { .. }
            | EventKind::ButtonPlaced { .. }
            | EventKind::ButtonRemoved { .. }
            | EventKind::ExternalJoined { .. } => String::new(),
            // Where a file lies is nothing that says more to them.
            EventKind::Files { items, .. } => items.iter().map(FileItem::name).collect::<Vec<_>>().join(", "),
            kind => kind.text().to_owned(),
        },
        nonce,
        act: match &event.kind {
            EventKind::SystemAsked { what, .. } | EventKind::SystemAnswered { what, .. } => what.code(),
            EventKind::ActionAsked { action, .. } | EventKind::ActionAnswered { action, .. } => action.name(),
            _ => "",
        },
        translates: event.kind.of_message(),
        file: match &event.kind {
            EventKind::FileSent { file, .. } => {
                Some(SeenFile { id: file.id.to_string(), bytes: file.bytes, picture: file.kind.is_picture() })
            }
            _ => None,
        },
    })
}

pub(crate) fn state(state: &State, now: Moment) -> CustomerDown {
    let phase = match state.phase {
        _ if state.ended_for_customer() => "ended",
        Phase::Connecting => "connecting",
        Phase::Waiting => "waiting",
        // The page that reads it is there.
        Phase::Active | Phase::EndpointLost if state.queue.is_none() => "active",
        Phase::Active | Phase::EndpointLost if state.accepted => "on_hold",
        Phase::Active | Phase::EndpointLost => "waiting",
        Phase::OnHold => "on_hold",
        Phase::Ended => "ended",
    };
    CustomerDown::State {
        phase,
        reps: match state.dismissed {
            Some(_) => Vec::new(),
            None => state.participants.iter().map(|participant| participant.name.clone()).collect(),
        },
        way: state.customer.map_or("", |side| side.way.name()),
        waits_for: if state.queue.is_some() { state.owner_name.clone() } else { String::new() },
        since_ms: state.phase_since.unix_ms(),
        ended_reason: match state.dismissed {
            Some(_) => "ended_by_owner".to_owned(),
            None => state.ended_reason.clone().unwrap_or_default(),
        },
        asks: asks(state, now),
        share: state.share.map(|share| Sharing {
            shown: share.shown.name(),
            paused: share.paused,
            there: share.gone.is_none(),
        }),
        watching: watching(state),
        may_share: !state.has_agent() && state.dismissed.is_none() && state.participants.iter().any(could_look),
    }
}

fn could_look(rep: &Participant) -> bool {
    rep.permissions.reaches(Permission::ScreenView)
}

/// Who can see what the page shows. Whoever may and has the tool open counts as looking: a person is not told less than what may happen.
fn watching(state: &State) -> Vec<String> {
    let shown = state.share.is_some() && state.tools.screen;
    let looks = |rep: &&Participant| shown && rep.permissions.has(Permission::ScreenView);
    state.participants.iter().filter(looks).map(|rep| rep.name.clone()).collect()
}

/// Open questions. With the full client its window asks them as well; whichever is answered first counts.
fn asks(state: &State, now: Moment) -> Vec<Asking> {
    let open = state.prompts.iter().filter(|open| state.has_agent() || open.permission == Permission::ScreenView);
    let asking = open.filter_map(|open| {
        let rep = state.participant(open.participant)?;
        Some(Asking {
            id: open.id,
            name: rep.name.clone(),
            permission: open.permission.name(),
            left_ms: u64::try_from(open.until.since(now).as_millis()).unwrap_or(u64::MAX),
            for_session: rep.permissions.asks(open.permission) == Some(Ask::Once),
        })
    });
    asking.collect()
}

/// Sends a customer what of these entries is for them. `last`: with this one it ended for them.
pub(crate) fn send_events(sender: &LinkSender, events: &[Event], last: Option<u64>) {
    let theirs = events.iter().filter(|event| last.is_none_or(|last| event.sequence <= last));
    let seen: Vec<Seen> = theirs.filter_map(seen).collect();
    for part in seen.chunks(BATCH) {
        sender.customer(&CustomerDown::Events { events: part.to_vec() });
    }
}

/// An accepted link of a customer. Dropping it is its end.
pub struct CustomerLink {
    session: SessionHandle,
    link: u64,
    sender: LinkSender,
}

impl Relay {
    /// Takes a customer's link in: the welcome, the state and what of the log the page does not have go first. `None`: the session is over, and was shown as it ended.
    ///
    /// # Errors
    /// Why not.
    pub async fn admit_customer(
        &self,
        session: SessionId,
        (have, system): (u64, String),
        heartbeat_ms: u32,
        sender: LinkSender,
    ) -> Result<Option<CustomerLink>, v1::Problem> {
        static LAST: AtomicU64 = AtomicU64::new(0);
        let shared = &self.shared;
        let welcome = |state: &State| CustomerDown::Welcome {
            session: session.to_string(),
            name: state.spec.name.clone(),
            heartbeat_ms,
            server_time_ms: shared.engine.now().unix_ms(),
        };
        if let Some(handle) = shared.session(session) {
            sender.customer(&welcome(&handle.state()));
            let link = LAST.fetch_add(1, Ordering::Relaxed) + 1;
            let (done, waiting) = oneshot::channel();
            let message = Msg::CustomerIn { link, sender: sender.clone(), have, system, done };
            if handle.mailbox.send(message).await.is_ok() {
                match waiting.await {
                    Ok(Ok(())) => return Ok(Some(CustomerLink { session: handle, link, sender })),
                    Ok(Err(Refusal::Ended)) | Err(_) => {}
                    Ok(Err(refusal)) => return Err(views::refusal(refusal)),
                }
            }
        }
        let stored = shared.engine.store().session(session).await.ok().flatten();
        let Some(ended) = stored.filter(State::ended_for_customer) else {
            return Err(views::refusal(Refusal::NotFound));
        };
        sender.customer(&welcome(&ended));
        sender.customer(&state(&ended, shared.engine.now()));
        catch_up(shared, session, have, |events| send_events(&sender, events, ended.dismissed)).await;
        Ok(None)
    }
}

/// Sends what of a log came after `have`; says how far it got.
pub(crate) async fn catch_up(shared: &Arc<Shared>, session: SessionId, have: u64, send: impl Fn(&[Event])) -> u64 {
    let mut sent = have;
    while let Ok(events) = shared.engine.store().session_events(session, sent, PAGE).await {
        let Some(last) = events.last() else { break };
        sent = last.sequence;
        send(&events);
        if events.len() < PAGE as usize {
            break;
        }
    }
    sent
}

impl CustomerLink {
    /// A message after the hello; the heartbeat is the link's own affair.
    ///
    /// # Errors
    /// When the link must be closed.
    pub async fn control(&self, message: CustomerUp) -> Result<(), LinkFault> {
        let (input, request) = match message {
            CustomerUp::Hello { .. } | CustomerUp::Pause { .. } | CustomerUp::Stop {} => {
                return Err(LinkFault("malformed_frame"));
            }
            CustomerUp::Ping { .. } | CustomerUp::Pong {} | CustomerUp::Unknown => return Ok(()),
            CustomerUp::Typing {} => {
                // A session that has much to do has no time for it.
                let _ = self.session.mailbox.try_send(Msg::Typing(Typist::Customer));
                return Ok(());
            }
            CustomerUp::Say { request, text, nonce } => (Input::CustomerSays { text, nonce }, request),
            CustomerUp::Answer { request, prompt, yes } => (Input::CustomerAnswers { prompt, yes }, request),
            CustomerUp::End { request } => (Input::CustomerEnds, request),
        };
        let reply = Reply::Customer { sender: self.sender.clone(), request };
        if self.session.mailbox.send(Msg::Do(input, reply)).await.is_err() {
            let problem = Some(views::refusal(Refusal::Ended).into());
            self.sender.customer(&CustomerDown::Reply { request, problem });
        }
        Ok(())
    }
}

impl Drop for CustomerLink {
    fn drop(&mut self) {
        let (mailbox, link) = (self.session.mailbox.clone(), self.link);
        if let Ok(runtime) = tokio::runtime::Handle::try_current() {
            runtime.spawn(async move {
                let _ = mailbox.send(Msg::CustomerOut { link }).await;
            });
        }
    }
}

#[cfg(test)]
mod tests {
    use towline_model::{Attachment, AttachmentId, AttachmentKind};

    use super::*;

    fn event(actor: u16, kind: EventKind) -> Event {
        Event { sequence: 3, at: Moment(5), actor, actor_name: "Olga".into(), kind }
    }

    fn chat(actor: u16, reps_only: bool) -> Event {
        event(actor, EventKind::Chat { text: "hello".into(), nonce: "n".into(), reps_only })
    }

    #[test]
    fn what_reps_say_among_themselves_is_not_for_the_customer_ses_30() {
        assert_eq!(seen(&chat(1, true)), None);
        assert_eq!(seen(&chat(1, false)).map(|seen| (seen.who, seen.nonce)), Some((Speaker::Rep, String::new())));
        assert_eq!(
            seen(&chat(CUSTOMER, false)).map(|seen| (seen.who, seen.nonce)),
            Some((Speaker::You, "n".to_owned()))
        );
        assert_eq!(seen(&event(1, EventKind::PermissionsChanged)), None);
        let translated =
            |to_customer| event(0, EventKind::Translated { message: 2, to_customer, text: "hallo".into() });
        assert_eq!(seen(&translated(false)), None, "what they said themselves, they know");
        assert_eq!(seen(&translated(true)).and_then(|seen| seen.translates), Some(2));
        let file = |reps_only| {
            let file = Attachment {
                id: AttachmentId::from_uuid(uuid::Uuid::nil()),
                name: "a.png".into(),
                bytes: 3,
                kind: AttachmentKind::Png,
                sha256: "secret".into(),
            };
            event(1, EventKind::FileSent { file, nonce: "n".into(), reps_only })
        };
        assert_eq!(seen(&file(true)), None);
        let shown = serde_json::to_string(&seen(&file(false))).unwrap();
        assert!(shown.contains("\"text\":\"a.png\"") && shown.contains("\"picture\":true"), "{shown}");
        assert!(!shown.contains("secret") && !shown.contains("nonce"), "{shown}");
        assert_eq!(seen(&event(1, EventKind::Refused { code: "not_permitted".into() })), None);
        let left = seen(&event(1, EventKind::ParticipantLeft { reason: "user_disabled".into() }));
        assert_eq!(left.map(|seen| (seen.kind, seen.text)), Some(("participant_left", String::new())));
    }

    #[test]
    fn a_page_of_another_release_is_understood_as_far_as_it_goes_sup_20() {
        let read = |text: &str| serde_json::from_str::<CustomerUp>(text);
        assert!(matches!(read(r#"{"t":"hello","ticket":"x"}"#), Ok(CustomerUp::Hello { have: 0, .. })));
        assert!(matches!(
            read(r#"{"t":"say","request":1,"text":"a","nonce":"n","new":1}"#),
            Ok(CustomerUp::Say { .. })
        ));
        let share = read(r#"{"t":"hello","ticket":"x","share":"window"}"#);
        assert!(matches!(share, Ok(CustomerUp::Hello { share: Some(Shown::Window), paused: false, .. })));
        assert!(read(r#"{"t":"hello","ticket":"x","share":"soul"}"#).is_err());
        assert!(matches!(read(r#"{"t":"stop"}"#), Ok(CustomerUp::Stop {})));
        assert!(matches!(read(r#"{"t":"dance","steps":3}"#), Ok(CustomerUp::Unknown)));
        assert!(matches!(read(r#"{"t":"pong","nonce":3}"#), Ok(CustomerUp::Pong {})));
        assert!(read(r#"{"text":"a"}"#).is_err());
        let told = serde_json::to_string(&CustomerDown::Reply { request: 7, problem: None }).unwrap();
        assert_eq!(told, r#"{"t":"reply","request":7}"#);
    }
}
