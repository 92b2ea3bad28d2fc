// A forgotten password (ACC-5): asks for a user name or an address, and then says the same whether there is such an account or not.

import { Button, TextInput } from "@mantine/core";
import { ApiError, api } from "@towline/api";
import { type FormEvent, type ReactNode, useState } from "react";
import { useUiTexts } from "../messages/en";
import { SignInFrame } from "./SignIn";
import classes from "./signIn.module.css";

interface ForgotPasswordProps {
  /** What was typed as the user name. */
  readonly known: string;
  readonly footer?: ReactNode;
  readonly onBack: () => void;
}

export function ForgotPassword({ known, footer, onBack }: ForgotPasswordProps) {
  const { forgot: texts, signIn } = useUiTexts();
  const [account, setAccount] = useState(known);
  const [missing, setMissing] = useState(false);
  const [busy, setBusy] = useState(false);
  const [sent, setSent] = useState(false);
  const [refused, setRefused] = useState<{ title: string; detail: string }>();

  const submit = async (event: FormEvent) => {
    event.preventDefault();
    setRefused(undefined);
    setMissing(account.trim() === "");
    if (account.trim() === "") return;
    setBusy(true);
    try {
      await api.askReset(account.trim());
      setSent(true);
    } catch (reason) {
      if (reason instanceof ApiError && !reason.unreachable) setRefused({ title: reason.title, detail: reason.detail });
      else setRefused({ title: signIn.offline, detail: "" });
    } finally {
      setBusy(false);
    }
  };

  if (sent) {
    return (
      <SignInFrame title={texts.sentTitle} footer={footer}>
        <div role="status" className={classes.told}>
          <p>{texts.sent(account.trim())}</p>
          <p>{texts.sentNone}</p>
        </div>
        <Button size="md" fullWidth mt="lg" onClick={onBack}>
          {texts.back}
        </Button>
      </SignInFrame>
    );
  }
  return (
    <SignInFrame title={texts.title} text={texts.text} footer={footer}>
      <form onSubmit={(event) => void submit(event)} noValidate className={classes.form}>
        <div role="alert" className={refused ? classes.refused : undefined}>
          {refused ? (
            <>
              <strong>{refused.title}</strong>
              {refused.detail ? <span>{refused.detail}</span> : null}
            </>
          ) : null}
        </div>
        <TextInput
          size="md"
          label={texts.account}
          name="username"
          autoComplete="username"
          autoCapitalize="none"
          spellCheck={false}
          autoFocus
          maxLength={254}
          value={account}
          error={missing ? texts.missing : undefined}
          onChange={(event) => setAccount(event.currentTarget.value)}
        />
        <Button type="submit" size="md" fullWidth loading={busy} mt={4}>
          {texts.submit}
        </Button>
        <Button variant="subtle" color="gray" fullWidth onClick={onBack}>
          {texts.back}
        </Button>
      </form>
    </SignInFrame>
  );
}
