// The stream of a session: messages, and between them one line for each thing that happened. It stays at its end unless somebody scrolled up.

import { Button } from "@mantine/core";
import { IconArrowDown } from "@tabler/icons-react";
import type { SessionEvent, SessionState } from "@towline/wire";
import { useEffect, useLayoutEffect, useMemo, useRef, useState } from "react";
import { Text } from "../talk/Said";
import { translationsOf, withoutTranslations } from "../talk/translation";
import { useWords } from "../words/en";
import classes from "./chat.module.css";
import { LogLine, RepsOnly } from "./LogLine";
import type { Outgoing } from "./workspace";
import { useWorkspace } from "./workspaces";

interface ChatLogProps {
  state: SessionState;
  events: readonly SessionEvent[];
  outbox: readonly Outgoing[];
  onAgain: (message: Outgoing) => void;
  onDiscard: (message: Outgoing) => void;
}

export function ChatLog({ state, events, outbox, onAgain, onDiscard }: ChatLogProps) {
  const words = useWords().session;
  const [workspace, { selves }] = useWorkspace(state.sessionId);
  const box = useRef<HTMLDivElement>(null);
  const [atEnd, setAtEnd] = useState(workspace.chatScroll === undefined);
  const newest = events.at(-1)?.sequence ?? 0n;
  const translations = useMemo(() => translationsOf(events), [events]);
  const lines = useMemo(() => withoutTranslations(events), [events]);

  // biome-ignore lint/correctness/useExhaustiveDependencies: what is new moves the end
  useLayoutEffect(() => {
    const element = box.current;
    if (!element) return;
    if (workspace.chatScroll === undefined) element.scrollTop = element.scrollHeight;
    else element.scrollTop = workspace.chatScroll;
  }, [events, outbox, workspace]);
  useEffect(() => {
    const read = () => {
      if (atEnd && document.visibilityState === "visible" && newest > workspace.view().seen)
        workspace.change({ seen: newest });
    };
    read();
    document.addEventListener("visibilitychange", read);
    return () => document.removeEventListener("visibilitychange", read);
  }, [atEnd, newest, workspace]);
  const scrolled = () => {
    const element = box.current;
    if (!element) return;
    const end = element.scrollHeight - element.scrollTop - element.clientHeight < 24;
    workspace.chatScroll = end ? undefined : element.scrollTop;
    setAtEnd(end);
  };
  /** A picture takes its place only when it has come: who was at the end stays there. */
  const grown = () => {
    if (box.current && workspace.chatScroll === undefined) box.current.scrollTop = box.current.scrollHeight;
  };
  const toEnd = () => {
    if (box.current) box.current.scrollTop = box.current.scrollHeight;
  };

  return (
    <div className={classes.logFrame}>
      <div
        ref={box}
        className={classes.log}
        role="log"
        aria-label={words.chatLog}
        // biome-ignore lint/a11y/noNoninteractiveTabindex: a scrolling area must be reachable by keyboard
        tabIndex={0}
        onScroll={scrolled}
        onLoadCapture={grown}
      >
        {events.length === 0 && outbox.length === 0 ? <p className={classes.empty}>{words.chatEmpty}</p> : null}
        {lines.map((event, index) => {
          const before = lines[index - 1];
          return (
            <LogLine
              key={event.sequence.toString()}
              event={event}
              before={before}
              selves={selves}
              translation={translations.get(event.sequence)}
              attended={state.customer !== undefined}
            />
          );
        })}
        {outbox.map((message) => (
          <div
            key={message.nonce}
            className={classes.message}
            data-own
            data-waiting
            data-private={message.repsOnly || undefined}
          >
            {message.repsOnly ? <RepsOnly /> : null}
            <div className={classes.bubble}>
              <Text text={message.text} />
            </div>
            {message.refused === undefined ? (
              <span className={classes.meta}>{words.chatSending}</span>
            ) : (
              <span className={classes.refused}>
                {words.chatRefused}: {message.refused}
                <Button variant="subtle" size="compact-xs" onClick={() => onAgain(message)}>
                  {words.chatAgain}
                </Button>
                <Button variant="subtle" color="gray" size="compact-xs" onClick={() => onDiscard(message)}>
                  {words.chatDiscard}
                </Button>
              </span>
            )}
          </div>
        ))}
      </div>
      {atEnd ? null : (
        <Button
          className={classes.toEnd}
          size="compact-sm"
          variant="default"
          rightSection={<IconArrowDown size={14} />}
          onClick={toEnd}
        >
          {words.chatNewBelow}
        </Button>
      )}
    </div>
  );
}
