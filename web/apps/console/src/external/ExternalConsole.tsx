// The console of an external representative (SUP-70): the same session page on a link of its own kind, in a frame with nothing else: no lists, no search, no account.

import { createRootRoute, createRoute, createRouter, lazyRouteComponent, RouterProvider } from "@tanstack/react-router";
import { api, type ExternalGuest } from "@towline/api";
import { useEffect, useState, useSyncExternalStore } from "react";
import { Disconnected, Opening, TakenOver } from "../entry/Plain";
import { Live } from "../live/live";
import { LiveProvider } from "../live/useLive";
import { Workspaces, WorkspacesProvider } from "../session/workspaces";
import { useWords } from "../words/en";
import { ExternalFrame, ToSession } from "./ExternalFrame";
import { type EndedHow, endedHow } from "./ended";
import { GuestProvider } from "./guest";
import { Over } from "./Over";

const externalTicket = async () => (await api.externalTicket()).ticket;

const root = createRootRoute({ component: ExternalFrame });
const tree = root.addChildren([
  createRoute({ getParentRoute: () => root, path: "/", component: ToSession }),
  createRoute({
    getParentRoute: () => root,
    path: "/session/$sessionId",
    component: lazyRouteComponent(() => import("../session/SessionPage"), "SessionPage"),
  }),
]);
const makeRouter = () =>
  createRouter({
    routeTree: tree,
    basepath: "/console/external",
    defaultPreload: false,
    scrollRestoration: false,
    defaultNotFoundComponent: ToSession,
  });

interface Rig {
  live: Live;
  workspaces: Workspaces;
  router: ReturnType<typeof makeRouter>;
}

export function ExternalConsole({ guest }: { guest: ExternalGuest }) {
  const [attempt, setAttempt] = useState(0);
  const [rig, setRig] = useState<Rig>();
  // biome-ignore lint/correctness/useExhaustiveDependencies: a new attempt is a new link
  useEffect(() => {
    const live = new Live(undefined, externalTicket);
    const workspaces = new Workspaces(live);
    setRig({ live, workspaces, router: makeRouter() });
    return () => {
      setRig(undefined);
      workspaces.dispose();
      live.close();
    };
  }, [attempt]);
  if (!rig) return <Opening />;
  return <Running guest={guest} rig={rig} onAgain={() => setAttempt((before) => before + 1)} />;
}

function Running({ guest, rig, onAgain }: { guest: ExternalGuest; rig: Rig; onAgain: () => void }) {
  const words = useWords().entry;
  const { live } = rig;
  const link = useSyncExternalStore(live.subscribe, () => live.snapshot().link);
  const how = useHow(live, guest.session_id);
  const code = link.phase === "closed" ? (link.problem?.code ?? "closed") : undefined;
  if (code === "invitation_ended" || code === "signed_out" || how === "ended") return <Over how={how} />;
  if (code === "taken_over") return <TakenOver onHere={onAgain} />;
  if (code === "version_too_old") return <Disconnected title={words.outdatedTitle} text={words.outdatedText} />;
  if (code !== undefined)
    return <Disconnected title={link.problem?.title || words.closedTitle} text={link.problem?.detail ?? ""} />;
  return (
    <GuestProvider guest={guest}>
      <LiveProvider live={live}>
        <WorkspacesProvider workspaces={rig.workspaces}>
          <RouterProvider router={rig.router} />
        </WorkspacesProvider>
      </LiveProvider>
    </GuestProvider>
  );
}

/** Kept from the moment that the log says it: the page of the session may be closed before the link is. */
function useHow(live: Live, sessionId: string): EndedHow {
  const [how, setHow] = useState<EndedHow>("unknown");
  useEffect(() => {
    const look = () => {
      const room = live.snapshot().rooms.get(sessionId);
      if (room) setHow((before) => endedHow(room.state, room.log.events, before));
    };
    look();
    return live.subscribe(look);
  }, [live, sessionId]);
  return how;
}
