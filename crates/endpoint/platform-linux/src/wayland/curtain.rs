//! Nothing is withheld from whoever sits at a Wayland desktop (SCR-3): no protocol lets a program hold the machine's devices, or darken what it shows while it is captured.

use std::sync::Arc;
use std::time::Instant;

use towline_platform::{Curtain, CurtainAbility, CurtainError, CurtainEvent, CurtainNotice, DesktopError, Waker};

use crate::waker::EventWaker;

/// Why, on the wire.
const WHY: &str = "wayland";

/// Says that it cannot.
pub struct WaylandCurtain(Arc<EventWaker>);

impl WaylandCurtain {
    pub(crate) fn new() -> Result<WaylandCurtain, DesktopError> {
        Ok(WaylandCurtain(Arc::new(EventWaker::new()?)))
    }
}

impl Curtain for WaylandCurtain {
    fn ability(&self) -> CurtainAbility {
        CurtainAbility { input: Err(WHY), blank: Err(WHY) }
    }

    fn waker(&self) -> Arc<dyn Waker> {
        self.0.clone()
    }

    fn lock(&mut self, _notice: &CurtainNotice) -> Result<(), CurtainError> {
        Err(CurtainError::Refused(WHY))
    }

    fn blank(&mut self) -> Result<(), CurtainError> {
        Err(CurtainError::Refused(WHY))
    }

    fn is_dark(&mut self) -> Result<bool, DesktopError> {
        Ok(false)
    }

    fn lighten(&mut self) {}

    fn give_back(&mut self) {}

    fn wait(&mut self, deadline: Option<Instant>) -> Result<(), DesktopError> {
        self.0.sleep_on(Vec::new(), deadline)
    }

    fn next_event(&mut self) -> Result<Option<CurtainEvent>, DesktopError> {
        Ok(None)
    }
}
