// The bar at the bottom (SCR-19): how the picture comes, what limits it, who controls, who has the keyboard, and whether the session is recorded.

import { Tooltip } from "@mantine/core";
import { IconKeyboard } from "@tabler/icons-react";
import { StatusDot, type Tone } from "@towline/ui";
import { ActionKind, Permission, SessionPhase, type SessionState, Tool } from "@towline/wire";
import { ElevatedMark } from "../elevation/ElevatedMark";
import { useLive } from "../live/useLive";
import { useWords } from "../words/en";
import { asksForControl, controllerOf, mayBegin, mustAskHolder, useSessionActions } from "./actions";
import { withheldWords } from "./desktops";
import { Figures } from "./Figures";
import classes from "./session.module.css";
import type { ScreenView } from "./useDesktop";
import { chatOnly, type ToolName } from "./workspace";

interface StatusBarProps {
  state: SessionState;
  tool: ToolName;
  screen: ScreenView;
}

export function StatusBar({ state, tool, screen: shared }: StatusBarProps) {
  const screen = tool === "screen" ? shared : undefined;
  const words = useWords().session;
  const link = useLive((snapshot) => snapshot.link);
  const stats = screen?.state?.phase === "live" && state.phase === SessionPhase.ACTIVE ? screen.state.stats : undefined;
  const rtt = stats?.rttMs || link.rttMs || 0;
  const roundTrip = rtt > 0 ? Math.max(1, Math.round(rtt)) : 0;
  return (
    <section className={classes.statusBar} aria-label={words.statusBar}>
      <Phase state={state} tool={tool} screen={screen} away={link.phase !== "open"} />
      {stats && screen?.state ? (
        <Figures screen={screen.state} rtt={roundTrip} desktop={state.screen?.desktop ?? ""} />
      ) : roundTrip > 0 ? (
        <span className={classes.figure}>{words.rtt(roundTrip)}</span>
      ) : null}
      <span className={classes.gap} />
      <ElevatedMark state={state} />
      {screen?.state && screen.state.width > 0 && state.runningTools.includes(Tool.SCREEN) ? (
        <Hands state={state} screen={screen} />
      ) : null}
      {state.recorded ? (
        <Tooltip label={words.recordingText}>
          <span className={classes.recording}>
            <StatusDot tone="danger">{words.recording}</StatusDot>
          </span>
        </Tooltip>
      ) : null}
    </section>
  );
}

interface PhaseProps {
  state: SessionState;
  tool: ToolName;
  screen: ScreenView | undefined;
  away: boolean;
}

function Phase({ state, tool, screen, away }: PhaseProps) {
  const { session: words, actions } = useWords();
  const [tone, text] = ((): [Tone, string] => {
    if (away) return ["waiting", words.reconnectingShort];
    if (state.phase === SessionPhase.CONNECTING) return ["waiting", words.connecting];
    if (state.phase === SessionPhase.ENDPOINT_LOST) {
      if (state.power === ActionKind.UNSPECIFIED) return ["waiting", words.phaseLost];
      return ["waiting", state.power === ActionKind.SHUT_DOWN ? actions.statusShutDown : actions.statusRestarting];
    }
    if (state.customer?.disconnected) return ["quiet", words.statusCustomerDisconnected];
    if (chatOnly(state))
      return state.customer?.there ? ["online", words.statusCustomerThere] : ["waiting", words.statusCustomerNotThere];
    if (state.share?.paused) return ["quiet", words.paused];
    if (tool === "summary") return ["online", words.phaseActive];
    if (tool === "files")
      return state.runningTools.includes(Tool.FILES) ? ["online", words.phaseActive] : ["quiet", words.idle];
    if (tool === "system")
      return state.runningTools.includes(Tool.SYSTEM) ? ["online", words.phaseActive] : ["quiet", words.idle];
    if (!screen) return state.runningTools.includes(Tool.SHELL) ? ["online", words.live] : ["quiet", words.idle];
    if (!state.runningTools.includes(Tool.SCREEN)) return ["quiet", words.idle];
    if (state.screen?.available === false && screen.state?.phase !== "live") {
      const said = withheldWords(state.screen.reasonCode, state.screen.desktop || words.desktopUnnamed, words);
      return [said?.waits ? "waiting" : "quiet", said?.title ?? words.noDesktopTitle];
    }
    switch (screen.state?.phase) {
      case "live":
        return ["online", words.live];
      case "reconnecting":
        return ["waiting", words.reconnectingShort];
      case "paused":
        return ["quiet", words.paused];
      case "unavailable":
        return ["quiet", words.noDesktopTitle];
      case "closed":
        return ["danger", words.pictureTitle];
      default:
        return ["waiting", words.connecting];
    }
  })();
  return (
    <span className={classes.phase} role="status">
      <StatusDot tone={tone} hollow={tone === "quiet"}>
        {text}
      </StatusDot>
    </span>
  );
}

/** Somebody else has them: the owner takes them, others ask (SES-25). */
function OthersHands({ state, name }: { state: SessionState; name: string }) {
  const words = useWords().session;
  const actions = useSessionActions(state);
  const controls = words.someoneControls(name);
  if (!mayBegin(state, Permission.SCREEN_CONTROL)) return <span>{controls}</span>;
  const [what, act] = asksForControl(state)
    ? [words.withdrawControl, actions.withdrawControl]
    : mustAskHolder(state)
      ? [words.askControl, actions.askControl]
      : [words.takeControl, actions.takeControl];
  return (
    <button type="button" className={classes.statusLink} onClick={() => void act()}>
      {controls} · {what}
    </button>
  );
}

/** Who has mouse and keyboard. */
function Hands({ state, screen }: { state: SessionState; screen: ScreenView }) {
  const words = useWords().session;
  const actions = useSessionActions(state);
  const controller = controllerOf(state);
  const mine = controller?.number === state.self;
  const remote = screen.state?.hasKeyboard ?? false;
  return (
    <>
      {mine ? (
        <span className={classes.keyboard} data-remote-has={remote || undefined}>
          <IconKeyboard size={16} aria-hidden="true" />
          <span>{remote ? words.keyboardRemote : words.keyboardHere}</span>
          {remote ? <span className={classes.wide}>· {words.keyboardLeave}</span> : null}
        </span>
      ) : null}
      {state.share ? (
        <span>{words.viewOnly}</span>
      ) : state.screen?.inputAbsent ? (
        <span title={words.looksOnlyText}>{words.looksOnly}</span>
      ) : mine ? (
        <span>{words.youControl}</span>
      ) : controller ? (
        <OthersHands state={state} name={controller.displayName} />
      ) : mayBegin(state, Permission.SCREEN_CONTROL) ? (
        <button type="button" className={classes.statusLink} onClick={() => void actions.takeControl()}>
          {words.nobodyControls} · {words.takeControl}
        </button>
      ) : (
        <span>{words.viewOnly}</span>
      )}
    </>
  );
}
