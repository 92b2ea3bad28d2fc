// Pages that stand alone before or instead of the console. Each says what is the matter and who or what can change it.

import { Anchor, Button, Loader } from "@mantine/core";
import { useQuery } from "@tanstack/react-query";
import { api, type ConsoleSetting } from "@towline/api";
import { SignInFrame } from "@towline/ui";
import { useEffect, useState } from "react";
import { useWords } from "../words/en";
import classes from "./entry.module.css";

/** Shown only when opening takes long enough to be noticed. */
export function Opening() {
  const words = useWords().entry;
  const [shown, setShown] = useState(false);
  useEffect(() => {
    const timer = setTimeout(() => setShown(true), 400);
    return () => clearTimeout(timer);
  }, []);
  return (
    <div className={classes.opening} role="status">
      {shown ? (
        <>
          <Loader size={20} aria-hidden="true" />
          <span>{words.loading}</span>
        </>
      ) : null}
    </div>
  );
}

/** ACC-2. */
export function ConsoleOff({ setting, onCheck }: { setting: ConsoleSetting; onCheck: () => void }) {
  const words = useWords().entry;
  return (
    <SignInFrame
      title={words.disabledTitle}
      text={
        <>
          <p>{words.disabledText}</p>
          {setting.administrators.length > 0 ? <p>{words.disabledAsk(setting.administrators.join(", "))}</p> : null}
        </>
      }
      footer={<Anchor href="/login/">{words.toAdmin}</Anchor>}
    >
      <Button variant="default" mt="lg" onClick={onCheck}>
        {words.checkAgain}
      </Button>
    </SignInFrame>
  );
}

/** The same while signed in: asks for the names itself. */
export function ConsoleSwitchedOff({ onCheck }: { onCheck: () => void }) {
  const setting = useQuery({ queryKey: ["console-setting"], queryFn: ({ signal }) => api.consoleSetting(signal) });
  return (
    <ConsoleOff
      setting={setting.data ?? { enabled: false, password_reset: false, administrators: [] }}
      onCheck={() => void setting.refetch().then((answer) => answer.data?.enabled && onCheck())}
    />
  );
}

/** Something that has to be done in /login before anything else. */
export function FirstThis({ title, text, button }: { title: string; text: string; button: string }) {
  return (
    <SignInFrame title={title} text={text}>
      <Button component="a" href="/login/" mt="lg">
        {button}
      </Button>
    </SignInFrame>
  );
}

export function TakenOver({ onHere }: { onHere: () => void }) {
  const words = useWords().entry;
  return (
    <SignInFrame title={words.takenOverTitle} text={words.takenOverText}>
      <Button mt="lg" onClick={onHere}>
        {words.useHere}
      </Button>
    </SignInFrame>
  );
}

export function Disconnected({ title, text }: { title: string; text: string }) {
  const words = useWords().entry;
  return (
    <SignInFrame title={title} text={text}>
      <Button mt="lg" onClick={() => location.reload()}>
        {words.reload}
      </Button>
    </SignInFrame>
  );
}
