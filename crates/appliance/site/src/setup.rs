//! The first-run form (ACC-12). Its address is the one-time code; a wrong code, and any code once there is an administrator, is an address where nothing is.

use std::net::SocketAddr;

use axum::{
    Form,
    extract::{ConnectInfo, FromRequest as _, Path, Request, State},
    response::{IntoResponse as _, Response},
};
use http::{HeaderValue, StatusCode, header};
use serde::Deserialize;
use towline_engine::{Fault, FaultKind, FirstAdministrator};

use crate::{
    Site, page,
    pages::{Notice, Setup, SetupErrors},
};

/// What the form sends.
#[derive(Deserialize)]
pub(crate) struct Typed {
    display_name: String,
    username: String,
    password: String,
    password_again: String,
}

type Peer = ConnectInfo<SocketAddr>;

pub(crate) async fn form(State(site): State<Site>, ConnectInfo(peer): Peer, Path(code): Path<String>) -> Response {
    match site.engine.check_setup_code(&code, peer.ip()) {
        Ok(()) => show(&site, &code, StatusCode::OK, "", "", SetupErrors::default()),
        Err(fault) => refused(&site, &fault),
    }
}

pub(crate) async fn submit(
    State(site): State<Site>,
    ConnectInfo(peer): Peer,
    Path(code): Path<String>,
    request: Request,
) -> Response {
    // The code first: without it not even the shape of the form is told.
    if let Err(fault) = site.engine.check_setup_code(&code, peer.ip()) {
        return refused(&site, &fault);
    }
    let Ok(Form(typed)) = Form::<Typed>::from_request(request, &()).await else {
        let errors = SetupErrors { form: "The form was not sent whole. Try again.".into(), ..SetupErrors::default() };
        return show(&site, &code, StatusCode::UNPROCESSABLE_ENTITY, "", "", errors);
    };
    let first = FirstAdministrator {
        display_name: typed.display_name.clone(),
        username: typed.username.clone(),
        password: typed.password,
        password_again: typed.password_again,
    };
    match site.engine.set_up(&code, first, peer.ip()).await {
        Ok(()) => (StatusCode::SEE_OTHER, [(header::LOCATION, HeaderValue::from_static("/login/"))]).into_response(),
        Err(fault) if fault.kind == FaultKind::NotFound => refused(&site, &fault),
        Err(mut fault) => {
            let mut take = |field| fault.fields.remove(field).unwrap_or_default();
            let mut errors = SetupErrors {
                form: String::new(),
                display_name: take("display_name"),
                username: take("username"),
                password: take("password"),
                password_again: take("password_again"),
            };
            if errors.is_empty() {
                errors.form = format!("{} {}", fault.title, fault.detail);
            }
            show(&site, &code, StatusCode::UNPROCESSABLE_ENTITY, &typed.display_name, &typed.username, errors)
        }
    }
}

fn show(
    site: &Site,
    code: &str,
    status: StatusCode,
    display_name: &str,
    username: &str,
    errors: SetupErrors,
) -> Response {
    let name = &site.engine.site().name;
    page::show(status, &Setup { site: name, action: &format!("/setup/{code}"), display_name, username, errors })
}

fn refused(site: &Site, fault: &Fault) -> Response {
    let name = &site.engine.site().name;
    match fault.kind {
        FaultKind::TooMany => page::notice(&Notice::unavailable(name)),
        _ => page::notice(&Notice::not_found(name)),
    }
}
