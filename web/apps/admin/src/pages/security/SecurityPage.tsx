// Management > Security: the switch that lets web consoles connect (ACC-2), the rules of passwords (ACC-5).

import { NumberInput, Stack, Switch, Text } from "@mantine/core";
import { useMutation, useQuery, useQueryClient } from "@tanstack/react-query";
import { api, type SecuritySettings } from "@towline/api";
import { ConfirmDialog, ErrorState, notify } from "@towline/ui";
import { useState } from "react";
import { FormGroup, SavingForm } from "../../form/FormParts";
import { type Form, useForm } from "../../form/useForm";
import { consoleQuery, meQuery, securityQuery } from "../../queries";
import { Card } from "../../shell/Card";
import { Loading } from "../../shell/Loading";
import { Page } from "../../shell/Page";
import { useFrameTexts, useSecurityTexts } from "../../words";
import { KeyFormatCard } from "./KeyFormatCard";

export function SecurityPage() {
  const { page } = useSecurityTexts();
  const { sections } = useFrameTexts();
  const settings = useQuery(securityQuery);
  return (
    <Page title={sections.security} lead={page.lead}>
      {settings.data ? (
        <Stack gap="md" maw={680}>
          <ConsoleSwitch settings={settings.data} />
          <PasswordRules settings={settings.data} />
          <KeyFormatCard settings={settings.data} />
        </Stack>
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

interface Rules {
  password_minimum: number;
  password_days: number;
  password_old: number;
}

function PasswordRules({ settings }: { settings: SecuritySettings }) {
  const client = useQueryClient();
  const { passwords: texts } = useSecurityTexts();
  const { form: formTexts } = useFrameTexts();
  const form = useForm<Rules>({
    name: "password-rules",
    saved: {
      password_minimum: settings.password_minimum,
      password_days: settings.password_days,
      password_old: settings.password_old,
    },
    save: async (_, changes) => {
      client.setQueryData(securityQuery.queryKey, await api.changeSecuritySettings(changes));
    },
    onSaved: () => notify.done(formTexts.saved),
  });
  return (
    <Card>
      <SavingForm form={form} label={texts.title}>
        <FormGroup title={texts.title} text={texts.text}>
          <RuleField
            form={form}
            name="password_minimum"
            label={texts.minimum}
            hint={texts.minimumHint}
            least={12}
            most={64}
          />
          <RuleField form={form} name="password_days" label={texts.days} hint={texts.daysHint} least={0} most={3650} />
          <RuleField form={form} name="password_old" label={texts.old} hint={texts.oldHint} least={0} most={24} />
        </FormGroup>
      </SavingForm>
    </Card>
  );
}

interface RuleProps {
  readonly form: Form<Rules>;
  readonly name: keyof Rules;
  readonly label: string;
  readonly hint: string;
  readonly least: number;
  readonly most: number;
}

function RuleField({ form, name, label, hint, least, most }: RuleProps) {
  return (
    <NumberInput
      label={label}
      description={hint}
      value={form.values[name]}
      error={form.error(name)}
      min={least}
      max={most}
      allowDecimal={false}
      allowNegative={false}
      styles={{ wrapper: { maxWidth: 160 } }}
      onChange={(value) => form.set(name, typeof value === "number" ? value : least)}
    />
  );
}
