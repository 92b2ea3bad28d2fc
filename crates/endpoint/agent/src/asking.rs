//! A desktop that asks whoever sits there (SCR-20): their no is kept until somebody in a session asks again, or the last of them is gone.

use std::time::Duration;

use towline_platform::DesktopSession;
use towline_wire::v1::ScreenStatus;

use crate::gate::Refusal;
use crate::screen::Screens;
use crate::sessions::Sessions;

/// How a desktop is got that asks.
const PATH: &str = "wayland-portal";

/// What the helper says of the person at the desktop.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) enum Says {
    /// They are asked.
    Asks,
    /// They said no, or took it back, or could not be asked.
    No,
    /// Nothing of the kind.
    Nothing,
}

impl Screens {
    pub(crate) fn says(&self) -> Says {
        let status = self.status();
        match status.reason_code.as_str() {
            _ if status.available => Says::Nothing,
            "wayland_asks" => Says::Asks,
            code if code.starts_with("wayland_") => Says::No,
            _ => Says::Nothing,
        }
    }

    /// A desktop that asks shows its person that it asks, or is shared: for no longer than anybody may come back to it.
    pub(crate) fn is_asked_in_vain(&self) -> bool {
        self.says() == Says::Asks || (self.status().path == PATH && !self.has_sessions())
    }

    /// The helper said why the desktop does not show itself. A picture that was there is over; whoever waits goes on waiting.
    pub(crate) fn declined(&self, desktop: &DesktopSession) {
        self.ended(desktop, self.status());
    }

    /// The helper died: started again by itself, it would ask again by itself.
    pub(crate) fn unanswered(&self, desktop: &DesktopSession) {
        let [reason_code, path] = ["wayland_unanswered", PATH].map(str::to_owned);
        let name = desktop.desktop.clone();
        self.ended(desktop, ScreenStatus { reason_code, path, desktop: name, ..ScreenStatus::default() });
    }

    fn ended(&self, desktop: &DesktopSession, status: ScreenStatus) {
        self.decline(Some((desktop.clone(), status.clone())));
        self.picture_ends(status, Duration::ZERO);
    }

    /// Somebody in a session asks the person there once more.
    pub(crate) fn ask_again(&self) {
        if self.helper_runs() || self.says() != Says::No {
            return;
        }
        self.decline(None);
        self.look();
        self.changed.notify_one();
    }
}

impl Sessions {
    /// The desktop's own question: whoever may look may have it asked again.
    pub(crate) fn ask_again(&self) -> Result<(), Refusal> {
        self.unless_paused()?;
        self.screens.ask_again();
        Ok(())
    }
}
