//! The accept loop: TLS and HTTP with a bound on everything that a stranger can make us wait for or hold (docs/wire.md, "Links"; architecture, "Limits everywhere").
//!
//! What it is not: routing or rights. It hands each request to the one service, marked with the peer's address and the channel binding of its connection.

use std::{
    collections::HashMap,
    io,
    net::{IpAddr, SocketAddr},
    sync::{Arc, Mutex, PoisonError},
    time::Duration,
};

use axum::{Router, extract::ConnectInfo};
use http::{HeaderMap, Request};
use hyper::body::Incoming;
use hyper_util::{
    rt::{TokioExecutor, TokioIo, TokioTimer},
    server::{conn::auto, graceful::GracefulShutdown},
};
use rustls::ServerConfig;
use tokio::{
    net::{TcpListener, TcpStream},
    sync::{OwnedSemaphorePermit, Semaphore},
    time::timeout,
};
use tokio_rustls::TlsAcceptor;
use tower::ServiceExt as _;
use towline_links::ChannelBinding;

/// For the whole TLS handshake.
const TLS_HELLO: Duration = Duration::from_secs(5);
/// For the head of a request.
const HEADERS: Duration = Duration::from_secs(10);
/// Largest head of a request, in bytes.
const HEADER_BYTES: usize = 32 * 1024;
/// Most fields of a request's head.
const HEADER_FIELDS: usize = 64;
/// Handshakes at a time, in all: more wait in the kernel's queue, so that a storm of agents cannot starve those who are in.
const HANDSHAKES: usize = 256;
/// Handshakes at a time from one address.
const HANDSHAKES_PER_ADDRESS: usize = 64;
/// Connections in all.
const CONNECTIONS: usize = 65_536;
/// Bytes that the system takes ahead of the network on one connection, about.
const UNSENT: u32 = 128 * 1024;
/// For open requests to finish when the appliance stops. Links do not wait: they reconnect.
const DRAIN: Duration = Duration::from_secs(3);
/// After an accept that failed for want of descriptors or memory.
const EXHAUSTED: Duration = Duration::from_millis(100);

/// Which peers are proxies whose `X-Forwarded-For` is believed.
#[derive(Debug, Clone, Default)]
pub struct TrustedProxies(pub Vec<IpAddr>);

impl TrustedProxies {
    /// The address that a request came from: the peer's own, or, behind a trusted proxy, the last address in front of it that is no trusted proxy itself.
    fn origin(&self, peer: SocketAddr, headers: &HeaderMap) -> SocketAddr {
        if !self.0.contains(&peer.ip()) {
            return peer;
        }
        let forwarded = headers.get_all("x-forwarded-for").iter().filter_map(|value| value.to_str().ok());
        let hops: Vec<IpAddr> =
            forwarded.flat_map(|value| value.split(',')).map_while(|hop| hop.trim().parse().ok()).collect();
        let origin = hops.into_iter().rev().find(|hop| !self.0.contains(hop));
        origin.map_or(peer, |ip| SocketAddr::new(ip, 0))
    }
}

/// What every connection shares.
#[derive(Clone)]
struct Shared {
    tls: TlsAcceptor,
    service: Router,
    proxies: Arc<TrustedProxies>,
    handshakes: Arc<Semaphore>,
    per_address: PerAddress,
}

/// Serves until `stop` completes, then lets open requests finish for a moment.
pub async fn serve(
    listener: TcpListener,
    tls: Arc<ServerConfig>,
    service: Router,
    proxies: TrustedProxies,
    stop: impl Future<Output = ()>,
) {
    let shared = Shared {
        tls: TlsAcceptor::from(tls),
        service,
        proxies: Arc::new(proxies),
        handshakes: Arc::new(Semaphore::new(HANDSHAKES)),
        per_address: PerAddress::default(),
    };
    let connections = Arc::new(Semaphore::new(CONNECTIONS));
    let draining = GracefulShutdown::new();
    tokio::pin!(stop);
    loop {
        let Ok(room) = Arc::clone(&connections).acquire_owned().await else { break };
        let (stream, peer) = tokio::select! {
            () = &mut stop => break,
            accepted = listener.accept() => match accepted {
                Ok(accepted) => accepted,
                Err(error) => {
                    wait_after(&error).await;
                    continue;
                }
            },
        };
        let Some(turn) = shared.per_address.enter(peer.ip()) else { continue };
        let (shared, watcher) = (shared.clone(), draining.watcher());
        tokio::spawn(async move { connection(stream, peer, shared, turn, watcher, room).await });
    }
    drop(listener);
    let _ = timeout(DRAIN, draining.shutdown()).await;
}

/// A connection that broke before it was accepted is nothing; running out of descriptors is a reason to pause.
async fn wait_after(error: &io::Error) {
    use io::ErrorKind::{ConnectionAborted, ConnectionRefused, ConnectionReset};
    if !matches!(error.kind(), ConnectionAborted | ConnectionRefused | ConnectionReset) {
        tracing::warn!(%error, "cannot accept a connection");
        tokio::time::sleep(EXHAUSTED).await;
    }
}

async fn connection(
    stream: TcpStream,
    peer: SocketAddr,
    shared: Shared,
    turn: Turn,
    watcher: hyper_util::server::graceful::Watcher,
    _room: OwnedSemaphorePermit,
) {
    // A key stroke must not wait for the acknowledgement of the one before it.
    let _ = stream.set_nodelay(true);
    // Nor for what the system has taken and the network has not: of a file that waits there only so much stands before it (FIL-8).
    let _ = socket2::SockRef::from(&stream).set_tcp_notsent_lowat(UNSENT);
    let handshake = async {
        let _permit = shared.handshakes.acquire().await.ok()?;
        shared.tls.accept(stream).await.ok()
    };
    let Ok(Some(stream)) = timeout(TLS_HELLO, handshake).await else { return };
    drop(turn);
    let binding = towline_tls::channel_binding(stream.get_ref().1).map(ChannelBinding);
    let (service, proxies) = (shared.service, shared.proxies);
    let service = hyper::service::service_fn(move |mut request: Request<Incoming>| {
        let service = service.clone();
        let origin = proxies.origin(peer, request.headers());
        request.extensions_mut().insert(ConnectInfo(origin));
        if let Some(binding) = binding {
            request.extensions_mut().insert(binding);
        }
        service.oneshot(request)
    });
    let mut builder = auto::Builder::new(TokioExecutor::new());
    builder
        .http1()
        .timer(TokioTimer::new())
        .header_read_timeout(HEADERS)
        .max_buf_size(HEADER_BYTES)
        .max_headers(HEADER_FIELDS);
    builder
        .http2()
        .timer(TokioTimer::new())
        .max_header_list_size(HEADER_BYTES as u32)
        .max_concurrent_streams(100)
        .keep_alive_interval(Duration::from_secs(30))
        .keep_alive_timeout(Duration::from_secs(20));
    let serving = builder.serve_connection_with_upgrades(TokioIo::new(stream), service).into_owned();
    if let Err(error) = watcher.watch(serving).await {
        tracing::trace!(%error, "a connection ended with an error");
    }
}

/// Handshakes in progress from each address.
#[derive(Clone, Default)]
struct PerAddress(Arc<Mutex<HashMap<IpAddr, usize>>>);

/// One handshake's place; given back when dropped.
struct Turn {
    counts: PerAddress,
    address: IpAddr,
}

impl PerAddress {
    /// `None` when this address has too many handshakes in progress already. Addresses on this machine are not counted: a proxy or a test has all its connections from there.
    fn enter(&self, address: IpAddr) -> Option<Turn> {
        let mut counts = self.0.lock().unwrap_or_else(PoisonError::into_inner);
        let count = counts.entry(address).or_insert(0);
        if *count >= HANDSHAKES_PER_ADDRESS && !address.is_loopback() {
            return None;
        }
        *count += 1;
        Some(Turn { counts: self.clone(), address })
    }
}

impl Drop for Turn {
    fn drop(&mut self) {
        let mut counts = self.counts.0.lock().unwrap_or_else(PoisonError::into_inner);
        if let Some(count) = counts.get_mut(&self.address) {
            *count = count.saturating_sub(1);
            if *count == 0 {
                counts.remove(&self.address);
            }
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn headers(forwarded: &str) -> HeaderMap {
        let mut headers = HeaderMap::new();
        headers.insert("x-forwarded-for", forwarded.parse().unwrap());
        headers
    }

    #[test]
    fn a_forwarded_address_is_believed_from_a_trusted_proxy_only_ops_2() {
        let proxies = TrustedProxies(vec!["10.0.0.1".parse().unwrap(), "10.0.0.2".parse().unwrap()]);
        let cases = [
            ("192.0.2.9:5", "203.0.113.7", "192.0.2.9"),
            ("10.0.0.1:5", "203.0.113.7", "203.0.113.7"),
            ("10.0.0.1:5", "1.2.3.4, 203.0.113.7, 10.0.0.2", "203.0.113.7"),
            ("10.0.0.1:5", "no address", "10.0.0.1"),
        ];
        for (peer, forwarded, origin) in cases {
            let found = proxies.origin(peer.parse().unwrap(), &headers(forwarded));
            assert_eq!(found.ip().to_string(), origin, "{peer} {forwarded}");
        }
    }

    #[test]
    fn one_address_cannot_take_all_handshakes() {
        let counts = PerAddress::default();
        let stranger: IpAddr = "192.0.2.1".parse().unwrap();
        let turns: Vec<Turn> = std::iter::from_fn(|| counts.enter(stranger)).collect();
        assert_eq!(turns.len(), HANDSHAKES_PER_ADDRESS);
        assert!(counts.enter("192.0.2.2".parse().unwrap()).is_some());
        drop(turns);
        assert!(counts.enter(stranger).is_some());
    }
}
