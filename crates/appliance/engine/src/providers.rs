//! Security providers (ACC-7), made and changed by administrators. Secrets are sealed before they reach the store, come out for the provider alone, and are never told to anybody.

use std::sync::Arc;

use towline_model::{
    AskedProvider, GroupPolicyId, LdapSettings, LdapTransport, OpenIdSettings, ProviderId, ProviderKind,
    ProviderSettings, Trial, VisitedProvider, group_key,
};
use towline_policy::{Granted, action};
use towline_seal::NONCE;
use towline_store::{MappedGroup, ProviderChange, ProviderRow};
use zeroize::Zeroizing;

use crate::{
    Change, Engine, Fault, FaultKind, Leaving, groups::name, policies::changed, provider_sign_in::mapped, secret,
};

/// Providers of a site.
const PROVIDERS: usize = 20;
/// Groups of one provider that are mapped.
const GROUPS: usize = 500;
/// Longest text of a setting, in bytes.
const TEXT: usize = 1024;
/// Longest list of certificates, in bytes.
const CERTIFICATES: usize = 32 * 1024;

/// What asks providers.
#[derive(Clone)]
pub struct Providers {
    /// Those that people visit.
    pub visited: Arc<dyn VisitedProvider>,
    /// Those that are asked for people and passwords.
    pub asked: Arc<dyn AskedProvider>,
}

/// A provider to be made, or what to change in one; `None` leaves it.
#[derive(Debug, Default)]
pub struct ProviderOrder {
    /// Its name.
    pub name: Option<String>,
    /// Whether people sign in through it.
    pub enabled: Option<bool>,
    /// All its settings; the kind stays.
    pub settings: Option<ProviderSettings>,
    /// Its secret; empty takes it away.
    pub secret: Option<Zeroizing<String>>,
    /// Whether people come in who are in none of the groups.
    pub admits_others: Option<bool>,
    /// All groups.
    pub groups: Option<Vec<MappedGroup>>,
}

fn checked(order: ProviderOrder) -> Result<ProviderOrder, Fault> {
    let mut fault = Fault::invalid();
    let settings = order.settings.map(|settings| match settings {
        ProviderSettings::OpenId(settings) => ProviderSettings::OpenId(open_id(settings, &mut fault)),
        ProviderSettings::Ldap(settings) => ProviderSettings::Ldap(ldap(settings, &mut fault)),
    });
    if order.secret.as_ref().is_some_and(|secret| secret.len() > TEXT) {
        fault.fields.insert("secret", "Use at most 1024 bytes.".into());
    }
    let groups = order.groups.map(|groups| {
        let trimmed = groups.into_iter().map(|group| MappedGroup { name: group.name.trim().to_owned(), ..group });
        let groups: Vec<MappedGroup> = trimmed.collect();
        if groups.len() > GROUPS {
            fault.fields.insert("groups", "Use at most 500 groups.".into());
        }
        if groups.iter().any(|group| group.name.is_empty() || group.name.len() > TEXT) {
            fault.fields.insert("groups", "Each group needs its name, of at most 1024 bytes.".into());
        }
        groups
    });
    let order = ProviderOrder { name: order.name.map(|text| name(&text, &mut fault)), settings, groups, ..order };
    if fault.fields.is_empty() { Ok(order) } else { Err(fault) }
}

/// A text in one line, and what is wrong with it.
fn line(text: &str, field: &'static str, needed: Option<&str>, fault: &mut Fault) -> String {
    let text = text.trim();
    if let Some(needed) = needed.filter(|_| text.is_empty()) {
        fault.fields.insert(field, needed.into());
    } else if text.len() > TEXT || text.chars().any(char::is_control) {
        fault.fields.insert(field, "Use at most 1024 bytes, in one line.".into());
    }
    text.to_owned()
}

fn certificates(text: &str, fault: &mut Fault) -> String {
    let text = text.trim();
    if text.len() > CERTIFICATES {
        fault.fields.insert("ca_pem", "Use at most 32 KiB.".into());
    } else if !text.is_empty() && !text.contains("-----BEGIN CERTIFICATE-----") {
        fault.fields.insert("ca_pem", "Paste certificates in PEM form, with their BEGIN and END lines.".into());
    }
    text.to_owned()
}

fn open_id(settings: OpenIdSettings, fault: &mut Fault) -> OpenIdSettings {
    let issuer = line(&settings.issuer, "issuer", Some("Enter the provider's address."), fault);
    let local = ["http://localhost", "http://127.0.0.1", "http://[::1]"];
    let on_this_machine = local.iter().any(|start| {
        issuer.strip_prefix(start).is_some_and(|rest| rest.is_empty() || rest.starts_with(':') || rest.starts_with('/'))
    });
    if !issuer.is_empty() && !issuer.starts_with("https://") && !on_this_machine {
        fault.fields.insert("issuer", "It begins with https://.".into());
    } else if issuer.contains(['?', '#', '@']) {
        fault.fields.insert("issuer", "Leave out what follows ? or #, and names before @.".into());
    }
    let scopes =
        settings.scopes.iter().map(|scope| line(scope, "scopes", None, fault)).filter(|scope| !scope.is_empty());
    let scopes: Vec<String> = scopes.take(32).collect();
    if scopes.iter().any(|scope| scope.contains(char::is_whitespace)) {
        fault.fields.insert("scopes", "Separate them by blanks.".into());
    }
    OpenIdSettings {
        issuer,
        client_id: line(&settings.client_id, "client_id", Some("Enter what the provider calls this site."), fault),
        scopes,
        username_claim: line(&settings.username_claim, "username_claim", Some("Name the claim."), fault),
        display_name_claim: line(&settings.display_name_claim, "display_name_claim", Some("Name the claim."), fault),
        email_claim: line(&settings.email_claim, "email_claim", None, fault),
        groups_claim: line(&settings.groups_claim, "groups_claim", None, fault),
        ca_pem: certificates(&settings.ca_pem, fault),
    }
}

fn ldap(settings: LdapSettings, fault: &mut Fault) -> LdapSettings {
    let host = line(&settings.host, "host", Some("Enter the directory's host name."), fault);
    if host.contains(['/', '@', '?', '#', ' ', ':']) && !host.starts_with('[') {
        fault.fields.insert("host", "Only the host name, without a port and without ldap://.".into());
    }
    if settings.port == 0 {
        fault.fields.insert("port", "1 to 65535.".into());
    }
    let user_filter = line(&settings.user_filter, "user_filter", Some("Enter a filter."), fault);
    let bracketed = |filter: &str| filter.starts_with('(') && filter.ends_with(')');
    let names_person = user_filter.contains("{username}") && bracketed(&user_filter);
    if !user_filter.is_empty() && !names_person {
        fault
            .fields
            .insert("user_filter", "A filter in brackets, with {username} where the typed name belongs.".into());
    }
    let group_filter = line(&settings.group_filter, "group_filter", None, fault);
    let names_person = group_filter.contains("{dn}") || group_filter.contains("{username}");
    let fits = names_person && bracketed(&group_filter);
    if !group_filter.is_empty() && !fits {
        fault.fields.insert("group_filter", "A filter in brackets, with {dn} or {username} for the person.".into());
    }
    let name = "Name the attribute.";
    LdapSettings {
        host,
        port: settings.port,
        transport: settings.transport,
        ca_pem: certificates(&settings.ca_pem, fault),
        bind_dn: line(&settings.bind_dn, "bind_dn", None, fault),
        base_dn: line(&settings.base_dn, "base_dn", Some("Enter where people and groups are."), fault),
        user_filter,
        username_attribute: line(&settings.username_attribute, "username_attribute", Some(name), fault),
        display_name_attribute: line(&settings.display_name_attribute, "display_name_attribute", Some(name), fault),
        email_attribute: line(&settings.email_attribute, "email_attribute", None, fault),
        member_of_attribute: line(&settings.member_of_attribute, "member_of_attribute", None, fault),
        group_filter,
        nested_groups: settings.nested_groups,
    }
}

/// What a test found.
#[derive(Debug)]
pub struct ProviderTest {
    /// What was tried, in its order.
    pub trials: Vec<Trial>,
}

impl Engine {
    /// Hands over what asks providers. The first one stays.
    pub fn attach_providers(&self, providers: Providers) {
        if self.inner.providers.set(providers).is_err() {
            tracing::error!("providers were handed over twice");
        }
    }

    pub(crate) fn ask(&self) -> Result<&Providers, Fault> {
        self.inner.providers.get().ok_or_else(Fault::internal)
    }

    /// Where a provider sends people back to.
    pub fn visit_ends_at(&self) -> String {
        format!("{}/login/callback", self.site().url)
    }

    /// A provider's secret, for the provider alone.
    pub(crate) fn provider_secret(&self, provider: &ProviderRow) -> Result<Zeroizing<String>, Fault> {
        let Some(sealed) = &provider.secret else { return Ok(Zeroizing::default()) };
        let plain = self.inner.locker.open(provider.id.uuid().as_bytes(), sealed).map_err(|error| {
            tracing::error!(%error, "a provider's secret cannot be opened");
            Fault::internal()
        })?;
        Ok(Zeroizing::new(String::from_utf8_lossy(&plain).into_owned()))
    }

    fn sealed(&self, id: ProviderId, secret: &str) -> Result<Option<Vec<u8>>, Fault> {
        if secret.is_empty() {
            return Ok(None);
        }
        let nonce = secret::random::<NONCE>()?;
        self.inner.locker.seal(id.uuid().as_bytes(), nonce, secret.as_bytes()).map(Some).map_err(|_| Fault::internal())
    }

    /// All providers, in their order.
    ///
    /// # Errors
    /// When the store fails.
    pub async fn providers(&self, _granted: Granted<action::ViewProviders>) -> Result<Vec<ProviderRow>, Fault> {
        Ok(self.inner.store.providers().await?)
    }

    pub(crate) async fn provider(&self, id: ProviderId) -> Result<ProviderRow, Fault> {
        self.inner.store.providers().await?.into_iter().find(|row| row.id == id).ok_or_else(Fault::not_found)
    }

    /// Makes a provider, at the end of the order.
    ///
    /// # Errors
    /// `invalid`, `no_longer_there`.
    pub async fn create_provider(
        &self,
        granted: Granted<action::ManageProviders>,
        order: ProviderOrder,
    ) -> Result<ProviderRow, Fault> {
        let order = checked(ProviderOrder { name: Some(order.name.unwrap_or_default()), ..order })?;
        if self.inner.store.providers().await?.len() >= PROVIDERS {
            return Err(Fault::new(FaultKind::TooMany, "too_many_providers", "There are enough of them.")
                .detail("A site has at most 20 security providers. Remove one that nobody uses."));
        }
        let id = ProviderId::from_uuid(secret::fresh_id());
        let settings = order.settings.ok_or_else(|| Fault::invalid().field("settings", "Say where it is."))?;
        let new = ProviderChange {
            name: order.name,
            enabled: order.enabled,
            settings: None,
            secret: order.secret.map(|secret| self.sealed(id, &secret)).transpose()?,
            admits_others: order.admits_others,
            groups: order.groups,
        };
        changed(self.inner.store.create_provider(self.stamp(granted.actor()), id, settings, new).await?)?;
        self.provider(id).await
    }

    /// Changes a provider. Switched off, the logins of its accounts end at once; their sessions are held.
    ///
    /// # Errors
    /// `not_found`, `invalid`, `no_longer_there`.
    pub async fn change_provider(
        &self,
        granted: Granted<action::ManageProviders>,
        id: ProviderId,
        order: ProviderOrder,
    ) -> Result<ProviderRow, Fault> {
        let old = self.provider(id).await?;
        let order = checked(order)?;
        if let Some(new) = &order.settings {
            if new.kind() != old.settings.kind() {
                return Err(Fault::invalid().field("settings", "The kind of a provider stays. Make another one."));
            }
            // SECURITY: a secret that was given for one place is not sent to another by somebody who does not know it.
            if old.secret.is_some() && order.secret.is_none() && new.place() != old.settings.place() {
                let again = "Type it again: it is kept for the address and the account that it was given for.";
                return Err(Fault::invalid().field("secret", again));
            }
        }
        let change = ProviderChange {
            name: order.name,
            enabled: order.enabled,
            settings: order.settings,
            secret: order.secret.map(|secret| self.sealed(id, &secret)).transpose()?,
            admits_others: order.admits_others,
            groups: order.groups,
        };
        let done = self.inner.store.change_provider(self.stamp(granted.actor()), id, change).await?;
        changed(done.outcome)?;
        self.logins_ended(done.ended).await;
        self.provider(id).await
    }

    /// Removes a provider: the logins of its accounts end, and these accounts cannot sign in until somebody gives them a password.
    ///
    /// # Errors
    /// `not_found`.
    pub async fn remove_provider(
        &self,
        granted: Granted<action::ManageProviders>,
        id: ProviderId,
    ) -> Result<(), Fault> {
        let done = self.inner.store.remove_provider(self.stamp(granted.actor()), id).await?;
        changed(done.outcome)?;
        self.logins_ended(done.ended).await;
        Ok(())
    }

    /// Puts all providers into an order.
    ///
    /// # Errors
    /// `no_longer_there`.
    pub async fn order_providers(
        &self,
        granted: Granted<action::ManageProviders>,
        order: Vec<ProviderId>,
    ) -> Result<Vec<ProviderRow>, Fault> {
        changed(self.inner.store.order_providers(self.stamp(granted.actor()), order).await?)?;
        Ok(self.inner.store.providers().await?)
    }

    /// Tries a provider as it is kept; of a directory, also whether it finds somebody of this name, and what they would get.
    ///
    /// # Errors
    /// `not_found`.
    pub async fn test_provider(
        &self,
        granted: Granted<action::ManageProviders>,
        id: ProviderId,
        name: &str,
    ) -> Result<ProviderTest, Fault> {
        drop(granted);
        let provider = self.provider(id).await?;
        let (secret, ask) = (self.provider_secret(&provider)?, self.ask()?);
        let trials = match &provider.settings {
            ProviderSettings::OpenId(settings) => ask.visited.test(settings, &secret, &self.visit_ends_at()).await,
            ProviderSettings::Ldap(settings) => {
                let mut trials = ask.asked.test(settings, &secret).await;
                if settings.transport == LdapTransport::Plain {
                    trials.push(Trial::fails("Passwords go over the network in the clear."));
                }
                let name = name.trim();
                if !name.is_empty()
                    && trials.iter().all(|trial| trial.works || settings.transport == LdapTransport::Plain)
                {
                    trials.extend(self.person_trials(&provider, settings, &secret, name).await?);
                }
                trials
            }
        };
        Ok(ProviderTest { trials })
    }

    async fn person_trials(
        &self,
        provider: &ProviderRow,
        settings: &LdapSettings,
        secret: &str,
        name: &str,
    ) -> Result<Vec<Trial>, Fault> {
        let found = match self.ask()?.asked.find(settings, secret, name).await {
            Err(error) => return Ok(vec![Trial::fails(format!("Looking for “{name}”: the directory {error}."))]),
            Ok(None) => {
                let told = format!("Nobody, or more than one entry, fits “{name}”. Look at the filter and the base.");
                return Ok(vec![Trial::fails(told)]);
            }
            Ok(Some(found)) => found,
        };
        let who = &found.identity;
        let mut trials = vec![Trial::works(format!(
            "“{name}” is {}: user name “{}”, called “{}”, e-mail “{}”.",
            found.dn, who.username, who.display_name, who.email
        ))];
        trials.push(if who.groups.is_empty() {
            Trial::works("It is in no group.")
        } else {
            let (first, more) = (who.groups.iter().take(20).cloned().collect::<Vec<_>>(), who.groups.len() > 20);
            Trial::works(format!("Its groups: {}{}.", first.join("; "), if more { "; and more" } else { "" }))
        });
        let policies = mapped(provider, &who.groups);
        trials.push(if !policies.is_empty() {
            Trial::works(format!("Group policies that it gets: {}.", self.policy_names(&policies).await?))
        } else if provider.admits_others {
            Trial::works("It is in none of the mapped groups, and comes in with no group policy.")
        } else {
            Trial::fails("It is in none of the mapped groups, so it is refused.")
        });
        Ok(trials)
    }

    async fn policy_names(&self, wanted: &[GroupPolicyId]) -> Result<String, Fault> {
        let all = self.inner.store.group_policies().await?;
        let names = all.into_iter().filter(|policy| wanted.contains(&policy.id)).map(|policy| policy.name);
        Ok(names.collect::<Vec<_>>().join(", "))
    }

    async fn logins_ended(&self, ended: Vec<(towline_model::LoginId, towline_model::UserId)>) {
        for (login, user) in ended {
            self.tell(Change::SignedOut(login));
            self.sessions().leave_all(user, Leaving::Hold).await;
        }
        self.tell(Change::ItemsChanged);
    }
}

/// Whether a person's group is the mapped one.
pub(crate) fn same_group(kind: ProviderKind, one: &str, other: &str) -> bool {
    group_key(kind, one) == group_key(kind, other)
}

pub(crate) fn unreachable(provider: &str) -> Fault {
    Fault::new(FaultKind::Unavailable, "provider_unreachable", format!("{provider} cannot be reached."))
        .detail("Try again in a while. Who has a password of this site can sign in as always.")
}

#[cfg(test)]
mod tests {
    use super::*;

    fn directory() -> LdapSettings {
        LdapSettings {
            host: "ldap.example".into(),
            port: 636,
            transport: LdapTransport::Tls,
            ca_pem: String::new(),
            bind_dn: String::new(),
            base_dn: "dc=example".into(),
            user_filter: "(uid={username})".into(),
            username_attribute: "uid".into(),
            display_name_attribute: "cn".into(),
            email_attribute: String::new(),
            member_of_attribute: "memberOf".into(),
            group_filter: String::new(),
            nested_groups: false,
        }
    }

    fn wrong(settings: ProviderSettings) -> Vec<&'static str> {
        match checked(ProviderOrder { settings: Some(settings), ..ProviderOrder::default() }) {
            Ok(_) => Vec::new(),
            Err(fault) => fault.fields.into_keys().collect(),
        }
    }

    #[test]
    fn what_cannot_work_is_told_at_its_field_acc_7() {
        let ldap = |change: fn(&mut LdapSettings)| {
            let mut settings = directory();
            change(&mut settings);
            wrong(ProviderSettings::Ldap(settings))
        };
        assert!(ldap(|_| ()).is_empty());
        assert_eq!(ldap(|settings| settings.host = "ldap://x".into()), ["host"]);
        assert_eq!(ldap(|settings| settings.port = 0), ["port"]);
        assert_eq!(ldap(|settings| settings.user_filter = "(uid=gina)".into()), ["user_filter"]);
        assert_eq!(ldap(|settings| settings.user_filter = "uid={username}".into()), ["user_filter"]);
        assert_eq!(ldap(|settings| settings.group_filter = "(objectClass=group)".into()), ["group_filter"]);
        assert_eq!(ldap(|settings| settings.ca_pem = "my certificate".into()), ["ca_pem"]);
        assert_eq!(ldap(|settings| settings.base_dn = "a\nb".into()), ["base_dn"]);
    }

    #[test]
    fn a_provider_elsewhere_is_reached_over_tls_only_acc_7() {
        for (issuer, fits) in [
            ("https://id.example", true),
            ("https://id.example/realms/one", true),
            ("http://localhost:3000", true),
            ("http://id.example", false),
            ("http://localhost.id.example", false),
            ("http://127.0.0.1@id.example", false),
            ("https://id.example?x=1", false),
            ("", false),
        ] {
            let settings = OpenIdSettings {
                issuer: issuer.into(),
                client_id: "towline".into(),
                scopes: vec!["profile".into()],
                username_claim: "preferred_username".into(),
                display_name_claim: "name".into(),
                email_claim: "email".into(),
                groups_claim: "groups".into(),
                ca_pem: String::new(),
            };
            assert_eq!(wrong(ProviderSettings::OpenId(settings)).is_empty(), fits, "{issuer}");
        }
    }
}
