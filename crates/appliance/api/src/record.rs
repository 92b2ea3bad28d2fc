//! The administrative record (REC-7), for those who may read it.

use axum::extract::State as AxumState;
use serde::{Deserialize, Serialize};
use serde_json::value::RawValue;
use towline_engine::{Engine, Fault};
use towline_model::Moment;
use towline_policy::rest;
use towline_store::{RecordCheck, RecordLine, RecordQuery, Subject};
use utoipa::{
    IntoParams, ToSchema,
    openapi::{Object, ObjectBuilder, Type},
};

use crate::{
    body::{Asked, limit},
    problem::Refusal,
    proof::Proof,
};

type State = AxumState<Engine>;

/// Who changed something.
#[derive(Serialize, ToSchema)]
pub struct RecordAuthor {
    /// `user`, `setup` (the first run), `installer` (a machine enrolled itself), `program`, `command_line` (of the appliance's own machine), `provider` (a security provider, as somebody signs in
    /// through it).
    kind: String,
    /// The account, the installer or the API account.
    #[schema(required = false)]
    #[serde(skip_serializing_if = "Option::is_none")]
    id: Option<String>,
    /// What it was called then.
    name: String,
    /// Where it came from; may be empty.
    address: String,
}

/// What was changed.
#[derive(Serialize, ToSchema)]
pub struct RecordSubject {
    kind: String,
    /// Its id; the name of a setting.
    id: String,
    /// What it was called then.
    name: String,
}

/// One change.
#[derive(Serialize, ToSchema)]
pub struct RecordEntry {
    /// Counts from 1 without a gap.
    number: i64,
    /// Milliseconds since 1970.
    at: i64,
    author: RecordAuthor,
    /// `created`, `changed` or `removed`.
    action: String,
    subject: RecordSubject,
    /// What was different before; nothing for what was made.
    #[schema(value_type = Option<Object>)]
    before: Option<Box<RawValue>>,
    /// What is different since; nothing for what was removed.
    #[schema(value_type = Option<Object>)]
    after: Option<Box<RawValue>>,
}

/// Some of the record, the newest first.
#[derive(Serialize, ToSchema)]
pub struct RecordPage {
    entries: Vec<RecordEntry>,
    /// Ask for the next ones with it as `before`; absent when there are no more.
    #[schema(required = false)]
    #[serde(skip_serializing_if = "Option::is_none")]
    next: Option<i64>,
}

/// Every kind of thing that can be changed, as the store names them.
fn kinds() -> Object {
    ObjectBuilder::new().schema_type(Type::String).enum_values(Some(Subject::KINDS.iter().copied())).build()
}

/// Which entries.
#[derive(Deserialize, IntoParams)]
#[serde(deny_unknown_fields)]
pub struct RecordFilter {
    /// Only about this kind of thing.
    #[param(schema_with = kinds, required = false)]
    kind: Option<String>,
    /// Only about this thing.
    id: Option<String>,
    /// Only by authors whose name contains this text.
    author: Option<String>,
    /// Only about things whose name contains this text.
    search: Option<String>,
    /// Not before; milliseconds since 1970.
    from: Option<i64>,
    /// Not after; milliseconds since 1970.
    to: Option<i64>,
    /// Only entries with a smaller number.
    before: Option<i64>,
    /// How many at most, 1 to 200; 50 if nothing is said.
    #[param(minimum = 1, maximum = 200)]
    limit: Option<u32>,
}

/// What a check of the whole record found.
#[derive(Serialize, ToSchema)]
pub struct RecordChecked {
    /// Entries that are as they were written.
    entries: i64,
    /// The first one that is not, or that follows a gap.
    #[schema(required = false)]
    #[serde(skip_serializing_if = "Option::is_none")]
    broken: Option<i64>,
}

fn entry(line: RecordLine) -> RecordEntry {
    let json = |text: Option<String>| text.and_then(|text| RawValue::from_string(text).ok());
    RecordEntry {
        number: line.sequence,
        at: line.at.0,
        author: RecordAuthor {
            kind: line.author_kind,
            id: line.author_id.map(|id| id.to_string()),
            name: line.author_name,
            address: line.address,
        },
        action: line.action,
        subject: RecordSubject { kind: line.subject_kind, id: line.subject_id, name: line.subject_name },
        before: json(line.before),
        after: json(line.after),
    }
}

pub(crate) async fn list(
    proof: Proof<rest::ListRecord>,
    AxumState(engine): State,
    Asked(asked): Asked<RecordFilter>,
) -> Result<axum::Json<RecordPage>, Refusal> {
    let mut fault = Fault::invalid();
    for (field, text) in [("author", &asked.author), ("search", &asked.search), ("id", &asked.id)] {
        if text.as_ref().is_some_and(|text| text.len() > 256) {
            fault = fault.field(field, "At most 256 bytes.");
        }
    }
    if asked.kind.as_deref().is_some_and(|kind| !Subject::KINDS.contains(&kind)) {
        fault = fault.field("kind", "There is no such kind of thing.");
    }
    if !fault.fields.is_empty() {
        return Err(fault.into());
    }
    let query = RecordQuery {
        subject_kind: asked.kind,
        subject_id: asked.id,
        author: asked.author.unwrap_or_default(),
        search: asked.search.unwrap_or_default(),
        from: asked.from.map(Moment),
        to: asked.to.map(Moment),
        before: asked.before,
    };
    let limit = limit(asked.limit)?;
    let (lines, more) = engine.record(proof.granted, &query, limit).await?;
    let next = lines.last().filter(|_| more).map(|line| line.sequence);
    Ok(axum::Json(RecordPage { entries: lines.into_iter().map(entry).collect(), next }))
}

pub(crate) async fn check(
    proof: Proof<rest::CheckRecord>,
    AxumState(engine): State,
) -> Result<axum::Json<RecordChecked>, Refusal> {
    let RecordCheck { lines, broken } = engine.check_record(proof.granted).await?;
    Ok(axum::Json(RecordChecked { entries: lines, broken }))
}
