// Whether public sites show one to customers (SUP-1). Takes effect at once.

import { Switch, Text } from "@mantine/core";
import { useMutation, useQueryClient } from "@tanstack/react-query";
import { api } from "@towline/api";
import { notify } from "@towline/ui";
import { meQuery } from "../../queries";
import { useMe } from "../../session";
import { Card } from "../../shell/Card";
import { useAccountTexts } from "../../words";

export function PortalCard() {
  const me = useMe();
  const client = useQueryClient();
  const { portal: texts } = useAccountTexts();
  const change = useMutation({
    mutationFn: (on_portal: boolean) => api.changeMe({ on_portal }),
    onSuccess: (saved) => client.setQueryData(meQuery.queryKey, saved),
    onError: (reason) => notify.refused(reason),
  });
  if (!me.supports) return null;
  return (
    <Card title={texts.title}>
      <Switch
        checked={me.on_portal}
        disabled={change.isPending}
        label={texts.label}
        description={texts.text}
        onChange={(event) => change.mutate(event.currentTarget.checked)}
      />
      {me.portal_shows_representatives ? null : (
        <Text size="sm" c="dimmed">
          {texts.nowhere}
        </Text>
      )}
    </Card>
  );
}
