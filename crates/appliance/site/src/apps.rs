//! The files of the console and of the administrative interface, embedded when the program was built: compressed once, cached for ever where the name has the content's hash.

use axum::{
    body::Body,
    extract::{Path, State},
    response::{IntoResponse as _, Response},
};
use http::{HeaderMap, HeaderValue, StatusCode, Uri, header};

use crate::{
    Site, page,
    pages::{ASSETS, Notice},
    script,
};

/// An embedded file.
pub(crate) struct File {
    path: &'static str,
    etag: &'static str,
    plain: &'static [u8],
    brotli: Option<&'static [u8]>,
}

include!(concat!(env!("OUT_DIR"), "/apps.rs"));

const FOR_EVER: HeaderValue = HeaderValue::from_static("public, max-age=31536000, immutable");
const ASK_AGAIN: HeaderValue = HeaderValue::from_static("no-cache");

/// The web console.
pub(crate) async fn console(
    State(site): State<Site>,
    path: Option<Path<String>>,
    uri: Uri,
    headers: HeaderMap,
) -> Response {
    if let Some(asked) = path.as_ref().and_then(|Path(path)| script::asked_first(path, &headers, &uri)) {
        return asked;
    }
    app(&site, CONSOLE, path, &headers)
}

/// The administrative interface.
pub(crate) async fn admin(State(site): State<Site>, path: Option<Path<String>>, headers: HeaderMap) -> Response {
    app(&site, ADMIN, path, &headers)
}

/// A file of an app, or its start page: the app reads the rest of the address itself.
fn app(site: &Site, files: &'static [File], path: Option<Path<String>>, headers: &HeaderMap) -> Response {
    let name = &site.engine.site().name;
    let path = path.map_or_else(String::new, |Path(path)| path);
    if let Some(file) = find(files, &path) {
        return serve(file, headers);
    }
    // A file that is gone is gone: an old tab must not get a page where it expects a script.
    if path.starts_with("assets/") {
        return page::notice(&Notice::not_found(name));
    }
    match find(files, "index.html") {
        Some(index) => serve(index, headers),
        None => page::notice(&Notice::without_web(name)),
    }
}

/// A file of the portal pages.
pub(crate) async fn asset(State(site): State<Site>, Path(path): Path<String>, headers: HeaderMap) -> Response {
    match ASSETS.iter().find(|(name, ..)| *name == path) {
        Some((_, kind, bytes)) => {
            let packed = sheet(&path).filter(|_| accepts_brotli(&headers));
            let mut response = Body::from(packed.unwrap_or(bytes)).into_response();
            response.headers_mut().insert(header::CONTENT_TYPE, HeaderValue::from_static(kind));
            response.headers_mut().insert(header::VARY, HeaderValue::from_static("accept-encoding"));
            if packed.is_some() {
                response.headers_mut().insert(header::CONTENT_ENCODING, HeaderValue::from_static("br"));
            }
            // They change only with the program, and are small.
            let etag = concat!("\"", env!("CARGO_PKG_VERSION"), "\"");
            fresh(response, etag, &headers, HeaderValue::from_static("public, max-age=300"))
        }
        None => match find(PORTAL, &path) {
            Some(file) => serve(file, &headers),
            None => page::notice(&Notice::not_found(&site.engine.site().name)),
        },
    }
}

/// A style sheet, compressed.
pub(crate) fn sheet(path: &str) -> Option<&'static [u8]> {
    SHEETS.iter().find(|(name, _)| *name == path).map(|(_, packed)| *packed)
}

fn find(files: &'static [File], path: &str) -> Option<&'static File> {
    // Sorted by the build script.
    files.binary_search_by(|file| file.path.cmp(path)).ok().and_then(|at| files.get(at))
}

fn serve(file: &'static File, headers: &HeaderMap) -> Response {
    let packed = file.brotli.filter(|_| accepts_brotli(headers));
    let mut response = Body::from(packed.unwrap_or(file.plain)).into_response();
    let answer = response.headers_mut();
    answer.insert(header::CONTENT_TYPE, HeaderValue::from_static(kind(file.path)));
    answer.insert(header::VARY, HeaderValue::from_static("accept-encoding"));
    if packed.is_some() {
        answer.insert(header::CONTENT_ENCODING, HeaderValue::from_static("br"));
    }
    let hashed = file.path.starts_with("assets/");
    fresh(response, file.etag, headers, if hashed { FOR_EVER } else { ASK_AGAIN })
}

/// With its name for caches; empty when the browser has it already.
fn fresh(mut response: Response, etag: &'static str, headers: &HeaderMap, cache: HeaderValue) -> Response {
    let known = headers.get(header::IF_NONE_MATCH).and_then(|tags| tags.to_str().ok());
    if known.is_some_and(|tags| tags.split(',').any(|tag| tag.trim().trim_start_matches("W/") == etag)) {
        *response.status_mut() = StatusCode::NOT_MODIFIED;
        *response.body_mut() = Body::empty();
        response.headers_mut().remove(header::CONTENT_ENCODING);
    }
    response.headers_mut().insert(header::ETAG, HeaderValue::from_static(etag));
    response.headers_mut().insert(header::CACHE_CONTROL, cache);
    response
}

fn accepts_brotli(headers: &HeaderMap) -> bool {
    headers.get_all(header::ACCEPT_ENCODING).iter().filter_map(|value| value.to_str().ok()).any(|value| {
        value.split(',').any(|part| {
            let (name, quality) = part.split_once(';').unwrap_or((part, ""));
            name.trim() == "br" && !matches!(quality.trim(), "q=0" | "q=0.0" | "q=0.00" | "q=0.000")
        })
    })
}

fn kind(path: &str) -> &'static str {
    match path.rsplit_once('.').map(|(_, end)| end) {
        Some("html") => "text/html; charset=utf-8",
        Some("js" | "mjs") => "text/javascript; charset=utf-8",
        Some("css") => "text/css; charset=utf-8",
        Some("json" | "map") => "application/json",
        Some("webmanifest") => "application/manifest+json",
        Some("wasm") => "application/wasm",
        Some("svg") => "image/svg+xml",
        Some("png") => "image/png",
        Some("ico") => "image/x-icon",
        Some("woff2") => "font/woff2",
        Some("txt") => "text/plain; charset=utf-8",
        _ => "application/octet-stream",
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn brotli_is_sent_to_those_who_take_it() {
        for (accept, expected) in
            [("gzip, deflate, br, zstd", true), ("br;q=0.5", true), ("br;q=0", false), ("gzip", false), ("brx", false)]
        {
            let mut headers = HeaderMap::new();
            headers.insert(header::ACCEPT_ENCODING, accept.parse().unwrap());
            assert_eq!(accepts_brotli(&headers), expected, "{accept}");
        }
    }

    #[test]
    fn embedded_files_are_sorted_so_that_they_are_found() {
        for files in [CONSOLE, ADMIN, PORTAL] {
            assert!(files.is_sorted_by_key(|file| file.path));
            for file in files {
                assert!(std::ptr::eq(find(files, file.path).unwrap(), file));
            }
        }
    }
}
