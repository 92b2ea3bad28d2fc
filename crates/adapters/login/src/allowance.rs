//! How often a program may ask (ADM-8): a bucket for each, so that one that runs wild costs the others nothing.

use std::{num::NonZeroU32, time::Duration};

use governor::{
    Quota, RateLimiter,
    clock::{Clock as _, DefaultClock},
    middleware::StateInformationMiddleware,
    state::keyed::DefaultKeyedStateStore,
};

/// Requests that may come at once.
const BURST: u32 = 200;
/// One more each.
const PERIOD: Duration = Duration::from_millis(100);

/// What is left to somebody.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Left {
    /// Requests that may come at once when nothing was used.
    pub limit: u32,
    /// Of these, how many now.
    pub remaining: u32,
    /// After how long another one may come, if none may now.
    pub wait: Option<Duration>,
}

/// Counts requests by whoever sends them. One per process.
pub struct Allowance(RateLimiter<[u8; 16], DefaultKeyedStateStore<[u8; 16]>, DefaultClock, StateInformationMiddleware>);

impl Allowance {
    /// With the usual limits: 200 at once, and 10 a second.
    pub fn new() -> Self {
        let quota = Quota::with_period(PERIOD).unwrap_or(Quota::per_second(NonZeroU32::MIN));
        let quota = quota.allow_burst(NonZeroU32::new(BURST).unwrap_or(NonZeroU32::MIN));
        Allowance(RateLimiter::keyed(quota).with_middleware::<StateInformationMiddleware>())
    }

    /// Counts a request.
    pub fn take(&self, who: [u8; 16]) -> Left {
        match self.0.check_key(&who) {
            Ok(state) => Left { limit: BURST, remaining: state.remaining_burst_capacity(), wait: None },
            Err(not_until) => {
                let wait = not_until.wait_time_from(DefaultClock::default().now());
                Left { limit: BURST, remaining: 0, wait: Some(wait.max(Duration::from_millis(1))) }
            }
        }
    }
}

impl Default for Allowance {
    fn default() -> Self {
        Allowance::new()
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn one_that_runs_wild_costs_the_others_nothing_adm_8() {
        let allowance = Allowance::new();
        let taken: Vec<Left> = (0..BURST + 20).map(|_| allowance.take([1; 16])).collect();
        assert_eq!(taken[0].remaining, BURST - 1);
        assert!(taken.last().unwrap().wait.is_some());
        assert_eq!(allowance.take([2; 16]), Left { limit: BURST, remaining: BURST - 1, wait: None });
    }
}
