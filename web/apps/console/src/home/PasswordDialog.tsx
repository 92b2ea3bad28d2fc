// A Jump Client's own password (JMP-15), asked for before a session with it. It is kept nowhere: the next session asks again.

import { Button, Modal, PasswordInput } from "@mantine/core";
import { type FormEvent, useState } from "react";
import frame from "../frame/frame.module.css";
import { useWords } from "../words/en";
import classes from "./home.module.css";

/** What the appliance says when the password is missing, wrong, or was guessed at too often. */
export const LOCKED: readonly string[] = ["password_needed", "wrong_password", "too_many_attempts"];

interface PasswordDialogProps {
  /** The item, while it is asked for. */
  name: string | undefined;
  /** Why the last one did not do. */
  problem: string | undefined;
  join: boolean;
  busy: boolean;
  onEnter: (password: string) => void;
  onClose: () => void;
}

export function PasswordDialog({ name, ...props }: PasswordDialogProps) {
  const words = useWords().pin;
  return (
    <Modal opened={name !== undefined} onClose={props.onClose} title={words.lockedTitle(name ?? "")}>
      <Ask {...props} />
    </Modal>
  );
}

function Ask({ problem, join, busy, onEnter, onClose }: Omit<PasswordDialogProps, "name">) {
  const words = useWords().pin;
  const [password, setPassword] = useState("");
  const submit = (event: FormEvent) => {
    event.preventDefault();
    if (password !== "") onEnter(password);
  };
  return (
    <form className={classes.lockForm} onSubmit={submit}>
      <p className={frame.dialogText}>{words.lockedText}</p>
      <PasswordInput
        label={words.password}
        value={password}
        error={problem}
        autoComplete="off"
        data-autofocus
        maxLength={256}
        onChange={(event) => setPassword(event.currentTarget.value)}
      />
      <div className={frame.dialogFoot}>
        <Button variant="default" onClick={onClose}>
          {words.cancel}
        </Button>
        <Button type="submit" loading={busy} disabled={password === ""}>
          {join ? words.join : words.start}
        </Button>
      </div>
    </form>
  );
}
