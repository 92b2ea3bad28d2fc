// Removing a thing: what will happen, a button, and the question before it is done.

import { Button } from "@mantine/core";
import { IconTrash } from "@tabler/icons-react";
import { ConfirmDialog, notify } from "@towline/ui";
import { useState } from "react";
import { DetailSection } from "../shell/Facts";

interface RemoveProps {
  readonly title: string;
  readonly will: string;
  readonly open: string;
  readonly ask: string;
  readonly submit: string;
  readonly disabled?: boolean;
  readonly remove: () => Promise<unknown>;
  readonly onDone: () => void;
}

export function RemoveSection({ title, will, open, ask, submit, disabled, remove, onDone }: RemoveProps) {
  const [asking, setAsking] = useState(false);
  const confirm = async () => {
    try {
      await remove();
      onDone();
    } catch (reason) {
      notify.refused(reason);
      setAsking(false);
    }
  };
  return (
    <DetailSection title={title} text={will}>
      <div>
        <Button
          variant="light"
          color="red"
          leftSection={<IconTrash size={16} stroke={1.6} />}
          disabled={disabled ?? false}
          onClick={() => setAsking(true)}
        >
          {open}
        </Button>
      </div>
      <ConfirmDialog
        opened={asking}
        title={ask}
        confirm={submit}
        danger
        onConfirm={confirm}
        onClose={() => setAsking(false)}
      >
        {will}
      </ConfirmDialog>
    </DetailSection>
  );
}
