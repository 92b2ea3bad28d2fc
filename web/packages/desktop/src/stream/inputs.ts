//! Input on its way to the endpoint: numbered, kept until it was performed, and said again after a reconnect where that is right (SCR-15). Pure: the caller brings the moment and the link.

import { create, toBinary } from "@bufbuild/protobuf";
import {
  KeyInputSchema,
  KeyMode as KeyModeWire,
  PointerInputSchema,
  ReleaseInputSchema,
  type ScreenUp,
  ScreenUpSchema,
  WheelInputSchema,
} from "@towline/wire";
import type { InputEventData, KeyMode } from "../messages";

/** Older keys than this would surprise the person who pressed them. */
const FRESH_MS = 10_000;
const MOST_KEPT = 1_024;
const MODES: Readonly<Record<KeyMode, KeyModeWire>> = {
  automatic: KeyModeWire.AUTOMATIC,
  character: KeyModeWire.CHARACTER,
  place: KeyModeWire.PLACE,
};

interface Kept {
  readonly sequence: bigint;
  readonly at: number;
  /** A click made on an old picture is not repeated on a new one; a key is. */
  readonly repeatable: boolean;
  readonly bytes: Uint8Array;
}

export class Inputs {
  readonly #viewer: bigint;
  #sequence = 0n;
  #kept: Kept[] = [];

  constructor(viewer: bigint) {
    this.#viewer = viewer;
  }

  /** Numbers an event. Returns what to send now, or nothing where it is only kept, or dropped, because there is no link. */
  say(event: InputEventData, linked: boolean, now: number): Uint8Array | undefined {
    const repeatable = event.kind === "key" || event.kind === "release";
    if (!linked && !repeatable) return undefined;
    // A release is no numbered event: it carries the number of the last one before it.
    if (event.kind !== "release") this.#sequence += 1n;
    const bytes = this.#encode(event);
    if (!linked || event.kind !== "release") {
      this.#kept.push({ sequence: this.#sequence, at: now, repeatable, bytes });
      if (this.#kept.length > MOST_KEPT) this.#kept.shift();
    }
    return linked ? bytes : undefined;
  }

  /** A new link: the endpoint has performed everything up to `performed`. Returns what to say again, in order. */
  resume(performed: bigint, now: number): Uint8Array[] {
    if (performed > this.#sequence) this.#sequence = performed;
    this.#kept = this.#kept.filter((kept) => kept.sequence > performed && kept.repeatable && now - kept.at <= FRESH_MS);
    return this.#kept.map((kept) => kept.bytes);
  }

  performed(viewer: bigint, sequence: bigint): void {
    if (viewer !== this.#viewer) return;
    const open = this.#kept.findIndex((kept) => kept.sequence > sequence);
    this.#kept.splice(0, open < 0 ? this.#kept.length : open);
  }

  #encode(event: InputEventData): Uint8Array {
    return toBinary(
      ScreenUpSchema,
      create(ScreenUpSchema, { viewer: this.#viewer, sequence: this.#sequence, body: bodyOf(event) }),
    );
  }
}

function bodyOf(event: InputEventData): ScreenUp["body"] {
  switch (event.kind) {
    case "pointer":
      return { case: "pointer", value: create(PointerInputSchema, event) };
    case "wheel":
      return { case: "wheel", value: create(WheelInputSchema, event) };
    case "key":
      return { case: "key", value: create(KeyInputSchema, { ...event, mode: MODES[event.mode ?? "automatic"] }) };
    case "release":
      return { case: "release", value: create(ReleaseInputSchema) };
  }
}
