// What stands in the window of one monitor: a thin bar with its name, and the picture.

import { IconKeyboard, IconMaximize, IconMinimize, IconPencil, IconX } from "@tabler/icons-react";
import type { DesktopState, RemoteDesktop } from "@towline/desktop";
import { type ReactNode, useEffect, useRef, useState } from "react";
import { DrawStrip } from "../draw/DrawStrip";
import { useDrawing } from "../draw/useDrawing";
import { useWords } from "../words/en";
import classes from "./window.module.css";

interface MonitorWindowProps {
  window: Window;
  desktop: RemoteDesktop;
  monitor: number;
  name: string;
  machine: string;
  /** Asks for drawing on the screen. `false`: it was refused. */
  onDraw: () => Promise<boolean>;
  onClose: () => void;
}

interface KeyboardLock {
  keyboard?: { lock?: () => Promise<void>; unlock?: () => void };
}

export function MonitorWindow({ window: own, desktop, monitor, name, machine, onDraw, onClose }: MonitorWindowProps) {
  const { screen: words, session, draw } = useWords();
  const draws = useDrawing(desktop.drawing);
  const [refused, setRefused] = useState(false);
  const [state, setState] = useState<DesktopState>();
  const [full, setFull] = useState(false);
  const host = useRef<HTMLDivElement>(null);
  useEffect(() => desktop.onState(setState), [desktop]);
  useEffect(() => {
    if (host.current) desktop.attach(host.current);
  }, [desktop]);
  useEffect(() => {
    own.document.title = words.windowTitle(name, machine);
  }, [own, name, machine, words]);
  useEffect(() => {
    const changed = () => {
      const is = own.document.fullscreenElement !== null;
      setFull(is);
      if (!is) (own.navigator as KeyboardLock).keyboard?.unlock?.();
    };
    own.document.addEventListener("fullscreenchange", changed);
    return () => own.document.removeEventListener("fullscreenchange", changed);
  }, [own]);
  const fill = async () => {
    await own.document.documentElement.requestFullscreen({ navigationUI: "hide" }).catch(() => undefined);
    await (own.navigator as KeyboardLock).keyboard?.lock?.().catch(() => undefined);
    desktop.focus();
  };
  const shown = state?.monitors.find((each) => each.id === monitor);
  const gone = state !== undefined && state.monitors.length > 0 && shown === undefined;
  return (
    <div className={classes.window} data-full={full || undefined}>
      <header className={classes.bar}>
        <h1 className={classes.name}>
          {name}
          {shown ? <span className={classes.size}>{` ${shown.width} × ${shown.height}`}</span> : null}
        </h1>
        <span className={classes.state} role="status">
          {refused
            ? draw.refused
            : state?.hasKeyboard
              ? words.windowKeyboard
              : state?.control === false
                ? words.windowViewOnly
                : ""}
        </span>
        <Act
          label={draws.on ? draw.stop : draw.start}
          off={state?.phase !== "live"}
          onClick={() => {
            if (draws.on) return desktop.drawing.stop();
            desktop.drawing.start();
            void onDraw().then((may) => setRefused(!may));
          }}
        >
          <IconPencil size={18} aria-hidden="true" />
        </Act>
        <Act label={session.ctrlAltDel} off={!state?.control} onClick={() => desktop.sendKeys("ctrl+alt+del")}>
          <IconKeyboard size={18} aria-hidden="true" />
        </Act>
        {full ? (
          <Act label={words.windowSmall} onClick={() => void own.document.exitFullscreen().catch(() => undefined)}>
            <IconMinimize size={18} aria-hidden="true" />
          </Act>
        ) : (
          <Act label={words.windowFull} onClick={() => void fill()}>
            <IconMaximize size={18} aria-hidden="true" />
          </Act>
        )}
        <Act label={words.windowClose} onClick={onClose}>
          <IconX size={18} aria-hidden="true" />
        </Act>
      </header>
      {draws.on ? <DrawStrip drawing={desktop.drawing} state={draws} all={false} /> : null}
      <main className={classes.middle}>
        <div ref={host} className={classes.picture} data-remote />
        {gone ? <Said text={words.windowUnplugged} solid /> : <Phase state={state} />}
      </main>
    </div>
  );
}

function Phase({ state }: { state: DesktopState | undefined }) {
  const words = useWords().screen;
  const phase = state?.phase ?? "connecting";
  if (phase === "live" || phase === "paused") return null;
  if (phase === "closed") return <Said text={state?.problem?.title || words.windowEnded} solid />;
  return <Said text={phase === "unavailable" && state?.problem ? state.problem.title : words.windowWaiting} />;
}

function Said({ text, solid }: { text: string; solid?: boolean }) {
  return (
    <p className={classes.said} role="status" data-solid={solid || undefined}>
      {text}
    </p>
  );
}

interface ActProps {
  label: string;
  off?: boolean;
  onClick: () => void;
  children: ReactNode;
}

/** The console's own buttons show their names in the page that opened this one. */
function Act({ label, off = false, onClick, children }: ActProps) {
  return (
    <button type="button" className={classes.act} aria-label={label} title={label} disabled={off} onClick={onClick}>
      {children}
    </button>
  );
}
