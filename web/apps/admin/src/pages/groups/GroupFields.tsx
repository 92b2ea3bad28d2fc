// The fields of a Jump Group, for making one and for changing one.

import { PersonAssignments, type PersonRole } from "../../form/Assignments";
import { FormGroup } from "../../form/FormParts";
import { LongTextField, TextField } from "../../form/fields";
import type { Form } from "../../form/useForm";
import { groupTexts, useGroupTexts } from "../../words";

export interface GroupValues {
  name: string;
  comments: string;
  members: PersonRole[];
}

export const checkGroup = (values: GroupValues) => ({
  name: values.name.trim() === "" ? groupTexts().edit.nameMissing : undefined,
});

/** As the appliance takes it: members without their names. */
export const membersOf = (members: readonly PersonRole[]) =>
  members.map(({ user_id, role_id }) => ({ user_id, role_id: role_id ?? null }));

export function GroupFields({ form, fresh }: { form: Form<GroupValues>; fresh?: boolean }) {
  const { edit: texts } = useGroupTexts();
  return (
    <>
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
      </FormGroup>
      <FormGroup title={texts.members} text={texts.membersHint}>
        <PersonAssignments
          label={texts.members}
          value={form.values.members}
          onChange={(members) => form.set("members", members)}
        />
      </FormGroup>
    </>
  );
}
