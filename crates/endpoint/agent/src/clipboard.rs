//! The clipboard (SCR-7): whom the helper's offers are for, until when what was put there stays, and which files are put there.

use towline_wire::v1::{ClipboardFiles, HelperClipboardFiles, helper_down};

use crate::{
    gate::Gate,
    screen::Given,
    sessions::{Done, Sessions, now_ms},
};

/// Bytes of paths in one message to the helper.
const MESSAGE: usize = 8 * 1024;

impl Sessions {
    /// After a grant, or a channel: who of this session may have offers of the clipboard, and whether what was put on it may stay (SCR-7).
    pub(crate) fn settle_clipboard(&self, session_id: &str) {
        let gate = self.gate(session_id).ok();
        let now = now_ms();
        let receivers = gate.map(|gate| gate.receivers(now)).unwrap_or_default();
        for number in self.screen_channels(session_id) {
            self.screens.offer_clipboard(number, &receivers);
            self.screens
                .settle_sound(number, |participant| gate.is_some_and(|gate| gate.hears(participant, now).is_ok()));
        }
        let gave_files = |gate: &Gate, participant| gate.gave_files(participant, now).is_ok();
        self.screens.settle_given(session_id, |given| {
            gate.is_some_and(|gate| match given.files {
                Some(_) => gave_files(gate, given.participant),
                None => gate.gave_clipboard(given.participant, now).is_ok(),
            })
        });
        if let Some((_, _, staging)) = self.file_work(session_id) {
            staging.settle(|participant| gate.is_some_and(|gate| gave_files(gate, participant)));
        }
    }

    /// Puts on the clipboard what a participant has laid down for it. The helper answers, also that there is nothing.
    pub(crate) fn put_files(
        &self,
        session: &str,
        channel: u32,
        (participant, viewer): (u32, u64),
        files: &ClipboardFiles,
    ) -> Done {
        let gate = self.gate(session).and_then(|gate| gate.gives_files(participant, now_ms()));
        if let Err(refusal) = gate.and_then(|()| self.unless_paused()) {
            return Done::Refused { participant, refusal, action: "clipboard_files" };
        }
        let staging = self.file_work(session).map(|(_, _, staging)| staging);
        let paths = staging.map(|staging| staging.paths(files.batch, participant)).unwrap_or_default();
        if !paths.is_empty() {
            let session = session.to_owned();
            self.screens.clipboard_given(Given { session, participant, files: Some(files.batch) });
        }
        let mut told =
            HelperClipboardFiles { channel, participant, viewer, number: files.number, ..Default::default() };
        let mut bytes = 0;
        for path in paths {
            bytes += path.len();
            told.paths.push(path.into());
            if bytes >= MESSAGE {
                let next = HelperClipboardFiles { paths: Vec::new(), ..told.clone() };
                self.screens.to_helper(helper_down::Body::ClipboardFiles(std::mem::replace(&mut told, next)));
                bytes = 0;
            }
        }
        told.last = true;
        self.screens.to_helper(helper_down::Body::ClipboardFiles(told));
        Done::Dealt
    }
}
