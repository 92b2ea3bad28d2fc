//! What every request of the interface passes: no cross-site requests, no large bodies, no caching, and problem+json for what no operation answers.

use std::sync::Arc;

use axum::{
    Router,
    extract::{DefaultBodyLimit, Request, State},
    middleware::{self, Next},
    response::{IntoResponse as _, Response},
};
use http::{HeaderMap, HeaderValue, Method, StatusCode, header};
use towline_engine::Engine;
use utoipa::openapi::OpenApi;

use crate::{bearer, problem::plain, proof::CommandLine};

/// Largest body of a request, in bytes.
pub(crate) const BODY: usize = 64 * 1024;

/// The document as it is served.
#[derive(Clone)]
pub(crate) struct Served(pub(crate) Arc<str>);

pub(crate) fn protect(routes: Router<Engine>, engine: Engine, document: OpenApi) -> Router {
    let served = Served(document.to_json().unwrap_or_default().into());
    routes
        .fallback(|| async {
            plain(StatusCode::NOT_FOUND, "not_found", "There is no such operation.", "See /api/v1/openapi.json.")
        })
        .method_not_allowed_fallback(|| async {
            plain(
                StatusCode::METHOD_NOT_ALLOWED,
                "method_not_allowed",
                "This is asked in another way.",
                "See /api/v1/openapi.json.",
            )
        })
        .layer(axum::Extension(served))
        .layer(DefaultBodyLimit::max(BODY))
        .layer(middleware::from_fn_with_state(engine.clone(), bearer::programs))
        .layer(middleware::from_fn_with_state(engine.clone(), same_site))
        .with_state(engine)
}

/// SECURITY: a page of another site can make a browser send requests with the cookie, but it cannot add a header of its own, nor forge `Origin` and `Sec-Fetch-Site`.
async fn same_site(State(engine): State<Engine>, request: Request, next: Next) -> Response {
    let safe = matches!(*request.method(), Method::GET | Method::HEAD);
    // What is public, and what carries its own proof, needs none of where it came from.
    let apart = bearer::has_token(request.headers())
        || request.uri().path().ends_with("/oauth/token")
        || request.extensions().get::<CommandLine>().is_some();
    if !safe && !apart && !came_from(request.headers(), &engine.site().url) {
        return plain(
            StatusCode::FORBIDDEN,
            "cross_site",
            "This request did not come from this site.",
            "Open the site by the address that its administrator gave you.",
        )
        .into_response();
    }
    let mut response = next.run(request).await;
    response.headers_mut().entry(header::CACHE_CONTROL).or_insert(HeaderValue::from_static("no-store"));
    response
}

fn came_from(headers: &HeaderMap, site: &str) -> bool {
    let text = |name: &str| headers.get(name).and_then(|value| value.to_str().ok());
    let marked = text("x-towline") == Some("1");
    let fetch_site = text("sec-fetch-site").map(|value| value == "same-origin");
    let origin = text("origin").map(|origin| origin == site);
    // Each that is there must be right, and at least one must be there.
    marked && fetch_site != Some(false) && origin != Some(false) && (fetch_site.is_some() || origin.is_some())
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn only_the_site_itself_may_change_something_d13() {
        let site = "https://support.example";
        for (header, expected) in [
            (&[("x-towline", "1"), ("origin", site)][..], true),
            (&[("x-towline", "1"), ("sec-fetch-site", "same-origin")], true),
            (&[("x-towline", "1"), ("sec-fetch-site", "same-origin"), ("origin", site)], true),
            (&[("x-towline", "1")], false),
            (&[("origin", site)], false),
            (&[("x-towline", "1"), ("origin", "null")], false),
            (&[("x-towline", "1"), ("origin", "https://support.example.evil")], false),
            (&[("x-towline", "1"), ("sec-fetch-site", "same-site"), ("origin", site)], false),
            (&[("x-towline", "1"), ("sec-fetch-site", "same-origin"), ("origin", "https://evil.example")], false),
        ] {
            let headers: HeaderMap = header
                .iter()
                .map(|(name, value)| (http::HeaderName::from_static(name), HeaderValue::from_static(value)))
                .collect();
            assert_eq!(came_from(&headers, site), expected, "{header:?}");
        }
    }
}
