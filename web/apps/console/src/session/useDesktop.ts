// The painter of a session as a component sees it: made when it is first looked at, kept by the workspace when it is not.

import type { DesktopState, RemoteDesktop } from "@towline/desktop";
import type { SessionState } from "@towline/wire";
import { useEffect, useMemo, useState } from "react";
import type { Workspace } from "./workspace";

export interface ScreenView {
  readonly desktop: RemoteDesktop | undefined;
  readonly state: DesktopState | undefined;
  /** The painter's own code could not be loaded. */
  readonly failed: boolean;
}

export function useDesktop(workspace: Workspace, state: SessionState, wanted: boolean): ScreenView {
  const [opened, setOpened] = useState<RemoteDesktop>();
  // One that waits already stands on the page at once, and its first picture with it (SCR-31).
  const desktop = wanted ? (opened ?? workspace.desktop) : undefined;
  const [shown, setShown] = useState<DesktopState>();
  const [failed, setFailed] = useState(false);
  useEffect(() => {
    if (!wanted) return;
    let away = false;
    workspace.openDesktop().then(
      (made) => {
        if (!away && made) setOpened(made);
      },
      () => {
        if (!away) setFailed(true);
      },
    );
    return () => {
      away = true;
      setOpened(undefined);
      setShown(undefined);
      setFailed(false);
    };
  }, [workspace, wanted]);
  useEffect(() => desktop?.onState(setShown), [desktop]);
  useEffect(() => {
    if (desktop) workspace.follow(state);
  }, [workspace, desktop, state]);
  return useMemo(() => ({ desktop, state: shown, failed }), [desktop, shown, failed]);
}
