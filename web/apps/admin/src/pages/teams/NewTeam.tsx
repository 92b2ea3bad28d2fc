// Making a support team.

import { useQueryClient } from "@tanstack/react-query";
import { useNavigate } from "@tanstack/react-router";
import { api } from "@towline/api";
import { notify } from "@towline/ui";
import { CreatingForm } from "../../form/FormParts";
import { useForm } from "../../form/useForm";
import { Detail } from "../../shell/Detail";
import { useTeamTexts } from "../../words";
import { bodyOf, checkTeam, TeamFields, type TeamValues } from "./TeamFields";

const EMPTY: TeamValues = { name: "", comments: "", members: [] };

export function NewTeam() {
  const navigate = useNavigate();
  const client = useQueryClient();
  const { create: texts } = useTeamTexts();
  const close = () => void navigate({ to: "/teams", search: true });
  const form = useForm({
    name: "team:new",
    saved: EMPTY,
    check: checkTeam,
    save: async (values) => {
      const team = await api.addTeam(bodyOf(values));
      notify.done(texts.done(team.name));
      await client.invalidateQueries({ queryKey: ["teams"] });
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
        <TeamFields form={form} fresh />
      </CreatingForm>
    </Detail>
  );
}
