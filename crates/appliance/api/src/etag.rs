//! What a caller saw of a thing: a tag in the thing's object and in the header `ETag`, sent back as `If-Match` (RFC 9110, 13.1.1). A change by somebody who saw an older state is refused as
//! `changed_meanwhile`, and loses nothing.

use axum::response::{IntoResponse, Response};
use base64::prelude::{BASE64_URL_SAFE_NO_PAD, Engine as _};
use http::{HeaderMap, HeaderValue, header};
use serde::Serialize;

/// The tag of a thing that was read.
pub(crate) fn etag(seen: Option<[u8; 32]>) -> Option<String> {
    seen.map(|digest| BASE64_URL_SAFE_NO_PAD.encode(digest))
}

/// What the caller says that it saw. A tag that is none of ours is one that nothing has.
pub(crate) fn seen(headers: &HeaderMap) -> Option<[u8; 32]> {
    let said = headers.get(header::IF_MATCH)?.as_bytes();
    if said == b"*" {
        return None;
    }
    let tag = said.strip_prefix(b"\"").and_then(|said| said.strip_suffix(b"\"")).unwrap_or_default();
    Some(BASE64_URL_SAFE_NO_PAD.decode(tag).ok().and_then(|digest| digest.try_into().ok()).unwrap_or_default())
}

/// An object that has a tag.
pub(crate) trait Tagged {
    fn etag(&self) -> Option<&str>;
}

/// An answer with one such object, and its tag in the header.
pub(crate) struct One<T>(pub(crate) T);

impl<T: Serialize + Tagged> IntoResponse for One<T> {
    fn into_response(self) -> Response {
        let tag = self.0.etag().and_then(|tag| HeaderValue::from_str(&format!("\"{tag}\"")).ok());
        let mut response = axum::Json(self.0).into_response();
        if let Some(tag) = tag {
            response.headers_mut().insert(header::ETAG, tag);
        }
        response
    }
}
