//! *Pause all access* of the customer (SUP-22): while it is on, no frame, no input and no shell output passes. Held here, at the endpoint, so it holds whatever the appliance does.

use std::cell::Cell;

use tokio::sync::Notify;

/// Whether access is paused; shared by everything that passes something on.
#[derive(Default)]
pub(crate) struct Pause {
    on: Cell<bool>,
    changed: Notify,
}

impl Pause {
    pub(crate) fn is_on(&self) -> bool {
        self.on.get()
    }

    pub(crate) fn set(&self, on: bool) {
        if self.on.replace(on) != on {
            self.changed.notify_waiters();
        }
    }

    /// Resolves when it goes on or off.
    pub(crate) async fn changed(&self) {
        self.changed.notified().await;
    }
}
