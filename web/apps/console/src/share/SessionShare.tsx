// The buttons at the right end of a session's bar that bring others in: Transfer, Share, and the invitations that are open.

import { Button, Popover } from "@mantine/core";
import { IconArrowsExchange, IconMailForward, IconUserPlus } from "@tabler/icons-react";
import { IconButton, RelativeTime } from "@towline/ui";
import type { SessionState } from "@towline/wire";
import { useState } from "react";
import { useGuest } from "../external/guest";
import { useLive } from "../live/useLive";
import { selfOf } from "../session/actions";
import { useWords } from "../words/en";
import { useOwnerWork } from "./actions";
import { isExternal, isTransfer, openTransfer } from "./invitations";
import { useWhom } from "./naming";
import { useRepresentatives } from "./queries";
import { ShareDialog } from "./ShareDialog";
import classes from "./share.module.css";
import { TransferDialog } from "./TransferDialog";

/** Why this rep cannot do what only the owner can; `undefined`: they can. */
export function useNotOwner(state: SessionState): string | undefined {
  const { share, session } = useWords();
  const connected = useLive((snapshot) => snapshot.link.phase === "open");
  if (!selfOf(state)?.owner) return share.ownerOnly(state.ownerName);
  return connected ? undefined : session.notConnected;
}

/** Of an external representative nothing is to be handed on (SUP-70). */
export function SessionShare({ state }: { state: SessionState }) {
  return useGuest() ? null : <Buttons state={state} />;
}

function Buttons({ state }: { state: SessionState }) {
  const words = useWords().share;
  const whom = useWhom();
  const [opened, setOpened] = useState<"transfer" | "share">();
  const notOwner = useNotOwner(state);
  const may = useRepresentatives().data;
  // A dialog outlives a connection that is down for a moment.
  const owned = selfOf(state)?.owner ?? false;
  const transfer = openTransfer(state);
  const close = () => setOpened(undefined);
  const cannotTransfer =
    notOwner ??
    (may?.transfer === false ? words.notPermitted : transfer ? words.transferWaits(whom(transfer)) : undefined);
  const cannotShare = notOwner ?? (may?.share === false && !may.external_profiles ? words.notPermitted : undefined);
  return (
    <>
      <IconButton
        label={words.transfer}
        icon={<IconArrowsExchange size={20} />}
        reason={cannotTransfer}
        onClick={() => setOpened("transfer")}
      />
      <IconButton
        label={words.share}
        icon={<IconUserPlus size={20} />}
        reason={cannotShare}
        onClick={() => setOpened("share")}
      />
      {state.invitations.length > 0 ? <Invitations state={state} notOwner={notOwner} /> : null}
      <TransferDialog state={state} opened={opened === "transfer" && owned} onClose={close} />
      <ShareDialog state={state} opened={opened === "share" && owned} onClose={close} />
    </>
  );
}

function Invitations({ state, notOwner }: { state: SessionState; notOwner: string | undefined }) {
  const words = useWords().share;
  const whom = useWhom();
  const { cancel } = useOwnerWork(state.sessionId);
  const [opened, setOpened] = useState(false);
  return (
    <Popover position="bottom-end" width={340} shadow="none" opened={opened} onChange={setOpened} trapFocus returnFocus>
      <Popover.Target>
        <IconButton
          label={words.invitations}
          icon={<IconMailForward size={20} />}
          count={state.invitations.length}
          aria-haspopup="dialog"
          aria-expanded={opened}
          onClick={() => setOpened(!opened)}
        />
      </Popover.Target>
      <Popover.Dropdown aria-label={words.invitations} className={classes.openBox ?? ""}>
        <h2 className={classes.openHead}>{words.invitations}</h2>
        <ul className={classes.openList}>
          {state.invitations.map((each) => (
            <li key={each.number}>
              <span className={classes.openWords}>
                <strong>{whom(each)}</strong>
                <span>
                  {isTransfer(each) ? words.toTakeOver : isExternal(each) ? words.toComeByLink : words.toJoin} ·{" "}
                  {each.away ? `${words.awayMark} · ` : ""}
                  <RelativeTime at={Number(each.sinceMs)} />
                </span>
                {each.comments ? <span>{each.comments}</span> : null}
              </span>
              {notOwner === undefined ? (
                <Button
                  size="compact-sm"
                  variant="default"
                  aria-label={isTransfer(each) ? words.cancelTransferTo(whom(each)) : words.cancelTo(whom(each))}
                  onClick={() => void cancel(each.number)}
                >
                  {words.cancel}
                </Button>
              ) : null}
            </li>
          ))}
        </ul>
      </Popover.Dropdown>
    </Popover>
  );
}
