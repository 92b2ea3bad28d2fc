//! When to try again (JMP-13): full jitter, so that ten thousand agents do not return at the same moment.

use std::time::Duration;

/// Which cap holds.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) enum Need {
    /// Nobody waits.
    Idle,
    /// A session does.
    Session,
}

/// Counts attempts since the last link that worked.
#[derive(Debug, Default)]
pub(crate) struct Backoff {
    attempts: u32,
}

impl Backoff {
    /// A link worked: the next loss begins anew.
    pub(crate) fn reset(&mut self) {
        self.attempts = 0;
    }

    /// How long to wait before the next attempt. `random` is uniform over all of `u32`; `at_least` is what the appliance asked for.
    pub(crate) fn next(&mut self, need: Need, at_least: Duration, random: u32) -> Duration {
        let (first, cap) = match need {
            Need::Session => (Duration::from_millis(100), Duration::from_secs(5)),
            Need::Idle => (Duration::from_secs(2), Duration::from_secs(20)),
        };
        let ceiling = first.saturating_mul(1 << self.attempts.min(16)).min(cap);
        self.attempts = self.attempts.saturating_add(1);
        let jittered = ceiling.mul_f64(f64::from(random) / f64::from(u32::MAX));
        // What the appliance asked for is jittered as well: it asked everybody at the same moment.
        at_least.saturating_add(jittered)
    }
}

#[cfg(test)]
mod tests {
    use proptest::prelude::*;

    use super::*;

    proptest! {
        #[test]
        fn no_wait_is_longer_than_its_cap_jmp_13(attempts in 0usize..100, random: u32, session: bool) {
            let mut backoff = Backoff::default();
            let (need, cap) = if session { (Need::Session, 5) } else { (Need::Idle, 20) };
            for _ in 0..attempts {
                backoff.next(need, Duration::ZERO, 0);
            }
            prop_assert!(backoff.next(need, Duration::ZERO, random) <= Duration::from_secs(cap));
            prop_assert!(backoff.next(need, Duration::from_secs(60), random) >= Duration::from_secs(60));
        }
    }

    #[test]
    fn the_first_retry_in_a_session_is_within_100_ms_ses_2() {
        let mut backoff = Backoff::default();
        backoff.next(Need::Session, Duration::ZERO, 1);
        backoff.reset();
        assert_eq!(backoff.next(Need::Session, Duration::ZERO, u32::MAX), Duration::from_millis(100));
    }
}
