// Where one is signed in (ADM-3): browsers by name, and signing them out.

import { Button, Text } from "@mantine/core";
import { IconDeviceDesktop } from "@tabler/icons-react";
import { useMutation, useQuery, useQueryClient } from "@tanstack/react-query";
import { api, type OwnLogin } from "@towline/api";
import { ErrorState, notify, RelativeTime, StatusBadge } from "@towline/ui";
import { ownLoginsQuery } from "../../queries";
import { Card } from "../../shell/Card";
import { Loading } from "../../shell/Loading";
import { loginTexts, useFrameTexts, useLoginTexts } from "../../words";
import { browserOf } from "./browsers";
import styles from "./factors.module.css";

function nameOf(login: OwnLogin): string {
  const texts = loginTexts().card;
  const { browser, system } = browserOf(login.agent);
  return browser && system ? texts.on(browser, system) : (browser ?? system ?? texts.unknown);
}

export function LoginsCard() {
  const { card: texts } = useLoginTexts();
  const { drawer } = useFrameTexts();
  const client = useQueryClient();
  const list = useQuery(ownLoginsQuery);
  const end = useMutation({
    mutationFn: async (logins: readonly OwnLogin[]) => {
      for (const login of logins) await api.endOwnLogin(login.id);
      return logins;
    },
    onSuccess: ([only, ...more]) =>
      notify.done(only && more.length === 0 ? texts.outDone(nameOf(only)) : texts.othersDone),
    onError: (reason) => notify.refused(reason),
    onSettled: () => client.invalidateQueries({ queryKey: ownLoginsQuery.queryKey }),
  });
  const others = (list.data ?? []).filter((login) => !login.current);
  return (
    <Card title={texts.title} text={texts.text}>
      {list.data ? (
        <div className={styles.factors}>
          <ul className={styles.list}>
            {list.data.map((login) => (
              <li key={login.id} className={styles.factor}>
                <IconDeviceDesktop size={20} stroke={1.6} aria-hidden />
                <div className={styles.about}>
                  <Text component="div">
                    {nameOf(login)} {login.current ? <StatusBadge tone="online">{texts.current}</StatusBadge> : null}
                  </Text>
                  <Text size="xs" c="dimmed">
                    {login.address} · {texts.since} <RelativeTime at={login.since_ms} />
                  </Text>
                </div>
                {login.current ? null : (
                  <Button
                    size="compact-sm"
                    variant="default"
                    aria-label={texts.outName(nameOf(login))}
                    disabled={end.isPending}
                    onClick={() => end.mutate([login])}
                  >
                    {texts.out}
                  </Button>
                )}
              </li>
            ))}
          </ul>
          {others.length > 1 ? (
            <div>
              <Button variant="default" loading={end.isPending} onClick={() => end.mutate(others)}>
                {texts.others}
              </Button>
            </div>
          ) : null}
        </div>
      ) : list.error ? (
        <ErrorState error={list.error} onRetry={() => void list.refetch()} />
      ) : (
        <Loading label={drawer.loading} />
      )}
    </Card>
  );
}
