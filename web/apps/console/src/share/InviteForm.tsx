// The frame of both dialogs that ask somebody: what will happen, whom, comments, and the button.

import { Button, Skeleton, Textarea } from "@mantine/core";
import { IconUserOff } from "@tabler/icons-react";
import type { Representatives } from "@towline/api";
import { EmptyState, ErrorState } from "@towline/ui";
import type { InvitationKind, SessionState } from "@towline/wire";
import { type FormEvent, type ReactNode, useState } from "react";
import frame from "../frame/frame.module.css";
import { useWords } from "../words/en";
import { targetOf, useOwnerWork } from "./actions";
import { COMMENTS, tooManyBytes } from "./comments";
import { useRepresentativesNow } from "./queries";
import classes from "./share.module.css";

interface InviteFormProps {
  state: SessionState;
  kind: InvitationKind;
  text: string;
  confirm: string;
  /** Whom: as the value of a choice. */
  chosen: string | undefined;
  /** Draws the choice among those who are there; nothing when there is nobody. */
  children: (there: Representatives) => ReactNode;
  onClose: () => void;
}

export function InviteForm({ state, kind, text, confirm, chosen, children, onClose }: InviteFormProps) {
  const words = useWords().share;
  const { data, error, refetch } = useRepresentativesNow();
  const { invite } = useOwnerWork(state.sessionId);
  const [comments, setComments] = useState("");
  const [busy, setBusy] = useState(false);
  const tooLong = tooManyBytes(comments);
  const submit = async (event: FormEvent) => {
    event.preventDefault();
    if (chosen === undefined || tooLong || busy) return;
    setBusy(true);
    const done = await invite(kind, targetOf(chosen), comments.trim());
    setBusy(false);
    if (done) onClose();
    // Whoever was chosen may be gone.
    else void refetch();
  };
  if (!data) return error ? <ErrorState error={error} onRetry={() => void refetch()} /> : <Skeleton height={240} />;
  const choice = children(data);
  if (!choice) {
    return (
      <>
        <EmptyState announce icon={<IconUserOff size={20} />} title={words.nobodyTitle} text={words.nobodyText} />
        <div className={frame.dialogFoot}>
          <Button variant="default" data-autofocus onClick={onClose}>
            {words.close}
          </Button>
        </div>
      </>
    );
  }
  return (
    <form className={classes.form} onSubmit={(event) => void submit(event)}>
      <p className={frame.dialogText}>{text}</p>
      {choice}
      <Textarea
        label={words.comments}
        description={words.commentsHint}
        error={tooLong ? words.commentsTooLong : undefined}
        value={comments}
        maxLength={COMMENTS}
        autosize
        minRows={2}
        maxRows={5}
        onChange={(event) => setComments(event.currentTarget.value)}
      />
      <div className={frame.dialogFoot}>
        <Button variant="default" onClick={onClose}>
          {words.cancel}
        </Button>
        <Button type="submit" loading={busy} disabled={chosen === undefined || tooLong}>
          {confirm}
        </Button>
      </div>
    </form>
  );
}
