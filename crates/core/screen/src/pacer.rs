//! When the next frame may be made, and how much of the picture's quality the link bears. The viewer who sets the pace acknowledges what is on its glass; frames never wait in a queue: what changes meanwhile is one frame
//! later, and always the newest picture (SCR-30, SCR-33).
//!
//! Sans I/O: the caller brings the moments, in microseconds of a monotonic clock, and sleeps as told.

use std::collections::VecDeque;

use crate::mode::FULL_RATE_US;
use crate::{Look, Mode};

/// Frames that may always be unacknowledged.
const ALWAYS: usize = 2;
/// Frames that may be unacknowledged on a link that is long, not slow.
const AT_MOST: usize = 16;
/// What acknowledgements may take on top of the shortest round trip before the link counts as filling up.
const QUEUE_US: u64 = 50_000;
/// Frames that may follow each other at once after a pause: a program that paints in two steps is not made to wait for the second.
const BURST: u64 = 3;
/// So long after the link must have taken everything, as far as its speed is known, one more frame goes out without an acknowledgement.
const GIVE_UP_US: u64 = 1_000_000;
/// A speed that was measured too low stops the stream for no longer than this.
const TAKES_US: u64 = 4_000_000;
/// A lower rate is for frames that take the link a good part of their time: the next one comes no later than so many times what one takes.
const LIGHT: u64 = 4;
/// Only frames up to this size, sent when nothing else was on its way, tell the round trip of the link itself.
const SMALL: u64 = 8 * 1024;
/// Longer acknowledgements than this beyond the shortest are late.
const LATE_US: u64 = 120_000;
/// So many late ones in a row are too much for the link; a single one may be a packet that was lost.
const LATE_RUN: u8 = 2;
/// One that is so late counts for as many: no lost packet holds up the ones behind it so long.
const FAR_TOO_LATE_US: u64 = 4 * LATE_US;
/// Steps at once, when it is later than that several times over.
const MOST_STEPS: u64 = 4;
/// Acknowledgements that tell the round trip together.
const SPARES: usize = 16;
/// Without any, one step is taken back in this time.
const RAISE_US: u64 = 2_000_000;
/// A link of fewer bytes a second is narrow, until it takes this many.
const NARROW: (u64, u64) = (30 * 1024, 45 * 1024);
/// A link that was narrow so long ago may be another one now.
const NARROW_US: u64 = 60_000_000;
/// Only frames from this size on tell how fast the link is.
const LARGE: u64 = 4 * 1024;
/// A link that was busy for less than this tells how fast it is at least.
const SHORT_US: u64 = 30_000;
/// The link's speed is the best of so many of them.
const SAMPLES: usize = 8;
/// A frame is made when the link will have taken the ones before it in this time: earlier it would wait there, and be old when it arrives.
const AHEAD_US: u64 = 20_000;
/// Bytes of a refinement while nothing is known of the link.
const REFINE_FIRST: u64 = 32 * 1024;
/// A refinement may take the link for so long.
const REFINE_US: u64 = 60_000;
/// Photographs of a frame that would take the link for longer are made smaller at once: nobody waits for the acknowledgement that would say so.
const PHOTOS_US: u64 = 400_000;

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
    /// Bytes that had been acknowledged when it was sent, and since when the link was busy with what came next.
    before: u64,
    busy_us: u64,
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
    /// When the last acknowledgement came, and for how many bytes in all.
    acknowledged_us: u64,
    acknowledged: u64,
    /// When the link will have taken all that was sent, as far as its speed is known.
    link_free_us: u64,
    mode: Mode,
    /// How many steps below its best the mode is, and since when.
    step: usize,
    step_us: u64,
    /// Frames that went out in silence since the last acknowledgement: each doubles the wait for the next, up to eightfold.
    silence: u8,
    /// Late acknowledgements in a row.
    late: u8,
    /// What the last acknowledgements took beyond their bytes: the round trip, while no small frame has told it.
    spare_us: VecDeque<u64>,
    /// The link was seen to be narrow, at this moment last.
    narrow_us: Option<u64>,
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
            acknowledged: 0,
            link_free_us: 0,
            mode: Mode::Automatic,
            step: 0,
            step_us: 0,
            silence: 0,
            late: 0,
            spare_us: VecDeque::new(),
            narrow_us: None,
        }
    }

    /// Another mode, from its own first step.
    pub fn set_mode(&mut self, mode: Mode, now_us: u64) {
        if mode != self.mode {
            (self.mode, self.step, self.step_us, self.late) = (mode, mode.steps().0, now_us, 0);
        }
    }

    /// How the next frame is made.
    pub fn look(&self) -> Look {
        self.mode.look(self.step, self.narrow_us.is_some())
    }

    /// How many steps below its best the mode is.
    pub fn step(&self) -> usize {
        self.step
    }

    /// Frames a second that the step allows, if they are no mere letters.
    pub fn most_fps(&self) -> u32 {
        u32::try_from(1_000_000 / self.mode.interval_us(self.step).max(1)).unwrap_or(u32::MAX)
    }

    /// Takes steps back while nothing is on its way, and returns the moment of the next one.
    pub fn recover(&mut self, now_us: u64) -> Option<u64> {
        if !self.flights.is_empty() {
            return None;
        }
        if self.narrow_us.is_some_and(|narrow_us| now_us > narrow_us + NARROW_US) {
            self.narrow_us = None;
            self.speeds.clear();
        }
        while self.step > 0 && now_us >= self.step_us + RAISE_US {
            self.step -= 1;
            self.step_us += RAISE_US;
            self.late = 0;
        }
        (self.step > 0).then(|| self.step_us + RAISE_US)
    }

    /// Whether a frame may be made now.
    pub fn go(&self, now_us: u64) -> Go {
        let rate = self.allowed_us.saturating_sub((BURST - 1) * self.mode.interval_us(self.step));
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
        let give_up = self.given_up_us();
        if now_us >= give_up { Go::Now } else { Go::At(give_up) }
    }

    /// When nobody waits for an acknowledgement any more. On a slow link it comes late, and frames that went out meanwhile would only wait behind each other.
    fn given_up_us(&self) -> u64 {
        self.flights.back().map_or(0, |newest| newest.sent_us.max(self.link_free_us) + (GIVE_UP_US << self.silence))
    }

    /// Whether everything sent is on the glass.
    pub fn is_settled(&self) -> bool {
        self.flights.is_empty()
    }

    /// A frame was sent to whoever sets the pace.
    pub fn sent(&mut self, frame: u64, bytes: usize, now_us: u64) {
        // Nobody acknowledges: the newest then stands for all. Earlier none may be forgotten, or what comes late after all tells nothing of the link.
        if self.flights.len() >= AT_MOST {
            self.flights.drain(..self.flights.len().saturating_sub(1));
        }
        if !self.flights.is_empty() && now_us >= self.given_up_us() {
            self.silence = (self.silence + 1).min(3);
        }
        self.passed(frame);
        let alone = self.flights.is_empty();
        let speed = self.bytes_per_second();
        let takes_us = speed.map_or(0, |speed| bytes as u64 * 1_000_000 / speed.max(1));
        self.link_free_us = self.link_free_us.max(now_us).saturating_add(takes_us.min(TAKES_US));
        let busy_us = self.flights.front().map_or(now_us, |oldest| oldest.sent_us.max(self.acknowledged_us));
        let (bytes, before) = (bytes as u64, self.acknowledged);
        self.flights.push_back(Flight { frame, sent_us: now_us, bytes, alone, before, busy_us });
        let interval_us = self.mode.interval_us(self.step);
        // A letter costs a loaded link nothing, and waits for no rate.
        let due_us = speed.map_or(interval_us, |_| interval_us.min((takes_us * LIGHT).max(FULL_RATE_US)));
        self.allowed_us = self.allowed_us.max(now_us) + due_us;
    }

    /// This frame, and all before it, are on the glass. Numbers that were never sent are ignored.
    pub fn painted(&mut self, frame: u64, now_us: u64) {
        if frame > self.newest {
            return;
        }
        while let Some(flight) = self.flights.front().copied().filter(|flight| flight.frame <= frame) {
            self.flights.pop_front();
            self.acknowledged += flight.bytes;
            if flight.frame == frame {
                let took_us = now_us.saturating_sub(flight.sent_us);
                self.measure_round_trip(flight, took_us);
                self.measure_speed(flight, took_us, now_us);
                self.measure_lateness(flight, took_us, now_us);
            }
        }
        (self.acknowledged_us, self.silence) = (now_us, 0);
        if self.flights.is_empty() {
            self.link_free_us = 0;
        }
    }

    /// A frame was sent that the pace does not wait for: a KEY frame for a viewer who joins.
    pub fn passed(&mut self, frame: u64) {
        self.newest = self.newest.max(frame);
    }

    /// Bytes that a refinement may have without keeping live damage waiting.
    pub fn refine_bytes(&self) -> usize {
        let bytes = self.bytes_per_second().map_or(REFINE_FIRST, |rate| rate.saturating_mul(REFINE_US) / 1_000_000);
        usize::try_from(bytes.max(LARGE)).unwrap_or(usize::MAX).min(crate::REFINE_LIMIT)
    }

    /// Bytes that the photographs of a frame may have where their quality follows the link, as far as its speed is known.
    pub fn photo_bytes(&self) -> usize {
        let follows = matches!(self.mode, Mode::Automatic | Mode::VideoOptimized);
        let bytes = self.bytes_per_second().filter(|_| follows).map(|rate| rate.saturating_mul(PHOTOS_US) / 1_000_000);
        bytes.and_then(|bytes| usize::try_from(bytes).ok()).unwrap_or(usize::MAX)
    }

    /// Thousands of bits a second that the link bears of a video beside everything else: two thirds of what it takes, as far as that is known.
    pub fn video_kbps(&self) -> u32 {
        let bearable = self.bytes_per_second().map(|rate| rate.saturating_mul(8) * 2 / 3 / 1000);
        bearable.and_then(|kbps| u32::try_from(kbps).ok()).unwrap_or(u32::MAX)
    }

    /// The time from sending to the glass and back on an empty link; 0 while unknown.
    pub fn round_trip_us(&self) -> u64 {
        self.round_trip_us.unwrap_or(0)
    }

    /// A queue of our own making must not count as the link's length: only lone, small frames may raise it, without the time that their bytes take.
    fn measure_round_trip(&mut self, flight: Flight, took_us: u64) {
        let clean = flight.alone && flight.bytes <= SMALL;
        let bytes_us = self.bytes_per_second().map_or(0, |speed| flight.bytes * 1_000_000 / speed.max(1));
        let way_us = took_us.saturating_sub(bytes_us);
        self.round_trip_us = match self.round_trip_us {
            Some(known) if took_us < known => Some(took_us),
            Some(known) if clean => Some((known * 7 + way_us) / 8),
            None if clean => Some(way_us),
            known => known,
        };
    }

    /// The best of the last samples: one that was taken while the link stood idle is too low.
    fn bytes_per_second(&self) -> Option<u64> {
        self.speeds.iter().max().copied()
    }

    fn measure_speed(&mut self, flight: Flight, took_us: u64, now_us: u64) {
        if flight.bytes < LARGE {
            return;
        }
        // Behind others: what has arrived since it was sent, for after a packet was lost acknowledgements come all at once.
        let (bytes, busy_us) = match flight.alone {
            true => (flight.bytes, took_us.saturating_sub(self.round_trip_us())),
            false => (self.acknowledged - flight.before, now_us.saturating_sub(flight.busy_us)),
        };
        let speed = bytes.saturating_mul(1_000_000) / busy_us.max(1_000);
        // In so short a time the viewer's own work is most of it: the link is this fast at least.
        if busy_us < SHORT_US && self.bytes_per_second().is_some_and(|known| speed <= known) {
            return;
        }
        if self.speeds.len() >= SAMPLES {
            self.speeds.pop_front();
        }
        self.speeds.push_back(speed);
        let best = self.bytes_per_second().unwrap_or(u64::MAX);
        if best < NARROW.0 || self.narrow_us.is_some() && best < NARROW.1 {
            self.narrow_us = Some(now_us);
        } else {
            self.narrow_us = None;
        }
    }

    fn measure_lateness(&mut self, flight: Flight, took_us: u64, now_us: u64) {
        if let (None, false, Some(speed)) = (self.round_trip_us, flight.alone, self.bytes_per_second()) {
            if self.spare_us.len() >= SPARES {
                self.spare_us.pop_front();
            }
            self.spare_us.push_back(took_us.saturating_sub(flight.bytes * 1_000_000 / speed.max(1)));
        }
        let known_us = self.round_trip_us.or_else(|| self.spare_us.iter().min().copied());
        // Of the first frame nobody knows yet what of its time was the link's length.
        let queued_us = known_us.map_or(0, |known_us| took_us.saturating_sub(known_us));
        self.late = match queued_us {
            0..=LATE_US => 0,
            FAR_TOO_LATE_US.. => LATE_RUN,
            _ => self.late.saturating_add(1),
        };
        if self.late >= LATE_RUN && self.step >= self.mode.steps().1 {
            // There is no lower step; the way back begins when this is over.
            self.step_us = now_us;
        } else if self.late >= LATE_RUN {
            // What is on its way was made before the last step and says nothing of it.
            if now_us >= self.step_us + self.round_trip_us() + LATE_US {
                let steps = (queued_us / FAR_TOO_LATE_US).clamp(1, MOST_STEPS) as usize;
                self.step = (self.step + steps).min(self.mode.steps().1);
                (self.step_us, self.late) = (now_us, 0);
            }
        } else if self.late == 0 && self.step > 0 && now_us >= self.step_us + RAISE_US {
            (self.step, self.step_us) = (self.step - 1, now_us);
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::Depth;

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
    fn photographs_that_take_the_link_longer_than_silence_lasts_keep_no_backlog_scr_33() {
        // 1 Mbit/s, frames of 200 KB: 1.6 s each.
        let (_, times) = play(200_000, 125_000, 50_000);
        let median = times[times.len() / 2];
        assert!(median < 4_900_000, "median {median} us: three frames");
    }

    #[test]
    fn a_long_fast_link_is_kept_busy_scr_33() {
        let (_, times) = play(12_000, 12_500_000, 50_000);
        let median = times[times.len() / 2];
        assert!(median < 150_000, "median {median} us");
    }

    #[test]
    fn the_speed_of_a_slow_link_is_known_after_small_frames_and_after_acknowledgements_that_come_all_at_once_scr_33() {
        // 1 Mbit/s, 100 ms there and back: two thirds are 667.
        let (mut pacer, mut now) = (Pacer::new(), 1_000_000u64);
        for (frame, bytes) in [(1u64, 225_000u64), (2, 7_000), (3, 7_000), (4, 300), (5, 7_000), (6, 12_000)] {
            pacer.sent(frame, bytes as usize, now);
            now += 100_000 + bytes * 8;
            pacer.painted(frame, now);
        }
        assert!((400..700).contains(&pacer.video_kbps()), "{} kbit/s", pacer.video_kbps());
        // Three on the way, each 64 ms of the link; a packet of the first is lost and sent again.
        for round in 0..20u64 {
            let first = 7 + round * 3;
            for at in 0..3 {
                pacer.sent(first + at, 8_000, now + at * 64_000);
            }
            now += 264_000;
            for at in 0..3 {
                pacer.painted(first + at, now + at * 2_000);
            }
            now += 4_000;
        }
        assert!((400..800).contains(&pacer.video_kbps()), "{} kbit/s", pacer.video_kbps());
    }

    #[test]
    fn a_letter_waits_for_no_rate_that_a_film_has_lowered_scr_33() {
        let (mut pacer, mut now) = (Pacer::new(), 1_000_000);
        late(&mut pacer, &mut now, 10, 0);
        // A film that has taken every step.
        late(&mut pacer, &mut now, 60, 100_000 + LATE_US);
        assert_eq!(pacer.most_fps(), 8);
        // Sixteen small changes a second, two by two.
        for frame in 100..140 {
            now += if frame % 2 == 0 { 110_000 } else { 2_000 };
            assert_eq!(pacer.go(now), Go::Now, "frame {frame}");
            pacer.sent(frame, 350, now);
            if frame % 2 == 1 {
                pacer.painted(frame, now + 25_000);
            }
        }
    }

    #[test]
    fn small_frames_on_a_fast_link_do_not_make_it_a_slow_one_scr_33() {
        let (mut pacer, mut now) = (Pacer::new(), 1_000_000u64);
        pacer.sent(1, 2_000_000, now);
        pacer.painted(1, now + 100_000);
        for frame in 2..60 {
            now += 200_000;
            // Most of it is the viewer's own work.
            pacer.sent(frame, 5_000, now);
            pacer.painted(frame, now + 9_000 + frame % 3 * 4_000);
        }
        assert!(pacer.photo_bytes() > 2_000_000, "{} bytes", pacer.photo_bytes());
    }

    /// Acknowledges frame after frame, each this late; returns the looks.
    fn late(pacer: &mut Pacer, now: &mut u64, frames: u64, late_us: u64) -> Vec<Look> {
        let mut looks = Vec::new();
        for _ in 0..frames {
            let frame = pacer.newest + 1;
            // Small ones tell the round trip; late ones are not to raise it.
            pacer.sent(frame, if late_us == 0 { 3_000 } else { 9_000 }, *now);
            *now += 20_000 + late_us;
            pacer.painted(frame, *now);
            looks.push(pacer.look());
        }
        looks
    }

    #[test]
    fn a_loaded_link_lowers_photographs_then_the_rate_then_colours_and_takes_a_step_back_every_two_seconds_scr_33() {
        let (mut pacer, mut now) = (Pacer::new(), 1_000_000);
        late(&mut pacer, &mut now, 10, 0);
        assert_eq!((pacer.look(), pacer.step(), pacer.most_fps()), (Look::default(), 0, 60));
        let mut seen: Vec<(u8, u32, Depth)> = Vec::new();
        for _ in 0..40 {
            late(&mut pacer, &mut now, 1, 200_000);
            let Look { quality, depth, .. } = pacer.look();
            seen.push((quality, pacer.most_fps(), depth));
        }
        seen.dedup();
        let (full, few) = (Depth::Bgr24, Depth::Cube);
        let qualities = [85, 75, 65, 55, 45, 35].map(|quality| (quality, 60, full));
        let rest = [(35, 30, full), (35, 15, full), (35, 8, full), (35, 8, Depth::Rgb565), (35, 8, few)];
        assert_eq!(seen, [qualities.as_slice(), rest.as_slice()].concat());
        let begun = now;
        while let Some(at) = pacer.recover(now) {
            now = at;
        }
        assert_eq!((pacer.step(), pacer.look()), (0, Look::default()));
        assert!(now - begun >= 9 * RAISE_US, "{}", now - begun);
    }

    #[test]
    fn one_lost_packet_lowers_nothing_scr_33() {
        let (mut pacer, mut now) = (Pacer::new(), 1_000_000);
        for _ in 0..20 {
            late(&mut pacer, &mut now, 9, 0);
            late(&mut pacer, &mut now, 1, 300_000);
        }
        assert_eq!(pacer.step(), 0);
    }

    #[test]
    fn black_and_white_is_two_colours_only_on_a_narrow_link_scr_11() {
        let (mut pacer, mut now) = (Pacer::new(), 1_000_000);
        pacer.set_mode(Mode::BlackAndWhite, now);
        late(&mut pacer, &mut now, 4, 0);
        assert_eq!(pacer.look().depth, Depth::Gray4);
        let mut play = |bytes: usize, took_us: u64| {
            let frame = pacer.newest + 1;
            pacer.sent(frame, bytes, now);
            now += took_us;
            pacer.painted(frame, now);
            pacer.look().depth
        };
        assert_eq!(play(10_000, 520_000), Depth::Bit);
        assert_eq!(play(20_000, 520_000), Depth::Bit);
        assert_eq!(play(60_000, 520_000), Depth::Gray4);
    }

    #[test]
    fn a_mode_that_was_chosen_keeps_its_colours_on_every_link_scr_11() {
        for (mode, depth) in [
            (Mode::FewColors, Depth::Cube),
            (Mode::MoreColors, Depth::Rgb565),
            (Mode::VideoOptimized, Depth::Bgr24),
            (Mode::FullColor, Depth::Bgr24),
        ] {
            let (mut pacer, mut now) = (Pacer::new(), 1_000_000);
            pacer.set_mode(mode, now);
            late(&mut pacer, &mut now, 10, 0);
            let looks = late(&mut pacer, &mut now, 60, 200_000);
            assert!(looks.iter().all(|look| look.depth == depth), "{mode:?}");
            assert_eq!(pacer.most_fps(), 60);
            assert_eq!(pacer.step(), mode.steps().1);
        }
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
