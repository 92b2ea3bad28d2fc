// The tools for drawing on the remote screen (SCR-14), above the picture so that nothing of it is covered. It stands in windows of single monitors, too: so its buttons are the browser's own.

import {
  IconArrowBackUp,
  IconArrowUpRight,
  IconCircle,
  IconEraser,
  IconHighlight,
  IconLocation,
  IconPencil,
  IconSquare,
  IconTrash,
  IconTrashX,
  IconX,
} from "@tabler/icons-react";
import type { Drawing, DrawingState, DrawingTool } from "@towline/desktop";
import { DRAW_COLOURS, DRAW_WIDTHS } from "@towline/desktop/palette";
import type { ReactNode } from "react";
import { useWords } from "../words/en";
import classes from "./draw.module.css";

const TOOLS: readonly (readonly [DrawingTool, string, ReactNode])[] = [
  ["pen", "P", <IconPencil key="i" size={18} />],
  ["highlighter", "H", <IconHighlight key="i" size={18} />],
  ["arrow", "A", <IconArrowUpRight key="i" size={18} />],
  ["rectangle", "R", <IconSquare key="i" size={18} />],
  ["ellipse", "O", <IconCircle key="i" size={18} />],
  ["pointer", "L", <IconLocation key="i" size={18} />],
  ["eraser", "E", <IconEraser key="i" size={18} />],
];

interface DrawStripProps {
  drawing: Drawing;
  state: DrawingState;
  /** Everybody's drawings may be cleared. */
  all: boolean;
}

export function DrawStrip({ drawing, state, all }: DrawStripProps) {
  const words = useWords().draw;
  return (
    <div
      role="toolbar"
      aria-label={words.strip}
      className={classes.strip}
      onKeyDown={(event) => {
        // Enter and space are the button's own.
        if (drawing.key(event)) event.preventDefault();
      }}
    >
      <div className={classes.group}>
        {TOOLS.map(([tool, key, icon]) => (
          <Tool
            key={tool}
            label={words.tool(tool, key)}
            pressed={state.tool === tool}
            onClick={() => drawing.choose({ tool })}
          >
            {icon}
          </Tool>
        ))}
      </div>
      <div className={classes.group}>
        {DRAW_COLOURS.map((colour, at) => (
          <Tool
            key={colour}
            label={words.colour(at)}
            pressed={state.colour === at}
            onClick={() => drawing.choose({ colour: at })}
          >
            <span className={classes.colour} style={{ background: colour }} />
          </Tool>
        ))}
      </div>
      <div className={classes.group}>
        {DRAW_WIDTHS.map((width, at) => (
          <Tool
            key={width}
            label={words.width(at)}
            pressed={state.width === at}
            onClick={() => drawing.choose({ width: at })}
          >
            <span className={classes.width} style={{ height: `${width}px` }} />
          </Tool>
        ))}
      </div>
      <div className={classes.group}>
        <Tool label={words.undo} onClick={() => drawing.undo()}>
          <IconArrowBackUp size={18} />
        </Tool>
        <Tool label={words.clear} onClick={() => drawing.clear(false)}>
          <IconTrash size={18} />
        </Tool>
        {all ? (
          <Tool label={words.clearAll} onClick={() => drawing.clear(true)}>
            <IconTrashX size={18} />
          </Tool>
        ) : null}
        <Tool label={words.leave} onClick={() => drawing.stop()}>
          <IconX size={18} />
        </Tool>
      </div>
      <p className={classes.hint}>{words.hint}</p>
    </div>
  );
}

interface ToolProps {
  label: string;
  pressed?: boolean;
  onClick: () => void;
  children: ReactNode;
}

function Tool({ label, pressed, onClick, children }: ToolProps) {
  return (
    <button
      type="button"
      className={classes.tool}
      aria-label={label}
      aria-pressed={pressed}
      title={label}
      onClick={onClick}
    >
      {children}
    </button>
  );
}
