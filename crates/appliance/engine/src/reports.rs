//! Reports of sessions (REC-1, REC-6): what a session was, made from its stored state and its log, for those who may read it. Running sessions have one as well.

use std::collections::HashMap;

use towline_model::{AttachmentId, Languages, Moment, Permission, SessionId, ShellId};
use towline_policy::{Actor, Granted, ItemScope, Reach, action};
use towline_session::{Event, EventKind, State, Told};
use towline_store::{
    AnswersQuery, AnswersRow, EarlierNote, ReportQuery, ReportReach, ReportRow, ReportSight, SentFile, Stay,
};

use crate::{Engine, Fault, Fetched};

/// Events of a report's tables at most; the log itself is read page by page.
const TABLES: u32 = 10_000;
/// Answers to surveys of one session at most.
const SURVEYS: u32 = 200;

/// Kinds of events that the tables of a report are made from.
const KINDS: [&str; 17] = [
    "participant_left",
    "held",
    "external_joined",
    "shell_opened",
    "shell_ended",
    "script_started",
    "script_ended",
    "recording_failed",
    "customer_asked",
    "customer_allowed",
    "customer_refused",
    "customer_silent",
    "translation_started",
    "queued",
    "sent_on",
    "overflowed",
    "note",
];

/// A session's report.
#[derive(Debug, Clone)]
pub struct SessionReport {
    /// The session, as lists show it.
    pub row: ReportRow,
    /// Who was in it, each stay of its own.
    pub stays: Vec<ReportStay>,
    /// Its shells and scripts, oldest first.
    pub shells: Vec<ReportShell>,
    /// Files of its chat.
    pub files: Vec<SentFile>,
    /// What the customer was asked for.
    pub asked: Vec<ReportAsked>,
    /// What reps wrote for the record.
    pub notes: Vec<EarlierNote>,
    /// Between which languages the chat was translated.
    pub translations: Vec<Languages>,
    /// The queues that it was in.
    pub queues: Vec<String>,
    /// What was answered at its end.
    pub surveys: Vec<AnswersRow>,
    /// Whether the caller may have its recordings.
    pub recordings: bool,
}

/// A stay of a rep.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct ReportStay {
    /// Who and when.
    pub stay: Stay,
    /// Of somebody without an account: who answers for them.
    pub external_by: Option<String>,
    /// Why they went, as a code.
    pub left_reason: Option<String>,
}

/// A shell of a report.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct ReportShell {
    /// Which one.
    pub id: ShellId,
    /// What it was called last.
    pub name: String,
    /// The account that it ran as; empty: not known.
    pub account: String,
    /// Its program, if one was chosen.
    pub program: String,
    /// Its account was chosen.
    pub account_chosen: bool,
    /// With administrative rights.
    pub elevated: bool,
    /// It was a canned script.
    pub script: bool,
    /// When it was asked for.
    pub opened: Moment,
    /// When it ended.
    pub ended: Option<Moment>,
    /// Who asked for it.
    pub opened_by: String,
    /// Of its output; nothing while it runs.
    pub bytes: Option<u64>,
    /// Whether it was recorded.
    pub recorded: bool,
    /// Something of the recording is missing, as the log says.
    pub missing: bool,
}

/// Something that a customer was asked for.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct ReportAsked {
    /// For what.
    pub permission: Permission,
    /// By whom; empty: by the rules, at the start.
    pub by: String,
    /// When.
    pub at: Moment,
    /// What became of it and when; nothing yet.
    pub answer: Option<(&'static str, Moment)>,
}

/// What of reports an actor sees.
pub(crate) fn sight(actor: &Actor, reach: Reach) -> ReportSight {
    ReportSight {
        user: actor.user,
        reach: match reach {
            Reach::Nothing => ReportReach::Nothing,
            Reach::Own => ReportReach::Own,
            Reach::Team => ReportReach::Team,
            Reach::All => ReportReach::All,
        },
        teams: actor.standing.teams().collect(),
        items: None,
    }
}

/// Reports that an actor reads: as far as the setting reaches, and those of sessions of items by a role that says so.
pub(crate) fn reports(actor: &Actor) -> ReportSight {
    ReportSight { items: Some(ItemScope::reported(&actor.standing)), ..sight(actor, actor.standing.reports()) }
}

impl Engine {
    /// The newest sessions that the caller may read about and that match, at most `limit`, and whether there are more.
    ///
    /// # Errors
    /// When the store fails.
    pub async fn session_reports(
        &self,
        granted: Granted<action::ViewReports>,
        query: &ReportQuery,
        limit: u32,
    ) -> Result<(Vec<ReportRow>, bool), Fault> {
        let sight = reports(granted.actor());
        let mut rows = self.inner.store.session_reports(&sight, query, limit.saturating_add(1)).await?;
        let limit = usize::try_from(limit).unwrap_or(usize::MAX);
        let more = rows.len() > limit;
        rows.truncate(limit);
        Ok((rows, more))
    }

    /// The report of one session.
    ///
    /// # Errors
    /// `not_found`, also for one that the caller does not see.
    pub async fn session_report(
        &self,
        granted: Granted<action::ViewReports>,
        id: SessionId,
    ) -> Result<SessionReport, Fault> {
        let (actor, store) = (granted.actor(), &self.inner.store);
        let row = store.session_report(&reports(actor), id).await?.ok_or_else(Fault::not_found)?;
        let recordings = store.session_report(&sight(actor, actor.standing.recordings()), id).await?.is_some();
        let events = store.events_of_kinds(id, &KINDS, TABLES).await?;
        let answers = AnswersQuery { session: Some(id), ..AnswersQuery::default() };
        Ok(SessionReport {
            stays: stays(store.stays(id).await?, &events),
            shells: shells(&row.state, &events),
            files: store.files_of(id).await?,
            asked: asked(&events),
            notes: events.iter().filter_map(note).collect(),
            translations: events.iter().filter_map(translation).collect(),
            queues: queues(&events),
            surveys: store.survey_answers(&answers, SURVEYS).await?,
            recordings,
            row,
        })
    }

    /// The shells and scripts of a session.
    pub(crate) async fn report_shells(&self, state: &State) -> Result<Vec<ReportShell>, Fault> {
        let kinds = ["shell_opened", "shell_ended", "script_started", "script_ended", "recording_failed"];
        let events = self.inner.store.events_of_kinds(state.spec.id, &kinds, TABLES).await?;
        Ok(shells(state, &events))
    }

    /// A file of its chat.
    ///
    /// # Errors
    /// `not_found`, as for the report.
    pub async fn report_file(
        &self,
        granted: Granted<action::ViewReports>,
        session: SessionId,
        id: AttachmentId,
    ) -> Result<Fetched, Fault> {
        let store = &self.inner.store;
        store.session_report(&reports(granted.actor()), session).await?.ok_or_else(Fault::not_found)?;
        let row = store.attachment(id).await?.filter(|row| row.session == session).ok_or_else(Fault::not_found)?;
        self.fetch(session, row.file).await
    }

    /// Its log after an event, at most so many entries, and whether there are more.
    ///
    /// # Errors
    /// `not_found`, as for the report.
    pub async fn session_report_events(
        &self,
        granted: Granted<action::ViewReports>,
        id: SessionId,
        after: u64,
        limit: u32,
    ) -> Result<(Vec<Told>, bool), Fault> {
        let store = &self.inner.store;
        store.session_report(&reports(granted.actor()), id).await?.ok_or_else(Fault::not_found)?;
        let events = store.session_events(id, after, limit.saturating_add(1)).await?;
        let limit = usize::try_from(limit).unwrap_or(usize::MAX);
        Ok((events.iter().take(limit).map(Event::told).collect(), events.len() > limit))
    }
}

fn stays(stays: Vec<Stay>, events: &[Event]) -> Vec<ReportStay> {
    let (mut by, mut reasons) = (HashMap::new(), HashMap::new());
    for event in events {
        match &event.kind {
            EventKind::ExternalJoined { by: inviter } => {
                by.insert(event.actor, inviter.clone());
            }
            EventKind::ParticipantLeft { reason } | EventKind::Held { reason } => {
                reasons.insert(event.actor, reason.clone());
            }
            _ => {}
        }
    }
    let told = |stay: Stay| ReportStay {
        external_by: stay.external.then(|| by.remove(&stay.number).unwrap_or_default()),
        left_reason: stay.left.and_then(|_| reasons.remove(&stay.number)),
        stay,
    };
    stays.into_iter().map(told).collect()
}

fn shells(state: &State, events: &[Event]) -> Vec<ReportShell> {
    let mut shells: Vec<ReportShell> = Vec::new();
    let mut failed: Vec<Moment> = Vec::new();
    let opened = |event: &Event, id: ShellId, name: &str, script: bool, elevated: bool| ReportShell {
        id,
        name: name.to_owned(),
        account: String::new(),
        program: String::new(),
        account_chosen: false,
        elevated,
        script,
        opened: event.at,
        ended: None,
        opened_by: event.actor_name.clone(),
        bytes: None,
        recorded: state.spec.recorded,
        missing: false,
    };
    for event in events {
        match &event.kind {
            EventKind::ShellOpened { name, shell: Some(id), choice } => {
                let mut shell = opened(event, *id, name, false, false);
                if let Some(choice) = choice {
                    shell.account_chosen = !choice.account.is_empty();
                    choice.account.clone_into(&mut shell.account);
                    choice.program.clone_into(&mut shell.program);
                }
                shells.push(shell);
            }
            EventKind::ScriptStarted { script } => {
                shells.push(opened(event, script.shell, &script.name, true, script.as_system));
            }
            EventKind::ShellEnded { name, shell: Some(id), account, elevated, bytes } => {
                if let Some(shell) = shells.iter_mut().find(|shell| shell.id == *id) {
                    name.clone_into(&mut shell.name);
                    if !account.is_empty() {
                        account.clone_into(&mut shell.account);
                    }
                    (shell.elevated, shell.ended, shell.bytes) = (*elevated, Some(event.at), Some(*bytes));
                }
            }
            EventKind::ScriptEnded { script } => {
                if let Some(shell) = shells.iter_mut().find(|shell| shell.id == script.shell) {
                    (shell.ended, shell.bytes) = (Some(event.at), Some(script.bytes));
                }
            }
            EventKind::RecordingFailed { .. } => failed.push(event.at),
            _ => {}
        }
    }
    for shell in &mut shells {
        // What runs has not been told of in the log yet.
        if let Some(known) = state.shell(shell.id) {
            known.name.clone_into(&mut shell.name);
            if !known.account.is_empty() {
                known.account.clone_into(&mut shell.account);
            }
            shell.elevated |= known.elevated;
        }
        // It ended with its session at the latest.
        shell.ended = shell.ended.or_else(|| state.ended().then_some(state.phase_since));
        shell.missing = failed.iter().any(|at| *at >= shell.opened && shell.ended.is_none_or(|ended| *at <= ended));
    }
    shells
}

fn asked(events: &[Event]) -> Vec<ReportAsked> {
    let mut asked: Vec<ReportAsked> = Vec::new();
    for event in events {
        let (permission, answer) = match &event.kind {
            EventKind::CustomerAsked { permission } => {
                let by = event.actor_name.clone();
                asked.push(ReportAsked { permission: *permission, by, at: event.at, answer: None });
                continue;
            }
            EventKind::CustomerAllowed { permission } => (*permission, "allowed"),
            EventKind::CustomerRefused { permission } => (*permission, "refused"),
            EventKind::CustomerSilent { permission } => (*permission, "silent"),
            _ => continue,
        };
        // The oldest question about it that is open.
        let mut open = asked.iter_mut().filter(|ask| ask.permission == permission && ask.answer.is_none());
        if let Some(ask) = open.next() {
            ask.answer = Some((answer, event.at));
        }
    }
    asked
}

fn note(event: &Event) -> Option<EarlierNote> {
    match &event.kind {
        EventKind::Note { text, .. } => {
            Some(EarlierNote { at: event.at, by: event.actor_name.clone(), text: text.clone() })
        }
        _ => None,
    }
}

fn translation(event: &Event) -> Option<Languages> {
    match &event.kind {
        EventKind::TranslationStarted { languages } => Some(languages.clone()),
        _ => None,
    }
}

fn queues(events: &[Event]) -> Vec<String> {
    let mut queues: Vec<String> = Vec::new();
    for event in events {
        if let EventKind::Queued { queue } | EventKind::SentOn { queue } | EventKind::Overflowed { queue } = &event.kind
            && queues.last() != Some(queue)
        {
            queues.push(queue.clone());
        }
    }
    queues
}
