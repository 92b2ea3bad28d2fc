// Making a group policy.

import { useQueryClient } from "@tanstack/react-query";
import { useNavigate } from "@tanstack/react-router";
import { api } from "@towline/api";
import { notify } from "@towline/ui";
import { CreatingForm } from "../../form/FormParts";
import { LIMIT_NAMES } from "../../form/SignInLimits";
import { useForm } from "../../form/useForm";
import { Detail } from "../../shell/Detail";
import { usePolicyTexts } from "../../words";
import { bodyOf, checkPolicy, emptyPolicy, PolicyFields } from "./PolicyFields";

export function NewPolicy() {
  const navigate = useNavigate();
  const client = useQueryClient();
  const { create: texts } = usePolicyTexts();
  const close = () => void navigate({ to: "/policies", search: true });
  const form = useForm({
    name: "policy:new",
    saved: emptyPolicy,
    check: checkPolicy,
    theirNames: LIMIT_NAMES,
    save: async (values) => {
      const policy = await api.addGroupPolicy(bodyOf(values));
      notify.done(texts.done(policy.name));
      await client.invalidateQueries({ queryKey: ["group-policies"] });
      await client.invalidateQueries({ queryKey: ["users"] });
    },
    onSaved: close,
  });
  return (
    <Detail title={texts.title} onClose={close} size={620}>
      <CreatingForm
        form={form}
        label={texts.title}
        submit={texts.submit}
        onCancel={() => {
          form.discard();
          close();
        }}
      >
        <PolicyFields form={form} fresh />
      </CreatingForm>
    </Detail>
  );
}
