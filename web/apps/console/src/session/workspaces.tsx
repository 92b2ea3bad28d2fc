// All workspaces of this tab, by session. One place follows the live state for all of them, whichever is on the page.

import { SessionPhase } from "@towline/wire";
import { createContext, type ReactNode, useContext, useSyncExternalStore } from "react";
import type { Live } from "../live/live";
import { forget } from "./tabMemory";
import { Workspace, type WorkspaceView } from "./workspace";

export class Workspaces {
  readonly #live: Live;
  readonly #all = new Map<string, Workspace>();
  readonly #stop: () => void;

  constructor(live: Live) {
    this.#live = live;
    this.#stop = live.subscribe(() => this.#follow());
  }

  of(sessionId: string): Workspace {
    let workspace = this.#all.get(sessionId);
    if (!workspace) {
      // What is copied there is seen there, if somebody looks.
      workspace = new Workspace(this.#live, sessionId, (target, directory) =>
        this.#all.get(target)?.files.opened?.arrived(directory),
      );
      this.#all.set(sessionId, workspace);
    }
    return workspace;
  }

  /** The session is not in this tab any more. On hold it is remembered how it was left; otherwise nothing stays. */
  close(sessionId: string, held: boolean): void {
    this.#all.get(sessionId)?.dispose(!held);
    this.#all.delete(sessionId);
    if (!held) forget(`session.${sessionId}`);
  }

  dispose(): void {
    this.#stop();
    for (const workspace of this.#all.values()) workspace.dispose();
    this.#all.clear();
  }

  #follow(): void {
    const { rooms } = this.#live.snapshot();
    for (const [sessionId, workspace] of this.#all) {
      const state = rooms.get(sessionId)?.state;
      if (!state) continue;
      if (state.phase === SessionPhase.ENDED) workspace.closeAll();
      else workspace.follow(state);
    }
  }
}

const WorkspacesContext = createContext<Workspaces | undefined>(undefined);

export function WorkspacesProvider({ workspaces, children }: { workspaces: Workspaces; children: ReactNode }) {
  return <WorkspacesContext value={workspaces}>{children}</WorkspacesContext>;
}

export function useWorkspaces(): Workspaces {
  const workspaces = useContext(WorkspacesContext);
  if (!workspaces) throw new Error("outside of WorkspacesProvider");
  return workspaces;
}

export function useWorkspace(sessionId: string): [Workspace, WorkspaceView] {
  const workspace = useWorkspaces().of(sessionId);
  return [workspace, useSyncExternalStore(workspace.subscribe, workspace.view)];
}
