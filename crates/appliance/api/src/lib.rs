//! The REST interface: declared operations, each with the proof that its caller may; problem+json; the OpenAPI document made from the same table.
//!
//! Not here: what operations do (engine), who may (policy), static files and pages (site), links (links).

mod accounts;
mod api;
mod attachments;
mod batch;
mod bearer;
mod body;
mod chat;
mod custom_fields;
mod describe;
mod earlier_sessions;
mod etag;
mod external;
mod factors;
mod guard;
mod issues;
mod items;
mod jump;
mod mail;
mod me;
mod operations;
mod parts;
mod policies;
mod problem;
mod programs;
mod proof;
mod providers;
mod public_sites;
mod record;
mod recordings;
mod reports;
mod representatives;
mod reset;
mod routing;
mod script_resources;
mod scripts;
mod session_keys;
mod sessions;
mod sign_in_rules;
mod simulator;
mod skills;
mod status;
mod support_buttons;
mod surveys;
mod teams;
mod translation;
mod visits;

use axum::Router;
use towline_engine::Engine;
use utoipa::openapi::OpenApi;

pub use problem::{Problem, Refusal};
pub use proof::CommandLine;

/// Where the interface lives.
pub const BASE: &str = "/api/v1";

/// The routes below [`BASE`].
pub fn router(engine: Engine) -> Router {
    let (routes, document) = operations::all().into_parts();
    guard::protect(routes, engine, document)
}

/// The OpenAPI document, as it is served and as `openapi/appliance.json` has it.
pub fn document() -> OpenApi {
    operations::all().into_parts().1
}
