// Screen Sharing: the remote screen, or the state that stands for it. The picture itself is drawn by @towline/desktop, outside React.

import { Button, Loader } from "@mantine/core";
import { IconDeviceDesktop, IconHandStop, IconPlugConnectedX } from "@tabler/icons-react";
import { EmptyState } from "@towline/ui";
import { Permission, SessionPhase, type SessionState, Tool } from "@towline/wire";
import { type ReactNode, useEffect, useLayoutEffect, useRef } from "react";
import { useExchange, useFilePaste } from "../clipboard/useExchange";
import { DrawStrip } from "../draw/DrawStrip";
import { useDrawing } from "../draw/useDrawing";
import { useWords } from "../words/en";
import { mayBegin, mayClearAll, mayUse, mustAsk, selfOf, useSessionActions } from "./actions";
import { EndpointVeil, useEndpointAway } from "./EndpointVeil";
import { FullScreenBar } from "./FullScreenBar";
import { KeyboardPanel } from "./KeyboardPanel";
import { NoDesktop } from "./NoDesktop";
import classes from "./session.module.css";
import { useAfter } from "./states";
import { ToolStart } from "./ToolStart";
import type { ScreenView } from "./useDesktop";
import type { FullScreen } from "./useFullScreen";
import { usePointers } from "./usePointers";
import { useWorkspace } from "./workspaces";

export function ScreenTool({ state, screen, full }: { state: SessionState; screen: ScreenView; full: FullScreen }) {
  const words = useWords().session;
  const actions = useSessionActions(state);
  const may = mayBegin(state, Permission.SCREEN_VIEW);
  if (!mayUse(state, Permission.SCREEN_VIEW) || !state.runningTools.includes(Tool.SCREEN)) {
    if (state.phase === SessionPhase.CONNECTING || state.phase === SessionPhase.ENDPOINT_LOST)
      return <EndpointVeil state={state} />;
    return (
      <ScreenStart sessionId={state.sessionId} may={may}>
        <ToolStart
          icon={<IconDeviceDesktop size={28} />}
          title={words.screen}
          asks={mustAsk(state, Permission.SCREEN_VIEW)}
          text={
            state.share
              ? words.screenSharedText(state.customer?.name ?? words.customer)
              : !mayBegin(state, Permission.SCREEN_CONTROL)
                ? words.screenViewOnlyText
                : state.customer
                  ? words.screenCustomerText
                  : words.screenText
          }
          start={words.startScreen}
          reason={may ? undefined : words.toolNotPermitted}
          onStart={actions.startScreen}
        />
      </ScreenStart>
    );
  }
  return <Picture state={state} screen={screen} full={full} />;
}

/** While the screen can be started, its painter waits with an open link, and once it begins the first picture covers what started it: the page's own bars come after it (SCR-31). */
function ScreenStart({ sessionId, may, children }: { sessionId: string; may: boolean; children: ReactNode }) {
  const [workspace] = useWorkspace(sessionId);
  const ahead = useRef<HTMLDivElement>(null);
  useEffect(() => (may && ahead.current ? workspace.offerDesktop(ahead.current) : undefined), [workspace, may]);
  return (
    <>
      {children}
      <div ref={ahead} className={classes.ahead} data-remote />
    </>
  );
}

function Picture({ state, screen, full }: { state: SessionState; screen: ScreenView; full: FullScreen }) {
  usePointers(state, screen);
  const texts = useWords().screen;
  const [workspace, view] = useWorkspace(state.sessionId);
  const host = useRef<HTMLDivElement>(null);
  const { desktop } = screen;
  const away = useEndpointAway(state);
  const exchange = useExchange(state);
  useFilePaste(exchange, screen, host);
  const draws = useDrawing(desktop?.drawing);
  // Before the browser paints: a picture that is there already does not blink.
  useLayoutEffect(() => {
    if (!desktop || !host.current) return;
    desktop.attach(host.current);
    return () => desktop.detach();
  }, [desktop]);
  const controls = selfOf(state)?.controls ?? false;
  useEffect(() => {
    if (desktop && controls) desktop.focus();
  }, [desktop, controls]);
  return (
    <>
      {full.on ? <FullScreenBar state={state} screen={screen} full={full} /> : null}
      {draws.on && desktop ? <DrawStrip drawing={desktop.drawing} state={draws} all={mayClearAll(state)} /> : null}
      <div ref={host} className={classes.picture} data-remote />
      {screen.state?.hands.grabbed ? (
        <p className={classes.grabbed} role="status">
          {texts.grabbed}
        </p>
      ) : null}
      {view.keysShown && !state.share ? (
        <KeyboardPanel screen={screen} controls={controls} onClose={() => workspace.change({ keysShown: false })} />
      ) : null}
      {away ? <EndpointVeil state={state} /> : <PictureState state={state} screen={screen} />}
    </>
  );
}

/** What stands over the picture when it is not live. */
function PictureState({ state, screen }: { state: SessionState; screen: ScreenView }) {
  const words = useWords().session;
  const phase = screen.state?.phase ?? "connecting";
  const problem = screen.state?.problem;
  if (screen.failed) {
    return (
      <Veil>
        <EmptyState
          announce
          tone="danger"
          icon={<IconPlugConnectedX size={20} />}
          title={words.chunkFailed}
          text={words.chunkFailedText}
          actions={<Button onClick={() => location.reload()}>{words.reload}</Button>}
        />
      </Veil>
    );
  }
  if (state.share?.paused) return <Covered state={state} />;
  if (state.share && !state.share.there) return <Waiting key="away" again />;
  if (phase === "live" || phase === "paused") return null;
  // The agent says that there is no desktop before, or instead of, anything on the picture's own link.
  const absent = state.screen?.available === false ? state.screen : undefined;
  if (!absent && (phase === "connecting" || phase === "reconnecting"))
    return <Waiting key={phase} again={phase === "reconnecting"} />;
  if (absent || phase === "unavailable") {
    if (state.paused) return <Paused state={state} />;
    return <NoDesktop state={state} screen={screen} absent={absent} problem={problem} />;
  }
  return (
    <Veil>
      <EmptyState
        announce
        tone="danger"
        icon={<IconPlugConnectedX size={20} />}
        title={problem?.title || words.pictureTitle}
        text={problem?.detail || undefined}
        actions={<Button onClick={() => screen.desktop?.retry()}>{words.retryPicture}</Button>}
      />
    </Veil>
  );
}

/** The customer's word; there is nothing that a rep can do about it but write. */
function Paused({ state }: { state: SessionState }) {
  const words = useWords().session;
  return (
    <Veil solid>
      <EmptyState
        icon={<IconHandStop size={20} />}
        title={words.accessPaused(state.customer?.name ?? words.customer)}
        text={words.accessPausedText}
      />
    </Veil>
  );
}

/** The customer covers what they show: nothing of it is seen, not even what was there before. */
function Covered({ state }: { state: SessionState }) {
  const words = useWords().session;
  return (
    <Veil solid>
      <EmptyState
        announce
        icon={<IconHandStop size={20} />}
        title={words.sharingPaused(state.customer?.name ?? words.customer)}
        text={words.sharingPausedText}
      />
    </Veil>
  );
}

/** Under a second nothing is shown; the last picture stays. */
function Waiting({ again }: { again: boolean }) {
  const words = useWords().session;
  if (!useAfter(1000)) return null;
  return (
    <div className={classes.waiting} role="status">
      <Loader size={16} aria-hidden="true" />
      <span>{again ? words.pictureText : words.startingPicture}</span>
    </div>
  );
}

export function Veil({ children, solid }: { children: React.ReactNode; solid?: boolean }) {
  return (
    <div className={classes.veil} data-solid={solid || undefined}>
      <div className={classes.veilCard}>{children}</div>
    </div>
  );
}
