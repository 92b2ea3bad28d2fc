//! The clipboard (SCR-7): whom the helper's offers are for, and until when what was put there stays.

use crate::sessions::{Sessions, now_ms};

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
        self.screens.settle_given(session_id, |participant| {
            gate.is_some_and(|gate| gate.gave_clipboard(participant, now).is_ok())
        });
    }
}
