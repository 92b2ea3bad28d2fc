//! How many control messages a link may send: a bucket that fills by itself.

use tokio::time::Instant;

/// A bucket of permissions.
pub(crate) struct Rate {
    burst: f64,
    per_second: f64,
    left: f64,
    at: Instant,
}

impl Rate {
    pub(crate) fn new(burst: u32, per_second: u32) -> Self {
        Rate { burst: f64::from(burst), per_second: f64::from(per_second), left: f64::from(burst), at: Instant::now() }
    }

    /// Takes one. `false`: too many.
    pub(crate) fn take(&mut self) -> bool {
        let now = Instant::now();
        let filled = self.left + now.duration_since(self.at).as_secs_f64() * self.per_second;
        self.at = now;
        self.left = filled.min(self.burst) - 1.0;
        if self.left < 0.0 {
            self.left = 0.0;
            return false;
        }
        true
    }
}

#[cfg(test)]
mod tests {
    use std::time::Duration;

    use super::*;

    #[tokio::test(start_paused = true)]
    async fn a_flood_of_requests_is_stopped_and_a_busy_link_is_not_qlt_7() {
        let mut rate = Rate::new(10, 5);
        assert_eq!((0..100).filter(|_| rate.take()).count(), 10);
        tokio::time::advance(Duration::from_secs(1)).await;
        assert_eq!((0..100).filter(|_| rate.take()).count(), 5);
    }
}
