//! What the appliance shows in a browser by itself: portal pages, set-up, installers' scripts, the agent's program, and the files of the console and of the
//! administrative interface. Nothing here looks at a cookie of somebody who signed in.

mod apps;
mod ask;
mod button;
mod client;
mod download;
mod face;
mod files;
mod forms;
mod headers;
mod install;
mod page;
pub mod pages;
mod portal;
mod script;
mod setup;
mod start;
mod support;
mod survey;
mod transcript;
mod words;

use std::{path::PathBuf, sync::Arc};

use axum::{
    Router,
    extract::{DefaultBodyLimit, Query, State, rejection::QueryRejection},
    response::Response,
    routing::{get, post},
};
use http::StatusCode;
use serde::Deserialize;
use towline_engine::Engine;

pub use headers::{Hsts, secure};

use crate::pages::{LeftSessions, Notice, SignedOut};

/// Largest form of a customer, in bytes: everything that may be typed, as forms write it.
const FORM: usize = 16 * 1024;
/// The same where there are fields of the site's own, or questions.
const LONG_FORM: usize = 160 * 1024;

/// What the site needs besides the engine.
#[derive(Debug, Clone)]
pub struct Options {
    /// Where the programs of agents and customers' clients are.
    pub agents_dir: PathBuf,
}

/// What handlers share.
#[derive(Clone)]
pub(crate) struct Site {
    pub(crate) engine: Engine,
    pub(crate) programs: Arc<download::Programs>,
}

/// All pages.
pub fn router(engine: Engine, options: Options) -> Router {
    let site = Site { engine, programs: Arc::new(download::Programs::new(options.agents_dir)) };
    Router::new()
        .route("/", get(portal::show))
        .route("/start", get(support::begin_again).post(start::submit).layer(DefaultBodyLimit::max(FORM)))
        .route("/ask", get(ask::show).post(ask::submit).layer(DefaultBodyLimit::max(LONG_FORM)))
        .route(
            "/support/survey",
            get(support::begin_again).post(survey::submit).layer(DefaultBodyLimit::max(LONG_FORM)),
        )
        .route("/support", get(support::add_stroke))
        .route("/support/", get(support::show))
        .route("/support/ticket", post(support::ticket))
        .route("/support/files", post(files::send))
        .route("/support/files/{id}", get(files::fetch))
        .route("/support/transcript", post(transcript::send).layer(DefaultBodyLimit::max(FORM)))
        .route("/support/client", get(support::begin_again).post(client::download).layer(DefaultBodyLimit::max(FORM)))
        .route("/portal/{file}", get(portal::file))
        .route("/healthz", get(async || "ok\n"))
        .route("/readyz", get(ready))
        .route("/signed-out", get(signed_out))
        .route("/setup/{code}", get(setup::form).post(setup::submit))
        .route("/i/{token}", get(install::script))
        .route("/b/{token}", get(button::script))
        .route("/b/{token}/icon", get(button::icon))
        .route("/b/{token}/{file}", post(button::program).layer(DefaultBodyLimit::max(FORM)))
        .route("/download/{file}", get(download::agent))
        .route("/api/client_script", get(script::follow))
        .route("/assets/{*path}", get(apps::asset))
        .route("/console", get(apps::console))
        .route("/console/", get(apps::console))
        .route("/console/{*path}", get(apps::console))
        .route("/login", get(apps::admin))
        .route("/login/", get(apps::admin))
        .route("/login/{*path}", get(apps::admin))
        .fallback(missing)
        // SECURITY: another answer than for any other address would tell that there is something (ACC-12).
        .method_not_allowed_fallback(missing)
        .with_state(site)
}

#[derive(Deserialize)]
struct Left {
    #[serde(default)]
    sessions: String,
}

async fn signed_out(State(site): State<Site>, left: Result<Query<Left>, QueryRejection>) -> Response {
    let sessions = left.map_or(LeftSessions::Unsaid, |Query(left)| LeftSessions::parse(&left.sessions));
    page::show(StatusCode::OK, &SignedOut { site: &site.engine.site().name, sessions })
}

async fn ready(State(site): State<Site>) -> (StatusCode, &'static str) {
    match site.engine.ready().await {
        Ok(()) => (StatusCode::OK, "ready\n"),
        Err(_) => (StatusCode::SERVICE_UNAVAILABLE, "the store does not answer\n"),
    }
}

async fn missing(State(site): State<Site>) -> Response {
    page::notice(&Notice::not_found(&site.engine.site().name))
}
