// The line below a session's bar while the customer has paused all access (SUP-22).

import { IconHandStop } from "@tabler/icons-react";
import type { SessionState } from "@towline/wire";
import { useWords } from "../words/en";
import classes from "./session.module.css";

export function PausedLine({ state }: { state: SessionState }) {
  const words = useWords().session;
  if (!state.paused) return null;
  return (
    <div className={classes.pausedLine} role="status">
      <IconHandStop size={16} aria-hidden="true" />
      <span>
        <strong>{words.accessPaused(state.customer?.name ?? words.customer)}</strong> {words.accessPausedText}
      </span>
    </div>
  );
}
