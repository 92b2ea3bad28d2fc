//! Custom fields of sessions (ACC-9), for those who configure the site; and which there are, for whoever starts sessions.

use axum::extract::State as AxumState;
use http::StatusCode;
use serde::{Deserialize, Serialize};
use towline_engine::{Engine, Fault};
use towline_model::{AskedOnPortal, CustomFieldId};
use towline_policy::rest;
use towline_store::{CustomFieldChange, CustomFieldRow};
use utoipa::ToSchema;

use crate::{
    body::{Id, Json},
    etag::{One, Tagged, etag},
    problem::Refusal,
    proof::Proof,
};

type State = AxumState<Engine>;

/// Whether customers are asked for a field where they ask for help on a public site.
#[derive(Debug, Clone, Copy, Default, Serialize, Deserialize, ToSchema)]
#[serde(rename_all = "snake_case")]
pub enum FieldAsked {
    #[default]
    No,
    /// They may leave it empty.
    Optional,
    /// They must fill it in.
    Required,
}

impl From<AskedOnPortal> for FieldAsked {
    fn from(asked: AskedOnPortal) -> Self {
        match asked {
            AskedOnPortal::No => FieldAsked::No,
            AskedOnPortal::Optional => FieldAsked::Optional,
            AskedOnPortal::Required => FieldAsked::Required,
        }
    }
}

impl From<FieldAsked> for AskedOnPortal {
    fn from(asked: FieldAsked) -> Self {
        match asked {
            FieldAsked::No => AskedOnPortal::No,
            FieldAsked::Optional => AskedOnPortal::Optional,
            FieldAsked::Required => AskedOnPortal::Required,
        }
    }
}

/// A custom field of sessions.
#[derive(Serialize, ToSchema)]
pub struct CustomField {
    id: String,
    name: String,
    /// As links call it: `session.custom.<code name>`.
    code_name: String,
    /// Whether representatives see it in the session.
    shown: bool,
    /// Whether customers are asked for it on public sites.
    asked: FieldAsked,
    /// Send it back as `If-Match` with a change, and the change is refused if somebody else changed this meanwhile.
    #[schema(required = false)]
    #[serde(skip_serializing_if = "Option::is_none")]
    etag: Option<String>,
}

impl Tagged for CustomField {
    fn etag(&self) -> Option<&str> {
        self.etag.as_deref()
    }
}

/// All custom fields.
#[derive(Serialize, ToSchema)]
pub struct CustomFields {
    fields: Vec<CustomField>,
}

/// A custom field to be made.
#[derive(Deserialize, ToSchema)]
#[serde(deny_unknown_fields)]
pub struct NewCustomField {
    name: String,
    /// Small letters, digits and underscores, a letter first, at most 32.
    code_name: String,
    shown: bool,
    /// At most 16 fields are asked for.
    #[serde(default)]
    asked: FieldAsked,
}

/// What to change of a custom field.
#[derive(Deserialize, ToSchema)]
#[serde(deny_unknown_fields)]
pub struct CustomFieldPatch {
    name: Option<String>,
    code_name: Option<String>,
    shown: Option<bool>,
    asked: Option<FieldAsked>,
}

/// A custom field, as whoever starts sessions knows it.
#[derive(Serialize, ToSchema)]
pub struct SessionField {
    code_name: String,
    name: String,
    /// Whether representatives see it in the session.
    shown: bool,
}

/// Custom fields that a session can be started with.
#[derive(Serialize, ToSchema)]
pub struct SessionFields {
    fields: Vec<SessionField>,
}

fn field(row: CustomFieldRow) -> CustomField {
    CustomField {
        etag: etag(row.seen),
        id: row.id.to_string(),
        name: row.name,
        code_name: row.code_name,
        shown: row.shown,
        asked: row.asked.into(),
    }
}

pub(crate) async fn list(
    proof: Proof<rest::ListCustomFields>,
    AxumState(engine): State,
) -> Result<axum::Json<CustomFields>, Refusal> {
    let fields = engine.custom_fields(proof.granted).await?;
    Ok(axum::Json(CustomFields { fields: fields.into_iter().map(field).collect() }))
}

pub(crate) async fn view(
    proof: Proof<rest::ViewCustomField>,
    AxumState(engine): State,
    Id(id): Id<CustomFieldId>,
) -> Result<One<CustomField>, Refusal> {
    let found = engine.custom_fields(proof.granted).await?.into_iter().find(|row| row.id == id);
    Ok(One(field(found.ok_or_else(Fault::not_found)?)))
}

pub(crate) async fn create(
    proof: Proof<rest::CreateCustomField>,
    AxumState(engine): State,
    Json(new): Json<NewCustomField>,
) -> Result<(StatusCode, axum::Json<CustomField>), Refusal> {
    let made = engine.create_custom_field(proof.granted, new.name, new.code_name, new.shown, new.asked.into()).await?;
    Ok((StatusCode::CREATED, axum::Json(field(made))))
}

pub(crate) async fn edit(
    proof: Proof<rest::EditCustomField>,
    AxumState(engine): State,
    (Id(id), Json(change)): (Id<CustomFieldId>, Json<CustomFieldPatch>),
) -> Result<One<CustomField>, Refusal> {
    let change = CustomFieldChange {
        name: change.name,
        code_name: change.code_name,
        shown: change.shown,
        asked: change.asked.map(AskedOnPortal::from),
    };
    Ok(One(field(engine.change_custom_field(proof.granted, id, change).await?)))
}

pub(crate) async fn remove(
    proof: Proof<rest::RemoveCustomField>,
    AxumState(engine): State,
    Id(id): Id<CustomFieldId>,
) -> Result<StatusCode, Refusal> {
    engine.remove_custom_field(proof.granted, id).await?;
    Ok(StatusCode::NO_CONTENT)
}

pub(crate) async fn session_fields(
    proof: Proof<rest::ListSessionFields>,
    AxumState(engine): State,
) -> Result<axum::Json<SessionFields>, Refusal> {
    let fields = engine.session_fields(proof.granted).await?;
    let field = |row: CustomFieldRow| SessionField { code_name: row.code_name, name: row.name, shown: row.shown };
    let fields = fields.into_iter().map(field).collect();
    Ok(axum::Json(SessionFields { fields }))
}
