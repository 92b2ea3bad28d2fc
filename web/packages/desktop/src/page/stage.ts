//! The elements around the picture: a host that fills what it is attached to, and the picture in its middle, to the device pixel. It measures its room and dims what is not live.

import { actualFactor, fittingFactor, layout, type ScaleMode } from "./geometry";
import { Surface } from "./surface";

/** A reconnect shorter than this is not shown. */
const DIM_AFTER_MS = 1_000;

export class Stage {
  readonly host: HTMLElement;
  /** As large as the picture; what lies over it is placed in it. */
  readonly picture: HTMLElement;
  readonly surface: Surface;
  readonly #observer: ResizeObserver;
  readonly #roomChanged: () => void;
  readonly #window: Window & typeof globalThis;
  #mode: ScaleMode = "fit";
  #room = { widthPx: 0, heightPx: 0 };
  #dimTimer: ReturnType<typeof setTimeout> | undefined;

  constructor(document: Document, roomChanged: () => void) {
    this.#roomChanged = roomChanged;
    // A picture in another window is measured by that window's rhythm and its screen's density.
    this.#window = document.defaultView ?? window;
    this.host = document.createElement("div");
    this.host.tabIndex = -1;
    this.host.dataset.towline = "screen";
    this.host.setAttribute("role", "group");
    this.host.setAttribute("aria-label", "Remote screen");
    Object.assign(this.host.style, {
      position: "relative",
      width: "100%",
      height: "100%",
      overflow: "hidden",
      outline: "none",
    });
    this.picture = document.createElement("div");
    Object.assign(this.picture.style, { position: "absolute", left: "0", top: "0", userSelect: "none" });
    this.surface = new Surface(document);
    this.picture.append(this.surface.canvas);
    this.host.append(this.picture);
    this.#observer = new this.#window.ResizeObserver((entries) => {
      const entry = entries.at(-1);
      if (entry) this.#resized(entry);
    });
    try {
      this.#observer.observe(this.host, { box: "device-pixel-content-box" });
    } catch {
      this.#observer.observe(this.host);
    }
  }

  /** Whether it is on the page and has room. */
  get shown(): boolean {
    return this.host.isConnected && this.#room.widthPx > 0 && this.#room.heightPx > 0;
  }

  get mode(): ScaleMode {
    return this.#mode;
  }

  setMode(mode: ScaleMode): void {
    this.#mode = mode;
    this.host.style.overflow = mode === "fit" ? "hidden" : "auto";
    // What scrolls can be scrolled by keys.
    this.host.tabIndex = mode === "fit" ? -1 : 0;
    this.place();
  }

  /** How large the picture is shown, in its actual size. */
  get factor(): number {
    const { layout: placed, picture } = this.surface;
    return picture.width === 0 ? 1 : placed.widthPx / picture.width / actualFactor(this.#ratio);
  }

  /** And where all of it fits. */
  get fitting(): number {
    const { picture } = this.surface;
    if (picture.width === 0) return 1;
    return fittingFactor({ ...this.#room, ratio: this.#ratio }, picture) / actualFactor(this.#ratio);
  }

  /** Whether not all of it is seen. */
  get scrolls(): boolean {
    const { host } = this;
    return host.scrollWidth > host.clientWidth || host.scrollHeight > host.clientHeight;
  }

  /** Looks at once how much room there is, before the observer tells. */
  measure(): void {
    const { width, height } = this.host.getBoundingClientRect();
    this.#room = { widthPx: Math.round(width * this.#ratio), heightPx: Math.round(height * this.#ratio) };
    this.place();
  }

  place(): void {
    const view = { ...this.#room, ratio: this.#ratio };
    if (view.widthPx === 0 || view.heightPx === 0) return;
    this.surface.arrange(view, this.#mode);
    const size = this.surface.picture;
    if (size.width === 0) return;
    const { widthPx, heightPx, leftPx, topPx } = layout(view, size, this.#mode);
    Object.assign(this.picture.style, {
      width: `${widthPx / view.ratio}px`,
      height: `${heightPx / view.ratio}px`,
      left: `${leftPx / view.ratio}px`,
      top: `${topPx / view.ratio}px`,
    });
  }

  /** A pixel of the picture in CSS pixels from its corner. */
  cssPoint(x: number, y: number): { left: number; top: number } {
    const { picture, layout: placed } = this.surface;
    const ratio = this.#ratio;
    return {
      left: (x * placed.widthPx) / Math.max(1, picture.width) / ratio,
      top: (y * placed.heightPx) / Math.max(1, picture.height) / ratio,
    };
  }

  dim(when: "not" | "soon" | "now"): void {
    if (when === "soon" && this.#dimTimer !== undefined) return;
    clearTimeout(this.#dimTimer);
    this.#dimTimer = undefined;
    if (when === "soon") {
      this.#dimTimer = setTimeout(() => this.#shade(true), DIM_AFTER_MS);
    } else {
      this.#shade(when === "now");
    }
  }

  dispose(): void {
    clearTimeout(this.#dimTimer);
    this.#observer.disconnect();
    this.surface.dispose();
    this.host.remove();
  }

  get #ratio(): number {
    return this.#window.devicePixelRatio || 1;
  }

  #shade(on: boolean): void {
    this.surface.canvas.style.filter = on ? "brightness(0.55) saturate(0.7)" : "";
  }

  #resized(entry: ResizeObserverEntry): void {
    const device = entry.devicePixelContentBoxSize?.[0];
    const css = entry.contentBoxSize[0];
    const ratio = this.#ratio;
    const rough = { widthPx: (css?.inlineSize ?? 0) * ratio, heightPx: (css?.blockSize ?? 0) * ratio };
    // The exact number where the browser gives one that can be true; emulated screens give those of the real one.
    const exact = device !== undefined && Math.abs(device.inlineSize - rough.widthPx) < 2;
    this.#room = exact
      ? { widthPx: device.inlineSize, heightPx: device.blockSize }
      : { widthPx: Math.round(rough.widthPx), heightPx: Math.round(rough.heightPx) };
    this.place();
    this.#roomChanged();
  }
}
