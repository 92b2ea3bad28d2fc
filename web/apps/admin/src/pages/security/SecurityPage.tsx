// Management > Security: the switch that lets web consoles connect (ACC-2).

import { Switch, Text } from "@mantine/core";
import { useMutation, useQuery, useQueryClient } from "@tanstack/react-query";
import { api, type SecuritySettings } from "@towline/api";
import { ConfirmDialog, ErrorState, notify } from "@towline/ui";
import { useState } from "react";
import { consoleQuery, meQuery, securityQuery } from "../../queries";
import { Card } from "../../shell/Card";
import { Loading } from "../../shell/Loading";
import { Page } from "../../shell/Page";
import { useFrameTexts, useSecurityTexts } from "../../words";

export function SecurityPage() {
  const { page } = useSecurityTexts();
  const { sections } = useFrameTexts();
  const settings = useQuery(securityQuery);
  return (
    <Page title={sections.security} lead={page.lead}>
      {settings.data ? (
        <ConsoleSwitch settings={settings.data} />
      ) : settings.isError ? (
        <ErrorState error={settings.error} onRetry={() => void settings.refetch()} />
      ) : (
        <Loading />
      )}
    </Page>
  );
}

/** Takes effect at once. Switching off asks first, because it disconnects people. */
function ConsoleSwitch({ settings }: { settings: SecuritySettings }) {
  const client = useQueryClient();
  const { console: texts } = useSecurityTexts();
  const [asking, setAsking] = useState(false);
  const change = useMutation({
    mutationFn: (allow: boolean) => api.changeSecuritySettings({ allow_web_console: allow }),
    onSuccess: (saved) => {
      client.setQueryData(securityQuery.queryKey, saved);
      void client.invalidateQueries({ queryKey: meQuery.queryKey });
      void client.invalidateQueries({ queryKey: consoleQuery.queryKey });
      notify.done(saved.allow_web_console ? texts.on : texts.off);
    },
    onError: (reason) => notify.refused(reason),
    onSettled: () => setAsking(false),
  });
  const allowed = settings.allow_web_console;
  return (
    <Card title={texts.title}>
      <Switch
        checked={allowed}
        disabled={change.isPending}
        label={texts.label}
        description={texts.text}
        onChange={(event) => (event.currentTarget.checked ? change.mutate(true) : setAsking(true))}
        maw={620}
        size="md"
      />
      <Text size="sm" c="dimmed" maw={620}>
        {texts.offEffect}
      </Text>
      <ConfirmDialog
        opened={asking}
        title={texts.askOff}
        confirm={texts.submitOff}
        danger
        onConfirm={() => change.mutateAsync(false).catch(() => undefined)}
        onClose={() => setAsking(false)}
      >
        {texts.offWill}
      </ConfirmDialog>
    </Card>
  );
}
