// The fields of a group policy, for making one and for changing one.

import { Text } from "@mantine/core";
import type { GroupPolicy, GroupPolicyInput } from "@towline/api";
import { GroupAssignments, type GroupRole, People, type Person } from "../../form/Assignments";
import { FormGroup } from "../../form/FormParts";
import { LongTextField, TextField } from "../../form/fields";
import { type SaidSettings, SettingsEditor } from "../../form/SettingsEditor";
import { draftOf, type LimitsDraft, limitsOf, SignInLimitsEditor } from "../../form/SignInLimits";
import type { Form } from "../../form/useForm";
import { useMe } from "../../session";
import { policyTexts, useLimitTexts, usePolicyTexts } from "../../words";

export interface PolicyValues {
  name: string;
  description: string;
  members: Person[];
  groups: GroupRole[];
  settings: SaidSettings;
  sign_in: LimitsDraft;
}

export const emptyPolicy: PolicyValues = {
  name: "",
  description: "",
  members: [],
  groups: [],
  settings: {},
  sign_in: draftOf(),
};

export const valuesOf = (policy: GroupPolicy): PolicyValues => ({
  name: policy.name,
  description: policy.description,
  members: policy.members,
  groups: policy.groups,
  settings: policy.settings,
  sign_in: draftOf(policy.sign_in),
});

/** As the appliance takes it. */
export function bodyOf(values: PolicyValues): GroupPolicyInput {
  return {
    name: values.name.trim(),
    description: values.description,
    members: values.members.map((person) => person.id),
    groups: values.groups.map(({ group_id, role_id, final }) => ({
      group_id,
      role_id: role_id ?? null,
      final: final ?? false,
    })),
    sign_in: limitsOf(values.sign_in),
    settings: Object.fromEntries(
      Object.entries(values.settings).map(([key, { value, final }]) => [key, { value, final: final ?? false }]),
    ),
  };
}

export const checkPolicy = (values: PolicyValues) => ({
  name: values.name.trim() === "" ? policyTexts().edit.nameMissing : undefined,
});

const SECTIONS = ["session", "support", "jump", "reports", "vault", "sign_in", "administration"] as const;

/** `byProviders`: others who are in it by their groups elsewhere. */
export function PolicyFields({
  form,
  fresh,
  byProviders = 0,
}: {
  form: Form<PolicyValues>;
  fresh?: boolean;
  byProviders?: number;
}) {
  const { edit: texts } = usePolicyTexts();
  const { editor: limits } = useLimitTexts();
  const me = useMe();
  return (
    <>
      <FormGroup title={texts.title}>
        <TextField form={form} name="name" label={texts.name} maxLength={100} focusFirst={fresh ?? false} />
        <LongTextField form={form} name="description" label={texts.description} maxLength={1024} />
      </FormGroup>
      <FormGroup title={texts.members} text={texts.membersText}>
        <People
          label={texts.members}
          value={form.values.members}
          onChange={(members) => form.set("members", members)}
        />
        {byProviders > 0 ? (
          <Text size="sm" c="dimmed">
            {texts.byProviders(byProviders)}
          </Text>
        ) : null}
      </FormGroup>
      <FormGroup title={texts.groups} text={texts.groupsText}>
        <GroupAssignments
          label={texts.groups}
          value={form.values.groups}
          onChange={(groups) => form.set("groups", groups)}
          finality
        />
      </FormGroup>
      <SettingsEditor
        sections={SECTIONS}
        value={form.values.settings}
        onChange={(settings) => form.set("settings", settings)}
        locked={me.administrator ? [] : ["administration"]}
        finality
        error={(key) => form.problem?.fields[key]}
      />
      <SignInLimitsEditor
        text={limits.policyText}
        value={form.values.sign_in}
        onChange={(sign_in) => form.set("sign_in", sign_in)}
        error={form.error("sign_in")}
        finality
      />
    </>
  );
}
