//! How many session keys may be typed (SUP-2): by an address, by a network, by all the world. Only wrong ones count.
//!
//! SECURITY: the bound on all the world is what makes guessing hopeless. The bound on a network is a small share of it, in what it may at once and in what it gets back, so that nobody in one network can keep all customers from typing theirs.

use std::{
    collections::HashMap,
    net::IpAddr,
    sync::{Mutex, PoisonError},
    time::{Duration, Instant},
};

use crate::throttle::{Throttled, neighbourhood, network};

/// So many wrong ones at once, and one more each so long.
#[derive(Debug, Clone, Copy)]
struct Share {
    each: Duration,
    burst: u32,
}

/// What networks have of what all have: one in so many.
const NETWORKS: u32 = 10;
const ALL: Share = Share { each: Duration::from_secs(5), burst: 300 };
const NETWORK: Share = Share { each: ALL.each.saturating_mul(NETWORKS), burst: ALL.burst / NETWORKS };
const ADDRESS: Share = Share { each: Duration::from_secs(60), burst: 20 };
/// After so many those who have been quiet are forgotten, so that the table stays small.
const SWEEP_EVERY: u32 = 256;

/// Wrong session keys that may be typed within a span by all the world.
pub fn guesses_in(span: Duration) -> u64 {
    u64::from(ALL.burst) + span.as_secs() / ALL.each.as_secs()
}

/// What is left, as the moment from which everything is there again.
#[derive(Debug, Clone, Copy)]
struct Used {
    full: Instant,
}

impl Used {
    fn allows(self, share: Share, now: Instant) -> bool {
        self.full.max(now) + share.each <= now + share.each * share.burst
    }

    fn take(&mut self, share: Share, now: Instant) {
        self.full = self.full.max(now) + share.each;
    }

    /// Never more than everything: what came back by itself meanwhile does not come back twice.
    fn give_back(&mut self, share: Share, now: Instant) {
        self.full = self.full.checked_sub(share.each).unwrap_or(now).max(now);
    }
}

/// Who counts.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
enum Who {
    All,
    Network(IpAddr),
    Address(IpAddr),
}

/// Those who count one key that is typed.
fn counted(address: IpAddr) -> [(Who, Share); 3] {
    [(Who::Address(network(address)), ADDRESS), (Who::Network(neighbourhood(address)), NETWORK), (Who::All, ALL)]
}

/// Counts the session keys that are typed: 20 at once and one a minute from an address, 30 and one each 50 s from a network (/24, /48), [`guesses_in`] in all.
#[derive(Debug, Default)]
pub(crate) struct Guesses(Mutex<(HashMap<Who, Used>, u32)>);

impl Guesses {
    /// One is typed. What one of them refuses, none of them counts: whoever has had enough does not use up what all have.
    pub(crate) fn take(&self, address: IpAddr, now: Instant) -> Result<(), Throttled> {
        let mut table = self.0.lock().unwrap_or_else(PoisonError::into_inner);
        let (used, taken) = &mut *table;
        let counted = counted(address);
        let whole = Used { full: now };
        if !counted.iter().all(|(who, share)| used.get(who).copied().unwrap_or(whole).allows(*share, now)) {
            return Err(Throttled);
        }
        for (who, share) in counted {
            used.entry(who).or_insert(whole).take(share, now);
        }
        *taken += 1;
        if *taken >= SWEEP_EVERY {
            *taken = 0;
            used.retain(|_, used| used.full > now);
        }
        Ok(())
    }

    /// It was a right one.
    pub(crate) fn give_back(&self, address: IpAddr, now: Instant) {
        let mut table = self.0.lock().unwrap_or_else(PoisonError::into_inner);
        for (who, share) in counted(address) {
            if let Some(used) = table.0.get_mut(&who) {
                used.give_back(share, now);
            }
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn from(third: u8, last: u8) -> IpAddr {
        IpAddr::from([192, 0, third, last])
    }

    fn everybody() -> impl Iterator<Item = IpAddr> {
        (0..100).flat_map(|third| (0..10).map(move |last| from(100 + third, last)))
    }

    #[test]
    fn typed_keys_are_counted_by_address_network_and_in_all_sup_2() {
        let (guesses, now) = (Guesses::default(), Instant::now());
        let taken = |from: IpAddr| guesses.take(from, now).is_ok();
        assert_eq!((0..100).take_while(|_| taken(from(2, 1))).count(), 20);
        assert_eq!((0..100).filter(|last| taken(from(2, 100 + last))).count(), 10);
        assert_eq!(everybody().filter(|address| taken(*address)).count(), 270);
        assert!(!taken("2001:db8::1".parse().unwrap()));
    }

    #[test]
    fn one_network_cannot_keep_all_others_from_typing_their_keys_sup_2() {
        let (guesses, start) = (Guesses::default(), Instant::now());
        let honest = |now| everybody().filter(|address| guesses.take(*address, now).is_ok()).count();
        honest(start);
        // From here on a whole network tries without a pause; the world gets back 12 a minute.
        let (mut theirs, mut ours) = (0, 0);
        for tenth in 1..=360_u32 {
            let now = start + Duration::from_secs(10) * tenth;
            theirs += (0..=255).filter(|last| guesses.take(from(2, *last), now).is_ok()).count();
            let third = 100 + u8::try_from(tenth % 100).unwrap();
            ours += usize::from(guesses.take(from(third, 200), now).is_ok());
        }
        assert!(theirs <= 30 + 3600 / 50, "{theirs}");
        assert!(ours >= 330, "all but those at the beginning, who found as little as everybody: {ours}");
    }

    #[test]
    fn a_right_key_counts_for_nothing_sup_2() {
        let (guesses, now) = (Guesses::default(), Instant::now());
        for _ in 0..5000 {
            assert_eq!(guesses.take(from(2, 1), now), Ok(()));
            guesses.give_back(from(2, 1), now);
        }
        assert_eq!((0..100).take_while(|_| guesses.take(from(2, 1), now).is_ok()).count(), 20);
        guesses.give_back(from(9, 9), now);
    }

    #[test]
    fn no_more_wrong_keys_are_typed_than_the_arithmetic_counts_with_sup_2() {
        let (guesses, start) = (Guesses::default(), Instant::now());
        let span = Duration::from_secs(600);
        let (mut now, mut wrong, mut step) = (start, 0_u64, 0_u32);
        let mut open: Vec<IpAddr> = Vec::new();
        while now < start + span {
            step = step.wrapping_mul(1_664_525).wrapping_add(1_013_904_223);
            let [a, b, ..] = step.to_be_bytes();
            let address = IpAddr::from([10, a, b, 1]);
            if guesses.take(address, now).is_ok() {
                // Right ones are given back late, and in between others take theirs.
                if step & 64 == 0 {
                    open.push(address);
                } else {
                    wrong += 1;
                }
            }
            if open.len() > 20 {
                guesses.give_back(open.remove(0), now);
            }
            now += Duration::from_millis(u64::from(step >> 25));
        }
        assert!(wrong <= guesses_in(span), "{wrong}");
    }

    #[test]
    fn those_who_are_quiet_are_forgotten_sup_2() {
        let (guesses, start) = (Guesses::default(), Instant::now());
        for second in 0..2000_u32 {
            let [.., a, b] = second.to_be_bytes();
            let address = IpAddr::from([10, a, b, 1]);
            let _ = guesses.take(address, start + Duration::from_secs(u64::from(second) * 5));
        }
        assert!(guesses.0.lock().unwrap().0.len() < 700);
    }
}
