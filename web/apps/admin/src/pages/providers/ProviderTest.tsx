// Trying a provider as it is saved: what works and what does not, in words.

import { Button, Group, Text, TextInput } from "@mantine/core";
import { IconAlertTriangle, IconCircleCheck, IconCircleX } from "@tabler/icons-react";
import { useMutation } from "@tanstack/react-query";
import { api, type SecurityProvider } from "@towline/api";
import { useState } from "react";
import { again, refusedUnlessDeclined } from "../../shell/Again";
import { DetailSection } from "../../shell/Facts";
import { useProviderTexts } from "../../words";
import styles from "./providers.module.css";

export function ProviderTest({ provider, dirty }: { provider: SecurityProvider; dirty: boolean }) {
  const { test: texts } = useProviderTexts();
  const [username, setUsername] = useState("");
  const asked = provider.kind === "ldap";
  const test = useMutation({
    mutationFn: () => again(() => api.testSecurityProvider(provider.id, asked ? username.trim() : "")),
    onError: refusedUnlessDeclined,
  });
  const verdict = (works: boolean, warns: boolean) => (works ? (warns ? texts.mostly : texts.allWell) : texts.notAll);
  return (
    <DetailSection title={texts.title} text={asked ? texts.textLdap : texts.text}>
      <form
        onSubmit={(event) => {
          event.preventDefault();
          test.mutate();
        }}
      >
        <Group align="end" gap="xs">
          {asked ? (
            <TextInput
              label={texts.username}
              value={username}
              maxLength={256}
              autoComplete="off"
              autoCapitalize="none"
              spellCheck={false}
              onChange={(event) => setUsername(event.currentTarget.value)}
            />
          ) : null}
          <Button type="submit" variant="default" loading={test.isPending} disabled={dirty}>
            {texts.submit}
          </Button>
        </Group>
        {dirty ? (
          <Text size="sm" c="dimmed" mt={4}>
            {texts.saveFirst}
          </Text>
        ) : null}
      </form>
      <div role="status">
        {test.data && !test.isPending ? (
          <>
            <Text fw={600}>
              {verdict(
                test.data.works,
                test.data.trials.some((trial) => trial.warns),
              )}
            </Text>
            <ul className={styles.trials}>
              {test.data.trials.map((trial) => (
                <li key={trial.told} className={styles.trial}>
                  {trial.warns ? (
                    <IconAlertTriangle size={18} className={styles.warns} aria-label={texts.warns} role="img" />
                  ) : trial.works ? (
                    <IconCircleCheck size={18} className={styles.works} aria-label={texts.works} role="img" />
                  ) : (
                    <IconCircleX size={18} className={styles.fails} aria-label={texts.fails} role="img" />
                  )}
                  <span>{trial.told}</span>
                </li>
              ))}
            </ul>
          </>
        ) : null}
      </div>
    </DetailSection>
  );
}
