//! What installs a Support Button (SUP-50): a script, the icon, and the customer's client with what makes a button of it. Everything in the script is of our own making; no text that a person typed.

use std::net::SocketAddr;

use askama::Template;
use axum::{
    Form,
    extract::{ConnectInfo, Path, State, rejection::FormRejection},
    response::{IntoResponse as _, Response},
};
use http::{HeaderValue, StatusCode, header};
use serde::Deserialize;
use towline_engine::Fault;

use crate::{
    Site,
    download::{ARCHITECTURES, Program, with_trailer},
    install::{refused, sh},
};

#[derive(Template)]
#[template(path = "button.sh", escape = "none")]
struct Script<'a> {
    site: &'a str,
    token: &'a str,
    pin: &'a str,
    architectures: Vec<&'static str>,
}

pub(crate) async fn script(State(site): State<Site>, Path(token): Path<String>) -> Response {
    if let Err(fault) = site.engine.check_button_installer(&token).await {
        return refused(&fault);
    }
    let mut architectures = Vec::new();
    for architecture in ARCHITECTURES {
        if site.programs.find(Program::Support(architecture)).await.is_some() {
            architectures.push(architecture);
        }
    }
    let pin = site.engine.pin().unwrap_or_default();
    let script = Script { site: &site.engine.site().url, token: &token, pin: &pin, architectures };
    match script.render() {
        Ok(text) => sh(StatusCode::OK, text),
        Err(error) => {
            tracing::error!(%error, "the script of a Support Button could not be made");
            StatusCode::INTERNAL_SERVER_ERROR.into_response()
        }
    }
}

pub(crate) async fn icon(State(site): State<Site>, Path(token): Path<String>) -> Response {
    match site.engine.installer_icon(&token).await {
        Ok(icon) => {
            let mut response = icon.into_response();
            response.headers_mut().insert(header::CONTENT_TYPE, HeaderValue::from_static("image/png"));
            response
        }
        Err(fault) => failed(&fault),
    }
}

/// What the script says of where it runs.
#[derive(Default, Deserialize)]
pub(crate) struct Place {
    #[serde(default)]
    machine: String,
}

/// The client, with the trailer of a button that is made by this.
pub(crate) async fn program(
    State(site): State<Site>,
    ConnectInfo(peer): ConnectInfo<SocketAddr>,
    Path((token, file)): Path<(String, String)>,
    place: Result<Form<Place>, FormRejection>,
) -> Response {
    let Form(place) = place.unwrap_or_default();
    // SECURITY: the name is compared with the few that there are; it never becomes a path.
    let Some(architecture) = ARCHITECTURES.into_iter().find(|known| *known == file) else {
        return StatusCode::NOT_FOUND.into_response();
    };
    let Some((path, stamp)) = site.programs.find(Program::Support(architecture)).await else {
        return StatusCode::NOT_FOUND.into_response();
    };
    let Ok(opened) = tokio::fs::File::open(path).await else { return StatusCode::NOT_FOUND.into_response() };
    let trailer = match site.engine.take_button(&token, &place.machine, peer.ip().to_canonical()).await {
        Ok(trailer) => trailer,
        Err(fault) => return failed(&fault),
    };
    with_trailer(opened, stamp, trailer)
}

fn failed(fault: &Fault) -> Response {
    let status = if fault.code == "bad_token" { StatusCode::NOT_FOUND } else { StatusCode::SERVICE_UNAVAILABLE };
    (status, fault.title.clone()).into_response()
}
