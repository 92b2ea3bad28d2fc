// Asks before something that cannot be taken back. The text says what will happen; the button is the verb.

import { Button, Modal } from "@mantine/core";
import { type ReactNode, useState } from "react";
import { useUiTexts } from "../messages/en";
import classes from "./parts.module.css";

export interface ConfirmDialogProps {
  opened: boolean;
  title: string;
  /** What will happen, in a sentence or two. */
  children: ReactNode;
  /** The verb: "Remove user". */
  confirm: string;
  danger?: boolean;
  cancel?: string;
  onConfirm: () => unknown;
  onClose: () => void;
}

export function ConfirmDialog({
  opened,
  title,
  children,
  confirm,
  danger,
  cancel,
  onConfirm,
  onClose,
}: ConfirmDialogProps) {
  const texts = useUiTexts().dialog;
  const [busy, setBusy] = useState(false);
  const run = async () => {
    setBusy(true);
    try {
      await onConfirm();
    } finally {
      setBusy(false);
    }
  };
  return (
    <Modal opened={opened} onClose={onClose} title={title} closeButtonProps={{ "aria-label": texts.close }}>
      <div className={classes.dialogText}>{children}</div>
      <div className={classes.dialogActions}>
        <Button variant="default" onClick={onClose} data-autofocus>
          {cancel ?? texts.cancel}
        </Button>
        <Button color={danger ? "red" : "teal"} loading={busy} onClick={() => void run()}>
          {confirm}
        </Button>
      </div>
    </Modal>
  );
}
