// The button that begins to draw on the remote screen, and leaves it (SCR-14). What was drawn stays when it is left; who drew nothing does not draw any more.

import { IconPencil } from "@tabler/icons-react";
import { IconButton } from "@towline/ui";
import type { SessionState } from "@towline/wire";
import { useEffect, useRef } from "react";
import { selfOf, useSessionActions } from "../session/actions";
import type { ScreenView } from "../session/useDesktop";
import { useWords } from "../words/en";
import { whyNotDraw } from "./draw";
import { useDrawing } from "./useDrawing";

export function DrawButton({ state, screen }: { state: SessionState; screen: ScreenView }) {
  const words = useWords().draw;
  const actions = useSessionActions(state);
  const { desktop } = screen;
  const shown = useDrawing(desktop?.drawing);
  const mine = selfOf(state)?.drawing ?? false;
  const was = useRef(false);
  useEffect(() => {
    const left = was.current && !shown.on;
    was.current = shown.on;
    if (!left) return;
    desktop?.focus();
    if (mine && !shown.drew) void actions.setDrawing(false);
  }, [shown.on, shown.drew, mine, desktop, actions]);
  const toggle = () => {
    if (shown.on) return desktop?.drawing.stop();
    // Where the customer is to be asked first, it begins with their yes.
    desktop?.drawing.start();
    if (!mine) void actions.setDrawing(true);
  };
  const hasPicture = screen.state !== undefined && screen.state.width > 0;
  return (
    <IconButton
      label={shown.on ? words.stop : words.start}
      icon={<IconPencil size={20} />}
      pressed={shown.on}
      reason={shown.on ? undefined : whyNotDraw(state, hasPicture, words)}
      onClick={toggle}
    />
  );
}
