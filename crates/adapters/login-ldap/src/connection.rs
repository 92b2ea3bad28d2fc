//! One connection to a directory, and searching over it with a bound on what comes back.

use std::{io, time::Duration};

use ldap3::{Ldap, LdapConnAsync, LdapConnSettings, LdapError, Scope, SearchEntry, SearchOptions};
use towline_model::{LdapSettings, LdapTransport, ProviderError, Trial};

/// For making a connection.
const CONNECT: Duration = Duration::from_secs(4);
/// For one question over it.
const OPERATION: Duration = Duration::from_secs(5);
/// The same, as the directory is told.
const OPERATION_S: i32 = 5;

/// What a directory answers where a password or an account is not right.
const INVALID_CREDENTIALS: u32 = 49;
/// Where there is no such entry.
const NO_SUCH_OBJECT: u32 = 32;
/// Where there are more entries than were asked for.
const SIZE_LIMIT: u32 = 4;

pub(crate) fn wrong(why: impl Into<String>) -> ProviderError {
    ProviderError::Wrong(why.into())
}

/// What the library says, in words for an administrator.
pub(crate) fn told(error: &LdapError) -> ProviderError {
    let unreachable = |why: &str| ProviderError::Unreachable(why.into());
    match error {
        LdapError::Io { source } if source.kind() == io::ErrorKind::InvalidData => {
            unreachable("its certificate is not trusted, or it does not speak TLS there")
        }
        LdapError::Io { .. } => unreachable("no connection"),
        LdapError::Timeout { .. } => unreachable("it takes too long"),
        LdapError::Rustls { .. } | LdapError::DNSName { .. } => unreachable("its certificate is not trusted"),
        LdapError::UrlParsing { .. } | LdapError::UnknownScheme(_) => wrong("its host name cannot be read"),
        LdapError::FilterParsing => wrong("a filter cannot be read"),
        LdapError::LdapResult { result } => refused(result.rc),
        _ => unreachable("the connection broke off"),
    }
}

fn refused(code: u32) -> ProviderError {
    match code {
        INVALID_CREDENTIALS => wrong("it does not take the account that looks for people, or its password"),
        NO_SUCH_OBJECT => wrong("there is no such base"),
        50 => wrong("the account that looks for people may not read there"),
        8 | 13 => wrong("it asks for a safer connection"),
        code => wrong(format!("it refuses with code {code}")),
    }
}

/// Connects, as nobody yet.
pub(crate) async fn connect(at: &LdapSettings) -> Result<Ldap, ProviderError> {
    let scheme = if at.transport == LdapTransport::Tls { "ldaps" } else { "ldap" };
    let mut settings = LdapConnSettings::new().set_conn_timeout(CONNECT);
    if at.transport != LdapTransport::Plain {
        let tls = towline_tls::client_config(&at.ca_pem);
        settings = settings.set_config(tls.map_err(|error| wrong(format!("its certificate authority: {error}")))?);
        settings = settings.set_starttls(at.transport == LdapTransport::StartTls);
    }
    let url = format!("{scheme}://{}:{}", at.host, at.port);
    let (connection, ldap) = LdapConnAsync::with_settings(settings, &url).await.map_err(|error| told(&error))?;
    // Ends when the last handle is gone.
    tokio::spawn(async move {
        let _broke_off = connection.drive().await;
    });
    Ok(ldap)
}

/// Connects as the account that looks for people.
pub(crate) async fn connect_to_look(at: &LdapSettings, secret: &str) -> Result<Ldap, ProviderError> {
    let mut ldap = connect(at).await?;
    if at.bind_dn.is_empty() {
        return Ok(ldap);
    }
    // SECURITY: a bind without a password is one of nobody, to which a directory says yes.
    if secret.is_empty() {
        return Err(wrong("the account that looks for people has no password here"));
    }
    let bound = ldap.with_timeout(OPERATION).simple_bind(&at.bind_dn, secret).await;
    bound.and_then(ldap3::LdapResult::success).map_err(|error| told(&error))?;
    Ok(ldap)
}

/// Whether a bind as this entry succeeds.
pub(crate) async fn binds(ldap: &mut Ldap, dn: &str, password: &str) -> Result<bool, ProviderError> {
    let answer = ldap.with_timeout(OPERATION).simple_bind(dn, password).await.map_err(|error| told(&error))?;
    match answer.rc {
        0 => Ok(true),
        // Also what directories say of accounts that are locked or may not sign in.
        INVALID_CREDENTIALS | 19 | 48 | 50 | 53 => Ok(false),
        code => Err(refused(code)),
    }
}

/// Entries that fit, at most `most`; and whether there are more.
pub(crate) async fn search(
    ldap: &mut Ldap,
    (base, scope): (&str, Scope),
    filter: &str,
    attributes: &[&str],
    most: usize,
) -> Result<(Vec<SearchEntry>, bool), ProviderError> {
    let limit = i32::try_from(most).unwrap_or(i32::MAX).saturating_add(1);
    let options = SearchOptions::new().sizelimit(limit).timelimit(OPERATION_S);
    let ldap = ldap.with_search_options(options).with_timeout(OPERATION);
    let mut stream =
        ldap.streaming_search(base, scope, filter, attributes.to_vec()).await.map_err(|error| told(&error))?;
    let mut found = Vec::new();
    while let Some(entry) = stream.next().await.map_err(|error| told(&error))? {
        // Other directories that this one names are not asked.
        if entry.is_ref() || entry.is_intermediate() {
            continue;
        }
        if found.len() == most {
            return Ok((found, true));
        }
        found.push(SearchEntry::construct(entry));
    }
    match stream.finish().await.rc {
        0 => Ok((found, false)),
        SIZE_LIMIT => Ok((found, true)),
        code => Err(refused(code)),
    }
}

pub(crate) async fn test(at: &LdapSettings, secret: &str) -> Vec<Trial> {
    let secured = match at.transport {
        LdapTransport::Tls | LdapTransport::StartTls => "over TLS",
        LdapTransport::Plain => "in the clear",
    };
    let mut trials = Vec::new();
    if let Err(error) = connect(at).await {
        return vec![Trial::fails(format!("The directory {error}."))];
    }
    trials.push(Trial::works(format!("Connected to {} {secured}.", at.host)));
    let mut ldap = match connect_to_look(at, secret).await {
        Ok(ldap) => ldap,
        Err(error) => {
            trials.push(Trial::fails(format!("The directory {error}.")));
            return trials;
        }
    };
    trials.push(Trial::works(if at.bind_dn.is_empty() {
        "People are looked for as nobody in particular.".to_owned()
    } else {
        format!("Signed in as {}.", at.bind_dn)
    }));
    let base = search(&mut ldap, (&at.base_dn, Scope::Base), "(objectClass=*)", &["1.1"], 1).await;
    trials.push(match base {
        Ok((found, _)) if !found.is_empty() => Trial::works(format!("There is {}.", at.base_dn)),
        Ok(_) => Trial::fails(format!("{} cannot be read.", at.base_dn)),
        Err(error) => Trial::fails(format!("Reading {}: the directory {error}.", at.base_dn)),
    });
    trials
}
