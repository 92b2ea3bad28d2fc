// Log out (ACC-4). Without open sessions it is one click; with some they are listed first, to be held or ended.

import { Button, Modal } from "@mantine/core";
import { IconPlayerPause, IconPlayerStop } from "@tabler/icons-react";
import { api } from "@towline/api";
import { notify, StatusDot } from "@towline/ui";
import { useState } from "react";
import { useTitleOf } from "../home/naming";
import { isOpen, useSessions } from "../live/sessions";
import { useWords } from "../words/en";
import { ChoiceButton } from "./ChoiceButton";
import classes from "./frame.module.css";
import { toneOf } from "./SessionsMenu";

type Choice = "hold" | "end";

export function useSignOut() {
  const sessions = useSessions();
  const [opened, setOpened] = useState(false);
  const [busy, setBusy] = useState<Choice>();
  const signOut = async (choice: Choice) => {
    setBusy(choice);
    try {
      await api.signOut(choice);
      location.assign(
        sessions.some(isOpen) ? `/signed-out?sessions=${choice === "hold" ? "held" : "ended"}` : "/signed-out",
      );
    } catch (reason) {
      notify.refused(reason);
      setBusy(undefined);
    }
  };
  const ask = () => {
    if (sessions.some(isOpen)) setOpened(true);
    else void signOut("hold");
  };
  return { opened, busy, ask, signOut, onClose: () => setOpened(false) };
}

export function SignOutDialog({ opened, busy, signOut, onClose }: ReturnType<typeof useSignOut>) {
  const words = useWords().signOut;
  const cancel = useWords().session.cancel;
  const titleOf = useTitleOf();
  const open = useSessions().filter(isOpen);
  return (
    <Modal opened={opened} onClose={onClose} title={words.title} size={480}>
      <p className={classes.dialogText}>{words.intro(open.length)}</p>
      <ul className={classes.sessionList}>
        {open.map((session) => (
          <li key={session.sessionId}>
            <StatusDot tone={toneOf(session.phase)}>
              <span className={classes.ellipsis}>{titleOf(session)}</span>
            </StatusDot>
            {session.owned ? null : <span className={classes.quiet}>{session.ownerName}</span>}
          </li>
        ))}
      </ul>
      <p className={classes.dialogText}>{words.question}</p>
      <div className={classes.choices}>
        <ChoiceButton
          icon={<IconPlayerPause size={20} />}
          title={words.hold}
          text={words.holdText}
          busy={busy === "hold"}
          autoFocus
          onClick={() => void signOut("hold")}
        />
        <ChoiceButton
          icon={<IconPlayerStop size={20} />}
          title={words.end}
          text={words.endText}
          danger
          busy={busy === "end"}
          onClick={() => void signOut("end")}
        />
      </div>
      {open.some((session) => !session.owned) ? <p className={classes.dialogText}>{words.others}</p> : null}
      <div className={classes.dialogFoot}>
        <Button variant="default" onClick={onClose}>
          {cancel}
        </Button>
      </div>
    </Modal>
  );
}
