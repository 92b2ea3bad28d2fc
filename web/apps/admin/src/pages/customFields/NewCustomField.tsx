// Making a custom field.

import { useQueryClient } from "@tanstack/react-query";
import { useNavigate } from "@tanstack/react-router";
import { api } from "@towline/api";
import { notify } from "@towline/ui";
import { CreatingForm } from "../../form/FormParts";
import { useForm } from "../../form/useForm";
import { Detail } from "../../shell/Detail";
import { useCustomFieldTexts } from "../../words";
import { bodyOf, CustomFieldFields, type CustomFieldValues, checkCustomField } from "./CustomFieldFields";

const EMPTY: CustomFieldValues = { name: "", code_name: "", shown: true };

export function NewCustomField() {
  const navigate = useNavigate();
  const client = useQueryClient();
  const { create: texts } = useCustomFieldTexts();
  const close = () => void navigate({ to: "/custom-fields", search: true });
  const form = useForm({
    name: "custom-field:new",
    saved: EMPTY,
    check: checkCustomField,
    save: async (values) => {
      const field = await api.addCustomField(bodyOf(values));
      notify.done(texts.done(field.name));
      await client.invalidateQueries({ queryKey: ["custom-fields"] });
    },
    onSaved: close,
  });
  return (
    <Detail title={texts.title} onClose={close}>
      <CreatingForm
        form={form}
        label={texts.title}
        submit={texts.submit}
        onCancel={() => {
          form.discard();
          close();
        }}
      >
        <CustomFieldFields form={form} fresh />
      </CreatingForm>
    </Detail>
  );
}
