// Browser windows of single monitors (SCR-9): which are open, what each shows, and that none outlives the screen that it belongs to.
//
// The page that opened them drives them, for a person has one console at a time (ACC-8): a second page that signs in would take over from this one. Each has a painter, a link and a viewer's
// number of its own, so that the endpoint streams its monitor by itself.

import { create } from "@bufbuild/protobuf";
import type { RemoteDesktop } from "@towline/desktop";
import { ProblemError, SetDrawingSchema } from "@towline/wire";
import { createRoot, type Root } from "react-dom/client";
import { LINK_ADDRESS, type Live } from "../live/live";
import { viewerOfPage } from "../live/viewer";
import { MonitorWindow } from "./MonitorWindow";

interface Opened {
  readonly window: Window;
  readonly root: Root;
  desktop: RemoteDesktop | undefined;
}

export class MonitorWindows {
  readonly #live: Live;
  readonly #sessionId: string;
  readonly #takers = new Set<() => void>();
  readonly #all = new Map<number, Opened>();
  readonly #onLeave = (): void => this.closeAll();
  #open: readonly number[] = [];
  #control = false;
  #draws: { readonly on: boolean; readonly self: number } = { on: false, self: 0 };

  constructor(live: Live, sessionId: string) {
    this.#live = live;
    this.#sessionId = sessionId;
  }

  readonly subscribe = (taker: () => void): (() => void) => {
    this.#takers.add(taker);
    return () => void this.#takers.delete(taker);
  };

  /** Monitors that have a window. */
  readonly open = (): readonly number[] => this.#open;

  /** Opens the window of a monitor, or brings it to the front. `false`: the browser did not open it. Must be called by what a person did. */
  show(monitor: number, name: string, machine: string, control: boolean): boolean {
    const known = this.#all.get(monitor);
    if (known) {
      known.window.focus();
      return true;
    }
    // No name: another session's window must not be taken for this one's.
    const opened = window.open("", "", "popup,width=1100,height=760");
    if (!opened) return false;
    this.#control = control;
    dress(opened.document);
    const place = opened.document.createElement("div");
    opened.document.body.append(place);
    const entry: Opened = { window: opened, root: createRoot(place), desktop: undefined };
    this.#all.set(monitor, entry);
    opened.addEventListener("pagehide", () => this.close(monitor));
    if (this.#all.size === 1) addEventListener("pagehide", this.#onLeave);
    void this.#paint(monitor, name, machine, entry);
    this.#changed();
    return true;
  }

  /** Keyboard and mouse came or went (SCR-2). */
  setControl(on: boolean): void {
    this.#control = on;
    for (const { desktop } of this.#all.values()) desktop?.setControl(on);
  }

  /** Whether this person draws on the screen (SCR-14). */
  setDrawing(on: boolean, self: number): void {
    this.#draws = { on, self };
    for (const { desktop } of this.#all.values()) desktop?.drawing.allow(on, self);
  }

  close(monitor: number): void {
    const known = this.#all.get(monitor);
    if (!known) return;
    this.#all.delete(monitor);
    known.desktop?.dispose();
    if (this.#all.size === 0) removeEventListener("pagehide", this.#onLeave);
    this.#changed();
    // Not while it draws.
    queueMicrotask(() => {
      known.root.unmount();
      known.window.close();
    });
  }

  closeAll(): void {
    for (const monitor of [...this.#all.keys()]) this.close(monitor);
  }

  async #askToDraw(): Promise<boolean> {
    if (this.#draws.on) return true;
    const value = create(SetDrawingSchema, { sessionId: this.#sessionId, on: true });
    // While the customer is asked, it is not refused.
    return this.#live.link.request({ case: "setDrawing", value }).then(
      () => true,
      (reason: unknown) => reason instanceof ProblemError && reason.code === "asking",
    );
  }

  async #paint(monitor: number, name: string, machine: string, entry: Opened): Promise<void> {
    const { RemoteDesktop } = await import("@towline/desktop");
    if (this.#all.get(monitor) !== entry) return;
    const desktop = new RemoteDesktop({
      sessionId: this.#sessionId,
      viewer: viewerOfPage(),
      ticket: this.#live.newTicket,
      url: LINK_ADDRESS,
      document: entry.window.document,
      ownMonitor: monitor,
    });
    entry.desktop = desktop;
    desktop.setControl(this.#control);
    desktop.drawing.allow(this.#draws.on, this.#draws.self);
    entry.root.render(
      <MonitorWindow
        window={entry.window}
        desktop={desktop}
        monitor={monitor}
        name={name}
        machine={machine}
        onDraw={() => this.#askToDraw()}
        onClose={() => this.close(monitor)}
      />,
    );
  }

  #changed(): void {
    this.#open = [...this.#all.keys()];
    for (const taker of [...this.#takers]) taker();
  }
}

/** Gives a new window the console's look: its sheets, language and colours. */
function dress(document: Document): void {
  const own = globalThis.document;
  for (const sheet of own.querySelectorAll<HTMLElement>('link[rel="stylesheet"],style')) {
    const copy = document.importNode(sheet, true);
    // What has no address of its own finds nothing by a relative one.
    if (sheet instanceof HTMLLinkElement) copy.setAttribute("href", sheet.href);
    document.head.append(copy);
  }
  for (const { name, value } of own.documentElement.attributes) document.documentElement.setAttribute(name, value);
}
