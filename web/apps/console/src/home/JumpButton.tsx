// The Jump button of an item: starts a session, or opens the one that is there; when it cannot, it says why.

import { Button, Tooltip } from "@mantine/core";
import type { JumpItem } from "@towline/api";
import { SessionPhase } from "@towline/wire";
import { useSessions } from "../live/sessions";
import { useLive } from "../live/useLive";
import { useWords } from "../words/en";
import classes from "./home.module.css";
import type { Standing } from "./itemStatus";
import { useJump } from "./jump";

/** Why one cannot jump there now; `undefined` when one can. */
export function useReason(standing: Standing): string | undefined {
  const words = useWords().home;
  const connected = useLive((snapshot) => snapshot.link.phase === "open");
  if (standing.availability === "offline") return words.offlineReason;
  if (standing.availability === "uninstalled") return words.uninstalledReason;
  return connected ? undefined : words.notConnectedReason;
}

export function useOwnSession(itemId: string) {
  return useSessions().find(
    (session) => session.itemId === itemId && session.phase !== SessionPhase.ENDED && (session.joined || session.owned),
  );
}

export function JumpButton({ item, standing, wide }: { item: JumpItem; standing: Standing; wide?: boolean }) {
  const words = useWords().home;
  const { jump, starting } = useJump();
  const own = useOwnSession(item.id);
  const hindered = useReason(standing);
  const reason = own ? undefined : item.may_start ? hindered : words.mayNotReason;
  const name = own
    ? words.openSessionWith(item.name)
    : wide
      ? words.startSessionWith(item.name)
      : words.jumpTo(item.name);
  const button = (
    <Button
      className={classes.jump}
      size="compact-sm"
      variant={own ? "default" : "light"}
      data-jump={own || reason ? undefined : true}
      fullWidth={wide ?? false}
      aria-label={name}
      aria-disabled={reason ? true : undefined}
      data-off={reason ? true : undefined}
      loading={starting.has(item.id) || (own !== undefined && starting.has(own.sessionId))}
      onClick={() => {
        if (!reason) jump(item);
      }}
    >
      {own ? (own.joined ? words.openSession : words.resume) : wide ? words.startSession : words.jump}
    </Button>
  );
  return reason ? <Tooltip label={reason}>{button}</Tooltip> : button;
}
