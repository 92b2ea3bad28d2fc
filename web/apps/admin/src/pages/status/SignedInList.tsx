// Who is signed in, and ending somebody's login.

import { Button, Group, Text } from "@mantine/core";
import { IconUsers } from "@tabler/icons-react";
import { useQueryClient } from "@tanstack/react-query";
import { api, type SignedIn } from "@towline/api";
import { ConfirmDialog, EmptyState, notify, RelativeTime, StatusBadge } from "@towline/ui";
import { useState } from "react";
import { momentIn } from "../../list/ListHead";
import { type ListColumn, WholeList } from "../../list/WholeList";
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
  const place = (login: SignedIn) => (login.console ? texts.console : texts.admin);
  const columns: ListColumn<SignedIn>[] = [
    {
      key: "name",
      title: texts.name,
      by: (login) => login.display_name,
      text: (login) => login.display_name,
      render: (login) => (
        <Group gap="0 8px">
          <span>{login.display_name}</span>
          {login.provider ? (
            <Text span size="xs" c="dimmed">
              {login.provider}
            </Text>
          ) : null}
          {login.user_id === me.id ? <StatusBadge>{texts.you}</StatusBadge> : null}
        </Group>
      ),
    },
    {
      key: "place",
      title: texts.place,
      width: "140px",
      hideBelow: 480,
      by: place,
      text: place,
      render: place,
    },
    {
      key: "address",
      title: texts.address,
      width: "200px",
      hideBelow: 640,
      by: (login) => login.address,
      text: (login) => login.address,
      render: (login) => login.address,
    },
    {
      key: "since",
      title: texts.since,
      width: "150px",
      by: (login) => login.since_ms,
      text: (login) => momentIn(login.since_ms),
      render: (login) => <RelativeTime at={login.since_ms} />,
    },
  ];
  return (
    <section aria-labelledby="signed-in" className={styles.people}>
      <h2 id="signed-in">{texts.title}</h2>
      <WholeList
        label={texts.title}
        searchLabel={texts.searchLabel}
        columns={columns}
        rows={logins}
        query={{ error: null, refetch: () => undefined }}
        rowKey={(login) => login.login_id}
        rowName={(login) => login.display_name}
        words={(login) => [login.display_name, login.address, place(login)]}
        filter={{
          label: texts.place,
          any: texts.anyPlace,
          options: [
            { value: "console", label: texts.console, fits: (login) => login.console },
            { value: "admin", label: texts.admin, fits: (login) => !login.console },
          ],
        }}
        fileName="signed-in.csv"
        deeds={[
          {
            key: "out",
            label: texts.signOut,
            danger: true,
            title: texts.askMany,
            will: texts.will,
            submit: texts.signOut,
            act: (login) => api.signOutLogin(login.login_id),
            done: texts.doneMany,
          },
        ]}
        onChanged={() => void client.invalidateQueries({ queryKey: statusQuery.queryKey })}
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
