//! Lets another account of this machine use the desktop's X server for a while, by its name: `xhost +si:localuser:NAME`, in its own words.
//!
//! SECURITY: of the two ways this is the tighter one. A copy of the display's secret in a file of the other account would be good for as long as the server runs, however soon the file is gone; a name
//! on the server's list gives nothing away, and nobody new comes in once it is taken off. What was there before is left as it was.

use std::{
    cell::RefCell,
    collections::BTreeMap,
    io,
    os::unix::net::UnixStream,
    rc::{Rc, Weak},
    time::Duration,
};

use tokio::{task::spawn_blocking, time::timeout};
use x11rb::{
    connection::Connection,
    protocol::xproto::{ConnectionExt, Family, HostMode},
    rust_connection::{DefaultStream, RustConnection},
};

use super::Desk;
use crate::discovery;

/// For a server that does not answer.
const PATIENCE: Duration = Duration::from_secs(5);

/// The server, and what proves the right to it.
#[derive(Clone)]
struct Server {
    display: String,
    authority: Option<String>,
}

/// An account is on the server's list. Dropping it takes it off, unless it was there before.
pub(super) struct Access {
    server: Server,
    account: String,
    added: bool,
}

thread_local! {
    /// By display and account: two programs of one account share it.
    static GIVEN: RefCell<BTreeMap<(String, String), Weak<Access>>> = const { RefCell::new(BTreeMap::new()) };
}

impl Access {
    pub(super) async fn give(desk: &Desk, account: &str) -> io::Result<Rc<Access>> {
        let key = (desk.display.clone(), account.to_owned());
        if let Some(access) = GIVEN.with_borrow(|given| given.get(&key).and_then(Weak::upgrade)) {
            return Ok(access);
        }
        let server = Server { display: desk.display.clone(), authority: desk.authority.clone() };
        let (asked, name) = (server.clone(), account.to_owned());
        let work = spawn_blocking(move || asked.add(&name));
        let added = match timeout(PATIENCE, work).await {
            Ok(done) => done.map_err(io::Error::other)??,
            Err(_) => return Err(io::ErrorKind::TimedOut.into()),
        };
        let access = Rc::new(Access { server, account: account.to_owned(), added });
        GIVEN.with_borrow_mut(|given| {
            given.retain(|_, known| known.strong_count() > 0);
            given.insert(key, Rc::downgrade(&access));
        });
        Ok(access)
    }
}

impl Drop for Access {
    fn drop(&mut self) {
        if !self.added {
            return;
        }
        let (server, account) = (self.server.clone(), std::mem::take(&mut self.account));
        // A server that does not answer must not hold the agent up.
        std::thread::spawn(move || {
            if let Err(error) = server.remove(&account) {
                tracing::warn!(%error, "an account could not be taken off the display's list");
            }
        });
    }
}

impl Server {
    fn connect(&self) -> io::Result<RustConnection> {
        let socket = discovery::socket_of(&self.display).ok_or(io::ErrorKind::InvalidInput)?;
        let stream = UnixStream::connect(socket)?;
        let (stream, _) = DefaultStream::from_unix_stream(stream)?;
        let cookie = self.authority.as_ref().and_then(|file| discovery::cookie(file.as_ref(), &self.display));
        let (name, data) = match cookie {
            Some(cookie) => (b"MIT-MAGIC-COOKIE-1".to_vec(), cookie),
            None => (Vec::new(), Vec::new()),
        };
        RustConnection::connect_to_stream_with_auth_info(stream, 0, name, data).map_err(io::Error::other)
    }

    /// `false`: it was there already.
    fn add(&self, account: &str) -> io::Result<bool> {
        let (connection, address) = (self.connect()?, address(account));
        let hosts = connection.list_hosts().map_err(io::Error::other)?.reply().map_err(io::Error::other)?.hosts;
        if hosts.iter().any(|host| host.family == Family::SERVER_INTERPRETED && host.address == address) {
            return Ok(false);
        }
        change(&connection, HostMode::INSERT, &address)?;
        Ok(true)
    }

    fn remove(&self, account: &str) -> io::Result<()> {
        change(&self.connect()?, HostMode::DELETE, &address(account))
    }
}

fn address(account: &str) -> Vec<u8> {
    [b"localuser\0", account.as_bytes()].concat()
}

fn change(connection: &RustConnection, mode: HostMode, address: &[u8]) -> io::Result<()> {
    let asked = connection.change_hosts(mode, Family::SERVER_INTERPRETED, address).map_err(io::Error::other)?;
    asked.check().map_err(io::Error::other)?;
    connection.flush().map_err(io::Error::other)
}
