// The line below a session's bar while a transfer waits to be accepted (SES-20): for the owner with *Cancel*, for the rep of the session who is asked with the answers.

import { Button } from "@mantine/core";
import { IconArrowsExchange } from "@tabler/icons-react";
import type { SessionState } from "@towline/wire";
import { useState } from "react";
import { useSessions } from "../live/sessions";
import { selfOf } from "../session/actions";
import { useWords } from "../words/en";
import { useAnswers, useOwnerWork } from "./actions";
import { invitationsOf, isForOne, isTransfer, openTransfer } from "./invitations";
import { useWhom } from "./naming";
import classes from "./share.module.css";

export function HandOverLine({ state }: { state: SessionState }) {
  const words = useWords().share;
  const whom = useWhom();
  const session = useSessions().find((each) => each.sessionId === state.sessionId);
  const { answer, busy } = useAnswers();
  const { cancel } = useOwnerWork(state.sessionId);
  const [cancelling, setCancelling] = useState(false);
  const transfer = openTransfer(state);
  if (!transfer) return null;
  const owned = selfOf(state)?.owner ?? false;
  const own = session && invitationsOf(session).find(isTransfer);
  const asked = session && own ? { session, invitation: own } : undefined;
  const stop = async () => {
    setCancelling(true);
    await cancel(transfer.number);
    setCancelling(false);
  };
  return (
    <div className={classes.line} role="status">
      <IconArrowsExchange size={16} aria-hidden="true" />
      {asked ? (
        <>
          <span className={classes.lineWords}>{words.takeOverLine(asked.invitation.byName)}</span>
          <span className={classes.lineButtons}>
            {isForOne(asked.invitation) ? (
              <Button
                size="compact-sm"
                variant="default"
                loading={busy === "decline"}
                onClick={() => void answer(asked, "decline")}
              >
                {words.decline}
              </Button>
            ) : null}
            <Button size="compact-sm" loading={busy === "accept"} onClick={() => void answer(asked, "accept")}>
              {words.accept}
            </Button>
          </span>
        </>
      ) : (
        <>
          <span className={classes.lineWords}>
            <strong>{words.waitingFor(whom(transfer))}</strong>{" "}
            <span>{owned ? words.waitingYouText : words.waitingForText}</span>
          </span>
          {owned ? (
            <Button
              size="compact-sm"
              variant="default"
              loading={cancelling}
              aria-label={words.cancelTransferTo(whom(transfer))}
              onClick={() => void stop()}
            >
              {words.cancel}
            </Button>
          ) : null}
        </>
      )}
    </div>
  );
}
