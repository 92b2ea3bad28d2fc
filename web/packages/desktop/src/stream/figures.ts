//! Figures of a screen for the status line (SCR-19), and which of endpoint, network and browser holds it up. Pure: the caller brings the moments.

import type { DesktopStats, ScreenLook } from "../messages";
import type { Body } from "./body";
import { codecName } from "./video";

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
  #look: Pick<ScreenLook, "step" | "mostFps"> | undefined;
  readonly #codecs = new Set<string>();
  #codec = "";
  /** Smallest difference seen between our clock and the endpoint's: a frame without any delay. */
  #leastGapMs = Number.POSITIVE_INFINITY;

  constructor(now: number) {
    this.#since = now;
  }

  /** The endpoint's clock may be another one now. */
  anotherClock(): void {
    this.#leastGapMs = Number.POSITIVE_INFINITY;
  }

  /** How the endpoint makes frames now. */
  look(look: Pick<ScreenLook, "step" | "mostFps"> | undefined): void {
    this.#look = look;
  }

  /** By what a frame's pixels came. */
  coded({ boxes, photos, video, moving }: Pick<Body, "boxes" | "photos" | "video" | "moving">): void {
    if (boxes.length > 0) this.#codecs.add("zstd");
    const played = video ?? moving;
    if (played) this.#codecs.add(codecName(played.codec));
    if (photos.length > (played ? 1 : 0)) this.#codecs.add("JPEG");
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
    if (this.#codecs.size > 0) this.#codec = [...this.#codecs].sort().reverse().join(" + ");
    const stats: DesktopStats = {
      rttMs,
      fps: Math.round(fps),
      bytesPerSecond: Math.round(this.#bytes / seconds),
      encoding: lossless ? "lossless" : "mixed",
      codec: this.#codec,
      ...(bottleneck ? { bottleneck } : {}),
    };
    this.#since = now;
    this.#bytes = 0;
    this.#frames = 0;
    this.#workMs = 0;
    this.#lateMs = 0;
    this.#codecs.clear();
    return stats;
  }

  #bottleneck(fps: number, seconds: number, rttMs: number): DesktopStats["bottleneck"] {
    const { step = 0, mostFps = 60 } = this.#look ?? {};
    // An endpoint that keeps its rate low for the link's sake moves as fast as it may.
    if (fps < Math.min(MOVING_FPS, mostFps / 2)) return undefined;
    if (this.#workMs / (seconds * 1_000) > BUSY_SHARE) return "browser";
    if (step > 0 || this.#lateMs / this.#frames > LATE_MS || rttMs > FAR_MS) return "network";
    return fps < SLOW_FPS ? "endpoint" : undefined;
  }
}
