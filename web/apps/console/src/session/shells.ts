// Which shells a session has and which is in front.

import { Permission, type SessionState, type ShellInfo, Tool } from "@towline/wire";
import { useEffect, useRef, useState } from "react";
import { mayUse, useSessionActions } from "./actions";
import type { Choice } from "./shellChoices";
import { useWorkspace } from "./workspaces";

export const MOST_SHELLS = 8;
/** Until the terminal is drawn and tells its own size. */
const FIRST_SIZE = { columns: 120, rows: 32 };

/** The shell whose tab is in front: the chosen one, else the newest. */
export function frontShell(shells: readonly ShellInfo[], chosen: string | undefined): ShellInfo | undefined {
  return shells.find((shell) => shell.shellId === chosen) ?? shells.at(-1);
}

/** Shells as somebody has ordered them; new ones at the end. */
export function inOrder(shells: readonly ShellInfo[], order: readonly string[]): readonly ShellInfo[] {
  const place = (shell: ShellInfo) => {
    const at = order.indexOf(shell.shellId);
    return at < 0 ? order.length : at;
  };
  return shells.toSorted((one, other) => place(one) - place(other));
}

export type Shells = ReturnType<typeof useShells>;

export function useShells(state: SessionState) {
  const actions = useSessionActions(state);
  const [workspace, view] = useWorkspace(state.sessionId);
  const [opening, setOpening] = useState(false);
  /** `false`: it was refused, which was said. */
  const open = async (choice?: Choice): Promise<boolean> => {
    setOpening(true);
    const reply = await actions.newShell(FIRST_SIZE.columns, FIRST_SIZE.rows, choice);
    setOpening(false);
    if (reply?.shellId) workspace.change({ shell: reply.shellId });
    return reply !== undefined;
  };
  // The customer's yes gives access to shells; the first one is opened then, as without a question (SES-5).
  const wanted = useRef<"no" | "said" | "asked">("no");
  const asked = state.prompts.some((each) => each.permission === Permission.SHELL && each.participant === state.self);
  const access = state.runningTools.includes(Tool.SHELL) && mayUse(state, Permission.SHELL);
  useEffect(() => {
    if (wanted.current === "no") return;
    if (access) {
      wanted.current = "no";
      void open();
    } else if (asked) {
      wanted.current = "asked";
    } else if (wanted.current === "asked" && !mayUse(state, Permission.SHELL)) {
      wanted.current = "no";
    }
  });
  const shells = state.shells.filter((shell) => shell.script === undefined);
  const shown = inOrder(
    shells.filter((shell) => shell.running || !view.closedShells.includes(shell.shellId)),
    view.shellOrder,
  );
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
    /** Puts a shell's tab at another place, for oneself. */
    move: (shellId: string, place: number) => {
      const order = shown.map((shell) => shell.shellId).filter((each) => each !== shellId);
      order.splice(place, 0, shellId);
      workspace.change({ shellOrder: order });
    },
    /** Shell access and a first shell in it. */
    start: async () => {
      const asks = !mayUse(state, Permission.SHELL);
      if (await actions.startShell()) await open();
      else if (asks) wanted.current = "said";
    },
  };
}
