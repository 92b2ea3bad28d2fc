// The line below a session's bar while a customer shows something by their browser (SUP-20): what it is, and that it is to look at only.

import { IconEye } from "@tabler/icons-react";
import type { SessionState } from "@towline/wire";
import { useWords } from "../words/en";
import classes from "./session.module.css";

export function SharedLine({ state }: { state: SessionState }) {
  const words = useWords().session;
  const { share } = state;
  if (!share) return null;
  const who = state.customer?.name ?? words.customer;
  return (
    <div className={classes.pausedLine} role="status">
      <IconEye size={16} aria-hidden="true" />
      <span>
        <strong>{words.viewOnly}.</strong>{" "}
        {share.paused ? words.sharingPaused(who) : words.sharedLine(who, words.shown(share.shown))}
      </span>
    </div>
  );
}
