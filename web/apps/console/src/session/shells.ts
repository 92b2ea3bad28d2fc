// Which shells a session has and which is in front.

import type { SessionState, ShellInfo } from "@towline/wire";
import { useState } from "react";
import { useSessionActions } from "./actions";
import { useWorkspace } from "./workspaces";

export const MOST_SHELLS = 8;
/** Until the terminal is drawn and tells its own size. */
const FIRST_SIZE = { columns: 120, rows: 32 };

/** The shell whose tab is in front: the chosen one, else the newest. */
export function frontShell(shells: readonly ShellInfo[], chosen: string | undefined): ShellInfo | undefined {
  return shells.find((shell) => shell.shellId === chosen) ?? shells.at(-1);
}

export function useShells(state: SessionState) {
  const actions = useSessionActions(state);
  const [workspace, view] = useWorkspace(state.sessionId);
  const [opening, setOpening] = useState(false);
  const open = async () => {
    setOpening(true);
    const reply = await actions.newShell(FIRST_SIZE.columns, FIRST_SIZE.rows);
    setOpening(false);
    if (reply?.shellId) workspace.change({ shell: reply.shellId });
  };
  const shown = state.shells.filter((shell) => shell.running || !view.closedShells.includes(shell.shellId));
  return {
    /** Those that have a tab: all that run, and ended ones until they are closed. */
    shown,
    running: shown.filter((shell) => shell.running).length,
    front: frontShell(shown, view.shell),
    /** Ends a shell that runs; takes away the tab of one that has ended. */
    close: async (shell: ShellInfo) => {
      if (shell.running) await actions.endShell(shell.shellId);
      else workspace.change({ closedShells: [...workspace.view().closedShells, shell.shellId] });
    },
    opening,
    open,
    choose: (shellId: string) => workspace.change({ shell: shellId }),
    /** Shell access and a first shell in it. */
    start: async () => {
      if (await actions.startShell()) await open();
    },
  };
}
