// Making a Jump Item Role.

import { useQueryClient } from "@tanstack/react-query";
import { useNavigate } from "@tanstack/react-router";
import { api } from "@towline/api";
import { notify } from "@towline/ui";
import { CreatingForm } from "../../form/FormParts";
import { useForm } from "../../form/useForm";
import { Detail } from "../../shell/Detail";
import { useRoleTexts } from "../../words";
import { bodyOf, checkRole, RoleFields, type RoleValues } from "./RoleFields";

const EMPTY: RoleValues = { name: "", description: "", rights: ["view"] };

export function NewRole() {
  const navigate = useNavigate();
  const client = useQueryClient();
  const { create: texts } = useRoleTexts();
  const close = () => void navigate({ to: "/jump/roles", search: true });
  const form = useForm({
    name: "role:new",
    saved: EMPTY,
    check: checkRole,
    save: async (values) => {
      const role = await api.addRole(bodyOf(values));
      notify.done(texts.done(role.name));
      await client.invalidateQueries({ queryKey: ["jump-item-roles"] });
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
        <RoleFields form={form} fresh />
      </CreatingForm>
    </Detail>
  );
}
