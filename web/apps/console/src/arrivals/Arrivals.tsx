// Tells the rep of each session that comes into one of the queues (SUP-31): a message at the lower left with *View*, a sound, a notification of the desktop,
// as the person chose. It draws nothing itself; it never takes the focus from what is being done.

import { useNavigate } from "@tanstack/react-router";
import { notify } from "@towline/ui";
import { QueueKind, type SessionSummary } from "@towline/wire";
import { useEffect, useRef } from "react";
import { useCameBy, useTitleOf } from "../home/naming";
import { queueOf } from "../live/queues";
import { useLive } from "../live/useLive";
import { useWords } from "../words/en";
import { arrivalChoices } from "./choices";
import { tellDesktop } from "./desktop";
import { chime } from "./sound";
import { ArrivalWatch, othersFirst } from "./watch";

/** So long those have who match a session's skills, before the others are told of it too. */
const OTHERS_FIRST_MS = 15_000;

const offerOf = (sessionId: string) => `arrival ${sessionId}`;
/** Another message: one that is shown already would not be shown again. */
const againOf = (sessionId: string) => `${offerOf(sessionId)} again`;

/** Goes to where a session waits, with its details open. */
export function useView(): (session: SessionSummary) => void {
  const navigate = useNavigate();
  return (session) =>
    void navigate({
      to: "/sessions/$queue",
      params: { queue: queueOf(session) },
      search: { session: session.sessionId },
    });
}

export function Arrivals() {
  const sessions = useLive((snapshot) => snapshot.sessions);
  const watch = useRef<ArrivalWatch>(undefined);
  const tell = useTell();
  const newest = useRef(tell);
  newest.current = tell;
  const later = useRef(new Map<string, ReturnType<typeof setTimeout>>());
  useEffect(() => {
    if (!sessions) return;
    watch.current ??= new ArrivalWatch();
    const { came, again, went } = watch.current.see(sessions);
    for (const id of went) {
      clearTimeout(later.current.get(id));
      later.current.delete(id);
      notify.takeBack(offerOf(id));
      notify.takeBack(againOf(id));
    }
    const now = came.filter((session) => !othersFirst(session));
    for (const session of now) newest.current(session, false);
    for (const session of again) newest.current(session, true);
    if (now.length + again.length > 0 && arrivalChoices().sound) void chime();
    for (const session of came.filter(othersFirst)) {
      clearTimeout(later.current.get(session.sessionId));
      later.current.set(
        session.sessionId,
        setTimeout(() => {
          later.current.delete(session.sessionId);
          newest.current(session, false);
          if (arrivalChoices().sound) void chime();
        }, OTHERS_FIRST_MS),
      );
    }
  }, [sessions]);
  useEffect(() => {
    const waiting = later.current;
    return () => {
      for (const timer of waiting.values()) clearTimeout(timer);
      waiting.clear();
    };
  }, []);
  return null;
}

function useTell(): (session: SessionSummary, again: boolean) => void {
  const words = useWords().arrivals;
  const titleOf = useTitleOf();
  const cameBy = useCameBy();
  const view = useView();
  return (session, again) => {
    const { queue, sessionId } = session;
    const titles = again
      ? { team: words.again, general: words.againGeneral, personal: words.againPersonal }
      : { team: words.inTeam, general: words.inGeneral, personal: words.inPersonal };
    const title =
      queue?.kind === QueueKind.TEAM
        ? titles.team(queue.name)
        : queue?.kind === QueueKind.GENERAL
          ? titles.general
          : titles.personal;
    const message = words.line(titleOf(session), cameBy(session));
    const choices = arrivalChoices();
    if (choices.popup) {
      if (again) notify.takeBack(offerOf(sessionId));
      notify.offer({
        id: again ? againOf(sessionId) : offerOf(sessionId),
        title,
        message,
        action: words.view,
        actionName: words.viewOf(titleOf(session)),
        onAction: () => view(session),
      });
    }
    if (choices.desktop) tellDesktop(sessionId, title, message, () => view(session));
  };
}
