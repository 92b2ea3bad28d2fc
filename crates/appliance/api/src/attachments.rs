//! Files in the chat of sessions, for reps and for external representatives: sent as the body of a request, fetched as the body of an answer.

use axum::{
    body::Body,
    extract::{FromRequest, Request, State as AxumState},
    response::{IntoResponse as _, Response},
};
use http::{HeaderValue, StatusCode, header};
use serde::{Deserialize, Serialize};
use towline_engine::{Engine, Fetched, Incoming, Sending, shown_as};
use towline_model::{AttachmentId, SessionId};
use towline_policy::rest;
use utoipa::{IntoParams, ToSchema};

use crate::{
    body::{Asked, Id},
    problem::{Refusal, plain},
    proof::Proof,
};

type State = AxumState<Engine>;

/// Which file is sent where.
#[derive(Deserialize, IntoParams)]
#[serde(deny_unknown_fields)]
pub struct SendingQuery {
    /// The session; the caller is in it.
    #[param(value_type = Uuid)]
    session_id: SessionId,
    /// What the file is called.
    name: String,
    /// Random UUID: repeating the same one sends nothing twice.
    nonce: String,
    /// Not for a customer's eyes.
    #[serde(default)]
    reps_only: bool,
}

impl SendingQuery {
    fn of(self, upload: &Upload) -> (SessionId, Sending) {
        let SendingQuery { session_id, name, nonce, reps_only } = self;
        (session_id, Sending { name, nonce, bytes: upload.bytes, reps_only })
    }
}

/// A file that was sent.
#[derive(Serialize, ToSchema)]
pub struct SentAttachment {
    id: String,
    name: String,
    bytes: u64,
    /// Whether it is a picture that may be shown.
    picture: bool,
}

/// A body of announced length, as it comes.
pub(crate) struct Upload {
    pub(crate) bytes: u64,
    pub(crate) body: Body,
}

impl<S: Send + Sync> FromRequest<S> for Upload {
    type Rejection = Response;

    async fn from_request(request: Request, _state: &S) -> Result<Self, Response> {
        let length = request.headers().get(header::CONTENT_LENGTH).and_then(|length| length.to_str().ok());
        let Some(bytes) = length.and_then(|length| length.parse().ok()) else {
            return Err(plain(StatusCode::LENGTH_REQUIRED, "invalid", "The size of the file must be said.", ""));
        };
        Ok(Upload { bytes, body: request.into_body() })
    }
}

pub(crate) async fn send(
    proof: Proof<rest::SendAttachment>,
    AxumState(engine): State,
    (Asked(query), upload): (Asked<SendingQuery>, Upload),
) -> Result<(StatusCode, axum::Json<SentAttachment>), Refusal> {
    let (session, sending) = query.of(&upload);
    let incoming = engine.rep_sends(proof.granted, session, sending).await?;
    taken(incoming, upload).await
}

pub(crate) async fn send_external(
    proof: Proof<rest::SendExternalAttachment>,
    AxumState(engine): State,
    (Asked(query), upload): (Asked<SendingQuery>, Upload),
) -> Result<(StatusCode, axum::Json<SentAttachment>), Refusal> {
    let (session, sending) = query.of(&upload);
    let incoming = engine.external_sends(proof.granted, session, sending).await?;
    taken(incoming, upload).await
}

async fn taken(incoming: Incoming, upload: Upload) -> Result<(StatusCode, axum::Json<SentAttachment>), Refusal> {
    let file = incoming.take(upload.body.into_data_stream()).await?;
    let picture = file.kind.is_picture();
    let sent = SentAttachment { id: file.id.to_string(), name: file.name, bytes: file.bytes, picture };
    Ok((StatusCode::CREATED, axum::Json(sent)))
}

pub(crate) async fn fetch(
    proof: Proof<rest::FetchAttachment>,
    AxumState(engine): State,
    Id(id): Id<AttachmentId>,
) -> Result<Response, Refusal> {
    Ok(answer(engine.rep_fetches(proof.granted, id).await?))
}

pub(crate) async fn fetch_external(
    proof: Proof<rest::FetchExternalAttachment>,
    AxumState(engine): State,
    Id(id): Id<AttachmentId>,
) -> Result<Response, Refusal> {
    Ok(answer(engine.external_fetches(proof.granted, id).await?))
}

/// SECURITY: whatever is in the file, a browser takes it as a picture or saves it; if it ever showed it as a page, the page could do nothing.
pub(crate) fn answer(fetched: Fetched) -> Response {
    let (kind, how) = shown_as(&fetched.file);
    let bytes = fetched.file.bytes;
    let mut response = Body::from_stream(fetched.pieces()).into_response();
    let headers = response.headers_mut();
    headers.insert(header::CONTENT_TYPE, HeaderValue::from_static(kind));
    headers.insert(header::CONTENT_LENGTH, HeaderValue::from(bytes));
    headers.insert(header::CONTENT_SECURITY_POLICY, HeaderValue::from_static("sandbox; default-src 'none'"));
    headers.insert(header::X_CONTENT_TYPE_OPTIONS, HeaderValue::from_static("nosniff"));
    if let Ok(how) = HeaderValue::from_str(&how) {
        headers.insert(header::CONTENT_DISPOSITION, how);
    }
    response
}
