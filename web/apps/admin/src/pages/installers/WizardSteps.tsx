// The three questions of the wizard: where the machines appear, what is written on them, how long and how often the command works.

import { Group, NumberInput, Radio, Select, Stack, Text } from "@mantine/core";
import { useQuery } from "@tanstack/react-query";
import { LongTextField, TextField } from "../../form/fields";
import type { Form } from "../../form/useForm";
import { groupsQuery, sessionPoliciesQuery } from "../../queries";
import { TextLink } from "../../shell/links";
import { useInstallerTexts, useSessionPolicyTexts } from "../../words";
import type { WizardValues } from "./wizard";
import styles from "./wizard.module.css";

interface StepProps {
  readonly form: Form<WizardValues>;
}

export function PlaceStep({ form }: StepProps) {
  const { place: texts } = useInstallerTexts();
  const groups = useQuery(groupsQuery);
  const none = groups.data?.length === 0;
  return (
    <Radio.Group
      label={texts.text}
      classNames={{ label: styles.question ?? "" }}
      value={form.values.place}
      onChange={(value) => form.set("place", value === "group" ? "group" : "personal")}
    >
      <Stack gap="sm" mt="md">
        <Choice value="group" label={texts.group} hint={none ? texts.noGroups : texts.groupHint} disabled={none} />
        {form.values.place === "group" && !none ? (
          <Select
            className={styles.inset ?? ""}
            label={texts.which}
            placeholder={texts.choose}
            data={(groups.data ?? []).map((group) => ({ value: group.id, label: group.name }))}
            value={form.values.group || null}
            onChange={(next) => form.set("group", next ?? "")}
            error={form.error("group")}
            searchable
          />
        ) : null}
        {none ? (
          <TextLink to="/jump/groups/new" size="sm" className={styles.inset ?? ""}>
            {texts.createGroup}
          </TextLink>
        ) : null}
        <Choice value="personal" label={texts.personal} hint={texts.personalHint} />
      </Stack>
    </Radio.Group>
  );
}

function Choice({ value, label, hint, disabled }: { value: string; label: string; hint: string; disabled?: boolean }) {
  return (
    <Radio.Card
      value={value}
      className={styles.choice ?? ""}
      disabled={disabled ?? false}
      aria-label={`${label}. ${hint}`}
    >
      <Group wrap="nowrap" align="flex-start" gap="sm">
        <Radio.Indicator mt={2} disabled={disabled ?? false} />
        <div>
          <Text fw={550}>{label}</Text>
          <Text size="sm" c="dimmed">
            {hint}
          </Text>
        </div>
      </Group>
    </Radio.Card>
  );
}

export function LabelsStep({ form }: StepProps) {
  const { labels: texts } = useInstallerTexts();
  const { item: policyTexts } = useSessionPolicyTexts();
  const policies = useQuery(sessionPoliciesQuery);
  return (
    <Stack gap="md">
      <Text className={styles.question}>{texts.text}</Text>
      <TextField form={form} name="name" label={texts.name} hint={texts.nameHint} maxLength={128} focusFirst />
      <TextField form={form} name="tag" label={texts.tag} hint={texts.tagHint} maxLength={128} />
      <LongTextField form={form} name="comments" label={texts.comments} hint={texts.commentsHint} maxLength={1024} />
      {policies.data?.length
        ? (["attended", "unattended"] as const).map((name) => (
            <Select
              key={name}
              label={texts[name]}
              data={[
                { value: "", label: policyTexts.none },
                ...policies.data.map((policy) => ({ value: policy.id, label: policy.name })),
              ]}
              value={form.values[name]}
              onChange={(next) => form.set(name, next ?? "")}
              error={form.error(name)}
              allowDeselect={false}
            />
          ))
        : null}
    </Stack>
  );
}

export function LimitsStep({ form }: StepProps) {
  const { limits: texts } = useInstallerTexts();
  return (
    <Stack gap="md">
      <Text className={styles.question}>{texts.text}</Text>
      <Group align="flex-start" gap="xs" wrap="nowrap">
        <NumberInput
          label={texts.validity}
          value={form.values.amount}
          onChange={(value) => form.set("amount", value)}
          onBlur={() => form.left("amount")}
          error={form.error("amount")}
          min={1}
          max={form.values.unit === "days" ? 365 : 8760}
          allowDecimal={false}
          allowNegative={false}
          w={200}
        />
        <Select
          label={texts.unit}
          data={[
            { value: "hours", label: texts.hours },
            { value: "days", label: texts.days },
          ]}
          value={form.values.unit}
          onChange={(next) => form.set("unit", next === "hours" ? "hours" : "days")}
          allowDeselect={false}
          w={120}
        />
      </Group>
      <NumberInput
        label={texts.uses}
        description={texts.usesHint}
        value={form.values.uses}
        onChange={(value) => form.set("uses", value)}
        onBlur={() => form.left("uses")}
        error={form.error("uses")}
        min={1}
        max={10_000}
        allowDecimal={false}
        allowNegative={false}
        thousandSeparator=","
        styles={{ wrapper: { maxWidth: 200 } }}
      />
    </Stack>
  );
}
