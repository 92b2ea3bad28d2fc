//! How much is told of what is refused.

use std::time::Duration;

use tokio::time::Instant;

const REFUSALS_PER_SECOND: u32 = 10;

/// At most so many refusals a second are told.
#[derive(Default)]
pub(super) struct Limiter {
    since: Option<Instant>,
    count: u32,
}

impl Limiter {
    pub(super) fn allows(&mut self) -> bool {
        let now = Instant::now();
        if self.since.is_none_or(|since| now.duration_since(since) >= Duration::from_secs(1)) {
            (self.since, self.count) = (Some(now), 0);
        }
        self.count += 1;
        self.count <= REFUSALS_PER_SECOND
    }
}
