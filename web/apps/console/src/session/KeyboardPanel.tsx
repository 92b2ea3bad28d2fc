// The virtual keyboard (SCR-8): keys and combinations that this device or its browser has not, or keeps to itself. Below the picture it covers nothing; floating it is moved by its head.
//
// Its buttons leave the focus where it is, so that modifiers pressed here go with what is typed on a real keyboard.

import { IconGripHorizontal, IconLayoutBottombar, IconPictureInPicture, IconX } from "@tabler/icons-react";
import type { Latch, RemoteDesktop } from "@towline/desktop";
import { IconButton } from "@towline/ui";
import { type KeyboardEvent, type PointerEvent, useRef, useState } from "react";
import { useWords } from "../words/en";
import classes from "./panel.module.css";
import { combosOf, letterRows, modifiersOf, type PanelKey, platformOf, specialRows } from "./panelKeys";
import type { ScreenView } from "./useDesktop";

const REPEAT_AFTER_MS = 450;
const REPEAT_MS = 55;
/** How far an arrow key moves it. */
const STEP_PX = 16;

type Tab = "special" | "combos" | "letters";

interface KeyboardPanelProps {
  screen: ScreenView;
  controls: boolean;
  onClose: () => void;
}

export function KeyboardPanel({ screen, controls, onClose }: KeyboardPanelProps) {
  const words = useWords().screen;
  const [tab, setTab] = useState<Tab>("special");
  const [floats, setFloats] = useState(false);
  const panel = useRef<HTMLElement>(null);
  const move = useMoving(panel, floats);
  const { desktop, state } = screen;
  const platform = platformOf(state?.path ?? "");
  const held = state?.hands.modifiers ?? {};
  const tabs: [Tab, string][] = [
    ["special", words.panelSpecial],
    ["combos", words.panelCombos],
    ["letters", words.panelLetters],
  ];
  return (
    <section
      ref={panel}
      className={classes.panel}
      aria-label={words.panel}
      data-floats={floats || undefined}
      style={floats ? move.style : undefined}
    >
      <div className={classes.head}>
        {floats ? (
          <button
            type="button"
            className={classes.grip}
            aria-label={words.panelMove}
            title={words.panelMoveHow}
            {...move.grip}
          >
            <IconGripHorizontal size={18} aria-hidden="true" />
          </button>
        ) : null}
        {/* biome-ignore lint/a11y/useSemanticElements: a set of fields is something else. */}
        <div role="group" aria-label={words.panelTabs} className={classes.tabs}>
          {tabs.map(([name, label]) => (
            <button
              key={name}
              type="button"
              className={classes.tab}
              aria-pressed={tab === name}
              onPointerDown={keepFocus}
              onClick={() => setTab(name)}
            >
              {label}
            </button>
          ))}
        </div>
        <span className={classes.gap} />
        <IconButton
          label={floats ? words.panelDock : words.panelFloat}
          icon={floats ? <IconLayoutBottombar size={18} /> : <IconPictureInPicture size={18} />}
          onClick={() => setFloats(!floats)}
        />
        <IconButton label={words.panelClose} icon={<IconX size={18} />} onClick={onClose} />
      </div>
      {/* biome-ignore lint/a11y/useSemanticElements: a set of fields is something else. */}
      <div role="group" aria-label={words.panelModifiers} className={classes.row}>
        {modifiersOf(platform).map(({ modifier, label }) => {
          const latch: Latch = held[modifier] ?? "off";
          return (
            <button
              key={modifier}
              type="button"
              className={classes.key}
              data-modifier
              data-latch={latch}
              aria-label={words.modifierNamed(label, latch)}
              aria-pressed={latch === "latched" ? "mixed" : latch === "locked"}
              disabled={!controls}
              onPointerDown={keepFocus}
              onClick={() => desktop?.hands.press(modifier)}
            >
              {label}
            </button>
          );
        })}
        {controls ? null : <span className={classes.note}>{words.controlFirst}</span>}
      </div>
      {/* biome-ignore lint/a11y/useSemanticElements: a set of fields is something else. */}
      <div role="group" aria-label={words.panelKeys} className={classes.rows}>
        {tab === "combos" ? (
          <div className={classes.row}>
            {combosOf(platform).map(({ combo, label }) => (
              <button
                key={combo}
                type="button"
                className={classes.key}
                disabled={!controls}
                onPointerDown={keepFocus}
                onClick={() => desktop?.sendKeys(combo)}
              >
                {label}
              </button>
            ))}
          </div>
        ) : (
          (tab === "letters" ? letterRows : specialRows(platform)).map((row) => (
            <div key={row[0]?.code} className={classes.row} data-letters={tab === "letters" || undefined}>
              {row.map((each) => (
                <Key key={each.code} of={each} desktop={desktop} off={!controls} />
              ))}
            </div>
          ))
        )}
      </div>
    </section>
  );
}

/** A press must not take the keyboard from the remote machine. */
function keepFocus(event: PointerEvent): void {
  event.preventDefault();
}

/** A key: pressed once, or again and again while it is held. */
function Key({ of, desktop, off }: { of: PanelKey; desktop: RemoteDesktop | undefined; off: boolean }) {
  const words = useWords().screen;
  const timer = useRef<ReturnType<typeof setTimeout>>(undefined);
  const repeated = useRef(false);
  const strike = () => desktop?.hands.stroke(of.code, of.key);
  const stop = () => clearTimeout(timer.current);
  const again = () => {
    repeated.current = true;
    strike();
    timer.current = setTimeout(again, REPEAT_MS);
  };
  return (
    <button
      type="button"
      className={classes.key}
      data-wide={of.code === "Space" || undefined}
      aria-label={words.keyName(of.code, of.label)}
      disabled={off}
      onPointerDown={(event) => {
        keepFocus(event);
        if (event.button !== 0) return;
        repeated.current = false;
        stop();
        timer.current = setTimeout(again, REPEAT_AFTER_MS);
      }}
      onPointerUp={stop}
      onPointerLeave={stop}
      onPointerCancel={stop}
      onContextMenu={(event) => event.preventDefault()}
      onClick={() => {
        stop();
        if (!repeated.current) strike();
        repeated.current = false;
      }}
    >
      {of.label}
    </button>
  );
}

/** Where it floats, by pointer and by arrow keys; never out of its room. */
function useMoving(panel: { readonly current: HTMLElement | null }, floats: boolean) {
  const [at, setAt] = useState<{ left: number; top: number }>();
  const drag = useRef<{ x: number; y: number; left: number; top: number }>(undefined);
  const place = () => ({ left: panel.current?.offsetLeft ?? 0, top: panel.current?.offsetTop ?? 0 });
  const put = (left: number, top: number) => {
    const own = panel.current;
    const room = own?.offsetParent;
    if (!own || !room || !floats) return;
    const inside = (to: number, most: number) => Math.max(0, Math.min(most, to));
    setAt({
      left: inside(left, room.clientWidth - own.offsetWidth),
      top: inside(top, room.clientHeight - own.offsetHeight),
    });
  };
  return {
    style: at ? { left: at.left, top: at.top, right: "auto", bottom: "auto" } : undefined,
    grip: {
      onPointerDown: (event: PointerEvent<HTMLElement>) => {
        event.preventDefault();
        event.currentTarget.setPointerCapture(event.pointerId);
        drag.current = { x: event.clientX, y: event.clientY, ...place() };
      },
      onPointerMove: (event: PointerEvent<HTMLElement>) => {
        const from = drag.current;
        if (from) put(from.left + event.clientX - from.x, from.top + event.clientY - from.y);
      },
      onPointerUp: () => {
        drag.current = undefined;
      },
      onKeyDown: (event: KeyboardEvent<HTMLElement>) => {
        const steps: Record<string, [number, number]> = {
          ArrowLeft: [-STEP_PX, 0],
          ArrowRight: [STEP_PX, 0],
          ArrowUp: [0, -STEP_PX],
          ArrowDown: [0, STEP_PX],
        };
        const step = steps[event.key];
        if (!step) return;
        event.preventDefault();
        const { left, top } = place();
        put(left + step[0], top + step[1]);
      },
    },
  };
}
