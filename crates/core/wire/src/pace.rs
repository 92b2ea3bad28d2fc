//! How much of a file goes in one piece: what the line takes in a moment. A key stroke waits behind no more than that, and a quick line is not kept busy with small pieces (FIL-8, ADR 71).

use std::time::Duration;

use crate::payload::FILE_PIECE;

/// The shortest piece, and the first one of a channel: slow lines are not made to wait before they are known.
const LEAST: usize = 16 * 1024;
/// A piece takes the line at most so long, unless it is of the shortest.
const MOMENT: Duration = Duration::from_millis(8);
/// Shorter than this is not measured: credit comes in steps.
const MEASURED: Duration = Duration::from_millis(10);

/// One direction of a channel of files, measured at its sender by the credit that comes back: what the other end has dealt with has passed every line between the two.
#[derive(Debug, Clone)]
pub struct Pace {
    piece: usize,
    bytes: u64,
    since: Option<Duration>,
}

impl Default for Pace {
    fn default() -> Self {
        Pace { piece: LEAST, bytes: 0, since: None }
    }
}

impl Pace {
    /// The other end has dealt with so many bytes. `now`: of any clock that only goes forward.
    pub fn granted(&mut self, bytes: u32, now: Duration) {
        // How long the first ones were on their way, nobody knows.
        let Some(since) = self.since else {
            self.since = Some(now);
            return;
        };
        self.bytes = self.bytes.saturating_add(u64::from(bytes));
        let passed = now.saturating_sub(since);
        if passed < MEASURED {
            return;
        }
        let moment = u128::from(self.bytes) * MOMENT.as_nanos() / passed.as_nanos().max(1);
        (self.bytes, self.since) = (0, Some(now));
        // Credit that was held up comes all at once and tells of a quicker line than there is: so never more than twice.
        let most = usize::try_from(moment).unwrap_or(usize::MAX).min(2 * self.piece).clamp(LEAST, FILE_PIECE);
        self.piece = 1 << most.ilog2();
    }

    /// Most bytes of a file in one payload, now: a power of two from 16 KiB to [`FILE_PIECE`].
    pub fn piece(&self) -> usize {
        self.piece
    }
}

#[cfg(test)]
mod tests {
    use proptest::prelude::*;

    use super::*;

    /// The piece after so many steps of credit on a line of so many bytes in a second.
    fn after(pace: &mut Pace, steps: u32, step: u32, rate: u64, now: &mut Duration) -> usize {
        for _ in 0..steps {
            *now += Duration::from_nanos(u64::from(step) * 1_000_000_000 / rate);
            pace.granted(step, *now);
        }
        pace.piece()
    }

    #[test]
    fn a_piece_is_what_the_line_takes_in_a_moment_fil_8() {
        for (rate, piece) in [
            (100_000, 16 * 1024),
            (1_250_000, 16 * 1024),
            (12_500_000, 64 * 1024),
            (30_000_000, 128 * 1024),
            (125_000_000, 256 * 1024),
            (2_000_000_000, FILE_PIECE),
        ] {
            for step in [64 * 1024, 1024 * 1024] {
                let (mut pace, mut now) = (Pace::default(), Duration::ZERO);
                assert_eq!(after(&mut pace, 2_000, step, rate, &mut now), piece, "{rate} bytes in a second");
            }
        }
    }

    #[test]
    fn a_line_that_becomes_slow_is_believed_at_once_and_one_that_becomes_quick_step_by_step_fil_8() {
        let (mut pace, mut now) = (Pace::default(), Duration::ZERO);
        assert_eq!(pace.piece(), 16 * 1024);
        assert_eq!(after(&mut pace, 1, 1 << 20, 125_000_000, &mut now), 16 * 1024, "the first tells nothing");
        now += Duration::from_millis(3);
        assert_eq!(after(&mut pace, 1, 1 << 20, 125_000_000, &mut now), 32 * 1024);
        now += Duration::from_millis(3);
        assert_eq!(after(&mut pace, 1, 1 << 20, 125_000_000, &mut now), 64 * 1024);
        assert_eq!(after(&mut pace, 20, 1 << 20, 125_000_000, &mut now), FILE_PIECE);
        assert_eq!(after(&mut pace, 1, 1 << 20, 1_000_000, &mut now), 16 * 1024);
        // Nothing for a minute, and then all that was held up.
        now += Duration::from_secs(60);
        for _ in 0..64 {
            pace.granted(1 << 16, now);
        }
        assert_eq!(pace.piece(), 16 * 1024);
        assert_eq!(after(&mut pace, 1, 1 << 20, 100_000_000, &mut now), 32 * 1024);
    }

    proptest! {
        #[test]
        fn whatever_is_granted_and_when_a_piece_is_one_that_may_be_sent_fil_8(
            grants in proptest::collection::vec((any::<u32>(), 0..u64::MAX / 4096), 0..200),
        ) {
            let (mut pace, mut now) = (Pace::default(), Duration::ZERO);
            for (bytes, nanos) in grants {
                let before = pace.piece();
                now = now.saturating_add(Duration::from_nanos(nanos));
                pace.granted(bytes, now);
                prop_assert!((LEAST..=FILE_PIECE).contains(&pace.piece()) && pace.piece().is_power_of_two());
                prop_assert!(pace.piece() <= 2 * before);
            }
        }
    }
}
