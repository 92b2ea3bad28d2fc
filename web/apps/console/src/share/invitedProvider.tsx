// The details of an invitation with its answers (SES-21): one dialog, opened from the message at the lower left and from the lists.

import { Button, Modal } from "@mantine/core";
import { notify, RelativeTime } from "@towline/ui";
import { createContext, type ReactNode, useContext, useState } from "react";
import frame from "../frame/frame.module.css";
import { useCameBy, useTitleOf } from "../home/naming";
import { useSessions } from "../live/sessions";
import { useWords } from "../words/en";
import { type Answer, useAnswers } from "./actions";
import { type Invited, invitedKey, invitedTo, isForOne, isTransfer, offerOf } from "./invitations";
import { useAskedTitle, useWhom } from "./naming";
import classes from "./share.module.css";

const ViewContext = createContext<((invited: Invited) => void) | undefined>(undefined);

/** Shows an invitation with its answers. */
export function useViewInvitation(): (invited: Invited) => void {
  const view = useContext(ViewContext);
  if (!view) throw new Error("outside of InvitedProvider");
  return view;
}

export function InvitedProvider({ children }: { children: ReactNode }) {
  const words = useWords().share;
  const title = useAskedTitle();
  const [viewed, setViewed] = useState<Invited>();
  const all = invitedTo(useSessions());
  const [opened, setOpened] = useState(false);
  const [answered, setAnswered] = useState(false);
  // The own answer ends it too: what was answered stays until the dialog is gone.
  const open =
    viewed && (all.find((each) => invitedKey(each) === invitedKey(viewed)) ?? (answered ? viewed : undefined));
  const close = () => setOpened(false);
  const view = (invited: Invited) => {
    notify.takeBack(offerOf(invited));
    setViewed(invited);
    setAnswered(false);
    setOpened(true);
  };
  return (
    <ViewContext value={view}>
      {children}
      <Modal opened={opened} onClose={close} title={open ? title(open.invitation) : words.overTitle} size={480}>
        {open ? (
          <InvitationDetails invited={open} onAnswer={() => setAnswered(true)} onClose={close} />
        ) : (
          <Over onClose={close} />
        )}
      </Modal>
    </ViewContext>
  );
}

function Over({ onClose }: { onClose: () => void }) {
  const words = useWords().share;
  return (
    <>
      <p className={frame.dialogText} role="status">
        {words.overText}
      </p>
      <div className={frame.dialogFoot}>
        <Button variant="default" onClick={onClose}>
          {words.close}
        </Button>
      </div>
    </>
  );
}

interface DetailsProps {
  invited: Invited;
  onAnswer?: () => void;
  /** With the answer that was given, if one was. */
  onClose: (answered?: Answer) => void;
}

export function InvitationDetails({ invited, onAnswer, onClose }: DetailsProps) {
  const words = useWords().share;
  const { session, invitation } = invited;
  const title = useTitleOf()(session);
  const cameBy = useCameBy();
  const whom = useWhom();
  const { answer, busy } = useAnswers();
  const say = async (how: Answer) => {
    onAnswer?.();
    await answer(invited, how);
    onClose(how);
  };
  const forOne = isForOne(invitation);
  return (
    <>
      <p className={frame.dialogText}>
        {isTransfer(invitation) ? words.takeText(title, session.ownerName) : words.joinText(title)}{" "}
        {forOne ? "" : words.anyoneText}
      </p>
      <dl className={classes.facts}>
        <dt>{words.session}</dt>
        <dd>
          {title}
          <span className={classes.more}>{cameBy(session)}</span>
        </dd>
        <dt>{words.owner}</dt>
        <dd>{session.ownerName}</dd>
        <dt>{words.forWhom}</dt>
        <dd>{forOne ? words.forYou : words.anyOf(invitation.to?.name || whom(invitation))}</dd>
        {invitation.issue ? (
          <>
            <dt>{words.helpWith}</dt>
            <dd>{invitation.issue}</dd>
          </>
        ) : null}
        <dt>{words.since}</dt>
        <dd>
          <RelativeTime at={Number(invitation.sinceMs)} />
        </dd>
        <dt>{words.comments}</dt>
        <dd className={classes.comments}>{invitation.comments || words.noComments}</dd>
      </dl>
      <div className={frame.dialogFoot}>
        <Button variant="subtle" color="gray" onClick={() => onClose()}>
          {words.later}
        </Button>
        {forOne ? (
          <Button variant="default" loading={busy === "decline"} onClick={() => void say("decline")}>
            {words.decline}
          </Button>
        ) : null}
        <Button data-autofocus loading={busy === "accept"} onClick={() => void say("accept")}>
          {words.accept}
        </Button>
      </div>
    </>
  );
}
