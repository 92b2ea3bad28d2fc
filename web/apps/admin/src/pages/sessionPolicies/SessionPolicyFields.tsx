// The fields of a session policy, for making one and for changing one.

import { FormGroup } from "../../form/FormParts";
import { LongTextField, SwitchField, TextField } from "../../form/fields";
import { type SaidSettings, SettingsEditor } from "../../form/SettingsEditor";
import type { Form } from "../../form/useForm";
import { sessionPolicyTexts, useSessionPolicyTexts } from "../../words";

export interface SessionPolicyValues {
  name: string;
  description: string;
  permissions: SaidSettings;
  external: boolean;
}

export const checkSessionPolicy = (values: SessionPolicyValues) => ({
  name: values.name.trim() === "" ? sessionPolicyTexts().edit.nameMissing : undefined,
});

/** A session policy decides about sessions only. */
export const SESSION_ONLY = ["session"] as const;

export function SessionPolicyFields({ form, fresh }: { form: Form<SessionPolicyValues>; fresh?: boolean }) {
  const { edit: texts } = useSessionPolicyTexts();
  return (
    <>
      <FormGroup title={texts.title}>
        <TextField form={form} name="name" label={texts.name} maxLength={100} focusFirst={fresh ?? false} />
        <LongTextField form={form} name="description" label={texts.description} maxLength={1024} />
        <SwitchField form={form} name="external" label={texts.external} hint={texts.externalHint} />
      </FormGroup>
      <SettingsEditor
        sections={SESSION_ONLY}
        value={form.values.permissions}
        onChange={(permissions) => form.set("permissions", permissions)}
        error={(key) => form.problem?.fields[key]}
      />
    </>
  );
}
