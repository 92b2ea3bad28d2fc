// *Run as*: a program on the desktop as another user, whose name and password are given here (SCR-6). They are sealed for the machine alone and do not stay in the page.

import { Alert, Button, Modal, PasswordInput, TextInput } from "@mantine/core";
import { notify } from "@towline/ui";
import { ActionKind, ProblemError, type SessionState } from "@towline/wire";
import { type FormEvent, useEffect, useState } from "react";
import frame from "../frame/frame.module.css";
import { useWords } from "../words/en";
import classes from "./actions.module.css";
import { fitsCommand, splitCommand } from "./command";
import { sealProgram } from "./program";
import { useAction, useAnswer } from "./useAction";

export function RunAsDialog({ state, onClose }: { state: SessionState; onClose: () => void }) {
  const { actions: all, runAs: words } = useWords();
  const act = useAction(state);
  const [command, setCommand] = useState("");
  const [account, setAccount] = useState("");
  const [password, setPassword] = useState("");
  const [sending, setSending] = useState(false);
  const [nonce, setNonce] = useState<string>();
  const answer = useAnswer(state, nonce);
  const done = answer?.kind === "action_done";
  useEffect(() => {
    if (done) onClose();
  }, [done, onClose]);

  const typed = splitCommand(command);
  const fits = fitsCommand(typed);
  const key = state.actions?.key;
  const ready = typed.words[0] && !typed.unclosed && fits && account.trim() && password && key && key.length > 0;
  const trying = sending || (nonce !== undefined && !answer);
  const submit = async (event: FormEvent) => {
    event.preventDefault();
    if (!ready || trying) return;
    setSending(true);
    try {
      const sealed = await sealProgram(key, state.sessionId, typed.words, account.trim(), password);
      setNonce(await act(ActionKind.RUN_AS, sealed));
      // Typed once, sealed once: it does not stay in the page.
      setPassword("");
    } catch (reason) {
      // The customer is being asked: that is said below the session's bar; after their yes it is sent again by hand.
      if (!(reason instanceof ProblemError && reason.code === "asking")) notify.refused(reason, all.notBegun);
    }
    setSending(false);
  };

  return (
    <Modal opened onClose={onClose} title={words.title} size={480}>
      <form className={classes.form} onSubmit={(event) => void submit(event)}>
        <p className={frame.dialogText}>{words.text}</p>
        {answer?.kind === "action_failed" ? (
          <Alert color="red" role="alert">
            {all.reason(answer.outcome)} {answer.detail}
          </Alert>
        ) : null}
        <TextInput
          label={words.command}
          description={words.commandHint}
          value={command}
          error={typed.unclosed ? words.unclosed : fits ? undefined : words.tooMany}
          maxLength={4096}
          autoComplete="off"
          autoCapitalize="none"
          spellCheck={false}
          disabled={trying}
          data-autofocus
          onChange={(event) => setCommand(event.currentTarget.value)}
        />
        {typed.words.length > 1 && !typed.unclosed ? (
          <ul className={classes.parts} aria-label={words.parts}>
            {typed.words.map((word, at) => (
              // biome-ignore lint/suspicious/noArrayIndexKey: the same word may be there twice, and its place is what it is.
              <li key={at}>{word}</li>
            ))}
          </ul>
        ) : null}
        <TextInput
          label={words.account}
          value={account}
          maxLength={128}
          autoComplete="off"
          autoCapitalize="none"
          spellCheck={false}
          disabled={trying}
          onChange={(event) => setAccount(event.currentTarget.value)}
        />
        <PasswordInput
          label={words.password}
          value={password}
          maxLength={128}
          autoComplete="off"
          disabled={trying}
          visibilityToggleButtonProps={{ "aria-label": words.show, tabIndex: 0 }}
          onChange={(event) => setPassword(event.currentTarget.value)}
        />
        <p className={frame.dialogText}>{words.safe}</p>
        {trying ? (
          <p className={frame.dialogText} role="status">
            {words.busy}
          </p>
        ) : null}
        <div className={frame.dialogFoot}>
          <Button variant="default" onClick={onClose}>
            {all.cancel}
          </Button>
          <Button type="submit" loading={trying} disabled={!ready}>
            {words.run}
          </Button>
        </div>
      </form>
    </Modal>
  );
}
