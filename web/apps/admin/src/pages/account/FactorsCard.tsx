// The second factors of oneself (ACC-6): which there are, adding and removing them, recovery codes.

import { Alert, Button, Group, Text } from "@mantine/core";
import { IconDeviceMobile, IconFingerprint, IconKey, IconTrash } from "@tabler/icons-react";
import { useQuery, useQueryClient } from "@tanstack/react-query";
import { api, type SecondFactor, type SecondFactors } from "@towline/api";
import { ConfirmDialog, canPasskeys, ErrorState, IconButton, notify, number, RelativeTime } from "@towline/ui";
import { useState } from "react";
import { secondFactorsQuery } from "../../queries";
import { again, refusedUnlessDeclined } from "../../shell/Again";
import { Loading } from "../../shell/Loading";
import { useFactorTexts, useFrameTexts } from "../../words";
import { AddApp } from "./AddApp";
import { AddPasskey } from "./AddPasskey";
import styles from "./factors.module.css";
import { RecoveryCodes } from "./RecoveryCodes";

type Asking = "app" | "passkey" | "renew" | SecondFactor | null;

/** The list with its buttons. `onReady` is called when there is a factor and its recovery codes were seen. */
export function Factors({ onReady }: { onReady?: () => void }) {
  const { drawer } = useFrameTexts();
  const own = useQuery(secondFactorsQuery);
  if (own.data) return <Loaded own={own.data} {...(onReady ? { onReady } : {})} />;
  if (own.error) return <ErrorState error={own.error} onRetry={() => void own.refetch()} />;
  return <Loading label={drawer.loading} />;
}

function Loaded({ own, onReady }: { own: SecondFactors; onReady?: () => void }) {
  const { card: texts, recovery } = useFactorTexts();
  const client = useQueryClient();
  const [asking, setAsking] = useState<Asking>(null);
  const [codes, setCodes] = useState<readonly string[] | null>(null);
  const close = () => setAsking(null);
  const read = () => client.invalidateQueries({ queryKey: secondFactorsQuery.queryKey });
  const added = (name: string, fresh: readonly string[]) => {
    close();
    notify.done(texts.done(name), texts.doneHint);
    if (fresh.length) setCodes(fresh);
    else onReady?.();
    void read();
  };
  const seen = () => {
    setCodes(null);
    onReady?.();
  };
  const act = async (what: () => Promise<void>) => {
    try {
      await again(what);
      await read();
    } catch (reason) {
      refusedUnlessDeclined(reason);
    } finally {
      close();
    }
  };
  const removing = asking !== null && typeof asking === "object" ? asking : null;
  const open = (what: "app" | "passkey") => () => setAsking(what);
  return (
    <div className={styles.factors}>
      {own.factors.length ? (
        <ul className={styles.list}>
          {own.factors.map((factor) => (
            <Factor key={factor.id} factor={factor} onRemove={() => setAsking(factor)} />
          ))}
        </ul>
      ) : (
        <Alert color="yellow" variant="light" icon={<IconKey />}>
          {texts.none} {own.required ? texts.required : ""}
        </Alert>
      )}
      <Group gap="xs">
        <Button variant="default" leftSection={<IconDeviceMobile size={16} stroke={1.8} />} onClick={open("app")}>
          {texts.addApp}
        </Button>
        {own.passkeys && canPasskeys() ? (
          <Button variant="default" leftSection={<IconFingerprint size={16} stroke={1.8} />} onClick={open("passkey")}>
            {texts.addPasskey}
          </Button>
        ) : null}
      </Group>
      {own.passkeys && canPasskeys() ? null : (
        <Text size="sm" c="dimmed">
          {texts.noPasskeys}
        </Text>
      )}
      {own.factors.length ? (
        <Group gap="sm">
          <Text size="sm">{recovery.left(own.recovery_codes, number(own.recovery_codes))}</Text>
          <Button variant="subtle" size="compact-sm" onClick={() => setAsking("renew")}>
            {recovery.renew}
          </Button>
        </Group>
      ) : null}
      <AddApp opened={asking === "app"} onClose={close} onAdded={added} />
      <AddPasskey opened={asking === "passkey"} onClose={close} onAdded={added} />
      <RecoveryCodes codes={codes} onSaved={seen} />
      <ConfirmDialog
        opened={asking === "renew"}
        title={recovery.renewAsk}
        confirm={recovery.renewDo}
        onConfirm={() => act(async () => setCodes((await api.renewRecoveryCodes()).codes))}
        onClose={close}
      >
        {recovery.renewWill}
      </ConfirmDialog>
      <ConfirmDialog
        opened={removing !== null}
        title={texts.removeAsk(removing?.name ?? "")}
        confirm={texts.removeDo}
        danger
        onConfirm={() =>
          act(async () => {
            await api.removeSecondFactor(removing?.id ?? "");
            notify.done(texts.removed(removing?.name ?? ""));
          })
        }
        onClose={close}
      >
        {own.factors.length === 1 ? texts.removeLastWill : texts.removeWill}
      </ConfirmDialog>
    </div>
  );
}

function Factor({ factor, onRemove }: { factor: SecondFactor; onRemove: () => void }) {
  const { card: texts } = useFactorTexts();
  const Icon = factor.kind === "passkey" ? IconFingerprint : IconDeviceMobile;
  return (
    <li className={styles.factor}>
      <Icon size={20} stroke={1.6} aria-hidden />
      <div className={styles.about}>
        <Text>{factor.name}</Text>
        <Text size="xs" c="dimmed">
          {factor.kind === "passkey" ? texts.passkey : texts.app} · {texts.added}{" "}
          <RelativeTime at={factor.created_ms} /> ·{" "}
          {factor.used_ms ? (
            <>
              {texts.used} <RelativeTime at={factor.used_ms} />
            </>
          ) : (
            texts.never
          )}
        </Text>
      </div>
      <IconButton label={texts.remove(factor.name)} icon={<IconTrash size={16} />} onClick={onRemove} />
    </li>
  );
}
