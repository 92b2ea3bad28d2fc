//! Reports of sessions (REC-1, REC-6): lists, one report, its log, the files of its chat.

use axum::{extract::State as AxumState, response::Response};
use serde::{Deserialize, Serialize};
use towline_engine::{Engine, Fault, ReportAsked, ReportShell, ReportStay, SessionReport as Report};
use towline_model::{AttachmentId, JumpItemId, Moment, SessionId, UserId};
use towline_policy::{Area, rest};
use towline_session::State as SessionState;
use towline_store::{ReportQuery, ReportRow, SentFile};
use utoipa::{IntoParams, ToSchema};

use crate::{
    api::Api,
    attachments::answer,
    body::{Asked, Id, limit},
    describe::describe,
    earlier_sessions::EarlierSessionNote,
    parts::Part,
    problem::Refusal,
    proof::Proof,
    recordings,
    sessions::SessionFieldValue,
    surveys::{SurveyAnswers, given},
};

type State = AxumState<Engine>;

/// Entries of a log in one answer at most.
const EVENTS: u32 = 500;
/// Longest text of a search in bytes.
const SEARCH: usize = 256;

/// A session, running or ended.
#[derive(Serialize, ToSchema)]
pub struct SessionReportLine {
    id: String,
    /// How it came: `jump_client`, `session_key`, `issue`, `portal_rep`, `support_button`.
    method: String,
    /// Of the endpoint, as it was called when the session started; or of the customer, as they said it.
    name: String,
    /// The item's Jump Group then; empty: a personal list, or none.
    group_name: String,
    /// The issue that the customer chose; empty: none.
    issue: String,
    started_ms: i64,
    /// Absent while it runs.
    #[schema(required = false)]
    #[serde(skip_serializing_if = "Option::is_none")]
    ended_ms: Option<i64>,
    /// Why it ended, as a code; absent while it runs.
    #[schema(required = false)]
    #[serde(skip_serializing_if = "Option::is_none")]
    ended_reason: Option<String>,
    /// The last owner; empty: nobody has taken it.
    owner_name: String,
    /// Who was in it, each once, by when they first came.
    representatives: Vec<String>,
    running: bool,
    /// Shells and scripts that were opened.
    shells: u64,
    /// Files that were sent in the chat, and files and trees that were moved between representative and endpoint.
    files: u64,
    /// Whether it is recorded.
    recorded: bool,
}

/// Some sessions, the newest first.
#[derive(Serialize, ToSchema)]
pub struct SessionReports {
    reports: Vec<SessionReportLine>,
    /// Ask for the next ones with it as `before`; absent when there are no more.
    #[schema(required = false)]
    #[serde(skip_serializing_if = "Option::is_none")]
    next: Option<String>,
}

/// Which sessions.
#[derive(Deserialize, IntoParams)]
#[serde(deny_unknown_fields)]
pub struct SessionReportQuery {
    /// Only those with this text in the name of their endpoint or customer, of their owner, or of somebody who was in them.
    #[param(max_length = 256)]
    search: Option<String>,
    /// Only those that started at this moment or later.
    from_ms: Option<i64>,
    /// Only those that started at this moment or earlier.
    to_ms: Option<i64>,
    /// Only those that this user was in.
    rep: Option<String>,
    /// Only those with this Jump Item.
    item: Option<String>,
    /// Only those that came in this way.
    #[param(max_length = 64)]
    method: Option<String>,
    /// Only those that started before this one.
    before: Option<String>,
    /// How many at most, 1 to 200; 50 if nothing is said.
    #[param(minimum = 1, maximum = 200)]
    limit: Option<u32>,
}

/// A stay of a representative in a session. Who comes back has another one.
#[derive(Serialize, ToSchema)]
pub struct ReportParticipant {
    /// Number that events name as `actor`.
    number: u16,
    /// Absent: somebody without an account.
    #[schema(required = false)]
    #[serde(skip_serializing_if = "Option::is_none")]
    user_id: Option<String>,
    display_name: String,
    /// Of somebody without an account: who answers for them.
    #[schema(required = false)]
    #[serde(skip_serializing_if = "Option::is_none")]
    external_by: Option<String>,
    joined_ms: i64,
    /// Absent: they are in it.
    #[schema(required = false)]
    #[serde(skip_serializing_if = "Option::is_none")]
    left_ms: Option<i64>,
    /// Why they went, as a code; absent: they are in it, or it ended with them in it.
    #[schema(required = false)]
    #[serde(skip_serializing_if = "Option::is_none")]
    left_reason: Option<String>,
}

/// What a customer said of themselves. It proves nothing.
#[derive(Serialize, ToSchema)]
pub struct ReportCustomer {
    name: String,
    company: String,
    /// What they wrote before the session.
    details: String,
    /// Tag of the language of their pages.
    language: String,
    /// Public address that they came from.
    address: String,
    /// The public site that they came by.
    site: String,
    /// SHA-256 of the agreement that they accepted, in hexadecimal digits; empty: there was none.
    agreement_sha256: String,
}

/// Something that a customer was asked for.
#[derive(Serialize, ToSchema)]
pub struct ReportPermission {
    /// What, as permissions are named.
    permission: String,
    /// Who asked.
    by: String,
    asked_ms: i64,
    /// `allowed`, `refused`, `silent` (nobody answered in time); absent: not yet.
    #[schema(required = false)]
    #[serde(skip_serializing_if = "Option::is_none")]
    answer: Option<&'static str>,
    #[schema(required = false)]
    #[serde(skip_serializing_if = "Option::is_none")]
    answered_ms: Option<i64>,
}

/// Between which languages the chat was translated.
#[derive(Serialize, ToSchema)]
pub struct ReportLanguages {
    customer: String,
    representatives: String,
}

/// A shell, or a canned script.
#[derive(Serialize, ToSchema)]
pub struct ReportedShell {
    id: String,
    name: String,
    /// The account that it ran as; absent: not known.
    #[schema(required = false)]
    #[serde(skip_serializing_if = "Option::is_none")]
    account: Option<String>,
    /// Its program, if one was chosen.
    #[schema(required = false)]
    #[serde(skip_serializing_if = "Option::is_none")]
    program: Option<String>,
    /// With administrative rights.
    elevated: bool,
    /// Whether it was a canned script.
    script: bool,
    opened_ms: i64,
    /// Absent while it runs.
    #[schema(required = false)]
    #[serde(skip_serializing_if = "Option::is_none")]
    ended_ms: Option<i64>,
    /// Who asked for it.
    opened_by: String,
    /// Of its output; absent while it runs.
    #[schema(required = false)]
    #[serde(skip_serializing_if = "Option::is_none")]
    bytes: Option<u64>,
    /// Whether it was recorded, and the caller may have that.
    recorded: bool,
    /// Whether the log says that something of the recording is missing.
    missing: bool,
}

/// A file of a session's chat.
#[derive(Serialize, ToSchema)]
pub struct ReportFile {
    id: String,
    name: String,
    bytes: u64,
    /// Of its bytes, in hexadecimal digits.
    sha256: String,
    /// Whether it is a picture that may be shown.
    picture: bool,
    /// Not for a customer's eyes.
    reps_only: bool,
    sent_ms: i64,
}

/// Everything of a session but its log.
#[derive(Serialize, ToSchema)]
pub struct SessionReport {
    #[serde(flatten)]
    line: SessionReportLine,
    /// The Jump Item; absent when a customer asked.
    #[schema(required = false)]
    #[serde(skip_serializing_if = "Option::is_none")]
    item_id: Option<String>,
    /// From its start to its end, or until now.
    duration_ms: i64,
    /// Queues that it waited in, in their order; an empty name is the general queue.
    queues: Vec<String>,
    participants: Vec<ReportParticipant>,
    /// Absent: nobody asked for support.
    #[schema(required = false)]
    #[serde(skip_serializing_if = "Option::is_none")]
    customer: Option<ReportCustomer>,
    permissions: Vec<ReportPermission>,
    translations: Vec<ReportLanguages>,
    /// Those that representatives see; all, for those who have `admin.status`.
    custom: Vec<SessionFieldValue>,
    notes: Vec<EarlierSessionNote>,
    /// Shells and scripts, as they were opened.
    opened_shells: Vec<ReportedShell>,
    /// Of the chat. What was moved between representative and endpoint is in the log.
    sent_files: Vec<ReportFile>,
    surveys: Vec<SurveyAnswers>,
    /// Whether the caller may have its recordings.
    recordings: bool,
    /// Sequence of the newest entry of its log.
    last_event: u64,
}

/// A file of an event of files.
#[derive(Serialize, ToSchema)]
pub struct ReportEventFile {
    path: String,
    /// Of a move: where to.
    to: String,
    bytes: u64,
    /// In hexadecimal digits; empty: none was made.
    sha256: String,
    entries: u64,
    /// Why it failed, as a code; empty: it did not.
    code: String,
}

/// A parameter of a script.
#[derive(Serialize, ToSchema)]
pub struct ReportScriptValue {
    name: String,
    value: String,
}

/// A script of an event.
#[derive(Serialize, ToSchema)]
pub struct ReportScript {
    shell_id: String,
    sha256: String,
    values: Vec<ReportScriptValue>,
    as_system: bool,
    /// Exit status, 128 + signal, or -1: it never ran.
    status: i32,
    reason: String,
    seconds: u64,
    bytes: u64,
}

/// The rule that a typed command fits.
#[derive(Serialize, ToSchema)]
pub struct ReportCaught {
    shell_id: String,
    shell_name: String,
    pattern: String,
    note: String,
}

/// A file that was sent.
#[derive(Serialize, ToSchema)]
pub struct ReportSentFile {
    id: String,
    name: String,
    bytes: u64,
    picture: bool,
}

/// An entry of the log: as `SessionEvent` of the wire. Fields that do not belong to its kind are empty or absent.
#[derive(Serialize, ToSchema)]
pub struct ReportEvent {
    sequence: u64,
    at_ms: i64,
    /// Participant number of who did it; 0: the system or the endpoint; 65535: the customer.
    actor: u16,
    actor_name: String,
    kind: &'static str,
    text: String,
    reps_only: bool,
    act: &'static str,
    outcome: String,
    detail: String,
    #[schema(required = false)]
    #[serde(skip_serializing_if = "Option::is_none")]
    file: Option<ReportSentFile>,
    /// Sequence of the message that it translates; 0: none.
    translates: u64,
    account: String,
    /// Of a shell that was opened: its program, if one was chosen.
    program: String,
    #[schema(required = false)]
    #[serde(skip_serializing_if = "Option::is_none")]
    script: Option<ReportScript>,
    files: Vec<ReportEventFile>,
    #[schema(required = false)]
    #[serde(skip_serializing_if = "Option::is_none")]
    caught: Option<ReportCaught>,
}

/// Some of a log, the oldest first.
#[derive(Serialize, ToSchema)]
pub struct ReportEvents {
    events: Vec<ReportEvent>,
    /// Ask for the next ones with it as `after`; absent when there are no more.
    #[schema(required = false)]
    #[serde(skip_serializing_if = "Option::is_none")]
    next: Option<u64>,
}

/// Which entries.
#[derive(Deserialize, IntoParams)]
#[serde(deny_unknown_fields)]
pub struct ReportEventsQuery {
    /// Only entries with a larger sequence.
    after: Option<u64>,
    /// How many at most, 1 to 500; 500 if nothing is said.
    #[param(minimum = 1, maximum = 500)]
    limit: Option<u32>,
}

pub(crate) fn operations(api: Api) -> Api {
    api.op(
        describe::<rest::ListSessionReports>(
            "Sessions that the caller may read about, running and ended, the newest first.",
            200,
        )
        .asks::<SessionReportQuery>()
        .gives::<SessionReports>(),
        list,
    )
    .op(
        describe::<rest::ViewSessionReport>("The report of one session, without its log.", 200)
            .gives::<SessionReport>(),
        view,
    )
    .op(
        describe::<rest::ListSessionReportEvents>("The log of one session, the oldest first.", 200)
            .asks::<ReportEventsQuery>()
            .gives::<ReportEvents>(),
        events,
    )
    .op(describe::<rest::FetchReportFile>("A file of the chat of a session.", 200).gives_file(), file)
    .op(
        describe::<rest::FetchShellRecording>("What a shell put out, with times and sizes, as asciicast v2.", 200)
            .gives_text(recordings::CAST),
        recordings::recording,
    )
    .op(
        describe::<rest::FetchShellTranscript>(
            "What a shell put out, as plain lines without any control character.",
            200,
        )
        .gives_text(recordings::TEXT),
        recordings::transcript,
    )
}

pub(crate) async fn list(
    proof: Proof<rest::ListSessionReports>,
    AxumState(engine): State,
    Asked(asked): Asked<SessionReportQuery>,
) -> Result<axum::Json<SessionReports>, Refusal> {
    let rep = asked.rep.map(|id| id.parse::<UserId>()).transpose();
    let item = asked.item.map(|id| id.parse::<JumpItemId>()).transpose();
    let before = asked.before.map(|id| id.parse::<SessionId>()).transpose();
    let mut fault = Fault::invalid();
    for (field, odd) in [("rep", rep.is_err()), ("item", item.is_err()), ("before", before.is_err())] {
        if odd {
            fault = fault.field(field, "This is no id.");
        }
    }
    if asked.search.as_ref().is_some_and(|text| text.len() > SEARCH) {
        fault = fault.field("search", "At most 256 bytes.");
    }
    if asked.method.as_ref().is_some_and(|text| text.len() > 64) {
        fault = fault.field("method", "At most 64 bytes.");
    }
    if !fault.fields.is_empty() {
        return Err(fault.into());
    }
    let (Ok(rep), Ok(item), Ok(before)) = (rep, item, before) else { return Err(fault.into()) };
    let query = ReportQuery {
        search: asked.search.unwrap_or_default(),
        from: asked.from_ms.map(Moment),
        to: asked.to_ms.map(Moment),
        rep,
        item,
        method: asked.method.filter(|method| !method.is_empty()),
        before,
    };
    let (rows, more) = engine.session_reports(proof.granted, &query, limit(asked.limit)?).await?;
    let next = rows.last().filter(|_| more).map(|row| row.state.spec.id.to_string());
    Ok(axum::Json(SessionReports { reports: rows.into_iter().map(line).collect(), next }))
}

pub(crate) async fn view(
    proof: Proof<rest::ViewSessionReport>,
    AxumState(engine): State,
    Id(id): Id<SessionId>,
) -> Result<axum::Json<SessionReport>, Refusal> {
    let all_fields = proof.granted.actor().standing.opens(Area::Status);
    let found = engine.session_report(proof.granted, id).await?;
    Ok(axum::Json(report(found, engine.now(), all_fields)))
}

pub(crate) async fn events(
    proof: Proof<rest::ListSessionReportEvents>,
    AxumState(engine): State,
    (Id(id), Asked(asked)): (Id<SessionId>, Asked<ReportEventsQuery>),
) -> Result<axum::Json<ReportEvents>, Refusal> {
    let limit = asked.limit.unwrap_or(EVENTS);
    if !(1..=EVENTS).contains(&limit) {
        return Err(Fault::invalid().field("limit", "1 to 500.").into());
    }
    let (told, more) = engine.session_report_events(proof.granted, id, asked.after.unwrap_or(0), limit).await?;
    let next = told.last().filter(|_| more).map(|told| told.sequence);
    Ok(axum::Json(ReportEvents { events: told.into_iter().map(event).collect(), next }))
}

pub(crate) async fn file(
    proof: Proof<rest::FetchReportFile>,
    AxumState(engine): State,
    Part(session, id): Part<SessionId, AttachmentId>,
) -> Result<Response, Refusal> {
    Ok(answer(engine.report_file(proof.granted, session, id).await?))
}

fn ended_ms(state: &SessionState) -> Option<i64> {
    state.ended().then(|| state.phase_since.unix_ms())
}

fn line(row: ReportRow) -> SessionReportLine {
    let ended_ms = ended_ms(&row.state);
    let SessionState { spec, started, owner_name, ended_reason, .. } = row.state;
    SessionReportLine {
        id: spec.id.to_string(),
        method: spec.method,
        name: spec.name,
        group_name: spec.group_name,
        issue: spec.support.map(|support| support.issue).unwrap_or_default(),
        started_ms: started.unix_ms(),
        running: ended_ms.is_none(),
        ended_ms,
        ended_reason,
        owner_name,
        representatives: row.representatives,
        shells: row.shells,
        files: row.files,
        recorded: spec.recorded,
    }
}

fn report(report: Report, now: Moment, all_fields: bool) -> SessionReport {
    let Report { row, stays, shells, files, asked, notes, translations, queues, surveys, recordings } = report;
    let state = &row.state;
    let end = ended_ms(state).unwrap_or(now.unix_ms());
    let custom = state.spec.custom.iter().filter(|field| all_fields || field.shown).cloned();
    let customer = state.spec.support.as_ref().map(|support| ReportCustomer {
        name: support.customer.name.clone(),
        company: support.customer.company.clone(),
        details: support.customer.details.clone(),
        language: support.customer.language.clone(),
        address: support.customer.address.clone(),
        site: support.site_name.clone(),
        agreement_sha256: support.agreement.clone(),
    });
    SessionReport {
        item_id: state.spec.item.map(|item| item.to_string()),
        duration_ms: end.saturating_sub(state.started.unix_ms()).max(0),
        queues,
        participants: stays.into_iter().map(participant).collect(),
        customer,
        permissions: asked.into_iter().map(permission).collect(),
        translations: translations
            .into_iter()
            .map(|of| ReportLanguages { customer: of.customer, representatives: of.reps })
            .collect(),
        custom: custom.map(SessionFieldValue::from).collect(),
        notes: notes.into_iter().map(EarlierSessionNote::from).collect(),
        opened_shells: shells.into_iter().map(|of| shell(of, recordings)).collect(),
        sent_files: files.into_iter().map(sent).collect(),
        surveys: surveys.into_iter().map(given).collect(),
        recordings,
        last_event: state.last_event,
        line: line(row),
    }
}

fn participant(ReportStay { stay, external_by, left_reason }: ReportStay) -> ReportParticipant {
    ReportParticipant {
        number: stay.number,
        user_id: (!stay.external).then(|| stay.user.to_string()),
        display_name: stay.name,
        external_by,
        joined_ms: stay.joined.unix_ms(),
        left_ms: stay.left.map(|left| left.unix_ms()),
        left_reason,
    }
}

fn permission(asked: ReportAsked) -> ReportPermission {
    ReportPermission {
        permission: asked.permission.name().to_owned(),
        by: asked.by,
        asked_ms: asked.at.unix_ms(),
        answer: asked.answer.map(|(answer, _)| answer),
        answered_ms: asked.answer.map(|(_, at)| at.unix_ms()),
    }
}

fn shell(shell: ReportShell, may: bool) -> ReportedShell {
    ReportedShell {
        id: shell.id.to_string(),
        name: shell.name,
        account: Some(shell.account).filter(|account| !account.is_empty()),
        program: Some(shell.program).filter(|program| !program.is_empty()),
        elevated: shell.elevated,
        script: shell.script,
        opened_ms: shell.opened.unix_ms(),
        ended_ms: shell.ended.map(|ended| ended.unix_ms()),
        opened_by: shell.opened_by,
        bytes: shell.bytes,
        recorded: shell.recorded && may,
        missing: shell.missing,
    }
}

fn sent(SentFile { file, reps_only, sent }: SentFile) -> ReportFile {
    ReportFile {
        id: file.id.to_string(),
        picture: file.kind.is_picture(),
        name: file.name,
        bytes: file.bytes,
        sha256: file.sha256,
        reps_only,
        sent_ms: sent.unix_ms(),
    }
}

fn event(told: towline_session::Told) -> ReportEvent {
    ReportEvent {
        sequence: told.sequence,
        at_ms: told.at.unix_ms(),
        actor: told.actor,
        actor_name: told.actor_name,
        kind: told.kind,
        text: told.text,
        reps_only: told.reps_only,
        act: told.act,
        outcome: told.outcome,
        detail: told.detail,
        file: told.file.map(|file| ReportSentFile {
            id: file.id.to_string(),
            picture: file.kind.is_picture(),
            name: file.name,
            bytes: file.bytes,
        }),
        translates: told.translates,
        account: told.account,
        program: told.program,
        script: told.script.map(|script| ReportScript {
            shell_id: script.shell.to_string(),
            sha256: script.sha256,
            values: script.values.into_iter().map(|(name, value)| ReportScriptValue { name, value }).collect(),
            as_system: script.as_system,
            status: script.status,
            reason: script.reason,
            seconds: script.seconds,
            bytes: script.bytes,
        }),
        caught: told.caught.map(|caught| ReportCaught {
            shell_id: caught.shell.to_string(),
            shell_name: caught.shell_name,
            pattern: caught.pattern,
            note: caught.note,
        }),
        files: told
            .files
            .into_iter()
            .map(|item| ReportEventFile {
                path: item.path,
                to: item.to,
                bytes: item.bytes,
                sha256: item.sha256,
                entries: item.entries,
                code: item.code,
            })
            .collect(),
    }
}
