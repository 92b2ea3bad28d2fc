//! Before a desktop that asks whoever sits there is opened (SCR-20): the service is told that they are asked, and what they said.

use std::future::Future;

use tokio::io::{AsyncReadExt, AsyncWriteExt};
use tokio::net::UnixStream;
use towline_wire::encode_control;
use towline_wire::v1::helper_up::Body as Up;
use towline_wire::v1::{HelperUp, ScreenStatus};

use crate::HelperError;

/// Of `ScreenStatus`: they are asked.
const ASKS: &str = "wayland_asks";

/// Tells the service that the person is asked, and waits for `asking`, for as long as the service does: it ends this process when nobody wants the answer any more.
/// `Ok(None)`: no, for the reason that the service was told; it has closed the socket since. What it said meanwhile is unread.
///
/// # Errors
/// The socket failed.
pub async fn consent<D>(
    stream: &mut UnixStream,
    (path, desktop): (&str, &str),
    asking: impl Future<Output = Result<D, &'static str>>,
) -> Result<Option<D>, HelperError> {
    tell(stream, absent(path, desktop, ASKS)).await?;
    match asking.await {
        Ok(agreed) => Ok(Some(agreed)),
        Err(code) => {
            tell(stream, absent(path, desktop, code)).await?;
            let mut rest = [0; 4096];
            while stream.read(&mut rest).await? > 0 {}
            Ok(None)
        }
    }
}

/// A desktop that is there and does not show itself.
pub(crate) fn absent(path: &str, desktop: &str, code: &str) -> ScreenStatus {
    let [path, desktop, reason_code] = [path, desktop, code].map(str::to_owned);
    ScreenStatus { reason_code, path, desktop, ..ScreenStatus::default() }
}

async fn tell(stream: &mut UnixStream, status: ScreenStatus) -> Result<(), HelperError> {
    let frame = encode_control(&HelperUp { body: Some(Up::Status(status)) });
    let length = u32::try_from(frame.len()).unwrap_or(u32::MAX);
    stream.write_all(&[&length.to_le_bytes()[..], &frame].concat()).await?;
    Ok(())
}
