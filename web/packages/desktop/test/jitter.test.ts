import { expect, test } from "vitest";
import { Jitter, RATE } from "../src/page/jitter";
import { noise } from "./stand_in";

const LENGTH = 0.02;
const SAMPLES = 960;
const near = (one: number, other: number) => Math.abs(one - other) < 1e-6;

test("packets that come as they should play one after the other, a moment later (SCR-18)", () => {
  const jitter = new Jitter();
  for (let packet = 0; packet < 100; packet++) {
    const turn = jitter.turn(packet * SAMPLES, LENGTH, 5 + packet * LENGTH);
    expect(!turn.skip && near(turn.start, 5.08 + packet * LENGTH), `${packet}`).toBe(true);
  }
});

test("a burst after a stall plays its newest, and what waited longer is let fall (SCR-18)", () => {
  const jitter = new Jitter();
  let skips = 0;
  for (let packet = 0; packet < 50; packet++) {
    const turn = jitter.turn(packet * SAMPLES, LENGTH, 7);
    if (turn.skip) skips += 1;
    expect(turn.start >= 7 && turn.start + LENGTH <= 7.3 + 1e-9).toBe(true);
  }
  expect(skips > 0).toBe(true);
});

test("a hole is a pause as long as it is short, and silence begins anew (SCR-18)", () => {
  const jitter = new Jitter();
  jitter.turn(0, LENGTH, 0);
  // One packet did not come.
  expect(near(jitter.turn(2 * SAMPLES, LENGTH, 0.04).start, 0.12)).toBe(true);
  // Ten seconds nothing played.
  const turn = jitter.turn(10 * RATE, LENGTH, 10);
  expect(!turn.skip && near(turn.start, 10.08)).toBe(true);
  // The endpoint counts anew.
  expect(jitter.turn(0, LENGTH, 10.02).start >= 10.02).toBe(true);
});

test("whatever comes whenever, nothing overlaps, nothing is in the past, and little waits (SCR-18)", () => {
  for (let seed = 1; seed <= 200; seed++) {
    const random = noise(seed);
    const jitter = new Jitter();
    let [now, at, until] = [random(100), 0, 0];
    for (let step = 0; step < 200; step++) {
      now += random(10) === 0 ? random(2_000) / 1_000 : random(40) / 1_000;
      at = random(50) === 0 ? random(1 << 30) : at + SAMPLES * (random(20) === 0 ? random(30) : 1);
      const turn = jitter.turn(at, LENGTH, now);
      expect(turn.start >= now && turn.start + LENGTH <= now + 0.3 + 1e-9, `seed ${seed}`).toBe(true);
      expect(turn.skip || turn.start >= until - 1e-9, `seed ${seed}`).toBe(true);
      until = turn.start + LENGTH;
      expect(near(jitter.waiting(now), until - now)).toBe(true);
    }
  }
});
