// Making a session policy.

import { useQueryClient } from "@tanstack/react-query";
import { useNavigate } from "@tanstack/react-router";
import { api } from "@towline/api";
import { notify } from "@towline/ui";
import { CreatingForm } from "../../form/FormParts";
import { plain } from "../../form/SettingsEditor";
import { useForm } from "../../form/useForm";
import { Detail } from "../../shell/Detail";
import { useSessionPolicyTexts } from "../../words";
import { checkSessionPolicy, SessionPolicyFields, type SessionPolicyValues } from "./SessionPolicyFields";

const EMPTY: SessionPolicyValues = { name: "", description: "", permissions: {}, external: false };

export function NewSessionPolicy() {
  const navigate = useNavigate();
  const client = useQueryClient();
  const { create: texts } = useSessionPolicyTexts();
  const close = () => void navigate({ to: "/session-policies", search: true });
  const form = useForm({
    name: "session-policy:new",
    saved: EMPTY,
    check: checkSessionPolicy,
    save: async ({ permissions, ...values }) => {
      const policy = await api.addSessionPolicy({ ...values, permissions: plain(permissions) });
      notify.done(texts.done(policy.name));
      await client.invalidateQueries({ queryKey: ["session-policies"] });
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
        <SessionPolicyFields form={form} fresh />
      </CreatingForm>
    </Detail>
  );
}
