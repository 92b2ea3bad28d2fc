// One line of a session's log: what somebody said in its bubble, or a sentence for what happened. The chat of a session and its report show the same.

import { Tooltip } from "@mantine/core";
import { IconLock } from "@tabler/icons-react";
import { exactTime, written } from "@towline/ui";
import type { SessionEvent } from "@towline/wire";
import { memo } from "react";
import { isSaid } from "../live/log";
import { Translated } from "../talk/Translated";
import type { Translation } from "../talk/translation";
import { useWords } from "../words/en";
import classes from "./chat.module.css";
import { FileEvent } from "./FileEvent";
import { CUSTOMER, sentenceOf } from "./sentences";

const dayOf = (at: number) => written(at, { dateStyle: "full" });

interface LogLineProps {
  event: SessionEvent;
  /** What stands above it. */
  before: SessionEvent | undefined;
  /** Numbers of the participants that the reader is. */
  selves: readonly number[];
  translation: Translation | undefined;
  /** Whether a customer reads along, so that it matters what is among reps. */
  attended: boolean;
  /** For the record: every line has its time, to the second, and the first its day. */
  exact?: boolean;
}

export const LogLine = memo(function LogLine({
  event,
  before,
  selves,
  translation,
  attended,
  exact = false,
}: LogLineProps) {
  const all = useWords();
  const words = all.session;
  const at = Number(event.atMs);
  const own = selves.includes(event.actor);
  const day = dayOf(at);
  const newDay = before === undefined ? exact : dayOf(Number(before.atMs)) !== day;
  const sentence = sentenceOf(event, all, selves);
  const follows =
    !exact &&
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
              {customer && event.actorName ? ` · ${words.customerMark}` : ""} <Time at={at} exact={exact} />
              {repsOnly ? <RepsOnly /> : null}
            </span>
          )}
          <div className={classes.bubble}>
            <Translated event={event} own={own} customer={customer} translation={translation} />
          </div>
        </div>
      ) : (
        <div className={classes.system}>
          <Time at={at} exact={exact} />
          {event.files.length > 0 ? <FileEvent event={event} sentence={sentence} /> : <span>{sentence}</span>}
        </div>
      )}
    </>
  );
});

/** That a message is among representatives. */
export function RepsOnly() {
  const words = useWords().session;
  return (
    <span className={classes.repsOnly}>
      <IconLock size={12} aria-hidden="true" />
      {words.chatReps}
    </span>
  );
}

function Time({ at, exact }: { at: number; exact: boolean }) {
  const time = (
    <time
      className={classes.time}
      dateTime={new Date(at).toISOString()}
      // Of a long record every tooltip would be a thing of its own.
      title={exact ? exactTime(at) : undefined}
    >
      {written(at, { hour: "2-digit", minute: "2-digit", ...(exact ? { second: "2-digit" } : {}) })}
    </time>
  );
  return exact ? time : <Tooltip label={exactTime(at)}>{time}</Tooltip>;
}
