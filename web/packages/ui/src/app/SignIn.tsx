// The sign-in page of both apps (ACC-3): user name, password, the security providers that people sign in at (ACC-7), and one message that says no more than the appliance does.

import { Anchor, Button, PasswordInput, TextInput } from "@mantine/core";
import { IconFingerprint, IconKey } from "@tabler/icons-react";
import {
  ApiError,
  api,
  type FactorProof,
  type Me,
  type SecondFactorWanted,
  type SignInAnswer,
  type SignInProvider,
} from "@towline/api";
import { type FormEvent, type ReactNode, useEffect, useRef, useState } from "react";
import { useUiTexts } from "../messages/en";
import { BrandMark } from "./BrandMark";
import { FactorForm } from "./FactorForm";
import { ForgotPassword } from "./ForgotPassword";
import { askPasskey, canPasskeys } from "./passkey";
import classes from "./signIn.module.css";
import { here, visit } from "./visit";

export interface SignInProps {
  /** What one signs in to: "Representative console". */
  title: string;
  text?: ReactNode;
  /** Below the form: the way to the other app. */
  footer?: ReactNode;
  onSignedIn: (me: Me) => void;
}

export function SignIn({ title, text, footer, onSignedIn }: SignInProps) {
  const { signIn: texts, factor: factorTexts, forgot: forgotTexts } = useUiTexts();
  const [username, setUsername] = useState("");
  const [password, setPassword] = useState("");
  const [busy, setBusy] = useState(false);
  const [missing, setMissing] = useState<"username" | "password">();
  const [refused, setRefused] = useState<{ title: string; detail: string }>();
  const [wanted, setWanted] = useState<SecondFactorWanted>();
  const [providers, setProviders] = useState<readonly SignInProvider[]>([]);
  const nameField = useRef<HTMLInputElement>(null);
  const passwordField = useRef<HTMLInputElement>(null);

  const [resets, setResets] = useState(false);
  const [forgot, setForgot] = useState(false);
  useEffect(() => {
    const leaving = new AbortController();
    // Who cannot be told of providers, or of links, signs in with a password.
    api.consoleSetting(leaving.signal).then(
      (setting) => setResets(setting.password_reset),
      () => {},
    );
    api.signInProviders(leaving.signal).then(
      (answer) => setProviders(answer.providers),
      () => {},
    );
    return () => leaving.abort();
  }, []);

  const withProvider = async (provider: SignInProvider) => {
    setRefused(undefined);
    setBusy(true);
    try {
      await visit(provider.id, here());
    } catch (reason) {
      if (reason instanceof ApiError && reason.status !== 0)
        setRefused({ title: reason.title || texts.failed, detail: reason.detail });
      else setRefused({ title: texts.offline, detail: "" });
      setBusy(false);
    }
  };
  const taken = (answer: SignInAnswer) => {
    if (answer.me) onSignedIn(answer.me);
    else setWanted(answer.second_factor ?? undefined);
  };
  const withPasskey = async () => {
    setRefused(undefined);
    setBusy(true);
    try {
      const asked = await api.askPasskey();
      taken(await api.proveFactor(asked.token, { passkey: await askPasskey(asked.options) }));
    } catch (reason) {
      if (!(reason instanceof ApiError))
        setRefused({ title: factorTexts.passkeyFailed, detail: factorTexts.passkeyFailedHint });
      else if (reason.unreachable) setRefused({ title: texts.offline, detail: "" });
      else setRefused({ title: reason.title || texts.failed, detail: reason.detail });
    } finally {
      setBusy(false);
    }
  };

  const submit = async (event: FormEvent) => {
    event.preventDefault();
    setRefused(undefined);
    const lacks = username.trim() === "" ? "username" : password === "" ? "password" : undefined;
    setMissing(lacks);
    if (lacks) {
      (lacks === "username" ? nameField : passwordField).current?.focus();
      return;
    }
    setBusy(true);
    try {
      taken(await api.signIn(username.trim(), password));
    } catch (reason) {
      if (reason instanceof ApiError && (!reason.unreachable || reason.code === "provider_unreachable"))
        setRefused({ title: reason.title || texts.failed, detail: reason.detail });
      else setRefused({ title: texts.offline, detail: "" });
      setPassword("");
      passwordField.current?.focus();
    } finally {
      setBusy(false);
    }
  };

  if (forgot) return <ForgotPassword known={username.trim()} footer={footer} onBack={() => setForgot(false)} />;
  if (wanted) {
    const prove = async (proof: FactorProof) => taken(await api.proveFactor(wanted.token, proof));
    return (
      <SignInFrame title={texts.secondTitle} text={username} footer={footer}>
        <FactorForm wanted={wanted} prove={prove} />
        <Button
          variant="subtle"
          color="gray"
          fullWidth
          mt="xs"
          onClick={() => {
            setWanted(undefined);
            setPassword("");
          }}
        >
          {texts.back}
        </Button>
      </SignInFrame>
    );
  }

  return (
    <SignInFrame title={title} text={text} footer={footer}>
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
          ref={nameField}
          size="md"
          label={texts.username}
          name="username"
          autoComplete="username"
          autoCapitalize="none"
          spellCheck={false}
          autoFocus
          maxLength={256}
          value={username}
          error={missing === "username" ? texts.needUsername : undefined}
          onChange={(event) => setUsername(event.currentTarget.value)}
        />
        <PasswordInput
          ref={passwordField}
          size="md"
          label={texts.password}
          name="password"
          autoComplete="current-password"
          maxLength={1024}
          visibilityToggleButtonProps={{ "aria-label": texts.showPassword }}
          value={password}
          error={missing === "password" ? texts.needPassword : undefined}
          onChange={(event) => setPassword(event.currentTarget.value)}
        />
        {resets ? (
          <Anchor component="button" type="button" className={classes.forgot} onClick={() => setForgot(true)}>
            {forgotTexts.link}
          </Anchor>
        ) : null}
        <Button type="submit" size="md" fullWidth loading={busy} mt={4}>
          {texts.submit}
        </Button>
        {canPasskeys() ? (
          <Button
            variant="default"
            size="md"
            fullWidth
            disabled={busy}
            leftSection={<IconFingerprint size={18} stroke={1.8} />}
            onClick={() => void withPasskey()}
          >
            {texts.passkey}
          </Button>
        ) : null}
        {providers.map((provider) => (
          <Button
            key={provider.id}
            variant="default"
            size="md"
            fullWidth
            disabled={busy}
            leftSection={<IconKey size={18} stroke={1.8} />}
            onClick={() => void withProvider(provider)}
          >
            {texts.provider(provider.name)}
          </Button>
        ))}
      </form>
    </SignInFrame>
  );
}

/** The frame of pages that stand alone: sign-in, signed out, console switched off. */
export function SignInFrame({
  title,
  text,
  footer,
  children,
}: {
  title: string;
  text?: ReactNode;
  footer?: ReactNode;
  children?: ReactNode;
}) {
  return (
    <main className={classes.page}>
      <div className={classes.card}>
        <BrandMark size={36} />
        <h1 className={classes.title}>{title}</h1>
        {text ? <div className={classes.text}>{text}</div> : null}
        {children}
      </div>
      {footer ? <footer className={classes.footer}>{footer}</footer> : null}
    </main>
  );
}
