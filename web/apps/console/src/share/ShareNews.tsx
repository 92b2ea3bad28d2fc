// Tells the rep of invitations (SES-21), as of other arrivals, and of what became of the own ones (SES-20); takes a rep who was removed back to the list (SES-22).
// It draws nothing itself.

import { notify } from "@towline/ui";
import { useEffect, useRef } from "react";
import { arrivalChoices } from "../arrivals/choices";
import { tellDesktop } from "../arrivals/desktop";
import { chime } from "../arrivals/sound";
import { useTitleOf } from "../home/naming";
import { useLive, useLiveLink } from "../live/useLive";
import { useSessionOver } from "../session/actions";
import { useWords } from "../words/en";
import { InvitationWatch, type Invited, offerOf, offerOfKey } from "./invitations";
import { useViewInvitation } from "./invitedProvider";
import { useAskedTitle } from "./naming";
import { type Outcome, OutcomeWatch } from "./outcomes";

export function ShareNews() {
  const sessions = useLive((snapshot) => snapshot.sessions);
  const rooms = useLive((snapshot) => snapshot.rooms);
  const invitations = useRef<InvitationWatch>(undefined);
  const outcomes = useRef<OutcomeWatch>(undefined);
  const tell = useRef<ReturnType<typeof useTell>>(undefined);
  tell.current = useTell();
  useEffect(() => {
    if (!sessions) return;
    invitations.current ??= new InvitationWatch();
    const { came, went } = invitations.current.see(sessions);
    for (const key of went) notify.takeBack(offerOfKey(key));
    for (const invited of came) tell.current?.invited(invited);
    if (came.length > 0 && arrivalChoices().sound) void chime();
  }, [sessions]);
  useEffect(() => {
    outcomes.current ??= new OutcomeWatch();
    const watched = [...rooms].map(([id, room]) => [id, { state: room.state, events: room.log.events }] as const);
    for (const { sessionId, outcome } of outcomes.current.see(watched)) tell.current?.outcome(sessionId, outcome);
  }, [rooms]);
  return null;
}

function useTell() {
  const words = useWords().share;
  const titleOf = useTitleOf();
  const asked = useAskedTitle();
  const view = useViewInvitation();
  const live = useLiveLink();
  const over = useSessionOver();
  const invited = (each: Invited) => {
    const { session, invitation } = each;
    const name = titleOf(session);
    const title = asked(invitation);
    const message = words.line(name, invitation.comments);
    const choices = arrivalChoices();
    if (choices.popup) {
      notify.offer({
        id: offerOf(each),
        title,
        message,
        action: words.view,
        actionName: words.viewOf(name),
        onAction: () => view(each),
      });
    }
    if (choices.desktop) tellDesktop(offerOf(each), title, message, () => view(each));
  };
  const outcome = (sessionId: string, { kind, ...more }: Outcome) => {
    const state = live.snapshot().rooms.get(sessionId)?.state;
    const session = state ? titleOf(state) : "";
    const name = ("name" in more && more.name) || words.general;
    switch (kind) {
      case "share_declined":
        return notify.told(words.declined(name), words.declinedShare(session));
      case "transfer_declined":
        return notify.told(words.declined(name), words.declinedTransfer(session));
      case "transfer_timed_out":
        return notify.told(words.timedOut(name), words.declinedTransfer(session));
      case "transfer_accepted":
        return notify.told(words.accepted(name), words.acceptedText(session));
      case "removed":
        notify.told(words.removedTitle, words.removedText(session));
        return over(sessionId);
    }
  };
  return { invited, outcome };
}
