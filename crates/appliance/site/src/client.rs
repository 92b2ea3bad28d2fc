//! `/support/client`: the full client, as a download that knows the session of the browser that asks (SUP-21, SUP-40).
//!
//! SECURITY: only a page of ours, with the cookie of the session, gets one; each is worth one start.

use std::net::SocketAddr;

use axum::{
    Form,
    extract::{ConnectInfo, State, rejection::FormRejection},
    response::{IntoResponse as _, Response},
};
use http::{HeaderMap, HeaderValue, StatusCode, Uri, header};
use serde::Deserialize;
use towline_engine::FaultKind;

use crate::{
    Site,
    download::{Program, with_trailer},
    face::{Face, host},
    page,
    pages::Notice,
    start::ours,
    support::cookie,
};

/// What the file is called.
pub(crate) const FILE: &str = "towline-support";

#[derive(Default, Deserialize)]
pub(crate) struct Wanted {
    #[serde(default)]
    lang: Option<String>,
}

pub(crate) async fn download(
    State(site): State<Site>,
    ConnectInfo(peer): ConnectInfo<SocketAddr>,
    uri: Uri,
    headers: HeaderMap,
    wanted: Result<Form<Wanted>, FormRejection>,
) -> Response {
    let failed = || page::notice(&Notice::failed(&site.engine.site().name));
    let missing = || page::notice(&Notice::not_found(&site.engine.site().name));
    if !ours(&site.engine, &headers, &uri).await {
        return StatusCode::FORBIDDEN.into_response();
    }
    let Form(wanted) = wanted.unwrap_or_default();
    let Ok(row) = site.engine.public_site_at(host(&headers, &uri)).await else { return failed() };
    let face = Face::of(&row, site.engine.site(), &headers, wanted.lang.as_deref(), "/support/");
    let (Some(cookie), Some(program)) = (cookie(&headers), program(&headers)) else { return missing() };
    let Some((path, stamp)) = site.programs.find(program).await else { return missing() };
    let Ok(opened) = tokio::fs::File::open(path).await else { return missing() };
    let trailer = site.engine.support_trailer(cookie, face.language.code(), peer.ip().to_canonical()).await;
    let trailer = match trailer {
        Ok(trailer) => trailer,
        Err(fault) if fault.kind == FaultKind::NotFound => return missing(),
        Err(fault) => {
            let status = if fault.code == "too_many_attempts" {
                StatusCode::TOO_MANY_REQUESTS
            } else {
                StatusCode::SERVICE_UNAVAILABLE
            };
            return (status, fault.title).into_response();
        }
    };
    let mut response = with_trailer(opened, stamp, trailer);
    let attachment = HeaderValue::from_static("attachment; filename=\"towline-support\"");
    response.headers_mut().insert(header::CONTENT_DISPOSITION, attachment);
    response
}

fn agent(headers: &HeaderMap) -> &str {
    headers.get(header::USER_AGENT).and_then(|value| value.to_str().ok()).unwrap_or_default()
}

/// What a browser says of the system below it; empty: nothing that we know.
pub(crate) fn system(headers: &HeaderMap) -> &'static str {
    let said = agent(headers);
    let known = [
        ("Android", "Android"),
        ("iPhone", "iOS"),
        ("iPad", "iOS"),
        ("Windows", "Windows"),
        ("Macintosh", "macOS"),
        ("CrOS", "ChromeOS"),
        ("Linux", "Linux"),
    ];
    known.into_iter().find(|(sign, _)| said.contains(sign)).map_or("", |(_, name)| name)
}

/// The program for a browser's machine.
pub(crate) fn program(headers: &HeaderMap) -> Option<Program> {
    let arm = agent(headers).contains("aarch64");
    (system(headers) == "Linux").then_some(Program::Support(if arm { "aarch64" } else { "x86_64" }))
}

#[cfg(test)]
mod tests {
    use super::*;

    fn from(said: &'static str) -> HeaderMap {
        let mut headers = HeaderMap::new();
        headers.insert(header::USER_AGENT, HeaderValue::from_static(said));
        headers
    }

    #[test]
    fn a_program_is_offered_to_those_whose_machine_can_run_it_sup_40() {
        let pc =
            from("Mozilla/5.0 (X11; Linux x86_64) AppleWebKit/537.36 (KHTML, like Gecko) Chrome/140.0 Safari/537.36");
        assert_eq!((system(&pc), program(&pc)), ("Linux", Some(Program::Support("x86_64"))));
        let arm = from("Mozilla/5.0 (X11; Linux aarch64; rv:140.0) Gecko/20100101 Firefox/140.0");
        assert_eq!(program(&arm), Some(Program::Support("aarch64")));
        let phone =
            from("Mozilla/5.0 (Linux; Android 10; K) AppleWebKit/537.36 (KHTML, like Gecko) Chrome/140.0 Mobile");
        assert_eq!((system(&phone), program(&phone)), ("Android", None));
        let windows = from("Mozilla/5.0 (Windows NT 10.0; Win64; x64; rv:140.0) Gecko/20100101 Firefox/140.0");
        assert_eq!((system(&windows), program(&windows)), ("Windows", None));
        assert_eq!(program(&HeaderMap::new()), None);
    }
}
