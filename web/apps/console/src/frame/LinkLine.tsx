// The line below the bar while the appliance is away. A reconnect shorter than a second shows nothing.

import { Loader } from "@mantine/core";
import { useLive } from "../live/useLive";
import { useSeconds } from "../live/useSeconds";
import { useWords } from "../words/en";
import classes from "./frame.module.css";

export function LinkLine() {
  const words = useWords().frame;
  const link = useLive((snapshot) => snapshot.link);
  const away = link.phase === "reconnecting";
  const seconds = useSeconds(away ? link.since : undefined);
  if (!away || seconds < 1) return null;
  return (
    <div className={classes.linkLine} role="status">
      <Loader size={14} color="yellow" aria-hidden="true" />
      <span>{seconds < 5 ? words.reconnecting : words.reconnectingSince(seconds)}</span>
    </div>
  );
}
