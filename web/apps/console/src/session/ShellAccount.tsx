// *Another account*: whose shell, and its password where there are no administrative rights (SHL-2). The password is sealed for the machine alone and does not stay in the page.

import { Button, Modal, NativeSelect, PasswordInput, TextInput } from "@mantine/core";
import { notify } from "@towline/ui";
import { Permission, type SessionState, ShellWay } from "@towline/wire";
import { type FormEvent, useState } from "react";
import classes from "../actions/actions.module.css";
import { sealParcel } from "../actions/program";
import frame from "../frame/frame.module.css";
import { useWords } from "../words/en";
import { mayBegin } from "./actions";
import { type Choice, hasRights, nameOf } from "./shellChoices";

const PURPOSE = "towline shell as v1\0";
/** Of an account's name and a password, as the machine takes them. */
const MOST = 256;

interface AccountProps {
  state: SessionState;
  program: string;
  account: string;
  onAccount: (account: string) => void;
  onOpen: (choice: Choice) => Promise<boolean>;
  onClose: () => void;
}

export function AccountDialog({ state, program: first, account: last, onAccount, onOpen, onClose }: AccountProps) {
  const { shells: words, runAs, actions } = useWords();
  const [account, setAccount] = useState(last);
  const [program, setProgram] = useState(first);
  const [password, setPassword] = useState("");
  const [sending, setSending] = useState(false);
  const rights = hasRights(state);
  const key = state.offeredShells?.key;
  const who = account.trim();
  // biome-ignore lint/suspicious/noControlCharactersInRegex: they are what is looked for.
  const fits = who !== "" && new TextEncoder().encode(who).length <= MOST && !/[\u0000-\u001f\u007f]/.test(who);
  const ready = fits && (rights || (password !== "" && key && key.length > 0));
  const submit = async (event: FormEvent) => {
    event.preventDefault();
    if (!ready || sending) return;
    setSending(true);
    try {
      onAccount(who);
      const by = rights ? ShellWay.ACCOUNT : ShellWay.PASSWORD;
      const parts = { program, arguments: [], account: who, password };
      const sealed = rights || !key ? undefined : await sealParcel(key, PURPOSE, state.sessionId, parts);
      // Typed once, sealed once: it does not stay in the page.
      setPassword("");
      if (await onOpen({ program, way: by, account: who, ...(sealed ? { sealed } : {}) })) return onClose();
    } catch (reason) {
      notify.refused(reason, words.notOpened);
    }
    setSending(false);
  };
  const programs = state.offeredShells?.programs ?? [];
  return (
    <Modal opened onClose={onClose} title={words.anotherTitle} size={480}>
      <form className={classes.form} onSubmit={(event) => void submit(event)}>
        <p className={frame.dialogText}>{rights ? words.anotherByRights : words.anotherByPassword}</p>
        <TextInput
          label={runAs.account}
          value={account}
          maxLength={128}
          autoComplete="off"
          autoCapitalize="none"
          spellCheck={false}
          disabled={sending}
          data-autofocus
          onChange={(event) => setAccount(event.currentTarget.value)}
        />
        {rights ? null : (
          <PasswordInput
            label={runAs.password}
            value={password}
            maxLength={128}
            autoComplete="off"
            disabled={sending}
            visibilityToggleButtonProps={{ "aria-label": runAs.show, tabIndex: 0 }}
            onChange={(event) => setPassword(event.currentTarget.value)}
          />
        )}
        {mayBegin(state, Permission.SHELL_PROGRAMS) && programs.length > 0 ? (
          <NativeSelect
            label={words.program}
            value={program}
            disabled={sending}
            data={[
              { value: "", label: words.accountsOwn },
              ...programs.map((each) => ({ value: each.id, label: `${nameOf(each.path)} (${each.path})` })),
            ]}
            onChange={(event) => setProgram(event.currentTarget.value)}
          />
        ) : null}
        {rights ? null : <p className={frame.dialogText}>{words.anotherSafe}</p>}
        <div className={frame.dialogFoot}>
          <Button variant="default" onClick={onClose}>
            {actions.cancel}
          </Button>
          <Button type="submit" loading={sending} disabled={!ready}>
            {words.openShell}
          </Button>
        </div>
      </form>
    </Modal>
  );
}
