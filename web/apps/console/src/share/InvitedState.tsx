// The page of a session that one is invited to and not in yet: followed from a link, say. The invitation's details, and its answers.

import { useNavigate } from "@tanstack/react-router";
import type { Invitation, SessionSummary } from "@towline/wire";
import states from "../session/session.module.css";
import { useWords } from "../words/en";
import { isTransfer } from "./invitations";
import { InvitationDetails } from "./invitedProvider";
import classes from "./share.module.css";

export function InvitedState({ session, invitation }: { session: SessionSummary; invitation: Invitation }) {
  const words = useWords().share;
  const navigate = useNavigate();
  const title = isTransfer(invitation) ? words.inviteTake(invitation.byName) : words.inviteJoin(invitation.byName);
  return (
    <div className={states.statePage}>
      <section className={classes.page} aria-label={title}>
        <h2 className={classes.pageTitle}>{title}</h2>
        <InvitationDetails
          invited={{ session, invitation }}
          onClose={(answered) => {
            if (answered !== "accept") void navigate({ to: "/" });
          }}
        />
      </section>
    </div>
  );
}
