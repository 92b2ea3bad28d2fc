// Making a Jump Group.

import { useQueryClient } from "@tanstack/react-query";
import { useNavigate } from "@tanstack/react-router";
import { api } from "@towline/api";
import { notify } from "@towline/ui";
import { CreatingForm } from "../../form/FormParts";
import { useForm } from "../../form/useForm";
import { Detail } from "../../shell/Detail";
import { useGroupTexts } from "../../words";
import { checkGroup, GroupFields, type GroupValues, membersOf } from "./GroupFields";

const EMPTY: GroupValues = { name: "", comments: "", members: [] };

export function NewGroup() {
  const navigate = useNavigate();
  const client = useQueryClient();
  const { create: texts } = useGroupTexts();
  const close = () => void navigate({ to: "/jump/groups", search: true });
  const form = useForm<GroupValues>({
    name: "group:new",
    saved: EMPTY,
    check: checkGroup,
    save: async (values) => {
      const group = await api.addJumpGroup({
        ...values,
        name: values.name.trim(),
        members: membersOf(values.members),
      });
      notify.done(texts.done(group.name));
      await client.invalidateQueries({ queryKey: ["jump-groups"] });
      await client.invalidateQueries({ queryKey: ["jump-items", "locations"] });
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
        <GroupFields form={form} fresh />
      </CreatingForm>
    </Detail>
  );
}
