// A new name for a shell's tab, for everyone in the session.

import { Button, Modal, TextInput } from "@mantine/core";
import type { SessionState, ShellInfo } from "@towline/wire";
import { type FormEvent, useState } from "react";
import frame from "../frame/frame.module.css";
import { useWords } from "../words/en";
import { useSessionActions } from "./actions";

export function RenameShell({ state, shell, onClose }: { state: SessionState; shell: ShellInfo; onClose: () => void }) {
  const words = useWords().session;
  const actions = useSessionActions(state);
  const [name, setName] = useState(shell.name);
  const [busy, setBusy] = useState(false);
  const submit = async (event: FormEvent) => {
    event.preventDefault();
    if (!name.trim()) return;
    setBusy(true);
    const done = await actions.renameShell(shell.shellId, name.trim());
    setBusy(false);
    if (done) onClose();
  };
  return (
    <Modal opened onClose={onClose} title={words.renameShell}>
      <form onSubmit={(event) => void submit(event)}>
        <TextInput
          label={words.shellName}
          value={name}
          maxLength={64}
          data-autofocus
          onFocus={(event) => event.currentTarget.select()}
          onChange={(event) => setName(event.currentTarget.value)}
        />
        <div className={frame.dialogFoot}>
          <Button variant="default" onClick={onClose}>
            {words.cancel}
          </Button>
          <Button type="submit" loading={busy} disabled={!name.trim()}>
            {words.rename}
          </Button>
        </div>
      </form>
    </Modal>
  );
}
