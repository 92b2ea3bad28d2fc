// The sign-in page of both apps (ACC-3): user name, password, and one message that says no more than the appliance does.

import { Button, PasswordInput, TextInput } from "@mantine/core";
import { ApiError, api, type Me } from "@towline/api";
import { type FormEvent, type ReactNode, useRef, useState } from "react";
import { useUiTexts } from "../messages/en";
import { BrandMark } from "./BrandMark";
import classes from "./signIn.module.css";

export interface SignInProps {
  /** What one signs in to: "Representative console". */
  title: string;
  text?: ReactNode;
  /** Below the form: the way to the other app. */
  footer?: ReactNode;
  onSignedIn: (me: Me) => void;
}

export function SignIn({ title, text, footer, onSignedIn }: SignInProps) {
  const texts = useUiTexts().signIn;
  const [username, setUsername] = useState("");
  const [password, setPassword] = useState("");
  const [busy, setBusy] = useState(false);
  const [missing, setMissing] = useState<"username" | "password">();
  const [refused, setRefused] = useState<{ title: string; detail: string }>();
  const nameField = useRef<HTMLInputElement>(null);
  const passwordField = useRef<HTMLInputElement>(null);

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
      onSignedIn(await api.signIn(username.trim(), password));
    } catch (reason) {
      if (reason instanceof ApiError && !reason.unreachable)
        setRefused({ title: reason.title || texts.failed, detail: reason.detail });
      else setRefused({ title: texts.offline, detail: "" });
      setPassword("");
      passwordField.current?.focus();
    } finally {
      setBusy(false);
    }
  };

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
        <Button type="submit" size="md" fullWidth loading={busy} mt={4}>
          {texts.submit}
        </Button>
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
