// Making a skill.

import { useQueryClient } from "@tanstack/react-query";
import { useNavigate } from "@tanstack/react-router";
import { api } from "@towline/api";
import { notify } from "@towline/ui";
import { CreatingForm } from "../../form/FormParts";
import { useForm } from "../../form/useForm";
import { Detail } from "../../shell/Detail";
import { useSkillTexts } from "../../words";
import { bodyOf, checkSkill, SkillFields, type SkillValues } from "./SkillFields";

const EMPTY: SkillValues = { name: "", code_name: "", description: "" };

export function NewSkill() {
  const navigate = useNavigate();
  const client = useQueryClient();
  const { create: texts } = useSkillTexts();
  const close = () => void navigate({ to: "/skills", search: true });
  const form = useForm({
    name: "skill:new",
    saved: EMPTY,
    check: checkSkill,
    save: async (values) => {
      const skill = await api.addSkill(bodyOf(values));
      notify.done(texts.done(skill.name));
      await client.invalidateQueries({ queryKey: ["skills"] });
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
        <SkillFields form={form} fresh />
      </CreatingForm>
    </Detail>
  );
}
