// X asks (SES-24): the owner ends the session or puts it on hold; others leave. Afterwards the rep is back at the list.

import { Button, Modal } from "@mantine/core";
import { IconDoorExit, IconPlayerPause, IconPlayerStop } from "@tabler/icons-react";
import { api } from "@towline/api";
import type { Reply, SessionState } from "@towline/wire";
import { useState } from "react";
import { ChoiceButton } from "../frame/ChoiceButton";
import frame from "../frame/frame.module.css";
import { useTitleOf } from "../home/naming";
import { useWords } from "../words/en";
import { selfOf, useBackToList, useSessionActions } from "./actions";

interface CloseDialogProps {
  state: SessionState;
  opened: boolean;
  onClose: () => void;
}

/** Whether the site asks the rep something about a session that has ended (SUP-80). What cannot be found out is not asked. */
const isAsked = (sessionId: string): Promise<boolean> =>
  api.ownSurvey(sessionId).then(
    ({ questions }) => questions.length > 0,
    () => false,
  );

export function CloseDialog({ state, opened, onClose }: CloseDialogProps) {
  const words = useWords().session;
  const title = useTitleOf()(state);
  const attended = state.customer !== undefined;
  const actions = useSessionActions(state);
  const back = useBackToList(state.sessionId);
  const [busy, setBusy] = useState<string>();
  const owner = state.participants.find((each) => each.owner);
  const owned = selfOf(state)?.owner ?? false;
  const run = (name: string, work: () => Promise<Reply | undefined>) => async () => {
    setBusy(name);
    const done = await work();
    const asked = done !== undefined && name === "end" && attended && (await isAsked(state.sessionId));
    setBusy(undefined);
    if (!done) return;
    onClose();
    // The page of the ended session has the survey.
    if (asked) return;
    back(name === "hold" ? "held" : "over");
  };

  return (
    <Modal opened={opened} onClose={onClose} title={words.closeTitle(title)} size={480}>
      <p className={frame.dialogText}>
        {owned ? words.closeOwnerText : owner ? words.closeOtherText(owner.displayName) : words.closeOtherTextNobody}
      </p>
      <div className={frame.choices}>
        {owned ? (
          <>
            <ChoiceButton
              icon={<IconPlayerPause size={20} />}
              title={words.hold}
              text={attended ? words.holdCustomerText : words.holdText}
              busy={busy === "hold"}
              onClick={() => void run("hold", actions.hold)()}
            />
            <ChoiceButton
              icon={<IconPlayerStop size={20} />}
              title={words.end}
              text={attended ? (state.agent ? words.endClientText : words.endCustomerText) : words.endText}
              danger
              busy={busy === "end"}
              onClick={() => void run("end", actions.end)()}
            />
          </>
        ) : (
          <ChoiceButton
            icon={<IconDoorExit size={20} />}
            title={words.leave}
            text={attended ? words.leaveCustomerText : words.leaveText}
            busy={busy === "leave"}
            autoFocus
            onClick={() => void run("leave", actions.leave)()}
          />
        )}
      </div>
      <div className={frame.dialogFoot}>
        <Button variant="default" onClick={onClose} data-autofocus={owned || undefined}>
          {words.cancel}
        </Button>
      </div>
    </Modal>
  );
}
