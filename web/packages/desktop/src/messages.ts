//! What the page and the painter's worker say to each other. Plain data only; the same messages go by direct calls where a browser has no module workers.

import type { ProblemDetails, ScreenMode } from "@towline/wire";
import type { Rect } from "./stream/body";

export interface MonitorInfo {
  readonly id: number;
  readonly name: string;
  readonly primary: boolean;
  readonly x: number;
  readonly y: number;
  readonly width: number;
  readonly height: number;
}

/** What the endpoint says of its desktop. */
export interface ScreenInfo {
  readonly available: boolean;
  readonly reasonCode: string;
  readonly reason: string;
  readonly monitors: readonly MonitorInfo[];
  readonly path: string;
  readonly keyboardLayout: string;
  /** Absent: it says nothing of it. */
  readonly look?: ScreenLook;
}

/** How the endpoint makes the frames now. */
export interface ScreenLook {
  /** As chosen for the session. */
  readonly mode: ScreenMode;
  /** How many steps below its best that is, because the link is loaded. */
  readonly step: number;
  /** Of JPEGs, 1 to 100; 0: there are none. */
  readonly photoQuality: number;
  readonly mostFps: number;
  /** The colours of what is exact. */
  readonly colours: ScreenMode;
  readonly oneBit: boolean;
}

export interface DesktopStats {
  /** Page to appliance and back. */
  readonly rttMs: number;
  /** Pictures shown in the last second. */
  readonly fps: number;
  readonly bytesPerSecond: number;
  /** Whether every pixel shown is exact. */
  readonly encoding: "lossless" | "mixed";
  /** How the last frames came, without and with compressed photographs: "zstd", "zstd + JPEG"; a video's codec: "VP8". */
  readonly codec: string;
  /** Where time goes while the picture moves; absent when nothing holds it up. */
  readonly bottleneck?: "endpoint" | "network" | "browser";
}

/** By the typed character, or by the key's place (SCR-15). */
export type KeyMode = "automatic" | "character" | "place";

export type InputEventData =
  | {
      readonly kind: "pointer";
      readonly x: number;
      readonly y: number;
      readonly buttons: number;
      /** Moved by so many pixels from where it stands; `x` and `y` say nothing. */
      readonly relative?: true;
      readonly deltaX?: number;
      readonly deltaY?: number;
    }
  | {
      readonly kind: "wheel";
      readonly x: number;
      readonly y: number;
      readonly deltaX: number;
      readonly deltaY: number;
      /** Where the pointer stands; `x` and `y` say nothing. */
      readonly here?: true;
    }
  | {
      readonly kind: "key";
      readonly down: boolean;
      readonly code: string;
      readonly key: string;
      readonly modifiers: number;
      readonly repeat: boolean;
      /** By what the endpoint finds it; absent: as it thinks best. */
      readonly mode?: KeyMode;
    }
  | { readonly kind: "release" };

export type DrawTool = "pen" | "highlighter" | "arrow" | "rectangle" | "ellipse";

/** Drawing on the endpoint's screen, in pixels of the picture (SCR-14). What has no link is not said later. */
export type DrawEvent =
  | {
      readonly kind: "stroke";
      /** Grows with each stroke of this tab. */
      readonly stroke: number;
      readonly tool: DrawTool;
      readonly colour: number;
      readonly width: number;
      /** x and y in turn. */
      readonly points: readonly number[];
    }
  | { readonly kind: "erase"; readonly x: number; readonly y: number }
  | { readonly kind: "undo" }
  | { readonly kind: "clear"; readonly all: boolean }
  | { readonly kind: "point"; readonly x: number; readonly y: number; readonly colour: number };

export type ClipKind = "text" | "html" | "png" | "files";

/** What was on a clipboard. */
export interface ClipContent {
  readonly text?: string;
  /** SECURITY: from an endpoint it is hostile: it goes to the browser's clipboard, which cleans it, and into no page. */
  readonly html?: string;
  readonly png?: Uint8Array<ArrayBuffer>;
  /** Absolute paths at the endpoint, each ended by NUL, in its system's own bytes. Only from there. */
  readonly files?: Uint8Array<ArrayBuffer>;
}

/** Why something did not cross; "lost": a link, or the endpoint, went away. */
export type ClipFault = "changed" | "too_large" | "no_answer" | "not_permitted" | "lost" | "refused";

export type ToStream =
  | {
      readonly type: "start";
      readonly url: string;
      readonly sessionId: string;
      readonly viewer: bigint;
      readonly monitor: number;
      /** The monitor has a stream of its own, beside the session's (SCR-9). */
      readonly own?: true;
      /** What this tab chose; absent: nothing. */
      readonly mode?: ScreenMode;
    }
  /** Nobody looks: the link is closed, the picture kept. */
  | { readonly type: "pause" }
  | { readonly type: "resume" }
  /** After an end that a retry may mend. */
  | { readonly type: "retry" }
  /** The person at the machine is asked once more (SCR-20). */
  | { readonly type: "ask" }
  | { readonly type: "ticket"; readonly id: number; readonly ticket: string }
  | { readonly type: "noTicket"; readonly id: number; readonly why: { code?: string; status?: number; title?: string } }
  | { readonly type: "monitor"; readonly monitor: number }
  | { readonly type: "mode"; readonly mode: ScreenMode }
  | { readonly type: "input"; readonly event: InputEventData }
  | { readonly type: "draw"; readonly event: DrawEvent }
  /** Whether this page wants to hear the endpoint (SCR-18). */
  | { readonly type: "sound"; readonly on: boolean }
  /** Fetch what was offered. The newest call is the one that is answered. */
  | { readonly type: "clipPull"; readonly offer: bigint; readonly kinds: readonly ClipKind[] }
  /** Put this on the endpoint's clipboard. */
  | { readonly type: "clipPut"; readonly put: number; readonly content: ClipContent }
  /** Put the files of this batch on the endpoint's clipboard; answered as `clipPut`. */
  | { readonly type: "clipFiles"; readonly put: number; readonly batch: number }
  /** The pixels of a paint message are on the page's canvas. The buffer goes back to be used again. */
  | { readonly type: "painted"; readonly paint: number; readonly tookMs: number; readonly pixels: ArrayBuffer };

export type StreamPhase = "connecting" | "open" | "reconnecting" | "paused" | "ended";

export type FromStream =
  | { readonly type: "wantTicket"; readonly id: number }
  | { readonly type: "phase"; readonly phase: StreamPhase; readonly problem?: ProblemDetails }
  /** `pixels` holds the rectangles of the picture one after the other, row by row, as RGBA. */
  | {
      readonly type: "paint";
      readonly paint: number;
      readonly width: number;
      readonly height: number;
      readonly rects: readonly Rect[];
      readonly pixels: ArrayBuffer;
    }
  | { readonly type: "screen"; readonly screen: ScreenInfo }
  /** Absent shape: the endpoint hides its pointer. */
  | { readonly type: "cursor"; readonly shape?: CursorPicture }
  | { readonly type: "cursorAt"; readonly x: number; readonly y: number }
  | { readonly type: "stats"; readonly stats: DesktopStats }
  /** A packet of Opus; `at`: its first sample, as the endpoint counts them. */
  | { readonly type: "sound"; readonly at: number; readonly packet: Uint8Array<ArrayBuffer> }
  /** Something else is on the endpoint's clipboard; `already`: not since just now. No kinds: nothing that could cross. */
  | {
      readonly type: "clipOffer";
      readonly offer: bigint;
      readonly kinds: readonly ClipKind[];
      readonly already: boolean;
    }
  | { readonly type: "clipPulled"; readonly offer: bigint; readonly content: ClipContent; readonly fault?: ClipFault }
  /** Without a fault it is there. */
  | { readonly type: "clipPut"; readonly put: number; readonly fault?: ClipFault };

export interface CursorPicture {
  readonly width: number;
  readonly height: number;
  readonly hotX: number;
  readonly hotY: number;
  readonly rgba: Uint8Array;
}
