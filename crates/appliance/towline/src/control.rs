//! The socket in the data directory, by which the command line asks the running appliance (ADM-10): the same operations as everybody's, as whoever is on this machine.
//!
//! SECURITY: the directory is the appliance's own (0700). Whoever can open the socket can also read and write the store and the keys beside it, so it gives nothing that they do not have.

use std::{
    io,
    net::{Ipv4Addr, SocketAddr},
    os::unix::fs::PermissionsExt as _,
    path::{Path, PathBuf},
    sync::Arc,
    time::Duration,
};

use axum::{Router, extract::ConnectInfo};
use http::Request;
use hyper::{body::Incoming, server::conn::http1};
use hyper_util::rt::{TokioIo, TokioTimer};
use tokio::{
    net::{UnixListener, UnixStream},
    sync::Semaphore,
};
use tower::ServiceExt as _;
use towline_api::CommandLine;

/// Connections at a time; each command has one.
const CONNECTIONS: usize = 16;
/// For the head of a request. A command that thinks longer connects anew.
const HEADERS: Duration = Duration::from_secs(60);

/// Where the socket of a data directory is.
pub fn address(data: &Path) -> PathBuf {
    data.join("control.sock")
}

/// Opens the socket. The store's lock is held, so what is left there is of an appliance that is gone.
///
/// # Errors
/// When it cannot be made there: the directory's path is too long for a socket, or the disk is full.
pub fn open(data: &Path) -> io::Result<UnixListener> {
    let path = address(data);
    match std::fs::remove_file(&path) {
        Err(error) if error.kind() != io::ErrorKind::NotFound => return Err(error),
        _ => {}
    }
    let listener = UnixListener::bind(&path)?;
    std::fs::set_permissions(&path, std::fs::Permissions::from_mode(0o600))?;
    Ok(listener)
}

/// Serves for as long as the program runs.
pub async fn serve(listener: UnixListener, service: Router) {
    let room = Arc::new(Semaphore::new(CONNECTIONS));
    loop {
        let Ok(permit) = Arc::clone(&room).acquire_owned().await else { return };
        let stream = match listener.accept().await {
            Ok((stream, _)) => stream,
            Err(error) => {
                tracing::warn!(%error, "the command line's socket cannot accept");
                tokio::time::sleep(Duration::from_secs(1)).await;
                continue;
            }
        };
        let Some(caller) = caller(&stream) else { continue };
        let service = service.clone();
        tokio::spawn(async move {
            let _permit = permit;
            let service = hyper::service::service_fn(move |mut request: Request<Incoming>| {
                request.extensions_mut().insert(ConnectInfo(SocketAddr::from((Ipv4Addr::LOCALHOST, 0))));
                request.extensions_mut().insert(caller.clone());
                service.clone().oneshot(request)
            });
            let mut builder = http1::Builder::new();
            builder.timer(TokioTimer::new()).header_read_timeout(HEADERS);
            if let Err(error) = builder.serve_connection(TokioIo::new(stream), service).await {
                tracing::trace!(%error, "a command's connection ended with an error");
            }
        });
    }
}

/// Who is at the other end. SECURITY: root and the appliance's own user; the kernel says so, not the caller.
fn caller(stream: &UnixStream) -> Option<CommandLine> {
    let user = stream.peer_cred().ok()?.uid();
    if user != 0 && user != rustix::process::geteuid().as_raw() {
        tracing::warn!(user, "a stranger at the command line's socket was turned away");
        return None;
    }
    let known = std::fs::read_to_string("/etc/passwd").unwrap_or_default();
    Some(CommandLine { name: name_of(&known, user).unwrap_or_else(|| format!("user {user}")) })
}

/// The name of a user of this machine, as `passwd` has it.
fn name_of(known: &str, user: u32) -> Option<String> {
    let line = known.lines().find(|line| line.split(':').nth(2).and_then(|id| id.parse().ok()) == Some(user))?;
    let name: String = line.split(':').next()?.chars().filter(|character| !character.is_control()).take(32).collect();
    (!name.is_empty()).then_some(name)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_user_of_the_machine_has_a_name_in_the_record_adm_10() {
        let known = "root:x:0:0:root:/root:/bin/sh\ntowline:x:990:990::/var/lib/towline:/bin/false\n::7:\nbroken\n";
        assert_eq!(name_of(known, 0).as_deref(), Some("root"));
        assert_eq!(name_of(known, 990).as_deref(), Some("towline"));
        assert_eq!((name_of(known, 7), name_of(known, 8)), (None, None));
    }
}
