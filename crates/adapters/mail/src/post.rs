//! One conversation with a mail server, command by command, so that it is known what the server refused.

use std::{net::IpAddr, time::Duration};

use lettre::transport::smtp::{
    Error,
    authentication::{Credentials, Mechanism},
    client::{AsyncSmtpConnection, Certificate, CertificateStore, TlsParameters},
    commands::{Data, Mail, Rcpt},
    extension::{ClientId, Extension, MailBodyParameter, MailParameter},
};
use tokio::net::TcpStream;
use zeroize::Zeroizing;

use crate::{
    Letter, MailError, Sender,
    error::{broken, words},
    letter::message,
    line::NoReadAhead,
};

/// For how long the server is told goodbye.
const GOODBYE: Duration = Duration::from_secs(2);

/// How the conversation is protected.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Security {
    /// TLS from the first byte.
    Tls,
    /// TLS after STARTTLS. A server that does not offer it gets nothing.
    StartTls,
    /// Not at all.
    Plain,
}

/// A mail server and how to use it.
#[derive(Debug, Clone)]
pub struct Server {
    /// Its name or address.
    pub host: String,
    /// Its port.
    pub port: u16,
    /// How the conversation is protected.
    pub security: Security,
    /// User and password, if it asks for them.
    pub login: Option<(String, Zeroizing<String>)>,
    /// Certificate authorities in PEM form; empty: those that the system trusts.
    pub authorities: String,
}

/// Whether a text holds certificate authorities that can be used.
pub fn are_authorities(pem: &str) -> bool {
    parameters("localhost".into(), pem).is_ok() && pem.contains("-----BEGIN CERTIFICATE-----")
}

fn parameters(host: String, authorities: &str) -> Result<TlsParameters, MailError> {
    let mut parameters = TlsParameters::builder(host);
    if !authorities.trim().is_empty() {
        let given = Certificate::from_pem(authorities.as_bytes()).map_err(|_| MailError::Authorities)?;
        parameters = parameters.certificate_store(CertificateStore::None).add_root_certificate(given);
    }
    parameters.build_rustls().map_err(|_| MailError::Authorities)
}

/// What this site calls itself.
fn hello(site: &str) -> ClientId {
    match site.parse() {
        Ok(IpAddr::V4(address)) => ClientId::Ipv4(address),
        Ok(IpAddr::V6(address)) => ClientId::Ipv6(address),
        Err(_) => {
            let plain = site.chars().filter(|character| character.is_ascii_alphanumeric() || ".-".contains(*character));
            ClientId::Domain(
                Some(plain.collect::<String>()).filter(|name| !name.is_empty()).unwrap_or_else(|| "localhost".into()),
            )
        }
    }
}

/// Sends a message, within `patience`. `site`: the host name of this site.
///
/// # Errors
/// [`MailError`]. When it is [`MailError::Slow`], the message may have been sent all the same.
pub async fn send(
    server: &Server,
    from: &Sender,
    letter: &Letter,
    site: &str,
    patience: Duration,
) -> Result<(), MailError> {
    let told = tokio::time::timeout(patience, converse(server, from, letter, site)).await;
    let mut connection = told.unwrap_or(Err(MailError::Slow))?;
    // The message is the server's now; a goodbye that fails changes nothing.
    let _ = tokio::time::timeout(GOODBYE, connection.quit()).await;
    Ok(())
}

async fn converse(
    server: &Server,
    from: &Sender,
    letter: &Letter,
    site: &str,
) -> Result<AsyncSmtpConnection, MailError> {
    let message = message(from, letter, site)?;
    let mut connection = connect(server, &hello(site)).await?;
    deliver(&mut connection, server, &message).await?;
    Ok(connection)
}

async fn connect(server: &Server, hello: &ClientId) -> Result<AsyncSmtpConnection, MailError> {
    let at = (server.host.as_str(), server.port);
    let tls = server.security != Security::Plain;
    let broken = |error: Error| refused_or(&error, MailError::Refused, tls);
    // The system's authorities are read from files.
    let (host, authorities) = (server.host.clone(), server.authorities.clone());
    let parameters = async || {
        tokio::task::spawn_blocking(move || parameters(host, &authorities)).await.map_err(|_| MailError::Authorities)?
    };
    match server.security {
        Security::Plain => AsyncSmtpConnection::connect_tokio1(at, None, hello, None, None).await.map_err(broken),
        Security::Tls => {
            let parameters = parameters().await?;
            AsyncSmtpConnection::connect_tokio1(at, None, hello, Some(parameters), None).await.map_err(broken)
        }
        Security::StartTls => {
            let parameters = parameters().await?;
            let stream = TcpStream::connect(at).await.map_err(|error| MailError::Unreachable(error.to_string()))?;
            let stream = Box::new(NoReadAhead(stream));
            let mut connection = AsyncSmtpConnection::connect_with_transport(stream, hello)
                .await
                .map_err(|error| refused_or(&error, MailError::Refused, false))?;
            if !connection.can_starttls() {
                return Err(MailError::NoStartTls);
            }
            connection.starttls(parameters, hello).await.map_err(broken)?;
            if connection.is_encrypted() { Ok(connection) } else { Err(MailError::Tls) }
        }
    }
}

async fn deliver(
    connection: &mut AsyncSmtpConnection,
    server: &Server,
    message: &lettre::Message,
) -> Result<(), MailError> {
    let tls = server.security != Security::Plain;
    if let Some((user, password)) = &server.login {
        let known = [Mechanism::Plain, Mechanism::Login];
        if connection.server_info().get_auth_mechanism(&known).is_none() {
            return Err(MailError::NoLogin);
        }
        let credentials = Credentials::new(user.clone(), password.as_str().to_owned());
        let answer = connection.auth(&known, &credentials).await;
        answer.map_err(|error| refused_or(&error, MailError::Login, tls))?;
    }
    let bytes = message.formatted();
    let mut options = Vec::new();
    let envelope = message.envelope();
    let foreign =
        envelope.from().into_iter().chain(envelope.to()).any(|address| !AsRef::<str>::as_ref(address).is_ascii());
    if foreign {
        if !connection.server_info().supports_feature(Extension::SmtpUtfEight) {
            return Err(MailError::Address);
        }
        options.push(MailParameter::SmtpUtfEight);
    }
    if !bytes.is_ascii() {
        options.push(MailParameter::Body(MailBodyParameter::EightBitMime));
    }
    let answer = connection.command(Mail::new(envelope.from().cloned(), options)).await;
    answer.map_err(|error| refused_or(&error, MailError::Sender, tls))?;
    for to in envelope.to() {
        let answer = connection.command(Rcpt::new(to.clone(), Vec::new())).await;
        answer.map_err(|error| refused_or(&error, MailError::Recipient, tls))?;
    }
    let answer = connection.command(Data).await;
    answer.map_err(|error| refused_or(&error, MailError::Refused, tls))?;
    let answer = connection.message(&bytes).await;
    answer.map_err(|error| refused_or(&error, MailError::Refused, tls))?;
    Ok(())
}

fn refused_or(error: &Error, refused: fn(String) -> MailError, tls: bool) -> MailError {
    if error.status().is_some() { refused(words(error)) } else { broken(error, tls) }
}
