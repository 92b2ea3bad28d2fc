// Makes an installer of Support Buttons and shows its command, once (SUP-50).

import { Group, NumberInput, Select } from "@mantine/core";
import { useQuery, useQueryClient } from "@tanstack/react-query";
import { useNavigate } from "@tanstack/react-router";
import { api, type NewSupportButtonInstaller, type SupportButtonProfile } from "@towline/api";
import { ConfirmDialog, exactTime } from "@towline/ui";
import { useMemo, useState } from "react";
import { CreatingForm, FormGroup } from "../../form/FormParts";
import { TextField } from "../../form/fields";
import { type Form, useForm } from "../../form/useForm";
import { issuesQuery, supportButtonInstallersQuery, supportButtonProfilesQuery, teamsQuery } from "../../queries";
import { useMe } from "../../session";
import { Detail, Waiting } from "../../shell/Detail";
import { useButtonInstallerTexts } from "../../words";
import { CommandShown } from "../installers/CommandShown";
import { checkInstaller, DEFAULTS, type InstallerValues, requestOf, THEIR_NAMES } from "./installer";
import { GENERAL, queueChoices } from "./queues";

export function NewButtonInstaller() {
  const navigate = useNavigate();
  const client = useQueryClient();
  const { create, command: texts } = useButtonInstallerTexts();
  const profiles = useQuery(supportButtonProfilesQuery);
  const [made, setMade] = useState<NewSupportButtonInstaller | null>(null);
  const [copied, setCopied] = useState(false);
  const [asking, setAsking] = useState(false);
  const leave = () => void navigate({ to: "/support-buttons/installers", search: true });
  const close = () => (made && !copied ? setAsking(true) : leave());
  return (
    <Detail title={create.title} onClose={close} size={600}>
      {made ? (
        <CommandShown
          command={made.command}
          texts={texts}
          steps={[texts.whatFetch, texts.whatInstall, texts.whatPlace]}
          limits={texts.limits(made.installer.uses_allowed, exactTime(made.installer.expires_ms))}
          onCopied={() => setCopied(true)}
          onDone={close}
        />
      ) : (
        <Waiting query={profiles}>
          {(all) => (
            <Questions
              profiles={all}
              onCancel={leave}
              onMade={(installer) => {
                setMade(installer);
                void client.invalidateQueries({ queryKey: supportButtonInstallersQuery.queryKey });
              }}
            />
          )}
        </Waiting>
      )}
      <ConfirmDialog
        opened={asking}
        title={texts.leaveAsk}
        confirm={texts.leaveGo}
        cancel={texts.leaveStay}
        danger
        onConfirm={leave}
        onClose={() => setAsking(false)}
      >
        {texts.leaveWill}
      </ConfirmDialog>
    </Detail>
  );
}

interface QuestionsProps {
  readonly profiles: readonly SupportButtonProfile[];
  readonly onMade: (installer: NewSupportButtonInstaller) => void;
  readonly onCancel: () => void;
}

function Questions({ profiles, onMade, onCancel }: QuestionsProps) {
  const me = useMe();
  const { create: texts } = useButtonInstallerTexts();
  const teams = useQuery(teamsQuery);
  const issues = useQuery(issuesQuery);
  const first = (profiles.find((each) => each.default) ?? profiles[0])?.id ?? "";
  const saved = useMemo(() => ({ ...DEFAULTS, profile: first }), [first]);
  const form = useForm<InstallerValues>({
    saved,
    check: checkInstaller,
    theirNames: THEIR_NAMES,
    save: async (values) => onMade(await api.addSupportButtonInstaller(requestOf(values, issues.data ?? [], me.id))),
  });
  return (
    <CreatingForm form={form} label={texts.title} submit={texts.submit} onCancel={onCancel}>
      <FormGroup title={texts.buttons} text={texts.buttonsText}>
        <TextField
          form={form}
          name="description"
          label={texts.description}
          hint={texts.descriptionHint}
          maxLength={200}
          focusFirst
          required
        />
        <Select
          label={texts.profile}
          data={profiles.map((each) => ({
            value: each.id,
            label: each.default ? texts.profileDefault(each.name) : each.name,
          }))}
          value={form.values.profile}
          onChange={(next) => form.set("profile", next ?? first)}
          error={form.error("profile")}
          allowDeselect={false}
          searchable={profiles.length > 7}
        />
        <Select
          label={texts.queue}
          data={queueChoices(teams.data ?? [], issues.data ?? [])}
          value={form.values.queue}
          onChange={(next) => form.set("queue", next ?? GENERAL)}
          error={form.error("queue")}
          allowDeselect={false}
          searchable={(teams.data?.length ?? 0) + (issues.data?.length ?? 0) > 7}
        />
        <WholeNumber form={form} name="days" label={texts.days} hint={texts.daysHint} most={3650} />
      </FormGroup>
      <FormGroup title={texts.command} text={texts.commandText}>
        <Group align="flex-start" gap="xs" wrap="nowrap">
          <WholeNumber
            form={form}
            name="amount"
            label={texts.validity}
            most={form.values.unit === "days" ? 365 : 8760}
          />
          <Select
            label={texts.unit}
            data={[
              { value: "hours", label: texts.hours },
              { value: "days", label: texts.days_unit },
            ]}
            value={form.values.unit}
            onChange={(next) => form.set("unit", next === "hours" ? "hours" : "days")}
            allowDeselect={false}
            w={120}
          />
        </Group>
        <WholeNumber form={form} name="uses" label={texts.uses} hint={texts.usesHint} most={10_000} />
      </FormGroup>
    </CreatingForm>
  );
}

interface WholeNumberProps {
  readonly form: Form<InstallerValues>;
  readonly name: "days" | "amount" | "uses";
  readonly label: string;
  readonly hint?: string;
  readonly most: number;
}

function WholeNumber({ form, name, label, hint, most }: WholeNumberProps) {
  return (
    <NumberInput
      label={label}
      description={hint}
      value={form.values[name]}
      onChange={(value) => form.set(name, value)}
      onBlur={() => form.left(name)}
      error={form.error(name)}
      min={1}
      max={most}
      allowDecimal={false}
      allowNegative={false}
      thousandSeparator=","
      styles={{ wrapper: { maxWidth: 200 } }}
    />
  );
}
