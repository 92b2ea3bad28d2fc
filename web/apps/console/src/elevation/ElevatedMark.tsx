// In the bar at the bottom: the session has got administrative rights, and whose they are. An agent that has them by itself is no news.

import { Tooltip } from "@mantine/core";
import { IconShieldCheck } from "@tabler/icons-react";
import type { SessionState } from "@towline/wire";
import classes from "../session/session.module.css";
import { useWords } from "../words/en";
import { isElevated } from "./elevation";

export function ElevatedMark({ state }: { state: SessionState }) {
  const words = useWords().elevation;
  if (!isElevated(state) || !state.elevation?.by) return null;
  return (
    <Tooltip label={words.has(state.elevation.account)}>
      <span className={classes.elevated}>
        <IconShieldCheck size={16} aria-hidden="true" />
        {words.hasShort}
      </span>
    </Tooltip>
  );
}
