//! One request to a service outside that the settings name: over TLS, without following redirects, with a bound on what comes back. In the clear only where the service itself is on this machine.

use std::{sync::Arc, time::Duration};

use bytes::Bytes;
use http::{HeaderValue, Request, Response, Uri, header};
use http_body_util::{BodyExt as _, Full, Limited};
use hyper::client::conn::http1;
use hyper_util::rt::TokioIo;
use rustls::ClientConfig;
use rustls_pki_types::ServerName;
use thiserror::Error;
use tokio::{
    io::{AsyncRead, AsyncWrite},
    net::TcpStream,
    time::timeout,
};
use tokio_rustls::TlsConnector;
use url::{Host, Url};

/// For making a connection.
const CONNECT: Duration = Duration::from_secs(4);
/// Largest answer, in bytes.
const ANSWER: usize = 512 * 1024;

/// Why there was no answer.
#[derive(Debug, Clone, PartialEq, Eq, Error)]
pub enum HttpError {
    /// An address that must be secure is not.
    #[error("{0} is not an https address")]
    NotSecure(String),
    /// Nobody answers there.
    #[error("no connection to {0}")]
    NoConnection(String),
    /// Somebody answers whom no authority speaks for.
    #[error("the certificate of {0} is not trusted")]
    NotTrusted(String),
    /// The answer broke off, or is too long.
    #[error("{0} gave no whole answer")]
    NoAnswer(String),
}

/// Sends requests to one service.
#[derive(Clone)]
pub struct Http {
    tls: Arc<ClientConfig>,
    local: bool,
}

/// Whether an address is on this machine, whoever else is on the network.
fn is_local(url: &Url) -> bool {
    match url.host() {
        Some(Host::Domain(name)) => name == "localhost",
        Some(Host::Ipv4(address)) => address.is_loopback(),
        Some(Host::Ipv6(address)) => address.is_loopback(),
        None => false,
    }
}

/// Whether a service may be at this address.
pub fn is_fit(url: &Url) -> bool {
    url.scheme() == "https" || (url.scheme() == "http" && is_local(url))
}

impl Http {
    /// To the service at this address, and to what it names as its further addresses.
    pub fn of(service: &Url, tls: Arc<ClientConfig>) -> Self {
        Http { tls, local: service.scheme() == "http" && is_local(service) }
    }

    /// Sends one request. How long that may take is the caller's affair, but for the time until there is a connection.
    ///
    /// # Errors
    /// Why there is no answer; an answer that says no is one.
    pub async fn call(&self, request: Request<Vec<u8>>) -> Result<Response<Vec<u8>>, HttpError> {
        let not_secure = || HttpError::NotSecure(request.uri().to_string().chars().take(200).collect());
        let url = Url::parse(&request.uri().to_string()).map_err(|_| not_secure())?;
        // SECURITY: what a service names as its further addresses may be no less safe than its own.
        let secure = url.scheme() == "https";
        let beside_us = self.local && url.scheme() == "http" && is_local(&url);
        if !secure && !beside_us {
            return Err(not_secure());
        }
        let host = url.host_str().unwrap_or_default().trim_matches(['[', ']']).to_owned();
        let port = url.port_or_known_default().unwrap_or(443);
        let connect = timeout(CONNECT, TcpStream::connect((host.as_str(), port))).await;
        let Ok(Ok(stream)) = connect else { return Err(HttpError::NoConnection(host)) };
        if !secure {
            return exchange(stream, &url, request).await.ok_or(HttpError::NoAnswer(host));
        }
        let name = ServerName::try_from(host.clone()).map_err(|_| HttpError::NotTrusted(host.clone()))?;
        let secured = timeout(CONNECT, TlsConnector::from(Arc::clone(&self.tls)).connect(name, stream)).await;
        let Ok(secured) = secured else { return Err(HttpError::NoConnection(host)) };
        let stream = secured.map_err(|_| HttpError::NotTrusted(host.clone()))?;
        exchange(stream, &url, request).await.ok_or(HttpError::NoAnswer(host))
    }
}

async fn exchange<S>(stream: S, url: &Url, request: Request<Vec<u8>>) -> Option<Response<Vec<u8>>>
where
    S: AsyncRead + AsyncWrite + Unpin + Send + 'static,
{
    let (mut sender, connection) = http1::handshake(TokioIo::new(stream)).await.ok()?;
    // Ends when the sender is gone, which is at the end of this function at the latest.
    tokio::spawn(connection);
    let (mut head, body) = request.into_parts();
    let path = head.uri.path_and_query().map_or("/", |path| path.as_str());
    head.uri = path.parse::<Uri>().ok()?;
    let authority = url.host_str()?.to_owned() + &url.port().map(|port| format!(":{port}")).unwrap_or_default();
    head.headers.insert(header::HOST, HeaderValue::from_str(&authority).ok()?);
    head.headers.insert(header::CONNECTION, HeaderValue::from_static("close"));
    let answer = sender.send_request(Request::from_parts(head, Full::new(Bytes::from(body)))).await.ok()?;
    let (head, body) = answer.into_parts();
    let bytes = Limited::new(body, ANSWER).collect().await.ok()?.to_bytes();
    Some(Response::from_parts(head, bytes.to_vec()))
}

#[cfg(test)]
mod tests {
    use super::*;

    fn url(text: &str) -> Url {
        Url::parse(text).unwrap()
    }

    #[test]
    fn in_the_clear_only_on_this_machine_acc_7() {
        for (text, fit) in [
            ("https://id.example", true),
            ("http://id.example", false),
            ("http://localhost:3000", true),
            ("http://127.0.0.1:3000/realm", true),
            ("http://[::1]:3000", true),
            ("http://localhost.id.example", false),
            ("ftp://localhost", false),
        ] {
            assert_eq!(is_fit(&url(text)), fit, "{text}");
        }
    }

    #[tokio::test]
    async fn a_provider_elsewhere_cannot_name_an_address_on_this_machine_in_the_clear_acc_7() {
        let http = Http::of(&url("https://id.example"), towline_tls::client_config("").unwrap());
        let request = Request::get("http://127.0.0.1:1/token").body(Vec::new()).unwrap();
        assert!(matches!(http.call(request).await, Err(HttpError::NotSecure(_))));
    }
}
