// The fields of a support team, for making one and for changing one.

import type { TeamInput } from "@towline/api";
import { type PersonRank, PersonRanks } from "../../form/Assignments";
import { FormGroup } from "../../form/FormParts";
import { LongTextField, TextField } from "../../form/fields";
import { QueueRulesFields } from "../../form/QueueRulesFields";
import { checkRules, type RulesValues, rulesOf } from "../../form/queueRules";
import type { Form } from "../../form/useForm";
import { teamTexts, useTeamTexts } from "../../words";

export interface TeamValues extends RulesValues {
  name: string;
  comments: string;
  members: PersonRank[];
}

export const checkTeam = (values: TeamValues) => ({
  ...checkRules(values),
  name: values.name.trim() === "" ? teamTexts().edit.nameMissing : undefined,
});

/** As the appliance takes it: members without their names. */
export const bodyOf = (values: TeamValues): TeamInput => ({
  name: values.name.trim(),
  comments: values.comments,
  members: values.members.map(({ user_id, rank }) => ({ user_id, rank })),
  rules: rulesOf(values),
});

interface TeamFieldsProps {
  form: Form<TeamValues>;
  fresh?: boolean;
  /** The team, once there is one. */
  id?: string;
}

export function TeamFields({ form, fresh, id }: TeamFieldsProps) {
  const { edit: texts } = useTeamTexts();
  return (
    <>
      <FormGroup title={texts.title}>
        <TextField form={form} name="name" label={texts.name} maxLength={100} focusFirst={fresh ?? false} />
        <LongTextField form={form} name="comments" label={texts.comments} maxLength={1024} />
      </FormGroup>
      <FormGroup title={texts.members} text={texts.membersText}>
        <PersonRanks
          label={texts.members}
          value={form.values.members}
          onChange={(members) => form.set("members", members)}
        />
      </FormGroup>
      <QueueRulesFields form={form} kind="team" {...(id === undefined ? {} : { team: id })} />
    </>
  );
}
