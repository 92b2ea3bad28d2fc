// One session (SES-11): its tools and their buttons above, the tool in the middle, the chat at the right, its state at the bottom.
//
// It decides which of the designed states is on the page; the tools, the chat and the bars draw themselves.

import { useParams } from "@tanstack/react-router";
import { SessionPhase, type SessionState, Tool } from "@towline/wire";
import { memo, type ReactNode, useEffect, useSyncExternalStore } from "react";
import { ButtonLine } from "../button/ButtonLine";
import { ElevationLine } from "../elevation/ElevationLine";
import { FilesTool } from "../files/FilesTool";
import { useTitleOf } from "../home/naming";
import { isUnaccepted } from "../live/queues";
import { useSessions } from "../live/sessions";
import { RoomProvider, useLive, useLiveLink, useRoom } from "../live/useLive";
import { PinLine } from "../pin/PinLine";
import { PrivacyLine } from "../privacy/PrivacyLine";
import { ScriptPanel } from "../scripts/ScriptPanel";
import { HandOverLine } from "../share/HandOverLine";
import { InvitedState } from "../share/InvitedState";
import { invitationsOf } from "../share/invitations";
import { SystemTool } from "../system/SystemTool";
import { useActivity } from "../talk/activity";
import { useWords } from "../words/en";
import { CaughtNotice } from "./CaughtNotice";
import { ChatPanel } from "./ChatPanel";
import { ChatTool } from "./ChatTool";
import { ControlLine } from "./ControlLine";
import { FilesAsk } from "./FilesAsk";
import { PausedLine } from "./PausedLine";
import { PromptLine } from "./PromptLine";
import { ScreenTool } from "./ScreenTool";
import { SharedLine } from "./SharedLine";
import { ShellTool } from "./ShellTool";
import { StatusBar } from "./StatusBar";
import { SummaryTool } from "./SummaryTool";
import classes from "./session.module.css";
import { CannotOpen, Ended, InQueue, NotInside, OnHold, OpeningSession, useLasting } from "./states";
import { ToolBar } from "./ToolBar";
import { useDesktop } from "./useDesktop";
import { useFullScreen } from "./useFullScreen";
import { useWorkspace, useWorkspaces } from "./workspaces";

export function SessionPage() {
  const { sessionId } = useParams({ from: "/session/$sessionId" });
  const workspace = useWorkspaces().of(sessionId);
  const pictureDue = useSyncExternalStore(workspace.subscribe, workspace.pictureDue);
  return (
    <RoomProvider key={sessionId} sessionId={sessionId} yields={pictureDue}>
      <Session sessionId={sessionId} />
    </RoomProvider>
  );
}

const Session = memo(function Session({ sessionId }: { sessionId: string }) {
  const words = useWords().session;
  const live = useLiveLink();
  const room = useRoom(sessionId);
  const connected = useLive((snapshot) => snapshot.link.phase === "open");
  const listed = useLive((snapshot) => snapshot.sessions !== undefined) && connected;
  const summary = useSessions().find((session) => session.sessionId === sessionId);
  const state = room?.state;
  useEffect(() => {
    if (connected) live.openRoom(sessionId);
  }, [live, sessionId, connected]);
  // A session that begins may be a moment ahead of the list.
  const outside = useLasting(listed && state !== undefined && summary === undefined, 1000);
  const title = useTitleOf();
  const name = state && title(state);
  useEffect(() => {
    if (name) document.title = `${name} · Towline`;
  }, [name]);

  const instead = (): ReactNode => {
    if (state?.phase === SessionPhase.ENDED) return <Ended state={state} />;
    if (summary && !summary.joined && invitationsOf(summary).length > 0) return <InvitedState session={summary} />;
    if (room?.problem) return <CannotOpen sessionId={sessionId} problem={room.problem} />;
    if (outside) return <NotInside sessionId={sessionId} />;
    if (!state) return <OpeningSession sessionId={sessionId} />;
    if (summary && isUnaccepted(summary)) return <InQueue state={state} />;
    if (state.phase === SessionPhase.ON_HOLD || (summary && !summary.joined)) return <OnHold state={state} />;
    return undefined;
  };
  const resting = instead();
  if (resting === undefined && state) return <Running state={state} />;
  return (
    <>
      <h1 className={classes.hidden}>{name ?? words.aSession}</h1>
      {resting}
    </>
  );
});

function Running({ state }: { state: SessionState }) {
  const [workspace, view] = useWorkspace(state.sessionId);
  const running = state.runningTools.includes(Tool.SCREEN);
  const screen = useDesktop(workspace, state, running && view.tool === "screen");
  const title = useTitleOf();
  const full = useFullScreen(() => screen.desktop?.focus());
  useActivity(state.sessionId);
  useEffect(() => workspace.follow(state), [workspace, state]);
  return (
    <div className={classes.session}>
      <h1 className={classes.hidden}>{title(state)}</h1>
      {/* What full screen covers is not reached by Tab either; its own bar has the same. */}
      {full.on ? null : <ToolBar state={state} screen={screen} onFullScreen={full.enter} />}
      <HandOverLine state={state} />
      <ControlLine state={state} />
      <PausedLine state={state} />
      <PrivacyLine state={state} />
      <PromptLine state={state} />
      {view.tool === "files" ? <FilesAsk state={state} /> : null}
      <ElevationLine state={state} />
      <PinLine state={state} />
      <ButtonLine state={state} />
      <SharedLine state={state} />
      <div className={classes.middle}>
        <div className={classes.area} data-full={full.on || undefined}>
          {view.tool === "chat" ? (
            <ChatTool state={state} />
          ) : view.tool === "screen" ? (
            <ScreenTool state={state} screen={screen} full={full} />
          ) : view.tool === "shell" ? (
            <ShellTool state={state} />
          ) : view.tool === "files" ? (
            <FilesTool state={state} />
          ) : view.tool === "system" ? (
            <SystemTool state={state} />
          ) : (
            <SummaryTool state={state} />
          )}
          <ScriptPanel state={state} />
          <CaughtNotice state={state} />
        </div>
        <ChatPanel state={state} />
      </div>
      <StatusBar state={state} tool={view.tool} screen={screen} />
    </div>
  );
}
