// Changing the own password: the fields, their rules and sending them. Used by My Account and after a sign-in with somebody else's password.

import { api } from "@towline/api";
import { PasswordField } from "../../form/fields";
import { type Form, useForm } from "../../form/useForm";
import { useMe } from "../../session";
import { accountTexts, useAccountTexts } from "../../words";

const EMPTY = { current: "", new: "", again: "" };
type Values = typeof EMPTY;

export function checkPassword(values: Values, minimum: number) {
  const texts = accountTexts().password;
  return {
    current: values.current === "" ? texts.currentMissing : undefined,
    new:
      [...values.new].length < minimum
        ? texts.freshShort(minimum)
        : values.new === values.current
          ? texts.freshSame
          : undefined,
    again: values.again === values.new ? undefined : texts.againDifferent,
  };
}

export function usePasswordForm(onSaved: () => void): Form<Values> {
  const { password_minimum } = useMe();
  return useForm({
    saved: EMPTY,
    check: (values) => checkPassword(values, password_minimum),
    save: (values) => api.changePassword(values.current, values.new),
    onSaved,
  });
}

export function PasswordFields({ form }: { form: Form<Values> }) {
  const { password: texts } = useAccountTexts();
  const { password_minimum, password_old } = useMe();
  return (
    <>
      <PasswordField form={form} name="current" label={texts.current} autoComplete="current-password" />
      <PasswordField
        form={form}
        name="new"
        label={texts.fresh}
        hint={texts.freshHint(password_minimum, password_old)}
      />
      <PasswordField form={form} name="again" label={texts.again} />
    </>
  );
}
