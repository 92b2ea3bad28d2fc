// One's own session keys that nobody has used yet (SUP-11), with their end: copied, shown again or withdrawn from here.

import { Button } from "@mantine/core";
import { IconCopy, IconLink, IconTrash } from "@tabler/icons-react";
import type { SessionKey } from "@towline/api";
import { type Column, DataTable, IconButton, RelativeTime } from "@towline/ui";
import { useState } from "react";
import { useWords } from "../words/en";
import classes from "./keys.module.css";
import { useNewSession } from "./newSession";
import { useSessionKeys } from "./queries";
import { useCopy } from "./useCopy";
import { WithdrawDialog } from "./WithdrawDialog";

export function OpenKeys() {
  const newSession = useNewSession();
  return newSession ? <Listed onShow={newSession.show} /> : null;
}

function Listed({ onShow }: { onShow: (key: SessionKey) => void }) {
  const words = useWords().keys;
  const { open, error, refetch } = useSessionKeys();
  const [withdrawn, setWithdrawn] = useState<SessionKey>();
  const copy = useCopy();
  const columns: Column<SessionKey>[] = [
    { key: "key", title: words.key, render: (key) => <strong className={classes.listedKey}>{key.key}</strong> },
    { key: "site", title: words.site, hideBelow: 640, render: (key) => key.site_name },
    { key: "made", title: words.made, hideBelow: 800, render: (key) => <RelativeTime at={key.created_ms} /> },
    { key: "ends", title: words.ends, render: (key) => <RelativeTime at={key.expires_ms} /> },
  ];
  // Nothing to list is nothing to say.
  const dialog = <WithdrawDialog made={withdrawn} onClose={() => setWithdrawn(undefined)} />;
  if (!error && (open === undefined || open.length === 0)) return dialog;
  return (
    <section aria-labelledby="open-keys">
      <h2 id="open-keys" className={classes.listHead}>
        {words.openTitle} <span>{words.openText}</span>
      </h2>
      <DataTable
        label={words.openTitle}
        columns={columns}
        rows={open}
        rowKey={(key) => key.id}
        rowName={(key) => key.key}
        error={error}
        onRetry={() => void refetch()}
        onOpen={onShow}
        empty={null}
        actions={(key) => (
          <span className={classes.listedActions}>
            <IconButton
              size={28}
              label={words.copyKeyOf(key.key)}
              icon={<IconCopy size={16} />}
              onClick={() => void copy.run(key.key, words.keyCopied)}
            />
            <IconButton
              size={28}
              label={words.copyLinkOf(key.key)}
              icon={<IconLink size={16} />}
              onClick={() => void copy.run(key.url, words.linkCopied)}
            />
            <IconButton
              size={28}
              label={words.withdrawOf(key.key)}
              icon={<IconTrash size={16} />}
              onClick={() => setWithdrawn(key)}
            />
            <Button size="compact-sm" variant="light" aria-label={words.showOf(key.key)} onClick={() => onShow(key)}>
              {words.show}
            </Button>
          </span>
        )}
      />
      <p className={classes.copied} role="status" data-done={copy.copied ? true : undefined}>
        {copy.copied ?? ""}
      </p>
      {dialog}
    </section>
  );
}
