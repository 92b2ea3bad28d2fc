//! Programs with a token: who they are, how often they may ask, and that what they repeat is done once.
//!
//! A browser never sends `Authorization` by itself, so these requests need no proof of the same site; a request with both a token and a cookie is one of a program.

use std::net::SocketAddr;

use axum::{
    body::{Body, to_bytes},
    extract::{ConnectInfo, Request, State},
    middleware::Next,
    response::{IntoResponse as _, Response},
};
use http::{HeaderMap, HeaderName, HeaderValue, Method, StatusCode, header};
use sha2::{Digest as _, Sha256};
use towline_engine::{Engine, Fault, FaultKind, Left};
use towline_policy::Once;

use crate::{guard::BODY, problem::Refusal};

/// Largest answer that is kept for whoever repeats a request, in bytes.
const ANSWER: usize = 64 * 1024;
const KEY: HeaderName = HeaderName::from_static("idempotency-key");

/// Whether the request comes with a token.
pub(crate) fn has_token(headers: &HeaderMap) -> bool {
    token(headers).is_some()
}

fn token(headers: &HeaderMap) -> Option<&str> {
    headers.get(header::AUTHORIZATION)?.to_str().ok()?.strip_prefix("Bearer ").map(str::trim)
}

pub(crate) async fn programs(State(engine): State<Engine>, mut request: Request, next: Next) -> Response {
    let Some(token) = token(request.headers()).map(str::to_owned) else { return next.run(request).await };
    let peer = request.extensions().get::<ConnectInfo<SocketAddr>>().map(|ConnectInfo(peer)| peer.ip().to_canonical());
    let Some(address) = peer else { return Refusal(Fault::internal()).into_response() };
    let mut program = match engine.program(&token, address).await {
        Ok(program) => program,
        Err(fault) => return Refusal(fault).into_response(),
    };
    let left = program.left;
    if let Some(wait) = left.wait {
        let mut response = Refusal(
            Fault::new(FaultKind::TooMany, "too_many_requests", "Too many requests.")
                .detail("Wait as long as Retry-After says, then go on."),
        )
        .into_response();
        told(&mut response, left);
        response.headers_mut().insert(header::RETRY_AFTER, HeaderValue::from(wait.as_secs() + 1));
        return response;
    }
    let repeatable = *request.method() == Method::POST;
    let key = request.headers().get(KEY).filter(|_| repeatable).map(|key| key.as_bytes().to_vec());
    let mut response = match key {
        None => {
            request.extensions_mut().insert(program);
            next.run(request).await
        }
        Some(key) if key.is_empty() || key.len() > 255 => {
            Refusal(Fault::invalid().field("Idempotency-Key", "1 to 255 bytes.")).into_response()
        }
        Some(key) => {
            let (parts, body) = request.into_parts();
            let Ok(bytes) = to_bytes(body, BODY).await else {
                return crate::problem::plain(StatusCode::PAYLOAD_TOO_LARGE, "too_large", "The body is too large.", "");
            };
            let who = program.actor.author.id.unwrap_or_default();
            let once = Once {
                key: digest(&[who.as_bytes(), &key]),
                request: digest(&[parts.uri.to_string().as_bytes(), &bytes]),
            };
            match before(&engine, once).await {
                Ok(Some(answer)) => answer,
                Ok(None) => {
                    program.actor.once = Some(once);
                    let mut request = Request::from_parts(parts, Body::from(bytes));
                    request.extensions_mut().insert(program);
                    keep(&engine, once, next.run(request).await).await
                }
                Err(fault) => Refusal(fault).into_response(),
            }
        }
    };
    told(&mut response, left);
    response
}

/// The answer of before, if the same was asked before.
async fn before(engine: &Engine, once: Once) -> Result<Option<Response>, Fault> {
    let Some(done) = engine.store().done_request(once.key, engine.now()).await? else { return Ok(None) };
    if done.request != once.request {
        return Err(Fault::new(FaultKind::Invalid, "key_reused", "This key was used for another request.")
            .detail("Send each request with an Idempotency-Key of its own."));
    }
    let Some((status, answer)) = done.answer else { return Ok(None) };
    let status = StatusCode::from_u16(status).unwrap_or(StatusCode::OK);
    let mut response = (status, answer).into_response();
    response.headers_mut().insert(header::CONTENT_TYPE, HeaderValue::from_static("application/json"));
    Ok(Some(response))
}

/// Keeps a good answer. A request that was refused changed nothing, and may be sent again.
async fn keep(engine: &Engine, once: Once, response: Response) -> Response {
    if !response.status().is_success() {
        return response;
    }
    let (parts, body) = response.into_parts();
    let Ok(bytes) = to_bytes(body, ANSWER).await else {
        return Refusal(Fault::internal()).into_response();
    };
    // Should this fail, a repetition is still not done twice: it is told that it was done.
    if let Err(error) = engine.store().keep_answer(once.key, parts.status.as_u16(), bytes.to_vec()).await {
        tracing::warn!(%error, "an answer was not kept");
    }
    Response::from_parts(parts, Body::from(bytes))
}

fn digest(parts: &[&[u8]]) -> [u8; 32] {
    let mut hash = Sha256::new();
    for part in parts {
        hash.update(u64::try_from(part.len()).unwrap_or(u64::MAX).to_be_bytes());
        hash.update(part);
    }
    hash.finalize().into()
}

/// Says how often the program may still ask (draft-ietf-httpapi-ratelimit-headers).
fn told(response: &mut Response, left: Left) {
    let headers = response.headers_mut();
    headers.insert(HeaderName::from_static("ratelimit-limit"), HeaderValue::from(left.limit));
    headers.insert(HeaderName::from_static("ratelimit-remaining"), HeaderValue::from(left.remaining));
}
