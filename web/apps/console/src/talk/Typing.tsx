// Who is writing (SES-31), for five seconds after they were heard of. And telling that this rep does.

import { create } from "@bufbuild/protobuf";
import { TypingSchema } from "@towline/wire";
import { useEffect, useReducer, useRef } from "react";
import { useLiveLink, useRoom } from "../live/useLive";
import type { Audience } from "../session/workspace";
import { useWords } from "../words/en";
import classes from "./talk.module.css";

const LASTS_MS = 5_000;
const EVERY_MS = 3_000;

export function Typing({ sessionId }: { sessionId: string }) {
  const words = useWords().talk;
  const typing = useRoom(sessionId)?.typing;
  const [, redraw] = useReducer((count: number) => count + 1, 0);
  const now = Date.now();
  const writing = [...(typing?.values() ?? [])].filter((each) => now - each.at < LASTS_MS);
  const until = Math.min(...writing.map((each) => each.at + LASTS_MS));
  useEffect(() => {
    if (!Number.isFinite(until)) return;
    const timer = setTimeout(redraw, until - Date.now() + 20);
    return () => clearTimeout(timer);
  }, [until]);
  const names = writing.map((each) => each.name).join(", ");
  return (
    <p className={classes.typing} aria-live="polite">
      {writing.length === 0 ? "" : writing.length === 1 ? words.types(names) : words.typeSeveral(names)}
    </p>
  );
}

/** To be called with every stroke; it is told now and then. */
export function useTells(sessionId: string, audience: Audience): () => void {
  const live = useLiveLink();
  const last = useRef({ at: 0, audience });
  return () => {
    const now = Date.now();
    if (now - last.current.at < EVERY_MS && last.current.audience === audience) return;
    last.current = { at: now, audience };
    const value = create(TypingSchema, { sessionId, repsOnly: audience === "reps" });
    // Nobody misses it.
    live.request({ case: "typing", value }).catch(() => undefined);
  };
}
