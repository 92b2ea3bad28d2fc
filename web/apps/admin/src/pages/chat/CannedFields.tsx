// The fields of a canned message, for making one and for changing one.

import { Select } from "@mantine/core";
import { useQuery } from "@tanstack/react-query";
import type { CannedMessageInput } from "@towline/api";
import { FormGroup } from "../../form/FormParts";
import { LongTextField, TextField } from "../../form/fields";
import type { Form } from "../../form/useForm";
import { teamsQuery } from "../../queries";
import { cannedTexts, useCannedTexts } from "../../words";

/** In the field, for everybody. */
export const EVERYBODY = "everybody";

export interface CannedValues {
  name: string;
  category: string;
  text: string;
  team_id: string;
}

export const checkCanned = (values: CannedValues) => {
  const texts = cannedTexts().edit;
  return {
    name: values.name.trim() === "" ? texts.nameMissing : undefined,
    text: values.text.trim() === "" ? texts.textMissing : undefined,
  };
};

export const bodyOf = (values: CannedValues): CannedMessageInput => ({
  name: values.name.trim(),
  category: values.category.trim(),
  text: values.text.trim(),
  team_id: values.team_id === EVERYBODY ? null : values.team_id,
});

export function CannedFields({ form, fresh }: { form: Form<CannedValues>; fresh?: boolean }) {
  const { edit: texts } = useCannedTexts();
  const teams = useQuery(teamsQuery);
  return (
    <FormGroup title={texts.title}>
      <TextField form={form} name="name" label={texts.name} maxLength={100} focusFirst={fresh ?? false} />
      <TextField form={form} name="category" label={texts.category} hint={texts.categoryHint} maxLength={100} />
      <LongTextField form={form} name="text" label={texts.text} hint={texts.textHint} maxLength={3500} />
      <Select
        label={texts.team}
        data={[
          { value: EVERYBODY, label: texts.everybody },
          ...(teams.data ?? []).map((team) => ({ value: team.id, label: team.name })),
        ]}
        value={form.values.team_id}
        onChange={(next) => form.set("team_id", next ?? EVERYBODY)}
        error={form.error("team_id")}
        allowDeselect={false}
        searchable
      />
    </FormGroup>
  );
}
