// The fields of a custom field, for making one and for changing one.

import { Select } from "@mantine/core";
import type { CustomField, CustomFieldInput } from "@towline/api";
import { CopyField } from "@towline/ui";
import { CodedNames } from "../../form/CodedNames";
import { FormGroup } from "../../form/FormParts";
import { SwitchField } from "../../form/fields";
import { oddCodeName } from "../../form/rules";
import type { Form } from "../../form/useForm";
import { customFieldTexts, useCustomFieldTexts } from "../../words";

export interface CustomFieldValues {
  name: string;
  code_name: string;
  shown: boolean;
  asked: CustomField["asked"];
}

const ASKED: readonly CustomField["asked"][] = ["no", "optional", "required"];

export const checkCustomField = (values: CustomFieldValues) => {
  const texts = customFieldTexts().edit;
  return {
    name: values.name.trim() === "" ? texts.nameMissing : undefined,
    code_name: oddCodeName(values.code_name.trim()) ? texts.codeOdd : undefined,
  };
};

export const bodyOf = (values: CustomFieldValues): CustomFieldInput => ({
  name: values.name.trim(),
  code_name: values.code_name.trim(),
  shown: values.shown,
  asked: values.asked,
});

/** What a link says for this field, before its value. */
const inLinks = (code: string) => `&session.custom.${code}=`;

export function CustomFieldFields({ form, fresh }: { form: Form<CustomFieldValues>; fresh?: boolean }) {
  const { edit: texts, askedChoices } = useCustomFieldTexts();
  const code = form.values.code_name.trim();
  return (
    <>
      <FormGroup title={texts.title}>
        <CodedNames form={form} fresh={fresh ?? false} texts={texts} />
        <SwitchField form={form} name="shown" label={texts.shown} hint={texts.shownHint} />
      </FormGroup>
      <FormGroup title={texts.portal} text={texts.portalText}>
        <Select
          label={texts.asked}
          data={ASKED.map((value) => ({ value, label: askedChoices[value] }))}
          value={form.values.asked}
          onChange={(next) => form.set("asked", ASKED.find((each) => each === next) ?? "no")}
          error={form.error("asked")}
          allowDeselect={false}
        />
      </FormGroup>
      {oddCodeName(code) ? null : (
        <FormGroup title={texts.link} text={texts.linkText}>
          <CopyField label={texts.link} value={inLinks(code)} />
        </FormGroup>
      )}
    </>
  );
}
