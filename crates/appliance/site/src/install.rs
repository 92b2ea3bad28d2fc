//! The script that an installer's command runs (JMP-10). Everything in it is of our own making: the site's address, the token, hashes; no text that a person typed.

use askama::Template;
use axum::{
    extract::{Path, State},
    response::{IntoResponse as _, Response},
};
use base64::{Engine as _, engine::general_purpose::URL_SAFE_NO_PAD};
use http::{HeaderValue, StatusCode, header};
use towline_engine::Fault;

use crate::{
    Site,
    download::{ARCHITECTURES, Program},
};

#[derive(Template)]
#[template(path = "install.sh", escape = "none")]
struct Script<'a> {
    site: &'a str,
    token: &'a str,
    appliance_key: &'a str,
    pin: &'a str,
    behind_proxy: bool,
    sums: Vec<(&'static str, String)>,
}

pub(crate) async fn script(State(site): State<Site>, Path(token): Path<String>) -> Response {
    if let Err(fault) = site.engine.check_installer(&token).await {
        return refused(&fault);
    }
    let mut sums = Vec::new();
    for architecture in ARCHITECTURES {
        if let Some(sum) = site.programs.sum(Program::Agent(architecture)).await {
            sums.push((architecture, sum));
        }
    }
    let facts = site.engine.site();
    let script = Script {
        site: &facts.url,
        token: &token,
        appliance_key: &URL_SAFE_NO_PAD.encode(site.engine.keeper().public_key()),
        pin: &site.engine.pin().unwrap_or_default(),
        behind_proxy: facts.behind_proxy,
        sums,
    };
    match script.render() {
        Ok(text) => sh(StatusCode::OK, text),
        Err(error) => {
            tracing::error!(%error, "an installer's script could not be made");
            StatusCode::INTERNAL_SERVER_ERROR.into_response()
        }
    }
}

/// Whoever pipes this into a shell gets a script that says what is wrong and does nothing.
pub(crate) fn refused(fault: &Fault) -> Response {
    let text = format!("echo 'towline: {} {}' >&2\nexit 1\n", shell_text(&fault.title), shell_text(&fault.detail));
    sh(StatusCode::NOT_FOUND, text)
}

pub(crate) fn sh(status: StatusCode, text: String) -> Response {
    let mut response = (status, text).into_response();
    let headers = response.headers_mut();
    headers.insert(header::CONTENT_TYPE, HeaderValue::from_static("text/x-shellscript; charset=utf-8"));
    headers.insert(header::CACHE_CONTROL, HeaderValue::from_static("no-store"));
    response
}

/// Our own sentences, without what would end a quoted text.
fn shell_text(text: &str) -> String {
    text.chars().filter(|character| *character != '\'' && *character != '\\').collect()
}
