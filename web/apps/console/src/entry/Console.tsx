// The console of one signed-in rep: makes the live link and the workspaces, and gives way to a plain page when the link is closed for good.

import { useQueryClient } from "@tanstack/react-query";
import { RouterProvider } from "@tanstack/react-router";
import { announceSignedOut, type Me } from "@towline/api";
import { useEffect, useState, useSyncExternalStore } from "react";
import { Live } from "../live/live";
import { LiveProvider } from "../live/useLive";
import { makeRouter } from "../routes";
import { FirstCommand } from "../script/CommandRunner";
import type { Errand } from "../script/command";
import { Workspaces, WorkspacesProvider } from "../session/workspaces";
import { useWords } from "../words/en";
import { MeProvider } from "./me";
import { ConsoleSwitchedOff, Disconnected, Opening, TakenOver } from "./Plain";

interface Rig {
  live: Live;
  workspaces: Workspaces;
  router: ReturnType<typeof makeRouter>;
}

export function Console({ me, command }: { me: Me; command?: Errand | undefined }) {
  const [attempt, setAttempt] = useState(0);
  const [rig, setRig] = useState<Rig>();
  // biome-ignore lint/correctness/useExhaustiveDependencies: a new attempt is a new link
  useEffect(() => {
    if (!me.console_allowed) return;
    const live = new Live();
    const workspaces = new Workspaces(live);
    setRig({ live, workspaces, router: makeRouter() });
    return () => {
      setRig(undefined);
      workspaces.dispose();
      live.close();
    };
  }, [me.console_allowed, attempt]);
  const again = () => setAttempt((before) => before + 1);
  const queries = useQueryClient();
  if (!me.console_allowed)
    return <ConsoleSwitchedOff onCheck={() => void queries.invalidateQueries({ queryKey: ["me"] })} />;
  if (!rig) return <Opening />;
  return <Running me={me} rig={rig} command={command} onAgain={again} />;
}

interface RunningProps {
  me: Me;
  rig: Rig;
  command: Errand | undefined;
  onAgain: () => void;
}

function Running({ me, rig, command, onAgain }: RunningProps) {
  const words = useWords().entry;
  const link = useSyncExternalStore(rig.live.subscribe, () => rig.live.snapshot().link);
  const code = link.phase === "closed" ? (link.problem?.code ?? "closed") : undefined;
  useEffect(() => {
    if (code === "signed_out" || code === "unauthenticated") announceSignedOut();
  }, [code]);
  if (code === "console_disabled") return <ConsoleSwitchedOff onCheck={onAgain} />;
  if (code === "taken_over") return <TakenOver onHere={onAgain} />;
  if (code === "version_too_old") return <Disconnected title={words.outdatedTitle} text={words.outdatedText} />;
  if (code !== undefined) {
    return <Disconnected title={link.problem?.title || words.closedTitle} text={link.problem?.detail ?? ""} />;
  }
  return (
    <MeProvider me={me}>
      <LiveProvider live={rig.live}>
        <WorkspacesProvider workspaces={rig.workspaces}>
          <FirstCommand value={command}>
            <RouterProvider router={rig.router} />
          </FirstCommand>
        </WorkspacesProvider>
      </LiveProvider>
    </MeProvider>
  );
}
