//! The remote screen of a session for any page: decodes in a worker, paints on a canvas, takes keyboard, pointer and wheel. It knows no framework.
export { type DesktopOptions, type DesktopPhase, type DesktopState, RemoteDesktop } from "./desktop";
export type { ClipFault, DesktopStats, KeyMode, MonitorInfo, ScreenLook } from "./messages";
export { areFiles, type ClipboardState, type Copied } from "./page/clipboard";
export type { Drawing, DrawingState, DrawingTool } from "./page/drawing";
export type { ScaleMode } from "./page/geometry";
export type { TouchMode } from "./page/gestures";
export type { HandsState } from "./page/hands";
export type { Latch, Modifier } from "./page/latches";
export { colourOf, type Pointed } from "./page/others";
export type { SoundState } from "./page/sound";
