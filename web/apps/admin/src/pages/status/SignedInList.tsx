// Who is signed in, and ending somebody's login.

import { Button, Group } from "@mantine/core";
import { IconUsers } from "@tabler/icons-react";
import { useQueryClient } from "@tanstack/react-query";
import { api, type SignedIn } from "@towline/api";
import { type Column, ConfirmDialog, DataTable, EmptyState, notify, RelativeTime, StatusBadge } from "@towline/ui";
import { useState } from "react";
import { statusQuery } from "../../queries";
import { useMe } from "../../session";
import { useStatusTexts } from "../../words";
import styles from "./status.module.css";

export function SignedInList({ logins }: { logins: readonly SignedIn[] }) {
  const me = useMe();
  const client = useQueryClient();
  const { people: texts } = useStatusTexts();
  const [asking, setAsking] = useState<SignedIn | null>(null);
  const end = async (login: SignedIn) => {
    try {
      await api.signOutLogin(login.login_id);
      notify.done(texts.done(login.display_name));
      await client.invalidateQueries({ queryKey: statusQuery.queryKey });
    } catch (reason) {
      notify.refused(reason);
    }
    setAsking(null);
  };
  const columns: Column<SignedIn>[] = [
    {
      key: "name",
      title: texts.name,
      render: (login) => (
        <Group gap="0 8px">
          <span>{login.display_name}</span>
          {login.user_id === me.id ? <StatusBadge>{texts.you}</StatusBadge> : null}
        </Group>
      ),
    },
    {
      key: "place",
      title: texts.place,
      width: "140px",
      hideBelow: 480,
      render: (login) => (login.console ? texts.console : texts.admin),
    },
    { key: "address", title: texts.address, width: "200px", hideBelow: 640, render: (login) => login.address },
    { key: "since", title: texts.since, width: "150px", render: (login) => <RelativeTime at={login.since_ms} /> },
  ];
  return (
    <section aria-labelledby="signed-in" className={styles.people}>
      <h2 id="signed-in">{texts.title}</h2>
      <DataTable
        label={texts.title}
        columns={columns}
        rows={logins}
        rowKey={(login) => login.login_id}
        rowName={(login) => login.display_name}
        empty={<EmptyState icon={<IconUsers size={20} />} title={texts.nobody} />}
        actions={(login) => (
          <Button
            variant="default"
            size="compact-sm"
            aria-label={texts.signOutName(login.display_name)}
            onClick={() => setAsking(login)}
          >
            {texts.signOut}
          </Button>
        )}
      />
      <ConfirmDialog
        opened={asking !== null}
        title={texts.ask(asking?.display_name ?? "")}
        confirm={texts.signOut}
        danger
        onConfirm={() => (asking ? end(asking) : undefined)}
        onClose={() => setAsking(null)}
      >
        {texts.will}
      </ConfirmDialog>
    </section>
  );
}
