//! Security providers (ACC-7): other systems that say who somebody is. Their settings as plain data, what they say of a person, and the port through which they are asked.
//!
//! Nothing here reaches a network: adapters implement the port, the engine decides what an answer means.

use std::{future::Future, pin::Pin};

use serde::{Deserialize, Serialize};
use thiserror::Error;

/// How a provider is asked.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
pub enum ProviderKind {
    /// OpenID Connect: people sign in on a page of the provider.
    OpenId,
    /// A directory (LDAP, Active Directory): people type their password here.
    Ldap,
}

impl ProviderKind {
    /// Its stable name.
    pub const fn key(self) -> &'static str {
        match self {
            ProviderKind::OpenId => "open_id",
            ProviderKind::Ldap => "ldap",
        }
    }
}

/// Where a provider is and how it is read. No secret is in here.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(tag = "kind", rename_all = "snake_case")]
pub enum ProviderSettings {
    /// Of OpenID Connect.
    OpenId(OpenIdSettings),
    /// Of a directory.
    Ldap(LdapSettings),
}

impl ProviderSettings {
    /// How it is asked.
    pub const fn kind(&self) -> ProviderKind {
        match self {
            ProviderSettings::OpenId(_) => ProviderKind::OpenId,
            ProviderSettings::Ldap(_) => ProviderKind::Ldap,
        }
    }

    /// Where its secret is sent: a secret that was given for one place is not sent to another.
    pub fn place(&self) -> String {
        match self {
            ProviderSettings::OpenId(settings) => {
                format!("{} {}\n{}", settings.issuer, settings.client_id, settings.ca_pem)
            }
            ProviderSettings::Ldap(settings) => format!(
                "{:?} {}:{} {}\n{}",
                settings.transport, settings.host, settings.port, settings.bind_dn, settings.ca_pem
            ),
        }
    }
}

/// A provider that speaks OpenID Connect.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct OpenIdSettings {
    /// Its address; its description is below it.
    pub issuer: String,
    /// What it calls this site.
    pub client_id: String,
    /// What is asked for besides `openid`.
    pub scopes: Vec<String>,
    /// The claim that is the user name.
    pub username_claim: String,
    /// The claim that people are called by.
    pub display_name_claim: String,
    /// The claim with the e-mail address; empty: none.
    pub email_claim: String,
    /// The claim with the groups; empty: none.
    pub groups_claim: String,
    /// A certificate authority of its own in PEM form; empty: those of the system.
    pub ca_pem: String,
}

/// How a directory is reached.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum LdapTransport {
    /// TLS from the first byte (`ldaps`).
    Tls,
    /// TLS after a plain beginning.
    StartTls,
    /// In the clear: everybody on the way reads the passwords.
    Plain,
}

/// A directory.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct LdapSettings {
    /// Its host name.
    pub host: String,
    /// Its port.
    pub port: u16,
    /// How it is reached.
    pub transport: LdapTransport,
    /// A certificate authority of its own in PEM form; empty: those of the system.
    pub ca_pem: String,
    /// The account that looks for people; empty: nobody in particular.
    pub bind_dn: String,
    /// Where people and groups are.
    pub base_dn: String,
    /// Which entry is the person; `{username}` stands for what was typed.
    pub user_filter: String,
    /// The attribute that is the user name.
    pub username_attribute: String,
    /// The attribute that people are called by.
    pub display_name_attribute: String,
    /// The attribute with the e-mail address; empty: none.
    pub email_attribute: String,
    /// The person's attribute with the names of the groups; empty: none.
    pub member_of_attribute: String,
    /// Which entries are the person's groups; `{dn}` and `{username}` stand for the person. Empty: none.
    pub group_filter: String,
    /// Groups within groups count as well.
    pub nested_groups: bool,
}

/// What a provider says of somebody.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Identity {
    /// What stays the same of the person, whatever else changes.
    pub subject: String,
    /// The user name.
    pub username: String,
    /// What people call the person; may be empty.
    pub display_name: String,
    /// Where mail goes; may be empty.
    pub email: String,
    /// The groups that the person is in, by every name that they have.
    pub groups: Vec<String>,
    /// When the person last proved it, in Unix seconds, if that is told. Of a directory it is not: the password comes after.
    pub proved_at: Option<i64>,
}

/// An entry of a directory.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Found {
    /// Who it is.
    pub identity: Identity,
    /// Where it is: its distinguished name.
    pub dn: String,
}

/// Where to send somebody, and what to keep until they come back.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Visit {
    /// The page of the provider.
    pub url: String,
    /// What comes back with the person.
    pub state: String,
    /// Kept for the end of the visit; secret.
    pub kept: Kept,
}

/// What is kept of a visit.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Kept {
    /// What the provider must have signed.
    pub nonce: String,
    /// What proves that it was us who asked (PKCE).
    pub verifier: String,
}

/// Whether somebody must prove again who they are, or may come in by a login that the provider has open.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Proving {
    /// As the provider likes.
    AsUsual,
    /// Anew, now.
    Anew,
}

/// Why a provider did not answer a question.
#[derive(Debug, Clone, PartialEq, Eq, Error)]
pub enum ProviderError {
    /// It is not there, or too slow, or cannot be trusted.
    #[error("cannot be reached: {0}")]
    Unreachable(String),
    /// It answered, but not as it must.
    #[error("does not answer as it must: {0}")]
    Wrong(String),
    /// Too many ask it at the moment.
    #[error("too many sign in at the moment")]
    Busy,
}

/// One thing that was tried.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Trial {
    /// Whether it works.
    pub works: bool,
    /// It works as far as can be seen, and there is something to know about it.
    pub warns: bool,
    /// What was tried and what came of it.
    pub told: String,
}

impl Trial {
    /// Something that works.
    pub fn works(told: impl Into<String>) -> Self {
        Trial { works: true, warns: false, told: told.into() }
    }

    /// Something that works as far as can be seen, with what is to be known about it.
    pub fn warns(told: impl Into<String>) -> Self {
        Trial { works: true, warns: true, told: told.into() }
    }

    /// Something that does not.
    pub fn fails(told: impl Into<String>) -> Self {
        Trial { works: false, warns: false, told: told.into() }
    }
}

/// An answer that takes a while; every adapter bounds how long.
pub type Answer<'a, T> = Pin<Box<dyn Future<Output = Result<T, ProviderError>> + Send + 'a>>;
/// What came of trying a provider.
pub type Trials<'a> = Pin<Box<dyn Future<Output = Vec<Trial>> + Send + 'a>>;

/// Providers where people sign in on a page of the provider, and come back with what it says of them.
pub trait VisitedProvider: Send + Sync {
    /// Where to send somebody who is to come back to `back`.
    fn begin<'a>(&'a self, at: &'a OpenIdSettings, back: &'a str, proving: Proving) -> Answer<'a, Visit>;

    /// Who it is that came back with `code`. `issuer`: who the code says that it is of.
    fn finish<'a>(
        &'a self,
        at: &'a OpenIdSettings,
        secret: &'a str,
        back: &'a str,
        kept: &'a Kept,
        code: &'a str,
        issuer: Option<&'a str>,
    ) -> Answer<'a, Identity>;

    /// Tries what can be tried without a person.
    fn test<'a>(&'a self, at: &'a OpenIdSettings, secret: &'a str, back: &'a str) -> Trials<'a>;
}

/// Providers that are asked for a person and for whether a password is theirs.
pub trait AskedProvider: Send + Sync {
    /// The person of this name. `None`: there is nobody, or more than one.
    fn find<'a>(&'a self, at: &'a LdapSettings, secret: &'a str, name: &'a str) -> Answer<'a, Option<Found>>;

    /// Whether this is the password of that entry. An empty one never is.
    fn prove<'a>(&'a self, at: &'a LdapSettings, dn: &'a str, password: &'a str) -> Answer<'a, bool>;

    /// Tries the connection, the account that looks for people, and the place where they are.
    fn test<'a>(&'a self, at: &'a LdapSettings, secret: &'a str) -> Trials<'a>;
}

/// A group's name as it is compared: directories do not tell upper from lower case, nor blanks between the parts of a name.
pub fn group_key(kind: ProviderKind, name: &str) -> String {
    match kind {
        ProviderKind::OpenId => name.trim().to_owned(),
        ProviderKind::Ldap => {
            let parts: Vec<String> = name.trim().to_lowercase().split(',').map(|part| part.trim().to_owned()).collect();
            parts.join(",")
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn groups_of_a_directory_are_compared_as_directories_do_and_others_exactly_acc_7() {
        let key = |name| group_key(ProviderKind::Ldap, name);
        assert_eq!(key("CN=Help Desk, OU=Groups,DC=example"), key("cn=help desk,ou=groups,dc=EXAMPLE"));
        assert_ne!(key("cn=helpdesk"), key("cn=help desk"));
        assert_ne!(group_key(ProviderKind::OpenId, "Admins"), group_key(ProviderKind::OpenId, "admins"));
    }
}
