//! Security providers (ACC-7), for administrators. Their secrets come in and never go out.

use axum::extract::State as AxumState;
use http::StatusCode;
use serde::{Deserialize, Serialize};
use towline_engine::{Engine, Fault, ProviderOrder};
use towline_model::{GroupPolicyId, LdapSettings, LdapTransport, OpenIdSettings, ProviderId, ProviderSettings};
use towline_policy::rest;
use towline_store::{MappedGroup, ProviderRow};
use utoipa::ToSchema;
use zeroize::Zeroizing;

use crate::{
    body::{Id, Json},
    etag::{One, Tagged, etag},
    problem::Refusal,
    proof::Proof,
};

type State = AxumState<Engine>;

/// How a provider is asked.
#[derive(Debug, Clone, Copy, Serialize, Deserialize, ToSchema)]
#[serde(rename_all = "snake_case")]
pub enum KindOfProvider {
    /// OpenID Connect.
    OpenId,
    /// A directory: LDAP, Active Directory.
    Ldap,
}

/// How a directory is reached.
#[derive(Debug, Clone, Copy, Serialize, Deserialize, ToSchema)]
#[serde(rename_all = "snake_case")]
pub enum Transport {
    /// TLS from the first byte (`ldaps`).
    Tls,
    /// TLS after a plain beginning.
    StartTls,
    /// In the clear: everybody on the way reads the passwords.
    Plain,
}

/// Settings of a provider that speaks OpenID Connect.
#[derive(Debug, Serialize, Deserialize, ToSchema)]
#[serde(deny_unknown_fields)]
pub struct OpenIdProvider {
    /// Its address, as its own description says it.
    issuer: String,
    client_id: String,
    /// What is asked for besides `openid`.
    scopes: Vec<String>,
    username_claim: String,
    display_name_claim: String,
    /// Empty: none.
    email_claim: String,
    /// Empty: none. Points lead into objects: `realm_access.roles`.
    groups_claim: String,
    /// A certificate authority of its own in PEM form; empty: those of the system.
    ca_pem: String,
}

/// Settings of a directory.
#[derive(Debug, Serialize, Deserialize, ToSchema)]
#[serde(deny_unknown_fields)]
pub struct LdapProvider {
    host: String,
    port: u16,
    transport: Transport,
    /// A certificate authority of its own in PEM form; empty: those of the system.
    ca_pem: String,
    /// The account that looks for people; empty: nobody in particular.
    bind_dn: String,
    base_dn: String,
    /// Which entry is the person; `{username}` stands for what was typed.
    user_filter: String,
    username_attribute: String,
    display_name_attribute: String,
    /// Empty: none.
    email_attribute: String,
    /// The person's attribute with the names of the groups; empty: none.
    member_of_attribute: String,
    /// Which entries are the person's groups; `{dn}` and `{username}` stand for the person. Empty: none.
    group_filter: String,
    /// Groups within groups count as well.
    nested_groups: bool,
}

/// One of a provider's groups, and the group policy that its people get.
#[derive(Debug, Clone, Serialize, Deserialize, ToSchema)]
#[serde(deny_unknown_fields)]
pub struct GroupOfProvider {
    group: String,
    #[schema(value_type = Uuid)]
    policy_id: GroupPolicyId,
}

/// A security provider. Of `open_id` and `ldap`, the one that its kind names is there.
#[derive(Serialize, ToSchema)]
pub struct SecurityProvider {
    id: String,
    name: String,
    kind: KindOfProvider,
    enabled: bool,
    #[schema(required = false)]
    #[serde(skip_serializing_if = "Option::is_none")]
    open_id: Option<OpenIdProvider>,
    #[schema(required = false)]
    #[serde(skip_serializing_if = "Option::is_none")]
    ldap: Option<LdapProvider>,
    /// Whether it has a secret: that of the client, or the password of the account that looks for people. It is never told.
    has_secret: bool,
    /// Whether people come in who are in none of the groups.
    admits_others: bool,
    /// As of a person's last sign-in.
    groups: Vec<GroupOfProvider>,
    /// Accounts that sign in through it.
    accounts: u64,
    /// Where it must send people back to, if people visit it.
    redirect_uri: String,
    /// Send it back as `If-Match` with a change, and the change is refused if somebody else changed this meanwhile.
    #[schema(required = false)]
    #[serde(skip_serializing_if = "Option::is_none")]
    etag: Option<String>,
}

impl Tagged for SecurityProvider {
    fn etag(&self) -> Option<&str> {
        self.etag.as_deref()
    }
}

/// All security providers.
#[derive(Serialize, ToSchema)]
pub struct SecurityProviders {
    /// In the order in which they are asked and shown.
    providers: Vec<SecurityProvider>,
    /// Where providers must send people back to.
    redirect_uri: String,
}

/// A security provider to be made. Of `open_id` and `ldap`, one is there.
#[derive(Deserialize, ToSchema)]
#[serde(deny_unknown_fields)]
pub struct NewSecurityProvider {
    name: String,
    enabled: bool,
    #[serde(default)]
    open_id: Option<OpenIdProvider>,
    #[serde(default)]
    ldap: Option<LdapProvider>,
    #[serde(default)]
    secret: Option<String>,
    #[serde(default)]
    admits_others: bool,
    #[serde(default)]
    groups: Vec<GroupOfProvider>,
}

/// What to change of a security provider. Settings and groups are replaced as a whole; the kind stays.
#[derive(Deserialize, ToSchema)]
#[serde(deny_unknown_fields)]
pub struct SecurityProviderPatch {
    name: Option<String>,
    enabled: Option<bool>,
    open_id: Option<OpenIdProvider>,
    ldap: Option<LdapProvider>,
    /// Empty: takes it away.
    secret: Option<String>,
    admits_others: Option<bool>,
    groups: Option<Vec<GroupOfProvider>>,
}

/// All security providers, in an order.
#[derive(Deserialize, ToSchema)]
#[serde(deny_unknown_fields)]
pub struct SecurityProviderOrder {
    #[schema(value_type = Vec<Uuid>)]
    ids: Vec<ProviderId>,
}

/// What to try.
#[derive(Deserialize, ToSchema)]
#[serde(deny_unknown_fields)]
pub struct ProviderTestRequest {
    /// Somebody to look for in a directory.
    username: Option<String>,
}

/// One thing that was tried.
#[derive(Serialize, ToSchema)]
pub struct TrialOfProvider {
    works: bool,
    /// It works as far as can be seen, and there is something to know about it.
    warns: bool,
    /// What was tried, and what came of it.
    told: String,
}

/// What was tried.
#[derive(Serialize, ToSchema)]
pub struct ProviderTestResult {
    /// Whether everything works.
    works: bool,
    trials: Vec<TrialOfProvider>,
}

impl OpenIdProvider {
    fn told(settings: OpenIdSettings) -> Self {
        let OpenIdSettings {
            issuer,
            client_id,
            scopes,
            username_claim,
            display_name_claim,
            email_claim,
            groups_claim,
            ca_pem,
        } = settings;
        OpenIdProvider {
            issuer,
            client_id,
            scopes,
            username_claim,
            display_name_claim,
            email_claim,
            groups_claim,
            ca_pem,
        }
    }

    fn read(self) -> OpenIdSettings {
        OpenIdSettings {
            issuer: self.issuer,
            client_id: self.client_id,
            scopes: self.scopes,
            username_claim: self.username_claim,
            display_name_claim: self.display_name_claim,
            email_claim: self.email_claim,
            groups_claim: self.groups_claim,
            ca_pem: self.ca_pem,
        }
    }
}

impl LdapProvider {
    fn told(settings: LdapSettings) -> Self {
        LdapProvider {
            host: settings.host,
            port: settings.port,
            transport: match settings.transport {
                LdapTransport::Tls => Transport::Tls,
                LdapTransport::StartTls => Transport::StartTls,
                LdapTransport::Plain => Transport::Plain,
            },
            ca_pem: settings.ca_pem,
            bind_dn: settings.bind_dn,
            base_dn: settings.base_dn,
            user_filter: settings.user_filter,
            username_attribute: settings.username_attribute,
            display_name_attribute: settings.display_name_attribute,
            email_attribute: settings.email_attribute,
            member_of_attribute: settings.member_of_attribute,
            group_filter: settings.group_filter,
            nested_groups: settings.nested_groups,
        }
    }

    fn read(self) -> LdapSettings {
        LdapSettings {
            host: self.host,
            port: self.port,
            transport: match self.transport {
                Transport::Tls => LdapTransport::Tls,
                Transport::StartTls => LdapTransport::StartTls,
                Transport::Plain => LdapTransport::Plain,
            },
            ca_pem: self.ca_pem,
            bind_dn: self.bind_dn,
            base_dn: self.base_dn,
            user_filter: self.user_filter,
            username_attribute: self.username_attribute,
            display_name_attribute: self.display_name_attribute,
            email_attribute: self.email_attribute,
            member_of_attribute: self.member_of_attribute,
            group_filter: self.group_filter,
            nested_groups: self.nested_groups,
        }
    }
}

fn settings(open_id: Option<OpenIdProvider>, ldap: Option<LdapProvider>) -> Result<Option<ProviderSettings>, Fault> {
    match (open_id, ldap) {
        (Some(settings), None) => Ok(Some(ProviderSettings::OpenId(settings.read()))),
        (None, Some(settings)) => Ok(Some(ProviderSettings::Ldap(settings.read()))),
        (None, None) => Ok(None),
        (Some(_), Some(_)) => Err(Fault::invalid().field("settings", "A provider is of one kind.")),
    }
}

fn groups(list: Vec<GroupOfProvider>) -> Vec<MappedGroup> {
    list.into_iter().map(|group| MappedGroup { name: group.group, policy: group.policy_id }).collect()
}

fn provider(engine: &Engine, row: ProviderRow) -> SecurityProvider {
    let (kind, open_id, ldap) = match row.settings {
        ProviderSettings::OpenId(settings) => (KindOfProvider::OpenId, Some(OpenIdProvider::told(settings)), None),
        ProviderSettings::Ldap(settings) => (KindOfProvider::Ldap, None, Some(LdapProvider::told(settings))),
    };
    SecurityProvider {
        etag: etag(row.seen),
        id: row.id.to_string(),
        name: row.name,
        kind,
        enabled: row.enabled,
        open_id,
        ldap,
        has_secret: row.secret.is_some(),
        admits_others: row.admits_others,
        groups: row
            .groups
            .into_iter()
            .map(|group| GroupOfProvider { group: group.name, policy_id: group.policy })
            .collect(),
        accounts: row.accounts,
        redirect_uri: engine.visit_ends_at(),
    }
}

fn all(engine: &Engine, rows: Vec<ProviderRow>) -> SecurityProviders {
    let providers = rows.into_iter().map(|row| provider(engine, row)).collect();
    SecurityProviders { providers, redirect_uri: engine.visit_ends_at() }
}

pub(crate) async fn list(
    proof: Proof<rest::ListProviders>,
    AxumState(engine): State,
) -> Result<axum::Json<SecurityProviders>, Refusal> {
    let rows = engine.providers(proof.granted).await?;
    Ok(axum::Json(all(&engine, rows)))
}

pub(crate) async fn view(
    proof: Proof<rest::ViewProvider>,
    AxumState(engine): State,
    Id(id): Id<ProviderId>,
) -> Result<One<SecurityProvider>, Refusal> {
    let found = engine.providers(proof.granted).await?.into_iter().find(|row| row.id == id);
    Ok(One(provider(&engine, found.ok_or_else(Fault::not_found)?)))
}

pub(crate) async fn create(
    proof: Proof<rest::CreateProvider>,
    AxumState(engine): State,
    Json(new): Json<NewSecurityProvider>,
) -> Result<(StatusCode, axum::Json<SecurityProvider>), Refusal> {
    let order = ProviderOrder {
        name: Some(new.name),
        enabled: Some(new.enabled),
        settings: settings(new.open_id, new.ldap)?,
        secret: new.secret.map(Zeroizing::new),
        admits_others: Some(new.admits_others),
        groups: Some(groups(new.groups)),
    };
    let row = engine.create_provider(proof.granted, order).await?;
    Ok((StatusCode::CREATED, axum::Json(provider(&engine, row))))
}

pub(crate) async fn edit(
    proof: Proof<rest::EditProvider>,
    AxumState(engine): State,
    (Id(id), Json(change)): (Id<ProviderId>, Json<SecurityProviderPatch>),
) -> Result<One<SecurityProvider>, Refusal> {
    let order = ProviderOrder {
        name: change.name,
        enabled: change.enabled,
        settings: settings(change.open_id, change.ldap)?,
        secret: change.secret.map(Zeroizing::new),
        admits_others: change.admits_others,
        groups: change.groups.map(groups),
    };
    let row = engine.change_provider(proof.granted, id, order).await?;
    Ok(One(provider(&engine, row)))
}

pub(crate) async fn remove(
    proof: Proof<rest::RemoveProvider>,
    AxumState(engine): State,
    Id(id): Id<ProviderId>,
) -> Result<StatusCode, Refusal> {
    engine.remove_provider(proof.granted, id).await?;
    Ok(StatusCode::NO_CONTENT)
}

pub(crate) async fn order(
    proof: Proof<rest::OrderProviders>,
    AxumState(engine): State,
    Json(order): Json<SecurityProviderOrder>,
) -> Result<axum::Json<SecurityProviders>, Refusal> {
    let rows = engine.order_providers(proof.granted, order.ids).await?;
    Ok(axum::Json(all(&engine, rows)))
}

pub(crate) async fn test(
    proof: Proof<rest::TestProvider>,
    AxumState(engine): State,
    (Id(id), Json(asked)): (Id<ProviderId>, Json<ProviderTestRequest>),
) -> Result<axum::Json<ProviderTestResult>, Refusal> {
    let name = asked.username.unwrap_or_default();
    if name.len() > 256 {
        return Err(Fault::invalid().field("username", "Use at most 256 bytes.").into());
    }
    let test = engine.test_provider(proof.granted, id, &name).await?;
    Ok(axum::Json(ProviderTestResult {
        works: test.trials.iter().all(|trial| trial.works),
        trials: test
            .trials
            .into_iter()
            .map(|trial| TrialOfProvider { works: trial.works, warns: trial.warns, told: trial.told })
            .collect(),
    }))
}
