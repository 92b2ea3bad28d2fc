//! Recordings of shells: as terminals play them, and as plain text (SHL-6).

use axum::{
    body::Body,
    extract::State as AxumState,
    response::{IntoResponse as _, Response},
};
use http::{HeaderValue, header};
use towline_engine::{Engine, attached_as};
use towline_model::{SessionId, ShellId};
use towline_policy::rest;
use towline_recording::Form;

use crate::{parts::Part, problem::Refusal, proof::Proof};

type State = AxumState<Engine>;

/// Kinds of the two forms.
pub(crate) const CAST: &[&str] = &["application/x-asciicast"];
pub(crate) const TEXT: &[&str] = &["text/plain"];

pub(crate) async fn recording(
    proof: Proof<rest::FetchShellRecording>,
    AxumState(engine): State,
    Part(session, shell): Part<SessionId, ShellId>,
) -> Result<Response, Refusal> {
    let found = engine.shell_recording(proof.granted, session, shell, Form::Cast).await?;
    let name = format!("{}.cast", found.name);
    Ok(answer(Body::from_stream(found.pieces()), "application/x-asciicast", &name))
}

pub(crate) async fn transcript(
    proof: Proof<rest::FetchShellTranscript>,
    AxumState(engine): State,
    Part(session, shell): Part<SessionId, ShellId>,
) -> Result<Response, Refusal> {
    let found = engine.shell_recording(proof.granted, session, shell, Form::Transcript).await?;
    let name = format!("{}.txt", found.name);
    Ok(answer(Body::from_stream(found.pieces()), "text/plain; charset=utf-8", &name))
}

/// SECURITY: what an endpoint wrote is in it. A browser saves it; if it ever showed it as a page, the page could do nothing.
fn answer(body: Body, kind: &'static str, name: &str) -> Response {
    let mut response = body.into_response();
    let headers = response.headers_mut();
    headers.insert(header::CONTENT_TYPE, HeaderValue::from_static(kind));
    headers.insert(header::CONTENT_SECURITY_POLICY, HeaderValue::from_static("sandbox; default-src 'none'"));
    headers.insert(header::X_CONTENT_TYPE_OPTIONS, HeaderValue::from_static("nosniff"));
    if let Ok(how) = HeaderValue::from_str(&attached_as(name)) {
        headers.insert(header::CONTENT_DISPOSITION, how);
    }
    response
}
