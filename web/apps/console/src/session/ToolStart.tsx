// Before a tool has started: one line of what it does, and the one big button that starts it.

import { Button } from "@mantine/core";
import { IconPlayerPlayFilled } from "@tabler/icons-react";
import { type ReactNode, useState } from "react";
import { useLive } from "../live/useLive";
import { useWords } from "../words/en";
import classes from "./session.module.css";

interface ToolStartProps {
  icon: ReactNode;
  title: string;
  text: string;
  start: string;
  /** Why it cannot be started. */
  reason?: string | undefined;
  /** The customer is asked before it starts. */
  asks?: boolean;
  onStart: () => Promise<unknown>;
}

export function ToolStart({ icon, title, text, start, reason, asks, onStart }: ToolStartProps) {
  const words = useWords().session;
  const [busy, setBusy] = useState(false);
  const connected = useLive((snapshot) => snapshot.link.phase === "open");
  const hindered = reason ?? (connected ? undefined : words.notConnected);
  const run = async () => {
    setBusy(true);
    await onStart();
    setBusy(false);
  };
  return (
    <div className={classes.start}>
      <span className={classes.startIcon} aria-hidden="true">
        {icon}
      </span>
      <h2 className={classes.startTitle}>{title}</h2>
      <p className={classes.startText}>
        {text} {asks ? words.asksFirst : null}
      </p>
      <Button
        size="lg"
        leftSection={<IconPlayerPlayFilled size={20} />}
        loading={busy}
        disabled={hindered !== undefined}
        onClick={() => void run()}
      >
        {start}
      </Button>
      {hindered ? <p className={classes.startReason}>{hindered}</p> : null}
    </div>
  );
}
