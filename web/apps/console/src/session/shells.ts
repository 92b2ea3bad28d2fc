// Which shells a session has and which is in front.

import type { SessionState, ShellInfo } from "@towline/wire";
import { useState } from "react";
import { useSessionActions } from "./actions";
import { useWorkspace } from "./workspaces";

export const MOST_SHELLS = 8;
/** Until the terminal is drawn and tells its own size. */
const FIRST_SIZE = { columns: 120, rows: 32 };

/** The shell whose tab is in front: the chosen one, else the newest. */
export function frontShell(state: SessionState, chosen: string | undefined): ShellInfo | undefined {
  return state.shells.find((shell) => shell.shellId === chosen) ?? state.shells.at(-1);
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
  return {
    front: frontShell(state, view.shell),
    opening,
    open,
    choose: (shellId: string) => workspace.change({ shell: shellId }),
    /** Shell access and a first shell in it. */
    start: async () => {
      if (await actions.startShell()) await open();
    },
  };
}
