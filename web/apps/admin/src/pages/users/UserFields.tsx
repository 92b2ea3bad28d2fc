// The fields of a user, for making one and for changing one.

import { useQuery } from "@tanstack/react-query";
import { FormGroup } from "../../form/FormParts";
import { ManyField, SwitchField, TextField } from "../../form/fields";
import { checkEmail, oddUsername } from "../../form/rules";
import type { Form } from "../../form/useForm";
import { groupsQuery } from "../../queries";
import { userTexts, useUserTexts } from "../../words";

export interface UserValues {
  display_name: string;
  username: string;
  email: string;
  administrator: boolean;
  group_ids: string[];
}

export function checkUser(values: UserValues) {
  const texts = userTexts().edit;
  const username = values.username.trim();
  return {
    display_name: values.display_name.trim() === "" ? texts.displayNameMissing : undefined,
    username: username === "" ? texts.usernameMissing : oddUsername(username) ? texts.usernameWrong : undefined,
    email: checkEmail(values.email),
  };
}

/** `self`: one cannot take the administrator's role from oneself. */
export function UserFields({ form, fresh, self }: { form: Form<UserValues>; fresh?: boolean; self?: boolean }) {
  const { edit: texts } = useUserTexts();
  const groups = useQuery(groupsQuery);
  return (
    <FormGroup title={texts.title}>
      <TextField
        form={form}
        name="display_name"
        label={texts.displayName}
        hint={texts.displayNameHint}
        maxLength={128}
        focusFirst={fresh ?? false}
      />
      <TextField form={form} name="username" label={texts.username} hint={texts.usernameHint} maxLength={64} mono />
      <TextField form={form} name="email" label={texts.email} maxLength={254} />
      <SwitchField
        form={form}
        name="administrator"
        label={texts.administrator}
        hint={self ? texts.administratorSelf : texts.administratorHint}
        disabled={self ?? false}
      />
      <ManyField
        form={form}
        name="group_ids"
        label={texts.groups}
        hint={texts.groupsHint}
        options={(groups.data ?? []).map((group) => ({ value: group.id, label: group.name }))}
        placeholder={texts.groupsPlaceholder}
        nothing={texts.noGroups}
      />
    </FormGroup>
  );
}
