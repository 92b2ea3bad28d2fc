// The chat at the right (SES-30): messages of everyone and what happens in the session, with times, in one stream. It can be hidden, pinned beside the tool
// or float over it, and resized.

import { IconPin, IconPinnedOff, IconX } from "@tabler/icons-react";
import { IconButton, remember, remembered } from "@towline/ui";
import type { SessionState } from "@towline/wire";
import { type CSSProperties, type KeyboardEvent, type PointerEvent, useState } from "react";
import { useWords } from "../words/en";
import { ChatBody } from "./ChatBody";
import classes from "./chat.module.css";
import { useWorkspace } from "./workspaces";

const NARROWEST = 240;
const WIDEST = 560;
const isWidth = (value: unknown): value is number => typeof value === "number" && value >= NARROWEST && value <= WIDEST;
const isBoolean = (value: unknown): value is boolean => typeof value === "boolean";

export function ChatPanel({ state }: { state: SessionState }) {
  const [, view] = useWorkspace(state.sessionId);
  return view.chatOpen && view.tool !== "chat" ? <Panel state={state} /> : null;
}

function Panel({ state }: { state: SessionState }) {
  const words = useWords().session;
  const [workspace] = useWorkspace(state.sessionId);
  const [width, setWidth] = useState(() => remembered("chatWidth", isWidth, 320));
  const [pinned, setPinned] = useState(() => remembered("chatPinned", isBoolean, true));
  const resize = (wanted: number) => {
    const next = Math.round(Math.max(NARROWEST, Math.min(WIDEST, wanted)));
    setWidth(next);
    remember("chatWidth", next);
  };
  return (
    <aside
      className={classes.panel}
      style={{ "--chat-width": `${width}px` } as CSSProperties}
      data-floating={pinned ? undefined : true}
      aria-label={words.chat}
    >
      <Grip width={width} onResize={resize} label={words.chatResize} />
      <header className={classes.head}>
        <h2>{words.chat}</h2>
        <span className={classes.audience}>{state.customer ? "" : words.chatEveryone}</span>
        <IconButton
          size={28}
          label={pinned ? words.unpinChat : words.pinChat}
          icon={pinned ? <IconPinnedOff size={16} /> : <IconPin size={16} />}
          onClick={() => {
            setPinned(!pinned);
            remember("chatPinned", !pinned);
          }}
        />
        <IconButton
          size={28}
          label={words.hideChat}
          shortcut="Alt Shift C"
          icon={<IconX size={16} />}
          onClick={() => workspace.change({ chatOpen: false })}
        />
      </header>
      <ChatBody state={state} />
    </aside>
  );
}

/** The edge between tool and chat: dragged, or moved by the arrow keys. */
function Grip({ width, onResize, label }: { width: number; onResize: (width: number) => void; label: string }) {
  const drag = (event: PointerEvent<HTMLElement>) => {
    if (event.button !== 0) return;
    const from = event.clientX;
    const grip = event.currentTarget;
    grip.setPointerCapture(event.pointerId);
    const move = (moved: globalThis.PointerEvent) => onResize(width + from - moved.clientX);
    const done = () => {
      grip.removeEventListener("pointermove", move);
      grip.removeEventListener("lostpointercapture", done);
    };
    grip.addEventListener("pointermove", move);
    grip.addEventListener("lostpointercapture", done);
  };
  const press = (event: KeyboardEvent) => {
    const by = { ArrowLeft: 16, ArrowRight: -16 }[event.key];
    if (by === undefined) return;
    event.preventDefault();
    onResize(width + by);
  };
  return (
    // biome-ignore lint/a11y/useSemanticElements: a separator that can be moved is no <hr>
    <div
      className={classes.grip}
      role="separator"
      aria-orientation="vertical"
      aria-label={label}
      aria-valuenow={width}
      aria-valuemin={NARROWEST}
      aria-valuemax={WIDEST}
      tabIndex={0}
      onPointerDown={drag}
      onKeyDown={press}
    />
  );
}
