// Making a user: who they are, their first password, and showing that password once.

import { useQueryClient } from "@tanstack/react-query";
import { useNavigate } from "@tanstack/react-router";
import { api } from "@towline/api";
import { useState } from "react";
import { CreatingForm, FormGroup } from "../../form/FormParts";
import { plain } from "../../form/SettingsEditor";
import { draftOf } from "../../form/SignInLimits";
import { type Form, useForm } from "../../form/useForm";
import { useMe } from "../../session";
import { Detail } from "../../shell/Detail";
import { useUserTexts } from "../../words";
import {
  checkGivenPassword,
  freshPassword,
  PasswordChoice,
  PasswordShown,
  type PasswordValues,
} from "./PasswordChoice";
import { checkUser, UserFields, type UserValues } from "./UserFields";

type Values = UserValues & PasswordValues;

export function NewUser() {
  const navigate = useNavigate();
  const client = useQueryClient();
  const { create: texts } = useUserTexts();
  const { password_minimum: minimum } = useMe();
  const check = (values: Values) => ({ ...checkUser(values), ...checkGivenPassword(values, minimum) });
  const [made, setMade] = useState<{ name: string; password: string } | null>(null);
  const [saved] = useState<Values>(() => ({
    display_name: "",
    username: "",
    email: "",
    administrator: false,
    expires_ms: "",
    sign_in: draftOf(),
    groups: [],
    settings: {},
    skills: [],
    ...freshPassword(minimum),
  }));
  const close = () => void navigate({ to: "/users", search: true });
  // Without a name: a password never goes into the drafts.
  const form = useForm<Values>({
    saved,
    check,
    save: async ({ email, settings, expires_ms: _, sign_in: __, skills: ___, ...values }) => {
      const user = await api.addUser({
        ...values,
        settings: plain(settings),
        ...(email.trim() ? { email: email.trim() } : {}),
      });
      setMade({ name: user.display_name, password: values.password });
      await client.invalidateQueries({ queryKey: ["users"] });
      await client.invalidateQueries({ queryKey: ["jump-groups"] });
    },
  });
  return (
    <Detail title={texts.title} onClose={close}>
      {made ? (
        <PasswordShown title={texts.done(made.name)} password={made.password} onDone={close} />
      ) : (
        <CreatingForm form={form} label={texts.title} submit={texts.submit} onCancel={close}>
          <UserFields form={form as unknown as Form<UserValues>} fresh />
          <FormGroup title={texts.passwordTitle} text={texts.passwordText}>
            <PasswordChoice form={form as unknown as Form<PasswordValues>} />
          </FormGroup>
        </CreatingForm>
      )}
    </Detail>
  );
}
