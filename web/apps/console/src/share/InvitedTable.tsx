// The invitations that wait for an answer, above what waits in a queue: those for this rep in the personal queue, those for whoever is first in theirs.

import { Button } from "@mantine/core";
import { type Column, DataTable, RelativeTime, StatusBadge } from "@towline/ui";
import home from "../home/home.module.css";
import { useTitleOf } from "../home/naming";
import { useLive } from "../live/useLive";
import { useWords } from "../words/en";
import { type Invited, invitedKey, isTransfer } from "./invitations";
import { useViewInvitation } from "./invitedProvider";

export function InvitedTable({ invited }: { invited: readonly Invited[] }) {
  const words = useWords().share;
  const titleOf = useTitleOf();
  const view = useViewInvitation();
  const connected = useLive((snapshot) => snapshot.link.phase === "open");
  if (invited.length === 0) return null;
  const columns: Column<Invited>[] = [
    {
      key: "session",
      title: words.session,
      width: "30%",
      render: ({ session }) => <strong className={home.itemName}>{titleOf(session)}</strong>,
    },
    {
      key: "asks",
      title: words.invitation,
      render: ({ invitation }) => (
        <StatusBadge tone={isTransfer(invitation) ? "waiting" : "accent"}>
          {isTransfer(invitation) ? words.toTakeOver : words.toJoin}
        </StatusBadge>
      ),
    },
    { key: "from", title: words.from, hideBelow: 480, render: ({ invitation }) => invitation.byName },
    { key: "comments", title: words.comments, hideBelow: 640, render: ({ invitation }) => invitation.comments || "–" },
    {
      key: "since",
      title: words.since,
      hideBelow: 640,
      render: ({ invitation }) => <RelativeTime at={Number(invitation.sinceMs)} />,
    },
  ];
  return (
    <section aria-label={words.invited}>
      <h2 className={home.sectionHead}>{words.invited}</h2>
      <DataTable<Invited>
        label={words.invited}
        columns={columns}
        rows={invited}
        rowKey={invitedKey}
        rowName={({ session }) => titleOf(session)}
        stale={!connected}
        empty={null}
        actions={(each) => (
          <Button
            size="compact-sm"
            className={home.jump}
            aria-label={words.viewOf(titleOf(each.session))}
            onClick={() => view(each)}
          >
            {words.view}
          </Button>
        )}
      />
    </section>
  );
}
