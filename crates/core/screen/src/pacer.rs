//! When the next frame may be made. The viewer who sets the pace acknowledges what is on its glass; frames never wait in a queue: what changes meanwhile is one frame
//! later, and always the newest picture (SCR-30, SCR-33).
//!
//! Sans I/O: the caller brings the moments, in microseconds of a monotonic clock, and sleeps as told.

use std::collections::VecDeque;

/// Frames that may always be unacknowledged.
const ALWAYS: usize = 2;
/// Frames that may be unacknowledged on a link that is long, not slow.
const AT_MOST: usize = 16;
/// What acknowledgements may take on top of the shortest round trip before the link counts as filling up.
const QUEUE_US: u64 = 50_000;
/// 60 Hz.
const INTERVAL_US: u64 = 16_600;
/// Frames that may follow each other at once after a pause: a program that paints in two steps is not made to wait for the second.
const BURST: u64 = 3;
/// After so long without an acknowledgement one more frame goes out.
const GIVE_UP_US: u64 = 1_000_000;
/// Only frames up to this size, sent when nothing else was on its way, tell the round trip of the link itself.
const SMALL: u64 = 8 * 1024;
/// Longer acknowledgements than this beyond the shortest lower the quality.
const LATE_US: u64 = 120_000;
/// Without any, the quality is raised one step in this time.
const RAISE_US: u64 = 2_000_000;
/// Qualities of photographs, best first.
const QUALITIES: [u8; 5] = [crate::PHOTO_QUALITY, 75, 65, 50, 35];
/// Only frames from this size on tell how fast the link is.
const LARGE: u64 = 4 * 1024;
/// The link's speed is the best of so many of them.
const SAMPLES: usize = 8;
/// A frame is made when the link will have taken the ones before it in this time: earlier it would wait there, and be old when it arrives.
const AHEAD_US: u64 = 20_000;
/// Bytes of a refinement while nothing is known of the link.
const REFINE_FIRST: u64 = 32 * 1024;
/// A refinement may take the link for so long.
const REFINE_US: u64 = 60_000;

/// A picture of 1920x1080 may have a video of 4,500 kbit/s; smaller and larger ones less and more, within these bounds.
const VIDEO_PIXELS_PER_KBPS: u64 = 460;
const VIDEO_KBPS: (u64, u64) = (1_500, 8_000);
/// Below this a video is of no use, however slow the link is: frames become fewer instead.
const VIDEO_LEAST_KBPS: u64 = 250;

/// Whether a frame may be made.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Go {
    /// Now.
    Now,
    /// At this moment, or when something is acknowledged, if that is earlier.
    At(u64),
}

#[derive(Debug, Clone, Copy)]
struct Flight {
    frame: u64,
    sent_us: u64,
    bytes: u64,
    /// Nothing else was on its way.
    alone: bool,
}

/// The pace of one stream.
#[derive(Debug)]
pub struct Pacer {
    flights: VecDeque<Flight>,
    newest: u64,
    /// The earliest moment at which the rate allows one more frame, if there had been no pause.
    allowed_us: u64,
    round_trip_us: Option<u64>,
    /// Bytes a second, newest last.
    speeds: VecDeque<u64>,
    /// When the last acknowledgement came.
    acknowledged_us: u64,
    /// When the link will have taken all that was sent, as far as its speed is known.
    link_free_us: u64,
    quality: usize,
    quality_us: u64,
    late: bool,
}

impl Default for Pacer {
    fn default() -> Self {
        Pacer::new()
    }
}

impl Pacer {
    /// Nothing sent yet.
    pub fn new() -> Pacer {
        Pacer {
            flights: VecDeque::new(),
            newest: 0,
            allowed_us: 0,
            round_trip_us: None,
            speeds: VecDeque::new(),
            acknowledged_us: 0,
            link_free_us: 0,
            quality: 0,
            quality_us: 0,
            late: false,
        }
    }

    /// Whether a frame may be made now.
    pub fn go(&self, now_us: u64) -> Go {
        let rate = self.allowed_us.saturating_sub((BURST - 1) * INTERVAL_US);
        if now_us < rate {
            return Go::At(rate);
        }
        let Some(oldest) = self.flights.front() else { return Go::Now };
        let long = oldest.sent_us + self.round_trip_us() + QUEUE_US;
        let ahead = self.link_free_us.saturating_sub(AHEAD_US);
        if now_us < ahead {
            return Go::At(ahead);
        }
        if self.flights.len() < ALWAYS || (now_us < long && self.flights.len() < AT_MOST) {
            return Go::Now;
        }
        let give_up = self.flights.back().map_or(now_us, |newest| newest.sent_us + GIVE_UP_US);
        if now_us >= give_up { Go::Now } else { Go::At(give_up) }
    }

    /// Whether everything sent is on the glass.
    pub fn is_settled(&self) -> bool {
        self.flights.is_empty()
    }

    /// A frame was sent to whoever sets the pace.
    pub fn sent(&mut self, frame: u64, bytes: usize, now_us: u64) {
        // More than allowed only after nobody acknowledged for long: the newest then stands for all.
        if self.flights.len() >= AT_MOST || self.flights.back().is_some_and(|f| now_us >= f.sent_us + GIVE_UP_US) {
            self.flights.drain(..self.flights.len().saturating_sub(1));
        }
        self.passed(frame);
        let alone = self.flights.is_empty();
        let takes_us = self.bytes_per_second().map_or(0, |speed| bytes as u64 * 1_000_000 / speed.max(1));
        // A speed that was measured too low must not stop the stream for longer than silence would.
        self.link_free_us = self.link_free_us.max(now_us).saturating_add(takes_us.min(GIVE_UP_US));
        self.flights.push_back(Flight { frame, sent_us: now_us, bytes: bytes as u64, alone });
        self.allowed_us = self.allowed_us.max(now_us) + INTERVAL_US;
    }

    /// This frame, and all before it, are on the glass. Numbers that were never sent are ignored.
    pub fn painted(&mut self, frame: u64, now_us: u64) {
        if frame > self.newest {
            return;
        }
        let mut bytes = 0;
        while let Some(flight) = self.flights.front().copied().filter(|flight| flight.frame <= frame) {
            self.flights.pop_front();
            bytes += flight.bytes;
            if flight.frame == frame {
                let took_us = now_us.saturating_sub(flight.sent_us);
                self.measure_round_trip(took_us, flight.alone && flight.bytes <= SMALL);
                self.measure_speed(took_us, bytes, flight.alone, now_us);
                self.measure_quality(took_us, now_us);
            }
        }
        self.acknowledged_us = now_us;
        if self.flights.is_empty() {
            self.link_free_us = 0;
        }
    }

    /// A frame was sent that the pace does not wait for: a KEY frame for a viewer who joins.
    pub fn passed(&mut self, frame: u64) {
        self.newest = self.newest.max(frame);
    }

    /// Quality of photographs that the link can bear.
    pub fn photo_quality(&self) -> u8 {
        QUALITIES.get(self.quality).copied().unwrap_or(crate::PHOTO_QUALITY)
    }

    /// Bytes that a refinement may have without keeping live damage waiting.
    pub fn refine_bytes(&self) -> usize {
        let bytes = self.bytes_per_second().map_or(REFINE_FIRST, |rate| rate.saturating_mul(REFINE_US) / 1_000_000);
        usize::try_from(bytes.max(LARGE)).unwrap_or(usize::MAX).min(crate::REFINE_LIMIT)
    }

    /// Thousands of bits a second that a video may have beside everything else, in a picture of so many pixels: enough to look well, and two thirds of a slow link.
    pub fn video_kbps(&self, area: usize) -> u32 {
        let wanted = (area as u64 / VIDEO_PIXELS_PER_KBPS).clamp(VIDEO_KBPS.0, VIDEO_KBPS.1);
        let bearable = self.bytes_per_second().map_or(wanted, |rate| rate.saturating_mul(8) * 2 / 3 / 1000);
        u32::try_from(wanted.min(bearable).max(VIDEO_LEAST_KBPS)).unwrap_or(u32::MAX)
    }

    /// The time from sending to the glass and back on an empty link; 0 while unknown.
    pub fn round_trip_us(&self) -> u64 {
        self.round_trip_us.unwrap_or(0)
    }

    /// A queue of our own making must not count as the link's length: only lone, small frames may raise it.
    fn measure_round_trip(&mut self, took_us: u64, clean: bool) {
        self.round_trip_us = match self.round_trip_us {
            Some(known) if took_us < known => Some(took_us),
            Some(known) if clean => Some((known * 7 + took_us) / 8),
            None if clean => Some(took_us),
            known => known,
        };
    }

    /// The best of the last samples: one that was taken while the link stood idle is too low.
    fn bytes_per_second(&self) -> Option<u64> {
        self.speeds.iter().max().copied()
    }

    fn measure_speed(&mut self, took_us: u64, bytes: u64, alone: bool, now_us: u64) {
        if bytes < LARGE {
            return;
        }
        // Behind others, a frame's bytes arrived between the acknowledgement before and its own.
        let busy_us = match alone {
            true => took_us.saturating_sub(self.round_trip_us()),
            false => now_us.saturating_sub(self.acknowledged_us),
        };
        if self.speeds.len() >= SAMPLES {
            self.speeds.pop_front();
        }
        self.speeds.push_back(bytes.saturating_mul(1_000_000) / busy_us.max(1_000));
    }

    fn measure_quality(&mut self, took_us: u64, now_us: u64) {
        let queued_us = took_us.saturating_sub(self.round_trip_us());
        self.late |= queued_us > LATE_US;
        let patience = if self.late { self.round_trip_us() + LATE_US } else { RAISE_US };
        if now_us < self.quality_us + patience {
            return;
        }
        self.quality_us = now_us;
        self.quality = match std::mem::take(&mut self.late) {
            true => (self.quality + 1).min(QUALITIES.len() - 1),
            false => self.quality.saturating_sub(1),
        };
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn what_changes_after_a_pause_is_sent_at_once_scr_30() {
        let mut pacer = Pacer::new();
        assert_eq!(pacer.go(5_000_000), Go::Now);
        pacer.sent(1, 300, 5_000_000);
        assert_eq!(pacer.go(5_000_100), Go::Now);
        pacer.painted(1, 5_006_000);
        assert!(pacer.is_settled());
    }

    #[test]
    fn a_fast_link_sees_sixty_frames_a_second_and_no_more() {
        let (mut pacer, mut now, mut frames) = (Pacer::new(), 1_000_000, 0);
        while now < 2_000_000 {
            match pacer.go(now) {
                Go::Now => {
                    frames += 1;
                    pacer.sent(frames, 1000, now);
                    pacer.painted(frames, now + 1_000);
                }
                Go::At(moment) => now = moment,
            }
        }
        assert!((58..=64).contains(&frames), "{frames}");
    }

    /// Plays a log that never ends over a link with a speed and a one-way delay; returns how long a change takes from its key stroke to the glass, sorted.
    fn play(bytes: u64, bytes_per_second: u64, delay_us: u64) -> (Pacer, Vec<u64>) {
        let (mut pacer, mut now, mut frame) = (Pacer::new(), 0u64, 0);
        let (mut link_free, mut acks, mut change, mut times) = (0u64, VecDeque::new(), 0, Vec::new());
        while now < 60_000_000 {
            while let Some((number, at)) = acks.front().copied().filter(|&(_, at)| at <= now) {
                pacer.painted(number, at);
                acks.pop_front();
            }
            let next_ack = acks.front().map_or(u64::MAX, |&(_, at)| at);
            match pacer.go(now) {
                Go::Now => {
                    frame += 1;
                    link_free = link_free.max(now) + bytes * 1_000_000 / bytes_per_second;
                    let shown = link_free + delay_us;
                    acks.push_back((frame, shown + delay_us));
                    pacer.sent(frame, bytes as usize, now);
                    while change + delay_us <= now {
                        times.push(shown - change);
                        change += 37_000;
                    }
                }
                Go::At(moment) => now = moment.min(next_ack).max(now + 1),
            }
        }
        times.sort_unstable();
        (pacer, times)
    }

    #[test]
    fn a_slow_link_keeps_no_backlog_and_shows_typing_soon_scr_33() {
        // 1 Mbit/s, 100 ms there and back, a log of 12 KB frames: 96 ms each.
        let (pacer, times) = play(12_000, 125_000, 50_000);
        let (median, worst) = (times[times.len() / 2], times[times.len() * 99 / 100]);
        assert!(median < 250_000, "median {median} us");
        assert!(worst < 450_000, "worst {worst} us");
        assert!(pacer.refine_bytes() < 20_000, "{} bytes", pacer.refine_bytes());
    }

    #[test]
    fn a_long_fast_link_is_kept_busy_scr_33() {
        let (_, times) = play(12_000, 12_500_000, 50_000);
        let median = times[times.len() / 2];
        assert!(median < 150_000, "median {median} us");
    }

    #[test]
    fn a_viewer_that_never_answers_gets_a_frame_a_second() {
        let (mut pacer, mut now, mut frames) = (Pacer::new(), 1, 0);
        while now < 10_000_000 {
            match pacer.go(now) {
                Go::Now => {
                    frames += 1;
                    pacer.sent(frames, 1000, now);
                }
                Go::At(moment) => now = moment,
            }
        }
        assert!((8..=40).contains(&frames), "{frames}");
    }

    #[test]
    fn acknowledgements_of_frames_never_sent_change_nothing_qlt_7() {
        let mut pacer = Pacer::new();
        pacer.painted(7, 10);
        pacer.sent(1, 1, 20);
        pacer.painted(u64::MAX, 30);
        assert!(!pacer.is_settled());
    }
}
