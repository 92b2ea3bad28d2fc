//! Latency on a slow link with the encoder's own frames (SCR-33): a log scrolls by, somebody types, packets are lost.

#![allow(clippy::unwrap_used, clippy::indexing_slicing)]

use std::collections::VecDeque;

use towline_screen::{Decoder, Encoder, Go, Mode, Pacer, Picture, PixelView, Rect};

const WIDTH: u16 = 960;
const HEIGHT: u16 = 576;
const LINE: u16 = 18;
/// Bytes of a packet.
const PACKET: u64 = 1_448;
const TICK_US: u64 = 1_000;
/// From a picture's arrival to the glass.
const PAINT_US: u64 = 8_000;

fn mixed(value: u32) -> u32 {
    let value = (value ^ value >> 16).wrapping_mul(0x7feb_352d);
    let value = (value ^ value >> 15).wrapping_mul(0x846c_a68b);
    value ^ value >> 16
}

/// One direction of a connection: in order, a lost packet holds up what is behind it.
struct Way {
    bytes_per_second: u64,
    delay_us: u64,
    loss_permille: u32,
    free_us: u64,
    delivered_us: u64,
    random: u32,
}

impl Way {
    fn new(bytes_per_second: u64, delay_us: u64, loss_permille: u32, random: u32) -> Way {
        Way { bytes_per_second, delay_us, loss_permille, free_us: 0, delivered_us: 0, random }
    }

    /// When the last byte is there.
    fn send(&mut self, bytes: usize, now_us: u64) -> u64 {
        let packets = (bytes as u64).div_ceil(PACKET).max(1);
        for packet in 0..packets {
            let size = (bytes as u64 - packet * PACKET).min(PACKET) + 60;
            self.free_us = self.free_us.max(now_us) + size * 1_000_000 / self.bytes_per_second;
            self.random = mixed(self.random.wrapping_add(0x9e37_79b9));
            let lost = self.random % 1_000 < self.loss_permille;
            // With packets behind it a loss is seen after a round trip, at the end of a flight after two.
            let again = if !lost { 0 } else { self.delay_us * if packet + 3 < packets { 2 } else { 4 } };
            self.delivered_us = self.delivered_us.max(self.free_us + self.delay_us + again);
        }
        self.delivered_us
    }
}

/// A log over a line in which somebody types.
struct Desk {
    picture: Picture,
    line: u32,
    typed: u16,
}

impl Desk {
    fn new() -> Desk {
        let mut desk = Desk { picture: Picture::new(WIDTH, HEIGHT).unwrap(), line: 0, typed: 0 };
        for line in 0..HEIGHT / LINE {
            desk.text(Rect::new(0, line * LINE, WIDTH, LINE), line.into());
        }
        desk.line = 1_000;
        desk
    }

    fn text(&mut self, rect: Rect, number: u32) {
        for y in 0..rect.h {
            let row = self.picture.row_mut(rect.x, rect.y + y, rect.w);
            for (x, pixel) in (0u32..).zip(row.as_chunks_mut::<4>().0) {
                let (cell, inside) = (x / 9, x % 9);
                let letter = mixed(number.wrapping_mul(977) ^ (cell / 2));
                let gap = mixed(number ^ (cell / 6)).is_multiple_of(4) || cell > 40 + mixed(number) % 60;
                let glyph = mixed(letter ^ (inside / 2) << 8 ^ (u32::from(y) / 3) << 16);
                let inks = [0x00fa_fbfc, 0x0010_2030, 0x0080_8c98, 0x00fa_fbfc, 0x00c0_c8d0, 0x0010_2030u32];
                let blank = gap || inside > 6 || !(3..15).contains(&y);
                *pixel = if blank { 0x00fa_fbfc } else { inks[glyph as usize % inks.len()] }.to_le_bytes();
            }
        }
    }

    fn scroll(&mut self) {
        let end = HEIGHT - 2 * LINE;
        for y in 0..end - LINE {
            let row = self.picture.row(0, y + LINE, WIDTH).to_vec();
            self.picture.write_row(0, y, &row);
        }
        self.line += 1;
        self.text(Rect::new(0, end - LINE, WIDTH, LINE), self.line);
    }

    fn type_letter(&mut self) {
        self.text(Rect::new(self.typed % 100 * 9, HEIGHT - LINE, 9, LINE), 50_000 + u32::from(self.typed));
        self.typed += 1;
    }

    fn view(&self) -> PixelView<'_> {
        PixelView::new(self.picture.rect(), self.picture.stride(), self.picture.pixels()).unwrap()
    }
}

struct Outcome {
    /// From a key to its letter on the glass, sorted.
    typing_us: Vec<u64>,
    /// From a picture's capture to the glass, sorted.
    age_us: Vec<u64>,
    worst_step: usize,
    /// At the end everything was exact.
    exact: bool,
}

/// `lines` of a log a second for `busy_us`, then nothing for 30 s.
fn play(down: &mut Way, lines: u64, busy_us: u64) -> Outcome {
    let mut up = Way::new(1_000_000, down.delay_us, down.loss_permille, 77);
    let (mut desk, mut pacer) = (Desk::new(), Pacer::new());
    let (mut encoder, mut decoder) = (Encoder::new(WIDTH, HEIGHT).unwrap(), Decoder::new().unwrap());
    let mut acks: VecDeque<(u64, u64)> = VecDeque::new();
    // Letters on their way to the desk, and those on it that no frame has yet: when each was typed.
    let (mut keys, mut letters): (VecDeque<(u64, u64)>, Vec<u64>) = (VecDeque::new(), Vec::new());
    let mut out = Outcome { typing_us: Vec::new(), age_us: Vec::new(), worst_step: 0, exact: false };
    let (mut frame, mut damaged, mut now) = (0u64, true, 1_000_000u64);
    pacer.set_mode(Mode::Automatic, now);
    // Everything begins when the first picture is there.
    let mut begun = u64::MAX / 2;
    while now < begun + busy_us + 30_000_000 {
        let busy = now >= begun && now < begun + busy_us;
        if busy && (now - begun).is_multiple_of(1_000_000 / lines / TICK_US * TICK_US) {
            desk.scroll();
            damaged = true;
        }
        if busy && (now - begun).is_multiple_of(170_000) {
            keys.push_back((now, up.send(60, now)));
        }
        while let Some((typed, _)) = keys.front().copied().filter(|(_, at)| *at <= now) {
            keys.pop_front();
            desk.type_letter();
            letters.push(typed);
            damaged = true;
        }
        while let Some((number, _)) = acks.front().copied().filter(|(_, at)| *at <= now) {
            acks.pop_front();
            pacer.painted(number, now);
            begun = begun.min(now + TICK_US);
        }
        pacer.recover(now);
        encoder.set_look(pacer.look());
        out.worst_step = out.worst_step.max(pacer.step());
        let body = if damaged {
            match pacer.go(now) {
                Go::Now => {
                    damaged = false;
                    if frame == 0 {
                        encoder.absorb(&desk.view(), now);
                        Some(encoder.key(now).unwrap())
                    } else {
                        encoder.update(&desk.view(), now).unwrap()
                    }
                }
                Go::At(_) => None,
            }
        } else if pacer.is_settled() && encoder.refine_due().is_some_and(|due| due <= now) {
            encoder.refine(now, pacer.refine_bytes()).unwrap()
        } else {
            None
        };
        if let Some(body) = body {
            frame += 1;
            pacer.sent(frame, body.len(), now);
            let shown = down.send(body.len(), now) + PAINT_US;
            decoder.show(body, frame == 1).unwrap();
            acks.push_back((frame, up.send(40, shown)));
            if busy {
                out.age_us.push(shown - now);
            }
            out.typing_us.extend(letters.drain(..).map(|typed| shown - typed));
        }
        now += TICK_US;
    }
    let colours =
        |picture: &Picture| picture.pixels().as_chunks::<4>().0.iter().map(|p| [p[0], p[1], p[2]]).collect::<Vec<_>>();
    out.exact = colours(decoder.picture().unwrap()) == colours(&desk.picture);
    out.typing_us.sort_unstable();
    out.age_us.sort_unstable();
    out
}

fn median(sorted: &[u64]) -> u64 {
    sorted[sorted.len() / 2]
}

#[test]
fn typing_shows_within_250_ms_while_a_log_scrolls_over_1_mbit_s_scr_33() {
    // 1 Mbit/s, 100 ms there and back, 1 % of packets lost.
    let out = play(&mut Way::new(125_000, 50_000, 10, 3), 30, 20_000_000);
    eprintln!("median {} us, 95 % {} us", median(&out.typing_us), out.typing_us[out.typing_us.len() * 95 / 100]);
    assert!(out.typing_us.len() > 100, "{}", out.typing_us.len());
    assert!(median(&out.typing_us) < 250_000, "median {} us, step {}", median(&out.typing_us), out.worst_step);
    // No backlog: also the oldest pictures are of just now.
    let late = out.age_us[out.age_us.len() * 95 / 100];
    assert!(late < 500_000, "{late} us");
    assert!(out.exact, "still, it is exact on every link");
}

#[test]
fn a_fast_link_that_loses_packets_keeps_its_quality_scr_33() {
    let out = play(&mut Way::new(12_500_000, 10_000, 10, 5), 30, 5_000_000);
    assert_eq!(out.worst_step, 0);
    assert!(median(&out.typing_us) < 80_000, "median {} us", median(&out.typing_us));
    assert!(out.exact);
}

#[test]
fn a_very_slow_link_gives_way_in_steps_and_recovers_scr_33() {
    // 256 kbit/s and a log of 25 lines a second.
    let out = play(&mut Way::new(32_000, 50_000, 0, 9), 25, 15_000_000);
    assert!(out.worst_step > 0);
    assert!(median(&out.typing_us) < 700_000, "median {} us, step {}", median(&out.typing_us), out.worst_step);
    assert!(out.exact);
}
