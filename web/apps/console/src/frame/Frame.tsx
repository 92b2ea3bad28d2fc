// The frame around every page of the console: the bar at the top, the palette, the shortcuts, and the line that says when the appliance is away.

import { Outlet, useNavigate, useParams } from "@tanstack/react-router";
import { Failsafe, notify, SkipLink } from "@towline/ui";
import { useEffect, useState } from "react";
import { Arrivals, useView } from "../arrivals/Arrivals";
import { JumpProvider } from "../home/jump";
import { NewSessionProvider } from "../keys/newSession";
import { isUnaccepted, useQueues, waitingSince } from "../live/queues";
import { openSessions, useSessions } from "../live/sessions";
import { useLive } from "../live/useLive";
import { Assigned } from "../ready/Assigned";
import { CommandRunner } from "../script/CommandRunner";
import { useWorkspaces } from "../session/workspaces";
import { InvitedProvider } from "../share/invitedProvider";
import { useRepresentativesFollow } from "../share/queries";
import { ShareNews } from "../share/ShareNews";
import { IdleLines } from "../talk/IdleLines";
import { useWords } from "../words/en";
import classes from "./frame.module.css";
import { LinkLine } from "./LinkLine";
import { Palette } from "./Palette";
import { ShortcutsDialog } from "./ShortcutsDialog";
import { SignOutDialog, useSignOut } from "./SignOutDialog";
import { useShortcuts } from "./shortcuts";
import { TopBar } from "./TopBar";

export function Frame() {
  return (
    <JumpProvider>
      <NewSessionProvider>
        <InvitedProvider>
          <Inside />
        </InvitedProvider>
      </NewSessionProvider>
    </JumpProvider>
  );
}

function Inside() {
  const words = useWords().frame;
  const navigate = useNavigate();
  const workspaces = useWorkspaces();
  const sessions = useSessions();
  const { sessionId } = useParams({ strict: false });
  const [palette, setPalette] = useState(false);
  const [help, setHelp] = useState(false);
  const signOut = useSignOut();
  const queues = useQueues();
  const view = useView();

  const step = (by: number) => {
    const open = openSessions(sessions);
    const at = open.findIndex((session) => session.sessionId === sessionId);
    const next = open[(at + by + open.length) % open.length] ?? open[0];
    if (next) void navigate({ to: "/session/$sessionId", params: { sessionId: next.sessionId } });
  };
  useShortcuts({
    palette: () => setPalette(true),
    help: () => setHelp(true),
    next: () => step(1),
    previous: () => step(-1),
    waiting: () => {
      const all = queues.flatMap((queue) => queue.waiting).sort((a, b) => waitingSince(a) - waitingSince(b));
      const longest = all.find(isUnaccepted) ?? all[0];
      if (longest) view(longest);
    },
    chat: () => {
      if (!sessionId) return;
      const workspace = workspaces.of(sessionId);
      workspace.change({ chatOpen: !workspace.view().chatOpen });
    },
  });
  useRepresentativesFollow();
  const tookOver = useLive((snapshot) => snapshot.tookOver);
  useEffect(() => {
    if (tookOver) notify.told(words.tookOver, words.tookOverText);
  }, [tookOver, words]);
  useEffect(() => {
    if (!sessionId) document.title = "Towline console";
  }, [sessionId]);

  return (
    <div className={classes.frame}>
      <SkipLink target="content">{words.skip}</SkipLink>
      <TopBar onSearch={() => setPalette(true)} onHelp={() => setHelp(true)} onSignOut={signOut.ask} />
      <LinkLine />
      <IdleLines />
      <main id="content" className={classes.content} tabIndex={-1}>
        <Failsafe key={sessionId ?? "home"}>
          <Outlet />
        </Failsafe>
      </main>
      <Palette
        opened={palette}
        onClose={() => setPalette(false)}
        onHelp={() => setHelp(true)}
        onSignOut={signOut.ask}
      />
      <ShortcutsDialog opened={help} onClose={() => setHelp(false)} />
      <SignOutDialog {...signOut} />
      <CommandRunner />
      <Arrivals />
      <ShareNews />
      <Assigned />
    </div>
  );
}
