// Asks before a session key is taken back: somebody may be about to use it.

import type { SessionKey } from "@towline/api";
import { ConfirmDialog, notify } from "@towline/ui";
import { useWords } from "../words/en";
import { useKeyWork } from "./queries";

interface WithdrawDialogProps {
  /** The key that it is about; absent: closed. */
  made: SessionKey | undefined;
  onClose: () => void;
  onWithdrawn?: () => void;
}

export function WithdrawDialog({ made, onClose, onWithdrawn }: WithdrawDialogProps) {
  const words = useWords().keys;
  const { withdraw } = useKeyWork();
  return (
    <ConfirmDialog
      opened={made !== undefined}
      title={words.withdrawTitle(made?.key ?? "")}
      confirm={words.withdraw}
      cancel={words.withdrawKeep}
      danger
      onClose={onClose}
      onConfirm={async () => {
        if (!made) return;
        try {
          await withdraw(made);
          notify.done(words.withdrawn);
          onClose();
          onWithdrawn?.();
        } catch (reason) {
          notify.refused(reason);
        }
      }}
    >
      {words.withdrawText}
    </ConfirmDialog>
  );
}
