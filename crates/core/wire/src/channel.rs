//! Credit of one direction of one channel: nothing is sent that the receiver has not made room for.

use thiserror::Error;

/// Data came that had not been granted, or more was granted than can be counted. Ends the link (`no_credit`).
#[derive(Debug, Clone, Copy, PartialEq, Eq, Error)]
#[error("data beyond the credit of its channel")]
pub struct CreditError;

/// The sender's side: how much may still be sent.
#[derive(Debug, Clone)]
pub struct SendWindow {
    available: u64,
}

impl SendWindow {
    /// A channel just opened, with its starting window in bytes.
    pub fn new(window: u32) -> Self {
        SendWindow { available: u64::from(window) }
    }

    /// Bytes that may be sent now.
    pub fn available(&self) -> usize {
        usize::try_from(self.available).unwrap_or(usize::MAX)
    }

    /// Takes credit for a payload. `false`: not enough; nothing was taken.
    pub fn take(&mut self, bytes: usize) -> bool {
        match self.available.checked_sub(bytes as u64) {
            Some(left) => {
                self.available = left;
                true
            }
            None => false,
        }
    }

    /// The other side granted more.
    pub fn grant(&mut self, bytes: u32) -> Result<(), CreditError> {
        // A peer that grants more than any window could hold is broken; 1 GiB is far above every window.
        let sum = self.available + u64::from(bytes);
        if sum > 1 << 30 {
            return Err(CreditError);
        }
        self.available = sum;
        Ok(())
    }
}

/// The receiver's side: what was granted and what of it has been consumed.
#[derive(Debug, Clone)]
pub struct ReceiveWindow {
    window: u32,
    granted: u64,
    pending: u32,
}

impl ReceiveWindow {
    /// A channel just opened, with its starting window in bytes.
    pub fn new(window: u32) -> Self {
        ReceiveWindow { window, granted: u64::from(window), pending: 0 }
    }

    /// A payload arrived.
    pub fn received(&mut self, bytes: usize) -> Result<(), CreditError> {
        self.granted = self.granted.checked_sub(bytes as u64).ok_or(CreditError)?;
        Ok(())
    }

    /// So many received bytes were consumed. Returns what to grant now, in steps of a quarter of the window.
    pub fn consumed(&mut self, bytes: usize) -> Option<u32> {
        self.pending = self.pending.saturating_add(u32::try_from(bytes).unwrap_or(u32::MAX)).min(self.window);
        if self.pending < self.window / 4 {
            return None;
        }
        let grant = std::mem::take(&mut self.pending);
        self.granted += u64::from(grant);
        Some(grant)
    }
}

#[cfg(test)]
mod tests {
    use proptest::prelude::*;

    use super::*;

    proptest! {
        #[test]
        fn a_sender_never_exceeds_what_the_receiver_allows(sizes in proptest::collection::vec(1usize..5_000, 1..200)) {
            let (mut send, mut receive) = (SendWindow::new(16_384), ReceiveWindow::new(16_384));
            let mut waiting = 0usize;
            for size in sizes {
                if send.take(size) {
                    prop_assert!(receive.received(size).is_ok());
                    waiting += size;
                } else if let Some(grant) = receive.consumed(std::mem::take(&mut waiting)) {
                    prop_assert!(send.grant(grant).is_ok());
                }
                prop_assert!(waiting <= 16_384);
            }
        }
    }

    #[test]
    fn data_without_credit_is_an_error() {
        let mut receive = ReceiveWindow::new(10);
        assert_eq!(receive.received(11), Err(CreditError));
    }
}
