//! How often somebody may try to sign in: per account and address, per address, and in all (ACC-5).
//!
//! Lockout protects one account from many guesses; this protects the appliance from many guessers.

use std::{
    net::{IpAddr, Ipv4Addr, Ipv6Addr},
    num::NonZeroU32,
    sync::atomic::{AtomicU32, Ordering},
    time::{Duration, Instant},
};

use governor::{DefaultDirectRateLimiter, DefaultKeyedRateLimiter, Quota, RateLimiter};
use sha2::{Digest as _, Sha256};

use crate::guesses::Guesses;

/// How long until trying makes sense again.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Throttled;

type Hashed = [u8; 16];

/// Counts attempts. One per process.
pub struct Throttle {
    both: DefaultKeyedRateLimiter<Hashed>,
    address: DefaultKeyedRateLimiter<IpAddr>,
    letters: DefaultKeyedRateLimiter<Hashed>,
    all: DefaultDirectRateLimiter,
    guesses: Guesses,
    askers: DefaultKeyedRateLimiter<IpAddr>,
    unlocks: DefaultKeyedRateLimiter<Hashed>,
    attempts: AtomicU32,
}

/// After so many attempts those who have been quiet are forgotten, so that the tables stay small.
const SWEEP_EVERY: u32 = 1024;

fn quota(per: Duration, burst: u32) -> Quota {
    Quota::with_period(per)
        .unwrap_or(Quota::per_second(NonZeroU32::MIN))
        .allow_burst(NonZeroU32::new(burst).unwrap_or(NonZeroU32::MIN))
}

impl Throttle {
    /// With the usual limits: 20 at once and one each 3 s for an account from an address, 100 and one each second from an address, 200 and 50 a second in all. An account gets 3 letters at once and one each 5 minutes.
    pub fn new() -> Self {
        Throttle {
            both: RateLimiter::keyed(quota(Duration::from_secs(3), 20)),
            address: RateLimiter::keyed(quota(Duration::from_secs(1), 100)),
            letters: RateLimiter::keyed(quota(Duration::from_secs(5 * 60), 3)),
            all: RateLimiter::direct(quota(Duration::from_millis(20), 200)),
            guesses: Guesses::default(),
            askers: RateLimiter::keyed(quota(Duration::from_secs(60), 10)),
            unlocks: RateLimiter::keyed(quota(Duration::from_secs(30), 10)),
            attempts: AtomicU32::new(0),
        }
    }

    /// Counts an attempt for this account from this address.
    ///
    /// # Errors
    /// When it is one too many.
    pub fn attempt(&self, account: &str, address: IpAddr) -> Result<(), Throttled> {
        if self.attempts.fetch_add(1, Ordering::Relaxed) % SWEEP_EVERY == SWEEP_EVERY - 1 {
            self.both.retain_recent();
            self.address.retain_recent();
            self.letters.retain_recent();
        }
        let address = network(address);
        self.all.check().map_err(|_| Throttled)?;
        self.address.check_key(&address).map_err(|_| Throttled)?;
        self.both.check_key(&hashed(account, &address.to_string())).map_err(|_| Throttled)
    }

    /// Counts a session key that somebody types (SUP-2), as [`Guesses`] has it. One that turns out to be right is given back.
    ///
    /// # Errors
    /// When it is one too many.
    pub fn guess(&self, address: IpAddr) -> Result<(), Throttled> {
        self.guesses.take(address, Instant::now())
    }

    /// The key that was typed was a right one: it counts for nothing.
    pub fn guessed_right(&self, address: IpAddr) {
        self.guesses.give_back(address, Instant::now());
    }

    /// Counts a session that somebody asks for without a key (SUP-32): 10 at once and one a minute from an address.
    ///
    /// # Errors
    /// When it is one too many.
    pub fn ask(&self, address: IpAddr) -> Result<(), Throttled> {
        if self.attempts.fetch_add(1, Ordering::Relaxed) % SWEEP_EVERY == SWEEP_EVERY - 1 {
            self.askers.retain_recent();
        }
        self.anonymous_attempt(address)?;
        self.askers.check_key(&network(address)).map_err(|_| Throttled)
    }

    /// Counts a Jump Client's password that a rep types (JMP-15): 10 at once and one each 30 s for a rep at a client, wherever the rep is.
    ///
    /// # Errors
    /// When it is one too many.
    pub fn unlock(&self, rep: &str, client: &str) -> Result<(), Throttled> {
        if self.attempts.fetch_add(1, Ordering::Relaxed) % SWEEP_EVERY == SWEEP_EVERY - 1 {
            self.unlocks.retain_recent();
        }
        self.unlocks.check_key(&hashed(rep, client)).map_err(|_| Throttled)
    }

    /// Counts a letter that somebody asks to have sent to an account, wherever they are: nobody's mailbox is filled by others.
    ///
    /// # Errors
    /// When it is one too many.
    pub fn letter(&self, account: &str) -> Result<(), Throttled> {
        self.letters.check_key(&hashed(account, "")).map_err(|_| Throttled)
    }

    /// Counts an attempt that names no account, for example at a set-up code.
    ///
    /// # Errors
    /// When it is one too many.
    pub fn anonymous_attempt(&self, address: IpAddr) -> Result<(), Throttled> {
        self.all.check().map_err(|_| Throttled)?;
        self.address.check_key(&network(address)).map_err(|_| Throttled)
    }
}

impl Default for Throttle {
    fn default() -> Self {
        Self::new()
    }
}

/// A network of IPv6 belongs to one customer, so its /64 counts as one address.
pub(crate) fn network(address: IpAddr) -> IpAddr {
    match address.to_canonical() {
        IpAddr::V4(address) => IpAddr::V4(address),
        IpAddr::V6(address) => IpAddr::V6(Ipv6Addr::from_bits(address.to_bits() & !u128::from(u64::MAX))),
    }
}

/// Whoever has many addresses usually has neighbouring ones: /24 of IPv4, /48 of IPv6.
pub(crate) fn neighbourhood(address: IpAddr) -> IpAddr {
    match address.to_canonical() {
        IpAddr::V4(address) => IpAddr::V4(Ipv4Addr::from_bits(address.to_bits() & !0xff)),
        IpAddr::V6(address) => IpAddr::V6(Ipv6Addr::from_bits(address.to_bits() & !(u128::MAX >> 48))),
    }
}

/// SECURITY: a hash of fixed length, so that long user names take no memory.
fn hashed(account: &str, address: &str) -> Hashed {
    let mut hash = Sha256::new();
    hash.update(account.trim().to_lowercase().as_bytes());
    hash.update([0]);
    hash.update(address.as_bytes());
    let mut key = [0; 16];
    key.iter_mut().zip(hash.finalize()).for_each(|(to, from)| *to = from);
    key
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn an_account_gets_few_letters_wherever_they_are_asked_for_acc_5() {
        let throttle = Throttle::new();
        assert_eq!((0..10).take_while(|_| throttle.letter("jenny").is_ok()).count(), 3);
        assert!(throttle.letter("grace").is_ok());
    }

    #[test]
    fn many_attempts_at_one_account_are_slowed_down_and_others_are_not_acc_5() {
        let throttle = Throttle::new();
        let here: IpAddr = "192.0.2.1".parse().unwrap();
        let taken = (0..60).take_while(|_| throttle.attempt("Jenny", here).is_ok()).count();
        assert!((20..30).contains(&taken), "{taken}");
        assert_eq!(throttle.attempt(" jenny ", here), Err(Throttled), "the same account, however it is typed");
        assert_eq!(throttle.attempt("sam", here), Ok(()));
        assert_eq!(throttle.attempt("jenny", "192.0.2.2".parse().unwrap()), Ok(()));
    }

    #[test]
    fn passwords_of_a_client_are_counted_by_who_types_them_jmp_15() {
        let throttle = Throttle::new();
        assert_eq!((0..50).take_while(|_| throttle.unlock("jenny", "a").is_ok()).count(), 10);
        assert_eq!((throttle.unlock("jenny", "b"), throttle.unlock("sam", "a")), (Ok(()), Ok(())));
    }

    #[test]
    fn a_network_of_ipv6_is_one_address_acc_5() {
        assert_eq!(network("2001:db8::1".parse().unwrap()), network("2001:db8::ffff:1".parse().unwrap()));
        assert_ne!(network("2001:db8::1".parse().unwrap()), network("2001:db8:0:1::1".parse().unwrap()));
        assert_eq!(network("::ffff:192.0.2.1".parse().unwrap()), "192.0.2.1".parse::<IpAddr>().unwrap());
    }
}
