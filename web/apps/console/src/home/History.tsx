// Earlier sessions with whoever waits (SUP-30), as far as the appliance can tell: by name, address and company. They are asked for when the details open.

import { create } from "@bufbuild/protobuf";
import { exactTime, RelativeTime } from "@towline/ui";
import { type EarlierSession, ListHistorySchema } from "@towline/wire";
import { useEffect } from "react";
import { useLive, useLiveLink } from "../live/useLive";
import { endedBecause } from "../session/sentences";
import { useWords } from "../words/en";
import classes from "./home.module.css";
import { useMethodName } from "./naming";

export function History({ sessionId }: { sessionId: string }) {
  const words = useWords().queues;
  const live = useLiveLink();
  const connected = useLive((snapshot) => snapshot.link.phase === "open");
  const history = useLive((snapshot) => snapshot.histories.get(sessionId));
  useEffect(() => {
    // What it says is asked for again with the next connection; without it, it just is not there.
    if (connected)
      live.request({ case: "listHistory", value: create(ListHistorySchema, { sessionId }) }).catch(() => undefined);
  }, [live, connected, sessionId]);
  if (!history) return null;
  return (
    <dl className={classes.facts}>
      <div className={classes.wide}>
        <dt>{words.history}</dt>
        <dd>
          {history.sessions.length === 0 ? (
            words.historyNone
          ) : (
            <>
              <ul className={classes.history}>
                {history.sessions.map((session) => (
                  <Earlier key={session.sessionId} session={session} />
                ))}
              </ul>
              <p className={classes.whoMore}>
                {history.more ? `${words.historyMore} ` : ""}
                {words.historyText}
              </p>
            </>
          )}
        </dd>
      </div>
    </dl>
  );
}

function Earlier({ session }: { session: EarlierSession }) {
  const { queues: words, session: sessionWords } = useWords();
  const methodName = useMethodName();
  const started = Number(session.startedMs);
  const reps = session.representatives.join(", ");
  const parts = [
    session.issue || methodName(session.method),
    reps ? words.historyBy(reps) : words.historyNobody,
    endedBecause(session.endedReason, sessionWords),
  ];
  return (
    <li title={exactTime(started)}>
      <RelativeTime at={started} /> · {parts.filter(Boolean).join(" · ")}
    </li>
  );
}
