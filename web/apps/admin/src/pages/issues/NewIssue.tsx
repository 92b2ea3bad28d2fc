// Making a support issue.

import { useQueryClient } from "@tanstack/react-query";
import { useNavigate } from "@tanstack/react-router";
import { api } from "@towline/api";
import { notify } from "@towline/ui";
import { CreatingForm } from "../../form/FormParts";
import { useForm } from "../../form/useForm";
import { Detail } from "../../shell/Detail";
import { useIssueTexts } from "../../words";
import { bodyOf, checkIssue, IssueFields, type IssueValues, NO_TEAM } from "./IssueFields";

const EMPTY: IssueValues = { name: "", code_name: "", description: "", team_id: NO_TEAM, skill_ids: [] };

export function NewIssue() {
  const navigate = useNavigate();
  const client = useQueryClient();
  const { create: texts } = useIssueTexts();
  const close = () => void navigate({ to: "/issues", search: true });
  const form = useForm({
    name: "issue:new",
    saved: EMPTY,
    check: checkIssue,
    save: async (values) => {
      const issue = await api.addIssue(bodyOf(values));
      notify.done(texts.done(issue.name));
      await client.invalidateQueries({ queryKey: ["issues"] });
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
        <IssueFields form={form} fresh />
      </CreatingForm>
    </Detail>
  );
}
