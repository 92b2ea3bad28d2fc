//! API accounts (ADM-8): made by people, used by programs.

use axum::{
    extract::State as AxumState,
    response::{IntoResponse, Response},
};
use base64::prelude::{BASE64_STANDARD, Engine as _};
use http::{HeaderMap, StatusCode, header};
use serde::{Deserialize, Serialize};
use towline_engine::{Engine, Fault, MadeProgram, ProgramOrder, TokenRefusal};
use towline_model::{ApiAccountId, Moment};
use towline_policy::{Scope, rest};
use towline_store::ApiAccountRow;
use utoipa::ToSchema;

use crate::{
    body::{Form, From, Id, Json, said},
    etag::{One, Tagged, etag},
    problem::Refusal,
    proof::{Open, Proof},
};

type State = AxumState<Engine>;

/// An API account, without its secret.
#[derive(Serialize, ToSchema)]
pub struct ApiAccount {
    /// Also its client id.
    id: String,
    name: String,
    comments: String,
    /// As `users:read`; writing includes reading.
    scopes: Vec<String>,
    /// Networks that it may come from; none: from everywhere.
    networks: Vec<String>,
    enabled: bool,
    /// When it ends by itself.
    #[serde(skip_serializing_if = "Option::is_none")]
    expires_ms: Option<i64>,
    created_ms: i64,
    /// Display name of who made it. It may no more than that account.
    created_by: String,
    /// Whether that account is enabled: otherwise this one does not work either.
    maker_enabled: bool,
    /// When it last got a token.
    #[serde(skip_serializing_if = "Option::is_none")]
    used_ms: Option<i64>,
    /// Send it back as `If-Match` with a change, and the change is refused if somebody else changed this meanwhile.
    #[schema(required = false)]
    #[serde(skip_serializing_if = "Option::is_none")]
    etag: Option<String>,
}

impl Tagged for ApiAccount {
    fn etag(&self) -> Option<&str> {
        self.etag.as_deref()
    }
}

/// All API accounts.
#[derive(Serialize, ToSchema)]
pub struct ApiAccounts {
    accounts: Vec<ApiAccount>,
    /// Every scope that there is.
    scopes: Vec<String>,
}

/// An API account to be made.
#[derive(Deserialize, ToSchema)]
#[serde(deny_unknown_fields)]
pub struct NewApiAccount {
    name: String,
    #[serde(default)]
    comments: String,
    scopes: Vec<String>,
    #[serde(default)]
    networks: Vec<String>,
    #[serde(default)]
    expires_ms: Option<i64>,
}

/// What to change of an API account. Its tokens end, except when only its name or comments change.
#[derive(Deserialize, ToSchema)]
#[serde(deny_unknown_fields)]
pub struct ApiAccountPatch {
    name: Option<String>,
    comments: Option<String>,
    scopes: Option<Vec<String>>,
    networks: Option<Vec<String>>,
    enabled: Option<bool>,
    /// `null`: it does not end by itself.
    #[serde(default, deserialize_with = "said")]
    #[schema(value_type = Option<i64>)]
    expires_ms: Option<Option<i64>>,
}

/// An API account with its secret. The only answer that ever holds it.
#[derive(Serialize, ToSchema)]
pub struct MadeApiAccount {
    account: ApiAccount,
    client_id: String,
    client_secret: String,
}

/// What a program asks a token with (RFC 6749, 4.4). The client may be named in the header `Authorization: Basic` instead.
#[derive(Deserialize, ToSchema)]
pub struct TokenRequest {
    /// `client_credentials`.
    grant_type: String,
    client_id: Option<String>,
    client_secret: Option<String>,
    /// Scopes with spaces between them; all that the account has if nothing is said.
    scope: Option<String>,
}

/// A token (RFC 6749, 5.1).
#[derive(Serialize, ToSchema)]
pub struct Token {
    access_token: String,
    /// `Bearer`.
    token_type: &'static str,
    /// Seconds.
    expires_in: u64,
    scope: String,
}

/// Why there is no token (RFC 6749, 5.2).
#[derive(Serialize, ToSchema)]
pub struct TokenError {
    error: &'static str,
    error_description: &'static str,
}

fn account(row: ApiAccountRow) -> ApiAccount {
    ApiAccount {
        etag: etag(row.seen),
        id: row.id.to_string(),
        name: row.name,
        comments: row.comments,
        scopes: row.scopes,
        networks: row.networks,
        enabled: row.enabled,
        expires_ms: row.expires.map(|at| at.0),
        created_ms: row.created.0,
        created_by: row.maker,
        maker_enabled: row.maker_enabled,
        used_ms: row.used.map(|at| at.0),
    }
}

fn made(made: MadeProgram) -> MadeApiAccount {
    MadeApiAccount {
        client_id: made.account.id.to_string(),
        account: account(made.account),
        client_secret: made.secret,
    }
}

pub(crate) async fn list(
    proof: Proof<rest::ListPrograms>,
    AxumState(engine): State,
) -> Result<axum::Json<ApiAccounts>, Refusal> {
    let rows = engine.programs(proof.granted).await?;
    Ok(axum::Json(ApiAccounts {
        accounts: rows.into_iter().map(account).collect(),
        scopes: Scope::all().map(|scope| scope.to_string()).collect(),
    }))
}

pub(crate) async fn view(
    proof: Proof<rest::ViewProgram>,
    AxumState(engine): State,
    Id(id): Id<ApiAccountId>,
) -> Result<One<ApiAccount>, Refusal> {
    let found = engine.programs(proof.granted).await?.into_iter().find(|row| row.id == id);
    Ok(One(account(found.ok_or_else(Fault::not_found)?)))
}

pub(crate) async fn create(
    proof: Proof<rest::CreateProgram>,
    AxumState(engine): State,
    Json(new): Json<NewApiAccount>,
) -> Result<(StatusCode, axum::Json<MadeApiAccount>), Refusal> {
    let order = ProgramOrder {
        name: Some(new.name),
        comments: Some(new.comments),
        scopes: Some(new.scopes),
        networks: Some(new.networks),
        enabled: Some(true),
        expires: Some(new.expires_ms.map(Moment)),
    };
    Ok((StatusCode::CREATED, axum::Json(made(engine.create_program(proof.granted, order).await?))))
}

pub(crate) async fn edit(
    proof: Proof<rest::EditProgram>,
    AxumState(engine): State,
    (Id(id), Json(change)): (Id<ApiAccountId>, Json<ApiAccountPatch>),
) -> Result<One<ApiAccount>, Refusal> {
    let order = ProgramOrder {
        name: change.name,
        comments: change.comments,
        scopes: change.scopes,
        networks: change.networks,
        enabled: change.enabled,
        expires: change.expires_ms.map(|at| at.map(Moment)),
    };
    Ok(One(account(engine.change_program(proof.granted, id, order).await?)))
}

pub(crate) async fn renew_secret(
    proof: Proof<rest::RenewProgramSecret>,
    AxumState(engine): State,
    Id(id): Id<ApiAccountId>,
) -> Result<axum::Json<MadeApiAccount>, Refusal> {
    Ok(axum::Json(made(engine.renew_program_secret(proof.granted, id).await?)))
}

pub(crate) async fn remove(
    proof: Proof<rest::RemoveProgram>,
    AxumState(engine): State,
    Id(id): Id<ApiAccountId>,
) -> Result<StatusCode, Refusal> {
    engine.remove_program(proof.granted, id).await?;
    Ok(StatusCode::NO_CONTENT)
}

/// Client id and secret of `Authorization: Basic` (RFC 6749, 2.3.1). Ours need no escaping.
fn basic(headers: &HeaderMap) -> Option<(String, String)> {
    let text = headers.get(header::AUTHORIZATION)?.to_str().ok()?.strip_prefix("Basic ")?;
    let text = String::from_utf8(BASE64_STANDARD.decode(text).ok()?).ok()?;
    let (id, secret) = text.split_once(':')?;
    Some((id.to_owned(), secret.to_owned()))
}

fn refused(error: &'static str, error_description: &'static str) -> Response {
    let status = if error == "invalid_client" { StatusCode::UNAUTHORIZED } else { StatusCode::BAD_REQUEST };
    let mut response = (status, axum::Json(TokenError { error, error_description })).into_response();
    if status == StatusCode::UNAUTHORIZED {
        response
            .headers_mut()
            .insert(header::WWW_AUTHENTICATE, http::HeaderValue::from_static("Basic realm=\"towline\""));
    }
    response
}

pub(crate) async fn issue_token(
    _open: Open<rest::IssueToken>,
    AxumState(engine): State,
    (From(address), headers, Form(asked)): (From, HeaderMap, Form<TokenRequest>),
) -> Result<Response, Refusal> {
    if asked.grant_type != "client_credentials" {
        return Ok(refused("unsupported_grant_type", "Only client_credentials is served."));
    }
    let client = basic(&headers).or_else(|| asked.client_id.zip(asked.client_secret));
    let Some((client, secret)) = client else {
        return Ok(refused("invalid_client", "Send client_id and client_secret, or Authorization: Basic."));
    };
    let issued = engine.issue_token(&client, &secret, asked.scope.as_deref(), address).await?;
    Ok(match issued {
        Ok(issued) => {
            let scopes: Vec<String> = issued.scopes.iter().map(|scope| scope.to_string()).collect();
            axum::Json(Token {
                access_token: issued.token,
                token_type: "Bearer",
                expires_in: issued.life.as_secs(),
                scope: scopes.join(" "),
            })
            .into_response()
        }
        Err(TokenRefusal::InvalidClient) => refused(
            "invalid_client",
            "The account is not known, its secret is wrong, or it may not be used now or from here.",
        ),
        Err(TokenRefusal::InvalidScope) => refused("invalid_scope", "The account does not have one of these scopes."),
    })
}
