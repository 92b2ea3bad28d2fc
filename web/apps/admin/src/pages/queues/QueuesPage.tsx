// Configuration > Queues: what holds for the general queue, for all personal ones, and for the whole site (SUP-32, SUP-34). A team's queue has its rules at the team.

import { NumberInput, Stack } from "@mantine/core";
import { useQuery, useQueryClient } from "@tanstack/react-query";
import { api, type RoutingPatch, type RoutingSettings } from "@towline/api";
import { ErrorState, notify } from "@towline/ui";
import { FormGroup, SavingForm } from "../../form/FormParts";
import { LongTextField } from "../../form/fields";
import { QueueRulesFields, QueueSelect } from "../../form/QueueRulesFields";
import { checkRules, type RulesValues, rulesOf, rulesValues } from "../../form/queueRules";
import { type Form, useForm } from "../../form/useForm";
import { routingQuery } from "../../queries";
import { Card } from "../../shell/Card";
import { Loading } from "../../shell/Loading";
import { Page } from "../../shell/Page";
import { useFrameTexts, useRoutingTexts } from "../../words";

export function QueuesPage() {
  const { page } = useRoutingTexts();
  const { sections } = useFrameTexts();
  const settings = useQuery(routingQuery);
  return (
    <Page title={sections.queues} lead={page.lead}>
      {settings.data ? (
        <Stack gap="md" maw={680}>
          <SiteRules settings={settings.data} />
          <OneQueue kind="general" settings={settings.data} />
          <OneQueue kind="personal" settings={settings.data} />
        </Stack>
      ) : settings.isError ? (
        <ErrorState error={settings.error} onRetry={() => void settings.refetch()} />
      ) : (
        <Loading />
      )}
    </Page>
  );
}

/** Saves a part, and what is read back is what the other parts are changed from. */
function useSaved(settings: RoutingSettings) {
  const client = useQueryClient();
  const { form } = useFrameTexts();
  return {
    change: async (patch: RoutingPatch) => {
      client.setQueryData(routingQuery.queryKey, await api.changeRouting(settings, patch));
    },
    onSaved: () => notify.done(form.saved),
    onStale: () => client.invalidateQueries({ queryKey: routingQuery.queryKey }),
  };
}

function OneQueue({ kind, settings }: { kind: "general" | "personal"; settings: RoutingSettings }) {
  const texts = useRoutingTexts()[kind];
  const { change, onSaved, onStale } = useSaved(settings);
  const form = useForm<RulesValues>({
    name: `queue:${kind}`,
    saved: rulesValues(settings[kind]),
    check: checkRules,
    save: (values) => change({ [kind]: rulesOf(values) }),
    onSaved,
    onStale,
  });
  return (
    <Card title={texts.title}>
      <SavingForm form={form} label={texts.title}>
        <QueueRulesFields form={form} kind={kind} />
      </SavingForm>
    </Card>
  );
}

interface SiteValues {
  /** Empty: none. */
  fallback: string;
  nobody_text: string;
  busy_sessions: number;
  away_minutes: number;
  grace_seconds: number;
  transfer_seconds: number;
}

function SiteRules({ settings }: { settings: RoutingSettings }) {
  const { site: texts } = useRoutingTexts();
  const { change, onSaved, onStale } = useSaved(settings);
  const form = useForm<SiteValues>({
    name: "routing",
    saved: {
      fallback: settings.fallback ?? "",
      nobody_text: settings.nobody_text,
      busy_sessions: settings.busy_sessions,
      away_minutes: settings.away_minutes,
      grace_seconds: settings.grace_seconds,
      transfer_seconds: settings.transfer_seconds,
    },
    save: (_, { fallback, ...changes }) =>
      change({ ...changes, ...(fallback === undefined ? {} : { fallback: fallback || "none" }) }),
    onSaved,
    onStale,
  });
  return (
    <Card title={texts.title}>
      <SavingForm form={form} label={texts.title}>
        <FormGroup title={texts.lostTitle} text={texts.lostText}>
          <Count form={form} name="grace_seconds" label={texts.grace} hint={texts.graceHint} least={10} most={3600} />
          <QueueSelect
            label={texts.fallback}
            hint={texts.fallbackHint}
            value={form.values.fallback}
            error={form.error("fallback")}
            none={texts.fallbackNone}
            onChange={(queue) => form.set("fallback", queue)}
          />
          <LongTextField
            form={form}
            name="nobody_text"
            label={texts.nobodyText}
            hint={texts.nobodyTextHint}
            maxLength={512}
          />
        </FormGroup>
        <FormGroup title={texts.transferTitle} text={texts.transferText}>
          <Count
            form={form}
            name="transfer_seconds"
            label={texts.transfer}
            hint={texts.transferHint}
            least={10}
            most={3600}
          />
        </FormGroup>
        <FormGroup title={texts.readyTitle} text={texts.readyText}>
          <Count form={form} name="busy_sessions" label={texts.busy} hint={texts.busyHint} most={100} />
          <Count form={form} name="away_minutes" label={texts.away} hint={texts.awayHint} most={1440} />
        </FormGroup>
      </SavingForm>
    </Card>
  );
}

interface CountProps {
  readonly form: Form<SiteValues>;
  readonly name: "busy_sessions" | "away_minutes" | "grace_seconds" | "transfer_seconds";
  readonly label: string;
  readonly hint: string;
  readonly least?: number;
  readonly most: number;
}

function Count({ form, name, label, hint, least = 0, most }: CountProps) {
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
