// Proving a second factor, or where there is none, the password: one way at a time, the others a click away. Used when signing in and before what decides about sign-ins.

import { Button, PasswordInput, TextInput } from "@mantine/core";
import { IconFingerprint } from "@tabler/icons-react";
import { ApiError, type FactorProof, type SignInProvider } from "@towline/api";
import { type FormEvent, useState } from "react";
import { useUiTexts } from "../messages/en";
import { askPasskey, canPasskeys } from "./passkey";
import classes from "./signIn.module.css";
import { here, visit } from "./visit";

/** What will do. */
export interface FactorWays {
  readonly password?: boolean | undefined;
  readonly code: boolean;
  readonly recovery_code: boolean;
  readonly passkey?: object | null | undefined;
  /** A security provider to sign in at again, for those who have nothing to prove themselves with here. */
  readonly provider?: SignInProvider | null | undefined;
}

type Way = "provider" | "passkey" | "code" | "recovery_code" | "password";

function waysOf(wanted: FactorWays): Way[] {
  const ways: Way[] = [];
  if (wanted.passkey && canPasskeys()) ways.push("passkey");
  if (wanted.code) ways.push("code");
  if (wanted.recovery_code) ways.push("recovery_code");
  if (wanted.password) ways.push("password");
  if (wanted.provider) ways.push("provider");
  return ways;
}

export function FactorForm({ wanted, prove }: { wanted: FactorWays; prove: (proof: FactorProof) => Promise<void> }) {
  const texts = useUiTexts().factor;
  const ways = waysOf(wanted);
  const [way, setWay] = useState<Way>(ways[0] ?? "code");
  const [typed, setTyped] = useState("");
  const [busy, setBusy] = useState(false);
  const [missing, setMissing] = useState(false);
  const [refused, setRefused] = useState<{ title: string; detail: string }>();
  const choose = (next: Way) => {
    setWay(next);
    setTyped("");
    setMissing(false);
    setRefused(undefined);
  };
  const send = async (proof: () => Promise<FactorProof>) => {
    setRefused(undefined);
    setBusy(true);
    try {
      await prove(await proof());
    } catch (reason) {
      setTyped("");
      if (!(reason instanceof ApiError)) setRefused({ title: texts.passkeyFailed, detail: texts.passkeyFailedHint });
      else if (reason.unreachable) setRefused({ title: texts.offline, detail: "" });
      else setRefused({ title: reason.title, detail: reason.detail });
    } finally {
      setBusy(false);
    }
  };
  const leave = async (id: string) => {
    setRefused(undefined);
    setBusy(true);
    try {
      await visit(id, here(), true);
    } catch (reason) {
      const said = reason instanceof ApiError && reason.title !== "" ? reason : null;
      setRefused({ title: said?.title ?? texts.offline, detail: said?.detail ?? "" });
      setBusy(false);
    }
  };
  const submit = (event: FormEvent) => {
    event.preventDefault();
    if (way === "provider" && wanted.provider) return void leave(wanted.provider.id);
    if (way === "passkey") return void send(async () => ({ passkey: await askPasskey(wanted.passkey ?? {}) }));
    setMissing(typed.trim() === "");
    if (typed.trim() !== "") void send(async () => ({ [way]: typed }) as FactorProof);
  };
  const field = {
    size: "md",
    value: typed,
    error: missing ? texts.missing : undefined,
    autoFocus: true,
    "data-autofocus": true,
    onChange: (event: { currentTarget: { value: string } }) => setTyped(event.currentTarget.value),
  } as const;
  const names = {
    provider: texts.provider(wanted.provider?.name ?? ""),
    passkey: texts.usePasskey,
    code: texts.useCode,
    recovery_code: texts.useRecovery,
    password: texts.password,
  };
  return (
    <form onSubmit={submit} noValidate className={classes.form}>
      <div role="alert" className={refused ? classes.refused : undefined}>
        {refused ? (
          <>
            <strong>{refused.title}</strong>
            {refused.detail ? <span>{refused.detail}</span> : null}
          </>
        ) : null}
      </div>
      {way === "code" ? (
        <TextInput
          key="code"
          {...field}
          label={texts.code}
          description={texts.codeHint}
          name="code"
          inputMode="numeric"
          autoComplete="one-time-code"
          maxLength={16}
        />
      ) : null}
      {way === "recovery_code" ? (
        <TextInput
          key="recovery"
          {...field}
          label={texts.recovery}
          description={texts.recoveryHint}
          name="recovery_code"
          autoComplete="off"
          autoCapitalize="none"
          spellCheck={false}
          maxLength={64}
        />
      ) : null}
      {way === "password" ? (
        <PasswordInput
          key="password"
          {...field}
          label={texts.password}
          name="password"
          autoComplete="current-password"
          maxLength={1024}
        />
      ) : null}
      <Button
        type="submit"
        size="md"
        fullWidth
        loading={busy}
        leftSection={way === "passkey" ? <IconFingerprint size={18} stroke={1.8} /> : undefined}
      >
        {way === "passkey" || way === "provider" ? names[way] : texts.submit}
      </Button>
      {ways
        .filter((other) => other !== way)
        .map((other) => (
          <Button
            key={other}
            variant="subtle"
            color="gray"
            size="compact-md"
            disabled={busy}
            onClick={() => choose(other)}
          >
            {names[other]}
          </Button>
        ))}
    </form>
  );
}
