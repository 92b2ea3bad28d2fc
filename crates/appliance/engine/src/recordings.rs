//! Recordings of shells for those who may have them (SHL-6).

use bytes::Bytes;
use futures_util::Stream;
use towline_model::{SessionId, ShellId};
use towline_policy::{Granted, action};

use crate::{Engine, Fault};

/// In which form a recording goes out.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum RecordingForm {
    /// With times, as asciicast v2.
    Cast,
    /// Plain lines.
    Transcript,
}

/// A recording on its way out.
pub struct ShellRecording {
    /// What its file is called, without an ending.
    pub name: String,
    pieces: tokio::sync::mpsc::Receiver<std::io::Result<Bytes>>,
}

impl ShellRecording {
    /// Its bytes, piece by piece.
    pub fn pieces(self) -> impl Stream<Item = std::io::Result<Bytes>> + Send + 'static {
        futures_util::stream::unfold(self.pieces, |mut pieces| async move { pieces.recv().await.map(|piece| (piece, pieces)) })
    }
}

impl Engine {
    /// A shell's recording, also of a session that runs: as far as it is stored.
    ///
    /// # Errors
    /// `not_found`, also for one that the caller may not have, and for one that there is not.
    pub async fn shell_recording(
        &self,
        _granted: Granted<action::ViewRecordings>,
        _session: SessionId,
        _shell: ShellId,
        _form: RecordingForm,
    ) -> Result<ShellRecording, Fault> {
        Err(Fault::not_found())
    }
}
