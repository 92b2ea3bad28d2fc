// Earlier sessions with whoever waits (SUP-30), as far as the appliance can tell: by name and company. They are asked for when the details open.

import { useQuery } from "@tanstack/react-query";
import { api, type EarlierSession } from "@towline/api";
import { exactTime, RelativeTime } from "@towline/ui";
import { TextLink } from "../frame/links";
import { endedBecause } from "../session/sentences";
import { useWords } from "../words/en";
import classes from "./home.module.css";
import { useMethodName } from "./naming";

const SHOWN = 20;

export function History({ sessionId }: { sessionId: string }) {
  const words = useWords().queues;
  const { data } = useQuery({
    queryKey: ["earlier-sessions", sessionId, SHOWN],
    queryFn: ({ signal }) => api.earlierSessions(sessionId, { limit: SHOWN }, signal),
    staleTime: 60_000,
  });
  if (!data) return null;
  return (
    <dl className={classes.facts}>
      <div className={classes.wide}>
        <dt>{words.history}</dt>
        <dd>
          {data.sessions.length === 0 ? (
            words.historyNone
          ) : (
            <>
              <ul className={classes.history}>
                {data.sessions.map((session) => (
                  <Earlier key={session.id} session={session} />
                ))}
              </ul>
              <p className={classes.whoMore}>
                {data.next ? `${words.historyMore} ` : ""}
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
  const { queues: words, session: sessionWords, reports } = useWords();
  const methodName = useMethodName();
  const started = session.started_ms;
  const reps = session.representatives.join(", ");
  const parts = [
    session.issue || methodName(session.method),
    reps ? words.historyBy(reps) : words.historyNobody,
    endedBecause(session.ended_reason, sessionWords),
  ];
  return (
    <li title={exactTime(started)}>
      <RelativeTime at={started} /> · {parts.filter(Boolean).join(" · ")}
      {session.report ? (
        <>
          {" · "}
          <TextLink
            to="/reports/$reportId"
            params={{ reportId: session.id }}
            aria-label={reports.openAt(exactTime(started))}
          >
            {reports.one}
          </TextLink>
        </>
      ) : null}
    </li>
  );
}
