// The page of a session that one is invited to and not in yet: followed from a link, say. The details of each invitation, and its answers.

import { useNavigate } from "@tanstack/react-router";
import type { Invitation, SessionSummary } from "@towline/wire";
import { useEffect } from "react";
import states from "../session/session.module.css";
import { useAnswers } from "./actions";
import { invitationsOf } from "./invitations";
import { InvitationDetails } from "./invitedProvider";
import { useAskedTitle } from "./naming";
import classes from "./share.module.css";
import { takeWanted } from "./wanted";

export function InvitedState({ session }: { session: SessionSummary }) {
  return (
    <div className={states.statePage}>
      <div className={classes.pages}>
        {invitationsOf(session).map((invitation) => (
          <One key={invitation.number} session={session} invitation={invitation} />
        ))}
      </div>
    </div>
  );
}

function One({ session, invitation }: { session: SessionSummary; invitation: Invitation }) {
  const navigate = useNavigate();
  const title = useAskedTitle()(invitation);
  const { answer } = useAnswers();
  // Accepted on the page of a mail's link, before the sign-in (SUP-33).
  // biome-ignore lint/correctness/useExhaustiveDependencies: it is asked once for each invitation
  useEffect(() => {
    if (takeWanted(session.sessionId, invitation.number)) void answer({ session, invitation }, "accept");
  }, [session.sessionId, invitation.number]);
  return (
    <section className={classes.page} aria-label={title}>
      <h2 className={classes.pageTitle}>{title}</h2>
      <InvitationDetails
        invited={{ session, invitation }}
        onClose={(answered) => {
          if (answered !== "accept") void navigate({ to: "/" });
        }}
      />
    </section>
  );
}
