// An item's status in words: online, offline since when, or in use by whom (JMP-6).

import { Tooltip } from "@mantine/core";
import { exactTime, StatusDot } from "@towline/ui";
import { useWords } from "../words/en";
import classes from "./home.module.css";
import { type Standing, toneOf } from "./itemStatus";
import { useOwnSession } from "./JumpButton";

export function StatusOf({ itemId, standing }: { itemId: string; standing: Standing }) {
  const words = useWords().home;
  const own = useOwnSession(itemId);
  const online = standing.availability === "online";
  const since = standing.sinceMs
    ? `${online ? words.detailOnlineSince : words.detailLastSeen}: ${exactTime(standing.sinceMs)}`
    : words[standing.availability];
  const text = own
    ? own.joined
      ? words.inUseByYou
      : words.onHoldByYou
    : standing.inUseBy.length > 0
      ? words.inUseBy(standing.inUseBy.join(", "))
      : words[standing.availability];
  return (
    <Tooltip label={since}>
      <span className={classes.statusWords}>
        <StatusDot
          tone={own || standing.inUseBy.length > 0 ? "accent" : toneOf(standing)}
          hollow={standing.availability === "offline" || standing.availability === "uninstalled"}
        >
          <span className={classes.ellipsis}>{text}</span>
        </StatusDot>
      </span>
    </Tooltip>
  );
}
