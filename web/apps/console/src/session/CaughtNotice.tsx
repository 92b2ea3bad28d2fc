// What a command rule caught (SHL-7): said to every rep of the session over whatever tool they look at, until they put it away. It takes no place of its own: a shell's size stays as it is.

import { IconAlertTriangle, IconHandStop, IconX } from "@tabler/icons-react";
import { IconButton } from "@towline/ui";
import type { SessionEvent, SessionState } from "@towline/wire";
import { useEffect, useRef, useState } from "react";
import { useRoom } from "../live/useLive";
import { useWords } from "../words/en";
import classes from "./caught.module.css";

const isCaught = (event: SessionEvent): boolean => event.kind === "command_denied" || event.kind === "command_alert";

export function CaughtNotice({ state }: { state: SessionState }) {
  const words = useWords().shells;
  const log = useRoom(state.sessionId)?.log;
  /** What is before it was there when the page was opened, or was put away. */
  const [after, setAfter] = useState<bigint>();
  const known = log !== undefined;
  const newest = useRef(0n);
  newest.current = log?.newest ?? 0n;
  useEffect(() => {
    if (known) setAfter((before) => before ?? newest.current);
  }, [known]);
  const event =
    after === undefined ? undefined : log?.events.findLast((each) => each.sequence > after && isCaught(each));
  if (!event?.caught) return <div className={classes.place} role="status" />;
  const { caught } = event;
  const denied = event.kind === "command_denied";
  const mine = event.actor === state.self;
  return (
    <div className={classes.place} role="status">
      <div className={classes.notice} data-denied={denied || undefined}>
        {denied ? <IconHandStop size={18} aria-hidden="true" /> : <IconAlertTriangle size={18} aria-hidden="true" />}
        <div className={classes.words}>
          <strong>
            {mine
              ? words.caughtMine(denied)
              : words.caught(denied, event.actorName || words.somebody, caught.shellName)}
          </strong>
          <code className={classes.line}>{event.text}</code>
          {caught.note ? <span>{caught.note}</span> : null}
          <span className={classes.rule}>{words.caughtRule(caught.pattern)}</span>
        </div>
        <IconButton
          size={26}
          label={words.caughtAway}
          icon={<IconX size={15} />}
          onClick={() => setAfter(event.sequence)}
        />
      </div>
    </div>
  );
}
