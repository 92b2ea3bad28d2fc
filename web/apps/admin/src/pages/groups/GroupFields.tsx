// The fields of a Jump Group, for making one and for changing one.

import { useQuery } from "@tanstack/react-query";
import type { JumpGroupInput } from "@towline/api";
import { FormGroup } from "../../form/FormParts";
import { LongTextField, ManyField, TextField } from "../../form/fields";
import type { Form } from "../../form/useForm";
import { everybodyQuery } from "../../queries";
import { groupTexts, useGroupTexts } from "../../words";

export const checkGroup = (values: JumpGroupInput) => ({
  name: values.name.trim() === "" ? groupTexts().edit.nameMissing : undefined,
});

export function GroupFields({ form, fresh }: { form: Form<JumpGroupInput>; fresh?: boolean }) {
  const { edit: texts } = useGroupTexts();
  const everybody = useQuery(everybodyQuery);
  const people = (everybody.data ?? []).map((user) => ({
    value: user.id,
    label: `${user.display_name} (${user.username})`,
  }));
  return (
    <FormGroup title={texts.title}>
      <TextField
        form={form}
        name="name"
        label={texts.name}
        hint={texts.nameHint}
        maxLength={128}
        focusFirst={fresh ?? false}
      />
      <LongTextField form={form} name="comments" label={texts.comments} hint={texts.commentsHint} maxLength={1024} />
      <ManyField
        form={form}
        name="members"
        label={texts.members}
        hint={texts.membersHint}
        options={people}
        placeholder={texts.membersPlaceholder}
        nothing={texts.nobody}
      />
    </FormGroup>
  );
}
