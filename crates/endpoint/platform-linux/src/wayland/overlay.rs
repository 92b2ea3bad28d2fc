//! Nothing is drawn above a Wayland desktop (SCR-14): no protocol that all of them have puts a program's pixels above every other's and lets clicks through.

use std::sync::Arc;
use std::time::Instant;

use towline_platform::{DesktopError, Ink, Lettering, Overlay, OverlayEvent, Waker};
use towline_screen::Rect;

use crate::waker::EventWaker;

/// Why, on the wire.
const WHY: &str = "wayland";

/// Says that it cannot.
pub struct WaylandOverlay(Arc<EventWaker>);

impl WaylandOverlay {
    pub(crate) fn new() -> Result<WaylandOverlay, DesktopError> {
        Ok(WaylandOverlay(Arc::new(EventWaker::new()?)))
    }
}

impl Overlay for WaylandOverlay {
    fn ability(&self) -> Result<(), &'static str> {
        Err(WHY)
    }

    fn waker(&self) -> Arc<dyn Waker> {
        self.0.clone()
    }

    fn size(&self) -> (u16, u16) {
        (0, 0)
    }

    fn first_monitor(&self) -> Rect {
        Rect::default()
    }

    fn letters(&self, _texts: &[&str], _size: u16) -> Lettering {
        Lettering::default()
    }

    fn paint(&mut self, _area: Rect, _inks: &[Ink]) -> Result<(), DesktopError> {
        Ok(())
    }

    fn take_clicks(&mut self, _area: Option<Rect>) -> Result<(), DesktopError> {
        Ok(())
    }

    fn hide(&mut self) -> Result<(), DesktopError> {
        Ok(())
    }

    fn wait(&mut self, deadline: Option<Instant>) -> Result<(), DesktopError> {
        self.0.sleep_on(Vec::new(), deadline)
    }

    fn next_event(&mut self) -> Result<Option<OverlayEvent>, DesktopError> {
        Ok(None)
    }
}
