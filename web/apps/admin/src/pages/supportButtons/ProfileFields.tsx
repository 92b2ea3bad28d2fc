// The fields of a profile of Support Buttons, for making one and for changing one.

import { Select, Text } from "@mantine/core";
import { useQuery } from "@tanstack/react-query";
import type { SupportButtonProfile, SupportButtonProfileInput } from "@towline/api";
import type { ReactNode } from "react";
import { FormGroup } from "../../form/FormParts";
import { TextField } from "../../form/fields";
import type { Form } from "../../form/useForm";
import { publicSitesQuery } from "../../queries";
import { buttonProfileTexts, useButtonProfileTexts } from "../../words";

/** In the field, for the default site. */
const NO_SITE = "";

export interface ProfileValues {
  name: string;
  label: string;
  comment: string;
  site_id: string;
}

export const EMPTY: ProfileValues = { name: "", label: "", comment: "", site_id: NO_SITE };

export const valuesOf = (profile: SupportButtonProfile): ProfileValues => ({
  name: profile.name,
  label: profile.label,
  comment: profile.comment,
  site_id: profile.site_id ?? NO_SITE,
});

export const checkProfile = (values: ProfileValues) => {
  const texts = buttonProfileTexts().edit;
  return {
    name: values.name.trim() === "" ? texts.nameMissing : undefined,
    label: values.label.trim() === "" ? texts.labelMissing : undefined,
  };
};

export const bodyOf = (values: ProfileValues): SupportButtonProfileInput => ({
  name: values.name.trim(),
  label: values.label.trim(),
  comment: values.comment.trim(),
  site_id: values.site_id === NO_SITE ? null : values.site_id,
});

interface Props {
  readonly form: Form<ProfileValues>;
  readonly fresh?: boolean;
  /** Where the picture is chosen. */
  readonly icon?: ReactNode;
}

export function ProfileFields({ form, fresh = false, icon }: Props) {
  const { edit: texts, icon: iconTexts } = useButtonProfileTexts();
  const sites = useQuery(publicSitesQuery);
  const chosen = form.values.site_id;
  const choices = (sites.data ?? []).filter((site) => !site.default || site.id === chosen);
  return (
    <>
      <FormGroup title={texts.title} text={fresh ? undefined : texts.kept}>
        <TextField
          form={form}
          name="name"
          label={texts.name}
          hint={texts.nameHint}
          maxLength={64}
          focusFirst={fresh}
          required
        />
        <TextField form={form} name="label" label={texts.label} hint={texts.labelHint} maxLength={40} required />
        <TextField form={form} name="comment" label={texts.comment} hint={texts.commentHint} maxLength={200} />
        <Select
          label={texts.site}
          description={texts.siteHint}
          data={[
            { value: NO_SITE, label: texts.siteDefault },
            ...choices.map((site) => ({ value: site.id, label: site.name })),
          ]}
          value={chosen}
          onChange={(next) => form.set("site_id", next ?? NO_SITE)}
          error={form.error("site_id")}
          allowDeselect={false}
        />
      </FormGroup>
      {icon ? (
        <FormGroup title={iconTexts.title}>{icon}</FormGroup>
      ) : (
        <Text size="sm" c="dimmed">
          {iconTexts.later}
        </Text>
      )}
    </>
  );
}
