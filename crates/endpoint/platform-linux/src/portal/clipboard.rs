//! Nothing crosses by the clipboard of a portal's desktop (SCR-7): a program that has no window there may neither read it nor own it.

use std::sync::Arc;

use bytes::Bytes;
use towline_platform::{ClipEvent, ClipFault, ClipKind, Clipboard, DesktopError, Waker};

use crate::waker::EventWaker;

/// Says that it is not to be had.
pub struct PortalClipboard {
    waker: Arc<EventWaker>,
    asked: Option<ClipKind>,
}

impl PortalClipboard {
    pub(super) fn new() -> Result<PortalClipboard, DesktopError> {
        Ok(PortalClipboard { waker: Arc::new(EventWaker::new()?), asked: None })
    }
}

impl Clipboard for PortalClipboard {
    fn waker(&self) -> Arc<dyn Waker> {
        self.waker.clone()
    }

    fn watch(&mut self, _on: bool) -> Result<(), DesktopError> {
        Ok(())
    }

    fn read(&mut self, kind: ClipKind, _most: usize) -> Result<(), DesktopError> {
        self.asked = Some(kind);
        Ok(())
    }

    fn put(&mut self, _content: Vec<(ClipKind, Bytes)>) -> Result<bool, DesktopError> {
        Ok(false)
    }

    fn clear(&mut self) -> Result<(), DesktopError> {
        Ok(())
    }

    fn wait(&mut self) -> Result<(), DesktopError> {
        match self.asked {
            Some(_) => Ok(()),
            None => self.waker.sleep_on(Vec::new(), None),
        }
    }

    fn next_event(&mut self) -> Result<Option<ClipEvent>, DesktopError> {
        Ok(self.asked.take().map(|kind| ClipEvent::Read(kind, Err(ClipFault::NoAnswer))))
    }
}
