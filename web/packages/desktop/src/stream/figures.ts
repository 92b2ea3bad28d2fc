//! Figures of a screen for the status line (SCR-19), and which of endpoint, network and browser holds it up. Pure: the caller brings the moments.

import type { DesktopStats } from "../messages";

/** Below this many pictures a second nothing moves, so nothing is held up. */
const MOVING_FPS = 8;
const SLOW_FPS = 25;
const BUSY_SHARE = 0.5;
const LATE_MS = 60;
const FAR_MS = 120;

export class Figures {
  #since: number;
  #bytes = 0;
  #frames = 0;
  #workMs = 0;
  #lateMs = 0;
  #suspect: DesktopStats["bottleneck"];
  /** Smallest difference seen between our clock and the endpoint's: a frame without any delay. */
  #leastGapMs = Number.POSITIVE_INFINITY;

  constructor(now: number) {
    this.#since = now;
  }

  /** The endpoint's clock may be another one now. */
  anotherClock(): void {
    this.#leastGapMs = Number.POSITIVE_INFINITY;
  }

  received(bytes: number): void {
    this.#bytes += bytes;
  }

  /** A frame was captured at this moment of the endpoint's clock, and is whole here now. */
  arrived(capturedUs: bigint, now: number): void {
    const gap = now - Number(capturedUs) / 1_000;
    this.#leastGapMs = Math.min(this.#leastGapMs, gap);
    this.#lateMs += gap - this.#leastGapMs;
    this.#frames += 1;
  }

  worked(ms: number): void {
    this.#workMs += ms;
  }

  /** The figures since the last time. */
  take(now: number, rttMs: number, lossless: boolean): DesktopStats {
    const seconds = Math.max(0.001, (now - this.#since) / 1_000);
    const fps = this.#frames / seconds;
    const suspect = this.#bottleneck(fps, seconds, rttMs);
    // One slow second is a window that opened, not a limit.
    const bottleneck = suspect === this.#suspect ? suspect : undefined;
    this.#suspect = suspect;
    const stats: DesktopStats = {
      rttMs,
      fps: Math.round(fps),
      bytesPerSecond: Math.round(this.#bytes / seconds),
      encoding: lossless ? "lossless" : "mixed",
      ...(bottleneck ? { bottleneck } : {}),
    };
    this.#since = now;
    this.#bytes = 0;
    this.#frames = 0;
    this.#workMs = 0;
    this.#lateMs = 0;
    return stats;
  }

  #bottleneck(fps: number, seconds: number, rttMs: number): DesktopStats["bottleneck"] {
    if (fps < MOVING_FPS) return undefined;
    if (this.#workMs / (seconds * 1_000) > BUSY_SHARE) return "browser";
    if (this.#lateMs / this.#frames > LATE_MS || rttMs > FAR_MS) return "network";
    return fps < SLOW_FPS ? "endpoint" : undefined;
  }
}
