//! Files that go along with canned scripts (SCR-6, ADM-4): given as the body of a request, fetched as the body of an answer.

use axum::{
    body::Body,
    extract::State as AxumState,
    response::{IntoResponse as _, Response},
};
use http::{HeaderValue, StatusCode, header};
use serde::{Deserialize, Serialize};
use towline_engine::{Engine, Giving, attached_as, file_pieces};
use towline_model::{ResourceId, ScriptId, ScriptResource};
use towline_policy::rest;
use utoipa::{IntoParams, ToSchema};

use crate::{
    api::Api,
    attachments::Upload,
    body::{Asked, Id, Json},
    describe::describe,
    etag::One,
    parts::Part,
    problem::Refusal,
    proof::Proof,
    scripts::{Script, script},
};

type State = AxumState<Engine>;

/// A file that goes along with a script: each run finds it in a folder of its own, which is its working directory and stands in `TOWLINE_RESOURCES`.
#[derive(Serialize, ToSchema)]
pub struct ScriptFile {
    /// Other bytes have another one.
    #[schema(value_type = Uuid)]
    id: String,
    name: String,
    bytes: u64,
    /// SHA-256 of its bytes, in hexadecimal digits.
    sha256: String,
    /// Whether it may be run as a program.
    executable: bool,
}

impl From<ScriptResource> for ScriptFile {
    fn from(one: ScriptResource) -> Self {
        let ScriptResource { id, name, bytes, sha256, executable } = one;
        ScriptFile { id: id.to_string(), name, bytes, sha256, executable }
    }
}

/// What a file is called that is given to a script.
#[derive(Deserialize, IntoParams)]
#[serde(deny_unknown_fields)]
pub struct GivingQuery {
    /// Letters, digits, `.`, `_` and `-`; the first a letter, a digit or `_`. A file of this name makes room for the new one.
    #[param(min_length = 1, max_length = 64, pattern = "^[A-Za-z0-9_][A-Za-z0-9._-]{0,63}$")]
    name: String,
    /// Whether it may be run as a program.
    #[serde(default)]
    executable: bool,
}

/// What to change of a file that goes along.
#[derive(Deserialize, ToSchema)]
#[serde(deny_unknown_fields)]
pub struct ScriptFilePatch {
    /// Whether it may be run as a program.
    executable: bool,
}

pub(crate) async fn give(
    proof: Proof<rest::GiveScriptFile>,
    AxumState(engine): State,
    (Id(id), Asked(query), upload): (Id<ScriptId>, Asked<GivingQuery>, Upload),
) -> Result<(StatusCode, axum::Json<Script>), Refusal> {
    let GivingQuery { name, executable } = query;
    let giving = Giving { name, bytes: upload.bytes, executable };
    let incoming = engine.give_resource(proof.granted, id, giving).await?;
    let row = incoming.take(upload.body.into_data_stream()).await?;
    Ok((StatusCode::CREATED, axum::Json(script(row))))
}

pub(crate) async fn change(
    proof: Proof<rest::ChangeScriptFile>,
    AxumState(engine): State,
    (Part(id, file), Json(patch)): (Part<ScriptId, ResourceId>, Json<ScriptFilePatch>),
) -> Result<One<Script>, Refusal> {
    Ok(One(script(engine.change_resource(proof.granted, id, file, patch.executable).await?)))
}

pub(crate) async fn remove(
    proof: Proof<rest::RemoveScriptFile>,
    AxumState(engine): State,
    Part(id, file): Part<ScriptId, ResourceId>,
) -> Result<StatusCode, Refusal> {
    engine.remove_resource(proof.granted, id, file).await?;
    Ok(StatusCode::NO_CONTENT)
}

/// SECURITY: whatever is in the file, a browser saves it; if it ever showed it as a page, the page could do nothing.
pub(crate) async fn fetch(
    proof: Proof<rest::FetchScriptFile>,
    AxumState(engine): State,
    Part(id, file): Part<ScriptId, ResourceId>,
) -> Result<Response, Refusal> {
    let (found, bytes) = engine.resource(proof.granted, id, file).await?;
    let mut response = Body::from_stream(file_pieces(bytes)).into_response();
    let headers = response.headers_mut();
    headers.insert(header::CONTENT_TYPE, HeaderValue::from_static("application/octet-stream"));
    headers.insert(header::CONTENT_LENGTH, HeaderValue::from(found.bytes));
    headers.insert(header::CONTENT_SECURITY_POLICY, HeaderValue::from_static("sandbox; default-src 'none'"));
    headers.insert(header::X_CONTENT_TYPE_OPTIONS, HeaderValue::from_static("nosniff"));
    if let Ok(how) = HeaderValue::from_str(&attached_as(&found.name)) {
        headers.insert(header::CONTENT_DISPOSITION, how);
    }
    Ok(response)
}

/// What there is of it.
pub(crate) fn operations(api: Api) -> Api {
    api.op(
        describe::<rest::GiveScriptFile>(
            "Give a canned script a file of at most 16 MiB that goes along with it; at most 8, of 32 MiB together.",
            201,
        )
        .asks::<GivingQuery>()
        .takes_file()
        .gives::<Script>(),
        give,
    )
    .op(
        describe::<rest::FetchScriptFile>("A file that goes along with a canned script.", 200)
            .gives_text(&["application/octet-stream"]),
        fetch,
    )
    .op(
        describe::<rest::ChangeScriptFile>("Say whether a file of a canned script may be run as a program.", 200)
            .takes::<ScriptFilePatch>()
            .gives::<Script>(),
        change,
    )
    .op(describe::<rest::RemoveScriptFile>("Take a file from a canned script.", 204), remove)
}
