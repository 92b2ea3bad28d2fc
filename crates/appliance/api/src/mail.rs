//! How the site sends mail, for administrators.

use axum::extract::State as AxumState;
use http::StatusCode;
use serde::{Deserialize, Serialize};
use towline_engine::{Engine, MailChange, MailSecurity};
use towline_policy::rest;
use utoipa::ToSchema;

use crate::{
    body::Json,
    etag::{One, Tagged, etag},
    problem::Refusal,
    proof::Proof,
};

type State = AxumState<Engine>;

/// How the conversation with the mail server is protected.
#[derive(Debug, Clone, Copy, Serialize, Deserialize, ToSchema)]
#[serde(rename_all = "snake_case")]
pub enum SmtpSecurity {
    /// TLS from the first byte.
    Tls,
    /// TLS after STARTTLS; without it nothing is sent.
    StartTls,
    /// None: what is sent, and the password, can be read on the way.
    Plain,
}

/// How the site sends mail. Without a server it sends none.
#[derive(Serialize, ToSchema)]
pub struct MailSetup {
    /// Name or address of the server; empty: mail is not set up.
    server: String,
    port: u16,
    security: SmtpSecurity,
    /// Empty: the site does not sign in there.
    user: String,
    /// Whether there is a password. It is never told.
    has_password: bool,
    /// Certificate authorities in PEM form; empty: those that the system trusts.
    authorities: String,
    sender_address: String,
    sender_name: String,
    /// Send it back as `If-Match` with a change, and the change is refused if somebody else changed this meanwhile.
    #[schema(required = false)]
    #[serde(skip_serializing_if = "Option::is_none")]
    etag: Option<String>,
}

impl Tagged for MailSetup {
    fn etag(&self) -> Option<&str> {
        self.etag.as_deref()
    }
}

/// What to change of it.
#[derive(Deserialize, ToSchema)]
#[serde(deny_unknown_fields)]
pub struct MailPatch {
    server: Option<String>,
    #[schema(minimum = 1)]
    port: Option<u16>,
    security: Option<SmtpSecurity>,
    user: Option<String>,
    /// Must be sent again when the server, the port, the kind of security, the user or the authorities change.
    password: Option<String>,
    authorities: Option<String>,
    sender_address: Option<String>,
    sender_name: Option<String>,
}

/// Where to send a test message.
#[derive(Deserialize, ToSchema)]
#[serde(deny_unknown_fields)]
pub struct MailTestRequest {
    to: String,
}

/// How the test went.
#[derive(Serialize, ToSchema)]
pub struct MailTestResult {
    /// Whether the server took the message.
    sent: bool,
    /// What happened, and what to do.
    message: String,
}

fn setup((settings, seen): (towline_engine::MailSettings, Option<[u8; 32]>)) -> MailSetup {
    MailSetup {
        etag: etag(seen),
        has_password: settings.password_set_ms.is_some(),
        server: settings.server,
        port: settings.port,
        security: match settings.security {
            MailSecurity::Tls => SmtpSecurity::Tls,
            MailSecurity::StartTls => SmtpSecurity::StartTls,
            MailSecurity::Plain => SmtpSecurity::Plain,
        },
        user: settings.user,
        authorities: settings.authorities,
        sender_address: settings.sender_address,
        sender_name: settings.sender_name,
    }
}

pub(crate) async fn view(proof: Proof<rest::ViewMail>, AxumState(engine): State) -> Result<One<MailSetup>, Refusal> {
    Ok(One(setup(engine.mail_settings(proof.granted).await?)))
}

pub(crate) async fn edit(
    proof: Proof<rest::EditMail>,
    AxumState(engine): State,
    Json(change): Json<MailPatch>,
) -> Result<One<MailSetup>, Refusal> {
    let change = MailChange {
        server: change.server,
        port: change.port,
        security: change.security.map(|security| match security {
            SmtpSecurity::Tls => MailSecurity::Tls,
            SmtpSecurity::StartTls => MailSecurity::StartTls,
            SmtpSecurity::Plain => MailSecurity::Plain,
        }),
        user: change.user,
        password: change.password,
        authorities: change.authorities,
        sender_address: change.sender_address,
        sender_name: change.sender_name,
    };
    Ok(One(setup(engine.change_mail(proof.granted, change).await?)))
}

pub(crate) async fn remove(proof: Proof<rest::RemoveMail>, AxumState(engine): State) -> Result<StatusCode, Refusal> {
    engine.remove_mail(proof.granted).await?;
    Ok(StatusCode::NO_CONTENT)
}

pub(crate) async fn test(
    proof: Proof<rest::TestMail>,
    AxumState(engine): State,
    Json(request): Json<MailTestRequest>,
) -> Result<axum::Json<MailTestResult>, Refusal> {
    let told = engine.test_mail(proof.granted, &request.to).await?;
    Ok(axum::Json(MailTestResult { sent: told.sent, message: told.message }))
}
