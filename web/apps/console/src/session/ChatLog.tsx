// The stream of a session: messages, and between them one line for each thing that happened. It stays at its end unless somebody scrolled up.

import { Button, Tooltip } from "@mantine/core";
import { IconArrowDown, IconLock } from "@tabler/icons-react";
import { exactTime, written } from "@towline/ui";
import type { SessionEvent, SessionState } from "@towline/wire";
import { memo, useEffect, useLayoutEffect, useMemo, useRef, useState } from "react";
import { isSaid } from "../live/log";
import { Text } from "../talk/Said";
import { Translated } from "../talk/Translated";
import { type Translation, translationsOf, withoutTranslations } from "../talk/translation";
import { useWords } from "../words/en";
import classes from "./chat.module.css";
import { FileEvent } from "./FileEvent";
import { CUSTOMER, sentenceOf } from "./sentences";
import type { Outgoing } from "./workspace";
import { useWorkspace } from "./workspaces";

const clock = (at: number) => written(at, { hour: "2-digit", minute: "2-digit" });
const dayOf = (at: number) => written(at, { dateStyle: "full" });

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
            <Line
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

const Line = memo(function Line({
  event,
  before,
  selves,
  translation,
  attended,
}: {
  event: SessionEvent;
  before: SessionEvent | undefined;
  selves: readonly number[];
  translation: Translation | undefined;
  attended: boolean;
}) {
  const all = useWords();
  const words = all.session;
  const at = Number(event.atMs);
  const own = selves.includes(event.actor);
  const day = dayOf(at);
  const newDay = before !== undefined && dayOf(Number(before.atMs)) !== day;
  const sentence = sentenceOf(event, all, selves);
  const follows =
    !newDay &&
    before !== undefined &&
    isSaid(before) &&
    before.actor === event.actor &&
    before.repsOnly === event.repsOnly &&
    at - Number(before.atMs) < 120_000;
  // Where nobody else reads along, every message is for representatives.
  const repsOnly = attended && event.repsOnly;
  const customer = event.actor === CUSTOMER;
  return (
    <>
      {newDay ? <div className={classes.day}>{day}</div> : null}
      {sentence === "" ? null : sentence === undefined ? (
        <div
          className={classes.message}
          data-own={own || undefined}
          data-follows={follows || undefined}
          data-customer={customer || undefined}
          data-private={repsOnly || undefined}
        >
          {follows ? null : (
            <span className={classes.meta}>
              <bdi>{own ? words.you : event.actorName || (customer ? words.customer : "")}</bdi>
              {customer && event.actorName ? ` · ${words.customerMark}` : ""} <Time at={at} />
              {repsOnly ? <RepsOnly /> : null}
            </span>
          )}
          <div className={classes.bubble}>
            <Translated event={event} own={own} customer={customer} translation={translation} />
          </div>
        </div>
      ) : (
        <div className={classes.system}>
          <Time at={at} />
          {event.files.length > 0 ? <FileEvent event={event} sentence={sentence} /> : <span>{sentence}</span>}
        </div>
      )}
    </>
  );
});

function RepsOnly() {
  const words = useWords().session;
  return (
    <span className={classes.repsOnly}>
      <IconLock size={12} aria-hidden="true" />
      {words.chatReps}
    </span>
  );
}

function Time({ at }: { at: number }) {
  return (
    <Tooltip label={exactTime(at)}>
      <time className={classes.time} dateTime={new Date(at).toISOString()}>
        {clock(at)}
      </time>
    </Tooltip>
  );
}
