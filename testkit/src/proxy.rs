//! A network in between that fails once: it cuts a connection, or changes a byte, after so many bytes of one direction.

use std::sync::{Arc, Mutex, PoisonError};

use anyhow::Result;
use tokio::io::{AsyncReadExt as _, AsyncWriteExt as _};
use tokio::net::{TcpListener, TcpStream};
use tokio::task::JoinHandle;

/// What happens to the next connection that carries so many bytes in a direction.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Mishap {
    /// After how many bytes.
    pub after: u64,
    /// Of those towards the appliance; else of those from it.
    pub up: bool,
    /// One byte is changed; else the connection is cut.
    pub flips: bool,
}

/// The proxy; it ends with the test.
pub struct FaultProxy {
    pub port: u16,
    next: Arc<Mutex<Option<Mishap>>>,
    task: JoinHandle<()>,
}

impl FaultProxy {
    pub async fn start(target: u16) -> Result<Self> {
        let listener = TcpListener::bind("127.0.0.1:0").await?;
        let port = listener.local_addr()?.port();
        let next = Arc::<Mutex<Option<Mishap>>>::default();
        let waiting = next.clone();
        let task = tokio::spawn(async move {
            while let Ok((near, _)) = listener.accept().await {
                let mishap = waiting.lock().unwrap_or_else(PoisonError::into_inner).take();
                tokio::spawn(pass(near, target, mishap));
            }
        });
        Ok(FaultProxy { port, next, task })
    }

    /// The next connection has this one.
    pub fn next_has(&self, mishap: Mishap) {
        *self.next.lock().unwrap_or_else(PoisonError::into_inner) = Some(mishap);
    }
}

impl Drop for FaultProxy {
    fn drop(&mut self) {
        self.task.abort();
    }
}

async fn pass(near: TcpStream, target: u16, mishap: Option<Mishap>) {
    let Ok(far) = TcpStream::connect(("127.0.0.1", target)).await else { return };
    let _ = (near.set_nodelay(true), far.set_nodelay(true));
    let (near_read, near_write) = near.into_split();
    let (far_read, far_write) = far.into_split();
    // Whichever ends first takes both along.
    tokio::select! {
        () = copy(near_read, far_write, mishap.filter(|mishap| mishap.up)) => {}
        () = copy(far_read, near_write, mishap.filter(|mishap| !mishap.up)) => {}
    }
}

async fn copy(
    mut from: tokio::net::tcp::OwnedReadHalf,
    mut to: tokio::net::tcp::OwnedWriteHalf,
    mut mishap: Option<Mishap>,
) {
    let (mut buffer, mut passed) = (vec![0; 32 * 1024], 0_u64);
    loop {
        let Ok(read @ 1..) = from.read(&mut buffer).await else { return };
        let Some(piece) = buffer.get_mut(..read) else { return };
        if let Some(due) = mishap
            && passed + read as u64 > due.after
        {
            if !due.flips {
                return;
            }
            let place = usize::try_from(due.after.saturating_sub(passed)).unwrap_or(0);
            if let Some(byte) = piece.get_mut(place) {
                *byte ^= 0x10;
            }
            mishap = None;
        }
        passed += read as u64;
        if to.write_all(piece).await.is_err() {
            return;
        }
    }
}
