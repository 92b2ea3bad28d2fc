//! What comes in: JSON of a known shape and bounded size, parameters of the address, ids in the path. What does not fit is refused with a problem.

use std::{net::IpAddr, str::FromStr};

use axum::{
    RequestPartsExt as _,
    extract::{ConnectInfo, DefaultBodyLimit, FromRequest, FromRequestParts, Path, Query, Request},
    response::{IntoResponse as _, Response},
};
use http::{StatusCode, header, request::Parts};
use serde::{Deserialize, Deserializer, de::DeserializeOwned};
use towline_engine::Fault;

use crate::problem::{Refusal, plain};

/// A body. Types that come in refuse fields that they do not know.
pub(crate) struct Json<T>(pub(crate) T);

impl<T: DeserializeOwned, S: Send + Sync> FromRequest<S> for Json<T> {
    type Rejection = Response;

    async fn from_request(request: Request, state: &S) -> Result<Self, Response> {
        let kind = request.headers().get(header::CONTENT_TYPE).and_then(|kind| kind.to_str().ok()).unwrap_or_default();
        if kind.split(';').next().map(str::trim) != Some("application/json") {
            return Err(plain(StatusCode::UNSUPPORTED_MEDIA_TYPE, "invalid", "The body must be JSON.", ""));
        }
        let bytes = bytes::Bytes::from_request(request, state).await.map_err(|rejection| {
            if rejection.status() == StatusCode::PAYLOAD_TOO_LARGE {
                plain(StatusCode::PAYLOAD_TOO_LARGE, "too_large", "The body is too large.", "")
            } else {
                plain(StatusCode::BAD_REQUEST, "invalid", "The body could not be read.", "")
            }
        })?;
        serde_json::from_slice(&bytes).map(Json).map_err(|error| {
            plain(
                StatusCode::UNPROCESSABLE_ENTITY,
                "invalid",
                "The body does not have the right shape.",
                &error.to_string(),
            )
        })
    }
}

/// Bytes of a body with texts in every language at most.
const LONG: usize = 512 * 1024;

/// A body that may be longer than others: of operations that few may use.
pub(crate) struct LongJson<T>(pub(crate) T);

impl<T: DeserializeOwned, S: Send + Sync> FromRequest<S> for LongJson<T> {
    type Rejection = Response;

    async fn from_request(mut request: Request, state: &S) -> Result<Self, Response> {
        DefaultBodyLimit::max(LONG).apply(&mut request);
        Json::from_request(request, state).await.map(|Json(body)| LongJson(body))
    }
}

/// A body as forms send it.
pub(crate) struct Form<T>(pub(crate) T);

impl<T: DeserializeOwned, S: Send + Sync> FromRequest<S> for Form<T> {
    type Rejection = Response;

    async fn from_request(request: Request, state: &S) -> Result<Self, Response> {
        axum::Form::from_request(request, state).await.map(|axum::Form(body)| Form(body)).map_err(|rejection| {
            plain(rejection.status(), "invalid", "The body must be a form of the right shape.", &rejection.body_text())
        })
    }
}

/// Parameters of the address.
pub(crate) struct Asked<T>(pub(crate) T);

impl<T: DeserializeOwned + Send, S: Send + Sync> FromRequestParts<S> for Asked<T> {
    type Rejection = Response;

    async fn from_request_parts(parts: &mut Parts, _state: &S) -> Result<Self, Response> {
        Query::try_from_uri(&parts.uri).map(|Query(asked)| Asked(asked)).map_err(|rejection| {
            plain(
                StatusCode::UNPROCESSABLE_ENTITY,
                "invalid",
                "A parameter does not have the right shape.",
                &rejection.body_text(),
            )
        })
    }
}

/// Tells what was said to be nothing from what was not said.
pub(crate) fn said<'de, T: Deserialize<'de>, D: Deserializer<'de>>(
    deserializer: D,
) -> Result<Option<Option<T>>, D::Error> {
    Option::deserialize(deserializer).map(Some)
}

/// The page that is asked for, the first if nothing is said.
pub(crate) fn page(asked: Option<u64>) -> Result<u64, Fault> {
    let page = asked.unwrap_or(1);
    if (1..=1 << 32).contains(&page) {
        Ok(page)
    } else {
        Err(Fault::invalid().field("page", "Pages are counted from 1."))
    }
}

/// How many things of a list are asked for, 50 if nothing is said.
pub(crate) fn limit(asked: Option<u32>) -> Result<u32, Fault> {
    let limit = asked.unwrap_or(50);
    if (1..=200).contains(&limit) { Ok(limit) } else { Err(Fault::invalid().field("limit", "1 to 200.")) }
}

/// The id in the path. One that is no id names nothing.
pub(crate) struct Id<T>(pub(crate) T);

impl<T: FromStr + Send, S: Send + Sync> FromRequestParts<S> for Id<T> {
    type Rejection = Response;

    async fn from_request_parts(parts: &mut Parts, _state: &S) -> Result<Self, Response> {
        let missing = || Refusal(Fault::not_found()).into_response();
        let Path(id) = parts.extract::<Path<String>>().await.map_err(|_| missing())?;
        id.parse().map(Id).map_err(|_| missing())
    }
}

/// Where the request came from.
pub(crate) struct From(pub(crate) IpAddr);

impl<S: Send + Sync> FromRequestParts<S> for From {
    type Rejection = Response;

    async fn from_request_parts(parts: &mut Parts, _state: &S) -> Result<Self, Response> {
        let peer = parts.extensions.get::<ConnectInfo<std::net::SocketAddr>>();
        peer.map(|ConnectInfo(peer)| From(peer.ip().to_canonical()))
            .ok_or_else(|| Refusal(Fault::internal()).into_response())
    }
}
