// The fields of a skill, for making one and for changing one.

import type { SkillInput } from "@towline/api";
import { CodedNames } from "../../form/CodedNames";
import { FormGroup } from "../../form/FormParts";
import { LongTextField } from "../../form/fields";
import { oddCodeName } from "../../form/rules";
import type { Form } from "../../form/useForm";
import { skillTexts, useSkillTexts } from "../../words";

export interface SkillValues {
  name: string;
  code_name: string;
  description: string;
}

export const checkSkill = (values: SkillValues) => {
  const texts = skillTexts().edit;
  return {
    name: values.name.trim() === "" ? texts.nameMissing : undefined,
    code_name: oddCodeName(values.code_name.trim()) ? texts.codeOdd : undefined,
  };
};

export const bodyOf = (values: SkillValues): SkillInput => ({
  name: values.name.trim(),
  code_name: values.code_name.trim(),
  description: values.description,
});

export function SkillFields({ form, fresh }: { form: Form<SkillValues>; fresh?: boolean }) {
  const { edit: texts } = useSkillTexts();
  return (
    <FormGroup title={texts.title}>
      <CodedNames form={form} fresh={fresh ?? false} texts={texts} />
      <LongTextField form={form} name="description" label={texts.description} maxLength={1024} />
    </FormGroup>
  );
}
