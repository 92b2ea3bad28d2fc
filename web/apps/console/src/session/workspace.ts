// A session as this tab left it: the chosen tool, the open painter and terminals, what was read and what is being written. It outlives the components, so
// that switching between sessions, and reloading the page, shows each as it was (SES-10).
//
// It draws nothing and asks the appliance for nothing by itself. The painter and the terminals come by lazy chunks.

import type { KeyMode, RemoteDesktop, ScaleMode, TouchMode } from "@towline/desktop";
import type { ShellTerminal, ThemeName } from "@towline/terminal";
import { Permission, type ScreenMode, type SessionState, SystemCategory, Tool } from "@towline/wire";
import { Exchange } from "../clipboard/exchange";
import { LINK_ADDRESS, type Live } from "../live/live";
import { SystemLooks } from "../system/looks";
import { FilesKeeper } from "./filesKeeper";
import { MODES } from "./modes";
import { MonitorWindows } from "./monitorWindows";
import { type LastChoice, NO_CHOICE } from "./shellChoices";
import { keep, kept } from "./tabMemory";

/** So long the page waits for the first picture before it draws itself; one that is not there by then waits for something else. */
const PICTURE_MS = 2_000;
const TOOLS = ["chat", "screen", "shell", "files", "system", "summary"] as const;
export type ToolName = (typeof TOOLS)[number];

/** Whom a chat message is for: reps only is never seen by a customer (SES-30). */
export type Audience = "everyone" | "reps";

/** A chat message on its way: shown until the log has it. */
export interface Outgoing {
  readonly nonce: string;
  readonly text: string;
  readonly at: number;
  readonly repsOnly: boolean;
  readonly refused?: string;
}

export interface WorkspaceView {
  readonly tool: ToolName;
  /** The shell whose tab is in front. */
  readonly shell: string | undefined;
  readonly chatOpen: boolean;
  /** Sequence of the newest event that was seen in the chat. */
  readonly seen: bigint;
  readonly draft: string;
  readonly audience: Audience;
  readonly outbox: readonly Outgoing[];
  readonly scale: ScaleMode;
  readonly keyMode: KeyMode;
  readonly touchMode: TouchMode;
  /** The virtual keyboard is shown. */
  readonly keysShown: boolean;
  readonly monitor: number;
  /** The colours that this tab chose (SCR-11); undefined: it did not choose. */
  readonly mode: ScreenMode | undefined;
  /** The find bar of the shells is open. */
  readonly finding: boolean;
  /** The numbers that this rep has had in the session: one who comes back from hold has a new one. */
  readonly selves: readonly number[];
  /** Ended shells whose tab this rep has closed. */
  readonly closedShells: readonly string[];
  /** The order in which this rep has put the shells' tabs; those that are not in it follow. */
  readonly shellOrder: readonly string[];
  /** The script whose output is in front, and whether the outputs are shown. */
  readonly script: string | undefined;
  readonly scriptsShown: boolean;
  /** What of the machine is looked at. */
  readonly systemCategory: SystemCategory;
  /** A note that is being written. */
  readonly noteDraft: string;
}

interface Kept {
  tool?: string;
  shell?: string;
  chatOpen?: boolean;
  seen?: string;
  draft?: string;
  audience?: string;
  outbox?: { nonce: string; text: string; at: number; repsOnly?: boolean }[];
  scale?: string | number;
  keyMode?: string;
  touchMode?: string;
  monitor?: number;
  mode?: number;
  origin?: string;
  selves?: number[];
  closedShells?: string[];
  shellOrder?: string[];
  script?: string;
  scriptsShown?: boolean;
  systemCategory?: number;
  noteDraft?: string;
}

/** The customer is there with a page in a browser: there is nothing to control and no shell (SUP-20). */
export const browserOnly = (state: SessionState): boolean => state.customer !== undefined && !state.agent;
/** And shows nothing: no tool but the chat works. */
export const chatOnly = (state: SessionState): boolean => browserOnly(state) && state.share === undefined;

/** The chat would cover the tool: it begins hidden. */
const narrow = () => globalThis.matchMedia?.("(max-width: 860px)").matches ?? false;

export class Workspace {
  readonly sessionId: string;
  /** The list that the session was started from: where one goes back to (SES-24). */
  origin: string | undefined;
  /** Where the chat was scrolled to; undefined: at its end. */
  chatScroll: number | undefined;
  /** What was chosen last for a shell (SHL-2): here alone, and gone with the page. */
  shellChoice: LastChoice = NO_CHOICE;
  desktop: RemoteDesktop | undefined;
  /** Windows of single monitors. */
  readonly windows: MonitorWindows;
  readonly terminals = new Map<string, ShellTerminal>();
  readonly #live: Live;
  #view: WorkspaceView;
  #takers = new Set<() => void>();
  #desktopLoading: Promise<RemoteDesktop | undefined> | undefined;
  #terminalsLoading = new Map<string, Promise<ShellTerminal | undefined>>();
  #gone = false;
  /** The screen is being started: its painter is not closed because the tool does not run yet. */
  #beginning = false;
  /** The page that offers to start the screen is shown: the painter's link is open already. */
  #offered = false;
  /** Where the first picture goes while the page has no place for it yet. */
  #ahead: HTMLElement | undefined;
  #pictureDue = false;
  #longest: ReturnType<typeof setTimeout> | undefined;
  #screenRuns = false;
  #system: SystemLooks | undefined;
  /** Files and transfers: they go on while another tool is looked at. */
  readonly files: FilesKeeper;
  /** Files of the two clipboards. */
  readonly exchange: Exchange;

  constructor(live: Live, sessionId: string, copied: (sessionId: string, directory: string) => void = () => {}) {
    this.#live = live;
    this.sessionId = sessionId;
    this.windows = new MonitorWindows(live, sessionId);
    this.files = new FilesKeeper(live, sessionId, copied);
    this.exchange = new Exchange(this.files, () => this.desktop);
    const before = kept<Kept>(`session.${sessionId}`) ?? {};
    this.origin = before.origin;
    this.#view = {
      tool: TOOLS.find((each) => each === before.tool) ?? "screen",
      shell: before.shell,
      chatOpen: before.chatOpen ?? !narrow(),
      seen: /^[0-9]{1,20}$/.test(before.seen ?? "") ? BigInt(before.seen ?? 0) : 0n,
      draft: before.draft ?? "",
      audience: before.audience === "reps" ? "reps" : "everyone",
      outbox: (before.outbox ?? []).map((each) => ({ ...each, repsOnly: each.repsOnly === true })),
      scale: typeof before.scale === "number" || before.scale === "actual" ? before.scale : "fit",
      keyMode: before.keyMode === "character" || before.keyMode === "place" ? before.keyMode : "automatic",
      touchMode: before.touchMode === "trackpad" ? "trackpad" : "direct",
      keysShown: false,
      monitor: before.monitor ?? 0,
      mode: MODES.find((each) => each === before.mode),
      finding: false,
      selves: before.selves ?? [],
      closedShells: before.closedShells ?? [],
      shellOrder: before.shellOrder ?? [],
      script: before.script,
      scriptsShown: before.scriptsShown ?? false,
      systemCategory: before.systemCategory ?? SystemCategory.HARDWARE,
      noteDraft: before.noteDraft ?? "",
    };
  }

  readonly subscribe = (taker: () => void): (() => void) => {
    this.#takers.add(taker);
    return () => void this.#takers.delete(taker);
  };

  readonly view = (): WorkspaceView => this.#view;

  change(change: Partial<WorkspaceView>): void {
    this.#view = { ...this.#view, ...change };
    this.remember();
    for (const taker of [...this.#takers]) taker();
  }

  remember(): void {
    const {
      tool,
      shell,
      chatOpen,
      seen,
      draft,
      audience,
      outbox,
      scale,
      keyMode,
      touchMode,
      monitor,
      mode,
      selves,
      closedShells,
      shellOrder,
      script,
      scriptsShown,
      systemCategory,
      noteDraft,
    } = this.#view;
    keep(`session.${this.sessionId}`, {
      tool,
      shell,
      chatOpen,
      seen: seen.toString(),
      draft,
      audience,
      outbox: outbox.map(({ nonce, text, at, repsOnly }) => ({ nonce, text, at, repsOnly })),
      scale,
      keyMode,
      touchMode,
      monitor,
      ...(mode === undefined ? {} : { mode }),
      selves: [...selves],
      closedShells: [...closedShells],
      shellOrder: [...shellOrder],
      ...(script === undefined ? {} : { script }),
      scriptsShown,
      systemCategory,
      noteDraft,
      origin: this.origin,
    });
  }

  /** The painter of this session, made at the first call. */
  openDesktop(): Promise<RemoteDesktop | undefined> {
    this.#desktopLoading ??= import("@towline/desktop").then(({ RemoteDesktop }) => {
      if (this.#gone) return undefined;
      const { mode } = this.#view;
      const desktop = new RemoteDesktop({
        sessionId: this.sessionId,
        viewer: this.#live.viewer,
        ticket: this.#live.newTicket,
        url: LINK_ADDRESS,
        ...(mode === undefined ? {} : { mode }),
      });
      desktop.setScale(this.#view.scale);
      desktop.hands.setKeyMode(this.#view.keyMode);
      desktop.hands.setTouchMode(this.#view.touchMode);
      if (this.#view.monitor !== 0) desktop.setMonitor(this.#view.monitor);
      this.desktop = desktop;
      return desktop;
    });
    this.#desktopLoading.catch(() => {
      this.#desktopLoading = undefined;
    });
    return this.#desktopLoading;
  }

  /** Starts the screen by `start`. The painter gets its ticket and opens its link meanwhile, so that the first picture waits for none of them (SCR-31). */
  async beginDesktop<Answer>(start: () => Promise<Answer | undefined>): Promise<Answer | undefined> {
    this.#beginning = true;
    this.#awaitPicture();
    let answer: Answer | undefined;
    try {
      answer = await start();
      return answer;
    } finally {
      // Refused: nothing will run that the painter could show. Otherwise the state that says so ends the beginning.
      if (answer === undefined && this.#beginning) {
        this.#beginning = false;
        this.closeDesktop();
      }
    }
  }

  /** The screen may be started any moment: ticket, TLS and WebSocket of the painter are over before it is, and its first picture has a place (SCR-31). Gives the way to end that. */
  offerDesktop(ahead: HTMLElement): () => void {
    this.#offered = true;
    this.#ahead = ahead;
    void this.openDesktop();
    return () => {
      this.#offered = false;
      this.#ahead = undefined;
      // What has begun meanwhile goes on with the same painter.
      if (!this.#beginning && !this.#screenRuns) this.closeDesktop();
    };
  }

  /** The first picture is on its way: drawing the page anew must not keep it waiting (SCR-31). */
  readonly pictureDue = (): boolean => this.#pictureDue;

  #awaitPicture(): void {
    this.#setPictureDue(true);
    clearTimeout(this.#longest);
    this.#longest = setTimeout(() => this.#setPictureDue(false), PICTURE_MS);
    const over = () => this.#setPictureDue(false);
    // That the painter's code cannot be loaded is told where the picture would be.
    void this.openDesktop().then((desktop) => {
      if (!desktop) return over();
      if (this.#beginning && this.#ahead) desktop.showAhead(this.#ahead);
      const end = desktop.onState(({ phase }) => {
        if (phase !== "live" && phase !== "closed") return;
        over();
        queueMicrotask(() => end());
      });
    }, over);
  }

  #setPictureDue(due: boolean): void {
    if (!due) clearTimeout(this.#longest);
    if (due === this.#pictureDue) return;
    this.#pictureDue = due;
    for (const take of [...this.#takers]) take();
  }

  closeDesktop(): void {
    this.#setPictureDue(false);
    this.windows.closeAll();
    const loading = this.#desktopLoading;
    this.#desktopLoading = undefined;
    void loading?.then((desktop) => {
      desktop?.releaseAll();
      desktop?.dispose();
      if (this.desktop === desktop) this.desktop = undefined;
    });
  }

  /** The terminal of a shell, made at the first call. */
  openTerminal(
    shellId: string,
    look: { theme: ThemeName; fontSize: number; canType: boolean },
  ): Promise<ShellTerminal | undefined> {
    const known = this.#terminalsLoading.get(shellId);
    if (known) return known;
    const loading = import("@towline/terminal").then(({ ShellTerminal }) => {
      if (this.#gone || !this.#terminalsLoading.has(shellId)) return undefined;
      const terminal = new ShellTerminal({
        link: this.#live.link,
        sessionId: this.sessionId,
        shellId,
        viewer: this.#live.viewer,
        ...look,
      });
      this.terminals.set(shellId, terminal);
      return terminal;
    });
    loading.catch(() => this.#terminalsLoading.delete(shellId));
    this.#terminalsLoading.set(shellId, loading);
    return loading;
  }

  closeTerminal(shellId: string): void {
    this.#terminalsLoading.delete(shellId);
    this.terminals.get(shellId)?.dispose();
    this.terminals.delete(shellId);
  }

  /** What is known of the machine itself (SES-41). */
  openSystem(): SystemLooks {
    this.#system ??= new SystemLooks(this.#live.link, this.sessionId);
    return this.#system;
  }

  /** Follows the session: what is not running, or not permitted any more, is closed here too (SES-2a). */
  follow(state: SessionState): void {
    if (state.self > 0 && !this.#view.selves.includes(state.self))
      this.change({ selves: [...this.#view.selves, state.self] });
    const { tool } = this.#view;
    // The chat is a tool of its own while there is no other, and stands beside the others when there are some.
    if (
      chatOnly(state) ? tool === "screen" || tool === "shell" || tool === "files" || tool === "system" : tool === "chat"
    )
      this.change({ tool: chatOnly(state) ? "chat" : "screen" });
    const may = (permission: Permission) => state.permissions.includes(permission);
    const runs = (tool: Tool) => state.runningTools.includes(tool);
    const stopped = this.#screenRuns && !runs(Tool.SCREEN);
    this.#screenRuns = runs(Tool.SCREEN);
    if (this.#screenRuns) this.#beginning = false;
    const expected = this.#screenRuns || this.#beginning || this.#offered;
    // A screen that was stopped takes its painter with it: the picture of before is never shown again.
    if (!may(Permission.SCREEN_VIEW) || stopped || !expected) this.closeDesktop();
    else {
      const self = state.participants.find((each) => each.number === state.self);
      const controls = Boolean(self?.controls) && may(Permission.SCREEN_CONTROL);
      this.desktop?.setControl(controls);
      this.windows.setControl(controls);
      const draws = Boolean(self?.drawing) && may(Permission.ANNOTATE) && !state.paused;
      this.desktop?.drawing.allow(draws, state.self);
      this.windows.setDrawing(draws, state.self);
      const shares = Boolean(self?.clipboard) && !state.paused;
      this.desktop?.clipboard.allow(
        shares && may(Permission.CLIPBOARD_FROM_ENDPOINT),
        shares && controls && may(Permission.CLIPBOARD_TO_ENDPOINT),
      );
      this.desktop?.sound.allow(Boolean(self?.sound) && !state.paused && may(Permission.HEAR_SOUND));
    }
    this.files.follow(state);
    this.exchange.follow(state);
    if (!may(Permission.SYSTEM_VIEW) || !runs(Tool.SYSTEM)) this.#system?.clear();
    const shown = state.shells.filter((each) =>
      each.script ? may(Permission.RUN_SCRIPTS) : runs(Tool.SHELL) && may(Permission.SHELL),
    );
    const shells = new Set(shown.map((each) => each.shellId));
    for (const shellId of [...this.#terminalsLoading.keys()]) if (!shells.has(shellId)) this.closeTerminal(shellId);
  }

  /** Closes painter and terminals; the rest stays, for the page that says how the session ended. */
  closeAll(): void {
    this.files.close(true);
    this.#system?.dispose();
    this.#system = undefined;
    this.closeDesktop();
    for (const shellId of [...this.#terminalsLoading.keys()]) this.closeTerminal(shellId);
  }

  /** `over`: the session is not gone on with in this browser. */
  dispose(over = false): void {
    this.#gone = true;
    this.files.close(over);
    this.closeAll();
  }
}
