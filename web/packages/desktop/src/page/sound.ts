//! What the endpoint plays, in this page (SCR-18): packets are decoded by the browser and played as `jitter.ts` says. It begins with a click, as browsers want it, and ends with the session's word.

import type { FromStream, ToStream } from "../messages";
import { Jitter, RATE } from "./jitter";

export interface SoundState {
  /** This browser decodes it. */
  readonly supported: boolean;
  /** This page listens. */
  readonly on: boolean;
  /** How loud the last quarter of a second was, 0 to 1; before volume and mute. */
  readonly level: number;
  /** 0 to 1. */
  readonly volume: number;
  readonly muted: boolean;
}

const CONFIG = { codec: "opus", sampleRate: RATE, numberOfChannels: 2 } as const;
/** Packets that may wait for the decoder: more than this, and it is not live. */
const MOST_DECODING = 25;
const METER_MS = 250;

interface Player {
  readonly context: AudioContext;
  readonly gain: GainNode;
  readonly playing: Set<AudioBufferSourceNode>;
}

export class PageSound {
  readonly #post: (message: ToStream) => void;
  readonly #changed: (on: boolean) => void;
  readonly #takers = new Set<(state: SoundState) => void>();
  readonly #jitter = new Jitter();
  #supported = typeof AudioDecoder === "function" && typeof AudioContext === "function";
  #player: Player | undefined;
  #decoder: AudioDecoder | undefined;
  #allowed = false;
  #volume = 1;
  #muted = false;
  #peak = 0;
  #level = 0;
  #meter: ReturnType<typeof setInterval> | undefined;

  /** `changed`: whether it listens, before anybody else hears of it. */
  constructor(post: (message: ToStream) => void, changed: (on: boolean) => void) {
    this.#post = post;
    this.#changed = changed;
    if (this.#supported) void this.#ask();
  }

  get state(): SoundState {
    const [supported, on, level] = [this.#supported, this.on, this.#level];
    return { supported, on, level, volume: this.#volume, muted: this.#muted };
  }

  get on(): boolean {
    return this.#player !== undefined;
  }

  onState(take: (state: SoundState) => void): () => void {
    this.#takers.add(take);
    take(this.state);
    return () => this.#takers.delete(take);
  }

  /** Begins to listen. To be called within a click: a browser lets a page play for no other reason. */
  start(): void {
    if (this.#player || !this.#supported) return;
    const context = new AudioContext({ sampleRate: RATE, latencyHint: "interactive" });
    const gain = context.createGain();
    gain.connect(context.destination);
    this.#player = { context, gain, playing: new Set() };
    void context.resume();
    this.#jitter.restart();
    this.#gain();
    this.#meter = setInterval(() => this.#measure(), METER_MS);
    this.#changed(true);
    this.#post({ type: "sound", on: true });
    this.#tell();
  }

  stop(): void {
    const player = this.#player;
    if (!player) return;
    this.#player = undefined;
    clearInterval(this.#meter);
    this.#quit();
    void player.context.close();
    [this.#peak, this.#level] = [0, 0];
    this.#post({ type: "sound", on: false });
    this.#changed(false);
    this.#tell();
  }

  /** Whether the session lets this person hear. When it does not any more, listening ends; it does not begin by itself. */
  allow(on: boolean): void {
    if (!on && this.#allowed) this.stop();
    this.#allowed = on;
  }

  setVolume(volume: number): void {
    this.#volume = Math.min(1, Math.max(0, volume));
    this.#gain();
    this.#tell();
  }

  setMuted(muted: boolean): void {
    this.#muted = muted;
    this.#gain();
    this.#tell();
  }

  take({ at, packet }: Extract<FromStream, { type: "sound" }>): void {
    if (!this.#player) return;
    const decoder = this.#decode();
    if (!decoder || decoder.decodeQueueSize > MOST_DECODING) return;
    decoder.decode(new EncodedAudioChunk({ type: "key", timestamp: Math.round((at * 1e6) / RATE), data: packet }));
  }

  async #ask(): Promise<void> {
    const supported = await AudioDecoder.isConfigSupported(CONFIG).then(
      (answer) => answer.supported === true,
      () => false,
    );
    if (supported === this.#supported) return;
    this.#supported = supported;
    this.stop();
    this.#tell();
  }

  #decode(): AudioDecoder | undefined {
    if (this.#decoder?.state === "configured") return this.#decoder;
    const decoder = new AudioDecoder({
      output: (data) => this.#play(decoder, data),
      // A packet that is none: the next ones go to a new decoder.
      error: () => {
        if (this.#decoder === decoder) this.#decoder = undefined;
      },
    });
    decoder.configure(CONFIG);
    this.#decoder = decoder;
    return decoder;
  }

  #play(decoder: AudioDecoder, data: AudioData): void {
    const player = this.#player;
    try {
      // SECURITY: packets come from the endpoint, and say by themselves how much they hold.
      const fits = data.numberOfFrames > 0 && data.numberOfFrames <= RATE / 5 && data.numberOfChannels <= 2;
      if (player && decoder === this.#decoder && fits) this.#schedule(player, data);
    } finally {
      data.close();
    }
  }

  #schedule(player: Player, data: AudioData): void {
    const { context, gain, playing } = player;
    const buffer = context.createBuffer(data.numberOfChannels, data.numberOfFrames, data.sampleRate);
    for (let channel = 0; channel < data.numberOfChannels; channel++) {
      const samples = new Float32Array(data.numberOfFrames);
      data.copyTo(samples, { planeIndex: channel, format: "f32-planar" });
      for (const sample of samples) this.#peak = Math.max(this.#peak, Math.abs(sample));
      buffer.copyToChannel(samples, channel);
    }
    // A context that the browser holds up plays nothing, and its clock stands.
    if (context.state !== "running") {
      void context.resume();
      return;
    }
    const at = Math.round((data.timestamp * RATE) / 1e6);
    const turn = this.#jitter.turn(at, buffer.duration, context.currentTime);
    if (turn.skip) silence(playing);
    const source = context.createBufferSource();
    source.buffer = buffer;
    source.connect(gain);
    source.onended = () => {
      playing.delete(source);
      source.disconnect();
    };
    playing.add(source);
    source.start(turn.start);
  }

  #gain(): void {
    const player = this.#player;
    if (!player) return;
    const gain = this.#muted ? 0 : this.#volume;
    player.gain.gain.setTargetAtTime(gain, player.context.currentTime, 0.01);
  }

  #measure(): void {
    const level = Math.min(1, this.#peak);
    this.#peak = 0;
    if (Math.abs(level - this.#level) < 0.005) return;
    this.#level = level;
    this.#tell();
  }

  #quit(): void {
    const decoder = this.#decoder;
    this.#decoder = undefined;
    if (decoder && decoder.state !== "closed") decoder.close();
  }

  #tell(): void {
    const { state } = this;
    for (const take of [...this.#takers]) take(state);
  }
}

function silence(playing: Set<AudioBufferSourceNode>): void {
  for (const source of playing) source.stop();
  playing.clear();
}
