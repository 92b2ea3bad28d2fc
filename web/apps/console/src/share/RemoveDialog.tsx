// The owner removes a rep from the session (SES-22): asked first.

import { ConfirmDialog } from "@towline/ui";
import type { Participant } from "@towline/wire";
import { useWords } from "../words/en";
import { useOwnerWork } from "./actions";

interface RemoveDialogProps {
  sessionId: string;
  /** Whom; kept while the dialog closes. */
  participant: Participant | undefined;
  opened: boolean;
  onClose: () => void;
}

export function RemoveDialog({ sessionId, participant, opened, onClose }: RemoveDialogProps) {
  const words = useWords().share;
  const { remove } = useOwnerWork(sessionId);
  const name = participant?.displayName ?? "";
  return (
    <ConfirmDialog
      opened={opened}
      title={words.removeTitle(name)}
      confirm={words.remove}
      danger
      onClose={onClose}
      onConfirm={async () => {
        if (participant && (await remove(participant.number, name))) onClose();
      }}
    >
      {words.removeText(name)}
    </ConfirmDialog>
  );
}
