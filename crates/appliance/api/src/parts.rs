//! A thing and something of it, as a path names them.

use std::str::FromStr;

use axum::{
    RequestPartsExt as _,
    extract::{FromRequestParts, Path},
    response::{IntoResponse as _, Response},
};
use http::request::Parts;
use towline_engine::Fault;

use crate::problem::Refusal;

/// The two ids in the path. One that is no id names nothing.
pub(crate) struct Part<A, B>(pub(crate) A, pub(crate) B);

impl<A: FromStr + Send, B: FromStr + Send, S: Send + Sync> FromRequestParts<S> for Part<A, B> {
    type Rejection = Response;

    async fn from_request_parts(parts: &mut Parts, _state: &S) -> Result<Self, Response> {
        let missing = || Refusal(Fault::not_found()).into_response();
        let Path((thing, part)) = parts.extract::<Path<(String, String)>>().await.map_err(|_| missing())?;
        match (thing.parse(), part.parse()) {
            (Ok(thing), Ok(part)) => Ok(Part(thing, part)),
            _ => Err(missing()),
        }
    }
}
