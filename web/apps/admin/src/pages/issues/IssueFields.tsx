// The fields of a support issue, for making one and for changing one.

import { Select } from "@mantine/core";
import { useQuery } from "@tanstack/react-query";
import type { IssueInput } from "@towline/api";
import { CodedNames } from "../../form/CodedNames";
import { FormGroup } from "../../form/FormParts";
import { LongTextField, ManyField, SwitchField } from "../../form/fields";
import { oddCodeName } from "../../form/rules";
import type { Form } from "../../form/useForm";
import { skillsQuery, teamsQuery } from "../../queries";
import { issueTexts, useIssueTexts } from "../../words";

/** In the field, for no team in particular. */
export const NO_TEAM = "none";

export interface IssueValues {
  name: string;
  code_name: string;
  description: string;
  team_id: string;
  skill_ids: string[];
  help: boolean;
}

export const checkIssue = (values: IssueValues) => {
  const texts = issueTexts().edit;
  return {
    name: values.name.trim() === "" ? texts.nameMissing : undefined,
    code_name: oddCodeName(values.code_name.trim()) ? texts.codeOdd : undefined,
  };
};

export const bodyOf = (values: IssueValues): IssueInput => ({
  name: values.name.trim(),
  code_name: values.code_name.trim(),
  description: values.description,
  team_id: values.team_id === NO_TEAM ? null : values.team_id,
  skill_ids: values.skill_ids,
  help: values.help,
});

const choices = (list: readonly { id: string; name: string }[] | undefined) =>
  (list ?? []).map((each) => ({ value: each.id, label: each.name }));

export function IssueFields({ form, fresh }: { form: Form<IssueValues>; fresh?: boolean }) {
  const { edit: texts } = useIssueTexts();
  const teams = useQuery(teamsQuery);
  const skills = useQuery(skillsQuery);
  return (
    <>
      <FormGroup title={texts.title}>
        <CodedNames form={form} fresh={fresh ?? false} texts={texts} />
        <LongTextField form={form} name="description" label={texts.description} maxLength={1024} />
      </FormGroup>
      <FormGroup title={texts.handling}>
        <Select
          label={texts.team}
          description={texts.teamHint}
          data={[{ value: NO_TEAM, label: texts.noTeam }, ...choices(teams.data)]}
          value={form.values.team_id}
          onChange={(next) => form.set("team_id", next ?? NO_TEAM)}
          error={form.error("team_id")}
          allowDeselect={false}
          searchable
        />
        <ManyField
          form={form}
          name="skill_ids"
          label={texts.skills}
          hint={texts.skillsHint}
          options={choices(skills.data)}
          placeholder={texts.skillsPlaceholder}
          nothing={texts.noSkills}
        />
        <SwitchField form={form} name="help" label={texts.help} hint={texts.helpHint} />
      </FormGroup>
    </>
  );
}
